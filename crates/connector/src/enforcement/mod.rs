//! The order of checks (`protocol.md`, "Service → connector"), and the release at their end.
//!
//! Shape and limits → issuer in a current trust list or contract → signature → audience and times → proof of
//! possession, replay → introspection, or a lease on an earlier one → source → filter → log → answer. It fails closed at
//! every step.

pub(crate) mod asked;
pub(crate) mod change;
mod conversion;
pub(crate) mod grant;
mod past;
pub(crate) mod pseudonyms;
pub(crate) mod query;
mod refusal;
pub(crate) mod replay;
pub(crate) mod ticket;
pub(crate) mod views;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use permission::filter::{Filter, Report};
use protocol::introspection::{Active, Response as Answer};
use protocol::problem::ProblemName;
use storage::Unit;
use web::server::RequestId;

use self::grant::{Grant, Selection};
pub(crate) use self::refusal::Refusal;
use self::ticket::{Accepted, Once, Shown};
use crate::app::App;
use crate::config::Shape;
use crate::gateways::{self, Gateway, Inbound};
use crate::introspection::{About, Question, introspect};
use crate::leases::{LeaseKey, Sent};
use crate::links;
use crate::mapping::Deviation;
use crate::releases::{Record, State, journal, streaming};
use crate::routes::{Ask, Route};
use crate::self_access::{self, Form};
use crate::sources::{SourceAnswer, SourceError, Wanted, pointer};
use crate::worker::{Body, Worker};

/// Says that there is something that the person has asked the source's staff.
const ASKED_CHANGES: HeaderName = HeaderName::from_static(protocol::self_access::ASKED_CHANGES);

/// What a service asks at a route of the source's own.
pub(crate) struct Request<'a> {
    /// The route whose data it is about.
    pub(crate) route: &'a Arc<Route>,
    /// What the checks see of it.
    pub(crate) shown: Shown<'a>,
    /// Its id.
    pub(crate) id: RequestId,
    /// The form that the person asked for.
    pub(crate) form: Form,
    /// The gateway file that is run, and the request as its names see it; none at other routes.
    pub(crate) gateway: Option<(&'a Gateway, &'a Inbound)>,
}

/// Answers a request of a service.
pub(crate) async fn answer(worker: &Rc<Worker>, request: Request<'_>) -> Response<Body> {
    let app = &worker.app;
    let mut record = begun(app, request.id);
    about(request.route, &mut record);
    let outcome = release(worker, &request, &mut record).await;
    count(outcome.as_ref().err(), "released");
    outcome.unwrap_or_else(|refusal| {
        if request.route.is_gateway() {
            return gateways::refuse(&refusal, request.id);
        }
        refusal
            .problem()
            .respond(app.base_url.as_str(), Some(request.id))
    })
}

/// The log entry of a request, as far as it is known when it comes.
pub(crate) fn begun(app: &App, id: RequestId) -> Record {
    Record {
        at: app.clock.micros(),
        request: id.to_string(),
        ..Record::default()
    }
}

/// Says in its log entry what a request is about.
pub(crate) fn about(route: &Route, record: &mut Record) {
    route.dataset.id.as_str().clone_into(&mut record.dataset);
    record.route.clone_from(&route.path);
}

/// Counts what came of a request: why it was refused, or a word for what it was good for.
fn count(refused: Option<&Refusal>, good: &'static str) {
    let word = refused.map_or(good, |refusal| refusal.name.as_str());
    metrics::counter!("connector_requests_total", "outcome" => word).increment(1);
}

async fn release(
    worker: &Rc<Worker>,
    request: &Request<'_>,
    record: &mut Record,
) -> Result<Response<Body>, Refusal> {
    let route = request.route;
    let accepted = match ticket::accept(worker, request.shown, record).await {
        Ok(accepted) => accepted,
        Err(refusal) => return Err(log_unvouched(worker, Some(route), record, refusal).await),
    };
    match allowed(worker, request, &accepted, record).await {
        Ok((grant, read)) => send(worker, route, &accepted, &grant, record, read).await,
        Err(refusal) => Err(log_vouched(worker, Some(route), record, refusal, accepted.once).await),
    }
}

/// What may be released of what the source has.
async fn allowed(
    worker: &Worker,
    request: &Request<'_>,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<(Arc<Grant>, Read), Refusal> {
    if accepted.ticket.claims.self_access {
        let headers = request.shown.headers;
        self_access::check(&worker.app, request.route, headers, accepted)?;
    }
    let grant = permit(worker, request.route, accepted, record).await?;
    let read = read(worker, request, accepted, &grant, record).await?;
    Ok((grant, read))
}

