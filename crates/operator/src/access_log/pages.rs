//! The activity page: the access log as a person reads it.
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::Problem;

use super::{AccessView, Filter};
use crate::pages::{Site, Visitor};
use crate::permissions::api::{PAGE, key};
use crate::permissions::pages::older;

#[derive(askama::Template)]
#[template(path = "activity.html")]
struct ActivityPage<'a> {
    shell: Shell<'a>,
    entries: Vec<AccessView>,
    newest: &'static str,
    older: String,
}

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

/// `GET /activity`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let before = query
        .before
        .as_deref()
        .map(|before| key(Some(before)))
        .transpose()?;
    let filter = Filter {
        before,
        ..Filter::default()
    };
    let (entries, next) = site
        .operator
        .access_log(&visitor.person.id, &filter, PAGE, &visitor.speech)
        .await?;
    Ok(render(&ActivityPage {
        shell: site.shell(visitor.speech.say("activity-title"), &visitor, "/activity"),
        entries,
        newest: query.before.map_or("", |_| "/activity"),
        older: older("/activity", next),
    }))
}
