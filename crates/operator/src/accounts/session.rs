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
use web::problem::{Problem, ProblemName};
use web::session::SessionToken;

use super::{ACTIVE, Person};
use crate::clock::SECOND;
use crate::{Error, Operator, Result};

/// A session that has begun: the secret goes to the person's client and is kept nowhere.
#[derive(Debug)]
pub struct NewSession {
    /// What the client shows from now on.
    pub token: SessionToken,
    /// When it ends, in microseconds since the epoch.
    pub expires_at: i64,
    /// The language to speak to its person (BCP 47).
    pub locale: String,
}

impl Operator {
    /// Logs in with e-mail address and password. An unknown login takes as long as a wrong password and
    /// says the same.
    ///
    /// # Errors
    /// The problem `login-failed`, or `too-many-requests` for this address or login.
    pub async fn log_in(
        &self,
        login: &str,
        password: &SecretString,
        from: IpAddr,
    ) -> Result<NewSession> {
        self.login_limit.check(from)?;
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
        metrics::counter!("operator_logins_total", "outcome" => "accepted").increment(1);
        self.begin_session(&account.id).await
    }

    /// Begins a session for an account.
    pub(crate) async fn begin_session(&self, account: &str) -> Result<NewSession> {
        let token = SessionToken::generate(&mut rand::rng());
        let now = self.clock.now();
        let expires_at = now + i64::from(self.config.limits.session_hours) * 3600 * SECOND;
        let mut unit = Unit::new();
        unit.insert_session(&Session {
            id_hash: token.hash().to_vec(),
            account_id: account.to_owned(),
            created_at: now,
            expires_at,
        });
        self.db.commit(unit).await?;
        let account = self.db.account(account).await?;
        Ok(NewSession {
            token,
            expires_at,
            locale: account.map_or_else(String::new, |account| account.locale),
        })
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
        let Some(token) = self.session_token(headers) else {
            return Ok(None);
        };
        let Some(session) = self.db.session(&token.hash()).await? else {
            return Ok(None);
        };
        if session.expires_at <= self.clock.now() {
            return Ok(None);
        }
        match self.db.account(&session.account_id).await? {
            Some(account) if account.state == ACTIVE => Ok(Some(self.person(account).await?)),
            _ => Ok(None),
        }
    }

    /// As [`Operator::person_of_session`]; without a session the request is refused.
    pub(crate) async fn person_of_request(&self, parts: &Parts) -> Result<Person, Problem> {
        let person = self.person_of_session(&parts.headers).await?;
        person.ok_or_else(|| {
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
