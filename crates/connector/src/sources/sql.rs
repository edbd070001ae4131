//! `sqlite` and `postgres`: a query of the source's own, its rows as entities.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use permission::filter::NO_ID;
use serde_json::value::RawValue;
use storage::foreign::{Access, Failure, Foreign, ForeignLimits, ForeignRow, Select};

use super::columns::{Seen, has};
use super::rows::{Level, Plan, Rows};
use super::template::Identifiers;
use super::{Change, Findings, Source, SourceAnswer, SourceError, Unchanged, Wanted};
use crate::clock::Clock;
use crate::config::{Config, Shape, SqlLimits, UpstreamConfig};
use crate::routes::{Ask, Changing, Offer, Route};
use crate::{Error, Result};

/// How a property begins (ETSI GS CIM 009 §4.5.2).
const PROPERTY: &[u8] = br#"{"type":"Property","value":"#;

/// One worker's way to a database.
pub(crate) struct Sql {
    database: Foreign,
    columns: Seen,
    findings: Arc<Findings>,
    clock: Clock,
}

/// The database of a `sqlite` or `postgres` upstream. It can be written to only where a route changes it.
///
/// # Errors
/// [`Error::Config`].
pub(crate) fn database(config: &UpstreamConfig, changes: Access) -> Result<Foreign> {
    match config {
        UpstreamConfig::Sqlite(sqlite) => Ok(Foreign::sqlite(
            &sqlite.file,
            limits(&sqlite.limits),
            changes,
        )),
        UpstreamConfig::Postgres(postgres) => {
            Foreign::postgres(&postgres.url.read()?, limits(&postgres.limits), changes)
                .map_err(|error| Error::Config(format!("`connector.upstream.url`: {error}")))
        }
        other => Err(Error::Config(format!(
            "a `{}` upstream is no database",
            other.kind()
        ))),
    }
}

/// Whether every query of an offer works, a sentence each; nothing for other kinds of upstream.
pub(crate) async fn check(config: &Config, offer: &Offer) -> Vec<Result<String, String>> {
    match &config.upstream {
        UpstreamConfig::Sqlite(sqlite) if !sqlite.file.exists() => {
            let file = sqlite.file.display();
            return vec![Err(format!(
                "`connector.upstream.file` `{file}` is not there"
            ))];
        }
        UpstreamConfig::Sqlite(_) | UpstreamConfig::Postgres(_) => {}
        _ => return Vec::new(),
    }
    let database = match database(&config.upstream, offer.access()) {
        Ok(database) => database,
        Err(error) => return vec![Err(error.to_string())],
    };
    let mut findings = Vec::new();
    for route in &offer.routes {
        let Ask::Query(rows) = &route.ask else {
            continue;
        };
        let table = route.read();
        let plan = rows.plan(table, &table.all());
        for level in std::iter::once(&plan.parent).chain(&plan.children) {
            findings.push(works(&database, &route.path, level).await);
        }
        if let Changing::Statements(statements) = &route.changing {
            for (what, statement) in statements.all() {
                let which = format!("the statement to {what} of `{}`", route.path);
                findings.push(match database.objection_to_change(statement).await {
                    None => Ok(format!("{which} works")),
                    Some(said) => Err(format!("{which}: {said}")),
                });
            }
        }
    }
    database.close().await;
    findings
}

/// Whether a query works and has the columns that are read of it.
async fn works(database: &Foreign, path: &str, level: &Level<'_>) -> Result<String, String> {
    let which = match level.name.as_str() {
        "" => format!("the query of `{path}`"),
        name => format!("the query for `{name}` of `{path}`"),
    };
    let columns = match database.columns(level.query).await {
        Ok(columns) => columns,
        Err(failure) => {
            let said = database.objection(level.query).await;
            let said = said.map_or_else(String::new, |said| format!(" ({said})"));
            return Err(format!("{which}: {failure}{said}"));
        }
    };
    let is_there = |wanted: &str| has(database.kind(), &columns, wanted);
    match level.columns.iter().find(|column| !is_there(&column.name)) {
        Some(missing) => Err(format!("{which} gives no column `{}`", missing.name)),
        None => Ok(format!("{which} works, with {} columns", columns.len())),
    }
}

/// The limits as storage knows them.
fn limits(config: &SqlLimits) -> ForeignLimits {
    ForeignLimits {
        connections: config.connections.max(1),
        connect: Duration::from_millis(config.connect_ms),
        statement: Duration::from_millis(config.statement_ms),
        rows: config.most_rows,
        bytes: config.largest_answer,
    }
}

