//! Keys with names: who may sign notes (C2SP signed-note, "Verifier keys").

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::{Error, Hash, Result, note::Signature};

const ED25519_LENGTH: usize = 64;
const TIMESTAMP_LENGTH: usize = 8;
/// First line of what a cosignature signs (C2SP tlog-cosignature).
const COSIGNATURE_HEADER: &str = "cosignature/v1";

/// What a key signs with; the byte that stands before the public key in a verifier key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Algorithm {
    /// Ed25519 over the note text (C2SP signed-note).
    Ed25519 = 0x01,
    /// Ed25519 over the note text with the time of signing before it (C2SP tlog-cosignature, v1).
    Cosignature = 0x04,
}

/// A public key with its name: `name+hash+key`, as in configuration of C2SP tools.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Names a raw 32-byte Ed25519 public key.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the name is empty or has a space, plus or control character, or the key is no point of the curve.
    pub fn new(name: &str, algorithm: Algorithm, key: &[u8; 32]) -> Result<Self> {
        let key = VerifyingKey::from_bytes(key)
            .map_err(|_| Error::malformed("verifier key", "not an ed25519 public key"))?;
        Self::of(name, algorithm, key)
    }

    fn of(name: &str, algorithm: Algorithm, key: VerifyingKey) -> Result<Self> {
        check_name(name)?;
        let id = key_id(name, algorithm, &key);
        Ok(Self {
            name: name.to_owned(),
            id,
            algorithm,
            key,
        })
    }

    /// Reads `name+hash+key`.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it isn't one, the hash isn't that of name and key, or the algorithm isn't known.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |reason| Error::malformed("verifier key", reason);
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad("not of the form name+hash+key"));
        };
        let key = STANDARD
            .decode(key)
            .map_err(|_| bad("the key is not base64"))?;
        let (algorithm, key) = split_key(&key).ok_or_else(|| bad("not an ed25519 key"))?;
        let key = Self::new(name, algorithm, key)?;
        if id.len() != 8 || u32::from_str_radix(id, 16) != Ok(key.id) {
            return Err(bad("the hash is not that of name and key"));
        }
        Ok(key)
    }

    /// The key's name, by convention a URL without scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key's id: first four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ key).
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// What the key signs with.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The raw public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The same key and name for another algorithm.
    #[must_use]
    pub fn with_algorithm(&self, algorithm: Algorithm) -> Self {
        let id = key_id(&self.name, algorithm, &self.key);
        Self {
            id,
            algorithm,
            ..self.clone()
        }
    }

    /// Checks one signature over `text`; gives its time in Unix seconds if it carries one.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>> {
        let bad = || Error::BadSignature {
            name: self.name.clone(),
        };
        let (time, signature) = match self.algorithm {
            Algorithm::Ed25519 => (None, signature),
            Algorithm::Cosignature => {
                let (time, signature) = signature
                    .split_first_chunk::<TIMESTAMP_LENGTH>()
                    .ok_or_else(bad)?;
                let time = u64::from_be_bytes(*time);
                // C2SP tlog-cosignature: at most 2⁶³−1.
                i64::try_from(time).map_err(|_| bad())?;
                (Some(time), signature)
            }
        };
        let signature: &[u8; ED25519_LENGTH] = signature.try_into().map_err(|_| bad())?;
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        let verified = match time {
            None => self.key.verify_strict(text.as_bytes(), &signature),
            Some(time) => self
                .key
                .verify_strict(cosigned(text, time).as_bytes(), &signature),
        };
        verified.map(|()| time).map_err(|_| bad())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = tagged(self.algorithm, self.key.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

/// A private key with its name. Never printed; wiped from memory when dropped.
#[derive(Clone)]
pub struct SignerKey {
    verifier: VerifierKey,
    key: SigningKey,
}

impl SignerKey {
    /// Names an Ed25519 private key given as its 32-byte seed (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`Error::Malformed`] when the name is empty or has a space, plus or control character.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::of(name, algorithm, key.verifying_key())?;
        Ok(Self { verifier, key })
    }

    /// The public key.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.verifier.name
    }

    /// The same key and name for another algorithm.
    #[must_use]
    pub fn with_algorithm(&self, algorithm: Algorithm) -> Self {
        let verifier = self.verifier.with_algorithm(algorithm);
        Self {
            verifier,
            key: self.key.clone(),
        }
    }

    /// Signs a note text. `now` is in Unix seconds and used by cosignatures alone.
    pub(crate) fn sign(&self, text: &str, now: u64) -> Signature {
        let bytes = match self.verifier.algorithm {
            Algorithm::Ed25519 => self.key.sign(text.as_bytes()).to_bytes().to_vec(),
            Algorithm::Cosignature => {
                let signature = self.key.sign(cosigned(text, now).as_bytes());
                [now.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
        };
        Signature {
            name: self.name().to_owned(),
            id: self.verifier.id,
            bytes,
        }
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.name())
    }
}

/// What a cosignature signs (C2SP tlog-cosignature, "Ed25519 signed message").
fn cosigned(text: &str, time: u64) -> String {
    format!("{COSIGNATURE_HEADER}\ntime {time}\n{text}")
}

fn tagged(algorithm: Algorithm, key: &[u8; 32]) -> Vec<u8> {
    [[algorithm as u8].as_slice(), key].concat()
}

fn split_key(bytes: &[u8]) -> Option<(Algorithm, &[u8; 32])> {
    let (first, key) = bytes.split_first()?;
    let algorithm = match first {
        0x01 => Algorithm::Ed25519,
        0x04 => Algorithm::Cosignature,
        _ => return None,
    };
    Some((algorithm, key.try_into().ok()?))
}

fn key_id(name: &str, algorithm: Algorithm, key: &VerifyingKey) -> u32 {
    let hash = Hash::of_parts(&[name.as_bytes(), b"\n", &tagged(algorithm, key.as_bytes())]);
    let [a, b, c, d, ..] = hash.0;
    u32::from_be_bytes([a, b, c, d])
}

/// C2SP signed-note: names are not empty and have neither Unicode spaces nor plus signs.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(wrong) {
        return Err(Error::malformed(
            "key name",
            "empty, or has a space, plus or control character",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifier_keys_are_read_back_and_a_wrong_hash_or_algorithm_is_refused() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Cosignature] {
            let key = SignerKey::from_seed("example.com/log", algorithm, &[1; 32])
                .unwrap()
                .verifier()
                .clone();
            assert_eq!(VerifierKey::parse(&key.to_string()).unwrap(), key);
            let other_name = key.to_string().replace("/log", "/lob");
            assert!(VerifierKey::parse(&other_name).is_err());
        }
        for wrong in [
            "",
            "a",
            "a+b",
            "a+00000000+",
            "a+00000000+AQ==",
            "a++",
            "+00000000+AA==",
        ] {
            assert!(VerifierKey::parse(wrong).is_err(), "{wrong}");
        }
    }
}
