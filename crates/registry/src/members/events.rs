//! Members are told at once when one of them has another standing: signed events (RFC 8417) pushed to their
//! `events_endpoint` (RFC 8935), at least once. Who misses one learns it from the next trust list.

use std::sync::Arc;

use protocol::events::{Event, EventToken, MEDIA_TYPE, MemberStatusChanged};
use protocol::ids::{Issuer, TokenId};
use protocol::metadata::{OPERATOR_PATH, OperatorMetadata};
use protocol::url::{Audience, BaseUrl, Transport};
use storage::outbox::{Delivery, NewEvent};
use storage::registry::groups::Groups as _;
use storage::registry::members::Members as _;
use storage::{Database, Unit};
use uuid::Uuid;
use web::CancellationToken;
use web::delivery::{Courier, Courying, DeliveryError, Pace};
use web::fetch::GuardedClient;
use web::keys::Keys;

use super::{Member, Status};
use crate::clock::{SECOND, now};
use crate::trust_list::listed_status;
use crate::{Error, Result};

/// An event that was not taken for this long, in microseconds, is given up: whoever was away for a day has read many
/// trust lists since, which say the same.
const GIVEN_UP_AFTER: i64 = 86_400 * SECOND;

/// Enqueues, with the change itself, that `changed` has another standing in `group`: one event for each active member
/// and for itself.
pub(super) async fn enqueue(
    unit: &mut Unit,
    database: &Database,
    group: &str,
    changed: &Member,
    now: i64,
) -> Result<()> {
    let broken = |error: protocol::ids::IdError| Error::Invalid(error.to_string());
    // As the list signed after this change has it.
    let sequence = database
        .groups()
        .await?
        .iter()
        .map(|one| one.sequence)
        .sum::<i64>()
        + 1;
    let event = MemberStatusChanged {
        trust_group_uuid: group.parse().map_err(broken)?,
        operator_uuid: changed.operator_uuid.parse().map_err(broken)?,
        status: listed_status(changed.status),
        sequence: sequence.unsigned_abs(),
        at: now / SECOND,
    };
    let payload =
        serde_json::to_string(&event).map_err(|error| Error::Invalid(error.to_string()))?;
    for row in database.members(group).await? {
        let is_active = row.status == Status::Active.as_str();
        if !is_active && row.operator_uuid != changed.operator_uuid {
            continue;
        }
        let event = NewEvent {
            id: Uuid::new_v4().hyphenated().to_string(),
            order_key: format!("{group}:{}:{}", changed.operator_uuid, row.operator_uuid),
            sequence,
            destination: row.base_url,
            kind: "member-status-changed".to_owned(),
            payload: payload.clone(),
        };
        unit.enqueue(&event, now);
    }
    Ok(())
}

/// Who signs and sends.
pub(crate) struct Sender {
    /// This registry: its base URL.
    pub(crate) issuer: Issuer,
    pub(crate) keys: Arc<Keys>,
    pub(crate) client: GuardedClient,
    pub(crate) transport: Transport,
}

impl Sender {
    /// Delivers what waits until `stop`.
    pub(crate) fn spawn(self, database: Database, stop: CancellationToken) -> Courying {
        let sender = Arc::new(self);
        let deliver = move |delivery| {
            let sender = Arc::clone(&sender);
            async move { sender.deliver(delivery).await }
        };
        Courier::spawn(database, "registry", Pace::default(), deliver, stop)
    }

    /// Tells one member; one whose metadata names no `events_endpoint` (2021) needs nothing.
    async fn deliver(&self, delivery: Delivery) -> std::result::Result<(), DeliveryError> {
        let outcome = self.attempt(&delivery).await;
        match outcome {
            Err(error) if now() - delivery.enqueued_at > GIVEN_UP_AFTER => {
                Err(DeliveryError::never(error.message))
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self, delivery: &Delivery) -> std::result::Result<(), DeliveryError> {
        fn never(error: impl std::fmt::Display) -> DeliveryError {
            DeliveryError::never(error.to_string())
        }
        let receiver = BaseUrl::parse(&delivery.destination, self.transport).map_err(never)?;
        let metadata = self
            .client
            .get(&format!("{receiver}{OPERATOR_PATH}"))
            .json()
            .send()
            .await?;
        let metadata = OperatorMetadata::from_json(&metadata.body)
            .map_err(|error| DeliveryError::later(error.to_string()))?;
        let Some(endpoint) = metadata.events_endpoint else {
            return Ok(());
        };
        let event: MemberStatusChanged = serde_json::from_str(&delivery.payload).map_err(never)?;
        let token = EventToken {
            iss: self.issuer.clone(),
            aud: Audience::from(receiver),
            iat: now() / SECOND,
            jti: TokenId::parse(&delivery.id).map_err(never)?,
            events: vec![Event::MemberStatusChanged(event)],
        };
        let token = token.sign(&self.keys.signer()).map_err(never)?;
        let post = self.client.post(endpoint.as_str());
        post.body(MEDIA_TYPE, token).send().await?;
        Ok(())
    }
}
