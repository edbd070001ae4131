//! The inbox: what people ask for and the source's system cannot do, with deadlines, and who does it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use protocol::problem::ProblemName;
use serde::Deserialize;
use storage::Unit;
use utoipa::{IntoParams, ToSchema};
use web::Json;
use web::body::Form;
use web::language::Speech;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{Act, Actor, Caller, May, Staff, Visitor};

use super::{ORGANISATION, Site, words};
use crate::app::App;
use crate::inbox::{Ending, State as TaskState, Task};

pub(super) const PATH: &str = "/staff/inbox";
/// Tasks of one page.
const TASKS: u32 = 100;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Due within this, a task is urgent.
const SOON: i64 = 7 * MICROS_PER_DAY;

const TAKEN: Act = Act("act-task-taken");
const PUT_BACK: Act = Act("act-task-put-back");
const DONE: Act = Act("act-task-done");
const REFUSED: Act = Act("act-task-refused");

#[derive(askama::Template)]
#[template(path = "staff/inbox.html")]
struct InboxPage<'a> {
    shell: Shell<'a>,
    rows: Vec<Row>,
    done: bool,
}

/// A task in the list.
struct Row {
    id: String,
    what: String,
    dataset: String,
    tone: &'static str,
    state: String,
    due: String,
}

#[derive(askama::Template)]
#[template(path = "staff/task.html")]
struct TaskPage<'a> {
    shell: Shell<'a>,
    task: &'a Task,
    row: Row,
    received: String,
    history: Vec<(String, String, String)>,
    may_do: bool,
    has_ended: bool,
    own: bool,
    error: &'static str,
}

impl TaskPage<'_> {
    /// The new values, as they are written; nothing of a task that has ended.
    fn corrected(&self) -> Vec<(String, String)> {
        let values = self.task.details.corrected.iter();
        let written = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        values
            .map(|(path, value)| (path.clone(), written(value)))
            .collect()
    }
}

/// Which tasks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Those that have ended, the latest first.
    #[serde(default)]
    done: Option<bool>,
}

async fn row(staff: &Staff, task: &Task, now: i64, speech: &Speech) -> Result<Row, Problem> {
    let (tone, state) = match &task.state {
        TaskState::Open if task.due_at < now => ("bad", speech.say("task-late").into()),
        TaskState::Open if task.due_at < now + SOON => ("warning", speech.say("task-soon").into()),
        TaskState::Open => ("neutral", speech.say("task-open").into()),
        TaskState::Taken(by) => {
            let name = staff.name(by).await?;
            (
                "neutral",
                speech.say("task-taken").with("name", name).into(),
            )
        }
        TaskState::Done => ("good", speech.say("task-done").into()),
        TaskState::Refused => ("bad", speech.say("task-refused").into()),
    };
    Ok(Row {
        id: task.id.clone(),
        what: speech.say(task.kind.message()).into(),
        dataset: task.dataset.clone(),
        tone,
        state,
        due: speech.day(&web::time::rfc3339(task.due_at)),
    })
}

/// `GET /staff/inbox`
pub(super) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadTasks)?;
    let done = which.done.unwrap_or_default();
    let now = site.app.clock.micros();
    let mut rows = Vec::new();
    for task in site.app.tasks(done, TASKS).await? {
        rows.push(row(&site.staff, &task, now, &visitor.speech).await?);
    }
    Ok(render(&InboxPage {
        shell: site.shell("inbox-title", &visitor, PATH),
        rows,
        done,
    }))
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    task: &Task,
    error: &'static str,
) -> Result<Response, Problem> {
    let speech = &visitor.speech;
    let mut history = Vec::new();
    for event in &task.history {
        let who = match &event.by {
            Some(by) => site.staff.name(by).await?,
            None => speech.say("staff-administration").into(),
        };
        let act = match event.act.as_str() {
            "taken" => TAKEN,
            "put-back" => PUT_BACK,
            "done" => DONE,
            _ => REFUSED,
        };
        let said = format!("{who}: {}", speech.say(act.0));
        let note = event.note.clone().unwrap_or_default();
        history.push((words::minute(speech, event.at), said, note));
    }
    let row = row(&site.staff, task, site.app.clock.micros(), speech).await?;
    let title = row.what.clone();
    Ok(render(&TaskPage {
        shell: site.staff.shell(title, visitor, PATH),
        received: words::minute(speech, task.received_at),
        row,
        history,
        may_do: visitor.may(May::DoTasks),
        has_ended: task.closed_at.is_some(),
        own: task.state == TaskState::Taken(visitor.member.id.clone()),
        task,
        error,
    }))
}

