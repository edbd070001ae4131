//! The token endpoint.
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use web::problem::{Problem, ProblemName};

use super::token::Refusal;
use crate::{Error, Operator};

/// Get an access token.
///
/// `grant_type=client_credentials` with `client_assertion_type` and `client_assertion` (RFC 7523) and a `DPoP`
/// proof (RFC 9449), or with an `Authorization: Basic` header. Errors are those of RFC 6749 §5.2.
#[utoipa::path(post, path = "/oauth/token", tag = "service",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "`access_token`, `token_type`, `expires_in`, `scope`"),
        (status = 400, description = "`error`, `error_description`"),
        (status = 401, description = "`invalid_client`"),
    ))]
pub(crate) async fn token(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !media
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded")
    {
        return Problem::new(ProblemName::UnsupportedMediaType).into_response();
    }
    match operator.token(&headers, &body).await {
        Ok(answer) => ([(CACHE_CONTROL, "no-store")], axum::Json(answer)).into_response(),
        Err(Refusal::OAuth(refusal)) => {
            let status =
                StatusCode::from_u16(refusal.error.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let mut response =
                (status, [(CACHE_CONTROL, "no-store")], axum::Json(refusal)).into_response();
            if status == StatusCode::UNAUTHORIZED {
                response.headers_mut().insert(
                    WWW_AUTHENTICATE,
                    HeaderValue::from_static("Basic realm=\"token\""),
                );
            }
            response
        }
        Err(Refusal::Fault(error)) => Error::into_response(error),
    }
}
