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
const COMMON: &[Migration] = &[
    migration!("common", "0001_machinery"),
    migration!("common", "0002_staff"),
];

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

/// Whether [`migrate`] could bring the database up to date; changes nothing. Gives whether the
/// database was made by migrations at all: an empty one was not.
pub(crate) async fn check(connection: &mut Connection, schema: Schema) -> Result<bool> {
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
            Ok(_) => match connection.commit().await {
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

/// Gives whether the database had a schema before.
async fn apply_once(
    connection: &mut Connection,
    schema: &'static str,
    migrations: &[&Migration],
) -> Result<bool> {
    let kind = connection.kind();
    connection.begin().await?;
    let ledger = Migration {
        set: "",
        name: "",
        sql: LEDGER,
    };
    connection.script(&ledger.text(kind)).await?;
    let applied = connection.fetch(APPLIED.into(), &[]).await?;
    let mut rows = Vec::with_capacity(applied.len());
    for row in &applied {
        let [Value::Text(set), Value::Text(name), Value::Blob(sha256)] = row.as_slice() else {
            return Err(Error::Stored {
                what: "schema_migrations",
                reason: "unexpected column types".into(),
            });
        };
        rows.push((set.as_ref(), name.as_ref(), sha256.as_slice()));
    }
    if let Some((_, found, _)) = rows
        .iter()
        .find(|(set, name, _)| *set == SCHEMA_ROW && *name != schema)
    {
        return Err(Error::WrongSchema {
            found: (*found).to_owned(),
            expected: schema,
        });
    }
    rows.retain(|(set, _, _)| *set != SCHEMA_ROW);
    for (set, name, sha256) in &rows {
        let Some(migration) = migrations.iter().find(|m| m.set == *set && m.name == *name) else {
            return Err(Error::Newer {
                migration: format!("{set}/{name}"),
            });
        };
        if migration.sha256().as_slice() != *sha256 {
            return Err(Error::MigrationChanged {
                migration: format!("{set}/{name}"),
            });
        }
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
        if rows
            .iter()
            .any(|(set, name, _)| *set == migration.set && *name == migration.name)
        {
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
    Ok(!applied.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Location;

    const FIRST: Migration = Migration {
        set: "common",
        name: "0001_first",
        sql: "CREATE TABLE one (a BIGINT)",
    };
    const SECOND: Migration = Migration {
        set: "common",
        name: "0002_second",
        sql: "INSERT INTO one VALUES (7); CREATE TABLE two (a BIGINT);",
    };
    const BROKEN: Migration = Migration {
        set: "common",
        name: "0003_broken",
        sql: "CREATE TABLE three (a BIGINT); INSERT INTO nowhere VALUES (1);",
    };

    async fn connection(directory: &tempfile::TempDir) -> Connection {
        let file = directory.path().join("storage.db").display().to_string();
        Connection::open(&Location::parse(&file).unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn only_what_is_new_is_applied() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = connection(&directory).await;
        apply(&mut connection, "operator", &[&FIRST]).await.unwrap();
        apply(&mut connection, "operator", &[&FIRST, &SECOND])
            .await
            .unwrap();
        apply(&mut connection, "operator", &[&FIRST, &SECOND])
            .await
            .unwrap();
        let rows = connection
            .fetch("SELECT a FROM one".into(), &[])
            .await
            .unwrap();
        assert_eq!(rows, [[Value::Int(7)]]);
        let error = apply(&mut connection, "operator", &[&FIRST])
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Newer { migration } if migration == "common/0002_second"));
    }

    #[tokio::test]
    async fn a_migration_that_fails_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = connection(&directory).await;
        apply(&mut connection, "operator", &[&FIRST]).await.unwrap();
        apply(&mut connection, "operator", &[&FIRST, &SECOND, &BROKEN])
            .await
            .unwrap_err();
        let sql = "SELECT name FROM sqlite_master WHERE name IN ('two', 'three')";
        assert!(connection.fetch(sql.into(), &[]).await.unwrap().is_empty());
        apply(&mut connection, "operator", &[&FIRST, &SECOND])
            .await
            .unwrap();
    }

    #[test]
    fn blob_becomes_bytea_only_as_a_word() {
        assert_eq!(
            bytea("a BLOB NOT NULL, b BLOB, BLOBS x_BLOB"),
            "a BYTEA NOT NULL, b BYTEA, BLOBS x_BLOB"
        );
        assert_eq!(bytea("BLOB"), "BYTEA");
        assert_eq!(bytea("nothing"), "nothing");
    }

    #[test]
    fn migrations_are_in_the_order_of_their_numbers_and_say_no_engine_its_own_words() {
        for schema in [Schema::Operator, Schema::Connector, Schema::Registry] {
            for set in ["common", schema.as_str()] {
                let numbers: Vec<String> = migrations(schema)
                    .filter(|migration| migration.set == set)
                    .map(|migration| migration.name[..4].to_owned())
                    .collect();
                assert!(
                    numbers.is_sorted_by(|one, next| one < next),
                    "{set}: {numbers:?}"
                );
            }
            for migration in migrations(schema) {
                for word in [
                    "BYTEA",
                    "INTEGER",
                    "SERIAL",
                    "AUTOINCREMENT",
                    "REFERENCES",
                    "BOOLEAN",
                ] {
                    let code = migration
                        .sql
                        .lines()
                        .filter(|line| !line.trim().starts_with("--"));
                    assert!(
                        !code.into_iter().any(|line| line.contains(word)),
                        "{}/{}: {word}",
                        migration.set,
                        migration.name
                    );
                }
            }
        }
    }
}
