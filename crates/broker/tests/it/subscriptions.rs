//! Subscriptions, with a receiver that listens on a port of its own.

use std::time::Duration;

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::receiver::Receiver;

/// A subscription of cars that is told to the receiver, with more members or others.
pub(crate) fn to(receiver: &Receiver, more: &Value) -> Value {
    let mut subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": receiver.url, "accept": "application/json"}},
    });
    for (name, value) in more.as_object().unwrap() {
        if name == "notification" {
            for (name, value) in value.as_object().unwrap() {
                subscription["notification"][name] = value.clone();
            }
        } else {
            subscription[name] = value.clone();
        }
    }
    subscription
}

async fn subscribed(more: &Value) -> (Peer, Receiver) {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    let made = peer
        .send("POST", "subscriptions/", &to(&receiver, more))
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    (peer, receiver)
}

async fn car(peer: &Peer) {
    let car = json!({"id": "urn:x:1", "type": "Car", "speed": 50, "brand": "Fiat",
        "label": {"languageMap": {"en": "car"}}});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
}

#[tokio::test]
async fn a_subscription_is_made_read_changed_and_deleted() {
    let peer = Peer::start().await;
    let receiver = Receiver::start().await;
    let subscription = to(
        &receiver,
        &json!({"q": "speed>10", "watchedAttributes": ["speed"]}),
    );
    let made = peer.send("POST", "subscriptions", &subscription).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.header("location"), "/ngsi-ld/v1/subscriptions/urn:x:s");
    peer.send("POST", "subscriptions", &subscription)
        .await
        .is_problem(409, "AlreadyExists");
    let read = peer.get("subscriptions/urn:x:s").await;
    let mut expected = subscription.clone();
    expected["status"] = json!("active");
    expected["notificationTrigger"] = json!(["attributeCreated", "attributeUpdated"]);
    assert_eq!((read.status, &read.body), (200, &expected));
    let patch = json!({"isActive": false, "q": null});
    assert_eq!(
        peer.send("PATCH", "subscriptions/urn:x:s", &patch)
            .await
            .status,
        204
    );
    let read = peer.get("subscriptions/urn:x:s").await.body;
    assert_eq!((&read["status"], read.get("q")), (&json!("paused"), None));
    // A member that is given is another as a whole.
    let patch = json!({"notification": {"format": "concise"}});
    peer.send("PATCH", "subscriptions/urn:x:s", &patch)
        .await
        .is_problem(400, "BadRequestData");
    let list = peer.get("subscriptions?limit=1&count=true").await;
    assert_eq!(list.header("ngsild-results-count"), "1");
    assert_eq!(list.body, json!([read]));
    assert_eq!(peer.delete("subscriptions/urn:x:s").await.status, 204);
    peer.get("subscriptions/urn:x:s")
        .await
        .is_problem(404, "ResourceNotFound");
    peer.delete("subscriptions/urn:x:s")
        .await
        .is_problem(404, "ResourceNotFound");
    peer.get("subscriptions/wrong")
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn subscriptions_that_cannot_be_are_refused() {
    let peer = Peer::start().await;
    let receiver = Receiver::start().await;
    for wrong in [
        json!({"type": "Query"}),
        json!({"id": "wrong"}),
        json!({"entities": []}),
        json!({"entities": [{"id": "urn:x:1"}]}),
        json!({"entities": [{"type": "Car", "idPattern": "("}]}),
        json!({"watchedAttributes": []}),
        json!({"timeInterval": 5, "throttling": 5}),
        json!({"timeInterval": 5, "watchedAttributes": ["speed"]}),
        json!({"timeInterval": 0}),
        json!({"throttling": -1}),
        json!({"expiresAt": "2001-01-01T00:00:00Z"}),
        json!({"expiresAt": "tomorrow"}),
        json!({"q": "(speed"}),
        json!({"geoQ": {"georel": "within"}}),
        json!({"scopeQ": "//1"}),
        json!({"notificationTrigger": ["sunrise"]}),
        json!({"isActive": "yes"}),
        json!({"notification": {"format": "short"}}),
        json!({"notification": {"attributes": ["a"], "pick": ["b"]}}),
        json!({"notification": {"pick": ["a"], "omit": ["a"]}}),
        json!({"notification": {"endpoint": {}}}),
        json!({"notification": {"endpoint": {"uri": "ftp://127.0.0.1/topic"}}}),
        json!({"notification": {"endpoint": {"uri": receiver.url, "accept": "text/plain"}}}),
    ] {
        peer.send("POST", "subscriptions", &to(&receiver, &wrong))
            .await
            .is_problem(400, "BadRequestData");
    }
    peer.get("subscriptions?x=1")
        .await
        .is_problem(400, "InvalidRequest");
}

