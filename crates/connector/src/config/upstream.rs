//! The system that a connector stands in front of.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::Secret;
use super::files::FilesConfig;
use super::sql::{PostgresConfig, SqliteConfig};
use crate::{Error, Result};

/// `[connector.upstream]`: where the data is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum UpstreamConfig {
    /// Any HTTP API that answers with JSON.
    Rest(Box<RestConfig>),
    /// Entities that the connector keeps itself.
    Store(StoreConfig),
    /// Exports in a folder.
    Files(FilesConfig),
    /// A SQLite file.
    Sqlite(SqliteConfig),
    /// A PostgreSQL database.
    Postgres(PostgresConfig),
}

impl UpstreamConfig {
    /// Makes relative paths start at `folder`.
    pub(super) fn relative_to(&mut self, folder: &Path) {
        match self {
            Self::Rest(rest) => rest.auth.relative_to(folder),
            Self::Store(_) => {}
            Self::Files(files) => files.folder = folder.join(&files.folder),
            Self::Sqlite(sqlite) => sqlite.file = folder.join(&sqlite.file),
            Self::Postgres(postgres) => postgres.url.relative_to(folder),
        }
    }

    /// Its `kind`.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Rest(_) => "rest",
            Self::Store(_) => "store",
            Self::Files(_) => "files",
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
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

/// `kind = "rest"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestConfig {
    /// Below which routes' request paths lie. May be a private address: it is the source's own.
    pub base_url: Url,
    /// How the connector authenticates itself to the source (MIM4 §4.2.3: it must be a trusted client).
    #[serde(default)]
    pub auth: AuthConfig,
    /// Milliseconds until the source must have begun to answer.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds between two pieces of an answer.
    #[serde(default = "default_pause_ms")]
    pub pause_ms: u64,
    /// Milliseconds until a whole answer must have come.
    #[serde(default = "default_whole_ms")]
    pub whole_ms: u64,
    /// Largest answer, bytes.
    #[serde(default = "default_largest_answer")]
    pub largest_answer: u64,
    /// Answers up to this many bytes are read and filtered whole before anything is logged or sent, so that a broken
    /// one releases nothing; larger ones are streamed, and need an announced length.
    #[serde(default = "default_whole_answer")]
    pub whole_answer: u64,
}

/// `kind = "store"`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// Most entities of one person in one answer.
    #[serde(default = "default_most_entities")]
    pub most_entities: u32,
}

/// How the connector authenticates itself to the source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AuthConfig {
    /// Not at all: the source is reached only from here.
    #[default]
    None,
    /// RFC 7617.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// RFC 6750.
    Bearer {
        /// The token.
        token: Secret,
    },
    /// A header of the source's own, such as `X-Api-Key`.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: Secret,
    },
    /// RFC 6749 §4.4, with the secret in the `Authorization` header.
    ClientCredentials {
        /// The token endpoint.
        token_url: Url,
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: Secret,
        /// The scope to ask for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
    },
}

/// The request a route makes of a `rest` upstream.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestConfig {
    /// The path below the upstream's base URL, such as `/patrons/{library_card}/loans`.
    pub path: String,
    /// The query's pairs.
    pub query: BTreeMap<String, String>,
    /// Headers.
    pub headers: BTreeMap<String, String>,
}

impl Default for UpstreamConfig {
    fn default() -> Self {
        Self::Store(StoreConfig {
            most_entities: default_most_entities(),
        })
    }
}

impl AuthConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        match self {
            Self::None => {}
            Self::Basic {
                password: secret, ..
            }
            | Self::Bearer { token: secret }
            | Self::Header { value: secret, .. }
            | Self::ClientCredentials {
                client_secret: secret,
                ..
            } => secret.relative_to(folder),
        }
    }
}

/// A source that people wait for; its own interactive limit is usually this or less.
fn default_answer_ms() -> u64 {
    10_000
}

/// A source that says nothing for so long in the middle of an answer will not go on.
fn default_pause_ms() -> u64 {
    10_000
}

/// The largest answer at 10 Mbit/s.
fn default_whole_ms() -> u64 {
    60_000
}

/// 64 MiB: a person's longest histories, and far below what would hold a connector up.
fn default_largest_answer() -> u64 {
    64 * 1024 * 1024
}

/// 1 MiB: nearly every answer about one person, and 64 of them at once are no burden.
fn default_whole_answer() -> u64 {
    1024 * 1024
}

/// A page of a broker's answer holds 1,000 at the most; so does ours.
fn default_most_entities() -> u32 {
    1_000
}
