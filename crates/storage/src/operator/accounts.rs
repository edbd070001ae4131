//! People and how they log in. What can be read about a person is sealed by the vault; the login is
//! found by a keyed hash of it.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[
        "id",
        "login_index",
        "password",
        "profile",
        "locale",
        "state",
        "version",
        "created_at",
        "changed_at",
    ],
    key: &["id"],
};

statements! {
    BY_ID = "SELECT id, login_index, password, profile, locale, state, version, created_at, changed_at
             FROM accounts WHERE id = $1";
    BY_LOGIN = "SELECT id, login_index, password, profile, locale, state, version, created_at, changed_at
                FROM accounts WHERE login_index = $1";
    BY_AUTHENTICATOR = "SELECT a.id, a.login_index, a.password, a.profile, a.locale, a.state, a.version, a.created_at, a.changed_at
                        FROM authenticators n JOIN accounts a ON a.id = n.account_id
                        WHERE n.provider = $1 AND n.subject_index = $2";
    LIST = "SELECT id, login_index, password, profile, locale, state, version, created_at, changed_at
            FROM accounts WHERE id > $1 ORDER BY id LIMIT $2";
    /// The password and the profile change only from the version read.
    UPDATE = "UPDATE accounts SET login_index = $1, password = $2, profile = $3, locale = $4, state = $5,
              version = version + 1, changed_at = $6 WHERE id = $7 AND version = $8";
}

/// A person's account as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Account {
    /// The base identifier.
    pub id: String,
    /// The keyed hash of the login, if the account has one.
    pub login_index: Option<Vec<u8>>,
    /// The password as a PHC string, if there is one.
    pub password: Option<String>,
    /// The sealed profile.
    pub profile: Vec<u8>,
    /// The language the person chose (BCP 47).
    pub locale: String,
    /// `active` or `closed`.
    pub state: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Finding accounts.
pub trait Accounts {
    /// The account with this base identifier.
    fn account(&self, id: &str) -> impl Future<Output = Result<Option<Account>>> + Send;
    /// The account with this keyed hash of a login.
    fn account_by_login(
        &self,
        index: &[u8],
    ) -> impl Future<Output = Result<Option<Account>>> + Send;
    /// The account that a subject at an OpenID provider belongs to.
    fn account_by_authenticator(
        &self,
        provider: &str,
        subject_index: &[u8],
    ) -> impl Future<Output = Result<Option<Account>>> + Send;
    /// Accounts in the order of their ids, after `after`.
    fn accounts(
        &self,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Account>>> + Send;
}

impl Accounts for Database {
    async fn account(&self, id: &str) -> Result<Option<Account>> {
        self.fetch_optional(BY_ID, params![id]).await
    }

    async fn account_by_login(&self, index: &[u8]) -> Result<Option<Account>> {
        self.fetch_optional(BY_LOGIN, params![index]).await
    }

    async fn account_by_authenticator(
        &self,
        provider: &str,
        subject_index: &[u8],
    ) -> Result<Option<Account>> {
        self.fetch_optional(BY_AUTHENTICATOR, params![provider, subject_index])
            .await
    }

    async fn accounts(&self, after: &str, limit: u32) -> Result<Vec<Account>> {
        self.fetch_all(LIST, params![after, limit]).await
    }
}

impl Unit {
    /// A new account. A login that is taken fails the unit with [`crate::Error::Duplicate`].
    pub fn insert_account(&mut self, account: &Account) -> &mut Self {
        self.insert(
            &ACCOUNTS,
            values![
                account.id.as_str(),
                account.login_index.clone(),
                account.password.clone(),
                account.profile.clone(),
                account.locale.as_str(),
                account.state.as_str(),
                account.version,
                account.created_at,
                account.changed_at,
            ],
        )
    }

    /// Writes a changed account over the version it was read at.
    pub fn update_account(&mut self, account: &Account, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                account.login_index.clone(),
                account.password.clone(),
                account.profile.clone(),
                account.locale.as_str(),
                account.state.as_str(),
                now,
                account.id.as_str(),
                account.version,
            ],
        )
        .expect_rows(1)
    }
}
