//! The right edge of a log in tiles: what the next entry needs.

use crate::{
    Checkpoint, Error, Hash, Result,
    merkle::subtree_root,
    tiles::{self, Resource, TILE_WIDTH, TileReader, TileStore},
};

type File = (Resource, Vec<u8>);

/// The unfinished tile of each level and the unfinished bundle. About 70 kB at most, plus the bundle.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    size: u64,
    /// Per tile level the hashes of its unfinished tile, fewer than 256 each.
    rows: Vec<Vec<Hash>>,
    bundle: Vec<u8>,
}

impl Edge {
    pub(super) const fn empty() -> Self {
        Self {
            size: 0,
            rows: Vec::new(),
            bundle: Vec::new(),
        }
    }

    /// Reads the edge of the log at `checkpoint` and checks it against the checkpoint's root and
    /// the unfinished bundle against its leaf hashes.
    pub(super) fn read(checkpoint: &Checkpoint, store: &dyn TileStore) -> Result<Self> {
        let size = checkpoint.size;
        let reader = TileReader::new(store, size);
        let mut rows = Vec::new();
        for (level, index, width) in tiles::right_edge(size) {
            rows.resize(usize::from(level), Vec::new());
            rows.push(reader.tile(level, index, width)?);
        }
        let mut edge = Self {
            size,
            rows,
            bundle: Vec::new(),
        };
        if edge.root() != checkpoint.root {
            return Err(Error::LogDisagrees {
                path: Resource::Checkpoint.to_string(),
            });
        }
        edge.bundle = edge.read_bundle(&reader)?;
        Ok(edge)
    }

    fn read_bundle(&self, reader: &TileReader<'_, dyn TileStore>) -> Result<Vec<u8>> {
        let leaves = self.rows.first().map_or(&[][..], Vec::as_slice);
        let Some(width) = u16::try_from(leaves.len()).ok().filter(|width| *width > 0) else {
            return Ok(Vec::new());
        };
        let resource = Resource::Entries {
            index: self.size / u64::from(TILE_WIDTH),
            width,
        };
        let (bytes, found) = reader.fetch(resource, width)?;
        let mut bundle = Vec::new();
        for (entry, leaf) in tiles::decode_bundle(&bytes, found)?.into_iter().zip(leaves) {
            if Hash::of_leaf(entry) != *leaf {
                return Err(Error::LogDisagrees {
                    path: resource.to_string(),
                });
            }
            tiles::encode_entry(entry, &mut bundle)?;
        }
        Ok(bundle)
    }

    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    pub(super) fn root(&self) -> Hash {
        let mut right = None;
        for row in &self.rows {
            let mut rest = row.as_slice();
            let mut peaks = Vec::new();
            while !rest.is_empty() {
                let (peak, after) = rest.split_at(1 << rest.len().ilog2());
                peaks.push(subtree_root(peak));
                rest = after;
            }
            for left in peaks.iter().rev() {
                right = Some(right.map_or(*left, |right| Hash::of_node(left, &right)));
            }
        }
        right.unwrap_or(Hash::EMPTY_ROOT)
    }

    pub(super) fn checkpoint(&self, origin: &str) -> Checkpoint {
        Checkpoint::new(origin, self.size, self.root())
    }

    /// Appends one entry; tiles and bundle that it completes go to `full`.
    pub(super) fn append(&mut self, entry: &[u8], full: &mut Vec<File>) -> Result<()> {
        tiles::encode_entry(entry, &mut self.bundle)?;
        let mut index = self.size / u64::from(TILE_WIDTH);
        self.size += 1;
        if self.size.is_multiple_of(u64::from(TILE_WIDTH)) {
            let bundle = std::mem::take(&mut self.bundle);
            full.push((
                Resource::Entries {
                    index,
                    width: TILE_WIDTH,
                },
                bundle,
            ));
        }
        let mut hash = Hash::of_leaf(entry);
        for level in 0..=tiles::TILE_LEVEL_MAX {
            let position = usize::from(level);
            if self.rows.len() == position {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[position];
            row.push(hash);
            if row.len() < usize::from(TILE_WIDTH) {
                break;
            }
            hash = subtree_root(row);
            let resource = Resource::Tile {
                level,
                index,
                width: TILE_WIDTH,
            };
            full.push((resource, concatenated(row)));
            row.clear();
            index /= u64::from(TILE_WIDTH);
        }
        Ok(())
    }

    /// The unfinished tiles and bundle as they must be served for a checkpoint of this size.
    pub(super) fn partial(&self) -> Vec<File> {
        let mut files = Vec::new();
        for (level, index, width) in tiles::right_edge(self.size) {
            if level == 0 {
                files.push((Resource::Entries { index, width }, self.bundle.clone()));
            }
            let row = &self.rows[usize::from(level)];
            files.push((
                Resource::Tile {
                    level,
                    index,
                    width,
                },
                concatenated(row),
            ));
        }
        files
    }
}

fn concatenated(row: &[Hash]) -> Vec<u8> {
    row.iter().flat_map(|hash| hash.0).collect()
}
