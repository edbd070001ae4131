//! The master key and the administration token, made at the first start where that is allowed.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use storage::vault::{MasterKey, Vault};
use web::admin::AdminToken;

use crate::config::Config;
use crate::{Error, Result};

pub(crate) fn vault(config: &Config) -> Result<Vault> {
    let path = config.master_key_path();
    if !path.exists() {
        if !config.development {
            return Err(Error::Config(format!(
                "the master key `{}` does not exist; make one with `openssl rand -hex 32` and keep a copy elsewhere",
                path.display()
            )));
        }
        write(&path, MasterKey::generate().to_hex().as_bytes())?;
    }
    Ok(Vault::new(&MasterKey::from_file(&path)?))
}

pub(crate) fn admin_token(config: &Config) -> Result<AdminToken> {
    let path = config.admin_token_path();
    if !path.exists() {
        write(
            &path,
            URL_SAFE_NO_PAD
                .encode(rand::random::<[u8; 32]>())
                .as_bytes(),
        )?;
    }
    Ok(AdminToken::from_file(&path)?)
}

/// Writes a new file that its owner alone may read; of several processes that start together one writes it.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let failed = |source| Error::File {
        path: path.display().to_string(),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(mut file) => file
            .write_all(content)
            .and_then(|()| file.sync_all())
            .map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(failed(source)),
    }
}
