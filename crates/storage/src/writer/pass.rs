//! What the fast way gathers: rows of many units, by table.
use super::group::Outcomes;
use super::sql::Action;
use crate::unit::{Step, Table, Unit};
use crate::value::Value;
use std::collections::HashSet;

/// A row a unit wants written.
pub(super) struct Gathered<'u> {
    pub(super) table: &'static Table,
    pub(super) action: Action,
    pub(super) row: &'u [Value],
}

impl<'u> Gathered<'u> {
    pub(super) fn of(step: &'u Step) -> Option<Self> {
        match step {
            Step::Insert {
                table,
                on_duplicate,
                row,
            } => Some(Self {
                table,
                action: Action::Insert(*on_duplicate),
                row,
            }),
            Step::Delete { table, key } => Some(Self {
                table,
                action: Action::Delete,
                row: key,
            }),
            Step::Execute { .. } | Step::Log(_) => None,
        }
    }
}

/// The only statement of a unit.
pub(super) struct Sole<'u> {
    pub(super) unit: usize,
    pub(super) values: &'u [Value],
    pub(super) expected_rows: Option<u64>,
}

impl<'u> Sole<'u> {
    pub(super) fn of(number: usize, unit: &'u Unit) -> Option<(&'static str, Self)> {
        let mut statements = unit.steps.iter().filter_map(|step| match step {
            Step::Execute {
                sql,
                values,
                expected_rows,
            } => Some((
                *sql,
                Self {
                    unit: number,
                    values,
                    expected_rows: *expected_rows,
                },
            )),
            _ => None,
        });
        let first = statements.next()?;
        statements.next().is_none().then_some(first)
    }
}

/// A gathered row, and which answer of which unit it decides.
pub(super) struct Row<'u> {
    pub(super) unit: usize,
    pub(super) slot: usize,
    pub(super) values: &'u [Value],
}

/// Rows of many units for one table.
pub(super) struct Buffer<'u> {
    pub(super) table: &'static Table,
    pub(super) action: Action,
    pub(super) rows: Vec<Row<'u>>,
    pub(super) keys: HashSet<Vec<&'u Value>>,
}

impl Buffer<'_> {
    pub(super) fn key_of<'v>(&self, row: &'v [Value]) -> Vec<&'v Value> {
        if self.action == Action::Delete {
            return row.iter().collect();
        }
        key_of(self.table, row)
    }
}

/// The key's values in a row to insert.
pub(super) fn key_of<'v>(table: &Table, row: &'v [Value]) -> Vec<&'v Value> {
    table
        .key_positions()
        .filter_map(|position| row.get(position))
        .collect()
}

/// What the fast way has so far.
pub(super) struct Pass<'u> {
    pub(super) buffers: Vec<Buffer<'u>>,
    pub(super) outcomes: Outcomes,
    /// Per unit, the step that was written before the others.
    pub(super) written: Vec<Option<usize>>,
}

impl Pass<'_> {
    pub(super) fn buffer(&mut self, table: &'static Table, action: Action) -> usize {
        let found = self
            .buffers
            .iter()
            .position(|buffer| buffer.table.name == table.name && buffer.action == action);
        found.unwrap_or_else(|| {
            self.buffers.push(Buffer {
                table,
                action,
                rows: Vec::new(),
                keys: HashSet::new(),
            });
            self.buffers.len() - 1
        })
    }
}
