//! Subscriptions (ETSI GS CIM 009 §5.8, §6.10 and §6.11).

pub(crate) mod deliver;
mod endpoint;
mod mqtt;
pub(crate) mod notify;
pub(crate) mod passed;
mod shown;
mod waiting;
pub(crate) mod watch;

use ngsi_ld::Problem;
use ngsi_ld::entity::micros;
use serde_json::{Value, json};

use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::collection::{Collection, DOCUMENT_MEDIA, Kept};
use crate::contexts::{self, Contexts, Named};
use crate::registrations::{subscribe, subscriptions as sources};

use watch::{DEFAULT_TRIGGERS, Watch};

/// What tells one subscription from all others: those of entities and those of registrations may have the same id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) collection: Collection,
    pub(crate) tenant: String,
    pub(crate) id: String,
}

/// The collection of subscriptions.
pub(crate) const SUBSCRIPTIONS: Collection = Collection {
    path: "subscriptions",
    document_type: "Subscription",
};

/// Members of `notification` that are the broker's to say (§5.2.14).
const OUTPUT_ONLY_OF_NOTIFICATION: [&str; 6] = [
    "status",
    "timesSent",
    "timesFailed",
    "lastNotification",
    "lastSuccess",
    "lastFailure",
];

/// What clients say of a subscription (§5.2.12).
const MEMBERS: [&str; 21] = [
    "id",
    "type",
    "subscriptionName",
    "description",
    "entities",
    "watchedAttributes",
    "notificationTrigger",
    "timeInterval",
    "q",
    "geoQ",
    "csf",
    "isActive",
    "notification",
    "expiresAt",
    "throttling",
    "temporalQ",
    "scopeQ",
    "lang",
    "jsonldContext",
    "datasetId",
    "localOnly",
];

/// Takes away what only the broker says, and what is no member of a subscription.
pub(crate) fn without_output(document: &mut Value) {
    if let Some(map) = document.as_object_mut() {
        map.retain(|name, _| MEMBERS.contains(&name.as_str()));
        if let Some(Value::Object(notification)) = map.get_mut("notification") {
            for name in OUTPUT_ONLY_OF_NOTIFICATION {
                notification.remove(name);
            }
        }
    }
}

/// A time of ending must be to come.
pub(crate) fn check_expiry(document: &Value) -> Result<(), Problem> {
    let Some(at) = document.get("expiresAt") else {
        return Ok(());
    };
    match at.as_str().and_then(micros) {
        Some(time) if time > clock::now().micros => Ok(()),
        Some(_) => Err(Problem::bad_data(format!("`expiresAt` {at} has passed"))),
        None => Err(Problem::bad_data(format!("{at} is not a date and time"))),
    }
}

impl Watch {
    /// A kept subscription, ready to be asked.
    pub(crate) async fn of(
        broker: &Broker,
        tenant: &str,
        collection: Collection,
        kept: &Kept,
    ) -> Result<Self, Problem> {
        Self::in_contexts(&broker.contexts, tenant, collection, kept).await
    }

    /// As [`Watch::of`], wherever it is kept.
    pub(crate) async fn in_contexts(
        contexts: &Contexts,
        tenant: &str,
        collection: Collection,
        kept: &Kept,
    ) -> Result<Self, Problem> {
        let given = contexts.resolve(tenant, &kept.context).await?;
        let shown = match kept.document.get("jsonldContext") {
            None => given.clone(),
            Some(Value::String(url)) if ngsi_ld::entity::is_uri(url) => {
                contexts.resolve(tenant, &json!(url)).await?
            }
            Some(wrong) => {
                return Err(Problem::bad_data(format!(
                    "`jsonldContext` is the address of a context, not {wrong}"
                )));
            }
        };
        let key = Key {
            collection,
            tenant: tenant.to_owned(),
            id: kept.id.clone(),
        };
        Self::read(key, &kept.document, &given, shown)
    }
}

/// `POST /subscriptions` (§5.8.1).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (mut document, context) = broker.contexts.content(call).await?;
    subscribe::check(broker, call)?;
    without_output(&mut document);
    let mut kept = SUBSCRIPTIONS.read(document, &context)?;
    check_expiry(&kept.document)?;
    Watch::of(broker, &call.tenant, SUBSCRIPTIONS, &kept).await?;
    name_context(broker, call, &mut kept).await?;
    let answer = SUBSCRIPTIONS.add(broker, &call.tenant, &kept).await?;
    broker.notifications.forget(&call.tenant);
    subscribe::begin(broker, call, &kept.id).await?;
    Ok(answer)
}

/// Notifications name their context by an address: one that is more than an address gets one (§5.8.1.4).
async fn name_context(broker: &Broker, call: &Call, kept: &mut Kept) -> Result<(), Problem> {
    let has_address = match &kept.context {
        Value::String(_) => true,
        Value::Array(parts) => parts.len() == 1 && parts[0].is_string(),
        _ => false,
    };
    if !has_address && kept.document.get("jsonldContext").is_none() {
        broker.make_tenant(&call.tenant).await?;
        let id = Contexts::keep_implicit(&broker.store, &call.tenant, &kept.context).await?;
        kept.document["jsonldContext"] = json!(contexts::api::url(broker, &id));
    }
    Ok(())
}

