//! Witnessing: one party watches that another's log only grows (C2SP tlog-witness). The rules
//! alone; sending and storing are the caller's.

use std::fmt;

use crate::{
    Checkpoint, Error, Hash, Result, SignedCheckpoint, Verifiers, checkpoint::parse_decimal,
    merkle::verify_consistency, note::Signature,
};

/// Most lines of consistency proof in a request (C2SP tlog-witness).
const PROOF_LINES_MAX: usize = 63;

/// A request to cosign: the body of `POST …/add-checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the log the witness cosigned last, 0 at first.
    pub old_size: u64,
    /// Consistency proof from there to the checkpoint.
    pub proof: Vec<Hash>,
    /// The checkpoint to cosign.
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// Reads a request body.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::TooLarge`]; answer them with status 400.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |reason| Error::malformed("witness request", reason);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("not utf-8"))?;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or_else(|| bad("has no empty line before the checkpoint"))?;
        let mut lines = head.split('\n');
        let old_size = lines
            .next()
            .and_then(|line| line.strip_prefix("old "))
            .and_then(parse_decimal)
            .ok_or_else(|| bad("has no old size"))?;
        let proof = lines
            .take(PROOF_LINES_MAX + 1)
            .map(Hash::from_base64)
            .collect::<Result<Vec<_>>>()?;
        if proof.len() > PROOF_LINES_MAX {
            return Err(bad("has more than 63 lines of proof"));
        }
        let checkpoint = SignedCheckpoint::parse(checkpoint.as_bytes())?;
        Ok(Self {
            old_size,
            proof,
            checkpoint,
        })
    }

    /// Decides on the request. `latest` is the checkpoint of this log cosigned last. On success the
    /// caller makes the checkpoint given back the latest one, **durably and only if `latest` is still
    /// that**, and then answers with [`SignedCheckpoint::cosign`].
    ///
    /// # Errors
    /// A [`Refusal`] to answer with.
    pub fn consider(
        &self,
        latest: Option<&Checkpoint>,
        logs: &Verifiers,
    ) -> std::result::Result<Checkpoint, Refusal> {
        let new = self.checkpoint.checkpoint();
        if !logs.knows_log(&new.origin) {
            return Err(Refusal::UnknownLog);
        }
        self.checkpoint
            .verify(logs)
            .map_err(|_| Refusal::NotSigned)?;
        if self.old_size > new.size {
            return Err(Refusal::Shrinks);
        }
        let (size, root) =
            latest.map_or((0, Hash::EMPTY_ROOT), |latest| (latest.size, latest.root));
        if self.old_size != size {
            return Err(Refusal::Stale { size });
        }
        if size == new.size && root != new.root {
            return Err(Refusal::Stale { size });
        }
        verify_consistency(size, &root, new.size, &new.root, &self.proof)
            .map_err(|_| Refusal::Inconsistent)?;
        Ok(new.clone())
    }
}

impl fmt::Display for AddCheckpoint {
    /// The request body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old_size)?;
        self.proof
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Why a witness doesn't cosign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The log isn't one the witness watches.
    #[error("the log is not known here")]
    UnknownLog,
    /// No valid signature by the log.
    #[error("the checkpoint is not signed by the log's key")]
    NotSigned,
    /// The old size is larger than the checkpoint's.
    #[error("the old size is larger than the checkpoint's")]
    Shrinks,
    /// The witness has another latest checkpoint than the request supposes.
    #[error("the latest checkpoint seen here has another size or root; its size is {size}")]
    Stale {
        /// Size the witness has; with a newline the body of the answer, `text/x.tlog.size`.
        size: u64,
    },
    /// The log didn't only grow, or the proof is wrong.
    #[error("the checkpoint does not extend the one seen before")]
    Inconsistent,
}

impl Refusal {
    /// HTTP status to answer with (C2SP tlog-witness).
    pub const fn status(self) -> u16 {
        match self {
            Self::UnknownLog => 404,
            Self::NotSigned => 403,
            Self::Shrinks => 400,
            Self::Stale { .. } => 409,
            Self::Inconsistent => 422,
        }
    }
}

/// Reads a witness's answer: cosignatures, one a line. They are unverified: add them to the
/// checkpoint and [`SignedCheckpoint::verify`] it with the witness's key.
///
/// # Errors
/// [`Error::Malformed`].
pub fn parse_cosignatures(body: &str) -> Result<Vec<Signature>> {
    let lines = body
        .strip_suffix('\n')
        .ok_or_else(|| Error::malformed("witness answer", "does not end in a newline"))?;
    lines.split('\n').map(Signature::parse).collect()
}
