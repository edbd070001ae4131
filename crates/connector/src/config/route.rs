//! `[[connector.route]]`.

use serde::{Deserialize, Serialize};

use super::{
    ChangeConfig, Covered, EntitiesConfig, FileConfig, MappingConfig, QueryConfig, RequestConfig,
    ResourceConfig, StatementsConfig, TreeConfig,
};

/// `[[connector.route]]`: an endpoint that services ask (MIM4 §4.2.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteConfig {
    /// `GET` or `POST`.
    #[serde(default = "default_method")]
    pub method: String,
    /// Its path below the connector's base URL; a ticket's `aud` is base URL and path.
    pub path: String,
    /// The dataset it shows.
    pub dataset: String,
    /// How the source's answer is shaped.
    #[serde(default)]
    pub shape: Shape,
    /// Where in the source's answer the entity or the array of entities is (RFC 6901); the whole answer when empty.
    #[serde(default)]
    pub pointer: String,
    /// What is asked of a `rest` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestConfig>,
    /// What is read of a `sqlite` or `postgres` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<QueryConfig>,
    /// What is read of a `files` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileConfig>,
    /// What the dataset's attributes are made of, where the source has other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Box<MappingConfig>>,
    /// What is read of a `solid` upstream.
    #[serde(default, rename = "resource", skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceConfig>,
    /// Where the person is at a `helsinki-gdpr` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<TreeConfig>,
    /// How entities are found at an `ngsi-ld` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entities: Option<EntitiesConfig>,
    /// How a person's data is changed at a `rest` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeConfig>,
    /// What changes it in a `sqlite` or `postgres` upstream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statements: Option<StatementsConfig>,
    /// Seconds between two looks at the source for whoever has subscribed to what the route shows, where the source tells of
    /// no change itself; 0 for none, and then nobody can subscribe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_every_seconds: Option<u32>,
    /// What the permission of a 2021 operator covers on this route; see [`Covered`].
    #[serde(default, skip_serializing_if = "Covered::is_all")]
    pub attributes_for_2021_operators: Covered,
}

/// How an answer is shaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// JSON of the source's own, by property paths.
    #[default]
    Plain,
    /// NGSI-LD entities, in any representation (ETSI GS CIM 009).
    NgsiLd,
}

fn default_method() -> String {
    "GET".to_owned()
}
