//! A request at the NGSI-LD API: the order of checks is that of every other; what it asks is asked of the permitted view.
//!
//! The ticket comes before the query is read, for a query may name a context that has to be fetched. Where a query is
//! about several types, each dataset has its own introspection, filter and log entry.

use std::rc::Rc;
use std::sync::Arc;

use broker::view::{self as looking, Asked, Doing, EntityMap, Listed, Question, Seen, Whole};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use http::{HeaderValue, Response};
use ngsi_ld::{Context, Entity, Evolution, Problem, ProblemKind};
use protocol::dpop::Htu;
use protocol::problem::ProblemName;
use web::server::RequestId;

use super::grant::{Grant, Selection};
use super::past;
use super::ticket::{self, Accepted, Once, Shown};
use super::views::{KEPT_FOR, Mark, View, Views};
use super::{
    Kept, Refusal, about, begun, count, found, kept, log_refusal, log_unvouched, log_vouched,
    permit, source_failed, write,
};
use crate::config::Shape;
use crate::leases::LeaseKey;
use crate::ngsi_ld::{Owner, Resource, plain};
use crate::releases::{Record, State};
use crate::routes::Route;
use crate::sources::template::Identifiers;
use crate::sources::{SourceAnswer, SourceError, Wanted};
use crate::subscriptions::{self, To};
use crate::worker::{Body, Worker};

/// Datasets that one query is about at most: each is introspected and read.
const MOST_PARTS: usize = 8;

/// What a service asks.
pub(crate) struct Query {
    /// Its method, address and headers.
    pub(crate) parts: Parts,
    /// Its body.
    pub(crate) body: Result<Bytes, Refusal>,
    /// Its id.
    pub(crate) id: RequestId,
}

