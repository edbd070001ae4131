//! Delivering what waits in the outbox, or in another queue of its kind: at least once, in order per key, with backoff,
//! one slow receiver holding up no other.

use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use storage::outbox::{Delivery, Outbox};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::time::now_micros;

/// An event unacknowledged for longer raises an alarm (`protocol.md`, Events).
const ALARM_AFTER: Duration = Duration::from_mins(1);

/// How the outbox is worked through.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Time between looks without being woken: what failed comes due, other processes enqueue too.
    pub look: Duration,
    /// Destinations served at the same time.
    pub destinations: usize,
    /// Deliveries taken at once for one destination; [`Courier::spawn`] makes them at the same time.
    pub batch: usize,
    /// Longest attempt; what has not been acknowledged by then has failed.
    pub attempt: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(1),
            destinations: 16,
            batch: 64,
            attempt: Duration::from_secs(10),
        }
    }
}

/// How much longer than an attempt a claim lasts, so that nobody else delivers meanwhile.
const LEASE_MARGIN: Duration = Duration::from_secs(20);

/// Why a delivery was not acknowledged.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct DeliveryError {
    /// For the operator of the party.
    pub message: String,
    /// Whether to try again. `false` gives the event up: it is deleted, logged and counted.
    pub retry: bool,
}

impl DeliveryError {
    /// Try again later.
    pub fn later(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            retry: true,
        }
    }

    /// It can never succeed.
    pub fn never(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            retry: false,
        }
    }
}

/// What cannot be fetched for good is worth trying again too: the peer may mend it. Only a URL that is none is not.
impl From<crate::fetch::FetchError> for DeliveryError {
    fn from(error: crate::fetch::FetchError) -> Self {
        let retry = !matches!(error, crate::fetch::FetchError::InvalidUrl { .. });
        Self {
            message: error.to_string(),
            retry,
        }
    }
}

/// What came of each delivery of a batch, in its order.
pub type Outcomes = Vec<Result<(), DeliveryError>>;

type Handler = Arc<dyn Fn(String, Vec<Delivery>) -> BoxFuture<'static, Outcomes> + Send + Sync>;

/// Works through one queue of a party's database: the outbox (`Database` itself), or another.
pub struct Courier<Q> {
    queue: Q,
    party: &'static str,
    pace: Pace,
    wake: Arc<Notify>,
    handler: Handler,
}

