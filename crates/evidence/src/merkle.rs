//! The Merkle tree of RFC 6962 §2.1: growing it, proving and verifying.
//!
//! `(level, index)` names the complete subtree over the leaves `index·2^level .. (index+1)·2^level`.

use crate::{Error, Hash};

/// No tree of a 64-bit number of leaves is higher, so no proof is longer.
pub const PROOF_LENGTH_MAX: usize = 64;

/// Gives the hashes of complete subtrees, for example out of stored tiles.
pub trait Nodes {
    /// The hash of the complete subtree `(level, index)`.
    ///
    /// # Errors
    /// Whatever keeps the hash from being read.
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Error>;
}

/// The right edge of a tree: enough to append and to know the root, whatever the tree's size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees the tree consists of, largest first; one per bit set in `size`.
    peaks: Vec<Hash>,
}

impl Default for Frontier {
    fn default() -> Self {
        Self::new()
    }
}

impl Frontier {
    /// The frontier of the empty tree.
    pub const fn new() -> Self {
        Self {
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// The frontier of a tree of `size` leaves, read from its nodes.
    ///
    /// # Errors
    /// Those of `nodes`.
    pub fn read(size: u64, nodes: &mut impl Nodes) -> Result<Self, Error> {
        let mut peaks = Vec::new();
        for (level, index) in complete_subtrees(0, size) {
            peaks.push(nodes.node(level, index)?);
        }
        Ok(Self { size, peaks })
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each trailing one of the size is a complete subtree that the new node completes further.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = Hash::of_node(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        fold_right(&self.peaks)
    }
}

/// The root over a power of two of hashes.
pub(crate) fn subtree_root(row: &[Hash]) -> Hash {
    let mut row = row.to_vec();
    while row.len() > 1 {
        row = row
            .chunks_exact(2)
            .map(|pair| Hash::of_node(&pair[0], &pair[1]))
            .collect();
    }
    row.first().copied().unwrap_or(Hash::EMPTY_ROOT)
}

/// The root over complete subtrees of falling size.
fn fold_right(peaks: &[Hash]) -> Hash {
    let mut peaks = peaks.iter().rev();
    let Some(last) = peaks.next() else {
        return Hash::EMPTY_ROOT;
    };
    peaks.fold(*last, |right, left| Hash::of_node(left, &right))
}

/// The complete subtrees that make up the leaves `from..to`, left to right. `from..to` must be a
/// range that occurs in the recursion of RFC 6962 §2.1, so that they fall in size.
fn complete_subtrees(from: u64, to: u64) -> impl Iterator<Item = (u32, u64)> {
    let mut start = from;
    std::iter::from_fn(move || {
        let rest = to.checked_sub(start).filter(|rest| *rest > 0)?;
        let level = rest.ilog2();
        let subtree = (level, start >> level);
        start += 1 << level;
        Some(subtree)
    })
}

fn range_root(from: u64, to: u64, nodes: &mut impl Nodes) -> Result<Hash, Error> {
    let mut peaks = Vec::new();
    for (level, index) in complete_subtrees(from, to) {
        peaks.push(nodes.node(level, index)?);
    }
    Ok(fold_right(&peaks))
}

/// The largest power of two smaller than `width`, which is at least 2 (RFC 6962's *k*).
const fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// The inclusion proof of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), from the
/// leaf's sibling up.
///
/// # Errors
/// [`Error::OutOfRange`] when the tree has no such leaf, else those of `nodes`.
pub fn inclusion_proof(index: u64, size: u64, nodes: &mut impl Nodes) -> Result<Vec<Hash>, Error> {
    if index >= size {
        return Err(Error::OutOfRange { index, size });
    }
    let (mut from, mut to) = (0, size);
    let mut siblings = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            siblings.push((middle, to));
            to = middle;
        } else {
            siblings.push((from, middle));
            from = middle;
        }
    }
    siblings
        .into_iter()
        .rev()
        .map(|(from, to)| range_root(from, to, nodes))
        .collect()
}

/// The consistency proof between the tree of `old` leaves and that of `new` (RFC 6962 §2.1.2).
/// Empty when `old` is 0 or equals `new`.
///
/// # Errors
/// [`Error::OutOfRange`] when `old` is larger than `new`, else those of `nodes`.
pub fn consistency_proof(old: u64, new: u64, nodes: &mut impl Nodes) -> Result<Vec<Hash>, Error> {
    if old > new {
        return Err(Error::OutOfRange {
            index: old,
            size: new,
        });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut from, mut to) = (0, new);
    let mut ranges = Vec::new();
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            ranges.push((middle, to));
            to = middle;
        } else {
            ranges.push((from, middle));
            from = middle;
        }
    }
    // The old tree itself needs no hash: the verifier has its root.
    if from > 0 {
        ranges.push((from, to));
    }
    ranges
        .into_iter()
        .rev()
        .map(|(from, to)| range_root(from, to, nodes))
        .collect()
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with `root`.
///
/// # Errors
/// [`Error::OutOfRange`] when such a tree has no such leaf, [`Error::InclusionFails`] otherwise.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Error> {
    if index >= size {
        return Err(Error::OutOfRange { index, size });
    }
    let (mut node, mut index, mut last) = (*leaf, index, size - 1);
    for sibling in proof {
        if last == 0 {
            return Err(Error::InclusionFails);
        }
        if index & 1 == 1 || index == last {
            node = Hash::of_node(sibling, &node);
            // A last node without a sibling on its level is its own parent: skip those levels.
            while index & 1 == 0 && index != 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            node = Hash::of_node(&node, sibling);
        }
        index >>= 1;
        last >>= 1;
    }
    if last == 0 && node == *root {
        Ok(())
    } else {
        Err(Error::InclusionFails)
    }
}

