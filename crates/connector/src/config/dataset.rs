//! `[[connector.dataset]]`: what is offered.

use permission::dataset::Attribute;
use permission::{
    AttributePath, AttributeSet, AttributeTable, Dataset, DatasetId, OrganisationId, Texts,
};
use protocol::ids::ConnectorUuid;
use serde::{Deserialize, Serialize};

use super::ModelConfig;
use crate::{Error, Result};

/// A dataset as its source describes it: under a short name of its own, where the wire has
/// `urn:fiducia:dataset:<connector uuid>:<id>`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of its own in the file"
)]
pub struct DatasetConfig {
    /// Its short name: lower-case letters, digits and `-`.
    pub id: String,
    /// Which version of the description, from 1. A change of meaning takes a new one.
    #[serde(default = "first")]
    pub version: u32,
    /// The organisation that holds the data and answers for it.
    pub source: OrganisationId,
    /// The type of its entities, such as `Person`.
    pub entity_type: String,
    /// What people call it.
    pub title: Texts,
    /// What it holds, in plain words.
    #[serde(default)]
    pub description: Texts,
    /// URL of the Smart Data Model or JSON Schema of its entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The same in files: what is released is held against it, now and then. A route's `mapping` may name another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_schema: Option<ModelConfig>,
    /// The types of identifier by which the source finds a person, best first.
    #[serde(default)]
    pub identifier_types: Vec<String>,
    /// Whether services see what the permitted attributes were, not only what they are (ETSI GS CIM 009 §5.7.3, §5.7.4). Off
    /// unless it is said: an entity must have been the same person's all along.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
    /// Whether people may look at their own data here, from their operator's pages. Off unless it is said: a source
    /// that has served organisations alone must first make sure that it answers for each single person, and as often
    /// as people look.
    #[serde(default)]
    pub self_access: bool,
    /// Whether people may correct and erase their own data here, as far as the attributes' `rectify` and `erase` say that it
    /// is theirs to do, and the source has a way. Off unless it is said; needs `self_access`.
    #[serde(default)]
    pub self_change: bool,
    /// Whether the dataset is a store of the person's own: they add records, by hand or from a file, of the attributes
    /// that they may correct, and change and erase each for itself. Needs `self_change` and the upstream `store`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_add: bool,
    /// Attributes that the person is not shown all the same, by their paths: those for which a law restricts the right
    /// of access (GDPR art. 15(4), art. 23).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_for_person: Vec<AttributePath>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

fn first() -> u32 {
    1
}

impl DatasetConfig {
    /// The attributes that the person is shown of their own data; none where people may not look.
    pub(crate) fn shown_to_person(&self, table: &AttributeTable) -> Result<Option<AttributeSet>> {
        if let Some(path) = self
            .not_for_person
            .iter()
            .find(|path| !table.paths().contains(path))
        {
            return Err(Error::Config(format!(
                "`connector.dataset` `{}`: `not_for_person` names `{path}`, which is not among its attributes",
                self.id
            )));
        }
        if self.self_add && !self.self_change {
            return Err(Error::Config(format!(
                "`connector.dataset` `{}`: `self_add` needs `self_change`",
                self.id
            )));
        }
        if !self.self_access {
            if self.self_change {
                return Err(Error::Config(format!(
                    "`connector.dataset` `{}`: `self_change` needs `self_access`",
                    self.id
                )));
            }
            return Ok(None);
        }
        let kept = self.not_for_person.iter().map(AttributePath::as_str);
        let all = AttributeSet::first(table.paths().len());
        let shown = all.difference(&table.known(kept));
        if shown.is_empty() {
            return Err(Error::Config(format!(
                "`connector.dataset` `{}`: `self_access` is on, and `not_for_person` leaves nothing to see",
                self.id
            )));
        }
        Ok(Some(shown))
    }

    /// The dataset as the connector with this UUID publishes it, checked.
    pub(crate) fn published(&self, connector: &ConnectorUuid) -> Result<Dataset> {
        let slug = &self.id;
        let fits = !slug.is_empty()
            && slug
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits {
            return Err(Error::Config(format!(
                "`connector.dataset.id` `{slug}` is not made of lower-case letters, digits and `-`"
            )));
        }
        let wrong = |error: String| Error::Config(format!("`connector.dataset` `{slug}`: {error}"));
        let dataset = Dataset {
            id: DatasetId::new(format!("urn:fiducia:dataset:{connector}:{slug}"))
                .map_err(|error| wrong(error.to_string()))?,
            version: self.version,
            source: self.source.clone(),
            entity_type: self.entity_type.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            model: self.model.clone(),
            identifier_types: self.identifier_types.clone(),
            attributes: self.attributes.clone(),
        };
        dataset
            .validate()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(dataset)
    }
}
