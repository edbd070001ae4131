use axum::Router;
use axum::routing::get;
use web::ServerConfig;

use crate::support::{Running, serve_framed};

async fn server() -> Running {
    let router = Router::new()
        .route("/form", get(|| async { "form" }).post(|| async { "sent" }))
        .layer(web::csrf::layer("http://op.example").unwrap());
    serve_framed(ServerConfig::default(), router).await
}

async fn sent(headers: &str) -> u16 {
    server()
        .await
        .post("/form", &format!("Cookie: session=x\r\n{headers}"), "")
        .await
        .status
}

#[tokio::test]
async fn a_form_of_our_own_page_is_taken() {
    assert_eq!(
        sent("Sec-Fetch-Site: same-origin\r\nOrigin: http://test\r\n").await,
        200
    );
    assert_eq!(sent("Sec-Fetch-Site: none\r\n").await, 200);
    assert_eq!(sent("Origin: http://test\r\n").await, 200);
    // Behind a proxy that changes `Host`, the configured base URL is what counts.
    assert_eq!(sent("Origin: http://op.example\r\n").await, 200);
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    assert_eq!(
        sent("Sec-Fetch-Site: cross-site\r\nOrigin: http://evil.example\r\n").await,
        403
    );
    assert_eq!(
        sent("Sec-Fetch-Site: same-site\r\nOrigin: http://other.op.example\r\n").await,
        403
    );
    assert_eq!(sent("Origin: http://evil.example\r\n").await, 403);
    assert_eq!(sent("Origin: null\r\n").await, 403);
}

#[tokio::test]
async fn the_refusal_is_a_problem() {
    let answer = server()
        .await
        .post("/form", "Sec-Fetch-Site: cross-site\r\n", "")
        .await;
    assert_eq!(answer.json()["type"], "http://op.example/problems/csrf");
}

#[tokio::test]
async fn reading_and_programs_are_let_through() {
    assert_eq!(
        server()
            .await
            .get("/form", "Sec-Fetch-Site: cross-site\r\n")
            .await
            .body,
        "form"
    );
    assert_eq!(sent("").await, 200);
}

#[test]
fn a_base_url_without_origin_is_refused() {
    assert!(web::csrf::layer("not a url").is_err());
}
