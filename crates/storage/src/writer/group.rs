//! One transaction of many units.
//!
//! The fast way runs the units' statements in order and gathers their inserts into statements of
//! many rows; a statement that names a table first has the rows gathered for it written, so each
//! unit sees what the ones before it wrote. Statements that many units share run together, first. A guard that comes first in its unit and fails has
//! written nothing: the unit is dropped and the others go on. Any other failure rolls back, and the
//! group runs the separate way: each unit within a savepoint of its own, so that every failure has
//! its unit. Both ways give what some serial order of the units gives.
use super::connection::Connection;
use super::sql::{Action, Texts, batch};
use crate::counters::{LiveCounters, add};
use crate::engine::{EngineKind, Location};
use crate::error::{Error, Result, is_disconnected, is_transient};
use crate::log;
use crate::unit::{Committed, OnDuplicate, Step, Table, Unit};
use crate::value::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Times a group is tried while others disturb it: with the waits below about five seconds.
const MAX_ATTEMPTS: u32 = 30;
/// The first wait after a serialization failure, doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(1);
/// The longest wait: the other process's transaction takes milliseconds.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

const MARK_FIRST: &str = "INSERT INTO writer_marks (writer, sequence, at) VALUES ($1, 0, $2)
    ON CONFLICT (writer) DO NOTHING";
const MARK: &str = "UPDATE writer_marks SET sequence = $3, at = $4
    WHERE writer = $1 AND sequence = CAST($2 AS BIGINT)";
const MARK_FORGET: &str = "DELETE FROM writer_marks WHERE writer = $1 OR at < $2";
/// A writer that has not ended properly leaves its mark; after a month nobody asks for it.
const MARK_LIFETIME_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;

/// Results of the units, in their order.
type Outcomes = Vec<Result<Committed>>;

