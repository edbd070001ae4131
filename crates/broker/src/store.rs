//! Reading and writing entities: the one place every change of an entity goes through.

use ngsi_ld::{Entity, Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use storage::broker::changes::Changed;
use storage::broker::entities::{StoredEntity, Write};
use storage::broker::index::IndexedValue;
use uuid::Uuid;

use crate::Broker;
use crate::clock;
use crate::temporal::record;

/// Rows read at once when all entities are gone through.
const PAGE: i64 = 500;
/// How often a change is tried again when another came between: each loser has seen a winner.
const ATTEMPTS: usize = 20;

/// An entity as read, with what guards its next write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) entity: Entity,
    pub(crate) version: i64,
    /// When it was made, in microseconds since the epoch: all are read in this order.
    pub(crate) created_at: i64,
}

/// A change of one entity: what was, and what is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) before: Option<Stored>,
    pub(crate) after: Option<Entity>,
}

impl Change {
    /// The entity as it is now, or as it was.
    pub(crate) fn subject(&self) -> Option<&Entity> {
        let before = self.before.as_ref().map(|stored| &stored.entity);
        self.after.as_ref().or(before)
    }
}

/// Some of all entities.
#[derive(Debug, Default)]
pub(crate) struct Alive {
    /// Those of them that have not ended.
    pub(crate) alive: Vec<Stored>,
    /// After which the next ones come; none where there are no more.
    pub(crate) last: Option<(i64, String)>,
}

/// Why a change was not made.
enum Refused {
    /// Another change came between; read again and try again.
    Overtaken,
    Failed(Problem),
}

/// A failure of the database.
pub(crate) fn failed(error: &storage::Error) -> Problem {
    Problem::new(ProblemKind::InternalError, error.to_string())
}

fn opened(stored: &StoredEntity) -> Result<Stored, Problem> {
    let entity = serde_json::from_slice(&stored.json)
        .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))?;
    Ok(Stored {
        entity,
        version: stored.version,
        created_at: stored.created_at,
    })
}

/// Whether a transient entity has ended (ETSI GS CIM 009 §4.22); drops instances that have.
fn alive(mut stored: Stored, now: i64) -> Option<Stored> {
    let ended = |at: &Option<String>| {
        at.as_deref()
            .and_then(ngsi_ld::entity::micros)
            .is_some_and(|at| at <= now)
    };
    if ended(&stored.entity.expires_at) {
        return None;
    }
    for instances in stored.entity.attributes.values_mut() {
        instances.retain(|one| !ended(&one.expires_at));
    }
    stored
        .entity
        .attributes
        .retain(|_, instances| !instances.is_empty());
    Some(stored)
}

impl Broker {
    /// Whether the tenant exists; the default one always does (§6.3.14).
    pub(crate) async fn need_tenant(&self, tenant: &str) -> Result<(), Problem> {
        if tenant.is_empty() {
            return Ok(());
        }
        match self.store.tenant_exists(tenant).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Problem::new(
                ProblemKind::NonexistentTenant,
                format!("there is no tenant `{tenant}`"),
            )),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Makes the tenant known by the first thing that is made in it (§4.14).
    pub(crate) async fn make_tenant(&self, tenant: &str) -> Result<(), Problem> {
        if tenant.is_empty() {
            return Ok(());
        }
        self.store
            .create_tenant(tenant, clock::now().micros)
            .await
            .map_err(|error| failed(&error))
    }

    /// One entity.
    pub(crate) async fn find(&self, tenant: &str, id: &str) -> Result<Option<Stored>, Problem> {
        let found = self.raw(tenant, id).await?;
        Ok(found.and_then(|stored| alive(stored, clock::now().micros)))
    }

    /// One entity that must be there.
    pub(crate) async fn need(&self, tenant: &str, id: &str) -> Result<Stored, Problem> {
        let found = self.find(tenant, id).await?;
        found.ok_or_else(|| no_entity(id))
    }

    async fn raw(&self, tenant: &str, id: &str) -> Result<Option<Stored>, Problem> {
        let found = self
            .store
            .entity(tenant, id)
            .await
            .map_err(|error| failed(&error))?;
        found.as_ref().map(opened).transpose()
    }

    /// All entities, the oldest first; only those of a type (expanded), if one is given.
    pub(crate) async fn all(
        &self,
        tenant: &str,
        entity_type: Option<&str>,
    ) -> Result<Vec<Stored>, Problem> {
        let mut all = Vec::new();
        let mut after = (i64::MIN, String::new());
        loop {
            let page = self
                .page(tenant, entity_type, (after.0, &after.1), PAGE)
                .await?;
            all.extend(page.alive);
            match page.last {
                Some(last) => after = last,
                None => return Ok(all),
            }
        }
    }

    /// Entities that come after one (when it was made, and its id), among the next `most`.
    pub(crate) async fn page(
        &self,
        tenant: &str,
        entity_type: Option<&str>,
        after: (i64, &str),
        most: i64,
    ) -> Result<Alive, Problem> {
        let now = clock::now().micros;
        let found = self.store.entities(tenant, entity_type, after, most).await;
        let found = found.map_err(|error| failed(&error))?;
        let mut page = Alive::default();
        if i64::try_from(found.len()).is_ok_and(|length| length >= most) {
            page.last = found.last().map(|last| (last.created_at, last.id.clone()));
        }
        for stored in &found {
            page.alive.extend(alive(opened(stored)?, now));
        }
        Ok(page)
    }

