//! Signed notes: text signed by one or more keys (C2SP signed-note).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

pub use crate::keys::{Algorithm, SignerKey, VerifierKey};
use crate::{Error, Result, keys::check_name};

/// Largest note read. Checkpoints have a few hundred bytes; 64 kB leaves room for many witnesses.
pub const NOTE_SIZE_MAX: usize = 64 * 1024;
/// Most signatures read in one note. C2SP signed-note asks for at least 16.
pub const SIGNATURES_MAX: usize = 64;

/// How a signature line begins: em dash and space (C2SP signed-note).
const SIGNATURE_PREFIX: &str = "— ";
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
        self.id == key.id() && self.name == key.name()
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
