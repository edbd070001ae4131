//! A person's requests and permissions over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use super::decisions::{Decided, Wish};
use super::view::{PermissionSummary, PermissionView, RequestSummary, RequestView};
use crate::apps::caller::{Decides, SeesPermissions};
use crate::{Error, Operator};

/// Permissions of one page.
pub(crate) const PAGE: u32 = 50;

/// In which language to answer.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Language {
    /// A language tag (BCP 47); the person's own when absent.
    language: Option<String>,
}

/// Which page of a list, in which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next` of the page before.
    before: Option<String>,
    /// A language tag (BCP 47); the person's own when absent.
    language: Option<String>,
}

/// Requests that wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Requests {
    requests: Vec<RequestSummary>,
}

/// Permissions, changed last first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Permissions {
    permissions: Vec<PermissionSummary>,
    /// `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The key of a page: `time_id`.
pub(crate) fn key(before: Option<&str>) -> Result<(i64, String), Error> {
    let Some(before) = before else {
        return Ok((i64::MAX, String::new()));
    };
    let (at, id) = before.split_once('_').unwrap_or_default();
    let at = at
        .parse()
        .map_err(|_| Error::invalid("before", format!("`{before}` is not `next` of a page")))?;
    Ok((at, id.to_owned()))
}

/// Requests that wait for a decision, newest first.
#[utoipa::path(get, path = "/api/v1/me/requests", tag = "person", params(Language), security(("session" = []), ("app" = [])),
    responses((status = 200, body = Requests), (status = 401, description = "problem `login-required`")))]
pub(crate) async fn requests(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Query(query): Query<Language>,
) -> Result<Json<Requests>, Problem> {
    let language = query.language.unwrap_or(person.locale);
    Ok(Json(Requests {
        requests: operator.request_summaries(&person.id, &language).await?,
    }))
}

/// One request: who asks, for what, which attributes.
#[utoipa::path(get, path = "/api/v1/me/requests/{id}", tag = "person", params(Language), security(("session" = []), ("app" = [])),
    responses((status = 200, body = RequestView), (status = 404)))]
pub(crate) async fn request(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Path(id): Path<String>,
    Query(query): Query<Language>,
) -> Result<Json<RequestView>, Problem> {
    Ok(Json(
        operator
            .request_view(&person.id, &id, query.language.as_deref())
            .await?,
    ))
}

/// Say yes: to what is required, and of what is optional only to what is named.
#[utoipa::path(post, path = "/api/v1/me/requests/{id}/grant", tag = "person", request_body = Wish,
    security(("session" = []), ("app" = [])),
    responses((status = 200, body = Decided), (status = 400, description = "problem `invalid-request`"),
        (status = 409, description = "problem `request-closed`")))]
pub(crate) async fn grant(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
    Json(wish): Json<Wish>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.grant(&person.id, &id, &wish, &means).await?))
}

/// Say no.
#[utoipa::path(post, path = "/api/v1/me/requests/{id}/decline", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, body = Decided), (status = 409, description = "problem `request-closed`")))]
pub(crate) async fn decline(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.decline(&person.id, &id, &means).await?))
}

/// The person's permissions, changed last first.
#[utoipa::path(get, path = "/api/v1/me/permissions", tag = "person", params(Page), security(("session" = []), ("app" = [])),
    responses((status = 200, body = Permissions)))]
pub(crate) async fn permissions(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Query(page): Query<Page>,
) -> Result<Json<Permissions>, Problem> {
    let (at, id) = key(page.before.as_deref())?;
    let language = page.language.unwrap_or(person.locale);
    let (permissions, next) = operator
        .permission_summaries(&person.id, (at, &id), PAGE, &language)
        .await?;
    Ok(Json(Permissions { permissions, next }))
}

/// One permission with its history.
#[utoipa::path(get, path = "/api/v1/me/permissions/{id}", tag = "person", params(Language),
    security(("session" = []), ("app" = [])), responses((status = 200, body = PermissionView), (status = 404)))]
pub(crate) async fn permission(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Path(id): Path<String>,
    Query(query): Query<Language>,
) -> Result<Json<PermissionView>, Problem> {
    Ok(Json(
        operator
            .permission_view(&person.id, &id, query.language.as_deref())
            .await?,
    ))
}

/// Change which optional attributes are permitted, or until when.
#[utoipa::path(post, path = "/api/v1/me/permissions/{id}/amend", tag = "person", request_body = Wish,
    security(("session" = []), ("app" = [])), responses((status = 200, body = Decided), (status = 409)))]
pub(crate) async fn amend(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
    Json(wish): Json<Wish>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.amend(&person.id, &id, &wish, &means).await?))
}

/// Extend it from now on.
#[utoipa::path(post, path = "/api/v1/me/permissions/{id}/renew", tag = "person", request_body = Wish,
    security(("session" = []), ("app" = [])), responses((status = 200, body = Decided), (status = 409)))]
pub(crate) async fn renew(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
    Json(wish): Json<Wish>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.renew(&person.id, &id, &wish, &means).await?))
}

/// Pause it; where it is not consent, object.
#[utoipa::path(post, path = "/api/v1/me/permissions/{id}/suspend", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, body = Decided), (status = 409)))]
pub(crate) async fn suspend(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.suspend(&person.id, &id, &means).await?))
}

/// Let it go on.
#[utoipa::path(post, path = "/api/v1/me/permissions/{id}/resume", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, body = Decided), (status = 409)))]
pub(crate) async fn resume(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.resume(&person.id, &id, &means).await?))
}

/// Withdraw it, for the next request on. The answer says where it is in force.
#[utoipa::path(post, path = "/api/v1/me/permissions/{id}/withdraw", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, body = Decided), (status = 409)))]
pub(crate) async fn withdraw(
    State(operator): State<Arc<Operator>>,
    Decides { person, means }: Decides,
    Path(id): Path<String>,
) -> Result<Json<Decided>, Problem> {
    Ok(Json(operator.withdraw(&person.id, &id, &means).await?))
}

/// The receipt of one version: signed, with the proof that it is in the operator's log.
#[utoipa::path(get, path = "/api/v1/me/permissions/{id}/receipts/{version}", tag = "person",
    security(("session" = []), ("app" = [])), responses((status = 200, description = "a receipt file"), (status = 404)))]
pub(crate) async fn receipt(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Path((id, version)): Path<(String, u32)>,
) -> Result<axum::response::Response, Problem> {
    let receipt = operator.receipt(&person.id, &id, version).await?;
    Ok(super::receipts::download(&id, version, receipt))
}
