//! The organisation's own view of its log (MIM4 §4.2.1: separable by operator, for statistics by operator and service).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use protocol::problem::ProblemName;
use serde::Deserialize;
use serde_json::{Value, json};
use storage::connector::releases::Releases as _;
use storage::log::{Log as _, LogCursor, LogRecord};
use utoipa::IntoParams;
use web::Json;
use web::problem::Problem;

use super::LOG;
use crate::app::App;

/// Entries of one page at the most.
const MOST: i64 = 1_000;
/// Entries looked at for one page at the most: what fits few of them takes several pages, none of them long.
const LOOKED_AT: i64 = 10_000;
/// How long statistics wait until what was logged before has been counted.
const COUNTED_WITHIN: Duration = Duration::from_secs(3);

/// Which entries, newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Of this operator.
    pub(crate) operator: Option<String>,
    /// Of this organisation.
    pub(crate) service: Option<String>,
    /// Of this kind, such as `release`, `refusal`, `change`, `subscription`, `link`, or `staff` for what staff did.
    pub(crate) kind: Option<String>,
    /// At most so many.
    limit: Option<i64>,
    /// After the page before: its `next`.
    pub(crate) before: Option<String>,
}

impl Wanted {
    /// As a form sends it: what is empty is not asked for.
    pub(crate) fn plain(self, limit: i64) -> Self {
        let said = |text: Option<String>| {
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        Self {
            operator: said(self.operator),
            service: said(self.service),
            kind: said(self.kind),
            limit: Some(limit),
            before: said(self.before),
        }
    }

    fn fits(&self, record: &LogRecord, said: Option<&Value>) -> bool {
        let service =
            |wanted: &String| said.and_then(|said| said["service"].as_str()) == Some(wanted);
        // What staff did is in the log too, and another page's to show.
        let kind = match &self.kind {
            Some(kind) => *kind == record.kind,
            None => record.kind != web::staff::LOG_KIND,
        };
        kind && self.service.as_ref().is_none_or(service)
    }

    fn cursor(&self) -> Result<LogCursor, Problem> {
        let Some(text) = &self.before else {
            return Ok(LogCursor::newest());
        };
        let parsed = text
            .split_once('.')
            .and_then(|(at, index)| Some((at.parse().ok()?, index.parse().ok()?)));
        let (at, index) = parsed.ok_or_else(|| {
            Problem::new(ProblemName::InvalidRequest).detail("`before` is not the `next` of a page")
        })?;
        Ok(LogCursor {
            at,
            log: LOG.to_owned(),
            index,
        })
    }
}

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

/// A page of entries, and what to ask for the next with.
///
/// # Errors
/// The problem `invalid-request` for a `before` that is none; the database's.
pub(crate) async fn find(
    app: &App,
    wanted: &Wanted,
) -> Result<(Vec<Value>, Option<String>), Problem> {
    let limit = usize::try_from(wanted.limit.unwrap_or(50).clamp(1, MOST)).unwrap_or_default();
    let mut cursor = wanted.cursor()?;
    let mut entries = Vec::new();
    let mut looked_at = 0;
    let mut next = None;
    'pages: while looked_at < LOOKED_AT {
        let records = page(app, wanted, &cursor).await?;
        looked_at += MOST;
        let whole = i64::try_from(records.len()).unwrap_or(MOST) == MOST;
        for record in records {
            cursor = LogCursor::after(&record);
            let said = record
                .record
                .as_deref()
                .and_then(|text| serde_json::from_str::<Value>(text).ok());
            if record.log == LOG && wanted.fits(&record, said.as_ref()) {
                entries.push(json!({"index": record.index, "kind": record.kind, "record": said}));
            }
            if entries.len() == limit {
                next = Some(format!("{}.{}", cursor.at, cursor.index));
                break 'pages;
            }
        }
        if !whole {
            next = None;
            break;
        }
        next = Some(format!("{}.{}", cursor.at, cursor.index));
    }
    Ok((entries, next))
}

async fn page(app: &App, wanted: &Wanted, cursor: &LogCursor) -> Result<Vec<LogRecord>, Problem> {
    if let Some(operator) = &wanted.operator {
        return Ok(app.database.log_by_party(operator, 0, cursor, MOST).await?);
    }
    // Without an operator, in the order of the log itself.
    let end = if wanted.before.is_none() && cursor.at == i64::MAX {
        app.database.log_size(LOG).await?
    } else {
        cursor.index
    };
    let mut records = app
        .database
        .log_range(LOG, (end - MOST).max(0), end)
        .await?;
    records.reverse();
    Ok(records)
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
