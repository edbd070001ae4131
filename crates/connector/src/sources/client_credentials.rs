//! A login with client credentials (RFC 6749 §4.4): a token that is fetched, held, and renewed before it ends.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use url::Url;
use zeroize::Zeroizing;

use super::SourceError;
use super::auth::basic;
use crate::Result;
use crate::access_token::{AccessToken, HeldToken, TokenAnswer};
use crate::clock::Clock;
use crate::config::Secret;
use crate::pool::{Exchange, Pool, SendError};

/// Largest answer of a token endpoint, bytes.
const TOKEN_ANSWER: u64 = 64 * 1024;

/// Why there is no token.
pub(crate) enum NoToken {
    /// The endpoint gave no answer.
    Unanswered(SendError),
    /// It answered with another status than 200.
    Refused(Box<Exchange>),
    /// It gave a token of another type than this.
    OtherType(&'static str),
    /// Anything else.
    Other(SourceError),
}

impl From<NoToken> for SourceError {
    fn from(error: NoToken) -> Self {
        match error {
            NoToken::Unanswered(_) => Self::Down,
            NoToken::Refused(_) | NoToken::OtherType(_) => Self::RefusesConnector,
            NoToken::Other(error) => error,
        }
    }
}

impl From<SourceError> for NoToken {
    fn from(error: SourceError) -> Self {
        Self::Other(error)
    }
}

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
    held: HeldToken,
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
            held: HeldToken::default(),
        })
    }

    /// The token held, or a new one, which `asking` gets. Only one is fetched at a time.
    ///
    /// # Errors
    /// [`SourceError::RefusesConnector`], [`SourceError::BrokeOff`], [`SourceError::TooLarge`], and what `asking` says.
    pub(super) async fn token(
        &self,
        asking: impl AsyncFnOnce() -> Result<Exchange, NoToken>,
    ) -> Result<Arc<AccessToken>, SourceError> {
        let fetch = async || Ok(self.take(asking().await?).await?);
        self.held.get(&self.clock, fetch).await
    }

    /// Where tokens are fetched.
    pub(crate) fn token_url(&self) -> &Url {
        &self.token_url
    }

    /// A new token, whatever is held.
    ///
    /// # Errors
    /// [`NoToken`].
    pub(crate) async fn fetch(&self) -> Result<AccessToken, NoToken> {
        self.take(self.ask(HeaderMap::new()).await?).await
    }

    /// Forgets a token that has been refused, as it may have been revoked before its time.
    pub(super) fn forget(&self, refused: &Arc<AccessToken>) {
        self.held.forget(refused);
    }

    /// Asks the token endpoint for a token, with these headers beside its own.
    ///
    /// # Errors
    /// [`NoToken::Unanswered`].
    pub(super) async fn ask(&self, headers: HeaderMap) -> Result<Exchange, NoToken> {
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
            NoToken::Unanswered(error)
        })
    }

    /// The token of an answer (RFC 6749 §5.1).
    pub(super) async fn take(&self, mut exchange: Exchange) -> Result<AccessToken, NoToken> {
        if exchange.head.status != StatusCode::OK {
            return Err(NoToken::Refused(Box::new(exchange)));
        }
        let body = exchange.whole(TOKEN_ANSWER).await;
        let body = body.map_err(SourceError::from)?;
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| SourceError::RefusesConnector)?;
        // One that is good without a proof would be good for whichever server sees it.
        let is_type = |kind: &String| kind.eq_ignore_ascii_case(self.token_type);
        if !answer.token_type.as_ref().is_some_and(is_type) {
            return Err(NoToken::OtherType(self.token_type));
        }
        let token = answer.shown_as(self.token_type, &self.clock);
        Ok(token.ok_or(SourceError::RefusesConnector)?)
    }
}
