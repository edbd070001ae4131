//! Databases that belong to somebody else: read, bounded, and never written.
//!
//! Their queries come from the configuration of whoever owns the data. Each is run inside a query of ours that takes the
//! wanted columns only, in a read-only transaction, under a time limit and limits on rows and bytes.

mod catalogue;
mod change;
mod query;

use std::path::Path;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Executor as _, PgPool, Row as _, SqlSafeStr as _,
    SqlitePool, Statement as _,
};

pub use self::catalogue::{ColumnDescription, Reference, TableDescription};
use self::change::Writing;
pub use self::change::{Change, Changed};
pub use self::query::{Column, ForeignQuery, Form, QueryError};
use crate::error::{Error, Result};

/// Instructions of SQLite's machine between two looks at the clock: some 10 µs.
const OPERATIONS_PER_LOOK: i32 = 1_000;
/// How long an SQLite file is kept open: one that was replaced is noticed within this time.
const SQLITE_CONNECTION_LIFE: Duration = Duration::from_secs(10);
/// How long a connection to PostgreSQL is kept, so that a new address behind its name is found.
const POSTGRES_CONNECTION_LIFE: Duration = Duration::from_mins(10);

/// Which engine a foreign database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKind {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// What may be done to a foreign database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It is read.
    Read,
    /// It is read, and changed by the statements that its owner declares, over connections of their own.
    Change,
}

/// What bounds reading.
#[derive(Debug, Clone)]
pub struct ForeignLimits {
    /// Connections at the same time.
    pub connections: u32,
    /// Until there is one.
    pub connect: Duration,
    /// Until a statement has ended.
    pub statement: Duration,
    /// Rows of one query.
    pub rows: usize,
    /// Bytes of one query's values.
    pub bytes: usize,
}

/// Why nothing was read. Nothing of what the engine said is in here: its words may hold values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection.
    #[error("no connection to the database")]
    Unreachable,
    /// The time limit.
    #[error("the query took too long")]
    Slow,
    /// More rows or bytes than may come.
    #[error("the query gave too much")]
    TooLarge,
    /// A value that the query cannot take, such as letters for a number.
    #[error("a value that the query cannot take")]
    Value,
    /// Something that stands against a change: a constraint, or a trigger that refuses it.
    #[error("a rule of the database stands against it")]
    Rule,
    /// Login or rights.
    #[error("the database refuses the connector")]
    Refused,
    /// Anything else: a column that is not there, a query that is none.
    #[error("the query failed")]
    Failed,
}

/// What is read by one query.
#[derive(Debug, Clone)]
pub struct Select<'a> {
    /// The query.
    pub query: &'a ForeignQuery,
    /// The values of its parameters, in the order of its names.
    pub values: Vec<&'a str>,
    /// The columns read of it.
    pub columns: Vec<Column>,
}

/// A row: the columns in the order asked for; `None` is the database's null.
pub type ForeignRow = Vec<Option<String>>;

/// Somebody else's database. Connects when it is first read.
#[derive(Debug)]
pub struct Foreign {
    pool: Pool,
    /// None where nothing may be changed.
    writing: Option<Writing>,
    limits: ForeignLimits,
}

#[derive(Debug)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same calls on either engine's pool or transaction.
macro_rules! on_pool {
    ($pool:expr, |$inner:ident| $body:expr) => {
        match $pool {
            Pool::Sqlite($inner) => $body,
            Pool::Postgres($inner) => $body,
        }
    };
}

/// Reads one query within a transaction of either engine.
macro_rules! read_one {
    ($transaction:expr, $kind:expr, $limits:expr, $select:expr) => {{
        let limits: &ForeignLimits = $limits;
        let select: &Select<'_> = $select;
        let columns = &select.columns;
        let text = select
            .query
            .selecting($kind, columns, limits.rows, limits.bytes);
        let mut query = sqlx::query(AssertSqlSafe(text));
        for value in &select.values {
            query = query.bind(*value);
        }
        let mut stream = query.fetch(&mut *$transaction);
        let (mut rows, mut bytes) = (Vec::new(), 0_usize);
        while let Some(row) = stream.try_next().await.map_err(|error| failure(&error))? {
            // Behind the columns, or behind the one that stands for none.
            let large: Option<String> = row
                .try_get(columns.len().max(1))
                .map_err(|error| failure(&error))?;
            if large.is_some() {
                return Err(Failure::TooLarge);
            }
            let mut values = Vec::with_capacity(columns.len());
            for index in 0..columns.len() {
                let value: Option<String> = row.try_get(index).map_err(|error| failure(&error))?;
                bytes += value.as_ref().map_or(0, String::len);
                values.push(value);
            }
            rows.push(values);
            if rows.len() > limits.rows || bytes > limits.bytes {
                return Err(Failure::TooLarge);
            }
        }
        rows
    }};
}

