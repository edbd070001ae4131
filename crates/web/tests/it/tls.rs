use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use web::server::TlsConfig;
use web::{Client, Server, ServerConfig};

use crate::support::{Running, certificate, serve, soon};

fn write(directory: &Path, certificate: &(String, String)) -> TlsConfig {
    let (chain, key) = (directory.join("chain.pem"), directory.join("key.pem"));
    std::fs::write(&chain, &certificate.0).unwrap();
    std::fs::write(&key, &certificate.1).unwrap();
    TlsConfig {
        reload_ms: 20,
        ..TlsConfig::new(chain, key)
    }
}

fn router() -> Router {
    let client =
        |client: axum::Extension<Client>| async move { format!("https: {}", client.https) };
    Router::new().route("/", get(client))
}

async fn ask(server: &Running, trusted: &str) -> Result<String, std::io::Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let stream = TcpStream::connect(server.address).await?;
    let mut stream = connector
        .connect(ServerName::try_from("localhost").unwrap(), stream)
        .await?;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

async fn serve_tls(tls: TlsConfig) -> Running {
    serve(
        ServerConfig {
            tls: Some(tls),
            ..ServerConfig::default()
        },
        router(),
    )
    .await
}

#[tokio::test]
async fn a_changed_certificate_is_used_without_restart_and_without_a_failed_request() {
    let directory = tempfile::tempdir().unwrap();
    let (old, new) = (certificate(), certificate());
    let server = serve_tls(write(directory.path(), &old)).await;
    assert!(
        soon(ask(&server, &old.0))
            .await
            .unwrap()
            .ends_with("https: true")
    );
    assert!(soon(ask(&server, &new.0)).await.is_err());

    write(directory.path(), &new);
    soon(async { while ask(&server, &new.0).await.is_err() {} }).await;
    assert!(soon(ask(&server, &old.0)).await.is_err());
}

#[tokio::test]
async fn a_renewal_that_is_half_written_leaves_the_old_certificate_in_use() {
    let directory = tempfile::tempdir().unwrap();
    let (old, new) = (certificate(), certificate());
    let tls = write(directory.path(), &old);
    let server = Server::bind(ServerConfig {
        tls: Some(tls),
        ..ServerConfig::default()
    })
    .await
    .unwrap();
    let certificates = Arc::clone(server.certificates().unwrap());
    // The new chain is there, its key is not yet: they do not fit.
    std::fs::write(directory.path().join("chain.pem"), &new.0).unwrap();
    assert!(certificates.reload().is_err());
    std::fs::write(directory.path().join("chain.pem"), "").unwrap();
    assert!(certificates.reload().is_err());
    std::fs::remove_file(directory.path().join("chain.pem")).unwrap();
    assert!(certificates.reload().is_err());
    let stop = web::CancellationToken::new();
    let (address, task) = (
        server.address(),
        tokio::spawn(server.serve_router(router(), stop.clone())),
    );
    let server = Running {
        address,
        stop,
        task,
    };
    assert!(soon(ask(&server, &old.0)).await.is_ok());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_stops_the_start_and_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let good = certificate();
    let other = certificate();
    for (chain, key, says) in [
        ("", good.1.as_str(), "no certificate in it"),
        (good.0.as_str(), "", "key.pem"),
        (good.0.as_str(), other.1.as_str(), "chain.pem"),
    ] {
        let tls = write(directory.path(), &(chain.to_owned(), key.to_owned()));
        let config = ServerConfig {
            tls: Some(tls),
            ..ServerConfig::default()
        };
        let Err(error) = Server::bind(config).await else {
            panic!("started with {says}")
        };
        assert!(error.to_string().contains(says), "{error}");
    }
    let config = ServerConfig {
        tls: Some(TlsConfig::new("/nowhere/c.pem", "/nowhere/k.pem")),
        ..ServerConfig::default()
    };
    let Err(error) = Server::bind(config).await else {
        panic!("started without files")
    };
    assert!(error.to_string().contains("/nowhere/c.pem"), "{error}");
}

#[tokio::test]
async fn a_client_that_never_shakes_hands_does_not_delay_the_stop() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = serve_tls(write(directory.path(), &certificate())).await;
    let mut silent = server.connect().await;
    silent.write_all(&[0x16, 0x03]).await.unwrap();
    server.stop.cancel();
    soon(&mut server.task).await.unwrap().unwrap();
}

#[tokio::test]
async fn plain_http_on_a_tls_port_gets_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let server = serve_tls(write(directory.path(), &certificate())).await;
    assert!(
        !server
            .exchange("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            .await
            .contains("https:")
    );
}
