//! The sources of the trust groups: what the connectors that active members share (MIM4 §5.9) say that they offer, gathered
//! so that people and services search all of them in one place. Restricted connectors (MIM4 §5.10) are never among them.

pub(crate) mod api;
pub(crate) mod dcat;
pub(crate) mod harvest;
pub(crate) mod pages;
mod shelf;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use permission::Dataset;
use protocol::metadata::ConnectorMetadata;
use serde::Serialize;
use storage::Database;
use storage::registry::sources::{SourceRow, Sources as _};

pub(crate) use self::shelf::Shelf;
use crate::{Error, Result};

/// The setting that has another value after each change of what is found.
const STAMP: &str = "registry.sources";

/// Who shares a source, and through which group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Share {
    /// The trust group.
    pub(crate) trust_group_uuid: String,
    /// What it is called.
    pub(crate) trust_group: String,
    /// The operator.
    pub(crate) operator_uuid: String,
    /// What it is called.
    pub(crate) operator: String,
}

/// A connector that is found.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) metadata: ConnectorMetadata,
    pub(crate) datasets: Vec<Dataset>,
    pub(crate) shares: Vec<Share>,
    /// When it was last read, in microseconds since the epoch.
    pub(crate) read_at: i64,
    /// Since when it cannot be read, where that is so.
    pub(crate) silent_since: Option<i64>,
}

impl Source {
    /// Whether somebody shares it in this group; in any, where that is empty.
    pub(crate) fn is_in(&self, group: &str) -> bool {
        let mut shares = self.shares.iter();
        group.is_empty() || shares.any(|share| share.trust_group_uuid == group)
    }

    fn read(row: SourceRow, shares: Vec<Share>) -> Result<Option<Self>> {
        let (Some(metadata), Some(datasets), Some(read_at)) =
            (row.metadata, row.datasets, row.read_at)
        else {
            return Ok(None);
        };
        let broken = |error: serde_json::Error| {
            Error::Invalid(format!("stored source `{}`: {error}", row.base_url))
        };
        Ok(Some(Self {
            metadata: serde_json::from_str(&metadata).map_err(broken)?,
            datasets: serde_json::from_str(&datasets).map_err(broken)?,
            shares,
            read_at,
            silent_since: row.failing_since,
        }))
    }
}

/// Whether a source that could not be read since `away` microseconds is found no longer.
fn is_away(row: &SourceRow, away: i64, now: i64) -> bool {
    row.failing_since.is_some() && row.read_at.is_none_or(|read_at| read_at < now - away)
}

/// What active members share, by the connector's base URL.
async fn shares(database: &Database) -> Result<HashMap<String, Vec<Share>>> {
    let mut shares: HashMap<String, Vec<Share>> = HashMap::new();
    for row in database.source_shares().await? {
        let share = Share {
            trust_group_uuid: row.group_id,
            trust_group: row.group_name,
            operator_uuid: row.operator_uuid,
            operator: row.operator_name,
        };
        shares.entry(row.base_url).or_default().push(share);
    }
    Ok(shares)
}

/// Every source that is found: shared by an active member, and read not longer ago than `away` microseconds.
pub(crate) async fn found(database: &Database, away: i64, now: i64) -> Result<Vec<Arc<Source>>> {
    let mut shares = shares(database).await?;
    let mut held = HashSet::new();
    let mut found = Vec::new();
    for row in database.sources().await? {
        let Some(shares) = shares.remove(&row.base_url) else {
            continue;
        };
        if is_away(&row, away, now) {
            continue;
        }
        let Some(source) = Source::read(row, shares)? else {
            continue;
        };
        // Two processes may have read two connectors of one UUID at the same time: it is that of the first.
        if held.insert(source.metadata.connector_uuid.clone()) {
            found.push(Arc::new(source));
        }
    }
    Ok(found)
}
