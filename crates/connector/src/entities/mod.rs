//! Filling the embedded store: the organisation's own API.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use protocol::problem::ProblemName;
use serde::Deserialize;
use serde_json::value::RawValue;
use storage::connector::entities::{Entities as _, NewEntity};
use web::Json;
use web::problem::Problem;

use crate::app::App;
use crate::config::UpstreamConfig;

/// One person's entities of one dataset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    identifiers: Vec<GivenIdentifier>,
    dataset: String,
    entities: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenIdentifier {
    id_type: String,
    id: String,
}

#[derive(Deserialize)]
struct HasId {
    id: String,
}

/// `PUT /api/v1/entities`: keeps a person's entities, sealed; one with the same id is replaced.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Json(given): Json<Given>,
) -> Result<StatusCode, Problem> {
    let invalid = |detail: String| Problem::new(ProblemName::InvalidRequest).detail(detail);
    if !matches!(app.config.upstream, UpstreamConfig::Store(_)) {
        return Err(
            Problem::new(ProblemName::Conflict).detail("this connector's upstream is not `store`")
        );
    }
    let dataset = app
        .offer
        .datasets
        .iter()
        .find(|dataset| dataset.slug == given.dataset);
    let dataset =
        dataset.ok_or_else(|| invalid(format!("there is no dataset `{}`", given.dataset)))?;
    if given.identifiers.is_empty() {
        return Err(invalid(
            "`identifiers` is empty: the person could not be found again".into(),
        ));
    }
    let known = &dataset.description.identifier_types;
    if let Some(other) = given
        .identifiers
        .iter()
        .find(|one| !known.contains(&one.id_type))
    {
        return Err(invalid(format!(
            "`{}` is not among the dataset's `identifier_types`",
            other.id_type
        )));
    }
    let mut ids = Vec::with_capacity(given.entities.len());
    for entity in &given.entities {
        let HasId { id } = serde_json::from_str(entity.get())
            .map_err(|error| invalid(format!("an entity: {error}")))?;
        ids.push(id);
    }
    let entities: Vec<NewEntity<'_>> = given
        .entities
        .iter()
        .zip(&ids)
        .map(|(entity, id)| NewEntity {
            dataset: &dataset.slug,
            id,
            json: entity.get().as_bytes(),
        })
        .collect();
    let identifiers: Vec<(&str, &str)> = given
        .identifiers
        .iter()
        .map(|one| (one.id_type.as_str(), one.id.as_str()))
        .collect();
    app.database
        .put_entities(&identifiers, &entities, app.clock.micros())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
