//! How the connector authenticates itself to the source (MIM4 §4.2.1: "access authorisation secrets towards the data source").

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use url::Url;
use zeroize::Zeroizing;

use super::client_credentials::{Client, ClientCredentials};
use crate::clock::Clock;
use crate::config::AuthConfig;
use crate::pool::Pool;
use crate::{Error, Result};

/// What goes with every request to the source.
pub(crate) enum Auth {
    /// Nothing.
    None,
    /// The same header always.
    Header(HeaderName, HeaderValue),
    /// A token that is fetched and renewed.
    Token(Box<ClientCredentials>),
}

/// A header whose value is never shown.
///
/// # Errors
/// [`Error::Config`]: the text cannot stand in a header.
pub(super) fn sensitive(text: &str) -> Result<HeaderValue> {
    let mut header = HeaderValue::try_from(text).map_err(|_| {
        Error::Config("a secret of `connector.upstream.auth` cannot stand in a header".into())
    })?;
    header.set_sensitive(true);
    Ok(header)
}

/// RFC 7617 §2.
///
/// # Errors
/// [`Error::Config`].
pub(super) fn basic(user: &str, password: &str) -> Result<HeaderValue> {
    let pair = Zeroizing::new(format!("{user}:{password}"));
    sensitive(&format!("Basic {}", STANDARD.encode(pair.as_bytes())))
}

impl Auth {
    /// Reads the secrets. Tokens are fetched over what `pool` makes of their endpoint's URL.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn new(
        config: &AuthConfig,
        pool: impl FnOnce(&Url) -> Result<Arc<Pool>>,
        clock: &Clock,
    ) -> Result<Self> {
        Ok(match config {
            AuthConfig::None => Self::None,
            AuthConfig::Basic { user, password } => {
                Self::Header(AUTHORIZATION, basic(user, &password.read()?)?)
            }
            AuthConfig::Bearer { token } => Self::Header(
                AUTHORIZATION,
                sensitive(&format!("Bearer {}", token.read()?.as_str()))?,
            ),
            AuthConfig::Header { name, value } => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    Error::Config(format!(
                        "`{name}` of `connector.upstream.auth` is not a header's name"
                    ))
                })?;
                Self::Header(name, sensitive(&value.read()?)?)
            }
            AuthConfig::ClientCredentials {
                token_url,
                client_id,
                client_secret,
                scope,
            } => {
                let client = Client {
                    token_url,
                    id: client_id,
                    secret: client_secret,
                    scope: scope.as_deref(),
                    token_type: "Bearer",
                };
                let credentials = ClientCredentials::new(&client, pool(token_url)?, clock)?;
                Self::Token(Box::new(credentials))
            }
        })
    }
}
