//! Versions of intended uses. A version is never rewritten.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static INTENDED_USES: Table = Table {
    name: "intended_uses",
    columns: &["id", "version", "service_id", "body", "created_at"],
    key: &["id", "version"],
};

statements! {
    GET = "SELECT id, version, service_id, body, created_at FROM intended_uses
           WHERE id = $1 AND version = $2";
    NEWEST = "SELECT id, version, service_id, body, created_at FROM intended_uses
              WHERE id = $1 ORDER BY version DESC LIMIT 1";
    OF_SERVICE = "SELECT id, version, service_id, body, created_at FROM intended_uses
                  WHERE service_id = $1 ORDER BY id, version DESC";
    LIST = "SELECT id, version, service_id, body, created_at FROM intended_uses u
            WHERE id > $1 AND version = (SELECT MAX(version) FROM intended_uses n WHERE n.id = u.id)
            ORDER BY id LIMIT $2";
}

/// One version of an intended use as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct IntendedUseRow {
    /// Its id, the same for all versions.
    pub id: String,
    /// The version, from 1.
    pub version: i64,
    /// Whose use it is.
    pub service_id: String,
    /// The description, as JSON.
    pub body: String,
    /// Registered when, in microseconds since the epoch.
    pub created_at: i64,
}

/// Finding intended uses.
pub trait IntendedUses {
    /// One version.
    fn intended_use(
        &self,
        id: &str,
        version: i64,
    ) -> impl Future<Output = Result<Option<IntendedUseRow>>> + Send;
    /// The newest version.
    fn newest_intended_use(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<IntendedUseRow>>> + Send;
    /// Every version of every intended use of a service, newest versions first.
    fn intended_uses_of(
        &self,
        service_id: &str,
    ) -> impl Future<Output = Result<Vec<IntendedUseRow>>> + Send;
    /// The newest version of each, in the order of their ids, after `after`.
    fn intended_uses(
        &self,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<IntendedUseRow>>> + Send;
}

impl IntendedUses for Database {
    async fn intended_use(&self, id: &str, version: i64) -> Result<Option<IntendedUseRow>> {
        self.fetch_optional(GET, params![id, version]).await
    }

    async fn newest_intended_use(&self, id: &str) -> Result<Option<IntendedUseRow>> {
        self.fetch_optional(NEWEST, params![id]).await
    }

    async fn intended_uses_of(&self, service_id: &str) -> Result<Vec<IntendedUseRow>> {
        self.fetch_all(OF_SERVICE, params![service_id]).await
    }

    async fn intended_uses(&self, after: &str, limit: u32) -> Result<Vec<IntendedUseRow>> {
        self.fetch_all(LIST, params![after, limit]).await
    }
}

impl Unit {
    /// A new version; one that is there already is a conflict.
    pub fn insert_intended_use(&mut self, row: &IntendedUseRow) -> &mut Self {
        self.insert_once(
            &INTENDED_USES,
            values![
                row.id.as_str(),
                row.version,
                row.service_id.as_str(),
                row.body.as_str(),
                row.created_at
            ],
        )
    }
}
