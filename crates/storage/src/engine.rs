//! The database: one type over both engines.
use crate::catalogue::{self, Schema};
use crate::counters::{Counters, LiveCounters};
use crate::error::{Error, Result};
use crate::migrations;
use crate::unit::{Committed, Unit};
use crate::value::{Value, postgres_arguments, sqlite_arguments};
use crate::vault::Vault;
use crate::writer::{self, Writer, connection::Connection};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Executor as _, FromRow, PgPool, SqlitePool};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// Which engine is behind a [`Database`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineKind {
    /// SQLite in a file.
    Sqlite,
    /// PostgreSQL or an engine that speaks its protocol.
    Postgres,
}

/// A row struct both engines can fill; `#[derive(sqlx::FromRow)]` gives it.
pub trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}
impl<T> Record for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// Readers of a SQLite file: more than this only wait for the processor on small machines.
const SQLITE_READERS: u32 = 8;
/// Reading connections to PostgreSQL per process, so that ten processes stay below its usual 100.
const POSTGRES_READERS: u32 = 8;
/// How long a SQLite connection waits for another process's write.
pub(crate) const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a read waits for a free connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection: every statement of a party, and inserts of each size.
const STATEMENTS_PER_CONNECTION: usize = 512;
/// Page cache of a reader, in KiB: eight of them stay within an operator's memory target.
const SQLITE_READER_CACHE_KIB: u32 = 4 * 1024;
/// Page cache of the writer, in KiB: it touches index pages all over.
const SQLITE_WRITER_CACHE_KIB: u32 = 32 * 1024;
/// Pages of write-ahead log before it is moved into the file (16 MiB): fewer, larger checkpoints.
const SQLITE_CHECKPOINT_PAGES: u32 = 4096;

pub(crate) enum Engine {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Expands an expression over whichever pool there is; `$arguments` builds that engine's arguments.
macro_rules! on_engine {
    ($engine:expr, |$pool:ident, $arguments:ident, $wrap:ident| $body:expr) => {
        match $engine {
            Engine::Sqlite($pool) => {
                #[allow(unused_imports)]
                use {Rows::Sqlite as $wrap, sqlite_arguments as $arguments};
                $body
            }
            Engine::Postgres($pool) => {
                #[allow(unused_imports)]
                use {Rows::Postgres as $wrap, postgres_arguments as $arguments};
                $body
            }
        }
    };
}

/// Rows of either engine, not decoded yet.
enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl Rows {
    fn decode<T: Record>(&self) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>(),
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>(),
        }
        .map_err(Into::into)
    }
}

struct Inner {
    engine: Engine,
    schema: Schema,
    file: Option<PathBuf>,
    vault: Option<Vault>,
    writer: Writer,
    counters: Arc<LiveCounters>,
    index_key: OnceCell<Zeroizing<[u8; 32]>>,
}

/// A party's database. Cheap to clone; every clone shares the pool, the writer and the vault.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("kind", &self.kind())
            .field("schema", &self.inner.schema)
            .finish_non_exhaustive()
    }
}

