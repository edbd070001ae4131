//! Subscriptions to what the connector offers (ETSI GS CIM 009 §5.11): a service that shows a ticket is told when the
//! connector's registration becomes another.

use std::time::Duration;

use connector::Connector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::City;
use crate::sql::engines;
use crate::staff::Member;
use crate::subscriptions::{Receiver, Service};

/// A library that offers its patrons as NGSI-LD.
async fn library(database: Option<String>) -> City {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.database = database;
    city.serve().await;
    city
}

/// Adds a dataset of loans, with a route.
fn offer_loans(city: &mut City) {
    let mut loans = city.config.datasets[0].clone();
    "loans".clone_into(&mut loans.id);
    "Loan".clone_into(&mut loans.entity_type);
    let mut route = city.config.routes[0].clone();
    "/loans".clone_into(&mut route.path);
    "loans".clone_into(&mut route.dataset);
    city.config.datasets.push(loans);
    city.config.routes.push(route);
}

fn to_types(receiver: &Receiver, types: &[&str]) -> Value {
    let mut asked = receiver.subscription();
    asked["entities"] = types.iter().map(|name| json!({"type": name})).collect();
    asked
}

/// The types that a notification is about.
fn types(told: &Value) -> Vec<&str> {
    let parts = told["data"][0]["information"].as_array().unwrap();
    let types = parts.iter().map(|part| &part["entities"][0]["type"][0]);
    types.map(|name| name.as_str().unwrap()).collect()
}

#[tokio::test]
async fn whoever_subscribes_hears_what_is_offered_and_when_that_becomes_another() {
    for database in engines().await {
        let mut city = library(database).await;
        let receiver = Receiver::start(0).await;
        let path = Service::following(&city)
            .subscribe(&to_types(&receiver, &["Patron", "Loan"]))
            .await;
        let first = receiver.told(0).await;
        assert_eq!(first["type"], "ContextSourceNotification");
        assert_eq!(first["triggerReason"], "newlyMatching");
        assert_eq!(first["subscriptionId"], path.trim_start_matches('/'));
        assert_eq!(types(&first), ["Patron"]);
        let source = &first["data"][0];
        assert_eq!(source["endpoint"], city.url);
        assert_eq!(source["datasets"]["value"][0]["version"], 1, "{source}");
        assert!(city.operator.asked().is_empty(), "it is about nobody");

        // One that stops withdraws what it offered, and offers it anew.
        city.stop().await;
        let gone = receiver.told(1).await;
        assert_eq!(gone["triggerReason"], "noLongerMatching", "{gone}");
        assert_eq!(types(&gone), ["Patron"]);
        offer_loans(&mut city);
        city.serve().await;
        let back = receiver.told(2).await;
        assert_eq!(back["triggerReason"], "newlyMatching", "{back}");
        assert_eq!(types(&back), ["Patron", "Loan"]);

        // A new version of a dataset.
        let steward = Member::come(&city, &["data-steward"]).await;
        let described = city.admin("/api/v1/datasets").await;
        let mut description = described[0]["description"].clone();
        description["version"] = json!(2);
        description["attributes"].as_array_mut().unwrap().remove(1);
        let url = format!("{}/api/v1/datasets/patron/versions", city.url);
        let publish = steward
            .client
            .post(url)
            .json(&json!({"description": description}));
        let response = publish
            .header("accept", "application/json")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 201);
        let updated = receiver.told(3).await;
        assert_eq!(updated["triggerReason"], "updated", "{updated}");
        let names = &updated["data"][0]["information"][0]["propertyNames"];
        assert_eq!(*names, json!(["address", "loans", "name"]));
        assert_eq!(updated["data"][0]["datasets"]["value"][0]["version"], 2);

        let service = Service::following(&city);
        let shown = service.shown(&path).await;
        assert_eq!(shown["notification"]["timesSent"], 4, "{shown}");
        assert_eq!(
            service.send(Method::DELETE, &path, None).await.status(),
            204
        );
        city.stop().await;
        assert_eq!(receiver.count(), 4, "it is told of nothing any more");
    }
}

#[tokio::test]
async fn what_changed_while_the_connector_was_down_or_the_receiver_was_is_told_later() {
    let mut city = library(None).await;
    offer_loans(&mut city);
    city.restart().await;
    // The first try fails; what was not told is tried again.
    let receiver = Receiver::start(1).await;
    let service = Service::following(&city);
    service.subscribe(&to_types(&receiver, &["Loan"])).await;
    assert_eq!(receiver.told(0).await["triggerReason"], "newlyMatching");

    // As after a crash: nobody was told that it ended. What it offers then is another.
    let dataset = city.config.datasets.pop().unwrap();
    let route = city.config.routes.pop().unwrap();
    let before = city.begin_as_after_a_crash().await;
    let gone = receiver.told(1).await;
    assert_eq!(gone["triggerReason"], "noLongerMatching", "{gone}");
    assert_eq!(types(&gone), ["Loan"]);

    // What is not asked for may change without a word; what is asked for is told in its own words.
    city.config.datasets.push(dataset);
    city.config.routes.push(route);
    city.restart().await;
    assert_eq!(receiver.told(2).await["triggerReason"], "newlyMatching");

    // Nothing is offered as NGSI-LD any more.
    for route in &mut city.config.routes {
        route.shape = connector::config::Shape::Plain;
    }
    let between = city.begin_as_after_a_crash().await;
    assert_eq!(receiver.told(3).await["triggerReason"], "noLongerMatching");
    drop((before, between));
}

