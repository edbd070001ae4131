//! `store`: entities that the connector keeps itself, for a source that has no system of its own.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use storage::Database;
use storage::connector::entities::{AmendedEntity, Entities as _, StoredEntity};
use zeroize::Zeroizing;

use super::template::{Identifier, Identifiers};
use super::{Change, Source, SourceAnswer, SourceError, Unchanged, Wanted, Wish, entity};
use crate::clock::Clock;
use crate::config::{Shape, StoreConfig};
use crate::routes::Route;

/// The embedded store.
pub(crate) struct Store {
    database: Database,
    clock: Clock,
    most_entities: i64,
}

impl Store {
    /// The store in this database.
    pub(crate) fn new(config: &StoreConfig, database: Database, clock: &Clock) -> Self {
        Self {
            database,
            clock: clock.clone(),
            most_entities: config.most_entities.into(),
        }
    }

    /// What is kept of the person, and under which identifier.
    async fn find<'i>(
        &self,
        route: &Route,
        identifiers: &'i Identifiers,
    ) -> Result<(Vec<StoredEntity>, Option<&'i Identifier>), SourceError> {
        // The first identifier under which something is kept: the dataset lists its types in order of preference.
        for identifier in identifiers.iter() {
            let slug = &route.dataset.slug;
            let found = self
                .database
                .entities(
                    &identifier.id_type,
                    &identifier.id,
                    slug,
                    "",
                    self.most_entities,
                )
                .await
                .map_err(|error| {
                    tracing::error!(%error, "the embedded store failed");
                    SourceError::Store
                })?;
            if !found.is_empty() {
                return Ok((found, Some(identifier)));
            }
        }
        Ok((Vec::new(), None))
    }

    async fn amend(&self, change: &Change<'_>) -> Result<(), SourceError> {
        let (found, identifier) = self.find(change.route, change.identifiers).await?;
        let wish = change.wish;
        let failed = |error: storage::Error| {
            tracing::error!(%error, "the embedded store failed");
            SourceError::Store
        };
        let slug = change.route.dataset.slug.as_str();
        let identifier = identifier.ok_or(SourceError::NotFound)?;
        let (id_type, id) = (identifier.id_type.as_str(), identifier.id.as_str());
        if wish.is_all {
            let is_erased = self.database.erase_entities(id_type, id, slug).await;
            return if is_erased.map_err(failed)? {
                Ok(())
            } else {
                Err(SourceError::NotFound)
            };
        }
        // Which of several entities a value is for, nothing says.
        if found.len() > 1 && !wish.set.is_empty() {
            return Err(SourceError::Unchangeable);
        }
        let is_ngsi_ld = change.route.shape == Shape::NgsiLd;
        let mut contents = Vec::with_capacity(found.len());
        for entity in &found {
            let json = amended(&entity.json, wish, is_ngsi_ld)?;
            contents.push((entity, json));
        }
        let amended: Vec<AmendedEntity<'_>> = contents
            .iter()
            .map(|(entity, json)| AmendedEntity {
                id: &entity.id,
                before: entity.changed_at,
                json,
            })
            .collect();
        let now = self.clock.micros();
        match self
            .database
            .amend_entities(id_type, id, slug, &amended, now)
            .await
        {
            Err(storage::Error::Conflict { .. }) => Err(SourceError::RefusesChange),
            outcome => outcome.map_err(failed),
        }
    }
}

/// An entity's JSON with a wish made true; wiped when dropped.
fn amended(json: &[u8], wish: &Wish, is_ngsi_ld: bool) -> Result<Zeroizing<Vec<u8>>, SourceError> {
    let mut entity = serde_json::from_slice(json).map_err(|_| SourceError::Store)?;
    entity::amend(&mut entity, wish, is_ngsi_ld)?;
    let json = serde_json::to_vec(&entity).map_err(|_| SourceError::Store)?;
    Ok(Zeroizing::new(json))
}

impl Source for Store {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let Wanted {
                route, identifiers, ..
            } = wanted;
            if identifiers.is_empty() {
                return Err(SourceError::NoIdentifier);
            }
            let (found, _) = self.find(route, identifiers).await?;
            let length = found
                .iter()
                .map(|entity| entity.json.len() + 1)
                .sum::<usize>()
                + 2;
            let mut json = Vec::with_capacity(length);
            json.push(b'[');
            for (index, entity) in found.iter().enumerate() {
                if index > 0 {
                    json.push(b',');
                }
                json.extend_from_slice(&entity.json);
            }
            json.push(b']');
            Ok(SourceAnswer::Whole(Bytes::from(json)))
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move { Ok(self.amend(&change).await?) })
    }
}
