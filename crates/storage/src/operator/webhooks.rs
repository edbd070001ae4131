//! Where services want to be told what happens, what they are told, and what became of it.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static WEBHOOKS: Table = Table {
    name: "webhooks",
    columns: &[
        "id",
        "service_id",
        "url",
        "events",
        "state",
        "version",
        "created_at",
        "changed_at",
    ],
    key: &["id"],
};

/// Attempts kept of one delivery: the first ones of a long failure say no more than the last.
const ATTEMPTS_KEPT: i64 = 20;

statements! {
    GET = "SELECT id, service_id, url, events, state, version, created_at, changed_at FROM webhooks WHERE id = $1";
    OF_SERVICE = "SELECT id, service_id, url, events, state, version, created_at, changed_at FROM webhooks
                  WHERE service_id = $1 ORDER BY created_at, id";
    UPDATE = "UPDATE webhooks SET url = $1, events = $2, state = $3, changed_at = $4, version = version + 1
              WHERE id = $5 AND version = $6";
    STOP = "UPDATE webhooks SET state = $1, changed_at = $2, version = version + 1 WHERE id = $3 AND state = 'active'";
    FAILING = "SELECT webhook_id, since, failures, next_at FROM webhook_failures WHERE webhook_id = $1";
    /// One failure counts of those that were tried at the same time: the others began before it was known.
    FAIL = "INSERT INTO webhook_failures (webhook_id, since, failures, next_at) VALUES ($1, $2, 1, $3)
            ON CONFLICT (webhook_id) DO UPDATE SET failures = webhook_failures.failures + 1, next_at = $3
            WHERE webhook_failures.next_at <= $4";
    WELL = "DELETE FROM webhook_failures WHERE webhook_id = $1";
    /// To every webhook of the service that wants to hear of this.
    TELL = "INSERT INTO webhook_deliveries
            (webhook_id, event_id, order_key, sequence, kind, body, state, attempts, due_at, created_at)
            SELECT w.id, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT),
            'waiting', 0, 0, CAST($6 AS BIGINT)
            FROM webhooks w WHERE w.service_id = $7 AND w.state = 'active' AND w.events LIKE '% ' || CAST($4 AS TEXT) || ' %'
            ON CONFLICT DO NOTHING";
    /// To one, whatever it wants to hear of.
    TELL_ONE = "INSERT INTO webhook_deliveries
            (webhook_id, event_id, order_key, sequence, kind, body, state, attempts, due_at, created_at)
            VALUES ($1, $2, $3, 0, $4, $5, 'waiting', 0, 0, $6)";
    /// The requests that wait for a person are declined as they go: their services hear it as any other no.
    TELL_DECLINED = "INSERT INTO webhook_deliveries
            (webhook_id, event_id, order_key, sequence, kind, body, state, attempts, due_at, created_at)
            SELECT w.id, r.id || ':answered', r.id, 0, CAST($1 AS TEXT),
            '{\"permission_request\":\"' || r.id || '\",\"status\":\"declined\"}',
            'waiting', 0, 0, CAST($2 AS BIGINT)
            FROM permission_requests r JOIN webhooks w ON w.service_id = r.service_id
            WHERE r.account_id = $3 AND r.answer IS NULL AND w.state = 'active'
            AND w.events LIKE '% ' || CAST($1 AS TEXT) || ' %' ON CONFLICT DO NOTHING";
    DELIVERY = "SELECT webhook_id, event_id, kind, body, state, attempts, due_at, created_at, ended_at
                FROM webhook_deliveries WHERE webhook_id = $1 AND event_id = $2";
    DELIVERIES = "SELECT webhook_id, event_id, kind, body, state, attempts, due_at, created_at, ended_at
                  FROM webhook_deliveries WHERE webhook_id = $1 AND (created_at, event_id) < ($2, $3)
                  ORDER BY created_at DESC, event_id DESC LIMIT $4";
    ATTEMPTS = "SELECT number, at, millis, status, error FROM webhook_attempts
                WHERE webhook_id = $1 AND event_id = $2 ORDER BY number DESC";
    ATTEMPT = "INSERT INTO webhook_attempts (webhook_id, event_id, number, at, millis, status, error)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    FORGET_ATTEMPTS = "DELETE FROM webhook_attempts WHERE webhook_id = $1 AND event_id = $2 AND number <= $3";
    /// Only by who holds its lease; the queue itself lets go of it.
    ENDED = "UPDATE webhook_deliveries SET state = $1, ended_at = $2
             WHERE webhook_id = $3 AND event_id = $4 AND claim = $5";
    GIVE_UP = "UPDATE webhook_deliveries SET state = 'given-up', ended_at = $1, due_at = NULL, claim = NULL
               WHERE webhook_id = $2 AND due_at IS NOT NULL";
    AGAIN = "UPDATE webhook_deliveries SET state = 'waiting', due_at = 0, claim = NULL, ended_at = NULL
             WHERE webhook_id = $1 AND event_id = $2";
    TRY_NOW = "UPDATE webhook_failures SET next_at = 0 WHERE webhook_id = $1";
    REMOVE_ATTEMPTS = "DELETE FROM webhook_attempts WHERE webhook_id = $1";
    REMOVE_DELIVERIES = "DELETE FROM webhook_deliveries WHERE webhook_id = $1";
    PURGE = "DELETE FROM webhook_deliveries WHERE ended_at < $1";
    PURGE_ATTEMPTS = "DELETE FROM webhook_attempts WHERE at < $1";
}

