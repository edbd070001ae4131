//! What is remembered of entities: instances of their attributes by time, sealed; names and times stand open.
use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::BrokerStore;
use crate::catalogue::statements;
use crate::vault::DataKey;
use crate::{Result, Table, Unit, params, values};

/// Entities with a history.
pub(crate) static HISTORIES: Table = Table {
    name: "broker_histories",
    columns: &["tenant", "id", "created_at", "modified_at", "deleted_at"],
    key: &["tenant", "id"],
};

/// Types of entities with a history.
pub(crate) static HISTORY_TYPES: Table = Table {
    name: "broker_history_types",
    columns: &["tenant", "entity_type", "id"],
    key: &["tenant", "entity_type", "id"],
};

/// Instances of attributes.
pub(crate) static INSTANCES: Table = Table {
    name: "broker_instances",
    columns: &[
        "tenant",
        "entity",
        "instance",
        "attribute",
        "dataset",
        "moment",
        "observed",
        "created_at",
        "modified_at",
        "deleted_at",
        "sealed",
    ],
    key: &["tenant", "entity", "instance"],
};

/// A page of instances by one of their times.
macro_rules! page {
    ($column:literal, $condition:literal, $sign:literal, $order:literal) => {
        concat!(
            "SELECT instance, attribute, dataset, ",
            $column,
            " AS time, deleted_at, sealed FROM broker_instances WHERE tenant = $1 AND entity = $2 AND ",
            $column,
            " BETWEEN $3 AND $4",
            $condition,
            " AND (",
            $column,
            ", instance) ",
            $sign,
            " ($5, $6) ORDER BY ",
            $column,
            " ",
            $order,
            ", instance ",
            $order,
            " LIMIT $7"
        )
    };
}

