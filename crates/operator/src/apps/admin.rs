//! Administration of apps.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use http::StatusCode;
use web::body::Json;
use web::problem::Problem;

use super::{App, NewApp};
use crate::Operator;
use crate::admin::api::{Made, Page};

/// Apps by client id.
#[utoipa::path(get, path = "/api/v1/admin/apps", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, body = [App])))]
pub(crate) async fn apps(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<App>>, Problem> {
    Ok(Json(operator.apps(page.after(), page.limit()).await?))
}

/// Register an app.
#[utoipa::path(post, path = "/api/v1/admin/apps", tag = "admin", request_body = NewApp,
    security(("admin" = [])), responses((status = 201, body = Made), (status = 400), (status = 409)))]
pub(crate) async fn add_app(
    State(operator): State<Arc<Operator>>,
    Json(app): Json<NewApp>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let id = operator.add_app(app).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Remove an app: what persons let it do ends at once.
#[utoipa::path(delete, path = "/api/v1/admin/apps/{client_id}", tag = "admin", security(("admin" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn remove_app(
    State(operator): State<Arc<Operator>>,
    Path(client_id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.remove_app(&client_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
