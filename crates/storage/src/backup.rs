//! Copies of a SQLite database, made while it is in use, and their way back.
//!
//! PostgreSQL has its own tools (`pg_dump`, base backups), which know more than we could.
use crate::engine::{EngineKind, Location};
use crate::migrations;
use crate::writer::connection::Connection;
use crate::{Database, Error, Result, Schema, Value};
use std::path::{Path, PathBuf};

const COPY: &str = "VACUUM INTO $1";
const CHECK: &str = "PRAGMA integrity_check(1)";

impl Database {
    /// Writes a copy of the database as of now to a new file. Readers and writers go on meanwhile.
    /// The master key is not in it: keep that elsewhere.
    ///
    /// # Errors
    /// [`Error::Backup`] on PostgreSQL, or when `to` is there already.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        if self.kind() != EngineKind::Sqlite {
            return Err(failed(
                "a PostgreSQL database is backed up with its own tools, `pg_dump`",
            ));
        }
        if to.exists() {
            return Err(failed(format!("`{}` is there already", to.display())));
        }
        let text = to.to_str().ok_or_else(|| failed("the path is not UTF-8"))?;
        self.run_outside_units(COPY, &[Value::from(text)]).await?;
        sync(to)
    }
}

/// Checks a backup, and puts a copy of it in a database's place. The database must not be open; one
/// that is there already stays unless `replace`, and is then kept beside as `….before-restore`.
/// Migrations newer than the backup are applied when it is next opened.
///
/// # Errors
/// [`Error::Backup`]; [`Error::WrongSchema`] and [`Error::Newer`] when it is not a database of this
/// party that this binary can open.
pub async fn restore(from: &Path, url: &str, schema: Schema, replace: bool) -> Result<()> {
    let Location::Sqlite(options) = Location::parse(url)? else {
        return Err(failed(
            "a PostgreSQL database is restored with its own tools, `pg_restore`",
        ));
    };
    let to = options.get_filename().to_path_buf();
    if to.exists() && !replace {
        return Err(failed(format!("`{}` is there already", to.display())));
    }
    if !from.is_file() {
        return Err(failed(format!("`{}` is not a file", from.display())));
    }
    let new = beside(&to, "restoring");
    for file in [new.clone(), beside(&new, "wal"), beside(&new, "shm")] {
        remove(&file)?;
    }
    std::fs::copy(from, &new).map_err(failed)?;
    check(&new, schema).await?;
    sync(&new)?;
    if to.exists() {
        // What is only in its write-ahead log belongs to the old database and must not meet the new.
        settle(&to).await?;
        std::fs::rename(&to, beside(&to, "before-restore")).map_err(failed)?;
    }
    for suffix in ["-wal", "-shm"] {
        remove(&with_suffix(&to, suffix))?;
    }
    std::fs::rename(&new, &to).map_err(failed)?;
    sync(
        to.parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )
}

/// The file is whole, and this binary can open it as a database of this schema.
async fn check(file: &Path, schema: Schema) -> Result<()> {
    let url = file
        .to_str()
        .ok_or_else(|| failed("the path is not UTF-8"))?;
    let mut connection = Connection::open(&Location::parse(&format!("sqlite:{url}"))?).await?;
    let verdict = connection.fetch(CHECK.into(), &[]).await.map_err(failed)?;
    if verdict.first().map(Vec::as_slice) != Some(&[Value::from("ok")]) {
        return Err(failed("the backup is damaged"));
    }
    if !migrations::check(&mut connection, schema).await? {
        return Err(failed("it holds no database of a party"));
    }
    connection.close().await;
    Ok(())
}

/// Moves what the write-ahead log holds into the file.
async fn settle(file: &Path) -> Result<()> {
    let url = file
        .to_str()
        .ok_or_else(|| failed("the path is not UTF-8"))?;
    let mut connection = Connection::open(&Location::parse(&format!("sqlite:{url}"))?).await?;
    connection
        .fetch("PRAGMA wal_checkpoint(TRUNCATE)".into(), &[])
        .await?;
    connection.close().await;
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn beside(path: &Path, word: &str) -> PathBuf {
    with_suffix(path, &format!(".{word}"))
}

fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

fn sync(path: &Path) -> Result<()> {
    std::fs::File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(failed)
}

#[allow(clippy::needless_pass_by_value)]
fn failed(reason: impl ToString) -> Error {
    Error::Backup {
        reason: reason.to_string(),
    }
}
