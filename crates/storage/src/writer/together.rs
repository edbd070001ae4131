//! The fast way: the group's statements in order, its inserts gathered into statements of many rows.
use super::appends::Appends;
use super::group::{Group, Halt, Outcomes};
use super::pass::{Gathered, Pass, Row, Sole, key_of};
use super::sql::Action;
use crate::error::{Error, Result};
use crate::log;
use crate::unit::{Committed, OnDuplicate, Step, Table, Unit};
use crate::value::Value;
use std::collections::HashSet;

impl Group {
    /// The fast way: inserts of all units gathered.
    pub(super) async fn together(&mut self, units: &[Unit]) -> Result<Outcomes, Halt> {
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

    /// Whether a statement names a table, as a word; remembered.
    fn mentions(&mut self, sql: &'static str, table: &'static str) -> bool {
        *self
            .names
            .entry((sql.as_ptr() as usize, table))
            .or_insert_with(|| has_word(sql, table))
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word)
    })
}
