//! Telling an operator what came of its introspections (MIM4 §5.6.1), until it has acknowledged it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};
use protocol::access_item::{BatchAnswer, BatchLine};
use protocol::ids::OperatorUuid;
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::outbox::{Delivery, NewEvent};
use web::delivery::{DeliveryError, Outcomes};
use web::fetch::{Fetch, FetchError, Fetched, Limits};

use super::Record;
use crate::app::App;
use crate::introspection::{Credential, CredentialError};
use crate::trust::Operator;

/// The kind under which the outbox has them.
const KIND: &str = "outcome";
/// The media type of a batch.
const NDJSON: &str = "application/x-ndjson";
/// Single reports sent to a 2021 operator at the same time: it has one route for each.
const AT_ONCE: usize = 8;
/// An operator that did not take its reports is spared for this long; they wait in the outbox.
pub(super) const SPARED: Duration = Duration::from_secs(10);
/// Time for one request with reports: they are not urgent, and a batch of hundreds takes its operator a moment.
const LIMIT: Duration = Duration::from_secs(10);
/// Most bytes of an answer to a batch: a line for each of 512.
const LARGEST_ANSWER: usize = 512 * 1024;

/// What one log entry means for the operator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Report {
    line: BatchLine,
}

impl Report {
    /// The report of an entry, and to whom; none where there is no access item, or more will come.
    pub(super) fn of(index: i64, record: &Record) -> Option<(OperatorUuid, Self)> {
        let operator = OperatorUuid::parse(record.operator.as_deref()?).ok()?;
        let (access_item_uuid, outcome) =
            record.outcome(u64::try_from(index).unwrap_or_default())?;
        let lease_of = record
            .lease_of
            .as_deref()
            .and_then(|item| item.parse().ok());
        let at = lease_of.is_some().then(|| record.at.div_euclid(1_000_000));
        Some((
            operator,
            Self {
                line: BatchLine {
                    access_item_uuid,
                    lease_of,
                    at,
                    outcome,
                },
            },
        ))
    }
}

/// What became of one report.
enum Told {
    /// Acknowledged, or never will be.
    Done,
    /// To be tried again.
    Later(String),
}

/// Tells an operator; gives back what it did not take.
pub(super) async fn tell(app: &App, operator: &OperatorUuid, reports: Vec<Report>) -> Vec<Report> {
    let told = tell_each(app, operator, &reports).await;
    let mut left = Vec::new();
    for (report, told) in reports.into_iter().zip(told) {
        if let Told::Later(error) = told {
            tracing::debug!(%operator, error, "an outcome will be reported later");
            left.push(report);
        }
    }
    left
}

/// Puts a report into the outbox.
pub(super) fn enqueue(unit: &mut Unit, operator: &OperatorUuid, report: &Report, now: i64) {
    let item = report.line.access_item_uuid.as_str().to_owned();
    let event = NewEvent {
        id: item.clone(),
        order_key: item,
        // There may be more than one: what staff did comes after that it was passed on to them.
        sequence: i64::try_from(report.line.outcome.log_index.unwrap_or_default())
            .unwrap_or(i64::MAX),
        destination: operator.as_str().to_owned(),
        kind: KIND.to_owned(),
        payload: serde_json::to_string(report).unwrap_or_default(),
    };
    unit.enqueue(&event, now);
}

/// Delivers what waits in the outbox for one operator.
pub(crate) async fn deliver(
    app: &App,
    operator: &OperatorUuid,
    deliveries: Vec<Delivery>,
) -> Outcomes {
    if deliveries.is_empty() {
        return Outcomes::new();
    }
    let mut reports = Vec::with_capacity(deliveries.len());
    for delivery in &deliveries {
        match serde_json::from_str::<Report>(&delivery.payload) {
            Ok(report) => reports.push(report),
            // One that cannot be read stops none of the others: they come again without it.
            Err(error) => {
                let unreadable = |other: &Delivery| {
                    Err(if other.id == delivery.id {
                        DeliveryError::never(error.to_string())
                    } else {
                        DeliveryError::later("beside one that cannot be read")
                    })
                };
                return deliveries.iter().map(unreadable).collect();
            }
        }
    }
    let told = tell_each(app, operator, &reports).await;
    let outcome = |told| match told {
        Told::Done => Ok(()),
        Told::Later(error) => Err(DeliveryError::later(error)),
    };
    told.into_iter().map(outcome).collect()
}

