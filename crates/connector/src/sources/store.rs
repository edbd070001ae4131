//! `store`: entities that the connector keeps itself, for a source that has no system of its own. They lie sealed for each
//! person, or, where a route has `entities`, as the organisation's back office sees them too.

use broker::view::Window;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};
use storage::connector::entities::{AmendedEntity, Entities as _, NewEntity, StoredEntity};
use storage::connector::former::FormerEntities as _;
use storage::{Database, Unit};
use zeroize::Zeroizing;

use super::addition::Full;
use super::template::{Identifier, Identifiers};
use super::versions::{Version, evolution};
use super::{
    Change, Evolution, NgsiLd, Source, SourceAnswer, SourceError, Unchanged, Wanted, Wish, entity,
};
use crate::clock::Clock;
use crate::config::{Shape, StoreConfig};
use crate::routes::{Ask, Route};

/// Versions of one person's entities that are looked at for one answer at most: as many as an entity that changed each hour
/// of a year has.
const MOST_VERSIONS: i64 = 10_000;

/// Bytes that a person's own entries of a dataset take together: a thousand of four kilobytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The embedded store.
pub(crate) struct Store {
    database: Database,
    clock: Clock,
    most_entities: i64,
    /// The way to what lies open to the back office.
    open: Option<NgsiLd>,
}

impl Store {
    /// The store in this database; and what of it lies open.
    pub(crate) fn new(
        config: &StoreConfig,
        database: Database,
        open: Option<NgsiLd>,
        clock: &Clock,
    ) -> Self {
        Self {
            open,
            database,
            clock: clock.clone(),
            most_entities: config.most_entities.into(),
        }
    }

    /// The way to what a route is about, where it lies open.
    fn open(&self, route: &Route) -> Option<&NgsiLd> {
        // Start-up refuses `entities` where nothing lies open.
        match &route.ask {
            Ask::Entities(_) => self.open.as_ref(),
            _ => None,
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
                .map_err(|error| failed(&error))?;
            if !found.is_empty() {
                return Ok((found, Some(identifier)));
            }
        }
        Ok((Vec::new(), None))
    }

    /// Keeps records that the person has added: under the identifier under which they have some already, or the best.
    async fn add(&self, change: &Change<'_>) -> Result<(), Unchanged> {
        let (route, wish) = (change.route, change.wish);
        let (found, identifier) = self.find(route, change.identifiers).await?;
        let identifier = identifier.or_else(|| change.identifiers.iter().next());
        let identifier = identifier.ok_or(SourceError::NoIdentifier)?;
        let most = usize::try_from(self.most_entities).unwrap_or(usize::MAX);
        let full = |why: Full| Unchanged {
            error: SourceError::RefusesChange,
            reasons: vec![why.to_person()],
        };
        if found.len() + wish.add.len() > most {
            return Err(full(Full::Entries(most)));
        }
        let is_ngsi_ld = route.shape == Shape::NgsiLd;
        let mut contents = Vec::with_capacity(wish.add.len());
        for one in &wish.add {
            let bare = Map::from_iter([
                ("id".to_owned(), one.id.as_str().into()),
                (
                    "type".to_owned(),
                    route.dataset.description.entity_type.as_str().into(),
                ),
            ]);
            let values = Wish {
                set: one.set.clone(),
                ..Wish::default()
            };
            contents.push(amended(bare, &values, is_ngsi_ld)?);
        }
        let before: usize = found.iter().map(|entity| entity.json.len()).sum();
        let more: usize = contents.iter().map(|json| json.len()).sum();
        if before + more > MOST_BYTES {
            return Err(full(Full::Bytes));
        }
        let entities = wish.add.iter().zip(&contents);
        let entities: Vec<NewEntity<'_>> = entities
            .map(|(one, json)| NewEntity {
                dataset: &route.dataset.slug,
                id: &one.id,
                json,
            })
            .collect();
        let whose = [(identifier.id_type.as_str(), identifier.id.as_str())];
        let now = self.clock.micros();
        let kept = self
            .database
            .put_entities(Unit::new(), &whose, &entities, now);
        Ok(kept.await.map_err(|error| failed(&error))?)
    }

    async fn amend(&self, change: &Change<'_>) -> Result<(), SourceError> {
        let wish = change.wish;
        let (mut found, identifier) = self.find(change.route, change.identifiers).await?;
        if let Some(record) = &wish.record {
            found.retain(|entity| entity.id == *record);
            if found.is_empty() {
                return Err(SourceError::NotFound);
            }
        }
        let slug = change.route.dataset.slug.as_str();
        let identifier = identifier.ok_or(SourceError::NotFound)?;
        let (id_type, id) = (identifier.id_type.as_str(), identifier.id.as_str());
        if wish.is_all {
            let only = wish.record.as_deref();
            let is_erased = self
                .database
                .erase_entities(Unit::new(), id_type, id, slug, only);
            return if is_erased.await.map_err(|error| failed(&error))? {
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
            let before = serde_json::from_slice(&entity.json).map_err(|_| SourceError::Store)?;
            let json = amended(before, wish, is_ngsi_ld)?;
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
            outcome => outcome.map_err(|error| failed(&error)),
        }
    }

    /// What the person's entities were: of those that are there, for of others nothing is kept.
    async fn past(&self, wanted: &Wanted<'_>) -> Result<Vec<Evolution>, SourceError> {
        if wanted.identifiers.is_empty() {
            return Err(SourceError::NoIdentifier);
        }
        let (_, identifier) = self.find(wanted.route, wanted.identifiers).await?;
        let Some(identifier) = identifier else {
            return Ok(Vec::new());
        };
        let (id_type, id) = (identifier.id_type.as_str(), identifier.id.as_str());
        let slug = &wanted.route.dataset.slug;
        let versions = self
            .database
            .entity_versions(id_type, id, slug, MOST_VERSIONS + 1);
        let versions = versions.await.map_err(|error| failed(&error))?;
        if i64::try_from(versions.len()).is_ok_and(|length| length > MOST_VERSIONS) {
            // Half of an answer would look like all of it.
            return Err(SourceError::TooLarge);
        }
        let entities = versions.chunk_by(|one, next| one.id == next.id);
        let evolutions = entities.map(|versions| {
            let versions: Vec<Version<'_>> = versions.iter().map(Version::from).collect();
            evolution(&versions)
        });
        evolutions.collect()
    }
}

fn failed(error: &storage::Error) -> SourceError {
    tracing::error!(%error, "the embedded store failed");
    SourceError::Store
}

/// An entity's JSON with a wish made true; wiped when dropped.
fn amended(
    mut entity: Map<String, Value>,
    wish: &Wish,
    is_ngsi_ld: bool,
) -> Result<Zeroizing<Vec<u8>>, SourceError> {
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
            if let Some(open) = self.open(route) {
                return open.read(wanted).await;
            }
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

    fn past<'a>(
        &'a self,
        wanted: Wanted<'a>,
        window: &'a Window,
    ) -> BoxFuture<'a, Result<Vec<Evolution>, SourceError>> {
        match self.open(wanted.route) {
            Some(open) => open.past(wanted, window),
            None => Box::pin(async move { self.past(&wanted).await }),
        }
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        if let Some(open) = self.open(change.route) {
            return open.change(change);
        }
        Box::pin(async move {
            if change.wish.add.is_empty() {
                Ok(self.amend(&change).await?)
            } else {
                self.add(&change).await
            }
        })
    }
}
