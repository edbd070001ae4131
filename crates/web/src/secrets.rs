//! Secrets in files: the master key, the token of the administration API.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use storage::vault::MasterKey;

use crate::Error;
use crate::admin::AdminToken;

/// The master key in a file. In development one is made when there is none; in production a missing key is more likely
/// a missing mount than a first start, and one that others can read is refused.
///
/// # Errors
/// [`Error::Config`], which says what to do; [`Error::File`].
pub fn master_key(path: &Path, development: bool) -> Result<MasterKey, Error> {
    if !path.exists() {
        if !development {
            return Err(Error::Config(format!(
                "the master key `{}` does not exist; make one with `openssl rand -hex 32` and keep a copy elsewhere",
                path.display()
            )));
        }
        write(path, MasterKey::generate().to_hex().as_bytes())?;
    }
    refuse_readable(path, development)?;
    Ok(MasterKey::from_file(path)?)
}

/// The token of the administration API in a file, made when there is none; in production one that others can read is
/// refused.
///
/// # Errors
/// [`Error::Config`], which says what to do; [`Error::File`].
pub fn admin_token(path: &Path, development: bool) -> Result<AdminToken, Error> {
    if !path.exists() {
        let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        write(path, token.as_bytes())?;
    }
    refuse_readable(path, development)?;
    AdminToken::from_file(path)
}

/// Writes a new file that its owner alone may read; of several processes that start together one writes it.
fn write(path: &Path, secret: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
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
            .write_all(secret)
            .and_then(|()| file.sync_all())
            .map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(failed(source)),
    }
}

fn refuse_readable(path: &Path, development: bool) -> Result<(), Error> {
    #[cfg(unix)]
    if !development {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(path).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
        let mode = metadata.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Error::Config(format!(
                "`{}` can be read by others (mode {:o}); run `chmod 600` on it",
                path.display(),
                mode & 0o777
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_makes_its_secrets_and_finds_them_again() {
        let folder = tempfile::tempdir().unwrap();
        let (key, token) = (folder.path().join("key"), folder.path().join("token"));
        let made = master_key(&key, true).unwrap().to_hex();
        assert_eq!(*master_key(&key, true).unwrap().to_hex(), *made);
        admin_token(&token, true).unwrap();
        assert_eq!(std::fs::read(&token).unwrap().len(), 43);
        // What was made here is good in production too: nobody else can read it.
        master_key(&key, false).unwrap();
    }

    #[test]
    fn production_refuses_a_missing_key_and_secrets_that_others_can_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (key, token) = (folder.path().join("key"), folder.path().join("token"));
        let refused = master_key(&key, false).err().unwrap().to_string();
        assert!(refused.contains("openssl rand"), "{refused}");
        master_key(&key, true).unwrap();
        admin_token(&token, true).unwrap();
        for file in [&key, &token] {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        let refused = master_key(&key, false).err().unwrap().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
        let refused = admin_token(&token, false).err().unwrap().to_string();
        assert!(refused.contains("chmod 600"), "{refused}");
    }
}
