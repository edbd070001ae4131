//! `GET /.well-known/mydataoperator-config`.
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use web::problem::Problem;

use crate::Operator;

/// A minute: a connector that is shared, or a key that is announced, is known everywhere soon, and a connector
/// that asks for each request costs nothing.
const KEPT_SECONDS: i64 = 60;

/// What this operator is and where its endpoints are (MIM4 §5.7).
#[utoipa::path(get, path = "/.well-known/mydataoperator-config", tag = "public",
    responses((status = 200, description = "operator configuration metadata")))]
pub(crate) async fn metadata(State(operator): State<Arc<Operator>>) -> Result<Response, Problem> {
    let metadata = operator.metadata().await?;
    let kept = KEPT_SECONDS.min(operator.keys.kept_by_others());
    let cache = [(CACHE_CONTROL, format!("public, max-age={kept}"))];
    Ok((cache, axum::Json(metadata)).into_response())
}

/// The connectors a service of this operator can use, restricted ones included (MIM4 §5.10).
#[utoipa::path(get, path = "/api/v1/connectors", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = [crate::sources::Connector])))]
pub(crate) async fn connectors(
    State(operator): State<Arc<Operator>>,
    _caller: crate::oauth::caller::Caller,
) -> Result<axum::Json<Vec<crate::sources::Connector>>, Problem> {
    Ok(axum::Json(operator.connectors().await?))
}
