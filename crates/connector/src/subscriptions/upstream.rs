//! Where the source is a broker, the connector has a subscription of its own there for each that a service has here. The
//! broker tells the connector that something has changed; what, the connector reads itself. It never tells a service.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use protocol::problem::ProblemName;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::connector::subscriptions::{Subscription, Subscriptions as _};
use web::problem::Problem;

use super::Kept;
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::enforcement::Refusal;
use crate::enforcement::grant::Grant;
use crate::routes::Route;
use crate::sources::Wanted;
use crate::worker::Worker;

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

/// Ends the connector's own subscription at the source's broker; whether it is gone. One that cannot be ended ends by itself.
pub(super) async fn leave(worker: &Worker, subscription: &Subscription) -> bool {
    let has_one = Kept::of(&subscription.content).is_some_and(|kept| kept.secret.is_some());
    if has_one && let Err(error) = worker.source.unsubscribe(&subscription.id).await {
        tracing::warn!(id = subscription.id, %error, "the source's broker still has a subscription");
        return false;
    }
    true
}

/// `POST /events/source/{id}/{secret}`: the source's broker says that something has changed. What it says of it is not
/// looked at.
pub(crate) async fn notified(
    State(app): State<Arc<App>>,
    Path((id, secret)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let found = app.database.subscription(&id).await?;
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
