//! One notification on its way: what it says and how it is sent (ETSI GS CIM 009 §5.3.1, §5.3.2, §6.39, §7.2).

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use storage::broker::notifications::Waiting;
use tokio::time::Instant;
use uuid::Uuid;
use web::fetch::{FetchError, GuardedClient, Limits};

use super::notify::Counters;
use super::waiting::Place;
use super::watch::Watch;
use crate::Broker;
use crate::answer::{context_link, with_context};
use crate::call::Media;
use crate::{clock, lock};

/// How often a notification is sent again when its receiver cannot be reached, and how long after.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];
/// Bytes of a receiver's answer that are read; nothing in it is needed.
const ANSWER_BYTES: usize = 64 * 1024;

/// What says of which tenant a notification is.
const TENANT: &str = "NGSILD-Tenant";

/// What a notification tells of.
#[derive(Serialize, Deserialize)]
pub(crate) enum Message {
    /// Entities that have changed.
    Entities(Vec<Value>),
    /// Registrations, and why they are told of (§5.3.2).
    Sources {
        reason: Cow<'static, str>,
        data: Vec<Value>,
    },
}

/// Keeps notifications and sends each when there is a place for it; nobody waits for that. The changes (each with its tenant) that
/// they tell of need not be kept any longer.
pub(crate) async fn deliver(
    broker: &Arc<Broker>,
    all: Vec<(Arc<Watch>, Message)>,
    changes: &[(String, String)],
) {
    let now = clock::now();
    let mut kept = Vec::with_capacity(all.len());
    for (watch, message) in all {
        let Some(place) = broker.notifications.waiting.enter(&watch.key.tenant) else {
            tracing::warn!(
                id = watch.key.id,
                "too many notifications of the tenant wait"
            );
            let lost = |counters: &mut Counters| {
                counters.begin(&now.text);
                counters.end(now.text.clone(), false);
            };
            broker.notifications.count(broker, &watch.key, lost).await;
            continue;
        };
        let waiting = Waiting {
            id: Uuid::now_v7().to_string(),
            collection: watch.key.collection.path.to_owned(),
            subscription: watch.key.id.clone(),
            created_at: now.micros,
            begun_at: None,
            json: serde_json::to_vec(&message).unwrap_or_default().into(),
        };
        kept.push((watch, waiting, message, place));
    }
    let rows: Vec<(&str, &Waiting)> = kept
        .iter()
        .map(|(watch, waiting, ..)| (watch.key.tenant.as_str(), waiting))
        .collect();
    if rows.is_empty() && changes.is_empty() {
        return;
    }
    if let Err(error) = broker.store.keep_notifications(&rows, changes).await {
        tracing::warn!(%error, "notifications were not kept, and are not sent before the next start");
        return;
    }
    for (watch, waiting, message, place) in kept {
        dispatch(broker, watch, waiting, message, place);
    }
}

/// Sends a notification that is kept, when there is a place for it.
pub(super) fn dispatch(
    broker: &Arc<Broker>,
    watch: Arc<Watch>,
    waiting: Waiting,
    message: Message,
    place: Place,
) {
    let broker = Arc::clone(broker);
    tokio::spawn(async move {
        let stop = broker.notifications.stop.clone();
        let places = Arc::clone(&broker.notifications.places);
        let Some(Ok(_sending)) = stop.run_until_cancelled(places.acquire_owned()).await else {
            return;
        };
        let begun = broker.notifications.begin(&broker, &watch.key, &waiting);
        let Some(at) = begun.await else {
            return;
        };
        let body = body(&watch, &at, message);
        // What is stopped on its way is sent again after the next start.
        let sent = stop.run_until_cancelled(sent(&broker, &watch, &waiting.id, body));
        let Some(Some(outcome)) = sent.await else {
            return;
        };
        let now = clock::now().text;
        if let Err(error) = &outcome {
            tracing::info!(id = watch.key.id, %error, "a notification did not arrive");
            if let Some(pause) = watch.endpoint.cooldown {
                let until = Instant::now() + pause;
                lock(&broker.notifications.due).insert(watch.key.clone(), until);
            }
        }
        broker
            .notifications
            .end(&broker, &watch.key, &waiting.id, (now, outcome.is_ok()))
            .await;
        drop(place);
    });
}

