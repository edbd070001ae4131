//! Whose operators may ask: trust groups and contracts.

use std::path::PathBuf;

use protocol::ids::{ClientId, OperatorUuid, TrustGroupUuid};
use protocol::jose::Jwks;
use protocol::url::BaseUrl;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Secret;
use crate::{Error, Result};

/// `[[connector.trust_group]]`: a trust group of this source (MIM4 §4.2.4, §5.3.2.1).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustGroupConfig {
    /// The registry's base URL; its list is at `trustlist-api/groups` below it.
    pub registry: BaseUrl,
    /// The group's UUID (MIM4 §5.1.3), where the registry serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<TrustGroupUuid>,
    /// The registry's public keys. Either this or `keys_file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Jwks>,
    /// A file with the registry's public keys, a JWKS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_file: Option<PathBuf>,
    /// Seconds a list may be used that carries no `exp` of its own, as the 2021 text has it ("once per day", §5.1).
    #[serde(default = "default_list_seconds")]
    pub list_seconds: u32,
    /// What an answer without a `permission` member covers; see [`Covered`].
    #[serde(default, skip_serializing_if = "Covered::is_all")]
    pub attributes_for_2021_operators: Covered,
}

impl TrustGroupConfig {
    /// Refuses a group whose list could not be verified.
    pub(super) fn check(&self) -> Result<()> {
        let how = match (&self.keys, &self.keys_file) {
            (None, None) => "neither `keys` nor",
            (Some(_), Some(_)) => "both `keys` and",
            _ => return Ok(()),
        };
        Err(Error::Config(format!(
            "`connector.trust_group` of `{}` has {how} `keys_file`",
            self.registry
        )))
    }
}

/// `[[connector.operator]]`: a contract with one operator outside any group (MIM4 §5.3.2), or settings for one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorConfig {
    /// The operator's UUID.
    pub operator_uuid: OperatorUuid,
    /// Its base URL makes this a contract; without one the rest applies when a trust group lists the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_base_url: Option<BaseUrl>,
    /// Whether a ticket without a proof of possession may serve more than one request until it expires.
    #[serde(default)]
    pub reuse_tickets: bool,
    /// Whether RS256 signatures of this operator are accepted, which only peers of the 2021 kind may need.
    #[serde(default)]
    pub rs256: bool,
    /// The client id and secret of a connector registered for `client_secret_basic`; without them introspection is
    /// authenticated under the connector's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<ClientSecretConfig>,
    /// Where outcomes go, below which each access item has its id; what the operator's metadata says when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_item_url: Option<BaseUrl>,
    /// What an answer without a `permission` member covers; see [`Covered`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes_for_2021_operators: Option<Covered>,
}

impl OperatorConfig {
    /// Whether its identity provider gives the connector a token.
    pub(crate) fn gives_token(&self) -> bool {
        let client = self.client_secret.as_ref();
        client.is_some_and(|client| client.token_url.is_some())
    }
}

/// A client secret at an operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSecretConfig {
    /// The client id.
    pub id: ClientId,
    /// Where the secret is.
    pub secret: Secret,
    /// The token endpoint of the operator's identity provider (RFC 6749 §3.2), where the operator knows connectors by a
    /// token with the scope `agw`, as those of the 2021 reference connector do. Absent, id and secret are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_url: Option<Url>,
}

/// What the permission of an operator that knows only the 2021 text covers. There, permission is given for a route, and
/// the source decides by its configuration what the route shows; so `all` of the route's dataset is the default, and
/// a source that offers more on a route than such a permission should cover names the attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Covered {
    /// `"all"`, `"none"`.
    Word(CoveredWord),
    /// These attributes only, with all below them.
    Attributes(Vec<String>),
}

impl Default for Covered {
    fn default() -> Self {
        Self::Word(CoveredWord::All)
    }
}

/// `"all"` or `"none"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CoveredWord {
    /// Every attribute of the route's dataset.
    All,
    /// None: such operators' tickets release nothing.
    None,
}

impl Covered {
    pub(super) fn is_all(&self) -> bool {
        matches!(self, Self::Word(CoveredWord::All))
    }

    /// Whether an attribute is covered.
    pub fn covers(&self, path: &str) -> bool {
        match self {
            Self::Word(CoveredWord::All) => true,
            Self::Word(CoveredWord::None) => false,
            Self::Attributes(named) => named
                .iter()
                .any(|name| permission::covers(name.as_str(), path)),
        }
    }
}

fn default_list_seconds() -> u32 {
    86_400
}
