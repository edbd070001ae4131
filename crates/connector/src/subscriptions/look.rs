//! Looking at subscriptions that are due: is the permission in force, what may be seen now, is it told of, then the log,
//! then the notification.

use std::sync::Arc;
use std::time::Duration;

use broker::view::Subscription as Asked;
use futures_util::StreamExt as _;
use protocol::introspection::Active;
use protocol::problem::ProblemName;
use storage::Unit;
use storage::connector::subscriptions::{Subscription, Subscriptions as _};
use tokio::sync::oneshot;
use web::CancellationToken;
use web::server::RequestId;

use super::poll::{Held, has_news};
use super::{Kept, registrations, upstream};
use crate::Result;
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::enforcement::grant::Grant;
use crate::enforcement::query::permitted;
use crate::enforcement::ticket::{self, Accepted};
use crate::enforcement::{Refusal, about, ask, begun, log_vouched};
use crate::introspection::About;
use crate::releases::{Record, State, journal};
use crate::routes::{News, Route};
use crate::sources::Source;
use crate::worker::{Worker, on_thread};

/// How often the database is asked for what is due: another process may have touched it.
const EVERY: Duration = Duration::from_secs(1);
/// Looked at in one go.
const AT_ONCE: i64 = 64;
/// Of which this many beside one another: a receiver that is slow holds up no other.
pub(super) const TOGETHER: usize = 8;
/// One that is looked at is due again after this long, should the process stop meanwhile, in microseconds. Longer than
/// operator, source and receiver may take together.
const CLAIMED: i64 = 240_000_000;
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

/// Makes due what may have changed while nobody looked; before anybody does, so that nothing is looked at twice for it.
pub(crate) async fn begin(app: &App) {
    // What is offered may have changed with the configuration.
    registrations::changed(app).await;
    if matches!(app.config.upstream, UpstreamConfig::NgsiLd(_)) {
        // What its broker said while nobody listened is not said again.
        let now = app.clock.micros();
        if let Err(error) = app.database.touch_all_subscriptions(now).await {
            tracing::warn!(%error, "subscriptions may not be told of what changed meanwhile");
        }
    }
}

async fn run(worker: &Worker, stop: &CancellationToken) {
    let app = &worker.app;
    while !stop.is_cancelled() {
        let full = round(worker, stop).await;
        if !full {
            let woken = tokio::time::timeout(EVERY, app.waking.0.notified());
            let _ = stop.run_until_cancelled(woken).await;
        }
    }
    registrations::withdrawn(worker).await;
}

/// Looks at what is due; gives whether there may be more.
async fn round(worker: &Worker, stop: &CancellationToken) -> bool {
    let app = &worker.app;
    let now = app.clock.micros();
    if let Err(error) = app.database.end_expired_subscriptions(now).await {
        tracing::warn!(%error, "subscriptions whose time is up cannot be ended");
    }
    let due = match app.database.due_subscriptions(now, AT_ONCE).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "subscriptions that are due cannot be read");
            return false;
        }
    };
    let full = i64::try_from(due.len()).unwrap_or_default() == AT_ONCE;
    let looks = due.into_iter().map(|one| async move {
        if !stop.is_cancelled() {
            claimed(worker, one, now).await;
        }
    });
    futures_util::stream::iter(looks)
        .buffer_unordered(TOGETHER)
        .collect::<()>()
        .await;
    full && !stop.is_cancelled()
}

/// Looks at one, unless another process does.
async fn claimed(worker: &Worker, mut one: Subscription, now: i64) {
    let due_at = one.due_at;
    let claimed = worker
        .app
        .database
        .claim_subscription(&mut one, claimed_until(now));
    match claimed.await {
        Ok(true) => look(worker, one, due_at).await,
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "a subscription cannot be looked at"),
    }
}

/// When one is due again that is looked at now, should the process stop meanwhile.
pub(super) fn claimed_until(now: i64) -> i64 {
    now.saturating_add(CLAIMED)
}

/// A time in microseconds.
pub(super) fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// What comes of looking at one.
pub(super) enum Outcome {
    /// It is over.
    Over,
    /// It was looked at; when again, if that is known.
    Seen(Option<i64>),
    /// It cannot be told now; when it is looked at again in any case, if that is known.
    Failed(Option<i64>),
}

