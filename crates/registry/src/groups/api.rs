//! Trust groups over HTTP.

use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use web::body::Json;
use web::problem::Problem;

use super::{Group, Rulebook};
use crate::app::App;
use crate::clock::now;

/// What a new group is made of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGroup {
    name: String,
    #[serde(default)]
    rulebook: Option<Rulebook>,
}

pub(crate) async fn create(
    State(app): State<App>,
    Json(new): Json<NewGroup>,
) -> Result<(http::StatusCode, Json<Group>), Problem> {
    let group = super::create(&app.database, &new.name, new.rulebook, now()).await?;
    app.changed().await?;
    Ok((http::StatusCode::CREATED, Json(group)))
}

pub(crate) async fn list(State(app): State<App>) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({"groups": super::all(&app.database).await?})))
}

pub(crate) async fn set_rulebook(
    State(app): State<App>,
    Path(group): Path<String>,
    Json(rulebook): Json<Rulebook>,
) -> Result<Json<Group>, Problem> {
    let group = super::set_rulebook(&app.database, &group, &rulebook, now()).await?;
    app.changed().await?;
    Ok(Json(group))
}
