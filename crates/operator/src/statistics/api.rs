//! `GET /api/v1/statistics`, as JSON or as a table.
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::ACCEPT;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use super::{MonthOfReleases, Months};
use crate::Operator;
use crate::oauth::caller::Caller;

/// Which months, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The first month, such as `2026-01`; a year before the last when absent.
    from: Option<String>,
    /// The last month; this one when absent.
    to: Option<String>,
    /// The language of names (BCP 47).
    language: Option<String>,
}

/// What was released, by month, source and dataset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Statistics {
    /// The first month.
    from: String,
    /// The last month.
    to: String,
    /// What was released.
    releases: Vec<MonthOfReleases>,
}

/// How often data was shown to the service, by month (UTC), source and dataset; with `Accept: text/csv` as a table.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "service", params(Asked), security(("dpop" = [])),
    responses((status = 200, body = Statistics), (status = 400, description = "a month that is none")))]
pub(crate) async fn show(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = operator.clock.now();
    let months = Months::read(asked.from.as_deref(), asked.to.as_deref(), now)?;
    let language = asked.language.as_deref().unwrap_or("en");
    let releases = operator.releases(caller.id(), months, language).await?;
    let wants = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if wants.is_some_and(|wants| wants.contains("text/csv")) {
        return Ok(download(months, &releases));
    }
    let (from, to) = months.names();
    let statistics = Statistics { from, to, releases };
    Ok(Json(statistics).into_response())
}

/// The table as a file to keep.
pub(crate) fn download(months: Months, releases: &[MonthOfReleases]) -> Response {
    let (from, to) = months.names();
    web::csv::download(&format!("releases-{from}-{to}"), super::csv(releases))
}
