//! The described attributes of one dataset version.

use std::ops::Range;

use thiserror::Error;

use super::path::{AttributePath, compare, covers};
use super::set::AttributeSet;
use crate::dataset::Holds;

/// Most attributes of one dataset: an order of magnitude above the largest Smart Data Model, and
/// an index still fits into two bytes.
pub const MAX_ATTRIBUTES: usize = 1024;

/// The described paths of one dataset version in path order. An attribute's index here is its bit
/// in every [`AttributeSet`] of that version.
///
/// No described path lies below another: each stands for its whole subtree, so that releasing one
/// attribute can never carry a part of another along.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributeTable {
    paths: Box<[AttributePath]>,
    /// By index.
    holds: Box<[Holds]>,
}

/// Why paths do not make an [`AttributeTable`], or are not in one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// The same path twice.
    #[error("attribute `{0}` is described twice")]
    Twice(AttributePath),
    /// A path and its parent.
    #[error(
        "attribute `{below}` lies below `{parent}`, which is described too; \
         describe either the whole or its parts"
    )]
    Below {
        /// The outer of the two.
        parent: AttributePath,
        /// The inner of the two.
        below: AttributePath,
    },
    /// Beyond [`MAX_ATTRIBUTES`].
    #[error("{0} attributes are described, more than {MAX_ATTRIBUTES}")]
    Many(usize),
    /// A path that names no described attribute.
    #[error("attribute `{path}` is not described{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    Unknown {
        /// The path as given.
        path: String,
        /// The described path most like it.
        nearest: Option<AttributePath>,
    },
}

impl AttributeTable {
    /// Of paths that hold anything. Sorts them; refuses doubles and paths below others.
    pub fn new(paths: impl IntoIterator<Item = AttributePath>) -> Result<Self, TableError> {
        Self::described(paths.into_iter().map(|path| (path, Holds::Object)))
    }

    /// Of paths with what each holds. Sorts them; refuses doubles and paths below others.
    pub fn described(
        paths: impl IntoIterator<Item = (AttributePath, Holds)>,
    ) -> Result<Self, TableError> {
        let mut described: Vec<(AttributePath, Holds)> = paths.into_iter().collect();
        if described.len() > MAX_ATTRIBUTES {
            return Err(TableError::Many(described.len()));
        }
        described.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (paths, holds): (Vec<_>, Vec<_>) = described.into_iter().unzip();
        for pair in paths.windows(2) {
            let [parent, below] = pair else { continue };
            if parent == below {
                return Err(TableError::Twice(below.clone()));
            }
            if parent.covers(below) {
                return Err(TableError::Below {
                    parent: parent.clone(),
                    below: below.clone(),
                });
            }
        }
        Ok(Self {
            paths: paths.into_boxed_slice(),
            holds: holds.into_boxed_slice(),
        })
    }

    /// How many attributes are described.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The path of an index.
    pub fn path(&self, index: usize) -> Option<&AttributePath> {
        self.paths.get(index)
    }

    /// What the attribute of an index holds.
    pub fn holds(&self, index: usize) -> Holds {
        self.holds.get(index).copied().unwrap_or_default()
    }

    /// All paths in the order of their indices.
    pub fn paths(&self) -> &[AttributePath] {
        &self.paths
    }

    /// The index of a path described exactly so.
    pub fn index_of(&self, path: &str) -> Option<usize> {
        self.paths
            .binary_search_by(|described| compare(described.as_str(), path))
            .ok()
    }

    /// The indices that naming `path` covers: itself, or all described below it. Empty when
    /// nothing is, as for a path below a described one.
    pub fn covered(&self, path: &str) -> Range<usize> {
        let start = self
            .paths
            .partition_point(|described| compare(described.as_str(), path).is_lt());
        let len = self.paths[start..].partition_point(|described| covers(path, described.as_str()));
        start..start + len
    }

    /// Every described attribute.
    pub fn all(&self) -> AttributeSet {
        AttributeSet::first(self.len())
    }

    /// The attributes that these names cover; an error for the first that covers none.
    pub fn set<P: AsRef<str>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<AttributeSet, TableError> {
        let mut set = AttributeSet::new();
        for path in paths {
            let covered = self.covered(path.as_ref());
            if covered.is_empty() {
                return Err(TableError::Unknown {
                    path: path.as_ref().to_owned(),
                    nearest: self.nearest(path.as_ref()).cloned(),
                });
            }
            set.extend(covered);
        }
        Ok(set)
    }

    /// The attributes that these names cover; names that cover none count for nothing.
    pub fn known<P: AsRef<str>>(&self, paths: impl IntoIterator<Item = P>) -> AttributeSet {
        paths
            .into_iter()
            .flat_map(|path| self.covered(path.as_ref()))
            .collect()
    }

    /// The paths of a set, in order. Indices beyond the table are passed over.
    pub fn paths_of<'a>(
        &'a self,
        set: &'a AttributeSet,
    ) -> impl Iterator<Item = &'a AttributePath> + 'a {
        set.iter().filter_map(|index| self.path(index))
    }

    /// The described path most like `path`, if any is near enough to be meant.
    pub fn nearest(&self, path: &str) -> Option<&AttributePath> {
        vocabulary::nearest_of(path, self.paths.iter(), |described| described.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(paths: &[&str]) -> Result<AttributeTable, TableError> {
        AttributeTable::new(paths.iter().map(|path| AttributePath::new(*path).unwrap()))
    }

    #[test]
    fn naming_a_parent_covers_all_described_below_it() {
        let table = table(&["name", "address.street", "addressee", "address.postalCode"]).unwrap();
        let covered: Vec<&str> = table.paths()[table.covered("address")]
            .iter()
            .map(AttributePath::as_str)
            .collect();
        assert_eq!(covered, ["address.postalCode", "address.street"]);
        assert_eq!(table.covered("name").len(), 1);
        assert_eq!(table.covered("name.first").len(), 0);
        assert_eq!(table.covered("zzz").len(), 0);
        assert_eq!(table.set(["address", "name"]).unwrap().len(), 3);
    }

    #[test]
    fn an_unknown_name_is_an_error_with_the_nearest() {
        let table = table(&["name", "address.postalCode"]).unwrap();
        let error = table.set(["address.postcalCode"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "attribute `address.postcalCode` is not described; did you mean `address.postalCode`?"
        );
        assert_eq!(
            table.set(["zebra"]).unwrap_err().to_string(),
            "attribute `zebra` is not described"
        );
        assert_eq!(table.known(["zebra", "name"]).len(), 1);
    }

    #[test]
    fn doubles_and_parts_of_a_described_whole_are_refused() {
        assert!(matches!(table(&["a", "b", "a"]), Err(TableError::Twice(_))));
        assert!(matches!(
            table(&["a.b", "a-b", "a"]),
            Err(TableError::Below { .. })
        ));
        assert!(matches!(
            table(&["a.b.c", "a.b", "a.c"]),
            Err(TableError::Below { .. })
        ));
    }

    #[test]
    fn the_index_of_a_path_leads_back_to_it() {
        let table = table(&["b", "a.x", "a-x", "c"]).unwrap();
        for (index, path) in table.paths().iter().enumerate() {
            assert_eq!(table.index_of(path.as_str()), Some(index));
            assert_eq!(table.path(index), Some(path));
        }
        assert_eq!(table.index_of("a"), None);
    }
}
