//! Signed notes: text signed by one or more keys (C2SP signed-note), and the keys themselves.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::{Error, Hash, Result};

/// Largest note read. Checkpoints have a few hundred bytes; 64 kB leaves room for many witnesses.
pub const NOTE_SIZE_MAX: usize = 64 * 1024;
/// Most signatures read in one note. C2SP signed-note asks for at least 16.
pub const SIGNATURES_MAX: usize = 64;

/// How a signature line begins: em dash and space (C2SP signed-note).
const SIGNATURE_PREFIX: &str = "— ";
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
    fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>> {
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

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: u32,
    /// The signature proper, as its algorithm lays it out.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Reads one line `— name base64`, without its newline.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it isn't one.
    pub fn parse(line: &str) -> Result<Self> {
        let bad = |reason| Error::malformed("signature line", reason);
        let rest = line
            .strip_prefix(SIGNATURE_PREFIX)
            .ok_or_else(|| bad("does not begin with an em dash and a space"))?;
        let (name, encoded) = rest
            .split_once(' ')
            .ok_or_else(|| bad("has no signature"))?;
        check_name(name)?;
        let bytes = STANDARD
            .decode(encoded)
            .map_err(|_| bad("the signature is not base64"))?;
        let (id, bytes) = bytes
            .split_first_chunk::<4>()
            .ok_or_else(|| bad("has no key id"))?;
        if bytes.is_empty() {
            return Err(bad("has no signature after the key id"));
        }
        Ok(Self {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    }

    fn is_by(&self, key: &VerifierKey) -> bool {
        self.id == key.id && self.name == key.name
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.id.to_be_bytes().as_slice(), &self.bytes].concat();
        write!(
            f,
            "{SIGNATURE_PREFIX}{} {}",
            self.name,
            STANDARD.encode(bytes)
        )
    }
}

/// A note: text and signatures, as parsed; **nothing in it is trusted before [`Note::verify`]**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedSignature {
    /// The key it is by.
    pub key: VerifierKey,
    /// When it was made, in Unix seconds, if it says so (cosignatures do).
    pub time: Option<u64>,
}

