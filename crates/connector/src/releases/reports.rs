//! Telling from the log, in its order: operators what came of their introspections (MIM4 §5.6.1), and the counts for
//! settlement (§4.2.1).
//!
//! Entries come from memory as they are committed, and from the database when this process did not write them or was
//! started anew. How far it has come lies in the database, so that nothing is left out; an operator may be told twice.
//! What an operator does not take at once waits in the outbox, and the log goes on.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use protocol::ids::OperatorUuid;
use storage::Unit;
use storage::connector::releases::{ReleaseCount, Releases as _};
use storage::log::{Log as _, LogRecord};
use tokio::sync::{Notify, watch};
use web::CancellationToken;

use super::outcomes::{self, Report};
use super::{LOG, Record, State};
use crate::app::App;

/// The name under which the database keeps how far it has come.
const READER: &str = "reports";
/// Entries told of in one go: one request to an operator and one transaction for many.
const MOST_AT_ONCE: usize = 512;
/// Entries kept in memory until they are told of; beyond it they are read from the database again.
const MOST_WAITING: usize = 20_000;
/// How long entries gather before they are told of: people see a release in their operator's log this much later.
const GATHER: Duration = Duration::from_millis(50);
/// How often the database is looked at for entries of other processes, and the count of unlogged refusals is written.
const LOOK: Duration = Duration::from_secs(1);
/// For how long this process reads on alone, in microseconds; another takes over after it.
const HOLD_MICROS: i64 = 15_000_000;
/// When the hold is renewed, in microseconds before its end.
const RENEW_MICROS: i64 = 10_000_000;
/// An entry that was committed but not told within this time is read from the database.
const LOST_AFTER: Duration = Duration::from_millis(500);

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Entries that wait to be told of.
pub(crate) struct Reports {
    waiting: Mutex<BTreeMap<i64, Record>>,
    wake: Notify,
    /// The next index to tell of.
    told: watch::Sender<i64>,
}

impl Reports {
    /// Nothing waits.
    pub(crate) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            wake: Notify::new(),
            told: watch::Sender::new(0),
        }
    }

    /// An entry was committed at this index.
    pub(crate) fn tell(&self, index: i64, record: Record) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MOST_WAITING {
            waiting.insert(index, record);
        }
        drop(waiting);
        self.wake.notify_one();
    }

    /// Waits until everything before `size` has been told of, or for `limit`.
    pub(crate) async fn caught_up(&self, size: i64, limit: Duration) {
        self.wake.notify_one();
        let mut told = self.told.subscribe();
        // Later is as good: whoever asks gets what there is.
        let _ = tokio::time::timeout(limit, told.wait_for(|told| *told >= size)).await;
    }

    /// What has been committed from `next` on without a gap.
    fn take(&self, next: i64) -> Vec<(i64, Record)> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // What lies before was told of by another process.
        *waiting = waiting.split_off(&next);
        let mut taken = Vec::new();
        let mut index = next;
        while taken.len() < MOST_AT_ONCE
            && let Some(record) = waiting.remove(&index)
        {
            taken.push((index, record));
            index += 1;
        }
        taken
    }

    fn is_waiting(&self) -> bool {
        !self
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }
}

/// Tells until `stop`, and then what is left.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let holder = uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .to_string();
    let mut teller = Teller {
        app,
        holder,
        held_until: 0,
        next: 0,
        failing: HashMap::new(),
    };
    loop {
        let stopping = stop.is_cancelled();
        match teller.turn().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the log cannot be told of"),
        }
        if stopping {
            break;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = teller.app.reports.wake.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    if let Err(error) = teller
        .app
        .database
        .release_log_reader(READER, &teller.holder)
        .await
    {
        tracing::debug!(%error, "the reading of the log was not let go");
    }
}

struct Teller {
    app: Arc<App>,
    holder: String,
    held_until: i64,
    next: i64,
    /// Operators that did not take what they were told, and until when they are spared.
    failing: HashMap<OperatorUuid, tokio::time::Instant>,
}

