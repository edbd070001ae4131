//! The inbox: what people ask for and the source's system cannot do, who will come to the desk, with deadlines, and who
//! does it.

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

use super::desk::{CONFIRMED, unconfirmed};
use super::{ORGANISATION, Site, words};
use crate::app::App;
use crate::inbox::{ADMINISTRATION, Closing, Ending, Kind, Origin, State as TaskState, Task};
use crate::links::desk;

pub(super) const PATH: &str = "/staff/inbox";
/// Tasks of one page.
const TASKS: u32 = 100;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Due within this, a task is urgent.
const SOON: i64 = 7 * MICROS_PER_DAY;

const TAKEN: Act = Act("act-task-taken");
const PUT_BACK: Act = Act("act-task-put-back");
const DONE: Act = Act("act-task-done");
pub(super) const REFUSED: Act = Act("act-task-refused");

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
    own: bool,
    /// How to check a person who comes to the desk.
    desk: Option<AtDesk>,
    error: &'static str,
}

/// How staff check a person who comes to the desk.
struct AtDesk {
    /// What the source tells people about its desk.
    told: String,
    /// The type of identifier that staff confirm.
    identifier_type: String,
}

impl TaskPage<'_> {
    /// What else the person said, or what is known of them, by what it is called.
    fn fields(&self) -> Vec<(String, &str)> {
        let called = |name: &str| match name {
            desk::OPERATOR => self.shell.speech.say("log-operator").into(),
            name => name.to_owned(),
        };
        let fields = self.task.details.fields.iter();
        fields
            .map(|(name, value)| (called(name), value.as_str()))
            .collect()
    }

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
        TaskState::Lapsed => ("neutral", speech.say("task-lapsed").into()),
        TaskState::TakenBack => ("neutral", speech.say("task-taken-back").into()),
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
            "taken" => Some(TAKEN),
            "put-back" => Some(PUT_BACK),
            "done" => Some(DONE),
            "refused" => Some(REFUSED),
            _ => None,
        };
        let unnamed = match event.act.as_str() {
            "taken-back" => "task-taken-back",
            _ => "task-lapsed",
        };
        let said = act.map_or_else(
            || speech.say(unnamed).into(),
            |act| format!("{who}: {}", speech.say(act.0)),
        );
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
        desk: at_desk(&site.app, task, speech),
        own: task.state == TaskState::Taken(visitor.member.id.clone()),
        task,
        error,
    }))
}

/// How staff check whom a task is about, where that is somebody who comes to the desk.
fn at_desk(app: &App, task: &Task, speech: &Speech) -> Option<AtDesk> {
    if task.kind != Kind::DeskConfirmation || task.has_ended() {
        return None;
    }
    let linking = app.linking.as_ref()?;
    let desk = linking.config.desk.as_ref()?;
    Some(AtDesk {
        told: desk.text.get(speech.tag()).to_owned(),
        identifier_type: linking.config.identifier_type.clone(),
    })
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
    /// Confirm who somebody at the desk is.
    Confirm {
        /// The code that they show.
        code: String,
        /// By what the source knows them.
        identifier: String,
    },
    /// Refuse it.
    Refuse {
        /// Why (GDPR art. 12(4)).
        #[serde(default)]
        note: String,
    },
}

#[allow(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn unlogged(error: crate::Error) -> Problem {
    tracing::error!(%error, "how a task ended cannot be logged");
    Problem::new(ProblemName::LogUnavailable)
}

/// Does it, and notes who did. How a person's change ended is logged with it, and so their operator hears of it.
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
        Actor::Administration => ADMINISTRATION,
    };
    let attempt = match &task.origin {
        Some(Origin::Link { attempt }) => Some(attempt.clone()),
        Some(Origin::Change(_)) | None => None,
    };
    let mut unit = Unit::new();
    let mut end = |task: Task, ending, note: &str| {
        let how = Closing::by(who, ending, note);
        let outcome = task.outcome(&how, now);
        let task = task.close(&how, now)?;
        if let Some(outcome) = outcome {
            unit.log(outcome.entry().map_err(unlogged)?);
        }
        Ok::<_, Problem>(Some(task))
    };
    let (task, act) = match (what, attempt) {
        (Move::Take, _) => (Some(task.take(who, now)?), TAKEN),
        (Move::PutBack, _) => (Some(task.put_back(who, now)?), PUT_BACK),
        (Move::Confirm { code, identifier }, Some(attempt)) => {
            desk::is_of(app, &code, &attempt).await?;
            desk::confirm(app, &code, &identifier, who).await?;
            (None, CONFIRMED)
        }
        (Move::Refuse { note }, Some(attempt)) => {
            desk::refuse(app, &attempt, &note, who).await?;
            (None, REFUSED)
        }
        (Move::Done { .. }, Some(_)) => {
            return Err(Problem::new(ProblemName::Conflict)
                .detail("a person at the desk is confirmed, by the code that they show"));
        }
        (Move::Confirm { .. }, None) => {
            return Err(Problem::new(ProblemName::Conflict)
                .detail("there is nobody to confirm, or the task has ended"));
        }
        (Move::Done { note }, None) => (end(task, Ending::Done, &note)?, DONE),
        (Move::Refuse { note }, None) => (end(task, Ending::Refused, &note)?, REFUSED),
    };
    // Else it was written with what it is about.
    if let Some(task) = task {
        app.write_task(&mut unit, task).await?;
    }
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
    let is_confirming = matches!(what, Move::Confirm { .. });
    let problem = match make(&site.app, &site.staff, &id, visitor.actor(), what).await {
        Ok(()) => return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(problem) => problem,
    };
    let error = match problem.name() {
        name if is_confirming => unconfirmed(name),
        ProblemName::InvalidRequest => Some("task-wrong-reason"),
        ProblemName::Conflict => Some("staff-wrong-changed"),
        _ => None,
    };
    let Some(error) = error else {
        return Err(problem);
    };
    let task = site.app.task(&id).await?;
    let visitor = visitor.at(format!("{PATH}/{id}"));
    let page = page(&site, &visitor, &task, error).await?;
    let status = StatusCode::from_u16(problem.name().status()).unwrap_or(StatusCode::BAD_REQUEST);
    Ok((status, page).into_response())
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

/// Take a task on, put it back, say that it is done, confirm somebody at the desk, or refuse it.
#[utoipa::path(post, path = "/api/v1/tasks/{id}", tag = "source", params(("id" = String, Path)), request_body = Move,
    security(("staff" = []), ("admin" = [])),
    responses((status = 204), (status = 400, description = "a refusal without a reason"), (status = 403),
        (status = 404, description = "also: nobody, or somebody else, waits under the code"),
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
