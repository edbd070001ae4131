//! The `[registry]` section of the configuration.

use std::path::{Path, PathBuf};

use protocol::url::{BaseUrl, Transport};
use serde::{Deserialize, Serialize};
use web::keys::SignatureAlgorithm;
use web::network::Network;
use web::page::Brand;
use web::server::{ServerConfig, TlsConfig};

use crate::{Error, Result};

/// Everything about a registry that is set, not stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the registry is called.
    pub name: String,
    /// Address and port to listen on; port 0 takes a free one.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// The URL under which everyone reaches this registry. May be left out in development only, where it
    /// is the address listened on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Where the database, the log's tiles and generated secrets lie.
    pub data: PathBuf,
    /// `postgres://…`, or a SQLite file; `registry.db` in the data directory when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The file with the master key (64 hexadecimal digits) that seals signing keys; `master.key` in the
    /// data directory when absent. Made when it does not exist, in development only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_key_file: Option<PathBuf>,
    /// The file with the token of the administration API; `admin.token` in the data directory when absent.
    /// Made when it does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_token_file: Option<PathBuf>,
    /// Plain http on loopback, private addresses of peers and generated master keys are accepted.
    #[serde(default)]
    pub development: bool,
    /// What its keys sign with: `EdDSA` or `ES256`. A change takes effect with the next new key.
    #[serde(default)]
    pub signature_algorithm: SignatureAlgorithm,
    /// Certificate and key, when the registry terminates TLS itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsConfig>,
    /// Networks of reverse proxies whose forwarding headers are believed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxies: Vec<Network>,
    /// Private networks that members' metadata may be fetched from in spite of the guard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_networks: Vec<Network>,
    /// Limits and intervals.
    #[serde(default)]
    pub limits: Limits,
}

/// Limits and intervals with their reasons.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Seconds after which the trust list is signed anew: how soon a suspension is in force everywhere.
    pub sign_every_seconds: u32,
    /// Seconds a signed trust list is valid: how long connectors go on when the registry is down.
    pub valid_seconds: u32,
    /// Days after which the signing key is replaced.
    pub key_days: u32,
    /// Seconds a replaced signing key stays published and signs the list along: longer than any connector goes
    /// without a fresh list, so that each has learnt the new key. A new one is published as long before it signs,
    /// 300 at the most.
    pub key_overlap_seconds: u32,
    /// Seconds after which what members share, and what the sources say of themselves, is read again: how soon a new
    /// source is found.
    pub harvest_every_seconds: u32,
    /// Seconds that a source is found which cannot be read any more: longer than a night's work on its server takes.
    pub source_away_seconds: u32,
    /// Connections open at the same time.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_every_seconds: 60,
            valid_seconds: 600,
            key_days: 365,
            key_overlap_seconds: 86_400,
            harvest_every_seconds: 300,
            source_away_seconds: 86_400,
            connections: 10_000,
        }
    }
}

impl Config {
    /// A development registry that listens on a free loopback port, for tests and the demo.
    pub fn development(name: &str, data: impl Into<PathBuf>) -> Self {
        Self {
            name: name.to_owned(),
            listen: "127.0.0.1:0".to_owned(),
            base_url: None,
            data: data.into(),
            database: None,
            master_key_file: None,
            admin_token_file: None,
            development: true,
            signature_algorithm: SignatureAlgorithm::default(),
            tls: None,
            trusted_proxies: Vec::new(),
            allowed_networks: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Refuses what cannot work or is not allowed in production, with the key that is wrong.
    pub fn check(&self) -> Result<()> {
        let refuse = |text: String| Err(Error::Config(text));
        if self.name.trim().is_empty() {
            return refuse("`registry.name` is empty".into());
        }
        if self.limits.sign_every_seconds == 0
            || self.limits.key_days == 0
            || self.limits.key_overlap_seconds == 0
            || self.limits.harvest_every_seconds == 0
            || self.limits.source_away_seconds == 0
            || self.limits.connections == 0
        {
            return refuse(
                "`registry.limits`: intervals and `connections` must be at least 1".into(),
            );
        }
        if self.limits.valid_seconds <= self.limits.sign_every_seconds {
            return refuse(format!(
                "`registry.limits.valid_seconds` is {}; it must be longer than `sign_every_seconds`, which is {}",
                self.limits.valid_seconds, self.limits.sign_every_seconds
            ));
        }
        if !self.development && self.limits.key_overlap_seconds <= self.limits.valid_seconds {
            return refuse(format!(
                "`registry.limits.key_overlap_seconds` is {}; outside development it must be longer than \
                 `valid_seconds`, which is {}",
                self.limits.key_overlap_seconds, self.limits.valid_seconds
            ));
        }
        match &self.base_url {
            None if self.development => Ok(()),
            None => {
                refuse("`registry.base_url` is missing; only development can do without".into())
            }
            Some(url) => match BaseUrl::parse(url, self.transport()) {
                Ok(_) => Ok(()),
                Err(error) => refuse(format!("`registry.base_url`: {error}")),
            },
        }
    }

    /// Which addresses may be used: plain http on loopback in development only.
    pub(crate) fn transport(&self) -> Transport {
        if self.development {
            Transport::Development
        } else {
            Transport::Https
        }
    }

    /// How its pages look.
    pub(crate) fn brand(&self) -> Brand {
        Brand {
            city: "Fiducia".into(),
            name: self.name.clone(),
            ..Brand::default()
        }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| self.data.join("registry.db").display().to_string())
    }

    /// Where the master key is.
    pub fn master_key_path(&self) -> PathBuf {
        self.master_key_file
            .clone()
            .unwrap_or_else(|| self.data.join("master.key"))
    }

    /// Where the administration token is.
    pub fn admin_token_path(&self) -> PathBuf {
        self.admin_token_file
            .clone()
            .unwrap_or_else(|| self.data.join("admin.token"))
    }

    /// Where the log's tiles are.
    pub fn log_path(&self) -> PathBuf {
        self.data.join("log")
    }

    pub(crate) fn server(&self) -> ServerConfig {
        ServerConfig {
            listen: self.listen.clone(),
            tls: self.tls.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            max_connections: self.limits.connections,
            ..ServerConfig::default()
        }
    }

    /// Makes relative paths start at `folder`.
    #[must_use]
    pub fn relative_to(mut self, folder: &Path) -> Self {
        self.data = folder.join(&self.data);
        for path in [&mut self.master_key_file, &mut self.admin_token_file]
            .into_iter()
            .flatten()
        {
            *path = folder.join(&*path);
        }
        if let Some(tls) = &mut self.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
        }
        if let Some(url) = &mut self.database {
            let is_plain_path = !url.contains(':');
            if is_plain_path {
                *url = folder.join(&*url).display().to_string();
            }
        }
        self
    }
}

fn default_listen() -> String {
    "127.0.0.1:8080".to_owned()
}
