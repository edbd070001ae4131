//! A log in memory, for tests and for logs that need not survive.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{Resource, TILE_WIDTH, TileStore};
use crate::{Error, Result};

/// A log whose files are lost when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    files: Mutex<HashMap<Resource, Vec<u8>>>,
}

impl MemoryStore {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    fn files(&self) -> std::sync::MutexGuard<'_, HashMap<Resource, Vec<u8>>> {
        // A panic elsewhere can't leave a map of whole files half changed.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TileStore for MemoryStore {
    fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>> {
        Ok(self.files().get(&resource).cloned())
    }

    fn write(&self, files: &[(Resource, Vec<u8>)]) -> Result<()> {
        let mut stored = self.files();
        for (resource, content) in files {
            let other = stored
                .get(resource)
                .is_some_and(|present| present != content);
            if other && *resource != Resource::Checkpoint {
                return Err(Error::Immutable {
                    path: resource.to_string(),
                });
            }
            stored.insert(*resource, content.clone());
        }
        Ok(())
    }

    fn remove_partial(&self, full: Resource) {
        let mut files = self.files();
        for width in 1..TILE_WIDTH {
            files.remove(&full.with_width(width));
        }
    }

    fn is_empty(&self) -> Result<bool> {
        Ok(self.files().is_empty())
    }
}
