//! Changes of one entity and its attributes (ETSI GS CIM 009 §6.5 to §6.7).

use ngsi_ld::change::{self, Common, Outcome, Which};
use ngsi_ld::entity::{Form, Nulls, fragment_in};
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde_json::Value;

use super::of_type;
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::contexts::Named;
use crate::registrations::spread::{Deed, Plan, Says, Write};
use crate::temporal::changes::ended;

/// The member that holds scopes.
const SCOPE: &str = "scope";

/// An id within a body must be that of the path.
fn same_id(document: &Value, id: &str) -> Result<(), Problem> {
    match document.get("id").or_else(|| document.get("@id")) {
        Some(said) if said.as_str() != Some(id) => Err(Problem::bad_data(format!(
            "the body's `id` {said} is not that of the path"
        ))),
        _ => Ok(()),
    }
}

/// `PUT /entities/{id}` (§5.6.18).
pub(crate) async fn replace(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let read =
        |document: &Value| fragment_in(call.form(), document, &context.active, Nulls::Forbidden);
    read(&document)?;
    let write = Write {
        deed: Deed::Replace,
        id,
        says: Says::Entity(&document),
    };
    entity(broker, call, &context, write, |entity, document| {
        let mut source = read(document)?;
        if source.types.is_empty() {
            source.types.clone_from(&entity.types);
        }
        change::replace(entity, source, &clock::now().text);
        Ok(())
    })
    .await
}

/// Changes an entity as a document says, here and at the sources that have a part of it.
async fn entity(
    broker: &Broker,
    call: &Call,
    context: &Named,
    write: Write<'_>,
    apply: impl Fn(&mut Entity, &Value) -> Result<(), Problem> + Send + Sync,
) -> Result<Answer, Problem> {
    let Says::Entity(document) = write.says else {
        return Ok(Answer::no_content());
    };
    let plan = Plan::of(broker, call, context, write).await?;
    let sent = plan.send(broker, call, context, write).await;
    let rest = plan.rest(document);
    let here = if plan.is_here() {
        let changed = broker
            .change(&call.tenant, write.id, |entity| apply(entity, rest))
            .await;
        Some(changed)
    } else {
        None
    };
    Plan::of_entity(write.id, sent, here, Answer::no_content())
}

/// Changes attributes, here and at the sources that have some of them.
async fn attributes(
    broker: &Broker,
    call: &Call,
    context: &Named,
    write: Write<'_>,
    apply: impl Fn(&mut Entity, Option<&Value>) -> Result<Outcome, Problem> + Send + Sync,
) -> Result<Answer, Problem> {
    let plan = Plan::of(broker, call, context, write).await?;
    let sent = plan.send(broker, call, context, write).await;
    let rest = match write.says {
        Says::Entity(document) => Some(plan.rest(document)),
        Says::Attribute(_, document) => document,
        Says::Nothing => None,
    };
    let here = if plan.is_here() {
        let changed = broker
            .change(&call.tenant, write.id, |entity| {
                of_type(call.parameter("type"), &context.active, entity)?;
                apply(entity, rest)
            })
            .await;
        Some(changed)
    } else {
        None
    };
    plan.of_attributes(&sent, here)
}

/// `PATCH /entities/{id}` (§5.6.17).
pub(crate) async fn merge(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "observedAt", "lang", "local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let observed_at = call.parameter("observedAt");
    if let Some(wrong) = observed_at.filter(|at| !ngsi_ld::entity::date_time(at)) {
        return Err(Problem::bad_data(format!(
            "`observedAt` is a date and time, not `{wrong}`"
        )));
    }
    let common = Common {
        observed_at: observed_at.map(str::to_owned),
        lang: call.parameter("lang").map(str::to_owned),
        form: call.form(),
    };
    let merge = |entity: &mut Entity, document: &Value| {
        let now = clock::now().text;
        change::merge(entity, document, &context.active, &common, &now).map(drop)
    };
    let write = Write {
        deed: Deed::Merge,
        id,
        says: Says::Entity(&document),
    };
    entity(broker, call, &context, write, merge).await
}

/// `POST /entities/{id}/attrs` (§5.6.3).
pub(crate) async fn append(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let no_overwrite = call.option("noOverwrite");
    let read =
        |document: &Value| fragment_in(call.form(), document, &context.active, Nulls::Allowed);
    read(&document)?;
    let write = Write {
        deed: Deed::Append,
        id,
        says: Says::Entity(&document),
    };
    attributes(broker, call, &context, write, |entity, document| {
        let source = read(document.unwrap_or(&Value::Null))?;
        let now = clock::now().text;
        Ok(change::append(entity, source, no_overwrite, &now))
    })
    .await
}

