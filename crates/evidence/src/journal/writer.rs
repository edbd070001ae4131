//! The thread that writes: one sync for all that wait.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::mpsc,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{
    Replayed,
    record::{HEADER_LENGTH, Record},
    segment::{SEGMENT_BYTES_MIN, Segment},
};
use crate::{Error, Result, tiles::sync_directory};

const LOCK_FILE: &str = ".lock";
/// How long a lock is waited for: a child that this process is starting at the moment holds a copy of every open file
/// until it becomes another program, and with it the lock of a journal that has just been closed.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);
/// How often it is looked whether it is free.
const LOCK_LOOK: Duration = Duration::from_millis(10);
/// Most bytes in one group: keeps the wait of the first in a group near that of a single sync.
const GROUP_BYTES_MAX: usize = 4 << 20;
/// Zeros are written ahead of the records in steps of this: some dozen groups each.
const FILL_BYTES: u64 = 1 << 20;
/// When everything is released, a file of at least this size is given up for a new one, so that
/// little is replayed. Smaller ones aren't worth the making of a file.
const RENEW_BYTES: u64 = 256 << 10;

/// What callers ask of the writer.
pub(super) enum Command {
    /// Make a record durable.
    Append {
        bytes: Vec<u8>,
        room: OwnedSemaphorePermit,
        done: oneshot::Sender<Result<u64>>,
    },
    /// Let go of records up to this sequence.
    Release {
        sequence: u64,
        done: oneshot::Sender<Result<()>>,
    },
}

#[derive(Debug)]
pub(super) struct Writer {
    directory: PathBuf,
    _lock: File,
    segment_bytes: u64,
    /// Oldest first; the last one is written to.
    segments: Vec<Segment>,
    file: File,
    /// Length of the records in it.
    length: u64,
    /// Up to where the file is filled with zeros already.
    filled: u64,
    /// Sequence of the next record.
    next: u64,
    buffer: Vec<u8>,
}

impl Writer {
    pub(super) fn open(
        directory: &Path,
        segment_bytes: u64,
        mut replay: impl FnMut(Replayed) -> Result<()>,
    ) -> Result<Self> {
        fs::create_dir_all(directory).map_err(Error::io(directory))?;
        let lock = lock(directory)?;
        let mut segments = Segment::list(directory)?;
        let (mut next, mut length) = (1, 0);
        for (position, segment) in segments.iter().enumerate() {
            if position > 0 && segment.first != next {
                let path = segment.path.clone();
                return Err(Error::JournalDamaged { path, offset: 0 });
            }
            (next, length) = segment.replay(position + 1 == segments.len(), &mut replay)?;
        }
        if segments.is_empty() {
            segments.push(Segment::new(directory, next));
        }
        let file = match segments.last() {
            Some(segment) => open_file(segment, length)?,
            None => return Err(Error::JournalStopped),
        };
        sync_directory(directory)?;
        Ok(Self {
            directory: directory.to_owned(),
            _lock: lock,
            segment_bytes: segment_bytes.max(SEGMENT_BYTES_MIN),
            segments,
            file,
            length,
            filled: length,
            next,
            buffer: Vec::new(),
        })
    }

    /// Serves commands until nobody can send any more, or a write fails.
    pub(super) fn run(mut self, commands: &mpsc::Receiver<Command>) {
        while let Ok(first) = commands.recv() {
            let mut group = Vec::new();
            let mut releases = Vec::new();
            let mut bytes = 0;
            let mut next = Some(first);
            while let Some(command) = next.take() {
                match command {
                    Command::Append {
                        bytes: record,
                        room,
                        done,
                    } => {
                        bytes += record.len() + HEADER_LENGTH;
                        group.push((record, room, done));
                    }
                    Command::Release { sequence, done } => releases.push((sequence, done)),
                }
                if bytes < GROUP_BYTES_MAX {
                    next = commands.try_recv().ok();
                }
            }
            // After a failed sync nobody knows what the disk holds: whoever waits is told that the
            // journal stopped, and so is everyone after. A new start replays what is there.
            if !group.is_empty()
                && let Err(error) = self.write(group)
            {
                tracing::error!(%error, "the journal has stopped");
                return;
            }
            for (sequence, done) in releases {
                if sequence >= self.next - 1
                    && self.length >= RENEW_BYTES
                    && let Err(error) = self.renew()
                {
                    tracing::error!(%error, "the journal has stopped");
                    return;
                }
                let _ = done.send(self.release(sequence));
            }
        }
        // Leave the file tidy; if this is lost, the zeros are cut off at the next start.
        if let Err(error) = self.file.set_len(self.length) {
            tracing::warn!(%error, "the journal's file could not be cut to its records");
        }
    }

