//! Services are told what happens: webhooks, to which signed events are pushed (`protocol::service_event`). What is told is
//! written in the unit in which it happens; nothing in it says who a person is.
pub(crate) mod api;
mod delivery;
pub(crate) mod stopping;
pub(crate) mod telling;

use protocol::service_event::Kind;
use protocol::url::{Endpoint, Transport};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::webhooks::{
    AttemptRow, FailingRow, WebhookDeliveryRow, WebhookRow, Webhooks as _,
};
use utoipa::ToSchema;
use web::rate::Quota;
use web::staff::Act;

use crate::clock::{DAY, SECOND, rfc3339};
use crate::journal::{self, About};
use crate::organisations::Actor;
use crate::{Error, Operator, Result};

/// Webhooks of one service: one for each system that wants to know, and some to spare.
const MOST: usize = 10;
/// Events that are sent because somebody asks for it, by service: enough to look for a mistake.
pub(crate) const BY_HAND: Quota = Quota {
    burst: 20,
    per: std::time::Duration::from_secs(6),
};

/// Whether a webhook is sent anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum WebhookState {
    /// It is.
    Active,
    /// Its service wants nothing now.
    Off,
    /// It failed for so long that the operator has given it up. Its service can make it active again.
    Stopped,
}

impl WebhookState {
    /// Its name in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Off => "off",
            Self::Stopped => "stopped",
        }
    }

    fn read(text: &str) -> Result<Self> {
        [Self::Active, Self::Off, Self::Stopped]
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| Error::stored("webhook state", text))
    }
}

/// A webhook as its service wants it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Where events are sent: https, at a public address.
    pub url: String,
    /// Which: all when absent.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub events: Vec<Kind>,
    /// Whether anything is sent.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// A webhook.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where events are sent.
    pub url: String,
    /// Which.
    #[schema(value_type = Vec<String>)]
    pub events: Vec<Kind>,
    /// Whether anything is sent.
    pub state: WebhookState,
    /// What is wrong, where nothing has been taken since something failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
    /// Made when (RFC 3339).
    pub created_at: String,
    /// Changed when (RFC 3339).
    pub changed_at: String,
}

/// A webhook does not take what it is sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Failing {
    /// Since when (RFC 3339).
    pub since: String,
    /// How often it was tried.
    pub failures: i64,
    /// When it is given up, unless it takes something (RFC 3339).
    pub until: String,
}

/// What was or is to be sent to a webhook.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookDelivery {
    /// The event's id: the token's `jti`.
    pub event: String,
    /// What has happened.
    pub kind: String,
    /// About what, as the event says it.
    #[schema(value_type = Object)]
    pub about: Value,
    /// `waiting`, `delivered` or `given-up`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it happened (RFC 3339).
    pub created_at: String,
    /// When it was delivered or given up (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
}

/// A delivery with its attempts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeliveryView {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: WebhookDelivery,
    /// The last attempts, newest first.
    pub tries: Vec<Attempt>,
}

/// One attempt to deliver.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: i64,
    /// When (RFC 3339).
    pub at: String,
    /// How long it took.
    pub millis: i64,
    /// The HTTP status of the answer, if one came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// What went wrong, if something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A page of what a webhook was told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WebhookDeliveries {
    /// Newest first.
    pub deliveries: Vec<WebhookDelivery>,
    /// `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Webhook {
    fn read(row: &WebhookRow, failing: Option<FailingRow>, days: u32) -> Result<Self> {
        Ok(Self {
            id: row.id.clone(),
            url: row.url.clone(),
            events: row
                .events
                .split_whitespace()
                .filter_map(Kind::parse)
                .collect(),
            state: WebhookState::read(&row.state)?,
            failing: failing.map(|failing| Failing {
                since: rfc3339(failing.since),
                failures: failing.failures,
                until: rfc3339(failing.since + i64::from(days) * DAY),
            }),
            created_at: rfc3339(row.created_at),
            changed_at: rfc3339(row.changed_at),
        })
    }
}

impl WebhookDelivery {
    fn read(row: WebhookDeliveryRow) -> Result<Self> {
        Ok(Self {
            about: serde_json::from_str(&row.body).map_err(|e| Error::stored("event", e))?,
            event: row.event_id,
            kind: row.kind,
            state: row.state,
            attempts: row.attempts,
            created_at: rfc3339(row.created_at),
            ended_at: row.ended_at.map(rfc3339),
        })
    }
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Self {
        Self {
            number: row.number,
            at: rfc3339(row.at),
            millis: row.millis,
            status: row.status,
            error: row.error,
        }
    }
}

