//! Checkpoints: the signed head of a log (C2SP tlog-checkpoint), and whom to believe about it.

use std::fmt;

use crate::{
    Error, Hash, Result, Verifiers,
    note::{Algorithm, Note, Signature, SignerKey, VerifierKey},
};

/// Head of a log: how many entries it has and what they are. Unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log this is: by convention its URL without scheme, `helsinki.example/log`.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the RFC 6962 tree over them.
    pub root: Hash,
    /// Extension lines. C2SP recommends to have none; Fiducia's own logs have none.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.into(),
            size,
            root,
            extensions: Vec::new(),
        }
    }

    /// Reads a note text.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it isn't a checkpoint.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |reason| Error::malformed("checkpoint", reason);
        let lines = text
            .strip_suffix('\n')
            .ok_or_else(|| bad("does not end in a newline"))?;
        let mut lines = lines.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(bad("has fewer than three lines"));
        };
        if origin.is_empty() {
            return Err(bad("has no origin"));
        }
        let size = parse_decimal(size).ok_or_else(|| bad("the size is not a number"))?;
        let root = Hash::from_base64(root)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(bad("has an empty line"));
        }
        if size == 0 && root != Hash::EMPTY_ROOT {
            return Err(bad("an empty log has another root"));
        }
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        })
    }

    /// Signs with the log's key: a plain signature and, by the same key, a timestamped one
    /// that says when (`now` in Unix seconds).
    ///
    /// # Errors
    /// [`Error::Malformed`] when origin or extension lines can't stand in a note.
    pub fn sign(self, key: &SignerKey, now: u64) -> Result<SignedCheckpoint> {
        let text = self.to_string();
        if Self::parse(&text).ok().as_ref() != Some(&self) {
            return Err(Error::malformed(
                "checkpoint",
                "origin or extension can't be written",
            ));
        }
        let mut note = Note::new(text)?;
        note.sign(&key.with_algorithm(Algorithm::Ed25519), now);
        note.sign(&key.with_algorithm(Algorithm::Cosignature), now);
        Ok(SignedCheckpoint {
            checkpoint: self,
            note,
        })
    }
}

