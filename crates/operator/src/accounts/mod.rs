//! Accounts of people: who they are to the operator, how they log in, and the identifiers by which
//! sources know them.
pub(crate) mod api;
pub(crate) mod authenticators;
pub(crate) mod ceremony;
pub(crate) mod device;
pub(crate) mod identifiers;
pub(crate) mod identities_api;
pub(crate) mod identities_pages;
pub(crate) mod identities_view;
pub(crate) mod keychain;
pub(crate) mod login_change;
pub(crate) mod login_change_pages;
pub(crate) mod oidc;
pub(crate) mod pages;
pub(crate) mod passkeys;
pub(crate) mod profile;
pub(crate) mod proof;
pub(crate) mod session;
pub(crate) mod sessions;
pub(crate) mod sessions_api;
pub(crate) mod settings;

use secrecy::SecretString;
use serde_json::json;
use storage::Unit;
use storage::operator::accounts::{Account, Accounts as _};
use storage::operator::login_changes::LoginChanges as _;
use storage::vault::DataKeys as _;
use web::language::Language;

pub use self::identifiers::{Identifier, LinkOf, NewIdentifier};
pub use self::profile::Profile;
pub use self::session::NewSession;

use self::profile::{FIELD, normal_login};
use crate::{Error, Operator, Result};

/// The state of an account that can be used.
pub(crate) const ACTIVE: &str = "active";
/// Why a login cannot be had.
const LOGIN_TAKEN: &str = "there is an account with this login already";
/// The domain of blind indices over logins.
const LOGIN_INDEX: &str = "login";

/// An account to make.
#[derive(Debug)]
pub struct NewAccount {
    /// The e-mail address to log in with; none for people who log in at an OpenID provider only.
    pub login: Option<String>,
    /// The password; without one only other ways lead in.
    pub password: Option<SecretString>,
    /// What the person is called.
    pub name: Option<String>,
    /// The language to speak (BCP 47).
    pub locale: String,
}

/// A person who is known by their session.
#[derive(Debug, Clone)]
pub struct Person {
    /// The base identifier: random, and it never leaves the operator (MIM4 §5.5).
    pub id: String,
    /// The language to speak (BCP 47).
    pub locale: String,
    /// Their own details.
    pub profile: Profile,
}

/// An account as administrators see it: nothing about the person but that they are here.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct AccountSummary {
    /// The base identifier.
    pub id: String,
    /// `active` or `closed`.
    pub state: String,
    /// Made when (RFC 3339).
    pub created_at: String,
}

impl Operator {
    /// Makes an account and gives its base identifier.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a login that is no e-mail address or a password that is too short,
    /// [`Error::Conflict`] when the login is taken.
    pub async fn create_account(&self, new: NewAccount) -> Result<String> {
        let mut unit = Unit::new();
        let id = self.new_account(&mut unit, new).await?;
        self.db.commit(unit).await.map_err(taken)?;
        Ok(id)
    }

    /// Adds a new account to a unit.
    pub(crate) async fn new_account(&self, unit: &mut Unit, new: NewAccount) -> Result<String> {
        let now = self.clock.now();
        let id = crate::random::uuid();
        let login = new.login.as_deref().map(normal_login).transpose()?;
        let login_index = match &login {
            Some(login) => Some(self.login_index(login).await?),
            None => None,
        };
        if let Some(index) = &login_index
            && self.db.is_login_held(index, &id, now).await?
        {
            return Err(Error::Conflict(LOGIN_TAKEN.to_owned()));
        }
        let password = match &new.password {
            Some(password) => Some(self.passwords.hash(password).await?),
            None => None,
        };
        let name = new.name.as_deref().and_then(profile::plain_name);
        let profile = Profile { login, name };
        let key = unit.new_data_key(self.db.vault()?, &id)?;
        let sealed = key.seal(
            FIELD,
            &serde_json::to_vec(&profile).map_err(|e| Error::stored("profile", e))?,
        )?;
        unit.insert_account(&Account {
            id: id.clone(),
            login_index: login_index.clone(),
            password,
            profile: sealed,
            locale: locale_or_english(&new.locale),
            state: ACTIVE.to_owned(),
            version: 1,
            created_at: now,
            changed_at: now,
        });
        if let Some(index) = &login_index {
            unit.adopt_permission_requests(&id, index);
        }
        self.note_of_account(unit, &id, None, &json!({"act": "created"}))?;
        Ok(id)
    }

