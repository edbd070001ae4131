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
use crate::server::RequestId;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A kind of problem: what its `type` URI stands for. Each party lists its own in a table; [`kinds`] are those
/// that any party can have.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Last part of the `type` URI, in kebab-case; stable.
    pub name: &'static str,
    /// HTTP status, 400-599.
    pub status: u16,
    /// Short, the same for every occurrence.
    pub title: &'static str,
    /// What it means and how to mend it: the text of the page behind the `type` URI.
    pub mend: &'static str,
}

/// The kinds of problem that any party can have.
pub mod kinds {
    use super::Kind;

    macro_rules! kinds {
        ($($constant:ident = $status:literal $name:literal, $title:literal, $mend:literal;)*) => {
            $(#[doc = $title] pub static $constant: Kind = Kind { name: $name, status: $status, title: $title, mend: $mend };)*
            /// All of them.
            pub static ALL: &[&Kind] = &[$(&$constant),*];
        };
    }

    kinds! {
        INVALID_REQUEST = 400 "invalid-request", "The request is not valid",
            "The request cannot be understood. The detail says what is wrong and where; mend that and send it again.";
        UNAUTHENTICATED = 401 "unauthenticated", "Authentication is needed",
            "The request carries no valid credentials for this route. Log in, or send a current access token.";
        FORBIDDEN = 403 "forbidden", "This is not allowed",
            "The credentials are good, but they do not allow this. Ask whoever administers the party for the right.";
        CROSS_SITE = 403 "cross-site-request", "The request came from another site",
            "A page of another site tried to send this request with your session. Open the page here and try again.";
        NOT_FOUND = 404 "not-found", "There is nothing here",
            "Nothing has this address. Check it for typing errors; the API guide at /api lists every route.";
        METHOD_NOT_ALLOWED = 405 "method-not-allowed", "This method is not allowed here",
            "The address exists, but not for this method. The Allow header lists those that are.";
        NOT_ACCEPTABLE = 406 "not-acceptable", "No representation is acceptable",
            "None of the media types in the Accept header can be produced here.";
        TIMEOUT = 408 "request-timeout", "The request took too long to arrive",
            "The body of the request did not arrive in time. Send it again over a better connection.";
        CONFLICT = 409 "conflict", "The state has changed",
            "Somebody else changed this at the same time. Read it again and decide anew.";
        PAYLOAD_TOO_LARGE = 413 "payload-too-large", "The body is too large",
            "The body exceeds the limit of this route. Send less at a time.";
        UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type", "The media type is not supported",
            "The Content-Type of the body is not one this route reads. The API guide names the right one.";
        UNPROCESSABLE = 422 "unprocessable", "The request cannot be carried out as it stands",
            "The body is well-formed, but its content is not valid. The detail says what and where.";
        TOO_MANY_REQUESTS = 429 "too-many-requests", "Too many requests",
            "There were too many requests of this kind in a short time. Wait as long as Retry-After says.";
        HEADERS_TOO_LARGE = 431 "headers-too-large", "The headers are too large",
            "The head of the request exceeds the limit. Send fewer or shorter headers and cookies.";
        INTERNAL = 500 "internal", "Something went wrong here",
            "This is a fault on our side. It is in our records under the instance given; tell us that id if it persists.";
        UPSTREAM_FAILED = 502 "upstream-failed", "Another system gave no usable answer",
            "A system this one depends on answered badly. Try again later.";
        UNAVAILABLE = 503 "unavailable", "Not available at the moment",
            "This party cannot answer just now. Try again shortly.";
        UPSTREAM_TIMEOUT = 504 "upstream-timeout", "Another system took too long",
            "A system this one depends on did not answer in time. Try again later.";
    }

    /// The kind that says no more than the status does.
    pub(crate) fn of_status(status: u16) -> &'static Kind {
        ALL.iter().copied().find(|kind| kind.status == status && kind.name != CROSS_SITE.name).unwrap_or(
            if status < 500 { &INVALID_REQUEST } else { &INTERNAL },
        )
    }
}

/// One occurrence of a problem: the answer to one request. `detail` is for the sender: what is wrong and where,
/// without anything about a person.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: &'static Kind,
    status: u16,
    detail: Option<String>,
    members: Map<String, Value>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, status: kind.status, detail: None, members: Map::new(), headers: HeaderMap::new() }
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

    /// The kind.
    pub fn kind(&self) -> &'static Kind {
        self.kind
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
        document.insert("type".into(), format!("{base_url}/problems/{}", self.kind.name).into());
        document.insert("title".into(), self.kind.title.into());
        document.insert("status".into(), self.status.into());
        if let Some(detail) = &self.detail {
            document.insert("detail".into(), detail.as_str().into());
        }
        if let Some(id) = instance {
            document.insert("instance".into(), format!("urn:uuid:{id}").into());
        }
        Value::Object(document)
    }

    /// The whole response, for a service that has no [`Frame`] around it.
    pub fn respond<B: From<Vec<u8>>>(&self, base_url: &str, instance: Option<RequestId>) -> http::Response<B> {
        let body = self.document(base_url, instance).to_string().into_bytes();
        let mut response = http::Response::new(B::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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

impl From<&'static Kind> for Problem {
    fn from(kind: &'static Kind) -> Self {
        Self::new(kind)
    }
}

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict { .. } | storage::Error::Duplicate { .. } => Self::new(&kinds::CONFLICT),
            storage::Error::NotFound { .. } => Self::new(&kinds::NOT_FOUND),
            storage::Error::Busy { .. } | storage::Error::Closed => {
                tracing::warn!(%error, "the database cannot serve a request");
                Self::new(&kinds::UNAVAILABLE)
            }
            error => {
                tracing::error!(%error, "the database failed a request");
                Self::new(&kinds::INTERNAL)
            }
        }
    }
}