/// Sends a notification, and again where its receiver cannot be reached; nothing where its subscription is gone meanwhile.
async fn sent(
    broker: &Broker,
    watch: &Watch,
    id: &str,
    body: Value,
) -> Option<Result<(), FetchError>> {
    let mut pauses = RETRIES.iter();
    loop {
        match send(&broker.notifications.client, watch, &body).await {
            Ok(()) => return Some(Ok(())),
            // A receiver that has answered, or may still be at it, is not asked again.
            Err(
                error @ (FetchError::Status { .. }
                | FetchError::Refused { .. }
                | FetchError::Timeout),
            ) => return Some(Err(error)),
            Err(error) => match pauses.next() {
                Some(pause) if watch.endpoint.cooldown.is_none() => {
                    let now = clock::now().text;
                    let missed = |counters: &mut Counters| counters.missed(now);
                    broker.notifications.noted(broker, &watch.key, missed).await;
                    tokio::time::sleep(*pause).await;
                }
                _ => return Some(Err(error)),
            },
        }
        let tenant = &watch.key.tenant;
        if let Ok(false) = broker.store.notification_waits(tenant, id).await {
            return None;
        }
    }
}

/// The notification itself (§5.3.1, §5.3.2; §6.3.15 for GeoJSON).
pub(crate) fn body(watch: &Watch, at: &str, message: Message) -> Value {
    let (name, data, reason) = match message {
        Message::Entities(data) if watch.endpoint.accept == Media::GeoJson => {
            let features = ngsi_ld::represent::feature_collection(&data);
            let data = with_context(features, &watch.context.document);
            ("Notification", data, None)
        }
        Message::Entities(data) => {
            let mut data = Value::Array(data);
            // Each entity is a JSON-LD document of its own (§5.3.1).
            if watch.endpoint.accept == Media::JsonLd {
                data = with_context(data, &watch.context.document);
            }
            ("Notification", data, None)
        }
        Message::Sources { reason, data } => (
            "ContextSourceNotification",
            Value::Array(data),
            Some(reason),
        ),
    };
    let mut notification = json!({
        "id": format!("urn:ngsi-ld:{name}:{}", Uuid::new_v4()),
        "type": name,
        "subscriptionId": watch.key.id,
        "notifiedAt": at,
        "data": data,
    });
    if let Some(reason) = reason {
        notification["triggerReason"] = json!(reason);
    }
    if watch.endpoint.accept == Media::JsonLd {
        with_context(notification, &watch.context.document)
    } else {
        notification
    }
}

/// Sends a notification, once.
pub(crate) async fn send(
    client: &GuardedClient,
    watch: &Watch,
    body: &Value,
) -> Result<(), FetchError> {
    let endpoint = &watch.endpoint;
    // A notification is JSON whose `data` is GeoJSON (§6.3.15).
    let media = match endpoint.accept {
        Media::GeoJson => Media::Json.name(),
        other => other.name(),
    };
    let mut beside: Vec<(&str, Cow<str>)> = Vec::new();
    for (name, value) in &endpoint.receiver {
        beside.push((name, value.into()));
    }
    if endpoint.accept != Media::JsonLd {
        beside.push(("Link", context_link(&watch.context.document).into()));
    }
    if !watch.key.tenant.is_empty() {
        beside.push((TENANT, watch.key.tenant.as_str().into()));
    }
    match &endpoint.topic {
        Some(topic) => {
            beside.push(("Content-Type", media.into()));
            let metadata: Map<String, Value> = beside
                .into_iter()
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .collect();
            let message = json!({"metadata": metadata, "body": body}).to_string();
            let published = topic.publish(client, message.into());
            tokio::time::timeout(endpoint.timeout, published)
                .await
                .unwrap_or(Err(FetchError::Timeout))
        }
        None => {
            let client = client.with_limits(Limits {
                time: endpoint.timeout,
                bytes: ANSWER_BYTES,
            });
            let mut request = client.post(&endpoint.uri).body(media, body.to_string());
            for (name, value) in beside {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::from_str(&value))
                {
                    request = request.header(name, value);
                }
            }
            request.send().await.map(drop)
        }
    }
}
