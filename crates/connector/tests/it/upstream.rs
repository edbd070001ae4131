//! What holds for every kind of source: how much is asked of it at once, when it is left alone, how it is.

use std::time::Duration;

use serde_json::json;

use crate::city::{City, eventually};
use crate::peers::{Answer, patron};
use crate::process::Process;
use crate::staff::Member;

fn failing() -> Answer {
    Answer::Raw(500, "text/plain", "Aino Virtanen has no card".to_owned())
}

#[tokio::test]
async fn a_source_that_fails_again_and_again_is_left_alone_until_one_request_finds_it_well() {
    let mut city = City::prepare().await;
    city.config.upstream_limits.failures = 3;
    city.config.upstream_limits.pause_ms = 400;
    city.serve().await;
    city.upstream.answer(failing());
    for _ in 0..3 {
        let response = city.ask().await;
        city.refused(response, 502, "source-error").await;
    }
    let response = city.ask().await;
    assert_eq!(response.headers()["retry-after"], "5");
    city.refused(response, 502, "source-unreachable").await;
    assert_eq!(city.upstream.asked().len(), 3, "it is left alone");
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["breaker"], "open", "{status}");
    assert_eq!(status["failures_in_a_row"], 3, "{status}");
    assert_eq!(
        status["last_failure"]["problem"], "source-error",
        "{status}"
    );

    tokio::time::sleep(Duration::from_millis(450)).await;
    let response = city.ask().await;
    city.refused(response, 502, "source-error").await;
    let response = city.ask().await;
    city.refused(response, 502, "source-unreachable").await;
    assert_eq!(city.upstream.asked().len(), 4, "one request tried it");

    tokio::time::sleep(Duration::from_millis(450)).await;
    city.upstream.answer(Answer::Json(patron()));
    city.released().await;
    city.released().await;
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["breaker"], "closed", "{status}");
    assert_eq!(status["failures_in_a_row"], 0, "{status}");
    assert!(status["last_success_at"].as_i64() > Some(0), "{status}");
}

/// What a metric is at the connector's own address for them.
async fn metric(city: &City, name: &str) -> Option<String> {
    let text = city.get("/metrics").await.text().await.unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map(|value| value.trim().to_owned())
}

#[tokio::test]
async fn that_a_source_is_left_alone_shows_to_staff_and_in_the_metrics_until_it_is_well() {
    let mut city = City::prepare().await;
    city.config.upstream_limits.failures = 2;
    city.config.upstream_limits.pause_ms = 400;
    let _process = Process::start(&mut city);
    let staff = Member::come(&city, &["data-steward"]).await;
    let open = "connector_upstream_breaker_open";
    city.upstream.answer(failing());
    for _ in 0..2 {
        let response = city.ask().await;
        city.refused(response, 502, "source-error").await;
    }
    let home = staff.page("/staff").await;
    assert!(home.contains("Does not answer"), "{home}");
    assert!(
        home.contains("The source reported an error") && !home.contains("Not asked"),
        "{home}"
    );
    assert!(
        !home.contains("Aino") && !home.contains(&city.upstream.url),
        "{home}"
    );
    assert_eq!(metric(&city, open).await.as_deref(), Some("1"));
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["breaker"], "open", "{status}");

    tokio::time::sleep(Duration::from_millis(450)).await;
    city.upstream.answer(Answer::Json(patron()));
    city.released().await;
    let home = staff.page("/staff").await;
    assert!(
        home.contains("Works") && !home.contains("Does not answer"),
        "{home}"
    );
    assert_eq!(metric(&city, open).await.as_deref(), Some("0"));
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["breaker"], "closed", "{status}");
    let refusals = "connector_upstream_requests_total{outcome=\"source-error\"}";
    assert_eq!(metric(&city, refusals).await.as_deref(), Some("2"));
}

#[tokio::test]
async fn a_person_whom_the_source_does_not_know_does_not_open_the_breaker() {
    let mut city = City::prepare().await;
    city.config.upstream_limits.failures = 1;
    city.serve().await;
    city.upstream
        .answer(Answer::Raw(404, "text/plain", String::new()));
    for _ in 0..3 {
        let response = city.ask().await;
        city.refused(response, 403, "person-unknown-at-source")
            .await;
    }
    assert_eq!(city.upstream.asked().len(), 3);
}

#[tokio::test]
async fn beyond_a_bounded_queue_requests_are_refused_at_once() {
    let mut city = City::prepare().await;
    city.config.upstream_limits.requests = 1;
    city.config.upstream_limits.waiting = 1;
    city.config.upstream_limits.waiting_ms = 100;
    city.serve().await;
    city.upstream.answer(Answer::Never);
    let (first, second) = (city.ticket(), city.ticket());
    let (client, url) = (
        city.client.clone(),
        format!("{}{}", city.url, crate::city::ROUTE),
    );
    let ask = |ticket: String| {
        let request = client.get(&url).header("MIM4-Request-Ticket", ticket);
        tokio::spawn(async move { request.send().await.unwrap() })
    };
    let first = ask(first);
    eventually("the first request", || {
        (city.upstream.asked().len() == 1).then_some(())
    })
    .await;
    let second = ask(second);
    let response = second.await.unwrap();
    assert_eq!(response.headers()["retry-after"], "5");
    city.refused(response, 503, "source-busy").await;
    assert_eq!(first.await.unwrap().status(), 504);
    city.upstream.answer(Answer::Json(patron()));
    city.released().await;
}

#[tokio::test]
async fn a_field_that_is_not_described_is_not_released_and_is_said() {
    let city = City::start().await;
    let mut sent = patron();
    sent["reminderFee"] = json!(12);
    city.upstream.answer(Answer::Json(sent));
    let released = city.released().await;
    assert!(released.get("reminderFee").is_none(), "{released}");
    let findings = city.findings().await;
    let name = json!({"kind": "unknown-field", "route": crate::city::ROUTE, "name": "reminderFee"});
    assert!(findings.contains(&name), "{findings:?}");
    // Its staff see since when, and whether it is so still.
    city.clock.advance(Duration::from_mins(3));
    city.released().await;
    let status = city.admin("/api/v1/upstream").await;
    let at = |name: &str| status["findings"][0][name].as_i64().unwrap();
    let minutes = (at("last_seen_at") - at("first_seen_at")).div_euclid(60_000_000);
    assert_eq!(minutes, 3, "{status}");
}
