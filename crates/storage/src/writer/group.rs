//! One transaction of many units.
//!
//! The fast way runs the units' statements in order and gathers their inserts into statements of
//! many rows; a statement that names a table first has the rows gathered for it written, so each
//! unit sees what the ones before it wrote. Statements that many units share run together, first. A guard that comes first in its unit and fails has
//! written nothing: the unit is dropped and the others go on. Any other failure rolls back, and the
//! group runs the separate way: each unit within a savepoint of its own, so that every failure has
//! its unit. Both ways give what some serial order of the units gives.
use super::connection::Connection;
use super::mark::Mark;
use super::sql::{Action, Texts, batch};
use crate::counters::{LiveCounters, add};
use crate::engine::{EngineKind, Location};
use crate::error::{Error, Result, is_disconnected, is_transient};
use crate::unit::{Committed, OnDuplicate, Table, Unit};
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a group is tried while others disturb it, or the database is away: a caller that waits
/// longer has given up itself.
const LONGEST_TRY: Duration = Duration::from_secs(10);
/// The first wait after a serialization failure, doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(1);
/// The longest wait: the other process's transaction takes milliseconds.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// Results of the units, in their order.
pub(super) type Outcomes = Vec<Result<Committed>>;

/// Why a pass over the group ended without being ready to commit.
pub(super) enum Halt {
    /// The fast way is spoiled: run the units separately.
    Separate,
    /// The writer's mark is gone, and a new one made: run the same way again.
    Unmarked,
    /// The engine failed.
    Engine(sqlx::Error),
}

impl From<sqlx::Error> for Halt {
    fn from(error: sqlx::Error) -> Self {
        Self::Engine(error)
    }
}

/// The writer's connection and what it remembers between groups.
pub(crate) struct Group {
    pub(super) connection: Connection,
    location: Location,
    counters: Arc<LiveCounters>,
    pub(super) texts: Texts,
    pub(super) names: HashMap<(usize, &'static str), bool>,
    mark: Option<Mark>,
}

impl Group {
    pub(crate) fn new(
        connection: Connection,
        location: Location,
        counters: Arc<LiveCounters>,
    ) -> Self {
        let kind = connection.kind();
        let mark = (kind == EngineKind::Postgres).then(Mark::new);
        Self {
            connection,
            location,
            counters,
            texts: Texts::new(kind),
            names: HashMap::new(),
            mark,
        }
    }

    pub(crate) async fn close(mut self) {
        if let Some(mark) = &self.mark {
            mark.forget(&mut self.connection).await.ok();
        }
        self.connection.close().await;
    }

    /// Writes the units in one transaction; an answer for each, in order.
    pub(crate) async fn commit(&mut self, units: &[Unit]) -> Outcomes {
        let mut separately = false;
        let started = Instant::now();
        let mut attempts = 0;
        let mut wait = FIRST_WAIT;
        let mut in_doubt: Option<Outcomes> = None;
        loop {
            attempts += 1;
            let error = match self.attempt(units, separately, &mut in_doubt).await {
                Ok(outcomes) => return outcomes,
                Err(Halt::Separate) => {
                    add(&self.counters.separations, 1);
                    self.connection.rollback().await.ok();
                    separately = true;
                    continue;
                }
                Err(Halt::Unmarked) => continue,
                Err(Halt::Engine(error)) => error,
            };
            let transient = is_transient(&error);
            let disconnected = is_disconnected(&error);
            if started.elapsed() >= LONGEST_TRY && (transient || disconnected) {
                self.connection.rollback().await.ok();
                let error = match (in_doubt, transient) {
                    (Some(_), _) => Error::InDoubt,
                    (None, true) => Error::Busy { attempts },
                    (None, false) => Error::from(error),
                };
                return units.iter().map(|_| Err(error.clone())).collect();
            }
            if disconnected {
                tracing::warn!(%error, "connection of the writer lost");
                tokio::time::sleep(jittered(wait)).await;
                self.reconnect().await;
            } else {
                self.connection.rollback().await.ok();
                if transient {
                    add(&self.counters.retries, 1);
                    tokio::time::sleep(jittered(wait)).await;
                } else if separately || units.len() == 1 {
                    let error = Error::from(error);
                    return units.iter().map(|_| Err(error.clone())).collect();
                } else {
                    add(&self.counters.separations, 1);
                    separately = true;
                    continue;
                }
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// One transaction. `in_doubt` holds the outcomes while a COMMIT is under way whose end the
    /// engine may not have told.
    async fn attempt(
        &mut self,
        units: &[Unit],
        separately: bool,
        in_doubt: &mut Option<Outcomes>,
    ) -> Result<Outcomes, Halt> {
        self.connection.begin().await?;
        if let Some(mark) = &mut self.mark
            && !mark.advance(&mut self.connection).await?
        {
            self.connection.rollback().await?;
            if let Some(outcomes) = in_doubt.take() {
                // The mark has moved already: the COMMIT in doubt did happen.
                mark.committed();
                return Ok(outcomes);
            }
            *mark = Mark::new();
            return Err(Halt::Unmarked);
        }
        // A COMMIT in doubt has not happened, and cannot any more: the mark's row is ours now.
        *in_doubt = None;
        let outcomes = if separately {
            self.separately(units).await?
        } else {
            self.together(units).await?
        };
        if self.mark.is_some() {
            *in_doubt = Some(outcomes.clone());
        }
        if let Err(error) = self.connection.commit().await {
            if !is_disconnected(&error) {
                *in_doubt = None;
            }
            return Err(error.into());
        }
        if let Some(mark) = &mut self.mark {
            mark.committed();
        }
        *in_doubt = None;
        Ok(outcomes)
    }

    async fn reconnect(&mut self) {
        add(&self.counters.reconnects, 1);
        match Connection::open(&self.location).await {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::warn!(%error, "the writer cannot reconnect yet"),
        }
    }

    /// Writes rows in statements of many; gives the keys of those taken, where the action tells.
    pub(super) async fn write_rows<R: AsRef<[Value]> + Sync>(
        &mut self,
        table: &'static Table,
        action: Action,
        rows: &[R],
    ) -> Result<Vec<Vec<Value>>, sqlx::Error> {
        let mut taken = Vec::new();
        let mut rest = rows;
        while !rest.is_empty() {
            let count = batch(table, rest.len());
            let (now, later) = rest.split_at(count);
            rest = later;
            let sql = self.texts.get(table, action, count);
            let values: Vec<&Value> = now.iter().flat_map(AsRef::as_ref).collect();
            match action {
                Action::Insert(OnDuplicate::Ignore | OnDuplicate::Conflict) => {
                    taken.extend(self.connection.fetch(sql, values).await?);
                }
                _ => {
                    self.connection.execute(sql, values).await?;
                }
            }
        }
        Ok(taken)
    }
}

/// Between half and all of a wait, so that two processes do not meet again and again.
fn jittered(wait: Duration) -> Duration {
    let half = u64::try_from(wait.as_micros() / 2).unwrap_or(u64::MAX);
    Duration::from_micros(half + rand::random_range(0..=half))
}
