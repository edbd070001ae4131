//! Leases: which connector may reuse which answer, and how it hears that the answer has ended; as one hears that has
//! subscriptions under the permission, for which nobody waits.
//!
//! A lease is written with a guard on the permission's epoch, in the transaction that answers the
//! introspection; a change of the permission enqueues an event for each live lease, in the transaction that
//! changes it. So either the change sees the lease, or the lease is not given.
use permission::State;
use protocol::events::{
    Event, EventToken, PermissionChanged, PermissionState, PermissionWithdrawn,
};
use protocol::ids::{ArrangementId, TokenId};
use protocol::metadata::LEASE;
use protocol::url::Audience;
use storage::Unit;
use storage::outbox::Delivery;
use web::delivery::DeliveryError;

use crate::clock::SECOND;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

/// The outbox's word for a change of a permission.
pub(crate) const KIND: &str = "permission-changed";
/// How far two clocks may drift apart during a lease, in percent of it, and at least a second: the operator
/// counts from its answer, the connector from its question, so this only adds to the safe side.
const DRIFT_PERCENT: i64 = 1;

/// When a lease given at `now` certainly has ended at its connector, in microseconds since the epoch.
pub(crate) fn end(now: i64, seconds: u32) -> i64 {
    let lease = i64::from(seconds) * SECOND;
    now + lease + (lease * DRIFT_PERCENT / 100).max(SECOND)
}

impl Operator {
    /// For how many seconds a connector may reuse an answer about a permission that ends at `valid_until`.
    pub(crate) fn lease_seconds(&self, source: &Source, valid_until: i64, now: i64) -> u32 {
        if !source.metadata.can(LEASE) || source.metadata.events_endpoint.is_none() {
            return 0;
        }
        let groups = self
            .config
            .trust_groups
            .iter()
            .filter(|group| source.trust_groups.contains(&group.uuid));
        let seconds = groups.map(|group| group.lease_seconds).max().unwrap_or(0);
        let left = u32::try_from((valid_until - now).max(0) / SECOND).unwrap_or(u32::MAX);
        seconds.min(left)
    }

    /// Delivers a change of a permission, or the end of a link, to the connector it waits for, or an e-mail to a service's
    /// staff. An event is made and signed now, under the key of now. Its `jti` is the same whenever it is made, so that the receiver takes it once.
    pub(crate) async fn deliver(&self, delivery: Delivery) -> Result<(), DeliveryError> {
        if delivery.kind == crate::webhooks::stopping::KIND {
            return self.mail_of_stopped_webhook(&delivery).await;
        }
        let later = |error: Error| DeliveryError::later(error.to_string());
        let is_link = delivery.kind == crate::links::KIND;
        let Some((arrangement, _)) = delivery.order_key.split_once(':') else {
            return Err(DeliveryError::never("the event names no arrangement"));
        };
        let sources = self.known_sources().await.map_err(later)?;
        let Some(source) = sources.get(&delivery.destination).cloned() else {
            return Err(DeliveryError::later(
                "the connector is not known here any more",
            ));
        };
        let Some(endpoint) = source.metadata.events_endpoint.clone() else {
            return Err(DeliveryError::later(
                "the connector takes no events any more",
            ));
        };
        let event = if is_link {
            Self::link_ended_event(&delivery).map(|event| (event, delivery.id.clone()))
        } else {
            self.event_for(arrangement, &delivery, &source).await
        };
        let token = event
            .and_then(|(event, jti)| self.event_token(&source, event, &jti))
            .map_err(later)?;
        self.fetch
            .post(endpoint.as_str())
            .body(protocol::events::MEDIA_TYPE, token)
            .send()
            .await?;
        if is_link {
            return Ok(());
        }
        let mut unit = Unit::new();
        unit.acknowledge_lease(arrangement, source.uuid.as_str(), delivery.sequence);
        self.db
            .commit(unit)
            .await
            .map_err(|error| later(error.into()))?;
        self.acknowledged.notify_waiters();
        Ok(())
    }

    async fn event_for(
        &self,
        arrangement: &str,
        delivery: &Delivery,
        source: &Source,
    ) -> Result<(Event, String)> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let leg = self.leg(arrangement, source.uuid.as_str()).await?;
        let arrangement_id = ArrangementId::parse(&leg).map_err(|error| wrong(&error))?;
        let epoch = u64::try_from(delivery.sequence).map_err(|error| wrong(&error))?;
        let at = delivery.enqueued_at / SECOND;
        let event = if delivery.payload == State::Withdrawn.name() {
            Event::PermissionWithdrawn(PermissionWithdrawn {
                arrangement_id,
                epoch,
                at,
                erase_received: false,
            })
        } else {
            let state = match delivery.payload.as_str() {
                "granted" => PermissionState::Granted,
                "suspended" => PermissionState::Suspended,
                "expired" => PermissionState::Expired,
                // Revoked or invalidated: for the connector it is over.
                _ => PermissionState::Withdrawn,
            };
            Event::PermissionChanged(PermissionChanged {
                arrangement_id,
                epoch,
                state,
                at,
            })
        };
        Ok((event, format!("{leg}:{epoch}")))
    }

    fn event_token(&self, source: &Source, event: Event, jti: &str) -> Result<String> {
        let token = EventToken {
            iss: self.issuer(),
            aud: Audience::from(source.base_url.clone()),
            iat: self.clock.seconds(),
            jti: TokenId::parse(jti).map_err(|error| Error::Internal(error.to_string()))?,
            events: vec![event],
        };
        Ok(token.sign(&self.keys.signer())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_end_of_a_lease_is_never_before_the_connectors() {
        assert_eq!(end(0, 10), 11 * SECOND);
        assert_eq!(end(0, 1000), 1010 * SECOND);
    }
}