impl Teller {
    /// Tells of some entries; whether there may be more at once.
    async fn turn(&mut self) -> storage::Result<bool> {
        if !self.hold().await? {
            return Ok(false);
        }
        self.count_unlogged().await?;
        let mut batch = self.app.reports.take(self.next);
        if batch.is_empty() {
            batch = self.read().await?;
        }
        let Some((last, _)) = batch.last() else {
            return Ok(false);
        };
        let end = last + 1;
        let full = batch.len() >= MOST_AT_ONCE;
        match self.tell(batch, end).await {
            Ok(()) => Ok(full),
            // Another process reads on: it was faster when this one was late.
            Err(storage::Error::Conflict { .. }) => {
                self.held_until = 0;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    async fn hold(&mut self) -> storage::Result<bool> {
        let now = self.app.clock.micros();
        if now < self.held_until - RENEW_MICROS {
            return Ok(true);
        }
        let until = now.saturating_add(HOLD_MICROS);
        match self
            .app
            .database
            .hold_log_reader(READER, &self.holder, now, until)
            .await?
        {
            Some(next) => {
                self.next = next;
                self.held_until = until;
                self.app.reports.told.send_replace(next);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Entries that are in the database and not in memory.
    async fn read(&self) -> storage::Result<Vec<(i64, Record)>> {
        let size = self.app.database.log_size(LOG).await?;
        if size <= self.next {
            return Ok(Vec::new());
        }
        if self.app.reports.is_waiting() {
            // An entry that is committed comes to memory in a moment, possibly after a later one.
            tokio::time::sleep(LOST_AFTER).await;
            let come = self.app.reports.take(self.next);
            if !come.is_empty() {
                return Ok(come);
            }
        }
        let most = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
        let records = self
            .app
            .database
            .log_range(LOG, self.next, size.min(self.next + most))
            .await?;
        Ok(records
            .iter()
            .map(|record| (record.index, read_record(record)))
            .collect())
    }

    async fn tell(&mut self, batch: Vec<(i64, Record)>, end: i64) -> storage::Result<()> {
        let mut unit = Unit::new();
        unit.advance_log_reader(READER, self.next, end, &self.holder);
        count(&mut unit, &batch);
        let mut by_operator: HashMap<OperatorUuid, Vec<Report>> = HashMap::new();
        for (index, record) in &batch {
            if let Some((operator, report)) = Report::of(*index, record) {
                by_operator.entry(operator).or_default().push(report);
            }
        }
        let now = tokio::time::Instant::now();
        self.failing.retain(|_, until| *until > now);
        let tellings = by_operator.into_iter().map(|(operator, reports)| {
            let spared = self.failing.contains_key(&operator);
            let app = Arc::clone(&self.app);
            async move {
                let left = if spared {
                    reports
                } else {
                    outcomes::tell(&app, &operator, reports).await
                };
                (operator, left)
            }
        });
        for (operator, left) in futures_util::future::join_all(tellings).await {
            if left.is_empty() {
                continue;
            }
            self.failing
                .insert(operator.clone(), now + outcomes::SPARED);
            let at = self.app.clock.micros();
            for report in left {
                outcomes::enqueue(&mut unit, &operator, &report, at);
            }
        }
        self.app.database.commit(unit).await?;
        self.next = end;
        self.app.reports.told.send_replace(end);
        Ok(())
    }

    async fn count_unlogged(&self) -> storage::Result<()> {
        match self.app.refusals.counted(self.app.clock.micros()) {
            None => Ok(()),
            Some(Err(error)) => {
                tracing::error!(%error, "a count of refusals cannot be logged");
                Ok(())
            }
            Some(Ok(entry)) => {
                let mut unit = Unit::new();
                unit.log(entry);
                self.app.database.commit(unit).await.map(drop)
            }
        }
    }
}

/// An entry of another kind, or one that was erased, counts for nothing and is reported to nobody.
fn read_record(record: &LogRecord) -> Record {
    let text = record.record.as_deref().unwrap_or_default();
    serde_json::from_str(text).unwrap_or(Record {
        state: State::Begun,
        ..Record::default()
    })
}

fn count(unit: &mut Unit, batch: &[(i64, Record)]) {
    let mut counts: BTreeMap<_, (i64, i64, i64)> = BTreeMap::new();
    for (_, record) in batch {
        let (Some(operator), Some(service)) = (&record.operator, &record.service) else {
            continue;
        };
        if matches!(record.state, State::Begun | State::ChangeBegun) {
            continue;
        }
        let day = record.at.div_euclid(MICROS_PER_DAY);
        let key = (
            day,
            operator.as_str(),
            service.as_str(),
            record.dataset.as_str(),
            record.outcome_word(),
        );
        let (requests, records, attributes) = counts.entry(key).or_default();
        *requests += 1;
        *records = records.saturating_add(i64::try_from(record.records).unwrap_or(i64::MAX));
        *attributes += i64::try_from(record.released.len()).unwrap_or_default();
    }
    for ((day, operator, service, dataset, outcome), (requests, records, attributes)) in counts {
        let count = ReleaseCount {
            operator: operator.to_owned(),
            service: service.to_owned(),
            dataset: dataset.to_owned(),
            outcome: outcome.to_owned(),
            requests,
            records,
            attributes,
        };
        unit.count_releases(day, &count);
    }
}
