//! The group-commit writer: one task, one connection; whatever waits shares a transaction and a sync.
mod appends;
pub(crate) mod connection;
mod group;
mod mark;
mod pass;
mod separately;
pub(crate) mod sql;
mod together;

use crate::counters::{LiveCounters, add};
use crate::engine::Location;
use crate::error::{Error, Result};
use crate::unit::{Committed, Unit};
use connection::Connection;
use group::Group;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::{mpsc, oneshot};

/// Units that may wait: beyond this `commit` itself waits, and so does whoever called it.
const QUEUE: usize = 4096;
/// Units in one transaction: enough that the sync costs little each, few enough that the last of
/// them waits some milliseconds.
const MAX_GROUP: usize = 512;

struct Job {
    unit: Unit,
    reply: oneshot::Sender<Result<Committed>>,
}

/// The queue to the writer.
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    pub(crate) async fn commit(&self, unit: Unit) -> Result<Committed> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Job { unit, reply })
            .await
            .map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    pub(crate) fn waiting(&self) -> u64 {
        (self.queue.max_capacity() - self.queue.capacity()) as u64
    }

    /// Waits until the writer has answered what is queued and has ended.
    pub(crate) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        // An empty unit is the writer's word to stop; `Database::commit` never queues one.
        if self
            .queue
            .send(Job {
                unit: Unit::new(),
                reply,
            })
            .await
            .is_ok()
        {
            answer.await.ok();
        }
    }
}

pub(crate) fn start(
    connection: Connection,
    location: Location,
    counters: Arc<LiveCounters>,
) -> Writer {
    let (queue, jobs) = mpsc::channel(QUEUE);
    let group = Group::new(connection, location, Arc::clone(&counters));
    tokio::spawn(run(group, jobs, counters));
    Writer { queue }
}

async fn run(mut group: Group, mut jobs: mpsc::Receiver<Job>, counters: Arc<LiveCounters>) {
    let mut waiting = Vec::with_capacity(MAX_GROUP);
    let mut stopped = None;
    while stopped.is_none() {
        waiting.clear();
        let Some(first) = jobs.recv().await else {
            break;
        };
        // Whoever is ready to run now, woken by the last group's answers, gets to put its unit in
        // before the group is closed; nobody waits for anything.
        tokio::task::yield_now().await;
        waiting.push(first);
        while waiting.len() < MAX_GROUP
            && let Ok(job) = jobs.try_recv()
        {
            waiting.push(job);
        }
        let mut units = Vec::with_capacity(waiting.len());
        let mut replies = Vec::with_capacity(waiting.len());
        for Job { unit, reply } in waiting.drain(..) {
            if unit.is_empty() {
                jobs.close();
                stopped = Some(reply);
            } else {
                units.push(unit);
                replies.push(reply);
            }
        }
        if units.is_empty() {
            continue;
        }
        let started = std::time::Instant::now();
        let outcomes = group.commit(&units).await;
        let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        add(&counters.busy_micros, micros);
        add(&counters.groups, 1);
        counters
            .largest_group
            .fetch_max(units.len() as u64, Ordering::Relaxed);
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            match &outcome {
                Ok(committed) => {
                    add(&counters.units, 1);
                    add(&counters.log_entries, committed.log_indices.len() as u64);
                }
                Err(Error::Conflict { .. }) => add(&counters.conflicts, 1),
                Err(_) => add(&counters.failures, 1),
            }
            // Whoever asked may have gone; the unit is written all the same.
            reply.send(outcome).ok();
        }
    }
    group.close().await;
    if let Some(reply) = stopped {
        reply.send(Ok(Committed::default())).ok();
    }
}