#[tokio::test]
async fn a_subscription_to_what_is_offered_needs_a_ticket_and_is_its_services_alone() {
    let city = library(None).await;
    let receiver = Receiver::start(0).await;
    let url = format!("{}/ngsi-ld/v1/csourceSubscriptions", city.url);
    let strange = city.client.post(url).json(&receiver.subscription());
    city.refused_at_sight(strange.send().await.unwrap(), 401, "ticket-missing")
        .await;

    let service = Service::following(&city);
    let to = |uri: &str| {
        let mut asked = receiver.subscription();
        asked["notification"]["endpoint"]["uri"] = json!(uri);
        asked
    };
    let with = |name: &str, value: Value| {
        let mut asked = receiver.subscription();
        asked[name] = value;
        asked
    };
    for asked in [
        to("http://10.0.0.1/told"),
        to("http://169.254.169.254/latest/meta-data"),
        to("mqtts://example.org/told"),
        with("expiresAt", json!("2020-01-01T00:00:00Z")),
        with("timeInterval", json!(5)),
        with("csf", json!("(")),
    ] {
        let response = service.send(Method::POST, "", Some(&asked)).await;
        assert_eq!(response.status(), 400, "{asked}");
    }

    let path = service.subscribe(&receiver.subscription()).await;
    receiver.told(0).await;
    let shown = service.shown(&path).await;
    assert_eq!(shown["status"], "active");
    assert!(shown["expiresAt"].is_string(), "it ends by itself: {shown}");
    // Another permission of the same service shows the same; another service sees nothing of it.
    let same = Service::following(&city);
    assert_eq!(same.send(Method::GET, &path, None).await.status(), 200);
    let mut other = Service::following(&city);
    other.claims["sub"] = json!("Another service");
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(other.send(method, &path, None).await.status(), 404);
    }
    let all: Value = other
        .send(Method::GET, "", None)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(all, json!([]));
    // Neither is it among those to a person's entities.
    let entities = Service::of(&city);
    assert_eq!(entities.send(Method::GET, &path, None).await.status(), 404);

    // A change makes it be told anew of what there is.
    let patch = json!({"watchedAttributes": ["no-such"]});
    assert_eq!(
        service
            .send(Method::PATCH, &path, Some(&patch))
            .await
            .status(),
        204
    );
    let patch = json!({"watchedAttributes": ["email"]});
    assert_eq!(
        service
            .send(Method::PATCH, &path, Some(&patch))
            .await
            .status(),
        204
    );
    assert_eq!(receiver.told(1).await["triggerReason"], "newlyMatching");
    for _ in 1..16 {
        service.subscribe(&receiver.subscription()).await;
    }
    let asked = receiver.subscription();
    let many = service.send(Method::POST, "", Some(&asked)).await;
    assert_eq!(many.status(), 403);
}

#[tokio::test]
async fn one_at_intervals_is_told_what_there_is_each_time() {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.serve().await;
    let receiver = Receiver::start(0).await;
    let mut asked = receiver.subscription();
    asked["timeInterval"] = json!(60);
    let service = Service::following(&city);
    let path = service.subscribe(&asked).await;
    for at in 0..3 {
        assert_eq!(receiver.told(at).await["triggerReason"], "newlyMatching");
        // Time goes on once it is noted that it was told.
        while service.shown(&path).await["notification"]["timesSent"] != at + 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(receiver.count(), at + 1);
        city.clock.advance(Duration::from_secs(61));
    }
}

#[tokio::test]
async fn two_processes_of_one_connector_tell_once() {
    for database in engines().await {
        let mut city = City::prepare_store().await;
        city.config.routes[0].shape = connector::config::Shape::NgsiLd;
        city.config.several_processes = true;
        city.config.database = database;
        city.serve().await;
        let receiver = Receiver::start(0).await;
        let mut second = city.config.clone();
        "127.0.0.1:0".clone_into(&mut second.listen);
        second.base_url = Some(city.url.clone());
        let second = Connector::start(second).await.unwrap();
        let service = Service::following(&city);
        let asked = to_types(&receiver, &["Patron"]);
        let mut paths = Vec::new();
        for _ in 0..8 {
            paths.push(service.subscribe(&asked).await);
        }
        for at in 0..8 {
            receiver.told(at).await;
        }
        // One of several that stops withdraws nothing.
        second.shutdown().await;
        for path in &paths {
            let shown = service.shown(path).await;
            assert_eq!(shown["notification"]["timesSent"], 1, "{shown}");
        }
        assert_eq!(receiver.count(), 8);
    }
}
