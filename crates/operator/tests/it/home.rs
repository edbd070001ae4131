//! The home page: who gets what, and what is told to an open page.
use std::time::Duration;

use protocol::access_item::Outcome;
use reqwest::{Method, Response};
use serde_json::json;

use crate::city::{City, LOGIN};
use crate::pages::Browser;

/// The connector reports what came of an introspection.
async fn report(city: &City, item: &str, outcome: &serde_json::Value) -> Response {
    city.call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(city.connector.assertion(city.operator.url()))
        .json(outcome)
        .send()
        .await
        .unwrap()
}

/// A service gets data once.
async fn release(city: &City, leg: &str) {
    let answer = city.introspect(&city.ticket(leg).await).await;
    assert_eq!(answer["active"], true, "{answer}");
    let dataset = city.connector.dataset("patron");
    let outcome = json!({
        "success": true, "status": "completed", "records": 1, "log_index": 1, "released": {dataset: ["name"]},
    });
    serde_json::from_value::<Outcome>(outcome.clone()).unwrap();
    let reported = report(city, answer["access_item_uuid"].as_str().unwrap(), &outcome).await;
    assert_eq!(reported.status(), 200, "{:?}", reported.text().await);
}

/// The part of the page with the map.
fn map(page: &str) -> &str {
    let from = page.find("id=\"live-map\"").unwrap();
    &page[from..from + page[from..].find("</section>").unwrap()]
}

#[tokio::test]
async fn nothing_flows_before_the_first_yes() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (status, page) = browser.get("/").await;
    assert_eq!(status, 200);
    assert!(map(&page).contains("Nothing to show yet"), "{page}");
    assert!(!page.contains("<svg"), "no picture of nothing");
    city.end().await;
}

#[tokio::test]
async fn the_map_shows_what_was_released_how_often() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/").await;
    assert!(map(&page).contains("Not shown in this time."), "{page}");
    for _ in 0..3 {
        release(&city, &leg).await;
    }
    let (_, page) = browser.get("/").await;
    assert!(map(&page).contains("Shown 3 times."), "{page}");
    assert!(map(&page).contains("flow-granted"));
    assert!(map(&page).contains("<td>3</td>"), "the table says the same");
    // A click on a band shows only that; one on a source or service too.
    let (_, only) = browser.get(&format!("/?permission={arrangement}")).await;
    assert!(map(&only).contains("Only: ") && map(&only).contains("Show everything"));
    let (_, other) = browser
        .get("/?source=00000000-0000-4000-8000-000000000000")
        .await;
    assert!(!map(&other).contains("<svg"), "{other}");
    // A time in which nothing can have been counted yet is no error.
    let (status, week) = browser.get("/?days=7").await;
    assert_eq!(status, 200);
    assert!(map(&week).contains("Shown 3 times."));
    let withdrawn = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    assert_eq!(withdrawn.status(), 200);
    let (_, page) = browser.get("/").await;
    assert!(
        map(&page).contains("flow-ended"),
        "what was shown stays visible: {page}"
    );
    city.end().await;
}

#[tokio::test]
async fn a_report_is_counted_once() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    let item = answer["access_item_uuid"].as_str().unwrap();
    let outcome = json!({"success": true, "status": "completed", "records": 1, "log_index": 1,
        "released": {city.connector.dataset("patron"): ["name"]}});
    for _ in 0..2 {
        assert_eq!(report(&city, item, &outcome).await.status(), 200);
    }
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/").await;
    assert!(map(&page).contains("Shown once."), "{page}");
    city.end().await;
}

/// Reads a stream until it holds a text.
async fn until(stream: &mut Response, read: &mut String, text: &str) {
    let wait = async {
        while !read.contains(text) {
            let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
            read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(Duration::from_secs(10), wait)
        .await
        .unwrap_or_else(|_| panic!("`{text}` did not come: `{read}`"));
}

#[tokio::test]
async fn an_open_page_hears_of_what_happens() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let mut stream = browser
        .send(
            browser
                .request(Method::GET, "/activity/live")
                .header("accept", "text/event-stream"),
        )
        .await;
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut read = String::new();
    until(&mut stream, &mut read, ": open").await;
    release(&city, &leg).await;
    until(&mut stream, &mut read, "event: changed").await;
    read.clear();
    city.ask(Some(LOGIN)).await;
    until(&mut stream, &mut read, "event: changed").await;
    // It holds up nobody who ends the operator.
    city.end().await;
}

#[tokio::test]
async fn only_the_person_hears_of_it() {
    let city = City::new().await;
    let nobody = city.get("/activity/live").await;
    assert_eq!(nobody.status(), 401);
    city.end().await;
}
