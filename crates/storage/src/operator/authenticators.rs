//! The ways in which a person logs in besides the password: passkeys, subjects at OpenID providers, and when each
//! was last used.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static PASSKEYS: Table = Table {
    name: "passkeys",
    columns: &[
        "credential_index",
        "account_id",
        "sealed",
        "version",
        "created_at",
    ],
    key: &["credential_index"],
};

pub(crate) static AUTHENTICATORS: Table = Table {
    name: "authenticators",
    columns: &["provider", "subject_index", "account_id", "created_at"],
    key: &["provider", "subject_index"],
};

pub(crate) static AUTHENTICATOR_USES: Table = Table {
    name: "authenticator_uses",
    columns: &["account_id", "authenticator", "since", "used_at"],
    key: &["account_id", "authenticator"],
};

statements! {
    PASSKEY = "SELECT credential_index, account_id, sealed, version, created_at
               FROM passkeys WHERE credential_index = $1";
    PASSKEYS_OF = "SELECT credential_index, account_id, sealed, version, created_at
                   FROM passkeys WHERE account_id = $1 ORDER BY created_at, credential_index";
    /// Name and counter change only from the version read: two uses at once cannot both count.
    UPDATE_PASSKEY = "UPDATE passkeys SET sealed = $1, version = version + 1
                      WHERE credential_index = $2 AND version = $3";
    LINKS_OF = "SELECT provider, subject_index, account_id, created_at
                FROM authenticators WHERE account_id = $1 ORDER BY created_at, provider, subject_index";
    USES_OF = "SELECT authenticator, since, used_at FROM authenticator_uses WHERE account_id = $1";
    USED = "UPDATE authenticator_uses SET used_at = $1 WHERE account_id = $2 AND authenticator = $3";
}

/// A passkey as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StoredPasskey {
    /// The keyed hash of the credential's id.
    pub credential_index: Vec<u8>,
    /// Whose it is.
    pub account_id: String,
    /// Name, public key and counter, sealed.
    pub sealed: Vec<u8>,
    /// Counts the changes.
    pub version: i64,
    /// Registered when, in microseconds since the epoch.
    pub created_at: i64,
}

/// A subject at an OpenID provider as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Link {
    /// The provider's name in the configuration.
    pub provider: String,
    /// The keyed hash of the subject.
    pub subject_index: Vec<u8>,
    /// Whose it is.
    pub account_id: String,
    /// Linked when, in microseconds since the epoch.
    pub created_at: i64,
}

/// When a way to log in was used.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuthenticatorUse {
    /// Its id within the account.
    pub authenticator: String,
    /// There since when, in microseconds since the epoch.
    pub since: i64,
    /// Last used when, in microseconds since the epoch.
    pub used_at: Option<i64>,
}

/// Finding ways to log in.
pub trait Authenticators {
    /// The passkey with this keyed hash of its credential's id.
    fn passkey(&self, index: &[u8]) -> impl Future<Output = Result<Option<StoredPasskey>>> + Send;
    /// The passkeys of an account, oldest first.
    fn passkeys_of(&self, account: &str)
    -> impl Future<Output = Result<Vec<StoredPasskey>>> + Send;
    /// The subjects at OpenID providers of an account, oldest first.
    fn links_of(&self, account: &str) -> impl Future<Output = Result<Vec<Link>>> + Send;
    /// When an account's ways to log in were used.
    fn authenticator_uses(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Vec<AuthenticatorUse>>> + Send;
}

impl Authenticators for Database {
    async fn passkey(&self, index: &[u8]) -> Result<Option<StoredPasskey>> {
        self.fetch_optional(PASSKEY, params![index]).await
    }

    async fn passkeys_of(&self, account: &str) -> Result<Vec<StoredPasskey>> {
        self.fetch_all(PASSKEYS_OF, params![account]).await
    }

    async fn links_of(&self, account: &str) -> Result<Vec<Link>> {
        self.fetch_all(LINKS_OF, params![account]).await
    }

    async fn authenticator_uses(&self, account: &str) -> Result<Vec<AuthenticatorUse>> {
        self.fetch_all(USES_OF, params![account]).await
    }
}

impl Unit {
    /// A new passkey; a credential that is somebody's already fails the unit with a conflict.
    pub fn insert_passkey(&mut self, passkey: &StoredPasskey) -> &mut Self {
        self.insert_once(
            &PASSKEYS,
            values![
                passkey.credential_index.clone(),
                passkey.account_id.as_str(),
                passkey.sealed.clone(),
                passkey.version,
                passkey.created_at
            ],
        )
    }

    /// Writes a passkey's name and counter over the version they were read at.
    pub fn update_passkey(&mut self, passkey: &StoredPasskey, sealed: Vec<u8>) -> &mut Self {
        let (index, version) = (passkey.credential_index.clone(), passkey.version);
        self.execute(UPDATE_PASSKEY, values![sealed, index, version])
            .expect_rows(1)
    }

    /// Removes a passkey.
    pub fn delete_passkey(&mut self, index: &[u8]) -> &mut Self {
        self.delete(&PASSKEYS, values![index])
    }

    /// Another way to log in to an account, at an OpenID provider; one that is taken already fails the unit.
    pub fn insert_authenticator(
        &mut self,
        provider: &str,
        subject_index: &[u8],
        account: &str,
        now: i64,
    ) -> &mut Self {
        self.insert_once(
            &AUTHENTICATORS,
            values![provider, subject_index, account, now],
        )
    }

    /// Removes a way to log in at an OpenID provider.
    pub fn delete_link(&mut self, provider: &str, subject_index: &[u8]) -> &mut Self {
        self.delete(&AUTHENTICATORS, values![provider, subject_index])
    }

    /// A way to log in was used at `now`; it is there since `since`.
    pub fn use_authenticator(
        &mut self,
        account: &str,
        authenticator: &str,
        since: i64,
        now: i64,
    ) -> &mut Self {
        let row = values![account, authenticator, since, now];
        self.insert_if_absent(&AUTHENTICATOR_USES, row)
            .execute(USED, values![now, account, authenticator])
    }

    /// A way to log in is there since `since` and was not used yet.
    pub fn add_authenticator_use(
        &mut self,
        account: &str,
        authenticator: &str,
        since: i64,
    ) -> &mut Self {
        let row = values![account, authenticator, since, Option::<i64>::None];
        self.upsert(&AUTHENTICATOR_USES, row)
    }

    /// Forgets when a way to log in was used.
    pub fn delete_authenticator_use(&mut self, account: &str, authenticator: &str) -> &mut Self {
        self.delete(&AUTHENTICATOR_USES, values![account, authenticator])
    }
}
