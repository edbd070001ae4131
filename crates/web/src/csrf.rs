//! Requests forged by other sites: refused by where the browser says they come from, without tokens in forms.

use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError, ResponseForProtectionError};

use crate::Error;
use crate::problem::{Problem, ProblemName};

/// Answers a forged request with a problem.
#[derive(Clone, Copy, Debug)]
pub struct Refusal;

impl ResponseForProtectionError<axum::body::Body> for Refusal {
    fn response_for_protection_error(&mut self, _: ProtectionError) -> Response {
        Problem::new(ProblemName::Csrf)
            .detail("a page of another site sent this request")
            .into_response()
    }
}

/// A layer for routes that a session cookie opens. Requests with an unsafe method pass if `Sec-Fetch-Site` says
/// `same-origin` or `none`, or, from a browser without that header, if `Origin` is the party's own; programs that
/// are no browsers send neither and pass. With `SameSite=Lax` cookies no forged request carries a session.
pub fn layer(base_url: &str) -> Result<CsrfLayer<Refusal>, Error> {
    let url = url::Url::parse(base_url)
        .map_err(|_| Error::Config(format!("`{base_url}` is not a URL")))?;
    let origin = url.origin().ascii_serialization();
    let layer = CsrfLayer::new()
        .add_trusted_origin(&origin)
        .map_err(|error| Error::Config(format!("`{base_url}` has no origin: {error}")))?;
    Ok(layer.with_rejection_response(Refusal))
}
