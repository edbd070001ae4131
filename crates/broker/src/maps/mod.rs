//! Entity maps: which entities a query has found and where they are, so that following requests are about the same
//! (ETSI GS CIM 009 §4.5.25, §5.2.39, §5.5.14, §5.14). They are kept in memory, for they last an hour.

pub(crate) mod api;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderName;
use ngsi_ld::Problem;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call};
use crate::{clock, lock};

/// The header that names a map (§6.3.21).
pub(crate) const ENTITY_MAP: HeaderName = HeaderName::from_static("ngsild-entitymap");
/// What stands for this broker among the sources of an entity (§5.2.39).
pub(crate) const HERE: &str = "@none";
/// How long a map lasts unless the client says otherwise.
const LIFETIME: Duration = Duration::from_hours(1);
/// The longest that a client may have one.
const MAX_LIFETIME: Duration = Duration::from_hours(24);
/// Entities in all maps together; the maps that end first make room.
const MAX_ENTITIES: usize = 1_000_000;

/// A map.
#[derive(Debug, Clone)]
pub(crate) struct EntityMap {
    pub(crate) id: String,
    /// Microseconds since the epoch.
    expires_at: i64,
    /// By entity: registrations of the sources that have it, and [`HERE`].
    pub(crate) entities: Arc<BTreeMap<String, Vec<String>>>,
}

impl EntityMap {
    pub(crate) fn location(&self) -> String {
        format!("{BASE}/entityMaps/{}", self.id)
    }

    /// The document (§5.2.39). Sources are asked for entities, not for maps of their own: none is linked.
    fn document(&self) -> Value {
        json!({
            "id": self.id, "type": "EntityMap", "expiresAt": clock::text(self.expires_at),
            "entityMap": *self.entities, "linkedMaps": {},
        })
    }

    /// All registrations that it names.
    pub(crate) fn registrations(&self) -> Vec<String> {
        let mut all: Vec<String> = self.entities.values().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The maps of all tenants.
#[derive(Default)]
pub(crate) struct Maps(Mutex<HashMap<(String, String), EntityMap>>);

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

impl Maps {
    /// Keeps a new map.
    fn add(
        &self,
        tenant: &str,
        lifetime: Duration,
        entities: BTreeMap<String, Vec<String>>,
    ) -> EntityMap {
        let now = clock::now().micros;
        let map = EntityMap {
            id: format!("urn:ngsi-ld:EntityMap:{}", Uuid::new_v4()),
            expires_at: now.saturating_add(micros(lifetime)),
            entities: Arc::new(entities),
        };
        let mut all = lock(&self.0);
        all.retain(|_, map| map.expires_at > now);
        all.insert((tenant.to_owned(), map.id.clone()), map.clone());
        while all.values().map(|map| map.entities.len()).sum::<usize>() > MAX_ENTITIES {
            let first = all.iter().min_by_key(|(_, map)| map.expires_at);
            let Some(key) = first.map(|(key, _)| key.clone()) else {
                break;
            };
            all.remove(&key);
        }
        map
    }

    /// Takes out of a map what has not been found, for it does not fit, or not any longer (§5.5.9.3). What sources have
    /// stays when not `everywhere` was looked.
    pub(crate) fn prune(&self, tenant: &str, id: &str, found: &BTreeSet<&str>, everywhere: bool) {
        let key = (tenant.to_owned(), id.to_owned());
        let stays = |id: &str, origins: &[String]| {
            found.contains(id) || !everywhere && origins.iter().any(|one| one != HERE)
        };
        if let Some(map) = lock(&self.0).get_mut(&key)
            && !map.entities.iter().all(|(id, at)| stays(id, at))
        {
            Arc::make_mut(&mut map.entities).retain(|id, at| stays(id, at));
        }
    }

    /// A map that is there and has not ended.
    fn find(&self, tenant: &str, id: &str) -> Option<EntityMap> {
        let now = clock::now().micros;
        lock(&self.0)
            .get(&(tenant.to_owned(), id.to_owned()))
            .filter(|map| map.expires_at > now)
            .cloned()
    }
}

/// The lifetime that a client asks for (`entityMapLifetime`).
fn lifetime(call: &Call) -> Result<Duration, Problem> {
    match call.parameter("entityMapLifetime") {
        None => Ok(LIFETIME),
        Some(text) => clock::duration(text)
            .map(|time| time.min(MAX_LIFETIME))
            .ok_or_else(|| {
                Problem::bad_data(format!("`entityMapLifetime` is a duration, not `{text}`"))
            }),
    }
}

/// How a request wants a map to be used.
pub(crate) struct Use {
    /// The map that fixes what the request is about.
    pub(crate) known: Option<EntityMap>,
    /// How long a new one is to last, where one is wanted; one that has ended is made anew (§5.5.14).
    wants: Option<Duration>,
}

impl Use {
    pub(crate) fn of(broker: &Broker, call: &Call) -> Result<Self, Problem> {
        let named = call
            .headers
            .get(&ENTITY_MAP)
            .and_then(|value| value.to_str().ok());
        let known = named.and_then(|location| {
            let id = location.rsplit('/').next().unwrap_or(location);
            let id = id.replace("%3A", ":").replace("%3a", ":");
            broker.maps.find(&call.tenant, &id)
        });
        let lifetime = lifetime(call)?;
        let is_wanted = call.flag("entityMap")? || named.is_some();
        Ok(Self {
            wants: (is_wanted && known.is_none()).then_some(lifetime),
            known,
        })
    }

    /// Makes the map that is wanted, and says in the answer where the map is.
    pub(crate) fn say(
        &self,
        broker: &Broker,
        call: &Call,
        answer: Answer,
        entities: impl FnOnce() -> BTreeMap<String, Vec<String>>,
    ) -> (Answer, bool) {
        if let Some(known) = &self.known {
            return (answer.with(ENTITY_MAP, &known.location()), false);
        }
        match self.wants {
            None => (answer, false),
            Some(lifetime) => {
                let map = broker.maps.add(&call.tenant, lifetime, entities());
                (answer.with(ENTITY_MAP, &map.location()), true)
            }
        }
    }
}
