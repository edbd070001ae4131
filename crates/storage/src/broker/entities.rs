//! Entities by tenant and id, sealed; their types stand open.
use zeroize::Zeroizing;

use super::BrokerStore;
use super::changes::{Changed, keep_changed};
use super::history::{Memory, remember};
use super::index::{IndexedValue, forget_values, keep_values};
use crate::catalogue::statements;
use crate::vault::DataKey;
use crate::{Result, Table, Unit, params, values};

/// Tenants that were used.
pub(crate) static TENANTS: Table = Table {
    name: "broker_tenants",
    columns: &["tenant", "created_at"],
    key: &["tenant"],
};

/// Entities.
pub(crate) static ENTITIES: Table = Table {
    name: "broker_entities",
    columns: &["tenant", "id", "version", "created_at", "sealed"],
    key: &["tenant", "id"],
};

/// Types of entities.
pub(crate) static TYPES: Table = Table {
    name: "broker_types",
    columns: &["tenant", "entity_type", "id"],
    key: &["tenant", "entity_type", "id"],
};

statements! {
    ALL_TENANTS = "SELECT tenant FROM broker_tenants ORDER BY tenant";
    TENANT = "SELECT created_at FROM broker_tenants WHERE tenant = $1";
    GET = "SELECT id, version, created_at, sealed FROM broker_entities WHERE tenant = $1 AND id = $2";
    PAGE = "SELECT id, version, created_at, sealed FROM broker_entities
        WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
    PAGE_OF_TYPE = "SELECT e.id, e.version, e.created_at, e.sealed FROM broker_types t
        JOIN broker_entities e ON e.tenant = t.tenant AND e.id = t.id
        WHERE t.tenant = $1 AND t.entity_type = $2 AND (e.created_at, e.id) > ($3, $4)
        ORDER BY e.created_at, e.id LIMIT $5";
    COUNT_OF_TYPE = "SELECT COUNT(*) FROM broker_types WHERE tenant = $1 AND entity_type = $2";
    REPLACE = "UPDATE broker_entities SET version = version + 1, sealed = $4
        WHERE tenant = $1 AND id = $2 AND version = $3";
    DELETE = "DELETE FROM broker_entities WHERE tenant = $1 AND id = $2 AND version = $3";
    DELETE_TYPES = "DELETE FROM broker_types WHERE tenant = $1 AND id = $2";
}

/// The field name entities are sealed under.
const FIELD: &str = "broker_entities.sealed";

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    version: i64,
    created_at: i64,
    sealed: Vec<u8>,
}

/// An entity opened.
#[derive(Clone)]
pub struct StoredEntity {
    /// Its id.
    pub id: String,
    /// What guards the next write.
    pub version: i64,
    /// When it was made, in microseconds since the epoch.
    pub created_at: i64,
    /// Its JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for StoredEntity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredEntity")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// One write of an entity.
#[derive(Debug, Clone, Copy)]
pub enum Write<'a> {
    /// An entity that must not be there yet.
    Create {
        /// Its id.
        id: &'a str,
        /// Its types, expanded.
        types: &'a [String],
        /// What it is found by.
        values: &'a [IndexedValue],
        /// Its JSON.
        json: &'a [u8],
        /// When, in microseconds since the epoch.
        created_at: i64,
    },
    /// An entity that must still have this version.
    Replace {
        /// Its id.
        id: &'a str,
        /// Its version as read.
        version: i64,
        /// Its types, expanded.
        types: &'a [String],
        /// What it is found by.
        values: &'a [IndexedValue],
        /// Its JSON.
        json: &'a [u8],
    },
    /// An entity that must still have this version goes.
    Delete {
        /// Its id.
        id: &'a str,
        /// Its version as read.
        version: i64,
    },
}

impl BrokerStore {
    /// Whether a tenant was ever written to.
    pub async fn tenant_exists(&self, tenant: &str) -> Result<bool> {
        let row: Option<(i64,)> = self
            .database
            .fetch_optional(TENANT, params![tenant])
            .await?;
        Ok(row.is_some())
    }

