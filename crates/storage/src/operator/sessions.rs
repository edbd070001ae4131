//! Who is logged in, and logins at OpenID providers that are under way.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        "id_hash",
        "account_id",
        "created_at",
        "expires_at",
        "authenticator",
        "device",
        "used_at",
        "proved_at",
    ],
    key: &["id_hash"],
};

pub(crate) static LOGIN_FLOWS: Table = Table {
    name: "login_flows",
    columns: &[
        "state_hash",
        "provider",
        "secrets",
        "return_to",
        "created_at",
        "expires_at",
    ],
    key: &["state_hash"],
};

statements! {
    GET = "SELECT id_hash, account_id, created_at, expires_at, authenticator, device, used_at, proved_at
           FROM sessions WHERE id_hash = $1";
    LIST = "SELECT id_hash, account_id, created_at, expires_at, authenticator, device, used_at, proved_at
            FROM sessions WHERE account_id = $1 AND expires_at > $2 ORDER BY created_at DESC, id_hash";
    USE = "UPDATE sessions SET used_at = $1 WHERE id_hash = $2";
    /// A session is replaced once: the row must still be there.
    REPLACE = "DELETE FROM sessions WHERE id_hash = $1";
    END_OTHERS = "DELETE FROM sessions WHERE account_id = $1 AND id_hash <> $2";
    /// Those that one way to log in has begun, but not the one that goes on.
    END_OF_AUTHENTICATOR = "DELETE FROM sessions WHERE account_id = $1 AND authenticator = $2 AND id_hash <> $3";
    PURGE = "DELETE FROM sessions WHERE expires_at < $1";
    FLOW = "SELECT state_hash, provider, secrets, return_to, created_at, expires_at
            FROM login_flows WHERE state_hash = $1";
    /// A flow is used once: the row must still be there.
    FINISH_FLOW = "DELETE FROM login_flows WHERE state_hash = $1";
    PURGE_FLOWS = "DELETE FROM login_flows WHERE expires_at < $1";
}

/// A session as stored; its id is only known to the person's client.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Session {
    /// SHA-256 of the session's id.
    pub id_hash: Vec<u8>,
    /// Whose it is.
    pub account_id: String,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Ends when, in microseconds since the epoch.
    pub expires_at: i64,
    /// The way to log in by which the person last proved who they are.
    pub authenticator: Option<String>,
    /// The device it is used on, sealed.
    pub device: Option<Vec<u8>>,
    /// Last used when, in microseconds since the epoch; to the minute.
    pub used_at: Option<i64>,
    /// When the person last proved who they are, in microseconds since the epoch.
    pub proved_at: Option<i64>,
}

/// A login at an OpenID provider, or with a passkey, that has begun.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LoginFlow {
    /// SHA-256 of the `state` parameter.
    pub state_hash: Vec<u8>,
    /// The provider's name in the configuration.
    pub provider: String,
    /// Nonce and PKCE verifier, sealed.
    pub secrets: Vec<u8>,
    /// The path on this operator to go to afterwards.
    pub return_to: String,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Ends when, in microseconds since the epoch.
    pub expires_at: i64,
}

/// Finding sessions and logins under way.
pub trait Sessions {
    /// The session with this hash, ended or not.
    fn session(&self, id_hash: &[u8]) -> impl Future<Output = Result<Option<Session>>> + Send;
    /// The sessions of an account that have not ended by `now`, newest first.
    fn sessions_of(
        &self,
        account: &str,
        now: i64,
    ) -> impl Future<Output = Result<Vec<Session>>> + Send;
    /// The login under way with this hash of its state.
    fn login_flow(
        &self,
        state_hash: &[u8],
    ) -> impl Future<Output = Result<Option<LoginFlow>>> + Send;
}

impl Sessions for Database {
    async fn session(&self, id_hash: &[u8]) -> Result<Option<Session>> {
        self.fetch_optional(GET, params![id_hash]).await
    }

    async fn sessions_of(&self, account: &str, now: i64) -> Result<Vec<Session>> {
        self.fetch_all(LIST, params![account, now]).await
    }

    async fn login_flow(&self, state_hash: &[u8]) -> Result<Option<LoginFlow>> {
        self.fetch_optional(FLOW, params![state_hash]).await
    }
}

impl Unit {
    /// A new session.
    pub fn insert_session(&mut self, session: &Session) -> &mut Self {
        self.insert(
            &SESSIONS,
            values![
                session.id_hash.clone(),
                session.account_id.as_str(),
                session.created_at,
                session.expires_at,
                session.authenticator.clone(),
                session.device.clone(),
                session.used_at,
                session.proved_at,
            ],
        )
    }

    /// A session is used.
    pub fn use_session(&mut self, id_hash: &[u8], now: i64) -> &mut Self {
        self.execute(USE, values![now, id_hash])
    }

    /// Ends the session that another takes the place of, with the device it is on; one that has ended already is a
    /// conflict.
    pub fn replace_session(&mut self, id_hash: &[u8], by: &[u8]) -> &mut Self {
        self.execute(REPLACE, values![id_hash])
            .expect_rows(1)
            .move_push_devices(id_hash, by)
    }

    /// Ends every session of an account but one; no other device is told anything more.
    pub fn end_other_sessions(&mut self, account: &str, kept: &[u8]) -> &mut Self {
        self.end_push_of_others(account, kept)
            .execute(END_OTHERS, values![account, kept])
    }

    /// Ends the sessions of an account that one way to log in has begun, but not `kept`.
    pub fn end_sessions_by(
        &mut self,
        account: &str,
        authenticator: &str,
        kept: &[u8],
    ) -> &mut Self {
        self.end_push_by(account, authenticator, kept)
            .execute(END_OF_AUTHENTICATOR, values![account, authenticator, kept])
    }

    /// Ends one session; the device it was on is told nothing more.
    pub fn end_session(&mut self, id_hash: &[u8]) -> &mut Self {
        self.end_push_of_session(id_hash)
            .delete(&SESSIONS, values![id_hash])
    }

    /// Forgets sessions and logins under way that ended before `now`.
    pub fn purge_sessions(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
            .execute(PURGE_FLOWS, values![now])
    }

    /// A login at an OpenID provider begins.
    pub fn insert_login_flow(&mut self, flow: &LoginFlow) -> &mut Self {
        self.insert(
            &LOGIN_FLOWS,
            values![
                flow.state_hash.clone(),
                flow.provider.as_str(),
                flow.secrets.clone(),
                flow.return_to.as_str(),
                flow.created_at,
                flow.expires_at
            ],
        )
    }

    /// A login at an OpenID provider ends; twice is a conflict.
    pub fn finish_login_flow(&mut self, state_hash: &[u8]) -> &mut Self {
        self.execute(FINISH_FLOW, values![state_hash])
            .expect_rows(1)
    }
}
