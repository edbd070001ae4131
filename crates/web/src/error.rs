//! What can go wrong at start-up and in the background tasks of a party.

use std::path::PathBuf;

/// Why a party could not start or keep one of its tasks running. What goes wrong in answering a request is a
/// [`Problem`](crate::problem::Problem); what goes wrong in fetching, a [`FetchError`](crate::fetch::FetchError).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting has no meaning.
    #[error("{0}")]
    Config(String),
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`: {source}")]
    Listen {
        /// As configured.
        address: String,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A certificate or its key cannot be used.
    #[error("cannot use the certificate `{}`: {reason}", path.display())]
    Certificate {
        /// The file of the certificate or the key.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The client for fetching cannot be made.
    #[error("cannot make the client for fetching: {0}")]
    Client(String),
    /// The metrics recorder is taken by something else in this process.
    #[error("cannot install the metrics recorder: {0}")]
    Metrics(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The evidence log.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// A signing key.
    #[error("signing key: {0}")]
    Key(String),
}
