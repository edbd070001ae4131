//! How the source is, as an API.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use protocol::problem::ProblemName;
use serde_json::Value;
use web::Json;
use web::problem::Problem;

use crate::app::App;
use crate::metadata::brokers::Broker;
use crate::offering;

/// How the source is, how what gateway files ask is, what is served of a bucket, and what is sent that is not described.
#[utoipa::path(get, path = "/api/v1/upstream", tag = "source", security(("staff" = []), ("admin" = [])),
    responses((status = 200, description = "its state"), (status = 403)))]
pub(crate) async fn status(State(app): State<Arc<App>>) -> Json<Value> {
    let mut status = app.upstream.status();
    let gateways = app.origins.all();
    status["gateways"] = gateways.iter().map(|origin| origin.status()).collect();
    if let Some(copies) = &app.copies {
        status["bucket"] = copies.status();
    }
    status["brokers"] = app.brokers.iter().map(Broker::status).collect();
    status["findings"] = offering::findings(&app).into();
    Json(status)
}

/// Looks into the bucket without waiting for the time to do so: for whoever has just put an export there.
#[utoipa::path(post, path = "/api/v1/upstream/look", tag = "source", security(("staff" = []), ("admin" = [])),
    responses((status = 202, description = "it will be looked at; how it is now"), (status = 403), (status = 404)))]
pub(crate) async fn look(
    State(app): State<Arc<App>>,
) -> std::result::Result<(StatusCode, Json<Value>), Problem> {
    let copies = app.copies.as_ref();
    let none = || Problem::new(ProblemName::NotFound).detail("this source reads from no bucket");
    let copies = copies.ok_or_else(none)?;
    copies.look_soon();
    Ok((StatusCode::ACCEPTED, Json(copies.status())))
}
