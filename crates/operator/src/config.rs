//! The `[operator]` section of the configuration.
use std::path::{Path, PathBuf};

use protocol::ids::{OperatorUuid, TrustGroupUuid};
use protocol::jose::{Jwks, KeySet};
use protocol::url::{BaseUrl, Transport};
use serde::{Deserialize, Serialize};
use web::email::EmailConfig;
use web::fetch::FetchConfig;
use web::keys::{Overlap, SignatureAlgorithm};
use web::network::Network;
use web::page::Brand;
use web::server::{ServerConfig, TlsConfig};

use crate::notifications::push::WebPushConfig;
use crate::public::provider::Provider;
use crate::{Error, Result};

/// The name of the section that says how e-mails are sent.
pub(crate) const EMAIL_SECTION: &str = "operator.email";

/// The longest life of a request ticket, in seconds (protocol.md: at most five minutes).
pub const LONGEST_TICKET_SECONDS: u32 = 300;

/// Everything about an operator that is set, not stored. Relative paths are resolved against the working
/// directory; the binary makes them absolute against the configuration file before.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the operator is called (MIM4 §5.7 `name`).
    pub name: String,
    /// Who makes or runs the software (MIM4 §5.7 `vendor`).
    #[serde(default = "default_vendor")]
    pub vendor: String,
    /// The operator's version 4 UUID. Made at the first start and kept in the database when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<OperatorUuid>,
    /// Address and port to listen on; port 0 takes a free one.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// The URL under which everyone reaches this operator. May be left out in development only, where it
    /// is the address listened on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Where the database, the log's tiles and generated secrets lie.
    pub data: PathBuf,
    /// `postgres://…`, or a SQLite file; `operator.db` in the data directory when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The file with the master key (64 hexadecimal digits) that seals personal fields; `master.key` in
    /// the data directory when absent. Made when it does not exist, in development only.
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
    /// The trust groups this operator is a member of.
    #[serde(default, rename = "trust_group", skip_serializing_if = "Vec::is_empty")]
    pub trust_groups: Vec<TrustGroup>,
    /// Certificate and key, when the operator terminates TLS itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsConfig>,
    /// Networks of reverse proxies whose forwarding headers are believed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxies: Vec<Network>,
    /// Seconds a request ticket is good for, 300 at the most.
    #[serde(default = "default_ticket_seconds")]
    pub ticket_seconds: u32,
    /// OpenID providers that people may log in with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oidc: Vec<OidcProvider>,
    /// What may be fetched from peers, and how much.
    #[serde(default)]
    pub fetch: FetchConfig,
    /// How e-mails leave; without it, none do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<EmailConfig>>,
    /// Notifications on people's devices.
    #[serde(default)]
    pub web_push: Box<WebPushConfig>,
    /// Whether somebody at this operator has to approve what services publish about their intended uses.
    #[serde(default)]
    pub intended_uses: Approval,
    /// How the pages look.
    #[serde(default)]
    pub brand: Brand,
    /// Who runs the operator and how they are reached.
    #[serde(default)]
    pub provider: Box<Provider>,
    /// Limits that a busy operator may want to change.
    #[serde(default)]
    pub limits: Limits,
}

/// A trust group the operator is a member of (MIM4 §5.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustGroup {
    /// The group's UUID (MIM4 §5.1.3).
    pub uuid: TrustGroupUuid,
    /// The base URL of the group's registry; its trust list is at `trustlist-api/groups` below it.
    pub registry: String,
    /// A file with the registry's public keys, a JWK set: those that its lists are verified under until one announces
    /// others. Without it, those that the registry publishes at the first look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_file: Option<PathBuf>,
    /// Seconds for which connectors that know leases may reuse an answer. 0: every request is introspected.
    #[serde(default)]
    pub lease_seconds: u32,
}

impl TrustGroup {
    /// The keys that the group's registry is known by; none when no file with them is configured.
    ///
    /// # Errors
    /// [`Error::Config`] when the file cannot be read, or none of its keys can be used.
    pub fn configured_keys(&self) -> Result<Jwks> {
        let Some(path) = &self.keys_file else {
            return Ok(Jwks::default());
        };
        let cannot = |error: String| {
            Error::Config(format!(
                "cannot read the keys in `{}`: {error}",
                path.display()
            ))
        };
        let text = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
        let keys = protocol::trust_list::read_keys(&text).map_err(cannot)?;
        if KeySet::new(&keys).is_empty() {
            return Err(cannot("none can be used".to_owned()));
        }
        Ok(keys)
    }
}

