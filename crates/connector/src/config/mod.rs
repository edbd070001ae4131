//! The `[connector]` section of the configuration.

mod broker;
mod bucket;
mod contact;
mod dataset;
mod files;
mod gateways;
mod gdpr_api;
mod limits;
mod links;
mod mapping;
mod ngsi_ld;
mod open;
mod place;
mod rest;
mod route;
mod secret;
mod solid;
mod sql;
mod trust;
mod upstream;

use std::path::{Path, PathBuf};

use protocol::ids::ConnectorUuid;
use protocol::metadata::Contact;
use serde::{Deserialize, Serialize};
use web::email::EmailConfig;
use web::keys::{Overlap, SignatureAlgorithm};
use web::network::Network;
use web::page::Brand;
use web::server::{ServerConfig, TlsConfig};

pub use self::broker::BrokerConfig;
pub use self::bucket::{BucketConfig, BucketStyle};
pub use self::dataset::DatasetConfig;
pub use self::files::{FileConfig, FileFormat, FilesConfig};
pub use self::gateways::{GatewayDataset, GatewaysConfig};
pub use self::gdpr_api::GdprApiConfig;
pub use self::limits::Limits;
pub use self::links::{
    AttributeWay, CodeWay, DeskWay, FieldKind, FormField, FormWay, LinksConfig, LookupConfig,
    OpenIdWay, SmsConfig,
};
pub use self::mapping::{
    EachConfig, FieldConfig, MappingConfig, ModelConfig, PropertyKind, UnitConfig, ValueKind,
};
pub use self::ngsi_ld::{EntitiesConfig, NgsiLdConfig, PushDown};
pub use self::open::OpenConfig;
pub use self::place::PlaceConfig;
pub use self::rest::{
    AnswerFormat, AuthConfig, ChangeConfig, ChangeRequestConfig, CsvConfig, FieldsConfig,
    PagingConfig, RequestConfig, RestConfig, SourceTlsConfig, TreeConfig,
};
pub use self::route::{RouteConfig, Shape};
pub use self::secret::Secret;
pub use self::solid::{PropertyPath, ResourceConfig, SolidAuthConfig, SolidConfig};
pub use self::sql::{
    ChildConfig, PostgresConfig, QueryConfig, SqlLimits, SqliteConfig, StatementsConfig,
};
pub use self::trust::{ClientSecretConfig, Covered, CoveredWord, OperatorConfig, TrustGroupConfig};
pub use self::upstream::{StoreConfig, UpstreamConfig, UpstreamLimits};
use crate::{Error, Result};

/// The name of the section that says how e-mails are sent.
pub(crate) const EMAIL_SECTION: &str = "connector.email";

