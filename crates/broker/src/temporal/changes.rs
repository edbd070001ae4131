//! Changes of the temporal evolution itself (ETSI GS CIM 009 §5.6.11 to §5.6.16).

use std::collections::BTreeMap;

use ngsi_ld::change::Which;
use ngsi_ld::entity::Kind;
use ngsi_ld::represent::{self, Representation};
use ngsi_ld::{Attribute, Evolution, Problem, ProblemKind};
use serde_json::{Map, Value, json};
use storage::broker::history::{Instances, Memory, SealedInstance};

use super::read::MAX_INSTANCES;
use super::record::{self, kept, of_evolution};
use super::{SCOPE, no_evolution};
use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call};
use crate::clock;
use crate::contexts::Named;
use crate::entities::encoded;
use crate::store::failed;

/// `POST /temporal/entities` (§5.6.11): makes an evolution, or adds to the one that is there.
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let evolution = Evolution::parse(&document, &context.active)?;
    let location = format!("{BASE}/temporal/entities/{}", encoded(&evolution.id));
    let memory = of_evolution(evolution, &clock::now())?;
    broker.make_tenant(&call.tenant).await?;
    let is_new = broker
        .store
        .remember(&call.tenant, &memory)
        .await
        .map_err(|error| failed(&error))?;
    Ok(if is_new {
        Answer::created(&location)
    } else {
        Answer::no_content()
    })
}

/// `DELETE /temporal/entities/{id}` (§5.6.16).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    broker.need_tenant(&call.tenant).await?;
    let forgotten = broker.store.forget(&call.tenant, id).await;
    if forgotten.map_err(|error| failed(&error))? {
        Ok(Answer::no_content())
    } else {
        Err(no_evolution(id))
    }
}

/// `POST /temporal/entities/{id}/attrs` (§5.6.12).
pub(crate) async fn append(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let mut evolution = Evolution::fragment(&document, &context.active)?;
    if !evolution.id.is_empty() && evolution.id != id {
        return Err(Problem::bad_data("the body's `id` is not that of the path"));
    }
    id.clone_into(&mut evolution.id);
    broker.need_history(&call.tenant, id).await?;
    let memory = of_evolution(evolution, &clock::now())?;
    let remembered = broker.store.remember(&call.tenant, &memory).await;
    remembered.map_err(|error| failed(&error))?;
    Ok(Answer::no_content())
}

/// The attribute that a path names, expanded.
fn named(name: &str, context: &Named) -> Result<String, Problem> {
    if name == SCOPE {
        return Ok(SCOPE.to_owned());
    }
    // Whether a name can be is known by reading something of that name.
    let probe = json!({ name: [{ "type": "Property", "value": 0 }] });
    let read = Evolution::fragment(&probe, &context.active)?;
    let iri = read.attributes.into_keys().next();
    iri.ok_or_else(|| Problem::bad_data(format!("`{name}` is not the name of an attribute")))
}

fn no_instance(name: &str) -> Problem {
    Problem::not_found(format!("there is no such instance of `{name}`"))
}

/// `DELETE /temporal/entities/{id}/attrs/{name}` (§5.6.13): the default instances, those of a dataset, or all.
pub(crate) async fn delete_attribute(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    call.know(&["deleteAll", "datasetId", "local", "via"])?;
    let context = broker.contexts.of_link(call).await?;
    let iri = named(name, &context)?;
    let which = match (call.flag("deleteAll")?, call.parameter("datasetId")) {
        (true, _) => Instances::All,
        (false, None | Some("@none")) => Instances::Dataset(""),
        (false, Some(dataset)) => {
            crate::entities::check_id(dataset)?;
            Instances::Dataset(dataset)
        }
    };
    forget(broker, call, id, (name, &iri), which).await
}

/// `DELETE /temporal/entities/{id}/attrs/{name}/{instance}` (§5.6.15).
pub(crate) async fn delete_instance(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
    instance: &str,
) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let context = broker.contexts.of_link(call).await?;
    let iri = named(name, &context)?;
    forget(broker, call, id, (name, &iri), Instances::One(instance)).await
}

async fn forget(
    broker: &Broker,
    call: &Call,
    id: &str,
    (name, iri): (&str, &str),
    which: Instances<'_>,
) -> Result<Answer, Problem> {
    broker.need_history(&call.tenant, id).await?;
    let now = clock::now().micros;
    let forgotten = broker
        .store
        .forget_instances(&call.tenant, id, iri, which, now)
        .await
        .map_err(|error| failed(&error))?;
    if forgotten == 0 {
        return Err(no_instance(name));
    }
    Ok(Answer::no_content())
}

