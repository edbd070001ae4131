//! The order of checks (`protocol.md`, "Service → connector"), and the release at their end.
//!
//! Shape and limits → issuer in a current trust list or contract → signature → audience and times → proof of
//! possession, replay → introspection → source → filter → log → answer. It fails closed at every step.

pub(crate) mod replay;
mod ticket;

use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use permission::AttributeSet;
use permission::filter::{Filter, Options};
use protocol::introspection::{Active, Response as Answer};
use protocol::problem::ProblemName;
use protocol::ticket::Ticket;
use storage::Unit;
use web::problem::Problem;
use web::server::RequestId;

use crate::app::App;
use crate::config::Shape;
use crate::releases::{Record, Report};
use crate::routes::Route;
use crate::sources::template::{Identifier, Identifiers};
use crate::sources::{Pieces, SourceAnswer, SourceError, pointer};
use crate::trust::{Operator, Trusted};

/// Why nothing is released.
pub(crate) struct Refusal {
    pub(crate) name: ProblemName,
    /// What is wrong this time; nothing about the person.
    pub(crate) detail: Option<String>,
    /// The operator's reason, passed on.
    pub(crate) reason: Option<String>,
}

impl From<ProblemName> for Refusal {
    fn from(name: ProblemName) -> Self {
        Self {
            name,
            detail: None,
            reason: None,
        }
    }
}

impl Refusal {
    pub(crate) fn new(name: ProblemName, detail: impl std::fmt::Display) -> Self {
        Self {
            name,
            detail: Some(detail.to_string()),
            reason: None,
        }
    }

    fn problem(self) -> Problem {
        let mut problem = Problem::new(self.name);
        if let Some(detail) = self.detail {
            problem = problem.detail(detail);
        }
        if let Some(reason) = self.reason {
            problem = problem.member("reason", reason);
        }
        if self.name.status() == 401 {
            problem = problem.header(
                http::header::WWW_AUTHENTICATE,
                HeaderValue::from_static("DPoP algs=\"EdDSA ES256\""),
            );
        }
        problem
    }
}

/// A ticket that was accepted, by whom it is, and how it was shown.
pub(crate) struct Accepted {
    pub(crate) ticket: Ticket,
    pub(crate) text: String,
    pub(crate) operator: Arc<Operator>,
    pub(crate) trusted: Trusted,
    /// It may be used once: it and its end, in unix seconds.
    pub(crate) once: Option<(replay::Fingerprint, i64)>,
}

/// What is released.
struct Release {
    body: Body,
    records: u64,
}

enum Body {
    Whole(Vec<u8>),
    Pieces(Box<Pieces>, Filter),
}

/// Answers a request of a service.
pub(crate) async fn answer(
    app: Arc<App>,
    route: Arc<Route>,
    request: RequestId,
    headers: HeaderMap,
) -> Response {
    let mut record = Record {
        at: app.clock.micros(),
        request: request.to_string(),
        dataset: route.dataset.id.to_string(),
        ..Record::default()
    };
    let outcome = release(&app, &route, &headers, &mut record).await;
    let word = outcome
        .as_ref()
        .map_or_else(|refusal| refusal.name.as_str(), |_| "released");
    metrics::counter!("connector_requests_total", "outcome" => word).increment(1);
    match outcome {
        Ok(response) => response,
        Err(refusal) => refusal.problem().into_response(),
    }
}

async fn release(
    app: &Arc<App>,
    route: &Arc<Route>,
    headers: &HeaderMap,
    record: &mut Record,
) -> Result<Response, Refusal> {
    let accepted = match ticket::accept(app, route, headers, record).await {
        Ok(accepted) => accepted,
        Err(refusal) => {
            log_refusal(app, record, &refusal, None, None).await?;
            return Err(refusal);
        }
    };
    record.service = Some(accepted.ticket.sub.to_string());
    record.ticket = Some(accepted.ticket.jti.to_string());
    let answer = match app.introspect(&accepted.operator, &accepted.text).await {
        Ok(answer) => answer,
        Err(error) => {
            record.introspection = Some(error.to_string());
            let refusal = Refusal::new(error.problem(), error);
            log_refusal(app, record, &refusal, Some(&accepted), None).await?;
            return Err(refusal);
        }
    };
    let active = match answer {
        Answer::Active(active) => active,
        Answer::Inactive(inactive) => {
            record.introspection = Some(inactive.reason.clone());
            let refusal = Refusal {
                name: inactive
                    .reason_code
                    .unwrap_or(ProblemName::PermissionNotActive),
                detail: None,
                reason: Some(inactive.reason),
            };
            log_refusal(app, record, &refusal, Some(&accepted), None).await?;
            return Err(refusal);
        }
    };
    record.introspection = Some("active".to_owned());
    record.access_item = Some(active.access_item_uuid.to_string());
    if let Some(permission) = &active.permission {
        record.permission_version = Some(permission.version);
        record.purpose = Some(permission.purpose.to_string());
    }
    match fetch(app, route, &accepted, &active, record).await {
        Ok(release) => send(app, route, &accepted, &active, record, release).await,
        Err(refusal) => {
            record.released.clear();
            log_refusal(app, record, &refusal, Some(&accepted), Some(&active)).await?;
            Err(refusal)
        }
    }
}

