//! RFC 6962 §2.1: how leaves and nodes of the log are hashed.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::Error;

/// Length of a SHA-256 hash in bytes.
pub const HASH_LENGTH: usize = 32;

/// A SHA-256 hash: of a leaf, of a node, of a tree, or of a record. Shown as standard base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; HASH_LENGTH]);

/// What separates a leaf from a node, so that neither can be passed off as the other (RFC 6962 §2.1).
const LEAF_PREFIX: [u8; 1] = [0];
const NODE_PREFIX: [u8; 1] = [1];

impl Hash {
    /// The root of a tree without leaves: SHA-256 of nothing (RFC 6962 §2.1).
    pub const EMPTY_ROOT: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ]);

    /// Plain SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// SHA-256 of the parts one after another.
    pub(crate) fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// The leaf hash of a log entry: SHA-256(0x00 ‖ entry).
    pub fn of_leaf(entry: &[u8]) -> Self {
        Self::of_parts(&[&LEAF_PREFIX, entry])
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
    pub fn of_node(left: &Self, right: &Self) -> Self {
        Self::of_parts(&[&NODE_PREFIX, &left.0, &right.0])
    }

    /// Reads standard base64 with padding, as in checkpoints and proofs.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it isn't the base64 of exactly 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, Error> {
        let bytes = STANDARD
            .decode(text)
            .map_err(|_| Error::malformed("hash", "not base64"))?;
        Self::try_from(bytes.as_slice())
    }

    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(&self) -> String {
        use fmt::Write as _;
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = Error;

    fn try_from(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes
            .try_into()
            .map_err(|_| Error::malformed("hash", "not 32 bytes long"))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_root_is_sha256_of_nothing() {
        assert_eq!(Hash::of(b""), Hash::EMPTY_ROOT);
    }

    #[test]
    fn leaf_and_node_hashes_are_those_of_rfc_6962() {
        assert_eq!(
            Hash::of_leaf(b"").to_hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            Hash::of_leaf(b"L123456").to_hex(),
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
        );
        let node = Hash::of_parts(&[&NODE_PREFIX, b"N123", b"N456"]);
        assert_eq!(
            node.to_hex(),
            "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
        );
    }

    #[test]
    fn base64_is_read_back_and_nothing_else_is() {
        let hash = Hash::of(b"x");
        assert_eq!(Hash::from_base64(&hash.to_string()).unwrap(), hash);
        for wrong in [
            "",
            "AAAA",
            "!",
            &hash.to_string()[..43],
            &format!("{hash}="),
        ] {
            assert!(Hash::from_base64(wrong).is_err(), "{wrong}");
        }
    }
}