/// A webhook as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WebhookRow {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub service_id: String,
    /// Where events are sent.
    pub url: String,
    /// Of what, each name with a space before and after it.
    pub events: String,
    /// `active`, `off` or `stopped`.
    pub state: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// A webhook that has failed since its last success.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FailingRow {
    /// Which.
    pub webhook_id: String,
    /// Since when, in microseconds since the epoch.
    pub since: i64,
    /// How often; of what was tried at the same time one counts.
    pub failures: i64,
    /// When it is tried again, in microseconds since the epoch.
    pub next_at: i64,
}

/// One event for one webhook, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WebhookDeliveryRow {
    /// To which webhook.
    pub webhook_id: String,
    /// The event's id: the token's `jti`.
    pub event_id: String,
    /// The event's kind.
    pub kind: String,
    /// What is told, as JSON.
    pub body: String,
    /// `waiting`, `delivered` or `given-up`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried again, in microseconds since the epoch; 0: at once.
    pub due_at: Option<i64>,
    /// When it happened, in microseconds since the epoch.
    pub created_at: i64,
    /// When it was delivered or given up, in microseconds since the epoch.
    pub ended_at: Option<i64>,
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AttemptRow {
    /// Its number, from 1.
    pub number: i64,
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// How long it took.
    pub millis: i64,
    /// The HTTP status of the answer, if one came.
    pub status: Option<i64>,
    /// What went wrong, if something did.
    pub error: Option<String>,
}

/// Something to tell a service.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// Whom.
    pub service: &'a str,
    /// The event's id: the same event told again is ignored.
    pub event_id: &'a str,
    /// Events with this key are sent one after the other.
    pub order_key: &'a str,
    /// The place in that order.
    pub sequence: i64,
    /// The event's kind.
    pub kind: &'a str,
    /// What is told, as JSON.
    pub body: &'a str,
}

/// Finding webhooks and deliveries.
pub trait Webhooks {
    /// The webhook with this id.
    fn webhook(&self, id: &str) -> impl Future<Output = Result<Option<WebhookRow>>> + Send;
    /// A service's webhooks, oldest first.
    fn webhooks_of(&self, service: &str) -> impl Future<Output = Result<Vec<WebhookRow>>> + Send;
    /// Since when a webhook fails, if it does.
    fn webhook_failing(&self, id: &str) -> impl Future<Output = Result<Option<FailingRow>>> + Send;
    /// One delivery.
    fn webhook_delivery(
        &self,
        webhook: &str,
        event: &str,
    ) -> impl Future<Output = Result<Option<WebhookDeliveryRow>>> + Send;
    /// What a webhook was told, newest first, after the key `before` (time, event).
    fn webhook_deliveries(
        &self,
        webhook: &str,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<WebhookDeliveryRow>>> + Send;
    /// The attempts of a delivery that are kept, newest first.
    fn webhook_attempts(
        &self,
        webhook: &str,
        event: &str,
    ) -> impl Future<Output = Result<Vec<AttemptRow>>> + Send;
}

impl Webhooks for Database {
    async fn webhook(&self, id: &str) -> Result<Option<WebhookRow>> {
        self.fetch_optional(GET, params![id]).await
    }

    async fn webhooks_of(&self, service: &str) -> Result<Vec<WebhookRow>> {
        self.fetch_all(OF_SERVICE, params![service]).await
    }

    async fn webhook_failing(&self, id: &str) -> Result<Option<FailingRow>> {
        self.fetch_optional(FAILING, params![id]).await
    }

    async fn webhook_delivery(
        &self,
        webhook: &str,
        event: &str,
    ) -> Result<Option<WebhookDeliveryRow>> {
        self.fetch_optional(DELIVERY, params![webhook, event]).await
    }

