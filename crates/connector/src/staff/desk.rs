//! The desk: somebody shows a code, staff look who it is and confirm it.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use storage::Unit;
use web::body::Form;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};
use web::staff::{Act, May, Visitor};

use super::inbox::REFUSED;
use super::{ORGANISATION, Site};
use crate::links::desk::{self, Waiting};

/// The page's path.
pub(super) const PATH: &str = "/staff/desk";
/// What the trail says.
pub(super) const CONFIRMED: Act = Act("act-desk-confirmed");

#[derive(askama::Template)]
#[template(path = "staff/desk.html")]
struct DeskPage<'a> {
    shell: Shell<'a>,
    /// Whether people are linked at a desk here at all.
    is_on: bool,
    code: String,
    waiting: Option<Waiting>,
    /// Tone and message.
    said: Option<(&'static str, &'static str)>,
}

impl DeskPage<'_> {
    fn day(&self, at: &str) -> String {
        self.shell.speech.day(at)
    }
}

/// The code that somebody shows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    code: String,
}

/// `GET /staff/desk`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    visitor.require(May::DoTasks)?;
    page(&site, &visitor, shown.code, None).await
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    code: String,
    said: Option<(&'static str, &'static str)>,
) -> Result<Response, Problem> {
    let is_on = site
        .app
        .linking
        .as_ref()
        .is_some_and(|linking| linking.config.desk.is_some());
    let (mut waiting, mut said) = (None, said);
    if is_on && !code.is_empty() {
        waiting = desk::waiting(&site.app, &code).await.ok();
        if waiting.is_none() && said.is_none() {
            said = Some(("bad", "desk-nothing"));
        }
    }
    Ok(render(&DeskPage {
        shell: site.shell("desk-title", visitor, PATH),
        is_on,
        code: if waiting.is_some() {
            code
        } else {
            String::new()
        },
        waiting,
        said,
    }))
}

/// Who it is.
#[derive(Deserialize)]
pub(super) struct Confirmed {
    code: String,
    identifier: String,
}

/// The message that says why nobody was confirmed; none of what is no matter of the form's.
pub(super) const fn unconfirmed(problem: ProblemName) -> Option<&'static str> {
    match problem {
        ProblemName::PersonUnknownAtSource | ProblemName::InvalidRequest => Some("desk-nobody"),
        ProblemName::Conflict => Some("desk-not-back"),
        ProblemName::NotFound => Some("desk-nothing"),
        ProblemName::SourceUnreachable => Some("desk-away"),
        _ => None,
    }
}

/// `POST /staff/desk`
pub(super) async fn confirm(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Confirmed>,
) -> Result<Response, Problem> {
    visitor.require(May::DoTasks)?;
    let visitor = visitor.at(PATH);
    let by = &visitor.member.id;
    match desk::confirm(&site.app, &form.code, &form.identifier, by).await {
        Ok(()) => {
            let mut unit = Unit::new();
            site.staff
                .note(&mut unit, ORGANISATION, visitor.actor(), CONFIRMED, None)?;
            site.staff.commit(unit).await?;
            page(&site, &visitor, String::new(), Some(("good", "desk-done"))).await
        }
        Err(problem) => {
            let Some(message) = unconfirmed(problem.name()) else {
                return Err(problem);
            };
            page(&site, &visitor, form.code, Some(("bad", message))).await
        }
    }
}

/// Why it is not confirmed who it is.
#[derive(Deserialize)]
pub(super) struct Refused {
    code: String,
    #[serde(default)]
    note: String,
}

/// `POST /staff/desk/refuse`
pub(super) async fn refuse(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Refused>,
) -> Result<Response, Problem> {
    visitor.require(May::DoTasks)?;
    let visitor = visitor.at(PATH);
    let by = &visitor.member.id;
    let message = match desk::refuse_code(&site.app, &form.code, &form.note, by).await {
        Ok(()) => {
            let mut unit = Unit::new();
            site.staff
                .note(&mut unit, ORGANISATION, visitor.actor(), REFUSED, None)?;
            site.staff.commit(unit).await?;
            return page(
                &site,
                &visitor,
                String::new(),
                Some(("good", "desk-refused")),
            )
            .await;
        }
        Err(problem) => match problem.name() {
            ProblemName::InvalidRequest => "task-wrong-reason",
            ProblemName::NotFound => "desk-nothing",
            _ => return Err(problem),
        },
    };
    page(&site, &visitor, form.code, Some(("bad", message))).await
}
