//! Subscriptions at brokers that others are registered at.

use serde_json::{Value, json};

use crate::peer::{Peer, answered};
use crate::receiver::Receiver;

/// Registers a broker as a source of cars; gives the registration's path.
async fn registered(at: &Peer, source: &Peer, more: &Value) -> String {
    let endpoint = source.url.strip_suffix("/ngsi-ld/v1").unwrap();
    let mut registration = json!({
        "type": "ContextSourceRegistration", "endpoint": endpoint,
        "information": [{"entities": [{"type": "Car"}]}],
        "operations": ["retrieveOps", "subscriptionOps"],
    });
    for (name, value) in more.as_object().unwrap() {
        registration[name] = value.clone();
    }
    let made = at.send("POST", "csourceRegistrations", &registration).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.header("location").replace("/ngsi-ld/v1/", "")
}

async fn subscribed(at: &Peer, receiver: &Receiver, more: &Value) {
    let mut subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}, {"type": "Ship"}],
        "notification": {"endpoint": {"uri": receiver.url}, "format": "keyValues"},
    });
    for (name, value) in more.as_object().unwrap() {
        subscription[name] = value.clone();
    }
    let path = if more.get("here").is_some() {
        subscription.as_object_mut().unwrap().remove("here");
        "subscriptions?local=true"
    } else {
        "subscriptions"
    };
    let made = at.send("POST", path, &subscription).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

async fn made(at: &Peer, entity: &Value) {
    let made = at.send("POST", "entities", entity).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

/// The subscriptions that there are.
async fn there(at: &Peer) -> Vec<Value> {
    at.get("subscriptions")
        .await
        .body
        .as_array()
        .unwrap()
        .clone()
}

fn car(id: &str, speed: u32) -> Value {
    json!({"id": id, "type": "Car", "speed": speed, "brand": "Fiat"})
}

#[tokio::test]
async fn a_subscription_is_made_changed_and_deleted_at_the_source_as_well() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    registered(&one, &two, &json!({})).await;
    subscribed(&one, &receiver, &json!({"q": "speed>10"})).await;
    let elsewhere = there(&two).await;
    let [told] = elsewhere.as_slice() else {
        panic!("{elsewhere:?}");
    };
    assert_ne!(told["id"], "urn:x:s");
    // The source is told what it is registered for, and not who is told in the end.
    assert_eq!(told["entities"], json!([{"type": "Car"}]));
    assert_eq!(told["q"], "speed>10");
    let uri = told["notification"]["endpoint"]["uri"].as_str().unwrap();
    assert!(
        uri.starts_with(&format!("{}/notifications/", one.url)),
        "{uri}"
    );

    made(&two, &car("urn:x:slow", 5)).await;
    made(&two, &car("urn:x:fast", 50)).await;
    let told = receiver.next().await;
    assert_eq!(told.body["subscriptionId"], "urn:x:s");
    let fast = json!({"id": "urn:x:fast", "type": "Car", "speed": 50, "brand": "Fiat"});
    assert_eq!(told.body["data"], json!([fast]));
    made(&one, &car("urn:x:here", 60)).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:here");

    let path = "subscriptions/urn:x:s";
    let patch = json!({"q": "speed<10", "isActive": true, "watchedAttributes": ["brand"]});
    assert_eq!(one.send("PATCH", path, &patch).await.status, 204);
    let changed = &there(&two).await[0];
    assert_eq!(changed["q"], "speed<10");
    assert_eq!(changed["watchedAttributes"], json!(["brand"]));
    let patch = json!({"watchedAttributes": null});
    assert_eq!(one.send("PATCH", path, &patch).await.status, 204);
    assert!(there(&two).await[0].get("watchedAttributes").is_none());
    made(&two, &car("urn:x:slower", 4)).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:slower");

    assert_eq!(one.delete(path).await.status, 204);
    assert!(there(&two).await.is_empty());
    let gone = reqwest::Client::new()
        .post(uri)
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(gone.unwrap().status(), 404);
}

