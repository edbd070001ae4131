//! Where the source is a broker, the connector has a subscription of its own there for each that a service has here. The
//! broker tells the connector that something has changed; what, the connector reads itself. It never tells a service.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use http::StatusCode;
use permission::AttributePath;
use protocol::introspection::LONGEST_SUBSCRIPTION;
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::connector::subscriptions::{Subscription, Subscriptions as _};
use web::problem::Problem;
use zeroize::Zeroizing;

use super::look::{micros, note, pause};
use super::poll::WORD_COUNTS;
use super::{Kept, pairs};
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::enforcement::Refusal;
use crate::enforcement::grant::Grant;
use crate::routes::Route;
use crate::sources::{SourceError, Wanted};
use crate::worker::Worker;

/// No broker has a subscription for longer, in microseconds.
const LONGEST: i64 = LONGEST_SUBSCRIPTION * 1_000_000;
/// How often a broker is asked whether it still has the connector's own: until then nothing is told that it has lost.
const LOOK_EVERY: Duration = Duration::from_hours(1);
/// When it is made that could not be made.
const TRY_AGAIN: Duration = Duration::from_mins(15);

/// What the connector's own subscription at the source's broker is like.
#[derive(Serialize, Deserialize)]
pub(super) struct Own {
    /// Digest of whom and what it watches; none where the broker may have it no longer, or another.
    watches: Option<[u8; 32]>,
    /// When it ends there, in microseconds since the epoch.
    ends_at: i64,
    /// When the operator said last what may be seen.
    said_at: i64,
    /// When the broker is asked next whether it is there.
    look_at: i64,
}

impl Own {
    /// When it is to be looked at next, in microseconds since the epoch.
    pub(super) fn next_look(&mut self, now: i64) -> i64 {
        let pause = if self.watches.is_some() {
            LOOK_EVERY
        } else {
            TRY_AGAIN
        };
        self.look_at = now.saturating_add(micros(pause));
        self.look_at
    }
}

/// Makes the connector's own at the source's broker, of what is permitted of the person; gives the secret that the broker
/// is to say, and what it has. None where the source is no broker.
pub(super) async fn begin(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    subscription: &Subscription,
) -> Result<(Option<String>, Option<Own>), Refusal> {
    if !is_broker(&worker.app) {
        return Ok((None, None));
    }
    let secret = uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .simple()
        .to_string();
    let made = subscribe(worker, route, grant, subscription, &secret).await;
    made.map_err(|error| Refusal::new(error.problem(), error))?;
    let own = Own {
        watches: Some(watched(route, grant)),
        ends_at: subscription.ends_at,
        said_at: worker.app.clock.micros(),
        look_at: 0,
    };
    Ok((Some(secret), Some(own)))
}

fn is_broker(app: &App) -> bool {
    matches!(app.config.upstream, UpstreamConfig::NgsiLd(_))
}

async fn subscribe(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    subscription: &Subscription,
    secret: &str,
) -> Result<(), SourceError> {
    let path = format!("events/source/{}/{secret}", encoded(&subscription.id));
    let endpoint = worker.app.base_url.join(&path);
    let endpoint = endpoint.map_err(|_| SourceError::Failed)?;
    let ends = jiff::Timestamp::from_microsecond(subscription.ends_at);
    let ends = ends.map_err(|_| SourceError::Failed)?;
    let asked = json!({
        "id": subscription.id, "type": "Subscription", "expiresAt": ends.to_string(),
        "notification": {"format": "keyValues", "endpoint": {"uri": endpoint.to_string(), "accept": "application/json"}},
    });
    let wanted = Wanted {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
    };
    worker.source.subscribe(wanted, asked).await
}

/// Digest of whom and what is watched.
fn watched(route: &Route, grant: &Grant) -> [u8; 32] {
    let names = route.read().paths_of(grant.selection.wanted());
    let names: Vec<&str> = names.map(AttributePath::as_str).collect();
    let watched = json!([route.path, pairs(&grant.identifiers), names]).to_string();
    Sha256::digest(watched).into()
}