/// An OpenID provider that people may log in with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    /// Its name in URLs of this operator: lower-case letters, digits and `-`.
    pub id: String,
    /// What the login page calls it.
    pub title: String,
    /// Its issuer URL; its metadata is at `.well-known/openid-configuration` below it.
    pub issuer: String,
    /// This operator's client id there.
    pub client_id: String,
    /// The file with this operator's client secret there; none for a public client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret_file: Option<PathBuf>,
    /// Scopes to ask for besides `openid`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
    /// Whether someone who logs in for the first time gets an account.
    #[serde(default = "yes")]
    pub creates_accounts: bool,
    /// Claims that become verified identifiers of the person, by identifier type, such as
    /// `{ ssn = "national_id" }`.
    #[serde(default)]
    pub identifiers: std::collections::BTreeMap<String, String>,
    /// How surely the provider knows people (eIDAS art. 8(2)): `low`, `substantial`, `high`.
    #[serde(default)]
    pub assurance: permission::Assurance,
    /// The issuing country of those identifiers (ISO 3166-1 alpha-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// What becomes of an intended use that its service has described anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Whoever runs the operator reads and approves it first.
    #[default]
    NeedApproval,
    /// It becomes a version at once.
    PublishedAtOnce,
}

/// Limits with their reasons.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Hours a session lasts: a working day, so that a shared computer is not open for weeks.
    pub session_hours: u32,
    /// Days a permission request waits for its person.
    pub request_days: u32,
    /// Attempts to log in that a client address, or a login, has per minute.
    pub logins_per_minute: u32,
    /// Passwords hashed at the same time: each takes 19 MiB for the time of a hash.
    pub password_hashes: usize,
    /// Lines in one batch of permission requests.
    pub batch_lines: u32,
    /// Seconds after which a connector's metadata, keys and datasets are fetched again.
    pub source_refresh_seconds: u32,
    /// Seconds after which a connector that has given no usable description is not found any more: a day, in which
    /// whoever runs it mends it.
    pub source_away_seconds: u32,
    /// Seconds between sweeps that record expiries and forget what is over.
    pub sweep_seconds: u32,
    /// Milliseconds a withdrawal waits for connectors with live leases before it names a latest instant.
    pub lease_wait_ms: u64,
    /// Days after which a signing key is replaced.
    pub key_days: u32,
    /// Seconds a replaced signing key stays published: longer than anything it signed is good for. A new one is
    /// published as long before it signs, 300 at the most.
    pub key_overlap_seconds: u32,
    /// Days for which a service's webhook is tried that takes nothing: a long weekend.
    pub webhook_days: u32,
    /// Days for which is kept what became of an event for a webhook.
    pub webhook_history_days: u32,
    /// Connections open at the same time.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            session_hours: 12,
            request_days: 30,
            logins_per_minute: 10,
            password_hashes: 4,
            batch_lines: 100_000,
            source_refresh_seconds: 300,
            source_away_seconds: 86_400,
            sweep_seconds: 30,
            lease_wait_ms: 2_000,
            key_days: 90,
            key_overlap_seconds: Overlap::USUAL_SECONDS,
            webhook_days: 4,
            webhook_history_days: 30,
            connections: 10_000,
        }
    }
}

impl Config {
    /// A development operator that listens on a free loopback port, for tests and the demo.
    pub fn development(name: &str, data: impl Into<PathBuf>) -> Self {
        Self {
            name: name.to_owned(),
            vendor: default_vendor(),
            uuid: None,
            listen: "127.0.0.1:0".to_owned(),
            base_url: None,
            data: data.into(),
            database: None,
            master_key_file: None,
            admin_token_file: None,
            development: true,
            signature_algorithm: SignatureAlgorithm::default(),
            trust_groups: Vec::new(),
            tls: None,
            trusted_proxies: Vec::new(),
            ticket_seconds: default_ticket_seconds(),
            oidc: Vec::new(),
            fetch: FetchConfig::default(),
            email: None,
            web_push: Box::default(),
            intended_uses: Approval::default(),
            brand: Brand::default(),
            provider: Box::default(),
            limits: Limits::default(),
        }
    }