statements! {
    HEAD = "SELECT id, created_at, modified_at, deleted_at FROM broker_histories WHERE tenant = $1 AND id = $2";
    HEADS = "SELECT id, created_at, modified_at, deleted_at FROM broker_histories
        WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3";
    HEADS_OF_TYPE = "SELECT h.id, h.created_at, h.modified_at, h.deleted_at FROM broker_history_types t
        JOIN broker_histories h ON h.tenant = t.tenant AND h.id = t.id
        WHERE t.tenant = $1 AND t.entity_type = $2 AND t.id > $3 ORDER BY t.id LIMIT $4";
    TYPES_OF = "SELECT entity_type FROM broker_history_types WHERE tenant = $1 AND id = $2 ORDER BY entity_type";
    TOUCH = "UPDATE broker_histories SET modified_at = $3, deleted_at = $4 WHERE tenant = $1 AND id = $2";
    MODIFIED = "UPDATE broker_histories SET modified_at = $3 WHERE tenant = $1 AND id = $2";
    /// Something gives way at this time, or may.
    GIVES_WAY = "UPDATE broker_histories SET oldest = $3
        WHERE tenant = $1 AND id = $2 AND (oldest IS NULL OR oldest > $3)";
    OVER = "SELECT tenant, id FROM broker_histories WHERE oldest <= $1 ORDER BY oldest LIMIT $2";
    /// Instances that gave way to a later one of the same attribute and dataset, those that say a deletion, and all of an
    /// entity that was deleted. An instance gives way when both have been written: what is told of long ago stays as long as
    /// what is told of today.
    FORGET_OVER = "DELETE FROM broker_instances WHERE tenant = $1 AND entity = $2 AND instance IN (
        SELECT i.instance FROM broker_instances i
        WHERE i.tenant = $1 AND i.entity = $2 AND i.modified_at <= $3 AND (
            i.deleted_at IS NOT NULL
            OR EXISTS (SELECT 1 FROM broker_histories h WHERE h.tenant = $1 AND h.id = $2 AND h.deleted_at <= $3)
            OR EXISTS (SELECT 1 FROM broker_instances n WHERE n.tenant = i.tenant AND n.entity = i.entity
                AND n.attribute = i.attribute AND n.dataset = i.dataset AND n.modified_at <= $3
                AND (n.moment, n.instance) > (i.moment, i.instance)))
        ORDER BY i.modified_at, i.instance LIMIT $4)";
    /// The first time at which something that is still there gave way: of two instances one does when the second is written,
    /// whichever is the later; of an entity that was deleted every one does.
    SETTLE = "UPDATE broker_histories SET oldest = (SELECT MIN(at) FROM (
        SELECT (SELECT n.modified_at FROM broker_instances n
            WHERE n.tenant = $1 AND n.entity = $2 AND (
                n.deleted_at IS NOT NULL
                OR EXISTS (SELECT 1 FROM broker_instances p WHERE p.tenant = n.tenant AND p.entity = n.entity
                    AND p.attribute = n.attribute AND p.dataset = n.dataset
                    AND (p.modified_at, p.instance) < (n.modified_at, n.instance)))
            ORDER BY n.modified_at, n.instance LIMIT 1) AS at
        UNION ALL SELECT CASE WHEN first > deleted_at THEN first ELSE deleted_at END FROM (
            SELECT h.deleted_at, (SELECT MIN(i.modified_at) FROM broker_instances i
                WHERE i.tenant = h.tenant AND i.entity = h.id) AS first
            FROM broker_histories h WHERE h.tenant = $1 AND h.id = $2) whole WHERE deleted_at IS NOT NULL) times)
        WHERE tenant = $1 AND id = $2";
    FORGET_HEAD = "DELETE FROM broker_histories WHERE tenant = $1 AND id = $2 AND deleted_at <= $3
        AND NOT EXISTS (SELECT 1 FROM broker_instances i WHERE i.tenant = $1 AND i.entity = $2)";
    FORGET_TYPES = "DELETE FROM broker_history_types WHERE tenant = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM broker_histories h WHERE h.tenant = $1 AND h.id = $2)";
    DELETE_HEAD = "DELETE FROM broker_histories WHERE tenant = $1 AND id = $2";
    DELETE_TYPES = "DELETE FROM broker_history_types WHERE tenant = $1 AND id = $2";
    DELETE_ALL = "DELETE FROM broker_instances WHERE tenant = $1 AND entity = $2";
    DELETE_ATTRIBUTE = "DELETE FROM broker_instances WHERE tenant = $1 AND entity = $2 AND attribute = $3";
    DELETE_DATASET = "DELETE FROM broker_instances
        WHERE tenant = $1 AND entity = $2 AND attribute = $3 AND dataset = $4";
    DELETE_OBSERVED = "DELETE FROM broker_instances
        WHERE tenant = $1 AND entity = $2 AND attribute = $3 AND dataset = $4 AND moment = $5 AND observed = 1";
    DELETE_INSTANCE = "DELETE FROM broker_instances
        WHERE tenant = $1 AND entity = $2 AND instance = $3 AND attribute = $4";
    INSTANCE = "SELECT instance, attribute, dataset, moment AS time, deleted_at, sealed FROM broker_instances
        WHERE tenant = $1 AND entity = $2 AND instance = $3 AND attribute = $4";
    REPLACE = "UPDATE broker_instances SET dataset = $4, moment = $5, observed = $6, modified_at = $7, sealed = $8
        WHERE tenant = $1 AND entity = $2 AND instance = $3";
    OF_ATTRIBUTE = "SELECT instance, attribute, dataset, moment AS time, deleted_at, sealed FROM broker_instances
        WHERE tenant = $1 AND entity = $2 AND attribute = $3 ORDER BY moment, instance LIMIT $4";
    ATTRIBUTES = "SELECT DISTINCT attribute FROM broker_instances
        WHERE tenant = $1 AND entity = $2 ORDER BY attribute";
    BY_MOMENT = page!("moment", "", ">", "ASC");
    BY_MOMENT_BACK = page!("moment", "", "<", "DESC");
    BY_OBSERVED = page!("moment", " AND observed = 1", ">", "ASC");
    BY_OBSERVED_BACK = page!("moment", " AND observed = 1", "<", "DESC");
    BY_CREATED = page!("created_at", "", ">", "ASC");
    BY_CREATED_BACK = page!("created_at", "", "<", "DESC");
    BY_MODIFIED = page!("modified_at", "", ">", "ASC");
    BY_MODIFIED_BACK = page!("modified_at", "", "<", "DESC");
    BY_DELETED = page!("deleted_at", "", ">", "ASC");
    BY_DELETED_BACK = page!("deleted_at", "", "<", "DESC");
}