/// `GET /staff/inbox/{id}`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadTasks)?;
    let task = site.app.task(&id).await?;
    page(&site, &visitor, &task, "").await
}

/// What is done with a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", tag = "act")]
pub(super) enum Move {
    /// Take it on.
    Take,
    /// Put it back.
    PutBack,
    /// Say that it is done.
    Done {
        /// What was done; nothing about the person.
        #[serde(default)]
        note: String,
    },
    /// Refuse it.
    Refuse {
        /// Why (GDPR art. 12(4)).
        #[serde(default)]
        note: String,
    },
}

/// Does it, and notes who did.
async fn make(
    app: &Arc<App>,
    staff: &Staff,
    id: &str,
    by: Actor<'_>,
    what: Move,
) -> Result<(), Problem> {
    let task = app.task(id).await?;
    let now = app.clock.micros();
    let who = match by {
        Actor::Member(id) => id,
        Actor::Administration => "administration",
    };
    let (task, act) = match what {
        Move::Take => (task.take(who, now)?, TAKEN),
        Move::PutBack => (task.put_back(who, now)?, PUT_BACK),
        Move::Done { note } => (task.end(Ending::Done, &note, who, now)?, DONE),
        Move::Refuse { note } => (task.end(Ending::Refused, &note, who, now)?, REFUSED),
    };
    let mut unit = Unit::new();
    app.write_task(&mut unit, task).await?;
    staff.note(&mut unit, ORGANISATION, by, act, Some(id))?;
    staff.commit(unit).await?;
    Ok(())
}

/// `POST /staff/inbox/{id}`
pub(super) async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    Form(what): Form<Move>,
) -> Result<Response, Problem> {
    visitor.require(May::DoTasks)?;
    match make(&site.app, &site.staff, &id, visitor.actor(), what).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(problem) if problem.name() == ProblemName::InvalidRequest => {
            let task = site.app.task(&id).await?;
            let visitor = visitor.at(format!("{PATH}/{id}"));
            let page = page(&site, &visitor, &task, "task-wrong-reason").await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(problem) if problem.name() == ProblemName::Conflict => {
            let task = site.app.task(&id).await?;
            let visitor = visitor.at(format!("{PATH}/{id}"));
            let page = page(&site, &visitor, &task, "staff-wrong-changed").await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// The tasks of the inbox.
#[utoipa::path(get, path = "/api/v1/tasks", tag = "source", params(Which), security(("staff" = []), ("admin" = [])),
    responses((status = 200, body = [Task]), (status = 403)))]
pub(super) async fn api_list(
    State(site): State<Site>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<Vec<Task>>, Problem> {
    caller.require(May::ReadTasks)?;
    Ok(Json(
        site.app
            .tasks(which.done.unwrap_or_default(), TASKS)
            .await?,
    ))
}

/// Take a task on, put it back, say that it is done, or refuse it.
#[utoipa::path(post, path = "/api/v1/tasks/{id}", tag = "source", params(("id" = String, Path)), request_body = Move,
    security(("staff" = []), ("admin" = [])),
    responses((status = 204), (status = 400, description = "a refusal without a reason"), (status = 403), (status = 404),
        (status = 409, description = "its state does not allow it")))]
pub(super) async fn api_change(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
    Json(what): Json<Move>,
) -> Result<StatusCode, Problem> {
    caller.require(May::DoTasks)?;
    make(&site.app, &site.staff, &id, caller.actor(), what).await?;
    Ok(StatusCode::NO_CONTENT)
}
