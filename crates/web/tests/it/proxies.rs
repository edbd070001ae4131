use axum::routing::get;
use axum::{Extension, Router};
use web::{Client, RequestId, ServerConfig};

use crate::support::{Running, serve};

async fn server(trusted: &[&str]) -> Running {
    let trusted_proxies = trusted
        .iter()
        .map(|network| network.parse().unwrap())
        .collect();
    let show = |client: Extension<Client>, id: Extension<RequestId>, headers: http::HeaderMap| async move {
        let forwarded = headers.contains_key("x-forwarded-for");
        format!("{} {} {forwarded} {}", client.address, client.https, id.0)
    };
    serve(
        ServerConfig {
            trusted_proxies,
            ..ServerConfig::default()
        },
        Router::new().route("/", get(show)),
    )
    .await
}

const CLAIM: &str = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";

#[tokio::test]
async fn what_a_client_says_about_itself_is_not_believed() {
    let server = server(&["10.0.0.0/8"]).await;
    let answer = server.get("/", CLAIM).await;
    assert!(
        answer.body.starts_with("127.0.0.1 false false "),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn what_a_trusted_proxy_says_is_believed() {
    let server = server(&["127.0.0.0/8"]).await;
    let answer = server.get("/", CLAIM).await;
    assert!(
        answer.body.starts_with("203.0.113.9 true true "),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn every_answer_carries_the_id_that_the_handler_saw() {
    let server = server(&[]).await;
    let (one, two) = (
        server.get("/", "X-Request-Id: mine\r\n").await,
        server.get("/", "").await,
    );
    let id = one.header("x-request-id").unwrap();
    assert!(one.body.ends_with(id));
    assert_eq!(id.len(), 36);
    assert_ne!(id, two.header("x-request-id").unwrap());
}
