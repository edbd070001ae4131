//! Where the source is a broker, the connector has a subscription of its own there for each that a service has here. The
//! broker tells the connector that something has changed; what, the connector reads itself. It never tells a service.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use protocol::introspection::LONGEST_SUBSCRIPTION;
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::connector::subscriptions::{Subscription, Subscriptions as _};
use web::problem::Problem;
use zeroize::Zeroizing;

use super::Kept;
use super::look::{note, pause};
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::enforcement::Refusal;
use crate::enforcement::grant::Grant;
use crate::routes::Route;
use crate::sources::{SourceError, Wanted};
use crate::worker::Worker;

/// No broker has a subscription for longer, in microseconds.
const LONGEST: i64 = LONGEST_SUBSCRIPTION * 1_000_000;

/// What is left of [`Kept`] of one that has ended, until the broker has let go of the connector's own: no word of what was
/// asked for, and not the ticket.
#[derive(Serialize, Deserialize)]
struct Left {
    attempts: u32,
    secret: Option<String>,
}

/// Subscribes at the source's broker to what is permitted of the person; gives the secret that it is to say. None where
/// the source is the connector's own store.
pub(super) async fn subscribe(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    subscription: &Subscription,
) -> Result<Option<String>, Refusal> {
    let app = &worker.app;
    if !matches!(app.config.upstream, UpstreamConfig::NgsiLd(_)) {
        return Ok(None);
    }
    let secret = uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .simple()
        .to_string();
    let path = format!("events/source/{}/{secret}", encoded(&subscription.id));
    let endpoint = app.base_url.join(&path);
    let endpoint = endpoint.map_err(|_| Refusal::from(ProblemName::Internal))?;
    let ends = jiff::Timestamp::from_microsecond(subscription.ends_at);
    let ends = ends.map_err(|_| Refusal::from(ProblemName::Internal))?;
    let asked = json!({
        "id": subscription.id, "type": "Subscription", "expiresAt": ends.to_string(),
        "notification": {"format": "keyValues", "endpoint": {"uri": endpoint.to_string(), "accept": "application/json"}},
    });
    let wanted = Wanted {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
    };
    let made = worker.source.subscribe(wanted, asked).await;
    made.map_err(|error| Refusal::new(error.problem(), error))?;
    Ok(Some(secret))
}

/// Ends a subscription for good, and before that the connector's own at the source's broker. Where the broker does not let
/// go of it now, it is tried again until it has.
pub(super) async fn leave(worker: &Worker, mut subscription: Subscription) -> storage::Result<()> {
    let database = &worker.app.database;
    let id = &subscription.id;
    let left: Option<Left> = serde_json::from_slice(&subscription.content).ok();
    let is_broker = matches!(worker.app.config.upstream, UpstreamConfig::NgsiLd(_));
    let own = left.filter(|left| is_broker && left.secret.is_some());
    let Some(mut left) = own else {
        return database.delete_subscription(id).await;
    };
    let now = worker.app.clock.micros();
    match worker.source.unsubscribe(id).await {
        Ok(()) | Err(SourceError::NotFound) => return database.delete_subscription(id).await,
        Err(error) => {
            tracing::warn!(id, %error, "the source's broker still has a subscription");
        }
    }
    if subscription.ends_at.saturating_add(LONGEST) <= now {
        // It has run out there, too.
        return database.delete_subscription(id).await;
    }
    if !subscription.is_over() {
        return database.end_subscription(id, now + pause(1)).await;
    }
    left.attempts = left.attempts.saturating_add(1);
    subscription.content = Zeroizing::new(serde_json::to_vec(&left).unwrap_or_default());
    note(&worker.app, &subscription, Some(now + pause(left.attempts))).await
}

/// `POST /events/source/{id}/{secret}`: the source's broker says that something has changed. What it says of it is not
/// looked at.
pub(crate) async fn notified(
    State(app): State<Arc<App>>,
    Path((id, secret)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let found = app.database.subscription(&id).await?;
    let found = found.filter(|one| !one.is_over());
    let kept = found.and_then(|one| Kept::of(&one.content));
    let expected = kept.and_then(|kept| kept.secret).unwrap_or_default();
    // Digests are compared, so that the time it takes says nothing.
    let is_right = !expected.is_empty() && Sha256::digest(&expected) == Sha256::digest(&secret);
    if !is_right {
        return Err(Problem::new(ProblemName::NotFound));
    }
    app.source_changed();
    app.database
        .touch_subscription(&id, app.clock.micros())
        .await?;
    app.waking.0.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

fn encoded(id: &str) -> String {
    let mut path = String::new();
    crate::percent::encode_component(&mut path, id);
    path
}