/// Looks at one that was due then.
async fn look(worker: &Worker, mut one: Subscription, due_at: Option<i64>) {
    let app = &worker.app;
    if one.is_over() {
        over(worker, one).await;
        return;
    }
    let Some(mut kept) = Kept::of(&one.content) else {
        tracing::error!(id = one.id, "a subscription cannot be read");
        return;
    };
    let now = app.clock.micros();
    let outcome = if kept.not_before > now {
        Outcome::Seen(Some(kept.not_before))
    } else if one.route == registrations::ROUTE {
        registrations::told(worker, &one, &mut kept).await
    } else {
        told(worker, &mut one, &mut kept, due_at).await
    };
    let again = match outcome {
        Outcome::Over => {
            over(worker, one).await;
            return;
        }
        Outcome::Seen(again) => {
            kept.attempts = 0;
            again
        }
        Outcome::Failed(again) => {
            kept.attempts = kept.attempts.saturating_add(1);
            if kept.attempts < MOST_ATTEMPTS {
                Some(now + pause(kept.attempts))
            } else {
                again
            }
        }
    };
    one.content = kept.to_content();
    if let Err(error) = note(app, &one, again).await {
        // It is due again when its claim ends.
        tracing::warn!(id = one.id, %error, "what a subscription was told is not noted");
    }
}

/// Ends one for good, or is tried again.
async fn over(worker: &Worker, one: Subscription) {
    if let Err(error) = upstream::leave(worker, one).await {
        tracing::warn!(%error, "a subscription that is over is still there");
    }
}

/// Microseconds before the next try.
pub(super) fn pause(attempts: u32) -> i64 {
    let pause = FIRST_PAUSE.saturating_mul(1 << attempts.min(16));
    pause.min(LONGEST_PAUSE)
}

/// Notes what came of looking at one.
pub(super) async fn note(app: &App, one: &Subscription, again: Option<i64>) -> storage::Result<()> {
    let mut unit = Unit::new();
    unit.subscription_looked_at(&app.database, one, again)?;
    app.database.commit(unit).await.map(drop)
}

/// What is asked for; none while its context is not available.
pub(super) async fn ready(app: &App, one: &Subscription, kept: &Kept) -> Option<Asked> {
    let asked = app.viewer.ready(kept.content.clone()).await;
    let said = asked.inspect_err(|problem| {
        tracing::info!(
            id = one.id,
            kind = problem.kind.name(),
            "a subscription's context is not available"
        );
    });
    said.ok()
}

/// Tells one of what may be seen now, if that is news.
async fn told(
    worker: &Worker,
    one: &mut Subscription,
    kept: &mut Kept,
    due_at: Option<i64>,
) -> Outcome {
    let app = &worker.app;
    let begun_at = app.clock.micros();
    let offer = app.offer();
    let route = offer.routes.iter().find(|route| route.path == one.route);
    let Some(route) = route.cloned().filter(|route| route.news != News::None) else {
        return Outcome::Over;
    };
    let Some(mut asked) = ready(app, one, kept).await else {
        return Outcome::Failed(kept.next_look(&route, app.clock.micros()));
    };
    if !asked.is_active() {
        upstream::rest(kept);
        return Outcome::Seen(None);
    }
    if upstream::is_quiet(worker, &route, one, kept, due_at).await {
        return Outcome::Seen(kept.next_look(&route, app.clock.micros()));
    }
    let mut record = begun(app, RequestId(uuid::Uuid::now_v7()));
    about(&route, &mut record);
    let accepted = match ticket::accepted_before(app, &kept.ticket, &mut record).await {
        Ok(accepted) => accepted,
        Err(refusal) => {
            tracing::info!(id = one.id, problem = %refusal.name, "a subscription is not told now");
            return Outcome::Failed(kept.next_look(&route, app.clock.micros()));
        }
    };
    let is_news = route.news == News::Told
        || kept.every.is_some()
        || has_news(worker, &route, &accepted, &mut asked, kept).await;
    let outcome = if is_news {
        tell(worker, &route, &accepted, asked, record, one, kept).await
    } else {
        Outcome::Seen(None)
    };
    // Intervals go on from when it was looked at, however long its receiver took.
    let from = kept.every.map_or_else(|| app.clock.micros(), |_| begun_at);
    let next = kept.next_look(&route, from);
    match outcome {
        Outcome::Over => Outcome::Over,
        Outcome::Seen(again) => {
            if is_news {
                kept.settle();
            }
            if let (Some(_), Some(next)) = (kept.every, next) {
                kept.not_before = next;
            }
            Outcome::Seen(again.or(next))
        }
        Outcome::Failed(_) => {
            if kept.attempts + 1 >= MOST_ATTEMPTS {
                kept.settle();
            }
            Outcome::Failed(next)
        }
    }
}

