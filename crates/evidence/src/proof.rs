//! Proof files: that an entry is in a log, checkable offline (C2SP tlog-proof).

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Error, Hash, Result, SignedCheckpoint, VerifiedCheckpoint, Verifiers,
    checkpoint::parse_decimal,
    merkle::{self, PROOF_LENGTH_MAX},
    note::NOTE_SIZE_MAX,
    tiles::{ENTRY_LENGTH_MAX, TileReader, TileStore},
};

/// First line of a proof file; tells it from other files.
pub const PROOF_HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Longest extra data: an entry, the only thing Fiducia puts there.
const EXTRA_LENGTH_MAX: usize = ENTRY_LENGTH_MAX;

/// Longest file read: extra data in base64, a full proof, and a checkpoint.
pub const PROOF_SIZE_MAX: usize =
    EXTRA_LENGTH_MAX.div_ceil(3) * 4 + PROOF_LENGTH_MAX * 45 + NOTE_SIZE_MAX + 256;

/// A proof as read from a file. **Believe nothing in it before [`LogProof::verify`]**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProof {
    /// Not authenticated by itself. Proofs made here carry the entry, so that the file can be
    /// checked alone: it then shows that this very entry is in the log.
    pub extra: Option<Vec<u8>>,
    /// Place of the entry in the log.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling up.
    pub path: Vec<Hash>,
    /// The checkpoint it leads to.
    pub checkpoint: SignedCheckpoint,
}

impl LogProof {
    /// Makes the proof that the entry `index` is in the log at `checkpoint`, with the entry as extra
    /// data. Blocks.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the checkpoint doesn't cover it, [`Error::LogDisagrees`] when the
    /// files don't lead to its root, [`Error::Missing`], [`Error::Io`].
    pub fn make(
        store: &(impl TileStore + ?Sized),
        index: u64,
        checkpoint: &SignedCheckpoint,
    ) -> Result<Self> {
        let head = checkpoint.checkpoint();
        let mut reader = TileReader::new(store, head.size);
        let path = merkle::inclusion_proof(index, head.size, &mut reader)?;
        let entry = reader.entry(index)?;
        let leaf = Hash::of_leaf(&entry);
        // A proof that wouldn't convince isn't handed out.
        merkle::verify_inclusion(&leaf, index, head.size, &path, &head.root).map_err(|_| {
            Error::LogDisagrees {
                path: crate::tiles::Resource::Checkpoint.to_string(),
            }
        })?;
        Ok(Self {
            extra: Some(entry),
            index,
            path,
            checkpoint: checkpoint.clone(),
        })
    }

    /// Reads a proof file.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::TooLarge`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |reason| Error::malformed("proof file", reason);
        if bytes.len() > PROOF_SIZE_MAX {
            let (size, limit) = (bytes.len() as u64, PROOF_SIZE_MAX as u64);
            return Err(Error::TooLarge {
                what: "proof file",
                size,
                limit,
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| bad("not utf-8"))?;
        let (head, checkpoint) = text
            .split_once("\n\n")
            .ok_or_else(|| bad("has no checkpoint after an empty line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(PROOF_HEADER) {
            return Err(bad("does not begin with its format's name"));
        }
        let extra = lines
            .next_if(|line| line.starts_with("extra "))
            .map(|line| STANDARD.decode(&line["extra ".len()..]))
            .transpose()
            .map_err(|_| bad("the extra data is not base64"))?;
        if extra
            .as_ref()
            .is_some_and(|extra| extra.len() > EXTRA_LENGTH_MAX)
        {
            return Err(bad("the extra data is too long"));
        }
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(parse_decimal)
            .ok_or_else(|| bad("has no index"))?;
        let path = lines.map(Hash::from_base64).collect::<Result<Vec<_>>>()?;
        if path.len() > PROOF_LENGTH_MAX {
            return Err(bad("has more hashes than any log needs"));
        }
        let checkpoint = SignedCheckpoint::parse(checkpoint.as_bytes())?;
        Ok(Self {
            extra,
            index,
            path,
            checkpoint,
        })
    }

    /// Checks that `entry` is in a log that `verifiers` believe.
    ///
    /// # Errors
    /// [`Error::InclusionFails`], [`Error::OutOfRange`], or those of [`SignedCheckpoint::verify`].
    pub fn verify(&self, entry: &[u8], verifiers: &Verifiers) -> Result<VerifiedCheckpoint> {
        let verified = self.checkpoint.verify(verifiers)?;
        let head = &verified.checkpoint;
        let leaf = Hash::of_leaf(entry);
        merkle::verify_inclusion(&leaf, self.index, head.size, &self.path, &head.root)?;
        Ok(verified)
    }
}

impl fmt::Display for LogProof {
    /// The file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PROOF_HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The proof that the log at `new` begins with the log at size `old`, from the log's files. Blocks.
///
/// # Errors
/// [`Error::OutOfRange`], [`Error::Missing`], [`Error::Io`].
pub fn consistency_proof(
    store: &(impl TileStore + ?Sized),
    old: u64,
    new: u64,
) -> Result<Vec<Hash>> {
    merkle::consistency_proof(old, new, &mut TileReader::new(store, new))
}
