//! What every kind of upstream has in common: how much is asked of it at once, when it is left alone, and how it is.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::view::Window;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::{Change, Evolution, Source, SourceAnswer, SourceError, Unchanged, Wanted};
use crate::clock::Clock;
use crate::config::UpstreamLimits;

/// How much one answer's time weighs in the usual time: an eighth, as in TCP's round trips (RFC 6298 §2).
const LATENCY_WEIGHT: u64 = 8;

/// The upstream, as all workers see it together.
pub(crate) struct Upstream {
    kind: &'static str,
    /// Which one of several it is; none where there is one.
    origin: Option<String>,
    limits: UpstreamLimits,
    clock: Clock,
    room: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Failures since the last answer.
    failures: AtomicU32,
    /// Set while it is left alone.
    rest: Mutex<Option<Resting>>,
    /// In microseconds since the epoch; 0 when there was none.
    last_success: AtomicI64,
    last_failure: Mutex<Option<(i64, SourceError)>>,
    /// What an answer usually takes, in microseconds.
    latency: AtomicU64,
}

struct Resting {
    until: Instant,
    /// Whether a request tries it at the moment.
    tried: bool,
}

impl Upstream {
    /// An upstream of which nothing is known yet.
    pub(crate) fn new(kind: &'static str, limits: &UpstreamLimits, clock: &Clock) -> Arc<Self> {
        Self::named(kind, None, limits, clock)
    }

    /// As [`Upstream::new`], of an origin that gateway files ask.
    pub(crate) fn of_origin(origin: String, limits: &UpstreamLimits, clock: &Clock) -> Arc<Self> {
        Self::named("gateways", Some(origin), limits, clock)
    }

    fn named(
        kind: &'static str,
        origin: Option<String>,
        limits: &UpstreamLimits,
        clock: &Clock,
    ) -> Arc<Self> {
        Arc::new(Self {
            kind,
            origin,
            room: Arc::new(Semaphore::new(limits.requests)),
            limits: limits.clone(),
            clock: clock.clone(),
            waiting: AtomicUsize::new(0),
            failures: AtomicU32::new(0),
            rest: Mutex::default(),
            last_success: AtomicI64::new(0),
            last_failure: Mutex::default(),
            latency: AtomicU64::new(0),
        })
    }

