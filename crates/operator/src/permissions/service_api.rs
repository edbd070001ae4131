//! A service's permission requests over the JSON API.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION};
use protocol::permission_request::{BatchAnswer, PermissionRequest, PermissionRequestState};
use protocol::problem::ProblemDetails;
use storage::operator::held::OfService;
use web::body::{Json, LineLimits, Lines};
use web::problem::{Problem, ProblemName};

use super::api::key;
use super::{HeldPermission, HeldPermissions, SentRequests};
use crate::oauth::caller::Caller;
use crate::{Error, Operator};

/// Longest line of a batch, in bytes: an address, a login and a language fit many times over.
const LINE_BYTES: usize = 8 * 1024;
/// Lines of one batch worked on at the same time: enough that they share transactions.
const AT_ONCE: usize = 64;

/// Ask a person for a permission.
///
/// `{"intended_use": …, "person": {"login_hint": …} | {"pairwise_id": …} | null, "return_url": …, "locale": …}`.
/// Send the person to `url`; `id` is to ask what became of it. With `application/x-ndjson`, one such request a
/// line, each is answered on its own line.
#[utoipa::path(post, path = "/api/v1/permission-requests", tag = "service", request_body = crate::guide::PermissionRequest,
    security(("dpop" = [])),
    responses(
        (status = 201, body = crate::guide::PermissionRequestState),
        (status = 200, description = "for a batch: a line `{line, status, permission_request | problem}` for each"),
        (status = 404, description = "problem `intended-use-unknown`"),
        (status = 400, description = "problem `return-url-not-registered` or `invalid-request`"),
    ))]
pub(crate) async fn ask(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let media = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match media.split(';').next().unwrap_or_default().trim() {
        "application/json" => {
            let body = axum::body::to_bytes(request.into_body(), LINE_BYTES).await;
            let body = body.map_err(|_| Problem::new(ProblemName::TooLarge))?;
            let request = PermissionRequest::from_json(&body).map_err(|error| {
                Problem::new(ProblemName::InvalidRequest).detail(error.to_string())
            })?;
            let state = operator.ask(&caller.known, request).await?;
            let location = state.url.as_str().to_owned();
            Ok((StatusCode::CREATED, [(LOCATION, location)], Json(state)).into_response())
        }
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
            batch(operator, caller, request)
        }
        _ => Err(Problem::new(ProblemName::UnsupportedMediaType)),
    }
}

/// Reads lines as they come and answers each in its place. Nothing is held but what is being worked on.
fn batch(operator: Arc<Operator>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let most = usize::try_from(operator.config.limits.batch_lines).unwrap_or(usize::MAX);
    let lines = Lines::of(
        request,
        LineLimits {
            line_bytes: LINE_BYTES,
            lines: most,
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
            let (operator, caller) = (Arc::clone(&operator), caller.clone());
            async move {
                let answer = match line {
                    Ok((number, line)) => answer_line(&operator, &caller, number, &line).await,
                    // The batch ends here: line 0 says that it is not about one of its lines.
                    Err(problem) => BatchAnswer::refused(0, details(&operator, &problem)),
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
    caller: &Caller,
    number: u64,
    line: &[u8],
) -> BatchAnswer {
    let request = PermissionRequest::from_line(line).map_err(|error| {
        Error::from(Problem::new(ProblemName::InvalidRequest).detail(error.to_string()))
    });
    let answered = match request {
        Ok(request) => operator.ask(&caller.known, request).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(state) => BatchAnswer::created(number, state),
        Err(error) => BatchAnswer::refused(number, details(operator, &error.into())),
    }
}

/// A problem as a member of a line.
pub(crate) fn details(operator: &Operator, problem: &Problem) -> ProblemDetails {
    let details = problem.name().details(&operator.base_url);
    match problem.detail_text() {
        Some(detail) => details.with_detail(detail),
        None => details,
    }
}

/// Permissions or requests of one page: a page is read in a moment, and shows on one screen what one looks for.
const PAGE: u32 = 100;

/// Which of the service's permissions.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the list before.
    after: Option<String>,
    /// Only for this intended use.
    #[serde(default)]
    intended_use: String,
    /// Only in this state.
    #[serde(default)]
    state: String,
}

/// Which of the service's requests.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sent {
    /// `next` of the page before.
    before: Option<String>,
    /// Only for this intended use.
    #[serde(default)]
    intended_use: String,
}

/// The permissions that the service was ever given, in the order in which they changed: what it holds, and, from `next`
/// on, what has changed since.
#[utoipa::path(get, path = "/api/v1/permissions", tag = "service", params(Which), security(("dpop" = [])),
    responses((status = 200, body = HeldPermissions)))]
pub(crate) async fn permissions(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<HeldPermissions>, Problem> {
    let (at, leg) = match which.after.as_deref() {
        Some(after) => key(Some(after))?,
        None => (0, String::new()),
    };
    let of = OfService {
        service: caller.id(),
        intended_use: &which.intended_use,
        state: &which.state,
    };
    let permissions = operator.permissions_changed(of, (at, &leg), PAGE);
    Ok(Json(permissions.await?))
}

/// One of the service's permissions.
#[utoipa::path(get, path = "/api/v1/permissions/{permission}", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = HeldPermission), (status = 404)))]
pub(crate) async fn permission(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(permission): Path<String>,
) -> Result<Json<HeldPermission>, Problem> {
    let held = operator.permission_held(caller.id(), &permission);
    Ok(Json(held.await?))
}

/// What the service has asked, newest first. Requests that nobody answered are kept for 30 days after their end.
#[utoipa::path(get, path = "/api/v1/permission-requests", tag = "service", params(Sent), security(("dpop" = [])),
    responses((status = 200, body = SentRequests)))]
pub(crate) async fn sent(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Query(sent): Query<Sent>,
) -> Result<Json<SentRequests>, Problem> {
    let (at, id) = key(sent.before.as_deref())?;
    let of = OfService {
        service: caller.id(),
        intended_use: &sent.intended_use,
        state: "",
    };
    Ok(Json(operator.requests_sent(of, (at, &id), PAGE).await?))
}

/// What became of a request.
#[utoipa::path(get, path = "/api/v1/permission-requests/{id}", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = crate::guide::PermissionRequestState),
        (status = 404)))]
pub(crate) async fn status(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<PermissionRequestState>, Problem> {
    Ok(Json(operator.request_status(&caller.known, &id).await?))
}
