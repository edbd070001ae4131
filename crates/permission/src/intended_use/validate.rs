//! Whether an intended use is described well enough to be registered.

use thiserror::Error;

use super::IntendedUse;
use crate::attributes::{AttributePath, TableError};
use crate::dataset::{Dataset, is_line};
use crate::id::{DatasetId, IntendedUseId};
use crate::jurisdiction::Jurisdiction;
use crate::terms::Basis;
use crate::texts::TextError;
use crate::time::Days;

/// Longest a permission can last: a person is asked again at least every ten years.
pub const LONGEST_DURATION: Days = Days(3653);

/// Most entries of one list: no honest use has more, and a notice is read by a person.
const MAX_ENTRIES: usize = 256;

/// What is wrong with an intended use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntendedUseError {
    /// Version 0.
    #[error("intended use `{0}`: versions begin at 1")]
    Version(IntendedUseId),
    /// One of the texts.
    #[error("intended use `{id}`, {member}: {error}")]
    Text {
        /// Which use.
        id: IntendedUseId,
        /// Which text.
        member: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
    /// A list that must have entries, or has too many.
    #[error(
        "intended use `{id}` names {count} {member}; there must be at least 1 and at most {MAX_ENTRIES}"
    )]
    Count {
        /// Which use.
        id: IntendedUseId,
        /// Which list.
        member: &'static str,
        /// How many entries it has.
        count: usize,
    },
    /// A legal basis that is none of GDPR art. 6(1).
    #[error(
        "intended use `{id}`: `{basis}` is none of the legal bases of gdpr art. 6(1), such as `eu-gdpr:A6-1-a`"
    )]
    Basis {
        /// Which use.
        id: IntendedUseId,
        /// As given.
        basis: Basis,
    },
    /// A duration of no days, or beyond [`LONGEST_DURATION`].
    #[error(
        "intended use `{id}`: the longest duration must be from 1 to {LONGEST_DURATION}, not {given}"
    )]
    Duration {
        /// Which use.
        id: IntendedUseId,
        /// As given.
        given: Days,
    },
    /// A recipient without a name.
    #[error("intended use `{0}`: every recipient must have a name of one line")]
    Recipient(IntendedUseId),
    /// A country of the EEA among the third countries.
    #[error("intended use `{id}`: `{country}` is no country outside the european economic area")]
    ThirdCountry {
        /// Which use.
        id: IntendedUseId,
        /// As given.
        country: Jurisdiction,
    },
    /// A dataset that is not known.
    #[error("intended use `{id}`: there is no dataset `{dataset}` in version {version}{}", nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownDataset {
        /// Which use.
        id: IntendedUseId,
        /// The dataset named.
        dataset: DatasetId,
        /// The version named.
        version: u32,
        /// The dataset and version most like it.
        nearest: Option<String>,
    },
    /// An attribute that the dataset does not describe.
    #[error("intended use `{id}`, dataset `{dataset}`: {error}")]
    Attribute {
        /// Which use.
        id: IntendedUseId,
        /// Which dataset.
        dataset: DatasetId,
        /// What is wrong.
        error: TableError,
    },
    /// An attribute named twice, or under a parent that is named too.
    #[error("intended use `{id}`, dataset `{dataset}`: attribute `{path}` is asked for twice")]
    Twice {
        /// Which use.
        id: IntendedUseId,
        /// Which dataset.
        dataset: DatasetId,
        /// Which attribute.
        path: AttributePath,
    },
    /// A dataset of which nothing is wanted.
    #[error("intended use `{id}` asks for no attribute of dataset `{dataset}`")]
    Nothing {
        /// Which use.
        id: IntendedUseId,
        /// Which dataset.
        dataset: DatasetId,
    },
}

impl IntendedUse {
    /// Checks all of the description against the datasets there are (all versions that a use may
    /// rely on); tells the first thing that is wrong. Terms are checked when they are read.
    pub fn validate<'a>(
        &self,
        datasets: impl IntoIterator<Item = &'a Dataset, IntoIter: Clone>,
    ) -> Result<(), IntendedUseError> {
        let datasets = datasets.into_iter();
        let id = || self.id.clone();
        if self.version == 0 {
            return Err(IntendedUseError::Version(id()));
        }
        let text = |member| {
            move |error| IntendedUseError::Text {
                id: id(),
                member,
                error,
            }
        };
        self.title.validate().map_err(text("title"))?;
        self.notice.validate().map_err(text("notice"))?;
        self.consequences_of_refusal
            .validate_optional()
            .map_err(text("consequences of refusal"))?;
        for (member, least, count) in [
            ("purposes", 1, self.purposes.len()),
            ("processing operations", 1, self.processing.len()),
            ("datasets", 1, self.datasets.len()),
            ("recipients", 0, self.recipients.len()),
            ("storage locations", 0, self.storage_locations.len()),
            ("third countries", 0, self.third_countries.len()),
        ] {
            if !(least..=MAX_ENTRIES).contains(&count) {
                return Err(IntendedUseError::Count {
                    id: id(),
                    member,
                    count,
                });
            }
        }
        if self.basis().is_none() {
            return Err(IntendedUseError::Basis {
                id: id(),
                basis: self.legal_basis,
            });
        }
        if self.longest_duration < Days(1) || self.longest_duration > LONGEST_DURATION {
            let given = self.longest_duration;
            return Err(IntendedUseError::Duration { id: id(), given });
        }
        if !self.recipients.iter().all(|name| is_line(name)) {
            return Err(IntendedUseError::Recipient(id()));
        }
        for country in self.third_countries.iter().copied() {
            if Jurisdiction::Eea.contains(country) {
                return Err(IntendedUseError::ThirdCountry { id: id(), country });
            }
        }
        self.datasets
            .keys()
            .try_for_each(|dataset| self.validate_dataset(dataset, datasets.clone()))
    }

    fn validate_dataset<'a>(
        &self,
        dataset: &DatasetId,
        datasets: impl Iterator<Item = &'a Dataset> + Clone,
    ) -> Result<(), IntendedUseError> {
        let (id, dataset_id) = (|| self.id.clone(), || dataset.clone());
        let Some(wanted) = self.datasets.get(dataset) else {
            return Ok(());
        };
        let known = datasets
            .clone()
            .find(|known| known.id == *dataset && known.version == wanted.version);
        let Some(known) = known else {
            let names = datasets.map(|known| {
                (
                    known.id.to_string(),
                    format!("{}` in version `{}", known.id, known.version),
                )
            });
            let nearest = vocabulary::nearest_of(dataset.as_str(), names, |(name, _)| name);
            return Err(IntendedUseError::UnknownDataset {
                id: id(),
                dataset: dataset_id(),
                version: wanted.version,
                nearest: nearest.map(|(_, shown)| shown),
            });
        };
        let wrong = |error| IntendedUseError::Attribute {
            id: id(),
            dataset: dataset_id(),
            error,
        };
        let table = known.table().map_err(wrong)?;
        let mut seen = crate::attributes::AttributeSet::new();
        for path in wanted.required.iter().chain(&wanted.optional) {
            let named = table.set([path]).map_err(wrong)?;
            if !named.is_disjoint(&seen) {
                let path = path.clone();
                return Err(IntendedUseError::Twice {
                    id: id(),
                    dataset: dataset_id(),
                    path,
                });
            }
            seen = seen.union(&named);
        }
        if seen.is_empty() {
            return Err(IntendedUseError::Nothing {
                id: id(),
                dataset: dataset_id(),
            });
        }
        Ok(())
    }
}