/// Why a pass over the group ended without being ready to commit.
enum Halt {
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
    connection: Connection,
    location: Location,
    counters: Arc<LiveCounters>,
    texts: Texts,
    names: HashMap<(usize, &'static str), bool>,
    mark: Option<Mark>,
}

/// The row that tells, when the connection breaks during COMMIT, whether the group is in.
struct Mark {
    writer: Value,
    sequence: i64,
    known: bool,
}

impl Mark {
    fn new() -> Self {
        Self {
            writer: Value::from(uuid::Uuid::new_v4()),
            sequence: 0,
            known: false,
        }
    }
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
            let oldest = Value::Int(now_micros() - MARK_LIFETIME_MICROS);
            self.connection
                .execute(MARK_FORGET.into(), [&mark.writer, &oldest])
                .await
                .ok();
        }
        self.connection.close().await;
    }

    /// Writes the units in one transaction; an answer for each, in order.
    pub(crate) async fn commit(&mut self, units: &[Unit]) -> Outcomes {
        let mut separately = false;
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
            if attempts >= MAX_ATTEMPTS {
                self.connection.rollback().await.ok();
                let error = if transient {
                    Error::Busy { attempts }
                } else {
                    Error::from(error)
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
        if self.mark.is_some() && !self.advance_mark().await? {
            self.connection.rollback().await?;
            let Some(mark) = &mut self.mark else {
                return Err(Halt::Unmarked);
            };
            if let Some(outcomes) = in_doubt.take() {
                // The mark has moved already: the COMMIT in doubt did happen.
                mark.sequence += 1;
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
            mark.sequence += 1;
        }
        *in_doubt = None;
        Ok(outcomes)
    }

    /// Moves the mark on within the transaction; `false` when it has been moved already.
    async fn advance_mark(&mut self) -> Result<bool, sqlx::Error> {
        let Some(mark) = &mut self.mark else {
            return Ok(true);
        };
        if !mark.known {
            // Outside the mark's own protection, so done before anything else and on its own.
            let at = Value::Int(now_micros());
            self.connection
                .execute(MARK_FIRST.into(), [&mark.writer, &at])
                .await?;
            self.connection.commit().await?;
            mark.known = true;
            self.connection.begin().await?;
        }
        let (from, to) = (Value::Int(mark.sequence), Value::Int(mark.sequence + 1));
        let values = [&mark.writer, &from, &to, &Value::Int(now_micros())];
        let rows = self.connection.execute(MARK.into(), values).await?;
        Ok(rows == 1)
    }

    async fn reconnect(&mut self) {
        add(&self.counters.reconnects, 1);
        match Connection::open(&self.location).await {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::warn!(%error, "the writer cannot reconnect yet"),
        }
    }

    /// The fast way: inserts of all units gathered.
    async fn together(&mut self, units: &[Unit]) -> Result<Outcomes, Halt> {
        let mut pass = Pass {
            buffers: Vec::new(),
            outcomes: units.iter().map(|_| Ok(Committed::default())).collect(),
            written: vec![None; units.len()],
        };
        let mut appends = Appends::of(units);
        appends.reserve(&mut self.connection).await?;
        self.write_onces(&mut pass, units).await?;
        let guarded = self.run_alike(&mut pass, units).await?;
        for (number, unit) in units.iter().enumerate() {
            if pass.outcomes[number].is_ok()
                && !guarded[number]
                && let Some(guard) = self.run_unit(&mut pass, number, unit).await?
            {
                pass.outcomes[number] = Err(Error::Conflict { guard });
            }
        }
        for position in 0..pass.buffers.len() {
            self.write_buffer(&mut pass, position).await?;
        }
        let mut rows = Vec::new();
        for (unit, outcome) in units.iter().zip(&mut pass.outcomes) {
            if let Ok(committed) = outcome {
                appends.assign(unit, committed, &mut rows);
            }
        }
        appends.give_back(&mut self.connection).await?;
        self.write_rows(&log::LOG_RECORDS, Action::Insert(OnDuplicate::Fail), &rows)
            .await?;
        Ok(pass.outcomes)
    }

    /// Writes the first `insert_once` of every unit before anything else, for tables that the group
    /// touches in no other way, so that the order makes no difference. A unit whose row is not taken
    /// has written nothing and is dropped: a replayed token costs the others nothing.
    async fn write_onces<'u>(
        &mut self,
        pass: &mut Pass<'u>,
        units: &'u [Unit],
    ) -> Result<(), Halt> {
        const ONCE: Action = Action::Insert(OnDuplicate::Conflict);
        let mut tables: Vec<(&'static Table, Vec<Row<'u>>)> = Vec::new();
        for (number, unit) in units.iter().enumerate() {
            let first = unit
                .steps
                .iter()
                .enumerate()
                .find_map(|(slot, step)| match step {
                    Step::Insert {
                        table,
                        on_duplicate: OnDuplicate::Conflict,
                        row,
                    } => Some((
                        *table,
                        Row {
                            unit: number,
                            slot,
                            values: row,
                        },
                    )),
                    _ => None,
                });
            let Some((table, row)) = first else { continue };
            match tables
                .iter_mut()
                .find(|(known, _)| known.name == table.name)
            {
                Some((_, rows)) => rows.push(row),
                None => tables.push((table, vec![row])),
            }
        }
        for (table, rows) in tables {
            let otherwise = units
                .iter()
                .flat_map(|unit| &unit.steps)
                .any(|step| match step {
                    Step::Insert {
                        table: other,
                        on_duplicate,
                        ..
                    } => other.name == table.name && *on_duplicate != OnDuplicate::Conflict,
                    Step::Delete { table: other, .. } => other.name == table.name,
                    Step::Execute { sql, .. } => self.mentions(sql, table.name),
                    Step::Log(_) => false,
                });
            if otherwise {
                continue;
            }
            // Of rows with the same key the first may be taken; the others are not.
            let mut keys = HashSet::new();
            let (firsts, repeated): (Vec<_>, Vec<_>) = rows
                .into_iter()
                .partition(|row| keys.insert(key_of(table, row.values)));
            let all: Vec<&[Value]> = firsts.iter().map(|row| row.values).collect();
            let taken = self.write_rows(table, ONCE, &all).await?;
            let taken: HashSet<Vec<&Value>> =
                taken.iter().map(|key| key.iter().collect()).collect();
            for row in &firsts {
                if taken.contains(&key_of(table, row.values)) {
                    pass.written[row.unit] = Some(row.slot);
                } else {
                    pass.outcomes[row.unit] = Err(Error::Conflict { guard: table.name });
                }
            }
            for row in &repeated {
                pass.outcomes[row.unit] = Err(Error::Conflict { guard: table.name });
            }
        }
        Ok(())
    }

    /// Runs units whose only statement is one that others of the group have too, with the others,
    /// before the rest: on SQLite in one go. Gives which units were run. These units then come first
    /// in the group's order, which is theirs to choose; none of their statements may read what
    /// another of them inserts.
    async fn run_alike<'u>(
        &mut self,
        pass: &mut Pass<'u>,
        units: &'u [Unit],
    ) -> Result<Vec<bool>, Halt> {
        let mut run = vec![false; units.len()];
        let mut alike: Vec<(&'static str, Vec<Sole<'u>>)> = Vec::new();
        for (number, unit) in units.iter().enumerate() {
            if pass.outcomes[number].is_err() {
                continue;
            }
            let Some((sql, sole)) = Sole::of(number, unit) else {
                continue;
            };
            match alike.iter_mut().find(|(known, units)| {
                std::ptr::eq(*known, sql) && units[0].values.len() == sole.values.len()
            }) {
                Some((_, soles)) => soles.push(sole),
                None => alike.push((sql, vec![sole])),
            }
        }
        alike.retain(|(_, soles)| soles.len() > 1);
        let written: HashSet<&'static str> = alike
            .iter()
            .flat_map(|(_, soles)| soles)
            .flat_map(|sole| units[sole.unit].written_tables())
            .map(|table| table.name)
            .collect();
        alike.retain(|(sql, _)| !written.iter().any(|table| self.mentions(sql, table)));
        for (sql, soles) in alike {
            let values: Vec<&[Value]> = soles.iter().map(|sole| sole.values).collect();
            let rows = self
                .connection
                .execute_each(&mut self.texts, sql, &values)
                .await?;
            for (sole, rows) in soles.iter().zip(rows) {
                let number = sole.unit;
                run[number] = true;
                if sole.expected_rows.is_some_and(|expected| expected != rows) {
                    if rows > 0 || pass.written[number].is_some() {
                        return Err(Halt::Separate);
                    }
                    pass.outcomes[number] = Err(Error::Conflict { guard: sql });
                    continue;
                }
                if let Ok(committed) = &mut pass.outcomes[number] {
                    committed.rows.push(rows);
                }
                for (slot, step) in units[number].steps.iter().enumerate() {
                    if pass.written[number] != Some(slot)
                        && let Some(one) = Gathered::of(step)
                    {
                        self.gather(pass, number, one).await?;
                    }
                }
            }
        }
        Ok(run)
    }

    /// Runs a unit's statements and gathers its inserts. Gives the guard that failed, when the unit
    /// has written nothing and can be dropped.
    async fn run_unit<'u>(
        &mut self,
        pass: &mut Pass<'u>,
        number: usize,
        unit: &'u Unit,
    ) -> Result<Option<&'static str>, Halt> {
        let mut staged: Vec<Gathered<'u>> = Vec::new();
        let mut touched = pass.written[number].is_some();
        for (slot, step) in unit.steps.iter().enumerate() {
            match step {
                Step::Insert { .. } if pass.written[number] == Some(slot) => {}
                Step::Insert { .. } | Step::Delete { .. } => staged.extend(Gathered::of(step)),
                Step::Execute {
                    sql,
                    values,
                    expected_rows,
                } => {
                    if staged.iter().any(|one| self.mentions(sql, one.table.name)) {
                        for one in staged.drain(..) {
                            self.gather(pass, number, one).await?;
                        }
                        touched = true;
                    }
                    for position in 0..pass.buffers.len() {
                        let table = pass.buffers[position].table.name;
                        if !pass.buffers[position].rows.is_empty() && self.mentions(sql, table) {
                            self.write_buffer(pass, position).await?;
                        }
                    }
                    let rows = self.connection.execute((*sql).into(), values).await?;
                    if expected_rows.is_some_and(|expected| expected != rows) {
                        if touched || rows > 0 {
                            return Err(Halt::Separate);
                        }
                        return Ok(Some(sql));
                    }
                    touched |= rows > 0;
                    if let Ok(committed) = &mut pass.outcomes[number] {
                        committed.rows.push(rows);
                    }
                }
                Step::Log(_) => {}
            }
        }
        for one in staged {
            self.gather(pass, number, one).await?;
        }
        Ok(None)
    }

    /// Puts a row with the others for its table.
    async fn gather<'u>(
        &mut self,
        pass: &mut Pass<'u>,
        number: usize,
        one: Gathered<'u>,
    ) -> Result<(), Halt> {
        for position in 0..pass.buffers.len() {
            let buffer = &pass.buffers[position];
            let same_table = buffer.table.name == one.table.name;
            if same_table && buffer.action != one.action && !buffer.rows.is_empty() {
                self.write_buffer(pass, position).await?;
            }
        }
        let position = pass.buffer(one.table, one.action);
        let buffer = &mut pass.buffers[position];
        if matches!(
            one.action,
            Action::Insert(OnDuplicate::Fail | OnDuplicate::Skip)
        ) {
            buffer.rows.push(Row {
                unit: number,
                slot: 0,
                values: one.row,
            });
            return Ok(());
        }
        let key = buffer.key_of(one.row);
        if buffer.keys.contains(&key) && one.action != Action::Delete {
            self.write_buffer(pass, position).await?;
        }
        let mut slot = 0;
        if let (Action::Insert(OnDuplicate::Ignore), Ok(committed)) =
            (one.action, &mut pass.outcomes[number])
        {
            slot = committed.taken.len();
            committed.taken.push(false);
        }
        let buffer = &mut pass.buffers[position];
        buffer.keys.insert(key);
        buffer.rows.push(Row {
            unit: number,
            slot,
            values: one.row,
        });
        Ok(())
    }

    /// Writes what was gathered for one table.
    async fn write_buffer(&mut self, pass: &mut Pass<'_>, position: usize) -> Result<(), Halt> {
        let buffer = &mut pass.buffers[position];
        let rows = std::mem::take(&mut buffer.rows);
        buffer.keys.clear();
        if rows.is_empty() {
            return Ok(());
        }
        let (table, action) = (buffer.table, buffer.action);
        let all: Vec<&[Value]> = rows.iter().map(|row| row.values).collect();
        let taken = self.write_rows(table, action, &all).await?;
        let Action::Insert(on_duplicate @ (OnDuplicate::Ignore | OnDuplicate::Conflict)) = action
        else {
            return Ok(());
        };
        let buffer = &pass.buffers[position];
        let taken: HashSet<Vec<&Value>> = taken.iter().map(|key| key.iter().collect()).collect();
        for row in &rows {
            if !taken.contains(&buffer.key_of(row.values)) {
                if on_duplicate == OnDuplicate::Conflict {
                    return Err(Halt::Separate);
                }
            } else if let Ok(committed) = &mut pass.outcomes[row.unit]
                && let Some(slot) = committed.taken.get_mut(row.slot)
            {
                *slot = true;
            }
        }
        Ok(())
    }

    /// Writes rows in statements of many; gives the keys of those taken, where the action tells.
    async fn write_rows<R: AsRef<[Value]> + Sync>(
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

    /// The separate way: each unit within its savepoint.
    async fn separately(&mut self, units: &[Unit]) -> Result<Outcomes, Halt> {
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

    /// Whether a statement names a table, as a word; remembered.
    fn mentions(&mut self, sql: &'static str, table: &'static str) -> bool {
        *self
            .names
            .entry((sql.as_ptr() as usize, table))
            .or_insert_with(|| has_word(sql, table))
    }
}

/// A row a unit wants written.
struct Gathered<'u> {
    table: &'static Table,
    action: Action,
    row: &'u [Value],
}

