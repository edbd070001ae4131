//! How the connector authenticates itself to the source (MIM4 §4.2.1: "access authorisation secrets towards the data source").

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use serde::Deserialize;
use tokio::time::Instant;
use url::Url;

use super::SourceError;
use crate::config::AuthConfig;
use crate::pool::Pool;
use crate::{Error, Result};

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(30);
/// Life of a token whose server does not say (RFC 6749 §5.1 only recommends `expires_in`).
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// Largest answer of a token endpoint, bytes.
const TOKEN_ANSWER: u64 = 64 * 1024;

/// What goes with every request to the source, shared by all workers.
#[derive(Clone)]
pub(crate) enum Auth {
    /// Nothing.
    None,
    /// The same header always.
    Header(HeaderName, HeaderValue),
    /// A token that is fetched and renewed.
    Token(Arc<ClientCredentials>),
}

/// OAuth client credentials (RFC 6749 §4.4).
pub(crate) struct ClientCredentials {
    /// Where tokens come from.
    pub(crate) token_url: Url,
    authorization: HeaderValue,
    body: Bytes,
    token: ArcSwapOption<Token>,
    fetching: tokio::sync::Mutex<()>,
}

struct Token {
    header: HeaderValue,
    renew_at: Instant,
}

fn sensitive(value: String) -> Result<HeaderValue> {
    let mut header = HeaderValue::try_from(value).map_err(|_| {
        Error::Config("a secret of `connector.upstream.auth` cannot stand in a header".into())
    })?;
    header.set_sensitive(true);
    Ok(header)
}

fn basic(user: &str, password: &str) -> Result<HeaderValue> {
    sensitive(format!(
        "Basic {}",
        STANDARD.encode(format!("{user}:{password}"))
    ))
}

impl Auth {
    /// Reads the secrets.
    pub(crate) fn new(config: &AuthConfig) -> Result<Self> {
        Ok(match config {
            AuthConfig::None => Self::None,
            AuthConfig::Basic { user, password } => {
                Self::Header(AUTHORIZATION, basic(user, &password.read()?)?)
            }
            AuthConfig::Bearer { token } => Self::Header(
                AUTHORIZATION,
                sensitive(format!("Bearer {}", token.read()?.as_str()))?,
            ),
            AuthConfig::Header { name, value } => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    Error::Config(format!(
                        "`{name}` of `connector.upstream.auth` is not a header's name"
                    ))
                })?;
                Self::Header(name, sensitive(value.read()?.as_str().to_owned())?)
            }
            AuthConfig::ClientCredentials {
                token_url,
                client_id,
                client_secret,
                scope,
            } => {
                let encoded = |text: &str| {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                let mut body = url::form_urlencoded::Serializer::new(String::new());
                body.append_pair("grant_type", "client_credentials");
                if let Some(scope) = scope {
                    body.append_pair("scope", scope);
                }
                Self::Token(Arc::new(ClientCredentials {
                    token_url: token_url.clone(),
                    // RFC 6749 §2.3.1: id and secret are form-encoded first.
                    authorization: basic(&encoded(client_id), &encoded(&client_secret.read()?))?,
                    body: body.finish().into(),
                    token: ArcSwapOption::empty(),
                    fetching: tokio::sync::Mutex::new(()),
                }))
            }
        })
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl ClientCredentials {
    /// The header for a request: the token held, or a new one. Only one is fetched at a time.
    pub(crate) async fn header(
        &self,
        pool: &Arc<Pool>,
    ) -> std::result::Result<HeaderValue, SourceError> {
        if let Some(header) = self.held() {
            return Ok(header);
        }
        let _one = self.fetching.lock().await;
        if let Some(header) = self.held() {
            return Ok(header);
        }
        let token = self.fetch(pool).await?;
        let header = token.header.clone();
        self.token.store(Some(Arc::new(token)));
        Ok(header)
    }

    /// Forgets a token that the source has refused.
    pub(crate) fn forget(&self, refused: &HeaderValue) {
        if self
            .token
            .load()
            .as_ref()
            .is_some_and(|token| token.header == *refused)
        {
            self.token.store(None);
        }
    }

    fn held(&self) -> Option<HeaderValue> {
        let token = self.token.load();
        token
            .as_ref()
            .filter(|token| Instant::now() < token.renew_at)
            .map(|token| token.header.clone())
    }

    async fn fetch(&self, pool: &Arc<Pool>) -> std::result::Result<Token, SourceError> {
        let path = match self.token_url.query() {
            Some(query) => format!("{}?{query}", self.token_url.path()),
            None => self.token_url.path().to_owned(),
        };
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(http::header::ACCEPT, "application/json")
            .body(Full::new(self.body.clone()))
            .map_err(|_| SourceError::RefusesConnector)?;
        let mut exchange = pool.send(request).await.map_err(|_| SourceError::Down)?;
        if exchange.head.status != StatusCode::OK {
            return Err(SourceError::RefusesConnector);
        }
        let body = exchange
            .whole(TOKEN_ANSWER)
            .await
            .map_err(|_| SourceError::BrokeOff)?;
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| SourceError::RefusesConnector)?;
        if !answer.token_type.eq_ignore_ascii_case("bearer") {
            return Err(SourceError::RefusesConnector);
        }
        let life = answer.expires_in.map_or(ASSUMED_LIFE, Duration::from_secs);
        let header = sensitive(format!("Bearer {}", answer.access_token))
            .map_err(|_| SourceError::RefusesConnector)?;
        Ok(Token {
            header,
            renew_at: Instant::now() + life.saturating_sub(RENEW_BEFORE),
        })
    }
}
