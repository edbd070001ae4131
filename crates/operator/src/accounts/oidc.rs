//! Logging in at an OpenID provider, and linking an identity there to an account.
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::authenticators::Authenticators as _;
use storage::operator::sessions::{LoginFlow, Sessions as _};
use storage::vault::DataKeys as _;
use web::oidc::{Callback, Claims, OidcError, Registration};
use web::problem::{Problem, ProblemName};
use zeroize::Zeroizing;

use super::authenticators::link_id;
use super::session::{Beginning, Caller, NewSession, Visit};
use super::{ACTIVE, NewAccount, NewIdentifier};
use crate::clock::SECOND;
use crate::random::hash_of_secret;
use crate::{Error, OidcProvider, Operator, Result};

/// How long a login at a provider may take, in seconds.
const FLOW_SECONDS: i64 = 600;
/// The name under which the secrets of a login under way are sealed.
const FLOW_SECRETS: &str = "login flow";
/// The domain of blind indices over a provider's subjects.
const SUBJECT_INDEX: &str = "oidc-subject";
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

fn failed(detail: impl Into<String>) -> Error {
    Problem::new(ProblemName::LoginFailed).detail(detail).into()
}

fn problem(at: &OidcProvider, error: OidcError) -> Error {
    match error {
        OidcError::Refused(reason) => failed(reason),
        OidcError::Peer(reason) => Error::Peer {
            url: at.issuer.clone(),
            reason,
        },
    }
}

impl Operator {
    fn provider_config(&self, id: &str) -> Result<&OidcProvider> {
        let found = self.config.oidc.iter().find(|provider| provider.id == id);
        found.ok_or_else(|| Error::unknown("login provider", id))
    }

    /// What this operator is at a provider.
    fn registration(&self, provider: &OidcProvider) -> Result<Registration> {
        let secret = provider.client_secret_file.as_deref();
        Ok(Registration {
            issuer: provider.issuer.clone(),
            client_id: provider.client_id.clone(),
            secret: secret.map(read_secret).transpose()?,
            scopes: provider.scopes.clone(),
            redirect_uri: self.address(&format!("login/oidc/{}/callback", provider.id)),
        })
    }

    /// Begins to link an identity at a provider to the account of a session, as [`Operator::begin_oidc`].
    ///
    /// # Errors
    /// The problem `confirmation-required`.
    pub(crate) async fn begin_link(
        &self,
        id: &str,
        visit: &Visit,
        (return_to, language): (&str, &str),
    ) -> Result<(String, String)> {
        let account = self.own_account(visit).await?;
        self.require_proof(visit, &self.authenticators(&account).await?)?;
        self.begin_oidc(id, (return_to, language), Some(account.id))
            .await
    }

    /// Begins a login, which ends at `return_to` and is in `language` where the provider speaks it: where to send the
    /// person, and the secret that ties the answer to this browser.
    pub(crate) async fn begin_oidc(
        &self,
        id: &str,
        (return_to, language): (&str, &str),
        link_to: Option<String>,
    ) -> Result<(String, String)> {
        let config = self.provider_config(id)?;
        let at = self.registration(config)?;
        // Who links an identity gives fresh proof of it, too (trust.md, identity keychain).
        let is_fresh = link_to.is_some();
        let login = self.providers.begin(&self.fetch, &at, language, is_fresh);
        let login = login.await.map_err(|error| problem(config, error))?;
        let now = self.clock.now();
        let secrets = Secrets {
            nonce: login.nonce,
            verifier: login.verifier,
            link_to,
        };
        let secrets =
            serde_json::to_vec(&secrets).map_err(|error| Error::Internal(error.to_string()))?;
        let mut unit = Unit::new();
        unit.insert_login_flow(&LoginFlow {
            state_hash: hash_of_secret(&login.state),
            provider: config.id.clone(),
            secrets: self.db.vault()?.seal_secret(FLOW_SECRETS, &secrets)?,
            return_to: return_to.to_owned(),
            created_at: now,
            expires_at: now + FLOW_SECONDS * SECOND,
        });
        self.db.commit(unit).await?;
        Ok((login.url, login.state))
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
        let secrets = self
            .db
            .vault()?
            .unseal_secret(FLOW_SECRETS, &flow.secrets)?;
        let secrets: Secrets =
            serde_json::from_slice(&secrets).map_err(|e| Error::stored("login flow", e))?;
        let at = self.registration(config)?;
        let begun = (secrets.nonce.as_str(), secrets.verifier.as_str());
        let now = self.clock.seconds();
        let claims = self
            .providers
            .finish(&self.fetch, &at, &callback, begun, now);
        let claims = claims.await.map_err(|error| problem(config, error))?;
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
            name: claims.text("name"),
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
    config
        .identifiers
        .iter()
        .filter(|(_, claim)| claims.is_verified(claim))
        .filter_map(|(id_type, claim)| {
            Some(NewIdentifier {
                id: claims.text(claim)?,
                id_type: id_type.clone(),
                country: config.country.clone(),
                assurance: config.assurance,
            })
        })
        .collect()
}

fn read_secret(path: &std::path::Path) -> Result<Zeroizing<String>> {
    let text = std::fs::read_to_string(path).map(Zeroizing::new);
    let text = text.map_err(|source| Error::File {
        path: path.display().to_string(),
        source,
    })?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}
