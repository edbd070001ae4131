//! Whom to believe.

use crate::{
    Result,
    jws::{self, PublicKey},
    keys::{Algorithm, VerifierKey},
};

/// Whom to believe: the keys of logs, of witnesses, and of those who sign receipts.
#[derive(Clone, Debug, Default)]
pub struct Verifiers {
    pub(crate) logs: Vec<LogKey>,
    pub(crate) witnesses: Vec<VerifierKey>,
    pub(crate) quorum: usize,
    pub(crate) receipt_keys: Vec<PublicKey>,
}

/// A key of a log, as it signs plainly and with the time.
#[derive(Clone, Debug)]
pub(crate) struct LogKey {
    pub(crate) origin: String,
    pub(crate) key: VerifierKey,
    pub(crate) timed: VerifierKey,
}

impl Verifiers {
    /// Believes nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads keys, one per line, `#` begins a comment: a verifier key with an Ed25519 key is that
    /// of the log of the same name, one with a cosignature key is that of a witness.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`] when a line is no verifier key.
    pub fn parse(text: &str) -> Result<Self> {
        let mut verifiers = Self::new();
        verifiers.trust_logs(text)?;
        Ok(verifiers)
    }

    /// Believes the keys of a text like that of [`Verifiers::parse`] too.
    ///
    /// # Errors
    /// As there.
    pub fn trust_logs(&mut self, text: &str) -> Result<()> {
        let lines = text.lines().map(str::trim);
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let key = VerifierKey::parse(line)?;
            match key.algorithm() {
                Algorithm::Ed25519 => self.trust_log(key.name().to_owned(), &key),
                Algorithm::Cosignature => self.trust_witness(&key),
            }
        }
        Ok(())
    }

    /// Believes `key` about the log `origin`. Several keys per log are fine (rotation).
    pub fn trust_log(&mut self, origin: impl Into<String>, key: &VerifierKey) {
        self.logs.push(LogKey {
            origin: origin.into(),
            key: key.with_algorithm(Algorithm::Ed25519),
            timed: key.with_algorithm(Algorithm::Cosignature),
        });
    }

    /// Believes a witness.
    pub fn trust_witness(&mut self, key: &VerifierKey) {
        self.witnesses
            .push(key.with_algorithm(Algorithm::Cosignature));
    }

    /// Asks for cosignatures of at least `count` known witnesses.
    pub const fn require_witnesses(&mut self, count: usize) {
        self.quorum = count;
    }

    /// Believes the Ed25519 and P-256 keys of a JWK set (RFC 7517 §5, RFC 8037, RFC 7518 §6.2) about
    /// receipts; other kinds of keys in it are passed over. A key with `nbf` and `exp` (unix seconds) is
    /// believed about receipts made in between only, also when another set has it without them: a set of
    /// former keys says more than one that was kept from when the key was in force.
    ///
    /// # Errors
    /// [`crate::Error::Malformed`] when it is no JWK set or a key of that kind is broken.
    pub fn trust_receipt_keys(&mut self, jwk_set: &[u8]) -> Result<()> {
        for key in jws::read_key_set(jwk_set)? {
            let known = self
                .receipt_keys
                .iter_mut()
                .find(|known| known.is_same_key(&key));
            match known {
                Some(known) => known.narrow(&key),
                None => self.receipt_keys.push(key),
            }
        }
        Ok(())
    }

    /// Whether any key of the log `origin` is known.
    pub fn knows_log(&self, origin: &str) -> bool {
        self.logs.iter().any(|log| log.origin == origin)
    }
}
