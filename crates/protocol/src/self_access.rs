//! Obtaining a self-access ticket (profile): a person's own browser asks the operator for it, to read the person's
//! own data straight from a connector. The person's session and a proof of the browser's key go with the request.

use std::fmt;

use serde::{Deserialize, Serialize};

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
