//! A service asks an operator for a person's permission, alone or in batches.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    ids::{IntendedUseId, LegId, PermissionRequestId},
    json::{self, JsonError, Limits},
    ndjson,
    problem::ProblemDetails,
    url::Endpoint,
};

/// Most lines in one batch; a city's largest mailing, and about 30 MB.
pub const MOST_LINES: u64 = 100_000;

/// Whom a request is for, as the service knows it. Personal data: `Debug` shows the kind alone.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Person {
    /// Whoever follows the link.
    #[default]
    None,
    /// What the person logs in with, for example an e-mail address.
    LoginHint(String),
    /// The service's own identifier for a person it has a permission of already.
    PairwiseId(LegId),
}

/// `{"login_hint": …}`, `{"pairwise_id": …}` or `{}`.
#[derive(Default, Serialize, Deserialize)]
struct PersonMembers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    login_hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pairwise_id: Option<LegId>,
}

/// Longest login hint, in bytes: an e-mail address has 254 at most.
const LONGEST_LOGIN_HINT: usize = 320;

impl Serialize for Person {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = PersonMembers::default();
        match self {
            Self::None => {}
            Self::LoginHint(hint) => members.login_hint = Some(hint.clone()),
            Self::PairwiseId(id) => members.pairwise_id = Some(id.clone()),
        }
        members.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Person {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Option::<PersonMembers>::deserialize(deserializer)?.unwrap_or_default();
        match (members.login_hint, members.pairwise_id) {
            (None, None) => Ok(Self::None),
            (Some(hint), None) if (1..=LONGEST_LOGIN_HINT).contains(&hint.len()) => {
                Ok(Self::LoginHint(hint))
            }
            (Some(_), None) => Err(D::Error::custom(format_args!(
                "`login_hint` must have 1 to {LONGEST_LOGIN_HINT} bytes"
            ))),
            (None, Some(id)) => Ok(Self::PairwiseId(id)),
            (Some(_), Some(_)) => Err(D::Error::custom(
                "`person` takes `login_hint` or `pairwise_id`, not both",
            )),
        }
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::LoginHint(_) => "LoginHint(redacted)",
            Self::PairwiseId(_) => "PairwiseId(redacted)",
        })
    }
}

/// `POST /api/v1/permission-requests`, and one line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionRequest {
    /// What the data is wanted for, as registered.
    pub intended_use: IntendedUseId,
    /// Whom it is for.
    #[serde(default)]
    pub person: Person,
    /// Where the person goes back to afterwards; must be registered for the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<Endpoint>,
    /// BCP 47 language the service speaks with the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

impl PermissionRequest {
    /// Reads a request body.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }

    /// Reads one line of a batch, without or with its line end.
    pub fn from_line(line: &[u8]) -> Result<Self, JsonError> {
        ndjson::from_line(line)
    }

    /// Writes one line of a batch with its line end.
    pub fn to_line(&self) -> Result<Vec<u8>, JsonError> {
        ndjson::to_line(self)
    }
}

/// What has become of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestStatus {
    /// The person has not decided.
    Pending,
    /// The person has permitted it, all or some.
    Granted,
    /// The person has declined.
    Declined,
    /// Nobody decided in time.
    Expired,
}

/// `201` to a request, and `200` when it is polled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionRequestState {
    /// The request.
    pub id: PermissionRequestId,
    /// Where to send the person.
    pub url: Endpoint,
    /// What has become of it.
    pub status: RequestStatus,
    /// Once granted: the leg id to ask tickets with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<LegId>,
    /// When an undecided request ends, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// The answer to one line of a batch, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The line, from 1.
    pub line: u64,
    /// 201, or the status of the problem.
    pub status: u16,
    /// The request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission_request: Option<PermissionRequestState>,
    /// What is wrong with the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemDetails>,
}

impl BatchAnswer {
    /// A request was made of line `line`.
    pub fn created(line: u64, permission_request: PermissionRequestState) -> Self {
        Self {
            line,
            status: 201,
            permission_request: Some(permission_request),
            problem: None,
        }
    }

    /// Line `line` was refused.
    pub fn refused(line: u64, problem: ProblemDetails) -> Self {
        Self {
            line,
            status: problem.status,
            permission_request: None,
            problem: Some(problem),
        }
    }

    /// Reads one line, without or with its line end.
    pub fn from_line(line: &[u8]) -> Result<Self, JsonError> {
        ndjson::from_line(line)
    }

    /// Writes one line with its line end.
    pub fn to_line(&self) -> Result<Vec<u8>, JsonError> {
        ndjson::to_line(self)
    }
}
