//! Secure connections to the source: with a certificate of the connector's own, or authorities of the source's own.

use std::path::Path;
use std::sync::Arc;

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};

use crate::config::SourceTlsConfig;
use crate::{Error, Result};

/// `usual`, with what is configured for the source.
///
/// # Errors
/// [`Error::Config`]: a file cannot be read, or its key is not its certificate's.
pub(crate) fn tls(
    usual: &Arc<ClientConfig>,
    config: Option<&SourceTlsConfig>,
) -> Result<Arc<ClientConfig>> {
    let Some(config) = config else {
        return Ok(Arc::clone(usual));
    };
    let mut tls = ClientConfig::clone(usual);
    // A session that was begun under another identity is not taken up under this one.
    tls.resumption = Resumption::default();
    let provider = Arc::clone(tls.crypto_provider());
    if let Some(path) = &config.authorities {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(path)? {
            roots
                .add(certificate)
                .map_err(|error| wrong(path, &error))?;
        }
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let verifier = verifier.build().map_err(|error| wrong(path, &error))?;
        tls.dangerous().set_certificate_verifier(verifier);
    }
    match (&config.certificate, &config.key) {
        (None, None) => {}
        (Some(certificate), Some(key)) => {
            let chain = certificates(certificate)?;
            let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, &error))?;
            let certified = CertifiedKey::from_der(chain, secret, &provider);
            let certified = certified.map_err(|error| wrong(certificate, &error))?;
            tls.client_auth_cert_resolver = Arc::new(SingleCertAndKey::from(certified));
        }
        _ => {
            return Err(Error::Config(
                "`tls`: `certificate` and `key` come together".into(),
            ));
        }
    }
    Ok(Arc::new(tls))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = found.map_err(|error| wrong(path, &error))?;
    if found.is_empty() {
        return Err(wrong(path, &"no certificate is in it"));
    }
    Ok(found)
}

fn wrong(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Config(format!("`tls`: `{}`: {error}", path.display()))
}
