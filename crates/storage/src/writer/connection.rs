//! The one connection that writes, over either engine.
use super::sql::{Texts, repeats};
use crate::engine::{EngineKind, Location, SQLITE_BUSY_TIMEOUT};
use crate::error::is_transient;
use crate::value::{Value, postgres_arguments, sqlite_arguments};
use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Either, Executor as _, Row as _,
    SqlSafeStr, TypeInfo as _, ValueRef as _,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two tries to open a file that is being made.
const OPEN_AGAIN: Duration = Duration::from_millis(20);

/// The text of a statement: static, or made once and shared.
#[derive(Debug, Clone)]
pub(crate) enum Sql {
    Static(&'static str),
    Made(Arc<str>),
}

impl From<&'static str> for Sql {
    fn from(sql: &'static str) -> Self {
        Self::Static(sql)
    }
}

impl SqlSafeStr for Sql {
    fn into_sql_str(self) -> sqlx::SqlStr {
        match self {
            Self::Static(sql) => sql.into_sql_str(),
            // Made by `sql.rs` of tables' and columns' names, never of data.
            Self::Made(sql) => AssertSqlSafe(sql).into_sql_str(),
        }
    }
}

/// A connection with at most one transaction open.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Expands an expression over whichever connection there is.
macro_rules! on_connection {
    ($self:expr, |$connection:ident, $arguments:ident, $decode:ident| $body:expr) => {
        match $self {
            Connection::Sqlite($connection) => {
                #[allow(unused_imports)]
                use {sqlite_arguments as $arguments, sqlite_values as $decode};
                $body
            }
            Connection::Postgres($connection) => {
                #[allow(unused_imports)]
                use {postgres_arguments as $arguments, postgres_values as $decode};
                $body
            }
        }
    };
}

/// Opens a SQLite file. One that is being made by another process at this moment is locked while its journal becomes a
/// write-ahead log, for which no busy timeout waits (SQLite, `sqlite3_busy_handler`): it is tried again for as long.
async fn open_sqlite(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let until = Instant::now() + SQLITE_BUSY_TIMEOUT;
    loop {
        match options.connect().await {
            Err(error) if is_transient(&error) && Instant::now() < until => {
                tokio::time::sleep(OPEN_AGAIN).await;
            }
            outcome => return outcome,
        }
    }
}

impl Connection {
    pub(crate) async fn open(location: &Location) -> Result<Self, sqlx::Error> {
        Ok(match location {
            Location::Sqlite(options) => Self::Sqlite(open_sqlite(options).await?),
            Location::Postgres(options) => Self::Postgres(options.connect().await?),
        })
    }

    pub(crate) fn kind(&self) -> EngineKind {
        match self {
            Self::Sqlite(_) => EngineKind::Sqlite,
            Self::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Begins a transaction that may write: SERIALIZABLE, and on SQLite holding the write lock.
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let sql = match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        self.execute(sql.into(), &[]).await.map(drop)
    }

    pub(crate) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.execute("COMMIT".into(), &[]).await.map(drop)
    }

    pub(crate) async fn rollback(&mut self) -> Result<(), sqlx::Error> {
        self.execute("ROLLBACK".into(), &[]).await.map(drop)
    }

    /// Runs a statement; gives the number of rows it touched.
    pub(crate) async fn execute<'v, I>(&mut self, sql: Sql, values: I) -> Result<u64, sqlx::Error>
    where
        I: IntoIterator<Item = &'v Value>,
    {
        on_connection!(self, |connection, arguments, _decode| {
            let query = sqlx::query_with(sql, arguments(values)?);
            Ok(query.execute(connection).await?.rows_affected())
        })
    }

    /// Runs one statement with many sets of values, in order; gives the rows each touched.
    ///
    /// To SQLite it goes as one text, the statement repeated: sqlx talks to the thread that owns
    /// the connection once instead of once for each, which is most of what a small update costs.
    pub(crate) async fn execute_each(
        &mut self,
        texts: &mut Texts,
        sql: &'static str,
        sets: &[&[Value]],
    ) -> Result<Vec<u64>, sqlx::Error> {
        let mut rows = Vec::with_capacity(sets.len());
        let Self::Sqlite(connection) = self else {
            for values in sets {
                rows.push(self.execute(sql.into(), *values).await?);
            }
            return Ok(rows);
        };
        let mut rest = sets;
        while let Some(first) = rest.first() {
            let (now, later) = rest.split_at(repeats(rest.len()));
            rest = later;
            let text = texts.repeated(sql, first.len(), now.len());
            let arguments = sqlite_arguments(now.iter().copied().flatten())?;
            let before = rows.len();
            let mut results = connection.fetch_many(sqlx::query_with(text, arguments));
            while let Some(result) = results.try_next().await? {
                if let Either::Left(result) = result {
                    rows.push(result.rows_affected());
                }
            }
            if rows.len() != before + now.len() {
                return Err(sqlx::Error::Protocol(
                    "not every statement of a text was run".into(),
                ));
            }
        }
        Ok(rows)
    }

    /// Runs a statement; gives its rows.
    pub(crate) async fn fetch<'v, I>(
        &mut self,
        sql: Sql,
        values: I,
    ) -> Result<Vec<Vec<Value>>, sqlx::Error>
    where
        I: IntoIterator<Item = &'v Value>,
    {
        on_connection!(self, |connection, arguments, decode| {
            let query = sqlx::query_with(sql, arguments(values)?);
            query
                .fetch_all(connection)
                .await?
                .iter()
                .map(decode)
                .collect()
        })
    }

    /// Runs a text of several statements without parameters.
    pub(crate) async fn script(&mut self, text: &str) -> Result<(), sqlx::Error> {
        on_connection!(self, |connection, _arguments, _decode| {
            sqlx::raw_sql(AssertSqlSafe(text))
                .execute(connection)
                .await
                .map(drop)
        })
    }

    pub(crate) async fn close(self) {
        on_connection!(self, |connection, _arguments, _decode| connection
            .close()
            .await
            .ok());
    }
}

fn sqlite_values(row: &SqliteRow) -> Result<Vec<Value>, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let raw = row.try_get_raw(column)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "TEXT" => Value::from(row.try_get::<String, _>(column)?),
                "BLOB" => Value::from(row.try_get::<Vec<u8>, _>(column)?),
                _ => Value::from(row.try_get::<i64, _>(column)?),
            })
        })
        .collect()
}

fn postgres_values(row: &PgRow) -> Result<Vec<Value>, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let raw = row.try_get_raw(column)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "TEXT" => Value::from(row.try_get::<String, _>(column)?),
                "BYTEA" => Value::from(row.try_get::<Vec<u8>, _>(column)?),
                _ => Value::from(row.try_get::<i64, _>(column)?),
            })
        })
        .collect()
}