/// `PATCH /entities/{id}/attrs` (§5.6.2).
pub(crate) async fn update(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let read =
        |document: &Value| fragment_in(call.form(), document, &context.active, Nulls::Allowed);
    read(&document)?;
    let write = Write {
        deed: Deed::Update,
        id,
        says: Says::Entity(&document),
    };
    attributes(broker, call, &context, write, |entity, document| {
        let source = read(document.unwrap_or(&Value::Null))?;
        Ok(change::update(entity, source, &clock::now().text))
    })
    .await
}

/// A change of one attribute by what a body says of it.
type AttributeChange = fn(&mut Entity, &str, &Value, &Context, (Form, &str)) -> Result<(), Problem>;

/// `PATCH /entities/{id}/attrs/{name}` (§5.6.4).
pub(crate) async fn partial_update(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    let deed = Deed::UpdateAttribute;
    change_attribute(broker, call, (deed, id, name), change::partial_update).await
}

/// `PUT /entities/{id}/attrs/{name}` (§5.6.19).
pub(crate) async fn replace_attribute(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    let deed = Deed::ReplaceAttribute;
    change_attribute(broker, call, (deed, id, name), change::replace_attribute).await
}

async fn change_attribute(
    broker: &Broker,
    call: &Call,
    (deed, id, name): (Deed, &str, &str),
    change: AttributeChange,
) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type", "datasetId"])?;
    let (document, context) = broker.contexts.attribute(call).await?;
    broker.need_tenant(&call.tenant).await?;
    check_attribute(name)?;
    let write = Write {
        deed,
        id,
        says: Says::Attribute(name, Some(&document)),
    };
    attributes(broker, call, &context, write, |entity, document| {
        let document = document.unwrap_or(&Value::Null);
        let now = clock::now().text;
        change(entity, name, document, &context.active, (call.form(), &now))?;
        Ok(updated(context.active.expand(name)))
    })
    .await
}

/// One attribute that has changed.
fn updated(iri: String) -> Outcome {
    Outcome {
        updated: vec![iri],
        not_updated: Vec::new(),
    }
}

/// `DELETE /entities/{id}/attrs/{name}` (§5.6.5).
pub(crate) async fn delete_attribute(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    call.know(&["datasetId", "deleteAll", "local", "via", "type"])?;
    broker.need_tenant(&call.tenant).await?;
    // The scope can be deleted like an attribute (§5.6.5.4).
    if name != SCOPE {
        check_attribute(name)?;
    }
    let context = broker.contexts.of_link(call).await?;
    let which = if call.flag("deleteAll")? {
        Which::All
    } else {
        match call.parameter("datasetId") {
            None | Some("@none") => Which::Default,
            Some(dataset) if ngsi_ld::entity::is_uri(dataset) => Which::Dataset(dataset.to_owned()),
            Some(wrong) => {
                return Err(Problem::bad_data(format!(
                    "the `datasetId` `{wrong}` is not a URI"
                )));
            }
        }
    };
    let iri = context.active.expand(name);
    let write = Write {
        deed: Deed::DeleteAttribute,
        id,
        says: Says::Attribute(name, None),
    };
    let deleted = attributes(broker, call, &context, write, |entity, _| {
        let now = clock::now().text;
        if name == SCOPE {
            change::delete_scope(entity, &now)?;
        } else {
            change::delete_attribute(entity, &iri, &which, &now)?;
        }
        Ok(updated(iri.clone()))
    })
    .await;
    match deleted {
        Err(problem) if problem.kind == ProblemKind::ResourceNotFound => {
            let name = if name == SCOPE { name } else { &iri };
            if ended(broker, call, id, name, &which).await? {
                Ok(Answer::no_content())
            } else {
                Err(problem)
            }
        }
        deleted => deleted,
    }
}

/// An attribute's name in a path must be one (§4.6.2).
fn check_attribute(name: &str) -> Result<(), Problem> {
    let good = name.chars().next().is_some_and(char::is_alphabetic)
        && !name
            .chars()
            .any(|c| c.is_whitespace() || "<>\"'=;()".contains(c));
    if good && !["id", "type", SCOPE].contains(&name) {
        Ok(())
    } else {
        Err(Problem::bad_data(format!(
            "`{name}` is not the name of an attribute"
        )))
    }
}
