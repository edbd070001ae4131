//! `[connector.gdpr_api]`: the rights façade.

use serde::{Deserialize, Serialize};

use super::DatasetConfig;
use crate::{Error, Result};

/// `[connector.gdpr_api]`: people's own data by the City of Helsinki's GDPR API, for profiles and dashboards that a city
/// has. What people may look at (`self_access`) and erase (`self_change`) is got at by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GdprApiConfig {
    /// The OpenID provider whose tokens are believed; its metadata is below it.
    pub issuer: String,
    /// Whom its tokens are for: what this source is called there.
    pub audience: String,
    /// The claim that holds a token's scopes, such as `https://api.hel.fi/auth`; where it is not named, they are looked for
    /// in `scope` (RFC 9068 §2.2.3) and in Keycloak's `authorization.permissions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes_in: Option<String>,
    /// The scope that lets see.
    #[serde(default = "default_query_scope")]
    pub query_scope: String,
    /// The scope that lets erase.
    #[serde(default = "default_delete_scope")]
    pub delete_scope: String,
    /// Levels of assurance (`loa`) of a login that are enough. Any, where none is named.
    #[serde(default = "default_levels")]
    pub levels: Vec<String>,
    /// The type of identifier that a token's `sub` is to the source.
    pub identifier: String,
    /// What the root of a person's tree is called.
    #[serde(default = "default_key")]
    pub key: String,
}

impl GdprApiConfig {
    /// Refuses what cannot work.
    pub(crate) fn check(&self, datasets: &[DatasetConfig], is_development: bool) -> Result<()> {
        let refuse = |text: String| Err(Error::Config(format!("`connector.gdpr_api`: {text}")));
        for (name, value) in [
            ("issuer", &self.issuer),
            ("audience", &self.audience),
            ("query_scope", &self.query_scope),
            ("delete_scope", &self.delete_scope),
            ("key", &self.key),
        ] {
            if value.trim().is_empty() {
                return refuse(format!("`{name}` is empty"));
            }
        }
        if url::Url::parse(&self.issuer).is_err() {
            return refuse(format!("`issuer` is `{}`, which is no URL", self.issuer));
        }
        if !is_development && self.issuer.starts_with("http:") {
            return refuse(format!(
                "`issuer` is `{}`; outside development it must be https",
                self.issuer
            ));
        }
        let understood = |dataset: &DatasetConfig| {
            dataset.self_access && dataset.identifier_types.contains(&self.identifier)
        };
        if !datasets.iter().any(understood) {
            return refuse(format!(
                "no dataset that people may look at (`self_access = true`) knows them by `identifier`, `{}`",
                self.identifier
            ));
        }
        Ok(())
    }
}

fn default_query_scope() -> String {
    "gdprquery".to_owned()
}

fn default_delete_scope() -> String {
    "gdprdelete".to_owned()
}

fn default_levels() -> Vec<String> {
    ["substantial", "high"].map(str::to_owned).into()
}

fn default_key() -> String {
    "DATA".to_owned()
}
