//! Reading and writing entities: the one place every change of an entity goes through.

use ngsi_ld::{Entity, Problem, ProblemKind};
use storage::broker::entities::{StoredEntity, Write};

use crate::Broker;
use crate::clock;

/// Rows read at once when all entities are gone through.
const PAGE: i64 = 500;
/// How often a change is tried again when another came between: each loser has seen a winner.
pub(crate) const ATTEMPTS: usize = 20;

/// An entity as read, with what guards its next write.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) entity: Entity,
    pub(crate) version: i64,
}

/// A change of one entity: what was, and what is to be.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) before: Option<Stored>,
    pub(crate) after: Option<Entity>,
}

/// Why a change was not made.
pub(crate) enum Refused {
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
        let now = clock::now().micros;
        let mut all = Vec::new();
        let mut after = (i64::MIN, String::new());
        loop {
            let page = self
                .store
                .entities(tenant, entity_type, (after.0, &after.1), PAGE)
                .await
                .map_err(|error| failed(&error))?;
            let Some(last) = page.last() else {
                return Ok(all);
            };
            after = (last.created_at, last.id.clone());
            for stored in &page {
                all.extend(alive(opened(stored)?, now));
            }
        }
    }

    /// Makes changes, all or none.
    pub(crate) async fn commit(&self, tenant: &str, changes: &[Change]) -> Result<(), Refused> {
        let created_at = clock::now().micros;
        let mut bodies = Vec::with_capacity(changes.len());
        for change in changes {
            let json = change
                .after
                .as_ref()
                .map(serde_json::to_vec)
                .transpose()
                .map_err(|error| {
                    Refused::Failed(Problem::new(ProblemKind::InternalError, error.to_string()))
                })?;
            bodies.push(json.unwrap_or_default());
        }
        let writes: Vec<Write<'_>> = changes
            .iter()
            .zip(&bodies)
            .filter_map(|(change, json)| match (&change.before, &change.after) {
                (None, Some(after)) => Some(Write::Create {
                    id: &after.id,
                    types: &after.types,
                    json,
                    created_at,
                }),
                (Some(before), Some(after)) => Some(Write::Replace {
                    id: &after.id,
                    version: before.version,
                    types: &after.types,
                    json,
                }),
                (Some(before), None) => Some(Write::Delete {
                    id: &before.entity.id,
                    version: before.version,
                }),
                (None, None) => None,
            })
            .collect();
        match self.store.write(tenant, &writes).await {
            Ok(()) => {
                self.notifications.changed(tenant, changes.to_vec());
                Ok(())
            }
            Err(storage::Error::Conflict { .. } | storage::Error::Duplicate { .. }) => {
                Err(Refused::Overtaken)
            }
            Err(error) => Err(Refused::Failed(failed(&error))),
        }
    }

    /// Changes one entity that must be there, again from the start when another change came between.
    pub(crate) async fn change<T: Send>(
        &self,
        tenant: &str,
        id: &str,
        mut apply: impl FnMut(&mut Entity) -> Result<T, Problem> + Send,
    ) -> Result<T, Problem> {
        for _ in 0..ATTEMPTS {
            let before = self.find(tenant, id).await?.ok_or_else(|| no_entity(id))?;
            let mut after = before.entity.clone();
            let outcome = apply(&mut after)?;
            let change = Change {
                before: Some(before),
                after: Some(after),
            };
            match self.commit(tenant, &[change]).await {
                Ok(()) => return Ok(outcome),
                Err(Refused::Overtaken) => {}
                Err(Refused::Failed(problem)) => return Err(problem),
            }
        }
        Err(busy())
    }

    /// Makes an entity that must not be there.
    pub(crate) async fn create(&self, tenant: &str, entity: Entity) -> Result<(), Problem> {
        let id = entity.id.clone();
        for _ in 0..ATTEMPTS {
            // An entity whose time has ended makes room.
            let ended = match self.find(tenant, &id).await? {
                Some(_) => {
                    return Err(Problem::new(
                        ProblemKind::AlreadyExists,
                        format!("there is an entity `{id}` already"),
                    ));
                }
                None => self.raw(tenant, &id).await?,
            };
            let change = Change {
                before: ended,
                after: Some(entity.clone()),
            };
            match self.commit(tenant, &[change]).await {
                Ok(()) => return Ok(()),
                Err(Refused::Overtaken) => {}
                Err(Refused::Failed(problem)) => return Err(problem),
            }
        }
        Err(busy())
    }
}

pub(crate) fn busy() -> Problem {
    Problem::new(
        ProblemKind::InternalError,
        "others change the same entity all the time; try again",
    )
}

pub(crate) fn no_entity(id: &str) -> Problem {
    Problem::not_found(format!("there is no entity `{id}`"))
}