/// Everything about a connector that is set, not stored. Relative paths are resolved against the working directory;
/// see [`Config::relative_to`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the connector is called (MIM4 §5.8 `name`).
    pub name: String,
    /// What it is for, for people (MIM4 §5.8 `description`).
    #[serde(default)]
    pub description: String,
    /// How its pages look; called by the connector's name unless it has another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Box<Brand>>,
    /// How people reach whoever answers for the data: published with the metadata, and what people write to when they
    /// use their rights.
    #[serde(
        default,
        deserialize_with = "contact::read",
        skip_serializing_if = "Option::is_none"
    )]
    pub contact: Option<Box<Contact>>,
    /// Where the data is from: people and services find sources by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceConfig>,
    /// The connector's version 4 UUID. Made at the first start and kept in the database when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<ConnectorUuid>,
    /// Address and port to listen on; port 0 takes a free one.
    #[serde(default = "default_listen")]
    pub listen: String,
    /// The URL under which everyone reaches this connector, and what a ticket's `aud` is compared with. May be left
    /// out in development only, where it is the address listened on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Where the database, the log's tiles and generated secrets lie.
    pub data: PathBuf,
    /// `postgres://…`, or a SQLite file; `connector.db` in the data directory when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The file with the master key (64 hexadecimal digits) that seals keys and personal fields; `master.key` in the
    /// data directory when absent. Made when it does not exist, in development only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_key_file: Option<PathBuf>,
    /// The file with the token of the organisation's own API; `admin.token` in the data directory when absent. Made
    /// when it does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_token_file: Option<PathBuf>,
    /// Plain http on loopback, private addresses of peers and generated master keys are accepted.
    #[serde(default)]
    pub development: bool,
    /// What its keys sign with: `EdDSA` or `ES256`. A change takes effect with the next new key.
    #[serde(default)]
    pub signature_algorithm: SignatureAlgorithm,
    /// Threads that release data, each with its own event loop and connections. One per processor when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workers: Option<usize>,
    /// Whether an operator's answer is used again for as long as the operator grants (a lease). Only for a connector
    /// that is one process, for a withdrawal is told to one address.
    #[serde(default)]
    pub leases: bool,
    /// Whether other processes share this connector's address and database. Proofs of possession are then remembered in
    /// the database too.
    #[serde(default)]
    pub several_processes: bool,
    /// Certificate and key, when the connector terminates TLS itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsConfig>,
    /// Networks of reverse proxies whose forwarding headers are believed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_proxies: Vec<Network>,
    /// Private networks that operators and registries may be fetched from in spite of the guard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_networks: Vec<Network>,
    /// The trust groups whose operators may ask.
    #[serde(default, rename = "trust_group", skip_serializing_if = "Vec::is_empty")]
    pub trust_groups: Vec<TrustGroupConfig>,
    /// Operators with a contract of their own, and settings for single operators.
    #[serde(default, rename = "operator", skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<OperatorConfig>,
    /// Where the data is; the embedded store when absent.
    #[serde(default)]
    pub upstream: UpstreamConfig,
    /// The embedded store for the organisation's own back office, without tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Box<OpenConfig>>,
    /// How much is asked of it at once, and when it is left alone; the same for every kind.
    #[serde(default)]
    pub upstream_limits: UpstreamLimits,
    /// Gateway files of the 2021 reference connector, which are run beside the routes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateways: Option<GatewaysConfig>,
    /// How people and this source come to know each other; identifiers of any origin count when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Box<LinksConfig>>,
    /// People's own data by the City of Helsinki's GDPR API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gdpr_api: Option<Box<GdprApiConfig>>,
    /// How e-mails are sent: codes for people who link themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<EmailConfig>>,
    /// How short messages are sent: codes for people who link themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<SmsConfig>,
    /// Brokers at which the connector registers itself as a context source.
    #[serde(default, rename = "broker", skip_serializing_if = "Vec::is_empty")]
    pub brokers: Vec<BrokerConfig>,
    /// What is offered. The id is a short name; on the wire it is `urn:fiducia:dataset:<connector uuid>:<id>`.
    #[serde(default, rename = "dataset")]
    pub datasets: Vec<DatasetConfig>,
    /// Where it is asked for.
    #[serde(default, rename = "route")]
    pub routes: Vec<RouteConfig>,
    /// Limits that a busy source may want to change.
    #[serde(default)]
    pub limits: Limits,
}

