//! Apps of third parties, what persons let them do, and the codes and refresh tokens they do it with.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static APPS: Table = Table {
    name: "apps",
    columns: &["client_id", "body", "created_at"],
    key: &["client_id"],
};

pub(crate) static APP_REQUESTS: Table = Table {
    name: "app_requests",
    columns: &["id_hash", "client_id", "body", "expires_at"],
    key: &["id_hash"],
};

pub(crate) static APP_GRANTS: Table = Table {
    name: "app_grants",
    columns: &[
        "id",
        "account_id",
        "client_id",
        "scope",
        "jkt",
        "created_at",
        "used_at",
        "expires_at",
    ],
    key: &["id"],
};

pub(crate) static APP_TOKENS: Table = Table {
    name: "app_tokens",
    columns: &[
        "token_hash",
        "grant_id",
        "kind",
        "body",
        "expires_at",
        "used_at",
    ],
    key: &["token_hash"],
};

statements! {
    APP = "SELECT client_id, body, created_at FROM apps WHERE client_id = $1";
    LIST = "SELECT client_id, body, created_at FROM apps WHERE client_id > $1 ORDER BY client_id LIMIT $2";
    /// An app goes with all that persons let it do.
    REMOVE_APP = "DELETE FROM apps WHERE client_id = $1";
    REMOVE_REQUESTS = "DELETE FROM app_requests WHERE client_id = $1";
    REMOVE_TOKENS = "DELETE FROM app_tokens WHERE grant_id IN (SELECT id FROM app_grants WHERE client_id = $1)";
    REMOVE_GRANTS = "DELETE FROM app_grants WHERE client_id = $1";

    REQUEST = "SELECT id_hash, client_id, body, expires_at FROM app_requests WHERE id_hash = $1";
    /// A pushed request is decided on once: the row must still be there.
    TAKE_REQUEST = "DELETE FROM app_requests WHERE id_hash = $1";
    PURGE_REQUESTS = "DELETE FROM app_requests WHERE expires_at < $1";

    GRANT = "SELECT id, account_id, client_id, scope, jkt, created_at, used_at, expires_at
             FROM app_grants WHERE id = $1";
    GRANTS_OF = "SELECT id, account_id, client_id, scope, jkt, created_at, used_at, expires_at
                 FROM app_grants WHERE account_id = $1 AND expires_at > $2 ORDER BY created_at, id";
    /// A grant is used only while it is there.
    USE_GRANT = "UPDATE app_grants SET jkt = $1, used_at = $2, expires_at = $3 WHERE id = $4";
    END_GRANT_TOKENS = "DELETE FROM app_tokens WHERE grant_id = $1";
    END_GRANT = "DELETE FROM app_grants WHERE id = $1";
    /// All that a person let one app do.
    END_APP_TOKENS = "DELETE FROM app_tokens
                      WHERE grant_id IN (SELECT id FROM app_grants WHERE account_id = $1 AND client_id = $2)";
    END_APP = "DELETE FROM app_grants WHERE account_id = $1 AND client_id = $2";
    PURGE_GRANTS = "DELETE FROM app_grants WHERE expires_at < $1";

    TOKEN = "SELECT token_hash, grant_id, kind, body, expires_at, used_at FROM app_tokens WHERE token_hash = $1";
    /// A code or refresh token is used once.
    USE_TOKEN = "UPDATE app_tokens SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL";
    PURGE_TOKENS = "DELETE FROM app_tokens WHERE expires_at < $1";
}

/// A registered app as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppRow {
    /// Its client id.
    pub client_id: String,
    /// Everything else about it, as JSON.
    pub body: String,
    /// Registered when, in microseconds since the epoch.
    pub created_at: i64,
}

/// An authorization request that an app has pushed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppRequest {
    /// SHA-256 of the secret part of its address.
    pub id_hash: Vec<u8>,
    /// Whose it is.
    pub client_id: String,
    /// The request, as JSON.
    pub body: String,
    /// Good until, in microseconds since the epoch.
    pub expires_at: i64,
}

/// What a person let an app do.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppGrant {
    /// Random; the subject of the app's access tokens.
    pub id: String,
    /// The person.
    pub account_id: String,
    /// The app.
    pub client_id: String,
    /// What it may do, space-separated.
    pub scope: String,
    /// The thumbprint of the key that its tokens are bound to, from the first on.
    pub jkt: Option<String>,
    /// Given when, in microseconds since the epoch.
    pub created_at: i64,
    /// The app got a token last when, in microseconds since the epoch.
    pub used_at: i64,
    /// Ends when, unless the app gets another token before, in microseconds since the epoch.
    pub expires_at: i64,
}

/// A code or refresh token as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AppToken {
    /// SHA-256 of it.
    pub token_hash: Vec<u8>,
    /// Under which grant.
    pub grant_id: String,
    /// `code` or `refresh`.
    pub kind: String,
    /// What a code is bound to, as JSON; empty for a refresh token.
    pub body: String,
    /// Good until, in microseconds since the epoch.
    pub expires_at: i64,
    /// Used when, in microseconds since the epoch.
    pub used_at: Option<i64>,
}

