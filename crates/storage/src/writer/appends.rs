//! The log entries of a group.
use super::connection::Connection;
use crate::log;
use crate::unit::{Committed, Step, Unit};
use crate::value::Value;
use std::collections::BTreeMap;

/// The log entries of a group: the places reserved in each log, and how far they are used.
pub(super) struct Appends {
    /// Per log: how many entries at most, and the next index to give.
    logs: BTreeMap<String, (i64, i64)>,
}

impl Appends {
    pub(super) fn of(units: &[Unit]) -> Self {
        let mut logs: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for step in units.iter().flat_map(|unit| &unit.steps) {
            if let Step::Log(entry) = step {
                match logs.get_mut(&entry.log) {
                    Some((count, _)) => *count += 1,
                    None => {
                        logs.insert(entry.log.clone(), (1, 0));
                    }
                }
            }
        }
        Self { logs }
    }

    /// Takes places at the end of each log. The head's row is then held until the transaction ends,
    /// so that another process's entries come wholly before or wholly after these. Done first: who
    /// has to wait or to try again has then done no work.
    pub(super) async fn reserve(&mut self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        for (log, (count, next)) in &mut self.logs {
            let values = [Value::from(log), Value::Int(*count)];
            let rows = connection.fetch(log::RESERVE.into(), &values).await?;
            let Some([Value::Int(size)]) = rows.first().map(Vec::as_slice) else {
                return Err(sqlx::Error::RowNotFound);
            };
            *next = size - *count;
        }
        Ok(())
    }

    /// Gives a unit's entries their indices, and the rows for them.
    pub(super) fn assign(
        &mut self,
        unit: &Unit,
        committed: &mut Committed,
        rows: &mut Vec<Vec<Value>>,
    ) {
        for step in &unit.steps {
            let Step::Log(entry) = step else { continue };
            let Some((count, next)) = self.logs.get_mut(&entry.log) else {
                continue;
            };
            rows.push(entry.row(*next));
            committed.log_indices.push(next.unsigned_abs());
            *next += 1;
            *count -= 1;
        }
    }

    /// Returns the places that dropped units did not use.
    pub(super) async fn give_back(&self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        for (log, (left, _)) in &self.logs {
            if *left > 0 {
                let values = [Value::from(log), Value::Int(*left)];
                connection.execute(log::GIVE_BACK.into(), &values).await?;
            }
        }
        Ok(())
    }
}
