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
use super::{Refusal, about, begun, count, log_refusal, log_unvouched, log_vouched, permit};
use crate::inbox::{DUE_WITHIN, Details, Kind, NewTask, Origin};
use crate::releases::{Record, State, journal};
use crate::routes::Route;
use crate::self_access;
use crate::sources::{AdditionError, Change, Reason, Wish, WishError, read_additions};
use crate::subscriptions;
use crate::worker::{Body, Worker};

/// What a person asks to be changed.
pub(crate) struct Asked<'a> {
    /// Where what it is about is shown.
    pub(crate) route: &'a Arc<Route>,
    /// The record that it is about, where the person names one.
    pub(crate) record: Option<String>,
    /// What the checks see of it.
    pub(crate) shown: Shown<'a>,
    /// Its id.
    pub(crate) id: RequestId,
    /// Its body.
    pub(crate) body: Result<Bytes, Refusal>,
}

/// Why nothing, or not all, was changed.
pub(crate) struct Failed {
    pub(crate) refusal: Refusal,
    pub(crate) reasons: Vec<Reason>,
    /// Whether it may have been changed all the same.
    is_uncertain: bool,
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            reasons: Vec::new(),
            is_uncertain: false,
        }
    }
}

impl From<AdditionError> for Failed {
    fn from(error: AdditionError) -> Self {
        let name = match error {
            AdditionError::Media => ProblemName::UnsupportedMediaType,
            _ => ProblemName::InvalidRequest,
        };
        Self {
            reasons: vec![error.to_person()],
            ..Self::from(Refusal::new(name, error))
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

/// What came of a change.
pub(crate) enum Made {
    /// The source has made it, and added records with these ids.
    Done(Vec<String>),
    /// Its staff will: the task, and until when, in microseconds since the epoch.
    Filed(String, i64),
}

/// Changes what a person asks.
pub(crate) async fn change(worker: &Rc<Worker>, asked: Asked<'_>) -> Response<Body> {
    let app = &worker.app;
    let mut record = begun(app, asked.id);
    about(asked.route, &mut record);
    let outcome = checked(worker, &asked, &mut record).await;
    count(
        outcome.as_ref().err().map(|failed| &failed.refusal),
        "changed",
    );
    match outcome {
        Ok(made) => {
            let (status, body) = match made {
                Made::Done(records) if records.is_empty() => (StatusCode::NO_CONTENT, Bytes::new()),
                Made::Done(records) => {
                    let added = serde_json::json!({"records": records});
                    (StatusCode::CREATED, added.to_string().into())
                }
                Made::Filed(task, until) => {
                    let until = web::time::rfc3339(until);
                    let filed = serde_json::json!({"task": task, "until": until});
                    (StatusCode::ACCEPTED, filed.to_string().into())
                }
            };
            let has_body = !body.is_empty();
            let mut response = Response::new(Body::whole(body));
            *response.status_mut() = status;
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if has_body {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            response
        }
        Err(Failed {
            refusal,
            reasons,
            is_uncertain,
        }) => {
            let mut problem: Problem = refusal.problem();
            if !reasons.is_empty() {
                problem = problem.member("reasons", serde_json::json!(reasons));
            }
            if is_uncertain {
                problem = problem.member("uncertain", serde_json::json!(true));
            }
            problem.respond(app.base_url.as_str(), Some(asked.id))
        }
    }
}

async fn checked(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    record: &mut Record,
) -> Result<Made, Failed> {
    let route = asked.route;
    let accepted = match ticket::accept(worker, asked.shown, record).await {
        Ok(accepted) => accepted,
        Err(refusal) => {
            return Err(log_unvouched(worker, Some(route), record, refusal)
                .await
                .into());
        }
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
        Err(failed) => Err(Failed {
            refusal: log_vouched(worker, Some(route), record, failed.refusal, accepted.once).await,
            ..failed
        }),
    }
}

/// What the person may change of what they ask.
async fn allowed(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<(Arc<Grant>, Wish), Failed> {
    let route = asked.route;
    if !accepted.ticket.claims.self_access {
        return Err(Refusal::new(
            ProblemName::ChangeNotOffered,
            "only the person changes their data, with a ticket of their own",
        )
        .into());
    }
    self_access::check(&worker.app, route, asked.shown.headers, accepted)?;
    let wish = wished(asked)?;
    let grant = permit(worker, route, accepted, record).await?;
    // What is shown is not what is changed.
    record.released.clear();
    let dataset = &route.dataset;
    wish.check(
        &dataset.description,
        &dataset.table,
        &grant.selection.attributes,
    )
    .map_err(Refusal::from)?;
    Ok((grant, wish))
}

/// What the request says is to change.
fn wished(asked: &Asked<'_>) -> Result<Wish, Failed> {
    let dataset = &asked.route.dataset;
    let body = || asked.body.as_ref().map_err(Refusal::clone);
    let media = media(asked.shown.headers);
    let wish = match *asked.shown.method {
        Method::DELETE => Wish::all(),
        Method::POST => {
            let dataset = (dataset.slug.as_str(), &dataset.description, &dataset.table);
            Wish::to_add(read_additions(media.as_deref(), body()?, dataset)?)
        }
        _ => Wish::of_patch(&dataset.table, &patch(media.as_deref(), body()?)?)
            .map_err(Refusal::from)?,
    };
    let wish = Wish {
        record: asked.record.clone(),
        ..wish
    };
    if wish.is_of_records() && !asked.route.has_way(&wish) {
        return Err(Refusal::new(
            ProblemName::ChangeNotOffered,
            "records are not changed one by one here",
        )
        .into());
    }
    Ok(wish)
}

/// What a body is, without its parameters.
fn media(headers: &HeaderMap) -> Option<String> {
    let media = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = media.split(';').next()?;
    Some(essence.trim().to_ascii_lowercase())
}

/// A merge patch (RFC 7396), strictly read.
fn patch(media: Option<&str>, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if !matches!(
        media,
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
pub(crate) async fn done(
    worker: &Worker,
    route: &Route,
    once: Option<Once>,
    grant: &Grant,
    wish: &Wish,
    mut record: Record,
) -> Result<Made, Failed> {
    let app = &worker.app;
    let table = &route.dataset.table;
    let names = |set| {
        let paths = table.paths_of(&set).map(|path| path.as_str().to_owned());
        paths.collect::<Vec<_>>()
    };
    record.added = names(wish.added(table));
    record.changed = names(wish.corrected(table));
    record.erased = names(wish.erased(table));
    if route.is_changed_by_staff() {
        return file(worker, route, once, grant, wish, record).await;
    }
    record.state = State::ChangeBegun;
    let status = if wish.add.is_empty() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CREATED
    };
    record.status = status.as_u16();
    let mut unit = Unit::new();
    unit.open_release(&record.open());
    if let Err(refusal) = journal::commit(app, &mut unit, &mut record.clone(), once).await {
        return Err(log_refusal(worker, Some(route), &mut record, refusal, None)
            .await
            .into());
    }
    let change = Change {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
        wish,
    };
    let changing = worker.source.change(change).await;
    // Whatever came of it, it may have been made.
    app.source_changed();
    let outcome = match changing {
        Ok(()) => {
            record.state = State::Changed;
            let identifiers = subscriptions::pairs(&grant.identifiers);
            subscriptions::changed(app, &route.dataset.slug, &identifiers, 0).await;
            let added = wish.add.iter().map(|one| one.id.clone());
            Ok(Made::Done(added.collect()))
        }
        Err(unchanged) => {
            let problem = unchanged.error.problem();
            record.refuse(problem, problem.status());
            record.detail = Some(unchanged.error.to_string());
            let mut refusal = Refusal::from(problem);
            let is_uncertain = unchanged.error.is_uncertain();
            if is_uncertain {
                refusal.detail =
                    Some("part of the change, or all of it, may have been made".into());
            }
            Err(Failed {
                refusal,
                reasons: unchanged.reasons,
                is_uncertain,
            })
        }
    };
    let mut unit = Unit::new();
    unit.close_release(&record.request);
    journal::commit(app, &mut unit, &mut record, None).await?;
    outcome
}

/// Puts what the source's system cannot change into its staff's inbox, with the log in one transaction.
async fn file(
    worker: &Worker,
    route: &Route,
    once: Option<Once>,
    grant: &Grant,
    wish: &Wish,
    mut record: Record,
) -> Result<Made, Failed> {
    let app = &worker.app;
    let last = match nothing_waits(worker, route, grant, wish).await {
        Ok(last) => last,
        Err(refusal) => {
            let refusal = log_refusal(worker, Some(route), &mut record, refusal, once).await;
            return Err(refusal.into());
        }
    };
    let due_at = app.clock.micros() + DUE_WITHIN;
    record.state = State::ChangeFiled;
    record.status = StatusCode::ACCEPTED.as_u16();
    record.until = Some(due_at);
    let given = grant.identifiers.iter();
    let details = Details {
        identifiers: given
            .map(|one| (one.id_type.clone(), one.id.clone()))
            .collect(),
        corrected: wish.set.clone(),
        erased: wish.erase.clone(),
        all: wish.is_all,
        ..Details::default()
    };
    let task = NewTask {
        kind: if wish.set.is_empty() {
            Kind::Erasure
        } else {
            Kind::Correction
        },
        dataset: &route.dataset.slug,
        details,
        due_at,
        origin: Some(Origin::Change(Box::new(record.clone()))),
    };
    let mut unit = Unit::new();
    let (id, until) = app.open_task(&mut unit, task).map_err(|error| {
        tracing::error!(%error, "a task cannot be opened");
        Refusal::from(ProblemName::Internal)
    })?;
    for (subject, last) in &last {
        unit.insert_task_subject(subject, *last, &id);
    }
    if let Err(refusal) = journal::commit(app, &mut unit, &mut record.clone(), once).await {
        return Err(log_refusal(worker, Some(route), &mut record, refusal, None)
            .await
            .into());
    }
    Ok(Made::Filed(id, until))
}

/// That nothing waits at the staff already that the person would ask again, or undo in part; gives after which of their tasks
/// the next one comes.
async fn nothing_waits(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    wish: &Wish,
) -> Result<Vec<([u8; 32], i64)>, Refusal> {
    let (app, slug) = (&worker.app, &route.dataset.slug);
    let last = app.last_asked(slug, &grant.identifiers).await;
    let last = last.map_err(|error| {
        tracing::error!(%error, "what a person has asked cannot be looked up");
        Refusal::from(ProblemName::Internal)
    })?;
    let asked = app.asked(slug, &grant.identifiers).await;
    let asked = asked.map_err(|problem| Refusal::from(problem.name()))?;
    if asked.iter().any(|task| task.awaits(wish)) {
        return Err(Refusal::new(
            ProblemName::ChangeWaits,
            "the staff have not decided yet on what was asked before",
        ));
    }
    Ok(last)
}