    async fn webhook_deliveries(
        &self,
        webhook: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<WebhookDeliveryRow>> {
        let (at, event) = before;
        self.fetch_all(DELIVERIES, params![webhook, at, event, limit])
            .await
    }

    async fn webhook_attempts(&self, webhook: &str, event: &str) -> Result<Vec<AttemptRow>> {
        self.fetch_all(ATTEMPTS, params![webhook, event]).await
    }
}

impl Unit {
    /// A new webhook.
    pub fn insert_webhook(&mut self, row: &WebhookRow) -> &mut Self {
        self.insert(
            &WEBHOOKS,
            values![
                row.id.as_str(),
                row.service_id.as_str(),
                row.url.as_str(),
                row.events.as_str(),
                row.state.as_str(),
                row.version,
                row.created_at,
                row.changed_at,
            ],
        )
    }

    /// Writes a changed webhook over the version it was read at.
    pub fn update_webhook(&mut self, row: &WebhookRow, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                row.url.as_str(),
                row.events.as_str(),
                row.state.as_str(),
                now,
                row.id.as_str(),
                row.version
            ],
        )
        .expect_rows(1)
    }

    /// An active webhook is stopped; a conflict when it is not active any more.
    pub fn stop_webhook(&mut self, id: &str, state: &str, now: i64) -> &mut Self {
        self.execute(STOP, values![state, now, id]).expect_rows(1)
    }

    /// Nothing of what waits for a webhook is sent.
    pub fn give_up_deliveries(&mut self, webhook: &str, now: i64) -> &mut Self {
        self.execute(GIVE_UP, values![now, webhook])
    }

    /// A webhook and all that it was told go.
    pub fn remove_webhook(&mut self, webhook: &str) -> &mut Self {
        self.delete(&WEBHOOKS, values![webhook])
            .execute(REMOVE_ATTEMPTS, values![webhook])
            .execute(REMOVE_DELIVERIES, values![webhook])
            .webhook_is_well(webhook)
    }

    /// Tells something to every webhook of a service that is active and wants to hear of it, in the transaction in which
    /// it happens.
    pub fn tell_service(&mut self, telling: &Telling<'_>, now: i64) -> &mut Self {
        let Telling {
            service,
            event_id,
            order_key,
            sequence,
            kind,
            body,
        } = *telling;
        self.execute(
            TELL,
            values![event_id, order_key, sequence, kind, body, now, service],
        )
    }

    /// Tells something to one webhook alone, in no order with anything else.
    pub fn tell_webhook(
        &mut self,
        webhook: &str,
        event_id: &str,
        kind: &str,
        body: &str,
        now: i64,
    ) -> &mut Self {
        self.execute(
            TELL_ONE,
            values![webhook, event_id, event_id, kind, body, now],
        )
    }

    /// Tells the services whose requests wait for this person that they are declined, before they are.
    pub fn tell_declined(&mut self, account: &str, kind: &str, now: i64) -> &mut Self {
        self.execute(TELL_DECLINED, values![kind, now, account])
    }

    /// A delivery is to be made now, whatever became of it before.
    pub fn deliver_again(&mut self, webhook: &str, event: &str) -> &mut Self {
        self.execute(AGAIN, values![webhook, event])
            .expect_rows(1)
            .execute(TRY_NOW, values![webhook])
    }

    /// Notes an attempt; only the last ones of each delivery are kept.
    pub fn note_attempt(&mut self, webhook: &str, event: &str, attempt: &AttemptRow) -> &mut Self {
        self.execute(
            ATTEMPT,
            values![
                webhook,
                event,
                attempt.number,
                attempt.at,
                attempt.millis,
                attempt.status,
                attempt.error.clone()
            ],
        );
        if attempt.number > ATTEMPTS_KEPT {
            self.execute(
                FORGET_ATTEMPTS,
                values![webhook, event, attempt.number - ATTEMPTS_KEPT],
            );
        }
        self
    }

    /// What became of a delivery that is held by `claim`: `delivered` or `given-up`.
    pub fn end_delivery(
        &mut self,
        delivery: &crate::outbox::Delivery,
        state: &str,
        now: i64,
    ) -> &mut Self {
        self.execute(
            ENDED,
            values![
                state,
                now,
                delivery.destination.as_str(),
                delivery.id.as_str(),
                delivery.claim()
            ],
        )
    }

    /// A webhook has failed: since `since`, where it had not before. The attempt began at `began`, and it is tried again
    /// at `next`, both by the clock of the queue.
    pub fn webhook_failed(
        &mut self,
        webhook: &str,
        since: i64,
        (began, next): (i64, i64),
    ) -> &mut Self {
        self.execute(FAIL, values![webhook, since, next, began])
    }

    /// A webhook does not fail (any more).
    pub fn webhook_is_well(&mut self, webhook: &str) -> &mut Self {
        self.execute(WELL, values![webhook])
    }

    /// Forgets what ended before `before`, and attempts from before it.
    pub fn purge_webhook_deliveries(&mut self, before: i64) -> &mut Self {
        self.execute(PURGE, values![before])
            .execute(PURGE_ATTEMPTS, values![before])
    }
}
