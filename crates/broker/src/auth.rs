//! Who may use a broker that is not on loopback: bearer tokens and names with passwords (RFC 6750, RFC 7617).

use http::HeaderMap;
use http::header::AUTHORIZATION;
use ngsi_ld::{Problem, ProblemKind};
use subtle::ConstantTimeEq as _;

/// What a client shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A bearer token.
    Bearer(String),
    /// What stands after `Basic`: name and password, joined by a colon, in base64.
    Basic(String),
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Whether the request shows one of these; none are needed when there are none.
pub(crate) fn check(credentials: &[Credentials], headers: &HeaderMap) -> Result<(), Problem> {
    if credentials.is_empty() {
        return Ok(());
    }
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '));
    let known = shown.is_some_and(|(scheme, secret)| {
        credentials.iter().fold(false, |known, one| {
            let (expected, wanted) = match one {
                Credentials::Bearer(token) => ("bearer", token),
                Credentials::Basic(pair) => ("basic", pair),
            };
            let same = bool::from(secret.trim().as_bytes().ct_eq(wanted.as_bytes()));
            known | (scheme.eq_ignore_ascii_case(expected) && same)
        })
    });
    if known {
        Ok(())
    } else {
        Err(Problem::new(
            ProblemKind::Unauthorized,
            "show a bearer token, or a name and a password",
        ))
    }
}
