//! Texts of inserts and deletes of many rows, made of tables' and columns' names.
use super::connection::Sql;
use crate::engine::EngineKind;
use crate::unit::{OnDuplicate, Table};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Parameters one statement may have: SQLite's limit; PostgreSQL allows 65,535.
const MAX_PARAMETERS: usize = 32_766;
/// Rows in one statement: beyond this a row costs the same, and texts only get longer.
const MAX_ROWS: usize = 256;

/// A statement is repeated in one text at most this often: each is prepared once for each place.
const MAX_REPEATS: usize = 64;

/// What a statement of many rows does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    Insert(OnDuplicate),
    Delete,
}

/// Made texts: one for each table, action and power of two of rows.
pub(crate) struct Texts {
    kind: EngineKind,
    made: HashMap<(&'static str, Action, usize), Arc<str>>,
    repeated: HashMap<(usize, usize, usize), Arc<str>>,
}

impl Texts {
    pub(crate) fn new(kind: EngineKind) -> Self {
        Self {
            kind,
            made: HashMap::new(),
            repeated: HashMap::new(),
        }
    }

    /// A statement of `parameters` parameters repeated `times` times, which [`repeats`] gave; the
    /// parameters are numbered on from one to the next.
    pub(crate) fn repeated(&mut self, sql: &'static str, parameters: usize, times: usize) -> Sql {
        let made = self
            .repeated
            .entry((sql.as_ptr() as usize, parameters, times))
            .or_insert_with(|| repeat(sql, parameters, times).into());
        Sql::Made(Arc::clone(made))
    }

    /// The text for `rows` rows, which [`batch`] gave.
    pub(crate) fn get(&mut self, table: &'static Table, action: Action, rows: usize) -> Sql {
        let kind = self.kind;
        let made = self
            .made
            .entry((table.name, action, rows))
            .or_insert_with(|| text(kind, table, action, rows).into());
        Sql::Made(Arc::clone(made))
    }
}

/// The rows to put into the next statement when `waiting` wait: the largest power of two that fits,
/// so that few different statements are prepared.
pub(crate) fn batch(table: &Table, waiting: usize) -> usize {
    let most = waiting
        .min(MAX_ROWS)
        .min(MAX_PARAMETERS / table.columns.len().max(1))
        .max(1);
    1 << most.ilog2()
}

/// How often to repeat a statement in the next text when `waiting` runs of it wait.
pub(crate) fn repeats(waiting: usize) -> usize {
    1 << waiting.clamp(1, MAX_REPEATS).ilog2()
}

fn repeat(sql: &str, parameters: usize, times: usize) -> String {
    let mut out = String::with_capacity((sql.len() + 8) * times);
    for time in 0..times {
        let mut rest = sql;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if let Ok(number) = rest[..digits].parse::<usize>() {
                write!(out, "{}", number + time * parameters).unwrap_or_default();
            }
            rest = &rest[digits..];
        }
        out.push_str(rest);
        out.push(';');
    }
    out
}

/// Every shape of statement of a table, in one-row and two-row form.
pub(crate) fn shapes(kind: EngineKind, table: &Table) -> Vec<(&'static str, String)> {
    let actions = [
        ("insert", Action::Insert(OnDuplicate::Fail)),
        ("insert_if_absent", Action::Insert(OnDuplicate::Skip)),
        ("insert_or_ignore", Action::Insert(OnDuplicate::Ignore)),
        ("insert_once", Action::Insert(OnDuplicate::Conflict)),
        ("upsert", Action::Insert(OnDuplicate::Replace)),
        ("delete", Action::Delete),
    ];
    let keyed = !table.key.is_empty();
    actions
        .into_iter()
        .filter(|(name, _)| keyed || *name == "insert")
        .flat_map(|(name, action)| [1, 2].map(|rows| (name, text(kind, table, action, rows))))
        .collect()
}

fn text(kind: EngineKind, table: &Table, action: Action, rows: usize) -> String {
    let mut parameter = {
        let mut number = 0;
        move |out: &mut String| {
            number += 1;
            match kind {
                // SQLite looks named parameters up one by one; these need no look-up.
                EngineKind::Sqlite => out.push('?'),
                EngineKind::Postgres => write!(out, "${number}").unwrap_or_default(),
            }
        }
    };
    let on_duplicate = match action {
        Action::Insert(on_duplicate) => on_duplicate,
        Action::Delete => {
            let mut out = format!("DELETE FROM {} WHERE ", table.name);
            for row in 0..rows {
                out.push_str(if row == 0 { "(" } else { " OR (" });
                for (position, key) in table.key.iter().enumerate() {
                    out.push_str(if position == 0 { "" } else { " AND " });
                    out.push_str(key);
                    out.push_str(" = ");
                    parameter(&mut out);
                }
                out.push(')');
            }
            return out;
        }
    };
    let mut out = format!(
        "INSERT INTO {} ({}) VALUES ",
        table.name,
        table.columns.join(", ")
    );
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..table.columns.len() {
            out.push_str(if column == 0 { "" } else { ", " });
            parameter(&mut out);
        }
        out.push(')');
    }
    let key = table.key.join(", ");
    match on_duplicate {
        OnDuplicate::Fail => {}
        OnDuplicate::Skip => {
            write!(out, " ON CONFLICT ({key}) DO NOTHING").unwrap_or_default();
        }
        OnDuplicate::Ignore | OnDuplicate::Conflict => {
            write!(out, " ON CONFLICT ({key}) DO NOTHING RETURNING {key}").unwrap_or_default();
        }
        OnDuplicate::Replace => {
            let others: Vec<String> = table
                .columns
                .iter()
                .filter(|column| !table.key.contains(column))
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            if others.is_empty() {
                write!(out, " ON CONFLICT ({key}) DO NOTHING").unwrap_or_default();
            } else {
                write!(
                    out,
                    " ON CONFLICT ({key}) DO UPDATE SET {}",
                    others.join(", ")
                )
                .unwrap_or_default();
            }
        }
    }
    out
}
