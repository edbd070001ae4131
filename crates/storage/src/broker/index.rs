//! Entities by what some of their attributes say. Values are sealed, so keyed digests of them stand beside the entities.
use std::collections::BTreeSet;

use super::BrokerStore;
use super::entities::{StoredEntity, open};
use crate::catalogue::statements;
use crate::settings::Settings as _;
use crate::vault::DataKeys as _;
use crate::{Result, Table, Unit, params, values};

/// Which entities say what.
pub(crate) static VALUES: Table = Table {
    name: "broker_values",
    columns: &["tenant", "attribute", "digest", "id"],
    key: &["tenant", "attribute", "digest", "id"],
};

statements! {
    BY_VALUE = "SELECT e.id, e.version, e.created_at, e.sealed FROM broker_values v
        JOIN broker_entities e ON e.tenant = v.tenant AND e.id = v.id
        WHERE v.tenant = $1 AND v.attribute = $2 AND v.digest = $3 ORDER BY e.created_at, e.id";
    FORGET = "DELETE FROM broker_values WHERE tenant = $1 AND id = $2";
    FORGET_ALL = "DELETE FROM broker_values";
}

/// The setting that says of which attributes all values are there.
const INDEXED: &str = "broker.indexed";

/// A digest of something that an attribute says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedValue {
    /// The attribute, expanded.
    pub attribute: String,
    /// See [`BrokerStore::digest`].
    pub digest: [u8; 32],
}

impl BrokerStore {
    /// What a text of an attribute (expanded) is found by.
    pub async fn digest(&self, attribute: &str, text: &str) -> Result<[u8; 32]> {
        let domain = format!("broker.{attribute}");
        self.database.blind_index(&domain, text).await
    }

    /// The attributes (expanded) by whose texts entities are found.
    pub async fn indexed(&self) -> Result<BTreeSet<String>> {
        let kept = self.database.setting(INDEXED).await?;
        let names = kept.map(|setting| setting.value).unwrap_or_default();
        Ok(names.split_whitespace().map(str::to_owned).collect())
    }

    /// Says by which attributes entities are found from now on, when all that there is has been put in the index.
    pub async fn set_indexed(&self, attributes: &BTreeSet<String>, now: i64) -> Result<()> {
        let names: Vec<&str> = attributes.iter().map(String::as_str).collect();
        self.database.set(INDEXED, &names.join(" "), now).await
    }

    /// Empties the index.
    pub async fn forget_index(&self, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.set(INDEXED, "", now);
        unit.execute(FORGET_ALL, values![]);
        self.database.commit(unit).await.map(drop)
    }

    /// Puts entities that are there in the index: their ids and what they say.
    pub async fn put_in_index(
        &self,
        tenant: &str,
        entities: &[(String, Vec<IndexedValue>)],
    ) -> Result<()> {
        let mut unit = Unit::new();
        for (id, values) in entities {
            keep_values(&mut unit, tenant, id, values);
        }
        self.database.commit(unit).await.map(drop)
    }

    /// The entities whose attribute says this, in the order of their making.
    pub async fn entities_by_value(
        &self,
        tenant: &str,
        value: &IndexedValue,
    ) -> Result<Vec<StoredEntity>> {
        let rows = self
            .database
            .fetch_all(BY_VALUE, params![tenant, &value.attribute, value.digest])
            .await?;
        let key = self.key(tenant).await?;
        rows.into_iter().map(|row| open(&key, row)).collect()
    }
}

/// Puts one entity in the index.
pub(super) fn keep_values(unit: &mut Unit, tenant: &str, id: &str, values: &[IndexedValue]) {
    for value in values {
        unit.upsert(&VALUES, values![tenant, &value.attribute, value.digest, id]);
    }
}

/// Takes an entity out of the index.
pub(super) fn forget_values(unit: &mut Unit, tenant: &str, id: &str) {
    unit.execute(FORGET, values![tenant, id]);
}
