//! Logging in with a passkey, and the list of sessions, over the JSON API.
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;
use web::server::Client;
use webauthn_rs::prelude::PublicKeyCredential;

use super::api::Begun;
use super::ceremony::Challenge;
use super::pages::session_cookie;
use super::session::{Caller, Visit};
use super::sessions::SessionView;
use crate::Operator;
use crate::pages::local;

/// Who wants to log in with a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyLogin {
    /// The e-mail address; without it the device says whose passkey it is.
    #[serde(default)]
    login: Option<String>,
}

/// Begin a login with a passkey. The answer says nothing about whether there is such a login.
#[utoipa::path(post, path = "/api/v1/sessions/passkey/challenge", tag = "person", request_body = PasskeyLogin,
    responses((status = 200, body = Challenge), (status = 409, description = "Passkeys are switched off"),
        (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn begin_passkey(
    State(operator): State<Arc<Operator>>,
    Extension(client): Extension<Client>,
    Json(who): Json<PasskeyLogin>,
) -> Result<Json<Challenge>, Problem> {
    let challenge = operator
        .begin_passkey_login(who.login.as_deref(), client.address)
        .await?;
    Ok(Json(challenge))
}

/// A passkey that a browser shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyShown {
    /// As the challenge had it.
    flow: String,
    /// What `navigator.credentials.get` gave, as JSON.
    #[schema(value_type = Object)]
    credential: PublicKeyCredential,
}

/// Log in with a passkey.
#[utoipa::path(post, path = "/api/v1/sessions/passkey", tag = "person", request_body = PasskeyShown,
    responses((status = 201, body = Begun), (status = 401, description = "problem `login-failed`")))]
pub(crate) async fn log_in(
    State(operator): State<Arc<Operator>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Json(shown): Json<PasskeyShown>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let from = Caller::of(&operator, &headers, client.address);
    let session = operator
        .log_in_by_passkey(&shown.flow, &shown.credential, from)
        .await?;
    Ok((StatusCode::CREATED, Json(Begun::of(&operator, &session))))
}

/// A passkey that the login page shows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageShown {
    flow: String,
    credential: PublicKeyCredential,
    #[serde(default)]
    next: Option<String>,
}

/// Where the login page goes on.
#[derive(Serialize)]
struct GoOn<'a> {
    next: &'a str,
}

/// `POST /login/passkey`: the session is given as a cookie, which no script can read.
pub(crate) async fn log_in_page(
    State(operator): State<Arc<Operator>>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Json(shown): Json<PageShown>,
) -> Result<Response, Problem> {
    let from = Caller::of(&operator, &headers, client.address);
    let session = operator
        .log_in_by_passkey(&shown.flow, &shown.credential, from)
        .await?;
    let next = local(shown.next.as_deref());
    let cookie = session_cookie(&operator, &session);
    Ok(([(SET_COOKIE, cookie)], Json(GoOn { next })).into_response())
}

/// Where the person is logged in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    /// Newest first.
    sessions: Vec<SessionView>,
}

/// The person's sessions.
#[utoipa::path(get, path = "/api/v1/me/sessions", tag = "person", security(("session" = [])),
    responses((status = 200, body = SessionList)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<Json<SessionList>, Problem> {
    let sessions = operator.sessions(&visit).await?;
    Ok(Json(SessionList { sessions }))
}

/// End one of the person's sessions.
#[utoipa::path(delete, path = "/api/v1/me/sessions/{id}", tag = "person", security(("session" = [])),
    params(("id" = String, Path, description = "The session")),
    responses((status = 204), (status = 404, description = "There is no such session")))]
pub(crate) async fn end(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.end_session_called(&visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all of the person's sessions but this one.
#[utoipa::path(delete, path = "/api/v1/me/sessions", tag = "person", security(("session" = [])),
    responses((status = 204)))]
pub(crate) async fn end_others(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<StatusCode, Problem> {
    operator.end_other_sessions(&visit).await?;
    Ok(StatusCode::NO_CONTENT)
}
