//! What entities of the embedded store were before they changed: each former version as it was sealed.
//!
//! It is erased with the entity, with a change by which the person corrects or erases something of it, and when the time
//! for which it is kept is over. Since when the rest was so is then kept with what is the oldest version from then on.
use std::future::Future;

use zeroize::Zeroizing;

use super::entities::{SINCE, StoredEntity, digest, opened, subject};
use crate::catalogue::statements;
use crate::vault::{DataKey, DataKeys as _};
use crate::{Database, Error, Result, Unit, params, values};

statements! {
    KEEP = "INSERT INTO store_former (subject, dataset, id, changed_at, sealed, since, replaced_at)
        SELECT subject, dataset, id, changed_at, sealed, since, $4 FROM store_entities
        WHERE subject = $1 AND dataset = $2 AND id = $3
        ON CONFLICT (subject, dataset, id, changed_at) DO NOTHING";
    /// In one statement, for versions are kept and forgotten meanwhile.
    OF_PERSON = "SELECT id, changed_at, sealed, since, replaced_at FROM store_former
        WHERE subject = $1 AND dataset = $2
        UNION ALL SELECT id, changed_at, sealed, since, changed_at AS replaced_at FROM store_entities
        WHERE subject = $1 AND dataset = $2 ORDER BY id, changed_at LIMIT $3";
    OF_ENTITY = "SELECT id, changed_at, sealed, since, replaced_at FROM store_former
        WHERE subject = $1 AND dataset = $2 AND id = $3 ORDER BY changed_at LIMIT $4";
    NOW = "SELECT id, changed_at, sealed, since, changed_at AS replaced_at FROM store_entities
        WHERE subject = $1 AND dataset = $2 AND id = $3";
    OVER = "SELECT subject, dataset, id FROM store_former WHERE replaced_at <= $1 ORDER BY replaced_at LIMIT $2";
    SAY_SINCE = "UPDATE store_former SET since = $5
        WHERE subject = $1 AND dataset = $2 AND id = $3 AND changed_at = $4";
    SAY_SINCE_NOW = "UPDATE store_entities SET since = $5
        WHERE subject = $1 AND dataset = $2 AND id = $3 AND changed_at = $4";
    FORGET_BEFORE = "DELETE FROM store_former
        WHERE subject = $1 AND dataset = $2 AND id = $3 AND changed_at < $4";
    FORGET_ONE = "DELETE FROM store_former WHERE subject = $1 AND dataset = $2 AND id = $3";
    FORGET_GONE = "DELETE FROM store_former WHERE subject = $1 AND NOT EXISTS (SELECT 1 FROM store_entities e
        WHERE e.subject = store_former.subject AND e.dataset = store_former.dataset AND e.id = store_former.id)";
    FORGET_ALL = "DELETE FROM store_former WHERE subject = $1";
}

/// An entity with former versions whose time is over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct OverEntity {
    subject: String,
    dataset: String,
    id: String,
}

