//! Checking a file offline, and saying in plain words what was checked.

use std::{fmt, fs, path::Path};

use serde::Serialize;

use crate::{
    Checkpoint, DirectoryStore, Error, Hash, LogProof, Resource, Result, SignedCheckpoint,
    TileStore, VerifiedCheckpoint, Verifiers,
    merkle::{Frontier, verify_consistency},
    proof::{PROOF_HEADER, consistency_proof},
    receipt::{RECEIPT_SIZE_MAX, ReceiptFile},
    tiles::{self, TILE_WIDTH, TileReader},
};

/// What kind of file was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A receipt of a permission event.
    Receipt,
    /// A proof that an entry is in a log.
    Proof,
    /// The signed head of a log.
    Checkpoint,
    /// A whole log.
    Log,
}

/// What was checked and found right. Whatever isn't right is an [`Error`] instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was checked.
    pub kind: Kind,
    /// The log it is about.
    pub origin: String,
    /// Number of entries the log had.
    pub size: u64,
    /// Root of the log, base64.
    pub root: String,
    /// Place of the entry, for proofs and receipts.
    pub index: Option<u64>,
    /// Sentences, in the order of checking.
    pub checked: Vec<String>,
}

impl Report {
    fn new(kind: Kind, verified: &VerifiedCheckpoint) -> Self {
        let Checkpoint {
            origin, size, root, ..
        } = &verified.checkpoint;
        let mut checked = vec![match verified.log_time {
            Some(time) => format!(
                "the log {origin} signed that it had {}, at {} by its own clock",
                entries(*size),
                clock(time)
            ),
            None => format!("the log {origin} signed that it had {}", entries(*size)),
        }];
        checked.extend(verified.witnesses.iter().map(|witness| {
            let (name, time) = (witness.key.name(), clock(witness.time));
            format!("the witness {name} saw the log like this at {time}")
        }));
        let root = root.to_string();
        Self {
            kind,
            origin: origin.clone(),
            size: *size,
            root,
            index: None,
            checked,
        }
    }