    /// Entities that the index has for this value, the oldest first.
    pub(crate) async fn of_value(
        &self,
        tenant: &str,
        value: &IndexedValue,
    ) -> Result<Vec<Stored>, Problem> {
        let now = clock::now().micros;
        let found = self.store.entities_by_value(tenant, value).await;
        let mut all = Vec::new();
        for stored in &found.map_err(|error| failed(&error))? {
            all.extend(alive(opened(stored)?, now));
        }
        Ok(all)
    }

    /// Makes changes, all or none.
    async fn commit(&self, tenant: &str, changes: Vec<Change>) -> Result<(), Refused> {
        let now = clock::now();
        let created_at = now.micros;
        let memories = if self.config.history {
            record::of_changes(&changes, &now).map_err(Refused::Failed)?
        } else {
            Vec::new()
        };
        let mut bodies = Vec::with_capacity(changes.len());
        for change in &changes {
            let values = match &change.after {
                Some(after) => self.indexed_values(after).await.map_err(Refused::Failed)?,
                None => Vec::new(),
            };
            let json = change
                .after
                .as_ref()
                .map(serde_json::to_vec)
                .transpose()
                .map_err(|error| {
                    Refused::Failed(Problem::new(ProblemKind::InternalError, error.to_string()))
                })?;
            bodies.push((json.unwrap_or_default(), values));
        }
        let writes: Vec<Write<'_>> = changes
            .iter()
            .zip(&bodies)
            .filter_map(
                |(change, (json, values))| match (&change.before, &change.after) {
                    (None, Some(after)) => Some(Write::Create {
                        id: &after.id,
                        types: &after.types,
                        values,
                        json,
                        created_at,
                    }),
                    (Some(before), Some(after)) => Some(Write::Replace {
                        id: &after.id,
                        version: before.version,
                        types: &after.types,
                        values,
                        json,
                    }),
                    (Some(before), None) => Some(Write::Delete {
                        id: &before.entity.id,
                        version: before.version,
                    }),
                    (None, None) => None,
                },
            )
            .collect();
        // What is to be told of a change lasts as the change itself does.
        let id = self.notifications.is_awaited(self, tenant, &changes).await;
        let id = id.then(|| Uuid::now_v7().to_string());
        let json = match &id {
            Some(_) => serde_json::to_vec(&changes).unwrap_or_default(),
            None => Vec::new(),
        };
        let changed = id.as_deref().map(|id| Changed {
            id,
            created_at,
            json: &json,
        });
        self.observed(tenant, &changes, false).await;
        match self.store.write(tenant, &writes, &memories, changed).await {
            Ok(()) => {
                self.observed(tenant, &changes, true).await;
                self.notifications.changed(tenant, id, changes);
                Ok(())
            }
            Err(storage::Error::Conflict { .. } | storage::Error::Duplicate { .. }) => {
                Err(Refused::Overtaken)
            }
            Err(error) => Err(Refused::Failed(failed(&error))),
        }
    }

    /// Makes the changes that are planned, and planned anew from what is there then when another change came between.
    pub(crate) async fn write<T, F>(
        &self,
        tenant: &str,
        plan: impl Fn() -> F + Send,
    ) -> Result<T, Problem>
    where
        T: Send,
        F: Future<Output = Result<(Vec<Change>, T), Problem>> + Send,
    {
        for _ in 0..ATTEMPTS {
            let (changes, outcome) = plan().await?;
            match self.commit(tenant, changes).await {
                Ok(()) => return Ok(outcome),
                Err(Refused::Overtaken) => {}
                Err(Refused::Failed(problem)) => return Err(problem),
            }
        }
        Err(Problem::new(
            ProblemKind::InternalError,
            "others change the same entity all the time; try again",
        ))
    }

    /// Changes one entity that must be there.
    pub(crate) async fn change<T: Send>(
        &self,
        tenant: &str,
        id: &str,
        apply: impl Fn(&mut Entity) -> Result<T, Problem> + Send + Sync,
    ) -> Result<T, Problem> {
        let apply = &apply;
        self.write(tenant, || async move {
            let before = self.need(tenant, id).await?;
            let mut after = before.entity.clone();
            let outcome = apply(&mut after)?;
            let change = Change {
                before: Some(before),
                after: Some(after),
            };
            Ok((vec![change], outcome))
        })
        .await
    }

    /// Makes an entity that must not be there.
    pub(crate) async fn create(&self, tenant: &str, entity: &Entity) -> Result<(), Problem> {
        self.write(tenant, || async move {
            let before = self.raw(tenant, &entity.id).await?;
            let now = clock::now().micros;
            if before.clone().and_then(|one| alive(one, now)).is_some() {
                return Err(already_there(&entity.id));
            }
            // An entity whose time has ended makes room.
            let change = Change {
                before,
                after: Some(entity.clone()),
            };
            Ok((vec![change], ()))
        })
        .await
    }
}

pub(crate) fn already_there(id: &str) -> Problem {
    Problem::new(
        ProblemKind::AlreadyExists,
        format!("there is an entity `{id}` already"),
    )
}

pub(crate) fn no_entity(id: &str) -> Problem {
    Problem::not_found(format!("there is no entity `{id}`"))
}
