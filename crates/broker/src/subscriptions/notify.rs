//! Notifications: changes are queued by their writers, matched in order by one task, and delivered beside one another
//! (ETSI GS CIM 009 §5.8.6 and §6.39). A receiver that is slow or gone holds up nobody.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use ngsi_ld::{Entity, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use web::fetch::GuardedClient;

use super::deliver::{Message, deliver};
use super::shown;
use super::waiting::{Room, resume};
use super::watch::{Watch, Watches};
use super::{Key, SUBSCRIPTIONS};
use crate::Broker;
use crate::collection::Kept;
use crate::entities::select::candidates;
use crate::registrations::subscribe::tell_again;
use crate::registrations::subscriptions as sources;
use crate::store::{Change, failed};
use crate::{clock, lock};

/// Changes that may wait to be matched; more than a batch of the largest size makes.
const QUEUE: usize = 65_536;
/// Notifications that are on their way at once.
const DELIVERIES: usize = 256;
/// Writes whose changes are matched together, so that one commit keeps what is to be told of them.
const TOGETHER: usize = 256;
/// How often subscriptions with a `timeInterval` are looked at: it is given in seconds.
const TICK: Duration = Duration::from_millis(500);
/// The kinds of documents that counters are kept as.
const COUNTERS: &str = "subscription-counters";
const SOURCE_COUNTERS: &str = "source-subscription-counters";

impl Key {
    /// The kind of document that its counters are kept as.
    pub(super) fn counters(&self) -> &'static str {
        if self.collection == SUBSCRIPTIONS {
            COUNTERS
        } else {
            SOURCE_COUNTERS
        }
    }
}

/// What became of a subscription's notifications (§5.2.14.1).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Counters {
    pub(super) sent: u64,
    pub(super) failed: u64,
    pub(super) last_notification: Option<String>,
    pub(super) last_success: Option<String>,
    pub(super) last_failure: Option<String>,
    pub(super) ok: bool,
}

impl Counters {
    /// One goes out.
    pub(crate) fn begin(&mut self, at: &str) {
        self.sent += 1;
        self.ok = true;
        self.last_notification = Some(at.to_owned());
    }

    /// A try has failed; another follows.
    pub(crate) fn missed(&mut self, at: String) {
        self.ok = false;
        self.last_failure = Some(at);
    }

    /// It has arrived, or has not.
    pub(crate) fn end(&mut self, at: String, ok: bool) {
        self.ok = ok;
        if ok {
            self.last_success = Some(at);
        } else {
            self.failed += 1;
            self.last_failure = Some(at);
        }
    }

    /// Puts them into a document's `notification`; nothing before the first one.
    pub(crate) fn show(&self, notification: &mut Value) {
        if self.sent == 0 || !notification.is_object() {
            return;
        }
        notification["status"] = json!(if self.ok { "ok" } else { "failed" });
        notification["timesSent"] = json!(self.sent);
        if self.failed > 0 {
            notification["timesFailed"] = json!(self.failed);
        }
        for (name, at) in [
            ("lastNotification", &self.last_notification),
            ("lastSuccess", &self.last_success),
            ("lastFailure", &self.last_failure),
        ] {
            if let Some(at) = at {
                notification[name] = json!(at);
            }
        }
    }
}

/// The queue, and what is known of subscriptions.
pub(crate) struct Notifications {
    queue: mpsc::Sender<Queued>,
    pub(super) client: GuardedClient,
    pub(super) places: Arc<Semaphore>,
    /// Those that are on their way, or wait for it.
    pub(super) waiting: Room,
    pub(super) stop: CancellationToken,
    watches: Mutex<HashMap<String, Watches>>,
    /// By tenant, subscriptions to registrations that are told at intervals.
    sources: Mutex<HashMap<String, Arc<Vec<Kept>>>>,
    /// How often subscriptions have changed.
    changes: AtomicU64,
    pub(super) counters: Mutex<HashMap<Key, Counters>>,
    /// When a subscription's next notification may or must go out.
    pub(super) due: Mutex<HashMap<Key, Instant>>,
}

/// Changes that wait to be matched.
pub(crate) type Queue = mpsc::Receiver<Queued>;