/// The events as they are kept: each name with a space before and after it.
fn kept(events: &[Kind]) -> String {
    let all = Kind::ALL.into_iter();
    let wanted =
        all.filter(|kind| *kind != Kind::Test && (events.is_empty() || events.contains(kind)));
    wanted.fold(" ".to_owned(), |mut text, kind| {
        text.push_str(kind.name());
        text.push(' ');
        text
    })
}

impl Operator {
    fn webhook_url(&self, url: &str) -> Result<String> {
        let transport = if self.config.development {
            Transport::Development
        } else {
            Transport::Https
        };
        let wrong = |error: &dyn std::fmt::Display| Error::invalid("url", error.to_string());
        let endpoint = Endpoint::parse(url, transport).map_err(|error| wrong(&error))?;
        // The address that a name leads to is checked whenever something is sent.
        self.fetch
            .check(endpoint.as_str())
            .map_err(|error| wrong(&error))?;
        Ok(endpoint.as_str().to_owned())
    }

    async fn own_webhook(&self, service: &str, id: &str) -> Result<WebhookRow> {
        let row = self.db.webhook(id).await?;
        row.filter(|row| row.service_id == service)
            .ok_or_else(|| Error::unknown("webhook", id))
    }

    async fn webhook_view(&self, row: &WebhookRow) -> Result<Webhook> {
        let failing = self.db.webhook_failing(&row.id).await?;
        Webhook::read(row, failing, self.config.limits.webhook_days)
    }

    /// A service's webhooks, oldest first.
    pub async fn webhooks(&self, service: &str) -> Result<Vec<Webhook>> {
        let mut webhooks = Vec::new();
        for row in self.db.webhooks_of(service).await? {
            webhooks.push(self.webhook_view(&row).await?);
        }
        Ok(webhooks)
    }

    /// One of a service's webhooks.
    ///
    /// # Errors
    /// [`Error::Unknown`] for another service's too.
    pub async fn webhook(&self, service: &str, id: &str) -> Result<Webhook> {
        self.webhook_view(&self.own_webhook(service, id).await?)
            .await
    }

    /// Adds a webhook. Gives its id.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that may not be written to, [`Error::Conflict`] when there are too many.
    pub async fn add_webhook(
        &self,
        service: &str,
        new: &NewWebhook,
        by: Actor<'_>,
    ) -> Result<Webhook> {
        let url = self.webhook_url(&new.url)?;
        if self.db.webhooks_of(service).await?.len() >= MOST {
            return Err(Error::Conflict(format!(
                "a service has {MOST} webhooks at the most"
            )));
        }
        let now = self.clock.now();
        let row = WebhookRow {
            id: crate::random::uuid(),
            service_id: service.to_owned(),
            url,
            events: kept(&new.events),
            state: state_of(new.active).name().to_owned(),
            version: 1,
            created_at: now,
            changed_at: now,
        };
        let mut unit = Unit::new();
        unit.insert_webhook(&row);
        self.note_of_webhook(&mut unit, &row, Act("act-webhook-added"), by)?;
        self.db.commit(unit).await?;
        self.webhook_view(&row).await
    }

    /// Changes where events are sent, which, and whether at all. What waited for one that is turned off is given up; one
    /// that was stopped starts anew.
    pub async fn change_webhook(
        &self,
        service: &str,
        id: &str,
        new: &NewWebhook,
        by: Actor<'_>,
    ) -> Result<Webhook> {
        let before = self.own_webhook(service, id).await?;
        let row = WebhookRow {
            url: self.webhook_url(&new.url)?,
            events: kept(&new.events),
            state: state_of(new.active).name().to_owned(),
            ..before
        };
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.update_webhook(&row, now).webhook_is_well(id);
        if !new.active {
            unit.give_up_deliveries(id, now);
        }
        self.note_of_webhook(&mut unit, &row, Act("act-webhook-changed"), by)?;
        if !self.commit_first(unit).await? {
            return Err(Error::Conflict(
                "the webhook was changed meanwhile".to_owned(),
            ));
        }
        self.webhook(service, id).await
    }