impl Database {
    /// Opens the database, making the file if there is none, and brings its schema up to date.
    ///
    /// `url` is `postgres://…` (or `postgresql://…`), or a file as a path, `sqlite:PATH` or
    /// `sqlite://PATH`. Must be called within a tokio runtime, which runs the writer.
    ///
    /// # Errors
    /// [`Error::Newer`], [`Error::MigrationChanged`], [`Error::WrongSchema`] when the schema is not
    /// this binary's; [`Error::Url`]; [`Error::Engine`] when the engine cannot be reached.
    pub async fn open(url: &str, schema: Schema, vault: Option<Vault>) -> Result<Self> {
        let counters = Arc::new(LiveCounters::default());
        let location = Location::parse(url)?;
        let mut connection = Connection::open(&location).await?;
        migrations::migrate(&mut connection, schema).await?;
        let (engine, file) = match &location {
            Location::Sqlite(options) => {
                let readers = options.clone().read_only(true);
                let readers = readers.pragma("cache_size", format!("-{SQLITE_READER_CACHE_KIB}"));
                let pool = SqlitePoolOptions::new()
                    .max_connections(SQLITE_READERS)
                    .min_connections(1)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .test_before_acquire(false)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_with(readers)
                    .await?;
                (
                    Engine::Sqlite(pool),
                    Some(options.get_filename().to_path_buf()),
                )
            }
            Location::Postgres(options) => {
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_READERS)
                    .acquire_timeout(ACQUIRE_TIMEOUT)
                    .test_before_acquire(false)
                    .connect_with(options.as_ref().clone())
                    .await?;
                (Engine::Postgres(pool), None)
            }
        };
        let writer = writer::start(connection, location, Arc::clone(&counters));
        let inner = Inner {
            engine,
            schema,
            file,
            vault,
            writer,
            counters,
            index_key: OnceCell::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Which engine this is.
    pub fn kind(&self) -> EngineKind {
        match self.inner.engine {
            Engine::Sqlite(_) => EngineKind::Sqlite,
            Engine::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Whose database this is.
    pub fn schema(&self) -> Schema {
        self.inner.schema
    }

    /// The file, when the engine is SQLite.
    pub fn file(&self) -> Option<&Path> {
        self.inner.file.as_deref()
    }

    /// The vault given at [`Database::open`].
    ///
    /// # Errors
    /// [`Error::NoVault`] when none was.
    pub fn vault(&self) -> Result<&Vault> {
        self.inner.vault.as_ref().ok_or(Error::NoVault)
    }

    pub(crate) fn index_key(&self) -> &OnceCell<Zeroizing<[u8; 32]>> {
        &self.inner.index_key
    }

    /// What the writer has done so far.
    pub fn counters(&self) -> Counters {
        self.inner.counters.snapshot(self.inner.writer.waiting())
    }

    /// Writes a unit; durable when this returns. All of it is written, or nothing.
    ///
    /// Units waiting at the same time share a transaction; one whose guard fails is taken out and
    /// the others go on. Serialization failures are retried. Waits while the queue is full.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a guard does not hold, [`Error::Duplicate`] when a plain insert
    /// meets its key, [`Error::Busy`] when retries do not help, [`Error::Closed`].
    pub async fn commit(&self, unit: Unit) -> Result<Committed> {
        if unit.is_empty() {
            return Ok(Committed::default());
        }
        self.inner.writer.commit(unit).await
    }

    /// Every row of a query. See the crate's first page for the SQL both engines understand.
    pub async fn fetch_all<T: Record>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>> {
        self.rows(sql, &values).await?.decode()
    }

    /// The first row of a query, if there is one.
    pub async fn fetch_optional<T: Record>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<T>> {
        Ok(self.fetch_all(sql, values).await?.into_iter().next())
    }

    /// The first row of a query that always has one.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it has none.
    pub async fn fetch_one<T: Record>(&self, sql: &'static str, values: Vec<Value>) -> Result<T> {
        self.fetch_optional(sql, values)
            .await?
            .ok_or_else(|| Error::NotFound {
                what: sql.to_owned(),
            })
    }

    async fn rows(&self, sql: &'static str, values: &[Value]) -> Result<Rows> {
        on_engine!(&self.inner.engine, |pool, arguments, wrap| {
            let rows = sqlx::query_with(sql, arguments(values)?)
                .fetch_all(pool)
                .await?;
            Ok(wrap(rows))
        })
    }

    /// Asks the database a trivial question: for `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        self.fetch_one::<(i64,)>("SELECT CAST(1 AS BIGINT)", Vec::new())
            .await
            .map(drop)
    }

    /// Runs one statement that no unit can hold, on a reading connection: for backups.
    pub(crate) async fn run_outside_units(
        &self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<()> {
        on_engine!(&self.inner.engine, |pool, arguments, _wrap| {
            sqlx::query_with(sql, arguments(values)?)
                .execute(pool)
                .await?;
            Ok(())
        })
    }

    /// Prepares every statement of every module, and every shape of insert of every table, on this
    /// engine: what tests call on both. Gives the number of statements.
    ///
    /// # Errors
    /// The first statement the engine refuses, by module and name.
    pub async fn prepare_all(&self) -> Result<usize> {
        let mut count = 0;
        for module in catalogue::modules(self.schema()) {
            for (name, sql) in module.statements {
                self.prepare(module.name, name, sql).await?;
                count += 1;
            }
            for table in module.tables {
                for (name, sql) in writer::sql::shapes(self.kind(), table) {
                    self.prepare(table.name, name, &sql).await?;
                    count += 1;
                }
            }
        }
        Ok(count)
    }

    async fn prepare(&self, module: &str, name: &str, sql: &str) -> Result<()> {
        on_engine!(&self.inner.engine, |pool, _arguments, _wrap| {
            let text = sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql));
            pool.prepare(text)
                .await
                .map(drop)
                .map_err(|error| Error::Stored {
                    what: "statement",
                    reason: format!("{module}::{name} on {:?}: {error}", self.kind()),
                })
        })
    }

    /// Closes the reading connections, then ends the writer after what is queued; a SQLite file is
    /// then whole without its write-ahead log. Later calls fail with [`Error::Closed`].
    pub async fn close(&self) {
        on_engine!(&self.inner.engine, |pool, _arguments, _wrap| pool
            .close()
            .await);
        self.inner.writer.close().await;
    }
}

/// Where a database is.
#[derive(Clone)]
pub(crate) enum Location {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Location {
    pub(crate) fn parse(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|_| Error::Url {
                    url: without_credentials(url),
                })?
                .statement_cache_capacity(STATEMENTS_PER_CONNECTION)
                .application_name("fiducia");
            return Ok(Self::Postgres(Box::new(options)));
        }
        let file = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"));
        if file.is_none() && url.contains("://") || file.unwrap_or(url).is_empty() {
            return Err(Error::Url {
                url: without_credentials(url),
            });
        }
        Ok(Self::Sqlite(Box::new(sqlite_options(Path::new(
            file.unwrap_or(url),
        )))))
    }
}

/// How every SQLite connection of ours is set up; the writer's cache, which readers make smaller.
fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(SQLITE_BUSY_TIMEOUT)
        .foreign_keys(false)
        .statement_cache_capacity(STATEMENTS_PER_CONNECTION)
        .pragma("cache_size", format!("-{SQLITE_WRITER_CACHE_KIB}"))
        .pragma("wal_autocheckpoint", SQLITE_CHECKPOINT_PAGES.to_string())
        .pragma("temp_store", "memory")
}

fn without_credentials(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}…{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    }
}
