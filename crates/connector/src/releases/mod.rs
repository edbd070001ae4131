//! The connector's own log (MIM4 §5.6.2): what was released, to whom, under which permission, and what was refused.
//! Never the values.

pub(crate) mod api;
pub(crate) mod outcomes;

use std::collections::BTreeMap;

use evidence::commitment::{Salt, commit};
use protocol::ids::{AccessItemId, OperatorUuid};
use protocol::problem::ProblemName;
use serde::Serialize;
use storage::Unit;
use storage::connector::releases::ReleaseCount;
use storage::log::LogEntry;

use crate::Result;

/// The name of the connector's log in its database.
pub(crate) const LOG: &str = "connector";

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// What an entry says.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Record {
    /// Microseconds since the epoch.
    pub(crate) at: i64,
    /// The request, as the service was told it.
    pub(crate) request: String,
    /// The operator, where the ticket named a trusted one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    /// The organisation the ticket was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    /// The dataset asked for.
    pub(crate) dataset: String,
    /// The ticket's `jti`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ticket: Option<String>,
    /// What the operator answered (MIM4 §5.6.2): `active`, or its reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) introspection: Option<String>,
    /// The operator's log entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access_item: Option<String>,
    /// The permission's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) permission_version: Option<u64>,
    /// The permitted purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    /// The attributes released.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) released: Vec<String>,
    /// How many records.
    pub(crate) records: u64,
    /// Why nothing was released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<&'static str>,
}

impl Record {
    /// The log entry that commits to this record.
    pub(crate) fn entry(&self) -> Result<LogEntry> {
        let record = evidence::canonical_json(self)?;
        let salt: [u8; 32] = rand::random();
        let leaf = commit(&Salt::new(salt)?, &record);
        Ok(LogEntry {
            log: LOG.to_owned(),
            at: self.at,
            kind: if self.refused.is_some() {
                "refusal"
            } else {
                "release"
            }
            .to_owned(),
            party: self.operator.clone(),
            // The operator's own name for this access: nothing here says who the person is.
            subject: self.access_item.clone(),
            salt: Some(salt.to_vec()),
            record: Some(String::from_utf8_lossy(&record).into_owned()),
            leaf: leaf.0,
        })
    }

    /// Adds the entry, its count, and the report to the operator to a unit.
    pub(crate) fn write(&self, unit: &mut Unit, report: Option<&Report<'_>>) -> Result<()> {
        unit.log(self.entry()?);
        if let (Some(operator), Some(service)) = (&self.operator, &self.service) {
            let count = ReleaseCount {
                operator: operator.clone(),
                service: service.clone(),
                dataset: self.dataset.clone(),
                outcome: self.refused.unwrap_or("released").to_owned(),
                requests: 1,
                records: i64::try_from(self.records).unwrap_or(i64::MAX),
            };
            unit.count_releases(self.at.div_euclid(MICROS_PER_DAY), &count);
        }
        if let Some(report) = report {
            outcomes::enqueue(unit, report, self)?;
        }
        Ok(())
    }
}

/// To whom an outcome is reported.
pub(crate) struct Report<'a> {
    pub(crate) operator: &'a OperatorUuid,
    pub(crate) access_item: &'a AccessItemId,
    /// Where access items are.
    pub(crate) endpoint: &'a str,
    pub(crate) dataset: &'a protocol::ids::DatasetId,
    pub(crate) reason: Option<ProblemName>,
}

/// The attributes released, as an outcome names them.
pub(crate) fn named(
    dataset: &protocol::ids::DatasetId,
    paths: &[String],
) -> BTreeMap<protocol::ids::DatasetId, Vec<protocol::ids::AttributeName>> {
    let names: Vec<_> = paths
        .iter()
        .filter_map(|path| protocol::ids::AttributeName::parse(path).ok())
        .collect();
    if names.is_empty() {
        BTreeMap::new()
    } else {
        BTreeMap::from([(dataset.clone(), names)])
    }
}
