//! Logging in at an OpenID provider: authorization code with PKCE (RFC 7636), `state`, `nonce`, and the issuer
//! in the answer (RFC 9207). The provider is found by discovery, through the guarded client.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use protocol::jose::{Algorithms, Expected, Jwks, KeySet, TypRule, Unverified};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::authenticators::Authenticators as _;
use storage::operator::sessions::{LoginFlow, Sessions as _};
use storage::vault::DataKeys as _;
use web::problem::{Problem, ProblemName};

use super::authenticators::link_id;
use super::session::{Beginning, Caller, NewSession, Visit};
use super::{ACTIVE, NewAccount, NewIdentifier};
use crate::clock::SECOND;
use crate::random::hash_of_secret;
use crate::{Error, OidcProvider, Operator, Result};

/// How long a login at a provider may take, in seconds.
const FLOW_SECONDS: i64 = 600;
/// How long a provider's metadata and keys are kept.
const METADATA_FRESH: Duration = Duration::from_mins(10);
/// The name under which the secrets of a login under way are sealed.
const FLOW_SECRETS: &str = "login flow";
/// The domain of blind indices over a provider's subjects.
const SUBJECT_INDEX: &str = "oidc-subject";
/// How far the clocks of a provider and ours may differ, in seconds.
const LEEWAY: i64 = 60;

/// What a login under way must remember.
#[derive(Serialize, Deserialize)]
struct Secrets {
    nonce: String,
    verifier: String,
    /// The account that the identity is to be linked to; none for a login.
    #[serde(default)]
    link_to: Option<String>,
}

/// What a way to a provider and back led to.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The person is logged in.
    Entered(NewSession),
    /// The identity is linked to the account of the session that was there.
    Linked,
}

/// A subject at a provider, as an account knows it.
struct Subject {
    account: String,
    index: [u8; 32],
    since: i64,
}

/// A provider's metadata (OpenID Connect Discovery 1.0 §3).
#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// A provider that was looked up.
#[derive(Debug, Clone)]
struct Provider {
    metadata: Metadata,
    keys: KeySet,
    at: Instant,
}

/// The providers looked up so far.
#[derive(Debug, Default)]
pub(crate) struct Providers {
    found: Mutex<HashMap<String, Arc<Provider>>>,
}

/// The provider's answer, as it comes back with the person.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// The claims of an ID token that matter here (OpenID Connect Core 1.0 §2).
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMany,
    #[serde(default)]
    azp: Option<String>,
    exp: i64,
    iat: i64,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(flatten)]
    others: HashMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn failed(detail: impl Into<String>) -> Error {
    Problem::new(ProblemName::LoginFailed).detail(detail).into()
}

impl Operator {
    fn provider_config(&self, id: &str) -> Result<&OidcProvider> {
        let found = self.config.oidc.iter().find(|provider| provider.id == id);
        found.ok_or_else(|| Error::unknown("login provider", id))
    }

    fn redirect_uri(&self, provider: &OidcProvider) -> String {
        self.address(&format!("login/oidc/{}/callback", provider.id))
    }

    /// Begins to link an identity at a provider to the account of a session, as [`Operator::begin_oidc`].
    ///
    /// # Errors
    /// The problem `confirmation-required`.
    pub(crate) async fn begin_link(
        &self,
        id: &str,
        visit: &Visit,
        return_to: &str,
    ) -> Result<(String, String)> {
        let account = self.own_account(visit).await?;
        self.require_proof(visit, &self.authenticators(&account).await?)?;
        self.begin_oidc(id, return_to, Some(account.id)).await
    }

