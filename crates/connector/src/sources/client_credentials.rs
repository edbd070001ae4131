//! A login with client credentials (RFC 6749 §4.4): a token that is fetched, held, and renewed before it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use serde::Deserialize;
use url::Url;
use zeroize::Zeroizing;

use super::SourceError;
use super::auth::{basic, sensitive};
use crate::Result;
use crate::clock::Clock;
use crate::config::Secret;
use crate::pool::{Exchange, Pool};

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(30);
/// Life of a token whose server does not say (RFC 6749 §5.1 only recommends `expires_in`).
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// Largest answer of a token endpoint, bytes.
const TOKEN_ANSWER: u64 = 64 * 1024;

/// Who logs in where.
pub(super) struct Client<'a> {
    pub(super) token_url: &'a Url,
    pub(super) id: &'a str,
    pub(super) secret: &'a Secret,
    pub(super) scope: Option<&'a str>,
    /// What a token must be: `Bearer` (RFC 6750 §6.1.1) or `DPoP` (RFC 9449 §5).
    pub(super) token_type: &'static str,
}

/// One client's login.
pub(crate) struct ClientCredentials {
    pub(super) token_url: Url,
    pool: Arc<Pool>,
    authorization: HeaderValue,
    body: Bytes,
    token_type: &'static str,
    clock: Clock,
    token: ArcSwapOption<Token>,
    fetching: tokio::sync::Mutex<()>,
}

/// A token.
pub(super) struct Token {
    pub(super) text: Zeroizing<String>,
    /// As it is shown, with its type.
    pub(super) header: HeaderValue,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl ClientCredentials {
    /// Reads the secret. The pool is one to the token endpoint.
    ///
    /// # Errors
    /// [`crate::Error::Config`].
    pub(super) fn new(client: &Client<'_>, pool: Arc<Pool>, clock: &Clock) -> Result<Self> {
        // RFC 6749 §2.3.1: id and secret are form-encoded first.
        let encoded = |text: &str| {
            let bytes = url::form_urlencoded::byte_serialize(text.as_bytes());
            Zeroizing::new(bytes.collect::<String>())
        };
        let secret = client.secret.read()?;
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.append_pair("grant_type", "client_credentials");
        if let Some(scope) = client.scope {
            body.append_pair("scope", scope);
        }
        Ok(Self {
            token_url: client.token_url.clone(),
            pool,
            authorization: basic(&encoded(client.id), &encoded(&secret))?,
            body: body.finish().into(),
            token_type: client.token_type,
            clock: clock.clone(),
            token: ArcSwapOption::empty(),
            fetching: tokio::sync::Mutex::new(()),
        })
    }

    /// The token held, or a new one, which `asking` gets. Only one is fetched at a time.
    ///
    /// # Errors
    /// [`SourceError::RefusesConnector`], [`SourceError::BrokeOff`], [`SourceError::TooLarge`], and what `asking` says.
    pub(super) async fn token(
        &self,
        asking: impl Future<Output = Result<Exchange, SourceError>>,
    ) -> Result<Arc<Token>, SourceError> {
        if let Some(token) = self.held() {
            return Ok(token);
        }
        let _one = self.fetching.lock().await;
        if let Some(token) = self.held() {
            return Ok(token);
        }
        let token = Arc::new(self.take(asking.await?).await?);
        self.token.store(Some(Arc::clone(&token)));
        Ok(token)
    }

    /// Forgets a token that has been refused, as it may have been revoked before its time.
    pub(super) fn forget(&self, refused: &Arc<Token>) {
        let held = self.token.load();
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, refused)) {
            self.token.store(None);
        }
    }

    /// Asks the token endpoint for a token, with these headers beside its own.
    ///
    /// # Errors
    /// [`SourceError::Down`].
    pub(super) async fn ask(&self, headers: HeaderMap) -> Result<Exchange, SourceError> {
        let path = match self.token_url.query() {
            Some(query) => format!("{}?{query}", self.token_url.path()),
            None => self.token_url.path().to_owned(),
        };
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(Full::new(self.body.clone()))
            .map_err(|_| SourceError::RefusesConnector)?;
        request.headers_mut().extend(headers);
        self.pool.send(request).await.map_err(|error| {
            tracing::debug!(%error, "the token endpoint gave no answer");
            SourceError::Down
        })
    }

    fn held(&self) -> Option<Arc<Token>> {
        let token = self.token.load_full()?;
        (self.clock.instant() < token.renew_at).then_some(token)
    }

    /// The token of an answer (RFC 6749 §5.1).
    async fn take(&self, mut exchange: Exchange) -> Result<Token, SourceError> {
        if exchange.head.status != StatusCode::OK {
            return Err(SourceError::RefusesConnector);
        }
        let body = exchange.whole(TOKEN_ANSWER).await?;
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| SourceError::RefusesConnector)?;
        // One that is good without a proof would be good for whichever server sees it.
        if !answer.token_type.eq_ignore_ascii_case(self.token_type) {
            return Err(SourceError::RefusesConnector);
        }
        let life = answer.expires_in.map_or(ASSUMED_LIFE, Duration::from_secs);
        let text = Zeroizing::new(answer.access_token);
        let header = Zeroizing::new(format!("{} {}", self.token_type, text.as_str()));
        Ok(Token {
            header: sensitive(&header).map_err(|_| SourceError::RefusesConnector)?,
            text,
            renew_at: self.clock.instant() + life.saturating_sub(RENEW_BEFORE),
        })
    }
}
