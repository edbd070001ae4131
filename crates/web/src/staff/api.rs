//! The API for staff: sessions, colleagues, the trail. Opened by a session, or by the party's administration token.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::routing::{delete, get, patch, post};
use http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

use super::Staff;
use super::audit::Trail;
use super::members::{Invited, Member, NewMember};
use super::role::{May, Roles};
use super::session::{Credentials, From};
use super::visit::Caller;
use crate::body::Json;
use crate::problem::{Problem, ProblemName};
use crate::server::Client;

/// Entries of the trail on one page, at the most.
const MOST_ENTRIES: u32 = 200;

/// The part of a party's OpenAPI document that is about staff; the security scheme `staff` belongs to it.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    log_in,
    log_out,
    me,
    members,
    invite,
    change_roles,
    invite_again,
    remove,
    trail
))]
pub struct Document;

pub(super) fn routes() -> Router<Arc<Staff>> {
    Router::new()
        .route("/api/v1/staff/sessions", post(log_in))
        .route("/api/v1/staff/sessions/current", delete(log_out))
        .route("/api/v1/staff/me", get(me))
        .route("/api/v1/staff/members", get(members).post(invite))
        .route(
            "/api/v1/staff/members/{id}",
            patch(change_roles).delete(remove),
        )
        .route("/api/v1/staff/members/{id}/link", post(invite_again))
        .route("/api/v1/staff/trail", get(trail))
}

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Entering {
    /// The e-mail address.
    login: String,
    /// The password.
    password: String,
    /// A code of the app, or a recovery code.
    code: String,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
struct Begun {
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// When it ends at the latest (RFC 3339); half an hour unused, and it ends before.
    expires_at: String,
}

/// Log in as a member of staff, with password and second factor.
#[utoipa::path(post, path = "/api/v1/staff/sessions", tag = "staff", request_body = Entering,
    responses((status = 201, body = Begun), (status = 401, description = "problem `login-failed`"),
        (status = 429, description = "problem `rate-limited`")))]
async fn log_in(
    State(staff): State<Arc<Staff>>,
    Extension(client): Extension<Client>,
    Json(login): Json<Entering>,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let password = SecretString::from(login.password);
    let credentials = Credentials {
        login: &login.login,
        password: &password,
        code: &login.code,
    };
    let from = From {
        address: client.address,
        before: None,
    };
    let session = staff.log_in(credentials, from).await?;
    let begun = Begun {
        token: session.token.expose(),
        expires_at: crate::time::rfc3339(session.expires_at),
    };
    Ok((StatusCode::CREATED, Json(begun)))
}

/// Log out.
#[utoipa::path(delete, path = "/api/v1/staff/sessions/current", tag = "staff", security(("staff" = [])),
    responses((status = 204)))]
async fn log_out(
    State(staff): State<Arc<Staff>>,
    headers: http::HeaderMap,
) -> Result<StatusCode, Problem> {
    if let Some(token) = staff.token(&headers) {
        staff.log_out(&token).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who one is.
#[utoipa::path(get, path = "/api/v1/staff/me", tag = "staff", security(("staff" = [])),
    responses((status = 200, body = Member), (status = 404, description = "the administration token is nobody")))]
async fn me(caller: Caller) -> Result<Json<Member>, Problem> {
    match caller {
        Caller::Member(member) => Ok(Json(*member)),
        Caller::Administration => Err(Problem::new(ProblemName::NotFound)),
    }
}

/// Whose staff.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Of {
    /// The organisation; needed with the administration token where there are several.
    #[serde(default)]
    organisation: Option<String>,
}

/// The staff of an organisation, by name.
#[utoipa::path(get, path = "/api/v1/staff/members", tag = "staff", params(Of),
    security(("staff" = []), ("admin" = [])), responses((status = 200, body = [Member]), (status = 403)))]
async fn members(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Query(of): Query<Of>,
) -> Result<Json<Vec<Member>>, Problem> {
    caller.require(May::ManageStaff)?;
    let organisation = caller.organisation(&staff, of.organisation.as_deref())?;
    Ok(Json(staff.members(organisation).await?))
}

/// Invite somebody; the link that lets them in is shown this once.
#[utoipa::path(post, path = "/api/v1/staff/members", tag = "staff", params(Of), request_body = NewMember,
    security(("staff" = []), ("admin" = [])),
    responses((status = 201, body = Invited), (status = 400), (status = 403), (status = 409)))]
async fn invite(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Query(of): Query<Of>,
    Json(new): Json<NewMember>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    caller.require(May::ManageStaff)?;
    let organisation = caller.organisation(&staff, of.organisation.as_deref())?;
    let invited = staff.invite(organisation, new, caller.actor()).await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// What somebody may do from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RolesChange {
    roles: Roles,
}

/// Give somebody other roles.
#[utoipa::path(patch, path = "/api/v1/staff/members/{id}", tag = "staff", params(Of, ("id" = String, Path)),
    request_body = RolesChange, security(("staff" = []), ("admin" = [])),
    responses((status = 204), (status = 404), (status = 409, description = "nobody would administer the staff")))]
async fn change_roles(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    Json(change): Json<RolesChange>,
) -> Result<StatusCode, Problem> {
    caller.require(May::ManageStaff)?;
    let organisation = caller.organisation(&staff, of.organisation.as_deref())?;
    staff
        .change_roles(organisation, &id, &change.roles, caller.actor())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give somebody a new link; what they logged in with before is good no more.
#[utoipa::path(post, path = "/api/v1/staff/members/{id}/link", tag = "staff", params(Of, ("id" = String, Path)),
    security(("staff" = []), ("admin" = [])), responses((status = 201, body = Invited), (status = 404)))]
async fn invite_again(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    caller.require(May::ManageStaff)?;
    let organisation = caller.organisation(&staff, of.organisation.as_deref())?;
    let invited = staff
        .invite_again(organisation, &id, caller.actor())
        .await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Let somebody in no more.
#[utoipa::path(delete, path = "/api/v1/staff/members/{id}", tag = "staff", params(Of, ("id" = String, Path)),
    security(("staff" = []), ("admin" = [])),
    responses((status = 204), (status = 404), (status = 409, description = "nobody would administer the staff")))]
async fn remove(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<StatusCode, Problem> {
    caller.require(May::ManageStaff)?;
    let organisation = caller.organisation(&staff, of.organisation.as_deref())?;
    staff.remove(organisation, &id, caller.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which page of the trail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The organisation; needed with the administration token where there are several.
    #[serde(default)]
    organisation: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    before: Option<String>,
    /// At most so many; 200 at the most.
    #[serde(default)]
    limit: Option<u32>,
}

/// What the staff of an organisation did, newest first.
#[utoipa::path(get, path = "/api/v1/staff/trail", tag = "staff", params(Wanted),
    security(("staff" = []), ("admin" = [])), responses((status = 200, body = Trail), (status = 403)))]
async fn trail(
    State(staff): State<Arc<Staff>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Trail>, Problem> {
    caller.require(May::ReadAudit)?;
    let organisation = caller.organisation(&staff, wanted.organisation.as_deref())?;
    let limit = wanted.limit.unwrap_or(50).clamp(1, MOST_ENTRIES);
    Ok(Json(
        staff
            .trail(organisation, wanted.before.as_deref(), limit)
            .await?,
    ))
}
