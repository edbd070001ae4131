//! The embedded store: entities of a source that has no system of its own, sealed per person.
//!
//! A person is found by a keyed digest of an identifier; the identifier itself is not stored.
use super::former;
use crate::catalogue::statements;
use crate::vault::{DataKey, DataKeys as _};
use crate::{Database, Error, Result, Table, Unit, params, values};
use std::future::Future;
use zeroize::Zeroizing;

/// Whose an identifier is.
pub(crate) static STORE_IDENTIFIERS: Table = Table {
    name: "store_identifiers",
    columns: &["id_type", "digest", "subject"],
    key: &["id_type", "digest"],
};

/// What is kept of a person.
pub(crate) static STORE_ENTITIES: Table = Table {
    name: "store_entities",
    columns: &["subject", "dataset", "id", "sealed", "changed_at", "since"],
    key: &["subject", "dataset", "id"],
};

statements! {
    SUBJECT = "SELECT subject FROM store_identifiers WHERE id_type = $1 AND digest = $2";
    /// A person's entities of a dataset, with the key that opens them.
    OF_PERSON = "SELECT e.subject, e.id, e.sealed, e.changed_at, e.since, k.sealed AS sealed_key
        FROM store_identifiers i
        JOIN store_entities e ON e.subject = i.subject AND e.dataset = $3
        JOIN data_keys k ON k.subject = e.subject
        WHERE i.id_type = $1 AND i.digest = $2 AND e.id > $4 ORDER BY e.id LIMIT $5";
    /// Everybody's entities of a dataset, each with the key that opens it.
    OF_ALL = "SELECT e.subject, e.id, e.sealed, e.changed_at, e.since, k.sealed AS sealed_key
        FROM store_entities e JOIN data_keys k ON k.subject = e.subject
        WHERE e.dataset = $1 AND e.subject >= $2 AND (e.subject > $2 OR e.id > $3)
        ORDER BY e.subject, e.id LIMIT $4";
    COUNT_OF_ALL = "SELECT COUNT(*) FROM store_entities WHERE dataset = $1";
    COUNT = "SELECT COUNT(*) FROM store_entities";
    FORGET_IDENTIFIERS = "DELETE FROM store_identifiers WHERE subject = $1";
    FORGET_ENTITIES = "DELETE FROM store_entities WHERE subject = $1";
    AMEND = "UPDATE store_entities SET sealed = $5, changed_at = $6, since = NULL
        WHERE subject = $1 AND dataset = $2 AND id = $3 AND changed_at = $4";
    /// Those of a dataset, or the one of them with an id.
    ERASE = "DELETE FROM store_entities WHERE subject = $1 AND dataset = $2 AND ($3 = '' OR id = $3)";
    COUNT_OF_ERASED = "SELECT COUNT(*) FROM store_entities
        WHERE subject = $1 AND dataset = $2 AND ($3 = '' OR id = $3)";
    COUNT_OF_PERSON = "SELECT COUNT(*) FROM store_entities WHERE subject = $1";
}

/// The field name entities are sealed under.
pub(super) const FIELD: &str = "store_entities.sealed";
/// The field name under which it is sealed since when what is in them was so.
pub(super) const SINCE: &str = "store_entities.since";

#[derive(sqlx::FromRow)]
struct EntityRow {
    subject: String,
    id: String,
    sealed: Vec<u8>,
    changed_at: i64,
    since: Option<Vec<u8>>,
    sealed_key: Vec<u8>,
}

/// An entity opened.
#[derive(Clone)]
pub struct StoredEntity {
    /// Its id within the dataset.
    pub id: String,
    /// Its JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
    /// When it last changed, in microseconds since the epoch.
    pub changed_at: i64,
    /// Since when what is in it was so, where the versions that said it have been forgotten: as [`FormerEntities`] was
    /// told. Wiped when dropped.
    ///
    /// [`FormerEntities`]: super::former::FormerEntities
    pub since: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for StoredEntity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredEntity").finish_non_exhaustive()
    }
}

/// An entity to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewEntity<'a> {
    /// The dataset.
    pub dataset: &'a str,
    /// Its id within the dataset and person.
    pub id: &'a str,
    /// Its JSON.
    pub json: &'a [u8],
}

/// An entity that is there, and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub struct AmendedEntity<'a> {
    /// Its id within the dataset.
    pub id: &'a str,
    /// When it last changed, as it was read.
    pub before: i64,
    /// Its JSON from now on.
    pub json: &'a [u8],
}