/// Reads the source and keeps what is permitted.
async fn fetch(
    app: &App,
    route: &Route,
    accepted: &Accepted,
    active: &Active,
    record: &mut Record,
) -> Result<Release, Refusal> {
    let set = permitted(route, accepted, active)?;
    if set.is_empty() {
        return Err(ProblemName::AttributesNotPermitted.into());
    }
    let table = &route.dataset.table;
    record.released = table
        .paths_of(&set)
        .map(|path| path.as_str().to_owned())
        .collect();
    let identifiers = Identifiers::understood(
        route
            .dataset
            .description
            .identifier_types
            .iter()
            .map(String::as_str),
        active.identifiers.iter().map(|one| Identifier {
            id_type: one.id_type.clone(),
            id: one.id.clone(),
        }),
    );
    let leg = format!("urn:uuid:{}", accepted.ticket.mop_processing_record_uuid);
    let options = match route.shape {
        Shape::Plain => Options {
            replace_id: Some(leg),
            ..Options::plain()
        },
        Shape::NgsiLd => Options::ngsi_ld(permission::filter::Context::default(), leg),
    };
    let filter = Filter::for_set(table, &set, options).map_err(|error| {
        tracing::error!(%error, "a filter cannot be made");
        Refusal::from(ProblemName::Internal)
    })?;
    let answer = app
        .source
        .read(route, &identifiers)
        .await
        .map_err(|error| Refusal::from(error.problem()))?;
    match answer {
        SourceAnswer::Whole(bytes) => {
            let found = pointer::at(&bytes, &route.pointer).ok_or(not_there(&bytes))?;
            let mut body = Vec::with_capacity(found.len());
            let report = filter.apply(found, &mut body).map_err(|error| {
                tracing::debug!(%error, "the source's answer cannot be filtered");
                Refusal::from(SourceError::Malformed.problem())
            })?;
            Ok(Release {
                body: Body::Whole(body),
                records: report.records,
            })
        }
        SourceAnswer::Pieces(pieces) if route.pointer.is_empty() => Ok(Release {
            body: Body::Pieces(pieces, filter),
            records: 0,
        }),
        SourceAnswer::Pieces(_) => Err(SourceError::TooLarge.problem().into()),
    }
}

/// An answer without the entity: empty when the source has none of this person, malformed otherwise.
fn not_there(bytes: &[u8]) -> Refusal {
    let error = if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        SourceError::NotFound
    } else {
        SourceError::Malformed
    };
    error.problem().into()
}

/// What may be released: described here, and permitted by the operator's answer.
fn permitted(route: &Route, accepted: &Accepted, active: &Active) -> Result<AttributeSet, Refusal> {
    match &active.permission {
        Some(permission) => {
            let none = Vec::new();
            let named = permission.datasets.get(&route.dataset.id).unwrap_or(&none);
            Ok(route
                .dataset
                .table
                .known(named.iter().map(protocol::ids::AttributeName::as_str)))
        }
        // An operator of this profile always says what is permitted; without it nothing is.
        None if accepted.operator.is_profile => Err(Refusal::new(
            ProblemName::OperatorBadAnswer,
            "the operator does not say what is permitted",
        )),
        None => Ok(route.covered_by(&accepted.trusted.covered)),
    }
}

