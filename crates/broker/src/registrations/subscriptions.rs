//! Subscriptions to registrations (ETSI GS CIM 009 §5.11, §6.12 and §6.13).

use std::sync::Arc;

use ngsi_ld::query::{Condition, GeoQuery, ScopeQuery, TemporalQuery};
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
use crate::subscriptions::deliver::{self, Message};
use crate::subscriptions::watch::Watch;
use crate::subscriptions::{check_expiry, without_output};

/// The collection of subscriptions to registrations.
pub(crate) const SOURCE_SUBSCRIPTIONS: Collection = Collection {
    path: "csourceSubscriptions",
    document_type: "Subscription",
};

/// What a subscription asks of registrations, whatever their entities (§5.11.2, §5.2.12).
fn filter(subscription: &Value, own: &Context) -> Result<Filter, Problem> {
    let attributes = subscription
        .get("watchedAttributes")
        .or_else(|| subscription["notification"].get("attributes"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let text = |name: &str| subscription.get(name).and_then(Value::as_str);
    let geo = subscription.get("geoQ").map(|geo| {
        let place = geo.get("geoproperty").and_then(Value::as_str);
        let place = place.map_or_else(|| "location".to_owned(), |place| own.compact(place));
        GeoQuery::read(geo, own).map(|geo| (place, geo))
    });
    let time = subscription.get("temporalQ").map(|time| {
        let text = |name: &str| time.get(name).and_then(Value::as_str);
        TemporalQuery::parse(
            text("timerel"),
            text("timeAt"),
            text("endTimeAt"),
            text("timeproperty"),
        )
    });
    Ok(Filter {
        attributes,
        condition: text("csf")
            .map(|csf| Condition::parse(csf, own))
            .transpose()?,
        geo: geo.transpose()?,
        scope: text("scopeQ").map(ScopeQuery::parse).transpose()?,
        temporal: time.transpose()?.flatten(),
        ..Filter::default()
    })
}

/// Whether what a subscription asks of registrations can be asked.
pub(crate) fn check(subscription: &Value, own: &Context) -> Result<(), Problem> {
    filter(subscription, own).map(drop)
}

/// The parts of a registration that a subscription is about; none where it is about none, or the registration has ended.
fn matching(
    subscription: &Value,
    registration: Option<&Value>,
    own: &Context,
) -> Result<Option<Value>, Problem> {
    let Some(registration) = registration.filter(|document| !has_expired(document)) else {
        return Ok(None);
    };
    let mut filter = filter(subscription, own)?;
    let entities = subscription.get("entities").and_then(Value::as_array);
    for entity in entities.into_iter().flatten() {
        let word = |name: &str| entity.get(name).and_then(Value::as_str);
        filter.entities.push(Selector::parse(
            word("id").map(|id| vec![id.to_owned()]),
            word("idPattern"),
            word("type"),
            own,
        )?);
    }
    Ok(filter.of(registration, own))
}

/// Why a subscription is told of a registration that was so before and is so after, with expanded names, and what of it
/// (§5.11.7).
pub(crate) fn told(
    subscription: &Value,
    before: Option<&Value>,
    after: Option<&Value>,
    own: &Context,
) -> Result<Option<(&'static str, Value)>, Problem> {
    let find = |document| matching(subscription, document, own);
    Ok(match (find(before)?, find(after)?) {
        (None, Some(new)) => Some(("newlyMatching", new)),
        (Some(_), Some(new)) => Some(("updated", new)),
        (Some(old), None) => Some(("noLongerMatching", old)),
        (None, None) => None,
    })
}

/// A registration as notifications show it: types of entities are always arrays (§5.2.8).
pub(crate) fn in_notification(document: Value, context: &Named) -> Value {
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
    let watch = Watch::of(broker, tenant, SOURCE_SUBSCRIPTIONS, subscription).await?;
    if watch.interval.is_some() {
        return Ok(());
    }
    let own = &watch.context.active;
    let (before, after) = (
        before.map(|one| &one.document),
        after.map(|one| &one.document),
    );
    if let Some((reason, data)) = told(&subscription.document, before, after, own)? {
        notify_of(broker, watch, reason, vec![data]).await;
    }
    Ok(())
}

async fn notify_of(broker: &Broker, watch: Watch, reason: &'static str, data: Vec<Value>) {
    if watch.status(clock::now().micros) != "active" {
        return;
    }
    let data = data
        .into_iter()
        .map(|document| in_notification(document, &watch.context))
        .collect();
    if let Some(broker) = broker.me.upgrade() {
        let reason = reason.into();
        let message = Message::Sources { reason, data };
        deliver::deliver(&broker, vec![(Arc::new(watch), message)], &[]).await;
    }
}

/// `POST /csourceSubscriptions` (§5.11.2).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (mut document, context) = broker.contexts.content(call).await?;
    without_output(&mut document);
    let kept = SOURCE_SUBSCRIPTIONS.read(document, &context)?;
    check_expiry(&kept.document)?;
    check(&kept.document, &context.active)?;
    Watch::of(broker, &call.tenant, SOURCE_SUBSCRIPTIONS, &kept).await?;
    let answer = SOURCE_SUBSCRIPTIONS
        .add(broker, &call.tenant, &kept)
        .await?;
    broker.notifications.forget(&call.tenant);
    begun(broker, &call.tenant, &kept).await?;
    Ok(answer)
}

/// Tells first of what matches already when a subscription is made or changed (§5.11.2.4, §5.11.3.4).
pub(crate) async fn begun(broker: &Broker, tenant: &str, kept: &Kept) -> Result<(), Problem> {
    let watch = Watch::of(broker, tenant, SOURCE_SUBSCRIPTIONS, kept).await?;
    if watch.interval.is_some() {
        // Its interval begins anew, with what matches now.
        broker.notifications.make_due(&watch.key);
        return Ok(());
    }
    tell_all(broker, tenant, kept, watch).await
}

/// Tells of every registration that matches.
async fn tell_all(broker: &Broker, tenant: &str, kept: &Kept, watch: Watch) -> Result<(), Problem> {
    let mut data = Vec::new();
    for registration in REGISTRATIONS.all(broker, tenant).await? {
        let own = &watch.context.active;
        data.extend(matching(&kept.document, Some(&registration.document), own)?);
    }
    if !data.is_empty() {
        notify_of(broker, watch, "newlyMatching", data).await;
    }
    Ok(())
}

/// Subscriptions that are told at intervals.
pub(crate) async fn at_intervals(broker: &Broker, tenant: &str) -> Result<Vec<Kept>, Problem> {
    let mut all = SOURCE_SUBSCRIPTIONS.all(broker, tenant).await?;
    all.retain(|kept| kept.document.get("timeInterval").is_some());
    Ok(all)
}

/// Tells one of them what matches (§5.11.7), when its time has come.
pub(crate) async fn periodic(broker: &Broker, tenant: &str, kept: &Kept) -> Result<(), Problem> {
    let watch = Watch::of(broker, tenant, SOURCE_SUBSCRIPTIONS, kept).await?;
    if watch.status(clock::now().micros) == "active" && broker.notifications.is_due(&watch) {
        tell_all(broker, tenant, kept, watch).await?;
    }
    Ok(())
}
