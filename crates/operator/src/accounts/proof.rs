//! Fresh proof of who is there: what changes the ways to log in is done only shortly after a password or a
//! passkey was shown, so that an open computer or a stolen session is not enough.
use secrecy::SecretString;
use storage::Unit;
use storage::operator::accounts::Account;
use web::problem::{Problem, ProblemName};
use webauthn_rs::prelude::PublicKeyCredential;

use super::authenticators::{Authenticator, AuthenticatorKind, PASSWORD};
use super::session::{NewSession, Visit};
use crate::clock::SECOND;
use crate::notifications::News;
use crate::{Error, Operator, Result};

/// How long a proof is fresh, in seconds: five minutes, enough to add a passkey on a second device and too short
/// for whoever finds the computer open later.
pub(crate) const FRESH: i64 = 300;

impl Operator {
    /// Whether the person of a session has shown who they are within the last [`FRESH`] seconds. A login at an
    /// OpenID provider counts only for those who have neither password nor passkey: a provider may let someone in
    /// without asking them anything.
    pub(crate) fn has_proof(&self, visit: &Visit, all: &[Authenticator]) -> bool {
        let at = visit.session.proved_at;
        let is_fresh = at.is_some_and(|at| at + FRESH * SECOND > self.clock.now());
        let strong = |one: &&Authenticator| one.kind != AuthenticatorKind::OpenId;
        let shown = visit.session.authenticator.as_deref();
        let shown = all.iter().find(|one| Some(one.id.as_str()) == shown);
        is_fresh && shown.is_some_and(|one| strong(&one) || !all.iter().any(|one| strong(&one)))
    }

    /// Refuses without a fresh proof.
    ///
    /// # Errors
    /// The problem `confirmation-required`.
    pub(crate) fn require_proof(&self, visit: &Visit, all: &[Authenticator]) -> Result<()> {
        if self.has_proof(visit, all) {
            return Ok(());
        }
        let detail = if all.iter().all(|one| one.kind == AuthenticatorKind::OpenId) {
            "log in again, then do this within five minutes"
        } else {
            "confirm with your password or a passkey first"
        };
        Err(Problem::new(ProblemName::ConfirmationRequired)
            .detail(detail)
            .into())
    }

    /// Takes the password as proof. The session gets another secret.
    ///
    /// # Errors
    /// The problem `login-failed`, or `rate-limited`.
    pub(crate) async fn prove_by_password(
        &self,
        visit: &Visit,
        password: &SecretString,
    ) -> Result<NewSession> {
        let account = self.own_account(visit).await?;
        self.check_password(&account, password).await?;
        let mut unit = Unit::new();
        unit.use_authenticator(&account.id, PASSWORD, account.created_at, self.clock.now());
        let session = self.proven(&mut unit, visit, PASSWORD);
        self.db.commit(unit).await?;
        Ok(session)
    }

    /// Takes a passkey as proof. The session gets another secret.
    ///
    /// # Errors
    /// The problem `login-failed`; [`Error::Conflict`] where passkeys are switched off.
    pub(crate) async fn prove_by_passkey(
        &self,
        visit: &Visit,
        flow: &str,
        credential: &PublicKeyCredential,
    ) -> Result<NewSession> {
        let mut unit = Unit::new();
        let shown = self
            .shown_passkey(&mut unit, flow, credential, Some(&visit.person.id))
            .await?;
        let session = self.proven(&mut unit, visit, &shown.authenticator);
        self.commit_passkey_use(unit).await?;
        self.login_limit.forget(("proof", &visit.person.id));
        Ok(session)
    }

    fn proven(&self, unit: &mut Unit, visit: &Visit, authenticator: &str) -> NewSession {
        let mut session = visit.session.clone();
        session.authenticator = Some(authenticator.to_owned());
        session.proved_at = Some(self.clock.now());
        self.rotate_session(unit, session)
    }

    /// Checks an account's password, as often as a login may.
    pub(crate) async fn check_password(
        &self,
        account: &Account,
        password: &SecretString,
    ) -> Result<()> {
        self.login_limit.check(("proof", &account.id))?;
        let hash = account.password.as_deref();
        if !self.passwords.verify(hash, password).await? {
            return Err(ProblemName::LoginFailed.into());
        }
        self.login_limit.forget(("proof", &account.id));
        Ok(())
    }

    /// Sets another password. Who has one shows it; who has none needs a fresh proof, and a login to use it
    /// with. Every other session ends.
    ///
    /// # Errors
    /// The problems `login-failed`, `rate-limited` and `confirmation-required`; [`Error::Invalid`] for a password
    /// that is too short; [`Error::Conflict`] without an e-mail address to log in with.
    pub(crate) async fn change_password(
        &self,
        visit: &Visit,
        old: Option<&SecretString>,
        new: &SecretString,
    ) -> Result<NewSession> {
        let account = self.own_account(visit).await?;
        if account.login_index.is_none() {
            return Err(Error::Conflict(
                "the account has no e-mail address to log in with".to_owned(),
            ));
        }
        let now = self.clock.now();
        let mut unit = Unit::new();
        if account.password.is_some() {
            let missing = || Error::invalid("old", "the present password is needed");
            self.check_password(&account, old.ok_or_else(missing)?)
                .await?;
        } else {
            self.require_proof(visit, &self.authenticators(&account).await?)?;
            unit.add_authenticator_use(&account.id, PASSWORD, now);
        }
        let mut changed = account.clone();
        changed.password = Some(self.passwords.hash(new).await?);
        unit.update_account(&changed, now);
        unit.end_other_sessions(&account.id, &visit.session.id_hash);
        let session = if account.password.is_some() {
            self.proven(&mut unit, visit, PASSWORD)
        } else {
            self.rotate_session(&mut unit, visit.session.clone())
        };
        self.note_change(&mut unit, &account.id, "password changed", PASSWORD)?;
        self.notify(&mut unit, &account.id, &News::PasswordChanged { at: now })?;
        self.db.commit(unit).await?;
        Ok(session)
    }
}
