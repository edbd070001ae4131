//! The access log over the JSON API: reports of connectors, and the log of a person.
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use protocol::access_item::{BatchAnswer, BatchLine, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use web::body::{Json, LineLimits, Lines};
use web::problem::{Problem, ProblemName};

use super::{AccessView, Filter};
use crate::apps::caller::SeesActivity;
use crate::permissions::api::key;
use crate::permissions::service_api::details;
use crate::sources::known::Source;
use crate::{Error, Operator};

/// Where outcomes are reported; an item's own address is below it.
pub(crate) const PATH: &str = "/api/v1/access-items";
/// Lines of one batch.
const MOST_LINES: usize = 100_000;
/// Lines worked on at the same time: enough that they share transactions.
const AT_ONCE: usize = 64;
/// Entries of one page, at the most.
const MOST_ENTRIES: u32 = 200;

/// Report what came of an introspection. Sending it twice is the same as once. The answer is an empty object, for connectors of
/// the 2021 kind take no other success than 200.
#[utoipa::path(patch, path = "/api/v1/access-items/{uuid}", tag = "connector", request_body = crate::guide::Outcome,
    responses((status = 200, body = Object), (status = 401, description = "problem `invalid-client`"), (status = 404)))]
pub(crate) async fn complete(
    State(operator): State<Arc<Operator>>,
    Path(uuid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let source = operator
        .connector(&headers, None, &operator.address(&format!("{PATH}/{uuid}")))
        .await?;
    let outcome = Outcome::from_json(&body)
        .map_err(|error| Problem::new(ProblemName::InvalidRequest).detail(error.to_string()))?;
    operator.complete(&source, &uuid, &outcome).await?;
    Ok(Json(json!({})))
}

/// Report many outcomes: one a line, each answered on its own line.
#[utoipa::path(post, path = "/api/v1/access-items", tag = "connector",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "a line `{line, status, access_item_uuid, problem}` for each")))]
pub(crate) async fn complete_batch(
    State(operator): State<Arc<Operator>>,
    request: Request,
) -> Result<Response, Problem> {
    let source = operator
        .connector(request.headers(), None, &operator.address(PATH))
        .await?;
    let lines = Lines::of(
        request,
        LineLimits {
            line_bytes: protocol::json::Limits::LINE.bytes,
            lines: MOST_LINES,
        },
    )?;
    let lines = futures_util::stream::unfold(Some(lines), |lines| async move {
        let mut lines = lines?;
        match lines.next().await {
            Ok(Some((number, line))) => Some((Ok((number as u64, line)), Some(lines))),
            Ok(None) => None,
            Err(problem) => Some((Err(problem), None)),
        }
    });
    let answers = lines
        .map(move |line| {
            let (operator, source) = (Arc::clone(&operator), Arc::clone(&source));
            async move {
                let answer = match line {
                    Ok((number, line)) => answer_line(&operator, &source, number, &line).await,
                    Err(problem) => refused(&operator, 0, None, &problem),
                };
                answer
                    .to_line()
                    .map_err(|error| std::io::Error::other(error.to_string()))
            }
        })
        .buffered(AT_ONCE);
    Ok((
        [(CONTENT_TYPE, "application/x-ndjson")],
        Body::from_stream(answers),
    )
        .into_response())
}

async fn answer_line(
    operator: &Operator,
    source: &Source,
    number: u64,
    line: &[u8],
) -> BatchAnswer {
    let line = match BatchLine::from_line(line) {
        Ok(line) => line,
        Err(error) => {
            let problem = Problem::new(ProblemName::InvalidRequest).detail(error.to_string());
            return refused(operator, number, None, &problem);
        }
    };
    match operator.report(source, &line).await {
        Ok(()) => BatchAnswer {
            line: number,
            status: 200,
            access_item_uuid: Some(line.access_item_uuid),
            problem: None,
        },
        Err(error) => refused(operator, number, Some(line.access_item_uuid), &error.into()),
    }
}

fn refused(
    operator: &Operator,
    line: u64,
    access_item_uuid: Option<protocol::ids::AccessItemId>,
    problem: &Problem,
) -> BatchAnswer {
    let details = details(operator, problem);
    BatchAnswer {
        line,
        status: details.status,
        access_item_uuid,
        problem: Some(details),
    }
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogQuery {
    /// `next` of the page before.
    before: Option<String>,
    /// Only entries since then (RFC 3339).
    since: Option<String>,
    /// Only this service, by its client id.
    service: Option<String>,
    /// Only this connector, by its UUID.
    connector: Option<String>,
    /// Only this permission.
    permission: Option<String>,
    /// How many; 50 when absent, 200 at the most.
    limit: Option<u32>,
    /// A language tag (BCP 47); the person's own when absent.
    language: Option<String>,
}

/// Entries, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entries {
    entries: Vec<AccessView>,
    /// `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The person's access log, newest first: who asked which source for their data, and what was shown.
#[utoipa::path(get, path = "/api/v1/me/access-log", tag = "person", params(LogQuery), security(("session" = []), ("app" = [])),
    responses((status = 200, body = Entries)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    SeesActivity(person): SeesActivity,
    Query(query): Query<LogQuery>,
) -> Result<Json<Entries>, Problem> {
    let since = match query.since.as_deref() {
        None => 0,
        Some(text) => {
            let at: jiff::Timestamp = text.parse().map_err(|_| {
                Error::invalid(
                    "since",
                    format!("`{text}` is no time such as `2026-05-03T12:00:00Z`"),
                )
            })?;
            at.as_microsecond()
        }
    };
    let before = query
        .before
        .as_deref()
        .map(|before| key(Some(before)))
        .transpose()?;
    let filter = Filter {
        before,
        since,
        service: query.service.unwrap_or_default(),
        connector: query.connector.unwrap_or_default(),
        permission: query.permission.unwrap_or_default(),
    };
    let limit = query
        .limit
        .unwrap_or(crate::permissions::api::PAGE)
        .clamp(1, MOST_ENTRIES);
    let language = query.language.unwrap_or(person.locale);
    let (entries, next) = operator
        .access_log(&person.id, &filter, limit, &operator.speech(&language))
        .await?;
    Ok(Json(Entries { entries, next }))
}
