//! Descriptions of intended uses that their services work on, and that wait to be approved.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static INTENDED_USE_DRAFTS: Table = Table {
    name: "intended_use_drafts",
    columns: &[
        "service_id",
        "id",
        "body",
        "state",
        "reason",
        "changed_by",
        "version",
        "created_at",
        "changed_at",
    ],
    key: &["service_id", "id"],
};

statements! {
    GET = "SELECT service_id, id, body, state, reason, changed_by, version, created_at, changed_at
           FROM intended_use_drafts WHERE service_id = $1 AND id = $2";
    OF_SERVICE = "SELECT service_id, id, body, state, reason, changed_by, version, created_at, changed_at
                  FROM intended_use_drafts WHERE service_id = $1 ORDER BY id";
    SUBMITTED = "SELECT service_id, id, body, state, reason, changed_by, version, created_at, changed_at
                 FROM intended_use_drafts WHERE state = 'submitted' ORDER BY changed_at, service_id, id LIMIT $1";
    UPDATE = "UPDATE intended_use_drafts SET body = $1, state = $2, reason = $3, changed_by = $4, changed_at = $5,
              version = version + 1 WHERE service_id = $6 AND id = $7 AND version = $8";
    REMOVE = "DELETE FROM intended_use_drafts WHERE service_id = $1 AND id = $2 AND version = $3";
}

/// A draft as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DraftRow {
    /// Whose it is.
    pub service_id: String,
    /// The intended use it becomes a version of.
    pub id: String,
    /// The description as far as it goes, as JSON.
    pub body: String,
    /// `draft`, `submitted` or `refused`.
    pub state: String,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Who changed it last.
    pub changed_by: String,
    /// Counts the changes.
    pub version: i64,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Finding drafts.
pub trait Drafts {
    /// A service's draft of this intended use.
    fn draft(
        &self,
        service: &str,
        id: &str,
    ) -> impl Future<Output = Result<Option<DraftRow>>> + Send;
    /// A service's drafts, by id.
    fn drafts_of(&self, service: &str) -> impl Future<Output = Result<Vec<DraftRow>>> + Send;
    /// Drafts of all services that wait to be approved, longest first.
    fn submitted_drafts(&self, limit: u32) -> impl Future<Output = Result<Vec<DraftRow>>> + Send;
}

impl Drafts for Database {
    async fn draft(&self, service: &str, id: &str) -> Result<Option<DraftRow>> {
        self.fetch_optional(GET, params![service, id]).await
    }

    async fn drafts_of(&self, service: &str) -> Result<Vec<DraftRow>> {
        self.fetch_all(OF_SERVICE, params![service]).await
    }

    async fn submitted_drafts(&self, limit: u32) -> Result<Vec<DraftRow>> {
        self.fetch_all(SUBMITTED, params![limit]).await
    }
}

impl Unit {
    /// A new draft; one that is there already is a conflict.
    pub fn insert_draft(&mut self, row: &DraftRow) -> &mut Self {
        self.insert_once(
            &INTENDED_USE_DRAFTS,
            values![
                row.service_id.as_str(),
                row.id.as_str(),
                row.body.as_str(),
                row.state.as_str(),
                row.reason.clone(),
                row.changed_by.as_str(),
                row.version,
                row.created_at,
                row.changed_at,
            ],
        )
    }

    /// Writes a changed draft over the version it was read at.
    pub fn update_draft(&mut self, row: &DraftRow, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                row.body.as_str(),
                row.state.as_str(),
                row.reason.clone(),
                row.changed_by.as_str(),
                now,
                row.service_id.as_str(),
                row.id.as_str(),
                row.version,
            ],
        )
        .expect_rows(1)
    }

    /// A draft goes, if it is still as it was read.
    pub fn remove_draft(&mut self, row: &DraftRow) -> &mut Self {
        self.execute(
            REMOVE,
            values![row.service_id.as_str(), row.id.as_str(), row.version],
        )
        .expect_rows(1)
    }
}
