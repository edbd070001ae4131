//! Obtaining a request ticket (§5.3.1): `POST {request_ticket_endpoint}`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    ids::LegId,
    json::{self, JsonError, Limits},
    url::Audience,
};

/// What a service sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The permission's leg id between operator and service.
    pub permission: LegId,
    /// The connector's route that the ticket is for.
    pub audience: Audience,
}

impl Request {
    /// Reads a request body.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }
}

/// What the operator answers. The ticket is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The signed ticket.
    pub request_ticket: String,
    /// Its life, in seconds.
    pub expires_in: i64,
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
            .finish_non_exhaustive()
    }
}
