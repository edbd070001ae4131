//! Changes that have not been compared with subscriptions, and notifications that have not arrived yet, are kept in the store:
//! what was not told when a broker ended is told after its next start, at least once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ngsi_ld::Problem;
use storage::broker::notifications::{Beside, Waiting};

use super::deliver::{Message, deliver, dispatch};
use super::notify::{Counters, Notifications, matched};
use super::watch::Watch;
use super::{Key, SUBSCRIPTIONS};
use crate::Broker;
use crate::registrations::subscribe::renew_all;
use crate::registrations::subscriptions::SOURCE_SUBSCRIPTIONS;
use crate::store::{Change, failed};
use crate::{clock, lock};

/// Notifications of one tenant that wait at most: a receiver that is gone holds each for some seconds. What comes on top has
/// failed.
const MAX_WAITING: usize = 10_000;

/// How many notifications wait, by tenant.
#[derive(Clone, Default)]
pub(crate) struct Room(Arc<Mutex<HashMap<String, usize>>>);

/// A notification's place among those that wait; free again when dropped.
pub(super) struct Place {
    room: Room,
    tenant: String,
}

impl Room {
    /// A place, if there is one.
    pub(super) fn enter(&self, tenant: &str) -> Option<Place> {
        let mut all = lock(&self.0);
        let count = all.entry(tenant.to_owned()).or_default();
        if *count >= MAX_WAITING {
            return None;
        }
        *count += 1;
        Some(Place {
            room: self.clone(),
            tenant: tenant.to_owned(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = lock(&self.room.0);
        if let Some(count) = all.get_mut(&self.tenant) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                all.remove(&self.tenant);
            }
        }
    }
}

impl Notifications {
    /// A notification goes out: it is counted once, however often the broker ends meanwhile. Gives when it went out first;
    /// nothing where its subscription is gone.
    pub(super) async fn begin(
        &self,
        broker: &Broker,
        key: &Key,
        waiting: &Waiting,
    ) -> Option<String> {
        if let Some(at) = waiting.begun_at {
            return Some(clock::text(at));
        }
        let now = clock::now();
        let json = self
            .noted(broker, key, |counters| counters.begin(&now.text))
            .await?;
        let begun = broker
            .store
            .begin_notification(&key.tenant, &waiting.id, now.micros, beside(key, &json))
            .await;
        self.is_there(key, begun).then_some(now.text)
    }

    /// It has arrived, or has not and is not sent again.
    pub(super) async fn end(&self, broker: &Broker, key: &Key, id: &str, (at, ok): (String, bool)) {
        let noted = |counters: &mut Counters| counters.end(at, ok);
        if let Some(json) = self.noted(broker, key, noted).await {
            let ended = broker
                .store
                .end_notification(&key.tenant, id, beside(key, &json))
                .await;
            self.is_there(key, ended);
        }
    }

    /// Whether a step of a notification was taken; where its subscription is gone nothing is known of it any longer.
    fn is_there(&self, key: &Key, taken: storage::Result<bool>) -> bool {
        match taken {
            Ok(true) => true,
            Ok(false) => {
                lock(&self.counters).remove(key);
                false
            }
            Err(error) => {
                tracing::warn!(%error, "what became of a notification was not kept");
                true
            }
        }
    }
}

/// Counters as they are kept.
pub(super) fn beside<'a>(key: &'a Key, json: &'a [u8]) -> Beside<'a> {
    Beside {
        kind: key.counters(),
        id: &key.id,
        now: clock::now().micros,
        json,
    }
}

/// Sends what was not sent when the broker ended, and tells sources where it is now.
pub(super) async fn resume(broker: Arc<Broker>) {
    let mut tenants = match broker.store.tenants().await {
        Ok(tenants) => tenants,
        Err(error) => {
            tracing::warn!(%error, "the tenants cannot be read");
            return;
        }
    };
    tenants.push(String::new());
    for tenant in tenants {
        renew_all(&broker, &tenant);
        if let Err(problem) = resume_of(&broker, &tenant).await {
            tracing::warn!(tenant, %problem, "notifications that wait cannot be read");
        }
    }
}

async fn resume_of(broker: &Arc<Broker>, tenant: &str) -> Result<(), Problem> {
    // Read before changes become notifications, which are sent then.
    let all = broker
        .store
        .notifications(tenant, broker.started.micros)
        .await
        .map_err(|error| failed(&error))?;
    compare(broker, tenant).await?;
    let mut watches: HashMap<(String, String), Option<Arc<Watch>>> = HashMap::new();
    for waiting in all {
        let of = (waiting.collection.clone(), waiting.subscription.clone());
        let watch = match watches.get(&of) {
            Some(known) => known.clone(),
            None => {
                let watch = active(broker, tenant, &waiting).await?;
                watches.insert(of, watch.clone());
                watch
            }
        };
        let message = serde_json::from_slice::<Message>(&waiting.json).ok();
        let place = broker.notifications.waiting.enter(tenant);
        match (watch, message, place) {
            (Some(watch), Some(message), Some(place)) => {
                dispatch(broker, watch, waiting, message, place);
            }
            // It is not to be told any longer.
            _ => broker
                .store
                .drop_notification(tenant, &waiting.id)
                .await
                .map_err(|error| failed(&error))?,
        }
    }
    Ok(())
}

/// Compares with subscriptions what was changed and not compared.
async fn compare(broker: &Arc<Broker>, tenant: &str) -> Result<(), Problem> {
    let all = broker.store.changes(tenant, broker.started.micros).await;
    for waiting in all.map_err(|error| failed(&error))? {
        let told = match serde_json::from_slice::<Vec<Change>>(&waiting.json) {
            Ok(changes) => matched(broker, tenant, &changes).await,
            Err(error) => {
                tracing::warn!(tenant, %error, "a change cannot be read, and is not told of");
                Some(Vec::new())
            }
        };
        if let Some(told) = told {
            deliver(broker, told, &[(tenant.to_owned(), waiting.id)]).await;
        }
    }
    Ok(())
}

/// The subscription of a notification, if it is there and still to be told.
async fn active(
    broker: &Broker,
    tenant: &str,
    waiting: &Waiting,
) -> Result<Option<Arc<Watch>>, Problem> {
    let collection = [SUBSCRIPTIONS, SOURCE_SUBSCRIPTIONS]
        .into_iter()
        .find(|collection| collection.path == waiting.collection);
    let Some(collection) = collection else {
        return Ok(None);
    };
    let Some(kept) = collection
        .find(broker, tenant, &waiting.subscription)
        .await?
    else {
        return Ok(None);
    };
    let watch = Watch::of(broker, tenant, collection, &kept).await?;
    let is_active = watch.status(clock::now().micros) == "active";
    Ok(is_active.then(|| Arc::new(watch)))
}