/// A subscription as it is given out, of entities or of registrations.
async fn shown(
    broker: &Broker,
    call: &Call,
    collection: Collection,
    kept: &Kept,
    context: &Named,
) -> Result<Value, Problem> {
    // One whose context has become unavailable still says how it stands.
    let status = match Watch::of(broker, &call.tenant, collection, kept).await {
        Ok(watch) => watch.status(clock::now().micros),
        Err(_) => "paused",
    };
    let mut document = document(call, collection, kept, context, status);
    let key = Key {
        collection,
        tenant: call.tenant.clone(),
        id: kept.id.clone(),
    };
    let counters = broker.notifications.counters(broker, &key).await?;
    counters.show(&mut document["notification"]);
    Ok(document)
}

/// As [`shown`], without what became of its notifications.
pub(crate) fn document(
    call: &Call,
    collection: Collection,
    kept: &Kept,
    context: &Named,
    status: &str,
) -> Value {
    let mut document = Collection::compacted(kept.document.clone(), context);
    document["status"] = json!(status);
    if collection == SUBSCRIPTIONS {
        if document.get("notificationTrigger").is_none() {
            document["notificationTrigger"] = json!(DEFAULT_TRIGGERS);
        }
        if call.option("sysAttrs") {
            document["createdAt"] = json!(clock::text(kept.created_at));
            document["modifiedAt"] = document["createdAt"].clone();
        }
    }
    document
}

/// `GET /subscriptions/{id}` (§5.8.3), `GET /csourceSubscriptions/{id}` (§5.11.4).
pub(crate) async fn retrieve(
    broker: &Broker,
    call: &Call,
    collection: Collection,
    id: &str,
) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&["options", "local", "via"])?;
    let context = broker.contexts.of_link(call).await?;
    let kept = collection.need(broker, &call.tenant, id).await?;
    let body = shown(broker, call, collection, &kept, &context).await?;
    Ok(Answer::document(media, &context.document, body))
}

/// `GET /subscriptions` (§5.8.4), `GET /csourceSubscriptions` (§5.11.5).
pub(crate) async fn list(
    broker: &Broker,
    call: &Call,
    collection: Collection,
) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&["limit", "offset", "count", "options", "local", "via"])?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let mut all = Vec::new();
    for kept in collection.all(broker, &call.tenant).await? {
        all.push(shown(broker, call, collection, &kept, &context).await?);
    }
    Collection::listed(call, media, &context, &all)
}

/// `PATCH /subscriptions/{id}` (§5.8.2), `PATCH /csourceSubscriptions/{id}` (§5.11.3).
pub(crate) async fn update(
    broker: &Broker,
    call: &Call,
    collection: Collection,
    id: &str,
) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (mut patch, context) = broker.contexts.content(call).await?;
    without_output(&mut patch);
    let kept = collection.need(broker, &call.tenant, id).await?;
    let mut changed = collection.patched(&kept, patch.clone(), &context)?;
    // What `q` and the like name is read in the context they came with.
    if patch.get("q").is_some() || patch.get("entities").is_some() {
        changed.context.clone_from(&context.document);
    }
    // One to registrations may be ended with a time that has passed: §5.8.2.4 forbids it, §5.11.3.4 does not.
    if patch.get("expiresAt").is_some() && collection == SUBSCRIPTIONS {
        check_expiry(&changed.document)?;
    }
    let watch = Watch::of(broker, &call.tenant, collection, &changed).await?;
    if collection != SUBSCRIPTIONS {
        sources::check(&changed.document, &watch.context.active)?;
    }
    collection.keep(broker, &call.tenant, &changed).await?;
    broker.notifications.forget(&call.tenant);
    if collection == SUBSCRIPTIONS {
        subscribe::renew(broker, &call.tenant, id).await?;
    } else {
        sources::begun(broker, &call.tenant, &changed).await?;
    }
    Ok(Answer::no_content())
}

/// `DELETE /subscriptions/{id}` (§5.8.5), `DELETE /csourceSubscriptions/{id}` (§5.11.6).
pub(crate) async fn delete(
    broker: &Broker,
    call: &Call,
    collection: Collection,
    id: &str,
) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    collection.delete(broker, &call.tenant, id).await?;
    broker.notifications.forget(&call.tenant);
    let key = Key {
        collection,
        tenant: call.tenant.clone(),
        id: id.to_owned(),
    };
    broker.notifications.withdraw(broker, &key).await?;
    if collection == SUBSCRIPTIONS {
        subscribe::renew(broker, &call.tenant, id).await?;
    }
    Ok(Answer::no_content())
}
