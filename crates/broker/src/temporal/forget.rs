//! Forgetting what was when it has been kept for as long as is set (GDPR art. 5(1)(e)).

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{Broker, clock};

/// How often it is looked for: days are counted, so minutes more do not matter.
const EVERY: Duration = Duration::from_mins(10);
/// Entities that are looked for at once.
const ENTITIES: i64 = 100;
/// Instances that go in one transaction: writes wait for no more than these.
const INSTANCES: u16 = 1_000;
const DAY_MICROS: i64 = 86_400_000_000;

/// Forgets at once and then regularly, until it is stopped. What was remembered before this was switched off is forgotten too.
pub(crate) async fn run(broker: Arc<Broker>, stop: CancellationToken) {
    loop {
        match stop.run_until_cancelled(forget(&broker)).await {
            Some(Ok(())) => {}
            Some(Err(error)) => tracing::warn!(%error, "what was cannot be forgotten"),
            None => return,
        }
        let pause = stop.run_until_cancelled(tokio::time::sleep(EVERY));
        if pause.await.is_none() {
            return;
        }
    }
}

/// Forgets everything whose time is over.
async fn forget(broker: &Broker) -> storage::Result<()> {
    let kept = DAY_MICROS.saturating_mul(broker.config.history_days.into());
    let until = clock::now().micros.saturating_sub(kept);
    loop {
        let over = broker.store.over(until, ENTITIES).await?;
        for (tenant, id) in &over {
            let portion = || {
                broker
                    .store
                    .forget_over(tenant, id, until, INSTANCES.into())
            };
            while portion().await? >= INSTANCES.into() {}
        }
        if i64::try_from(over.len()).is_ok_and(|length| length < ENTITIES) {
            return Ok(());
        }
    }
}
