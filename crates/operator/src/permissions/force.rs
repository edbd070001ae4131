//! Where a change is in force: told to the person as it is, not as it is hoped to be.
use std::time::Duration;

use serde::Serialize;
use storage::operator::leases::Leases as _;
use utoipa::ToSchema;

use super::Held;
use crate::{Operator, Result};

/// How often a process that does not deliver the outbox itself looks whether another has.
const LOOK: Duration = Duration::from_millis(100);

/// Whether a change is in force everywhere, or where it is at the latest when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InForce {
    /// No connector releases data under the older version any more.
    pub everywhere: bool,
    /// Connectors that have not confirmed yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub latest: Vec<Latest>,
}

/// A connector that has not confirmed a change, and when its last answer has certainly ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Latest {
    /// The connector's name.
    pub connector: String,
    /// When (RFC 3339).
    pub at: String,
    #[serde(skip)]
    pub(crate) at_micros: i64,
}

impl Operator {
    /// Waits a bounded time until every connector with a live lease has confirmed the permission's epoch.
    pub(crate) async fn wait_until_in_force(&self, held: &Held) -> Result<InForce> {
        self.outbox.notify_one();
        self.webhook_wake.notify_one();
        let deadline =
            tokio::time::Instant::now() + Duration::from_millis(self.config.limits.lease_wait_ms);
        loop {
            let acknowledged = self.acknowledged.notified();
            let in_force = self.in_force(held).await?;
            if in_force.everywhere || tokio::time::Instant::now() >= deadline {
                return Ok(in_force);
            }
            tokio::select! {
                () = acknowledged => {}
                () = tokio::time::sleep(LOOK) => {}
                () = tokio::time::sleep_until(deadline) => {}
            }
        }
    }

    /// As [`Operator::wait_until_in_force`], for several permissions at the same time; of each connector the latest.
    pub(crate) async fn wait_until_all_in_force(&self, all: &[Held]) -> Result<InForce> {
        let waiting = all.iter().map(|held| self.wait_until_in_force(held));
        let mut in_force = InForce {
            everywhere: true,
            latest: Vec::new(),
        };
        for one in futures_util::future::try_join_all(waiting).await? {
            in_force.everywhere &= one.everywhere;
            for latest in one.latest {
                let known = &mut in_force.latest;
                match known.iter_mut().find(|k| k.connector == latest.connector) {
                    Some(earlier) if earlier.at_micros < latest.at_micros => *earlier = latest,
                    Some(_) => {}
                    None => known.push(latest),
                }
            }
        }
        Ok(in_force)
    }

    /// Whether the permission as it stands is in force everywhere at this moment.
    pub(crate) async fn in_force(&self, held: &Held) -> Result<InForce> {
        let mut leases = self
            .db
            .live_leases(&held.row.arrangement_id, self.clock.now())
            .await?;
        leases.retain(|lease| lease.epoch < held.row.epoch);
        if leases.is_empty() {
            return Ok(InForce {
                everywhere: true,
                latest: Vec::new(),
            });
        }
        let sources = self.known_sources().await?;
        let name = |uuid: &str| {
            sources
                .get(uuid)
                .map_or_else(|| uuid.to_owned(), |source| source.metadata.name.clone())
        };
        let latest = leases.into_iter().map(|lease| Latest {
            connector: name(&lease.connector_uuid),
            at: crate::clock::rfc3339(lease.valid_until),
            at_micros: lease.valid_until,
        });
        Ok(InForce {
            everywhere: false,
            latest: latest.collect(),
        })
    }
}