/// What the operator lets this source release: asked now, or leased.
pub(crate) async fn permit(
    worker: &Worker,
    route: &Arc<Route>,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<Arc<Grant>, Refusal> {
    let app = &worker.app;
    let claims = &accepted.ticket.claims;
    let now = app.clock.seconds();
    // A person's own look is never leased: it ends with the session.
    let leases = app.leases.as_ref().filter(|_| !claims.self_access);
    let lease = leases
        .zip(claims.arrangement_id.as_ref())
        .map(|(leases, arrangement)| (leases, arrangement, LeaseKey::of(claims, route)));
    if let Some((leases, arrangement, key)) = &lease
        && let Some(grant) = leases.get(arrangement, key, claims.epoch)
        && grant
            .permission
            .as_ref()
            .is_some_and(|permission| !permission.is_over(now))
    {
        grant.note(route, record);
        record.lease_of = Some(grant.access_item.as_str().to_owned());
        record.access_item = Some(
            uuid::Builder::from_random_bytes(rand::random())
                .into_uuid()
                .to_string(),
        );
        record.introspection = Some("leased".to_owned());
        return Ok(grant);
    }
    let sent = Sent::now(&app.clock);
    let active = ask(worker, route, accepted, About::Request, record).await?;
    let lease_seconds = active.lease_seconds.unwrap_or_default();
    let grant = Arc::new(Grant::of(worker, route, accepted, active, now)?);
    grant.note(route, record);
    if let Some((leases, _, key)) = lease
        && lease_seconds > 0
    {
        leases.take(key, &grant, lease_seconds, sent);
    }
    Ok(grant)
}

/// Introspection (MIM4 §5.4).
pub(crate) async fn ask(
    worker: &Worker,
    route: &Route,
    accepted: &Accepted,
    about: About,
    record: &mut Record,
) -> Result<Active, Refusal> {
    let question = Question {
        ticket: &accepted.text,
        dataset: (&route.dataset.id, &route.dataset.sha256),
        about,
    };
    match introspect(worker, &accepted.ticket.operator, question).await {
        Ok(Answer::Active(mut active)) => {
            record.introspection = Some("active".to_owned());
            record.access_item = Some(active.access_item_uuid.as_str().to_owned());
            links::keep_accepted(&worker.app, &accepted.ticket.claims.iss, &mut active).await?;
            Ok(active)
        }
        Ok(Answer::Inactive(inactive)) => {
            record.introspection = Some(inactive.reason.clone());
            let name = inactive
                .reason_code
                .unwrap_or(ProblemName::PermissionNotActive);
            // Whatever name an operator gives: its no is a no (403), not an error of ours or a fault of the ticket.
            let name = if name.status() == 403 {
                name
            } else {
                ProblemName::PermissionNotActive
            };
            Err(Refusal {
                name,
                detail: None,
                reason: Some(inactive.reason),
            })
        }
        Err(error) => {
            tracing::warn!(operator = %accepted.ticket.operator.uuid, %error, "introspection failed");
            record.introspection = Some(error.to_string());
            Err(Refusal::new(error.problem(), error))
        }
    }
}

/// What was read and may be released.
pub(crate) enum Read {
    /// Filtered, and known to be whole.
    Whole {
        body: Bytes,
        records: u64,
        media: &'static str,
        headers: Vec<(http::HeaderName, HeaderValue)>,
        status: StatusCode,
    },
    /// Too large to hold.
    Pieces(Box<crate::sources::Pieces>),
}

/// Reads the source and keeps what is permitted.
async fn read(
    worker: &Worker,
    request: &Request<'_>,
    accepted: &Accepted,
    grant: &Grant,
    record: &mut Record,
) -> Result<Read, Refusal> {
    let route = request.route;
    if let Some(gateway) = request.gateway {
        return gateways::read(worker, gateway, accepted, grant, record).await;
    }
    // What is a person's own is theirs in every form; to a service it would say more than the attributes that were permitted.
    let form = if accepted.ticket.claims.self_access {
        request.form
    } else {
        Form::Described
    };
    if form == Form::Past {
        return past::own(worker, route, grant, record).await;
    }
    let wanted = Wanted {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
    };
    let answer = worker.source.read(wanted).await;
    let bytes = match answer.map_err(|error| source_failed(error, record))? {
        SourceAnswer::Whole(bytes) => bytes,
        SourceAnswer::Pieces(pieces) if route.is_streamed() => {
            return Ok(Read::Pieces(pieces));
        }
        SourceAnswer::Pieces(_) => return Err(source_failed(SourceError::TooLarge, record)),
    };
    let app = &worker.app;
    let found = found(app, route, &bytes).map_err(|error| source_failed(error, record))?;
    if form == Form::Original
        && let Some(mapping) = &route.mapping
    {
        return conversion::original(worker, route, mapping, grant, found, record);
    }
    let kept = kept(app, route, &grant.selection, found);
    let kept = kept.map_err(|error| source_failed(error, record))?;
    let mut headers = Vec::new();
    if let Some(deviations) = &kept.deviations {
        headers.push(conversion::said(deviations));
    }
    record.detail = kept.detail;
    Ok(Read::Whole {
        body: kept.body.into(),
        records: kept.records,
        media: media(route.shape),
        headers,
        status: StatusCode::OK,
    })
}

/// What of a source's answer counts. Now and then it is looked at for what its description does not know.
pub(crate) fn found<'a>(app: &App, route: &Route, sent: &'a [u8]) -> Result<&'a [u8], SourceError> {
    let found = pointer::at(sent, &route.pointer).ok_or_else(|| not_there(sent))?;
    let is_entity = matches!(route.ask, Ask::Dataset);
    app.findings
        .look(route, is_entity, found, app.clock.micros());
    Ok(found)
}

