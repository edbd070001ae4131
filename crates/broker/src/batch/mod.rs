//! Batch operations: one transaction, a result per entity (ETSI GS CIM 009 §5.6.7 to §5.6.10, §5.6.20, §6.14 to §6.17).

mod spread;

use std::collections::{BTreeMap, HashSet};

use http::StatusCode;
use ngsi_ld::change::{self, Common};
use ngsi_ld::entity::{Form, Nulls, fragment_in};
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde_json::{Value, json};

use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::contexts::Named;
use crate::entities::check_id;
use crate::registrations::spread::entity_error;
use crate::store::{Change, Stored, already_there, no_entity};

/// Entities in one batch at most: all of them are in memory, twice.
const MAX_ENTITIES: usize = 20_000;

/// What is done with each entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Upsert { update: bool },
    Update { no_overwrite: bool },
    Merge,
}

/// One entity of a batch, as it was sent.
struct Item {
    id: String,
    content: Result<(Value, Named), Problem>,
    /// Whether this broker has a part of it.
    is_here: bool,
}

/// What became of a batch; an entity may be named more than once.
#[derive(Default)]
struct Results {
    created: Vec<String>,
    changed: Vec<String>,
    /// By entity; with the registration of the source where it went wrong.
    errors: Vec<(String, Option<String>, Problem)>,
}

/// The entities that a batch has touched so far.
#[derive(Default)]
struct Working {
    /// By id: as stored, and as it is to be.
    entities: BTreeMap<String, (Option<Stored>, Option<Entity>)>,
}

impl Working {
    async fn current(
        &mut self,
        broker: &Broker,
        tenant: &str,
        id: &str,
    ) -> Result<&mut Option<Entity>, Problem> {
        if !self.entities.contains_key(id) {
            let stored = broker.find(tenant, id).await?;
            let entity = stored.as_ref().map(|stored| stored.entity.clone());
            self.entities.insert(id.to_owned(), (stored, entity));
        }
        let (_, current) = self.entities.entry(id.to_owned()).or_default();
        Ok(current)
    }

    fn changes(self) -> Vec<Change> {
        self.entities
            .into_values()
            .filter(|(before, after)| {
                before.as_ref().map(|stored| &stored.entity) != after.as_ref()
            })
            .map(|(before, after)| Change { before, after })
            .collect()
    }
}

/// `POST /entityOperations/create`, `/upsert`, `/update` and `/merge`.
pub(crate) async fn write(
    broker: &Broker,
    call: &Call,
    operation: Operation,
) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via"])?;
    let mut items = items(broker, call).await?;
    match operation {
        Operation::Create | Operation::Upsert { .. } => broker.make_tenant(&call.tenant).await?,
        Operation::Update { .. } | Operation::Merge => broker.need_tenant(&call.tenant).await?,
    }
    let elsewhere = spread::write(broker, call, operation, &mut items).await?;
    let items = &items;
    let results = broker
        .write(&call.tenant, || async move {
            let (mut working, mut results) = (Working::default(), Results::default());
            for item in items.iter().filter(|item| item.is_here) {
                let (document, context) = match &item.content {
                    Ok(content) => content,
                    Err(problem) => {
                        results
                            .errors
                            .push((item.id.clone(), None, problem.clone()));
                        continue;
                    }
                };
                let current = working.current(broker, &call.tenant, &item.id).await?;
                match apply(
                    current,
                    (operation, call.form()),
                    &item.id,
                    document,
                    context,
                ) {
                    Ok(true) => results.created.push(item.id.clone()),
                    Ok(false) => results.changed.push(item.id.clone()),
                    Err(problem) => results.errors.push((item.id.clone(), None, problem)),
                }
            }
            Ok((working.changes(), results))
        })
        .await?;
    Ok(elsewhere.and(results).answer())
}

/// `POST /entityOperations/delete`.
pub(crate) async fn delete(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let content = call.content()?;
    let Value::Array(ids) = content.document else {
        return Err(Problem::bad_data("the body is an array of ids"));
    };
    broker.need_tenant(&call.tenant).await?;
    let (elsewhere, known) = spread::delete(broker, call, &ids).await?;
    let (ids, known) = (&ids, &known);
    let results = broker
        .write(&call.tenant, || async move {
            let (mut working, mut results) = (Working::default(), Results::default());
            for id in ids {
                let Some(id) = id.as_str().filter(|id| ngsi_ld::entity::is_uri(id)) else {
                    let problem = Problem::bad_data(format!("{id} is not a URI"));
                    let id = id.as_str().unwrap_or_default().to_owned();
                    results.errors.push((id, None, problem));
                    continue;
                };
                let current = working.current(broker, &call.tenant, id).await?;
                if current.take().is_some() {
                    results.changed.push(id.to_owned());
                } else if !known.contains(id) {
                    results.errors.push((id.to_owned(), None, no_entity(id)));
                }
            }
            Ok((working.changes(), results))
        })
        .await?;
    Ok(elsewhere.and(results).answer())
}