/// Why it gets nothing.
pub(crate) enum Failed {
    /// Nothing may be released.
    Refused(Refusal),
    /// The query cannot be answered (ETSI GS CIM 009 §6.3.2).
    Query(Problem),
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ProblemName> for Failed {
    fn from(name: ProblemName) -> Self {
        Self::Refused(name.into())
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Query(problem)
    }
}

/// What one dataset has for a query.
struct Part {
    route: Arc<Route>,
    record: Record,
    /// The permitted view, where what is there now is asked for.
    seen: Option<Looked>,
    /// The permitted view of the past, where that is asked for.
    past: Vec<Evolution>,
}

/// A permitted view, and what lets it be seen.
struct Looked {
    view: Arc<View>,
    grant: Arc<Grant>,
    place: LeaseKey,
    /// When the source was asked for it; none where it was kept from an earlier page.
    mark: Option<Mark>,
}

/// Answers a query.
pub(crate) async fn answer(worker: &Rc<Worker>, query: Query) -> Response<Body> {
    let app = &worker.app;
    let id = query.id;
    match checked(worker, query).await {
        Ok(response) => {
            count(None, "released");
            response.map(Body::whole)
        }
        Err(Failed::Refused(refusal)) => {
            count(Some(&refusal), "released");
            refusal.problem().respond(app.base_url.as_str(), Some(id))
        }
        Err(Failed::Query(problem)) => {
            count(Some(&name(&problem).into()), "released");
            secured(looking::refusal(&problem)).map(Body::whole)
        }
    }
}

async fn checked(worker: &Rc<Worker>, query: Query) -> Result<Whole, Failed> {
    let app = &worker.app;
    let mut record = begun(app, query.id);
    let Ok(address) = Htu::of_request(&app.base_url, query.parts.uri.path()) else {
        return Err(ProblemName::InvalidRequest.into());
    };
    let offer = app.offer();
    let shown = Shown {
        method: &query.parts.method,
        headers: &query.parts.headers,
        address: &address,
        audiences: &offer.entities_audiences,
    };
    let accepted = match ticket::accept(worker, shown, &mut record).await {
        Ok(accepted) => accepted,
        Err(refusal) => {
            return Err(log_unvouched(worker, None, &mut record, refusal)
                .await
                .into());
        }
    };
    let once = accepted.once;
    let to = match Resource::of(query.parts.uri.path()) {
        Some(Resource::Subscriptions) => Some(To::Entities),
        Some(Resource::SourceSubscriptions) => Some(To::Registrations),
        _ => None,
    };
    if let Some(to) = to {
        return subscribed(worker, query, to, &accepted, record).await;
    }
    let mut parts = Vec::new();
    match looked(worker, query, &accepted, &record, &mut parts).await {
        Ok(seen) => send(worker, parts, record, once, seen).await,
        Err(failed) => Err(log_failed(worker, parts, record, once, failed).await),
    }
}

/// What comes of a request about subscriptions.
async fn subscribed(
    worker: &Worker,
    query: Query,
    to: To,
    accepted: &Accepted,
    mut record: Record,
) -> Result<Whole, Failed> {
    let outcome = if accepted.ticket.claims.self_access {
        Err(ProblemName::SelfAccessNotOffered.into())
    } else {
        match query.body {
            Ok(body) => {
                let asked = subscriptions::Asked {
                    parts: query.parts,
                    body,
                    to,
                };
                subscriptions::answer(worker, asked, accepted, &mut record).await
            }
            Err(refusal) => Err(refusal.into()),
        }
    };
    let response = match outcome {
        Ok(response) => response,
        Err(failed) => {
            return Err(log_failed(worker, Vec::new(), record, accepted.once, failed).await);
        }
    };
    (record.state, record.status) = (State::Subscribed, response.status().as_u16());
    write(worker, None, &mut record, accepted.once).await?;
    Ok(secured(response))
}

/// What is seen of the permitted view. Each dataset that was asked for is among the parts, whatever came of it.
async fn looked(
    worker: &Worker,
    query: Query,
    accepted: &Accepted,
    record: &Record,
    parts: &mut Vec<Part>,
) -> Result<Seen, Failed> {
    let app = &worker.app;
    if accepted.ticket.claims.self_access {
        // A query is a service's way to look.
        return Err(ProblemName::SelfAccessNotOffered.into());
    }
    let owner = Owner::of(&accepted.ticket.claims);
    let body = query.body?;
    let asked = match looking::of_map(&query.parts, &body)? {
        Some((id, doing)) => {
            let map = of_map(worker, &owner, &id, &doing)?;
            let Some(map) = map else {
                return Ok(Seen::done());
            };
            let asked = app.viewer.question_of(query.parts, &map)?;
            Question::Now(Box::new(asked))
        }
        None => question(worker, query.parts, body, &owner).await?,
    };
    let routes = routes(worker, &asked)?;
    let is_one = routes.len() == 1;
    for route in routes {
        let mut record = record.clone();
        about(&route, &mut record);
        parts.push(Part {
            route,
            record,
            seen: None,
            past: Vec::new(),
        });
        let Some(part) = parts.last_mut() else { break };
        match read(worker, accepted, &asked, part).await {
            // Of several types those are seen that are permitted.
            Err(Failed::Refused(refusal))
                if refusal.name == ProblemName::AttributesNotPermitted && !is_one =>
            {
                part.record.refuse(refusal.name, refusal.name.status());
            }
            outcome => outcome?,
        }
    }
    if !parts.is_empty() && parts.iter().all(|part| part.record.refused.is_some()) {
        return Err(ProblemName::AttributesNotPermitted.into());
    }
    let seen = match asked {
        Question::Now(asked) => {
            let seen = seen_now(*asked, parts).await?;
            remember(worker, parts, seen.is_followed);
            mapped(worker, &owner, seen)
        }
        Question::Past(asked) => {
            let all = parts.iter_mut();
            let all: Vec<Evolution> = all
                .flat_map(|part| std::mem::take(&mut part.past))
                .collect();
            asked.of(&all).await?
        }
    };
    for part in parts
        .iter_mut()
        .filter(|part| part.record.refused.is_none())
    {
        let entity_type = part.route.dataset.description.entity_type.as_str();
        let iri = Context::core().expand(entity_type);
        part.record.records = seen.records.get(&iri).copied().unwrap_or_default();
    }
    Ok(seen)
}

/// What a service asks, with the map that fixes what it is about.
async fn question(
    worker: &Worker,
    parts: Parts,
    body: Bytes,
    owner: &Owner,
) -> Result<Question, Problem> {
    let app = &worker.app;
    let mut asked = app.viewer.read(parts, body).await?;
    if let Question::Now(asked) = &mut asked
        && let Some(id) = asked.map()
        && let Some(map) = app.maps.find(owner, id, app.clock.micros())
    {
        asked.within(map);
    }
    Ok(asked)
}

/// Keeps the map that a query wants.
fn mapped(worker: &Worker, owner: &Owner, seen: Seen) -> Seen {
    let Some(new) = seen.map.clone() else {
        return seen;
    };
    let app = &worker.app;
    let now = app.clock.micros();
    let map = new.named(now);
    let seen = seen.with_map(&new, &map);
    app.maps.keep(owner, map, now);
    seen
}

/// The map that is to be shown; none where it was to end, or to end at another time.
fn of_map(
    worker: &Worker,
    owner: &Owner,
    id: &str,
    doing: &Doing,
) -> Result<Option<EntityMap>, Problem> {
    let app = &worker.app;
    let now = app.clock.micros();
    let map = app.maps.find(owner, id, now);
    let map = map.ok_or_else(|| EntityMap::missing(id))?;
    match doing {
        Doing::Show => return Ok(Some(map)),
        Doing::End => {
            app.maps.end(owner, id, now);
        }
        Doing::Prolong(at) => {
            let expires_at = at.unwrap_or(map.expires_at);
            app.maps.keep(owner, EntityMap { expires_at, ..map }, now);
        }
    }
    Ok(None)
}

/// What is seen of entities as they are.
async fn seen_now(asked: Asked, parts: &[Part]) -> Result<Seen, Failed> {
    let views = parts.iter().filter_map(|part| part.seen.as_ref());
    let views: Vec<&View> = views.map(|looked| looked.view.as_ref()).collect();
    if asked.is_plain() {
        return Ok(listed(asked, &views)?);
    }
    let mut entities = Vec::new();
    for view in views {
        entities.extend(unreadable(view.entities())?);
    }
    Ok(asked.of(entities).await?)
}

/// Lists a page of entities; of others ids and types alone are read.
fn listed(asked: Asked, views: &[&View]) -> Result<Seen, Refusal> {
    let mut texts = Vec::new();
    for view in views {
        texts.extend(unreadable(view.heads())?.iter().map(|head| (*view, head)));
    }
    let heads: Vec<&Entity> = texts.iter().map(|(_, head)| &head.entity).collect();
    let (page, total) = asked.on_page(&heads);
    let mut names = plain::Names::default();
    let mut listed = Vec::with_capacity(page.len());
    for at in &page {
        let (view, head) = texts[*at];
        let text = view.text(head);
        if let Some(whole) = plain::whole(text, &mut names) {
            listed.push(Listed::Text(whole));
        } else {
            let read = unreadable(crate::ngsi_ld::entities(text.as_bytes()))?;
            listed.extend(read.into_iter().map(|one| Listed::Entity(Box::new(one))));
        }
    }
    let shown: Vec<&Entity> = page.iter().map(|at| heads[*at]).collect();
    Ok(asked.of_page(listed, &shown, total))
}

/// Keeps what a page was taken from for the one after it. What was kept before is older, or was for this page.
fn remember(worker: &Worker, parts: &[Part], is_followed: bool) {
    let Some(views) = &worker.app.views else {
        return;
    };
    for looked in parts.iter().filter_map(|part| part.seen.as_ref()) {
        if !is_followed {
            views.forget(&looked.place);
        } else if let Some(mark) = looked.mark
            && views.keep(&looked.place, &looked.grant, &looked.view, mark)
        {
            let app = Arc::clone(&worker.app);
            tokio::task::spawn_local(async move {
                tokio::time::sleep(KEPT_FOR).await;
                app.views.iter().for_each(Views::sweep);
            });
        }
    }
}

/// What cannot be read is the source's fault.
fn unreadable<T>(read: Result<T, SourceError>) -> Result<T, Refusal> {
    read.map_err(|error| error.problem().into())
}

/// The routes whose entities a query can be about.
fn routes(worker: &Worker, asked: &Question) -> Result<Vec<Arc<Route>>, Problem> {
    let (needs, is_past) = match asked {
        Question::Now(asked) => (asked.needs(), false),
        Question::Past(asked) => (asked.needs(), true),
    };
    let is_about = |entity_type: &str| match asked {
        Question::Now(asked) => asked.is_about(entity_type),
        Question::Past(asked) => Ok(asked.is_about(entity_type)),
    };
    let mut routes: Vec<Arc<Route>> = Vec::new();
    for route in &worker.app.offer().routes {
        let description = &route.dataset.description;
        let is_new = !routes.iter().any(|one| one.dataset.id == route.dataset.id);
        if route.shape == Shape::NgsiLd && is_new && is_about(description.entity_type.as_str())? {
            routes.push(Arc::clone(route));
        }
    }
    if is_past && !routes.is_empty() {
        routes.retain(|route| route.dataset.history);
        if routes.is_empty() {
            return Err(past::no_history());
        }
    }
    if routes.len() > 1 && !needs.is_empty() {
        let core = Context::core();
        routes.retain(|route| {
            let mut names = route
                .dataset
                .table
                .paths()
                .iter()
                .filter_map(|path| path.names().next());
            names.any(|name| needs.contains(&core.expand(name)))
        });
    }
    if routes.len() > MOST_PARTS {
        return Err(Problem::new(
            ProblemKind::TooComplexQuery,
            format!(
                "a query is about at most {MOST_PARTS} types of entities here; name some in `type`"
            ),
        ));
    }
    Ok(routes)
}

/// Reads one dataset's permitted view.
async fn read(
    worker: &Worker,
    accepted: &Accepted,
    asked: &Question,
    part: &mut Part,
) -> Result<(), Failed> {
    let (route, record) = (&part.route, &mut part.record);
    let grant = permit(worker, route, accepted, record).await?;
    if let Question::Past(asked) = asked {
        part.past = past::permitted(worker, route, &grant, asked.window(), record).await?;
        return Ok(());
    }
    let follows = matches!(asked, Question::Now(asked) if asked.follows());
    let place = LeaseKey::of(&accepted.ticket.claims, route);
    let views = worker.app.views.as_ref();
    let kept = views.filter(|_| follows);
    let kept = kept.and_then(|views| views.get(&place, &grant));
    let mark = views.filter(|_| kept.is_none()).map(Views::mark);
    let view = match kept {
        Some(kept) => {
            record.detail.clone_from(&kept.detail);
            kept
        }
        None => {
            let read = view(worker, route, &grant.identifiers, &grant.selection, record).await?;
            Arc::new(View::of(read))
        }
    };
    part.seen = Some(Looked {
        view,
        grant,
        place,
        mark,
    });
    Ok(())
}

/// One dataset's permitted view, as entities.
pub(crate) async fn permitted(
    worker: &Worker,
    route: &Route,
    identifiers: &Identifiers,
    selection: &Selection,
    record: &mut Record,
) -> Result<Vec<Entity>, Refusal> {
    let kept = view(worker, route, identifiers, selection, record).await?;
    let entities = crate::ngsi_ld::entities(&kept.body);
    entities.map_err(|error| source_failed(error, record))
}

/// One dataset's permitted view: read, converted and filtered.
pub(crate) async fn view(
    worker: &Worker,
    route: &Route,
    identifiers: &Identifiers,
    selection: &Selection,
    record: &mut Record,
) -> Result<Kept, Refusal> {
    let app = &worker.app;
    let wanted = Wanted {
        route,
        identifiers,
        attributes: selection.wanted(),
    };
    let bytes = match worker.source.read(wanted).await {
        Ok(SourceAnswer::Whole(bytes)) => bytes,
        // Only a whole answer can be looked into.
        Ok(SourceAnswer::Pieces(_)) => return Err(source_failed(SourceError::TooLarge, record)),
        Err(error) => return nothing_there(error, record),
    };
    let found = match found(app, route, &bytes) {
        Ok(found) => found,
        Err(error) => return nothing_there(error, record),
    };
    let kept = kept(app, route, selection, found);
    let kept = kept.map_err(|error| source_failed(error, record))?;
    record.detail.clone_from(&kept.detail);
    Ok(kept)
}

/// A person of whom the source has nothing has no entities, which is an answer.
fn nothing_there(error: SourceError, record: &mut Record) -> Result<Kept, Refusal> {
    let is_nothing = matches!(error, SourceError::NotFound);
    let refusal = source_failed(error, record);
    if is_nothing {
        Ok(Kept {
            body: b"[]".to_vec(),
            records: 0,
            deviations: None,
            detail: None,
        })
    } else {
        Err(refusal)
    }
}

/// The refusal where the database failed.
pub(crate) fn unlogged(error: &storage::Error) -> Refusal {
    tracing::error!(%error, "the database failed");
    ProblemName::Internal.into()
}

/// Writes the log, durably, then answers.
async fn send(
    worker: &Worker,
    parts: Vec<Part>,
    mut record: Record,
    mut once: Option<Once>,
    seen: Seen,
) -> Result<Whole, Failed> {
    let mut response = secured(seen.response);
    let status = response.status().as_u16();
    if parts.is_empty() {
        // Entities of a type that is not offered: there are none, and nobody was asked.
        (record.state, record.status) = (State::Released, status);
        write(worker, None, &mut record, once.take()).await?;
    }
    for mut part in parts {
        if part.record.refused.is_none() {
            (part.record.state, part.record.status) = (State::Released, status);
        }
        write(worker, Some(&part.route), &mut part.record, once.take()).await?;
        let converted = part
            .seen
            .as_ref()
            .and_then(|one| one.view.converted.clone());
        if let Some((name, value)) = converted {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

fn secured(mut response: Whole) -> Whole {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Logs why nothing was released, for each dataset that was asked for.
async fn log_failed(
    worker: &Worker,
    parts: Vec<Part>,
    record: Record,
    mut once: Option<Once>,
    failed: Failed,
) -> Failed {
    let mut records: Vec<Record> = parts.into_iter().map(|part| part.record).collect();
    if records.is_empty() {
        records.push(record);
    }
    let mut outcome = failed;
    for mut record in records {
        let once = once.take();
        let logged = match &outcome {
            Failed::Refused(refusal) => {
                log_vouched(worker, None, &mut record, refusal.clone(), once).await
            }
            Failed::Query(problem) => {
                // What was asked may be a value: the kind of the problem is said, and no more.
                record.detail = Some(problem.kind.name().to_owned());
                let name = name(problem);
                let logged = log_refusal(worker, None, &mut record, name.into(), once).await;
                if logged.name == name {
                    continue;
                }
                logged
            }
        };
        outcome = Failed::Refused(logged);
    }
    outcome
}

/// The name in the log of a query's problem.
fn name(problem: &Problem) -> ProblemName {
    match problem.kind {
        ProblemKind::ResourceNotFound => ProblemName::NotFound,
        ProblemKind::MethodNotAllowed => ProblemName::MethodNotAllowed,
        ProblemKind::NotAcceptable => ProblemName::NotAcceptable,
        ProblemKind::UnsupportedMediaType => ProblemName::UnsupportedMediaType,
        ProblemKind::InternalError => ProblemName::Internal,
        _ => ProblemName::InvalidRequest,
    }
}
