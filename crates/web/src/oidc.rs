//! Logging in at an OpenID provider: authorization code with PKCE (RFC 7636), `state`, `nonce`, and the issuer in the
//! answer (RFC 9207). The provider is found by discovery, through the guarded client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};
use protocol::jose::{Algorithms, Expected, JoseError, Jwks, KeySet, TypRule, Unverified};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::fetch::{Fetch, FetchError, Fetched, GuardedClient};

/// How long a provider's metadata and keys are kept.
const FRESH: Duration = Duration::from_mins(10);
/// How far the clocks of a provider and ours may differ, in seconds.
const LEEWAY: i64 = 60;

/// A kind of token that a provider signs.
struct TokenKind {
    /// What it is called where it is refused.
    name: &'static str,
    /// What its header may say that it is.
    types: &'static [&'static str],
    /// How long after a look at the provider's keys one with an unknown key makes us look again.
    patience: Duration,
}

/// It came from the provider itself.
const ID_TOKEN: TokenKind = TokenKind {
    name: "the provider's ID token",
    types: &["JWT"],
    patience: Duration::ZERO,
};
/// Anybody can send one: garbage must not have us fetch keys without end.
const BEARER: TokenKind = TokenKind {
    name: "the token",
    types: &["JWT", "at+jwt"],
    patience: Duration::from_secs(10),
};

/// What a party is at a provider.
#[derive(Clone)]
pub struct Registration {
    /// The provider's issuer URL; its metadata is below it (OpenID Connect Discovery 1.0 §4).
    pub issuer: String,
    /// The party's client id there.
    pub client_id: String,
    /// Its secret; none for a public client.
    pub secret: Option<Zeroizing<String>>,
    /// Scopes to ask for beside `openid`.
    pub scopes: Vec<String>,
    /// Where the provider sends people back to.
    pub redirect_uri: String,
}

/// A login under way: where the person goes, and what must be remembered until they come back.
#[derive(Clone, Debug)]
pub struct Login {
    /// Ties the answer to the browser that asked.
    pub state: String,
    /// Ties the ID token to this login.
    pub nonce: String,
    /// Proves that who exchanges the code is who asked for it.
    pub verifier: String,
    /// Where the person logs in.
    pub url: String,
}

/// What the provider sends the person back with (OpenID Connect Core 1.0 §3.1.2.5).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Callback {
    /// The state that the login began with.
    pub state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// The claims of a checked ID token (OpenID Connect Core 1.0 §2).
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    /// The provider.
    pub iss: String,
    /// The person, as the provider calls them.
    pub sub: String,
    aud: OneOrMany,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(flatten)]
    others: HashMap<String, Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Why nobody is logged in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider cannot be asked, or answers what no provider may.
    #[error("{0}")]
    Peer(String),
    /// The provider's answer is not one to this login.
    #[error("{0}")]
    Refused(String),
}

/// The providers looked up so far.
#[derive(Debug, Default)]
pub struct Providers {
    found: Mutex<HashMap<String, Arc<Provider>>>,
}

/// A provider that was looked up.
#[derive(Debug)]
struct Provider {
    metadata: Metadata,
    keys: KeySet,
    at: Instant,
}

/// A provider's metadata (OpenID Connect Discovery 1.0 §3).
#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    /// Whoever checks tokens alone needs none.
    #[serde(default)]
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// Why a token endpoint refuses (RFC 6749 §5.2).
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
}

fn peer(error: impl std::fmt::Display) -> OidcError {
    OidcError::Peer(error.to_string())
}

fn refused(reason: impl Into<String>) -> OidcError {
    OidcError::Refused(reason.into())
}

/// 256 random bits as text that is safe in URLs.
fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

impl Claims {
    /// A claim that is a text or a number, as text.
    #[must_use]
    pub fn text(&self, claim: &str) -> Option<String> {
        match claim {
            "sub" => Some(self.sub.clone()),
            claim => match self.others.get(claim)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            },
        }
    }

    /// A claim as it is; none of those that every token has.
    #[must_use]
    pub fn value(&self, claim: &str) -> Option<&Value> {
        self.others.get(claim)
    }

    /// Whether it is for this party, among others perhaps.
    fn names(&self, audience: &str) -> bool {
        match &self.aud {
            OneOrMany::One(one) => one == audience,
            OneOrMany::Many(all) => all.iter().any(|one| one == audience),
        }
    }

    /// Whether it is good at this time, in seconds.
    fn is_of(&self, now: i64) -> bool {
        now < self.exp.saturating_add(LEEWAY) && self.iat.saturating_sub(LEEWAY) <= now
    }

    /// Whether the provider has checked a claim, for those of which it says so (OpenID Connect Core 1.0 §5.1).
    #[must_use]
    pub fn is_verified(&self, claim: &str) -> bool {
        match claim {
            "email" | "phone_number" => {
                self.others.get(&format!("{claim}_verified")) == Some(&Value::Bool(true))
            }
            _ => true,
        }
    }
}

