//! What apps call, and how a person sees and ends what they let apps do.
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::json;
use storage::Unit;
use storage::operator::apps::Apps as _;
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::authorize::{PUSHED_SECONDS, Wrong};
use super::{Scope, Scopes};
use crate::accounts::Person;
use crate::clock::rfc3339;
use crate::oauth::api::{is_form, refusal};
use crate::{Error, Operator, Result};

/// The path of the endpoint for pushed requests.
pub(crate) const PUSH_PATH: &str = "/oauth/par";

/// Push an authorization request (RFC 9126): the parameters of `/oauth/authorize`, as a form. A `DPoP` proof binds
/// the code to its key.
#[utoipa::path(post, path = "/oauth/par", tag = "app",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 201, description = "`request_uri`, `expires_in`"),
        (status = 400, description = "`error`, `error_description`")))]
pub(crate) async fn push(
    State(operator): State<Arc<Operator>>,
    axum::extract::Extension(client): axum::extract::Extension<web::server::Client>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(problem) = is_form(&headers) {
        return problem.into_response();
    }
    let jkt = match operator.proof_of(&headers, PUSH_PATH).await {
        Ok(jkt) => jkt,
        Err(error) => return refusal(error),
    };
    let said = |status: StatusCode, body: serde_json::Value| {
        (status, [(CACHE_CONTROL, "no-store")], axum::Json(body)).into_response()
    };
    let bad = |status, error: &str, description: String| {
        let body = json!({"error": error, "error_description": description});
        said(status, body)
    };
    match operator.push(&body, jkt, client.address).await {
        Ok(request_uri) => {
            let body = json!({"request_uri": request_uri, "expires_in": PUSHED_SECONDS});
            said(StatusCode::CREATED, body)
        }
        Err(Wrong::There {
            error, description, ..
        }) => bad(StatusCode::BAD_REQUEST, error, description),
        Err(Wrong::Here(error @ Error::Invalid { .. })) => bad(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            error.to_string(),
        ),
        Err(Wrong::Here(Error::Unauthenticated(text))) => {
            bad(StatusCode::UNAUTHORIZED, "invalid_client", text)
        }
        Err(Wrong::Here(error)) => error.into_response(),
    }
}

/// Revoke a refresh or access token (RFC 7009): with one token all that it was given with.
#[utoipa::path(post, path = "/oauth/revoke", tag = "app",
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "it is revoked, or was never known"), (status = 400)))]
pub(crate) async fn revoke(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(problem) = is_form(&headers) {
        return problem.into_response();
    }
    match operator.revoke(&body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => refusal(error),
    }
}

/// An app that a person has let in, as they see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnApp {
    /// Its client id.
    pub(crate) client_id: String,
    /// What it is called.
    pub(crate) name: String,
    /// Who makes it.
    pub(crate) publisher: String,
    /// Where to read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) website: Option<String>,
    /// What it may see and do.
    pub(crate) scopes: Vec<Scope>,
    /// Let in first when (RFC 3339).
    pub(crate) since: String,
    /// Used last when (RFC 3339), to some minutes.
    pub(crate) used_at: String,
    /// On how many devices: how often it was let in.
    pub(crate) devices: usize,
    #[serde(skip)]
    pub(crate) used: i64,
}

/// Apps that the person has let in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnApps {
    apps: Vec<OwnApp>,
}

impl Operator {
    /// The apps that a person has let in, first ones first.
    pub(crate) async fn apps_of(&self, account: &str, language: &str) -> Result<Vec<OwnApp>> {
        let mut own: Vec<OwnApp> = Vec::new();
        for grant in self.db.app_grants_of(account, self.clock.now()).await? {
            // Not used yet: the code has not come back.
            if grant.jkt.is_none() {
                continue;
            }
            let scopes = Scopes::parse(&grant.scope).map_err(|e| Error::stored("scope", e))?;
            if let Some(known) = own.iter_mut().find(|app| app.client_id == grant.client_id) {
                known.devices += 1;
                known.used = known.used.max(grant.used_at);
                known.used_at = rfc3339(known.used);
                let all = Scopes(known.scopes.iter().copied().chain(scopes.0).collect());
                known.scopes = all.0.into_iter().collect();
                continue;
            }
            let Some(app) = self.app(&grant.client_id).await? else {
                continue;
            };
            own.push(OwnApp {
                client_id: grant.client_id,
                name: app.registered.name.get(language).to_owned(),
                publisher: app.registered.publisher,
                website: app.registered.website,
                scopes: scopes.0.into_iter().collect(),
                since: rfc3339(grant.created_at),
                used_at: rfc3339(grant.used_at),
                devices: 1,
                used: grant.used_at,
            });
        }
        Ok(own)
    }

    /// The person ends all that they let an app do, on every device, at once.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn end_app(&self, account: &str, client_id: &str) -> Result<()> {
        let grants = self.db.app_grants_of(account, self.clock.now()).await?;
        if !grants.iter().any(|grant| grant.client_id == client_id) {
            return Err(Error::unknown("app", client_id));
        }
        let mut unit = Unit::new();
        unit.end_app_of(account, client_id);
        let record = json!({"act": "app ended"});
        self.note_of_account(&mut unit, account, Some(client_id), &record)?;
        self.db.commit(unit).await?;
        Ok(())
    }
}

/// The apps that you have let in.
#[utoipa::path(get, path = "/api/v1/me/apps", tag = "person", security(("session" = [])),
    responses((status = 200, body = OwnApps)))]
pub(crate) async fn own(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<OwnApps>, Problem> {
    let apps = operator.apps_of(&person.id, &person.locale).await?;
    Ok(Json(OwnApps { apps }))
}

/// End all that you let an app do, on every device.
#[utoipa::path(delete, path = "/api/v1/me/apps/{client_id}", tag = "person", security(("session" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn end(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(client_id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.end_app(&person.id, &client_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
