//! Subscriptions to what the connector offers (ETSI GS CIM 009 §5.11): a service is told when the connector's registration
//! as a context source becomes another. Nothing of it is about a person, so that nobody's permission is asked; but whoever
//! subscribes shows a ticket, for what is sent goes where the subscriber says.

use std::time::Duration;

use broker::view::{self, Subscription as Asked};
use futures_util::StreamExt as _;
use ngsi_ld::Problem;
use protocol::ids::OperatorUuid;
use protocol::ticket::Ticket;
use serde_json::Value;
use storage::connector::subscriptions::{Owner, Subscription, Subscriptions as _};

use super::Kept;
use super::look::{Outcome, TOGETHER, claimed_until, micros, note, ready};
use crate::app::App;
use crate::ngsi_ld::published;
use crate::worker::Worker;

/// Where they are kept: the path is the connector's own, so that no route of the source's has it.
pub(super) const ROUTE: &str = "/ngsi-ld/v1/csourceRegistrations";
/// What those who have subscribed may take together to hear that the connector stops.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

/// Whose a subscription is that a ticket makes: the organisation's, under whichever permission it shows a ticket.
pub(super) fn owner(ticket: &Ticket) -> Owner {
    Owner {
        permission: String::new(),
        ..super::owner(ticket)
    }
}

/// What is registered now.
fn registered(app: &App) -> Result<Value, Problem> {
    view::registered(published(app))
}

/// What is offered may have changed: whoever has subscribed to it is looked at.
pub(crate) async fn changed(app: &App) {
    let now = app.clock.micros();
    match app.database.touch_subscriptions_at(ROUTE, now).await {
        Ok(()) => app.waking.0.notify_one(),
        Err(error) => tracing::error!(%error, "subscriptions cannot be told of what is offered"),
    }
}

/// Whether there are any, also where nothing is offered any more of which they could be told: they are to hear that.
pub(crate) async fn are_left(app: &App) -> bool {
    let all = app.database.subscriptions_at(ROUTE).await;
    all.is_ok_and(|all| !all.is_empty())
}

/// Tells one of what is registered now, if that is news.
pub(super) async fn told(worker: &Worker, one: &Subscription, kept: &mut Kept) -> Outcome {
    let app = &worker.app;
    let registered = match registered(app) {
        Ok(registered) => registered,
        Err(problem) => {
            tracing::error!(%problem, "what is registered cannot be told");
            return Outcome::Failed(None);
        }
    };
    let Some(asked) = ready(app, one, kept).await else {
        return Outcome::Failed(None);
    };
    if !asked.is_active() {
        return Outcome::Seen(None);
    }
    if !is_vouched_for(app, &one.owner).await {
        tracing::info!(
            id = one.id,
            "the operator whose ticket made a subscription is not trusted now"
        );
        return Outcome::Failed(None);
    }
    tell(app, asked, kept, Some(&registered)).await
}

/// Whether the operator is trusted by whose ticket the subscriber is known.
async fn is_vouched_for(app: &App, owner: &Owner) -> bool {
    match OperatorUuid::parse(&owner.operator) {
        Ok(operator) => app.trust.standing(&operator).await.is_ok(),
        Err(_) => false,
    }
}

async fn tell(app: &App, mut asked: Asked, kept: &mut Kept, registered: Option<&Value>) -> Outcome {
    let every = asked.interval().map(micros);
    let again = |at: i64| every.map(|every| at.saturating_add(every));
    let notification = match asked.of_registration(registered) {
        Ok(notification) => notification,
        Err(problem) => {
            tracing::info!(kind = problem.kind.name(), "a subscription cannot be read");
            return Outcome::Seen(None);
        }
    };
    kept.content = asked.content.clone();
    let pause = asked.interval().or_else(|| {
        let sends = notification.is_some();
        asked.throttling().filter(|_| sends)
    });
    let sent = match notification {
        None => Ok(()),
        Some(notification) => {
            let sent = asked.send(&app.client, notification).await;
            kept.ended(sent.is_ok());
            sent
        }
    };
    let now = app.clock.micros();
    match sent {
        Ok(()) => {
            kept.content.saw_registration(registered);
            kept.not_before = now.saturating_add(pause.map_or(0, micros));
            Outcome::Seen(again(now))
        }
        Err(error) => {
            tracing::info!(%error, "a notification of what is offered did not arrive");
            Outcome::Failed(again(now))
        }
    }
}

/// The connector stops: what it offered is there no more. Who cannot be told is told at the next start, if it is another
/// then. Of several processes that are one connector, none knows whether it is the last.
pub(super) async fn withdrawn(worker: &Worker) {
    if worker.app.config.several_processes {
        return;
    }
    if tokio::time::timeout(LAST_PATIENCE, tell_all(&worker.app))
        .await
        .is_err()
    {
        tracing::warn!("not all subscriptions could be told that nothing is offered any more");
    }
}

async fn tell_all(app: &App) {
    let all = app.database.subscriptions_at(ROUTE).await;
    let all = all.unwrap_or_else(|error| {
        tracing::warn!(%error, "subscriptions to what is offered cannot be read");
        Vec::new()
    });
    let told = all.into_iter().map(|one| async move {
        if let Err(error) = tell_last(app, one).await {
            tracing::warn!(%error, "a subscription to what is offered cannot be told the last");
        }
    });
    futures_util::stream::iter(told)
        .buffer_unordered(TOGETHER)
        .collect::<()>()
        .await;
}

async fn tell_last(app: &App, mut one: Subscription) -> storage::Result<()> {
    let Some(mut kept) = Kept::of(&one.content) else {
        return Ok(());
    };
    let Ok(asked) = app.viewer.ready(kept.content.clone()).await else {
        return Ok(());
    };
    let now = app.clock.micros();
    let is_told = asked.is_active() && asked.interval().is_none() && one.ends_at > now;
    if !is_told || !is_vouched_for(app, &one.owner).await {
        return Ok(());
    }
    app.database.touch_subscription(&one.id, now).await?;
    one.due_at = Some(now);
    if !app
        .database
        .claim_subscription(&mut one, claimed_until(now))
        .await?
    {
        return Ok(());
    }
    // What cannot be told now is not tried again before the next start, which looks at all of them.
    if let Outcome::Failed(_) = tell(app, asked, &mut kept, None).await {
        kept.attempts = 0;
    }
    kept.not_before = 0;
    one.content = kept.to_content();
    note(app, &one, None).await
}
