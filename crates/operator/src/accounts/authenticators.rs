//! The ways in which a person logs in: the password, passkeys, OpenID providers. The last one stays, and one that
//! has just come cannot push out those that were there before it.
use permission::Assurance;
use serde::Serialize;
use serde_json::json;
use storage::Unit;
use storage::operator::accounts::{Account, Accounts as _};
use storage::operator::authenticators::{Authenticators as _, Link, StoredPasskey};
use utoipa::ToSchema;

use super::session::{NewSession, Visit};
use super::sessions::hex;
use crate::clock::{SECOND, rfc3339};
use crate::{Error, Operator, Result};

/// The id of the password among an account's ways to log in.
pub(crate) const PASSWORD: &str = "password";
/// How long a new way to log in cannot remove an older one, in seconds (trust.md, identity keychain): a day, in
/// which the person sees in their account that it came.
pub(crate) const SETTLING: i64 = 24 * 3600;

/// What kind of way to log in it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuthenticatorKind {
    /// E-mail address and password.
    Password,
    /// A passkey (W3C Web Authentication).
    Passkey,
    /// A login at an OpenID provider.
    OpenId,
}

/// A way to log in.
#[derive(Debug, Clone)]
pub(crate) struct Authenticator {
    /// Its id within the account.
    pub(crate) id: String,
    pub(crate) kind: AuthenticatorKind,
    /// What the person calls it, or the provider's title.
    pub(crate) name: Option<String>,
    /// How surely it shows who is there (eIDAS art. 8(2)).
    pub(crate) assurance: Assurance,
    /// There since when, in microseconds since the epoch.
    pub(crate) since: i64,
    /// Last used when, in microseconds since the epoch.
    pub(crate) used_at: Option<i64>,
    stored: Stored,
}

/// Where it is kept.
#[derive(Debug, Clone)]
enum Stored {
    Password,
    Passkey(StoredPasskey),
    Link(Link),
}

impl Authenticator {
    /// Removes it from its account. A password is the account's own to remove.
    pub(crate) fn forget(&self, unit: &mut Unit, account: &str) {
        match &self.stored {
            Stored::Password => {}
            Stored::Passkey(stored) => {
                unit.delete_passkey(&stored.credential_index);
            }
            Stored::Link(link) => {
                unit.delete_link(&link.provider, &link.subject_index);
            }
        }
        unit.delete_authenticator_use(account, &self.id);
    }
}

/// A way to log in as its person sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthenticatorView {
    /// Its id.
    pub(crate) id: String,
    pub(crate) kind: AuthenticatorKind,
    /// What the person calls it, or the provider's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// How surely it shows who is there (eIDAS art. 8(2)): `low`, `substantial`, `high`.
    #[schema(value_type = String)]
    pub(crate) assurance: Assurance,
    /// There since when (RFC 3339).
    pub(crate) added_at: String,
    /// Last used when (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) used_at: Option<String>,
    /// Whether the present session was begun or confirmed with it.
    pub(crate) current: bool,
    /// Whether it could be removed: the last one cannot.
    pub(crate) removable: bool,
}

/// The id of a passkey among an account's ways to log in.
pub(crate) fn passkey_id(credential_index: &[u8]) -> String {
    format!("passkey-{}", hex(credential_index))
}

/// The id of a link among an account's ways to log in.
pub(crate) fn link_id(provider: &str, subject_index: &[u8]) -> String {
    format!("openid-{provider}-{}", hex(subject_index))
}

/// Why one way to log in does not remove another.
pub(crate) const TOO_YOUNG: &str = "what you confirmed with was added less than 24 hours ago and cannot remove what \
                                    was there before; confirm with an older one, or wait";

impl Operator {
    /// The ways to log in to an account.
    pub(crate) async fn authenticators(&self, account: &Account) -> Result<Vec<Authenticator>> {
        let mut found = Vec::new();
        if account.password.is_some() {
            found.push(Authenticator {
                id: PASSWORD.to_owned(),
                kind: AuthenticatorKind::Password,
                name: None,
                // One factor of authentication (Implementing Regulation (EU) 2015/1502, annex 2.2.1).
                assurance: Assurance::Low,
                since: account.created_at,
                used_at: None,
                stored: Stored::Password,
            });
        }
        for stored in self.db.passkeys_of(&account.id).await? {
            let passkey = self.open_passkey(&stored).await?;
            found.push(Authenticator {
                id: passkey_id(&stored.credential_index),
                kind: AuthenticatorKind::Passkey,
                name: Some(passkey.name),
                // The key and what unlocks it: two factors of different categories (the same annex).
                assurance: Assurance::Substantial,
                since: stored.created_at,
                used_at: None,
                stored: Stored::Passkey(stored),
            });
        }
        for link in self.db.links_of(&account.id).await? {
            let provider = self.config.oidc.iter().find(|one| one.id == link.provider);
            found.push(Authenticator {
                id: link_id(&link.provider, &link.subject_index),
                kind: AuthenticatorKind::OpenId,
                name: provider.map(|one| one.title.clone()),
                assurance: provider.map(|one| one.assurance).unwrap_or_default(),
                since: link.created_at,
                used_at: None,
                stored: Stored::Link(link),
            });
        }
        let uses = self.db.authenticator_uses(&account.id).await?;
        for authenticator in &mut found {
            let of_it = uses
                .iter()
                .find(|one| one.authenticator == authenticator.id);
            if let Some(of_it) = of_it {
                authenticator.since = of_it.since;
                authenticator.used_at = of_it.used_at;
            }
        }
        Ok(found)
    }

