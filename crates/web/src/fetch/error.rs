//! Why a fetch brought nothing.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::address::Refused;

/// Why a fetch brought nothing.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// It is no URL, has no host, or carries credentials.
    #[error("not a URL to fetch: {reason}")]
    InvalidUrl {
        /// Why.
        reason: String,
    },
    /// Only https is fetched; http from loopback in development.
    #[error("the scheme `{scheme}` is not allowed")]
    SchemeRefused {
        /// The scheme.
        scheme: String,
    },
    /// The host is, or resolves to, an address that is not public and not allowed.
    #[error("`{host}` has the address `{address}`, which is not public")]
    AddressRefused {
        /// The host of the URL.
        host: String,
        /// The first address refused.
        address: IpAddr,
    },
    /// The name has no address.
    #[error("`{host}` cannot be resolved")]
    Unresolved {
        /// The host of the URL.
        host: String,
    },
    /// No connection, or no TLS on it.
    #[error("cannot connect: {reason}")]
    Connect {
        /// What failed.
        reason: String,
    },
    /// It took longer than allowed.
    #[error("it took too long")]
    Timeout,
    /// The answer is larger than allowed.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The answer's status is neither 2xx nor a redirect.
    #[error("the answer is {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// How long `Retry-After` asks to wait.
        retry_after: Option<Duration>,
        /// The body, within the limit.
        body: Bytes,
    },
    /// Another protocol's refusal of what was asked.
    #[error("refused: {reason}")]
    Refused {
        /// What the peer says.
        reason: String,
    },
    /// A redirect elsewhere, of something other than a GET, or too many.
    #[error("redirected{}", .to.as_ref().map(|host| format!(" to `{host}`")).unwrap_or_default())]
    Redirected {
        /// The host it leads to.
        to: Option<String>,
    },
    /// The answer has another media type than asked for.
    #[error("the answer is `{found}`")]
    WrongMedia {
        /// The media type found, empty if none was given.
        found: String,
    },
    /// The answer is not the JSON expected.
    #[error("the answer is not the JSON expected: {reason}")]
    BadJson {
        /// What the parser says.
        reason: String,
    },
    /// The connection broke before the answer was whole, or what came is not HTTP.
    #[error("the answer broke off: {reason}")]
    Broken {
        /// What failed.
        reason: String,
    },
}

impl FetchError {
    /// Whether the same request may succeed later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unresolved { .. }
            | Self::Connect { .. }
            | Self::Timeout
            | Self::Broken { .. } => true,
            Self::Status { status, .. } => {
                status.is_server_error()
                    || matches!(
                        *status,
                        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
                    )
            }
            _ => false,
        }
    }

    pub(super) fn from_reqwest(error: &reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(refused) = cause.downcast_ref::<Refused>() {
                return refused.clone().into();
            }
            source = cause.source();
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        let reason = root_cause(error);
        if error.is_connect() {
            Self::Connect { reason }
        } else {
            Self::Broken { reason }
        }
    }
}

impl From<Refused> for FetchError {
    fn from(Refused { host, address }: Refused) -> Self {
        match address {
            Some(address) => Self::AddressRefused { host, address },
            None => Self::Unresolved { host },
        }
    }
}

/// The innermost cause says most, and names no URL.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
