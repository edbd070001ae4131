//! `POST /events` (RFC 8935).
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use protocol::events::{DeliveryError, MEDIA_TYPE};
use web::problem::{Problem, ProblemName};

use super::Refusal;
use crate::Operator;

/// The path of the endpoint.
pub(crate) const PATH: &str = "/events";

/// Receive a signed event of a connector or registry (RFC 8935).
#[utoipa::path(post, path = "/events", tag = "connector",
    request_body(content = String, content_type = "application/secevent+jwt"),
    responses((status = 202, description = "taken"), (status = 400, description = "`err`, `description`")))]
pub(crate) async fn receive(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if media.split(';').next().unwrap_or_default().trim() != MEDIA_TYPE {
        return Problem::new(ProblemName::UnsupportedMediaType).into_response();
    }
    match operator.take_event(body.trim()).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(Refusal::Event(error)) => {
            metrics::counter!("operator_events_refused_total").increment(1);
            (
                StatusCode::BAD_REQUEST,
                axum::Json(DeliveryError::from(&error)),
            )
                .into_response()
        }
        Err(Refusal::Fault(error)) => error.into_response(),
    }
}
