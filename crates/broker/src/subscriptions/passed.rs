//! Notifications of context sources, passed on to whom they are for (ETSI GS CIM 009 §5.8.1.4, §5.8.6).

use std::sync::Arc;

use http::Method;
use ngsi_ld::entity::{Nulls, fragment};
use ngsi_ld::{Entity, Problem};
use serde_json::{Value, json};

use super::deliver::{Message, deliver};
use super::notify::may_go;
use super::shown;
use super::watch::Watch;
use crate::answer::Answer;
use crate::call::Call;
use crate::contexts::Named;
use crate::registrations::forward::stamped;
use crate::registrations::joined::merge;
use crate::registrations::matching::{Coverage, Source};
use crate::registrations::subscribe::Parts;
use crate::route::{not_allowed, nothing};
use crate::{Broker, clock};

/// `POST /notifications/{key}`: a source tells of what this broker has subscribed to there. Who knows the address may.
pub(crate) async fn receive(broker: &Broker, call: &Call, key: &str) -> Result<Answer, Problem> {
    if call.method != Method::POST {
        return Err(not_allowed("POST"));
    }
    let found = Parts::at(broker, key).await?;
    let (tenant, id, parts) = found.ok_or_else(|| nothing(call))?;
    let (body, context) = broker.contexts.content(call).await?;
    let part = parts
        .all
        .iter()
        .find(|part| !part.is_ending() && body["subscriptionId"] == part.id);
    let source = part.ok_or_else(|| nothing(call))?.source();
    let watches = broker.notifications.watches(broker, &tenant).await?;
    let Some(watch) = watches.iter().find(|watch| watch.key.id == id) else {
        return Err(nothing(call));
    };
    if watch.status(clock::now().micros) != "active" {
        return Ok(Answer::no_content());
    }
    let items = body["data"].as_array().map_or(&[][..], Vec::as_slice);
    let mut told = Vec::new();
    for item in items {
        told.extend(about(broker, watch, &source, item, &context).await?);
    }
    if !told.is_empty() && may_go(broker, watch) {
        pass(broker, watch, &told).await?;
    }
    Ok(Answer::no_content())
}

/// What a source says of an entity, as far as it is registered for it and the subscription is about it; with when the entity was
/// deleted, if that is what it says.
async fn about(
    broker: &Broker,
    watch: &Watch,
    source: &Source,
    item: &Value,
    context: &Named,
) -> Result<Option<(Entity, Option<Value>)>, Problem> {
    let mut entity = fragment(item, &context.active, Nulls::Allowed)?;
    stamped(&mut entity, item, context);
    let deleted_at = item.get("deletedAt").cloned();
    match source.covers(&entity.id, Some(&entity.types)) {
        None => return Ok(None),
        Some(Coverage::All) => {}
        Some(Coverage::Names(names)) => entity.attributes.retain(|name, _| names.contains(name)),
    }
    // Conditions are about the whole entity, of which a part may be here (§4.5.5).
    let here = broker.find(&watch.key.tenant, &entity.id).await?;
    let mut whole = entity.clone();
    for instances in whole.attributes.values_mut() {
        instances.retain(|instance| !instance.is_null());
    }
    if let Some(here) = here {
        merge(&mut whole, here.entity, false);
    }
    let is_told = if deleted_at.is_some() {
        watch.watches(&whole)
    } else {
        let linked = watch.linked(broker, &[&whole]).await?;
        watch.selects(&whole, &linked)
    };
    Ok(is_told.then_some((entity, deleted_at)))
}

async fn pass(
    broker: &Broker,
    watch: &Arc<Watch>,
    told: &[(Entity, Option<Value>)],
) -> Result<(), Problem> {
    let subjects: Vec<&Entity> = told.iter().map(|(entity, _)| entity).collect();
    let (how, beside) = shown::linked(broker, watch, &subjects).await?;
    let mut data: Vec<Value> = told
        .iter()
        .map(|(entity, deleted_at)| {
            let mut shown = shown::entity(watch, &how, entity);
            if let Some(at) = deleted_at {
                shown["deletedAt"] = json!(at);
            }
            shown
        })
        .collect();
    data.extend(beside);
    if let Some(broker) = broker.me.upgrade() {
        let told = vec![(Arc::clone(watch), Message::Entities(data))];
        deliver(&broker, told, &[]).await;
    }
    Ok(())
}
