//! The key that lives outside the database.
use super::random_key;
use crate::{Error, Result};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit;
use sha2::{Digest, Sha256};
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes of a master key's id, which stands in front of what it has sealed.
pub(super) const MASTER_ID: usize = 8;

/// The key that seals data keys: 32 bytes, kept outside the database.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random_key())
    }

    /// These bytes as the key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key as 64 hexadecimal digits, white space around them allowed.
    pub fn from_hex(text: &str) -> Result<Self> {
        let reason = || Error::MasterKey {
            reason: "must be 64 hexadecimal digits".into(),
        };
        let digits = text.trim().as_bytes();
        if digits.len() != 64 {
            return Err(reason());
        }
        let mut key = Zeroizing::new([0; 32]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16).ok_or_else(reason);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).map_err(|_| reason())?;
        }
        Ok(Self(key))
    }

    /// The key as 64 hexadecimal digits: what goes into the secret file.
    pub fn to_hex(&self) -> Zeroizing<String> {
        use std::fmt::Write as _;
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            write!(text, "{byte:02x}").unwrap_or_default();
        }
        text
    }

    /// The key in a file: 64 hexadecimal digits, or exactly 32 bytes.
    pub fn from_file(path: &Path) -> Result<Self> {
        let bytes = Zeroizing::new(std::fs::read(path).map_err(|error| Error::MasterKey {
            reason: format!("`{}`: {error}", path.display()),
        })?);
        if let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) {
            return Ok(Self::from_bytes(key));
        }
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| Self::from_hex(text).ok())
            .ok_or_else(|| Error::MasterKey {
                reason: format!(
                    "`{}` holds neither 64 hexadecimal digits nor 32 bytes",
                    path.display()
                ),
            })
    }

    /// The key in an environment variable, as 64 hexadecimal digits.
    pub fn from_env(name: &str) -> Result<Self> {
        let text = Zeroizing::new(std::env::var(name).map_err(|_| Error::MasterKey {
            reason: format!("environment variable `{name}` is not set"),
        })?);
        Self::from_hex(&text)
    }
}

/// A master key at work.
pub(super) struct Master {
    pub(super) id: [u8; MASTER_ID],
    pub(super) cipher: XChaCha20Poly1305,
}

impl Master {
    pub(super) fn new(key: &MasterKey) -> Self {
        let digest = Sha256::new()
            .chain_update(b"fiducia master key id")
            .chain_update(*key.0)
            .finalize();
        let mut id = [0; MASTER_ID];
        id.copy_from_slice(&digest[..MASTER_ID]);
        Self {
            id,
            cipher: XChaCha20Poly1305::new((&*key.0).into()),
        }
    }

    /// Its id as the database holds it.
    pub(super) fn id_text(&self) -> String {
        use std::fmt::Write as _;
        self.id.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
