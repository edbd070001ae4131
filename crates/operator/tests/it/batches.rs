//! Many at once: requests of services and reports of connectors, a line each.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN};

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn every_line_of_a_batch_is_answered_on_its_own() {
    let city = City::new().await;
    let good =
        json!({"intended_use": city.intended_use, "person": {"login_hint": LOGIN}}).to_string();
    let unknown = json!({"intended_use": "everything"}).to_string();
    let body = format!("{good}\n{unknown}\nnot json\n\n{good}\n{{\"intended_use\": 7}}\n");
    let answer = city
        .service
        .send(
            &city,
            Method::POST,
            "/api/v1/permission-requests",
            |request| {
                request
                    .header("content-type", "application/x-ndjson")
                    .body(body)
            },
        )
        .await;
    assert_eq!(answer.status(), 200);
    let answers = lines(&answer.text().await.unwrap());
    let statuses: Vec<(u64, u64)> = answers
        .iter()
        .map(|answer| {
            (
                answer["line"].as_u64().unwrap(),
                answer["status"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(statuses, [(1, 201), (2, 404), (3, 400), (5, 201), (6, 400)]);
    assert!(
        answers[0]["permission_request"]["url"]
            .as_str()
            .unwrap()
            .starts_with(city.operator.url())
    );
    assert!(
        answers[1]["problem"]["type"]
            .as_str()
            .unwrap()
            .ends_with("/problems/intended-use-unknown")
    );
    city.end().await;
}

#[tokio::test]
async fn a_long_batch_streams_through() {
    const LINES: usize = 5_000;
    let city = City::new().await;
    let line = json!({"intended_use": city.intended_use, "person": {"login_hint": LOGIN}})
        .to_string()
        + "\n";
    let chunks =
        futures_util::stream::iter((0..LINES).map(move |_| Ok::<_, std::io::Error>(line.clone())));
    let answer = city
        .service
        .send(
            &city,
            Method::POST,
            "/api/v1/permission-requests",
            |request| {
                request
                    .header("content-type", "application/x-ndjson")
                    .body(reqwest::Body::wrap_stream(chunks))
            },
        )
        .await;
    let answers = lines(&answer.text().await.unwrap());
    assert_eq!(answers.len(), LINES);
    assert!(
        answers
            .iter()
            .enumerate()
            .all(|(at, answer)| answer["line"] == at + 1 && answer["status"] == 201)
    );
    city.end().await;
}

#[tokio::test]
async fn a_batch_beyond_its_limit_ends_with_a_line_that_says_so() {
    let city = City::with(crate::city::Plan {
        change: |config| config.limits.batch_lines = 3,
        ..Default::default()
    })
    .await;
    let line = json!({"intended_use": city.intended_use}).to_string() + "\n";
    let answer = city
        .service
        .send(
            &city,
            Method::POST,
            "/api/v1/permission-requests",
            |request| {
                request
                    .header("content-type", "application/x-ndjson")
                    .body(line.repeat(5))
            },
        )
        .await;
    let answers = lines(&answer.text().await.unwrap());
    let statuses: Vec<u64> = answers
        .iter()
        .map(|answer| answer["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 201, 201, 413]);
    assert_eq!(answers[3]["line"], 0);
    city.end().await;
}

#[tokio::test]
async fn mim4_5_6_1_outcomes_can_be_reported_in_a_batch() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let mut body = String::new();
    for _ in 0..3 {
        let answer = city.introspect(&ticket).await;
        let line = json!({"access_item_uuid": answer["access_item_uuid"], "success": true, "status": "completed", "records": 1});
        body += &format!("{line}\n");
    }
    body += &format!(
        "{}\n",
        json!({"access_item_uuid": uuid::Uuid::new_v4(), "success": true, "status": "completed"})
    );
    let answer = city
        .call(Method::POST, "/api/v1/access-items")
        .bearer_auth(city.connector.assertion(city.operator.url()))
        .header("content-type", "application/x-ndjson")
        .body(body)
        .send()
        .await
        .unwrap();
    let statuses: Vec<u64> = lines(&answer.text().await.unwrap())
        .iter()
        .map(|answer| answer["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [200, 200, 200, 404]);
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert!(
        log["entries"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["status"] == "released")
    );
    city.end().await;
}

#[tokio::test]
async fn an_access_under_a_lease_is_entered_like_the_introspection_it_came_from_and_once() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let first = city.introspect(&ticket).await["access_item_uuid"].clone();
    let line = |lease_of: &Value, item: uuid::Uuid| {
        let line = json!({
            "access_item_uuid": item, "lease_of": lease_of, "at": 0, "success": true, "status": "completed", "records": 1,
            "log_index": 7,
        });
        format!("{line}\n")
    };
    let leased = uuid::Uuid::new_v4();
    let unknown = json!(uuid::Uuid::new_v4());
    let body = line(&first, leased) + &line(&first, leased) + &line(&unknown, uuid::Uuid::new_v4());
    for _ in 0..2 {
        let answer = city
            .call(Method::POST, "/api/v1/access-items")
            .bearer_auth(city.connector.assertion(city.operator.url()))
            .header("content-type", "application/x-ndjson")
            .body(body.clone())
            .send()
            .await
            .unwrap();
        let statuses: Vec<u64> = lines(&answer.text().await.unwrap())
            .iter()
            .map(|answer| answer["status"].as_u64().unwrap())
            .collect();
        assert_eq!(statuses, [200, 200, 404]);
    }
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{log}");
    let of = |id: &Value| entries.iter().find(|entry| entry["id"] == *id).unwrap();
    let (leased, first) = (of(&json!(leased)), of(&first));
    assert_eq!(
        (&leased["status"], &first["status"]),
        (&json!("released"), &json!("open"))
    );
    assert_eq!(leased["connector_log_index"], 7);
    assert_eq!(leased["permission"], first["permission"]);
    assert_eq!(leased["at"], first["at"], "not before the lease began");
    city.end().await;
}