    /// The keyed hash a login is found by. The login must be in its normal form.
    pub(crate) async fn login_index(&self, login: &str) -> Result<Vec<u8>> {
        Ok(self.db.blind_index(LOGIN_INDEX, login).await?.to_vec())
    }

    /// The account that a login as anyone may write it belongs to.
    pub(crate) async fn account_of_login(&self, login: &str) -> Result<Option<Account>> {
        let Ok(login) = normal_login(login) else {
            return Ok(None);
        };
        let index = self.login_index(&login).await?;
        Ok(self
            .db
            .account_by_login(&index)
            .await?
            .filter(|account| account.state == ACTIVE))
    }

    /// The person behind an account.
    pub(crate) async fn person(&self, account: Account) -> Result<Person> {
        let profile = self.db.unseal(&account.id, FIELD, &account.profile).await?;
        let profile =
            serde_json::from_slice(&profile).map_err(|error| Error::stored("profile", error))?;
        Ok(Person {
            id: account.id,
            locale: account.locale,
            profile,
        })
    }

    /// Speaks another language to a person from now on.
    pub(crate) async fn speak(&self, account: &str, language: Language) -> Result<()> {
        let Some(mut account) = self.db.account(account).await? else {
            return Err(Error::unknown("account", account));
        };
        if account.locale == language.tag() {
            return Ok(());
        }
        language.tag().clone_into(&mut account.locale);
        let mut unit = Unit::new();
        unit.update_account(&account, self.clock.now());
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Calls a person otherwise from now on; by nothing where the name is empty.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is too long, [`Error::Conflict`] when the account has changed meanwhile.
    pub(crate) async fn rename(&self, account: &str, name: &str) -> Result<()> {
        let name = profile::checked_name(name)?;
        let Some(mut account) = self.db.account(account).await? else {
            return Err(Error::unknown("account", account));
        };
        let mut profile = self.person(account.clone()).await?.profile;
        if profile.name == name {
            return Ok(());
        }
        profile.name = name;
        account.profile = self.seal_profile(&account.id, &profile).await?;
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.update_account(&account, now);
        let record = json!({"act": "profile changed"});
        self.note_of_account(&mut unit, &account.id, None, &record)?;
        self.db.commit(unit).await?;
        Ok(())
    }

    async fn seal_profile(&self, account: &str, profile: &Profile) -> Result<Vec<u8>> {
        let body = serde_json::to_vec(profile).map_err(|e| Error::stored("profile", e))?;
        Ok(self.db.seal(account, FIELD, &body).await?)
    }

    /// Accounts in the order of their ids, after `after`.
    pub async fn accounts(&self, after: &str, limit: u32) -> Result<Vec<AccountSummary>> {
        let accounts = self.db.accounts(after, limit).await?;
        Ok(accounts
            .into_iter()
            .map(|account| AccountSummary {
                id: account.id,
                state: account.state,
                created_at: crate::clock::rfc3339(account.created_at),
            })
            .collect())
    }

    /// The base identifier that a login belongs to: for administration on the operator's own machine.
    pub async fn account_id(&self, login: &str) -> Result<String> {
        let account = self.account_of_login(login).await?;
        account
            .map(|account| account.id)
            .ok_or_else(|| Error::unknown("account", login))
    }
}

/// A locale in its plain form, English when it is none.
pub(crate) fn locale_or_english(locale: &str) -> String {
    let fits = (2..=35).contains(&locale.len())
        && locale
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if fits {
        locale.to_owned()
    } else {
        "en".to_owned()
    }
}

fn taken(error: storage::Error) -> Error {
    match error {
        storage::Error::Duplicate { .. } | storage::Error::Conflict { .. } => {
            Error::Conflict(LOGIN_TAKEN.to_owned())
        }
        error => error.into(),
    }
}
