//! The organisations that own services and sources.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static ORGANISATIONS: Table = Table {
    name: "organisations",
    columns: &["id", "body", "version", "created_at", "changed_at"],
    key: &["id"],
};

statements! {
    GET = "SELECT id, body, version, created_at, changed_at FROM organisations WHERE id = $1";
    LIST = "SELECT id, body, version, created_at, changed_at FROM organisations
            WHERE id > $1 ORDER BY id LIMIT $2";
    UPDATE = "UPDATE organisations SET body = $1, version = version + 1, changed_at = $2
              WHERE id = $3 AND version = $4";
}

/// An organisation as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OrganisationRow {
    /// Its id, known to other parties.
    pub id: String,
    /// Everything about it, as JSON.
    pub body: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Finding organisations.
pub trait Organisations {
    /// The organisation with this id.
    fn organisation(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<OrganisationRow>>> + Send;
    /// Organisations in the order of their ids, after `after`.
    fn organisations(
        &self,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<OrganisationRow>>> + Send;
}

impl Organisations for Database {
    async fn organisation(&self, id: &str) -> Result<Option<OrganisationRow>> {
        self.fetch_optional(GET, params![id]).await
    }

    async fn organisations(&self, after: &str, limit: u32) -> Result<Vec<OrganisationRow>> {
        self.fetch_all(LIST, params![after, limit]).await
    }
}

impl Unit {
    /// A new organisation; an id that is taken is a conflict.
    pub fn insert_organisation(&mut self, id: &str, body: String, now: i64) -> &mut Self {
        self.insert_once(&ORGANISATIONS, values![id, body, 1_i64, now, now])
    }

    /// Writes a changed organisation over the version it was read at.
    pub fn update_organisation(
        &mut self,
        id: &str,
        body: String,
        read_at_version: i64,
        now: i64,
    ) -> &mut Self {
        self.execute(UPDATE, values![body, now, id, read_at_version])
            .expect_rows(1)
    }
}
