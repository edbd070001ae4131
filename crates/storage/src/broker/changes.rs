//! Changes of entities that have not been compared with subscriptions yet, by tenant, sealed: kept with the change itself, gone
//! when what is to be told of it is kept.
use zeroize::Zeroizing;

use super::BrokerStore;
use crate::catalogue::statements;
use crate::vault::DataKey;
use crate::{Result, Table, Unit, params, values};

/// Changes that wait.
pub(crate) static CHANGES: Table = Table {
    name: "broker_changes",
    columns: &["tenant", "id", "created_at", "sealed"],
    key: &["tenant", "id"],
};

statements! {
    WAITING = "SELECT id, sealed FROM broker_changes
        WHERE tenant = $1 AND created_at < $2 ORDER BY created_at, id";
}

/// The field name changes are sealed under.
const FIELD: &str = "broker_changes.sealed";

/// Changes of entities, as they are kept along with what they change.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    /// An id within the tenant.
    pub id: &'a str,
    /// When, in microseconds since the epoch.
    pub created_at: i64,
    /// What was and what is, as JSON.
    pub json: &'a [u8],
}

/// Changes that wait, opened.
#[derive(Clone)]
pub struct WaitingChange {
    /// Their id within the tenant.
    pub id: String,
    /// What was and what is, as JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for WaitingChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaitingChange")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Keeps changes.
pub(super) fn keep_changed(
    unit: &mut Unit,
    key: &DataKey,
    tenant: &str,
    changed: &Changed<'_>,
) -> Result<()> {
    let sealed = key.seal(FIELD, changed.json)?;
    unit.insert(
        &CHANGES,
        values![tenant, changed.id, changed.created_at, sealed],
    );
    Ok(())
}

/// Changes have been compared.
pub(super) fn forget_changed(unit: &mut Unit, tenant: &str, id: &str) {
    unit.delete(&CHANGES, values![tenant, id]);
}

impl BrokerStore {
    /// The changes that were made before a time (microseconds since the epoch) and wait, the oldest first.
    pub async fn changes(&self, tenant: &str, before: i64) -> Result<Vec<WaitingChange>> {
        let rows: Vec<(String, Vec<u8>)> = self
            .database
            .fetch_all(WAITING, params![tenant, before])
            .await?;
        let key = self.key(tenant).await?;
        rows.into_iter()
            .map(|(id, sealed)| {
                Ok(WaitingChange {
                    json: key.unseal(FIELD, &sealed)?,
                    id,
                })
            })
            .collect()
    }
}
