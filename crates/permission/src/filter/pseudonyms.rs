//! The ids that stand for those of a person's entities towards one service.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The `id` of an entity that its source has none for, in a form that needs one. It is written as the leg's URN.
pub const NO_ID: &str = "urn:fiducia:no-id";

/// Bytes of the keyed digest that are written, in lower-case hexadecimal: nobody finds two own ids with the same
/// 128 bits, nor guesses any.
const DIGEST_BYTES: usize = 16;

/// Begins every id that stands for an own one.
const PREFIX: &str = "urn:ngsi-ld:Entity:";

/// The ids that stand for those of a person's entities towards one service:
/// `urn:ngsi-ld:Entity:<32 hexadecimal digits>`, of an HMAC-SHA-256 (RFC 2104) over the entity's own id. The same own id
/// always gives the same one; without the key neither own ids nor what other keys make of them can be found, few as the
/// own ids may be. Cheap to clone; cannot be printed.
#[derive(Clone)]
pub struct Pseudonyms {
    /// The leg's URN as JSON.
    urn: Vec<u8>,
    /// Has taken the key in.
    mac: Hmac<Sha256>,
}

impl Pseudonyms {
    /// `urn` is the leg's, for entities without an own id. `key` is secret, and of one leg and one dataset.
    pub fn new(urn: &str, key: &[u8; 32]) -> Self {
        // A key shorter than a block is filled up with zeros (RFC 2104 §2).
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(key);
        Self {
            urn: serde_json::Value::from(urn).to_string().into_bytes(),
            mac: Hmac::new(&block.into()),
        }
    }

    /// Writes what stands for an own id, as JSON. `own` is its text unescaped, or a number as it is written.
    pub(super) fn write(&self, own: &[u8], out: &mut Vec<u8>) {
        if own == NO_ID.as_bytes() {
            return self.write_urn(out);
        }
        let mut mac = self.mac.clone();
        mac.update(own);
        let digest = mac.finalize().into_bytes();
        out.push(b'"');
        out.extend_from_slice(PREFIX.as_bytes());
        for byte in &digest[..DIGEST_BYTES] {
            out.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        }
        out.push(b'"');
    }

    /// Writes the leg's URN, as JSON.
    pub(super) fn write_urn(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.urn);
    }
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pseudonyms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(pseudonyms: &Pseudonyms, own: &str) -> String {
        let mut out = Vec::new();
        pseudonyms.write(own.as_bytes(), &mut out);
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn an_id_is_the_same_under_its_key_and_another_under_every_other() {
        let [one, other] = [1, 2].map(|key| Pseudonyms::new("urn:leg", &[key; 32]));
        // The HMAC-SHA-256 of `urn:loan:1` under 32 bytes of 1, by another implementation.
        assert_eq!(
            written(&one, "urn:loan:1"),
            "urn:ngsi-ld:Entity:b44bb09ba410a3b6ac1eacc5ab29b094"
        );
        assert_eq!(
            written(&one, "urn:loan:1"),
            written(&one.clone(), "urn:loan:1")
        );
        assert_ne!(written(&one, "urn:loan:1"), written(&one, "urn:loan:2"));
        assert_ne!(written(&one, "urn:loan:1"), written(&other, "urn:loan:1"));
    }

    #[test]
    fn what_has_no_id_bears_the_legs() {
        assert_eq!(
            written(&Pseudonyms::new("urn:\"leg", &[1; 32]), NO_ID),
            "urn:\"leg"
        );
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(
            format!("{:?}", Pseudonyms::new("urn:leg", &[1; 32])),
            "Pseudonyms"
        );
    }
}
