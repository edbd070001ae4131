//! The attributes a person says yes to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::IntendedUse;
use crate::attributes::AttributePath;
use crate::id::DatasetId;

/// The attributes permitted, by dataset: all required ones and the optional ones chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Choice(pub BTreeMap<DatasetId, Chosen>);

/// The attributes permitted of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The version of the dataset that the person decided on.
    pub version: u32,
    /// The paths permitted, in path order; naming a parent permits all described below it in
    /// that version.
    pub attributes: Vec<AttributePath>,
}

/// Why a choice does not fit the intended use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChoiceError {
    /// A dataset the use does not ask for.
    #[error("dataset `{0}` is not asked for")]
    Dataset(DatasetId),
    /// An attribute the use does not ask for.
    #[error("attribute `{path}` of dataset `{dataset}` is not asked for{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    NotAskedFor {
        /// Which dataset.
        dataset: DatasetId,
        /// The path chosen.
        path: AttributePath,
        /// The path most like it that is asked for.
        nearest: Option<AttributePath>,
    },
    /// A required attribute is left out.
    #[error("attribute `{path}` of dataset `{dataset}` is required")]
    Required {
        /// Which dataset.
        dataset: DatasetId,
        /// The path left out.
        path: AttributePath,
    },
    /// Another version of a dataset than the use relies on.
    #[error("dataset `{dataset}` is asked for in version {asked}, not {chosen}")]
    Version {
        /// Which dataset.
        dataset: DatasetId,
        /// The version the use relies on.
        asked: u32,
        /// The version chosen.
        chosen: u32,
    },
}

impl Choice {
    /// Whether everything in it is in `other` too, of the same dataset versions.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|(dataset, chosen)| {
            other.0.get(dataset).is_some_and(|wide| {
                chosen.version == wide.version
                    && chosen
                        .attributes
                        .iter()
                        .all(|path| wide.attributes.iter().any(|parent| parent.covers(path)))
            })
        })
    }
}

impl IntendedUse {
    /// What a yes to all that is required and to these optional attributes permits.
    pub fn choose<'a>(
        &self,
        optional: impl IntoIterator<Item = (&'a DatasetId, &'a AttributePath)>,
    ) -> Result<Choice, ChoiceError> {
        let mut choice: BTreeMap<DatasetId, Chosen> = self
            .datasets
            .iter()
            .map(|(id, wanted)| {
                let attributes = wanted.required.clone();
                (
                    id.clone(),
                    Chosen {
                        version: wanted.version,
                        attributes,
                    },
                )
            })
            .collect();
        for (dataset, path) in optional {
            let chosen = choice
                .get_mut(dataset)
                .ok_or_else(|| ChoiceError::Dataset(dataset.clone()))?;
            chosen.attributes.push(path.clone());
        }
        for chosen in choice.values_mut() {
            chosen.attributes.sort();
            chosen.attributes.dedup();
        }
        choice.retain(|_, chosen| !chosen.attributes.is_empty());
        let choice = Choice(choice);
        self.check_choice(&choice)?;
        Ok(choice)
    }

    /// What a yes to everything asked for permits.
    pub fn choose_all(&self) -> Result<Choice, ChoiceError> {
        self.choose(
            self.datasets.iter().flat_map(|(dataset, wanted)| {
                wanted.optional.iter().map(move |path| (dataset, path))
            }),
        )
    }

    /// Checks that a choice has all that is required and nothing that is not asked for.
    pub fn check_choice(&self, choice: &Choice) -> Result<(), ChoiceError> {
        for (dataset, chosen) in &choice.0 {
            let wanted = self
                .datasets
                .get(dataset)
                .ok_or_else(|| ChoiceError::Dataset(dataset.clone()))?;
            if wanted.version != chosen.version {
                return Err(ChoiceError::Version {
                    dataset: dataset.clone(),
                    asked: wanted.version,
                    chosen: chosen.version,
                });
            }
            let asked = || wanted.required.iter().chain(&wanted.optional);
            for path in &chosen.attributes {
                if !asked().any(|parent| parent.covers(path)) {
                    let nearest = vocabulary::nearest_of(path.as_str(), asked(), |p| p.as_str());
                    return Err(ChoiceError::NotAskedFor {
                        dataset: dataset.clone(),
                        path: path.clone(),
                        nearest: nearest.cloned(),
                    });
                }
            }
        }
        for (dataset, wanted) in &self.datasets {
            let chosen = choice
                .0
                .get(dataset)
                .map_or(&[][..], |chosen| &chosen.attributes);
            for path in &wanted.required {
                if !chosen.iter().any(|parent| parent.covers(path)) {
                    return Err(ChoiceError::Required {
                        dataset: dataset.clone(),
                        path: path.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}
