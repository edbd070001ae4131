//! `POST /api/v1/introspection` (MIM4 §5.4).
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use protocol::introspection::Request;
use web::problem::{Problem, ProblemName};

use crate::{Error, Operator};

/// The path of the endpoint.
pub(crate) const PATH: &str = "/api/v1/introspection";

/// Ask whether a request ticket is still good.
///
/// For connectors. `{"request_ticket": …}`, with `"subscription": true` before a notification is sent, or the form `token=…` (RFC 7662); with `client_assertion_type` and
/// `client_assertion` in the body, or the assertion, an access token or a client secret in `Authorization`.
#[utoipa::path(post, path = "/api/v1/introspection", tag = "connector", request_body = crate::guide::IntrospectionRequest,
    responses(
        (status = 200, body = crate::guide::IntrospectionAnswer),
        (status = 401, description = "problem `invalid-client`"),
    ))]
pub(crate) async fn introspect(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let request = match media.split(';').next().unwrap_or_default().trim() {
        "application/json" => Request::from_json(&body),
        "application/x-www-form-urlencoded" => Request::from_form(&body),
        _ => return Err(Problem::new(ProblemName::UnsupportedMediaType)),
    };
    let request =
        request.map_err(|error| Problem::new(error.problem()).detail(error.to_string()))?;
    let endpoint = operator.address(PATH);
    let source = operator
        .connector(&headers, request.client_assertion.as_deref(), &endpoint)
        .await?;
    let answer = operator.introspect(&source, &request).await?;
    let json = answer
        .to_json()
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok((
        [
            (CONTENT_TYPE, "application/json"),
            (CACHE_CONTROL, "no-store"),
        ],
        json,
    )
        .into_response())
}
