//! Entity maps of what somebody else has at hand (ETSI GS CIM 009 §4.5.25, §5.14): the ids that a query has found. Whoever has
//! the entities keeps the maps, for whom they were made.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, StatusCode};
use ngsi_ld::query::TypeSelection;
use ngsi_ld::represent::Representation;
use ngsi_ld::{Entity, Problem};
use serde_json::json;

use super::{Asked, MAX_LIMIT, Seen, Viewer, What};
use crate::answer::Answer;
use crate::call::{Call, Media};
use crate::collection::DOCUMENT_MEDIA;
use crate::contexts::Named;
use crate::entities::query::{Page, Selection};
use crate::entities::select::Selector;
use crate::maps::{self, ENTITY_MAP, HERE, Said};
use crate::route;

/// A map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityMap {
    /// Its id, a URN.
    pub id: String,
    /// The ids of its entities.
    pub ids: BTreeSet<String>,
    /// Their types, expanded.
    pub types: BTreeSet<String>,
    /// When it ends, in microseconds since the epoch.
    pub expires_at: i64,
}

/// A map that a query wants made of what it has found.
#[derive(Debug, Clone)]
pub struct NewMap {
    /// The ids of what it has found.
    pub ids: BTreeSet<String>,
    /// Their types, expanded.
    pub types: BTreeSet<String>,
    /// How long it is to last.
    pub lifetime: Duration,
    /// Whether the map is all that is wanted.
    is_all: bool,
}

/// What is done with a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// It is shown.
    Show,
    /// It ends at another time, in microseconds since the epoch.
    Prolong(Option<i64>),
    /// It ends now.
    End,
}

impl NewMap {
    /// With the id under which it is kept from now on.
    pub fn named(&self, now: i64) -> EntityMap {
        let lifetime = i64::try_from(self.lifetime.as_micros()).unwrap_or(i64::MAX);
        EntityMap {
            id: maps::new_id(),
            ids: self.ids.clone(),
            types: self.types.clone(),
            expires_at: now.saturating_add(lifetime),
        }
    }
}

impl EntityMap {
    /// What is wrong with naming one that is not there.
    pub fn missing(id: &str) -> Problem {
        maps::api::missing(id)
    }

    fn document<'a>(&self, ids: impl Iterator<Item = &'a String>) -> serde_json::Value {
        let entities: serde_json::Map<_, _> = ids.map(|id| (id.clone(), json!([HERE]))).collect();
        maps::document(&self.id, self.expires_at, &entities)
    }
}

/// What a request at `/entityMaps/{id}` wants of which map; none where it is about no single one.
///
/// # Errors
/// [`Problem`] of what is wrong with it.
pub fn of_map(parts: &Parts, body: &Bytes) -> Result<Option<(String, Doing)>, Problem> {
    let mut call = Call::of(parts.clone())?;
    let ["entityMaps", id] = call.segments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return Ok(None);
    };
    let id = id.to_owned();
    let doing = match call.method {
        Method::GET => Doing::Show,
        Method::DELETE => Doing::End,
        Method::PATCH => {
            call.body = body.clone();
            Doing::Prolong(maps::prolonged(&call.content()?.document)?)
        }
        _ => return Err(route::not_allowed("GET, PATCH, DELETE")),
    };
    Ok(Some((id, doing)))
}

impl Viewer {
    /// The question which of a map's entities are there now.
    ///
    /// # Errors
    /// [`Problem`]: another media type is wanted.
    pub fn question_of(&self, parts: Parts, map: &EntityMap) -> Result<Asked, Problem> {
        let call = self.call(parts)?;
        call.accepted(&DOCUMENT_MEDIA)?;
        let context = Named::core();
        let names: Vec<&str> = map.types.iter().map(String::as_str).collect();
        let types = TypeSelection::parse(&names.join(","), &context.active)?;
        let selector = Selector {
            ids: Some(map.ids.iter().cloned().collect()),
            types: Some(types),
            pattern: None,
        };
        Ok(Asked {
            what: What::Several {
                selection: Box::new(Selection {
                    entities: vec![selector],
                    ..Selection::default()
                }),
                page: Page {
                    limit: MAX_LIMIT,
                    offset: 0,
                    count: false,
                },
            },
            call,
            media: Media::Json,
            context,
            joining: None,
            geometry: None,
            how: Representation::default(),
            map: Mapping {
                shown: Some(map.clone()),
                ..Mapping::default()
            },
        })
    }
}