/// Whether a look at this one is that for which the time has come, without anybody having told of a change, and there is nothing
/// to do: the broker has the connector's own still, or cannot say so now, and the operator said not long ago what may be
/// seen. Nobody is asked but the broker.
pub(super) async fn is_quiet(
    worker: &Worker,
    route: &Route,
    one: &Subscription,
    kept: &mut Kept,
    due_at: Option<i64>,
) -> bool {
    let now = worker.app.clock.micros();
    let Some(own) = &mut kept.own else {
        return false;
    };
    let is_fresh = now.saturating_sub(own.said_at) < micros(WORD_COUNTS);
    if due_at != Some(own.look_at) || own.watches.is_none() || !is_fresh {
        return false;
    }
    match worker.source.has_subscription(&one.id).await {
        Ok(()) => true,
        Err(SourceError::NotFound) => {
            lost(worker, route);
            own.watches = None;
            false
        }
        Err(error) => {
            tracing::info!(id = one.id, %error, "the source's broker does not say whether it has a subscription");
            true
        }
    }
}

fn lost(worker: &Worker, route: &Route) {
    let entity_type = route.dataset.description.entity_type.as_str();
    let findings = &worker.app.findings;
    findings.lost_subscription(&route.path, entity_type);
}

/// One that is paused is not looked after: the connector's own is made anew when it is told again.
pub(super) fn rest(kept: &mut Kept) {
    if let Some(own) = &mut kept.own {
        own.watches = None;
    }
}

/// Has the broker watch what is permitted now, as long as the subscription runs. Where it cannot now, what it watched until
/// now is told, and it is tried again.
pub(super) async fn follow(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    one: &Subscription,
    kept: &mut Kept,
) {
    let Some(secret) = kept.secret.as_deref().filter(|_| is_broker(&worker.app)) else {
        return;
    };
    let watches = watched(route, grant);
    let known = kept.own.take();
    let before = known.as_ref().and_then(|own| own.watches);
    let ended_at = known.as_ref().map(|own| own.ends_at);
    let is_so = before == Some(watches) && ended_at == Some(one.ends_at);
    let is_there = is_so
        || {
            let made = anew(worker, route, grant, one, secret, before.is_some()).await;
            let refused = made.inspect_err(|error| {
            tracing::warn!(id = one.id, %error, "the source's broker does not watch what is permitted now");
        });
            refused.is_ok()
        };
    kept.own = Some(Own {
        watches: is_there.then_some(watches),
        ends_at: one.ends_at,
        said_at: worker.app.clock.micros(),
        look_at: 0,
    });
}

/// Makes the connector's own another. It is ended first: nothing of what it was stays, with any broker.
async fn anew(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    one: &Subscription,
    secret: &str,
    is_expected: bool,
) -> Result<(), SourceError> {
    match worker.source.unsubscribe(&one.id).await {
        Ok(()) => {}
        Err(SourceError::NotFound) => {
            if is_expected {
                lost(worker, route);
            }
        }
        Err(error) => return Err(error),
    }
    subscribe(worker, route, grant, one, secret).await?;
    // Who ends it says so before the broker is told: one of the two sees the other.
    let now = worker.app.database.subscription(&one.id).await;
    if let Ok(now) = now
        && now.is_none_or(|now| now.is_over())
    {
        forget(worker, &one.id).await;
    }
    Ok(())
}

/// Ends the connector's own of one that is not there.
pub(super) async fn forget(worker: &Worker, id: &str) {
    if is_broker(&worker.app)
        && let Err(error) = worker.source.unsubscribe(id).await
    {
        tracing::warn!(id, %error, "the source's broker has a subscription that nobody has");
    }
}

/// What is left of [`Kept`] of one that has ended, until the broker has let go of the connector's own: no word of what was
/// asked for, and not the ticket.
#[derive(Serialize, Deserialize)]
struct Left {
    attempts: u32,
    secret: Option<String>,
}

/// Ends a subscription for good, and before that the connector's own at the source's broker. Where the broker does not let
/// go of it now, it is tried again until it has.
pub(super) async fn leave(worker: &Worker, mut subscription: Subscription) -> storage::Result<()> {
    let database = &worker.app.database;
    let id = &subscription.id;
    let left: Option<Left> = serde_json::from_slice(&subscription.content).ok();
    let own = left.filter(|left| is_broker(&worker.app) && left.secret.is_some());
    let Some(mut left) = own else {
        return database.delete_subscription(id).await;
    };
    let now = worker.app.clock.micros();
    let was_over = subscription.is_over();
    if !was_over {
        // Before the broker is told: nobody makes it anew now.
        database.end_subscription(id, now + pause(1)).await?;
    }
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
    if !was_over {
        return Ok(());
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
