//! Changes of one entity and its attributes (ETSI GS CIM 009 §6.5 to §6.7).

use http::StatusCode;
use ngsi_ld::change::{self, Outcome, Which};
use ngsi_ld::entity::{Nulls, fragment};
use ngsi_ld::{Context, Entity, Problem};
use serde_json::Value;

use super::of_type;
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;

/// The member that holds scopes.
const SCOPE: &str = "scope";

/// What a change that may have been made in part is answered with (§6.6.3).
fn outcome(outcome: &Outcome) -> Answer {
    if outcome.not_updated.is_empty() {
        Answer::no_content()
    } else {
        Answer::json(StatusCode::MULTI_STATUS, outcome.document())
    }
}

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
    call.know(&["local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    broker
        .change(&call.tenant, id, |entity| {
            let mut source = fragment(&document, &context.active, Nulls::Forbidden)?;
            if source.types.is_empty() {
                source.types.clone_from(&entity.types);
            }
            change::replace(entity, source, &clock::now().text);
            Ok(())
        })
        .await?;
    Ok(Answer::no_content())
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
    let lang = call.parameter("lang");
    broker
        .change(&call.tenant, id, |entity| {
            change::merge(
                entity,
                &document,
                &context.active,
                observed_at,
                lang,
                &clock::now().text,
            )
        })
        .await?;
    Ok(Answer::no_content())
}

/// `POST /entities/{id}/attrs` (§5.6.3).
pub(crate) async fn append(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let no_overwrite = call.option("noOverwrite");
    let done = broker
        .change(&call.tenant, id, |entity| {
            of_type(call, &context.active, entity)?;
            change::append(
                entity,
                &document,
                &context.active,
                no_overwrite,
                &clock::now().text,
            )
        })
        .await?;
    Ok(outcome(&done))
}

/// `PATCH /entities/{id}/attrs` (§5.6.2).
pub(crate) async fn update(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    same_id(&document, id)?;
    let done = broker
        .change(&call.tenant, id, |entity| {
            of_type(call, &context.active, entity)?;
            change::update(entity, &document, &context.active, &clock::now().text)
        })
        .await?;
    Ok(outcome(&done))
}

/// A change of one attribute by what a body says of it.
type AttributeChange = fn(&mut Entity, &str, &Value, &Context, &str) -> Result<(), Problem>;

/// `PATCH /entities/{id}/attrs/{name}` (§5.6.4).
pub(crate) async fn partial_update(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    change_attribute(broker, call, id, name, change::partial_update).await
}

/// `PUT /entities/{id}/attrs/{name}` (§5.6.19).
pub(crate) async fn replace_attribute(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
) -> Result<Answer, Problem> {
    change_attribute(broker, call, id, name, change::replace_attribute).await
}

async fn change_attribute(
    broker: &Broker,
    call: &Call,
    id: &str,
    name: &str,
    change: AttributeChange,
) -> Result<Answer, Problem> {
    call.know(&["options", "format", "local", "via", "type", "datasetId"])?;
    let (document, context) = broker.contexts.content(call).await?;
    broker.need_tenant(&call.tenant).await?;
    check_attribute(name)?;
    broker
        .change(&call.tenant, id, |entity| {
            of_type(call, &context.active, entity)?;
            change(entity, name, &document, &context.active, &clock::now().text)
        })
        .await?;
    Ok(Answer::no_content())
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
    broker
        .change(&call.tenant, id, |entity| {
            of_type(call, &context.active, entity)?;
            if name == SCOPE {
                return change::delete_scope(entity, &clock::now().text);
            }
            change::delete_attribute(entity, &iri, &which, &clock::now().text)
        })
        .await?;
    Ok(Answer::no_content())
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