/// The field name instances are sealed under.
const FIELD: &str = "broker_instances.sealed";

/// An entity that has a history; times in microseconds since the epoch.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// When its history began.
    pub created_at: i64,
    /// When something was last added or changed.
    pub modified_at: i64,
    /// When the entity was deleted, if it was.
    pub deleted_at: Option<i64>,
}

/// An instance of an attribute as it lies there; [`BrokerStore::open_instance`] opens it.
#[derive(Clone, sqlx::FromRow)]
pub struct SealedInstance {
    /// Its id.
    pub instance: String,
    /// The attribute, expanded.
    pub attribute: String,
    /// Its dataset; empty for the default one.
    pub dataset: String,
    /// The time it was found by, in microseconds since the epoch.
    pub time: i64,
    /// When it was deleted, for an instance that says so.
    pub deleted_at: Option<i64>,
    sealed: Vec<u8>,
}

impl std::fmt::Debug for SealedInstance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SealedInstance")
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

/// An instance to be remembered; times in microseconds since the epoch.
#[derive(Clone)]
pub struct NewInstance {
    /// Its id, which nothing else has.
    pub instance: String,
    /// The attribute, expanded.
    pub attribute: String,
    /// Its dataset; empty for the default one.
    pub dataset: String,
    /// When it was observed, if that is known.
    pub observed_at: Option<i64>,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed.
    pub modified_at: i64,
    /// When it was deleted, for an instance that says so.
    pub deleted_at: Option<i64>,
    /// Its JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl NewInstance {
    /// When it was observed, or else modified.
    fn moment(&self) -> i64 {
        self.observed_at.unwrap_or(self.modified_at)
    }
}

impl std::fmt::Debug for NewInstance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewInstance")
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

/// What is to be remembered of one entity.
#[derive(Debug, Clone)]
pub struct Memory {
    /// The entity.
    pub id: String,
    /// Types that it has, expanded; those it had stay.
    pub types: Vec<String>,
    /// Now, in microseconds since the epoch.
    pub at: i64,
    /// Whether the entity is deleted.
    pub is_deleted: bool,
    /// Instances more.
    pub instances: Vec<NewInstance>,
}

/// Which time instances are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// When they were observed, or else modified.
    Moment,
    /// When they were observed; those of which that is not known are left out.
    Observed,
    /// When they were made.
    Created,
    /// When they last changed.
    Modified,
    /// When they were deleted; only those that say a deletion.
    Deleted,
}

/// Instances of one entity within a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Which time is meant.
    pub by: By,
    /// From when to when, in microseconds since the epoch.
    pub range: RangeInclusive<i64>,
    /// The latest first.
    pub is_backward: bool,
}

impl Span {
    fn statement(&self) -> &'static str {
        match (self.by, self.is_backward) {
            (By::Moment, false) => BY_MOMENT,
            (By::Moment, true) => BY_MOMENT_BACK,
            (By::Observed, false) => BY_OBSERVED,
            (By::Observed, true) => BY_OBSERVED_BACK,
            (By::Created, false) => BY_CREATED,
            (By::Created, true) => BY_CREATED_BACK,
            (By::Modified, false) => BY_MODIFIED,
            (By::Modified, true) => BY_MODIFIED_BACK,
            (By::Deleted, false) => BY_DELETED,
            (By::Deleted, true) => BY_DELETED_BACK,
        }
    }

    /// What comes before the first page.
    fn edge(&self) -> (i64, &'static str) {
        if self.is_backward {
            (self.range.end().saturating_add(1), "")
        } else {
            (*self.range.start(), "")
        }
    }
}