async fn tell_each(app: &App, uuid: &OperatorUuid, reports: &[Report]) -> Vec<Told> {
    let all = |why: &str| {
        reports
            .iter()
            .map(|_| Told::Later(why.to_owned()))
            .collect::<Vec<_>>()
    };
    // A member that was suspended meanwhile still hears what came of its introspections, under the metadata held.
    let operator = match app.trust.standing(uuid).await {
        Ok(trusted) => match app.operators.resolve(uuid, &trusted.base_url).await {
            Ok(operator) => operator,
            Err(error) => return all(&error.to_string()),
        },
        Err(_) => match app.operators.held(uuid) {
            Some(operator) => operator,
            None => return all("the operator is not trusted at the moment"),
        },
    };
    let agreed = app
        .trust
        .terms(uuid)
        .access_item_url
        .as_ref()
        .map(|url| url.as_str().to_owned());
    let batches = agreed.is_none() && operator.is_profile;
    let published = || {
        operator
            .access_items
            .as_ref()
            .map(|endpoint| endpoint.as_str().to_owned())
    };
    let Some(endpoint) = agreed.or_else(published) else {
        // §5.6.1 does not say where; the source's agreement with a 2021 operator must (`access_item_url`).
        tracing::warn!(operator = %uuid, "nothing says where outcomes are reported to");
        return reports.iter().map(|_| Told::Done).collect();
    };
    if batches {
        return tell_batch(app, &operator, &endpoint, reports).await;
    }
    let endpoint = endpoint.as_str();
    let lines: Vec<BatchLine> = reports.iter().map(|report| report.line.clone()).collect();
    let each = lines
        .into_iter()
        .map(|line| tell_one(app, &operator, endpoint, line));
    futures_util::stream::iter(each)
        .buffered(AT_ONCE)
        .collect()
        .await
}

async fn tell_one(app: &App, operator: &Operator, endpoint: &str, line: BatchLine) -> Told {
    let url = format!(
        "{}/{}",
        endpoint.trim_end_matches('/'),
        line.access_item_uuid
    );
    let body = match line.outcome.to_json() {
        Ok(body) => body,
        Err(error) => return Told::Later(error.to_string()),
    };
    let request = || {
        let request = app.client.request(Method::PATCH, &url);
        request.body("application/json", body.clone())
    };
    match send(app, operator, request).await {
        Ok(_) => Told::Done,
        Err(SendError::Fetch(FetchError::Status { status, .. })) if is_final(status.as_u16()) => {
            given_up(operator, status.as_u16())
        }
        Err(error) => Told::Later(error.to_string()),
    }
}

async fn tell_batch(
    app: &App,
    operator: &Operator,
    endpoint: &str,
    reports: &[Report],
) -> Vec<Told> {
    let all = |why: String| {
        reports
            .iter()
            .map(|_| Told::Later(why.clone()))
            .collect::<Vec<_>>()
    };
    let mut body = Vec::new();
    for report in reports {
        match report.line.to_line() {
            Ok(line) => body.extend_from_slice(&line),
            Err(error) => return all(error.to_string()),
        }
    }
    let client = app.client.with_limits(Limits {
        time: LIMIT,
        bytes: LARGEST_ANSWER,
    });
    let body = Bytes::from(body);
    let request = || client.post(endpoint).body(NDJSON, body.clone());
    let answer = match send(app, operator, request).await {
        Ok(answer) => answer.body,
        Err(error) => return all(error.to_string()),
    };
    let mut told = all("the operator's answer leaves it out".to_owned());
    for line in answer
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let Ok(answer) = BatchAnswer::from_line(line) else {
            continue;
        };
        let place = usize::try_from(answer.line)
            .ok()
            .and_then(|line| line.checked_sub(1));
        let Some(slot) = place.and_then(|place| told.get_mut(place)) else {
            continue;
        };
        *slot = match answer.status {
            200..=299 => Told::Done,
            status if is_final(status) => given_up(operator, status),
            status => Told::Later(format!("the operator answered {status}")),
        };
    }
    told
}

/// Why an operator was not told.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Credential(#[from] CredentialError),
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

/// Sends a request that shows who the connector is, and once more where the operator takes what was shown no longer.
async fn send<'a>(
    app: &App,
    operator: &Operator,
    request: impl Fn() -> Fetch<'a>,
) -> Result<Fetched<Bytes>, SendError> {
    let shown = Credential::now(app, operator).await?;
    let sent = request()
        .header(AUTHORIZATION, shown.header()?)
        .send()
        .await;
    let is_refused = matches!(&sent, Err(FetchError::Status { status, .. }) if *status == StatusCode::UNAUTHORIZED);
    if is_refused && let Some(other) = shown.instead(app, operator).await? {
        let again = request().header(AUTHORIZATION, other.header()?);
        return Ok(again.send().await?);
    }
    Ok(sent?)
}

/// The operator has no such entry, or not of this connector, or cannot read the report: it never will.
fn is_final(status: u16) -> bool {
    matches!(
        StatusCode::from_u16(status),
        Ok(StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::CONFLICT
            | StatusCode::GONE
            | StatusCode::UNPROCESSABLE_ENTITY)
    )
}

fn given_up(operator: &Operator, status: u16) -> Told {
    tracing::warn!(operator = %operator.uuid, status, "the operator refuses an outcome for good");
    metrics::counter!("connector_outcomes_refused_total").increment(1);
    Told::Done
}
