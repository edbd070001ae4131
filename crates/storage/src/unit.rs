//! A unit of work: what is written together or not at all, as a value.
//!
//! Being a value, a unit can wait, share a transaction with others, and be tried again after a
//! serialization failure. Its steps take effect in the order they were added.
use crate::log::LogEntry;
use crate::value::Value;

/// A table as inserts see it. One `static` per table.
#[derive(Debug)]
pub struct Table {
    /// The table's name.
    pub name: &'static str,
    /// Every column that inserts fill, in the order of their values.
    pub columns: &'static [&'static str],
    /// The columns of the primary key or of the unique index that `insert_or_ignore`, `insert_once`,
    /// `upsert` and `delete` go by. They stand among `columns`.
    pub key: &'static [&'static str],
}

impl Table {
    /// The places of the key's columns among `columns`.
    pub(crate) fn key_positions(&self) -> impl Iterator<Item = usize> + '_ {
        self.key
            .iter()
            .filter_map(|key| self.columns.iter().position(|column| column == key))
    }
}

/// What an insert does when a row with the same key is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnDuplicate {
    /// The unit fails with [`crate::Error::Duplicate`].
    Fail,
    /// Nothing, and nobody is told.
    Skip,
    /// Nothing; [`Committed::taken`] tells.
    Ignore,
    /// The unit fails with [`crate::Error::Conflict`], cheaply: others are not disturbed.
    Conflict,
    /// Every column outside the key takes the new value.
    Replace,
}

/// One step of a unit.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A row for a table; rows of many units go into one statement.
    Insert {
        table: &'static Table,
        on_duplicate: OnDuplicate,
        row: Vec<Value>,
    },
    /// The row with this key goes, if it is there; keys of many units go into one statement.
    Delete {
        table: &'static Table,
        key: Vec<Value>,
    },
    /// A statement of its own, with the number of rows it must touch.
    Execute {
        sql: &'static str,
        values: Vec<Value>,
        expected_rows: Option<u64>,
    },
    /// An entry for a log; its index is assigned at commit.
    Log(LogEntry),
}

/// Writes that belong together. See [`crate::Database::commit`].
#[derive(Debug, Clone, Default)]
#[must_use = "a unit does nothing until it is committed"]
pub struct Unit {
    pub(crate) steps: Vec<Step>,
}

impl Unit {
    /// A unit without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Inserts a row. A row with the same key fails the unit with [`crate::Error::Duplicate`]; that
    /// is the costly way to find out, so use it where keys are fresh, else [`Unit::insert_once`].
    ///
    /// # Panics
    /// When `row` has not one value per column: a mistake of the program, found by its first test.
    pub fn insert(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.push_row(table, OnDuplicate::Fail, row)
    }

    /// Inserts a row unless one with the same key is there.
    ///
    /// # Panics
    /// When `row` has not one value per column.
    pub fn insert_if_absent(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.push_row(table, OnDuplicate::Skip, row)
    }

    /// Inserts a row unless one with the same key is there. [`Committed::taken`] has one answer for
    /// each call, in order: `true` if the row was taken.
    ///
    /// # Panics
    /// When `row` has not one value per column.
    pub fn insert_or_ignore(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.push_row(table, OnDuplicate::Ignore, row)
    }

    /// Inserts a row that must be the first with its key: else the unit fails with
    /// [`crate::Error::Conflict`] whose `guard` is the table's name.
    ///
    /// # Panics
    /// When `row` has not one value per column.
    pub fn insert_once(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.push_row(table, OnDuplicate::Conflict, row)
    }

    /// Inserts a row, or gives the row with the same key these values.
    ///
    /// # Panics
    /// When `row` has not one value per column.
    pub fn upsert(&mut self, table: &'static Table, row: Vec<Value>) -> &mut Self {
        self.push_row(table, OnDuplicate::Replace, row)
    }

    fn push_row(
        &mut self,
        table: &'static Table,
        on_duplicate: OnDuplicate,
        row: Vec<Value>,
    ) -> &mut Self {
        assert_eq!(
            row.len(),
            table.columns.len(),
            "a row of `{}` has a value per column",
            table.name
        );
        self.steps.push(Step::Insert {
            table,
            on_duplicate,
            row,
        });
        self
    }

    /// Deletes the row with this key, if it is there.
    ///
    /// # Panics
    /// When `key` has not one value per column of the key.
    pub fn delete(&mut self, table: &'static Table, key: Vec<Value>) -> &mut Self {
        assert_eq!(
            key.len(),
            table.key.len(),
            "a key of `{}` has a value per column",
            table.name
        );
        self.steps.push(Step::Delete { table, key });
        self
    }

    /// Runs a statement (`UPDATE`, `DELETE`, `INSERT … SELECT`). Follow it with
    /// [`Unit::expect_rows`] to make it a guard.
    pub fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> &mut Self {
        self.steps.push(Step::Execute {
            sql,
            values,
            expected_rows: None,
        });
        self
    }

    /// The statement just added must touch this many rows: else the unit fails with
    /// [`crate::Error::Conflict`]. A guard that comes first in its unit and touches nothing costs
    /// the units beside it nothing.
    ///
    /// # Panics
    /// When the last step is not [`Unit::execute`].
    pub fn expect_rows(&mut self, rows: u64) -> &mut Self {
        match self.steps.last_mut() {
            Some(Step::Execute { expected_rows, .. }) => *expected_rows = Some(rows),
            _ => panic!("expect_rows follows execute"),
        }
        self
    }

    /// Appends an entry to a log. Its index is assigned at commit, in commit order, without gaps.
    pub fn log(&mut self, entry: LogEntry) -> &mut Self {
        self.steps.push(Step::Log(entry));
        self
    }

    /// The tables the unit inserts into or deletes from by key.
    pub(crate) fn written_tables(&self) -> impl Iterator<Item = &'static Table> + '_ {
        self.steps.iter().filter_map(|step| match step {
            Step::Insert { table, .. } | Step::Delete { table, .. } => Some(*table),
            Step::Execute { .. } | Step::Log(_) => None,
        })
    }

    /// Adds the steps of another unit after these.
    pub fn append(&mut self, other: Unit) -> &mut Self {
        self.steps.extend(other.steps);
        self
    }
}

/// What became of a unit that is durable now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// The index of each log entry, in the order of the unit's [`Unit::log`] calls.
    pub log_indices: Vec<u64>,
    /// The rows each [`Unit::execute`] touched, in order.
    pub rows: Vec<u64>,
    /// Whether each [`Unit::insert_or_ignore`] took its row, in order.
    pub taken: Vec<bool>,
}
