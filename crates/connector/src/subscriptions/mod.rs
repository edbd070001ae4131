//! Subscriptions under permission: a service is told when what it may see has changed (ETSI GS CIM 009 §5.8).
//!
//! `api` makes, shows, changes and ends them on a ticket; `look` looks at those that are due, one after the other. What is
//! sent is read, filtered and logged at the moment of sending, under the permission that the operator names then. A
//! subscription whose permission has ended is nobody's and told of nothing; it stays until a source that is a broker has let
//! go of the connector's own. What is due lies in the database, so that nothing is forgotten when
//! the connector stops. `poll` looks at sources that tell of no
//! change. `registrations` has those that are about nobody: to what the connector offers.

mod api;
mod look;
mod poll;
mod registrations;
mod upstream;

use serde::{Deserialize, Serialize};
use storage::connector::subscriptions::{Owner, Subscriptions as _};
use tokio::sync::Notify;
use zeroize::Zeroizing;

pub(crate) use self::api::{Asked, To, answer};
pub(crate) use self::look::{begin, spawn};
pub(crate) use self::registrations::{are_left, changed as offer_changed};
pub(crate) use self::upstream::notified;
use crate::app::App;
use crate::config::UpstreamConfig;
use crate::routes::{News, Route};
use crate::sources::template::Identifiers;

/// Wakes who looks at what is due.
#[derive(Default)]
pub(crate) struct Waking(Notify);

/// What is kept of a subscription, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// What the service asked for, and what it was told.
    content: broker::view::Content,
    /// The ticket that made it, or that it was renewed with: the operator is asked about it each time.
    ticket: String,
    /// The microseconds between two notifications, where it is told at intervals and not of changes.
    #[serde(default)]
    every: Option<i64>,
    /// Attempts in a row that failed.
    attempts: u32,
    /// When the next notification may go out, in microseconds since the epoch.
    not_before: i64,
    /// What the source's broker must say when it tells of a change; none where the source is no broker.
    secret: Option<String>,
    /// What the connector's own subscription is like there.
    #[serde(default)]
    own: Option<upstream::Own>,
    /// What the connector looks at the source with, where that tells of no change.
    #[serde(default)]
    held: Option<poll::Held>,
}

impl Kept {
    fn of(content: &[u8]) -> Option<Self> {
        serde_json::from_slice(content).ok()
    }

    /// A notification has arrived, or has not.
    fn ended(&mut self, is_sent: bool) {
        self.content.ended(is_sent);
        let word = if is_sent { "sent" } else { "failed" };
        metrics::counter!("connector_notifications_total", "outcome" => word).increment(1);
    }

    /// When it is looked at next though nothing tells of a change, in microseconds since the epoch.
    fn next_look(&mut self, route: &Route, now: i64) -> Option<i64> {
        match (self.every, &mut self.own) {
            (Some(every), _) => Some(now.saturating_add(every)),
            (None, Some(own)) => Some(own.next_look(now)),
            (None, None) => poll::next_look(route, now),
        }
    }

    /// What was read last needs no further telling.
    fn settle(&mut self) {
        if let Some(held) = &mut self.held {
            held.settle();
        }
    }

    fn to_content(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Whose a subscription is that a ticket makes.
fn owner(ticket: &protocol::ticket::Ticket) -> Owner {
    Owner {
        operator: ticket.iss.as_str().to_owned(),
        permission: ticket.mop_processing_record_uuid.as_str().to_owned(),
        service: ticket.sub.as_str().to_owned(),
    }
}

/// Identifiers, each with its type.
pub(crate) fn pairs(identifiers: &Identifiers) -> Vec<(&str, &str)> {
    let pairs = identifiers.iter();
    pairs
        .map(|one| (one.id_type.as_str(), one.id.as_str()))
        .collect()
}

/// A change of what is kept of a person in a dataset: those who are told of it will be. `after` is said before the change
/// too, so that one is not lost in between, in microseconds from now.
pub(crate) async fn changed(app: &App, dataset: &str, identifiers: &[(&str, &str)], after: i64) {
    if matches!(app.config.upstream, UpstreamConfig::NgsiLd(_)) {
        // Its broker tells of them.
        return;
    }
    let offer = app.offer();
    let routes = offer.routes.iter();
    let routes: Vec<&str> = routes
        .filter(|route| route.dataset.slug == dataset && route.news != News::None)
        .map(|route| route.path.as_str())
        .collect();
    touch(app, &routes, identifiers, after).await;
}

/// Makes due what is subscribed to of a person at these routes, in microseconds from now.
pub(crate) async fn touch(app: &App, routes: &[&str], identifiers: &[(&str, &str)], after: i64) {
    let now = app.clock.micros().saturating_add(after);
    let touched = app
        .database
        .touch_subscriptions(identifiers, routes, now)
        .await;
    match touched {
        Ok(true) if after == 0 => app.waking.0.notify_one(),
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "subscriptions cannot be told of a change"),
    }
}

/// What links are found by, beside the types of identifiers: whose it is, and how operator and connector call it.
const LINK: &str = "urn:fiducia:link";

fn name_of_link(operator: &str, link_id: &str) -> String {
    format!("{operator}\n{link_id}")
}

/// A link has ended: what was subscribed to by it is looked at now, and is over unless the operator has another identifier.
pub(crate) async fn link_ended(app: &App, operator: &str, link_id: &str) {
    let offer = app.offer();
    let routes: Vec<&str> = offer
        .routes
        .iter()
        .map(|route| route.path.as_str())
        .collect();
    let name = name_of_link(operator, link_id);
    touch(app, &routes, &[(LINK, &name)], 0).await;
}

/// When a change is looked at whose end nobody has heard of, in microseconds.
pub(crate) const UNFINISHED: i64 = 10_000_000;

/// A permission is another than it was: what may be seen now is looked at.
pub(crate) async fn amended(app: &App, operator: &str, arrangement: &str) {
    let now = app.clock.micros();
    let touched = app
        .database
        .touch_subscriptions_of(operator, arrangement, now);
    match touched.await {
        Ok(()) => app.waking.0.notify_one(),
        // The operator is asked before anything is told, and once a day.
        Err(error) => {
            tracing::warn!(%error, "subscriptions of a permission that has changed are not looked at");
        }
    }
}

/// A permission has ended: so have its subscriptions.
pub(crate) async fn ended(app: &App, operator: &str, arrangement: &str) {
    let now = app.clock.micros();
    let ended = app
        .database
        .end_subscriptions_of(operator, arrangement, now);
    match ended.await {
        Ok(ids) => {
            app.waking.0.notify_one();
            for id in ids {
                tracing::info!(id, "a subscription has ended with its permission");
            }
        }
        // The operator says so again before anything is sent.
        Err(error) => {
            tracing::warn!(%error, "subscriptions of an ended permission are still there");
        }
    }
}