/// `PATCH /temporal/entities/{id}/attrs/{name}/{instance}` (§5.6.14): members that are said take the place of those that
/// are there. The body is the instance, or a fragment of the evolution with it.
pub(crate) async fn update_instance(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
    instance: &str,
) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let Value::Object(patch) = document else {
        return Err(Problem::bad_data("an instance is a JSON object"));
    };
    let iri = named(name, &context)?;
    broker.need_history(&call.tenant, id).await?;
    let store = &broker.store;
    let found = store.instance(&call.tenant, id, &iri, instance).await;
    let found = found
        .map_err(|error| failed(&error))?
        .ok_or_else(|| no_instance(name))?;
    let old = opened(broker, call, &found).await?;
    let patch = members(patch, name, old.kind)?;
    let mut new = patched(&old, patch, name, &context)?;
    instance.clone_into(&mut new.id);
    new.attribute.stamp(&old.created_at, &clock::now().text);
    let new = kept(&iri, &new)?;
    match store.replace_instance(&call.tenant, id, &new).await {
        Ok(()) => Ok(Answer::no_content()),
        // It went meanwhile.
        Err(storage::Error::Conflict { .. }) => Err(no_instance(name)),
        Err(error) => Err(failed(&error)),
    }
}

async fn opened(broker: &Broker, call: &Call, one: &SealedInstance) -> Result<Attribute, Problem> {
    let json = broker.store.open_instance(&call.tenant, one).await;
    serde_json::from_slice(&json.map_err(|error| failed(&error))?)
        .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))
}

/// Adds to the past of an entity that is known by its past alone that an attribute (expanded) was deleted; gives whether
/// there was one.
pub(crate) async fn ended(
    broker: &Broker,
    call: &Call,
    id: &str,
    iri: &str,
    which: &Which,
) -> Result<bool, Problem> {
    let (store, tenant) = (&broker.store, &call.tenant);
    let head = store.history(tenant, id).await;
    let head = head.map_err(|error| failed(&error))?;
    if head.is_none_or(|head| head.deleted_at.is_some()) || broker.find(tenant, id).await?.is_some()
    {
        return Ok(false);
    }
    let limit = i64::try_from(MAX_INSTANCES).unwrap_or(i64::MAX);
    let all = store.instances_of(tenant, id, iri, limit).await;
    let mut latest: BTreeMap<String, SealedInstance> = BTreeMap::new();
    for one in all.map_err(|error| failed(&error))? {
        latest.insert(one.dataset.clone(), one);
    }
    let now = clock::now();
    let mut instances = Vec::new();
    for (dataset, one) in latest {
        let is_meant = match which {
            Which::All => true,
            Which::Default => dataset.is_empty(),
            Which::Dataset(name) => dataset == *name,
        };
        if is_meant && one.deleted_at.is_none() {
            let end = if iri == SCOPE {
                record::scope(&[], &now)
            } else {
                record::deleted(&opened(broker, call, &one).await?, &now)
            };
            instances.push(kept(iri, &end)?);
        }
    }
    if instances.is_empty() {
        return Ok(false);
    }
    let memory = Memory {
        id: id.to_owned(),
        types: Vec::new(),
        at: now.micros,
        is_deleted: false,
        instances,
    };
    let remembered = store.remember(tenant, &memory).await;
    remembered.map_err(|error| failed(&error))?;
    Ok(true)
}

/// What a body says of an instance: its own members, or what it has below the attribute's name.
fn members(
    mut body: Map<String, Value>,
    name: &str,
    kind: Kind,
) -> Result<Map<String, Value>, Problem> {
    let is_instance = body.contains_key(kind.member())
        || body.get("type").and_then(Value::as_str) == Some(kind.name());
    if is_instance || !body.contains_key(name) {
        return Ok(body);
    }
    let one = match body.remove(name) {
        Some(Value::Array(mut all)) if all.len() == 1 => all.pop(),
        other => other,
    };
    match one {
        Some(Value::Object(one)) => Ok(one),
        _ => Err(Problem::bad_data(format!(
            "`{name}` is one instance, a JSON object"
        ))),
    }
}

/// An instance with members of a patch in the place of its own (§5.5.8).
fn patched(
    old: &Attribute,
    patch: Map<String, Value>,
    name: &str,
    context: &Named,
) -> Result<ngsi_ld::entity::Instance, Problem> {
    let mut json = represent::instance(old, &context.active, &Representation::default());
    if let Some(map) = json.as_object_mut() {
        for (member, value) in patch {
            let value_member = member == old.kind.member();
            if value.as_str() == Some(ngsi_ld::entity::NULL) && !value_member {
                map.remove(&member);
            } else {
                map.insert(member, value);
            }
        }
    }
    let read = Evolution::fragment(&json!({ name: [json] }), &context.active)?;
    let one = read.attributes.into_values().flatten().next();
    one.ok_or_else(|| Problem::bad_data(format!("`{name}` has no value")))
}
