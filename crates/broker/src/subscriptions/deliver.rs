//! One notification on its way: what it says and how it is sent (ETSI GS CIM 009 §5.3.1, §5.3.2, §6.39).

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;
use web::fetch::{FetchError, GuardedClient, Limits};

use super::watch::Watch;
use crate::Broker;
use crate::answer::{TENANT, context_link, with_context};
use crate::call::Media;
use crate::{clock, lock};

/// How often a notification is sent again when its receiver cannot be reached, and how long after.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];
/// Bytes of a receiver's answer that are read; nothing in it is needed.
const ANSWER_BYTES: usize = 64 * 1024;

/// Sends a notification when there is a place for it; nobody waits.
pub(crate) fn deliver(broker: &Arc<Broker>, watch: &Arc<Watch>, message: Message) {
    let (broker, watch) = (Arc::clone(broker), Arc::clone(watch));
    tokio::spawn(async move {
        let places = Arc::clone(&broker.notifications.places);
        let Ok(_place) = places.acquire_owned().await else {
            return;
        };
        let at = clock::now().text;
        broker
            .notifications
            .count(&broker, &watch, |counters| counters.begin(&at))
            .await;
        let body = body(&watch, &at, message);
        let outcome = send(&broker.notifications.client, &watch, body, &RETRIES).await;
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
            .count(&broker, &watch, |counters| {
                counters.end(now, outcome.is_ok());
            })
            .await;
    });
}

/// What a notification tells of.
pub(crate) enum Message {
    /// Entities that have changed.
    Entities(Vec<Value>),
    /// Registrations, and why they are told of (§5.3.2).
    Sources {
        reason: &'static str,
        data: Vec<Value>,
    },
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

/// Sends a notification; to a receiver that cannot be reached again after each of these pauses.
pub(crate) async fn send(
    client: &GuardedClient,
    watch: &Watch,
    body: Value,
    pauses: &[Duration],
) -> Result<(), FetchError> {
    let endpoint = &watch.endpoint;
    let client = client.with_limits(Limits {
        time: endpoint.timeout,
        bytes: ANSWER_BYTES,
    });
    // A notification is JSON whose `data` is GeoJSON (§6.3.15).
    let media = match endpoint.accept {
        Media::GeoJson => Media::Json.name(),
        other => other.name(),
    };
    let bytes = bytes::Bytes::from(body.to_string());
    let mut pauses = pauses.iter().copied();
    loop {
        let mut request = client.post(&endpoint.uri).body(media, bytes.clone());
        let mut headers: Vec<(String, String)> = endpoint.receiver.clone();
        if endpoint.accept != Media::JsonLd {
            headers.push(("link".into(), context_link(&watch.context.document)));
        }
        if !watch.key.tenant.is_empty() {
            headers.push((TENANT.as_str().into(), watch.key.tenant.clone()));
        }
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::try_from(name.as_str()),
                HeaderValue::from_str(&value),
            ) {
                request = request.header(name, value);
            }
        }
        match request.send().await {
            Ok(_) => return Ok(()),
            // A receiver that has answered, or may still be at it, is not asked again.
            Err(error @ (FetchError::Status { .. } | FetchError::Timeout)) => return Err(error),
            Err(error) => match pauses.next() {
                Some(pause) if endpoint.cooldown.is_none() => tokio::time::sleep(pause).await,
                _ => return Err(error),
            },
        }
    }
}
