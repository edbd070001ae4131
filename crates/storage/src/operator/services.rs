//! Data using services: who may ask, and how they prove who they are.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static SERVICES: Table = Table {
    name: "services",
    columns: &[
        "client_id",
        "organisation_id",
        "body",
        "secret_hash",
        "state",
        "version",
        "created_at",
        "changed_at",
    ],
    key: &["client_id"],
};

statements! {
    GET = "SELECT client_id, organisation_id, body, secret_hash, state, version, created_at, changed_at
           FROM services WHERE client_id = $1";
    LIST = "SELECT client_id, organisation_id, body, secret_hash, state, version, created_at, changed_at
            FROM services WHERE client_id > $1 ORDER BY client_id LIMIT $2";
    UPDATE = "UPDATE services SET body = $1, secret_hash = $2, state = $3, version = version + 1,
              changed_at = $4 WHERE client_id = $5 AND version = $6";
}

/// A service as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ServiceRow {
    /// Its id at this operator.
    pub client_id: String,
    /// The organisation it belongs to.
    pub organisation_id: String,
    /// Everything else about it, as JSON.
    pub body: String,
    /// SHA-256 of its secret, where it has one.
    pub secret_hash: Option<Vec<u8>>,
    /// `active` or `suspended`.
    pub state: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Finding services.
pub trait Services {
    /// The service with this client id.
    fn service(&self, client_id: &str) -> impl Future<Output = Result<Option<ServiceRow>>> + Send;
    /// Services in the order of their ids, after `after`.
    fn services(
        &self,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<ServiceRow>>> + Send;
}

impl Services for Database {
    async fn service(&self, client_id: &str) -> Result<Option<ServiceRow>> {
        self.fetch_optional(GET, params![client_id]).await
    }

    async fn services(&self, after: &str, limit: u32) -> Result<Vec<ServiceRow>> {
        self.fetch_all(LIST, params![after, limit]).await
    }
}

impl Unit {
    /// A new service; an id that is taken is a conflict.
    pub fn insert_service(&mut self, service: &ServiceRow) -> &mut Self {
        self.insert_once(
            &SERVICES,
            values![
                service.client_id.as_str(),
                service.organisation_id.as_str(),
                service.body.as_str(),
                service.secret_hash.clone(),
                service.state.as_str(),
                service.version,
                service.created_at,
                service.changed_at,
            ],
        )
    }

    /// Writes a changed service over the version it was read at.
    pub fn update_service(&mut self, service: &ServiceRow, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                service.body.as_str(),
                service.secret_hash.clone(),
                service.state.as_str(),
                now,
                service.client_id.as_str(),
                service.version,
            ],
        )
        .expect_rows(1)
    }
}
