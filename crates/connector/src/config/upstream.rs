//! The system that a connector stands in front of.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bucket::BucketConfig;
use super::files::FilesConfig;
use super::ngsi_ld::NgsiLdConfig;
use super::rest::{RestConfig, SourceTlsConfig};
use super::solid::SolidConfig;
use super::sql::{PostgresConfig, SqliteConfig};
use crate::{Error, Result};

const DAY_MICROS: i64 = 86_400_000_000;

/// `[connector.upstream]`: where the data is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum UpstreamConfig {
    /// Any HTTP API that answers with JSON, XML or CSV.
    Rest(Box<RestConfig>),
    /// A context broker.
    NgsiLd(Box<NgsiLdConfig>),
    /// A service that speaks the City of Helsinki's GDPR API.
    HelsinkiGdpr(Box<RestConfig>),
    /// Entities that the connector keeps itself.
    Store(StoreConfig),
    /// Exports in a folder or a bucket.
    Files(FilesConfig),
    /// A SQLite file.
    Sqlite(SqliteConfig),
    /// A PostgreSQL database.
    Postgres(PostgresConfig),
    /// People's own pods on Solid servers.
    Solid(Box<SolidConfig>),
}

impl UpstreamConfig {
    /// Makes relative paths start at `folder`.
    pub(super) fn relative_to(&mut self, folder: &Path) {
        match self {
            Self::Rest(http) | Self::HelsinkiGdpr(http) => http.relative_to(folder),
            Self::NgsiLd(ngsi_ld) => ngsi_ld.broker.relative_to(folder),
            Self::Store(_) => {}
            Self::Files(files) => files.relative_to(folder),
            Self::Sqlite(sqlite) => sqlite.file = folder.join(&sqlite.file),
            Self::Postgres(postgres) => postgres.url.relative_to(folder),
            Self::Solid(solid) => solid.relative_to(folder),
        }
    }

    /// How it is reached, where that is over HTTP.
    pub(crate) fn http(&self) -> Option<&RestConfig> {
        match self {
            Self::Rest(http) | Self::HelsinkiGdpr(http) => Some(http),
            Self::NgsiLd(ngsi_ld) => Some(&ngsi_ld.broker),
            _ => None,
        }
    }

    /// How secure connections to it are made.
    pub(crate) fn tls(&self) -> Option<&SourceTlsConfig> {
        match self {
            Self::Solid(solid) => solid.tls.as_ref(),
            Self::Files(files) => files.bucket.as_ref()?.tls.as_ref(),
            _ => self.http()?.tls.as_ref(),
        }
    }

    /// The object store that files are in, where they are in one.
    pub(crate) fn bucket(&self) -> Option<&BucketConfig> {
        match self {
            Self::Files(files) => files.bucket.as_deref(),
            _ => None,
        }
    }

    /// Refuses what cannot work.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::Store(store) => store.check(),
            Self::Files(files) => files.check(),
            _ => Ok(()),
        }
    }

    /// The embedded store's own settings.
    pub(crate) fn store(&self) -> Option<&StoreConfig> {
        match self {
            Self::Store(store) => Some(store),
            _ => None,
        }
    }

    /// Its `kind`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Rest(_) => "rest",
            Self::HelsinkiGdpr(_) => "helsinki-gdpr",
            Self::NgsiLd(_) => "ngsi-ld",
            Self::Store(_) => "store",
            Self::Files(_) => "files",
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
            Self::Solid(_) => "solid",
        }
    }
}

/// `[connector.upstream_limits]`: what holds for every kind of upstream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UpstreamLimits {
    /// Requests to it at the same time, over all workers.
    pub requests: usize,
    /// Requests that wait for their turn; beyond it they are refused at once (503).
    pub waiting: usize,
    /// Milliseconds that one waits for its turn.
    pub waiting_ms: u64,
    /// Milliseconds until a source must have answered, whatever its kind allows.
    pub read_ms: u64,
    /// Failures in a row after which it is left alone.
    pub failures: u32,
    /// Milliseconds that it is left alone, until one request tries it again.
    pub pause_ms: u64,
}

impl Default for UpstreamLimits {
    fn default() -> Self {
        Self {
            requests: 256,
            waiting: 1_024,
            waiting_ms: 5_000,
            read_ms: 60_000,
            failures: 10,
            pause_ms: 5_000,
        }
    }
}

impl UpstreamLimits {
    /// Refuses limits under which nothing would be read.
    pub(super) fn check(&self) -> Result<()> {
        let numbers = [
            ("requests", self.requests as u64),
            ("read_ms", self.read_ms),
            ("failures", self.failures.into()),
        ];
        match numbers.into_iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(Error::Config(format!(
                "`connector.upstream_limits.{name}` must be at least 1"
            ))),
            None => Ok(()),
        }
    }
}

/// `kind = "store"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreConfig {
    /// Most entities of one person in one answer.
    pub most_entities: u32,
    /// Days for which it is kept what entities were, after it changed; of what lies open to the back office, too.
    pub history_days: u32,
}

impl StoreConfig {
    /// Refuses what would keep nothing.
    fn check(&self) -> Result<()> {
        if self.history_days == 0 {
            return Err(Error::Config(
                "`connector.upstream.history_days` must be at least 1".into(),
            ));
        }
        Ok(())
    }

    /// What gave way at this time or before is forgotten; in microseconds since the epoch, as `now` is.
    pub(crate) fn forgets_until(&self, now: i64) -> i64 {
        now.saturating_sub(DAY_MICROS.saturating_mul(self.history_days.into()))
    }
}

impl Default for StoreConfig {
    fn default() -> Self {
        Self {
            // A page of a broker's answer holds 1,000 at the most; so does ours.
            most_entities: 1_000,
            history_days: broker::Config::default().history_days,
        }
    }
}

impl Default for UpstreamConfig {
    fn default() -> Self {
        Self::Store(StoreConfig::default())
    }
}
