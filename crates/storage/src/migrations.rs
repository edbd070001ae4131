//! The schema, step by step: each migration is applied once, in a transaction, and never changed.
//!
//! A migration is one text for both engines, in `migrations/<set>/NNNN_name.sql`. It writes `BLOB`
//! for bytes, which becomes `BYTEA` for PostgreSQL. The set `common` comes before the party's own.
use crate::catalogue::Schema;
use crate::engine::EngineKind;
use crate::error::{Error, Result, is_transient};
use crate::value::Value;
use crate::writer::connection::Connection;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// `common`, `operator`, `connector` or `registry`.
    pub(crate) set: &'static str,
    /// `NNNN_name`; the order within the set.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) sql: &'static str,
}

/// A migration embedded from `migrations/<set>/<name>.sql`.
macro_rules! migration {
    ($set:literal, $name:literal) => {
        $crate::migrations::Migration {
            set: $set,
            name: $name,
            sql: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/migrations/",
                $set,
                "/",
                $name,
                ".sql"
            )),
        }
    };
}
pub(crate) use migration;

/// What every party has.
const COMMON: &[Migration] = &[migration!("common", "0001_machinery")];

/// Processes that start together may disturb each other's first transaction this often.
const MAX_ATTEMPTS: u32 = 10;

/// Every migration of a schema, in the order they are applied.
pub(crate) fn migrations(schema: Schema) -> impl Iterator<Item = &'static Migration> {
    let own = match schema {
        Schema::Operator => crate::operator::MIGRATIONS,
        Schema::Connector => crate::connector::MIGRATIONS,
        Schema::Registry => crate::registry::MIGRATIONS,
    };
    COMMON.iter().chain(own)
}

impl Migration {
    /// The hash that tells whether an applied migration is this one; the same on both engines.
    fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.sql.as_bytes()).into()
    }

    /// The text for an engine.
    fn text(&self, kind: EngineKind) -> Cow<'static, str> {
        match kind {
            EngineKind::Sqlite => Cow::Borrowed(self.sql),
            EngineKind::Postgres => Cow::Owned(bytea(self.sql)),
        }
    }
}

/// `BLOB` as a word of its own becomes `BYTEA`.
fn bytea(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut rest = sql;
    while let Some(at) = rest.find("BLOB") {
        let (before, after) = (&rest[..at], &rest[at + 4..]);
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let alone = !before.ends_with(is_word) && !after.starts_with(is_word);
        out.push_str(before);
        out.push_str(if alone { "BYTEA" } else { "BLOB" });
        rest = after;
    }
    out.push_str(rest);
    out
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    migration_set TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (migration_set, name)
)";
const APPLIED: &str =
    "SELECT migration_set, name, sha256 FROM schema_migrations ORDER BY migration_set, name";
const RECORD: &str =
    "INSERT INTO schema_migrations (migration_set, name, sha256) VALUES ($1, $2, $3)";
/// The row of the ledger that says whose database it is.
const SCHEMA_ROW: &str = "schema";

/// Brings the database to this binary's schema, or says why it cannot.
pub(crate) async fn migrate(connection: &mut Connection, schema: Schema) -> Result<()> {
    let all: Vec<&Migration> = migrations(schema).collect();
    apply(connection, schema.as_str(), &all).await
}

/// Whether [`migrate`] could bring the database up to date; changes nothing.
pub(crate) async fn check(connection: &mut Connection, schema: Schema) -> Result<()> {
    let all: Vec<&Migration> = migrations(schema).collect();
    let outcome = apply_once(connection, schema.as_str(), &all).await;
    connection.rollback().await?;
    outcome
}

/// As [`migrate`], with the migrations given.
pub(crate) async fn apply(
    connection: &mut Connection,
    schema: &'static str,
    migrations: &[&Migration],
) -> Result<()> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        let outcome = apply_once(connection, schema, migrations).await;
        match outcome {
            Ok(()) => match connection.commit().await {
                Ok(()) => return Ok(()),
                Err(error) if is_transient(&error) && attempts < MAX_ATTEMPTS => {}
                Err(error) => return Err(error.into()),
            },
            Err(error) => {
                connection.rollback().await.ok();
                let again = match &error {
                    Error::Engine(engine) => is_transient(engine),
                    // Two processes creating the same table: the second finds it made.
                    Error::Duplicate { .. } => true,
                    _ => false,
                };
                if !again || attempts >= MAX_ATTEMPTS {
                    return Err(error);
                }
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(20 * u64::from(attempts))).await;
    }
}

async fn apply_once(
    connection: &mut Connection,
    schema: &'static str,
    migrations: &[&Migration],
) -> Result<()> {
    let kind = connection.kind();
    connection.begin().await?;
    let ledger = Migration {
        set: "",
        name: "",
        sql: LEDGER,
    };
    connection.script(&ledger.text(kind)).await?;
    let applied = connection.fetch(APPLIED.into(), &[]).await?;
    let mut known = Vec::with_capacity(applied.len());
    for row in &applied {
        let [Value::Text(set), Value::Text(name), Value::Blob(sha256)] = row.as_slice() else {
            return Err(Error::Stored {
                what: "schema_migrations",
                reason: "unexpected column types".into(),
            });
        };
        if set.as_ref() == SCHEMA_ROW {
            if name.as_ref() != schema {
                return Err(Error::WrongSchema {
                    found: name.to_string(),
                    expected: schema,
                });
            }
            continue;
        }
        let label = || format!("{set}/{name}");
        let Some(migration) = migrations
            .iter()
            .find(|m| m.set == set.as_ref() && m.name == name.as_ref())
        else {
            return Err(Error::Newer { migration: label() });
        };
        if migration.sha256().as_slice() != sha256 {
            return Err(Error::MigrationChanged { migration: label() });
        }
        known.push((migration.set, migration.name));
    }
    if applied.is_empty() {
        let row = [
            Value::from(SCHEMA_ROW),
            Value::from(schema),
            Value::from(Vec::new()),
        ];
        connection.execute(RECORD.into(), &row).await?;
    }
    for migration in migrations {
        if known.contains(&(migration.set, migration.name)) {
            continue;
        }
        tracing::info!(
            set = migration.set,
            name = migration.name,
            "applying migration"
        );
        connection.script(&migration.text(kind)).await?;
        let row = [
            Value::from(migration.set),
            Value::from(migration.name),
            migration.sha256().into(),
        ];
        connection.execute(RECORD.into(), &row).await?;
    }
    Ok(())
}