    /// Asks it within its limits. An answer comes with the request's place, which is kept until the caller has said what
    /// came of it.
    ///
    /// # Errors
    /// What `asking` says, which is told; [`SourceError::Slow`]; [`SourceError::Busy`] and [`SourceError::LeftAlone`],
    /// where it is not asked.
    pub(crate) async fn ask<T>(
        self: &Arc<Self>,
        asking: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<(T, Reading), SourceError> {
        let mut reading = self.enter().await?;
        let limit = Duration::from_millis(self.limits.read_ms);
        let answer = tokio::time::timeout(limit, asking).await;
        match answer.unwrap_or(Err(SourceError::Slow)) {
            Ok(answer) => Ok((answer, reading)),
            Err(error) => {
                reading.ended(Err(error));
                Err(error)
            }
        }
    }

    /// A place among the requests to it: at once, after a wait, or not at all.
    async fn enter(self: &Arc<Self>) -> Result<Reading, SourceError> {
        let mut reading = Reading {
            upstream: Arc::clone(self),
            trial: self.admit()?,
            room: None,
            begun: Instant::now(),
            is_told: false,
        };
        if let Ok(room) = Arc::clone(&self.room).try_acquire_owned() {
            reading.room = Some(room);
            return Ok(reading);
        }
        let _place = Place::take(self).ok_or(SourceError::Busy)?;
        let patience = Duration::from_millis(self.limits.waiting_ms);
        let room = tokio::time::timeout(patience, Arc::clone(&self.room).acquire_owned());
        let Ok(Ok(room)) = room.await else {
            return Err(SourceError::Busy);
        };
        reading.room = Some(room);
        reading.begun = Instant::now();
        Ok(reading)
    }

    /// Whether it may be asked now; `true` when this request is the one that tries it.
    fn admit(&self) -> Result<bool, SourceError> {
        if self.failures.load(Ordering::Relaxed) < self.limits.failures {
            return Ok(false);
        }
        match self.rest().as_mut() {
            None => Ok(false),
            Some(resting) if resting.tried || Instant::now() < resting.until => {
                Err(SourceError::LeftAlone)
            }
            Some(resting) => {
                resting.tried = true;
                Ok(true)
            }
        }
    }

    fn answered(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let before = self.latency.load(Ordering::Relaxed);
        let after = if before == 0 {
            took
        } else {
            before - before / LATENCY_WEIGHT + took / LATENCY_WEIGHT
        };
        self.latency.store(after, Ordering::Relaxed);
        self.last_success
            .store(self.clock.micros(), Ordering::Relaxed);
        if self.failures.swap(0, Ordering::Relaxed) >= self.limits.failures
            && self.rest().take().is_some()
        {
            tracing::info!(
                kind = self.kind,
                origin = self.origin,
                "the source answers again"
            );
            self.measure();
        }
    }

    fn failed(&self, error: SourceError) {
        *self.last_failure() = Some((self.clock.micros(), error));
        if !error.is_failure() {
            return;
        }
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        if failures < self.limits.failures {
            return;
        }
        let pause = Duration::from_millis(self.limits.pause_ms);
        let resting = Resting {
            until: Instant::now() + pause,
            tried: false,
        };
        if self.rest().replace(resting).is_none() {
            tracing::warn!(
                kind = self.kind, origin = self.origin, failures, %error,
                "the source fails again and again: it is left alone for a while"
            );
            self.measure();
        }
    }

    /// The request that tried it came to no end.
    fn trial_left(&self) {
        if let Some(resting) = self.rest().as_mut() {
            resting.tried = false;
        }
    }

    fn rest(&self) -> MutexGuard<'_, Option<Resting>> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_failure(&self) -> MutexGuard<'_, Option<(i64, SourceError)>> {
        self.last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> &'static str {
        match self.rest().as_ref() {
            None => "closed",
            Some(resting) if resting.tried => "half-open",
            Some(_) => "open",
        }
    }

    fn in_use(&self) -> usize {
        self.limits.requests - self.room.available_permits()
    }

    /// How it is, for the organisation.
    pub(crate) fn status(&self) -> Value {
        let last_success = self.last_success.load(Ordering::Relaxed);
        let last_failure = *self.last_failure();
        let mut status = json!({
            "kind": self.kind,
            "breaker": self.state(),
            "failures_in_a_row": self.failures.load(Ordering::Relaxed),
            "last_success_at": (last_success > 0).then_some(last_success),
            "last_failure": last_failure.map(|(at, error)| json!({
                "at": at, "problem": error.problem().as_str(), "detail": error.to_string(),
            })),
            "usual_ms": self.usual().as_millis(),
            "requests": self.in_use(),
            "waiting": self.waiting.load(Ordering::Relaxed),
        });
        if let Some(origin) = &self.origin {
            status["origin"] = origin.as_str().into();
        }
        status
    }

    fn usual(&self) -> Duration {
        Duration::from_micros(self.latency.load(Ordering::Relaxed))
    }

    /// How it is, as metrics.
    pub(crate) fn measure(&self) {
        let open = match self.state() {
            "closed" => 0.0,
            "half-open" => 0.5,
            _ => 1.0,
        };
        let count = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
        let micros = self.last_success.load(Ordering::Relaxed);
        let last_success = Duration::from_micros(u64::try_from(micros).unwrap_or_default());
        let waiting = self.waiting.load(Ordering::Relaxed);
        let labels: Vec<(&str, String)> = self
            .origin
            .iter()
            .map(|origin| ("origin", origin.clone()))
            .collect();
        let gauge = |name: &'static str, value: f64| metrics::gauge!(name, &labels).set(value);
        gauge("connector_upstream_breaker_open", open);
        gauge(
            "connector_upstream_last_success_seconds",
            last_success.as_secs_f64(),
        );
        gauge(
            "connector_upstream_usual_seconds",
            self.usual().as_secs_f64(),
        );
        gauge("connector_upstream_requests", count(self.in_use()));
        gauge("connector_upstream_waiting", count(waiting));
    }
}

/// A place in the queue.
struct Place<'u>(&'u AtomicUsize);