#[tokio::test]
async fn a_change_is_told_and_counted() {
    let (peer, receiver) = subscribed(&json!({"watchedAttributes": ["speed"]})).await;
    car(&peer).await;
    let told = receiver.next().await;
    assert_eq!(told.header("content-type"), "application/json");
    assert!(told.header("link").contains("ngsi-ld-core-context"));
    assert_eq!(told.body["type"], "Notification");
    assert_eq!(told.body["subscriptionId"], "urn:x:s");
    assert_eq!(told.body["data"][0]["speed"]["value"], 50);
    assert!(told.body["data"][0]["speed"].get("createdAt").is_none());
    let patch = json!({"type": "Property", "value": "Alfa"});
    peer.send("PATCH", "entities/urn:x:1/attrs/brand", &patch)
        .await;
    let patch = json!({"type": "Property", "value": 5});
    peer.send("PATCH", "entities/urn:x:1/attrs/speed", &patch)
        .await;
    let told = receiver.next().await;
    assert_eq!(told.body["data"][0]["speed"]["value"], 5);
    assert_eq!(told.body["data"][0]["brand"]["value"], "Alfa");
    let read = receiver
        .until(|| async {
            let read = peer.get("subscriptions/urn:x:s").await.body;
            read["notification"]["lastSuccess"]
                .is_string()
                .then_some(read)
        })
        .await;
    assert_eq!(read["notification"]["status"], "ok");
    assert_eq!(read["notification"]["timesSent"], 2);
}

#[tokio::test]
async fn what_goes_is_told_as_null() {
    let triggers = json!({"notificationTrigger": ["attributeDeleted", "entityDeleted"],
        "notification": {"showChanges": true}});
    let (peer, receiver) = subscribed(&triggers).await;
    car(&peer).await;
    peer.delete("entities/urn:x:1/attrs/speed").await;
    let told = receiver.next().await.body;
    assert_eq!(
        told["data"][0]["speed"],
        json!({"type": "Property", "value": "urn:ngsi-ld:null", "previousValue": 50})
    );
    peer.delete("entities/urn:x:1").await;
    let told = receiver.next().await.body;
    assert!(told["data"][0]["deletedAt"].is_string());
    assert_eq!(told["data"][0]["brand"]["previousValue"], "Fiat");
    assert_eq!(
        told["data"][0]["label"]["previousLanguageMap"],
        json!({"en": "car"})
    );
}

#[tokio::test]
async fn the_end_of_an_entity_is_told_in_three_members() {
    let (peer, receiver) = subscribed(&json!({"notificationTrigger": ["entityDeleted"]})).await;
    car(&peer).await;
    peer.delete("entities/urn:x:1").await;
    let told = receiver.next().await.body;
    let members: Vec<&String> = told["data"][0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["deletedAt", "id", "type"]);
}

