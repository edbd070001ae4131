//! Notifications by MQTT, with a real server (ETSI GS CIM 009 §7.2).

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};

use crate::mosquitto::{Mosquitto, Options};
use crate::peer::Peer;
use crate::registrations::registration;

const TOPIC: &str = "city/cars and more";

/// A subscription whose notifications go there.
async fn subscribe(peer: &Peer, endpoint: Value) {
    let subscription = json!({"id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": endpoint}});
    let made = peer.send("POST", "subscriptions", &subscription).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

async fn car(peer: &Peer, id: &str) {
    let car = json!({"id": id, "type": "Car", "speed": 50});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
}

/// What became of notifications, once this is said.
async fn outcome(peer: &Peer, name: &str) -> Value {
    let look = async {
        loop {
            let read = peer.get("subscriptions/urn:x:s").await.body;
            if read["notification"].get(name).is_some() {
                return read["notification"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_notification_comes_in_each_version_and_quality() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    let peer = Peer::start().await;
    mosquitto.keep(TOPIC).await;
    let uri = format!("mqtt://127.0.0.1:{}/city/cars%20and%20more", mosquitto.port);
    let said = |key: &str, value: &str| json!({"key": key, "value": value});
    for (at, (notifier, quality)) in [
        (json!([]), 0),
        (json!([said("MQTT-QoS", "1")]), 1),
        (json!([said("MQTT-QoS", "2"), said("other", "x")]), 2),
        (json!([said("MQTT-Version", "mqtt5.0")]), 0),
        (json!([said("MQTT-Version", "mqtt3.1.1")]), 0),
        (
            json!([said("MQTT-Version", "mqtt3.1.1"), said("MQTT-QoS", "1")]),
            1,
        ),
        (
            json!([said("MQTT-Version", "mqtt3.1.1"), said("MQTT-QoS", "2")]),
            2,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let endpoint = json!({"uri": uri, "notifierInfo": notifier,
            "receiverInfo": [{"key": "test-receiver-key", "value": "über"}]});
        subscribe(&peer, endpoint).await;
        let id = format!("urn:x:{at}");
        car(&peer, &id).await;
        let heard = mosquitto.hear(TOPIC).await;
        assert_eq!(heard.quality, quality, "{notifier}");
        let (metadata, body) = (&heard.payload["metadata"], &heard.payload["body"]);
        assert_eq!(metadata["Content-Type"], "application/json");
        assert_eq!(metadata["test-receiver-key"], "über");
        assert!(
            metadata["Link"]
                .as_str()
                .unwrap()
                .contains("ngsi-ld-core-context")
        );
        assert_eq!(metadata.as_object().unwrap().len(), 3);
        assert_eq!(body["type"], "Notification");
        assert_eq!(body["subscriptionId"], "urn:x:s");
        assert_eq!(body["data"][0]["id"], json!(id));
        let told = outcome(&peer, "lastSuccess").await;
        assert_eq!(
            (&told["status"], &told["timesSent"]),
            (&json!("ok"), &json!(1))
        );
        assert_eq!(peer.delete("subscriptions/urn:x:s").await.status, 204);
    }
}

#[tokio::test]
async fn one_connection_carries_what_comes_soon_after() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    mosquitto.keep("cars").await;
    for (at, (version, quality)) in [
        ("mqtt5.0", 0),
        ("mqtt3.1.1", 0),
        ("mqtt5.0", 2),
        ("mqtt3.1.1", 1),
    ]
    .into_iter()
    .enumerate()
    {
        let peer = Peer::start().await;
        let endpoint = json!({"uri": format!("mqtt://127.0.0.1:{}/cars", mosquitto.port), "notifierInfo": [
            {"key": "MQTT-Version", "value": version}, {"key": "MQTT-QoS", "value": quality.to_string()}]});
        subscribe(&peer, endpoint).await;
        for number in 0..4 {
            let id = format!("urn:x:{number}");
            car(&peer, &id).await;
            let heard = mosquitto.hear("cars").await;
            assert_eq!(heard.payload["body"]["data"][0]["id"], json!(id));
            assert_eq!(heard.quality, quality);
            // The server is asked before it is sent what comes later than in a second.
            if number == 2 {
                tokio::time::sleep(Duration::from_millis(1_100)).await;
            }
        }
        assert_eq!(mosquitto.connected.load(Ordering::SeqCst), at + 1);
    }
}

#[tokio::test]
async fn a_server_that_was_started_anew_hears_what_comes_then() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    let port = mosquitto.port;
    let peer = Peer::start().await;
    let uri = format!("mqtt://127.0.0.1:{port}/cars");
    subscribe(&peer, json!({"uri": uri})).await;
    mosquitto.keep("cars").await;
    car(&peer, "urn:x:1").await;
    mosquitto.hear("cars").await;
    mosquitto.stop().await;
    let options = Options {
        port: Some(port),
        ..Options::default()
    };
    let Some(mosquitto) = Mosquitto::start(options).await else {
        return;
    };
    mosquitto.keep("cars").await;
    car(&peer, "urn:x:2").await;
    let heard = mosquitto.hear("cars").await;
    assert_eq!(heard.payload["body"]["data"][0]["id"], "urn:x:2");
    let told = outcome(&peer, "lastSuccess").await;
    assert_eq!(
        (&told["timesSent"], told.get("lastFailure")),
        (&json!(2), None)
    );
}

#[tokio::test]
async fn a_notification_says_its_tenant_and_its_context() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    let peer = Peer::start().await;
    mosquitto.keep("cars").await;
    let uri = format!("mqtt://localhost:{}/cars", mosquitto.port);
    let subscription = json!({"type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri, "accept": "application/ld+json"}}});
    for (path, body) in [
        ("subscriptions", subscription),
        (
            "entities",
            json!({"id": "urn:x:1", "type": "Car", "speed": 50}),
        ),
    ] {
        let request = peer.request("POST", path).header("ngsild-tenant", "city");
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }
    let heard = mosquitto.hear("cars").await.payload;
    assert_eq!(
        heard["metadata"],
        json!({"Content-Type": "application/ld+json", "NGSILD-Tenant": "city"})
    );
    assert!(heard["body"]["@context"].is_string());
}

#[tokio::test]
async fn registrations_are_told_of_too() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    let peer = Peer::start().await;
    mosquitto.keep("sources").await;
    let uri = format!("mqtt://127.0.0.1:{}/sources", mosquitto.port);
    let subscription = json!({"type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri}}});
    for (path, body) in [
        ("csourceSubscriptions", subscription),
        ("csourceRegistrations", registration("urn:x:r")),
    ] {
        let made = peer.send("POST", path, &body).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let told = &mosquitto.hear("sources").await.payload["body"];
    assert_eq!(told["type"], "ContextSourceNotification");
    assert_eq!(told["data"][0]["id"], "urn:x:r");
}

#[tokio::test]
async fn who_is_let_in_is_said_by_the_address() {
    let options = || Options {
        login: Some(("city", "p@ss:w/rd")),
        ..Options::default()
    };
    let Some(mosquitto) = Mosquitto::start(options()).await else {
        return;
    };
    mosquitto.keep("cars").await;
    for version in ["mqtt5.0", "mqtt3.1.1"] {
        let peer = Peer::start().await;
        let at = |login: &str| {
            json!({"uri": format!("mqtt://{login}127.0.0.1:{}/cars", mosquitto.port),
                "notifierInfo": [{"key": "MQTT-Version", "value": version}]})
        };
        subscribe(&peer, at("city:p%40ss%3Aw%2Frd@")).await;
        car(&peer, "urn:x:1").await;
        let heard = mosquitto.hear("cars").await.payload;
        assert_eq!(heard["body"]["data"][0]["id"], "urn:x:1");
        outcome(&peer, "lastSuccess").await;
        for wrong in ["", "city:wrong@", "city@"] {
            assert_eq!(peer.delete("subscriptions/urn:x:s").await.status, 204);
            subscribe(&peer, at(wrong)).await;
            car(&peer, &format!("urn:x:{}", wrong.len() + 2)).await;
            // A server that has answered is not asked again.
            let told = outcome(&peer, "timesFailed").await;
            assert_eq!(
                (&told["status"], &told["timesFailed"]),
                (&json!("failed"), &json!(1)),
                "{wrong}"
            );
        }
    }
}

#[tokio::test]
async fn a_message_that_the_server_does_not_take_has_failed() {
    let options = Options {
        more: "max_packet_size 400",
        ..Options::default()
    };
    let Some(mosquitto) = Mosquitto::start(options).await else {
        return;
    };
    let peer = Peer::start().await;
    let uri = format!("mqtt://127.0.0.1:{}/cars", mosquitto.port);
    subscribe(&peer, json!({"uri": uri, "cooldown": 1})).await;
    car(&peer, "urn:x:1").await;
    let told = outcome(&peer, "timesFailed").await;
    assert_eq!(told["status"], "failed");
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_is_tried_again() {
    let Some(mosquitto) = Mosquitto::start(Options::default()).await else {
        return;
    };
    let port = mosquitto.port;
    mosquitto.stop().await;
    let peer = Peer::start().await;
    let uri = format!("mqtt://127.0.0.1:{port}/cars");
    subscribe(&peer, json!({"uri": uri})).await;
    car(&peer, "urn:x:1").await;
    let told = outcome(&peer, "lastFailure").await;
    assert_eq!(
        (&told["status"], &told["timesSent"]),
        (&json!("failed"), &json!(1))
    );
    // It has not failed yet.
    assert_eq!(told.get("timesFailed"), None);
    let options = Options {
        port: Some(port),
        ..Options::default()
    };
    let _mosquitto = Mosquitto::start(options).await;
    let told = outcome(&peer, "lastSuccess").await;
    assert_eq!(
        (&told["status"], &told["timesSent"], told.get("timesFailed")),
        (&json!("ok"), &json!(1), None)
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_is_waited_for_as_long_as_the_subscription_says() {
    let peer = Peer::start().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("mqtt://{}/cars", silent.local_addr().unwrap());
    subscribe(&peer, json!({"uri": uri, "timeout": 50})).await;
    car(&peer, "urn:x:1").await;
    let _connection = silent.accept().await.unwrap();
    let told = outcome(&peer, "timesFailed").await;
    assert_eq!(
        (&told["status"], &told["timesFailed"]),
        (&json!("failed"), &json!(1))
    );
}

#[tokio::test]
async fn what_is_encrypted_goes_only_to_who_is_vouched_for() {
    let names = ["localhost", "127.0.0.1"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let certificate = made.cert.pem();
    let options = Options {
        tls: Some((certificate.clone(), made.signing_key.serialize_pem())),
        ..Options::default()
    };
    let Some(mosquitto) = Mosquitto::start(options).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, certificate).unwrap();
    mosquitto.keep("cars").await;
    let uri = format!("mqtts://localhost:{}/cars", mosquitto.port);
    let trusting = Peer::trusting(vec![root]).await;
    subscribe(&trusting, json!({"uri": uri})).await;
    car(&trusting, "urn:x:1").await;
    let heard = mosquitto.hear("cars").await.payload;
    assert_eq!(heard["body"]["data"][0]["id"], "urn:x:1");
    let stranger = Peer::start().await;
    subscribe(&stranger, json!({"uri": uri, "cooldown": 1})).await;
    car(&stranger, "urn:x:1").await;
    let told = outcome(&stranger, "timesFailed").await;
    assert_eq!(told["status"], "failed");
}

#[tokio::test]
async fn addresses_that_are_no_topic_are_refused() {
    let peer = Peer::start().await;
    let said = |key: &str, value: &str| json!([{"key": key, "value": value}]);
    for (uri, notifier) in [
        ("mqtt://127.0.0.1", json!([])),
        ("mqtt://127.0.0.1/", json!([])),
        ("mqtt:///cars", json!([])),
        ("mqtt:cars", json!([])),
        ("mqtt://127.0.0.1/cars/#", json!([])),
        ("mqtt://127.0.0.1/%2B/cars", json!([])),
        ("mqtt://127.0.0.1/cars?a=b", json!([])),
        ("mqtt://127.0.0.1/%ff", json!([])),
        ("mqtt://127.0.0.1/%00", json!([])),
        ("mqtt://127.0.0.1/cars", said("MQTT-QoS", "3")),
        ("mqtt://127.0.0.1/cars", said("MQTT-Version", "mqtt3.1")),
        ("amqp://127.0.0.1/cars", json!([])),
    ] {
        let subscription = json!({"type": "Subscription", "entities": [{"type": "Car"}],
            "notification": {"endpoint": {"uri": uri, "notifierInfo": notifier}}});
        peer.send("POST", "subscriptions", &subscription)
            .await
            .is_problem(400, "BadRequestData");
    }
}
