//! The operators of a trust group and their status.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// A member as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct MemberRow {
    /// The trust group.
    pub group_id: String,
    /// The operator's version 4 UUID.
    pub operator_uuid: String,
    /// The operator's name.
    pub name: String,
    /// Below which its metadata lies (MIM4 §5.1.1).
    pub base_url: String,
    /// The link to its public keys (MIM4 §4.2.4).
    pub jwks_uri: String,
    /// Its roles, a JSON array of texts.
    pub roles: String,
    /// `applied`, `active`, `suspended`, `revoked` or `surrendered`.
    pub status: String,
    /// Why the status is what it is, where somebody said so.
    pub reason: Option<String>,
    /// Grows with every change; guards against two changes at once.
    pub version: i64,
    /// When it applied, in microseconds since the epoch.
    pub created_at: i64,
    /// When it last changed.
    pub changed_at: i64,
}

pub(crate) static MEMBERS: Table = Table {
    name: "members",
    columns: &[
        "group_id",
        "operator_uuid",
        "name",
        "base_url",
        "jwks_uri",
        "roles",
        "status",
        "reason",
        "version",
        "created_at",
        "changed_at",
    ],
    key: &["group_id", "operator_uuid"],
};

statements! {
    /// One member.
    GET = "SELECT group_id, operator_uuid, name, base_url, jwks_uri, roles, status, reason, version, created_at, changed_at \
           FROM members WHERE group_id = $1 AND operator_uuid = $2";
    /// The members of a group in the order they came.
    OF_GROUP = "SELECT group_id, operator_uuid, name, base_url, jwks_uri, roles, status, reason, version, created_at, changed_at \
                FROM members WHERE group_id = $1 ORDER BY created_at, operator_uuid";
    /// A member changes, unless somebody was faster.
    UPDATE = "UPDATE members SET name = $4, base_url = $5, jwks_uri = $6, roles = $7, status = $8, reason = $9, \
              version = version + 1, changed_at = $10 WHERE group_id = $1 AND operator_uuid = $2 AND version = $3";
}

/// Reading members.
pub trait Members {
    /// One member of a group.
    fn member(
        &self,
        group: &str,
        operator: &str,
    ) -> impl Future<Output = Result<Option<MemberRow>>> + Send;
    /// All members of a group, whatever their status, in the order they came.
    fn members(&self, group: &str) -> impl Future<Output = Result<Vec<MemberRow>>> + Send;
}

impl Members for Database {
    async fn member(&self, group: &str, operator: &str) -> Result<Option<MemberRow>> {
        self.fetch_optional(GET, params![group, operator]).await
    }

    async fn members(&self, group: &str) -> Result<Vec<MemberRow>> {
        self.fetch_all(OF_GROUP, params![group]).await
    }
}

impl Unit {
    /// Adds a member; [`crate::Error::Conflict`] where it is one already.
    pub fn insert_member(&mut self, row: &MemberRow) -> &mut Self {
        self.insert_once(
            &MEMBERS,
            values![
                row.group_id.as_str(),
                row.operator_uuid.as_str(),
                row.name.as_str(),
                row.base_url.as_str(),
                row.jwks_uri.as_str(),
                row.roles.as_str(),
                row.status.as_str(),
                row.reason.clone(),
                row.version,
                row.created_at,
                row.changed_at
            ],
        )
    }

    /// Writes a member as `row` has it; `row.version` is the version that was read.
    pub fn update_member(&mut self, row: &MemberRow) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                row.group_id.as_str(),
                row.operator_uuid.as_str(),
                row.version,
                row.name.as_str(),
                row.base_url.as_str(),
                row.jwks_uri.as_str(),
                row.roles.as_str(),
                row.status.as_str(),
                row.reason.clone(),
                row.changed_at
            ],
        )
        .expect_rows(1)
    }
}