impl Sql {
    /// A way to this database.
    pub(crate) fn new(database: Foreign, findings: &Arc<Findings>, clock: &Clock) -> Self {
        Self {
            database,
            columns: Seen::default(),
            findings: Arc::clone(findings),
            clock: clock.clone(),
        }
    }

    async fn answer(&self, wanted: Wanted<'_>, rows: &Rows) -> Result<Bytes, SourceError> {
        let (route, now) = (wanted.route, self.clock.micros());
        let mut plan = rows.plan(route.read(), wanted.attributes);
        if let Some(columns) = self.columns.of(route, now) {
            columns.keep(&mut plan).ok_or(SourceError::Failed)?;
        }
        let mut answers = self.read_all(&plan, wanted.identifiers).await?;
        if self.findings.is_due_of_columns(route, now) {
            self.look(route, rows).await;
        }
        if let Err(Failure::Failed) = answers {
            let looked = &self.columns;
            let looked = looked.look(&self.database, route, rows, &self.findings, now);
            if let Some(columns) = looked.await {
                columns.keep(&mut plan).ok_or(SourceError::Failed)?;
                answers = self.read_all(&plan, wanted.identifiers).await?;
            }
        }
        let answers = answers?;
        let dataset = &route.dataset.description;
        let entity_type = match route.read_shape() {
            Shape::Plain => None,
            Shape::NgsiLd => Some(dataset.entity_type.as_str()),
        };
        assemble(rows.single, entity_type, &plan, &answers)
    }

    /// The rows of each query of a plan; what the database says against them is given apart.
    async fn read_all(
        &self,
        plan: &Plan<'_>,
        identifiers: &Identifiers,
    ) -> Result<Result<Vec<Vec<ForeignRow>>, Failure>, SourceError> {
        let mut selects = Vec::with_capacity(1 + plan.children.len());
        for level in std::iter::once(&plan.parent).chain(&plan.children) {
            selects.push(Select {
                query: level.query,
                values: values(level.query.names(), identifiers)?,
                columns: level.columns.clone(),
            });
        }
        Ok(self.database.read(&selects).await)
    }

    /// Says which columns of the queries nothing is known of.
    async fn look(&self, route: &Route, rows: &Rows) {
        for (query, above) in rows.queries() {
            // A query that fails says so when it is read.
            let Ok(columns) = self.database.columns(query).await else {
                continue;
            };
            for column in columns {
                if !rows.knows(route.read(), above, &column) {
                    let name =
                        above.map_or_else(|| column.clone(), |above| format!("{above}.{column}"));
                    self.findings.add(&route.path, &name);
                }
            }
        }
    }
}

impl Source for Sql {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            // Start-up refuses a route of a database without a query.
            let Ask::Query(rows) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            Ok(SourceAnswer::Whole(self.answer(wanted, rows).await?))
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move {
            let Changing::Statements(statements) = &change.route.changing else {
                return Err(SourceError::Unchangeable.into());
            };
            let changing = statements.run(&self.database, change.identifiers, change.wish);
            Ok(changing.await?)
        })
    }
}

impl From<Failure> for SourceError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Down,
            Failure::Slow => Self::Slow,
            Failure::TooLarge => Self::TooLarge,
            // Nothing but identifiers is put in.
            Failure::Value => Self::UnusableIdentifier,
            Failure::Refused => Self::RefusesConnector,
            // Nothing that is read has rules; changes say it otherwise.
            Failure::Rule | Failure::Failed => Self::Failed,
        }
    }
}

/// What is bound for a query's parameters.
fn values<'i>(names: &[String], identifiers: &'i Identifiers) -> Result<Vec<&'i str>, SourceError> {
    names.iter().map(|name| value(name, identifiers)).collect()
}

/// The identifier that a parameter stands for.
pub(super) fn value<'i>(name: &str, identifiers: &'i Identifiers) -> Result<&'i str, SourceError> {
    let id_type = (name != super::template::ANY).then_some(name);
    let id = identifiers.find(id_type).ok_or(SourceError::NoIdentifier)?;
    // PostgreSQL has no text with NUL, and SQLite's comparisons would end there.
    if id.is_empty() || id.contains('\0') {
        return Err(SourceError::UnusableIdentifier);
    }
    Ok(id)
}

