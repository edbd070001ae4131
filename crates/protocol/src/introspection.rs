//! Permission introspection (§5.4): the connector asks whether a ticket is still good.

use std::{collections::BTreeMap, fmt};

use permission::{Assurance, Sha256Hash};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};

use crate::{
    Error, client_assertion,
    form::{self, Form, FormError},
    ids::{AccessItemId, ArrangementId, AttributeName, DatasetId, LegId, TermIri},
    json::{self, JsonError, Limits},
    problem::ProblemName,
};

/// What the connector sends. As JSON the ticket is `request_ticket`; as a form (RFC 7662 §2.1) it is
/// `token`. The connector's `private_key_jwt` goes in the same body (RFC 7521 §4.2).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The ticket as the service showed it.
    pub request_ticket: String,
    /// Added: [`client_assertion::ASSERTION_TYPE`] when an assertion is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// Added: the connector's assertion, under its published key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
    /// Added: the ticket makes a subscription, or made one and a notification is about to be sent. It may have ended; the
    /// permission may not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subscription: bool,
    /// Added: the dataset that is asked about, as the connector describes it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Described>,
}

/// A dataset, and the very description of it that a connector filters by: what it means to permit an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// Which dataset.
    pub id: DatasetId,
    /// SHA-256 of its published description as canonical JSON (RFC 8785).
    pub sha256: Sha256Hash,
}

/// How long after it was issued a ticket may be asked about for the subscription that it made, in seconds: the service
/// shows a new one before.
pub const LONGEST_SUBSCRIPTION: i64 = 30 * 86_400;

impl Request {
    /// A request by a connector that authenticates with `assertion`.
    pub fn new(request_ticket: String, assertion: Option<String>) -> Self {
        Self {
            request_ticket,
            client_assertion_type: assertion
                .as_ref()
                .map(|_| client_assertion::ASSERTION_TYPE.to_owned()),
            client_assertion: assertion,
            subscription: false,
            dataset: None,
        }
    }

    /// Reads a JSON body.
    pub fn from_json(body: &[u8]) -> Result<Self, Error> {
        let request: Self = json::from_slice(body, Limits::DOCUMENT)?;
        request.checked()
    }

    /// Reads a form body; the ticket is `token`, or `request_ticket`.
    pub fn from_form(body: &[u8]) -> Result<Self, Error> {
        let mut form = Form::parse(body)?;
        let request_ticket = match form.take("token") {
            Some(ticket) => ticket,
            None => form
                .take("request_ticket")
                .ok_or(FormError::Missing("token"))?,
        };
        let dataset = match (form.take("dataset_id"), form.take("dataset_sha256")) {
            (None, None) => None,
            (Some(id), Some(sha256)) => Some(Described::of_form(&id, &sha256)?),
            (None, Some(_)) => return Err(FormError::Missing("dataset_id").into()),
            (Some(_), None) => return Err(FormError::Missing("dataset_sha256").into()),
        };
        Self {
            dataset,
            request_ticket,
            client_assertion_type: form.take("client_assertion_type"),
            client_assertion: form.take("client_assertion"),
            subscription: form.take("subscription").as_deref() == Some("true"),
        }
        .checked()
    }

    fn checked(self) -> Result<Self, Error> {
        match (
            &self.client_assertion,
            self.client_assertion_type.as_deref(),
        ) {
            (None, _) | (Some(_), Some(client_assertion::ASSERTION_TYPE)) => Ok(self),
            (Some(_), other) => Err(FormError::Unsupported {
                name: "client_assertion_type",
                value: json::Shown(other.unwrap_or_default()).to_string(),
            }
            .into()),
        }
    }

    /// Writes the JSON body.
    pub fn to_json(&self) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec(self).map_err(JsonError::from)?)
    }

    /// Writes the form body, for operators that have RFC 7662 only.
    pub fn to_form(&self) -> String {
        let assertion = self.client_assertion.as_deref().map(|assertion| {
            [
                ("client_assertion_type", client_assertion::ASSERTION_TYPE),
                ("client_assertion", assertion),
            ]
        });
        let subscription = self.subscription.then_some(("subscription", "true"));
        let sha256 = self.dataset.as_ref().map(|one| one.sha256.to_string());
        let dataset = self.dataset.as_ref().zip(sha256.as_deref());
        let dataset = dataset.map(|(dataset, sha256)| {
            [
                ("dataset_id", dataset.id.as_str()),
                ("dataset_sha256", sha256),
            ]
        });
        form::write(
            [("token", self.request_ticket.as_str())]
                .into_iter()
                .chain(assertion.into_iter().flatten())
                .chain(subscription)
                .chain(dataset.into_iter().flatten()),
        )
    }
}

impl Described {
    fn of_form(id: &str, sha256: &str) -> Result<Self, FormError> {
        let wrong = |name, value| FormError::Unsupported {
            name,
            value: json::Shown(value).to_string(),
        };
        Ok(Self {
            id: DatasetId::parse(id).map_err(|_| wrong("dataset_id", id))?,
            sha256: sha256
                .parse()
                .map_err(|_| wrong("dataset_sha256", sha256))?,
        })
    }
}

