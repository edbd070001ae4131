//! `[connector.open]`: the embedded store for the organisation's own back office.

use std::net::ToSocketAddrs as _;
use std::path::Path;

use broker::Credentials;
use serde::{Deserialize, Serialize};
use url::Url;
use web::fetch::FetchConfig;
use web::network::Network;

use super::rest::{AuthConfig, RestConfig};
use super::{NgsiLdConfig, PushDown, Secret, UpstreamConfig};
use crate::{Error, Result};

/// Entities of one page of the store's own answers: as many as it gives at once.
const PAGE: u32 = 1_000;

/// `[connector.open]`: the store as a plain NGSI-LD broker on a listener of its own, without tickets. Routes with
/// `entities` release what lies in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenConfig {
    /// Address and port to listen on; other than loopback only with `tokens`.
    pub listen: String,
    /// Bearer tokens of who may use it; on loopback it is open to everybody when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<Secret>,
    /// Private networks that contexts, notifications and context sources may lie in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_networks: Vec<Network>,
    /// Whether changes of entities are remembered, for queries of what was.
    pub history: bool,
    /// The context by which the connector reads names there (ETSI GS CIM 009 §6.3.5): that of the dataset's attributes. The
    /// core context alone when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Url>,
}

impl Default for OpenConfig {
    fn default() -> Self {
        let usual = broker::OpenConfig::default();
        Self {
            listen: "127.0.0.1:1026".into(),
            tokens: Vec::new(),
            allowed_networks: usual.allowed_networks,
            history: usual.history,
            context: None,
        }
    }
}

impl OpenConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        for token in &mut self.tokens {
            token.relative_to(folder);
        }
    }

    /// As the broker has it, over this store.
    ///
    /// # Errors
    /// [`Error::Config`]: a token cannot be read.
    pub(crate) fn broker(&self, store: &UpstreamConfig) -> Result<broker::OpenConfig> {
        let usual = broker::OpenConfig::default();
        let tokens = self.tokens.iter().map(Secret::read);
        let credentials = tokens.map(|token| Ok(Credentials::Bearer(token?.to_string())));
        Ok(broker::OpenConfig {
            listen: self.listen.clone(),
            credentials: credentials.collect::<Result<_>>()?,
            allowed_networks: self.allowed_networks.clone(),
            history: self.history,
            history_days: store
                .store()
                .map_or(usual.history_days, |store| store.history_days),
            ..usual
        })
    }

    /// To whom it is open, for whoever checks the configuration.
    ///
    /// # Errors
    /// Why it cannot be.
    pub(crate) fn said(&self) -> std::result::Result<String, String> {
        let listen = &self.listen;
        let tokens = self.tokens.iter().map(Secret::read);
        let tokens = tokens.collect::<Result<Vec<_>>>();
        let tokens = tokens.map_err(|error| error.to_string())?.len();
        match (tokens, self.is_loopback()) {
            (0, false) => Err(format!(
                "`connector.open`: `{listen}` is not loopback, so it needs `tokens`"
            )),
            (0, true) => Ok(format!(
                "the store is open at `{listen}` to everybody on this machine"
            )),
            (_, _) => Ok(format!(
                "the store is open at `{listen}` to who shows one of {tokens} tokens"
            )),
        }
    }

    fn is_loopback(&self) -> bool {
        let mut addresses = self.listen.to_socket_addrs().into_iter().flatten();
        addresses.all(|address| address.ip().to_canonical().is_loopback())
    }

    /// As the broker has it that is asked within the process alone.
    pub(crate) fn reading(&self) -> broker::Config {
        broker::Config {
            history: self.history,
            fetch: FetchConfig {
                allow_networks: self.allowed_networks.clone(),
                ..FetchConfig::default()
            },
            ..broker::Config::default()
        }
    }

    /// How the connector itself asks it: as any other broker, within the process.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn upstream(context: Option<Url>, store: &UpstreamConfig) -> Result<NgsiLdConfig> {
        let most_entities = store.store().map_or(0, |store| store.most_entities);
        let here = Url::parse("http://store.localhost/");
        let here = here.map_err(|error| Error::Config(error.to_string()))?;
        Ok(NgsiLdConfig {
            broker: RestConfig::at(here, AuthConfig::None),
            tenant: None,
            context,
            push_down: PushDown::Attrs,
            page: PAGE,
            most_pages: most_entities / PAGE + 1,
        })
    }
}
