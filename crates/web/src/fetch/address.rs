//! Which addresses may be connected to.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use url::{Host, Url};

use super::{FetchConfig, FetchError, has_credentials};
use crate::network::{Network, is_public};

/// Where addresses of names come from.
pub trait Resolver: Send + Sync + 'static {
    /// All addresses of a name.
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// What the configuration allows besides the public internet.
pub(super) struct Policy {
    development: bool,
    networks: Vec<Network>,
    hosts: Vec<String>,
}

impl Policy {
    pub(super) fn new(config: &FetchConfig) -> Self {
        let hosts = config
            .allow_hosts
            .iter()
            .map(|host| host.to_ascii_lowercase())
            .collect();
        Self {
            development: config.development,
            networks: config.allow_networks.clone(),
            hosts,
        }
    }

    /// Checks everything that can be checked before the name is resolved. The `url` crate has already turned every
    /// spelling of an IPv4 address (decimal, octal, hexadecimal, short) into the address.
    pub(super) fn check_url(&self, url: &Url) -> Result<(), FetchError> {
        if has_credentials(url) {
            return Err(FetchError::InvalidUrl {
                reason: "it carries credentials".into(),
            });
        }
        let host = url.host().ok_or_else(|| FetchError::InvalidUrl {
            reason: "it has no host".into(),
        })?;
        match url.scheme() {
            "https" => self.check_host(&host, "https", true),
            "http" => self.check_host(&host, "http", false),
            scheme => Err(FetchError::SchemeRefused {
                scheme: scheme.into(),
            }),
        }
    }

    /// The same of a host, whatever is spoken with it: without TLS only with this machine, in development.
    pub(super) fn check_host(
        &self,
        host: &Host<&str>,
        scheme: &str,
        is_encrypted: bool,
    ) -> Result<(), FetchError> {
        let is_private = is_encrypted || self.development && is_local(host);
        if !is_private {
            return Err(FetchError::SchemeRefused {
                scheme: scheme.into(),
            });
        }
        let address = match host {
            Host::Domain(_) => return Ok(()),
            Host::Ipv4(address) => IpAddr::V4(*address),
            Host::Ipv6(address) => IpAddr::V6(*address),
        };
        let name = host.to_string();
        if self.allows(&name, address) {
            Ok(())
        } else {
            Err(FetchError::AddressRefused {
                host: name,
                address,
            })
        }
    }

    /// Passes on the addresses of a name if every one may be connected to. One bad address among good ones is reason
    /// enough to refuse: an honest name has none.
    pub(super) fn check_addresses(
        &self,
        host: &str,
        found: Vec<IpAddr>,
    ) -> Result<Vec<IpAddr>, Refused> {
        let refused = found
            .iter()
            .copied()
            .find(|address| !self.allows(host, *address));
        if refused.is_some() || found.is_empty() {
            return Err(Refused {
                host: host.to_owned(),
                address: refused,
            });
        }
        Ok(found)
    }

    fn allows(&self, host: &str, address: IpAddr) -> bool {
        is_public(address)
            || self
                .networks
                .iter()
                .any(|network| network.contains(address))
            || self.hosts.iter().any(|allowed| allowed == host)
            || (self.development && address.to_canonical().is_loopback())
    }
}

fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// A name that has no address, or one that is refused.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) host: String,
    pub(super) address: Option<IpAddr>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(address) => write!(
                f,
                "`{}` has the address `{address}`, which is not public",
                self.host
            ),
            None => write!(f, "`{}` cannot be resolved", self.host),
        }
    }
}

impl std::error::Error for Refused {}

/// Resolves names for the HTTP client and hands it only addresses that were checked: it connects to nothing else.
pub(super) struct CheckedResolver {
    pub(super) inner: Arc<dyn Resolver>,
    pub(super) policy: Arc<Policy>,
}

impl reqwest::dns::Resolve for CheckedResolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let host = name.as_str().to_ascii_lowercase();
        let policy = Arc::clone(&self.policy);
        let found = self.inner.resolve(&host);
        Box::pin(async move {
            let addresses = policy.check_addresses(&host, found.await.unwrap_or_default())?;
            let addresses = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as reqwest::dns::Addrs)
        })
    }
}
