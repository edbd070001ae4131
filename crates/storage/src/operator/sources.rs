//! Connectors and the datasets behind them.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static CONNECTORS: Table = Table {
    name: "connectors",
    columns: &[
        "uuid",
        "base_url",
        "sharing",
        "metadata",
        "jwks",
        "settings",
        "secret_hash",
        "state",
        "version",
        "fetched_at",
        "created_at",
        "changed_at",
    ],
    key: &["uuid"],
};

pub(crate) static DATASETS: Table = Table {
    name: "datasets",
    columns: &[
        "id",
        "version",
        "connector_uuid",
        "body",
        "offered",
        "created_at",
    ],
    key: &["id", "version"],
};

statements! {
    GET = "SELECT uuid, base_url, sharing, metadata, jwks, settings, secret_hash, state, version, fetched_at, created_at, changed_at
           FROM connectors WHERE uuid = $1";
    BY_URL = "SELECT uuid, base_url, sharing, metadata, jwks, settings, secret_hash, state, version, fetched_at, created_at, changed_at
              FROM connectors WHERE base_url = $1";
    ALL = "SELECT uuid, base_url, sharing, metadata, jwks, settings, secret_hash, state, version, fetched_at, created_at, changed_at
           FROM connectors ORDER BY base_url";
    UPDATE = "UPDATE connectors SET base_url = $1, sharing = $2, metadata = $3, jwks = $4, settings = $5,
              secret_hash = $6, state = $7, fetched_at = $8, version = version + 1, changed_at = $9
              WHERE uuid = $10 AND version = $11";
    DATASET = "SELECT id, version, connector_uuid, body, offered, created_at FROM datasets
               WHERE id = $1 AND version = $2";
    OFFERED = "SELECT id, version, connector_uuid, body, offered, created_at FROM datasets
               WHERE offered = 1 AND id = $1";
    OF_CONNECTOR = "SELECT id, version, connector_uuid, body, offered, created_at FROM datasets
                    WHERE connector_uuid = $1 AND offered = 1 ORDER BY id";
    ALL_OFFERED = "SELECT id, version, connector_uuid, body, offered, created_at FROM datasets
                   WHERE offered = 1 ORDER BY id";
    ALL_VERSIONS = "SELECT id, version, connector_uuid, body, offered, created_at FROM datasets ORDER BY id, version";
    WITHDRAW_OFFERS = "UPDATE datasets SET offered = 0 WHERE connector_uuid = $1";
    OFFER = "UPDATE datasets SET offered = 1 WHERE id = $1 AND version = $2";
}

/// A connector as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ConnectorRow {
    /// Its UUID (MIM4 §5.8).
    pub uuid: String,
    /// Its base URL, without a slash at the end.
    pub base_url: String,
    /// `shared` (MIM4 §5.9), `restricted` (MIM4 §5.10) or `foreign`: another operator's, met through a
    /// trust group.
    pub sharing: String,
    /// Its metadata as fetched, JSON.
    pub metadata: String,
    /// Its keys as fetched, JSON.
    pub jwks: String,
    /// What this operator has set for it, JSON.
    pub settings: String,
    /// SHA-256 of its secret, for a connector that authenticates with one.
    pub secret_hash: Option<Vec<u8>>,
    /// `active`, `away` (it has described itself to nobody for long) or `withdrawn` (nobody shares it any more).
    pub state: String,
    /// Counts the changes.
    pub version: i64,
    /// Last fetched when, in microseconds since the epoch.
    pub fetched_at: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// One version of a dataset as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DatasetRow {
    /// Its id on the wire.
    pub id: String,
    /// The version.
    pub version: i64,
    /// The connector that offers it.
    pub connector_uuid: String,
    /// The description, as JSON.
    pub body: String,
    /// 1 while the connector offers this version.
    pub offered: i64,
    /// First seen when, in microseconds since the epoch.
    pub created_at: i64,
}