#[tokio::test]
async fn sources_that_come_and_go_are_told() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    subscribed(&one, &receiver, &json!({})).await;
    let registration = registered(&one, &two, &json!({})).await;
    let until = async |count: usize| {
        receiver
            .until(async || (there(&two).await.len() == count).then_some(()))
            .await;
    };
    until(1).await;
    made(&two, &car("urn:x:1", 1)).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:1");

    // A broker that is elsewhere after its start says where.
    let address = async || {
        let there = there(&two).await;
        there[0]["notification"]["endpoint"]["uri"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let one = one.stop().await.start().await;
    let moved = receiver
        .until(async || address().await.starts_with(&one.url).then_some(()))
        .await;
    assert_eq!(moved, ());
    made(&two, &car("urn:x:2", 1)).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:2");

    let other = json!({"information": [{"entities": [{"type": "Bus"}]}]});
    assert_eq!(one.send("PATCH", &registration, &other).await.status, 204);
    until(0).await;
    let again = json!({"information": [{"entities": [{"type": "Ship"}]}]});
    assert_eq!(one.send("PATCH", &registration, &again).await.status, 204);
    until(1).await;
    assert_eq!(one.delete(&registration).await.status, 204);
    until(0).await;
}

/// A broker that has the same address after each start.
async fn at_one_address() -> Peer {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = broker::OpenConfig {
        listen: free.local_addr().unwrap().to_string(),
        ..broker::OpenConfig::default()
    };
    drop(free);
    Peer::with(config).await
}

#[tokio::test]
async fn a_source_whose_context_cannot_be_had_is_told_when_it_can_and_not_told_an_end_meanwhile() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    let contexts = at_one_address().await;
    let hosted = contexts
        .request("POST", "jsonldContexts")
        .header("content-type", "application/json")
        .body(json!({"@context": {"ex": "https://example.org/"}}).to_string());
    let hosted = answered(hosted.send().await.unwrap()).await;
    let id = hosted.header("location").rsplit('/').next().unwrap();
    let url = format!("{}/jsonldContexts/{id}", contexts.url);
    let away = contexts.stop().await;
    let more = json!({"contextSourceInfo": [{"key": "jsonldContext", "value": url}]});
    registered(&one, &two, &more).await;
    subscribed(&one, &receiver, &json!({})).await;
    assert!(there(&two).await.is_empty());
    let contexts = away.start().await;
    let until = async |count: usize| {
        receiver
            .until(async || (there(&two).await.len() == count).then_some(()))
            .await;
    };
    until(1).await;
    let told = there(&two).await;

    // It forgets its contexts when it starts anew, and the source keeps what it was told.
    contexts.stop().await;
    let one = one.stop().await.start().await;
    let patch = json!({"description": "still cars"});
    let path = "subscriptions/urn:x:s";
    assert_eq!(one.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(there(&two).await[0]["id"], told[0]["id"]);
}

#[tokio::test]
async fn sources_that_were_away_are_told_when_they_are_back() {
    let (one, receiver) = (Peer::start().await, Receiver::start().await);
    let two = at_one_address().await;
    let registration = registered(&one, &two, &json!({})).await;
    let away = two.stop().await;
    subscribed(&one, &receiver, &json!({})).await;
    let two = away.start().await;
    let until = async |at: &Peer, count: usize| {
        receiver
            .until(async || (there(at).await.len() == count).then_some(()))
            .await;
    };
    until(&two, 1).await;
    made(&two, &car("urn:x:1", 1)).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:1");

    // What was changed and what was ended meanwhile as well, and nothing comes from there by then.
    let away = two.stop().await;
    let path = "subscriptions/urn:x:s";
    let patch = json!({"q": "speed>10"});
    assert_eq!(one.send("PATCH", path, &patch).await.status, 204);
    let two = away.start().await;
    receiver
        .until(async || (there(&two).await[0]["q"] == "speed>10").then_some(()))
        .await;
    let away = two.stop().await;
    assert_eq!(one.delete(&registration).await.status, 204);
    // The end waits beyond a restart, too.
    let one = one.stop().await.start().await;
    let two = away.start().await;
    made(&two, &car("urn:x:2", 20)).await;
    until(&two, 0).await;
    assert!(receiver.has_nothing().await);
    assert_eq!(there(&one).await.len(), 1);
}

#[tokio::test]
async fn a_source_is_heard_in_what_it_is_registered_for_only() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    let speed = json!({"information": [
        {"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]},
    ]});
    registered(&one, &two, &speed).await;
    let watched = json!({"watchedAttributes": ["speed", "brand"], "q": "speed>10"});
    subscribed(&one, &receiver, &watched).await;
    let told = &there(&two).await[0];
    assert_eq!(told["entities"], json!([{"id": "urn:x:1", "type": "Car"}]));
    assert_eq!(told["watchedAttributes"], json!(["speed"]));
    assert_eq!(told["notification"]["attributes"], json!(["speed"]));

    // A source that says more, or something else, is not believed.
    let uri = told["notification"]["endpoint"]["uri"].as_str().unwrap();
    let notify = async |entity: Value, of: &Value| {
        let notification = json!({
            "id": "urn:x:n", "type": "Notification", "subscriptionId": of,
            "notifiedAt": "2026-01-01T00:00:00Z", "data": [entity],
        });
        let sent = reqwest::Client::new().post(uri).json(&notification).send();
        sent.await.unwrap().status().as_u16()
    };
    let id = &told["id"];
    assert_eq!(notify(car("urn:x:2", 50), id).await, 204);
    assert_eq!(notify(car("urn:x:1", 5), id).await, 204);
    assert_eq!(notify(car("urn:x:1", 50), &json!("urn:x:other")).await, 404);
    assert_eq!(notify(car("urn:x:1", 50), id).await, 204);
    let told = receiver.next().await.body;
    assert_eq!(
        told["data"],
        json!([{"id": "urn:x:1", "type": "Car", "speed": 50}])
    );
    assert!(receiver.has_nothing().await);
}

#[tokio::test]
async fn deletions_at_a_source_are_passed_on() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    registered(&one, &two, &json!({})).await;
    let deletions = json!({"notificationTrigger": ["entityDeleted", "attributeDeleted"]});
    subscribed(&one, &receiver, &deletions).await;
    made(&two, &car("urn:x:1", 1)).await;
    assert_eq!(two.delete("entities/urn:x:1/attrs/brand").await.status, 204);
    let told = receiver.next().await.body;
    let gone = json!({"id": "urn:x:1", "type": "Car", "speed": 1, "brand": "urn:ngsi-ld:null"});
    assert_eq!(told["data"], json!([gone]));
    assert_eq!(two.delete("entities/urn:x:1").await.status, 204);
    assert!(receiver.next().await.body["data"][0]["deletedAt"].is_string());
}

