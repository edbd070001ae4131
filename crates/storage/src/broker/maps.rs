//! Entity maps by tenant and id, sealed, until they end.
use zeroize::Zeroizing;

use super::BrokerStore;
use crate::catalogue::statements;
use crate::{Result, Table, Unit, params, values};

/// Entity maps.
pub(crate) static MAPS: Table = Table {
    name: "broker_maps",
    columns: &["tenant", "id", "expires_at", "entities", "sealed"],
    key: &["tenant", "id"],
};

statements! {
    GET = "SELECT id, expires_at, entities, sealed FROM broker_maps
        WHERE tenant = $1 AND id = $2 AND expires_at > $3";
    SIZES = "SELECT id, entities FROM broker_maps
        WHERE tenant = $1 AND expires_at > $2 ORDER BY expires_at DESC, id";
    DELETE = "DELETE FROM broker_maps WHERE tenant = $1 AND id = $2 AND expires_at > $3";
    DELETE_ENDED = "DELETE FROM broker_maps WHERE tenant = $1 AND expires_at <= $2";
}

/// The field name maps are sealed under.
const FIELD: &str = "broker_maps.sealed";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    expires_at: i64,
    entities: i64,
    sealed: Vec<u8>,
}

/// An entity map opened. Times are microseconds since the epoch.
#[derive(Clone)]
pub struct StoredMap {
    /// Its id.
    pub id: String,
    /// When it ends.
    pub expires_at: i64,
    /// How many entities it names.
    pub entities: i64,
    /// Its JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for StoredMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredMap")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl BrokerStore {
    /// A map that has not ended.
    pub async fn map(&self, tenant: &str, id: &str, now: i64) -> Result<Option<StoredMap>> {
        let row: Option<Row> = self
            .database
            .fetch_optional(GET, params![tenant, id, now])
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(Some(StoredMap {
            json: self.key(tenant).await?.unseal(FIELD, &row.sealed)?,
            id: row.id,
            expires_at: row.expires_at,
            entities: row.entities,
        }))
    }

    /// Keeps a map; one with the same id is replaced. Maps that have ended go, and of the others those that end first, until
    /// all of the tenant name `max_entities` at most.
    pub async fn put_map(
        &self,
        tenant: &str,
        map: &StoredMap,
        now: i64,
        max_entities: i64,
    ) -> Result<()> {
        let sizes: Vec<(String, i64)> =
            self.database.fetch_all(SIZES, params![tenant, now]).await?;
        let sealed = self.key(tenant).await?.seal(FIELD, &map.json)?;
        let mut unit = Unit::new();
        unit.execute(DELETE_ENDED, values![tenant, now]);
        let mut sum = map.entities;
        for (id, entities) in sizes.iter().filter(|(id, _)| *id != map.id) {
            sum = sum.saturating_add(*entities);
            if sum > max_entities {
                unit.delete(&MAPS, values![tenant, id]);
            }
        }
        unit.upsert(
            &MAPS,
            values![tenant, &map.id, map.expires_at, map.entities, sealed],
        );
        self.database.commit(unit).await.map(drop)
    }

    /// Deletes a map; gives whether it was there and had not ended.
    pub async fn delete_map(&self, tenant: &str, id: &str, now: i64) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(DELETE, values![tenant, id, now]);
        let committed = self.database.commit(unit).await?;
        Ok(committed.rows.iter().sum::<u64>() > 0)
    }
}