/// Writes the log, durably, then answers.
async fn send(
    app: &Arc<App>,
    route: &Route,
    accepted: &Accepted,
    active: &Active,
    record: &mut Record,
    release: Release,
) -> Result<Response, Refusal> {
    record.records = release.records;
    let endpoint = report_endpoint(app, accepted);
    let report = endpoint.as_deref().map(|endpoint| Report {
        operator: &accepted.operator.uuid,
        access_item: &active.access_item_uuid,
        endpoint,
        dataset: &route.dataset.id,
        reason: None,
    });
    commit(app, record, accepted.once, report.as_ref()).await?;
    let media = match route.shape {
        Shape::Plain => "application/json",
        Shape::NgsiLd => "application/ld+json",
    };
    let mut response = match release.body {
        Body::Whole(body) => {
            let length = HeaderValue::from(body.len());
            let mut response = Response::new(axum::body::Body::from(body));
            response.headers_mut().insert(CONTENT_LENGTH, length);
            response
        }
        Body::Pieces(pieces, filter) => {
            Response::new(axum::body::Body::from_stream(filtered(*pieces, &filter)))
        }
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A large answer, filtered as it comes. An error in the middle cuts the answer off, so that the service sees that it
/// is not whole.
fn filtered(
    pieces: Pieces,
    filter: &Filter,
) -> impl futures_util::Stream<Item = Result<Vec<u8>, SourceError>> + use<> {
    let state = Some((pieces, filter.stream()));
    futures_util::stream::unfold(state, |state| async move {
        let (mut pieces, mut stream) = state?;
        let mut out = Vec::new();
        loop {
            match pieces.next().await {
                Some(Ok(piece)) => {
                    if stream.push(&piece, &mut out).is_err() {
                        return Some((Err(SourceError::Malformed), None));
                    }
                    if !out.is_empty() {
                        return Some((Ok(out), Some((pieces, stream))));
                    }
                }
                Some(Err(error)) => return Some((Err(error), None)),
                None => {
                    return match stream.finish(&mut out) {
                        Ok(_) => Some((Ok(out), None)),
                        Err(_) => Some((Err(SourceError::Malformed), None)),
                    };
                }
            }
        }
    })
}

fn report_endpoint(app: &App, accepted: &Accepted) -> Option<String> {
    let agreed = app
        .trust
        .terms(&accepted.operator.uuid)
        .access_item_url
        .as_ref();
    let published = accepted.operator.access_items.as_ref();
    agreed
        .map(|url| url.as_str().to_owned())
        .or_else(|| published.map(|endpoint| endpoint.as_str().to_owned()))
}

/// Logs that nothing was released, and why. A refusal that cannot be logged is still a refusal, but says so.
async fn log_refusal(
    app: &App,
    record: &mut Record,
    refusal: &Refusal,
    accepted: Option<&Accepted>,
    active: Option<&Active>,
) -> Result<(), Refusal> {
    // Whoever is vouched for by no operator may send garbage without end: it must not fill the disk.
    if accepted.is_none() && app.refusals.check("refusals").is_err() {
        metrics::counter!("connector_refusals_not_logged_total").increment(1);
        return Ok(());
    }
    record.refused = Some(refusal.name.as_str());
    let endpoint = accepted.and_then(|accepted| report_endpoint(app, accepted));
    let report = match (accepted, active, endpoint.as_deref()) {
        (Some(accepted), Some(active), Some(endpoint)) => Some((accepted, active, endpoint)),
        _ => None,
    };
    let dataset = protocol::ids::DatasetId::parse(&record.dataset)
        .map_err(|_| Refusal::from(ProblemName::Internal))?;
    let report = report.map(|(accepted, active, endpoint)| Report {
        operator: &accepted.operator.uuid,
        access_item: &active.access_item_uuid,
        endpoint,
        dataset: &dataset,
        reason: Some(refusal.name),
    });
    let once = accepted.and_then(|accepted| accepted.once);
    commit(app, record, once, report.as_ref()).await
}

async fn commit(
    app: &App,
    record: &Record,
    once: Option<(replay::Fingerprint, i64)>,
    report: Option<&Report<'_>>,
) -> Result<(), Refusal> {
    let unwritable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "the log cannot be written, so nothing is released");
        Refusal::from(ProblemName::LogUnavailable)
    };
    let mut unit = Unit::new();
    if let Some((ticket, until)) = once {
        unit.once(
            ticket::SCOPE,
            &ticket.to_text(),
            until.saturating_mul(1_000_000),
        );
    }
    record
        .write(&mut unit, report)
        .map_err(|error| unwritable(&error))?;
    match app.database.commit(unit).await {
        Ok(_) => {
            if report.is_some() {
                app.outbox.notify_one();
            }
            app.log.wake();
            Ok(())
        }
        Err(error) if storage::replay::is_replay(&error) => {
            // Another process of this connector used it meanwhile: nothing of the unit is there, so this is said anew.
            let replayed = Record {
                refused: Some(ProblemName::TicketReplayed.as_str()),
                released: Vec::new(),
                records: 0,
                ..record.clone()
            };
            let mut unit = Unit::new();
            replayed
                .write(&mut unit, None)
                .map_err(|error| unwritable(&error))?;
            let written = app.database.commit(unit).await;
            written.map_err(|error| unwritable(&error))?;
            app.log.wake();
            Err(ProblemName::TicketReplayed.into())
        }
        Err(error) => Err(unwritable(&error)),
    }
}
