//! Whoever runs the operator approves what services publish.
use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::Draft;
use crate::Operator;
use crate::organisations::Actor;

/// A decision on a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approved {
    /// The revision that was read.
    revision: i64,
}

/// A refusal of a draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    /// The revision that was read.
    revision: i64,
    /// Why, for the service.
    reason: String,
}

/// Drafts of intended uses that wait to be approved, longest first.
#[utoipa::path(get, path = "/api/v1/admin/intended-use-drafts", tag = "admin", security(("admin" = [])),
    responses((status = 200, body = [Draft])))]
pub(crate) async fn waiting(
    State(operator): State<Arc<Operator>>,
) -> Result<Json<Vec<Draft>>, Problem> {
    Ok(Json(operator.submitted_drafts().await?))
}

/// Approve a draft in the revision that was read: it becomes a version.
#[utoipa::path(post, path = "/api/v1/admin/services/{client_id}/intended-uses/{id}/approve", tag = "admin",
    request_body = Approved, security(("admin" = [])),
    responses((status = 200, description = "`id`, `version`"), (status = 404),
        (status = 409, description = "it was changed meanwhile")))]
pub(crate) async fn approve(
    State(operator): State<Arc<Operator>>,
    Path((client_id, id)): Path<(String, String)>,
    Json(approved): Json<Approved>,
) -> Result<Json<Value>, Problem> {
    let version = operator
        .approve_draft(&client_id, &id, approved.revision, Actor::Administrator)
        .await?;
    Ok(Json(json!({"id": id, "version": version})))
}

/// Refuse a draft in the revision that was read.
#[utoipa::path(post, path = "/api/v1/admin/services/{client_id}/intended-uses/{id}/refuse", tag = "admin",
    request_body = Refused, security(("admin" = [])),
    responses((status = 204), (status = 404), (status = 409, description = "it was changed meanwhile")))]
pub(crate) async fn refuse(
    State(operator): State<Arc<Operator>>,
    Path((client_id, id)): Path<(String, String)>,
    Json(refused): Json<Refused>,
) -> Result<StatusCode, Problem> {
    let Refused { revision, reason } = refused;
    operator
        .refuse_draft(&client_id, &id, revision, &reason, Actor::Administrator)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
