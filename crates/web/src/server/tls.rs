//! Certificates that are taken up anew when their files change.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

use super::TlsConfig;
use crate::Error;

/// The certificate chain in use. A background task replaces it when the files change; connections that are
/// already open keep what they began with.
pub struct Certificates {
    config: TlsConfig,
    current: ArcSwap<rustls::ServerConfig>,
    seen: Mutex<[u8; 32]>,
}

impl Certificates {
    pub(super) fn load(config: &TlsConfig) -> Result<Arc<Self>, Error> {
        let files = read(config)?;
        let certificates = Arc::new(Self {
            config: config.clone(),
            current: ArcSwap::from_pointee(server_config(config, &files)?),
            seen: Mutex::new(files.digest),
        });
        let interval = Duration::from_millis(config.reload_ms.max(1));
        tokio::spawn(watch(Arc::downgrade(&certificates), interval));
        Ok(certificates)
    }

    pub(super) fn current(&self) -> Arc<rustls::ServerConfig> {
        self.current.load_full()
    }

    /// Looks at the files and takes up what changed. Returns whether something did. On an error the certificate in
    /// use stays in use: a renewal caught half-written is read again at the next look.
    pub fn reload(&self) -> Result<bool, Error> {
        let files = read(&self.config)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == files.digest {
            return Ok(false);
        }
        self.current
            .store(Arc::new(server_config(&self.config, &files)?));
        *seen = files.digest;
        Ok(true)
    }
}

async fn watch(certificates: Weak<Certificates>, interval: Duration) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let Some(certificates) = certificates.upgrade() else {
            return;
        };
        match tokio::task::spawn_blocking(move || certificates.reload()).await {
            Ok(Ok(true)) => tracing::info!("certificate changed and in use"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the changed certificate is not used"),
            Err(error) => tracing::error!(%error, "looking at the certificate files failed"),
        }
    }
}

/// The files as they are now, both PEM.
struct Files {
    chain: Vec<u8>,
    key: Vec<u8>,
    digest: [u8; 32],
}

fn read(config: &TlsConfig) -> Result<Files, Error> {
    let file = |path: &Path| {
        std::fs::read(path).map_err(|source| Error::File {
            path: path.into(),
            source,
        })
    };
    let (chain, key) = (file(&config.certificate)?, file(&config.key)?);
    let digest = Sha256::new()
        .chain_update(Sha256::digest(&chain))
        .chain_update(Sha256::digest(&key))
        .finalize();
    Ok(Files {
        chain,
        key,
        digest: digest.into(),
    })
}

fn server_config(config: &TlsConfig, files: &Files) -> Result<rustls::ServerConfig, Error> {
    let refused = |path: &Path, reason: String| Error::Certificate {
        path: path.into(),
        reason,
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&files.chain)
        .collect::<Result<_, _>>()
        .map_err(|error| refused(&config.certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(refused(&config.certificate, "no certificate in it".into()));
    }
    let key = PrivateKeyDer::from_pem_slice(&files.key)
        .map_err(|error| refused(&config.key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| refused(&config.certificate, error.to_string()))?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}