#[tokio::test]
async fn of_a_deleted_entity_those_attributes_are_null_that_are_watched() {
    let watched = json!({"notificationTrigger": ["attributeDeleted"], "watchedAttributes": ["brand", "label"]});
    let (peer, receiver) = subscribed(&watched).await;
    car(&peer).await;
    peer.delete("entities/urn:x:1").await;
    let told = receiver.next().await.body;
    let members: Vec<&String> = told["data"][0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["brand", "deletedAt", "id", "label", "type"]);
    car(&peer).await;
    peer.delete("entities/urn:x:1/attrs/label").await;
    let told = receiver.next().await.body;
    assert_eq!(
        told["data"][0]["label"]["languageMap"],
        json!({"@none": "urn:ngsi-ld:null"})
    );
}

#[tokio::test]
async fn notifications_are_shown_as_asked_for() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    let subscription = to(
        &receiver,
        &json!({"notification": {"format": "keyValues", "pick": ["id", "speed"],
            "endpoint": {"uri": receiver.url, "accept": "application/ld+json",
                "receiverInfo": [{"key": "x-from", "value": "fiducia"}]}}}),
    );
    let made = peer.send("POST", "subscriptions", &subscription).await;
    assert_eq!(made.status, 201, "{}", made.body);
    car(&peer).await;
    let told = receiver.next().await;
    assert_eq!(told.header("content-type"), "application/ld+json");
    assert_eq!(told.header("x-from"), "fiducia");
    assert!(told.body["@context"].is_string());
    let mut entity = told.body["data"][0].clone();
    let context = entity.as_object_mut().unwrap().remove("@context");
    assert_eq!(context.as_ref(), Some(&told.body["@context"]));
    assert_eq!(entity, json!({"id": "urn:x:1", "speed": 50}));
}

#[tokio::test]
async fn periodic_subscriptions_tell_again_and_again() {
    let (peer, receiver) = subscribed(&json!({"timeInterval": 1})).await;
    car(&peer).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:1");
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:1");
}

#[tokio::test]
async fn a_receiver_that_fails_is_counted_and_holds_up_nobody() {
    let (peer, receiver) = subscribed(&json!({})).await;
    receiver.answer_with(500);
    let before = std::time::Instant::now();
    car(&peer).await;
    assert!(before.elapsed() < Duration::from_secs(5));
    receiver.next().await;
    let read = receiver
        .until(|| async {
            let read = peer.get("subscriptions/urn:x:s").await.body;
            read["notification"]["lastFailure"]
                .is_string()
                .then_some(read)
        })
        .await;
    assert_eq!(read["notification"]["status"], "failed");
    assert_eq!(read["notification"]["timesFailed"], 1);
}

