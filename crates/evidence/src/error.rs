//! What can go wrong with evidence.

use std::{io, path::PathBuf};

/// Everything this crate can refuse or fail at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Bytes that aren't what they should be; nothing in them was trusted.
    #[error("the {what} is malformed: {reason}")]
    Malformed {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Larger than this crate reads or writes.
    #[error("the {what} has {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size in bytes.
        size: u64,
        /// The most that is allowed, in bytes.
        limit: u64,
    },
    /// A leaf or tree size that the tree doesn't have.
    #[error("`{index}` is beyond a log of {size} entries")]
    OutOfRange {
        /// The index or size asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// No signature by a key that was given, so nothing the note says may be believed.
    #[error("no given key has signed this; it is signed by {}", list(.signed_by))]
    NotSignedByKnownKey {
        /// Names in the signature lines, unverified.
        signed_by: Vec<String>,
    },
    /// A signature by a known key that doesn't verify: the text or the signature was changed.
    #[error("the signature of `{name}` is wrong")]
    BadSignature {
        /// Name of the key.
        name: String,
    },
    /// Signed by a known key at a time when it did not sign: before it was made, or after it was replaced.
    #[error("the key `{name}` was not in force when this says it was made, {made}")]
    KeyNotInForce {
        /// Name of the key.
        name: String,
        /// When it says it was made, RFC 3339.
        made: String,
    },
    /// Fewer witnesses than the policy asks for.
    #[error("{found} of the {needed} witnesses needed have cosigned the checkpoint")]
    TooFewWitnesses {
        /// Known witnesses with a valid cosignature.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// An entry isn't in the log where a proof says it is.
    #[error("the inclusion proof fails: the log doesn't have this entry at this place")]
    InclusionFails,
    /// A later tree doesn't contain an earlier one.
    #[error("the consistency proof fails: the later log doesn't begin with the earlier one")]
    ConsistencyFails,
    /// Stored tiles, bundles and checkpoint don't agree.
    #[error("`{path}` does not agree with the rest of the log")]
    LogDisagrees {
        /// Path of the tile, bundle or checkpoint below the log's prefix.
        path: String,
    },
    /// A tile or bundle that the log's size requires isn't there.
    #[error("`{path}` is missing from the log")]
    Missing {
        /// Path below the log's prefix.
        path: String,
    },
    /// Something published would have been changed. Published tiles never change (C2SP tlog-tiles).
    #[error("`{path}` is published with other content and can't be changed")]
    Immutable {
        /// Path below the log's prefix.
        path: String,
    },
    /// Entries given to the publisher don't follow on what is published.
    #[error("entry `{given}` does not follow: the log has {size} entries")]
    Gap {
        /// Index of the entry given.
        given: u64,
        /// Number of entries the log has.
        size: u64,
    },
    /// The log differs from one that was signed before; going on would fork it.
    #[error(
        "the log of `{origin}` differs from its checkpoint of {size} entries; refusing to sign"
    )]
    WouldFork {
        /// The log's origin.
        origin: String,
        /// Size of the checkpoint signed before.
        size: u64,
    },
    /// Another process writes here.
    #[error("`{}` is in use by another process", .path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// A receipt whose parts don't belong together.
    #[error("the receipt's parts do not belong together: {reason}")]
    ReceiptDisagrees {
        /// Which parts, and how.
        reason: &'static str,
    },
    /// A journal file damaged where it had been durable: records are lost. A torn tail isn't this.
    #[error("the journal file `{}` is damaged at byte {offset}", .path.display())]
    JournalDamaged {
        /// The file.
        path: PathBuf,
        /// Where the damage starts.
        offset: u64,
    },
    /// The journal has stopped: an earlier write failed, or it was closed. Nothing after is durable.
    #[error("the journal has stopped and takes no more records")]
    JournalStopped,
    /// The source of entries failed.
    #[error("reading log entries failed: {0}")]
    Fetch(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file system failed.
    #[error("`{}`: {source}", .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// A background task ended without finishing.
    #[error("a background task of the log ended early")]
    TaskEnded,
}

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) const fn malformed(what: &'static str, reason: &'static str) -> Self {
        Self::Malformed { what, reason }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::Io { path, source }
    }

    /// Whether trying again later may help: the disk or the source failed, not the evidence.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Io { .. } | Self::Fetch(_) | Self::TaskEnded)
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "nobody".to_owned();
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