/// The entities of a batch, each with its own context (§6.3.5).
async fn items(broker: &Broker, call: &Call) -> Result<Vec<Item>, Problem> {
    let content = call.content()?;
    let Value::Array(documents) = content.document else {
        return Err(Problem::bad_data("the body is an array of entities"));
    };
    if documents.len() > MAX_ENTITIES {
        return Err(Problem::new(
            ProblemKind::TooManyResults,
            format!("a batch has at most {MAX_ENTITIES} entities"),
        ));
    }
    let link = call.link_context()?;
    if content.inline && link.is_some() {
        return Err(Problem::bad_data(
            "`application/ld+json` has its `@context` inside, not in a `Link` header",
        ));
    }
    let shared = broker.contexts.of_link(call).await?;
    let mut items = Vec::with_capacity(documents.len());
    for mut document in documents {
        let id = document
            .get("id")
            .or_else(|| document.get("@id"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let inside = document
            .as_object_mut()
            .and_then(|map| map.remove("@context"));
        let content = match (content.inline, inside) {
            (true, Some(inside)) => broker
                .contexts
                .resolve(&call.tenant, &inside)
                .await
                .map(|named| (document, named)),
            (false, None) => Ok((document, shared.clone())),
            (true, None) => Err(Problem::bad_data(
                "an entity in `application/ld+json` has an `@context`",
            )),
            (false, Some(_)) => Err(Problem::bad_data(
                "an entity in `application/json` has no `@context`",
            )),
        };
        items.push(Item {
            id,
            content,
            is_here: true,
        });
    }
    Ok(items)
}

/// Does the operation on one entity; gives whether it was made new.
fn apply(
    current: &mut Option<Entity>,
    (operation, form): (Operation, Form),
    id: &str,
    document: &Value,
    context: &Named,
) -> Result<bool, Problem> {
    let now = clock::now().text;
    let context = &context.active;
    let Some(existing) = current else {
        if matches!(operation, Operation::Update { .. } | Operation::Merge) {
            check_id(id)?;
            // §5.6.9.4: whether an entity can be is looked at before whether it is there.
            check((operation, form), document, context, &now)?;
            return Err(no_entity(id));
        }
        let mut entity = Entity::parse_in(form, document, context)?;
        entity.stamp_new(&now);
        *current = Some(entity);
        return Ok(true);
    };
    match operation {
        Operation::Create => Err(already_there(id)),
        Operation::Upsert { update: false } => {
            let source = Entity::parse_in(form, document, context)?;
            change::replace(existing, source, &now);
            Ok(false)
        }
        Operation::Upsert { update: true } => {
            let source = fragment_in(form, document, context, Nulls::Allowed)?;
            change::append(existing, source, false, &now);
            Ok(false)
        }
        Operation::Update { no_overwrite } => {
            let source = fragment_in(form, document, context, Nulls::Allowed)?;
            let outcome = change::append(existing, source, no_overwrite, &now);
            match outcome.not_updated.first() {
                None => Ok(false),
                Some((name, problem)) => Err(Problem::new(
                    problem.kind,
                    format!("`{}`: {}", context.compact(name), problem.detail),
                )),
            }
        }
        Operation::Merge => {
            let mut changed = existing.clone();
            change::merge(&mut changed, document, context, &written(form), &now)?;
            *existing = changed;
            Ok(false)
        }
    }
}

/// Whether a fragment for an entity that is not there could be one.
fn check(
    (operation, form): (Operation, Form),
    document: &Value,
    context: &Context,
    now: &str,
) -> Result<(), Problem> {
    if operation == Operation::Merge {
        let mut scratch = Entity::default();
        change::merge(&mut scratch, document, context, &written(form), now).map(drop)
    } else {
        fragment_in(form, document, context, Nulls::Allowed).map(drop)
    }
}

/// What a batch says for all attributes of a merge at once.
fn written(form: Form) -> Common {
    Common {
        form,
        ..Common::default()
    }
}

impl Results {
    /// These and others.
    fn and(mut self, other: Self) -> Self {
        self.created.extend(other.created);
        self.changed.extend(other.changed);
        self.errors.extend(other.errors);
        self
    }

    /// 201 with what was made, 204 when all else went well, 207 when something did not (§6.14.3). What was made and
    /// changed is said to be made; each entity is named once.
    fn answer(mut self) -> Answer {
        let mut named = HashSet::new();
        self.created.retain(|id| named.insert(id.clone()));
        self.changed.retain(|id| named.insert(id.clone()));
        if self.errors.is_empty() {
            return if self.created.is_empty() {
                Answer::no_content()
            } else {
                Answer::json(StatusCode::CREATED, json!(self.created))
            };
        }
        let success: Vec<String> = self.created.into_iter().chain(self.changed).collect();
        let errors: Vec<Value> = self
            .errors
            .iter()
            .map(|(id, registration, problem)| entity_error(id, registration.as_deref(), problem))
            .collect();
        Answer::json(
            StatusCode::MULTI_STATUS,
            json!({ "success": success, "errors": errors }),
        )
    }
}