/// What is left of what was found.
pub(crate) struct Kept {
    /// The permitted attributes.
    pub(crate) body: Vec<u8>,
    /// Entities in it.
    pub(crate) records: u64,
    /// Where it was converted: what could not be.
    pub(crate) deviations: Option<BTreeSet<Deviation>>,
    /// What the log says of permitted attributes that were left out.
    pub(crate) detail: Option<String>,
}

/// Converts what was found where its fields are not the dataset's, and keeps what is selected.
pub(crate) fn kept(
    app: &App,
    route: &Route,
    selection: &Selection,
    found: &[u8],
) -> Result<Kept, SourceError> {
    let converted = conversion::converted(app, route, selection, found)?;
    let found = converted.as_ref().map_or(found, |made| &made.body);
    let (body, report) = keep(&selection.filter, found, route)?;
    hold_against_model(app, route, selection, &body);
    let deviations = converted.map(|made| made.deviations);
    let details = [
        deviations.as_ref().and_then(conversion::detail),
        app.findings
            .not_as_described(route, &report.not_as_described),
    ];
    let details: Vec<String> = details.into_iter().flatten().collect();
    Ok(Kept {
        body,
        records: report.records,
        deviations,
        detail: (!details.is_empty()).then(|| details.join("; ")),
    })
}

/// Now and then holds what is released against the data model of its dataset. Where it deviates it is released all the
/// same, and the source's staff are told.
pub(crate) fn hold_against_model(app: &App, route: &Route, selection: &Selection, released: &[u8]) {
    let Some(model) = route.model() else { return };
    if !app.findings.is_sample(route, app.clock.micros()) {
        return;
    }
    let dataset = &route.dataset;
    let is_whole = selection.attributes.len() == dataset.table.len();
    let entity_type = dataset.description.entity_type.as_str();
    for deviation in model.deviations_of_released(released, route.shape, entity_type, is_whole) {
        app.findings.deviates(&route.path, &deviation);
    }
}

/// Keeps what a filter permits.
pub(crate) fn keep(
    filter: &Filter,
    found: &[u8],
    route: &Route,
) -> Result<(Vec<u8>, Report), SourceError> {
    let mut body = Vec::with_capacity(found.len());
    let report = filter.apply(found, &mut body).map_err(|error| {
        // What the filter says names places and members, no values.
        tracing::warn!(route = route.path, %error, "the source's answer cannot be filtered");
        SourceError::Malformed
    })?;
    Ok((body, report))
}

pub(crate) fn source_failed(error: SourceError, record: &mut Record) -> Refusal {
    record.detail = Some(error.to_string());
    error.problem().into()
}

/// An answer without the entity: the source has none of this person, or what it sent is no JSON.
fn not_there(bytes: &[u8]) -> SourceError {
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Ok(_) => SourceError::NotFound,
        Err(_) => SourceError::Malformed,
    }
}

fn media(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "application/json",
        Shape::NgsiLd => "application/ld+json",
    }
}

