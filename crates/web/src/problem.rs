//! Problem documents: `application/problem+json` (RFC 9457), and a page for each kind.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::frame::Frame;
use crate::language::Speech;
use crate::page::{self, Shell};
use crate::server::RequestId;

pub use protocol::problem::{MEDIA_TYPE, ProblemName};

/// The name that says no more than the status does.
pub(crate) fn of_status(status: StatusCode) -> ProblemName {
    match status.as_u16() {
        401 => ProblemName::LoginRequired,
        403 => ProblemName::Forbidden,
        404 => ProblemName::NotFound,
        405 => ProblemName::MethodNotAllowed,
        406 => ProblemName::NotAcceptable,
        409 => ProblemName::Conflict,
        413 => ProblemName::TooLarge,
        415 => ProblemName::UnsupportedMediaType,
        429 => ProblemName::RateLimited,
        503 => ProblemName::Unavailable,
        500.. => ProblemName::Internal,
        _ => ProblemName::InvalidRequest,
    }
}

/// One occurrence of a problem: the answer to one request. `detail` is for the sender: what is wrong and where,
/// without anything about a person.
#[derive(Clone, Debug)]
pub struct Problem {
    name: ProblemName,
    status: u16,
    detail: Option<String>,
    members: Map<String, Value>,
    /// Boxed, for a problem is the `Err` of every handler.
    headers: Box<HeaderMap>,
}

impl Problem {
    /// A problem of this name.
    pub fn new(name: ProblemName) -> Self {
        Self {
            name,
            status: name.status(),
            detail: None,
            members: Map::new(),
            headers: Box::default(),
        }
    }

    /// Says what is wrong this time.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a member of its own to the document (RFC 9457 §3.2).
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Adds a header to the response, such as `WWW-Authenticate`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// The name.
    pub fn name(&self) -> ProblemName {
        self.name
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What is wrong this time, if said.
    pub fn detail_text(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status.as_u16();
        self
    }

    /// The headers its response will carry.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The document. `base_url` is the party's, without a slash at its end.
    pub fn document(&self, base_url: &str, instance: Option<RequestId>) -> Value {
        let mut document = self.members.clone();
        document.insert(
            "type".into(),
            format!("{base_url}/problems/{}", self.name).into(),
        );
        document.insert("title".into(), self.name.title().into());
        document.insert("status".into(), self.status.into());
        if let Some(detail) = &self.detail {
            document.insert("detail".into(), detail.as_str().into());
        }
        if let Some(id) = instance {
            document.insert("instance".into(), id.to_string().into());
        }
        Value::Object(document)
    }

    /// The whole response, for a service that has no [`Frame`] around it.
    pub fn respond<B: From<Vec<u8>>>(
        &self,
        base_url: &str,
        instance: Option<RequestId>,
    ) -> http::Response<B> {
        let body = self.document(base_url, instance).to_string().into_bytes();
        let mut response = http::Response::new(B::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.extend((*self.headers).clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(
            http::header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        );
        response
    }
}

/// The frame around the router completes the document with the party's base URL and the request's id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.respond::<axum::body::Body>("", None);
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<ProblemName> for Problem {
    fn from(name: ProblemName) -> Self {
        Self::new(name)
    }
}

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict { .. } | storage::Error::Duplicate { .. } => {
                Self::new(ProblemName::Conflict)
            }
            storage::Error::NotFound { .. } => Self::new(ProblemName::NotFound),
            storage::Error::Busy { .. } | storage::Error::Closed => {
                tracing::warn!(%error, "the database cannot serve a request");
                Self::new(ProblemName::Unavailable)
            }
            error => {
                tracing::error!(%error, "the database failed a request");
                Self::new(ProblemName::Internal)
            }
        }
    }
}

/// The pages that `type` URIs lead to: `/problems/{name}`, and all of them at `/problems`. HTML for who asks for it,
/// JSON otherwise.
pub fn router(frame: &Arc<Frame>) -> Router {
    Router::new()
        .route("/problems", get(list))
        .route("/problems/{name}", get(one))
        .with_state(Arc::clone(frame))
}

#[derive(askama::Template)]
#[template(path = "problems.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    names: &'a [ProblemName],
}

#[derive(askama::Template)]
#[template(path = "problem_name.html")]
struct NamePage<'a> {
    shell: Shell<'a>,
    name: ProblemName,
}

