//! A log as files in a directory, laid out as it is served: a plain web server can serve it too.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Resource, TileStore};
use crate::{Error, Result};

/// Held by the one process that writes.
const LOCK_FILE: &str = ".lock";
/// Begins names of files still being written; readers never ask for them, opening sweeps them up.
const TEMPORARY_PREFIX: &str = ".new-";

/// Syncs under way at once: beyond some, disks gain nothing.
const SYNCS_AT_ONCE: usize = 8;

/// A log in a directory. At most one process may hold it for writing.
#[derive(Debug)]
pub struct DirectoryStore {
    root: PathBuf,
    /// Held while this lives; the system lets go of it even after a crash.
    lock: Option<File>,
    temporary: AtomicU64,
}

impl DirectoryStore {
    /// Opens a log for writing, making the directory if it isn't there.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process writes here, [`Error::Io`].
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        fs::create_dir_all(&root).map_err(Error::io(&root))?;
        let path = root.join(LOCK_FILE);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::io(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse { path: root }),
            Err(TryLockError::Error(source)) => return Err(Error::Io { path, source }),
        }
        sync_directory(&root)?;
        let store = Self {
            root,
            lock: Some(lock),
            temporary: AtomicU64::new(0),
        };
        store.sweep()?;
        Ok(store)
    }

    /// Opens a log for reading, beside a process that may write.
    pub fn read_only(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            lock: None,
            temporary: AtomicU64::new(0),
        }
    }

    /// Where the log lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn path(&self, resource: Resource) -> PathBuf {
        self.root.join(resource.to_string())
    }

    /// Removes what a crash left half written. Temporary files are all written in the root.
    fn sweep(&self) -> Result<()> {
        for file in fs::read_dir(&self.root).map_err(Error::io(&self.root))? {
            let file = file.map_err(Error::io(&self.root))?;
            if file
                .file_name()
                .to_string_lossy()
                .starts_with(TEMPORARY_PREFIX)
            {
                fs::remove_file(file.path()).map_err(Error::io(file.path()))?;
            }
        }
        Ok(())
    }

    /// Makes the directory and its parents durable, giving those whose names changed.
    fn make_directory(&self, directory: &Path, touched: &mut BTreeSet<PathBuf>) -> Result<()> {
        if directory.is_dir() || directory == self.root {
            return Ok(());
        }
        if let Some(parent) = directory.parent() {
            self.make_directory(parent, touched)?;
            match fs::create_dir(directory) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => {
                    return Err(Error::Io {
                        path: directory.to_owned(),
                        source,
                    });
                }
            }
            touched.insert(parent.to_owned());
        }
        Ok(())
    }

    /// Writes content under a temporary name, synced.
    fn write_temporary(&self, content: &[u8]) -> Result<PathBuf> {
        let number = self.temporary.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join(format!("{TEMPORARY_PREFIX}{number}"));
        let write = || {
            let mut file = File::create(&path)?;
            file.write_all(content)?;
            file.sync_all()
        };
        write().map_err(Error::io(&path))?;
        Ok(path)
    }
}

impl TileStore for DirectoryStore {
    fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>> {
        let path = self.path(resource);
        match fs::read(&path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Io { path, source }),
        }
    }

    fn write(&self, files: &[(Resource, Vec<u8>)]) -> Result<()> {
        if self.lock.is_none() {
            let source = io::Error::new(io::ErrorKind::PermissionDenied, "opened for reading only");
            return Err(Error::Io {
                path: self.root.clone(),
                source,
            });
        }
        let mut touched = BTreeSet::new();
        let mut new = Vec::new();
        for (resource, content) in files {
            let path = self.path(*resource);
            let directory = path.parent().unwrap_or(&self.root).to_owned();
            match self.read(*resource)? {
                // Present, but its name may not have reached the disk before a crash.
                Some(present) if present == *content => {}
                Some(_) if *resource != Resource::Checkpoint => {
                    return Err(Error::Immutable {
                        path: resource.to_string(),
                    });
                }
                _ => {
                    self.make_directory(&directory, &mut touched)?;
                    new.push((path, content));
                }
            }
            touched.insert(directory);
        }
        let written = together(&new, |(_, content)| self.write_temporary(content))?;
        for (temporary, (path, _)) in written.iter().zip(&new) {
            fs::rename(temporary, path).map_err(Error::io(path))?;
        }
        let touched: Vec<_> = touched.into_iter().collect();
        together(&touched, |directory| sync_directory(directory)).map(drop)
    }

    fn remove_partial(&self, full: Resource) {
        let mut directory = self.path(full).into_os_string();
        directory.push(".p");
        match fs::remove_dir_all(&directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(resource = %full, %error, "partial tiles could not be removed");
            }
        }
    }

    fn is_empty(&self) -> Result<bool> {
        let there = |name| {
            let path = self.root.join(name);
            path.try_exists().map_err(Error::io(path))
        };
        Ok(!there("checkpoint")? && !there("tile")?)
    }
}