    /// Sends to a webhook again that was stopped, from now on.
    ///
    /// # Errors
    /// [`Error::Conflict`] for one that is not stopped.
    pub async fn resume_webhook(&self, service: &str, id: &str, by: Actor<'_>) -> Result<()> {
        let webhook = self.webhook(service, id).await?;
        if webhook.state != WebhookState::Stopped {
            return Err(Error::Conflict("the webhook is not stopped".to_owned()));
        }
        let again = NewWebhook {
            url: webhook.url,
            events: webhook.events,
            active: true,
        };
        self.change_webhook(service, id, &again, by).await.map(drop)
    }

    /// Removes a webhook with all that it was told.
    pub async fn remove_webhook(&self, service: &str, id: &str, by: Actor<'_>) -> Result<()> {
        let row = self.own_webhook(service, id).await?;
        let mut unit = Unit::new();
        unit.remove_webhook(id);
        self.note_of_webhook(&mut unit, &row, Act("act-webhook-removed"), by)?;
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Sends an event that says nothing, to try a webhook. Gives its id.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a webhook that is not active; the problem `rate-limited`.
    pub async fn test_webhook(&self, service: &str, id: &str) -> Result<String> {
        let row = self.active_webhook(service, id).await?;
        let event = crate::random::uuid();
        let now = self.clock.now();
        let body = json!({"at": now / SECOND}).to_string();
        let mut unit = Unit::new();
        unit.tell_webhook(&row.id, &event, Kind::Test.name(), &body, now);
        self.db.commit(unit).await?;
        self.webhook_wake.notify_one();
        Ok(event)
    }

    /// Sends an event once more, at once, whatever became of it before.
    ///
    /// # Errors
    /// As [`Operator::test_webhook`]; [`Error::Unknown`] for an event that is not there (any more).
    pub async fn send_again(&self, service: &str, id: &str, event: &str) -> Result<()> {
        let row = self.active_webhook(service, id).await?;
        let mut unit = Unit::new();
        unit.deliver_again(&row.id, event);
        self.commit_known(unit, "event", event).await?;
        self.webhook_wake.notify_one();
        Ok(())
    }

    async fn active_webhook(&self, service: &str, id: &str) -> Result<WebhookRow> {
        let row = self.own_webhook(service, id).await?;
        if row.state != WebhookState::Active.name() {
            return Err(Error::Conflict(
                "the webhook is not active; make it active first".to_owned(),
            ));
        }
        self.by_hand.check(service)?;
        Ok(row)
    }

    /// What a webhook was told, newest first, after the key `before` (time, event).
    pub async fn webhook_deliveries(
        &self,
        service: &str,
        id: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<WebhookDeliveries> {
        let row = self.own_webhook(service, id).await?;
        let mut rows = self
            .db
            .webhook_deliveries(&row.id, before, limit + 1)
            .await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}", row.created_at, row.event_id));
        Ok(WebhookDeliveries {
            deliveries: rows
                .into_iter()
                .map(WebhookDelivery::read)
                .collect::<Result<_>>()?,
            next,
        })
    }

    /// One delivery with its attempts.
    pub async fn webhook_delivery(
        &self,
        service: &str,
        id: &str,
        event: &str,
    ) -> Result<DeliveryView> {
        let row = self.own_webhook(service, id).await?;
        let delivery = self.db.webhook_delivery(&row.id, event).await?;
        let delivery = delivery.ok_or_else(|| Error::unknown("event", event))?;
        let attempts = self.db.webhook_attempts(&row.id, event).await?;
        Ok(DeliveryView {
            delivery: WebhookDelivery::read(delivery)?,
            tries: attempts.into_iter().map(Attempt::from).collect(),
        })
    }

    /// Forgets what was delivered or given up long ago.
    pub(crate) fn forget_deliveries(&self, unit: &mut Unit, now: i64) {
        let days = i64::from(self.config.limits.webhook_history_days);
        unit.purge_webhook_deliveries(now - days * DAY);
    }

    fn note_of_webhook(
        &self,
        unit: &mut Unit,
        row: &WebhookRow,
        act: Act,
        by: Actor<'_>,
    ) -> Result<()> {
        by.note(unit, act, &row.url)?;
        let about = About {
            party: Some(&row.service_id),
            subject: None,
        };
        let record =
            json!({"act": act.name(), "webhook": row.id, "state": row.state, "by": by.to_string()});
        unit.log(journal::entry(
            journal::Kind::Administration,
            self.clock.now(),
            about,
            &record,
        )?);
        Ok(())
    }
}

fn state_of(active: bool) -> WebhookState {
    if active {
        WebhookState::Active
    } else {
        WebhookState::Off
    }
}
