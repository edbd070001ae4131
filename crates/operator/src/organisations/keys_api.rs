//! A service's keys over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use serde_json::{Value, json};
use web::body::Json;
use web::problem::Problem;

use super::keys::SecretRotation;
use super::{Actor, KeyView, NewKey};
use crate::Operator;
use crate::oauth::caller::Caller;

/// The service's keys.
#[utoipa::path(get, path = "/api/v1/keys", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = [KeyView])))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
) -> Result<Json<Vec<KeyView>>, Problem> {
    Ok(Json(operator.keys_of(caller.id()).await?))
}

/// Add a key, or with `overlap_seconds` replace those before, which go on for so long.
#[utoipa::path(post, path = "/api/v1/keys", tag = "service", request_body = NewKey, security(("dpop" = [])),
    responses((status = 201, body = [KeyView]), (status = 400, description = "a key that cannot be used"),
        (status = 409, description = "it is there already, or there are too many")))]
pub(crate) async fn add(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Json(new): Json<NewKey>,
) -> Result<(StatusCode, Json<Vec<KeyView>>), Problem> {
    let keys = operator.add_key(caller.id(), new, Actor::Service).await?;
    Ok((StatusCode::CREATED, Json(keys)))
}

/// End a key at once. The last good one cannot be ended.
#[utoipa::path(delete, path = "/api/v1/keys/{kid}", tag = "service", security(("dpop" = [])),
    responses((status = 204), (status = 404), (status = 409, description = "it is the last")))]
pub(crate) async fn remove(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(kid): Path<String>,
) -> Result<StatusCode, Problem> {
    operator
        .remove_key(caller.id(), &kid, Actor::Service)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get another secret, shown this once. The one before goes on for `overlap_seconds`, a day when absent.
#[utoipa::path(post, path = "/api/v1/secret", tag = "service", request_body = SecretRotation, security(("dpop" = [])),
    responses((status = 201, description = "`client_secret`"), (status = 409, description = "the service has keys instead")))]
pub(crate) async fn replace_secret(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Json(rotation): Json<SecretRotation>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let secret = operator
        .replace_secret(caller.id(), rotation, Actor::Service)
        .await?;
    Ok((StatusCode::CREATED, Json(json!({"client_secret": secret}))))
}
