//! Changing somebody else's database, by statements that its owner declares, and by nothing else.

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Executor as _, PgPool, SqlSafeStr as _, SqlitePool};

use super::{Failure, ForeignLimits, ForeignQuery, failure};

/// Connections that change: people change little, and rarely.
const CONNECTIONS: u32 = 2;

/// A statement that changes, with the values of its parameters in the order of its names.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The statement.
    pub statement: &'a ForeignQuery,
    /// The values.
    pub values: Vec<&'a str>,
    /// Whether there must be something that it changes.
    pub must_touch: bool,
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// So many rows are other than before, or gone.
    Rows(u64),
    /// There was nothing that a statement should have changed, and nothing is changed.
    Nothing,
}

/// Connections that may write.
#[derive(Debug)]
pub(super) enum Writing {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Writing {
    pub(super) fn sqlite(options: &SqliteConnectOptions, limits: &ForeignLimits) -> Self {
        let options = options
            .clone()
            .read_only(false)
            .pragma("query_only", "0")
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(limits.connect)
            .test_before_acquire(false)
            .max_lifetime(super::SQLITE_CONNECTION_LIFE);
        Self::Sqlite(pool.connect_lazy_with(options))
    }

    pub(super) fn postgres(options: &PgConnectOptions, limits: &ForeignLimits) -> Self {
        let options = options
            .clone()
            .options([("default_transaction_read_only", "off")]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(limits.connect)
            .test_before_acquire(false)
            .max_lifetime(super::POSTGRES_CONNECTION_LIFE);
        Self::Postgres(pool.connect_lazy_with(options))
    }

    /// Looks at a statement without running it.
    pub(super) async fn prepare(&self, statement: &ForeignQuery) -> Result<(), sqlx::Error> {
        let text = AssertSqlSafe(statement.text.clone()).into_sql_str();
        match self {
            Self::Sqlite(pool) => pool.prepare(text).await.map(drop),
            Self::Postgres(pool) => pool.prepare(text).await.map(drop),
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs the statements in one transaction of either engine.
macro_rules! change_all {
    ($pool:expr, $limits:expr, $changes:expr) => {{
        let mut transaction = $pool.begin().await.map_err(|error| failure(&error))?;
        let mut rows = 0;
        for change in $changes {
            let mut query = sqlx::query(AssertSqlSafe(change.statement.text.clone()));
            for value in &change.values {
                query = query.bind(*value);
            }
            let done = query.execute(&mut *transaction).await;
            let touched = done.map_err(|error| failure(&error))?.rows_affected();
            // Dropped, a transaction changes nothing.
            if touched == 0 && change.must_touch {
                return Ok(Changed::Nothing);
            }
            rows += touched;
            if rows > $limits.rows as u64 {
                return Err(Failure::TooLarge);
            }
        }
        if rows == 0 {
            return Ok(Changed::Nothing);
        }
        transaction
            .commit()
            .await
            .map_err(|error| failure(&error))?;
        Ok(Changed::Rows(rows))
    }};
}

impl Writing {
    /// All of the statements, or none.
    pub(super) async fn change(
        &self,
        limits: &ForeignLimits,
        changes: &[Change<'_>],
    ) -> Result<Changed, Failure> {
        let all = async {
            match self {
                Self::Sqlite(pool) => change_all!(pool, limits, changes),
                Self::Postgres(pool) => change_all!(pool, limits, changes),
            }
        };
        let limit = limits.statement.saturating_add(limits.connect);
        tokio::time::timeout(limit, all)
            .await
            .unwrap_or(Err(Failure::Slow))
    }
}
