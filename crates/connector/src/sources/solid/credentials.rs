//! The connector's login at Solid servers: client credentials of its own WebID (Solid-OIDC §6), in tokens that are good
//! only with a proof for each request (RFC 9449), so that no server can use them at another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::{Algorithm, SigningKey};
use serde::Deserialize;
use url::Url;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::config::SolidAuthConfig;
use crate::pool::{Exchange, Pool};
use crate::sources::SourceError;
use crate::{Error, Result};

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(30);
/// Life of a token whose provider does not say (RFC 6749 §5.1 only recommends `expires_in`).
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// Largest answer of a token endpoint, bytes.
const TOKEN_ANSWER: u64 = 64 * 1024;
/// Where a proof is (RFC 9449 §4.1).
const DPOP: HeaderName = HeaderName::from_static("dpop");
/// Where a server says what the next proofs must hold (RFC 9449 §8).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// One worker's login.
pub(super) struct Credentials {
    token_url: Url,
    pool: Arc<Pool>,
    authorization: HeaderValue,
    body: Bytes,
    key: SigningKey,
    clock: Clock,
    token: ArcSwapOption<Token>,
    fetching: tokio::sync::Mutex<()>,
    /// What each server wants in proofs, by its origin.
    nonces: Mutex<HashMap<String, String>>,
}

/// A token of the provider.
pub(super) struct Token {
    text: Zeroizing<String>,
    header: HeaderValue,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<u64>,
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

impl Credentials {
    /// Reads the secret and makes a key.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(super) fn new(config: &SolidAuthConfig, pool: Arc<Pool>, clock: &Clock) -> Result<Self> {
        let secret = config.client_secret.read()?;
        // RFC 6749 §2.3.1: id and secret are form-encoded first.
        let encoded =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = Zeroizing::new(format!(
            "{}:{}",
            encoded(&config.client_id),
            encoded(&secret)
        ));
        let authorization = sensitive(&format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        let wrong = |what: &str| Error::Config(format!("`connector.upstream.auth`: {what}"));
        let key = SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes));
        Ok(Self {
            token_url: config.token_url.clone(),
            pool,
            authorization: authorization
                .ok_or_else(|| wrong("the secret cannot stand in a header"))?,
            body: Bytes::from_static(b"grant_type=client_credentials&scope=webid"),
            key: key.map_err(|error| wrong(&error.to_string()))?,
            clock: clock.clone(),
            token: ArcSwapOption::empty(),
            fetching: tokio::sync::Mutex::new(()),
            nonces: Mutex::default(),
        })
    }

    /// The token held, or a new one. Only one is fetched at a time.
    ///
    /// # Errors
    /// [`SourceError::Down`], [`SourceError::BrokeOff`], [`SourceError::RefusesConnector`].
    pub(super) async fn token(&self) -> Result<Arc<Token>, SourceError> {
        if let Some(token) = self.held() {
            return Ok(token);
        }
        let _one = self.fetching.lock().await;
        if let Some(token) = self.held() {
            return Ok(token);
        }
        let token = Arc::new(self.fetch().await?);
        self.token.store(Some(Arc::clone(&token)));
        Ok(token)
    }

    /// The headers that show a token in a request.
    ///
    /// # Errors
    /// [`SourceError::Failed`].
    pub(super) fn headers(
        &self,
        token: &Token,
        method: &Method,
        url: &Url,
    ) -> Result<[(HeaderName, HeaderValue); 2], SourceError> {
        let proof = self.proof(method, url, Some(&token.text))?;
        Ok([(AUTHORIZATION, token.header.clone()), (DPOP, proof)])
    }

    /// Makes another try good for a request that was refused with 401: with what the server wants in proofs, or with a
    /// new token, as the one shown may have been revoked before its time.
    pub(super) fn refused(&self, token: &Arc<Token>, url: &Url, headers: &HeaderMap) {
        if self.note(url, headers) {
            return;
        }
        let held = self.token.load();
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, token)) {
            self.token.store(None);
        }
    }

    /// Remembers what a server wants in proofs; whether that is new.
    pub(super) fn note(&self, url: &Url, headers: &HeaderMap) -> bool {
        let Some(nonce) = headers.get(DPOP_NONCE).and_then(|one| one.to_str().ok()) else {
            return false;
        };
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        let before = nonces.insert(origin(url), nonce.to_owned());
        before.as_deref() != Some(nonce)
    }

    fn proof(
        &self,
        method: &Method,
        url: &Url,
        token: Option<&str>,
    ) -> Result<HeaderValue, SourceError> {
        let nonce = {
            let nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
            nonces.get(&origin(url)).cloned()
        };
        let request = dpop::Request {
            method: method.as_str(),
            address: url.as_str(),
            token,
            nonce: nonce.as_deref(),
        };
        let jti = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let jti = TokenId::parse(&jti.hyphenated().to_string()).map_err(|_| SourceError::Failed)?;
        let proof = dpop::sign(&self.key, &request, jti, self.clock.seconds());
        let proof = proof.map_err(|_| SourceError::Failed)?;
        sensitive(&proof).ok_or(SourceError::Failed)
    }

    fn held(&self) -> Option<Arc<Token>> {
        let token = self.token.load_full()?;
        (self.clock.instant() < token.renew_at).then_some(token)
    }

    async fn fetch(&self) -> Result<Token, SourceError> {
        let mut exchange = self.ask().await?;
        if exchange.head.status != StatusCode::OK
            && self.note(&self.token_url, &exchange.head.headers)
        {
            exchange = self.ask().await?;
        }
        if exchange.head.status != StatusCode::OK {
            return Err(SourceError::RefusesConnector);
        }
        self.note(&self.token_url, &exchange.head.headers);
        let body = exchange
            .whole(TOKEN_ANSWER)
            .await
            .map_err(|_| SourceError::BrokeOff)?;
        let answer: TokenAnswer =
            serde_json::from_slice(&body).map_err(|_| SourceError::RefusesConnector)?;
        // One that is good without a proof would be good for whichever server sees it.
        if !answer.token_type.eq_ignore_ascii_case("dpop") {
            return Err(SourceError::RefusesConnector);
        }
        let life = answer.expires_in.map_or(ASSUMED_LIFE, Duration::from_secs);
        let header = Zeroizing::new(format!("DPoP {}", answer.access_token));
        Ok(Token {
            header: sensitive(&header).ok_or(SourceError::RefusesConnector)?,
            text: answer.access_token.into(),
            renew_at: self.clock.instant() + life.saturating_sub(RENEW_BEFORE),
        })
    }

    async fn ask(&self) -> Result<Exchange, SourceError> {
        let path = match self.token_url.query() {
            Some(query) => format!("{}?{query}", self.token_url.path()),
            None => self.token_url.path().to_owned(),
        };
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(DPOP, self.proof(&Method::POST, &self.token_url, None)?)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(Full::new(self.body.clone()))
            .map_err(|_| SourceError::RefusesConnector)?;
        self.pool.send(request).await.map_err(|error| {
            tracing::debug!(%error, "the token endpoint gave no answer");
            SourceError::Down
        })
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
