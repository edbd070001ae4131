//! The catalogue of what sources offer, for programs.
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use serde::Serialize;
use utoipa::ToSchema;
use web::body::Json;
use web::language::{Language, Speech};
use web::offers::{Described, Search, Slice};
use web::problem::Problem;

use crate::Operator;
use crate::pages::CATALOGUE;

pub(crate) const PATH: &str = "/api/v1/catalogue";
/// As the page: what is known here changes within a minute or so.
const KEPT: &str = "public, max-age=60";

/// What is found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    /// How many there are in all.
    total: usize,
    /// Those of this page, by the source's name.
    #[schema(value_type = Vec<Described>)]
    datasets: Vec<Arc<Described>>,
}

/// What sources offer: searched by words, kind of data, type, attribute, place and language.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "public", params(Search, Slice),
    responses((status = 200, body = Found), (status = 400, description = "problem `invalid-request`")))]
pub(crate) async fn find(
    State(operator): State<Arc<Operator>>,
    Query(search): Query<Search>,
    Query(slice): Query<Slice>,
) -> Result<Response, Problem> {
    let wanted = search.wanted()?;
    // Words are looked for in the language that is asked for, else in English.
    let language = Language::of_tag(&wanted.language).unwrap_or(Language::English);
    let zone = operator.config.brand.zone();
    let speech = Speech::new(language, &CATALOGUE, zone);
    let contents = operator.catalogue(&speech).await?;
    let found = contents.offers(&wanted);
    let total = found.len();
    let some = slice.of(found);
    let datasets = some.map(|offer| Arc::clone(&offer.described));
    let found = Found {
        total,
        datasets: datasets.collect(),
    };
    Ok(([(CACHE_CONTROL, KEPT)], Json(found)).into_response())
}
