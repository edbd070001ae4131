//! Events to other parties, stored in the transaction that causes them and delivered at least once.
//!
//! Events with the same `order_key` are delivered in order of `sequence`: the next can be claimed
//! only when the one before is done. Who claims an event holds it until its lease ends; then anyone
//! may claim it again. Receivers are idempotent by the event's `id`.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// Events not yet acknowledged.
pub(crate) static OUTBOX: Table = Table {
    name: "outbox",
    columns: &[
        "order_key",
        "sequence",
        "id",
        "destination",
        "kind",
        "payload",
        "enqueued_at",
        "due_at",
        "attempts",
    ],
    key: &["order_key", "sequence", "id"],
};

statements! {
    /// Destinations with something due; hops from one to the next, whatever waits for each.
    DUE_DESTINATIONS = "WITH RECURSIVE hop (destination) AS (
            SELECT MIN(destination) FROM outbox
            UNION ALL
            SELECT (SELECT MIN(o.destination) FROM outbox o WHERE o.destination > hop.destination)
            FROM hop WHERE hop.destination IS NOT NULL)
        SELECT destination FROM hop WHERE destination IS NOT NULL AND EXISTS
            (SELECT 1 FROM outbox o WHERE o.destination = hop.destination AND o.due_at <= $1)";
    /// Takes the lease of what is due and first in its order.
    CLAIM = "UPDATE outbox SET claim = $1, due_at = $2, attempts = attempts + 1
        WHERE (order_key, sequence, id) IN (SELECT o.order_key, o.sequence, o.id FROM outbox o
            WHERE o.destination = $3 AND o.due_at <= $4 AND NOT EXISTS
                (SELECT 1 FROM outbox p WHERE p.order_key = o.order_key
                    AND (p.sequence, p.id) < (o.sequence, o.id))
            ORDER BY o.due_at, o.order_key, o.sequence, o.id LIMIT $5)";
    CLAIMED = "SELECT order_key, sequence, id, destination, kind, payload, enqueued_at, attempts, claim
        FROM outbox WHERE destination = $3 AND due_at = $2 AND claim = $1
        ORDER BY enqueued_at, order_key, sequence, id";
    /// Puts an event off; only by who holds its lease.
    PUT_OFF = "UPDATE outbox SET claim = NULL, due_at = $5, last_error = $6
        WHERE order_key = $1 AND sequence = $2 AND id = $3 AND claim = $4";
    PENDING = "SELECT COUNT(*) FROM outbox";
    OLDEST = "SELECT MIN(enqueued_at) FROM outbox";
    WAITING = "SELECT destination, COUNT(*) AS events, MIN(enqueued_at) AS oldest FROM outbox
        GROUP BY destination ORDER BY destination";
    LAST_ERROR = "SELECT last_error FROM outbox WHERE order_key = $1 AND sequence = $2 AND id = $3";
}

/// The wait after the first failure, doubled with each further one.
const FIRST_WAIT_MICROS: i64 = 1_000_000;
/// The longest wait: a peer that comes back hears from us within five minutes.
const LONGEST_WAIT_MICROS: i64 = 300_000_000;
/// What is kept of an error's text.
const ERROR_CHARS: usize = 500;

/// An event to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The idempotency key, as the receiver sees it (`jti`). The same event (id, order key and
    /// sequence) enqueued again is ignored.
    pub id: String,
    /// Events with this key are delivered one after the other: the arrangement.
    pub order_key: String,
    /// The place in that order: the arrangement's epoch.
    pub sequence: i64,
    /// Where to: a URL or the party's own word for it.
    pub destination: String,
    /// What it is: an event type or the party's own word.
    pub kind: String,
    /// What is sent, or what it is made from.
    pub payload: String,
}

/// An event claimed: deliver it, then call [`Outbox::done`] or [`Outbox::failed`].
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Delivery {
    /// The order it belongs to.
    pub order_key: String,
    /// Its place in that order.
    pub sequence: i64,
    /// The idempotency key.
    pub id: String,
    /// Where to.
    pub destination: String,
    /// What it is.
    pub kind: String,
    /// What is sent, or what it is made from.
    pub payload: String,
    /// When it was enqueued, in microseconds since the epoch.
    pub enqueued_at: i64,
    /// How often it was claimed, this time included.
    pub attempts: i64,
    claim: String,
}

/// What waits for one destination.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// The destination.
    pub destination: String,
    /// How many events.
    pub events: i64,
    /// When the oldest of them was enqueued.
    pub oldest: i64,
}

