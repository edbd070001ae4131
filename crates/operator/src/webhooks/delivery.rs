//! Sending events to webhooks: signed when they are sent, under the key of now.
use std::time::{Duration, Instant};

use http::StatusCode;
use protocol::ids::{ClientId, TokenId};
use protocol::service_event::{Kind, MEDIA_TYPE, ServiceEvent};
use storage::Unit;
use storage::operator::webhook_queue;
use storage::operator::webhooks::{AttemptRow, FailingRow, WebhookRow, Webhooks as _};
use storage::outbox::Delivery;
use web::delivery::DeliveryError;
use web::fetch::{FetchError, Limits};
use web::time::now_micros;

use super::WebhookState;
use crate::clock::DAY;
use crate::{Error, Operator, Result};

/// What one attempt may take and bring; less than an attempt of the courier, so that what came of it is noted.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(8),
    bytes: 64 * 1024,
};
/// What is kept of an error's text, in characters.
const ERROR_CHARS: usize = 300;

const DELIVERED: &str = "delivered";
const GIVEN_UP: &str = "given-up";

impl Operator {
    /// Sends one event to its webhook, notes the attempt, and gives the event or the webhook up when it is time.
    pub(crate) async fn deliver_to_webhook(&self, delivery: Delivery) -> Result<(), DeliveryError> {
        let later = |error: Error| DeliveryError::later(error.to_string());
        let row = self.db.webhook(&delivery.destination).await;
        let Some(row) = row.map_err(|error| later(error.into()))? else {
            return Err(DeliveryError::never("the webhook is gone"));
        };
        if row.state != WebhookState::Active.name() {
            let mut unit = Unit::new();
            unit.end_delivery(&delivery, GIVEN_UP, self.clock.now());
            let ended = self.db.commit(unit).await;
            ended.map_err(|error| later(error.into()))?;
            return Err(DeliveryError::never("the webhook is not active"));
        }
        let failing = self.db.webhook_failing(&row.id).await;
        let failing = failing.map_err(|error| later(error.into()))?;
        let token = self.service_event(&row, &delivery).map_err(later)?;
        let (began, started) = (now_micros(), Instant::now());
        let client = self.fetch.with_limits(LIMITS);
        let sent = client.post(&row.url).body(MEDIA_TYPE, token).send().await;
        let millis = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        let (status, error) = match &sent {
            Ok(fetched) => (Some(fetched.status), None),
            Err(error @ FetchError::Status { status, .. }) => (Some(*status), Some(error)),
            Err(error) => (None, Some(error)),
        };
        let attempt = AttemptRow {
            number: delivery.attempts,
            at: self.clock.now(),
            millis,
            status: status.map(|status| i64::from(status.as_u16())),
            error: error.map(|error| error.to_string().chars().take(ERROR_CHARS).collect()),
        };
        let Some(error) = error else {
            let noted = self.note_success(&delivery, &attempt, failing.is_some());
            return noted.await.map_err(later);
        };
        let message = error.to_string();
        let given_up = self
            .note_failure(&row, &delivery, &attempt, failing, began)
            .await;
        if given_up.map_err(later)? {
            Err(DeliveryError::never(message))
        } else {
            Err(DeliveryError::later(message))
        }
    }

    /// The event as it is sent: made now, with the same `jti` whenever it is made.
    fn service_event(&self, row: &WebhookRow, delivery: &Delivery) -> Result<String> {
        let wrong = |error: &dyn std::fmt::Display| Error::stored("event", error);
        let event = ServiceEvent {
            iss: self.issuer(),
            aud: ClientId::parse(&row.service_id).map_err(|error| wrong(&error))?,
            iat: self.clock.seconds(),
            jti: TokenId::parse(&delivery.id).map_err(|error| wrong(&error))?,
            kind: Kind::parse(&delivery.kind),
            payload: serde_json::from_str(&delivery.payload).map_err(|error| wrong(&error))?,
        };
        Ok(event.sign(&self.keys.signer())?)
    }

    async fn note_success(
        &self,
        delivery: &Delivery,
        attempt: &AttemptRow,
        was_failing: bool,
    ) -> Result<()> {
        let mut unit = Unit::new();
        unit.note_attempt(&delivery.destination, &delivery.id, attempt)
            .end_delivery(delivery, DELIVERED, self.clock.now());
        if was_failing {
            unit.webhook_is_well(&delivery.destination);
        }
        self.db.commit(unit).await?;
        metrics::counter!("operator_webhook_attempts_total", "outcome" => "delivered").increment(1);
        Ok(())
    }

    /// Notes a failure. True when the event is not tried any more by itself.
    async fn note_failure(
        &self,
        row: &WebhookRow,
        delivery: &Delivery,
        attempt: &AttemptRow,
        failing: Option<FailingRow>,
        began: i64,
    ) -> Result<bool> {
        metrics::counter!("operator_webhook_attempts_total", "outcome" => "failed").increment(1);
        let now = self.clock.now();
        let patience = i64::from(self.config.limits.webhook_days) * DAY;
        // Whoever says that it is gone for good is believed (RFC 9110 §15.5.11).
        let gone = attempt.status == Some(i64::from(StatusCode::GONE.as_u16()));
        let since = failing.as_ref().map_or(now, |failing| failing.since);
        let stopped = gone || now - since >= patience;
        let given_up = stopped || now - delivery.enqueued_at >= patience;
        let failures = failing.map_or(0, |failing| failing.failures);
        let next = now_micros().saturating_add(webhook_queue::wait(failures + 1));
        let mut unit = Unit::new();
        unit.note_attempt(&row.id, &delivery.id, attempt)
            .webhook_failed(&row.id, now, (began, next));
        if given_up {
            unit.end_delivery(delivery, GIVEN_UP, now);
        }
        self.db.commit(unit).await?;
        if stopped {
            self.stop_webhook(row, gone, since).await?;
        }
        Ok(given_up)
    }
}
