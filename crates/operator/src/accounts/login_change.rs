//! Another e-mail address to log in with. Whoever asks proves afresh who they are; the new address shows that it is
//! theirs by a link that works once; the old address is told, and can put everything back for some days.
//!
//! An address that somebody has already is asked for, waits and expires as any other: only its owner is told.
use serde::{Deserialize, Serialize};
use std::time::Duration;
use storage::Unit;
use storage::operator::accounts::{Account, Accounts as _};
use storage::operator::apps::Apps as _;
use storage::operator::login_changes::{LoginChange, LoginChanges as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;
use web::rate::Quota;

use super::authenticators::{Authenticator, AuthenticatorKind, PASSWORD, SETTLING, TOO_YOUNG};
use super::profile::normal_login;
use super::session::{NewSession, Visit};
use super::{ACTIVE, taken};
use crate::clock::{DAY, SECOND, rfc3339};
use crate::notifications::News;
use crate::notifications::letters::Letter;
use crate::{Error, Operator, Result};

/// The name of the sealed field that holds the addresses.
const FIELD: &str = "login_changes.addresses";
/// How long a new address can be confirmed: a day, for an e-mail may be slow and its reader, too.
const CONFIRMED_WITHIN: i64 = DAY;
/// How long a change can be undone from the old address: a week, so that a holiday is no help to a thief.
pub(crate) const UNDONE_WITHIN: i64 = 7 * DAY;
/// How often somebody asks for another address, and how often one address is asked for: each time is an e-mail to somebody
/// who may not have wanted it.
pub(crate) const ASKED: Quota = Quota {
    burst: 3,
    per: Duration::from_mins(20),
};
/// Why nobody's address can be changed.
pub(crate) const NO_MAIL: &str =
    "this operator sends no e-mails, so a new address cannot be confirmed";

/// The addresses of a change. Never shown by `Debug`: it has none.
#[derive(Serialize, Deserialize)]
struct Addresses {
    /// The login before, known once the change is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The login that is wanted.
    to: String,
    /// The hash of the password at the moment of the change: what a thief set afterwards goes when it is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

/// An address that waits to be confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingLogin {
    /// The address.
    pub(crate) login: String,
    /// Until when it can be confirmed (RFC 3339).
    pub(crate) until: String,
}

impl Operator {
    /// The address that a person has asked to log in with and not confirmed yet.
    pub(crate) async fn waiting_login(&self, account: &str) -> Result<Option<WaitingLogin>> {
        let waiting = self.db.login_change_waiting(account).await?;
        let Some(waiting) = waiting.filter(|one| one.ends_at > self.clock.now()) else {
            return Ok(None);
        };
        Ok(Some(WaitingLogin {
            login: self.addresses(&waiting).await?.to,
            until: rfc3339(waiting.ends_at),
        }))
    }

    async fn addresses(&self, change: &LoginChange) -> Result<Addresses> {
        let sealed = self.db.unseal(&change.account_id, FIELD, &change.sealed);
        serde_json::from_slice(&sealed.await?).map_err(|e| Error::stored("login change", e))
    }

    async fn seal_addresses(&self, account: &str, addresses: &Addresses) -> Result<Vec<u8>> {
        let body = serde_json::to_vec(addresses).map_err(|e| Error::stored("login change", e))?;
        Ok(self.db.seal(account, FIELD, &body).await?)
    }

    /// A person asks to log in with another address: an e-mail to it leads them on.
    ///
    /// # Errors
    /// The problems `confirmation-required` and `rate-limited`; [`Error::Invalid`] for what is no e-mail address or is
    /// the present one; [`Error::Conflict`] where no e-mails are sent, and when what the person has shown is not a day
    /// old and younger than another way to log in. An address that is taken is no error.
    pub(crate) async fn ask_login_change(&self, visit: &Visit, login: &str) -> Result<()> {
        if self.mailer.is_none() {
            return Err(Error::Conflict(NO_MAIL.to_owned()));
        }
        let account = self.own_account(visit).await?;
        let all = self.authenticators(&account).await?;
        self.require_proof(visit, &all)?;
        let now = self.clock.now();
        if is_newcomer(visit, &all, now) {
            return Err(Error::Conflict(TOO_YOUNG.to_owned()));
        }
        let login = normal_login(login)?;
        if !web::email::is_address(&login) {
            return Err(Error::invalid("login", "a login is an e-mail address"));
        }
        if visit.person.profile.login.as_deref() == Some(&login) {
            return Err(Error::invalid("login", "this is the address already"));
        }
        self.login_changes.check(("account", &account.id))?;
        self.login_changes.check(("address", &login))?;
        let index = self.login_index(&login).await?;
        let is_taken = self.db.account_by_login(&index).await?.is_some()
            || self.db.is_login_held(&index, &account.id, now).await?;
        let secret = crate::random::token();
        let letter = if is_taken {
            Letter::LoginTaken { to: login.clone() }
        } else {
            Letter::ConfirmLogin {
                to: login.clone(),
                secret: secret.clone(),
            }
        };
        let addresses = Addresses {
            from: None,
            to: login,
            password: None,
        };
        let mut unit = Unit::new();
        unit.ask_login_change(&LoginChange {
            id: crate::random::uuid(),
            sealed: self.seal_addresses(&account.id, &addresses).await?,
            account_id: account.id.clone(),
            confirm_hash: Some(crate::random::hash_of_secret(&secret)),
            undo_hash: None,
            held_index: None,
            asked_at: now,
            done_at: None,
            ends_at: now + CONFIRMED_WITHIN,
        });
        self.write_letter(&mut unit, &account.id, &letter).await?;
        self.note_change(&mut unit, &account.id, "login change asked", PASSWORD)?;
        self.db.commit(unit).await?;
        Ok(())
    }

    /// The address that the secret of an e-mail confirms for the person of a session.
    ///
    /// # Errors
    /// [`Error::DeadLink`] for one that leads nowhere (any more), or is another person's.
    pub(crate) async fn confirming_login(&self, visit: &Visit, secret: &str) -> Result<String> {
        let change = self.change_to_confirm(visit, secret).await?;
        Ok(self.addresses(&change).await?.to)
    }

    async fn change_to_confirm(&self, visit: &Visit, secret: &str) -> Result<LoginChange> {
        let hash = crate::random::hash_of_secret(secret);
        let waiting = self.db.login_change_waiting(&visit.person.id).await?;
        let now = self.clock.now();
        waiting
            .filter(|one| one.ends_at > now && one.confirm_hash.as_ref() == Some(&hash))
            .ok_or(Error::DeadLink)
    }

    /// The new address is the person's: it is the login from now on, every other session ends, and the old address is
    /// told.
    ///
    /// # Errors
    /// [`Error::DeadLink`] as for [`Operator::confirming_login`]; [`Error::Conflict`] where somebody else has the address
    /// by now.
    pub(crate) async fn confirm_login(&self, visit: &Visit, secret: &str) -> Result<NewSession> {
        let change = self.change_to_confirm(visit, secret).await?;
        let account = self.own_account(visit).await?;
        let mut addresses = self.addresses(&change).await?;
        let index = self.login_index(&addresses.to).await?;
        let now = self.clock.now();
        if self.db.is_login_held(&index, &account.id, now).await? {
            return Err(Error::Conflict(super::LOGIN_TAKEN.to_owned()));
        }
        addresses.from.clone_from(&visit.person.profile.login);
        addresses.password.clone_from(&account.password);
        let undo = addresses.from.as_ref().map(|_| crate::random::token());
        let done = LoginChange {
            sealed: self.seal_addresses(&account.id, &addresses).await?,
            confirm_hash: None,
            undo_hash: undo.as_deref().map(crate::random::hash_of_secret),
            held_index: account.login_index.clone(),
            done_at: Some(now),
            ends_at: now + UNDONE_WITHIN,
            ..change
        };
        let mut unit = Unit::new();
        unit.finish_login_change(&done, &crate::random::hash_of_secret(secret));
        self.set_login(&mut unit, account.clone(), Some(&addresses.to), now)
            .await?;
        unit.adopt_permission_requests(&account.id, &index);
        unit.end_other_sessions(&account.id, &visit.session.id_hash);
        let session = self.rotate_session(&mut unit, visit.session.clone());
        self.note_change(&mut unit, &account.id, "login changed", PASSWORD)?;
        self.notify(&mut unit, &account.id, &News::LoginChanged { at: now })?;
        if let (Some(to), Some(secret)) = (addresses.from, undo) {
            let letter = Letter::LoginChanged {
                to,
                secret,
                until: done.ends_at,
            };
            self.write_letter(&mut unit, &account.id, &letter).await?;
        }
        self.db.commit(unit).await.map_err(taken)?;
        Ok(session)
    }

    /// A person does not want the address any more that they have not confirmed.
    pub(crate) async fn cancel_login_change(&self, account: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.cancel_login_change(account);
        self.db.commit(unit).await?;
        Ok(())
    }

    /// The change that the secret in the e-mail to the old address undoes.
    ///
    /// # Errors
    /// [`Error::DeadLink`] for one that leads nowhere (any more).
    pub(crate) async fn login_change_to_undo(&self, secret: &str) -> Result<LoginChange> {
        let hash = crate::random::hash_of_secret(secret);
        let change = self.db.login_change_to_undo(&hash).await?;
        let now = self.clock.now();
        change
            .filter(|change| change.ends_at > now)
            .ok_or(Error::DeadLink)
    }

    /// The holder of the old address wants it back: login and password are as they were, what leads in and came since is
    /// removed, every session ends. This gives nobody the account who could not get into it before.
    ///
    /// # Errors
    /// [`Error::DeadLink`] as for [`Operator::login_change_to_undo`].
    pub(crate) async fn undo_login_change(&self, secret: &str) -> Result<()> {
        let change = self.login_change_to_undo(secret).await?;
        let addresses = self.addresses(&change).await?;
        let account = self.db.account(&change.account_id).await?;
        let account = account.filter(|account| account.state == ACTIVE);
        let mut account = account.ok_or(Error::DeadLink)?;
        let (id, now) = (account.id.clone(), self.clock.now());
        let since = change.done_at.unwrap_or(change.asked_at);
        let mut unit = Unit::new();
        let all = self.authenticators(&account).await?;
        let is_new =
            |one: &&Authenticator| one.since >= since && one.kind != AuthenticatorKind::Password;
        for one in all.iter().filter(is_new) {
            one.forget(&mut unit, &id);
        }
        let is_left = all
            .iter()
            .any(|one| !is_new(&one) && one.kind != AuthenticatorKind::Password);
        if addresses.password.is_some() {
            account.password = addresses.password;
        } else if is_left {
            // There was none, and there is still another way in.
            account.password = None;
            unit.delete_authenticator_use(&id, PASSWORD);
        }
        for grant in self.db.app_grants_of(&id, now).await? {
            if grant.created_at >= since {
                unit.end_app_grant(&grant.id);
            }
        }
        unit.undo_login_change(&change);
        self.set_login(&mut unit, account, addresses.from.as_deref(), now)
            .await?;
        // All of them, with the devices they are on: no session has this hash.
        unit.end_other_sessions(&id, &[]);
        self.note_change(&mut unit, &id, "login change undone", PASSWORD)?;
        self.notify(&mut unit, &id, &News::LoginChanged { at: now })?;
        self.db.commit(unit).await.map_err(taken)?;
        Ok(())
    }

    /// Gives an account another login, over the version read.
    async fn set_login(
        &self,
        unit: &mut Unit,
        mut account: Account,
        login: Option<&str>,
        now: i64,
    ) -> Result<()> {
        let mut profile = self.person(account.clone()).await?.profile;
        profile.login = login.map(str::to_owned);
        account.login_index = match login {
            Some(login) => Some(self.login_index(login).await?),
            None => None,
        };
        account.profile = self.seal_profile(&account.id, &profile).await?;
        unit.update_account(&account, now);
        Ok(())
    }
}

/// Whether what the person has shown came less than a day ago to an account that was there before it.
fn is_newcomer(visit: &Visit, all: &[Authenticator], now: i64) -> bool {
    let shown = visit.session.authenticator.as_deref();
    let shown = all.iter().find(|one| Some(one.id.as_str()) == shown);
    shown.is_some_and(|shown| {
        shown.since + SETTLING * SECOND > now && all.iter().any(|one| one.since < shown.since)
    })
}