    fn write(
        &mut self,
        group: Vec<(Vec<u8>, OwnedSemaphorePermit, oneshot::Sender<Result<u64>>)>,
    ) -> Result<()> {
        if self.length >= self.segment_bytes {
            self.renew()?;
        }
        let first = self.next;
        self.buffer.clear();
        for (bytes, ..) in &group {
            let record = Record {
                sequence: self.next,
                durable: first - 1,
                bytes,
            };
            record.write(&mut self.buffer);
            self.next += 1;
        }
        self.put().map_err(Error::io(self.path()))?;
        self.length += self.buffer.len() as u64;
        for (sequence, (_, _room, done)) in (first..).zip(group) {
            // INVARIANT: nobody is told before the sync has returned.
            let _ = done.send(Ok(sequence));
        }
        Ok(())
    }

    /// Writes the buffer behind the records and syncs it. The place was filled with zeros before:
    /// overwriting changes nothing about the file but its content, so the sync has no file system
    /// metadata to wait for, and isn't slowed by others who write to the same disk.
    fn put(&mut self) -> io::Result<()> {
        let end = self.length + self.buffer.len() as u64;
        if end > self.filled {
            let fill = (end - self.filled).next_multiple_of(FILL_BYTES);
            let mut zeros = io::repeat(0).take(fill);
            self.file.seek(SeekFrom::Start(self.filled))?;
            io::copy(&mut zeros, &mut self.file)?;
            self.file.sync_all()?;
            self.filled += fill;
        }
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(&self.buffer)?;
        self.file.sync_data()
    }

    fn path(&self) -> PathBuf {
        self.segments
            .last()
            .map(|segment| segment.path.clone())
            .unwrap_or_default()
    }

    /// Closes the file, without the zeros behind its records, and begins the next.
    fn renew(&mut self) -> Result<()> {
        let close = || {
            self.file.set_len(self.length)?;
            self.file.sync_all()
        };
        close().map_err(Error::io(self.path()))?;
        let segment = Segment::new(&self.directory, self.next);
        self.file = open_file(&segment, 0)?;
        sync_directory(&self.directory)?;
        self.segments.push(segment);
        (self.length, self.filled) = (0, 0);
        Ok(())
    }

    fn release(&mut self, sequence: u64) -> Result<()> {
        // A file is free when the next one begins with a record that is still held or not written yet.
        while let [oldest, next, ..] = self.segments.as_slice()
            && next.first <= sequence.saturating_add(1)
        {
            fs::remove_file(&oldest.path).map_err(Error::io(&oldest.path))?;
            self.segments.remove(0);
        }
        Ok(())
    }
}

/// Opens a file for writing after its sound part; what lies behind is cut off, durably.
fn open_file(segment: &Segment, length: u64) -> Result<File> {
    let open = || {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&segment.path)?;
        file.set_len(length)?;
        file.sync_all()?;
        Ok(file)
    };
    open().map_err(Error::io(&segment.path))
}

fn lock(directory: &Path) -> Result<File> {
    let path = directory.join(LOCK_FILE);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(Error::io(&path))?;
    let last = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < last => std::thread::sleep(LOCK_LOOK),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::InUse {
                    path: directory.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(Error::Io { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;

    fn append(room: &Arc<Semaphore>) -> (Command, oneshot::Receiver<Result<u64>>) {
        let (done, durable) = oneshot::channel();
        let room = room.clone().try_acquire_owned().expect("room");
        (
            Command::Append {
                bytes: b"record".to_vec(),
                room,
                done,
            },
            durable,
        )
    }

    #[test]
    fn after_a_failed_write_nothing_is_acknowledged_any_more() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(directory.path(), 0, |_| Ok(())).unwrap();
        // A file opened for reading only: every write fails, as on a disk gone read-only.
        writer.file = File::open(&writer.segments[0].path).unwrap();
        let (commands, waiting) = mpsc::channel();
        let room = Arc::new(Semaphore::new(3));
        let (first, first_durable) = append(&room);
        let (second, second_durable) = append(&room);
        commands.send(first).unwrap();
        commands.send(second).unwrap();
        writer.run(&waiting);
        drop(waiting);
        assert!(first_durable.blocking_recv().is_err() && second_durable.blocking_recv().is_err());
        assert!(
            commands.send(append(&room).0).is_err(),
            "and nothing is taken"
        );
    }

    #[test]
    fn room_is_given_back_only_when_the_record_is_durable() {
        let directory = tempfile::tempdir().unwrap();
        let writer = Writer::open(directory.path(), 0, |_| Ok(())).unwrap();
        let (commands, waiting) = mpsc::channel();
        let room = Arc::new(Semaphore::new(1));
        let (command, durable) = append(&room);
        commands.send(command).unwrap();
        drop(commands);
        assert_eq!(room.available_permits(), 0);
        writer.run(&waiting);
        assert_eq!(durable.blocking_recv().unwrap().unwrap(), 1);
        assert_eq!(room.available_permits(), 1);
    }
}