    /// Begins a login: where to send the person, and the secret that ties the answer to this browser.
    pub(crate) async fn begin_oidc(
        &self,
        id: &str,
        return_to: &str,
        link_to: Option<String>,
    ) -> Result<(String, String)> {
        let config = self.provider_config(id)?;
        let provider = self.provider(config, false).await?;
        let (state, nonce, verifier) = (
            crate::random::token(),
            crate::random::token(),
            crate::random::token(),
        );
        let now = self.clock.now();
        let is_link = link_to.is_some();
        let secrets = Secrets {
            nonce: nonce.clone(),
            verifier: verifier.clone(),
            link_to,
        };
        let secrets =
            serde_json::to_vec(&secrets).map_err(|error| Error::Internal(error.to_string()))?;
        let mut unit = Unit::new();
        unit.insert_login_flow(&LoginFlow {
            state_hash: hash_of_secret(&state),
            provider: config.id.clone(),
            secrets: self.db.vault()?.seal_secret(FLOW_SECRETS, &secrets)?,
            return_to: return_to.to_owned(),
            created_at: now,
            expires_at: now + FLOW_SECONDS * SECOND,
        });
        self.db.commit(unit).await?;
        let mut url =
            url::Url::parse(&provider.metadata.authorization_endpoint).map_err(|error| {
                Error::Peer {
                    url: config.issuer.clone(),
                    reason: error.to_string(),
                }
            })?;
        let scope = std::iter::once("openid")
            .chain(config.scopes.iter().map(String::as_str))
            .collect::<Vec<_>>();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &config.client_id)
            .append_pair("redirect_uri", &self.redirect_uri(config))
            .append_pair("scope", &scope.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair(
                "code_challenge",
                &URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)),
            )
            .append_pair("code_challenge_method", "S256");
        if is_link {
            // Fresh proof of the other identity too (trust.md, identity keychain).
            url.query_pairs_mut().append_pair("prompt", "login");
        }
        Ok((url.into(), state))
    }

    /// Ends a login: checks the provider's answer and begins a session, or links the identity to the account of
    /// the session there is. `bound` is the state this browser began with. Gives the path to go to, too.
    ///
    /// # Errors
    /// The problem `login-failed`; [`Error::Peer`] when the provider cannot be asked.
    pub(crate) async fn finish_oidc(
        &self,
        id: &str,
        callback: Callback,
        bound: Option<&str>,
        (visit, from): (Option<&Visit>, Caller),
    ) -> Result<(Outcome, String)> {
        let config = self.provider_config(id)?;
        let state = callback.state.as_deref().unwrap_or_default();
        // The answer must come back to the browser that asked (login forgery).
        if state.is_empty() || bound != Some(state) {
            return Err(failed(
                "the answer belongs to no login of this browser; begin again",
            ));
        }
        let flow = self.db.login_flow(&hash_of_secret(state)).await?;
        let flow =
            flow.filter(|flow| flow.provider == config.id && flow.expires_at > self.clock.now());
        let flow = flow.ok_or_else(|| failed("the login took too long; begin again"))?;
        let mut unit = Unit::new();
        unit.finish_login_flow(&flow.state_hash);
        self.db
            .commit(unit)
            .await
            .map_err(|_| failed("the login was used before; begin again"))?;
        if let Some(error) = callback.error {
            return Err(failed(format!("the provider answered `{error}`")));
        }
        let secrets = self
            .db
            .vault()?
            .unseal_secret(FLOW_SECRETS, &flow.secrets)?;
        let secrets: Secrets =
            serde_json::from_slice(&secrets).map_err(|e| Error::stored("login flow", e))?;
        let provider = self.provider(config, false).await?;
        let issuer_named = callback.iss.is_some()
            || provider
                .metadata
                .authorization_response_iss_parameter_supported;
        if issuer_named && callback.iss.as_deref() != Some(&provider.metadata.issuer) {
            return Err(failed("the answer is of another provider"));
        }
        let code = callback
            .code
            .ok_or_else(|| failed("the provider gave no code"))?;
        let token = self
            .exchange(config, &provider, &code, &secrets.verifier)
            .await?;
        let claims = match self.check_id_token(config, &provider, &token, &secrets.nonce) {
            Err(Error::Jose(protocol::jose::JoseError::UnknownKey { .. })) => {
                let provider = self.provider(config, true).await?;
                self.check_id_token(config, &provider, &token, &secrets.nonce)
            }
            checked => checked,
        };
        let claims = claims.map_err(|error| match error {
            Error::Jose(error) => failed(format!("the provider's id token: {error}")),
            error => error,
        })?;
        if let Some(account) = secrets.link_to {
            if visit.is_none_or(|visit| visit.person.id != account) {
                return Err(failed("the session it was begun in has ended; begin again"));
            }
            self.link(config, &claims, &account).await?;
            return Ok((Outcome::Linked, flow.return_to));
        }
        let subject = self.account_of_subject(config, &claims).await?;
        let authenticator = link_id(&config.id, &subject.index);
        let beginning = Beginning {
            account: &subject.account,
            authenticator: (&authenticator, subject.since),
        };
        let session = self.begin_session(beginning, from).await?;
        Ok((Outcome::Entered(session), flow.return_to))
    }

    /// A provider's metadata and keys, looked up again when old or when `anew`.
    async fn provider(&self, config: &OidcProvider, anew: bool) -> Result<Arc<Provider>> {
        let known = self
            .providers
            .found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&config.id)
            .cloned();
        if let Some(known) = known.filter(|known| !anew && known.at.elapsed() < METADATA_FRESH) {
            return Ok(known);
        }
        let peer = |reason: String| Error::Peer {
            url: config.issuer.clone(),
            reason,
        };
        let issuer = config.issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let metadata: Metadata = self
            .fetch
            .get_json(&url)
            .await
            .map_err(|error| peer(error.to_string()))?
            .body;
        if metadata.issuer.trim_end_matches('/') != issuer {
            return Err(peer(format!(
                "its metadata names the issuer `{}`",
                metadata.issuer
            )));
        }
        let jwks = self
            .fetch
            .get(&metadata.jwks_uri)
            .json()
            .send()
            .await
            .map_err(|error| peer(error.to_string()))?;
        let jwks = Jwks::from_json(&jwks.body).map_err(|error| peer(error.to_string()))?;
        let provider = Arc::new(Provider {
            metadata,
            keys: KeySet::new(&jwks),
            at: Instant::now(),
        });
        let mut found = self
            .providers
            .found
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        found.insert(config.id.clone(), Arc::clone(&provider));
        Ok(provider)
    }

    /// Exchanges the code for the ID token.
    async fn exchange(
        &self,
        config: &OidcProvider,
        provider: &Provider,
        code: &str,
        verifier: &str,
    ) -> Result<String> {
        let peer = |reason: String| Error::Peer {
            url: config.issuer.clone(),
            reason,
        };
        let redirect_uri = self.redirect_uri(config);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", verifier),
        ];
        let secret = config
            .client_secret_file
            .as_deref()
            .map(read_secret)
            .transpose()?;
        let methods = provider
            .metadata
            .token_endpoint_auth_methods_supported
            .as_deref();
        // Basic is what a provider supports that does not say (OpenID Connect Discovery 1.0 §3).
        let basic = methods
            .is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let mut request = self.fetch.post(&provider.metadata.token_endpoint).json();
        match &secret {
            Some(secret) if basic => {
                let encode = |text: &str| {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                let pair =
                    STANDARD.encode(format!("{}:{}", encode(&config.client_id), encode(secret)));
                let value = HeaderValue::try_from(format!("Basic {pair}"));
                let mut value =
                    value.map_err(|error| Error::Config(format!("`{}`: {error}", config.id)))?;
                value.set_sensitive(true);
                request = request.header(AUTHORIZATION, value);
            }
            Some(secret) => {
                form.push(("client_id", &config.client_id));
                form.push(("client_secret", secret));
            }
            None => form.push(("client_id", &config.client_id)),
        }
        let answer = request
            .form(&form)
            .send()
            .await
            .map_err(|error| peer(error.to_string()))?;
        let answer: TokenAnswer = answer
            .parse()
            .map_err(|error| peer(error.to_string()))?
            .body;
        Ok(answer.id_token)
    }

    /// Checks an ID token (OpenID Connect Core 1.0 §3.1.3.7).
    fn check_id_token(
        &self,
        config: &OidcProvider,
        provider: &Provider,
        token: &str,
        nonce: &str,
    ) -> Result<Claims> {
        let header = Expected {
            typ: TypRule::WhenPresent(&["JWT"]),
            algorithms: Algorithms::WITH_RS256,
        };
        let claims: Claims = Unverified::parse(token)?.verify(&header, &provider.keys)?;
        let now = self.clock.seconds();
        let for_us = match &claims.aud {
            OneOrMany::One(audience) => *audience == config.client_id,
            OneOrMany::Many(audiences) => {
                audiences.contains(&config.client_id)
                    && (audiences.len() == 1 || claims.azp.as_deref() == Some(&config.client_id))
            }
        };
        if claims.iss != provider.metadata.issuer || !for_us {
            return Err(failed("the provider's id token is by or for another party"));
        }
        if claims.exp + LEEWAY <= now || claims.iat - LEEWAY > now {
            return Err(failed("the provider's id token is not of this time"));
        }
        if claims.nonce.as_deref() != Some(nonce) {
            return Err(failed("the provider's id token belongs to another login"));
        }
        Ok(claims)
    }

    async fn subject_index(&self, claims: &Claims) -> Result<[u8; 32]> {
        let subject = format!("{} {}", claims.iss, claims.sub);
        Ok(self.db.blind_index(SUBJECT_INDEX, &subject).await?)
    }

    /// Links a provider's subject to an account. One that is linked to it already stays so.
    async fn link(&self, config: &OidcProvider, claims: &Claims, account: &str) -> Result<()> {
        let index = self.subject_index(claims).await?;
        let mut unit = Unit::new();
        match self.db.account_by_authenticator(&config.id, &index).await? {
            Some(owner) if owner.id == account => {}
            Some(_) => {
                return Err(Error::Conflict(
                    "this identity is linked to another account here".to_owned(),
                ));
            }
            None => {
                unit.insert_authenticator(&config.id, &index, account, self.clock.now());
                let id = link_id(&config.id, &index);
                self.note_change(&mut unit, account, "identity linked", &id)?;
            }
        }
        let identifiers = identifiers(config, claims);
        if !identifiers.is_empty() {
            self.put_identifiers(&mut unit, account, &config.id, identifiers)
                .await?;
        }
        self.db.commit(unit).await?;
        Ok(())
    }

    /// The account of a provider's subject; a new one for someone who comes first, where the provider may.
    async fn account_of_subject(&self, config: &OidcProvider, claims: &Claims) -> Result<Subject> {
        let index = self.subject_index(claims).await?;
        let identifiers = identifiers(config, claims);
        if let Some(account) = self.db.account_by_authenticator(&config.id, &index).await? {
            if account.state != ACTIVE {
                return Err(failed("the account is closed"));
            }
            if !identifiers.is_empty() {
                let mut unit = Unit::new();
                self.put_identifiers(&mut unit, &account.id, &config.id, identifiers)
                    .await?;
                self.db.commit(unit).await?;
            }
            return self.subject_of(account.id, index).await;
        }
        if !config.creates_accounts {
            return Err(failed("nobody here has this identity yet"));
        }
        let new = NewAccount {
            login: None,
            password: None,
            name: claims.name.clone(),
            locale: "en".to_owned(),
        };
        let mut unit = Unit::new();
        let account = self.new_account(&mut unit, new).await?;
        unit.insert_authenticator(&config.id, &index, &account, self.clock.now());
        match self.db.commit(unit).await {
            Ok(_) => {}
            // The same person in two windows.
            Err(storage::Error::Conflict { .. }) => {
                let account = self.db.account_by_authenticator(&config.id, &index).await?;
                let account = account.ok_or_else(|| failed("begin again"))?;
                return self.subject_of(account.id, index).await;
            }
            Err(error) => return Err(error.into()),
        }
        if !identifiers.is_empty() {
            let mut unit = Unit::new();
            self.put_identifiers(&mut unit, &account, &config.id, identifiers)
                .await?;
            self.db.commit(unit).await?;
        }
        self.subject_of(account, index).await
    }

    async fn subject_of(&self, account: String, index: [u8; 32]) -> Result<Subject> {
        let links = self.db.links_of(&account).await?;
        let link = links.iter().find(|link| link.subject_index == index);
        Ok(Subject {
            since: link.map_or_else(|| self.clock.now(), |link| link.created_at),
            account,
            index,
        })
    }
}

/// The identifiers a provider vouches for.
fn identifiers(config: &OidcProvider, claims: &Claims) -> Vec<NewIdentifier> {
    let claim = |name: &str| match name {
        "sub" => Some(claims.sub.clone()),
        name => claims
            .others
            .get(name)
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned),
    };
    let verified = |name: &str| {
        // A provider says of these whether it has checked them (OpenID Connect Core 1.0 §5.1).
        match name {
            "email" | "phone_number" => {
                claims.others.get(&format!("{name}_verified")) == Some(&true.into())
            }
            _ => true,
        }
    };
    config
        .identifiers
        .iter()
        .filter(|(_, name)| verified(name))
        .filter_map(|(id_type, name)| {
            Some(NewIdentifier {
                id: claim(name)?,
                id_type: id_type.clone(),
                country: config.country.clone(),
                assurance: config.assurance,
            })
        })
        .collect()
}

fn read_secret(path: &std::path::Path) -> Result<String> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::File {
        path: path.display().to_string(),
        source,
    })?;
    Ok(text.trim().to_owned())
}
