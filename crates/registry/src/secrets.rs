//! Secrets that are made at the first start.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use storage::vault::{MasterKey, Vault};
use web::admin::AdminToken;

use crate::config::Config;
use crate::{Error, Result};

/// The vault under the configured master key; the key is made when absent, in development only.
pub(crate) fn vault(config: &Config) -> Result<Vault> {
    let path = config.master_key_path();
    if !path.exists() {
        if !config.development {
            return Err(Error::Config(format!(
                "there is no master key `{}`; make one with `openssl rand -hex 32`",
                path.display()
            )));
        }
        write(&path, MasterKey::generate().to_hex().as_bytes())?;
    }
    Ok(Vault::new(&MasterKey::from_file(&path)?))
}

/// The token of the administration API, made when absent.
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

/// Writes a new file that its owner alone may read.
fn write(path: &Path, content: &[u8]) -> Result<()> {
    let failed = |source| Error::Io {
        what: format!("cannot write `{}`", path.display()),
        source,
    };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(failed)
}
