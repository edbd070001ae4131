//! Public configuration of operators (§5.7) and connectors (§5.8).

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    ids::{AttributeName, Capability, ConnectorUuid, DatasetId, OperatorUuid, TrustGroupUuid},
    jose::Jwk,
    json::{self, JsonError, Limits, lenient, lenient_list},
    links,
    url::{BaseUrl, Endpoint, UrlError},
};

/// Where an operator publishes its metadata, below its base URL (§5.7).
pub const OPERATOR_PATH: &str = "/.well-known/mydataoperator-config";

/// Where a connector publishes its metadata, below its base URL (§5.8).
pub const CONNECTOR_PATH: &str = "/.well-known/connector-config";

/// The name of this profile, as `profile` says it.
pub const PROFILE: &str = "fiducia-1";

/// Why a metadata document is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// Not JSON, or members missing or of a wrong kind.
    #[error("malformed metadata: {0}")]
    Malformed(#[from] JsonError),
    /// The key has no `kid`, which §5.7 and §5.8 demand.
    #[error("the key in the metadata has no `kid`")]
    NoKid,
    /// The document is another party's.
    #[error("the metadata is of `{found}`, not of `{expected}`")]
    OtherParty {
        /// Whose was asked for.
        expected: String,
        /// Whose it is.
        found: String,
    },
    /// `introspection_url` is no address.
    #[error("introspection_url: {0}")]
    Introspection(UrlError),
}

/// Where a party's tamper-evident log is (profile).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDescription {
    /// The log's origin, its first line in every checkpoint.
    pub origin: String,
    /// The log's verifier key in note format (`<name>+<hash>+<key>`).
    pub verifier_key: String,
}

/// One connector in an operator's list (§5.9).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConnectorReference {
    /// The connector's base URL.
    pub connector_base_url: BaseUrl,
}

/// The connectors that an operator shares in one trust group (§5.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedConnectors {
    /// The trust group.
    pub trust_group_uuid: TrustGroupUuid,
    /// The connectors. Entries that cannot be understood are left out.
    #[serde(deserialize_with = "lenient_list")]
    pub connectors: Vec<ConnectorReference>,
}

/// An operator's metadata (§5.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorMetadata {
    /// The operator's identifier.
    pub operator_uuid: OperatorUuid,
    /// The key it signs with now; has a `kid`.
    pub operator_key: Jwk,
    /// The operator's name.
    #[serde(default)]
    pub name: String,
    /// Who made its software.
    #[serde(default)]
    pub vendor: String,
    /// Its base URL.
    pub operator_base_url: BaseUrl,
    /// Its introspection endpoint, absolute or relative to the base URL: see
    /// [`Self::introspection_endpoint`].
    pub introspection_url: String,
    /// Its API description (`OpenAPI`).
    #[serde(default)]
    pub api_guide: String,
    /// Connectors it shares, by trust group. Written as an array; the single object of §5.9's
    /// example is read too.
    #[serde(default, deserialize_with = "one_or_several")]
    pub shared_connectors: Vec<SharedConnectors>,
    /// Connectors for its own services only (§5.10 leaves the shape open).
    #[serde(default, deserialize_with = "lenient_list")]
    pub restricted_connectors: Vec<ConnectorReference>,
    /// Added: all its keys, for the overlap while they rotate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Endpoint>,
    /// Added: where services get access tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Endpoint>,
    /// Added: where services get request tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_ticket_endpoint: Option<Endpoint>,
    /// Added: where connectors report outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_item_endpoint: Option<Endpoint>,
    /// Added: where events are pushed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_endpoint: Option<Endpoint>,
    /// Added: its log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogDescription>,
    /// Added: [`PROFILE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

impl OperatorMetadata {
    /// Reads an operator's metadata.
    pub fn from_json(body: &[u8]) -> Result<Self, MetadataError> {
        let metadata: Self = json::from_slice(body, Limits::DOCUMENT)?;
        if metadata.operator_key.kid.is_none() {
            return Err(MetadataError::NoKid);
        }
        metadata.introspection_endpoint()?;
        Ok(metadata)
    }

    /// Refuses metadata of another operator than was looked for: the trust list, not the web
    /// server, says who is at an address.
    pub fn expect(self, operator: &OperatorUuid) -> Result<Self, MetadataError> {
        if self.operator_uuid == *operator {
            return Ok(self);
        }
        Err(MetadataError::OtherParty {
            expected: operator.to_string(),
            found: self.operator_uuid.to_string(),
        })
    }

    /// The introspection endpoint: `introspection_url`, appended to the base URL when it is
    /// relative (§5.7).
    pub fn introspection_endpoint(&self) -> Result<Endpoint, MetadataError> {
        self.operator_base_url
            .resolve(&self.introspection_url)
            .map_err(MetadataError::Introspection)
    }

    /// Every connector it names, shared or restricted.
    pub fn connectors(&self) -> impl Iterator<Item = &BaseUrl> {
        let shared = self
            .shared_connectors
            .iter()
            .flat_map(|group| &group.connectors);
        shared
            .chain(&self.restricted_connectors)
            .map(|connector| &connector.connector_base_url)
    }

    /// Writes the document.
    pub fn to_json(&self) -> Result<Vec<u8>, MetadataError> {
        Ok(serde_json::to_vec(self).map_err(JsonError::from)?)
    }
}