/// How many changes the person has asked the source's staff that wait or were decided lately; none where there are none.
async fn asked_changes(app: &App, route: &Route, grant: &Grant) -> Option<HeaderValue> {
    if !self_access::asks_staff(route) {
        return None;
    }
    let asked = app.asked_rows(&route.dataset.slug, &grant.identifiers);
    let asked = asked.await.inspect_err(|error| {
        tracing::warn!(%error, "what a person has asked cannot be counted");
    });
    let count = asked.ok()?.len();
    (count > 0).then(|| count.into())
}

/// Writes the log, durably, then answers.
async fn send(
    worker: &Rc<Worker>,
    route: &Arc<Route>,
    accepted: &Accepted,
    grant: &Grant,
    record: &mut Record,
    read: Read,
) -> Result<Response<Body>, Refusal> {
    let (status, body, media, more) = match read {
        Read::Whole {
            body,
            records,
            media,
            headers,
            status,
        } => {
            record.status = status.as_u16();
            record.state = State::Released;
            record.records = records;
            write(worker, Some(route), record, accepted.once).await?;
            (status, Body::whole(body), media, headers)
        }
        Read::Pieces(pieces) => {
            record.status = StatusCode::OK.as_u16();
            record.state = State::Begun;
            let begun = std::mem::take(record);
            let filter = &grant.selection.filter;
            let stream =
                streaming::begin(worker, begun, accepted.once, route, filter, *pieces).await?;
            (StatusCode::OK, stream, "application/json", Vec::new())
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(more);
    if accepted.ticket.claims.self_access
        && let Some(count) = asked_changes(&worker.app, route, grant).await
    {
        let who = &grant.identifiers;
        let app = &worker.app;
        app.looked.remember(app, accepted, route, who);
        headers.insert(ASKED_CHANGES, count);
    }
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static(media));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// Logs a release or a refusal that an operator vouches for, together with what may not be used again.
pub(crate) async fn write(
    worker: &Worker,
    route: Option<&Route>,
    record: &mut Record,
    once: Option<Once>,
) -> Result<(), Refusal> {
    let mut unit = Unit::new();
    match journal::commit(&worker.app, &mut unit, record, once).await {
        Err(refusal)
            if refusal.name == ProblemName::TicketReplayed
                || refusal.name == ProblemName::ProofReplayed =>
        {
            // Another process of this connector took it meanwhile: nothing of the unit is there, so this is said anew.
            Err(log_refusal(worker, route, record, refusal, None).await)
        }
        outcome => outcome.map(drop),
    }
}

/// Logs that nothing was released, and why. A refusal that cannot be logged is still a refusal, but says so.
pub(crate) async fn log_refusal(
    worker: &Worker,
    route: Option<&Route>,
    record: &mut Record,
    refusal: Refusal,
    once: Option<Once>,
) -> Refusal {
    let status = if route.is_some_and(Route::is_gateway) {
        gateways::refused_status(refusal.name).0.as_u16()
    } else {
        refusal.name.status()
    };
    record.refuse(refusal.name, status);
    if record.detail.is_none() {
        record.detail.clone_from(&refusal.detail);
    }
    // Under a lease the operator knows nothing of a request that got nothing.
    if record.lease_of.is_some() {
        record.access_item = None;
    }
    let mut unit = Unit::new();
    match journal::commit(&worker.app, &mut unit, record, once).await {
        Ok(_) => refusal,
        Err(failed) => failed,
    }
}

/// As [`log_refusal`], for a request whose ticket was accepted.
pub(crate) async fn log_vouched(
    worker: &Worker,
    route: Option<&Route>,
    record: &mut Record,
    refusal: Refusal,
    once: Option<Once>,
) -> Refusal {
    if refusal.name == ProblemName::RateLimited {
        // Whoever asks without end must not fill the disk.
        return log_unvouched(worker, route, record, refusal).await;
    }
    log_refusal(worker, route, record, refusal, once).await
}

/// As [`log_refusal`], for a request that no operator vouches for. Whoever sends garbage without end must not fill the
/// disk: beyond a rate such refusals are only counted, and the count is logged.
pub(crate) async fn log_unvouched(
    worker: &Worker,
    route: Option<&Route>,
    record: &mut Record,
    refusal: Refusal,
) -> Refusal {
    if worker.app.refusals.admit() {
        log_refusal(worker, route, record, refusal, None).await
    } else {
        refusal
    }
}
