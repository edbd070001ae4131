//! The organisation's own view of its log (MIM4 §4.2.1: separable by operator, for statistics by operator and service).

use std::sync::Arc;

use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use storage::connector::releases::Releases as _;
use storage::log::{Log as _, LogCursor, LogRecord};
use web::Json;
use web::problem::Problem;

use super::LOG;
use crate::app::App;

/// Entries of one page at the most.
const MOST: i64 = 1_000;

/// Which entries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    operator: Option<String>,
    service: Option<String>,
    kind: Option<String>,
    limit: Option<i64>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, Problem> {
    let limit = wanted.limit.unwrap_or(50).clamp(1, MOST);
    let records = match &wanted.operator {
        Some(operator) => {
            app.database
                .log_by_party(operator, 0, &LogCursor::newest(), MOST)
                .await?
        }
        None => {
            let size = app.database.log_size(LOG).await?;
            let mut newest = app
                .database
                .log_range(LOG, (size - MOST).max(0), size)
                .await?;
            newest.reverse();
            newest
        }
    };
    let entries: Vec<Value> = records
        .iter()
        .filter(|record| wanted.kind.as_ref().is_none_or(|kind| *kind == record.kind))
        .map(entry)
        .filter(|entry| {
            wanted
                .service
                .as_ref()
                .is_none_or(|service| entry["record"]["service"] == service.as_str())
        })
        .take(usize::try_from(limit).unwrap_or_default())
        .collect();
    Ok(Json(json!({"entries": entries})))
}

fn entry(record: &LogRecord) -> Value {
    let said = record
        .record
        .as_deref()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    json!({"index": record.index, "kind": record.kind, "record": said})
}

pub(crate) async fn statistics(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let counts = app.database.release_counts(0, i64::MAX).await?;
    let counts: Vec<Value> = counts
        .iter()
        .map(|count| {
            json!({
                "operator": count.operator, "service": count.service, "dataset": count.dataset,
                "outcome": count.outcome, "requests": count.requests, "records": count.records,
            })
        })
        .collect();
    Ok(Json(json!({"counts": counts})))
}
