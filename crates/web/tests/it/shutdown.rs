use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use web::ServerConfig;

use crate::support::{read_all, serve, soon};

fn waiting(begun: &Arc<Notify>, released: &Arc<Notify>) -> Router {
    let (begun, released) = (Arc::clone(begun), Arc::clone(released));
    Router::new().route(
        "/",
        get(|| async move {
            begun.notify_one();
            released.notified().await;
            "finished"
        }),
    )
}

#[tokio::test]
async fn a_request_in_flight_is_finished_and_a_new_one_refused() {
    let (begun, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut server = serve(ServerConfig::default(), waiting(&begun, &released)).await;
    let mut idle = server.connect().await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        .await
        .unwrap();
    soon(begun.notified()).await;

    server.stop.cancel();
    // The idle connection is closed at once, without an answer.
    let mut nothing = Vec::new();
    let _ = soon(idle.read_to_end(&mut nothing)).await;
    assert!(nothing.is_empty());
    assert!(
        TcpStream::connect(server.address).await.is_err(),
        "nothing listens any more"
    );

    released.notify_one();
    let answer = read_all(&mut stream).await;
    assert!(answer.ends_with("finished"), "{answer}");
    soon(&mut server.task).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_when_the_time_is_over() {
    let (begun, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let config = ServerConfig {
        drain_ms: 200,
        ..ServerConfig::default()
    };
    let mut server = serve(config, waiting(&begun, &released)).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        .await
        .unwrap();
    soon(begun.notified()).await;

    let asked = Instant::now();
    server.stop.cancel();
    soon(&mut server.task).await.unwrap().unwrap();
    assert!(asked.elapsed() >= Duration::from_millis(200));
    assert!(!read_all(&mut stream).await.contains("finished"));
}

#[tokio::test]
async fn a_server_without_connections_stops_at_once() {
    let mut server = serve(ServerConfig::default(), Router::new()).await;
    server.stop.cancel();
    let asked = Instant::now();
    soon(&mut server.task).await.unwrap().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn the_port_is_free_again_for_the_successor() {
    let mut server = serve(
        ServerConfig::default(),
        Router::new().route("/", get(|| async { "one" })),
    )
    .await;
    assert_eq!(server.get("/", "").await.body, "one");
    let listen = server.address.to_string();
    server.stop.cancel();
    soon(&mut server.task).await.unwrap().unwrap();
    let config = ServerConfig {
        listen,
        ..ServerConfig::default()
    };
    let successor = serve(config, Router::new().route("/", get(|| async { "two" }))).await;
    assert_eq!(successor.get("/", "").await.body, "two");
}

#[tokio::test]
async fn a_taken_port_is_named_in_the_error() {
    let server = serve(ServerConfig::default(), Router::new()).await;
    let config = ServerConfig {
        listen: server.address.to_string(),
        ..ServerConfig::default()
    };
    let Err(error) = web::Server::bind(config).await else {
        panic!("two servers on one port")
    };
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot listen on `{}`", server.address)),
        "{error}"
    );
}
