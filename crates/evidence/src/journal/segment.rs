//! The files of a journal: each holds records from the sequence in its name on.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use super::{
    RECORD_LENGTH_MAX, Replayed,
    record::{self, Record},
};
use crate::{Error, Result};

const EXTENSION: &str = "journal";

/// A journal file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Sequence of its first record.
    pub(super) first: u64,
    pub(super) path: PathBuf,
}

impl Segment {
    pub(super) fn new(directory: &Path, first: u64) -> Self {
        Self {
            first,
            path: directory.join(format!("{first:020}.{EXTENSION}")),
        }
    }

    /// The files of a journal, oldest first.
    pub(super) fn list(directory: &Path) -> Result<Vec<Self>> {
        let mut segments = Vec::new();
        for file in fs::read_dir(directory).map_err(Error::io(directory))? {
            let path = file.map_err(Error::io(directory))?.path();
            if path
                .extension()
                .is_none_or(|extension| extension != EXTENSION)
            {
                continue;
            }
            let first = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.parse().ok());
            let first =
                first.ok_or_else(|| Error::malformed("journal", "has a file of unknown name"))?;
            segments.push(Self { first, path });
        }
        segments.sort_by_key(|segment| segment.first);
        Ok(segments)
    }

    /// Gives all records to `replay`; returns the next sequence and the length of the sound part.
    /// Only the `last` file may end in a torn tail.
    pub(super) fn replay(
        &self,
        last: bool,
        replay: &mut impl FnMut(Replayed) -> Result<()>,
    ) -> Result<(u64, u64)> {
        let content = self.read()?;
        let (mut expected, mut offset) = (self.first, 0);
        while let Some(record) = Record::read(&content[offset..]) {
            if record.sequence != expected {
                break;
            }
            offset += record.length();
            expected += 1;
            let (sequence, bytes) = (record.sequence, record.bytes.to_vec());
            replay(Replayed { sequence, bytes })?;
        }
        let rest = &content[offset..];
        if !rest.is_empty() && (!last || record::was_durable(rest, expected)) {
            return Err(Error::JournalDamaged {
                path: self.path.clone(),
                offset: offset as u64,
            });
        }
        Ok((expected, offset as u64))
    }

    fn read(&self) -> Result<Vec<u8>> {
        let mut content = Vec::new();
        File::open(&self.path)
            .and_then(|mut file| file.read_to_end(&mut content))
            .map_err(Error::io(&self.path))?;
        Ok(content)
    }
}

/// Least size of a file: it must take the longest record.
pub(super) const SEGMENT_BYTES_MIN: u64 = RECORD_LENGTH_MAX as u64;
