//! A source that is reached over TLS alone, and lets in whoever has a certificate of its authority.

use std::path::Path;
use std::sync::Arc;

use connector::config::UpstreamConfig;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::city::{City, read};
use crate::source_faults::kinds::{Doing, Kind, MARKER};
use crate::sql::Library;

pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

pub(crate) struct Identity {
    certificate: CertificateDer<'static>,
    pub(crate) pem: String,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let name = crate::peers::new_uuid();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    pub(crate) fn issue(&self, name: &str) -> Identity {
        self.issue_until(name, 2100)
    }

    /// A certificate that ends with this year's beginning.
    pub(crate) fn issue_until(&self, name: &str, year: i32) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
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

/// Serves what a source of this kind sends to whoever `clients` vouches for.
pub(crate) async fn serve(identity: &Identity, clients: &Authority, kind: Kind) -> String {
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
            let length = stream.read(&mut request).await.unwrap_or_default();
            let is_list = String::from_utf8_lossy(&request[..length]).contains("list-type=2");
            let (media, body) = match kind {
                Kind::Object if is_list => Kind::Listing.well(),
                kind => kind.well(),
            };
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {media}\r\netag: \"1\"\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    format!("https://localhost:{port}")
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) async fn city(kind: Kind, url: &str, tls: Option<&Value>) -> City {
    let mut city = kind.prepared(url, Doing::Read).await;
    let tls = tls.cloned().map(read);
    match &mut city.config.upstream {
        _ if kind == Kind::Gateway => {
            city.config.gateways.as_mut().unwrap().tls = tls.map(Box::new);
        }
        UpstreamConfig::Rest(http) | UpstreamConfig::HelsinkiGdpr(http) => {
            (http.tls, http.answer_ms, http.whole_ms) = (tls, 3_000, 10_000);
        }
        UpstreamConfig::NgsiLd(ngsi_ld) => {
            let http = &mut ngsi_ld.broker;
            (http.tls, http.answer_ms, http.whole_ms) = (tls, 3_000, 10_000);
        }
        UpstreamConfig::Solid(solid) => {
            (solid.tls, solid.answer_ms, solid.whole_ms) = (tls, 3_000, 10_000);
        }
        UpstreamConfig::Files(files) => files.bucket.as_mut().unwrap().tls = tls,
        _ => panic!("{kind:?} has no `tls`"),
    }
    city
}

/// Who vouches for whom, in files.
struct Papers {
    folder: tempfile::TempDir,
    authority: Authority,
    /// The connector's certificate and key, and the authorities that it asks.
    whole: Value,
}

impl Papers {
    fn new() -> Self {
        web::install_crypto_provider();
        let authority = Authority::new();
        let folder = tempfile::TempDir::new().unwrap();
        let connector = authority.issue("connector");
        let authorities = write(folder.path(), "authority.pem", &authority.pem);
        let certificate = write(folder.path(), "connector.pem", &connector.pem);
        let key = write(
            folder.path(),
            "connector.key",
            &connector.key.serialize_pem(),
        );
        Self {
            folder,
            authority,
            whole: json!({"certificate": certificate, "key": key, "authorities": authorities}),
        }
    }
}

#[tokio::test]
async fn each_kind_is_reached_by_the_certificate_that_is_named() {
    let papers = Papers::new();
    for kind in [
        Kind::Rest,
        Kind::NgsiLd,
        Kind::Solid,
        Kind::Helsinki,
        Kind::Gateway,
        Kind::Object,
    ] {
        let identity = papers.authority.issue("localhost");
        let url = serve(&identity, &papers.authority, kind).await;
        let mut served = Box::pin(city(kind, &url, Some(&papers.whole))).await;
        let findings = connector::check(&served.config).await;
        assert!(
            findings.contains(&Ok("the certificates for the source can be used".to_owned())),
            "{kind:?}: {findings:?}"
        );
        served.serve().await;
        kind.vouch(&served, Doing::Read).await;
        if kind == Kind::Object {
            crate::buckets::status(&served, |status| !status["objects"].is_null()).await;
        }
        let response = kind.asks(&served, Doing::Read).await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(
            status == 200 && text.contains(MARKER),
            "{kind:?}: {status} {text}"
        );
        // Nobody is there for a connector without it.
        let without = json!({"authorities": papers.whole["authorities"]});
        for tls in [None, Some(&without)] {
            let mut refused = Box::pin(city(kind, &url, tls)).await;
            refused.serve().await;
            kind.vouch(&refused, Doing::Read).await;
            let response = kind.asks(&refused, Doing::Read).await;
            let (status, text) = (response.status(), response.text().await.unwrap());
            assert!(
                status.is_server_error() && !text.contains(MARKER),
                "{kind:?}: {status} {text}"
            );
        }
    }
}

#[tokio::test]
async fn a_source_lets_in_the_connector_by_its_certificate_alone() {
    let papers = Papers::new();
    let (whole, folder) = (&papers.whole, papers.folder.path());
    let identity = papers.authority.issue("localhost");
    let url = serve(&identity, &papers.authority, Kind::Rest).await;
    let other = Authority::new();
    let stranger = other.issue("connector");
    let foreign = write(folder, "other.pem", &other.pem);
    let certificate = write(folder, "stranger.pem", &stranger.pem);
    let stranger_key = write(folder, "stranger.key", &stranger.key.serialize_pem());
    for tls in [
        json!({"authorities": whole["authorities"]}),
        json!({"certificate": certificate, "key": stranger_key, "authorities": whole["authorities"]}),
        json!({"certificate": whole["certificate"], "key": whole["key"], "authorities": foreign}),
        json!({"certificate": whole["certificate"], "key": whole["key"]}),
    ] {
        let mut refused = city(Kind::Rest, &url, Some(&tls)).await;
        refused.serve().await;
        let response = refused.ask().await;
        refused.refused(response, 502, "source-unreachable").await;
    }
    for (tls, word) in [
        (json!({"certificate": certificate}), "come together"),
        (
            json!({"certificate": certificate, "key": whole["key"]}),
            "stranger.pem",
        ),
        (json!({"authorities": stranger_key}), "no certificate"),
        (json!({"authorities": folder.join("none.pem")}), "none.pem"),
    ] {
        let refused = city(Kind::Rest, &url, Some(&tls)).await;
        let config = refused.config.clone();
        let findings = connector::check(&config).await;
        let is_said =
            |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains(word));
        assert!(findings.iter().any(is_said), "{word}: {findings:?}");
        assert!(connector::Connector::start(config).await.is_err(), "{word}");
    }
}