    /// All tenants that were written to.
    pub async fn tenants(&self) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self.database.fetch_all(ALL_TENANTS, params![]).await?;
        Ok(rows.into_iter().map(|(tenant,)| tenant).collect())
    }

    /// Makes a tenant known.
    pub async fn create_tenant(&self, tenant: &str, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.insert_if_absent(&TENANTS, values![tenant, now]);
        self.database.commit(unit).await.map(drop)
    }

    /// One entity.
    pub async fn entity(&self, tenant: &str, id: &str) -> Result<Option<StoredEntity>> {
        let row: Option<Row> = self
            .database
            .fetch_optional(GET, params![tenant, id])
            .await?;
        let key = self.key(tenant).await?;
        row.map(|row| open(&key, row)).transpose()
    }

    /// Entities in the order of their making, after one, at most `limit`; only those of a type, if one is given.
    pub async fn entities(
        &self,
        tenant: &str,
        entity_type: Option<&str>,
        after: (i64, &str),
        limit: i64,
    ) -> Result<Vec<StoredEntity>> {
        let (at, id) = after;
        let rows: Vec<Row> = match entity_type {
            None => {
                self.database
                    .fetch_all(PAGE, params![tenant, at, id, limit])
                    .await?
            }
            Some(entity_type) => {
                self.database
                    .fetch_all(PAGE_OF_TYPE, params![tenant, entity_type, at, id, limit])
                    .await?
            }
        };
        let key = self.key(tenant).await?;
        rows.into_iter().map(|row| open(&key, row)).collect()
    }

    /// How many entities of a type there are.
    pub async fn count_of_type(&self, tenant: &str, entity_type: &str) -> Result<i64> {
        let (count,): (i64,) = self
            .database
            .fetch_one(COUNT_OF_TYPE, params![tenant, entity_type])
            .await?;
        Ok(count)
    }

    /// Writes entities, what is to be remembered of them, and what is to be compared with subscriptions, all or none.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when one is there that must not be, or has another version.
    pub async fn write(
        &self,
        tenant: &str,
        writes: &[Write<'_>],
        memories: &[Memory],
        changed: Option<Changed<'_>>,
    ) -> Result<()> {
        let key = self.key(tenant).await?;
        let mut unit = Unit::new();
        for write in writes {
            match *write {
                Write::Create {
                    id,
                    types,
                    values,
                    json,
                    created_at,
                } => {
                    let sealed = key.seal(FIELD, json)?;
                    unit.insert_once(&ENTITIES, values![tenant, id, 1, created_at, sealed]);
                    keep_types(&mut unit, tenant, id, types);
                    keep_values(&mut unit, tenant, id, values);
                }
                Write::Replace {
                    id,
                    version,
                    types,
                    values,
                    json,
                } => {
                    let sealed = key.seal(FIELD, json)?;
                    unit.execute(REPLACE, values![tenant, id, version, sealed])
                        .expect_rows(1);
                    unit.execute(DELETE_TYPES, values![tenant, id]);
                    keep_types(&mut unit, tenant, id, types);
                    forget_values(&mut unit, tenant, id);
                    keep_values(&mut unit, tenant, id, values);
                }
                Write::Delete { id, version } => {
                    unit.execute(DELETE, values![tenant, id, version])
                        .expect_rows(1);
                    unit.execute(DELETE_TYPES, values![tenant, id]);
                    forget_values(&mut unit, tenant, id);
                }
            }
        }
        for memory in memories {
            remember(&mut unit, &key, tenant, memory)?;
        }
        if let Some(changed) = &changed {
            keep_changed(&mut unit, &key, tenant, changed)?;
        }
        self.database.commit(unit).await.map(drop)
    }
}

fn keep_types(unit: &mut Unit, tenant: &str, id: &str, types: &[String]) {
    for entity_type in types {
        unit.upsert(&TYPES, values![tenant, entity_type, id]);
    }
}

pub(super) fn open(key: &DataKey, row: Row) -> Result<StoredEntity> {
    Ok(StoredEntity {
        json: key.unseal(FIELD, &row.sealed)?,
        id: row.id,
        version: row.version,
        created_at: row.created_at,
    })
}