/// Keeping and finding entities. Needs a vault.
pub trait Entities {
    /// A person's entities of a dataset by one identifier, in the order of their ids, after `after`, at most `limit`.
    /// None for a person who is not known.
    fn entities(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        after: &str,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<StoredEntity>>> + Send;

    /// Keeps entities of the person that these identifiers name; an entity with the same id is replaced. An
    /// identifier not known yet is added to the person that another of them names. What else is in `unit` happens with it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the identifiers belong to different persons.
    fn put_entities(
        &self,
        unit: Unit,
        identifiers: &[(&str, &str)],
        entities: &[NewEntity<'_>],
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Gives entities of a person other contents: all of them, or none. What they were is forgotten.
    ///
    /// # Errors
    /// [`Error::Conflict`] when one of them changed meanwhile; [`Error::NoDataKey`] when the person is not known.
    fn amend_entities(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        entities: &[AmendedEntity<'_>],
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Erases a person's entities of a dataset, or the one with the id `only`; with the last of all, everything kept of them, as
    /// [`Entities::forget_person`] does. What else is in `unit` happens with it. Gives whether there were any; if not, nothing
    /// happens.
    fn erase_entities(
        &self,
        unit: Unit,
        id_type: &str,
        id: &str,
        dataset: &str,
        only: Option<&str>,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Erases a person with everything kept of them, and destroys their key. Gives whether there was one.
    fn forget_person(&self, id_type: &str, id: &str) -> impl Future<Output = Result<bool>> + Send;

    /// Everybody's entities of a dataset, each with a name of its person that means nothing elsewhere, in the order of
    /// persons and ids, after a person and an id, at most `limit`.
    fn entities_of_all(
        &self,
        dataset: &str,
        after: (&str, &str),
        limit: i64,
    ) -> impl Future<Output = Result<Vec<(String, StoredEntity)>>> + Send;

    /// How many entities of a dataset are kept.
    fn count_of_dataset(&self, dataset: &str) -> impl Future<Output = Result<i64>> + Send;

    /// How many entities are kept.
    fn entity_count(&self) -> impl Future<Output = Result<i64>> + Send;
}

pub(super) async fn digest(database: &Database, id_type: &str, id: &str) -> Result<[u8; 32]> {
    database.blind_index(&format!("store.{id_type}"), id).await
}

pub(super) async fn subject(
    database: &Database,
    id_type: &str,
    digest: [u8; 32],
) -> Result<Option<String>> {
    let row: Option<(String,)> = database
        .fetch_optional(SUBJECT, params![id_type, digest])
        .await?;
    Ok(row.map(|(subject,)| subject))
}

/// An entity that was sealed so.
pub(super) fn opened(
    key: &DataKey,
    id: String,
    sealed: &[u8],
    changed_at: i64,
    since: Option<Vec<u8>>,
) -> Result<StoredEntity> {
    let since = since.map(|sealed| key.unseal(SINCE, &sealed));
    Ok(StoredEntity {
        id,
        json: key.unseal(FIELD, sealed)?,
        changed_at,
        since: since.transpose()?,
    })
}

/// Everything kept of a person, with their key.
fn forget_all(unit: &mut Unit, person: &str) {
    unit.execute(FORGET_IDENTIFIERS, values![person]);
    unit.execute(FORGET_ENTITIES, values![person]);
    former::forget_all(unit, person);
    unit.destroy_data_key(person);
}

impl Entities for Database {
    async fn entities(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        after: &str,
        limit: i64,
    ) -> Result<Vec<StoredEntity>> {
        let digest = digest(self, id_type, id).await?;
        let rows: Vec<EntityRow> = self
            .fetch_all(OF_PERSON, params![id_type, digest, dataset, after, limit])
            .await?;
        let Some(first) = rows.first() else {
            return Ok(Vec::new());
        };
        // One person, so one key opens them all.
        let key = self
            .vault()?
            .open_data_key(&first.subject, &first.sealed_key)?;
        rows.into_iter()
            .map(|row| opened(&key, row.id, &row.sealed, row.changed_at, row.since))
            .collect()
    }

    async fn put_entities(
        &self,
        mut unit: Unit,
        identifiers: &[(&str, &str)],
        entities: &[NewEntity<'_>],
        now: i64,
    ) -> Result<()> {
        let conflict = || Error::Conflict {
            guard: STORE_IDENTIFIERS.name,
        };
        let mut known: Option<String> = None;
        let mut unknown = Vec::new();
        for (id_type, id) in identifiers {
            let digest = digest(self, id_type, id).await?;
            match (subject(self, id_type, digest).await?, &known) {
                (None, _) => unknown.push((*id_type, digest)),
                (Some(found), None) => known = Some(found),
                (Some(found), Some(other)) if found == *other => {}
                (Some(_), Some(_)) => return Err(conflict()),
            }
        }
        let (person, key) = if let Some(person) = known {
            let key = self.data_key(&person).await?.ok_or(Error::NoDataKey)?;
            (person, key)
        } else {
            if unknown.is_empty() {
                return Err(conflict());
            }
            let person = uuid::Uuid::new_v4().to_string();
            let key = unit.new_data_key(self.vault()?, &person)?;
            (person, key)
        };
        for (id_type, digest) in unknown {
            unit.insert_once(&STORE_IDENTIFIERS, values![id_type, digest, &person]);
        }
        for entity in entities {
            let sealed = key.seal(FIELD, entity.json)?;
            unit.upsert(
                &STORE_ENTITIES,
                values![
                    &person,
                    entity.dataset,
                    entity.id,
                    sealed,
                    now,
                    None::<Vec<u8>>
                ],
            );
        }
        self.commit(unit).await.map(drop)
    }

    async fn amend_entities(
        &self,
        id_type: &str,
        id: &str,
        dataset: &str,
        entities: &[AmendedEntity<'_>],
        now: i64,
    ) -> Result<()> {
        let digest = digest(self, id_type, id).await?;
        let person = subject(self, id_type, digest).await?;
        let person = person.ok_or(Error::NoDataKey)?;
        let key = self.data_key(&person).await?.ok_or(Error::NoDataKey)?;
        let mut unit = Unit::new();
        for entity in entities {
            let sealed = key.seal(FIELD, entity.json)?;
            // Later than it was, or two changes in one microsecond would look like none.
            let at = now.max(entity.before + 1);
            let row = values![&person, dataset, entity.id, entity.before, sealed, at];
            unit.execute(AMEND, row).expect_rows(1);
            former::forget_one(&mut unit, &person, dataset, entity.id);
        }
        self.commit(unit).await.map(drop)
    }

    async fn erase_entities(
        &self,
        mut unit: Unit,
        id_type: &str,
        id: &str,
        dataset: &str,
        only: Option<&str>,
    ) -> Result<bool> {
        let digest = digest(self, id_type, id).await?;
        let Some(person) = subject(self, id_type, digest).await? else {
            return Ok(false);
        };
        let which = params![&person, dataset, only.unwrap_or_default()];
        let (erased,): (i64,) = self.fetch_one(COUNT_OF_ERASED, which.clone()).await?;
        if erased == 0 {
            return Ok(false);
        }
        let (all,): (i64,) = self.fetch_one(COUNT_OF_PERSON, params![&person]).await?;
        if all == erased {
            forget_all(&mut unit, &person);
        } else {
            unit.execute(ERASE, which);
            former::forget_gone(&mut unit, &person);
        }
        self.commit(unit).await?;
        Ok(true)
    }

    async fn forget_person(&self, id_type: &str, id: &str) -> Result<bool> {
        let digest = digest(self, id_type, id).await?;
        let Some(person) = subject(self, id_type, digest).await? else {
            return Ok(false);
        };
        let mut unit = Unit::new();
        forget_all(&mut unit, &person);
        self.commit(unit).await?;
        Ok(true)
    }

    async fn entities_of_all(
        &self,
        dataset: &str,
        (person, id): (&str, &str),
        limit: i64,
    ) -> Result<Vec<(String, StoredEntity)>> {
        let rows: Vec<EntityRow> = self
            .fetch_all(OF_ALL, params![dataset, person, id, limit])
            .await?;
        rows.into_iter()
            .map(|row| {
                let key = self.vault()?.open_data_key(&row.subject, &row.sealed_key)?;
                let entity = opened(&key, row.id, &row.sealed, row.changed_at, row.since)?;
                Ok((row.subject, entity))
            })
            .collect()
    }

    async fn count_of_dataset(&self, dataset: &str) -> Result<i64> {
        let count: (i64,) = self.fetch_one(COUNT_OF_ALL, params![dataset]).await?;
        Ok(count.0)
    }

    async fn entity_count(&self) -> Result<i64> {
        Ok(self.fetch_one::<(i64,)>(COUNT, params![]).await?.0)
    }
}