/// Whether a host is this machine, by its name alone; a folder is that of a socket.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.starts_with('/')
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

impl Foreign {
    /// A SQLite file; what is read of it is read over connections that can do nothing else.
    pub fn sqlite(file: &Path, limits: ForeignLimits, access: Access) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .create_if_missing(false)
            .busy_timeout(limits.statement)
            .pragma("query_only", "1")
            .pragma("trusted_schema", "0");
        let writing = (access == Access::Change).then(|| Writing::sqlite(&options, &limits));
        let pool = SqlitePoolOptions::new()
            .max_connections(limits.connections)
            .acquire_timeout(limits.connect)
            .test_before_acquire(false)
            .max_lifetime(SQLITE_CONNECTION_LIFE)
            .connect_lazy_with(options);
        Self {
            pool: Pool::Sqlite(pool),
            writing,
            limits,
        }
    }

    /// A PostgreSQL database.
    ///
    /// # Errors
    /// [`Error::Url`], without what was given: it may hold a password. [`Error::Unprotected`]: it is on another machine,
    /// and whether the connection is encrypted would be for whoever answers to say.
    pub fn postgres(url: &str, limits: ForeignLimits, access: Access) -> Result<Self> {
        let is_postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let options = PgConnectOptions::from_str(url).ok().filter(|_| is_postgres);
        let options = options.ok_or_else(|| Error::Url {
            url: "postgres://…".to_owned(),
        })?;
        let is_here = options.get_socket().is_some() || is_loopback(options.get_host());
        let is_said = !matches!(options.get_ssl_mode(), PgSslMode::Allow | PgSslMode::Prefer);
        if !is_here && !is_said {
            return Err(Error::Unprotected);
        }
        let statement = format!("{}ms", limits.statement.as_millis());
        let options = options.application_name("fiducia-connector").options([
            ("default_transaction_read_only", "on"),
            ("statement_timeout", statement.as_str()),
            ("lock_timeout", statement.as_str()),
            ("idle_in_transaction_session_timeout", "60s"),
        ]);
        let writing = (access == Access::Change).then(|| Writing::postgres(&options, &limits));
        let pool = PgPoolOptions::new()
            .max_connections(limits.connections)
            .acquire_timeout(limits.connect)
            .test_before_acquire(false)
            .max_lifetime(POSTGRES_CONNECTION_LIFE)
            .connect_lazy_with(options);
        Ok(Self {
            pool: Pool::Postgres(pool),
            writing,
            limits,
        })
    }

    /// Which engine it is.
    pub fn kind(&self) -> ForeignKind {
        match self.pool {
            Pool::Sqlite(_) => ForeignKind::Sqlite,
            Pool::Postgres(_) => ForeignKind::Postgres,
        }
    }

    /// Reads several queries as of one moment.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn read(&self, selects: &[Select<'_>]) -> Result<Vec<Vec<ForeignRow>>, Failure> {
        let mut answers = Vec::with_capacity(selects.len());
        match &self.pool {
            Pool::Sqlite(pool) => {
                let mut transaction = pool.begin().await.map_err(|error| failure(&error))?;
                let end = Instant::now() + self.limits.statement;
                transaction
                    .lock_handle()
                    .await
                    .map_err(|error| failure(&error))?
                    .set_progress_handler(OPERATIONS_PER_LOOK, move || Instant::now() < end);
                for select in selects {
                    answers.push(read_one!(
                        transaction,
                        ForeignKind::Sqlite,
                        &self.limits,
                        select
                    ));
                }
            }
            Pool::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                let mut transaction = pool
                    .begin_with(begin)
                    .await
                    .map_err(|error| failure(&error))?;
                for select in selects {
                    answers.push(read_one!(
                        transaction,
                        ForeignKind::Postgres,
                        &self.limits,
                        select
                    ));
                }
            }
        }
        Ok(answers)
    }

    /// The names of a query's columns as they are now, without running it.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn columns(&self, query: &ForeignQuery) -> Result<Vec<String>, Failure> {
        on_pool!(&self.pool, |pool| {
            let mut connection = pool.acquire().await.map_err(|error| failure(&error))?;
            // What is kept of a statement is as it was when it was prepared.
            let cleared = connection.clear_cached_statements().await;
            cleared.map_err(|error| failure(&error))?;
            if matches!(self.pool, Pool::Sqlite(_)) {
                // A connection to SQLite sees that tables are others than before when it reads, not when it prepares.
                let seen = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1");
                seen.await.map_err(|error| failure(&error))?;
            }
            let text = AssertSqlSafe(query.whole()).into_sql_str();
            let statement = connection.prepare(text).await;
            let statement = statement.map_err(|error| failure(&error))?;
            Ok(statement
                .columns()
                .iter()
                .map(|column| column.name().to_owned())
                .collect())
        })
    }

    /// What the engine says against a query, in its own words: for whoever wrote the query, to read before anybody is
    /// served. No value is bound, so it can hold none.
    pub async fn objection(&self, query: &ForeignQuery) -> Option<String> {
        let text = AssertSqlSafe(query.whole()).into_sql_str();
        let error = on_pool!(&self.pool, |pool| pool.prepare(text).await.err())?;
        match error {
            sqlx::Error::Database(database) => Some(database.message().to_owned()),
            sqlx::Error::Io(error) => Some(error.to_string()),
            _ => None,
        }
    }

    /// Makes a change: all of it, or nothing.
    ///
    /// # Errors
    /// [`Failure`]; [`Failure::TooLarge`] where more rows would change than one answer may have;
    /// [`Failure::Refused`] where nothing may be changed.
    pub async fn change(&self, changes: &[Change<'_>]) -> Result<Changed, Failure> {
        let writing = self.writing.as_ref().ok_or(Failure::Refused)?;
        writing.change(&self.limits, changes).await
    }

    /// As [`Foreign::objection`], for a statement that changes. It is not run.
    pub async fn objection_to_change(&self, statement: &ForeignQuery) -> Option<String> {
        let Some(writing) = &self.writing else {
            return Some(Failure::Refused.to_string());
        };
        let error = writing.prepare(statement).await.err()?;
        Some(match error {
            sqlx::Error::Database(database) => database.message().to_owned(),
            other => failure(&other).to_string(),
        })
    }

    /// Closes its connections.
    pub async fn close(&self) {
        if let Some(writing) = &self.writing {
            writing.close().await;
        }
        on_pool!(&self.pool, |pool| pool.close().await);
    }
}