/// Finding apps and what belongs to them.
pub trait Apps {
    /// The app with this client id.
    fn app(&self, client_id: &str) -> impl Future<Output = Result<Option<AppRow>>> + Send;
    /// Apps in the order of their client ids, after `after`.
    fn apps(&self, after: &str, limit: u32) -> impl Future<Output = Result<Vec<AppRow>>> + Send;
    /// The pushed request with this hash, ended or not.
    fn app_request(
        &self,
        id_hash: &[u8],
    ) -> impl Future<Output = Result<Option<AppRequest>>> + Send;
    /// The grant with this id, ended or not.
    fn app_grant(&self, id: &str) -> impl Future<Output = Result<Option<AppGrant>>> + Send;
    /// A person's grants that have not ended, oldest first.
    fn app_grants_of(
        &self,
        account: &str,
        now: i64,
    ) -> impl Future<Output = Result<Vec<AppGrant>>> + Send;
    /// The code or refresh token with this hash, used or not.
    fn app_token(&self, token_hash: &[u8])
    -> impl Future<Output = Result<Option<AppToken>>> + Send;
}

impl Apps for Database {
    async fn app(&self, client_id: &str) -> Result<Option<AppRow>> {
        self.fetch_optional(APP, params![client_id]).await
    }

    async fn apps(&self, after: &str, limit: u32) -> Result<Vec<AppRow>> {
        self.fetch_all(LIST, params![after, limit]).await
    }

    async fn app_request(&self, id_hash: &[u8]) -> Result<Option<AppRequest>> {
        self.fetch_optional(REQUEST, params![id_hash]).await
    }

    async fn app_grant(&self, id: &str) -> Result<Option<AppGrant>> {
        self.fetch_optional(GRANT, params![id]).await
    }

    async fn app_grants_of(&self, account: &str, now: i64) -> Result<Vec<AppGrant>> {
        self.fetch_all(GRANTS_OF, params![account, now]).await
    }

    async fn app_token(&self, token_hash: &[u8]) -> Result<Option<AppToken>> {
        self.fetch_optional(TOKEN, params![token_hash]).await
    }
}

impl Unit {
    /// A new app; one with this client id already is a conflict.
    pub fn insert_app(&mut self, app: &AppRow) -> &mut Self {
        self.insert_once(
            &APPS,
            values![app.client_id.as_str(), app.body.as_str(), app.created_at],
        )
    }

    /// Removes an app with all that persons let it do; one that is not there is a conflict.
    pub fn remove_app(&mut self, client_id: &str) -> &mut Self {
        self.execute(REMOVE_APP, values![client_id])
            .expect_rows(1)
            .execute(REMOVE_REQUESTS, values![client_id])
            .execute(REMOVE_TOKENS, values![client_id])
            .execute(REMOVE_GRANTS, values![client_id])
    }

    /// An authorization request that an app pushes.
    pub fn insert_app_request(&mut self, request: &AppRequest) -> &mut Self {
        self.insert(
            &APP_REQUESTS,
            values![
                request.id_hash.clone(),
                request.client_id.as_str(),
                request.body.as_str(),
                request.expires_at
            ],
        )
    }

    /// A pushed request is decided on; twice is a conflict.
    pub fn take_app_request(&mut self, id_hash: &[u8]) -> &mut Self {
        self.execute(TAKE_REQUEST, values![id_hash]).expect_rows(1)
    }

    /// A person lets an app in.
    pub fn insert_app_grant(&mut self, grant: &AppGrant) -> &mut Self {
        self.insert(
            &APP_GRANTS,
            values![
                grant.id.as_str(),
                grant.account_id.as_str(),
                grant.client_id.as_str(),
                grant.scope.as_str(),
                grant.jkt.clone(),
                grant.created_at,
                grant.used_at,
                grant.expires_at
            ],
        )
    }

    /// The app gets a token under a grant, bound to a key; a grant that has ended is a conflict.
    pub fn use_app_grant(&mut self, id: &str, jkt: &str, now: i64, expires_at: i64) -> &mut Self {
        self.execute(USE_GRANT, values![jkt, now, expires_at, id])
            .expect_rows(1)
    }

    /// Ends a grant with its codes and refresh tokens.
    pub fn end_app_grant(&mut self, id: &str) -> &mut Self {
        self.execute(END_GRANT_TOKENS, values![id])
            .execute(END_GRANT, values![id])
    }

    /// Ends all that a person let one app do.
    pub fn end_app_of(&mut self, account: &str, client_id: &str) -> &mut Self {
        self.execute(END_APP_TOKENS, values![account, client_id])
            .execute(END_APP, values![account, client_id])
    }

    /// A new code or refresh token.
    pub fn insert_app_token(&mut self, token: &AppToken) -> &mut Self {
        self.insert(
            &APP_TOKENS,
            values![
                token.token_hash.clone(),
                token.grant_id.as_str(),
                token.kind.as_str(),
                token.body.as_str(),
                token.expires_at,
                token.used_at
            ],
        )
    }

    /// A code or refresh token is used; twice is a conflict.
    pub fn use_app_token(&mut self, token_hash: &[u8], now: i64) -> &mut Self {
        self.execute(USE_TOKEN, values![now, token_hash])
            .expect_rows(1)
    }

    /// Forgets requests, grants, codes and tokens that ended before `now`.
    pub fn purge_apps(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE_REQUESTS, values![now])
            .execute(PURGE_TOKENS, values![now])
            .execute(PURGE_GRANTS, values![now])
    }
}
