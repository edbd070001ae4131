//! `/ngsi-ld/v1/subscriptions`: made, shown, changed and ended by the service under whose permission they are, and
//! `/ngsi-ld/v1/csourceSubscriptions`, which are the service's own. A ticket is needed for each; another's subscriptions
//! are not there.

use std::sync::Arc;

use broker::view::{self, Change, Content, Subscription as Ready, Whole, Wish};
use bytes::Bytes;
use http::request::Parts;
use ngsi_ld::{Problem, ProblemKind};
use protocol::introspection::LONGEST_SUBSCRIPTION;
use protocol::problem::ProblemName;
use storage::connector::subscriptions::{Subscription, Subscriptions as _};

use super::look::granted;
use super::poll::{Held, every};
use super::{Kept, LINK, name_of_link, owner, pairs, registrations, upstream};
use crate::config::Shape;
use crate::enforcement::query::{Failed, permitted, unlogged};
use crate::enforcement::ticket::Accepted;
use crate::enforcement::{about, permit};
use crate::releases::Record;
use crate::routes::{Ask, News, Route};
use crate::worker::Worker;

/// Subscriptions of one service under one permission: each is looked at when something changes.
const MOST: usize = 16;
/// How often a change is tried again when another came between.
const ATTEMPTS: usize = 5;
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// What subscriptions are to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// What may be seen of a person.
    Entities,
    /// What the connector offers.
    Registrations,
}

/// A request about subscriptions.
pub(crate) struct Asked {
    /// Its method, address and headers.
    pub(crate) parts: Parts,
    /// Its body.
    pub(crate) body: Bytes,
    /// What they are to.
    pub(crate) to: To,
}

