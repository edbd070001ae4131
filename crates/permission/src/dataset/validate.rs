//! Whether a dataset is described well enough to be offered.

use thiserror::Error;
use vocabulary::Term;

use super::{Attribute, Dataset, Erase, Ground, Rectify, Sensitivity};
use crate::attributes::{AttributePath, TableError};
use crate::id::DatasetId;
use crate::terms::Category;
use crate::texts::TextError;

/// Longest name of an entity type, identifier type or law, in bytes: room for an IRI.
pub(crate) const MAX_NAME_BYTES: usize = 512;

/// What is wrong with a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DatasetError {
    /// Version 0.
    #[error("dataset `{0}`: versions begin at 1")]
    Version(DatasetId),
    /// Nothing described.
    #[error("dataset `{0}` describes no attribute")]
    NoAttributes(DatasetId),
    /// Title or description.
    #[error("dataset `{id}`, {member}: {error}")]
    Text {
        /// Which dataset.
        id: DatasetId,
        /// `title` or `description`.
        member: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
    /// An entity type or identifier type that is empty, too long or holds white space.
    #[error("dataset `{id}`: `{name}` is no {member}")]
    Name {
        /// Which dataset.
        id: DatasetId,
        /// Which member.
        member: &'static str,
        /// As given.
        name: String,
    },
    /// A model that is no web address.
    #[error("dataset `{id}`: model `{model}` is no https or http url")]
    Model {
        /// Which dataset.
        id: DatasetId,
        /// As given.
        model: String,
    },
    /// Paths that do not go together.
    #[error("dataset `{id}`: {error}")]
    Table {
        /// Which dataset.
        id: DatasetId,
        /// What is wrong with them.
        error: TableError,
    },
    /// One attribute's description.
    #[error("dataset `{id}`, attribute `{path}`: {fault}")]
    Attribute {
        /// Which dataset.
        id: DatasetId,
        /// Which attribute.
        path: AttributePath,
        /// What is wrong with it.
        fault: AttributeFault,
    },
}

/// What is wrong with one attribute's description.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttributeFault {
    /// Its title or description.
    #[error("{0}: {1}")]
    Text(&'static str, TextError),
    /// A special category described as less (GDPR art. 9).
    #[error("`{0}` is a special category, so its sensitivity must be `special`")]
    Special(Category),
    /// A law without a name.
    #[error("the law that is the ground must have a name")]
    Law,
}

impl Dataset {
    /// Checks all of the description; tells the first thing that is wrong.
    pub fn validate(&self) -> Result<(), DatasetError> {
        let id = || self.id.clone();
        if self.version == 0 {
            return Err(DatasetError::Version(id()));
        }
        let text = |member| {
            move |error| DatasetError::Text {
                id: id(),
                member,
                error,
            }
        };
        self.title.validate().map_err(text("title"))?;
        self.description
            .validate_optional()
            .map_err(text("description"))?;
        let names = self
            .identifier_types
            .iter()
            .map(|name| ("identifier type", name));
        for (member, name) in names.chain([("entity type", &self.entity_type)]) {
            if !is_name(name) {
                return Err(DatasetError::Name {
                    id: id(),
                    member,
                    name: name.clone(),
                });
            }
        }
        if let Some(model) = &self.model
            && !is_web_address(model)
        {
            return Err(DatasetError::Model {
                id: id(),
                model: model.clone(),
            });
        }
        if self.attributes.is_empty() {
            return Err(DatasetError::NoAttributes(id()));
        }
        self.table()
            .map_err(|error| DatasetError::Table { id: id(), error })?;
        self.attributes.iter().try_for_each(|attribute| {
            attribute
                .validate()
                .map_err(|fault| DatasetError::Attribute {
                    id: id(),
                    path: attribute.path.clone(),
                    fault,
                })
        })
    }
}

impl Attribute {
    fn validate(&self) -> Result<(), AttributeFault> {
        let text = |member| move |error| AttributeFault::Text(member, error);
        self.title.validate().map_err(text("title"))?;
        self.description
            .validate_optional()
            .map_err(text("description"))?;
        let special = self.category.term().is_a(Term::SPECIAL_CATEGORY);
        if special && self.sensitivity != Sensitivity::Special {
            return Err(AttributeFault::Special(self.category));
        }
        let rectify = match &self.rectify {
            Rectify::No(ground) => Some(ground),
            Rectify::ByPerson | Rectify::WithEvidence => None,
        };
        let erase = match &self.erase {
            Erase::No(ground) => Some(ground),
            Erase::Yes => None,
        };
        let nameless = |ground: &Ground| ground.law.as_ref().is_some_and(|law| !is_line(law));
        if rectify.into_iter().chain(erase).any(nameless) {
            return Err(AttributeFault::Law);
        }
        Ok(())
    }
}

/// A name without white space.
fn is_name(name: &str) -> bool {
    is_line(name) && !name.contains(char::is_whitespace)
}

/// Words on one line.
pub(crate) fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_NAME_BYTES && !text.contains(char::is_control)
}

fn is_web_address(text: &str) -> bool {
    is_name(text)
        && ["https://", "http://"].iter().any(|scheme| {
            text.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty())
        })
}