/// Finding connectors and datasets.
pub trait Sources {
    /// The connector with this UUID.
    fn connector(&self, uuid: &str) -> impl Future<Output = Result<Option<ConnectorRow>>> + Send;
    /// The connector at this base URL.
    fn connector_by_url(
        &self,
        base_url: &str,
    ) -> impl Future<Output = Result<Option<ConnectorRow>>> + Send;
    /// Every connector, by base URL.
    fn connectors(&self) -> impl Future<Output = Result<Vec<ConnectorRow>>> + Send;
    /// One version of a dataset.
    fn dataset(
        &self,
        id: &str,
        version: i64,
    ) -> impl Future<Output = Result<Option<DatasetRow>>> + Send;
    /// The version of a dataset that is offered now.
    fn offered_dataset(&self, id: &str) -> impl Future<Output = Result<Option<DatasetRow>>> + Send;
    /// What a connector offers now.
    fn datasets_of(
        &self,
        connector_uuid: &str,
    ) -> impl Future<Output = Result<Vec<DatasetRow>>> + Send;
    /// Every version of every dataset, offered or not.
    fn all_datasets(&self) -> impl Future<Output = Result<Vec<DatasetRow>>> + Send;
    /// Everything offered now.
    fn datasets(&self) -> impl Future<Output = Result<Vec<DatasetRow>>> + Send;
}

impl Sources for Database {
    async fn connector(&self, uuid: &str) -> Result<Option<ConnectorRow>> {
        self.fetch_optional(GET, params![uuid]).await
    }

    async fn connector_by_url(&self, base_url: &str) -> Result<Option<ConnectorRow>> {
        self.fetch_optional(BY_URL, params![base_url]).await
    }

    async fn connectors(&self) -> Result<Vec<ConnectorRow>> {
        self.fetch_all(ALL, params![]).await
    }

    async fn dataset(&self, id: &str, version: i64) -> Result<Option<DatasetRow>> {
        self.fetch_optional(DATASET, params![id, version]).await
    }

    async fn offered_dataset(&self, id: &str) -> Result<Option<DatasetRow>> {
        self.fetch_optional(OFFERED, params![id]).await
    }

    async fn datasets_of(&self, connector_uuid: &str) -> Result<Vec<DatasetRow>> {
        self.fetch_all(OF_CONNECTOR, params![connector_uuid]).await
    }

    async fn all_datasets(&self) -> Result<Vec<DatasetRow>> {
        self.fetch_all(ALL_VERSIONS, params![]).await
    }

    async fn datasets(&self) -> Result<Vec<DatasetRow>> {
        self.fetch_all(ALL_OFFERED, params![]).await
    }
}

impl Unit {
    /// A new connector; a UUID that is taken is a conflict.
    pub fn insert_connector(&mut self, row: &ConnectorRow) -> &mut Self {
        self.insert_once(
            &CONNECTORS,
            values![
                row.uuid.as_str(),
                row.base_url.as_str(),
                row.sharing.as_str(),
                row.metadata.as_str(),
                row.jwks.as_str(),
                row.settings.as_str(),
                row.secret_hash.clone(),
                row.state.as_str(),
                row.version,
                row.fetched_at,
                row.created_at,
                row.changed_at,
            ],
        )
    }

    /// Writes a changed connector over the version it was read at.
    pub fn update_connector(&mut self, row: &ConnectorRow, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                row.base_url.as_str(),
                row.sharing.as_str(),
                row.metadata.as_str(),
                row.jwks.as_str(),
                row.settings.as_str(),
                row.secret_hash.clone(),
                row.state.as_str(),
                row.fetched_at,
                now,
                row.uuid.as_str(),
                row.version,
            ],
        )
        .expect_rows(1)
    }

    /// These versions, and no others, are what the connector offers from now on.
    pub fn offer_datasets(&mut self, connector_uuid: &str, datasets: &[DatasetRow]) -> &mut Self {
        self.execute(WITHDRAW_OFFERS, values![connector_uuid]);
        for row in datasets {
            self.insert_or_ignore(
                &DATASETS,
                values![
                    row.id.as_str(),
                    row.version,
                    row.connector_uuid.as_str(),
                    row.body.as_str(),
                    0_i64,
                    row.created_at
                ],
            );
            self.execute(OFFER, values![row.id.as_str(), row.version]);
        }
        self
    }
}