/// What stands in the queue.
pub(crate) enum Queued {
    /// Changes of a tenant's entities, and what they are kept as until they are matched.
    Changes(String, Option<String>, Vec<Change>),
    /// Somebody who waits until what came before is matched.
    Settled(oneshot::Sender<()>),
}

impl Notifications {
    pub(crate) fn new(client: GuardedClient) -> (Self, Queue) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let notifications = Self {
            queue,
            client,
            places: Arc::new(Semaphore::new(DELIVERIES)),
            waiting: Room::default(),
            stop: CancellationToken::new(),
            watches: Mutex::default(),
            sources: Mutex::default(),
            changes: AtomicU64::new(0),
            counters: Mutex::default(),
            due: Mutex::default(),
        };
        (notifications, waiting)
    }

    /// The client for addresses that clients gave.
    pub(crate) fn client(&self) -> &GuardedClient {
        &self.client
    }

    /// Whether a subscription could be told of these changes. Where subscriptions cannot be read, one could.
    pub(crate) async fn is_awaited(
        &self,
        broker: &Broker,
        tenant: &str,
        changes: &[Change],
    ) -> bool {
        let Ok(watches) = self.watches(broker, tenant).await else {
            return true;
        };
        let mut subjects = changes.iter().filter_map(Change::subject);
        subjects.any(|entity| {
            let mut watches = watches.iter().filter(|watch| watch.interval.is_none());
            watches.any(|watch| watch.watches(entity))
        })
    }

    /// Queues changes that were made, with what they are kept as. A writer never waits.
    pub(crate) fn changed(&self, tenant: &str, id: Option<String>, changes: Vec<Change>) {
        let queued = Queued::Changes(tenant.to_owned(), id, changes);
        if self.queue.try_send(queued).is_err() {
            tracing::warn!(
                "too many changes wait to be matched with subscriptions, some until the next start"
            );
        }
    }

    /// A tenant's subscriptions have changed.
    pub(crate) fn forget(&self, tenant: &str) {
        let mut watches = lock(&self.watches);
        self.changes.fetch_add(1, Ordering::SeqCst);
        watches.remove(tenant);
        lock(&self.sources).remove(tenant);
    }

    /// The subscriptions to registrations that are told at intervals.
    async fn sources(&self, broker: &Broker, tenant: &str) -> Result<Arc<Vec<Kept>>, Problem> {
        if let Some(known) = lock(&self.sources).get(tenant) {
            return Ok(Arc::clone(known));
        }
        let before = self.changes.load(Ordering::SeqCst);
        let all = Arc::new(sources::at_intervals(broker, tenant).await?);
        let mut known = lock(&self.sources);
        if self.changes.load(Ordering::SeqCst) == before {
            known.insert(tenant.to_owned(), Arc::clone(&all));
        }
        Ok(all)
    }

    /// Whether a subscription with a `timeInterval` is to be told now; if so, the next time is set.
    pub(crate) fn is_due(&self, watch: &Watch) -> bool {
        let Some(interval) = watch.interval else {
            return false;
        };
        let mut due = lock(&self.due);
        let now = Instant::now();
        let is_due = due.get(&watch.key).is_none_or(|at| *at <= now);
        if is_due {
            due.insert(watch.key.clone(), now + interval);
        }
        is_due
    }

    /// Has a subscription with a `timeInterval` told when they are looked at next.
    pub(crate) fn make_due(&self, key: &Key) {
        lock(&self.due).remove(key);
    }

    pub(super) async fn watches(&self, broker: &Broker, tenant: &str) -> Result<Watches, Problem> {
        if let Some(known) = lock(&self.watches).get(tenant) {
            return Ok(Arc::clone(known));
        }
        let before = self.changes.load(Ordering::SeqCst);
        let mut all = Vec::new();
        for kept in SUBSCRIPTIONS.all(broker, tenant).await? {
            match Watch::of(broker, tenant, SUBSCRIPTIONS, &kept).await {
                Ok(watch) => all.push(Arc::new(watch)),
                Err(problem) => {
                    tracing::warn!(id = kept.id, %problem, "a subscription cannot be read");
                }
            }
        }
        let all = Arc::new(all);
        let mut watches = lock(&self.watches);
        // What changed while they were read is read again next time.
        if self.changes.load(Ordering::SeqCst) == before {
            watches.insert(tenant.to_owned(), Arc::clone(&all));
        }
        Ok(all)
    }

    /// What became of a subscription's notifications.
    pub(crate) async fn counters(&self, broker: &Broker, key: &Key) -> Result<Counters, Problem> {
        if let Some(known) = lock(&self.counters).get(key) {
            return Ok(known.clone());
        }
        let kept = broker
            .store
            .document(&key.tenant, key.counters(), &key.id)
            .await
            .map_err(|error| failed(&error))?;
        let counters: Counters = kept
            .and_then(|document| serde_json::from_slice(&document.json).ok())
            .unwrap_or_default();
        let mut all = lock(&self.counters);
        Ok(all.entry(key.clone()).or_insert(counters).clone())
    }

    /// A subscription is gone, with what was still to be told and what is known of it.
    pub(crate) async fn withdraw(&self, broker: &Broker, key: &Key) -> Result<(), Problem> {
        lock(&self.counters).remove(key);
        lock(&self.due).remove(key);
        broker
            .store
            .withdraw_notifications(&key.tenant, (key.collection.path, &key.id), key.counters())
            .await
            .map_err(|error| failed(&error))
    }

    /// Notes something of a subscription's notifications, and keeps it.
    pub(super) async fn count(
        &self,
        broker: &Broker,
        key: &Key,
        note: impl FnOnce(&mut Counters) + Send,
    ) {
        let Some(json) = self.noted(broker, key, note).await else {
            return;
        };
        let now = clock::now().micros;
        let kept = broker
            .store
            .put_document(&key.tenant, key.counters(), &key.id, now, &json)
            .await;
        if let Err(error) = kept {
            tracing::warn!(%error, "a subscription's counters were not kept");
        }
    }

    /// Notes something of a subscription's notifications; gives its counters as they are kept.
    pub(super) async fn noted(
        &self,
        broker: &Broker,
        key: &Key,
        note: impl FnOnce(&mut Counters) + Send,
    ) -> Option<Vec<u8>> {
        self.counters(broker, key).await.ok()?;
        let mut all = lock(&self.counters);
        let counters = all.entry(key.clone()).or_default();
        note(counters);
        serde_json::to_vec(counters).ok()
    }

    /// Waits until the changes that were made before are matched, and what is to be told of them is kept.
    pub(crate) async fn settled(&self) {
        let (done, settled) = oneshot::channel();
        if self.queue.send(Queued::Settled(done)).await.is_ok() {
            settled.await.ok();
        }
    }

    /// Stops sending, and waits until what became of each notification is kept; what has not arrived waits for the next start.
    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        let all = u32::try_from(DELIVERIES).unwrap_or(u32::MAX);
        self.places.acquire_many(all).await.ok();
    }
}