/// Former versions of entities. Needs a vault.
pub trait FormerEntities {
    /// Adds to a unit that a person's entities of these ids are kept as they are now, before what comes after in it
    /// changes them. Nothing for entities or persons that are not there.
    fn keep_former(
        &self,
        unit: &mut Unit,
        identifiers: &[(&str, &str)],
        dataset: &str,
        ids: &[String],
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// What a person's entities of a dataset were and are, in the order of their ids and times, at most `limit` versions.
    fn entity_versions(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<StoredEntity>>> + Send;

    /// Entities of which former versions gave way to others at `until` or before: those of at most `limit` versions, each
    /// once.
    fn over_entities(
        &self,
        until: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<OverEntity>>> + Send;

    /// Forgets the former versions of an entity that gave way to others at `until` or before, the oldest first, at most
    /// `limit`. `since` is given them, in the order of their times, and with them the version that then is the oldest:
    /// what it makes of them is kept beside that one. Gives how many were forgotten.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the entity changed meanwhile.
    fn forget_over(
        &self,
        entity: &OverEntity,
        until: i64,
        limit: i64,
        since: impl FnOnce(&[StoredEntity]) -> Vec<u8> + Send,
    ) -> impl Future<Output = Result<usize>> + Send;
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    changed_at: i64,
    sealed: Vec<u8>,
    since: Option<Vec<u8>>,
    replaced_at: i64,
}

impl Row {
    fn open(self, key: &DataKey) -> Result<StoredEntity> {
        opened(key, self.id, &self.sealed, self.changed_at, self.since)
    }
}

impl FormerEntities for Database {
    async fn keep_former(
        &self,
        unit: &mut Unit,
        identifiers: &[(&str, &str)],
        dataset: &str,
        ids: &[String],
        now: i64,
    ) -> Result<()> {
        for (id_type, id) in identifiers {
            let digest = digest(self, id_type, id).await?;
            // Identifiers of different persons are refused where entities are put.
            if let Some(person) = subject(self, id_type, digest).await? {
                for id in ids {
                    unit.execute(KEEP, values![&person, dataset, id, now]);
                }
                break;
            }
        }
        Ok(())
    }

    async fn entity_versions(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        limit: i64,
    ) -> Result<Vec<StoredEntity>> {
        let digest = digest(self, id_type, id).await?;
        let Some(person) = subject(self, id_type, digest).await? else {
            return Ok(Vec::new());
        };
        let rows: Vec<Row> = self
            .fetch_all(OF_PERSON, params![&person, dataset, limit])
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.data_key(&person).await?.ok_or(Error::NoDataKey)?;
        rows.into_iter().map(|row| row.open(&key)).collect()
    }

    async fn over_entities(&self, until: i64, limit: i64) -> Result<Vec<OverEntity>> {
        let mut entities: Vec<OverEntity> = self.fetch_all(OVER, params![until, limit]).await?;
        entities.sort_unstable();
        entities.dedup();
        Ok(entities)
    }

    async fn forget_over(
        &self,
        entity: &OverEntity,
        until: i64,
        limit: i64,
        since: impl FnOnce(&[StoredEntity]) -> Vec<u8> + Send,
    ) -> Result<usize> {
        let OverEntity {
            subject: person,
            dataset,
            id,
        } = entity;
        let of_entity = params![person, dataset, id, limit + 1];
        let mut rows: Vec<Row> = self.fetch_all(OF_ENTITY, of_entity).await?;
        let over = rows.iter().take_while(|row| row.replaced_at <= until);
        let over = over
            .count()
            .min(usize::try_from(limit).unwrap_or(usize::MAX));
        if over == 0 {
            return Ok(0);
        }
        rows.truncate(over + 1);
        let say = if rows.len() > over {
            SAY_SINCE
        } else {
            let now: Option<Row> = self
                .fetch_optional(NOW, params![person, dataset, id])
                .await?;
            rows.extend(now);
            SAY_SINCE_NOW
        };
        let Some(oldest) = rows.get(over).map(|row| row.changed_at) else {
            // It was erased meanwhile, and all that it was with it.
            return Ok(0);
        };
        let key = self.data_key(person).await?.ok_or(Error::NoDataKey)?;
        let versions: Result<Vec<StoredEntity>> =
            rows.into_iter().map(|row| row.open(&key)).collect();
        let sealed = key.seal(SINCE, &Zeroizing::new(since(&versions?)))?;
        let mut unit = Unit::new();
        unit.execute(say, values![person, dataset, id, oldest, sealed])
            .expect_rows(1);
        unit.execute(FORGET_BEFORE, values![person, dataset, id, oldest])
            .expect_rows(over as u64);
        self.commit(unit).await?;
        Ok(over)
    }
}

/// Adds to a unit that what an entity was is forgotten.
pub(super) fn forget_one(unit: &mut Unit, person: &str, dataset: &str, id: &str) {
    unit.execute(FORGET_ONE, values![person, dataset, id]);
}

/// As [`forget_one`], of those of a person's entities that are not there any longer.
pub(super) fn forget_gone(unit: &mut Unit, person: &str) {
    unit.execute(FORGET_GONE, values![person]);
}

/// As [`forget_one`], of all of a person's entities.
pub(super) fn forget_all(unit: &mut Unit, person: &str) {
    unit.execute(FORGET_ALL, values![person]);
}
