//! What can go wrong between a party and its database.
use std::sync::Arc;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. Cheap to clone: one failed transaction answers many waiting units.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A guard of the unit did not hold: the row has changed, is gone, or is there already.
    /// Nothing of the unit is written.
    #[error("conflict: the stored state is not the one `{guard}` expects")]
    Conflict {
        /// The statement, or `table` for an insert, that found another state.
        guard: &'static str,
    },
    /// A plain insert met a row with the same key. Nothing of the unit is written.
    #[error("already stored: {detail}")]
    Duplicate {
        /// What the engine says about the violated constraint.
        detail: String,
    },
    /// A row that must be there is not.
    #[error("not found: `{what}`")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// Serialization failures or a busy database did not end within the allowed attempts.
    #[error("the database stayed busy through {attempts} attempts")]
    Busy {
        /// How often the transaction was tried.
        attempts: u32,
    },
    /// The database went away during the commit and did not come back: whether the unit is written
    /// is not known.
    #[error("the database went away during the commit: whether it is written is not known")]
    InDoubt,
    /// The database was closed, or its writer has stopped.
    #[error("the database is closed")]
    Closed,
    /// The URL names no engine this build knows.
    #[error("unknown database url `{url}`: give a file, `sqlite:FILE` or `postgres://…`")]
    Url {
        /// The URL as given, without credentials.
        url: String,
    },
    /// A connection to another machine that would be made in the clear where the other side says so.
    #[error(
        "a PostgreSQL on another machine needs `sslmode` in its address: `verify-full`, with `sslrootcert=FILE` where the authority is your own, or `disable` where the network between is trusted"
    )]
    Unprotected,
    /// The database holds migrations this binary does not know.
    #[error(
        "the database is newer than this binary: it holds migration `{migration}`; start the version of fiducia that wrote it, or a newer one"
    )]
    Newer {
        /// The first migration not known here.
        migration: String,
    },
    /// A migration already applied is not the one in this binary.
    #[error(
        "migration `{migration}` of this binary differs from the one the database was made with"
    )]
    MigrationChanged {
        /// The migration whose hash differs.
        migration: String,
    },
    /// The database belongs to another kind of party.
    #[error("the database belongs to a party of another kind: `{found}`, not `{expected}`")]
    WrongSchema {
        /// The schema the database was made for.
        found: String,
        /// The schema asked for.
        expected: &'static str,
    },
    /// No vault was given, and the call needs one.
    #[error("this needs a vault: configure a master key")]
    NoVault,
    /// The master key is missing or not 32 bytes.
    #[error("master key: {reason}")]
    MasterKey {
        /// What is wrong with it.
        reason: String,
    },
    /// A sealed value cannot be opened: damaged, of another subject or field, or its key is gone.
    #[error("sealed value of field `{field}` cannot be opened")]
    Unseal {
        /// The field it was sealed for.
        field: String,
    },
    /// The subject's data key is not there: never made, or destroyed (GDPR art. 17).
    #[error("the subject has no data key")]
    NoDataKey,
    /// A stored value is not what the program expects.
    #[error("stored value of `{what}` is not valid: {reason}")]
    Stored {
        /// Which value.
        what: &'static str,
        /// Why it is not valid.
        reason: String,
    },
    /// A backup or its restoration failed.
    #[error("backup: {reason}")]
    Backup {
        /// What went wrong.
        reason: String,
    },
    /// The engine refused or failed.
    #[error("database: {0}")]
    Engine(Arc<sqlx::Error>),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Duplicate {
                detail: database.message().to_owned(),
            },
            sqlx::Error::PoolClosed => Self::Closed,
            _ => Self::Engine(Arc::new(error)),
        }
    }
}

/// Whether trying the same transaction again may help: a serialization failure (SQLSTATE 40001), a
/// deadlock (40P01), `SQLITE_BUSY` or `SQLITE_LOCKED`.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(database) = error else {
        return false;
    };
    let Some(code) = database.code() else {
        return false;
    };
    match code.as_ref() {
        "40001" | "40P01" => true,
        // SQLite gives its extended result code in decimal; the low byte is the primary one.
        other => other.parse::<u32>().is_ok_and(|code| {
            database
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .is_some()
                && matches!(code & 0xff, 5 | 6)
        }),
    }
}

/// Whether the connection is gone, so that what it was doing may or may not have happened.
pub(crate) fn is_disconnected(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        // Class 08 is a connection exception, 57P01..57P03 a server going down or coming up.
        sqlx::Error::Database(database) => database
            .code()
            .is_some_and(|code| code.starts_with("08") || code.starts_with("57P0")),
        _ => false,
    }
}
