//! The registry's public log: who joined, who left, which rulebook was in force, in full.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::log::LogEntry;

/// The name of the registry's log in its database.
pub(crate) const LOG: &str = "registry";

/// An entry; `party` is the group or operator it concerns. `at` in microseconds since the epoch.
pub(crate) fn entry(kind: &str, party: &str, what: &impl Serialize, at: i64) -> LogEntry {
    let record = json!({"kind": kind, "at": at, "what": what}).to_string();
    LogEntry {
        log: LOG.to_owned(),
        at,
        kind: kind.to_owned(),
        party: Some(party.to_owned()),
        subject: None,
        salt: None,
        leaf: Sha256::digest(record.as_bytes()).into(),
        record: Some(record),
    }
}