/// A connector's metadata (§5.8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectorMetadata {
    /// The connector's identifier.
    pub connector_uuid: ConnectorUuid,
    /// The key it signs with now; has a `kid`. Optional in §5.8; without it a connector cannot
    /// authenticate by `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector_key: Option<Jwk>,
    /// The connector's name.
    #[serde(default)]
    pub name: String,
    /// What it is, for people.
    #[serde(default)]
    pub description: String,
    /// How the source is reached through it (`OpenAPI`).
    #[serde(default)]
    pub api_guide: String,
    /// Its base URL.
    pub connector_base_url: BaseUrl,
    /// Added: all its keys, for the overlap while they rotate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Endpoint>,
    /// Added: what it can do: see [`Self::can`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// Added: its datasets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datasets_url: Option<Endpoint>,
    /// Added: where events are pushed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_endpoint: Option<Endpoint>,
    /// Added: trust groups whose operators it accepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust_groups: Vec<TrustGroupUuid>,
    /// Added: its log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<LogDescription>,
    /// Added: how people reach whoever answers for the data.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub contact: Option<Contact>,
    /// Added: where the data is from.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub place: Option<Place>,
    /// Added: where people read their own data, with [`SELF_ACCESS`]. Entries that cannot be understood are left out.
    #[serde(
        default,
        deserialize_with = "lenient_list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub self_access: Vec<SelfAccessRoute>,
    /// Added: where operators ask to link a person, with [`LINKS`]; results are below it, at `/results`.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub links_endpoint: Option<Endpoint>,
    /// Added: the ways in which a person can be linked to the source, with [`LINKS`]. Entries that cannot be understood
    /// are left out. Where there are any, identifiers count that came one of these ways and no others.
    #[serde(
        default,
        deserialize_with = "lenient_list",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub links: Vec<links::Offer>,
}

/// How people reach whoever answers for their data: every part as they publish it, none of them required.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Who answers, where it is not the connector's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A postal address, its lines separated by commas or line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal: Option<String>,
    /// A page with more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How to reach the data protection officer (GDPR art. 13(1)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<String>,
}

/// The place that a source's data is about or from: a city, a region, a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is called there.
    pub name: String,
    /// The country it is in (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What names it for machines, such as an entry of `GeoNames` or of the EU's list of places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// An address where a person reads their own data of one dataset with a self-access ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfAccessRoute {
    /// The dataset.
    pub dataset: DatasetId,
    /// Where it is read, with `GET`.
    pub url: Endpoint,
    /// What the person changes there by themselves, with [`SELF_CHANGE`]; nothing when it cannot be understood.
    #[serde(
        default,
        deserialize_with = "lenient",
        skip_serializing_if = "Option::is_none"
    )]
    pub changes: Option<OwnChanges>,
    /// Whether it tells there what the values were, with `?past=on`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub past: bool,
}

/// What of a dataset a person adds, corrects and erases by themselves, at the address where it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnChanges {
    /// The attributes that are corrected, with `PATCH`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub correct: Vec<AttributeName>,
    /// The attributes that are erased, with `PATCH` and null.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erase: Vec<AttributeName>,
    /// Whether everything is erased as one, with `DELETE`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erase_all: bool,
    /// Whether records are added, with `POST`, of the attributes that are corrected. One of several is then changed, or
    /// erased, by its `id`, with `?record=`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub add: bool,
    /// Whether the source's staff make the changes: the answer is then 202, with the task and the day by which the person hears
    /// of it (GDPR art. 12(3)).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_staff: bool,
    /// Added: where the person sees what they have asked the staff, with `GET`, and takes it back, with `DELETE` of
    /// `<asked_at>/<task>`; both with a self-access ticket.
    #[serde(deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Endpoint>,
}

impl OwnChanges {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.correct.is_empty() && self.erase.is_empty() && !self.erase_all && !self.add
    }
}

/// The connector releases only the permitted attributes; without it, all or nothing.
pub const ATTRIBUTE_FILTER: &str = "attribute-filter";
/// The connector may reuse an introspection within a lease.
pub const LEASE: &str = "lease";
/// The connector takes rights requests.
pub const RIGHTS: &str = "rights";
/// The connector answers NGSI-LD.
pub const NGSI_LD: &str = "ngsi-ld";
/// The connector shows people their own data on a self-access ticket.
pub const SELF_ACCESS: &str = "self-access";
/// The connector lets people correct and erase their own data on a self-access ticket, where it shows it to them.
pub const SELF_CHANGE: &str = "self-change";
/// The connector links people to its source, and says which ways it accepts.
pub const LINKS: &str = "links";

impl ConnectorMetadata {
    /// Reads a connector's metadata.
    pub fn from_json(body: &[u8]) -> Result<Self, MetadataError> {
        let metadata: Self = json::from_slice(body, Limits::DOCUMENT)?;
        match &metadata.connector_key {
            Some(key) if key.kid.is_none() => Err(MetadataError::NoKid),
            _ => Ok(metadata),
        }
    }

    /// Refuses metadata of another connector than was looked for.
    pub fn expect(self, connector: &ConnectorUuid) -> Result<Self, MetadataError> {
        if self.connector_uuid == *connector {
            return Ok(self);
        }
        Err(MetadataError::OtherParty {
            expected: connector.to_string(),
            found: self.connector_uuid.to_string(),
        })
    }

    /// It has this capability, for example [`ATTRIBUTE_FILTER`].
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities
            .iter()
            .any(|one| one.as_str() == capability)
    }

    /// Writes the document.
    pub fn to_json(&self) -> Result<Vec<u8>, MetadataError> {
        Ok(serde_json::to_vec(self).map_err(JsonError::from)?)
    }
}

fn one_or_several<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<SharedConnectors>, D::Error> {
    let entries = match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Array(entries) => entries,
        serde_json::Value::Null => Vec::new(),
        entry => vec![entry],
    };
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}
