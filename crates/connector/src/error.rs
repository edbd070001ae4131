//! What can go wrong at a connector outside a single request.

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting has no meaning or is not allowed.
    #[error("{0}")]
    Config(String),
    /// A file cannot be read or written.
    #[error("`{path}`: {source}")]
    File {
        /// Which.
        path: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// What the parties share at run time.
    #[error(transparent)]
    Web(#[from] web::Error),
    /// The log.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
}
