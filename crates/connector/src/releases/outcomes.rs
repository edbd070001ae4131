//! Telling the operator what came of an introspection (MIM4 §5.6.1), from the outbox until it is acknowledged.

use std::sync::Arc;

use http::Method;
use http::header::AUTHORIZATION;
use protocol::access_item::Outcome;
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::outbox::{Delivery, NewEvent};
use web::delivery::DeliveryError;
use web::fetch::FetchError;

use super::{Record, Report, named};
use crate::Result;
use crate::app::App;

/// What waits in the outbox.
#[derive(Serialize, Deserialize)]
struct Waiting {
    operator: protocol::ids::OperatorUuid,
    url: String,
    outcome: Outcome,
}

/// Puts an outcome into the outbox, in the transaction of the log entry it is about.
pub(super) fn enqueue(unit: &mut Unit, report: &Report<'_>, record: &Record) -> Result<()> {
    let mut outcome = match report.reason {
        Some(reason) => Outcome::refused(reason, None),
        None => Outcome::released(named(report.dataset, &record.released), record.records, 0),
    };
    // The entry's place in the log is known only when this is committed.
    outcome.log_index = None;
    let waiting = Waiting {
        operator: report.operator.clone(),
        url: format!(
            "{}/{}",
            report.endpoint.trim_end_matches('/'),
            report.access_item
        ),
        outcome,
    };
    let payload =
        serde_json::to_string(&waiting).map_err(|error| crate::Error::Config(error.to_string()))?;
    unit.enqueue(
        &NewEvent {
            id: report.access_item.to_string(),
            order_key: report.access_item.to_string(),
            sequence: 0,
            destination: report.operator.to_string(),
            kind: "outcome".to_owned(),
            payload,
        },
        record.at,
    );
    Ok(())
}

/// Delivers one outcome.
pub(crate) async fn deliver(app: Arc<App>, delivery: Delivery) -> Result<(), DeliveryError> {
    let waiting: Waiting = serde_json::from_str(&delivery.payload)
        .map_err(|error| DeliveryError::never(error.to_string()))?;
    let authorization = app
        .authorization(&waiting.operator, &waiting.url)
        .map_err(|error| DeliveryError::later(error.to_string()))?;
    let body = waiting
        .outcome
        .to_json()
        .map_err(|error| DeliveryError::never(error.to_string()))?;
    let sent = app
        .client
        .request(Method::PATCH, &waiting.url)
        .header(AUTHORIZATION, authorization)
        .body("application/json", body)
        .send()
        .await;
    match sent {
        Ok(_) => Ok(()),
        // The operator has no such entry, or not of this connector: it never will.
        Err(FetchError::Status { status, .. }) if matches!(status.as_u16(), 404 | 410) => Err(
            DeliveryError::never(format!("the operator answered {status}")),
        ),
        Err(error) => Err(DeliveryError::later(error.to_string())),
    }
}
