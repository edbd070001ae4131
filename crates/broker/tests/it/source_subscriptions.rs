//! Subscriptions to context source registrations.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::receiver::Receiver;
use crate::registrations::registration;
use crate::subscriptions::to;

#[tokio::test]
async fn subscribers_are_told_of_registrations() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    let subscription = to(&receiver, &json!({}));
    let made = peer
        .send("POST", "csourceSubscriptions", &subscription)
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let told = receiver.next().await.body;
    assert_eq!(told["type"], "ContextSourceNotification");
    assert_eq!(told["triggerReason"], "newlyMatching");
    let information = told["data"][0]["information"].as_array().unwrap();
    assert_eq!(information.len(), 1);
    assert_eq!(information[0]["entities"][0]["type"], json!(["Car"]));
    let path = "csourceRegistrations/urn:x:r";
    let patch = json!({"endpoint": "http://127.0.0.1:10"});
    peer.send("PATCH", path, &patch).await;
    assert_eq!(receiver.next().await.body["triggerReason"], "updated");
    peer.delete(path).await;
    assert_eq!(
        receiver.next().await.body["triggerReason"],
        "noLongerMatching"
    );
    let read = peer.get("csourceSubscriptions/urn:x:s").await.body;
    assert_eq!(read["notification"]["status"], "ok");
    assert_eq!(read["status"], "active");
    assert_eq!(peer.get("csourceSubscriptions").await.status, 200);
    // A changed subscription is told of all that matches.
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    assert_eq!(receiver.next().await.body["triggerReason"], "newlyMatching");
    let path = "csourceSubscriptions/urn:x:s";
    let patch = json!({"entities": [{"type": "Parking"}]});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    let told = receiver.next().await.body;
    assert_eq!(told["triggerReason"], "newlyMatching");
    assert_eq!(
        told["data"][0]["information"][0]["propertyNames"],
        json!(["spots"])
    );
    let patch = json!({"isActive": false});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(peer.get(path).await.body["isActive"], false);
    assert_eq!(peer.delete(path).await.status, 204);
    peer.get(path).await.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn a_subscription_of_entities_and_one_to_registrations_may_have_the_same_id() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    let subscription = to(&receiver, &json!({}));
    for collection in ["subscriptions", "csourceSubscriptions"] {
        let made = peer.send("POST", collection, &subscription).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let told = receiver.next().await.body;
    assert_eq!(told["type"], "ContextSourceNotification");
    let sent = async |collection: &str| {
        let read = peer.get(&format!("{collection}/urn:x:s")).await.body;
        read["notification"]["timesSent"].clone()
    };
    assert_eq!(sent("csourceSubscriptions").await, 1);
    assert_eq!(sent("subscriptions").await, Value::Null);
    let car = json!({"id": "urn:x:1", "type": "Car", "speed": 50});
    assert_eq!(
        peer.send("POST", "entities?local=true", &car).await.status,
        201
    );
    assert_eq!(receiver.next().await.body["type"], "Notification");
    let path = "csourceSubscriptions/urn:x:s";
    assert_eq!(peer.delete(path).await.status, 204);
    assert_eq!(sent("subscriptions").await, 1);
}

#[tokio::test]
async fn subscriptions_to_registrations_ask_about_times_places_and_scopes() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    let mut registered = registration("urn:x:r");
    registered["managementInterval"] = json!({"startAt": "2026-01-01T00:00:00Z"});
    registered["location"] = json!({"type": "Point", "coordinates": [19.26, 48.73]});
    registered["scope"] = json!("/Zvolen");
    let made = peer.send("POST", "csourceRegistrations", &registered).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let near = |metres: u32, from: [f64; 2]| json!({"geoQ": {"georel": format!("near;maxDistance=={metres}"), "geometry": "Point", "coordinates": from}});
    let time = |relation: &str, property: &str| json!({"temporalQ": {"timerel": relation, "timeAt": "2026-06-01T00:00:00Z", "timeproperty": property}});
    let asked = [
        (near(9000, [19.3, 48.7]), true),
        (near(9000, [17.1, 48.1]), false),
        (time("after", "modifiedAt"), true),
        (time("after", "observedAt"), false),
        (json!({"scopeQ": "/Zvolen/#"}), true),
        (json!({"scopeQ": "/Poprad"}), false),
    ];
    for (number, (mut subscription, is_told)) in asked.into_iter().enumerate() {
        subscription["id"] = json!(format!("urn:x:s{number}"));
        subscription["type"] = json!("Subscription");
        subscription["entities"] = json!([{"type": "Car"}]);
        subscription["notification"] = json!({"endpoint": {"uri": receiver.url}});
        let made = peer
            .send("POST", "csourceSubscriptions", &subscription)
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        if is_told {
            let told = receiver.next().await.body;
            assert_eq!(told["subscriptionId"], subscription["id"]);
        }
    }
    let wrong = json!({
        "type": "Subscription", "entities": [{"type": "Car"}], "csf": "=",
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &wrong)
        .await
        .is_problem(400, "BadRequestData");
    let path = "csourceSubscriptions/urn:x:s0";
    let (was, wrong) = (peer.get(path).await.body, time("during", "observedAt"));
    peer.send("PATCH", path, &wrong)
        .await
        .is_problem(400, "BadRequestData");
    assert_eq!(peer.get(path).await.body["temporalQ"], was["temporalQ"]);
}

#[tokio::test]
async fn a_changed_subscription_to_registrations_begins_anew_and_one_with_an_interval_repeats() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    for id in ["urn:x:r", "urn:x:q"] {
        peer.send("POST", "csourceRegistrations", &registration(id))
            .await;
    }
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Unknown"}],
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &subscription)
        .await;
    let path = "csourceSubscriptions/urn:x:s";
    let patch = json!({"entities": [{"type": "Car"}]});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    let told = receiver.next().await.body;
    assert_eq!(told["triggerReason"], "newlyMatching");
    assert_eq!(told["data"].as_array().unwrap().len(), 2);
    let patch = json!({"timeInterval": 1});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    for _ in 0..2 {
        let told = receiver.next().await.body;
        assert_eq!(told["data"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_change_of_a_subscription_with_an_interval_is_told_without_waiting_for_it() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}], "timeInterval": 3600,
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &subscription)
        .await;
    let names = |told: &Value| told["data"][0]["information"][0]["propertyNames"].clone();
    assert_eq!(names(&receiver.next().await.body), json!(["speed"]));
    let patch = json!({"entities": [{"type": "Parking"}]});
    let path = "csourceSubscriptions/urn:x:s";
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(names(&receiver.next().await.body), json!(["spots"]));
}

#[tokio::test]
async fn a_subscription_to_registrations_ends_when_a_patch_says_that_it_has() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &subscription)
        .await;
    let path = "csourceSubscriptions/urn:x:s";
    peer.send("PATCH", path, &json!({"expiresAt": "yesterday"}))
        .await
        .is_problem(400, "BadRequestData");
    let patch = json!({"expiresAt": "2001-01-01T00:00:00Z"});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(peer.get(path).await.body["status"], "expired");
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    // Another is told, it is not.
    let other = json!({
        "id": "urn:x:other", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &other).await;
    assert_eq!(receiver.next().await.body["subscriptionId"], "urn:x:other");
    let told = &peer.get(path).await.body["notification"];
    assert_eq!(told["lastNotification"], Value::Null, "{told}");
}
