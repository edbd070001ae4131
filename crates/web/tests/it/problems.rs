use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::{get, post};
use serde::Deserialize;
use web::problem::ProblemName;
use web::{Json, Problem, ServerConfig};

use crate::support::{Answer, Running, frame, serve, serve_framed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[expect(dead_code, reason = "only read from JSON")]
    amount: u32,
}

#[allow(clippy::unused_async, reason = "a handler")]
async fn fail() -> &'static str {
    panic!("the word is swordfish")
}

async fn server() -> Running {
    let refuse =
        || async { Err::<(), _>(Problem::new(ProblemName::Forbidden).detail("not yours")) };
    let take = |Json(_): Json<Order>| async { "taken" };
    let page = |_: Path<u32>, _: Query<Order>| async { "page" };
    let router = Router::new()
        .route("/refuse", get(refuse))
        .route("/take", post(take))
        .route("/page/{number}", get(page))
        .route("/fail", get(fail));
    serve_framed(ServerConfig::default(), router).await
}

fn assert_problem(answer: &Answer, status: u16, name: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{answer:?}"
    );
    let document = answer.json();
    assert_eq!(
        document["type"],
        format!("http://op.example/problems/{name}")
    );
    assert_eq!(document["status"], status);
    assert_eq!(document["instance"].as_str(), answer.header("x-request-id"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_refusal_says_type_status_detail_and_instance() {
    let answer = server().await.get("/refuse", "").await;
    assert_problem(&answer, 403, "forbidden");
    assert_eq!(answer.json()["detail"], "not yours");
    assert_eq!(answer.json()["title"], ProblemName::Forbidden.title());
}

#[tokio::test]
async fn unknown_routes_and_wrong_methods_are_problems() {
    let server = server().await;
    assert_problem(&server.get("/nowhere", "").await, 404, "not-found");
    let answer = server.get("/take", "").await;
    assert_problem(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[tokio::test]
async fn a_panic_is_a_problem_that_gives_nothing_away() {
    let server = server().await;
    let answer = server.get("/fail", "").await;
    assert_problem(&answer, 500, "internal");
    assert!(!answer.body.contains("swordfish"));
    assert_problem(&server.get("/refuse", "").await, 403, "forbidden");
}

#[tokio::test]
async fn bad_bodies_are_told_what_is_wrong_and_where() {
    let server = server().await;
    let json = "Content-Type: application/json\r\n";
    assert_eq!(
        server.post("/take", json, "{\"amount\": 3}").await.status,
        200
    );
    for (body, says) in [
        ("", "empty"),
        ("{", "line 1"),
        ("{\"amount\": -1}", "column 13"),
        ("{\"amount\": 1, \"amount\": 2}", "duplicate field `amount`"),
        ("{\"amount\": 1, \"colour\": 2}", "unknown field `colour`"),
        ("{\"amount\": 1} trailing", "trailing"),
        ("{\"amount\": \"\u{e4}\"}", "invalid type"),
    ] {
        let answer = server.post("/take", json, body).await;
        assert_problem(&answer, 400, "invalid-request");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(says), "{body}: {detail}");
    }
    assert_problem(
        &server.post("/take", "", "{}").await,
        415,
        "unsupported-media-type",
    );
    assert_problem(
        &server
            .post("/take", "Content-Type: text/plain\r\n", "{}")
            .await,
        415,
        "unsupported-media-type",
    );
}

#[tokio::test]
async fn what_axum_refuses_in_plain_text_is_a_problem_too() {
    let server = server().await;
    let answer = server.get("/page/x?amount=1", "").await;
    assert_problem(&answer, 400, "invalid-request");
    assert!(answer.json()["detail"].as_str().unwrap().contains('x'));
    assert_problem(
        &server.get("/page/1?amount=x", "").await,
        400,
        "invalid-request",
    );
}

#[tokio::test]
async fn a_person_in_a_browser_gets_a_page() {
    let server = server().await;
    let answer = server
        .get("/nowhere", "Accept: text/html,*/*;q=0.8\r\n")
        .await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (404, Some("text/html; charset=utf-8"))
    );
    assert!(
        answer.body.contains("Testville")
            && answer.body.contains(answer.header("x-request-id").unwrap())
    );
    let answer = server.get("/take", "Accept: text/html\r\n").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn a_detail_from_outside_cannot_become_markup() {
    let server = server().await;
    let answer = server
        .get(
            "/page/%3Cscript%3Ealert(1)%3C%2Fscript%3E?amount=1",
            "Accept: text/html\r\n",
        )
        .await;
    assert_eq!(answer.status, 400);
    assert!(!answer.body.contains("<script>"), "{}", answer.body);
}

#[tokio::test]
async fn every_type_leads_to_its_page() {
    let frame = frame("http://op.example", &ServerConfig::default());
    let server = serve(
        ServerConfig::default(),
        Arc::clone(&frame).around(web::problem::router(&frame)),
    )
    .await;
    let list = server.get("/problems", "").await.json();
    let problems = list["problems"].as_array().unwrap();
    assert_eq!(problems.len(), ProblemName::ALL.len());
    for problem in problems {
        let path = problem["type"]
            .as_str()
            .unwrap()
            .strip_prefix("http://op.example")
            .unwrap();
        assert_eq!(&server.get(path, "").await.json(), problem);
        let page = server.get(path, "Accept: text/html\r\n").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<h1>"));
    }
    assert_eq!(server.get("/problems/unheard-of", "").await.status, 404);
}

#[tokio::test]
async fn every_answer_is_protected() {
    let server = server().await;
    for path in ["/refuse", "/nowhere", "/fail"] {
        let answer = server.get(path, "").await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("strict-transport-security"), None);
    }
    let frame = frame("https://op.example", &ServerConfig::default());
    let server = serve(ServerConfig::default(), frame.around(Router::new())).await;
    assert!(
        server
            .get("/", "")
            .await
            .header("strict-transport-security")
            .is_some()
    );
}