impl Providers {
    /// Begins a login, in this language (BCP 47) where the provider speaks it. With `is_fresh` whoever sits there now must
    /// log in, not whoever did some time ago.
    ///
    /// # Errors
    /// [`OidcError::Peer`] when the provider cannot be asked.
    pub async fn begin(
        &self,
        client: &GuardedClient,
        at: &Registration,
        language: &str,
        is_fresh: bool,
    ) -> Result<Login, OidcError> {
        let provider = self.provider(client, &at.issuer, false).await?;
        let [state, nonce, verifier] = [secret(), secret(), secret()];
        let mut url = url::Url::parse(&provider.metadata.authorization_endpoint).map_err(peer)?;
        let scopes = at.scopes.iter().map(String::as_str);
        let scopes: Vec<&str> = std::iter::once("openid").chain(scopes).collect();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &at.client_id)
            .append_pair("redirect_uri", &at.redirect_uri)
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", language)
            .extend_pairs(is_fresh.then_some(("prompt", "login")));
        Ok(Login {
            state,
            nonce,
            verifier,
            url: url.into(),
        })
    }

    /// Ends a login that began with `nonce` and `verifier`: who logged in. `now` is in seconds. That the answer came back
    /// to the browser that asked, and once, is for the caller to see to.
    ///
    /// # Errors
    /// [`OidcError::Refused`] when the answer is none to this login, [`OidcError::Peer`] when the provider cannot be asked.
    pub async fn finish(
        &self,
        client: &GuardedClient,
        at: &Registration,
        callback: &Callback,
        (nonce, verifier): (&str, &str),
        now: i64,
    ) -> Result<Claims, OidcError> {
        if let Some(error) = &callback.error {
            return Err(refused(format!("the provider answered `{error}`")));
        }
        let provider = self.provider(client, &at.issuer, false).await?;
        let metadata = &provider.metadata;
        let names_issuer =
            metadata.authorization_response_iss_parameter_supported || callback.iss.is_some();
        if names_issuer && callback.iss.as_ref() != Some(&metadata.issuer) {
            return Err(refused("the answer is of another provider"));
        }
        let code = callback.code.as_deref();
        let code = code.ok_or_else(|| refused("the provider gave no code"))?;
        let token = provider.exchange(client, at, code, verifier).await?;
        let claims = self.verified(client, &provider, &token, &ID_TOKEN).await?;
        provider.check(&at.client_id, &claims, nonce, now)?;
        Ok(claims)
    }

    /// Whether the provider knows this party and its secret: it is shown a code that it has not given, which one that knows
    /// the party refuses as such (RFC 6749 §5.2). `false` where it refuses in another way, so that only a login says.
    ///
    /// # Errors
    /// [`OidcError::Refused`] when it does not, [`OidcError::Peer`] when the provider cannot be asked.
    pub async fn knows(
        &self,
        client: &GuardedClient,
        at: &Registration,
    ) -> Result<bool, OidcError> {
        let provider = self.provider(client, &at.issuer, true).await?;
        let [code, verifier] = [secret(), secret()];
        let answer = provider.ask(client, at, &code, &verifier)?.send().await;
        let (status, body) = match answer {
            Ok(_) => return Ok(false),
            Err(FetchError::Status { status, body, .. }) => (status, body),
            Err(error) => return Err(peer(error)),
        };
        let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
        match refusal.error.as_str() {
            "invalid_grant" => Ok(true),
            code @ ("invalid_client" | "unauthorized_client") => Err(refused(format!(
                "it does not know the client `{}`, or its secret is another (`{code}`)",
                at.client_id
            ))),
            _ if status == StatusCode::UNAUTHORIZED => Err(refused(format!(
                "it does not know the client `{}`, or its secret is another ({status})",
                at.client_id
            ))),
            _ => Ok(false),
        }
    }

    /// The claims of a bearer token that a provider has issued for `audience` (RFC 9068, and such as were issued before
    /// it). `now` is in seconds. What it lets whoever shows it do is for the caller to see to.
    ///
    /// # Errors
    /// [`OidcError::Refused`] when it is no such token, [`OidcError::Peer`] when the provider cannot be asked for its keys.
    pub async fn bearer(
        &self,
        client: &GuardedClient,
        issuer: &str,
        audience: &str,
        token: &str,
        now: i64,
    ) -> Result<Claims, OidcError> {
        let provider = self.provider(client, issuer, false).await?;
        let claims = self.verified(client, &provider, token, &BEARER).await?;
        if claims.iss != provider.metadata.issuer || !claims.names(audience) {
            return Err(refused("the token is by or for another party"));
        }
        if !claims.is_of(now) {
            return Err(refused("the token is not of this time"));
        }
        Ok(claims)
    }

    /// The claims of a token that is signed with a key of the provider's, which may have changed them.
    async fn verified(
        &self,
        client: &GuardedClient,
        provider: &Provider,
        token: &str,
        kind: &TokenKind,
    ) -> Result<Claims, OidcError> {
        let checked = match provider.verify(token, kind) {
            Err(JoseError::UnknownKey { .. }) if provider.at.elapsed() >= kind.patience => {
                let issuer = &provider.metadata.issuer;
                let provider = self.provider(client, issuer, true).await?;
                provider.verify(token, kind)
            }
            checked => checked,
        };
        checked.map_err(|error| refused(format!("{}: {error}", kind.name)))
    }

    /// A provider's metadata and keys, looked up again when old or when `anew`.
    async fn provider(
        &self,
        client: &GuardedClient,
        issuer: &str,
        anew: bool,
    ) -> Result<Arc<Provider>, OidcError> {
        let known = self.lock().get(issuer).map(Arc::clone);
        if let Some(known) = known.filter(|known| !anew && known.at.elapsed() < FRESH) {
            return Ok(known);
        }
        let provider = Arc::new(Provider::discover(client, issuer).await?);
        self.lock().insert(issuer.to_owned(), Arc::clone(&provider));
        Ok(provider)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Provider>>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider {
    async fn discover(client: &GuardedClient, issuer: &str) -> Result<Self, OidcError> {
        let issuer = issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let metadata = client.get_json::<Metadata>(&url).await.map_err(peer)?.body;
        if metadata.issuer.trim_end_matches('/') != issuer {
            let named = &metadata.issuer;
            return Err(peer(format!("its metadata names the issuer `{named}`")));
        }
        let keys = client.get(&metadata.jwks_uri).json().send().await;
        let keys = Jwks::from_json(&keys.map_err(peer)?.body).map_err(peer)?;
        Ok(Self {
            metadata,
            keys: KeySet::new(&keys),
            at: Instant::now(),
        })
    }

    /// Exchanges the code for the ID token (OpenID Connect Core 1.0 §3.1.3).
    async fn exchange(
        &self,
        client: &GuardedClient,
        at: &Registration,
        code: &str,
        verifier: &str,
    ) -> Result<String, OidcError> {
        let answer = self.ask(client, at, code, verifier)?.send().await;
        let answer = answer.and_then(Fetched::parse::<TokenAnswer>);
        Ok(answer.map_err(peer)?.body.id_token)
    }

    /// The request that exchanges a code.
    fn ask<'c>(
        &self,
        client: &'c GuardedClient,
        at: &Registration,
        code: &str,
        verifier: &str,
    ) -> Result<Fetch<'c>, OidcError> {
        if self.metadata.token_endpoint.is_empty() {
            return Err(peer("its metadata names no `token_endpoint`"));
        }
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &at.redirect_uri),
            ("code_verifier", verifier),
        ];
        let methods = self
            .metadata
            .token_endpoint_auth_methods_supported
            .as_deref();
        // Basic is what a provider supports that does not say (OpenID Connect Discovery 1.0 §3).
        let is_basic = methods.is_none_or(|all| all.iter().any(|one| one == "client_secret_basic"));
        let mut request = client.post(&self.metadata.token_endpoint).json();
        match &at.secret {
            Some(secret) if is_basic => {
                request = request.header(AUTHORIZATION, basic(&at.client_id, secret)?);
            }
            Some(secret) => {
                form.push(("client_id", &at.client_id));
                form.push(("client_secret", secret));
            }
            None => form.push(("client_id", &at.client_id)),
        }
        Ok(request.form(&form))
    }

    fn verify(&self, token: &str, kind: &TokenKind) -> Result<Claims, JoseError> {
        let header = Expected {
            typ: TypRule::WhenPresent(kind.types),
            algorithms: Algorithms::WITH_RS256,
        };
        Unverified::parse(token)?.verify(&header, &self.keys)
    }

    /// Checks the claims of an ID token (OpenID Connect Core 1.0 §3.1.3.7).
    fn check(&self, own: &str, claims: &Claims, nonce: &str, now: i64) -> Result<(), OidcError> {
        let is_for_us = claims.names(own)
            && match &claims.aud {
                OneOrMany::Many(all) if all.len() > 1 => claims.azp.as_deref() == Some(own),
                _ => true,
            };
        let wrong = if claims.iss != self.metadata.issuer || !is_for_us {
            "is by or for another party"
        } else if !claims.is_of(now) {
            "is not of this time"
        } else if claims.nonce.as_deref() != Some(nonce) {
            "belongs to another login"
        } else {
            return Ok(());
        };
        Err(refused(format!("the provider's ID token {wrong}")))
    }
}

/// `client_secret_basic` (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &str) -> Result<HeaderValue, OidcError> {
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encode(client_id), encode(secret)));
    let mut value = HeaderValue::try_from(format!("Basic {pair}")).map_err(peer)?;
    value.set_sensitive(true);
    Ok(value)
}
