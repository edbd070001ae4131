//! A source that is reached over TLS alone, and lets in whoever has a certificate of its authority.

use std::path::Path;
use std::sync::Arc;

use connector::config::UpstreamConfig;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::city::{City, read};
use crate::peers::patron;

struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    fn issue(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            certificate: certificate.der().clone(),
            pem: certificate.pem(),
            key,
        }
    }

    fn certificate(&self) -> CertificateDer<'static> {
        use rustls::pki_types::pem::PemObject as _;
        CertificateDer::from_pem_slice(self.pem.as_bytes()).unwrap()
    }
}

/// Serves one patron to whoever `clients` vouches for.
async fn serve(identity: &Identity, clients: &Authority) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(clients.certificate()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots))
        .build()
        .unwrap();
    let key = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![identity.certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let body = patron().to_string();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    format!("https://localhost:{port}")
}

fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn city(url: &str, tls: Value) -> City {
    let mut city = City::prepare().await;
    city.point_upstream_at(url);
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    rest.tls = Some(read(tls));
    rest.answer_ms = 3_000;
    city
}

#[tokio::test]
async fn a_source_lets_in_the_connector_by_its_certificate() {
    web::install_crypto_provider();
    let (authority, other) = (Authority::new(), Authority::new());
    let folder = tempfile::TempDir::new().unwrap();
    let url = serve(&authority.issue("localhost"), &authority).await;
    let connector = authority.issue("connector");
    let authorities = write(folder.path(), "authority.pem", &authority.pem);
    let certificate = write(folder.path(), "connector.pem", &connector.pem);
    let key = write(
        folder.path(),
        "connector.key",
        &connector.key.serialize_pem(),
    );
    let whole = json!({"certificate": certificate, "key": key, "authorities": authorities});
    let mut served = city(&url, whole.clone()).await;
    let findings = connector::check(&served.config).await;
    assert!(
        findings.contains(&Ok("the certificates for the source can be used".to_owned())),
        "{findings:?}"
    );
    served.serve().await;
    assert_eq!(served.released().await["name"], "Aino Virtanen");

    let stranger = other.issue("connector");
    let foreign = write(folder.path(), "other.pem", &other.pem);
    let certificate = write(folder.path(), "stranger.pem", &stranger.pem);
    let stranger_key = write(folder.path(), "stranger.key", &stranger.key.serialize_pem());
    for tls in [
        json!({"authorities": authorities}),
        json!({"certificate": certificate, "key": stranger_key, "authorities": authorities}),
        json!({"certificate": whole["certificate"], "key": key, "authorities": foreign}),
        json!({"certificate": whole["certificate"], "key": key}),
    ] {
        let mut refused = city(&url, tls).await;
        refused.serve().await;
        let response = refused.ask().await;
        refused.refused(response, 502, "source-unreachable").await;
    }
    for (tls, word) in [
        (json!({"certificate": certificate}), "come together"),
        (
            json!({"certificate": certificate, "key": key}),
            "stranger.pem",
        ),
        (json!({"authorities": stranger_key}), "no certificate"),
        (
            json!({"authorities": folder.path().join("none.pem")}),
            "none.pem",
        ),
    ] {
        let config = city(&url, tls).await.config;
        let findings = connector::check(&config).await;
        let is_said =
            |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains(word));
        assert!(findings.iter().any(is_said), "{word}: {findings:?}");
        assert!(connector::Connector::start(config).await.is_err(), "{word}");
    }
}
