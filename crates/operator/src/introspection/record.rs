//! What the log keeps of an introspection: who asked about which permission and what was answered, never a
//! value (evidence.md).
use std::collections::BTreeMap;

use protocol::introspection::Active;
use serde::Serialize;
use storage::log::LogEntry;
use storage::operator::introspection::Standing;

use super::Refused;
use crate::Result;
use crate::journal::{self, About, Kind};
use crate::sources::known::Source;

/// The record. Its members stand in the order of their names: written as it is, it is canonical JSON.
#[derive(Serialize)]
struct Record<'a> {
    access_item: &'a str,
    active: bool,
    arrangement: &'a str,
    at: i64,
    connector: &'a str,
    datasets: BTreeMap<&'a str, Vec<&'a str>>,
    epoch: i64,
    identifier_types: Vec<&'a str>,
    purpose: &'a str,
    reason: &'a str,
    service: &'a str,
    version: i64,
}

/// The entry for an answer.
pub(super) fn entry(
    source: &Source,
    standing: &Standing,
    item: &str,
    answer: &Result<Active, Refused>,
    at: i64,
) -> Result<LogEntry> {
    let permission = answer
        .as_ref()
        .ok()
        .and_then(|active| active.permission.as_ref());
    let datasets = permission
        .map(|permission| &permission.datasets)
        .into_iter()
        .flatten();
    let record = Record {
        access_item: item,
        active: answer.is_ok(),
        arrangement: &standing.arrangement_id,
        at,
        connector: source.uuid.as_str(),
        datasets: datasets
            .map(|(id, names)| (id.as_str(), names.iter().map(AsRef::as_ref).collect()))
            .collect(),
        epoch: standing.epoch,
        identifier_types: answer
            .as_ref()
            .map(|active| {
                active
                    .identifiers
                    .iter()
                    .map(|one| one.id_type.as_str())
                    .collect()
            })
            .unwrap_or_default(),
        purpose: permission.map_or("", |permission| permission.purpose.as_str()),
        reason: answer
            .as_ref()
            .err()
            .map_or("", |refused| refused.refusal.code()),
        service: &standing.service_id,
        version: standing.version,
    };
    let text =
        serde_json::to_vec(&record).map_err(|error| crate::Error::Internal(error.to_string()))?;
    debug_assert_eq!(Some(&text), evidence::canonical_json(&record).ok().as_ref());
    let about = About {
        party: Some(source.uuid.as_str()),
        subject: Some(&standing.account_id),
    };
    journal::salted(Kind::Introspection, at, about, &crate::random::salt(), text)
}
