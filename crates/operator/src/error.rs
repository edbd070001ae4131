//! What can go wrong at an operator, and the problem it is answered with.
use web::password::PasswordError;
use web::problem::{Problem, ProblemName};

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting has no meaning or is not allowed.
    #[error("{0}")]
    Config(String),
    /// A value that was given is not valid.
    #[error("`{what}`: {reason}")]
    Invalid {
        /// Which member or parameter.
        what: String,
        /// What is wrong with it, and what would be right.
        reason: String,
    },
    /// Something that was named is not here, or not the caller's.
    #[error("there is no {what} `{id}`")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// As it was named.
        id: String,
    },
    /// The link of an e-mail does nothing.
    #[error(
        "this link does nothing: it is too old, was used already, or is meant for somebody else"
    )]
    DeadLink,
    /// What is asked for does not fit the state.
    #[error("{0}")]
    Conflict(String),
    /// The caller may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// The caller has not shown who they are.
    #[error("{0}")]
    Unauthenticated(String),
    /// Something that is already a problem document.
    #[error("{}", .0.detail_text().unwrap_or(.0.name().title()))]
    Problem(Box<Problem>),
    /// Another party could not be reached or answered badly.
    #[error("`{url}`: {reason}")]
    Peer {
        /// Where.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The log or a receipt.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// The machinery all parties share.
    #[error(transparent)]
    Web(#[from] web::Error),
    /// A key or signature.
    #[error(transparent)]
    Jose(#[from] protocol::jose::JoseError),
    /// A file.
    #[error("`{path}`: {source}")]
    File {
        /// Which.
        path: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A fault of this program, or damaged data.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A value that is not valid.
    pub(crate) fn invalid(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid {
            what: what.into(),
            reason: reason.into(),
        }
    }

    /// Something that is not here.
    pub(crate) fn unknown(what: &'static str, id: impl Into<String>) -> Self {
        Self::Unknown {
            what,
            id: id.into(),
        }
    }

    /// Stored data that does not read back.
    pub(crate) fn stored(what: &str, error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("stored {what}: {error}"))
    }
}

impl From<PasswordError> for Error {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Short | PasswordError::Long => {
                Self::invalid("password", error.to_string())
            }
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<web::staff::StaffError> for Error {
    fn from(error: web::staff::StaffError) -> Self {
        Problem::from(error).into()
    }
}

impl From<ProblemName> for Error {
    fn from(name: ProblemName) -> Self {
        Problem::new(name).into()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Problem(problem) => *problem,
            Error::Storage(error) | Error::Web(web::Error::Storage(error)) => error.into(),
            Error::Invalid { .. } => {
                Self::new(ProblemName::InvalidRequest).detail(error.to_string())
            }
            Error::Unknown { .. } | Error::DeadLink => {
                Self::new(ProblemName::NotFound).detail(error.to_string())
            }
            Error::Conflict(detail) => Self::new(ProblemName::Conflict).detail(detail),
            Error::Forbidden(detail) => Self::new(ProblemName::Forbidden).detail(detail),
            Error::Unauthenticated(detail) => Self::new(ProblemName::LoginRequired).detail(detail),
            Error::Peer { .. } => Self::new(ProblemName::PeerFailed).detail(error.to_string()),
            error => {
                tracing::error!(%error, "a request failed");
                Self::new(ProblemName::Internal)
            }
        }
    }
}

/// Errors answer requests as problems.
impl axum::response::IntoResponse for Error {
    fn into_response(self) -> axum::response::Response {
        Problem::from(self).into_response()
    }
}
