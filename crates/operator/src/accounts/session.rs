//! Logging in, and who a request comes from.
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;
use secrecy::SecretString;
use std::sync::Arc;
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::sessions::{Session, Sessions as _};
use storage::vault::DataKeys as _;
use web::problem::{Problem, ProblemName};
use web::session::SessionToken;

use super::authenticators::PASSWORD;
use super::device::{self, Device};
use super::{ACTIVE, Person};
use crate::clock::SECOND;
use crate::{Error, Operator, Result};

/// How exactly it is kept when a session was last used, in seconds: a write at most once a minute.
const USE_STEP: i64 = 60;

/// A session that has begun: the secret goes to the person's client and is kept nowhere.
#[derive(Debug)]
pub struct NewSession {
    /// What the client shows from now on.
    pub token: SessionToken,
    /// When it ends, in microseconds since the epoch.
    pub expires_at: i64,
    /// The language to speak to its person (BCP 47); empty where it is spoken already.
    pub locale: String,
}

/// Who wants to log in, as far as the request tells.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The address of the client.
    pub(crate) address: IpAddr,
    /// Its device.
    pub(crate) device: Device,
    /// The session the client had before: it ends where another begins.
    pub(crate) before: Option<SessionToken>,
    /// What the client's browser is known by, where it shows notifications.
    pub(crate) browser: Option<SessionToken>,
}

impl Caller {
    /// The caller of a request.
    pub(crate) fn of(operator: &Operator, headers: &HeaderMap, address: IpAddr) -> Self {
        Self {
            address,
            device: Device::of(headers),
            before: operator.session_token(headers),
            browser: operator.device_cookie.token(headers),
        }
    }
}

/// What a session begins with.
#[derive(Debug)]
pub(crate) struct Beginning<'a> {
    /// Whose it is.
    pub(crate) account: &'a str,
    /// The way to log in, and since when it is there.
    pub(crate) authenticator: (&'a str, i64),
}

/// A person with the session that a request carries.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) person: Person,
    pub(crate) session: Session,
    /// Whether a browser's cookie carried it.
    pub(crate) by_cookie: bool,
}

impl Operator {
    /// Logs in with e-mail address and password. An unknown login takes as long as a wrong password and
    /// says the same.
    ///
    /// # Errors
    /// The problem `login-failed`, or `rate-limited` for this address or login.
    pub(crate) async fn log_in(
        &self,
        login: &str,
        password: &SecretString,
        from: Caller,
    ) -> Result<NewSession> {
        self.login_limit.check(from.address)?;
        let account = self.account_of_login(login).await?;
        // By login too, known or not: many addresses must not get many attempts at one account.
        self.login_limit.check(login.trim().to_lowercase())?;
        let hash = account
            .as_ref()
            .and_then(|account| account.password.as_deref());
        let right = self.passwords.verify(hash, password).await?;
        let Some(account) = account.filter(|_| right) else {
            metrics::counter!("operator_logins_total", "outcome" => "refused").increment(1);
            return Err(ProblemName::LoginFailed.into());
        };
        self.login_limit.forget(login.trim().to_lowercase());
        let beginning = Beginning {
            account: &account.id,
            authenticator: (PASSWORD, account.created_at),
        };
        self.begin_session(beginning, from).await
    }

    /// Begins a session for someone who has just proved who they are, under a new secret (session fixation); the
    /// one their client had before ends.
    pub(crate) async fn begin_session(
        &self,
        beginning: Beginning<'_>,
        from: Caller,
    ) -> Result<NewSession> {
        let Beginning {
            account,
            authenticator: (authenticator, since),
        } = beginning;
        let token = SessionToken::generate(&mut rand::rng());
        let now = self.clock.now();
        let expires_at = now + i64::from(self.config.limits.session_hours) * 3600 * SECOND;
        let mut unit = Unit::new();
        if let Some(browser) = &from.browser {
            unit.push_device_logs_in(&browser.hash(), account, &token.hash());
        }
        if let Some(before) = from.before {
            unit.end_session(&before.hash());
        }
        unit.insert_session(&Session {
            id_hash: token.hash().to_vec(),
            account_id: account.to_owned(),
            created_at: now,
            expires_at,
            authenticator: Some(authenticator.to_owned()),
            device: Some(self.seal_device(account, &from.device).await?),
            used_at: Some(now),
            proved_at: Some(now),
        });
        unit.use_authenticator(account, authenticator, since, now);
        self.device_news(&mut unit, account, &from.device).await?;
        self.db.commit(unit).await?;
        metrics::counter!("operator_logins_total", "outcome" => "accepted").increment(1);
        let account = self.db.account(account).await?;
        Ok(NewSession {
            token,
            expires_at,
            locale: account.map_or_else(String::new, |account| account.locale),
        })
    }