/// Which instances of an attribute are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instances<'a> {
    /// All.
    All,
    /// Those of a dataset; the empty name is the default one.
    Dataset(&'a str),
    /// One, by its id.
    One(&'a str),
}

/// Adds what is to be remembered to a unit.
pub(super) fn remember(
    unit: &mut Unit,
    key: &DataKey,
    tenant: &str,
    memory: &Memory,
) -> Result<()> {
    let Memory { id, at, .. } = memory;
    let deleted_at = memory.is_deleted.then_some(*at);
    unit.insert_if_absent(&HISTORIES, values![tenant, id, *at, *at, deleted_at]);
    unit.execute(TOUCH, values![tenant, id, *at, deleted_at]);
    add(unit, key, tenant, memory)
}

fn add(unit: &mut Unit, key: &DataKey, tenant: &str, memory: &Memory) -> Result<()> {
    let written = memory.instances.iter().map(|one| one.modified_at);
    let ends = memory.is_deleted.then_some(memory.at);
    if let Some(oldest) = written.chain(ends).min() {
        unit.execute(GIVES_WAY, values![tenant, &memory.id, oldest]);
    }
    for entity_type in &memory.types {
        unit.insert_if_absent(&HISTORY_TYPES, values![tenant, entity_type, &memory.id]);
    }
    for one in &memory.instances {
        let sealed = key.seal(FIELD, &one.json)?;
        unit.insert(
            &INSTANCES,
            values![
                tenant,
                &memory.id,
                &one.instance,
                &one.attribute,
                &one.dataset,
                one.moment(),
                one.observed_at.is_some(),
                one.created_at,
                one.modified_at,
                one.deleted_at,
                sealed,
            ],
        );
    }
    Ok(())
}

impl BrokerStore {
    /// Remembers something of an entity that need not be there; gives whether its history begins with it. It takes the
    /// place of what was observed of the same dataset of an attribute at the same time.
    pub async fn remember(&self, tenant: &str, memory: &Memory) -> Result<bool> {
        let key = self.key(tenant).await?;
        let mut unit = Unit::new();
        let (id, at) = (&memory.id, memory.at);
        unit.insert_or_ignore(&HISTORIES, values![tenant, id, at, at, None::<i64>]);
        unit.execute(MODIFIED, values![tenant, id, at]);
        for one in &memory.instances {
            if let Some(observed_at) = one.observed_at {
                let (attribute, dataset) = (&one.attribute, &one.dataset);
                unit.execute(
                    DELETE_OBSERVED,
                    values![tenant, id, attribute, dataset, observed_at],
                );
            }
        }
        add(&mut unit, &key, tenant, memory)?;
        let committed = self.database.commit(unit).await?;
        Ok(committed.taken.first().copied().unwrap_or(false))
    }

    /// An entity's history.
    pub async fn history(&self, tenant: &str, id: &str) -> Result<Option<Head>> {
        self.database
            .fetch_optional(HEAD, params![tenant, id])
            .await
    }

    /// Entities with a history, by id, after one, at most `limit`; only those that have had a type, if one is given.
    pub async fn histories(
        &self,
        tenant: &str,
        entity_type: Option<&str>,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Head>> {
        match entity_type {
            None => {
                self.database
                    .fetch_all(HEADS, params![tenant, after, limit])
                    .await
            }
            Some(entity_type) => {
                self.database
                    .fetch_all(HEADS_OF_TYPE, params![tenant, entity_type, after, limit])
                    .await
            }
        }
    }

    /// The types that an entity has had.
    pub async fn history_types(&self, tenant: &str, id: &str) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self
            .database
            .fetch_all(TYPES_OF, params![tenant, id])
            .await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// The attributes of which something is remembered.
    pub async fn history_attributes(&self, tenant: &str, id: &str) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self
            .database
            .fetch_all(ATTRIBUTES, params![tenant, id])
            .await?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Instances of an entity within a time, after one, at most `limit`.
    pub async fn instances(
        &self,
        tenant: &str,
        id: &str,
        span: &Span,
        after: Option<&SealedInstance>,
        limit: i64,
    ) -> Result<Vec<SealedInstance>> {
        let (time, instance) =
            after.map_or_else(|| span.edge(), |last| (last.time, last.instance.as_str()));
        let (start, end) = (*span.range.start(), *span.range.end());
        self.database
            .fetch_all(
                span.statement(),
                params![tenant, id, start, end, time, instance, limit],
            )
            .await
    }

    /// Instances of one attribute, the earliest first, at most `limit`.
    pub async fn instances_of(
        &self,
        tenant: &str,
        id: &str,
        attribute: &str,
        limit: i64,
    ) -> Result<Vec<SealedInstance>> {
        self.database
            .fetch_all(OF_ATTRIBUTE, params![tenant, id, attribute, limit])
            .await
    }

    /// One instance.
    pub async fn instance(
        &self,
        tenant: &str,
        id: &str,
        attribute: &str,
        instance: &str,
    ) -> Result<Option<SealedInstance>> {
        self.database
            .fetch_optional(INSTANCE, params![tenant, id, instance, attribute])
            .await
    }

    /// The JSON of an instance; wiped when dropped.
    pub async fn open_instance(
        &self,
        tenant: &str,
        instance: &SealedInstance,
    ) -> Result<Zeroizing<Vec<u8>>> {
        self.key(tenant).await?.unseal(FIELD, &instance.sealed)
    }

    /// Gives an instance another content; when it was made and whether it says a deletion stay.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when it is not there.
    pub async fn replace_instance(&self, tenant: &str, id: &str, new: &NewInstance) -> Result<()> {
        let sealed = self.key(tenant).await?.seal(FIELD, &new.json)?;
        let mut unit = Unit::new();
        unit.execute(
            REPLACE,
            values![
                tenant,
                id,
                &new.instance,
                &new.dataset,
                new.moment(),
                new.observed_at.is_some(),
                new.modified_at,
                sealed,
            ],
        )
        .expect_rows(1);
        unit.execute(MODIFIED, values![tenant, id, new.modified_at]);
        unit.execute(GIVES_WAY, values![tenant, id, new.modified_at]);
        self.database.commit(unit).await.map(drop)
    }

    /// Forgets instances of an attribute; gives how many there were.
    pub async fn forget_instances(
        &self,
        tenant: &str,
        id: &str,
        attribute: &str,
        which: Instances<'_>,
        now: i64,
    ) -> Result<u64> {
        let mut unit = Unit::new();
        match which {
            Instances::All => unit.execute(DELETE_ATTRIBUTE, values![tenant, id, attribute]),
            Instances::Dataset(name) => {
                unit.execute(DELETE_DATASET, values![tenant, id, attribute, name])
            }
            Instances::One(one) => {
                unit.execute(DELETE_INSTANCE, values![tenant, id, one, attribute])
            }
        };
        unit.execute(MODIFIED, values![tenant, id, now]);
        let committed = self.database.commit(unit).await?;
        Ok(committed.rows.first().copied().unwrap_or(0))
    }

    /// Forgets an entity's whole history; gives whether there was one.
    pub async fn forget(&self, tenant: &str, id: &str) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(DELETE_HEAD, values![tenant, id]);
        unit.execute(DELETE_TYPES, values![tenant, id]);
        unit.execute(DELETE_ALL, values![tenant, id]);
        let committed = self.database.commit(unit).await?;
        Ok(committed.rows.first().is_some_and(|rows| *rows > 0))
    }

    /// Entities of which something gave way to something else at `until` or before: their tenants and ids, at most `limit`.
    pub async fn over(&self, until: i64, limit: i64) -> Result<Vec<(String, String)>> {
        self.database.fetch_all(OVER, params![until, limit]).await
    }

    /// Forgets at most `limit` instances of an entity that gave way at `until` or before, those first that were written
    /// first: to a later one of the same attribute and dataset, or because attribute or entity were deleted. With the last
    /// instance of an entity that was deleted its whole history goes. Gives how many instances went.
    pub async fn forget_over(&self, tenant: &str, id: &str, until: i64, limit: i64) -> Result<u64> {
        let mut unit = Unit::new();
        unit.execute(FORGET_OVER, values![tenant, id, until, limit]);
        unit.execute(SETTLE, values![tenant, id]);
        unit.execute(FORGET_HEAD, values![tenant, id, until]);
        unit.execute(FORGET_TYPES, values![tenant, id]);
        let committed = self.database.commit(unit).await?;
        Ok(committed.rows.first().copied().unwrap_or(0))
    }
}
