//! The outcome of a request (§5.6.1): the connector completes the operator's log entry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccessItemId, AttributeName, DatasetId},
    json::{self, JsonError, Limits},
    ndjson,
    problem::ProblemName,
};

/// How far a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Source and service were answered; nothing more will come.
    Completed,
}

/// How far the source's staff are with a change that its system cannot make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state")]
pub enum ByStaff {
    /// They have it; another outcome for the same entry says what came of it.
    Waiting {
        /// When they have it done by, in unix seconds (GDPR art. 12(3)).
        until: i64,
    },
    /// They have made the change.
    Done,
    /// They have refused, and `additional_info` says why (GDPR art. 12(4)).
    Refused {
        /// Added: nobody refused, for the person has taken back what they asked.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        taken_back: bool,
    },
}

/// What came of one request, sent with `PATCH {access_item_endpoint}/{access_item_uuid}`.
/// Sending it twice is the same as once; only after [`ByStaff::Waiting`] another one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Data was released.
    pub success: bool,
    /// How far it came.
    pub status: Status,
    /// Why not, or what else the source's side wants known; nothing about the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_info: Option<String>,
    /// Added: the attributes that were released, by dataset. Names, never values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub released: BTreeMap<DatasetId, Vec<AttributeName>>,
    /// Added: the attributes of records that the person added by themselves, or wanted to where it did not succeed. Names,
    /// never values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub added: BTreeMap<DatasetId, Vec<AttributeName>>,
    /// Added: the attributes that the person corrected by themselves, or wanted to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub corrected: BTreeMap<DatasetId, Vec<AttributeName>>,
    /// Added: the attributes that the person erased by themselves, or wanted to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub erased: BTreeMap<DatasetId, Vec<AttributeName>>,
    /// Added: how far the source's staff are, where its system cannot make the change that the person asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<ByStaff>,
    /// Added: how many records were released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// Added: where the connector's own log has this (§5.6.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_index: Option<u64>,
}

impl Outcome {
    /// Data was released.
    pub fn released(
        released: BTreeMap<DatasetId, Vec<AttributeName>>,
        records: u64,
        log_index: u64,
    ) -> Self {
        Self {
            success: true,
            status: Status::Completed,
            additional_info: None,
            released,
            added: BTreeMap::new(),
            corrected: BTreeMap::new(),
            erased: BTreeMap::new(),
            staff: None,
            records: Some(records),
            log_index: Some(log_index),
        }
    }

    /// Nothing was released, for this reason.
    pub fn refused(reason: ProblemName, log_index: Option<u64>) -> Self {
        Self {
            success: false,
            status: Status::Completed,
            additional_info: Some(reason.as_str().to_owned()),
            released: BTreeMap::new(),
            added: BTreeMap::new(),
            corrected: BTreeMap::new(),
            erased: BTreeMap::new(),
            staff: None,
            records: Some(0),
            log_index,
        }
    }

    /// Reads the body of a `PATCH`.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }

    /// Writes the body of a `PATCH`.
    pub fn to_json(&self) -> Result<Vec<u8>, JsonError> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// One line of a batch, sent with `POST {access_item_endpoint}` as NDJSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLine {
    /// The log entry. Of a release under a lease: the connector's own new id, under which the
    /// operator makes an entry like the one that the lease came from; the same id again changes
    /// nothing.
    pub access_item_uuid: AccessItemId,
    /// Of a release under a lease: the introspection whose answer was used again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_of: Option<AccessItemId>,
    /// Of a release under a lease: when it was, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl BatchLine {
    /// Reads one line, without or with its line end.
    pub fn from_line(line: &[u8]) -> Result<Self, JsonError> {
        ndjson::from_line(line)
    }

    /// Writes one line with its line end.
    pub fn to_line(&self) -> Result<Vec<u8>, JsonError> {
        ndjson::to_line(self)
    }
}

/// The answer to one line of a batch, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The line, from 1.
    pub line: u64,
    /// 200, or the status of the problem.
    pub status: u16,
    /// The log entry, when the line could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_item_uuid: Option<AccessItemId>,
    /// What is wrong with the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<crate::problem::ProblemDetails>,
}

impl BatchAnswer {
    /// Reads one line, without or with its line end.
    pub fn from_line(line: &[u8]) -> Result<Self, JsonError> {
        ndjson::from_line(line)
    }

    /// Writes one line with its line end.
    pub fn to_line(&self) -> Result<Vec<u8>, JsonError> {
        ndjson::to_line(self)
    }
}
