//! The separate way: each unit within a savepoint of its own.
use super::appends::Appends;
use super::group::{Group, Halt, Outcomes};
use super::sql::Action;
use crate::error::{Error, Result, is_disconnected, is_transient};
use crate::log;
use crate::unit::{Committed, OnDuplicate, Step, Unit};
use std::sync::Arc;

impl Group {
    /// The separate way: each unit within its savepoint.
    pub(super) async fn separately(&mut self, units: &[Unit]) -> Result<Outcomes, Halt> {
        let mut outcomes = Vec::with_capacity(units.len());
        for unit in units {
            self.connection
                .execute("SAVEPOINT unit".into(), &[])
                .await?;
            match self.one(unit).await {
                Ok(committed) => {
                    self.connection
                        .execute("RELEASE SAVEPOINT unit".into(), &[])
                        .await?;
                    outcomes.push(Ok(committed));
                }
                Err(Error::Engine(error)) if is_transient(&error) || is_disconnected(&error) => {
                    return Err(match Arc::try_unwrap(error) {
                        Ok(error) => Halt::Engine(error),
                        Err(shared) => Halt::Engine(sqlx::Error::Protocol(shared.to_string())),
                    });
                }
                Err(error) => {
                    self.connection
                        .execute("ROLLBACK TO SAVEPOINT unit".into(), &[])
                        .await?;
                    self.connection
                        .execute("RELEASE SAVEPOINT unit".into(), &[])
                        .await?;
                    outcomes.push(Err(error));
                }
            }
        }
        Ok(outcomes)
    }

    /// One unit, step by step.
    async fn one(&mut self, unit: &Unit) -> Result<Committed> {
        let mut committed = Committed::default();
        for step in &unit.steps {
            match step {
                Step::Insert {
                    table,
                    on_duplicate,
                    row,
                } => {
                    let action = Action::Insert(*on_duplicate);
                    let taken = !self.write_rows(table, action, &[row]).await?.is_empty();
                    match on_duplicate {
                        OnDuplicate::Conflict if !taken => {
                            return Err(Error::Conflict { guard: table.name });
                        }
                        OnDuplicate::Ignore => committed.taken.push(taken),
                        _ => {}
                    }
                }
                Step::Delete { table, key } => {
                    self.write_rows(table, Action::Delete, &[key]).await?;
                }
                Step::Execute {
                    sql,
                    values,
                    expected_rows,
                } => {
                    let rows = self.connection.execute((*sql).into(), values).await?;
                    if expected_rows.is_some_and(|expected| expected != rows) {
                        return Err(Error::Conflict { guard: sql });
                    }
                    committed.rows.push(rows);
                }
                Step::Log(_) => {}
            }
        }
        let mut appends = Appends::of(std::slice::from_ref(unit));
        appends.reserve(&mut self.connection).await?;
        let mut rows = Vec::new();
        appends.assign(unit, &mut committed, &mut rows);
        self.write_rows(&log::LOG_RECORDS, Action::Insert(OnDuplicate::Fail), &rows)
            .await?;
        Ok(committed)
    }
}
