use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use web::ServerConfig;
use web::health::Health;

use crate::support::serve_framed;

#[tokio::test]
async fn ready_means_that_every_check_holds() {
    let broken = Arc::new(AtomicBool::new(false));
    let database = Arc::clone(&broken);
    let health = Health::new()
        .check("database", move || {
            let broken = database.load(Ordering::Relaxed);
            async move {
                if broken {
                    Err("no connection".to_owned())
                } else {
                    Ok(())
                }
            }
        })
        .check("trust list", || async { Ok(()) });
    let server = serve_framed(ServerConfig::default(), health.router().unwrap()).await;
    let answer = server.get("/readyz", "").await;
    assert_eq!(
        (answer.status, answer.json()["status"].as_str()),
        (200, Some("ready"))
    );
    broken.store(true, Ordering::Relaxed);
    let answer = server.get("/readyz", "").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["checks"]["database"], "no connection");
    assert_eq!(answer.json()["checks"]["trust list"], "ok");
    assert_eq!(server.get("/healthz", "").await.status, 200);
}

#[tokio::test]
async fn a_check_that_does_not_answer_has_failed() {
    let health = Health::new().check("stuck", std::future::pending);
    let server = serve_framed(ServerConfig::default(), health.router().unwrap()).await;
    let answer = server.get("/readyz", "").await;
    assert_eq!(
        (answer.status, answer.json()["checks"]["stuck"].as_str()),
        (503, Some("no answer in time"))
    );
}

#[tokio::test]
async fn several_parties_of_one_process_share_the_metrics() {
    let one = serve_framed(ServerConfig::default(), Health::new().router().unwrap()).await;
    let two = serve_framed(ServerConfig::default(), Health::new().router().unwrap()).await;
    metrics::counter!("test_shared_total", "party" => "operator").increment(2);
    metrics::histogram!("test_shared_seconds", "party" => "operator").record(0.003);
    for server in [one, two] {
        let answer = server.get("/metrics", "").await;
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/plain; version=0.0.4")
        );
        assert!(
            answer
                .body
                .contains("test_shared_total{party=\"operator\"} 2"),
            "{}",
            answer.body
        );
        assert!(
            answer
                .body
                .contains("test_shared_seconds_bucket{party=\"operator\",le=\"0.004\"} 1")
        );
    }
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_path() {
    let metrics = web::health::recorder().unwrap();
    let config = ServerConfig::default();
    let frame = web::Frame::for_party(
        "test-counted",
        "http://op.example",
        web::page::Brand::default(),
        &config,
    );
    let router = axum::Router::new().route("/persons/{id}", axum::routing::get(|| async { "x" }));
    let server = crate::support::serve(config, frame.around(router)).await;
    server.get("/persons/1234-secret", "").await;
    server.get("/persons-secret", "").await;
    let text = metrics.render();
    for labels in [
        "party=\"test-counted\",method=\"GET\",route=\"/persons/{id}\",status=\"200\"",
        "party=\"test-counted\",method=\"GET\",route=\"none\",status=\"404\"",
    ] {
        assert!(
            text.contains(&format!("fiducia_http_request_seconds_count{{{labels}}} 1")),
            "{text}"
        );
    }
    assert!(!text.contains("secret"));
}
