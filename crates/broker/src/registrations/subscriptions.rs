//! Subscriptions to registrations (ETSI GS CIM 009 §5.11, §6.12 and §6.13).

use std::sync::Arc;

use ngsi_ld::{Context, Problem};
use serde_json::{Value, json};

use super::filter::Filter;
use super::{REGISTRATIONS, has_expired};
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::collection::{Collection, Kept};
use crate::contexts::Named;
use crate::entities::select::Selector;
use crate::subscriptions::notify::{self, Message};
use crate::subscriptions::watch::Watch;
use crate::subscriptions::{check_expiry, without_output};

/// The collection of subscriptions to registrations.
pub(crate) const SOURCE_SUBSCRIPTIONS: Collection = Collection {
    path: "csourceSubscriptions",
    document_type: "Subscription",
};

/// The parts of a registration that a subscription is about, for each kind of entities that it names.
fn matching(
    subscription: &Value,
    registration: &Kept,
    own: &Context,
) -> Result<Option<Value>, Problem> {
    let attributes: Vec<String> = subscription
        .get("watchedAttributes")
        .or_else(|| subscription["notification"].get("attributes"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let any = vec![json!({})];
    let entities = subscription
        .get("entities")
        .and_then(Value::as_array)
        .unwrap_or(&any);
    for entity in entities {
        let word = |name: &str| entity.get(name).and_then(Value::as_str);
        let filter = Filter {
            entities: Selector::parse(
                word("id").map(|id| vec![id.to_owned()]),
                word("idPattern"),
                word("type"),
                own,
            )?,
            attributes: attributes.clone(),
            ..Filter::default()
        };
        if let Some(found) = filter.of(&registration.document, own) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A registration as notifications show it: types of entities are always arrays (§5.2.8).
fn in_notification(document: Value, context: &Named) -> Value {
    let mut document = Collection::compacted(document, context);
    for element in document["information"].as_array_mut().into_iter().flatten() {
        for entity in element
            .get_mut("entities")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if entity["type"].is_string() {
                entity["type"] = json!([entity["type"]]);
            }
        }
    }
    document
}

/// Tells of a change of a registration (§5.11.7).
pub(super) async fn changed(
    broker: &Broker,
    tenant: &str,
    before: Option<&Kept>,
    after: Option<&Kept>,
) {
    let Ok(all) = SOURCE_SUBSCRIPTIONS.all(broker, tenant).await else {
        return;
    };
    for subscription in all {
        let told = tell(broker, tenant, &subscription, before, after).await;
        if let Err(problem) = told {
            tracing::warn!(id = subscription.id, %problem, "a subscription to registrations failed");
        }
    }
}

async fn tell(
    broker: &Broker,
    tenant: &str,
    subscription: &Kept,
    before: Option<&Kept>,
    after: Option<&Kept>,
) -> Result<(), Problem> {
    let watch = Watch::of(broker, tenant, subscription).await?;
    let find = |kept: Option<&Kept>| -> Result<Option<Value>, Problem> {
        kept.filter(|kept| !has_expired(&kept.document))
            .map(|kept| matching(&subscription.document, kept, &watch.context.active))
            .transpose()
            .map(Option::flatten)
    };
    let (reason, data) = match (find(before)?, find(after)?) {
        (None, Some(new)) => ("newlyMatching", new),
        (Some(_), Some(new)) => ("updated", new),
        (Some(old), None) => ("noLongerMatching", old),
        (None, None) => return Ok(()),
    };
    notify_of(broker, watch, reason, vec![data]);
    Ok(())
}

fn notify_of(broker: &Broker, watch: Watch, reason: &'static str, data: Vec<Value>) {
    if watch.status(clock::now().micros) != "active" {
        return;
    }
    let data = data
        .into_iter()
        .map(|document| in_notification(document, &watch.context))
        .collect();
    if let Some(broker) = broker.me.upgrade() {
        notify::deliver(&broker, &Arc::new(watch), Message::Sources { reason, data });
    }
}

/// `POST /csourceSubscriptions` (§5.11.2).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (mut document, context) = broker.contexts.content(call).await?;
    without_output(&mut document);
    let kept = SOURCE_SUBSCRIPTIONS.read(document, &context)?;
    check_expiry(&kept.document)?;
    let watch = Watch::of(broker, &call.tenant, &kept).await?;
    let answer = SOURCE_SUBSCRIPTIONS
        .add(broker, &call.tenant, &kept)
        .await?;
    tell_all(broker, &kept, watch).await?;
    Ok(answer)
}

/// Tells of all registrations that match as it is: a subscription has been made or changed (§5.11.2.4, §5.11.3.4).
pub(crate) async fn tell_all(
    broker: &Broker,
    subscription: &Kept,
    watch: Watch,
) -> Result<(), Problem> {
    let mut data = Vec::new();
    for registration in REGISTRATIONS.all(broker, &watch.tenant).await? {
        if !has_expired(&registration.document) {
            data.extend(matching(
                &subscription.document,
                &registration,
                &watch.context.active,
            )?);
        }
    }
    if !data.is_empty() {
        notify_of(broker, watch, "newlyMatching", data);
    }
    Ok(())
}
