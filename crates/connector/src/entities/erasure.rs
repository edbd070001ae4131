//! Erasing what the embedded store keeps of a person: the organisation's own API.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use protocol::problem::ProblemName;
use serde::Deserialize;
use storage::Unit;
use storage::connector::entities::Entities as _;
use utoipa::ToSchema;
use web::Json;
use web::problem::Problem;
use web::staff::Act;

use super::{GivenIdentifier, done, kept, lies_open, whose};
use crate::app::App;
use crate::subscriptions;

/// Entities of a person were erased.
const ERASED: Act = Act("act-entities-erased");

/// What is to be erased of one person in one dataset.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unwanted {
    /// How the person is found.
    identifiers: Vec<GivenIdentifier>,
    /// The dataset, by its short name.
    dataset: String,
    /// The one entity; all of them without it.
    id: Option<String>,
}

/// Erases a person's entities of a dataset, or one of them, with what they were before. Identifiers are in the body:
/// addresses end up in logs.
#[utoipa::path(delete, path = "/api/v1/entities", tag = "source", request_body = Unwanted, security(("admin" = [])),
    responses((status = 204), (status = 400, description = "there is no such dataset or identifier"),
    (status = 404, description = "nothing is kept there"),
    (status = 409, description = "the dataset lies open to the back office: erase there")))]
pub(crate) async fn erase(
    State(app): State<Arc<App>>,
    Json(unwanted): Json<Unwanted>,
) -> Result<StatusCode, Problem> {
    let offer = app.offer();
    let dataset = kept(&app, &offer, &unwanted.dataset)?;
    let identifiers = whose(dataset, &unwanted.identifiers)?;
    if lies_open(&app, &offer, dataset).is_some() {
        return Err(Problem::new(ProblemName::Conflict)
            .detail("this dataset lies open to the back office: erase its entities there"));
    }
    let only = unwanted.id.as_deref();
    if only.is_some_and(str::is_empty) {
        return Err(super::invalid("`id` is empty".into()));
    }
    let slug = &dataset.slug;
    subscriptions::changed(&app, slug, &identifiers, subscriptions::UNFINISHED).await;
    let mut is_erased = false;
    for (id_type, id) in &identifiers {
        let mut unit = Unit::new();
        unit.log(done(&app, ERASED, slug)?);
        let erased = app
            .database
            .erase_entities(unit, id_type, id, slug, only)
            .await;
        // Also where it is not known whether they are gone.
        app.source_changed();
        is_erased |= erased?;
    }
    if !is_erased {
        return Err(Problem::new(ProblemName::NotFound).detail("nothing is kept there"));
    }
    app.log.wake();
    subscriptions::changed(&app, slug, &identifiers, 0).await;
    Ok(StatusCode::NO_CONTENT)
}