/// The answer: the rows as JSON objects, with their children in them.
fn assemble(
    single: bool,
    entity_type: Option<&str>,
    plan: &Plan<'_>,
    answers: &[Vec<ForeignRow>],
) -> Result<Bytes, SourceError> {
    let (rows, children) = answers.split_first().ok_or(SourceError::Failed)?;
    let mut grouped = Vec::with_capacity(children.len());
    for (level, rows) in plan.children.iter().zip(children) {
        grouped.push(group(level, rows)?);
    }
    if single && rows.len() > 1 {
        // Several rows would be several people, or one of them the wrong one.
        return Err(SourceError::Malformed);
    }
    let mut out = Vec::new();
    if !single {
        out.push(b'[');
    }
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'{');
        if let Some(entity_type) = entity_type {
            out.extend_from_slice(b"\"id\":");
            let id = plan.id.and_then(|place| row[place].as_deref());
            write_json(&mut out, id.unwrap_or(NO_ID));
            out.extend_from_slice(b",\"type\":");
            write_json(&mut out, entity_type);
        }
        write_members(&mut out, &plan.parent, row, entity_type.is_some())?;
        for (level, groups) in plan.children.iter().zip(&grouped) {
            let key = match level.parent_key {
                None => Some(""),
                Some(place) => row[place].as_deref(),
            };
            comma(&mut out);
            write_json(&mut out, &level.name);
            out.push(b':');
            if entity_type.is_some() {
                out.extend_from_slice(PROPERTY);
            }
            out.push(b'[');
            if let Some(elements) = key.and_then(|key| groups.get(key)) {
                out.extend_from_slice(elements);
            }
            out.push(b']');
            if entity_type.is_some() {
                out.push(b'}');
            }
        }
        out.push(b'}');
    }
    if !single {
        out.push(b']');
    } else if rows.is_empty() {
        return Err(SourceError::NotFound);
    }
    Ok(out.into())
}

/// Elements of an array by the key of the row they belong to.
fn group<'r>(
    level: &Level<'_>,
    rows: &'r [ForeignRow],
) -> Result<HashMap<&'r str, Vec<u8>>, SourceError> {
    let mut groups: HashMap<&str, Vec<u8>> = HashMap::new();
    for row in rows {
        let key = match level.own_key {
            None => "",
            // A row that belongs to none is in none.
            Some(place) => match row[place].as_deref() {
                Some(key) => key,
                None => continue,
            },
        };
        let elements = groups.entry(key).or_default();
        if !elements.is_empty() {
            elements.push(b',');
        }
        elements.push(b'{');
        write_members(elements, level, row, false)?;
        elements.push(b'}');
    }
    Ok(groups)
}

/// The members of one row: its values, in objects within each other where attributes lie below each other.
///
/// As NGSI-LD the outermost are properties, and one without a value is left out (ETSI GS CIM 009 §4.5.4: null is no value).
fn write_members(
    out: &mut Vec<u8>,
    level: &Level<'_>,
    row: &ForeignRow,
    as_properties: bool,
) -> Result<(), SourceError> {
    let mut open: Vec<&str> = Vec::new();
    let close = |out: &mut Vec<u8>, depth: usize| {
        out.extend_from_slice(if as_properties && depth == 0 {
            b"}}"
        } else {
            b"}"
        });
    };
    for (path, place) in &level.members {
        let (above, name) = path.split_at(path.len() - 1);
        let shared = open
            .iter()
            .zip(above)
            .take_while(|(one, other)| *one == *other)
            .count();
        while open.len() > shared {
            open.pop();
            close(out, open.len());
        }
        for name in &above[shared..] {
            comma(out);
            write_json(out, name);
            out.push(b':');
            if as_properties && open.is_empty() {
                out.extend_from_slice(PROPERTY);
            }
            out.push(b'{');
            open.push(name);
        }
        let is_property = as_properties && above.is_empty();
        if is_property && row[*place].is_none() {
            continue;
        }
        comma(out);
        write_json(out, &name[0]);
        out.push(b':');
        if is_property {
            out.extend_from_slice(PROPERTY);
        }
        match row[*place].as_deref() {
            None => out.extend_from_slice(b"null"),
            Some(value) => {
                // Text that a column holds as JSON may be none; then nothing of it may reach its neighbours.
                let value: &RawValue =
                    serde_json::from_str(value).map_err(|_| SourceError::Malformed)?;
                out.extend_from_slice(value.get().as_bytes());
            }
        }
        if is_property {
            out.push(b'}');
        }
    }
    while open.pop().is_some() {
        close(out, open.len());
    }
    Ok(())
}

fn comma(out: &mut Vec<u8>) {
    if !matches!(out.last(), None | Some(b'{' | b'[')) {
        out.push(b',');
    }
}

fn write_json(out: &mut Vec<u8>, text: &str) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}