impl<'u> Place<'u> {
    fn take(upstream: &'u Upstream) -> Option<Self> {
        let place = Self(&upstream.waiting);
        let before = upstream.waiting.fetch_add(1, Ordering::Relaxed);
        (before < upstream.limits.waiting).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request to the upstream, from its place to the end of its answer.
pub(crate) struct Reading {
    upstream: Arc<Upstream>,
    room: Option<OwnedSemaphorePermit>,
    trial: bool,
    begun: Instant,
    is_told: bool,
}

impl Reading {
    /// Says what came of it; the first word counts.
    pub(crate) fn ended(&mut self, outcome: Result<(), SourceError>) {
        if self.is_told {
            return;
        }
        self.is_told = true;
        self.room = None;
        let word = outcome.map_or_else(|error| error.problem().as_str(), |()| "answered");
        metrics::counter!("connector_upstream_requests_total", "outcome" => word).increment(1);
        match outcome {
            Err(SourceError::NoIdentifier | SourceError::UnusableIdentifier) => {
                // It was not asked.
                self.is_told = false;
            }
            Ok(())
            | Err(SourceError::NotFound | SourceError::Unchangeable | SourceError::RefusesChange) =>
            {
                self.upstream.answered(self.begun.elapsed());
            }
            Err(error) => {
                self.upstream.failed(error);
                if !error.is_failure() && self.trial {
                    self.upstream.answered(self.begun.elapsed());
                }
            }
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.trial && !self.is_told {
            self.upstream.trial_left();
        }
    }
}

/// A kind of upstream under the limits that hold for all.
pub(crate) struct Limited {
    source: Box<dyn Source>,
    upstream: Arc<Upstream>,
}

impl Limited {
    /// One worker's way to the upstream.
    pub(crate) fn new(source: Box<dyn Source>, upstream: &Arc<Upstream>) -> Self {
        Self {
            source,
            upstream: Arc::clone(upstream),
        }
    }
}

impl Source for Limited {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            debug_assert!(
                !wanted.attributes.is_empty(),
                "nothing is read where nothing is permitted"
            );
            let (mut answer, mut reading) = self.upstream.ask(self.source.read(wanted)).await?;
            match &mut answer {
                SourceAnswer::Whole(_) => reading.ended(Ok(())),
                SourceAnswer::Pieces(pieces) => pieces.hold(reading),
            }
            Ok(answer)
        })
    }

    fn past<'a>(
        &'a self,
        wanted: Wanted<'a>,
        window: &'a Window,
    ) -> BoxFuture<'a, Result<Vec<Evolution>, SourceError>> {
        Box::pin(async move {
            let asking = self.source.past(wanted, window);
            let (found, mut reading) = self.upstream.ask(asking).await?;
            reading.ended(Ok(()));
            Ok(found)
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move {
            let changing = async {
                match self.source.change(change).await {
                    // What the source says to the person is an answer of a source that is well.
                    Err(unchanged) if unchanged.reasons.is_empty() => Err(unchanged.error),
                    outcome => Ok(outcome),
                }
            };
            let (outcome, mut reading) = self.upstream.ask(changing).await?;
            reading.ended(Ok(()));
            outcome
        })
    }

    fn subscribe<'a>(
        &'a self,
        wanted: Wanted<'a>,
        asked: Value,
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async move {
            let ((), mut reading) = self
                .upstream
                .ask(self.source.subscribe(wanted, asked))
                .await?;
            reading.ended(Ok(()));
            Ok(())
        })
    }

    fn has_subscription<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async move {
            let asking = self.upstream.ask(self.source.has_subscription(id));
            let ((), mut reading) = asking.await?;
            reading.ended(Ok(()));
            Ok(())
        })
    }

    fn unsubscribe<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async move {
            let ((), mut reading) = self.upstream.ask(self.source.unsubscribe(id)).await?;
            reading.ended(Ok(()));
            Ok(())
        })
    }
}
