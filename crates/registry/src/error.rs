//! What can go wrong at a registry.

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was given is not right.
    #[error("{0}")]
    Invalid(String),
    /// There is no such group or member.
    #[error("there is no {what} `{id}`")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// By which identifier.
        id: String,
    },
    /// The operator is a member already.
    #[error("`{0}` is a member already")]
    AlreadyMember(String),
    /// The member's status does not allow this.
    #[error(transparent)]
    WrongMove(#[from] crate::members::WrongMove),
    /// Somebody changed the same thing at the same time.
    #[error("somebody else changed this just now; look again")]
    Conflict,
    /// The operator's own metadata do not say what was given.
    #[error("`{url}` does not serve the metadata of this operator: {reason}")]
    Metadata {
        /// Where it was looked for.
        url: String,
        /// What is wrong there.
        reason: String,
    },
    /// The database.
    #[error(transparent)]
    Storage(storage::Error),
    /// The configuration.
    #[error("configuration: {0}")]
    Config(String),
    /// Files and sockets.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What came of it.
        source: std::io::Error,
    },
    /// What the parties share at run time.
    #[error(transparent)]
    Web(#[from] web::Error),
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict { .. } => Self::Conflict,
            other => Self::Storage(other),
        }
    }
}