/// Delivering events.
pub trait Outbox {
    /// Destinations that something is due for. Serve each on its own, so that a slow one holds up
    /// no other.
    fn due_destinations(&self, now: i64) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Claims up to `limit` events for a destination, at most one of each order, until
    /// `now + lease_micros`.
    fn claim(
        &self,
        destination: &str,
        now: i64,
        lease_micros: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Delivery>>> + Send;

    /// The receiver has acknowledged these: they go.
    fn done(&self, deliveries: &[Delivery]) -> impl Future<Output = Result<()>> + Send;

    /// Delivery failed: due again after a wait that doubles each time, up to five minutes. Gives
    /// when.
    fn failed(
        &self,
        delivery: &Delivery,
        error: &str,
        now: i64,
    ) -> impl Future<Output = Result<i64>> + Send;

    /// How many events are not acknowledged yet.
    fn pending(&self) -> impl Future<Output = Result<i64>> + Send;

    /// When the oldest event not acknowledged yet was enqueued.
    fn oldest_unacknowledged(&self) -> impl Future<Output = Result<Option<i64>>> + Send;

    /// What waits, per destination: for the operator's page.
    fn waiting_events(&self) -> impl Future<Output = Result<Vec<Waiting>>> + Send;

    /// The last error of an event that waits.
    fn last_error(
        &self,
        delivery: &Delivery,
    ) -> impl Future<Output = Result<Option<String>>> + Send;
}

impl Outbox for Database {
    async fn due_destinations(&self, now: i64) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self.fetch_all(DUE_DESTINATIONS, params![now]).await?;
        Ok(rows.into_iter().map(|(destination,)| destination).collect())
    }

    async fn claim(
        &self,
        destination: &str,
        now: i64,
        lease_micros: i64,
        limit: i64,
    ) -> Result<Vec<Delivery>> {
        let claim = uuid::Uuid::new_v4();
        let until = now.saturating_add(lease_micros);
        let mut unit = Unit::new();
        unit.execute(CLAIM, values![claim, until, destination, now, limit]);
        if self.commit(unit).await?.rows == [0] {
            return Ok(Vec::new());
        }
        self.fetch_all(CLAIMED, params![claim, until, destination])
            .await
    }

    async fn done(&self, deliveries: &[Delivery]) -> Result<()> {
        let mut unit = Unit::new();
        for Delivery {
            order_key,
            sequence,
            id,
            ..
        } in deliveries
        {
            unit.delete(&OUTBOX, values![order_key, *sequence, id]);
        }
        self.commit(unit).await.map(drop)
    }

    async fn failed(&self, delivery: &Delivery, error: &str, now: i64) -> Result<i64> {
        let due_at = now.saturating_add(wait(delivery.attempts));
        let Delivery {
            order_key,
            sequence,
            id,
            claim,
            ..
        } = delivery;
        let error: String = error.chars().take(ERROR_CHARS).collect();
        let mut unit = Unit::new();
        unit.execute(
            PUT_OFF,
            values![order_key, *sequence, id, claim, due_at, error],
        );
        self.commit(unit).await?;
        Ok(due_at)
    }

    async fn pending(&self) -> Result<i64> {
        Ok(self.fetch_one::<(i64,)>(PENDING, params![]).await?.0)
    }

    async fn oldest_unacknowledged(&self) -> Result<Option<i64>> {
        Ok(self.fetch_one::<(Option<i64>,)>(OLDEST, params![]).await?.0)
    }

    async fn waiting_events(&self) -> Result<Vec<Waiting>> {
        self.fetch_all(WAITING, params![]).await
    }

    async fn last_error(&self, delivery: &Delivery) -> Result<Option<String>> {
        let Delivery {
            order_key,
            sequence,
            id,
            ..
        } = delivery;
        let row: Option<(Option<String>,)> = self
            .fetch_optional(LAST_ERROR, params![order_key, *sequence, id])
            .await?;
        Ok(row.and_then(|(error,)| error))
    }
}

/// The wait after so many attempts.
fn wait(attempts: i64) -> i64 {
    wait_within(attempts, FIRST_WAIT_MICROS, LONGEST_WAIT_MICROS)
}

/// The wait after so many attempts: `first` after the first, doubled with each further one, `longest` at the most; a fifth
/// of it by chance so that not all come back at once.
pub(crate) fn wait_within(attempts: i64, first: i64, longest: i64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(20);
    let wait = first.saturating_mul(1 << doublings).min(longest);
    wait - rand::random_range(0..=wait / 5)
}

impl Delivery {
    /// By which it is held until its lease ends.
    pub(crate) fn claim(&self) -> &str {
        &self.claim
    }
}

impl Unit {
    /// Enqueues an event, due at once, in the transaction of the unit.
    pub fn enqueue(&mut self, event: &NewEvent, now: i64) -> &mut Self {
        let NewEvent {
            id,
            order_key,
            sequence,
            destination,
            kind,
            payload,
        } = event;
        self.insert_if_absent(
            &OUTBOX,
            values![
                order_key,
                *sequence,
                id,
                destination,
                kind,
                payload,
                now,
                now,
                0
            ],
        )
    }
}
