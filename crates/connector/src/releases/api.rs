//! The organisation's own view of its log (MIM4 §4.2.1: separable by operator, for statistics by operator and service).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use storage::connector::releases::Releases as _;
use storage::log::Log as _;
use utoipa::IntoParams;
use web::Json;
use web::problem::Problem;

use super::LOG;
use super::reading::{Wanted, find};
use crate::app::App;

/// How long statistics wait until what was logged before has been counted.
const COUNTED_WITHIN: Duration = Duration::from_secs(3);

/// The connector's own log, newest first: who asked for what and what came of it. Never the values.
#[utoipa::path(get, path = "/api/v1/log", tag = "source", params(Wanted), security(("staff" = []), ("admin" = [])),
    responses((status = 200, description = "`entries`, and the `next` page's `before`"), (status = 403)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Problem> {
    let (entries, next) = find(&app, &wanted).await?;
    Ok(Json(json!({"entries": entries, "next": next})))
}

/// Days, counted from 1970-01-01; all when absent.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    /// The first day.
    from: Option<i64>,
    /// The day after the last.
    to: Option<i64>,
}

/// Waits until what was logged has been counted.
///
/// # Errors
/// The database's.
pub(crate) async fn counted(app: &App) -> storage::Result<()> {
    let logged = app.database.log_size(LOG).await?;
    app.reports.caught_up(logged, COUNTED_WITHIN).await;
    Ok(())
}

/// Requests, records and attributes per operator, service, dataset and outcome, without persons.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "source", params(Days), security(("staff" = []), ("admin" = [])),
    responses((status = 200, description = "`counts`"), (status = 403)))]
pub(crate) async fn statistics(
    State(app): State<Arc<App>>,
    Query(days): Query<Days>,
) -> Result<Json<Value>, Problem> {
    counted(&app).await?;
    let counts = app
        .database
        .release_counts(days.from.unwrap_or(0), days.to.unwrap_or(i64::MAX))
        .await?;
    let counts: Vec<Value> = counts
        .iter()
        .map(|count| {
            json!({
                "operator": count.operator, "service": count.service, "dataset": count.dataset,
                "outcome": count.outcome, "requests": count.requests, "records": count.records,
                "attributes": count.attributes,
            })
        })
        .collect();
    Ok(Json(json!({"counts": counts})))
}