fn described(name: ProblemName, base_url: &str) -> Value {
    json!({
        "type": format!("{base_url}/problems/{name}"),
        "title": name.title(),
        "status": name.status(),
        "explanation": name.explanation(),
        "remedy": name.remedy(),
    })
}

async fn list(State(frame): State<Arc<Frame>>, headers: HeaderMap) -> Response {
    if wants_html(&headers) {
        return page::render(&ListPage {
            shell: frame.shell("Problems"),
            names: ProblemName::ALL,
        });
    }
    let all: Vec<Value> = ProblemName::ALL
        .iter()
        .map(|name| described(*name, &frame.base_url))
        .collect();
    axum::Json(json!({ "problems": all })).into_response()
}

async fn one(
    State(frame): State<Arc<Frame>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(name) = ProblemName::parse(&name) else {
        return Problem::new(ProblemName::NotFound)
            .detail(format!("no problem is called `{name}`"))
            .into_response();
    };
    if wants_html(&headers) {
        return page::render(&NamePage {
            shell: frame.shell(name.title()),
            name,
        });
    }
    axum::Json(described(name, &frame.base_url)).into_response()
}

#[derive(askama::Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: Shell<'a>,
    problem: &'a Problem,
    instance: String,
    text: &'static str,
}

/// The message with which a page explains a problem, and that of its text.
fn explained(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        401 => ("problem-login", "problem-login.text"),
        403 => ("problem-forbidden", "problem-forbidden.text"),
        404 => ("problem-missing", "problem-missing.text"),
        409 | 412 => ("problem-closed", "problem-closed.text"),
        429 => ("problem-often", "problem-often.text"),
        503 | 504 => ("problem-unavailable", "problem-unavailable.text"),
        500.. => ("problem-internal", "problem-internal.text"),
        _ => ("problem-input", "problem-input.text"),
    }
}

/// A problem as a page, for a person who met it in a browser.
pub(crate) fn as_page(
    frame: &Frame,
    problem: &Problem,
    speech: Speech,
    instance: Option<RequestId>,
) -> Response {
    let (title, text) = explained(problem.status());
    let title = String::from(speech.say(title));
    let instance = instance.map(|id| id.to_string()).unwrap_or_default();
    let mut response = match askama::Template::render(&ProblemPage {
        shell: frame.shell_in(title, speech),
        problem,
        instance,
        text,
    }) {
        Ok(html) => Html(html).into_response(),
        Err(_) => problem.respond(&frame.base_url, None),
    };
    *response.status_mut() = problem.status();
    response.headers_mut().extend((*problem.headers).clone());
    response
}

/// Whether the sender would rather have a page than JSON: a browser says `text/html` before anything else.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let Some(accept) = headers
        .get(http::header::ACCEPT)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    accept
        .split(',')
        .map(|range| range.split(';').next().unwrap_or_default().trim())
        .find_map(|range| match range {
            "text/html" | "application/xhtml+xml" => Some(true),
            range if range.ends_with("json") || range == "*/*" || range == "application/*" => {
                Some(false)
            }
            _ => None,
        })
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_members_of_rfc_9457() {
        let id = RequestId::new(std::time::SystemTime::UNIX_EPOCH);
        let problem = Problem::new(ProblemName::Conflict)
            .detail("version `2` is not current")
            .member("version", 3);
        assert_eq!(
            problem.document("https://op.example", Some(id)),
            json!({
                "type": "https://op.example/problems/conflict",
                "title": ProblemName::Conflict.title(),
                "status": 409,
                "detail": "version `2` is not current",
                "instance": id.to_string(),
                "version": 3,
            })
        );
    }

    #[test]
    fn members_of_a_party_cannot_replace_those_of_the_standard() {
        let problem = Problem::new(ProblemName::Conflict)
            .member("status", 200)
            .member("type", "x");
        let document = problem.document("", None);
        assert_eq!(document["status"], 409);
        assert_eq!(document["type"], "/problems/conflict");
    }

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        let accept = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(http::header::ACCEPT, HeaderValue::from_static(value));
            wants_html(&headers)
        };
        assert!(accept(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(!accept("*/*"));
        assert!(!accept("application/json, text/html"));
        assert!(!accept("application/problem+json"));
        assert!(!wants_html(&HeaderMap::new()));
    }
}