/// What a request has to do with maps.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    /// What it says of them.
    said: Option<Said>,
    /// The map that fixes what it is about.
    only: Option<EntityMap>,
    /// The map that is all that is wanted, of what it finds.
    is_all: bool,
    /// The map that it shows.
    shown: Option<EntityMap>,
}

impl Mapping {
    /// Of a query.
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        let is_all = call.segments.first().is_some_and(|one| one == "entityMaps");
        if is_all {
            maps::api::check_narrow(call)?;
        }
        Ok(Self {
            said: Some(Said::of(call)?),
            is_all,
            ..Self::default()
        })
    }

    /// Whether nothing but ids and types of entities is needed for it.
    pub(super) fn is_plain(&self) -> bool {
        !self.is_all && self.shown.is_none() && self.lifetime().is_none()
    }

    /// Whether it fixes that an entity is not meant.
    pub(super) fn leaves_out(&self, entity: &Entity) -> bool {
        let only = self.only.as_ref();
        only.is_some_and(|map| !map.ids.contains(&entity.id))
    }

    /// How long a map that is to be made is to last.
    fn lifetime(&self) -> Option<Duration> {
        let said = self.said.as_ref()?;
        let is_wanted = self.is_all || said.is_wanted && self.only.is_none();
        is_wanted.then_some(said.lifetime)
    }

    /// The map that is wanted of what was found.
    pub(super) fn made(&self, found: &[Entity]) -> Option<NewMap> {
        let lifetime = self.lifetime()?;
        Some(NewMap {
            ids: found.iter().map(|one| one.id.clone()).collect(),
            types: found.iter().flat_map(|one| one.types.clone()).collect(),
            lifetime,
            is_all: self.is_all,
        })
    }

    /// The answer with what it says of the map that it used, or shows.
    pub(super) fn say(&self, answer: Answer, found: &[Entity]) -> Answer {
        if let Some(map) = &self.shown {
            let ids = found.iter().map(|entity| &entity.id);
            return Answer::json(StatusCode::OK, map.document(ids));
        }
        self.name(answer)
    }

    /// The answer with the map that it used.
    pub(super) fn name(&self, answer: Answer) -> Answer {
        match &self.only {
            Some(map) => answer.with(ENTITY_MAP, &maps::location(&map.id)),
            None => answer,
        }
    }
}

impl Asked {
    /// The id of the map that it names.
    pub fn map(&self) -> Option<&str> {
        self.map.said.as_ref()?.named.as_deref()
    }

    /// Fixes that it is about the entities of this map, of those that it is about in any case.
    pub fn within(&mut self, map: EntityMap) {
        self.map.only = Some(map);
    }
}

impl Seen {
    /// Nothing: something was done with a map.
    pub fn done() -> Self {
        Self {
            response: super::done(),
            records: BTreeMap::new(),
            is_followed: false,
            map: None,
        }
    }

    /// Says which map was made of what was found.
    #[must_use]
    pub fn with_map(mut self, new: &NewMap, map: &EntityMap) -> Self {
        if new.is_all {
            let answer = Answer::json(StatusCode::CREATED, map.document(map.ids.iter()));
            self.response = answer
                .with(ENTITY_MAP, &maps::location(&map.id))
                .into_bytes();
            return self;
        }
        if let Ok(location) = maps::location(&map.id).parse() {
            self.response.headers_mut().insert(ENTITY_MAP, location);
        }
        *self.response.status_mut() = StatusCode::CREATED;
        self
    }
}