    /// The account of a session, as it is now.
    pub(crate) async fn own_account(&self, visit: &Visit) -> Result<Account> {
        let account = self.db.account(&visit.person.id).await?;
        account.ok_or_else(|| Error::Unauthenticated("the account is gone".to_owned()))
    }

    /// The person's ways to log in.
    pub(crate) fn authenticator_views(
        &self,
        visit: &Visit,
        all: &[Authenticator],
    ) -> Vec<AuthenticatorView> {
        let usable = all.iter().filter(|one| self.leads_in(one)).count();
        let current = visit.session.authenticator.as_deref();
        let views = all.iter().map(|one| AuthenticatorView {
            id: one.id.clone(),
            kind: one.kind,
            name: one.name.clone(),
            assurance: one.assurance,
            added_at: rfc3339(one.since),
            used_at: one.used_at.map(rfc3339),
            current: current == Some(&one.id),
            removable: usable > usize::from(self.leads_in(one)),
        });
        views.collect()
    }

    /// Whether someone can log in with it as this operator is set up now: not with a passkey of another host
    /// name, nor at a provider that is configured no more.
    fn leads_in(&self, one: &Authenticator) -> bool {
        match &one.stored {
            Stored::Password => true,
            Stored::Passkey(_) => self.relying_party.is_some(),
            Stored::Link(link) => self
                .config
                .oidc
                .iter()
                .any(|known| known.id == link.provider),
        }
    }

    /// Removes one of the person's ways to log in. Sessions that were begun with it end, and the present one gets
    /// another secret.
    ///
    /// # Errors
    /// [`Error::Unknown`]; the problem `confirmation-required`; [`Error::Conflict`] for the last one, and for one
    /// that is older than the one the person has just shown, when that is not a day old yet.
    pub(crate) async fn remove_authenticator(&self, visit: &Visit, id: &str) -> Result<NewSession> {
        let account = self.own_account(visit).await?;
        let all = self.authenticators(&account).await?;
        let removed = all.iter().find(|one| one.id == id);
        let removed = removed.ok_or_else(|| Error::unknown("way to log in", id))?;
        self.require_proof(visit, &all)?;
        if !all.iter().any(|one| one.id != id && self.leads_in(one)) {
            return Err(Error::Conflict(
                "this is the only way to log in; add another one first".to_owned(),
            ));
        }
        let now = self.clock.now();
        let current = visit.session.authenticator.as_deref();
        let shown = all.iter().find(|one| Some(one.id.as_str()) == current);
        if shown.is_some_and(|shown| {
            shown.since > removed.since && shown.since + SETTLING * SECOND > now
        }) {
            return Err(Error::Conflict(TOO_YOUNG.to_owned()));
        }
        let mut unit = Unit::new();
        let mut changed = account.clone();
        if matches!(removed.stored, Stored::Password) {
            changed.password = None;
        }
        // Over the version read: two removals at once cannot take the last two.
        unit.update_account(&changed, now);
        removed.forget(&mut unit, &account.id);
        unit.end_sessions_by(&account.id, id, &visit.session.id_hash);
        let mut session = visit.session.clone();
        if session.authenticator.as_deref() == Some(id) {
            // It proves nothing any more.
            session.authenticator = None;
            session.proved_at = None;
        }
        let session = self.rotate_session(&mut unit, session);
        self.note_change(&mut unit, &account.id, "authenticator removed", id)?;
        self.db.commit(unit).await?;
        Ok(session)
    }

    /// Notes in the log that the ways to log in have changed.
    pub(crate) fn note_change(
        &self,
        unit: &mut Unit,
        account: &str,
        act: &str,
        authenticator: &str,
    ) -> Result<()> {
        let record = json!({"act": act, "authenticator": authenticator});
        self.note_of_account(unit, account, None, &record)
    }
}