    /// Refuses what cannot work or is not allowed in production, with the key that is wrong.
    pub fn check(&self) -> Result<()> {
        let refuse = |text: String| Err(Error::Config(text));
        if self.name.trim().is_empty() {
            return refuse("`operator.name` is empty".into());
        }
        if !(1..=LONGEST_TICKET_SECONDS).contains(&self.ticket_seconds) {
            return refuse(format!(
                "`operator.ticket_seconds` is {}; it must be from 1 to {LONGEST_TICKET_SECONDS}",
                self.ticket_seconds
            ));
        }
        for (name, value) in [
            ("session_hours", self.limits.session_hours),
            ("request_days", self.limits.request_days),
            ("logins_per_minute", self.limits.logins_per_minute),
            ("batch_lines", self.limits.batch_lines),
            ("source_refresh_seconds", self.limits.source_refresh_seconds),
            ("source_away_seconds", self.limits.source_away_seconds),
            ("sweep_seconds", self.limits.sweep_seconds),
            ("key_days", self.limits.key_days),
            ("key_overlap_seconds", self.limits.key_overlap_seconds),
            ("webhook_days", self.limits.webhook_days),
            ("webhook_history_days", self.limits.webhook_history_days),
        ] {
            if value == 0 {
                return refuse(format!("`operator.limits.{name}` must be at least 1"));
            }
        }
        if self.limits.password_hashes == 0 || self.limits.connections == 0 {
            return refuse(
                "`operator.limits.password_hashes` and `connections` must be at least 1".into(),
            );
        }
        for provider in &self.oidc {
            let fits = !provider.id.is_empty()
                && provider
                    .id
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !fits {
                return refuse(format!(
                    "`operator.oidc.id` `{}` is not made of lower-case letters, digits and `-`",
                    provider.id
                ));
            }
        }
        if let Some(email) = &self.email {
            email.check(EMAIL_SECTION, self.development)?;
        }
        self.web_push.check()?;
        self.brand.check()?;
        self.provider.check()?;
        if !self.development && self.limits.key_overlap_seconds < Overlap::SHORTEST_SECONDS {
            return refuse(format!(
                "`operator.limits.key_overlap_seconds` is {}; outside development it must be at least {}",
                self.limits.key_overlap_seconds,
                Overlap::SHORTEST_SECONDS
            ));
        }
        let transport = if self.development {
            Transport::Development
        } else {
            Transport::Https
        };
        match &self.base_url {
            None if self.development => Ok(()),
            None => {
                refuse("`operator.base_url` is missing; only development can do without".into())
            }
            Some(url) => match BaseUrl::parse(url, transport) {
                Ok(_) => Ok(()),
                Err(error) => refuse(format!("`operator.base_url`: {error}")),
            },
        }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        match &self.database {
            Some(url) => url.clone(),
            None => self.data.join("operator.db").display().to_string(),
        }
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

    /// The server's part.
    pub(crate) fn server(&self) -> ServerConfig {
        ServerConfig {
            listen: self.listen.clone(),
            tls: self.tls.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            max_connections: self.limits.connections,
            ..ServerConfig::default()
        }
    }

    /// What may be fetched: in development from loopback too.
    pub(crate) fn fetching(&self) -> FetchConfig {
        FetchConfig {
            development: self.development,
            ..self.fetch.clone()
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
        let secrets = self
            .oidc
            .iter_mut()
            .filter_map(|provider| provider.client_secret_file.as_mut());
        let keys = self
            .trust_groups
            .iter_mut()
            .filter_map(|group| group.keys_file.as_mut());
        let email = self
            .email
            .iter_mut()
            .flat_map(|email| [&mut email.password_file, &mut email.folder])
            .flatten();
        for path in secrets.chain(keys).chain(email) {
            *path = folder.join(&*path);
        }
        self.brand.relative_to(folder);
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

fn default_vendor() -> String {
    "Fiducia".to_owned()
}

fn default_listen() -> String {
    "127.0.0.1:8080".to_owned()
}

fn default_ticket_seconds() -> u32 {
    LONGEST_TICKET_SECONDS
}

fn default_scopes() -> Vec<String> {
    vec!["email".to_owned(), "profile".to_owned()]
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_configuration_has_sensible_defaults() {
        let config: Config =
            toml::from_str("name = \"Helsinki\"\ndata = \"/srv/op\"\ndevelopment = true").unwrap();
        config.check().unwrap();
        assert_eq!(config.database_url(), "/srv/op/operator.db");
        assert_eq!(config.ticket_seconds, 300);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_name() {
        let error =
            toml::from_str::<Config>("name = \"x\"\ndata = \"y\"\nlistne = \"z\"").unwrap_err();
        assert!(error.to_string().contains("listne"), "{error}");
    }

    #[test]
    fn production_refuses_plain_http_and_a_missing_base_url() {
        let mut config = Config::development("x", "y");
        config.development = false;
        assert!(config.check().unwrap_err().to_string().contains("base_url"));
        config.base_url = Some("http://op.example".into());
        assert!(config.check().unwrap_err().to_string().contains("https"));
        config.base_url = Some("https://op.example".into());
        config.check().unwrap();
        config.ticket_seconds = 301;
        assert!(
            config
                .check()
                .unwrap_err()
                .to_string()
                .contains("ticket_seconds")
        );
    }
}