/// Does `work` for all items, several at a time: disks take many syncs in the time of one.
fn together<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    if items.len() <= 1 {
        return items.iter().map(work).collect();
    }
    let share = items.len().div_ceil(SYNCS_AT_ONCE);
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = items
            .chunks(share)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Result<Vec<_>>>()))
            .collect();
        let mut results = Vec::with_capacity(items.len());
        for thread in threads {
            results.extend(thread.join().map_err(|_| Error::TaskEnded)??);
        }
        Ok(results)
    })
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(directory: &Path) -> Result<()> {
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(Error::io(directory))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TILE: Resource = Resource::Tile {
        level: 0,
        index: 1234,
        width: 3,
    };

    #[test]
    fn files_lie_where_a_web_server_would_look_for_them() {
        let directory = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(directory.path()).unwrap();
        assert!(store.is_empty().unwrap());
        store.write(&[(TILE, vec![1])]).unwrap();
        assert_eq!(
            fs::read(directory.path().join("tile/0/x001/234.p/3")).unwrap(),
            [1]
        );
        assert!(!store.is_empty().unwrap());
    }

    #[test]
    fn tiles_never_change_and_checkpoints_do() {
        let directory = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(directory.path()).unwrap();
        store
            .write(&[(TILE, vec![1]), (Resource::Checkpoint, vec![1])])
            .unwrap();
        store
            .write(&[(TILE, vec![1]), (Resource::Checkpoint, vec![2])])
            .unwrap();
        assert_eq!(store.read(Resource::Checkpoint).unwrap(), Some(vec![2]));
        let refused = store.write(&[(TILE, vec![2])]);
        assert!(matches!(refused, Err(Error::Immutable { path }) if path == "tile/0/x001/234.p/3"));
        assert_eq!(store.read(TILE).unwrap(), Some(vec![1]));
    }

    #[test]
    fn partial_tiles_go_when_the_full_one_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(directory.path()).unwrap();
        store
            .write(&[(TILE, vec![1]), (TILE.full(), vec![2])])
            .unwrap();
        store.remove_partial(TILE.full());
        store.remove_partial(TILE.full());
        assert_eq!(store.read(TILE).unwrap(), None);
        assert_eq!(store.read(TILE.full()).unwrap(), Some(vec![2]));
    }

    #[test]
    fn only_one_may_write_and_any_may_read() {
        let directory = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(directory.path()).unwrap();
        let second = DirectoryStore::open(directory.path());
        assert!(matches!(second, Err(Error::InUse { .. })));
        let reader = DirectoryStore::read_only(directory.path());
        store.write(&[(TILE, vec![1])]).unwrap();
        assert_eq!(reader.read(TILE).unwrap(), Some(vec![1]));
        assert!(reader.write(&[(TILE, vec![1])]).is_err());
        drop(store);
        assert!(DirectoryStore::open(directory.path()).is_ok());
    }

    #[test]
    fn what_a_crash_left_half_written_is_swept_up() {
        let directory = tempfile::tempdir().unwrap();
        let left = directory.path().join(format!("{TEMPORARY_PREFIX}7"));
        fs::write(&left, "half").unwrap();
        let _store = DirectoryStore::open(directory.path()).unwrap();
        assert!(!left.exists());
    }
}
