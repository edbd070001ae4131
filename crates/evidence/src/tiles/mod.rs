//! A log as files: tiles of hashes, bundles of entries, the checkpoint (C2SP tlog-tiles).

mod directory;
mod memory;
mod reader;
mod resource;

use std::sync::Arc;

pub use directory::DirectoryStore;
pub(crate) use directory::sync_directory;
pub use memory::MemoryStore;
pub use reader::TileReader;
pub(crate) use reader::width;
pub use resource::Resource;

use crate::{Error, Hash, Result, hash::HASH_LENGTH};

/// Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles).
pub const TILE_WIDTH: u16 = 256;
/// Tree levels one tile spans.
pub const TILE_HEIGHT: u32 = 8;
/// Highest level of tiles a tree of 64-bit size has.
pub const TILE_LEVEL_MAX: u8 = 7;
/// Longest entry: its length is two bytes in the bundle (C2SP tlog-tiles).
pub const ENTRY_LENGTH_MAX: usize = u16::MAX as usize;

/// Where the files of one log lie. Everything but the checkpoint never changes once written.
///
/// Calls block; async callers use `spawn_blocking`.
pub trait TileStore: Send + Sync + 'static {
    /// Reads one resource exactly as named; `None` when it isn't there.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>>;

    /// Writes all, each whole or not at all; durable when it returns. Writing again what is
    /// there is fine.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Immutable`] when a tile or bundle is there with other content.
    fn write(&self, files: &[(Resource, Vec<u8>)]) -> Result<()>;

    /// Removes the partial versions of a tile or bundle whose full version is written. Best effort.
    fn remove_partial(&self, full: Resource);

    /// Whether there is neither checkpoint nor tile nor bundle.
    ///
    /// # Errors
    /// [`Error::Io`].
    fn is_empty(&self) -> Result<bool>;
}

impl<S: TileStore + ?Sized> TileStore for Arc<S> {
    fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>> {
        (**self).read(resource)
    }

    fn write(&self, files: &[(Resource, Vec<u8>)]) -> Result<()> {
        (**self).write(files)
    }

    fn remove_partial(&self, full: Resource) {
        (**self).remove_partial(full);
    }

    fn is_empty(&self) -> Result<bool> {
        (**self).is_empty()
    }
}

/// Number of complete hashes at tile level `level` of a tree of `size` leaves.
pub(crate) fn level_width(size: u64, level: u8) -> u64 {
    size.checked_shr(TILE_HEIGHT * u32::from(level))
        .unwrap_or(0)
}

/// Every tile of a tree of `size` leaves whose right edge it is part of, lowest level first:
/// its level, index and width. One per level that has hashes.
pub(crate) fn right_edge(size: u64) -> impl Iterator<Item = (u8, u64, u16)> {
    (0..=TILE_LEVEL_MAX)
        .map(move |level| (level, level_width(size, level)))
        .take_while(|(_, hashes)| *hashes > 0)
        .filter_map(|(level, hashes)| {
            let width = u16::try_from(hashes % u64::from(TILE_WIDTH)).ok()?;
            (width > 0).then_some((level, hashes / u64::from(TILE_WIDTH), width))
        })
}

/// The hashes of a tile.
pub(crate) fn decode_tile(bytes: &[u8], width: u16) -> Result<Vec<Hash>> {
    if bytes.len() != usize::from(width) * HASH_LENGTH {
        return Err(Error::malformed(
            "tile",
            "has another number of hashes than its name says",
        ));
    }
    bytes
        .chunks_exact(HASH_LENGTH)
        .map(Hash::try_from)
        .collect()
}

/// Entries as they stand in a bundle: each with its length in two bytes, big-endian, before it.
pub(crate) fn encode_entry(entry: &[u8], bundle: &mut Vec<u8>) -> Result<()> {
    let length = u16::try_from(entry.len()).map_err(|_| Error::TooLarge {
        what: "log entry",
        size: entry.len() as u64,
        limit: ENTRY_LENGTH_MAX as u64,
    })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// The entries of a bundle of `width`.
///
/// # Errors
/// [`Error::Malformed`] when it has another number of entries or is cut off.
pub fn decode_bundle(mut bytes: &[u8], width: u16) -> Result<Vec<&[u8]>> {
    let bad = || {
        Error::malformed(
            "entry bundle",
            "has another number of entries than its name says",
        )
    };
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(bad)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or_else(bad)?;
        entries.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() {
        Ok(entries)
    } else {
        Err(bad())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_edge_is_that_of_the_example_of_c2sp() {
        let edge = |size| right_edge(size).collect::<Vec<_>>();
        assert_eq!(edge(70_000), [(0, 273, 112), (1, 1, 17), (2, 0, 1)]);
        assert_eq!(edge(256), [(1, 0, 1)]);
        assert_eq!(edge(0), []);
        assert_eq!(edge(255), [(0, 0, 255)]);
        assert_eq!(edge(65_536), [(2, 0, 1)]);
        assert_eq!(edge(u64::MAX).len(), 8);
    }

    #[test]
    fn bundles_are_read_back_and_refused_when_cut_or_padded() {
        let mut bundle = Vec::new();
        for entry in [vec![], b"one".to_vec(), vec![0xff; ENTRY_LENGTH_MAX]] {
            encode_entry(&entry, &mut bundle).unwrap();
        }
        let entries = decode_bundle(&bundle, 3).unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.len()).collect::<Vec<_>>(),
            [0, 3, 65_535]
        );
        assert!(decode_bundle(&bundle, 2).is_err() && decode_bundle(&bundle, 4).is_err());
        assert!(decode_bundle(&bundle[..bundle.len() - 1], 3).is_err());
        let too_long = encode_entry(&vec![0; ENTRY_LENGTH_MAX + 1], &mut bundle);
        assert!(matches!(too_long, Err(Error::TooLarge { .. })));
    }
}