/// A courier at work.
pub struct Courying {
    wake: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Courying {
    /// Says that something was enqueued. Not needed for it to be delivered, only for it to happen at once.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// The means to wake it, to hand out.
    pub fn waker(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Waits until it has ended: after `stop`, when the attempts under way have.
    pub async fn ended(self) {
        // It only fails by panicking, which has been reported then.
        let _ = self.task.await;
    }
}

impl<Q: Outbox + Send + Sync + 'static> Courier<Q> {
    /// Delivers one by one, several at the same time; of one order key never two.
    pub fn spawn<F, R>(
        queue: Q,
        party: &'static str,
        pace: Pace,
        handler: F,
        stop: CancellationToken,
    ) -> Courying
    where
        F: Fn(Delivery) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), DeliveryError>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let each = move |_: String, deliveries: Vec<Delivery>| {
            let handler = Arc::clone(&handler);
            async move {
                futures_util::future::join_all(
                    deliveries.into_iter().map(|delivery| handler(delivery)),
                )
                .await
            }
        };
        Self::spawn_batched(queue, party, pace, each, stop)
    }

    /// Delivers in batches to one destination each. The handler gives one outcome for each delivery, in their order;
    /// missing ones count as failed.
    pub fn spawn_batched<F, R>(
        queue: Q,
        party: &'static str,
        pace: Pace,
        handler: F,
        stop: CancellationToken,
    ) -> Courying
    where
        F: Fn(String, Vec<Delivery>) -> R + Send + Sync + 'static,
        R: Future<Output = Outcomes> + Send + 'static,
    {
        let wake = Arc::new(Notify::new());
        let handler: Handler =
            Arc::new(move |destination, deliveries| Box::pin(handler(destination, deliveries)));
        let courier = Arc::new(Self {
            queue,
            party,
            pace,
            wake: Arc::clone(&wake),
            handler,
        });
        Courying {
            wake,
            task: tokio::spawn(courier.run(stop)),
        }
    }

    async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut serving: JoinSet<String> = JoinSet::new();
        let mut busy: HashSet<String> = HashSet::new();
        loop {
            if let Err(error) = self.begin(&mut serving, &mut busy, &stop).await {
                tracing::warn!(party = self.party, %error, "what is to be delivered cannot be read");
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(self.pace.look) => {}
                Some(ended) = serving.join_next() => match ended {
                    Ok(destination) => { busy.remove(&destination); }
                    // Whose task panicked is not known; whoever is still served is found busy by its claims.
                    Err(_) => busy.clear(),
                },
            }
        }
        while serving.join_next().await.is_some() {}
        self.measure().await;
    }

    /// Begins to serve every destination that something is due for and that is not served already.
    async fn begin(
        self: &Arc<Self>,
        serving: &mut JoinSet<String>,
        busy: &mut HashSet<String>,
        stop: &CancellationToken,
    ) -> Result<(), storage::Error> {
        for destination in self.queue.due_destinations(now_micros()).await? {
            if busy.len() >= self.pace.destinations {
                break;
            }
            if busy.insert(destination.clone()) {
                let (courier, stop) = (Arc::clone(self), stop.clone());
                serving.spawn(async move {
                    if let Err(error) = courier.serve(&destination, &stop).await {
                        tracing::warn!(party = courier.party, destination, %error, "deliveries cannot be recorded");
                    }
                    destination
                });
            }
        }
        self.measure().await;
        Ok(())
    }

    /// Delivers to one destination until nothing more is due for it.
    async fn serve(
        &self,
        destination: &str,
        stop: &CancellationToken,
    ) -> Result<(), storage::Error> {
        let lease = self.pace.attempt + LEASE_MARGIN;
        let lease = i64::try_from(lease.as_micros()).unwrap_or(i64::MAX);
        let limit = i64::try_from(self.pace.batch).unwrap_or(i64::MAX);
        while !stop.is_cancelled() {
            let deliveries = self
                .queue
                .claim(destination, now_micros(), lease, limit)
                .await?;
            if deliveries.is_empty() {
                break;
            }
            // A handler that panics has failed; the panic itself has been reported by then.
            let attempt = AssertUnwindSafe(async {
                (self.handler)(destination.to_owned(), deliveries.clone()).await
            })
            .catch_unwind();
            let outcomes = tokio::time::timeout(self.pace.attempt, attempt).await;
            let outcomes = outcomes.unwrap_or(Ok(Outcomes::new())).unwrap_or_default();
            let any_done = self.record(&deliveries, outcomes).await?;
            if !any_done {
                break;
            }
        }
        Ok(())
    }

    /// Writes down what came of each; says whether any is done with.
    async fn record(
        &self,
        deliveries: &[Delivery],
        outcomes: Outcomes,
    ) -> Result<bool, storage::Error> {
        let mut done = Vec::new();
        let missing = std::iter::repeat_with(|| Err(DeliveryError::later("no outcome in time")));
        let mut failed = Vec::new();
        for (delivery, outcome) in deliveries.iter().zip(outcomes.into_iter().chain(missing)) {
            match outcome {
                Ok(()) => {
                    metrics::counter!("fiducia_outbox_delivered_total", "party" => self.party)
                        .increment(1);
                    done.push(delivery.clone());
                }
                Err(error) if error.retry => {
                    metrics::counter!("fiducia_outbox_failed_total", "party" => self.party)
                        .increment(1);
                    let (id, kind, attempts) = (&delivery.id, &delivery.kind, delivery.attempts);
                    tracing::debug!(party = self.party, destination = delivery.destination, id, kind, attempts, %error, "not delivered yet");
                    failed.push((delivery, error));
                }
                Err(error) => {
                    metrics::counter!("fiducia_outbox_given_up_total", "party" => self.party)
                        .increment(1);
                    let (id, kind) = (&delivery.id, &delivery.kind);
                    tracing::error!(party = self.party, destination = delivery.destination, id, kind, %error, "delivery given up");
                    done.push(delivery.clone());
                }
            }
        }
        if !done.is_empty() {
            self.queue.done(&done).await?;
        }
        let now = now_micros();
        let put_off: Vec<_> = failed
            .iter()
            .map(|(delivery, error)| self.queue.failed(delivery, &error.message, now))
            .collect();
        // All at once: they share one transaction.
        futures_util::future::try_join_all(put_off).await?;
        Ok(!done.is_empty())
    }

    async fn measure(&self) {
        let (Ok(pending), Ok(oldest)) = (
            self.queue.pending().await,
            self.queue.oldest_unacknowledged().await,
        ) else {
            return;
        };
        let age = oldest.map_or(0, |oldest| now_micros().saturating_sub(oldest).max(0));
        let age = Duration::from_micros(u64::try_from(age).unwrap_or_default());
        let count = f64::from(u32::try_from(pending).unwrap_or(u32::MAX));
        metrics::gauge!("fiducia_outbox_pending", "party" => self.party).set(count);
        metrics::gauge!("fiducia_outbox_oldest_seconds", "party" => self.party)
            .set(age.as_secs_f64());
        let alarm = if age > ALARM_AFTER { 1.0 } else { 0.0 };
        metrics::gauge!("fiducia_outbox_alarm", "party" => self.party).set(alarm);
    }
}
