//! Who asks: a token of the city's OpenID provider, its scopes, and how surely it knows the person.

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use protocol::problem::ProblemName;
use serde_json::Value;
use web::oidc::{Claims, OidcError};

use super::{GdprApi, Refused};
use crate::app::App;
use crate::config::GdprApiConfig;
use crate::enforcement::Refusal;
use crate::releases::Record;

/// Longest `sub` that is an identifier.
const LONGEST_SUBJECT: usize = 256;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// What the source has.
    Query,
    /// That it erases it.
    Delete {
        /// Whether it is only asked if it would.
        is_dry: bool,
    },
}

/// What a good token says. Has no `Debug`: the subject identifies a person.
pub(super) struct Shown {
    /// The person, as the provider and the source know them.
    pub(super) subject: String,
    /// The token's own id, if it has one.
    id: Option<String>,
}

impl Shown {
    /// Notes in the log who vouches for it.
    pub(super) fn note(&self, config: &GdprApiConfig, record: &mut Record) {
        record.ticket.clone_from(&self.id);
        record.introspection = Some(format!("GDPR API: a token of {}", config.issuer));
    }
}

/// Checks the token that a request shows, for what it asks.
pub(super) async fn check(
    app: &App,
    api: &GdprApi,
    headers: &HeaderMap,
    act: Act,
) -> Result<Shown, (Refusal, Refused)> {
    let config = &api.config;
    let refuse = |status: StatusCode, code: &str, text: String| {
        let name = match status {
            StatusCode::UNAUTHORIZED => ProblemName::TicketMissing,
            StatusCode::FORBIDDEN => ProblemName::Forbidden,
            _ => ProblemName::Unavailable,
        };
        (
            Refusal::new(name, format!("GDPR API: {text}")),
            Refused::new(status, code, text),
        )
    };
    let Some(token) = bearer(headers) else {
        return Err(refuse(
            StatusCode::UNAUTHORIZED,
            "token-missing",
            "a bearer token is needed".into(),
        ));
    };
    let now = app.clock.seconds();
    let claims = api
        .providers
        .bearer(&app.client, &config.issuer, &config.audience, token, now)
        .await
        .map_err(|error| match error {
            OidcError::Refused(text) => refuse(StatusCode::UNAUTHORIZED, "token-invalid", text),
            OidcError::Peer(text) => {
                tracing::warn!(
                    issuer = config.issuer,
                    error = text,
                    "the keys of the OpenID provider cannot be had"
                );
                refuse(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "provider-unreachable",
                    "the OpenID provider cannot be asked for its keys".into(),
                )
            }
        })?;
    let wanted = match act {
        Act::Query => &config.query_scope,
        Act::Delete { .. } => &config.delete_scope,
    };
    if !has_scope(config, &claims, wanted) {
        return Err(refuse(
            StatusCode::FORBIDDEN,
            "scope-missing",
            format!("the token lacks the scope `{wanted}`"),
        ));
    }
    let level = claims.text("loa").unwrap_or_default();
    if !config.levels.is_empty() && !config.levels.contains(&level) {
        return Err(refuse(
            StatusCode::FORBIDDEN,
            "level-too-low",
            format!(
                "the login's level of assurance (`loa`) is none of: {}",
                config.levels.join(", ")
            ),
        ));
    }
    let is_usable = !claims.sub.is_empty()
        && claims.sub.len() <= LONGEST_SUBJECT
        && !claims.sub.chars().any(char::is_control);
    if !is_usable {
        return Err(refuse(
            StatusCode::UNAUTHORIZED,
            "token-invalid",
            "the token's `sub` is no identifier".into(),
        ));
    }
    Ok(Shown {
        id: claims.text("jti"),
        subject: claims.sub,
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer")).then_some(token.trim())
}

/// Whether a token has a scope: in the claim that is configured, else where RFC 9068 and Keycloak have them.
fn has_scope(config: &GdprApiConfig, claims: &Claims, wanted: &str) -> bool {
    if let Some(claim) = &config.scopes_in {
        return claims
            .value(claim)
            .is_some_and(|value| holds(value, wanted));
    }
    let keycloak = claims
        .value("authorization")
        .and_then(|value| value.get("permissions"))
        .and_then(Value::as_array);
    let mut permissions = keycloak.into_iter().flatten();
    // Keycloak names a scope without the API that it is of.
    let short = wanted.rsplit('.').next().unwrap_or(wanted);
    claims
        .value("scope")
        .is_some_and(|value| holds(value, wanted))
        || permissions.any(|one| {
            one.get("scopes")
                .is_some_and(|value| holds(value, wanted) || holds(value, short))
        })
}

/// Whether a list of scopes, or a text with spaces between them, holds one.
fn holds(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text.split(' ').any(|one| one == wanted),
        Value::Array(all) => all.iter().any(|one| holds(one, wanted)),
        _ => false,
    }
}
