//! `store`: entities that the connector keeps itself, for a source that has no system of its own.

use bytes::Bytes;
use futures_util::future::BoxFuture;
use storage::Database;
use storage::connector::entities::{Entities as _, StoredEntity};

use super::template::Identifiers;
use super::{Source, SourceAnswer, SourceError, Wanted};
use crate::config::StoreConfig;
use crate::routes::Route;

/// The embedded store.
pub(crate) struct Store {
    database: Database,
    most_entities: i64,
}

impl Store {
    /// The store in this database.
    pub(crate) fn new(config: &StoreConfig, database: Database) -> Self {
        Self {
            database,
            most_entities: config.most_entities.into(),
        }
    }

    async fn find(
        &self,
        route: &Route,
        identifiers: &Identifiers,
    ) -> Result<Vec<StoredEntity>, SourceError> {
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
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }
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
            let found = self.find(route, identifiers).await?;
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
}
