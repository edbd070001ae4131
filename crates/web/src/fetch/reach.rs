//! The guard without the client: for a party that keeps connections of its own on a hot path.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;
use url::{Host, Url};

use super::{FetchError, GuardedClient};
use crate::Error;

impl GuardedClient {
    /// The addresses that a URL may be connected to, under the same rules as every fetch.
    ///
    /// # Errors
    /// As for a fetch: the scheme, the host, or one of its addresses is refused.
    pub async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchError> {
        self.policy.check_url(url)?;
        let port = url.port_or_known_default().unwrap_or(443);
        let found = match url.host() {
            Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
            Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
            Some(Host::Domain(name)) => {
                let name = name.to_ascii_lowercase();
                let found = self.resolver.resolve(&name).await.unwrap_or_default();
                self.policy.check_addresses(&name, found)?
            }
            None => {
                return Err(FetchError::InvalidUrl {
                    reason: "it has no host".into(),
                });
            }
        };
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address, port))
            .collect())
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
