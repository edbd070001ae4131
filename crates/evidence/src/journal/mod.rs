//! An append-only file journal with group commit: records are durable here, fast, before they move
//! into the database. For a connector's hot path: nothing is released that isn't logged first.
//!
//! Many callers wait for one sync. Replay gives every record that was durable and not yet released,
//! **at least once**: whoever moves records on does it idempotently, by their sequence or own id.

mod record;
mod segment;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread::JoinHandle,
};

use tokio::sync::{Semaphore, oneshot};

pub use self::record::RECORD_LENGTH_MAX;
use self::writer::{Command, Writer};
use crate::{Error, Result};

/// Limits of a journal.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Bytes of records that may wait for their sync. More callers wait before they may queue:
    /// memory stays bounded. 8 MiB is far more than a disk takes in one sync.
    pub waiting_bytes: usize,
    /// A file is closed and the next begun at this size. 16 MiB are replayed in well under a second.
    pub segment_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            waiting_bytes: 8 << 20,
            segment_bytes: 16 << 20,
        }
    }
}

/// A record found when the journal was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Its number, growing by one from record to record, never used twice.
    pub sequence: u64,
    /// What was appended.
    pub bytes: Vec<u8>,
}

/// A journal open for appending. At most one process may hold it. Dropping it blocks until what
/// waits is written.
#[derive(Debug)]
pub struct Journal {
    commands: Option<mpsc::Sender<Command>>,
    /// One permit per byte that may wait.
    room: Arc<Semaphore>,
    writer: Option<JoinHandle<()>>,
    directory: PathBuf,
}

impl Journal {
    /// Opens the journal in `directory`, making it if it isn't there, and gives every record in it,
    /// in order, to `replay`. A torn tail, never acknowledged, is cut off. Blocks.
    ///
    /// # Errors
    /// [`Error::JournalDamaged`] when a record that was durable can't be read, [`Error::InUse`],
    /// [`Error::Io`], and whatever `replay` gives.
    pub fn open(
        directory: impl AsRef<Path>,
        settings: Settings,
        replay: impl FnMut(Replayed) -> Result<()>,
    ) -> Result<Self> {
        let directory = directory.as_ref().to_owned();
        let writer = Writer::open(&directory, settings.segment_bytes, replay)?;
        let (commands, waiting) = mpsc::channel();
        let room = settings
            .waiting_bytes
            .clamp(RECORD_LENGTH_MAX, u32::MAX as usize);
        let room = Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS)));
        let writer = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || writer.run(&waiting))
            .map_err(Error::io(&directory))?;
        Ok(Self {
            commands: Some(commands),
            room,
            writer: Some(writer),
            directory,
        })
    }

    /// Where the journal lies.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Appends one record, and gives its sequence once it is durable. When the future is dropped
    /// before, the record may be durable or not.
    ///
    /// # Errors
    /// [`Error::TooLarge`]; [`Error::JournalStopped`] when this or an earlier write failed: the
    /// record may be lost or may be replayed, so its effect must not be let out.
    pub async fn append(&self, bytes: Vec<u8>) -> Result<u64> {
        if bytes.len() > RECORD_LENGTH_MAX {
            let (size, limit) = (bytes.len() as u64, RECORD_LENGTH_MAX as u64);
            return Err(Error::TooLarge {
                what: "journal record",
                size,
                limit,
            });
        }
        let weight = u32::try_from(bytes.len()).unwrap_or(u32::MAX).max(1);
        let room = self.room.clone().acquire_many_owned(weight).await;
        let room = room.map_err(|_| Error::JournalStopped)?;
        let (done, durable) = oneshot::channel();
        self.send(Command::Append { bytes, room, done })?;
        durable.await.map_err(|_| Error::JournalStopped)?
    }

    /// Lets go of every record up to and including `sequence`: they are durable elsewhere. Files
    /// that hold nothing else are removed.
    ///
    /// # Errors
    /// [`Error::JournalStopped`], [`Error::Io`].
    pub async fn release(&self, sequence: u64) -> Result<()> {
        let (done, released) = oneshot::channel();
        self.send(Command::Release { sequence, done })?;
        released.await.map_err(|_| Error::JournalStopped)?
    }

    fn send(&self, command: Command) -> Result<()> {
        let commands = self.commands.as_ref().ok_or(Error::JournalStopped)?;
        commands.send(command).map_err(|_| Error::JournalStopped)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // The writer ends when the last sender is gone, after what waits.
        self.commands = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the journal's writer panicked");
        }
    }
}
