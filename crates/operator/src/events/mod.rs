//! Events from other parties (RFC 8417, RFC 8935): verified, taken once.
pub(crate) mod api;

use protocol::events::{Event, EventError, EventToken, Expectations, Unverified};
use protocol::ids::Issuer;
use protocol::jose::{JoseError, KeySet};
use storage::replay::Replay as _;

use crate::clock::DAY;
use crate::{Error, Operator, Result};

/// How long an event's id is remembered: far longer than any sender goes on delivering.
const REMEMBERED: i64 = 90 * DAY;

/// Why an event is not taken.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Its sender made a mistake, or is not one of ours.
    Event(EventError),
    /// A fault of ours: the sender tries again.
    Fault(Error),
}

impl From<EventError> for Refusal {
    fn from(error: EventError) -> Self {
        Self::Event(error)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl Operator {
    /// Takes an event in. One that was taken before is acknowledged again.
    pub(crate) async fn take_event(&self, token: &str) -> Result<(), Refusal> {
        let issuer = Unverified::parse(token)?.issuer()?;
        let verified = self.verify_event(token, &issuer).await?;
        let scope = format!("event:{issuer}");
        let until = self.clock.now() + REMEMBERED;
        // What an event causes can be caused again, so it is caused before the event counts as taken: a crash
        // between the two makes the sender deliver it once more.
        for event in &verified.events {
            self.act_on(&issuer, event).await?;
        }
        self.db
            .first_seen(&scope, verified.jti.as_str(), until)
            .await
            .map_err(Error::from)?;
        Ok(())
    }

    async fn verify_event(&self, token: &str, issuer: &Issuer) -> Result<EventToken, Refusal> {
        let verify = |keys: &KeySet| {
            let expected = Expectations {
                issuer,
                keys,
                audience: &self.audience,
                now: self.clock.seconds(),
            };
            Unverified::parse(token)?.verify(&expected)
        };
        let sources = self.known_sources().await?;
        if let Some(source) = sources.get(issuer.as_str()) {
            return match verify(&source.keys) {
                Err(EventError::Invalid(JoseError::UnknownKey { .. })) => {
                    let newer = self.fetched_again(source).await?;
                    Ok(verify(&newer.as_ref().unwrap_or(source).keys)?)
                }
                verified => Ok(verified?),
            };
        }
        for group in &self.config.trust_groups {
            let registry = self.registry_url(group)?;
            if registry.as_str() == issuer.as_str() {
                let known = verify(&self.registry_keys(group).await?);
                if !matches!(
                    known,
                    Err(EventError::Invalid(JoseError::UnknownKey { .. }))
                ) {
                    return Ok(known?);
                }
                // A newer list may announce the key. Nothing is fetched for strangers, and not often for anyone.
                if self
                    .fetches_again
                    .check_at(registry.as_str(), std::time::Instant::now())
                    .is_err()
                {
                    return Err(Error::Conflict(
                        "too many events at once; try again later".to_owned(),
                    )
                    .into());
                }
                self.trust_list(group).await?;
                return Ok(verify(&self.registry_keys(group).await?)?);
            }
        }
        Err(EventError::Issuer(issuer.clone()).into())
    }

    async fn act_on(&self, issuer: &Issuer, event: &Event) -> Result<()> {
        match event {
            Event::MemberStatusChanged(changed) => {
                tracing::info!(
                    group = %changed.trust_group_uuid, operator = %changed.operator_uuid, status = ?changed.status,
                    "a member of a trust group has another standing"
                );
                self.discover().await
            }
            Event::LinkEnded(ended) => self.source_ended_link(issuer.as_str(), ended).await,
            // Nothing here depends on these yet; they are acknowledged, so that nobody delivers them for ever.
            Event::PermissionChanged(_)
            | Event::PermissionWithdrawn(_)
            | Event::OperatorChanged(_)
            | Event::RightsRequest(_)
            | Event::Other(_) => Ok(()),
        }
    }
}
