//! `[[connector.broker]]`: NGSI-LD brokers that are told what the connector offers.

use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{AuthConfig, RestConfig, SourceTlsConfig};

/// A city's broker, at which the connector registers itself as a context source (ETSI GS CIM 009 §5.9): by the types of
/// its entities, never by person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokerConfig {
    /// Its base URL, below which `ngsi-ld/v1/` lies. May be a private address: it is the city's own.
    pub url: Url,
    /// The tenant to register in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// How the connector authenticates itself to it.
    #[serde(default)]
    pub auth: AuthConfig,
    /// How a secure connection to it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<SourceTlsConfig>,
    /// Seconds between two renewals. A registration ends by itself after three that fail.
    #[serde(default = "every_seconds")]
    pub every_seconds: u32,
}

/// A broker that was emptied knows the connector again within this time.
fn every_seconds() -> u32 {
    300
}

impl BrokerConfig {
    /// How it is reached: as a `rest` upstream is.
    pub(crate) fn http(&self) -> RestConfig {
        RestConfig {
            tls: self.tls.clone(),
            ..RestConfig::at(self.url.clone(), self.auth.clone())
        }
    }

    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.auth.relative_to(folder);
        if let Some(tls) = &mut self.tls {
            tls.relative_to(folder);
        }
    }
}
