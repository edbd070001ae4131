//! What lasts beyond the end of a broker's process.

use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::peer::Peer;
use crate::receiver::Receiver;

async fn subscribed(peer: &Peer, collection: &str, id: &str, uri: &str) {
    let subscription = json!({
        "id": id, "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri}},
    });
    let made = peer.send("POST", collection, &subscription).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

async fn car(peer: &Peer, id: &str) {
    let car = json!({"id": id, "type": "Car", "speed": 50});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
}

async fn notification(peer: &Peer, collection: &str) -> Value {
    let read = peer.get(&format!("{collection}/urn:x:s")).await;
    read.body["notification"].clone()
}

/// An address where nobody is.
async fn nobody() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test]
async fn what_was_not_told_is_told_after_the_next_start() {
    let peer = Peer::start().await;
    let address = nobody().await;
    subscribed(
        &peer,
        "subscriptions",
        "urn:x:s",
        &format!("http://{address}/notify"),
    )
    .await;
    for id in ["urn:x:1", "urn:x:2"] {
        car(&peer, id).await;
    }
    let stopped = peer.stop().await;
    let receiver = Receiver::on(TcpListener::bind(address).await.unwrap());
    let peer = stopped.start().await;
    let mut told = Vec::new();
    for _ in 0..2 {
        told.push(receiver.next().await.body["data"][0]["id"].clone());
    }
    told.sort_by_key(Value::to_string);
    assert_eq!(told, ["urn:x:1", "urn:x:2"]);
    let counted = receiver
        .until(async || {
            let said = notification(&peer, "subscriptions").await;
            said.get("lastSuccess").is_some().then_some(said)
        })
        .await;
    assert_eq!(counted["timesSent"], 2);
    assert!(counted.get("timesFailed").is_none());

    // It is told once: nothing is left for another start.
    let settled = receiver.until(async || {
        let said = notification(&peer, "subscriptions").await;
        (said["lastSuccess"].as_str() >= said["lastNotification"].as_str()).then_some(())
    });
    settled.await;
    let peer = peer.stop().await.start().await;
    car(&peer, "urn:x:3").await;
    assert_eq!(receiver.next().await.body["data"][0]["id"], "urn:x:3");
    assert!(receiver.has_nothing().await);
}

#[tokio::test]
async fn what_was_on_its_way_is_counted_once() {
    let peer = Peer::start().await;
    // Somebody who takes what is sent and does not answer.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    subscribed(
        &peer,
        "subscriptions",
        "urn:x:s",
        &format!("http://{address}/notify"),
    )
    .await;
    car(&peer, "urn:x:1").await;
    let connection = silent.accept().await.unwrap();
    let first = notification(&peer, "subscriptions").await;
    assert_eq!(first["timesSent"], 1);
    let stopped = peer.stop().await;
    drop((connection, silent));
    let receiver = Receiver::on(TcpListener::bind(address).await.unwrap());
    let peer = stopped.start().await;
    let told = receiver.next().await;
    assert_eq!(told.body["notifiedAt"], first["lastNotification"]);
    let counted = receiver
        .until(async || {
            let said = notification(&peer, "subscriptions").await;
            said.get("lastSuccess").is_some().then_some(said)
        })
        .await;
    assert_eq!(counted["timesSent"], 1);
    assert_eq!(counted["lastNotification"], first["lastNotification"]);
    assert_eq!(counted["status"], "ok");
}

#[tokio::test]
async fn what_waits_is_withdrawn_with_its_subscription() {
    let peer = Peer::start().await;
    let address = nobody().await;
    let uri = format!("http://{address}/notify");
    subscribed(&peer, "subscriptions", "urn:x:s", &uri).await;
    subscribed(&peer, "subscriptions", "urn:x:other", &uri).await;
    car(&peer, "urn:x:1").await;
    // Both are on their way once they have been counted.
    let waiting = Receiver::start().await;
    waiting
        .until(async || {
            let said = notification(&peer, "subscriptions").await;
            (said["timesSent"] == 1).then_some(())
        })
        .await;
    assert_eq!(peer.delete("subscriptions/urn:x:s").await.status, 204);
    let stopped = peer.stop().await;
    let receiver = Receiver::on(TcpListener::bind(address).await.unwrap());
    let peer = stopped.start().await;
    assert_eq!(receiver.next().await.body["subscriptionId"], "urn:x:other");
    // A subscription of the same name begins anew.
    subscribed(&peer, "subscriptions", "urn:x:s", &uri).await;
    let said = notification(&peer, "subscriptions").await;
    assert!(said.get("timesSent").is_none(), "{said}");
    assert!(receiver.has_nothing().await);
}

