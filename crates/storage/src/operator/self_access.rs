//! Self-access tickets: who asked for which of their own data, and what an introspection of one needs to know.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static SELF_ACCESSES: Table = Table {
    name: "self_accesses",
    columns: &[
        "leg",
        "account_id",
        "session_hash",
        "connector_uuid",
        "dataset_id",
        "created_at",
        "expires_at",
    ],
    key: &["leg"],
};

statements! {
    /// The ticket by its leg id, with the person's sealed identifiers and data key; whether the session that asked
    /// for it is still there, and the account still in use.
    STANDING = "SELECT a.leg, a.account_id, a.connector_uuid, a.dataset_id, i.sealed AS identifiers, k.sealed AS data_key,
                (SELECT COUNT(*) FROM sessions s JOIN accounts c ON c.id = s.account_id
                    WHERE s.id_hash = a.session_hash AND s.account_id = a.account_id AND s.expires_at > $2
                    AND c.state = 'active') AS sessions
                FROM self_accesses a
                LEFT JOIN identifiers i ON i.account_id = a.account_id
                LEFT JOIN data_keys k ON k.subject = a.account_id
                WHERE a.leg = $1";
    PURGE = "DELETE FROM self_accesses WHERE expires_at < $1";
}

/// A self-access ticket as remembered.
#[derive(Debug, Clone)]
pub struct SelfAccess {
    /// What the ticket calls it.
    pub leg: String,
    /// Who looks.
    pub account_id: String,
    /// SHA-256 of the id of the session that asked.
    pub session_hash: Vec<u8>,
    /// At which connector.
    pub connector_uuid: String,
    /// At which dataset.
    pub dataset_id: String,
    /// Issued when, in microseconds since the epoch.
    pub created_at: i64,
    /// Forgotten when, in microseconds since the epoch.
    pub expires_at: i64,
}

/// A self-access ticket with what is needed to answer an introspection of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OwnLook {
    /// What the ticket calls it.
    pub leg: String,
    /// Who looks.
    pub account_id: String,
    /// At which connector.
    pub connector_uuid: String,
    /// At which dataset.
    pub dataset_id: String,
    /// The person's identifiers, sealed.
    pub identifiers: Option<Vec<u8>>,
    /// The person's data key, sealed.
    pub data_key: Option<Vec<u8>>,
    /// 1 while the session that asked is there and the account in use.
    pub sessions: i64,
}

/// Finding self-access tickets.
pub trait SelfAccesses {
    /// The ticket with this leg id, and how it stands at `now`.
    fn own_look(&self, leg: &str, now: i64)
    -> impl Future<Output = Result<Option<OwnLook>>> + Send;
}

impl SelfAccesses for Database {
    async fn own_look(&self, leg: &str, now: i64) -> Result<Option<OwnLook>> {
        self.fetch_optional(STANDING, params![leg, now]).await
    }
}

impl Unit {
    /// Remembers a ticket that is issued.
    pub fn insert_self_access(&mut self, access: &SelfAccess) -> &mut Self {
        self.insert(
            &SELF_ACCESSES,
            values![
                access.leg.as_str(),
                access.account_id.as_str(),
                access.session_hash.clone(),
                access.connector_uuid.as_str(),
                access.dataset_id.as_str(),
                access.created_at,
                access.expires_at
            ],
        )
    }

    /// Forgets tickets that could not be shown any more before `now`.
    pub fn purge_self_accesses(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
    }
}