impl fmt::Display for Checkpoint {
    /// The note text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root)?;
        self.extensions
            .iter()
            .try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint with its signatures. **Believe nothing in it before [`SignedCheckpoint::verify`]**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads a signed note whose text is a checkpoint.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::TooLarge`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let note = Note::parse(bytes)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { checkpoint, note })
    }

    /// What it says.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note, for its signature lines.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// As a witness: the cosignature (C2SP tlog-cosignature v1), at `now` in Unix seconds. The
    /// caller has verified that the log only grew; see [`crate::witness`].
    pub fn cosign(&self, witness: &SignerKey, now: u64) -> Signature {
        witness
            .with_algorithm(Algorithm::Cosignature)
            .sign(self.note.text(), now)
    }

    /// Adds a witness's cosignature.
    pub fn add(&mut self, cosignature: Signature) {
        self.note.add(cosignature);
    }

    /// Checks that the log itself has signed and enough witnesses have cosigned.
    ///
    /// # Errors
    /// [`Error::NotSignedByKnownKey`], [`Error::BadSignature`] or [`Error::TooFewWitnesses`].
    pub fn verify(&self, verifiers: &Verifiers) -> Result<VerifiedCheckpoint> {
        let origin = &self.checkpoint.origin;
        let logs = verifiers.logs.iter().filter(|log| log.origin == *origin);
        let log_keys: Vec<_> = logs.flat_map(|log| [&log.key, &log.timed]).collect();
        // INVARIANT: only a key trusted for this very origin makes its checkpoint true.
        let by_log = self.note.verify(log_keys.iter().copied())?;
        let log_time = by_log.iter().filter_map(|signature| signature.time).max();

        let witnesses = verifiers.witnesses.iter().filter(|witness| {
            !log_keys
                .iter()
                .any(|key| key.public_key() == witness.public_key())
        });
        let cosigned = match self.note.verify(witnesses) {
            Ok(signatures) => signatures,
            Err(Error::NotSignedByKnownKey { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut witnesses: Vec<Cosignature> = Vec::new();
        for signature in cosigned {
            let public_key = signature.key.public_key();
            // One witness under two names is still one.
            if !witnesses
                .iter()
                .any(|other| other.key.public_key() == public_key)
            {
                witnesses.push(Cosignature {
                    key: signature.key,
                    time: signature.time.unwrap_or(0),
                });
            }
        }
        if witnesses.len() < verifiers.quorum {
            return Err(Error::TooFewWitnesses {
                found: witnesses.len(),
                needed: verifiers.quorum,
            });
        }
        Ok(VerifiedCheckpoint {
            checkpoint: self.checkpoint.clone(),
            log_time,
            witnesses,
        })
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

/// A checkpoint that was verified: its log has said this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    /// What the log said.
    pub checkpoint: Checkpoint,
    /// When, by the log's own clock, in Unix seconds, if it says so.
    pub log_time: Option<u64>,
    /// The known witnesses that have seen it, each once; never the log itself.
    pub witnesses: Vec<Cosignature>,
}

/// A verified statement of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// The witness.
    pub key: VerifierKey,
    /// When, by its clock, in Unix seconds.
    pub time: u64,
}

/// An ASCII decimal without leading zeros, as all C2SP log formats write numbers.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "example.com/log";

    fn key(name: &str, seed: u8) -> SignerKey {
        SignerKey::from_seed(name, Algorithm::Ed25519, &[seed; 32]).unwrap()
    }

    fn signed() -> SignedCheckpoint {
        Checkpoint::new(ORIGIN, 3, Hash::of(b"root"))
            .sign(&key(ORIGIN, 1), 1_000)
            .unwrap()
    }

    fn verifiers() -> Verifiers {
        let mut verifiers = Verifiers::new();
        verifiers.trust_log(ORIGIN, key(ORIGIN, 1).verifier());
        verifiers
    }

    #[test]
    fn the_example_of_c2sp_is_read_with_its_cosignature() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        let signed = SignedCheckpoint::parse(text.as_bytes()).unwrap();
        assert_eq!(signed.checkpoint().origin, "example.com/behind-the-sofa");
        assert_eq!(signed.checkpoint().size, 20_852_163);
        assert_eq!(signed.to_string(), text);
        assert_eq!(
            signed.note().signatures()[1].bytes[..8],
            1_679_315_147_u64.to_be_bytes()
        );
    }

    #[test]
    fn a_signed_checkpoint_is_believed_with_its_time() {
        let read = SignedCheckpoint::parse(signed().to_string().as_bytes()).unwrap();
        let verified = read.verify(&verifiers()).unwrap();
        assert_eq!(verified.checkpoint, *signed().checkpoint());
        assert_eq!(verified.log_time, Some(1_000));
        assert!(verified.witnesses.is_empty());
    }

    #[test]
    fn the_key_of_one_log_is_not_believed_about_another() {
        let forged = Checkpoint::new(ORIGIN, 3, Hash::of(b"x"));
        let other = key("other.example/log", 2);
        let mut verifiers = verifiers();
        verifiers.trust_log("other.example/log", other.verifier());
        let forged = forged.sign(&other, 0).unwrap();
        assert!(matches!(
            forged.verify(&verifiers),
            Err(Error::NotSignedByKnownKey { .. })
        ));
    }

    #[test]
    fn a_quorum_counts_each_known_witness_once_and_never_the_log() {
        let mut signed = signed();
        let witness = key("witness.example", 2);
        let same_witness = key("alias.example", 2);
        let own = key(ORIGIN, 1);
        for cosigner in [&witness, &same_witness, &own] {
            let cosignature = signed.cosign(cosigner, 2_000);
            signed.add(cosignature);
        }
        let mut verifiers = verifiers();
        for cosigner in [&witness, &same_witness, &own] {
            verifiers.trust_witness(cosigner.verifier());
        }
        verifiers.require_witnesses(1);
        let verified = signed.verify(&verifiers).unwrap();
        assert_eq!(verified.witnesses.len(), 1);
        assert_eq!(verified.witnesses[0].time, 2_000);
        verifiers.require_witnesses(2);
        assert!(matches!(
            signed.verify(&verifiers),
            Err(Error::TooFewWitnesses {
                found: 1,
                needed: 2
            })
        ));
    }

    #[test]
    fn a_broken_cosignature_of_a_known_witness_rejects_the_checkpoint() {
        let mut signed = signed();
        let witness = key("witness.example", 2);
        let mut cosignature = signed.cosign(&witness, 2_000);
        cosignature.bytes[20] ^= 1;
        signed.add(cosignature);
        let mut verifiers = verifiers();
        assert!(signed.verify(&verifiers).is_ok());
        verifiers.trust_witness(witness.verifier());
        assert!(matches!(
            signed.verify(&verifiers),
            Err(Error::BadSignature { .. })
        ));
    }

    #[test]
    fn key_files_name_logs_and_witnesses() {
        let log = key(ORIGIN, 1);
        let witness = key("witness.example", 2).with_algorithm(Algorithm::Cosignature);
        let text = format!("# keys\n\n{}\n  {}\n", log.verifier(), witness.verifier());
        let mut verifiers = Verifiers::parse(&text).unwrap();
        verifiers.require_witnesses(1);
        assert!(verifiers.knows_log(ORIGIN) && !verifiers.knows_log("witness.example"));
        let mut signed = signed();
        let cosignature = signed.cosign(&witness, 5);
        signed.add(cosignature);
        assert!(signed.verify(&verifiers).is_ok());
        assert!(Verifiers::parse("nonsense").is_err());
    }

    #[test]
    fn bodies_that_break_the_format_are_refused() {
        let root = Hash::of(b"root");
        let empty = Hash::EMPTY_ROOT;
        for wrong in [
            String::new(),
            "a\n1\n".to_owned(),
            format!("a\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            format!("a\n1\n{root}\n\n"),
            format!("a\n1\n{root}\n\nb\n"),
            format!("a\n1\n{}\n", &root.to_string()[1..]),
            format!("a\n0\n{root}\n"),
        ] {
            assert!(Checkpoint::parse(&wrong).is_err(), "{wrong:?}");
        }
        assert!(Checkpoint::parse(&format!("a\n0\n{empty}\n")).is_ok());
        let extended = Checkpoint::parse(&format!("a\n1\n{root}\nmore\n")).unwrap();
        assert_eq!(extended.extensions, ["more"]);
    }

    #[test]
    fn an_origin_that_would_not_be_read_back_is_not_signed() {
        for origin in ["", "a\nb", "a\tb"] {
            let checkpoint = Checkpoint::new(origin, 1, Hash::of(b"r"));
            assert!(checkpoint.sign(&key("a", 1), 0).is_err(), "{origin:?}");
        }
    }
}