/// Checks that the tree of `new_size` leaves with `new_root` begins with the whole tree of
/// `old_size` leaves with `old_root`.
///
/// # Errors
/// [`Error::OutOfRange`] when the sizes are the wrong way round, [`Error::ConsistencyFails`] otherwise.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Error> {
    if old_size > new_size {
        return Err(Error::OutOfRange {
            index: old_size,
            size: new_size,
        });
    }
    if old_size == 0 {
        let holds = proof.is_empty() && *old_root == Hash::EMPTY_ROOT;
        return if holds {
            Ok(())
        } else {
            Err(Error::ConsistencyFails)
        };
    }
    if old_size == new_size {
        let holds = proof.is_empty() && old_root == new_root;
        return if holds {
            Ok(())
        } else {
            Err(Error::ConsistencyFails)
        };
    }
    // RFC 9162 §2.1.4.2, which verifies the proofs of RFC 6962.
    let mut rest = proof.iter();
    let seed = if old_size.is_power_of_two() {
        Some(old_root)
    } else {
        rest.next()
    };
    let mut old_node = *seed.ok_or(Error::ConsistencyFails)?;
    let mut new_node = old_node;
    let mut index = old_size - 1;
    let mut last = new_size - 1;
    while index & 1 == 1 {
        index >>= 1;
        last >>= 1;
    }
    for sibling in rest {
        if last == 0 {
            return Err(Error::ConsistencyFails);
        }
        if index & 1 == 1 || index == last {
            old_node = Hash::of_node(sibling, &old_node);
            new_node = Hash::of_node(sibling, &new_node);
            while index & 1 == 0 && index != 0 {
                index >>= 1;
                last >>= 1;
            }
        } else {
            new_node = Hash::of_node(&new_node, sibling);
        }
        index >>= 1;
        last >>= 1;
    }
    if last == 0 && old_node == *old_root && new_node == *new_root {
        Ok(())
    } else {
        Err(Error::ConsistencyFails)
    }
}
