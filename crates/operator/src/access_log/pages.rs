//! The activity page: the access log as a person reads it.
use axum::extract::{Query, State};
use axum::response::Response;
use protocol::ids::ConnectorUuid;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::Problem;

use super::{AccessView, Filter};
use crate::Error;
use crate::pages::{Site, Visitor};
use crate::permissions::api::{PAGE, key};
use crate::permissions::pages::older;

#[derive(askama::Template)]
#[template(path = "activity.html")]
struct ActivityPage<'a> {
    shell: Shell<'a>,
    entries: Vec<AccessView>,
    /// The source that the page is about, if it is about one.
    source: Option<String>,
    newest: String,
    older: String,
}

/// Which page, and of which source.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    before: Option<String>,
    connector: Option<ConnectorUuid>,
}

/// `GET /activity`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Wanted>,
) -> Result<Response, Problem> {
    let before = query
        .before
        .as_deref()
        .map(|before| key(Some(before)))
        .transpose()?;
    let operator = &site.operator;
    let (path, source) = match &query.connector {
        None => ("/activity".to_owned(), None),
        Some(connector) => {
            let sources = operator.known_sources().await?;
            let source = sources
                .get(connector.as_str())
                .ok_or_else(|| Error::unknown("source", connector.as_str()))?;
            let path = format!("/activity?connector={connector}");
            (path, Some(source.metadata.name.clone()))
        }
    };
    let filter = Filter {
        before,
        connector: query
            .connector
            .as_ref()
            .map_or("", ConnectorUuid::as_str)
            .to_owned(),
        ..Filter::default()
    };
    let (entries, next) = operator
        .access_log(&visitor.person.id, &filter, PAGE, &visitor.speech)
        .await?;
    Ok(render(&ActivityPage {
        shell: site.shell(visitor.speech.say("activity-title"), &visitor, "/activity"),
        entries,
        source,
        older: older(&path, next),
        newest: query.before.map_or_else(String::new, |_| path),
    }))
}
