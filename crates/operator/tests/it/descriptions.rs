//! A connector describes a dataset anew: what was permitted under another description is not released under the new one.
use std::sync::atomic::Ordering::Relaxed;

use serde_json::{Value, json};

use crate::city::City;

/// The dataset `patron` as its connector publishes it now.
fn patron(city: &City) -> Value {
    city.connector.shared.datasets.lock().unwrap()[0].clone()
}

fn publish(city: &City, change: impl FnOnce(&mut Value)) {
    change(&mut city.connector.shared.datasets.lock().unwrap()[0]);
}

/// What a connector sends of a dataset that it describes so.
fn described(dataset: &Value) -> Value {
    let dataset: permission::Dataset = serde_json::from_value(dataset.clone()).unwrap();
    json!({"id": dataset.id, "sha256": permission::canonical_sha256(&dataset).unwrap()})
}

/// What the operator permits of `patron` to a connector that describes it so.
async fn permitted(city: &City, ticket: &str, dataset: &Value) -> Value {
    let answer = city.introspect_about(ticket, &described(dataset)).await;
    assert_eq!(answer["active"], true, "{answer}");
    answer["permission"]["datasets"][city.connector.dataset("patron")].clone()
}

#[tokio::test]
async fn a_new_version_is_known_at_the_first_request_and_widens_no_permission() {
    let city = City::new().await;
    let (leg, _) = city.permit(&["address.postalCode"]).await;
    let ticket = city.ticket(&leg).await;
    let first = patron(&city);
    let all = json!(["address.postalCode", "name"]);
    assert_eq!(permitted(&city, &ticket, &first).await, all);
    publish(&city, |dataset| {
        dataset["version"] = json!(2);
        dataset["attributes"][1]["holds"] = json!("object");
    });
    // The description has not been fetched again, and is now.
    let second = patron(&city);
    assert_eq!(permitted(&city, &ticket, &second).await, json!(["name"]));
    // Another process of the connector that has the first one still gets nothing of it.
    assert_eq!(permitted(&city, &ticket, &first).await, Value::Null);
    city.end().await;
}

#[tokio::test]
async fn a_version_that_has_changed_after_all_releases_nothing() {
    let city = City::new().await;
    let (leg, _) = city.permit(&["address.postalCode"]).await;
    let ticket = city.ticket(&leg).await;
    let first = patron(&city);
    publish(&city, |dataset| {
        dataset["attributes"][1]["holds"] = json!("object")
    });
    let changed = patron(&city);
    assert_eq!(permitted(&city, &ticket, &changed).await, Value::Null);
    publish(&city, |dataset| *dataset = first.clone());
    assert_eq!(
        permitted(&city, &ticket, &first).await,
        json!(["address.postalCode", "name"])
    );
    city.end().await;
}

#[tokio::test]
async fn many_requests_under_a_description_that_nobody_publishes_fetch_it_a_few_times_only() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let mut other = patron(&city);
    other["title"] = json!({"en": "Something else"});
    let before = city.connector.shared.read.load(Relaxed);
    for _ in 0..20 {
        assert_eq!(permitted(&city, &ticket, &other).await, Value::Null);
    }
    let fetched = city.connector.shared.read.load(Relaxed) - before;
    assert!((1..=4).contains(&fetched), "{fetched} times");
    city.end().await;
}
