//! The catalogue of what sources offer, for programs.
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use permission::Dataset;
use protocol::metadata::Place;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::language::{Language, Speech};
use web::problem::Problem;

use super::search::Search;
use crate::Operator;
use crate::pages::CATALOGUE;

pub(crate) const PATH: &str = "/api/v1/catalogue";
/// Datasets of one answer, at the most.
const MOST: usize = 100;
/// As the page: what is known here changes within a minute or so.
const KEPT: &str = "public, max-age=60";

/// Which of what is found.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// How many to pass over.
    #[serde(default)]
    offset: usize,
    /// How many; 100 at the most.
    limit: Option<usize>,
}

/// What is found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    /// How many there are in all.
    total: usize,
    /// Those of this page, by the source's name.
    datasets: Vec<Entry>,
}

/// A dataset with where it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entry {
    /// The source's name.
    source: String,
    /// Its connector's UUID.
    connector_uuid: String,
    /// Where it is asked.
    connector_base_url: String,
    /// Where the data is from: `name`, `country` (ISO 3166-1 alpha-2), `uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    place: Option<Place>,
    /// Its description, as the source publishes it.
    #[schema(value_type = Object)]
    dataset: Dataset,
}

/// What sources offer: searched by words, kind of data, type, attribute, place and language.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "public", params(Search, Page),
    responses((status = 200, body = Found), (status = 400, description = "problem `invalid-request`")))]
pub(crate) async fn find(
    State(operator): State<Arc<Operator>>,
    Query(search): Query<Search>,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    let wanted = search.wanted()?;
    // Words are looked for in the language that is asked for, else in English.
    let language = Language::of_tag(&wanted.language).unwrap_or(Language::English);
    let zone = operator.config.brand.zone();
    let speech = Speech::new(language, &CATALOGUE, zone);
    let contents = operator.catalogue(&speech).await?;
    let found = wanted.offers(&contents);
    let total = found.len();
    let limit = page.limit.unwrap_or(MOST).clamp(1, MOST);
    let some = found.into_iter().skip(page.offset).take(limit);
    let datasets = some.map(|offer| {
        let described = &offer.described;
        Entry {
            source: described.source.clone(),
            connector_uuid: described.connector.clone(),
            connector_base_url: described.base_url.to_string(),
            place: described.place.clone(),
            dataset: described.dataset.clone(),
        }
    });
    let found = Found {
        total,
        datasets: datasets.collect(),
    };
    Ok(([(CACHE_CONTROL, KEPT)], Json(found)).into_response())
}
