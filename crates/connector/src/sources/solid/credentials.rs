//! The connector's login at Solid servers: client credentials of its own WebID (Solid-OIDC §6), in tokens that are good
//! only with a proof for each request (RFC 9449), so that no server can use them at another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::{Algorithm, SigningKey};
use url::Url;

use crate::access_token::AccessToken;
use crate::clock::Clock;
use crate::config::SolidAuthConfig;
use crate::pool::{Exchange, Pool};
use crate::sources::SourceError;
use crate::sources::auth::sensitive;
use crate::sources::client_credentials::{Client, ClientCredentials, NoToken};
use crate::{Error, Result};

/// Where a proof is (RFC 9449 §4.1).
const DPOP: HeaderName = HeaderName::from_static("dpop");
/// Where a server says what the next proofs must hold (RFC 9449 §8).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// One worker's login.
pub(crate) struct Credentials {
    login: ClientCredentials,
    key: SigningKey,
    clock: Clock,
    /// What each server wants in proofs, by its origin.
    nonces: Mutex<HashMap<String, String>>,
}

impl Credentials {
    /// Reads the secret and makes a key.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn new(config: &SolidAuthConfig, pool: Arc<Pool>, clock: &Clock) -> Result<Self> {
        let client = Client {
            token_url: &config.token_url,
            id: &config.client_id,
            secret: &config.client_secret,
            scope: Some("webid"),
            token_type: "DPoP",
        };
        let key = SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes));
        let wrong = |error| Error::Config(format!("`connector.upstream.auth`: {error}"));
        Ok(Self {
            login: ClientCredentials::new(&client, pool, clock)?,
            key: key.map_err(wrong)?,
            clock: clock.clone(),
            nonces: Mutex::default(),
        })
    }

    /// The token held, or a new one. Only one is fetched at a time.
    ///
    /// # Errors
    /// [`SourceError::Down`], [`SourceError::BrokeOff`], [`SourceError::RefusesConnector`].
    pub(super) async fn token(&self) -> Result<Arc<AccessToken>, SourceError> {
        self.login.token(async || self.ask().await).await
    }

    /// A new token, whatever is held.
    ///
    /// # Errors
    /// [`NoToken`].
    pub(crate) async fn fetch(&self) -> Result<AccessToken, NoToken> {
        self.login.take(self.ask().await?).await
    }

    /// The headers that show a token in a request.
    ///
    /// # Errors
    /// [`SourceError::Failed`].
    pub(super) fn headers(
        &self,
        token: &AccessToken,
        method: &Method,
        url: &Url,
    ) -> Result<[(HeaderName, HeaderValue); 2], SourceError> {
        let proof = self.proof(method, url, Some(&token.text))?;
        Ok([(AUTHORIZATION, token.header.clone()), (DPOP, proof)])
    }

    /// Makes another try good for a request that was refused with 401: with what the server wants in proofs, or with a
    /// new token, as the one shown may have been revoked before its time.
    pub(super) fn refused(&self, token: &Arc<AccessToken>, url: &Url, headers: &HeaderMap) {
        if self.note(url, headers) {
            return;
        }
        self.login.forget(token);
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
        sensitive(&proof).map_err(|_| SourceError::Failed)
    }

    /// Asks the provider for a token; again where it says what it wants in proofs.
    async fn ask(&self) -> Result<Exchange, NoToken> {
        let mut exchange = self.ask_once().await?;
        let is_new = self.note(&self.login.token_url, &exchange.head.headers);
        if is_new && exchange.head.status != StatusCode::OK {
            exchange = self.ask_once().await?;
            self.note(&self.login.token_url, &exchange.head.headers);
        }
        Ok(exchange)
    }

    async fn ask_once(&self) -> Result<Exchange, NoToken> {
        let proof = self.proof(&Method::POST, &self.login.token_url, None)?;
        self.login.ask([(DPOP, proof)].into_iter().collect()).await
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
