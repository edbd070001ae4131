//! What waits to be sent to webhooks, as a queue of its own beside the outbox: services that do not answer must not hold
//! up what connectors have to hear.
use crate::catalogue::statements;
use crate::outbox::{Delivery, Outbox, Waiting};
use crate::{Database, Result, Unit, params, values};

statements! {
    /// Webhooks with something due, but for those that fail and are to be left alone for now.
    DUE = "SELECT w.id FROM webhooks w
           WHERE EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.due_at <= $1)
           AND NOT EXISTS (SELECT 1 FROM webhook_failures f WHERE f.webhook_id = w.id AND f.next_at > $1)
           ORDER BY w.id";
    IS_FAILING = "SELECT COUNT(*) FROM webhook_failures WHERE webhook_id = $1";
    /// Takes the lease of what is due and first in its order.
    CLAIM = "UPDATE webhook_deliveries SET claim = $1, due_at = $2, attempts = attempts + 1
        WHERE (webhook_id, event_id) IN (SELECT d.webhook_id, d.event_id FROM webhook_deliveries d
            WHERE d.webhook_id = $3 AND d.due_at <= $4 AND NOT EXISTS
                (SELECT 1 FROM webhook_deliveries p WHERE p.webhook_id = d.webhook_id AND p.order_key = d.order_key
                    AND p.due_at IS NOT NULL AND (p.sequence, p.event_id) < (d.sequence, d.event_id))
            ORDER BY d.due_at, d.order_key, d.sequence, d.event_id LIMIT $5)";
    CLAIMED = "SELECT order_key, sequence, event_id AS id, webhook_id AS destination, kind, body AS payload,
               created_at AS enqueued_at, attempts, claim
               FROM webhook_deliveries WHERE webhook_id = $3 AND due_at = $2 AND claim = $1
               ORDER BY created_at, order_key, sequence, event_id";
    DONE = "UPDATE webhook_deliveries SET due_at = NULL, claim = NULL
            WHERE webhook_id = $1 AND event_id = $2 AND claim = $3";
    PUT_OFF = "UPDATE webhook_deliveries SET due_at = $4, claim = NULL
               WHERE webhook_id = $1 AND event_id = $2 AND claim = $3";
    PENDING = "SELECT COUNT(*) FROM webhook_deliveries WHERE due_at IS NOT NULL";
    OLDEST = "SELECT MIN(created_at) FROM webhook_deliveries WHERE due_at IS NOT NULL";
    WAITING = "SELECT webhook_id AS destination, COUNT(*) AS events, MIN(created_at) AS oldest
               FROM webhook_deliveries WHERE due_at IS NOT NULL GROUP BY webhook_id ORDER BY webhook_id";
    LAST_ERROR = "SELECT error FROM webhook_attempts WHERE webhook_id = $1 AND event_id = $2
                  ORDER BY number DESC LIMIT 1";
}

/// The wait of one event after its first failure, doubled with each further one.
const FIRST_WAIT_MICROS: i64 = 5_000_000;
/// The longest wait: an hour, for a service whose machine is being replaced.
const LONGEST_WAIT_MICROS: i64 = 3_600_000_000;

/// The wait after so many attempts, a fifth of it by chance so that not all come back at once: of one event, and of a
/// webhook that fails.
pub fn wait(attempts: i64) -> i64 {
    crate::outbox::wait_within(attempts, FIRST_WAIT_MICROS, LONGEST_WAIT_MICROS)
}

/// The queue of webhooks. A destination is a webhook's id, a delivery's id the event's. Claimed events are ended by
/// [`Unit::end_delivery`], before they are [`Outbox::done`].
#[derive(Debug, Clone)]
pub struct WebhookQueue(pub Database);

impl Outbox for WebhookQueue {
    async fn due_destinations(&self, now: i64) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self.0.fetch_all(DUE, params![now]).await?;
        Ok(rows.into_iter().map(|(webhook,)| webhook).collect())
    }

    /// Of a webhook that fails one at a time, to see whether it still does.
    async fn claim(
        &self,
        destination: &str,
        now: i64,
        lease_micros: i64,
        limit: i64,
    ) -> Result<Vec<Delivery>> {
        let (failing,): (i64,) = self.0.fetch_one(IS_FAILING, params![destination]).await?;
        let limit = if failing > 0 { 1 } else { limit };
        let claim = uuid::Uuid::new_v4();
        let until = now.saturating_add(lease_micros);
        let mut unit = Unit::new();
        unit.execute(CLAIM, values![claim, until, destination, now, limit]);
        if self.0.commit(unit).await?.rows == [0] {
            return Ok(Vec::new());
        }
        self.0
            .fetch_all(CLAIMED, params![claim, until, destination])
            .await
    }

    async fn done(&self, deliveries: &[Delivery]) -> Result<()> {
        let mut unit = Unit::new();
        for delivery in deliveries {
            unit.execute(
                DONE,
                values![
                    delivery.destination.as_str(),
                    delivery.id.as_str(),
                    delivery.claim()
                ],
            );
        }
        self.0.commit(unit).await.map(drop)
    }

    /// What went wrong is with the attempts already.
    async fn failed(&self, delivery: &Delivery, _error: &str, now: i64) -> Result<i64> {
        let due_at = now.saturating_add(wait(delivery.attempts));
        let mut unit = Unit::new();
        unit.execute(
            PUT_OFF,
            values![
                delivery.destination.as_str(),
                delivery.id.as_str(),
                delivery.claim(),
                due_at
            ],
        );
        self.0.commit(unit).await?;
        Ok(due_at)
    }

    async fn pending(&self) -> Result<i64> {
        Ok(self.0.fetch_one::<(i64,)>(PENDING, params![]).await?.0)
    }

    async fn oldest_unacknowledged(&self) -> Result<Option<i64>> {
        Ok(self
            .0
            .fetch_one::<(Option<i64>,)>(OLDEST, params![])
            .await?
            .0)
    }

    async fn waiting_events(&self) -> Result<Vec<Waiting>> {
        self.0.fetch_all(WAITING, params![]).await
    }

    async fn last_error(&self, delivery: &Delivery) -> Result<Option<String>> {
        let row: Option<(Option<String>,)> = self
            .0
            .fetch_optional(
                LAST_ERROR,
                params![delivery.destination.as_str(), delivery.id.as_str()],
            )
            .await?;
        Ok(row.and_then(|(error,)| error))
    }
}