    fn add(&mut self, sentence: impl Into<String>) {
        self.checked.push(sentence.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = match self.kind {
            Kind::Receipt => "A genuine receipt of a permission event",
            Kind::Proof => "A genuine proof of a log entry",
            Kind::Checkpoint => "A genuine checkpoint of a log",
            Kind::Log => "A whole and unaltered log",
        };
        writeln!(f, "{title}")?;
        self.checked
            .iter()
            .try_for_each(|sentence| writeln!(f, "  ✓ {sentence}"))
    }
}

/// Checks a receipt, a proof file or a checkpoint, whichever `bytes` are.
///
/// # Errors
/// Whatever isn't right, as the [`Error`] of the kind of file; [`Error::Malformed`] when it is none.
pub fn verify_file(bytes: &[u8], verifiers: &Verifiers) -> Result<Report> {
    if bytes.starts_with(PROOF_HEADER.as_bytes()) {
        return verify_proof(&LogProof::parse(bytes)?, verifiers);
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        return verify_receipt(&ReceiptFile::parse(bytes)?, verifiers);
    }
    let signed = SignedCheckpoint::parse(bytes)?;
    Ok(Report::new(Kind::Checkpoint, &signed.verify(verifiers)?))
}

/// Checks what lies at `path`: a directory as a whole log, else as [`verify_file`].
///
/// # Errors
/// As [`verify_file`] and [`verify_log`], and [`Error::Io`].
pub fn verify_path(path: &Path, verifiers: &Verifiers) -> Result<Report> {
    let found = fs::metadata(path).map_err(Error::io(path))?;
    if found.is_dir() {
        return verify_log(&DirectoryStore::read_only(path), verifiers);
    }
    // No file checked here is larger: a huge one is refused before it is read.
    let (size, limit) = (found.len(), RECEIPT_SIZE_MAX as u64);
    if size > limit {
        return Err(Error::TooLarge {
            what: "file",
            size,
            limit,
        });
    }
    verify_file(&fs::read(path).map_err(Error::io(path))?, verifiers)
}

fn verify_receipt(file: &ReceiptFile, verifiers: &Verifiers) -> Result<Report> {
    let verified = file.verify(verifiers)?;
    let mut report = Report::new(Kind::Receipt, &verified.checkpoint);
    let consent = &verified.consent;
    let operator = consent.entities.get(&consent.creator);
    let operator = operator.map_or(consent.creator.as_str(), |entity| entity.name.as_str());
    report.index = Some(verified.index);
    report.add(format!(
        "the event is entry {} of this log, unaltered since",
        verified.index
    ));
    report.add(format!(
        "{operator} signed the receipt: version {} of {}, made {}",
        consent.version, consent.arrangement, consent.created
    ));
    for notice in &consent.notices {
        report.add(format!(
            "the notice shown, {} version {} in {}, is the one the receipt holds",
            notice.identifier, notice.version, notice.language
        ));
    }
    Ok(report)
}

fn verify_proof(proof: &LogProof, verifiers: &Verifiers) -> Result<Report> {
    let entry = proof.extra.as_deref().ok_or_else(|| {
        Error::malformed(
            "proof file",
            "does not carry the entry it is about, which is needed to check it",
        )
    })?;
    let verified = proof.verify(entry, verifiers)?;
    let mut report = Report::new(Kind::Proof, &verified);
    report.index = Some(proof.index);
    let content = match Hash::try_from(entry) {
        Ok(commitment) => format!("the commitment {}", commitment.to_hex()),
        Err(_) => String::from_utf8_lossy(entry).into_owned(),
    };
    report.add(format!("entry {} of this log is {content}", proof.index));
    Ok(report)
}

/// Checks a whole log: recomputes every tile and the root from the entries.
///
/// # Errors
/// [`Error::LogDisagrees`] naming the first file that is wrong, [`Error::Missing`],
/// those of [`SignedCheckpoint::verify`], [`Error::Io`].
pub fn verify_log(store: &(impl TileStore + ?Sized), verifiers: &Verifiers) -> Result<Report> {
    let bytes = store
        .read(Resource::Checkpoint)?
        .ok_or_else(|| Error::Missing {
            path: Resource::Checkpoint.to_string(),
        })?;
    let verified = SignedCheckpoint::parse(&bytes)?.verify(verifiers)?;
    let head = &verified.checkpoint;
    let root = recompute(store, head.size)?;
    if root != head.root {
        return Err(Error::LogDisagrees {
            path: Resource::Checkpoint.to_string(),
        });
    }
    let mut report = Report::new(Kind::Log, &verified);
    report.add(format!(
        "all {} were read, and every hash up to the signed root is right",
        entries(head.size)
    ));
    Ok(report)
}

/// Checks that a log, whose files are in `store`, still begins with an `earlier` checkpoint of it,
/// for example the one in a receipt.
///
/// # Errors
/// [`Error::ConsistencyFails`] when it doesn't: the log was altered. Those of
/// [`SignedCheckpoint::verify`], [`Error::Missing`], [`Error::Io`].
pub fn verify_extends(
    store: &(impl TileStore + ?Sized),
    earlier: &SignedCheckpoint,
    verifiers: &Verifiers,
) -> Result<Report> {
    let bytes = store
        .read(Resource::Checkpoint)?
        .ok_or_else(|| Error::Missing {
            path: Resource::Checkpoint.to_string(),
        })?;
    let now = SignedCheckpoint::parse(&bytes)?.verify(verifiers)?;
    let then = earlier.verify(verifiers)?;
    let (new, old) = (&now.checkpoint, &then.checkpoint);
    if new.origin != old.origin {
        return Err(Error::ConsistencyFails);
    }
    let proof = consistency_proof(store, old.size, new.size)?;
    verify_consistency(old.size, &old.root, new.size, &new.root, &proof)?;
    let mut report = Report::new(Kind::Log, &now);
    report.add(format!(
        "its first {} are the same as when it signed for them before",
        entries(old.size)
    ));
    Ok(report)
}

/// Computes the root from the entries, comparing each tile on the way. Memory: a tile per level.
fn recompute(store: &(impl TileStore + ?Sized), size: u64) -> Result<Hash> {
    let reader = TileReader::new(store, size);
    let mut log = Frontier::new();
    let mut pending: Vec<Vec<Hash>> = Vec::new();
    let bundles = size.div_ceil(u64::from(TILE_WIDTH));
    for index in 0..bundles {
        let width = tiles::width(size, index);
        let resource = Resource::Entries { index, width };
        let (bytes, found) = reader.fetch(resource, width)?;
        let entries = tiles::decode_bundle(&bytes, found).map_err(|_| Error::LogDisagrees {
            path: resource.to_string(),
        })?;
        let leaves: Vec<Hash> = entries
            .iter()
            .take(usize::from(width))
            .map(|entry| Hash::of_leaf(entry))
            .collect();
        for leaf in &leaves {
            log.append(*leaf);
        }
        compare(&reader, 0, index, leaves, &mut pending)?;
    }
    for (level, row) in (0_u8..).zip(&pending) {
        if !row.is_empty() {
            let index = tiles::level_width(size, level) / u64::from(TILE_WIDTH);
            compare_tile(&reader, level, index, row)?;
        }
    }
    Ok(log.root())
}

/// Adds hashes of one level; a full tile is compared and handed on to the level above.
fn compare<S: TileStore + ?Sized>(
    reader: &TileReader<'_, S>,
    level: u8,
    index: u64,
    mut row: Vec<Hash>,
    pending: &mut Vec<Vec<Hash>>,
) -> Result<()> {
    let position = usize::from(level);
    if pending.len() == position {
        pending.push(Vec::new());
    }
    pending[position].append(&mut row);
    if pending[position].len() < usize::from(TILE_WIDTH) {
        return Ok(());
    }
    let full = std::mem::take(&mut pending[position]);
    compare_tile(reader, level, index, &full)?;
    let above = vec![crate::merkle::subtree_root(&full)];
    compare(
        reader,
        level + 1,
        index / u64::from(TILE_WIDTH),
        above,
        pending,
    )
}

fn compare_tile<S: TileStore + ?Sized>(
    reader: &TileReader<'_, S>,
    level: u8,
    index: u64,
    row: &[Hash],
) -> Result<()> {
    let width = u16::try_from(row.len()).unwrap_or(TILE_WIDTH);
    let disagrees = || Error::LogDisagrees {
        path: Resource::Tile {
            level,
            index,
            width,
        }
        .to_string(),
    };
    match reader.tile(level, index, width) {
        Ok(stored) if stored == row => Ok(()),
        Ok(_) | Err(Error::Malformed { .. }) => Err(disagrees()),
        Err(error) => Err(error),
    }
}

fn entries(count: u64) -> String {
    if count == 1 {
        "1 entry".to_owned()
    } else {
        format!("{count} entries")
    }
}

/// A time for people, UTC.
fn clock(seconds: u64) -> String {
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    time.map_or_else(|| format!("second {seconds}"), |time| time.to_string())
}