/// Tokens are not printed.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// One of the person's identifiers that the connector may use towards the source (§5.4, §5.5).
/// Personal data: `Debug` shows its type alone, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// The value, for example a library card number.
    pub id: String,
    /// What it is, for example `ssn`, `passport_number`, `email`.
    pub id_type: String,
    /// ISO 3166 alpha-3 country of a national issuer; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// When it was verified. §5.4 says "timestamp" and no more: a peer's text is kept, a number
    /// becomes its text. We write RFC 3339.
    #[serde(
        default,
        deserialize_with = "text_or_number",
        skip_serializing_if = "Option::is_none"
    )]
    pub verified: Option<String>,
    /// Added: how surely it is the person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assurance: Option<Assurance>,
    /// Added: the link that gave it, of one that this connector made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<LegId>,
    /// Whatever else an operator says of it, as those of 2021 say whose it is (`first_name`, `id_source`): only gateway files
    /// of the reference connector read it (§6).
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identifier")
            .field("id_type", &self.id_type)
            .field("id", &"(redacted)")
            .finish_non_exhaustive()
    }
}

/// Added to §5.4: what exactly is permitted. A 2021-profile connector ignores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The arrangement, as this connector knows it.
    pub arrangement_id: ArrangementId,
    /// The arrangement's epoch: a higher one ends everything issued under this.
    pub epoch: u64,
    /// The permission's version.
    pub version: u64,
    /// The purpose's IRI (DPV).
    pub purpose: TermIri,
    /// IRIs of permitted operations (DPV).
    #[serde(default)]
    pub processing: Vec<TermIri>,
    /// Permitted attributes by dataset of this connector.
    pub datasets: BTreeMap<DatasetId, Vec<AttributeName>>,
    /// Duties that the release carries along.
    #[serde(default)]
    pub obligations: Vec<String>,
    /// When the permission ends by itself, in unix seconds; absent when it is open-ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<i64>,
}

/// The answer's members as they are on the wire.
#[derive(Serialize, Deserialize)]
struct Members {
    active: bool,
    #[serde(default, deserialize_with = "null_is_empty")]
    reason: String,
    #[serde(default, deserialize_with = "null_is_empty")]
    access_item_uuid: String,
    #[serde(default, deserialize_with = "null_is_none")]
    identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permission: Option<Permission>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lease_seconds: Option<u32>,
    /// Added: the refusal's problem name, for machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason_code: Option<String>,
}

/// The operator's answer: it either lets the connector proceed or says why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// `active: true`.
    Active(Active),
    /// `active: false`; `access_item_uuid` and `identifiers` are empty (§5.4).
    Inactive(Inactive),
}

/// The connector may proceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    /// The operator's log entry for this introspection (§5.6.1).
    pub access_item_uuid: AccessItemId,
    /// The identifiers this source understands.
    pub identifiers: Vec<Identifier>,
    /// Added: what is permitted; absent from a 2021-profile operator.
    pub permission: Option<Permission>,
    /// Added: for how many seconds the answer may be reused; 0 or absent means not at all.
    pub lease_seconds: Option<u32>,
}

/// The connector may not proceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inactive {
    /// Why, for people; names nothing about the person.
    pub reason: String,
    /// Added: why, for machines, when it is one of ours.
    pub reason_code: Option<ProblemName>,
}

impl Response {
    /// Reads an operator's answer. An answer that is active but names no access item is refused:
    /// its outcome could never be recorded (§5.6.1).
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        let members: Members = json::from_slice(body, Limits::DOCUMENT)?;
        if !members.active {
            return Ok(Self::Inactive(Inactive {
                reason: members.reason,
                reason_code: members
                    .reason_code
                    .and_then(|code| ProblemName::parse(&code)),
            }));
        }
        let access_item_uuid = AccessItemId::parse(&members.access_item_uuid)
            .map_err(|error| JsonError::Malformed(format!("access_item_uuid: {error}")))?;
        Ok(Self::Active(Active {
            access_item_uuid,
            identifiers: members.identifiers,
            permission: members.permission,
            lease_seconds: members.lease_seconds,
        }))
    }

    /// Writes the answer, with all four elements of §5.4 in either case.
    pub fn to_json(&self) -> Result<Vec<u8>, JsonError> {
        let members = match self {
            Self::Active(active) => Members {
                active: true,
                reason: String::new(),
                access_item_uuid: active.access_item_uuid.to_string(),
                identifiers: active.identifiers.clone(),
                permission: active.permission.clone(),
                lease_seconds: active.lease_seconds,
                reason_code: None,
            },
            Self::Inactive(inactive) => Members {
                active: false,
                reason: inactive.reason.clone(),
                access_item_uuid: String::new(),
                identifiers: Vec::new(),
                permission: None,
                lease_seconds: None,
                reason_code: inactive.reason_code.map(|name| name.as_str().to_owned()),
            },
        };
        Ok(serde_json::to_vec(&members)?)
    }
}

fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn null_is_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Identifier>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Null => Ok(None),
        serde_json::Value::String(text) => Ok(Some(text)),
        serde_json::Value::Number(number) => Ok(Some(number.to_string())),
        _ => Err(D::Error::custom("`verified` is neither text nor number")),
    }
}