impl Config {
    /// A development connector that listens on a free loopback port, for tests and the demo.
    pub fn development(name: &str, data: impl Into<PathBuf>, upstream: UpstreamConfig) -> Self {
        Self {
            name: name.to_owned(),
            description: String::new(),
            brand: None,
            contact: None,
            place: None,
            uuid: None,
            listen: "127.0.0.1:0".to_owned(),
            base_url: None,
            data: data.into(),
            database: None,
            master_key_file: None,
            admin_token_file: None,
            development: true,
            signature_algorithm: SignatureAlgorithm::default(),
            workers: Some(1),
            leases: false,
            several_processes: false,
            tls: None,
            trusted_proxies: Vec::new(),
            allowed_networks: Vec::new(),
            trust_groups: Vec::new(),
            operators: Vec::new(),
            upstream,
            open: None,
            upstream_limits: UpstreamLimits::default(),
            gateways: None,
            links: None,
            gdpr_api: None,
            email: None,
            sms: None,
            brokers: Vec::new(),
            datasets: Vec::new(),
            routes: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        match &self.database {
            Some(url) => url.clone(),
            None => self.data.join("connector.db").display().to_string(),
        }
    }

    /// Where the master key is.
    pub fn master_key_path(&self) -> PathBuf {
        self.master_key_file
            .clone()
            .unwrap_or_else(|| self.data.join("master.key"))
    }

    /// Where the token of the organisation's API is.
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

    /// How its pages look.
    pub(crate) fn brand(&self) -> Brand {
        match &self.brand {
            Some(brand) => (**brand).clone(),
            None => Brand {
                name: self.name.clone(),
                ..Brand::default()
            },
        }
    }

    pub(crate) fn workers(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.workers.unwrap_or_else(processors).max(1)
    }

    /// Makes relative paths start at `folder`.
    #[must_use]
    pub fn relative_to(mut self, folder: &Path) -> Self {
        self.data = folder.join(&self.data);
        let keys_files = self
            .trust_groups
            .iter_mut()
            .map(|group| &mut group.keys_file);
        for path in keys_files
            .chain([&mut self.master_key_file, &mut self.admin_token_file])
            .flatten()
        {
            *path = folder.join(&*path);
        }
        if let Some(brand) = &mut self.brand {
            brand.relative_to(folder);
        }
        if let Some(tls) = &mut self.tls {
            tls.certificate = folder.join(&tls.certificate);
            tls.key = folder.join(&tls.key);
        }
        for operator in &mut self.operators {
            if let Some(client) = &mut operator.client_secret {
                client.secret.relative_to(folder);
            }
        }
        if let Some(links) = &mut self.links {
            links.relative_to(folder);
        }
        if let Some(email) = &mut self.email {
            for path in [&mut email.password_file, &mut email.folder]
                .into_iter()
                .flatten()
            {
                *path = folder.join(&*path);
            }
        }
        if let Some(token) = self.sms.as_mut().and_then(|sms| sms.token.as_mut()) {
            token.relative_to(folder);
        }
        self.upstream.relative_to(folder);
        if let Some(open) = &mut self.open {
            open.relative_to(folder);
        }
        for broker in &mut self.brokers {
            broker.relative_to(folder);
        }
        let models = self.datasets.iter_mut();
        for model in models.filter_map(|dataset| dataset.model_schema.as_mut()) {
            model.relative_to(folder);
        }
        for mapping in self
            .routes
            .iter_mut()
            .filter_map(|route| route.mapping.as_mut())
        {
            mapping.relative_to(folder);
        }
        if let Some(gateways) = &mut self.gateways {
            gateways.relative_to(folder);
        }
        if let Some(url) = &mut self.database {
            let is_plain_path = !url.contains(':');
            if is_plain_path {
                *url = folder.join(&*url).display().to_string();
            }
        }
        self
    }

    /// Refuses what cannot work or is not allowed in production, naming the key that is wrong. What takes the
    /// datasets and routes together is checked when they are made ready.
    pub fn check(&self) -> Result<()> {
        let refuse = |text: String| Err(Error::Config(text));
        if self.name.trim().is_empty() {
            return refuse("`connector.name` is empty".into());
        }
        self.check_words()?;
        if self.leases && self.several_processes {
            return refuse(
                "`connector.leases` and `connector.several_processes` exclude each other: a withdrawal is told to one \
                 process only"
                    .into(),
            );
        }
        self.trust_groups
            .iter()
            .try_for_each(TrustGroupConfig::check)?;
        self.limits.check()?;
        self.upstream_limits.check()?;
        self.upstream.check()?;
        if self.open.is_some() && self.upstream.store().is_none() {
            return refuse(format!(
                "`connector.open` opens the embedded store; the upstream is `{}`",
                self.upstream.kind()
            ));
        }
        if let Some(email) = &self.email {
            email.check(EMAIL_SECTION, self.development)?;
        }
        if let Some(links) = &self.links {
            links.check(self.email.is_some(), self.sms.is_some())?;
        }
        if let Some(gdpr_api) = &self.gdpr_api {
            gdpr_api.check(&self.datasets, self.development)?;
        }
        if self.development {
            return Ok(());
        }
        if self.limits.key_overlap_seconds < Overlap::SHORTEST_SECONDS {
            return refuse(format!(
                "`connector.limits.key_overlap_seconds` is {}; outside development it must be at least {}",
                self.limits.key_overlap_seconds,
                Overlap::SHORTEST_SECONDS
            ));
        }
        match &self.base_url {
            None => {
                return refuse(
                    "`connector.base_url` is missing; only development can do without".into(),
                );
            }
            Some(url) if url.starts_with("http:") => {
                return refuse(format!(
                    "`connector.base_url` is `{url}`; outside development it must be https"
                ));
            }
            Some(_) => {}
        }
        let contracts = self
            .operators
            .iter()
            .filter_map(|operator| operator.operator_base_url.as_ref());
        let peers = self
            .trust_groups
            .iter()
            .map(|group| &group.registry)
            .chain(contracts);
        for peer in peers {
            if peer.as_str().starts_with("http:") {
                return refuse(format!(
                    "`{peer}` is plain http; outside development peers must be https"
                ));
            }
        }
        Ok(())
    }

    /// What is said of the source to people.
    fn check_words(&self) -> Result<()> {
        if let Some(contact) = &self.contact {
            contact::check(contact)?;
        }
        if let Some(place) = &self.place {
            place.check()?;
        }
        Ok(self.brand().check()?)
    }
}

fn default_listen() -> String {
    "127.0.0.1:8081".to_owned()
}