impl<'u> Gathered<'u> {
    fn of(step: &'u Step) -> Option<Self> {
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
struct Sole<'u> {
    unit: usize,
    values: &'u [Value],
    expected_rows: Option<u64>,
}

impl<'u> Sole<'u> {
    fn of(number: usize, unit: &'u Unit) -> Option<(&'static str, Self)> {
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
struct Row<'u> {
    unit: usize,
    slot: usize,
    values: &'u [Value],
}

/// Rows of many units for one table.
struct Buffer<'u> {
    table: &'static Table,
    action: Action,
    rows: Vec<Row<'u>>,
    keys: HashSet<Vec<&'u Value>>,
}

impl Buffer<'_> {
    fn key_of<'v>(&self, row: &'v [Value]) -> Vec<&'v Value> {
        if self.action == Action::Delete {
            return row.iter().collect();
        }
        key_of(self.table, row)
    }
}

/// The key's values in a row to insert.
fn key_of<'v>(table: &Table, row: &'v [Value]) -> Vec<&'v Value> {
    table
        .key_positions()
        .filter_map(|position| row.get(position))
        .collect()
}

/// What the fast way has so far.
struct Pass<'u> {
    buffers: Vec<Buffer<'u>>,
    outcomes: Outcomes,
    /// Per unit, the step that was written before the others.
    written: Vec<Option<usize>>,
}

impl Pass<'_> {
    fn buffer(&mut self, table: &'static Table, action: Action) -> usize {
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

/// The log entries of a group: the places reserved in each log, and how far they are used.
struct Appends {
    /// Per log: how many entries at most, and the next index to give.
    logs: BTreeMap<String, (i64, i64)>,
}

impl Appends {
    fn of(units: &[Unit]) -> Self {
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
    async fn reserve(&mut self, connection: &mut Connection) -> Result<(), sqlx::Error> {
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
    fn assign(&mut self, unit: &Unit, committed: &mut Committed, rows: &mut Vec<Vec<Value>>) {
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
    async fn give_back(&self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        for (log, (left, _)) in &self.logs {
            if *left > 0 {
                let values = [Value::from(log), Value::Int(*left)];
                connection.execute(log::GIVE_BACK.into(), &values).await?;
            }
        }
        Ok(())
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word)
    })
}

/// Between half and all of a wait, so that two processes do not meet again and again.
fn jittered(wait: Duration) -> Duration {
    let half = u64::try_from(wait.as_micros() / 2).unwrap_or(u64::MAX);
    Duration::from_micros(half + rand::random_range(0..=half))
}

fn now_micros() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_micros()).ok())
        .unwrap_or_default()
}