    /// Gives a session another secret in a unit, with what has changed of it: after a proof or a change of the
    /// ways to log in, whoever has got hold of the old secret has nothing.
    pub(crate) fn rotate_session(&self, unit: &mut Unit, changed: Session) -> NewSession {
        let token = SessionToken::generate(&mut rand::rng());
        unit.replace_session(&changed.id_hash, &token.hash());
        let expires_at = changed.expires_at;
        unit.insert_session(&Session {
            id_hash: token.hash().to_vec(),
            used_at: Some(self.clock.now()),
            ..changed
        });
        NewSession {
            token,
            expires_at,
            locale: String::new(),
        }
    }

    async fn seal_device(&self, account: &str, device: &Device) -> Result<Vec<u8>> {
        let text = serde_json::to_vec(device).map_err(|error| Error::stored("device", error))?;
        Ok(self.db.seal(account, device::FIELD, &text).await?)
    }

    /// Ends the session that a request carries.
    pub(crate) async fn end_session(&self, token: &SessionToken) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_session(&token.hash());
        self.db.commit(unit).await?;
        Ok(())
    }

    /// The session a request carries, as a bearer token or a cookie.
    pub(crate) fn session_token(&self, headers: &HeaderMap) -> Option<SessionToken> {
        match web::session::bearer(headers) {
            Some(bearer) => SessionToken::parse(bearer),
            None => self.cookie.token(headers),
        }
    }

    /// The person whose session a request carries.
    pub(crate) async fn person_of_session(&self, headers: &HeaderMap) -> Result<Option<Person>> {
        Ok(self.visit(headers).await?.map(|visit| visit.person))
    }

    /// The person whose session a request carries, with the session.
    pub(crate) async fn visit(&self, headers: &HeaderMap) -> Result<Option<Visit>> {
        let Some(token) = self.session_token(headers) else {
            return Ok(None);
        };
        let Some(session) = self.db.session(&token.hash()).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if session.expires_at <= now {
            return Ok(None);
        }
        let account = self.db.account(&session.account_id).await?;
        let Some(account) = account.filter(|account| account.state == ACTIVE) else {
            return Ok(None);
        };
        if session.used_at.unwrap_or(session.created_at) + USE_STEP * SECOND <= now {
            let mut unit = Unit::new();
            unit.use_session(&session.id_hash, now);
            self.db.commit(unit).await?;
        }
        Ok(Some(Visit {
            person: self.person(account).await?,
            session,
            by_cookie: web::session::bearer(headers).is_none(),
        }))
    }

    /// The person whose session a request carries; without a session the request is refused.
    pub(crate) async fn person_of_request(&self, parts: &Parts) -> Result<Person, Problem> {
        Ok(self.visit_of_request(parts).await?.person)
    }

    async fn visit_of_request(&self, parts: &Parts) -> Result<Visit, Problem> {
        let visit = self.visit(&parts.headers).await?;
        visit.ok_or_else(|| {
            Problem::from(Error::Unauthenticated(
                "log in and send the session with the request".to_owned(),
            ))
            .header(
                http::header::WWW_AUTHENTICATE,
                http::HeaderValue::from_static("Bearer realm=\"person\""),
            )
        })
    }
}

/// The person a request of the JSON API comes from; without a session the request is refused.
impl FromRequestParts<Arc<Operator>> for Person {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        operator: &Arc<Operator>,
    ) -> Result<Self, Problem> {
        operator.person_of_request(parts).await
    }
}

/// As for [`Person`], with the session.
impl FromRequestParts<Arc<Operator>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        operator: &Arc<Operator>,
    ) -> Result<Self, Problem> {
        operator.visit_of_request(parts).await
    }
}
