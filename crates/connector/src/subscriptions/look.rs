//! Looking at subscriptions that are due: is the permission in force, what may be seen now, is it told of, then the log,
//! then the notification.

use std::sync::Arc;
use std::time::Duration;

use protocol::introspection::Active;
use protocol::problem::ProblemName;
use storage::Unit;
use storage::connector::subscriptions::{Subscription, Subscriptions as _};
use tokio::sync::oneshot;
use web::CancellationToken;
use web::server::RequestId;

use super::{Kept, upstream};
use crate::Result;
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::enforcement::grant::Grant;
use crate::enforcement::query::permitted;
use crate::enforcement::ticket::{self, Accepted};
use crate::enforcement::{Refusal, about, ask, begun, log_vouched};
use crate::introspection::About;
use crate::releases::{Record, State, journal};
use crate::routes::Route;
use crate::sources::Source;
use crate::worker::{Worker, on_thread};

/// How often the database is asked for what is due: another process may have touched it.
const EVERY: Duration = Duration::from_secs(1);
/// Looked at in one go.
const AT_ONCE: i64 = 64;
/// One that is looked at is due again after this long, should the process stop meanwhile, in microseconds. Longer than
/// operator, source and receiver may take together.
const CLAIMED: i64 = 120_000_000;
/// What is waited after an attempt that failed: doubled each time, up to the last.
const FIRST_PAUSE: i64 = 2_000_000;
const LONGEST_PAUSE: i64 = 15 * 60 * 1_000_000;
/// Attempts in a row; what changes later is told then.
const MOST_ATTEMPTS: u32 = 12;

/// Starts looking, on a thread of its own with its own way to the source, until `stop`.
///
/// # Errors
/// The thread or its event loop cannot be made.
pub(crate) fn spawn(
    app: &Arc<App>,
    source: Box<dyn Source>,
    stop: CancellationToken,
) -> Result<oneshot::Receiver<()>> {
    on_thread("subscriptions", app, source, |worker| async move {
        run(&worker, &stop).await;
    })
}

async fn run(worker: &Worker, stop: &CancellationToken) {
    let app = &worker.app;
    if matches!(app.config.upstream, UpstreamConfig::NgsiLd(_)) {
        // What its broker said while nobody listened is not said again.
        let now = app.clock.micros();
        if let Err(error) = app.database.touch_all_subscriptions(now).await {
            tracing::warn!(%error, "subscriptions may not be told of what changed meanwhile");
        }
    }
    while !stop.is_cancelled() {
        let full = round(worker, stop).await;
        if !full {
            let woken = tokio::time::timeout(EVERY, app.waking.0.notified());
            let _ = stop.run_until_cancelled(woken).await;
        }
    }
}

/// Looks at what is due; gives whether there may be more.
async fn round(worker: &Worker, stop: &CancellationToken) -> bool {
    let app = &worker.app;
    let now = app.clock.micros();
    if let Err(error) = app.database.forget_ended_subscriptions(now).await {
        tracing::warn!(%error, "subscriptions that have ended cannot be forgotten");
    }
    let due = match app.database.due_subscriptions(now, AT_ONCE).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "subscriptions that are due cannot be read");
            return false;
        }
    };
    let full = i64::try_from(due.len()).unwrap_or_default() == AT_ONCE;
    for mut one in due {
        if stop.is_cancelled() {
            return false;
        }
        match app
            .database
            .claim_subscription(&mut one, now + CLAIMED)
            .await
        {
            Ok(true) => look(worker, one).await,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "a subscription cannot be looked at"),
        }
    }
    full
}

/// What comes of looking at one.
enum Outcome {
    /// It is over.
    Over,
    /// It was looked at; when again, if that is known.
    Seen(Option<i64>),
    /// It cannot be told now.
    Failed,
}

async fn look(worker: &Worker, mut one: Subscription) {
    let app = &worker.app;
    let Some(mut kept) = Kept::of(&one.content) else {
        tracing::error!(id = one.id, "a subscription cannot be read");
        return;
    };
    let now = app.clock.micros();
    let outcome = if kept.not_before > now {
        Outcome::Seen(Some(kept.not_before))
    } else {
        told(worker, &mut one, &mut kept).await
    };
    let again = match outcome {
        Outcome::Over => {
            upstream::leave(worker, &one).await;
            if let Err(error) = app.database.delete_subscription(&one.id).await {
                tracing::warn!(%error, "a subscription that is over is still there");
            }
            return;
        }
        Outcome::Seen(again) => {
            kept.attempts = 0;
            again
        }
        Outcome::Failed => {
            kept.attempts += 1;
            let pause = FIRST_PAUSE.saturating_mul(1 << kept.attempts.min(16));
            (kept.attempts < MOST_ATTEMPTS).then(|| now + pause.min(LONGEST_PAUSE))
        }
    };
    one.content = kept.to_content();
    let mut unit = Unit::new();
    let noted = unit
        .subscription_looked_at(&app.database, &one, again)
        .map(drop);
    let noted = match noted {
        Ok(()) => app.database.commit(unit).await.map(drop),
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        // It is due again when its claim ends.
        tracing::warn!(id = one.id, %error, "what a subscription was told is not noted");
    }
}