#[tokio::test]
async fn a_receiver_that_cannot_be_reached_is_told_of_while_it_is_tried_again() {
    let peer = Peer::start().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = json!({"uri": format!("http://{}/", nobody.local_addr().unwrap())});
    drop(nobody);
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": endpoint},
    });
    let made = peer.send("POST", "subscriptions", &subscription).await;
    assert_eq!(made.status, 201, "{}", made.body);
    car(&peer).await;
    let told = async {
        loop {
            let read = peer.get("subscriptions/urn:x:s").await.body;
            if read["notification"]["lastFailure"].is_string() {
                return read["notification"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(4), told)
        .await
        .expect("the first try has failed");
    assert_eq!(told["status"], "failed");
    assert_eq!(told["timesSent"], 1);
    // It may still arrive.
    assert_eq!(told.get("timesFailed"), None);
}

async fn with_owner(peer: &Peer) {
    let town = json!({"id": "urn:x:town", "type": "Town", "people": 7});
    assert_eq!(peer.send("POST", "entities", &town).await.status, 201);
    let car = json!({"id": "urn:x:1", "type": "Car", "parked": {"object": "urn:x:town"}});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
}

#[tokio::test]
async fn linked_entities_stand_within_or_beside_those_told_of() {
    let town = json!({"id": "urn:x:town", "type": "Town", "people": 7});
    for (join, parked, beside) in [
        ("inline", town.clone(), None),
        ("flat", json!("urn:x:town"), Some(&town)),
    ] {
        let (peer, receiver) = subscribed(
            &json!({"notification": {"format": "keyValues", "join": join, "joinLevel": 1}}),
        )
        .await;
        with_owner(&peer).await;
        let told = receiver.next().await.body;
        let car = json!({"id": "urn:x:1", "type": "Car", "parked": parked});
        let expected: Vec<&Value> = std::iter::once(&car).chain(beside).collect();
        assert_eq!(told["data"], json!(expected), "{join}");
    }
}

#[tokio::test]
async fn a_subscription_asks_something_of_linked_entities() {
    let (peer, receiver) = subscribed(&json!({"q": "parked{people}>5"})).await;
    let other = json!({"id": "urn:x:0", "type": "Car", "parked": {"object": "urn:x:nowhere"}});
    assert_eq!(peer.send("POST", "entities", &other).await.status, 201);
    with_owner(&peer).await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:1");
}

#[tokio::test]
async fn a_condition_may_be_escaped_as_in_an_address() {
    for (q, brand) in [
        (r#"brand=="Alfa%20Romeo""#, "Alfa Romeo"),
        ("brand==%22Alfa%20Romeo%22;speed%3E10", "Alfa Romeo"),
        (r#"brand=="Alfa%20Romeo""#, "Alfa%20Romeo"),
        (r#"brand=="100% %""#, "100% %"),
        (r#"brand=="a%22b""#, "a%22b"),
    ] {
        let (peer, receiver) = subscribed(&json!({"q": q})).await;
        for (id, brand) in [("urn:x:0", "other"), ("urn:x:1", brand)] {
            let car = json!({"id": id, "type": "Car", "speed": 50, "brand": brand});
            assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
        }
        let told = receiver.next().await.body;
        assert_eq!(told["data"][0]["id"], "urn:x:1", "{q}");
        let read = peer.get("subscriptions/urn:x:s").await.body;
        assert_eq!(read["q"], q);
    }
}

#[tokio::test]
async fn a_deleted_instance_is_null_among_the_others_in_simplified_form() {
    let (peer, receiver) = subscribed(&json!({"notificationTrigger": ["attributeDeleted"],
        "notification": {"format": "keyValues"}}))
    .await;
    let car = json!({"id": "urn:x:1", "type": "Car",
        "name": [{"value": "a"}, {"value": "b", "datasetId": "urn:x:d"}, {"value": "c", "datasetId": "urn:x:e"}]});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    peer.delete("entities/urn:x:1/attrs/name?datasetId=urn:x:d")
        .await;
    assert_eq!(
        receiver.next().await.body["data"][0]["name"],
        json!({"dataset": {"@none": "a", "urn:x:d": "urn:ngsi-ld:null", "urn:x:e": "c"}})
    );
}

#[tokio::test]
async fn only_what_a_subscription_can_say_is_taken() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    for wrong in [
        json!({"csf": "(("}),
        json!({"notification": {"format": "keyValues", "showChanges": true}}),
        json!({"notification": {"pick": []}}),
        json!({"notification": {"endpoint": {"uri": receiver.url, "notifierInfo": [{"key": "a", "value": 1}]}}}),
        json!({"notification": {"endpoint": {"uri": receiver.url, "receiverInfo": [{"key": "a"}]}}}),
    ] {
        peer.send("POST", "subscriptions", &to(&receiver, &wrong))
            .await
            .is_problem(400, "BadRequestData");
    }
    let more = to(&receiver, &json!({"other": 1, "status": "expired"}));
    assert_eq!(peer.send("POST", "subscriptions", &more).await.status, 201);
    let read = peer.get("subscriptions/urn:x:s").await.body;
    assert_eq!(
        (&read["status"], read.get("other")),
        (&json!("active"), None)
    );
}