#[tokio::test]
async fn what_is_local_or_not_offered_stays_here() {
    let receiver = Receiver::start().await;
    for (subscription, registration) in [
        (json!({"here": true}), json!({})),
        (json!({"localOnly": true}), json!({})),
        (json!({"entities": [{"type": "Ship"}]}), json!({})),
        (json!({}), json!({"operations": ["retrieveOps"]})),
        (
            json!({}),
            json!({"operations": ["retrieveOps"], "mode": "auxiliary"}),
        ),
    ] {
        let (one, two) = (Peer::start().await, Peer::start().await);
        registered(&one, &two, &registration).await;
        subscribed(&one, &receiver, &subscription).await;
        assert!(
            there(&two).await.is_empty(),
            "{subscription} {registration}"
        );
    }
}

#[tokio::test]
async fn brokers_that_know_one_another_tell_once() {
    let (one, two, receiver) = (
        Peer::start().await,
        Peer::start().await,
        Receiver::start().await,
    );
    // Without `operations` a source takes part in subscriptions (§4.20).
    registered(&one, &two, &json!({"operations": ["federationOps"]})).await;
    registered(&two, &one, &json!({"operations": ["federationOps"]})).await;
    subscribed(&one, &receiver, &json!({})).await;
    assert_eq!(there(&one).await.len(), 1);
    assert_eq!(there(&two).await.len(), 1);
    made(&one, &car("urn:x:1", 1)).await;
    made(&two, &car("urn:x:2", 1)).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        told.push(receiver.next().await.body["data"][0]["id"].clone());
    }
    told.sort_by_key(Value::to_string);
    assert_eq!(told, ["urn:x:1", "urn:x:2"]);
    assert!(receiver.has_nothing().await);
}

#[tokio::test]
async fn sources_notify_without_credentials_and_do_nothing_else() {
    let peer = Peer::with(broker::OpenConfig {
        credentials: vec![broker::Credentials::Bearer("secret".into())],
        ..broker::OpenConfig::default()
    })
    .await;
    let body = json!({"subscriptionId": "urn:x:s", "data": []});
    peer.send("POST", "notifications/unknown", &body)
        .await
        .is_problem(404, "ResourceNotFound");
    assert_eq!(peer.get("notifications/unknown").await.status, 405);
    for path in ["notifications", "notifications/../entities", "entities"] {
        assert_eq!(peer.get(path).await.status, 401, "{path}");
    }
}
