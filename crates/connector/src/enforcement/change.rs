//! A person corrects or erases their own data: the same order of checks as for looking at it, and the log before and
//! after.
//!
//! Only a self-access ticket is good for it. A service changes nothing, whatever its permission says.

use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use protocol::json::Limits;
use protocol::problem::ProblemName;
use serde_json::{Map, Value};
use storage::Unit;
use web::problem::Problem;
use web::server::RequestId;

use super::grant::Grant;
use super::ticket::{self, Accepted, Once, Shown};
use super::{Refusal, begun, count, log_refusal, log_unvouched, log_vouched, permit};
use crate::releases::{Record, State, journal};
use crate::routes::Route;
use crate::self_access;
use crate::sources::{Change, Reason, Wish, WishError};
use crate::worker::{Body, Worker};

/// What a person asks to be changed.
pub(crate) struct Asked<'a> {
    /// Where what it is about is shown.
    pub(crate) route: &'a Arc<Route>,
    /// What the checks see of it.
    pub(crate) shown: Shown<'a>,
    /// Its id.
    pub(crate) id: RequestId,
    /// Its body.
    pub(crate) body: Result<Bytes, Refusal>,
}

/// Why nothing, or not all, was changed.
struct Failed {
    refusal: Refusal,
    reasons: Vec<Reason>,
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            reasons: Vec::new(),
        }
    }
}

impl From<WishError> for Refusal {
    fn from(error: WishError) -> Self {
        let name = match error {
            WishError::NotTheirs { .. } => ProblemName::ChangeNotOffered,
            _ => ProblemName::InvalidRequest,
        };
        Self::new(name, error)
    }
}

/// Changes what a person asks.
pub(crate) async fn change(worker: &Rc<Worker>, asked: Asked<'_>) -> Response<Body> {
    let app = &worker.app;
    let mut record = begun(app, asked.route, asked.id);
    let outcome = checked(worker, &asked, &mut record).await;
    count(
        outcome.as_ref().err().map(|failed| &failed.refusal),
        "changed",
    );
    match outcome {
        Ok(()) => {
            let mut response = Response::new(Body::whole(Bytes::new()));
            *response.status_mut() = StatusCode::NO_CONTENT;
            let no_store = HeaderValue::from_static("no-store");
            response.headers_mut().insert(CACHE_CONTROL, no_store);
            response
        }
        Err(Failed { refusal, reasons }) => {
            let mut problem: Problem = refusal.problem();
            if !reasons.is_empty() {
                problem = problem.member("reasons", serde_json::json!(reasons));
            }
            problem.respond(app.base_url.as_str(), Some(asked.id))
        }
    }
}

async fn checked(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    record: &mut Record,
) -> Result<(), Failed> {
    let route = asked.route;
    let accepted = match ticket::accept(worker, asked.shown, record).await {
        Ok(accepted) => accepted,
        Err(refusal) => return Err(log_unvouched(worker, route, record, refusal).await.into()),
    };
    match allowed(worker, asked, &accepted, record).await {
        Ok((grant, wish)) => {
            let (worker, route) = (Rc::clone(worker), Arc::clone(route));
            let (sending, record) = (worker.app.sending.clone(), std::mem::take(record));
            // It goes on, and the log says what came of it, also where the person goes away meanwhile.
            let done = sending.spawn_local(async move {
                done(&worker, &route, accepted.once, &grant, &wish, record).await
            });
            done.await
                .unwrap_or_else(|_| Err(Refusal::from(ProblemName::Internal).into()))
        }
        Err(refusal) => Err(log_vouched(worker, route, record, refusal, accepted.once)
            .await
            .into()),
    }
}

/// What the person may change of what they ask.
async fn allowed(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<(Arc<Grant>, Wish), Refusal> {
    let route = asked.route;
    if !accepted.ticket.claims.self_access {
        return Err(Refusal::new(
            ProblemName::ChangeNotOffered,
            "only the person changes their data, with a ticket of their own",
        ));
    }
    self_access::check(&worker.app, route, false, asked.shown.headers, accepted)?;
    let wish = if asked.shown.method == Method::DELETE {
        Wish::all()
    } else {
        let body = asked.body.as_ref().map_err(Refusal::clone)?;
        let patch = patch(asked.shown.headers, body)?;
        Wish::of_patch(&route.dataset.table, &patch)?
    };
    let grant = permit(worker, route, accepted, record).await?;
    // What is shown is not what is changed.
    record.released.clear();
    let dataset = &route.dataset;
    wish.check(
        &dataset.description,
        &dataset.table,
        &grant.selection.attributes,
    )?;
    Ok((grant, wish))
}

/// A merge patch (RFC 7396), strictly read.
fn patch(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|media| media.to_str().ok());
    let essence = media
        .and_then(|media| media.split(';').next())
        .map(|media| media.trim().to_ascii_lowercase());
    if !matches!(
        essence.as_deref(),
        Some("application/merge-patch+json" | "application/json")
    ) {
        return Err(Refusal::new(
            ProblemName::UnsupportedMediaType,
            "a change is a merge patch, `application/merge-patch+json`",
        ));
    }
    protocol::json::from_slice(body, Limits::DOCUMENT).map_err(|_| {
        Refusal::new(
            ProblemName::InvalidRequest,
            "the body is not a JSON object, has a name twice, or is too large",
        )
    })
}

/// Logs that it begins, changes, and logs what came of it. Where that cannot be logged, the next start says that nobody
/// knows.
async fn done(
    worker: &Worker,
    route: &Route,
    once: Option<Once>,
    grant: &Grant,
    wish: &Wish,
    mut record: Record,
) -> Result<(), Failed> {
    let app = &worker.app;
    let table = &route.dataset.table;
    let names = |set| {
        let paths = table.paths_of(&set).map(|path| path.as_str().to_owned());
        paths.collect::<Vec<_>>()
    };
    record.changed = names(wish.corrected(table));
    record.erased = names(wish.erased(table));
    record.state = State::ChangeBegun;
    record.status = StatusCode::NO_CONTENT.as_u16();
    let mut unit = Unit::new();
    unit.open_release(&record.open());
    if let Err(refusal) = journal::commit(app, &mut unit, &mut record.clone(), once).await {
        return Err(log_refusal(worker, route, &mut record, refusal, None)
            .await
            .into());
    }
    let change = Change {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
        wish,
    };
    let outcome = match worker.source.change(change).await {
        Ok(()) => {
            record.state = State::Changed;
            Ok(())
        }
        Err(unchanged) => {
            let problem = unchanged.error.problem();
            record.refuse(problem, problem.status());
            record.detail = Some(unchanged.error.to_string());
            let mut refusal = Refusal::from(problem);
            if unchanged.error.is_uncertain() {
                refusal.detail =
                    Some("part of the change, or all of it, may have been made".into());
            }
            Err(Failed {
                refusal,
                reasons: unchanged.reasons,
            })
        }
    };
    let mut unit = Unit::new();
    unit.close_release(&record.request);
    journal::commit(app, &mut unit, &mut record, None).await?;
    outcome
}
