//! Reading hashes and entries out of a log's files.

use std::collections::HashMap;

use super::{
    Resource, TILE_HEIGHT, TILE_LEVEL_MAX, TILE_WIDTH, TileStore, decode_bundle, decode_tile,
    level_width,
};
use crate::{
    Error, Hash, Result,
    merkle::{Nodes, subtree_root},
};

/// Reads a log as it was at one size. Tiles read are kept, so make one per proof or run.
///
/// Hashes are taken as they are; whoever makes a proof from them verifies it against the root.
pub struct TileReader<'s, S: ?Sized> {
    store: &'s S,
    size: u64,
    tiles: HashMap<(u8, u64), Vec<Hash>>,
}

impl<'s, S: TileStore + ?Sized> TileReader<'s, S> {
    /// Reads the log as it was with `size` entries.
    pub fn new(store: &'s S, size: u64) -> Self {
        Self {
            store,
            size,
            tiles: HashMap::new(),
        }
    }

    /// The entry at `index`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], [`Error::Missing`], [`Error::Malformed`] or [`Error::Io`].
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        if index >= self.size {
            return Err(Error::OutOfRange {
                index,
                size: self.size,
            });
        }
        let (bundle, place) = place(index);
        let width = width(self.size, bundle);
        let resource = Resource::Entries {
            index: bundle,
            width,
        };
        let (bytes, width) = self.fetch(resource, width)?;
        let entries = decode_bundle(&bytes, width)?;
        let entry = entries.get(place).ok_or_else(|| missing(resource))?;
        Ok(entry.to_vec())
    }

    /// The first `width` hashes of a tile.
    pub(crate) fn tile(&self, level: u8, index: u64, width: u16) -> Result<Vec<Hash>> {
        let (bytes, found) = self.fetch(
            Resource::Tile {
                level,
                index,
                width,
            },
            width,
        )?;
        let mut hashes = decode_tile(&bytes, found)?;
        hashes.truncate(usize::from(width));
        Ok(hashes)
    }

    /// Reads a tile or bundle of `width`, or the full one once it has replaced the partial one.
    /// Gives also the width found.
    pub(crate) fn fetch(&self, resource: Resource, width: u16) -> Result<(Vec<u8>, u16)> {
        if let Some(bytes) = self.store.read(resource)? {
            return Ok((bytes, width));
        }
        let full = if resource.is_partial() {
            self.store.read(resource.full())?
        } else {
            None
        };
        full.map(|bytes| (bytes, TILE_WIDTH))
            .ok_or_else(|| missing(resource))
    }
}

impl<S: TileStore + ?Sized> Nodes for TileReader<'_, S> {
    fn node(&mut self, level: u32, index: u64) -> Result<Hash> {
        let out_of_range = Error::OutOfRange {
            index,
            size: self.size,
        };
        // Leaves below the node come from one tile: the lowest hash row at or under its level.
        let tile_level = u8::try_from(level / TILE_HEIGHT)
            .unwrap_or(u8::MAX)
            .min(TILE_LEVEL_MAX);
        let height = level - u32::from(tile_level) * TILE_HEIGHT;
        let first = index.checked_shl(height).ok_or(out_of_range)?;
        let (tile, start) = place(first);
        if !self.tiles.contains_key(&(tile_level, tile)) {
            let width = width(level_width(self.size, tile_level), tile);
            let hashes = self.tile(tile_level, tile, width)?;
            self.tiles.insert((tile_level, tile), hashes);
        }
        let row = self
            .tiles
            .get(&(tile_level, tile))
            .and_then(|tile| tile.get(start..start.checked_add(1_usize.checked_shl(height)?)?));
        let row = row.ok_or(Error::OutOfRange {
            index,
            size: self.size,
        })?;
        Ok(subtree_root(row))
    }
}

/// In which tile or bundle an item lies, and where in it.
fn place(index: u64) -> (u64, usize) {
    let width = u64::from(TILE_WIDTH);
    (
        index / width,
        usize::try_from(index % width).unwrap_or_default(),
    )
}

/// How wide tile or bundle `index` is where the level has `items`.
pub(crate) fn width(items: u64, index: u64) -> u16 {
    let before = index.saturating_mul(u64::from(TILE_WIDTH));
    u16::try_from(items.saturating_sub(before))
        .unwrap_or(TILE_WIDTH)
        .min(TILE_WIDTH)
}

fn missing(resource: Resource) -> Error {
    Error::Missing {
        path: resource.to_string(),
    }
}
