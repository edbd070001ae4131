//! What entities of the embedded store were before they changed: each former version as it was sealed.
//!
//! It is erased with the entity, and with a change by which the person corrects or erases something of it.
use std::future::Future;

use super::entities::{FIELD, StoredEntity, digest, subject};
use crate::catalogue::statements;
use crate::vault::DataKeys as _;
use crate::{Database, Error, Result, Unit, params, values};

statements! {
    KEEP = "INSERT INTO store_former (subject, dataset, id, changed_at, sealed)
        SELECT subject, dataset, id, changed_at, sealed FROM store_entities
        WHERE subject = $1 AND dataset = $2 AND id = $3
        ON CONFLICT (subject, dataset, id, changed_at) DO NOTHING";
    OF_PERSON = "SELECT id, changed_at, sealed FROM store_former
        WHERE subject = $1 AND dataset = $2 ORDER BY id, changed_at LIMIT $3";
    FORGET_ONE = "DELETE FROM store_former WHERE subject = $1 AND dataset = $2 AND id = $3";
    FORGET_GONE = "DELETE FROM store_former WHERE subject = $1 AND NOT EXISTS (SELECT 1 FROM store_entities e
        WHERE e.subject = store_former.subject AND e.dataset = store_former.dataset AND e.id = store_former.id)";
    FORGET_ALL = "DELETE FROM store_former WHERE subject = $1";
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
    ) -> impl Future<Output = Result<()>> + Send;

    /// What a person's entities of a dataset were, in the order of their ids and times, at most `limit` versions.
    fn former_entities(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<StoredEntity>>> + Send;
}

impl FormerEntities for Database {
    async fn keep_former(
        &self,
        unit: &mut Unit,
        identifiers: &[(&str, &str)],
        dataset: &str,
        ids: &[String],
    ) -> Result<()> {
        for (id_type, id) in identifiers {
            let digest = digest(self, id_type, id).await?;
            // Identifiers of different persons are refused where entities are put.
            if let Some(person) = subject(self, id_type, digest).await? {
                for id in ids {
                    unit.execute(KEEP, values![&person, dataset, id]);
                }
                break;
            }
        }
        Ok(())
    }

    async fn former_entities(
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
        let rows: Vec<(String, i64, Vec<u8>)> = self
            .fetch_all(OF_PERSON, params![&person, dataset, limit])
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.data_key(&person).await?.ok_or(Error::NoDataKey)?;
        rows.into_iter()
            .map(|(id, changed_at, sealed)| {
                Ok(StoredEntity {
                    id,
                    json: key.unseal(FIELD, &sealed)?,
                    changed_at,
                })
            })
            .collect()
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
