//! The guard without the client: for a party that keeps connections of its own on a hot path.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::{FetchError, GuardedClient};
use crate::Error;

/// Whom to connect to.
#[derive(Clone, Debug)]
pub struct Peer<'a> {
    /// What is spoken there, as URLs say it.
    pub scheme: &'a str,
    /// Its host.
    pub host: Host<&'a str>,
    /// Its port.
    pub port: u16,
    /// Whether with TLS.
    pub is_encrypted: bool,
}

/// A connection, with TLS or without.
pub trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

impl GuardedClient {
    /// The addresses that a URL may be connected to, under the same rules as every fetch.
    ///
    /// # Errors
    /// As for a fetch: the scheme, the host, or one of its addresses is refused.
    pub async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchError> {
        self.policy.check_url(url)?;
        let host = url.host().ok_or_else(|| FetchError::InvalidUrl {
            reason: "it has no host".into(),
        })?;
        self.resolved(&host, url.port_or_known_default().unwrap_or(443))
            .await
    }

    async fn resolved(&self, host: &Host<&str>, port: u16) -> Result<Vec<SocketAddr>, FetchError> {
        let found = match host {
            Host::Ipv4(address) => vec![IpAddr::V4(*address)],
            Host::Ipv6(address) => vec![IpAddr::V6(*address)],
            Host::Domain(name) => {
                let name = name.to_ascii_lowercase();
                let found = self.resolver.resolve(&name).await.unwrap_or_default();
                self.policy.check_addresses(&name, found)?
            }
        };
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address, port))
            .collect())
    }

    /// Connects for a protocol other than HTTP, under the same rules as every fetch. Whoever calls sets a limit to the
    /// time.
    ///
    /// # Errors
    /// The scheme, the host, or one of its addresses is refused; there is no connection, or no TLS on it.
    pub async fn connect(&self, peer: &Peer<'_>) -> Result<Box<dyn Connection>, FetchError> {
        self.policy
            .check_host(&peer.host, peer.scheme, peer.is_encrypted)?;
        let failed = |error: std::io::Error| FetchError::Connect {
            reason: error.to_string(),
        };
        let addresses = self.resolved(&peer.host, peer.port).await?;
        let stream = TcpStream::connect(&addresses[..]).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        if !peer.is_encrypted {
            return Ok(Box::new(stream));
        }
        let name = match peer.host {
            Host::Ipv4(address) => ServerName::IpAddress(IpAddr::V4(address).into()),
            Host::Ipv6(address) => ServerName::IpAddress(IpAddr::V6(address).into()),
            Host::Domain(name) => {
                ServerName::try_from(name.to_owned()).map_err(|error| FetchError::InvalidUrl {
                    reason: error.to_string(),
                })?
            }
        };
        let connector = TlsConnector::from(self.tls());
        let stream = connector.connect(name, stream).await.map_err(failed)?;
        Ok(Box::new(stream))
    }

    /// TLS towards peers: the system's certification authorities and those configured besides. Offers no ALPN.
    pub fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.tls)
    }
}

pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let pem = std::fs::read(path).map_err(|source| Error::File {
        path: path.into(),
        source,
    })?;
    CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Certificate {
            path: path.into(),
            reason: error.to_string(),
        })
}

pub(super) fn client_config(
    roots: Vec<CertificateDer<'static>>,
) -> Result<Arc<ClientConfig>, Error> {
    let failed = |error: rustls::Error| Error::Client(error.to_string());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider)).map_err(failed)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}
