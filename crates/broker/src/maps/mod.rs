//! Entity maps: which entities a query has found and where they are, so that following requests are about the same
//! (ETSI GS CIM 009 §4.5.25, §5.2.39, §5.5.14, §5.14). They are kept in the store until they end.

pub(crate) mod api;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use http::HeaderName;
use ngsi_ld::{Problem, ProblemKind};
use serde::Serialize;
use serde_json::{Value, json};
use storage::broker::maps::StoredMap;
use uuid::Uuid;

use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call};
use crate::clock;
use crate::store::failed;

/// The header that names a map (§6.3.21).
pub(crate) const ENTITY_MAP: HeaderName = HeaderName::from_static("ngsild-entitymap");
/// What stands for this broker among the sources of an entity (§5.2.39).
pub(crate) const HERE: &str = "@none";
/// How long a map lasts unless the client says otherwise.
const LIFETIME: Duration = Duration::from_hours(1);
/// The longest that a client may have one.
const MAX_LIFETIME: Duration = Duration::from_hours(24);
/// Entities in all maps of a tenant together; the maps that end first make room.
const MAX_ENTITIES: i64 = 1_000_000;

/// A map.
#[derive(Debug, Clone)]
pub(crate) struct EntityMap {
    pub(crate) id: String,
    /// Microseconds since the epoch.
    expires_at: i64,
    /// By entity: registrations of the sources that have it, and [`HERE`].
    pub(crate) entities: BTreeMap<String, Vec<String>>,
}

impl EntityMap {
    pub(crate) fn location(&self) -> String {
        location(&self.id)
    }

    fn document(&self) -> Value {
        document(&self.id, self.expires_at, &self.entities)
    }

    /// All registrations that it names.
    pub(crate) fn registrations(&self) -> Vec<String> {
        let mut all: Vec<String> = self.entities.values().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

impl Broker {
    /// Makes a new map.
    async fn add_map(
        &self,
        tenant: &str,
        lifetime: Duration,
        entities: BTreeMap<String, Vec<String>>,
    ) -> Result<EntityMap, Problem> {
        let map = EntityMap {
            id: new_id(),
            expires_at: clock::now().micros.saturating_add(micros(lifetime)),
            entities,
        };
        self.keep_map(tenant, &map).await?;
        Ok(map)
    }

    async fn keep_map(&self, tenant: &str, map: &EntityMap) -> Result<(), Problem> {
        let json = serde_json::to_vec(&map.entities)
            .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))?;
        let stored = StoredMap {
            id: map.id.clone(),
            expires_at: map.expires_at,
            entities: i64::try_from(map.entities.len()).unwrap_or(i64::MAX),
            json: json.into(),
        };
        self.store
            .put_map(tenant, &stored, clock::now().micros, MAX_ENTITIES)
            .await
            .map_err(|error| failed(&error))
    }

    /// Takes out of a map what has not been found, for it does not fit, or not any longer (§5.5.9.3). What sources have
    /// stays when not `everywhere` was looked.
    pub(crate) async fn prune_map(
        &self,
        tenant: &str,
        map: &EntityMap,
        found: &BTreeSet<&str>,
        everywhere: bool,
    ) -> Result<(), Problem> {
        let stays = |id: &str, origins: &[String]| {
            found.contains(id) || !everywhere && origins.iter().any(|one| one != HERE)
        };
        if map.entities.iter().all(|(id, at)| stays(id, at)) {
            return Ok(());
        }
        let mut pruned = map.clone();
        pruned.entities.retain(|id, at| stays(id, at));
        self.keep_map(tenant, &pruned).await
    }

    /// A map that is there and has not ended.
    async fn find_map(&self, tenant: &str, id: &str) -> Result<Option<EntityMap>, Problem> {
        let stored = self
            .store
            .map(tenant, id, clock::now().micros)
            .await
            .map_err(|error| failed(&error))?;
        Ok(stored.and_then(|stored| {
            Some(EntityMap {
                entities: serde_json::from_slice(&stored.json).ok()?,
                id: stored.id,
                expires_at: stored.expires_at,
            })
        }))
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

/// What a request says of maps.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// The id of the map that fixes what it is about.
    pub(crate) named: Option<String>,
    /// Whether a new one is wanted where the named one is not there (§5.5.14).
    pub(crate) is_wanted: bool,
    /// How long that is to last.
    pub(crate) lifetime: Duration,
}

impl Said {
    pub(crate) fn of(call: &Call) -> Result<Self, Problem> {
        let named = call
            .headers
            .get(&ENTITY_MAP)
            .and_then(|value| value.to_str().ok())
            .map(|location| {
                let id = location.rsplit('/').next().unwrap_or(location);
                id.replace("%3A", ":").replace("%3a", ":")
            });
        Ok(Self {
            is_wanted: call.flag("entityMap")? || named.is_some(),
            lifetime: lifetime(call)?,
            named,
        })
    }
}

/// The document of a map (§5.2.39). Sources are asked for entities, not for maps of their own: none is linked.
pub(crate) fn document(id: &str, expires_at: i64, entities: &impl Serialize) -> Value {
    json!({
        "id": id, "type": "EntityMap", "expiresAt": clock::text(expires_at),
        "entityMap": entities, "linkedMaps": {},
    })
}

/// Where a map is.
pub(crate) fn location(id: &str) -> String {
    format!("{BASE}/entityMaps/{id}")
}

/// A new map's id.
pub(crate) fn new_id() -> String {
    format!("urn:ngsi-ld:EntityMap:{}", Uuid::new_v4())
}

/// When a map is to end, as a client changes it (§5.14.2); none where it says nothing of that.
pub(crate) fn prolonged(patch: &Value) -> Result<Option<i64>, Problem> {
    match patch.get("expiresAt") {
        None => Ok(None),
        Some(Value::String(text)) if ngsi_ld::entity::date_time(text) => {
            let latest = clock::now().micros.saturating_add(micros(MAX_LIFETIME));
            Ok(ngsi_ld::entity::micros(text).map(|at| at.min(latest)))
        }
        Some(wrong) => Err(Problem::bad_data(format!(
            "`expiresAt` is a date and time, not {wrong}"
        ))),
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
    pub(crate) async fn of(broker: &Broker, call: &Call) -> Result<Self, Problem> {
        let said = Said::of(call)?;
        let known = match &said.named {
            None => None,
            Some(id) => broker.find_map(&call.tenant, id).await?,
        };
        Ok(Self {
            wants: (said.is_wanted && known.is_none()).then_some(said.lifetime),
            known,
        })
    }

    /// Makes the map that is wanted, and says in the answer where the map is.
    pub(crate) async fn say(
        &self,
        broker: &Broker,
        call: &Call,
        answer: Answer,
        entities: impl FnOnce() -> BTreeMap<String, Vec<String>> + Send,
    ) -> Result<(Answer, bool), Problem> {
        if let Some(known) = &self.known {
            return Ok((answer.with(ENTITY_MAP, &known.location()), false));
        }
        match self.wants {
            None => Ok((answer, false)),
            Some(lifetime) => {
                let map = broker.add_map(&call.tenant, lifetime, entities()).await?;
                Ok((answer.with(ENTITY_MAP, &map.location()), true))
            }
        }
    }
}
