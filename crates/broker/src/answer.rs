//! What is answered: bodies in the media type asked for, with their context; problems (ETSI GS CIM 009 §6.3).

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, LINK, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};

use crate::call::Media;

/// The header with the number of all results (§6.3.13).
pub(crate) const RESULTS_COUNT: HeaderName = HeaderName::from_static("ngsild-results-count");
/// The header with what went wrong at context sources (§6.3.17).
pub(crate) const WARNING: HeaderName = HeaderName::from_static("ngsild-warning");
/// The header that says which preference was heard (RFC 7240 §3).
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// The header with the tenant (§6.3.14).
pub(crate) const TENANT: HeaderName = HeaderName::from_static("ngsild-tenant");
/// The link relation of contexts (JSON-LD 1.1 §6.1).
pub(crate) const CONTEXT_RELATION: &str = "http://www.w3.org/ns/json-ld#context";

/// An answer being put together.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Option<Value>,
}

impl Answer {
    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
        }
    }

    /// Nothing to say but that it is done.
    pub(crate) fn no_content() -> Self {
        Self::empty(StatusCode::NO_CONTENT)
    }

    /// Something was made, at this path.
    pub(crate) fn created(location: &str) -> Self {
        Self::empty(StatusCode::CREATED).with(LOCATION, location)
    }

    /// A JSON body without a context.
    pub(crate) fn json(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            headers: vec![(CONTENT_TYPE, Media::Json.name().to_owned())],
            body: Some(body),
        }
    }

    /// A body in NGSI-LD's terms: JSON with the context in a `Link`, or JSON-LD with the context inside (§6.3.6).
    pub(crate) fn document(media: Media, context: &Value, body: Value) -> Self {
        let mut answer = Self {
            status: StatusCode::OK,
            headers: vec![(CONTENT_TYPE, media.name().to_owned())],
            body: None,
        };
        let inside = media == Media::JsonLd;
        if inside {
            answer.body = Some(with_context(body, context));
        } else {
            answer.body = Some(body);
            answer = answer.with(LINK, &context_link(context));
        }
        answer
    }

    /// With another status.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With a header more; a value that cannot be one is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// With a header in the place of one of the same name.
    pub(crate) fn with_instead(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.with(name, value)
    }

    /// With what is said of sources that did not answer (§6.3.17).
    pub(crate) fn warned(self, warnings: &[String]) -> Self {
        warnings
            .iter()
            .fold(self, |answer, warning| answer.with(WARNING, warning))
    }

    pub(crate) fn into_response(self) -> Response {
        self.into_bytes().map(Body::from)
    }

    /// The response with its body in one piece.
    pub(crate) fn into_bytes(self) -> http::Response<Bytes> {
        let body = self.body.map(|value| value.to_string());
        let mut response = http::Response::new(body.map(Bytes::from).unwrap_or_default());
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

/// Puts the context into a document, or into each of an array.
pub(crate) fn with_context(body: Value, context: &Value) -> Value {
    match body {
        Value::Object(mut map) => {
            map.insert("@context".into(), context.clone());
            Value::Object(map)
        }
        Value::Array(items) => items
            .into_iter()
            .map(|item| with_context(item, context))
            .collect(),
        other => other,
    }
}

/// The `Link` to a context: the first address in it.
pub(crate) fn context_link(context: &Value) -> String {
    let url = match context {
        Value::String(url) => url.as_str(),
        Value::Array(parts) => parts
            .iter()
            .find_map(Value::as_str)
            .unwrap_or(ngsi_ld::context::CORE_URL),
        _ => ngsi_ld::context::CORE_URL,
    };
    format!("<{url}>; rel=\"{CONTEXT_RELATION}\"; type=\"application/ld+json\"")
}

/// A problem as a response.
pub(crate) fn problem(problem: &Problem) -> Response {
    Answer::of_problem(problem).into_response()
}

impl Answer {
    /// A problem as an answer.
    pub(crate) fn of_problem(problem: &Problem) -> Self {
        if problem.kind == ProblemKind::InternalError {
            tracing::error!(detail = problem.detail, "a request failed");
        }
        let status = StatusCode::from_u16(problem.kind.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if problem.kind == ProblemKind::LengthRequired {
            // §6.3.4: nothing but the status.
            return Answer::empty(status);
        }
        let mut document = problem.document();
        let mut answer = Answer::empty(status).with(CONTENT_TYPE, "application/json");
        match problem.kind {
            // RFC 9110 §15.5.6: a 405 says what is allowed.
            ProblemKind::MethodNotAllowed => {
                answer = answer.with(ALLOW, &problem.detail);
                document["detail"] = json!(format!("allowed are {}", problem.detail));
            }
            ProblemKind::Unauthorized => answer = answer.with(WWW_AUTHENTICATE, "Bearer"),
            _ => {}
        }
        answer.body = Some(document);
        answer
    }
}
