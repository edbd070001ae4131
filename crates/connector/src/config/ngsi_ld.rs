//! `kind = "ngsi-ld"`: a context broker.

use serde::{Deserialize, Serialize};

use super::rest::RestConfig;

/// `kind = "ngsi-ld"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NgsiLdConfig {
    /// How it is reached, as a `rest` upstream is; `/ngsi-ld/v1` lies below its `base_url`.
    pub broker: RestConfig,
    /// Its tenant (ETSI GS CIM 009 §4.14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The context by which names are read, both ways (§6.3.5); the core context alone when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<url::Url>,
    /// How it is asked for permitted attributes alone.
    #[serde(default)]
    pub push_down: PushDown,
    /// Entities of one page.
    #[serde(default = "default_page")]
    pub page: u32,
    /// Pages; more are refused, for half of an answer would look like all of it.
    #[serde(default = "default_most_pages")]
    pub most_pages: u32,
}

/// How a broker is asked for some attributes of an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushDown {
    /// `attrs` (§4.21 of v1.8, and every version before): an entity that has none of them is not there.
    #[default]
    Attrs,
    /// `pick` (v1.8).
    Pick,
    /// Not at all: for brokers whose `attrs` cannot be relied on.
    None,
}

/// `[connector.route.entities]`: how a person's entities are found at an `ngsi-ld` upstream, by one of three.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EntitiesConfig {
    /// Their id, such as `urn:ngsi-ld:Patron:{library_card}`; the identifier in it is percent-encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The attribute that holds the identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Of which type; the first that the dataset understands when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// A query (§4.9), such as `card=="{library_card}";active==true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Their type; the dataset's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<String>,
}

/// What every broker gives at once.
fn default_page() -> u32 {
    100
}

/// 1,000 entities, as in an answer of the embedded store.
fn default_most_pages() -> u32 {
    10
}