impl Note {
    /// A note still to be signed.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the text is empty, doesn't end in a newline or has control characters.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        check_text(&text)?;
        if !text.ends_with('\n') {
            return Err(Error::malformed(
                "note",
                "the text does not end in a newline",
            ));
        }
        Ok(Self {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads a note with at least one signature.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::TooLarge`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > NOTE_SIZE_MAX {
            return Err(Error::TooLarge {
                what: "note",
                size: bytes.len() as u64,
                limit: NOTE_SIZE_MAX as u64,
            });
        }
        let note = std::str::from_utf8(bytes).map_err(|_| Error::malformed("note", "not utf-8"))?;
        check_text(note)?;
        // The last empty line separates text from signatures; the text keeps its newline.
        let border = note
            .rfind("\n\n")
            .ok_or_else(|| Error::malformed("note", "no empty line before the signatures"))?;
        let (text, lines) = (&note[..=border], &note[border + 2..]);
        let lines = lines
            .strip_suffix('\n')
            .ok_or_else(|| Error::malformed("note", "does not end in a signature line"))?;
        let signatures = lines
            .split('\n')
            .map(Signature::parse)
            .collect::<Result<Vec<_>>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(Error::malformed("note", "has too many signatures"));
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, with its final newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, unverified.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature by `key`. `now` in Unix seconds goes into cosignatures.
    pub fn sign(&mut self, key: &SignerKey, now: u64) {
        let signature = key.sign(&self.text, now);
        self.add(signature);
    }

    /// Adds a signature made elsewhere, for example a witness's; it replaces an older one by the same key.
    pub fn add(&mut self, signature: Signature) {
        self.signatures
            .retain(|other| other.id != signature.id || other.name != signature.name);
        self.signatures.push(signature);
    }

    /// Verifies all signatures by `keys`, ignoring those by others. One per key is given back.
    ///
    /// # Errors
    /// [`Error::BadSignature`] when one by a given key is wrong, [`Error::NotSignedByKnownKey`] when there is none.
    pub fn verify<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k VerifierKey>,
    ) -> Result<Vec<VerifiedSignature>> {
        let keys: Vec<_> = keys.into_iter().collect();
        let mut verified: Vec<VerifiedSignature> = Vec::new();
        for signature in &self.signatures {
            for key in keys.iter().filter(|key| signature.is_by(key)) {
                let time = key.verify(&self.text, &signature.bytes)?;
                if !verified.iter().any(|other| other.key == **key) {
                    verified.push(VerifiedSignature {
                        key: (*key).clone(),
                        time,
                    });
                }
            }
        }
        if verified.is_empty() {
            let signed_by = self
                .signatures
                .iter()
                .map(|line| line.name.clone())
                .collect();
            return Err(Error::NotSignedByKnownKey { signed_by });
        }
        Ok(verified)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
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
fn check_name(name: &str) -> Result<()> {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.contains(wrong) {
        return Err(Error::malformed(
            "key name",
            "empty, or has a space, plus or control character",
        ));
    }
    Ok(())
}

/// C2SP signed-note: no ASCII control character but newline.
fn check_text(text: &str) -> Result<()> {
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(Error::malformed("note", "has a control character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Example of C2SP signed-note.
    const POEM: &str = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    fn signer(name: &str, seed: u8, algorithm: Algorithm) -> SignerKey {
        SignerKey::from_seed(name, algorithm, &[seed; 32]).unwrap()
    }

    #[test]
    fn the_text_of_a_note_may_have_empty_lines_and_ends_before_the_last_one() {
        let note = Note::parse(POEM.as_bytes()).unwrap();
        assert!(note.text().ends_with("\n\ned è subito sera.\n"));
        assert_eq!(note.signatures().len(), 1);
        assert_eq!(note.signatures()[0].name, "quasimodo.example/salvatore");
        assert_eq!(note.signatures()[0].id, 0x367b_a04b);
        assert_eq!(note.to_string(), POEM);
    }

    #[test]
    fn the_known_go_example_key_is_read_and_its_note_verifies() {
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let key = VerifierKey::parse(key).unwrap();
        let verified = Note::parse(note.as_bytes())
            .unwrap()
            .verify([&key])
            .unwrap();
        assert_eq!(verified, [VerifiedSignature { key, time: None }]);
    }

    #[test]
    fn a_signature_by_a_known_key_over_other_text_rejects_the_note() {
        let key = signer("example.com/log", 1, Algorithm::Ed25519);
        let mut note = Note::new("one\n").unwrap();
        note.sign(&key, 0);
        let altered = note.to_string().replace("one", "two");
        let altered = Note::parse(altered.as_bytes()).unwrap();
        assert!(matches!(
            altered.verify([key.verifier()]),
            Err(Error::BadSignature { .. })
        ));
    }

    #[test]
    fn signatures_by_unknown_keys_are_ignored_but_are_not_enough() {
        let known = signer("a.example", 1, Algorithm::Ed25519);
        let other = signer("a.example", 2, Algorithm::Ed25519);
        let mut note = Note::new("text\n").unwrap();
        note.sign(&other, 0);
        let refused = note.verify([known.verifier()]);
        assert!(
            matches!(refused, Err(Error::NotSignedByKnownKey { signed_by }) if signed_by == ["a.example"])
        );
        note.sign(&known, 0);
        assert_eq!(note.verify([known.verifier()]).unwrap().len(), 1);
    }

    #[test]
    fn a_cosignature_carries_its_time_and_only_that_time() {
        let witness = signer("witness.example", 3, Algorithm::Cosignature);
        let mut note = Note::new("example.com\n0\nroot\n").unwrap();
        note.sign(&witness, 1_679_315_147);
        let verified = note.verify([witness.verifier()]).unwrap();
        assert_eq!(verified[0].time, Some(1_679_315_147));

        let mut signature = note.signatures()[0].clone();
        signature.bytes[7] ^= 1;
        note.add(signature);
        assert!(matches!(
            note.verify([witness.verifier()]),
            Err(Error::BadSignature { .. })
        ));
    }

    #[test]
    fn a_plain_signature_does_not_pass_as_a_cosignature() {
        let plain = signer("w.example", 3, Algorithm::Ed25519);
        let cosigner = plain.with_algorithm(Algorithm::Cosignature);
        let mut note = Note::new("text\n").unwrap();
        note.sign(&plain, 0);
        assert_ne!(plain.verifier().id(), cosigner.verifier().id());
        assert!(note.verify([cosigner.verifier()]).is_err());
    }

    #[test]
    fn verifier_keys_are_read_back_and_a_wrong_hash_or_algorithm_is_refused() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Cosignature] {
            let key = signer("example.com/log", 1, algorithm).verifier().clone();
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

    #[test]
    fn notes_that_break_the_format_are_refused() {
        for wrong in [
            "",
            "\n",
            "\n\n",
            "text\n",
            "text\n\n",
            "text\n\n— a AAAAAAE=",
            "text\n\n— a\n",
            "text\n\n-- a AAAAAAE=\n",
            "text\n\n— a+b AAAAAAE=\n",
            "text\n\n— a AAAA\n",
            "te\rxt\n\n— a AAAAAAE=\n",
            "text\n\n— a AAAAAAE\n",
            "text\n\n— a AAAAAAF=\n",
            "text\n\n— a AAAAAAE=\n\n",
            "text\n\n— a  AAAAAAE=\n",
        ] {
            assert!(Note::parse(wrong.as_bytes()).is_err(), "{wrong:?}");
        }
        assert!(Note::parse("text\n\n— a AAAAAAE=\n".as_bytes()).is_ok());
        assert!(Note::parse(&vec![b'a'; NOTE_SIZE_MAX + 1]).is_err());
        let many = format!("text\n\n{}", "— a AAAAAAE=\n".repeat(SIGNATURES_MAX + 1));
        assert!(Note::parse(many.as_bytes()).is_err());
    }
}