async fn told(worker: &Worker, one: &mut Subscription, kept: &mut Kept) -> Outcome {
    let app = &worker.app;
    let offer = app.offer();
    let route = offer.routes.iter().find(|route| route.path == one.route);
    let Some(route) = route.cloned() else {
        return Outcome::Over;
    };
    let mut asked = match app.viewer.ready(kept.content.clone()).await {
        Ok(asked) => asked,
        Err(problem) => {
            tracing::info!(
                id = one.id,
                kind = problem.kind.name(),
                "a subscription's context is not available"
            );
            return Outcome::Failed;
        }
    };
    if !asked.is_active() {
        return Outcome::Seen(None);
    }
    let mut record = begun(app, RequestId(uuid::Uuid::now_v7()));
    about(&route, &mut record);
    let accepted = match ticket::accepted_before(app, &kept.ticket, &mut record).await {
        Ok(accepted) => accepted,
        Err(refusal) => {
            tracing::info!(id = one.id, problem = %refusal.name, "a subscription is not told now");
            return Outcome::Failed;
        }
    };
    let grant = match granted(worker, &route, &accepted, &mut record).await {
        Ok(grant) => grant,
        Err(refusal) => {
            let name = refusal.name;
            log_vouched(worker, Some(&route), &mut record, refusal, None).await;
            // The operator's no is the end; whatever else it is may pass.
            return if name.status() == 403 || name.status() == 401 {
                Outcome::Over
            } else {
                Outcome::Failed
            };
        }
    };
    one.arrangement = record.arrangement.clone().unwrap_or_default();
    let entities = match permitted(worker, &route, &grant, &mut record).await {
        Ok(entities) => entities,
        Err(refusal) => {
            log_vouched(worker, Some(&route), &mut record, refusal, None).await;
            return Outcome::Failed;
        }
    };
    let notification = match asked.notification(&entities).await {
        Ok(notification) => notification,
        Err(problem) => {
            let refusal = Refusal::new(ProblemName::InvalidRequest, problem.kind.name());
            log_vouched(worker, Some(&route), &mut record, refusal, None).await;
            return Outcome::Seen(None);
        }
    };
    kept.content = asked.content.clone();
    let Some(notification) = notification else {
        record.state = State::Subscribed;
        record.detail = Some("nothing to tell".into());
        record.released.clear();
        kept.content.saw(&entities);
        return match written(worker, record).await {
            Ok(()) => Outcome::Seen(None),
            Err(_) => Outcome::Failed,
        };
    };
    record.state = State::Released;
    record.status = http::StatusCode::OK.as_u16();
    record.records = notification.records;
    record.detail = Some("a notification".into());
    // Logged before it is sent: where the log cannot be written, nothing is.
    if written(worker, record).await.is_err() {
        return Outcome::Failed;
    }
    let sent = asked.send(&app.client, notification).await;
    kept.content.ended(sent.is_ok());
    let word = if sent.is_ok() { "sent" } else { "failed" };
    metrics::counter!("connector_notifications_total", "outcome" => word).increment(1);
    match sent {
        Ok(()) => {
            kept.content.saw(&entities);
            let pause = asked.throttling().unwrap_or_default();
            let pause = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX);
            kept.not_before = app.clock.micros().saturating_add(pause);
            Outcome::Seen(None)
        }
        Err(error) => {
            tracing::info!(id = one.id, %error, "a notification did not arrive");
            Outcome::Failed
        }
    }
}

/// What the operator lets this source release now: asked each time, and never a lease.
async fn granted(
    worker: &Worker,
    route: &Route,
    accepted: &Accepted,
    record: &mut Record,
) -> std::result::Result<Grant, Refusal> {
    let active: Active = ask(worker, route, accepted, About::Notification, record).await?;
    let now = worker.app.clock.seconds();
    let grant = Grant::of(worker, route, accepted, active, now)?;
    grant.note(route, record);
    Ok(grant)
}

async fn written(worker: &Worker, mut record: Record) -> std::result::Result<(), Refusal> {
    let mut unit = Unit::new();
    journal::commit(&worker.app, &mut unit, &mut record, None)
        .await
        .map(drop)
}