/// Does what is asked; what the log says of it goes into the record.
pub(crate) async fn answer(
    worker: &Worker,
    asked: Asked,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<Whole, Failed> {
    let app = &worker.app;
    let to = asked.to;
    let wish = app.viewer.wish(asked.parts, asked.body).await?;
    let whose = match to {
        To::Entities => owner(&accepted.ticket.claims),
        To::Registrations => registrations::owner(&accepted.ticket.claims),
    };
    let known = app.database.subscriptions_of(&whose, i64::MAX).await;
    let known = known.map_err(|error| unlogged(&error))?;
    let find = |id: &str| {
        let found = known.iter().find(|one| one.id == id).cloned();
        found.ok_or_else(|| view::missing(id))
    };
    match wish {
        Wish::Create(content) => {
            if known.len() >= MOST {
                let who = match to {
                    To::Entities => "a permission",
                    To::Registrations => "a service",
                };
                let detail = format!("{who} has at most {MOST} subscriptions");
                return Err(Problem::new(ProblemKind::TooManyResults, detail).into());
            }
            match to {
                To::Entities => create(worker, *content, accepted, record).await,
                To::Registrations => follow(worker, *content, accepted, record).await,
            }
        }
        Wish::Show(showing) => {
            record.detail = Some("shown".into());
            let all: Vec<(Content, i64)> = known
                .iter()
                .filter_map(|one| Some((Kept::of(&one.content)?.content, one.ends_at)))
                .collect();
            Ok(showing.of(&all)?)
        }
        Wish::Change(change) => {
            record.detail = Some("changed".into());
            find(&change.id)?;
            // One that is being looked at has another version when that is over.
            for _ in 0..ATTEMPTS {
                let one = app.database.subscription(&change.id).await;
                let one = one.map_err(|error| unlogged(&error))?;
                let one = one.filter(|one| one.owner == whose);
                let one = one.ok_or_else(|| view::missing(&change.id))?;
                if alter(worker, one, &change, to, accepted).await? {
                    app.waking.0.notify_one();
                    return Ok(view::done());
                }
            }
            let detail = "the subscription is changed by somebody else all the time; try again";
            Err(Problem::new(ProblemKind::Conflict, detail).into())
        }
        Wish::Delete(id) => {
            record.detail = Some("ended".into());
            let one = find(&id)?;
            let gone = upstream::leave(worker, one).await;
            gone.map_err(|error| unlogged(&error))?;
            Ok(view::done())
        }
    }
}

async fn create(
    worker: &Worker,
    content: Content,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<Whole, Failed> {
    let app = &worker.app;
    let mut asked = app.viewer.ready(content).await?;
    check_endpoint(worker, &asked).await?;
    let route = route(worker, &asked)?;
    about(&route, record);
    if route.news == News::None {
        return Err(no_news(&route).into());
    }
    let grant = match route.news {
        // Its operator tells of the permission's end: until then the source is looked at without asking.
        News::Polled(_) => Arc::new(granted(worker, &route, accepted, record).await?),
        _ => permit(worker, &route, accepted, record).await?,
    };
    let (identifiers, selection) = (&grant.identifiers, &grant.selection);
    let entities = permitted(worker, &route, identifiers, selection, record).await?;
    asked.saw(&entities);
    let now = app.clock.micros();
    let read = asked.digest(&entities);
    let every = every(&route, &asked);
    let held = Held::of(&route, &grant, read.clone(), read, now).filter(|_| every.is_none());
    let until = grant.permission.as_ref().and_then(|one| one.valid_until);
    let ends_at = end(accepted, &asked).min(until.map_or(i64::MAX, |at| at.saturating_mul(SECOND)));
    let content = asked.content;
    let id = content.id.clone();
    let mut subscription = Subscription {
        id: id.clone(),
        owner: owner(&accepted.ticket.claims),
        arrangement: record.arrangement.clone().unwrap_or_default(),
        route: route.path.clone(),
        version: 0,
        due_at: None,
        ends_at,
        created_at: now,
        content: zeroize::Zeroizing::default(),
    };
    let (secret, own) = match every {
        None => upstream::begin(worker, &route, &grant, &subscription).await?,
        // No change is waited for.
        Some(_) => (None, None),
    };
    let mut kept = Kept {
        content,
        ticket: accepted.text.to_string(),
        every,
        attempts: 0,
        not_before: every.map_or(0, |every| now.saturating_add(every)),
        secret,
        own,
        held,
    };
    subscription.due_at = kept.next_look(&route, now);
    subscription.content = kept.to_content();
    let operator = &subscription.owner.operator;
    let links = grant.links.iter();
    let links: Vec<String> = links
        .map(|link| name_of_link(operator, link.as_str()))
        .collect();
    let mut about = pairs(&grant.identifiers);
    about.extend(links.iter().map(|link| (LINK, link.as_str())));
    if let Err(failed) = add(worker, &subscription, &about).await {
        upstream::forget(worker, &id).await;
        return Err(failed);
    }
    record.detail = Some("made".into());
    // Making one releases nothing.
    record.released.clear();
    Ok(view::created(&kept.content))
}

/// Makes one to what the connector offers, which is told first of what that is now (ETSI GS CIM 009 §5.11.2.4).
async fn follow(
    worker: &Worker,
    content: Content,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<Whole, Failed> {
    let app = &worker.app;
    let asked = app.viewer.ready(content).await?;
    check_endpoint(worker, &asked).await?;
    let now = app.clock.micros();
    let kept = Kept {
        content: asked.content.clone(),
        // Nobody is asked about it: it has said whose the subscription is.
        ticket: String::new(),
        every: None,
        attempts: 0,
        not_before: 0,
        secret: None,
        own: None,
        held: None,
    };
    let subscription = Subscription {
        id: kept.content.id.clone(),
        owner: registrations::owner(&accepted.ticket.claims),
        arrangement: String::new(),
        route: registrations::ROUTE.to_owned(),
        version: 0,
        due_at: Some(now),
        ends_at: end(accepted, &asked),
        created_at: now,
        content: kept.to_content(),
    };
    add(worker, &subscription, &[]).await?;
    app.waking.0.notify_one();
    record.detail = Some("made".into());
    Ok(view::created(&kept.content))
}

/// Keeps a new one.
async fn add(
    worker: &Worker,
    subscription: &Subscription,
    identifiers: &[(&str, &str)],
) -> Result<(), Failed> {
    let database = &worker.app.database;
    let added = database.add_subscription(subscription, identifiers).await;
    added.map_err(|error| match error {
        storage::Error::Duplicate { .. } => Failed::Query(Problem::new(
            ProblemKind::AlreadyExists,
            format!("there is a subscription `{}` already", subscription.id),
        )),
        error => unlogged(&error).into(),
    })
}

/// A subscription with a change, and with the ticket that it is changed on from now on; false where another change came
/// between.
async fn alter(
    worker: &Worker,
    mut one: Subscription,
    change: &Change,
    to: To,
    accepted: &Accepted,
) -> Result<bool, Failed> {
    let app = &worker.app;
    let mut kept = Kept::of(&one.content).ok_or(ProblemName::Internal)?;
    kept.content = app.viewer.changed(&kept.content, change).await?;
    let asked = app.viewer.ready(kept.content.clone()).await?;
    check_endpoint(worker, &asked).await?;
    match to {
        To::Entities => {
            let route = route(worker, &asked)?;
            if route.path != one.route {
                let detail = "a subscription stays with its type of entities";
                return Err(Problem::bad_data(detail).into());
            }
            let every = every(&route, &asked);
            if every.is_some() != kept.every.is_some() {
                let detail =
                    "a subscription is told at intervals or of changes, and stays with that";
                return Err(Problem::bad_data(detail).into());
            }
            if let Some(every) = every {
                let next = app.clock.micros().saturating_add(every);
                kept.not_before = kept.not_before.min(next);
            }
            kept.every = every;
            accepted.text.as_ref().clone_into(&mut kept.ticket);
        }
        To::Registrations => {
            // It is told anew of what there is (ETSI GS CIM 009 §5.11.3.4).
            kept.content.saw_registration(None);
            kept.not_before = 0;
        }
    }
    kept.attempts = 0;
    one.ends_at = end(accepted, &asked);
    // What was not told while it was paused is told now.
    one.due_at = Some(app.clock.micros());
    one.content = kept.to_content();
    match app.database.change_subscription(&one).await {
        Ok(()) => Ok(true),
        Err(storage::Error::Conflict { .. }) => Ok(false),
        Err(error) => Err(unlogged(&error).into()),
    }
}

/// When it ends by itself: as it says, and no later than its ticket counts for it. That of an operator that does not know
/// of subscriptions counts until it ends.
fn end(accepted: &Accepted, asked: &Ready) -> i64 {
    let claims = &accepted.ticket.claims;
    let counts = if accepted.ticket.operator.is_profile {
        claims.iat.saturating_add(LONGEST_SUBSCRIPTION)
    } else {
        claims.exp
    };
    let counts = counts.saturating_mul(SECOND);
    asked.expires().unwrap_or(i64::MAX).min(counts)
}

/// Refuses to send anything where nothing may be sent.
async fn check_endpoint(worker: &Worker, asked: &Ready) -> Result<(), Problem> {
    let client = &worker.app.client;
    let refused = || Problem::bad_data("notifications cannot be sent to this `endpoint`");
    let url = client.check(asked.endpoint()).map_err(|_| refused())?;
    client.addresses(&url).await.map_err(|_| refused())?;
    Ok(())
}

/// The refusal where the connector learns of no change.
fn no_news(route: &Route) -> Problem {
    let why = if matches!(route.ask, Ask::Tree(_)) {
        "the source gathers all that it has of a person each time it is asked, and its description does not say how often that \
         may be (`poll_every_seconds`): nobody can subscribe to its changes"
    } else {
        "the source does not tell of changes and is not to be asked for them (`poll_every_seconds` is 0): nobody can subscribe \
         to them"
    };
    Problem::new(ProblemKind::OperationNotSupported, why)
}

/// The route whose entities it is about.
fn route(worker: &Worker, asked: &Ready) -> Result<Arc<Route>, Problem> {
    let offer = worker.app.offer();
    let mut fitting = offer.routes.iter().filter(|route| {
        let name = route.dataset.description.entity_type.as_str();
        route.shape == Shape::NgsiLd && asked.is_about(name)
    });
    let first = fitting
        .next()
        .ok_or_else(|| Problem::bad_data("entities of this `type` are not offered here"))?;
    if fitting.any(|route| route.dataset.id != first.dataset.id) {
        return Err(Problem::bad_data(
            "a subscription is about one `type` of entities here",
        ));
    }
    Ok(Arc::clone(first))
}
