//! A dataset version made ready to decide on.

use std::sync::Arc;

use super::{Assurance, Dataset, DatasetError, Sensitivity};
use crate::attributes::{AttributePath, AttributeSet, AttributeTable};
use crate::id::DatasetId;
use crate::terms::Category;

/// A dataset version made ready to decide on: bit sets over its attribute table.
#[derive(Debug, Clone)]
pub struct CompiledDataset {
    pub(crate) id: DatasetId,
    pub(crate) version: u32,
    table: Arc<AttributeTable>,
    pub(crate) described: AttributeSet,
    /// By index.
    categories: Box<[Category]>,
    /// By index: whether the attribute asks for more care than others.
    pub(crate) sensitive: AttributeSet,
    pub(crate) special: AttributeSet,
    /// What may be released at each level of assurance.
    pub(crate) within: [AttributeSet; Assurance::ALL.len()],
    /// Earlier versions, and which attributes have been described as now ever since.
    unchanged: Box<[(u32, AttributeSet)]>,
}

/// The attributes a request names, resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The described attributes that the names cover.
    pub attributes: AttributeSet,
    /// Names that cover no described attribute: never released.
    pub unknown: Vec<String>,
}

impl CompiledDataset {
    /// Makes a version ready. `earlier` are those versions of the same dataset on which
    /// permissions may still stand; others in it are passed over.
    pub fn new(dataset: &Dataset, earlier: &[Dataset]) -> Result<Self, DatasetError> {
        dataset.validate()?;
        let table = dataset.table().map_err(|error| DatasetError::Table {
            id: dataset.id.clone(),
            error,
        })?;
        let attribute = |path: &AttributePath| dataset.attribute(path.as_str());
        let described = || table.paths().iter().filter_map(attribute);
        let set = |belongs: &dyn Fn(&super::Attribute) -> bool| -> AttributeSet {
            let numbered = described().enumerate();
            numbered
                .filter(|(_, a)| belongs(a))
                .map(|(index, _)| index)
                .collect()
        };
        let unchanged = earlier
            .iter()
            .filter(|older| older.id == dataset.id && older.version < dataset.version)
            .map(|older| {
                (
                    older.version,
                    set(&|a| dataset.describes_as(older, &a.path)),
                )
            })
            .collect();
        Ok(Self {
            id: dataset.id.clone(),
            version: dataset.version,
            described: table.all(),
            categories: described().map(|a| a.category).collect(),
            sensitive: set(&|a| a.sensitivity != Sensitivity::Ordinary),
            special: set(&|a| a.sensitivity == Sensitivity::Special),
            within: Assurance::ALL.map(|level| set(&|a| a.assurance <= level)),
            unchanged,
            table: Arc::new(table),
        })
    }

    /// Which dataset.
    pub fn id(&self) -> &DatasetId {
        &self.id
    }

    /// Which version of it.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The table that its attribute sets are over.
    pub fn table(&self) -> &Arc<AttributeTable> {
        &self.table
    }

    /// Every described attribute.
    pub fn all(&self) -> &AttributeSet {
        &self.described
    }

    /// What the attribute of an index is about.
    pub fn category(&self, index: usize) -> Option<Category> {
        self.categories.get(index).copied()
    }

    /// The attributes that a request names.
    pub fn asked<P: AsRef<str>>(&self, paths: impl IntoIterator<Item = P>) -> Asked {
        let mut asked = Asked::default();
        for path in paths {
            let covered = self.table.covered(path.as_ref());
            if covered.is_empty() {
                asked.unknown.push(path.as_ref().to_owned());
            }
            asked.attributes.extend(covered);
        }
        asked
    }

    /// The attributes of a category or a narrower one. For denials, rules and search; a grant is
    /// never given on categories.
    pub fn in_category(&self, category: Category) -> AttributeSet {
        let numbered = self.categories.iter().enumerate();
        numbered
            .filter(|(_, c)| c.is_a(category))
            .map(|(index, _)| index)
            .collect()
    }

    /// The attributes that a permission given on `version` can still speak of: all of this very
    /// version, of an earlier one those described as now, of any other none.
    pub(crate) fn unchanged_since(&self, version: u32) -> AttributeSet {
        if version == self.version {
            return self.described.clone();
        }
        let known = self.unchanged.iter().find(|(older, _)| *older == version);
        known.map_or(AttributeSet::EMPTY, |(_, set)| set.clone())
    }
}
