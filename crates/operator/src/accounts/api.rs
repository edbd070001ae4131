//! Sessions and a person's own account over the JSON API.
use std::sync::Arc;

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::session::{Caller, NewSession};
use super::{Identifier, Person};
use crate::Operator;
use crate::clock::{SECOND, rfc3339};

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The e-mail address.
    login: String,
    /// The password.
    password: String,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct Begun {
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// Its life, in seconds.
    expires_in: i64,
    /// When it ends (RFC 3339).
    expires_at: String,
}

impl Begun {
    pub(crate) fn of(operator: &Operator, session: &NewSession) -> Self {
        Self {
            token: session.token.expose(),
            expires_in: (session.expires_at - operator.clock.now()) / SECOND,
            expires_at: rfc3339(session.expires_at),
        }
    }
}

/// Log in with e-mail address and password.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "person", request_body = Login,
    responses((status = 201, body = Begun), (status = 401, description = "problem `login-failed`"),
        (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn log_in(
    State(operator): State<Arc<Operator>>,
    client: axum::extract::Extension<web::server::Client>,
    headers: HeaderMap,
    Json(login): Json<Login>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let password = SecretString::from(login.password);
    let from = Caller::of(&operator, &headers, client.address);
    let session = operator.log_in(&login.login, &password, from).await?;
    Ok((StatusCode::CREATED, Json(Begun::of(&operator, &session))))
}

/// Log out.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "person", security(("session" = [])),
    responses((status = 204)))]
pub(crate) async fn log_out(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    if let Some(token) = operator.session_token(&headers) {
        operator.end_session(&token).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A person's own account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// The e-mail address they log in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// What they are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The language to speak (BCP 47).
    locale: String,
    /// The identifiers by which sources know them.
    identifiers: Vec<IdentifierView>,
}

/// An identifier as its person sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct IdentifierView {
    /// The value.
    id: String,
    /// What it is.
    id_type: String,
    /// The issuing country.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    /// Verified when (RFC 3339).
    verified: String,
}

impl From<Identifier> for IdentifierView {
    fn from(identifier: Identifier) -> Self {
        Self {
            verified: rfc3339(identifier.verified_at),
            id: identifier.id,
            id_type: identifier.id_type,
            country: identifier.country,
        }
    }
}

/// The person's own account.
#[utoipa::path(get, path = "/api/v1/me", tag = "person", security(("session" = [])),
    responses((status = 200, body = Me)))]
pub(crate) async fn me(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<Me>, Problem> {
    let identifiers = operator.identifiers_of(&person.id).await?;
    Ok(Json(Me {
        login: person.profile.login,
        name: person.profile.name,
        locale: person.locale,
        identifiers: identifiers.into_iter().map(Into::into).collect(),
    }))
}