/// Matches changes with subscriptions for as long as the broker lives, after it has sent what was left from the last time.
pub(crate) async fn run(broker: Weak<Broker>, mut queue: Queue) {
    if let Some(broker) = broker.upgrade() {
        tokio::spawn(resume(broker));
    }
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut next = Vec::new();
    loop {
        tokio::select! {
            count = queue.recv_many(&mut next, TOGETHER) => {
                let (1.., Some(broker)) = (count, broker.upgrade()) else {
                    return;
                };
                let (mut told, mut done, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
                for queued in next.drain(..) {
                    match queued {
                        Queued::Changes(tenant, id, changes) => {
                            if let Some(of) = matched(&broker, &tenant, &changes).await {
                                told.extend(of);
                                done.extend(id.map(|id| (tenant, id)));
                            }
                        }
                        Queued::Settled(settled) => waiting.push(settled),
                    }
                }
                deliver(&broker, told, &done).await;
                for settled in waiting {
                    settled.send(()).ok();
                }
            }
            _ = tick.tick() => {
                let Some(broker) = broker.upgrade() else { return };
                tell_again(&broker);
                periodic(&broker).await;
            }
        }
    }
}

/// What is to be told of changes, and to whom; nothing where that cannot be found out now.
pub(super) async fn matched(
    broker: &Broker,
    tenant: &str,
    changes: &[Change],
) -> Option<Vec<(Arc<Watch>, Message)>> {
    let mut all = Vec::new();
    let watches = match broker.notifications.watches(broker, tenant).await {
        Ok(watches) => watches,
        Err(problem) => {
            tracing::warn!(%problem, "the subscriptions cannot be read");
            return None;
        }
    };
    let now = clock::now();
    for watch in watches.iter() {
        if watch.status(now.micros) != "active" {
            continue;
        }
        let subjects: Vec<&Entity> = changes.iter().filter_map(Change::subject).collect();
        let linked = match watch.linked(broker, &subjects).await {
            Ok(linked) => linked,
            Err(problem) => {
                tracing::warn!(id = watch.key.id, %problem, "linked entities cannot be read");
                continue;
            }
        };
        let told: Vec<&Change> = changes
            .iter()
            .filter(|change| watch.concerns(change, &linked))
            .collect();
        if told.is_empty() || !may_go(broker, watch) {
            continue;
        }
        let subjects: Vec<&Entity> = told.iter().filter_map(|one| one.subject()).collect();
        match shown::linked(broker, watch, &subjects).await {
            Ok((how, beside)) => {
                let mut data: Vec<Value> = told
                    .iter()
                    .map(|change| shown::change(watch, &how, change, &now.text))
                    .collect();
                data.extend(beside);
                all.push((Arc::clone(watch), Message::Entities(data)));
            }
            Err(problem) => {
                tracing::warn!(id = watch.key.id, %problem, "linked entities cannot be read");
            }
        }
    }
    Some(all)
}

/// Whether throttling and cooling down let a notification go now; if so, the next one waits.
pub(super) fn may_go(broker: &Broker, watch: &Watch) -> bool {
    let mut due = lock(&broker.notifications.due);
    let now = Instant::now();
    if due.get(&watch.key).is_some_and(|at| *at > now) {
        return false;
    }
    match watch.throttling {
        Some(pause) => due.insert(watch.key.clone(), now + pause),
        None => due.remove(&watch.key),
    };
    true
}

/// Sends what subscriptions with a `timeInterval` are to have (§5.8.6).
async fn periodic(broker: &Arc<Broker>) {
    let mut tenants = match broker.store.tenants().await {
        Ok(tenants) => tenants,
        Err(error) => {
            tracing::warn!(%error, "the tenants cannot be read");
            return;
        }
    };
    tenants.push(String::new());
    let mut told_of = Vec::new();
    for tenant in tenants {
        let Ok(watches) = broker.notifications.watches(broker, &tenant).await else {
            continue;
        };
        if let Ok(all) = broker.notifications.sources(broker, &tenant).await {
            for kept in all.iter() {
                if let Err(problem) = sources::periodic(broker, &tenant, kept).await {
                    tracing::warn!(id = kept.id, %problem, "a subscription to registrations failed");
                }
            }
        }
        let now = clock::now().micros;
        for watch in watches.iter().filter(|watch| watch.status(now) == "active") {
            if !broker.notifications.is_due(watch) {
                continue;
            }
            let Ok(all) = candidates(broker, &tenant, &watch.watched).await else {
                continue;
            };
            let subjects: Vec<&Entity> = all.iter().map(|stored| &stored.entity).collect();
            let Ok(linked) = watch.linked(broker, &subjects).await else {
                continue;
            };
            let told: Vec<&Entity> = subjects
                .into_iter()
                .filter(|entity| {
                    watch.selects(entity, &linked) && watch.how.projection.matches(entity)
                })
                .collect();
            let Ok((how, beside)) = shown::linked(broker, watch, &told).await else {
                continue;
            };
            if !told.is_empty() {
                let mut data: Vec<Value> = told
                    .into_iter()
                    .map(|entity| shown::entity(watch, &how, entity))
                    .collect();
                data.extend(beside);
                told_of.push((Arc::clone(watch), Message::Entities(data)));
            }
        }
    }
    deliver(broker, told_of, &[]).await;
}
