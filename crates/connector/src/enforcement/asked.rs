//! A person sees what they have asked the source's staff to change, and takes it back while it waits: the same order of
//! checks as for looking at their data, and the log.

use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use protocol::problem::ProblemName;
use protocol::self_access::AskedChanges;
use storage::Unit;
use web::problem::Problem;
use web::server::RequestId;

use super::ticket::{self, Accepted, Once, Shown};
use super::{Refusal, about, begun, count, log_unvouched, log_vouched, permit, write};
use crate::inbox::Task;
use crate::releases::{Record, State, journal};
use crate::routes::Route;
use crate::self_access;
use crate::worker::{Body, Worker};

/// What a person asks about their changes.
pub(crate) struct Asked<'a> {
    /// Where what they are about is shown.
    pub(crate) route: &'a Arc<Route>,
    /// The one to take back; all are shown when absent.
    pub(crate) task: Option<&'a str>,
    /// What the checks see of it.
    pub(crate) shown: Shown<'a>,
    /// Its id.
    pub(crate) id: RequestId,
}

/// Shows them, or takes one back.
pub(crate) async fn answer(worker: &Rc<Worker>, asked: Asked<'_>) -> Response<Body> {
    let app = &worker.app;
    let mut record = begun(app, asked.id);
    about(asked.route, &mut record);
    let outcome = checked(worker, &asked, &mut record).await;
    count(outcome.as_ref().err(), "asked");
    match outcome {
        Ok(body) => {
            let mut response = Response::new(Body::whole(body.unwrap_or_default()));
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if asked.task.is_none() {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            } else {
                *response.status_mut() = StatusCode::NO_CONTENT;
            }
            response
        }
        Err(refusal) => refusal
            .problem()
            .respond(app.base_url.as_str(), Some(asked.id)),
    }
}

async fn checked(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    record: &mut Record,
) -> Result<Option<Bytes>, Refusal> {
    let route = asked.route;
    let accepted = match ticket::accept(worker, asked.shown, record).await {
        Ok(accepted) => accepted,
        Err(refusal) => return Err(log_unvouched(worker, Some(route), record, refusal).await),
    };
    let once = accepted.once;
    let tasks = match theirs(worker, asked, &accepted, record).await {
        Ok(tasks) => tasks,
        Err(refusal) => {
            return Err(log_vouched(worker, Some(route), record, refusal, once).await);
        }
    };
    let Some(id) = asked.task else {
        record.released = tasks.iter().flat_map(Task::paths).cloned().collect();
        record.released.sort_unstable();
        record.released.dedup();
        record.state = State::Released;
        record.status = StatusCode::OK.as_u16();
        write(worker, Some(route), record, once).await?;
        let changes = tasks.iter().map(Task::to_person).collect();
        let body = serde_json::to_vec(&AskedChanges { changes }).unwrap_or_default();
        return Ok(Some(body.into()));
    };
    match take_back(worker, tasks, id, record, once).await {
        Ok(()) => Ok(None),
        Err((refusal, once)) => Err(log_vouched(worker, Some(route), record, refusal, once).await),
    }
}

/// Takes one back; where that is refused, gives with it what still may not be used again.
async fn take_back(
    worker: &Rc<Worker>,
    tasks: Vec<Task>,
    id: &str,
    record: &mut Record,
    once: Option<Once>,
) -> Result<(), (Refusal, Option<Once>)> {
    let app = &worker.app;
    let none = "the person has asked no such change";
    let task = tasks.into_iter().find(|task| task.id == id);
    let task = task.ok_or_else(|| (Refusal::new(ProblemName::NotFound, none), once))?;
    let mut done = Record {
        state: State::ChangeTakenBack,
        status: StatusCode::NO_CONTENT.as_u16(),
        changed: task.details.corrected.keys().cloned().collect(),
        erased: task.details.erased.iter().cloned().collect(),
        ..record.clone()
    };
    let mut unit = Unit::new();
    let ended = app.take_back(&mut unit, task).await;
    ended.map_err(|problem| (refusal(&problem), once))?;
    let committed = journal::commit(app, &mut unit, &mut done, once).await;
    committed.map(drop).map_err(|refusal| (refusal, None))
}

/// What the person has asked about their data there.
async fn theirs(
    worker: &Rc<Worker>,
    asked: &Asked<'_>,
    accepted: &Accepted,
    record: &mut Record,
) -> Result<Vec<Task>, Refusal> {
    let route = asked.route;
    if !accepted.ticket.claims.self_access {
        return Err(Refusal::new(
            ProblemName::ChangeNotOffered,
            "only the person sees what they have asked, with a ticket of their own",
        ));
    }
    self_access::check(&worker.app, route, asked.shown.headers, accepted)?;
    let app = &worker.app;
    let looked = match asked.task {
        None => app.looked.take(app, accepted, route),
        Some(_) => None,
    };
    let who = if let Some(who) = looked {
        // The entry of the look in the person's log is that of this too.
        record.introspection = Some("by the look before".to_owned());
        who
    } else {
        let grant = permit(worker, route, accepted, record).await?;
        record.released.clear();
        grant.identifiers.clone()
    };
    let tasks = app.asked(&route.dataset.slug, &who);
    tasks.await.map_err(|problem| refusal(&problem))
}

fn refusal(problem: &Problem) -> Refusal {
    problem.name().into()
}