struct Pages {
    frame: Arc<Frame>,
    tables: Vec<&'static [&'static Kind]>,
}

impl Pages {
    fn all(&self) -> impl Iterator<Item = &'static Kind> {
        kinds::ALL.iter().chain(self.tables.iter().copied().flatten()).copied()
    }
}

/// The pages that `type` URIs lead to: `/problems/{name}` and the list of all at `/problems`. HTML for who asks for
/// it, JSON otherwise. `tables` are the party's own kinds; a party's kind goes before a common one of its name.
pub fn router(frame: Arc<Frame>, tables: Vec<&'static [&'static Kind]>) -> Router {
    Router::new()
        .route("/problems", get(list))
        .route("/problems/{name}", get(one))
        .with_state(Arc::new(Pages { frame, tables }))
}

#[derive(askama::Template)]
#[template(path = "problems.html")]
struct ListPage<'a> {
    shell: crate::page::Shell<'a>,
    kinds: &'a [&'static Kind],
}

#[derive(askama::Template)]
#[template(path = "problem_kind.html")]
struct KindPage<'a> {
    shell: crate::page::Shell<'a>,
    kind: &'static Kind,
}

fn described(kind: &Kind, base_url: &str) -> Value {
    json!({
        "type": format!("{base_url}/problems/{}", kind.name),
        "title": kind.title,
        "status": kind.status,
        "description": kind.mend,
    })
}

async fn list(State(pages): State<Arc<Pages>>, headers: HeaderMap) -> Response {
    let mut all: Vec<&'static Kind> = pages.all().collect();
    all.sort_by_key(|kind| (kind.status, kind.name));
    all.dedup_by_key(|kind| kind.name);
    if wants_html(&headers) {
        let shell = pages.frame.shell("Problems");
        return crate::page::render(&ListPage { shell, kinds: &all });
    }
    let all: Vec<Value> = all.iter().map(|kind| described(kind, &pages.frame.base_url)).collect();
    axum::Json(json!({ "problems": all })).into_response()
}

async fn one(State(pages): State<Arc<Pages>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let own = pages.tables.iter().copied().flatten().chain(kinds::ALL).find(|kind| kind.name == name);
    let Some(kind) = own else {
        return Problem::new(&kinds::NOT_FOUND).detail(format!("no problem is called `{name}`")).into_response();
    };
    if wants_html(&headers) {
        let shell = pages.frame.shell(kind.title);
        return crate::page::render(&KindPage { shell, kind });
    }
    axum::Json(described(kind, &pages.frame.base_url)).into_response()
}

#[derive(askama::Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: crate::page::Shell<'a>,
    problem: &'a Problem,
    instance: String,
}

/// A problem as a page, for a person who met it in a browser.
pub(crate) fn page(frame: &Frame, problem: &Problem, instance: Option<RequestId>) -> Response {
    let shell = frame.shell(problem.kind.title);
    let instance = instance.map(|id| id.to_string()).unwrap_or_default();
    let mut response = match askama::Template::render(&ProblemPage { shell, problem, instance }) {
        Ok(html) => Html(html).into_response(),
        Err(_) => problem.respond(&frame.base_url, None),
    };
    *response.status_mut() = problem.status();
    response.headers_mut().extend(problem.headers.clone());
    response
}

/// Whether the sender would rather have a page than JSON: a browser says `text/html` before anything else.
pub fn wants_html(headers: &HeaderMap) -> bool {
    let Some(accept) = headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok()) else { return false };
    accept
        .split(',')
        .map(|range| range.split(';').next().unwrap_or_default().trim())
        .find_map(|range| match range {
            "text/html" | "application/xhtml+xml" => Some(true),
            range if range.ends_with("json") || range == "*/*" || range == "application/*" => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_statuses_are_of_errors() {
        let mut names: Vec<_> = kinds::ALL.iter().map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kinds::ALL.len());
        assert!(kinds::ALL.iter().all(|kind| (400..600).contains(&kind.status)));
    }

    #[test]
    fn the_document_has_the_members_of_rfc_9457() {
        let id = RequestId::new(std::time::SystemTime::UNIX_EPOCH);
        let problem = Problem::new(&kinds::CONFLICT).detail("version `2` is not current").member("version", 3);
        assert_eq!(
            problem.document("https://op.example", Some(id)),
            json!({
                "type": "https://op.example/problems/conflict",
                "title": "The state has changed",
                "status": 409,
                "detail": "version `2` is not current",
                "instance": format!("urn:uuid:{id}"),
                "version": 3,
            })
        );
    }

    #[test]
    fn members_of_a_party_cannot_replace_those_of_the_standard() {
        let problem = Problem::new(&kinds::CONFLICT).member("status", 200).member("type", "x");
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
        assert!(accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!accept("*/*"));
        assert!(!accept("application/json, text/html"));
        assert!(!accept("application/problem+json"));
        assert!(!wants_html(&HeaderMap::new()));
    }
}