#[tokio::test]
async fn a_postgresql_is_who_its_certificate_says_it_is() {
    web::install_crypto_provider();
    let (authority, other) = (Authority::new(), Authority::new());
    let identity = authority.issue("127.0.0.1");
    let (certificate, key) = (identity.pem.clone(), identity.key.serialize_pem());
    let server = move || crate::postgres::secure_server(&certificate, &key);
    let Some(server) = tokio::task::spawn_blocking(server).await.unwrap() else {
        return;
    };
    let folder = tempfile::TempDir::new().unwrap();
    let ours = write(folder.path(), "ours.pem", &authority.pem);
    let theirs = write(folder.path(), "theirs.pem", &other.pem);
    let (ours, theirs) = (ours.display(), theirs.display());
    let url = Library::made_at(&server).await;
    let by_name = url.replace("127.0.0.1", "localhost");
    for (url, refused) in [
        (
            format!("{url}?sslmode=verify-full&sslrootcert={ours}"),
            None,
        ),
        (
            format!("{url}?sslmode=verify-full&sslrootcert={theirs}"),
            Some("source-unreachable"),
        ),
        (
            format!("{by_name}?sslmode=verify-ca&sslrootcert={ours}"),
            None,
        ),
        (
            format!("{by_name}?sslmode=verify-full&sslrootcert={ours}"),
            Some("source-unreachable"),
        ),
        (format!("{url}?sslmode=require"), None),
        // The server itself says no.
        (format!("{url}?sslmode=disable"), Some("source-error")),
    ] {
        let mut library = Library::with_url(&url).await;
        library.city.serve().await;
        if let Some(problem) = refused {
            library.refused(502, problem).await;
        } else {
            let released = library.city.released().await;
            assert_eq!(released["name"], "Aino \"A\" Virtanen", "{url}");
        }
    }
}

#[tokio::test]
async fn a_postgresql_elsewhere_is_not_spoken_to_in_the_clear_unless_that_is_said() {
    for host in ["db.example.org", "192.0.2.1", "[2001:db8::1]"] {
        let url = format!("postgres://connector:s3cret@{host}/library");
        let library = Library::with_url(&url).await;
        let config = library.city.config.clone();
        let findings = connector::check(&config).await;
        let is_said = |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains("`sslmode`") && !text.contains("s3cret"));
        assert!(findings.iter().any(is_said), "{host}: {findings:?}");
        assert!(connector::Connector::start(config).await.is_err(), "{host}");
    }
    for mode in ["disable", "require", "verify-full"] {
        let url = format!("postgres://connector@192.0.2.1/library?sslmode={mode}");
        let mut library = Library::with_url(&url).await;
        let UpstreamConfig::Postgres(postgres) = &mut library.city.config.upstream else {
            panic!("the upstream is `postgres`")
        };
        postgres.limits.connect_ms = 50;
        let findings = connector::check(&library.city.config).await;
        let is_said = |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains("`sslmode`"));
        assert!(!findings.iter().any(is_said), "{mode}: {findings:?}");
    }
}