/// Asks the operator what may be seen, and tells what of it is news.
async fn tell(
    worker: &Worker,
    route: &Arc<Route>,
    accepted: &Accepted,
    mut asked: Asked,
    mut record: Record,
    one: &mut Subscription,
    kept: &mut Kept,
) -> Outcome {
    let app = &worker.app;
    let grant = match granted(worker, route, accepted, &mut record).await {
        Ok(grant) => grant,
        Err(refusal) => {
            let name = refusal.name;
            log_vouched(worker, Some(route), &mut record, refusal, None).await;
            // The operator's no is the end; whatever else it is may pass.
            return if name.status() == 403 || name.status() == 401 {
                Outcome::Over
            } else {
                Outcome::Failed(None)
            };
        }
    };
    one.arrangement = record.arrangement.clone().unwrap_or_default();
    if grant.identifiers.is_empty() {
        // The link with the person has ended, or they have taken the identifier out of their keychain.
        let refusal = ProblemName::PersonUnknownAtSource.into();
        log_vouched(worker, Some(route), &mut record, refusal, None).await;
        return Outcome::Over;
    }
    // Before it is read: what changes afterwards is told of.
    upstream::follow(worker, route, &grant, one, kept).await;
    let (identifiers, selection) = (&grant.identifiers, &grant.selection);
    let read = permitted(worker, route, identifiers, selection, &mut record).await;
    let entities = match read {
        Ok(entities) => entities,
        Err(refusal) => {
            log_vouched(worker, Some(route), &mut record, refusal, None).await;
            return Outcome::Failed(None);
        }
    };
    let now = app.clock.micros();
    let settled = kept.held.take().map_or_else(String::new, Held::settled);
    kept.held = Held::of(route, &grant, asked.digest(&entities), settled, now)
        .filter(|_| kept.every.is_none());
    let notification = match asked.notification(&entities).await {
        Ok(notification) => notification,
        Err(problem) => {
            let refusal = Refusal::new(ProblemName::InvalidRequest, problem.kind.name());
            log_vouched(worker, Some(route), &mut record, refusal, None).await;
            return Outcome::Seen(None);
        }
    };
    let Some(notification) = notification else {
        record.state = State::Subscribed;
        record.detail = Some("nothing to tell".into());
        record.released.clear();
        asked.saw(&entities);
        kept.content = asked.content;
        return match written(worker, record).await {
            Ok(()) => Outcome::Seen(None),
            Err(_) => Outcome::Failed(None),
        };
    };
    record.state = State::Released;
    record.status = http::StatusCode::OK.as_u16();
    record.records = notification.records;
    record.detail = Some("a notification".into());
    // Logged before it is sent: where the log cannot be written, nothing is.
    if written(worker, record).await.is_err() {
        kept.content = asked.content;
        return Outcome::Failed(None);
    }
    let sent = asked.send(&app.client, notification).await;
    if sent.is_ok() {
        asked.saw(&entities);
    }
    let pause = asked.throttling().map_or(0, micros);
    kept.content = asked.content;
    kept.ended(sent.is_ok());
    match sent {
        Ok(()) => {
            kept.not_before = app.clock.micros().saturating_add(pause);
            Outcome::Seen(None)
        }
        Err(error) => {
            tracing::info!(id = one.id, %error, "a notification did not arrive");
            Outcome::Failed(None)
        }
    }
}

/// What the operator lets this source release now: asked each time, and never a lease. It learns so that there is a
/// subscription, and tells of the permission's end.
pub(super) async fn granted(
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
