//! Obtaining a self-access ticket (profile): a person's own browser asks the operator for it, to read the person's
//! own data straight from a connector. The person's session and a proof of the browser's key go with the request.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ids::{ConnectorUuid, DatasetId},
    json::{self, JsonError, Limits},
    url::Endpoint,
};

/// What the browser sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The connector that holds the data.
    pub connector: ConnectorUuid,
    /// Its dataset.
    pub dataset: DatasetId,
}

/// What the operator answers. The ticket is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The signed ticket, bound to the key of the proof.
    pub ticket: String,
    /// Its life, in seconds.
    pub expires_in: i64,
    /// Where the dataset is read with it.
    pub urls: Vec<Endpoint>,
}

impl Response {
    /// Reads an answer.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("expires_in", &self.expires_in)
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}

/// The header of a connector's answer that says how many changes the person has asked its source's staff that wait, or were
/// decided lately: what a page asks about at `asked_at` then.
pub const ASKED_CHANGES: &str = "fiducia-asked-changes";

/// What a person has asked a source's staff to change, as the connector answers at `asked_at`, the latest first.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AskedChanges {
    /// Each.
    pub changes: Vec<AskedChange>,
}

/// What a person has asked in one go. Personal data, and so without `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedChange {
    /// What the source calls it.
    pub task: String,
    /// When (RFC 3339).
    pub asked_at: String,
    /// How far the staff are.
    #[serde(flatten)]
    pub state: Asked,
    /// What attributes were to become, by their paths; null once it is decided, when the source has forgotten it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub correct: BTreeMap<String, Value>,
    /// The paths of attributes that were to be erased.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub erase: BTreeSet<String>,
    /// Whether everything was to be erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erase_all: bool,
}

/// How far a source's staff are with what a person asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Asked {
    /// They have not decided.
    Waiting {
        /// By when they do (RFC 3339; GDPR art. 12(3)).
        until: String,
    },
    /// They have done it.
    Done {
        /// When (RFC 3339).
        decided_at: String,
    },
    /// They have refused.
    Refused {
        /// When (RFC 3339).
        decided_at: String,
        /// Why, in their own words: plain text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}
