//! Context sources of a `fiducia connector --open`: another one, and a connector that releases under permission.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::city::City;
use crate::open::{Broker, hears, start_at};
use crate::party::{Party, configure, runtime_of_peers, wait_until};

/// Longest that a notification is waited for: sources that were away are told of subscriptions at growing intervals.
const PATIENCE: Duration = Duration::from_secs(30);

/// A broker in a process of its own that can be killed and comes back at the same address with the same data.
struct Node {
    client: Client,
    file: PathBuf,
    url: String,
    broker: Option<Broker>,
}

/// What a broker has answered.
struct Answer {
    status: StatusCode,
    warning: String,
    body: Value,
}

impl Node {
    fn start(folder: &TempDir, name: &str) -> Self {
        let file = folder.path().join(name);
        let broker = start_at("127.0.0.1:0", &file, &[]);
        Self {
            client: Client::new(),
            file,
            url: broker.url.clone(),
            broker: Some(broker),
        }
    }

    /// Scheme, host and port.
    fn origin(&self) -> &str {
        self.url.strip_suffix("/ngsi-ld/v1").unwrap()
    }

    /// `kill -9`.
    fn kill(&mut self) {
        self.broker = None;
    }

    fn restart(&mut self) {
        self.kill();
        let address = self.origin().strip_prefix("http://").unwrap();
        self.broker = Some(start_at(address, &self.file, &[]));
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}/{path}", self.url));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let warning = answer.headers().get("NGSILD-Warning");
        let warning = warning.map_or("", |warning| warning.to_str().unwrap());
        Answer {
            status: answer.status(),
            warning: warning.to_owned(),
            body: serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    async fn make(&self, path: &str, document: Value) {
        let made = self.ask(Method::POST, path, Some(document)).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }

    async fn change(&self, path: &str, patch: Value) {
        let changed = self.ask(Method::PATCH, path, Some(patch)).await;
        assert_eq!(changed.status, 204, "{}", changed.body);
    }

    /// Ids of the cars that it finds, and its warning.
    async fn cars(&self) -> (Vec<String>, String) {
        let found = self.get("entities?type=Car").await;
        assert_eq!(found.status, 200, "{}", found.body);
        let found_ids = found.body.as_array().unwrap().iter();
        let mut ids: Vec<String> = found_ids
            .map(|car| car["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        (ids, found.warning)
    }

    /// Makes another the source of entities of a type.
    async fn register(&self, source: &Self, entity_type: &str, mode: &str, operations: Value) {
        let registration = json!({
            "type": "ContextSourceRegistration", "endpoint": source.origin(), "mode": mode,
            "information": [{"entities": [{"type": entity_type}]}], "operations": operations,
        });
        self.make("csourceRegistrations", registration).await;
    }
}

fn property(value: u32) -> Value {
    json!({"type": "Property", "value": value})
}

fn vehicle(id: &str, entity_type: &str, speed: u32) -> Value {
    json!({"id": id, "type": entity_type, "speed": property(speed)})
}

/// Somebody who is told, and where.
async fn listener() -> (UnboundedReceiver<Value>, String) {
    let (sender, told) = unbounded_channel();
    let url = hears(move |notification| {
        sender.send(notification).ok();
    });
    (told, url.await)
}

/// Waits until somebody was told of this speed of the entity.
async fn until_told(told: &mut UnboundedReceiver<Value>, id: &str, speed: u32) {
    let heard = async {
        loop {
            let notification = told.recv().await.unwrap();
            assert_eq!(notification["subscriptionId"], "urn:x:cars");
            let mut data = notification["data"].as_array().unwrap().iter();
            if data.any(|car| car["id"] == id && car["speed"] == property(speed)) {
                return;
            }
        }
    };
    let heard = tokio::time::timeout(PATIENCE, heard).await;
    assert!(heard.is_ok(), "nobody was told that {id} goes at {speed}");
}

#[tokio::test]
async fn entities_of_two_brokers_are_read_and_changed_through_one_also_after_the_other_was_killed()
{
    web::install_crypto_provider();
    let folder = TempDir::new().unwrap();
    let mut source = Node::start(&folder, "source.db");
    let city = Node::start(&folder, "city.db");
    let all = json!(["federationOps"]);
    city.register(&source, "Car", "inclusive", all).await;
    let all = json!(["redirectionOps"]);
    city.register(&source, "Bus", "redirect", all).await;

    // One car is at the source, one at the city, and the source has more of the city's.
    source.make("entities", vehicle("urn:x:1", "Car", 1)).await;
    city.make("entities", vehicle("urn:x:2", "Car", 2)).await;
    let doors = json!({"id": "urn:x:2", "type": "Car", "doors": property(5)});
    source.make("entities", doors.clone()).await;
    let both = vec!["urn:x:1".to_owned(), "urn:x:2".to_owned()];
    assert_eq!(city.cars().await, (both.clone(), String::new()));
    assert_eq!(
        city.get("entities/urn:x:1").await.body["speed"],
        property(1)
    );
    let joined = city.get("entities/urn:x:2").await.body;
    assert_eq!(
        (&joined["speed"], &joined["doors"]),
        (&property(2), &property(5))
    );

    // Buses are the source's alone, whoever makes and changes them.
    city.make("entities", vehicle("urn:x:3", "Bus", 3)).await;
    assert_eq!(city.get("entities/urn:x:3?local=true").await.status, 404);
    let path = "entities/urn:x:3/attrs";
    city.change(path, json!({"speed": property(4)})).await;
    assert_eq!(
        source.get("entities/urn:x:3").await.body["speed"],
        property(4)
    );
    assert_eq!(
        city.get("entities/urn:x:3").await.body["speed"],
        property(4)
    );

    // Who subscribes at the city is told of changes at both.
    let (mut told, uri) = listener().await;
    let subscription = json!({
        "id": "urn:x:cars", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri}},
    });
    city.make("subscriptions", subscription).await;
    let path = "entities/urn:x:2/attrs";
    city.change(path, json!({"speed": property(20)})).await;
    until_told(&mut told, "urn:x:2", 20).await;
    let path = "entities/urn:x:1/attrs";
    source.change(path, json!({"speed": property(10)})).await;
    until_told(&mut told, "urn:x:1", 10).await;

    // Without the source the city answers what it has, and says so.
    source.kill();
    let (found, warning) = city.cars().await;
    assert_eq!(found, ["urn:x:2"]);
    assert!(
        warning.starts_with("199 ") && warning.contains(source.origin()),
        "{warning}"
    );
    let part = city.get("entities/urn:x:2").await;
    assert_eq!(
        (part.status.as_u16(), &part.body["doors"]),
        (200, &Value::Null)
    );
    assert!(part.warning.starts_with("199 "), "{}", part.warning);
    let missing = city.get("entities/urn:x:1").await;
    assert_eq!(missing.status, 404);
    assert!(missing.warning.starts_with("199 "), "{}", missing.warning);
    let silent = city.get("entities/urn:x:3?type=Bus").await;
    assert_eq!(
        silent.status, 504,
        "all of it is elsewhere: {}",
        silent.body
    );
    let patch = Some(json!({"speed": property(5)}));
    let path_of_bus = "entities/urn:x:3/attrs?type=Bus";
    let refused = city.ask(Method::PATCH, path_of_bus, patch).await;
    assert_eq!(refused.status, 504, "{}", refused.body);

    // It is back with all that it had, subscriptions too.
    source.restart();
    assert_eq!(city.cars().await, (both, String::new()));
    assert_eq!(
        city.get("entities/urn:x:3").await.body["speed"],
        property(4)
    );
    source.change(path, json!({"speed": property(11)})).await;
    until_told(&mut told, "urn:x:1", 11).await;
}

#[tokio::test]
async fn a_subscription_reaches_a_source_that_was_away_when_it_was_made() {
    web::install_crypto_provider();
    let folder = TempDir::new().unwrap();
    let mut source = Node::start(&folder, "source.db");
    let city = Node::start(&folder, "city.db");
    let all = json!(["federationOps"]);
    city.register(&source, "Car", "inclusive", all).await;
    source.make("entities", vehicle("urn:x:1", "Car", 1)).await;
    source.kill();
    let (mut told, uri) = listener().await;
    let subscription = json!({
        "id": "urn:x:cars", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri}},
    });
    city.make("subscriptions", subscription).await;
    source.restart();
    for _ in 0..300 {
        let there = source.get("subscriptions").await.body;
        if there.as_array().is_some_and(|all| all.len() == 1) {
            let path = "entities/urn:x:1/attrs";
            source.change(path, json!({"speed": property(2)})).await;
            return until_told(&mut told, "urn:x:1", 2).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the source was never told of the subscription");
}

#[test]
fn a_connector_is_a_context_source_while_it_runs() {
    /// The most that lies between two renewals.
    const EVERY: &str = "every_seconds = 1";
    web::install_crypto_provider();
    let folder = TempDir::new().unwrap();
    let mut broker = Node::start(&folder, "broker.db");
    let mut city = City::start();
    city.stop();
    let at = format!(
        "\n[[connector.broker]]\nurl = \"{}/\"\n{EVERY}\n",
        broker.origin()
    );
    configure(&city, "own-store", None, &at);
    let mut connector = Party::start(&city, "own-store");
    let runtime = runtime_of_peers();
    let seen =
        |broker: &Node| runtime.block_on(broker.get("csourceRegistrations?type=EmergencyContact"));
    let until = |what: &str, broker: &Node, is_so: &dyn Fn(&[Value]) -> bool| {
        runtime.block_on(wait_until(what, async || {
            let found = broker
                .get("csourceRegistrations?type=EmergencyContact")
                .await
                .body;
            found.as_array().is_some_and(|found| is_so(found))
        }));
    };
    until("a registration", &broker, &|found| found.len() == 1);
    let registered = seen(&broker).body[0].clone();
    assert_eq!(registered["operations"][0], "retrieveOps");

    // Who shows no ticket finds nothing there, and learns that the source has refused.
    let found = runtime.block_on(broker.get("entities?type=EmergencyContact"));
    assert_eq!((found.status.as_u16(), &found.body), (200, &json!([])));
    assert!(found.warning.starts_with("299 "), "{}", found.warning);

    // It is renewed, at a broker that was away too.
    broker.restart();
    let ends = &registered["expiresAt"];
    until("a renewal", &broker, &|found| {
        found.len() == 1 && &found[0]["expiresAt"] != ends
    });

    // Killed, it is forgotten when nobody renews it; it comes back with its process.
    connector.kill();
    until("its end", &broker, &<[Value]>::is_empty);
    connector.restart();
    until("its return", &broker, &|found| found.len() == 1);

    // Asked to end, it takes its registration with it.
    assert!(connector.terminate());
    assert_eq!(seen(&broker).body, json!([]));
}