#[tokio::test]
async fn news_of_registrations_outlasts_a_restart() {
    let peer = Peer::start().await;
    let address = nobody().await;
    let uri = format!("http://{address}/notify");
    subscribed(&peer, "csourceSubscriptions", "urn:x:s", &uri).await;
    let registration = json!({
        "type": "ContextSourceRegistration", "endpoint": "http://127.0.0.1:9/",
        "information": [{"entities": [{"type": "Car"}]}],
    });
    let made = peer
        .send("POST", "csourceRegistrations", &registration)
        .await;
    assert_eq!(made.status, 201);
    let stopped = peer.stop().await;
    let receiver = Receiver::on(TcpListener::bind(address).await.unwrap());
    let peer = stopped.start().await;
    let told = receiver.next().await.body;
    assert_eq!(told["triggerReason"], "newlyMatching");
    assert_eq!(told["data"][0]["endpoint"], "http://127.0.0.1:9/");
    let said = notification(&peer, "csourceSubscriptions").await;
    assert_eq!(said["timesSent"], 1);
}

#[tokio::test]
async fn entity_maps_last_until_they_end() {
    let peer = Peer::start().await;
    car(&peer, "urn:x:1").await;
    let made = peer.get("entityMaps?type=Car").await;
    assert_eq!(made.status, 201);
    let id = made.body["id"].as_str().unwrap();
    let short = peer
        .get("entityMaps?type=Car&entityMapLifetime=PT0.001S")
        .await;
    let ended = short.body["id"].as_str().unwrap();
    let peer = peer.stop().await.start().await;
    car(&peer, "urn:x:2").await;
    let read = peer.get(&format!("entityMaps/{id}")).await;
    assert_eq!((read.status, &read.body), (200, &made.body));
    peer.get(&format!("entityMaps/{ended}"))
        .await
        .is_problem(404, "ResourceNotFound");
    let request = peer
        .request("GET", "entities?type=Car")
        .header("NGSILD-EntityMap", made.header("ngsild-entitymap"));
    let found = crate::peer::answered(request.send().await.unwrap()).await;
    assert_eq!(found.body.as_array().unwrap().len(), 1, "{}", found.body);
}

#[tokio::test]
async fn what_was_is_forgotten_when_its_days_are_over() {
    let at_once = broker::OpenConfig {
        history_days: 0,
        ..broker::OpenConfig::default()
    };
    for (config, left) in [(at_once, 1), (broker::OpenConfig::default(), 3)] {
        let peer = Peer::with(config).await;
        for id in ["urn:x:1", "urn:x:gone"] {
            car(&peer, id).await;
        }
        for speed in [60, 70] {
            let patch = json!({"speed": {"type": "Property", "value": speed}});
            let changed = peer.send("PATCH", "entities/urn:x:1/attrs", &patch).await;
            assert_eq!(changed.status, 204, "{}", changed.body);
        }
        let deleted = peer
            .request("DELETE", "entities/urn:x:gone")
            .send()
            .await
            .unwrap();
        assert_eq!(deleted.status(), 204);
        let peer = peer.stop().await.start().await;
        let mut speeds = 0;
        let mut gone = 0;
        for _ in 0..500 {
            let past = peer.get("temporal/entities/urn:x:1").await;
            speeds = match &past.body["speed"] {
                Value::Array(all) => all.len(),
                Value::Object(_) => 1,
                _ => 0,
            };
            gone = peer.get("temporal/entities/urn:x:gone").await.status;
            if left == 3 || (speeds, gone) == (1, 404) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!((speeds, gone), (left, if left == 1 { 404 } else { 200 }));
        let now = peer.get("entities/urn:x:1").await;
        assert_eq!(now.body["speed"]["value"], 70);
    }
}