/// What an engine's error comes to; its code is logged, its words are not.
fn failure(error: &sqlx::Error) -> Failure {
    let sqlx::Error::Database(database) = error else {
        tracing::debug!("a foreign database failed");
        return match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed => Failure::Unreachable,
            sqlx::Error::Encode(_) => Failure::Value,
            _ => Failure::Failed,
        };
    };
    let code = database.code().unwrap_or_default();
    tracing::warn!(%code, "a foreign database refused a query");
    if database
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        // Extended result codes; the low byte is the primary one (sqlite.org/rescode.html).
        return match code.parse::<u32>().unwrap_or_default() & 0xff {
            5 | 6 | 9 => Failure::Slow,
            10 | 14 | 26 => Failure::Unreachable,
            19 => Failure::Rule,
            20 => Failure::Value,
            3 | 23 => Failure::Refused,
            _ => Failure::Failed,
        };
    }
    // SQLSTATE (PostgreSQL documentation, appendix A).
    match code.as_ref() {
        "57014" | "55P03" => Failure::Slow,
        "42501" | "25006" => Failure::Refused,
        code if code.starts_with("22") => Failure::Value,
        // Class 23 and 44, and what `RAISE EXCEPTION` says where it says no other code.
        code if code.starts_with("23") || code == "44000" || code == "P0001" => Failure::Rule,
        code if code.starts_with("28") || code == "3D000" => Failure::Refused,
        code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            Failure::Unreachable
        }
        _ => Failure::Failed,
    }
}
