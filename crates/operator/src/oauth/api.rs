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
/// proof (RFC 9449), or with an `Authorization: Basic` header. Apps of persons: `grant_type=authorization_code` with
/// `code`, `code_verifier` and `client_id`, or `grant_type=refresh_token` with `refresh_token` and `client_id`, always
/// with a `DPoP` proof. Errors are those of RFC 6749 §5.2.
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
    if let Err(problem) = is_form(&headers) {
        return problem.into_response();
    }
    match operator.token(&headers, &body).await {
        Ok(answer) => ([(CACHE_CONTROL, "no-store")], axum::Json(answer)).into_response(),
        Err(error) => refusal(error),
    }
}

/// Whether a body says that it is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> Result<(), Problem> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if media
        .to_ascii_lowercase()
        .starts_with("application/x-www-form-urlencoded")
    {
        Ok(())
    } else {
        Err(Problem::new(ProblemName::UnsupportedMediaType))
    }
}

/// A refusal as OAuth says it (RFC 6749 §5.2).
pub(crate) fn refusal(refusal: Refusal) -> Response {
    let refusal = match refusal {
        Refusal::Fault(error) => return Error::into_response(error),
        Refusal::OAuth(refusal) => refusal,
    };
    let status = StatusCode::from_u16(refusal.error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, [(CACHE_CONTROL, "no-store")], axum::Json(refusal)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"token\""),
        );
    }
    response
}
