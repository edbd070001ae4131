//! Refusals at a gateway file's route, in the words of the 2021 connector: `error`, `description`, `request_id`.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use protocol::problem::ProblemName;
use serde_json::json;
use web::server::RequestId;

use crate::enforcement::Refusal;
use crate::worker::Body;

/// Status and error word.
pub(crate) fn status(name: ProblemName) -> (StatusCode, &'static str) {
    match name {
        ProblemName::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        ProblemName::TicketMissing | ProblemName::TicketUnknownIssuer => {
            (StatusCode::UNAUTHORIZED, "authorization_error")
        }
        ProblemName::TicketWrongAudience
        | ProblemName::AttributesNotPermitted
        | ProblemName::SelfAccessNotOffered => (StatusCode::FORBIDDEN, "forbidden"),
        // 2021 has these as a fault of the request, which shows a ticket that is no good.
        other if matches!(other.status(), 400 | 401 | 403 | 413) => {
            (StatusCode::BAD_REQUEST, "bad_request")
        }
        other if other.status() == 429 => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
    }
}

/// The answer to a service.
pub(crate) fn respond(refusal: &Refusal, id: RequestId) -> Response<Body> {
    let (status, error) = status(refusal.name);
    let description = match (&refusal.reason, &refusal.detail) {
        (Some(reason), _) => format!("Request ticket is not active or valid. Reason: '{reason}'"),
        // Not the source's answer is at fault, but what the file makes of it and of the request.
        (None, Some(detail)) if refusal.name == ProblemName::SourceBadAnswer => {
            format!("The gateway file cannot be run for this request: {detail}")
        }
        (None, Some(detail)) => format!("{}: {detail}", refusal.name.title()),
        (None, None) => refusal.name.title().to_owned(),
    };
    let body = json!({"error": error, "description": description, "request_id": id.to_string()});
    let mut response = Response::new(Body::from(body.to_string().into_bytes()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
