//! The administrator's token: a secret from a file, compared in constant time.

use std::path::Path;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{HeaderMap, WWW_AUTHENTICATE};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Error;
use crate::problem::{Problem, ProblemName};

/// Shortest token: 128 bits as base64 take 22 characters.
const MIN_TOKEN_CHARS: usize = 22;

/// Who bears this token administers the party. Only its hash is kept.
#[derive(Clone)]
pub struct AdminToken {
    hash: Arc<[u8; 32]>,
}

impl AdminToken {
    /// The token as configured, without white space around it.
    pub fn new(token: &str) -> Result<Self, Error> {
        let token = token.trim();
        if token.len() < MIN_TOKEN_CHARS {
            return Err(Error::Config(format!(
                "the admin token is shorter than {MIN_TOKEN_CHARS} characters; make one with `openssl rand -base64 32`"
            )));
        }
        Ok(Self {
            hash: Arc::new(Sha256::digest(token).into()),
        })
    }

    /// Reads the token from a file that holds nothing else.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::File {
            path: path.into(),
            source,
        })?;
        Self::new(&text)
    }

    /// Whether the request bears the token.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let given = crate::session::bearer(headers).unwrap_or_default();
        let given: [u8; 32] = Sha256::digest(given).into();
        if bool::from(given.ct_eq(&*self.hash)) {
            return Ok(());
        }
        Err(Problem::new(ProblemName::LoginRequired)
            .detail("the admin token is missing or wrong")
            .header(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"admin\""),
            ))
    }
}

/// Lets only the administrator through:
/// `.layer(axum::middleware::from_fn_with_state(token, web::admin::require))`.
pub async fn require(
    axum::extract::State(token): axum::extract::State<AdminToken>,
    request: Request,
    next: Next,
) -> Response {
    match token.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearing(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::AUTHORIZATION, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn only_the_token_itself_opens() {
        let token = AdminToken::new("0123456789abcdef0123456789abcdef\n").unwrap();
        assert!(
            token
                .check(&bearing("Bearer 0123456789abcdef0123456789abcdef"))
                .is_ok()
        );
        assert!(
            token
                .check(&bearing("Bearer 0123456789abcdef0123456789abcde"))
                .is_err()
        );
        assert!(token.check(&bearing("Bearer ")).is_err());
        assert!(token.check(&HeaderMap::new()).is_err());
        assert_eq!(token.check(&HeaderMap::new()).unwrap_err().status(), 401);
    }

    #[test]
    fn a_short_token_is_no_secret() {
        assert!(AdminToken::new("hunter2").is_err());
        assert!(AdminToken::new("").is_err());
    }
}
