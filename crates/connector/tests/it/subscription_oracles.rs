//! What a service may not see cannot be learned from notifications: not from whether one comes, not from when, and not from
//! what is counted of them. Whatever a subscription asks is asked of what may be seen.

use std::time::Duration;

use connector::config::Shape;
use reqwest::Method;
use serde_json::{Value, json};

use crate::broker_subscriptions::{BackOffice, in_front_of};
use crate::city::{City, eventually};
use crate::peers::Answer;
use crate::release::{dataset_id, permitting};
use crate::subscriptions::{Receiver, SUBSCRIPTIONS, Service, library, logged};

/// Every kind of trigger that is taken.
const TRIGGERS: [&str; 4] = [
    "attributeCreated",
    "attributeUpdated",
    "entityCreated",
    "entityUpdated",
];

/// What services try, and whether they are told of a change of the name.
fn attempts() -> Vec<(Value, bool)> {
    let shown = json!({"sysAttrs": true, "attributes": ["name", "email"]});
    vec![
        (json!({}), true),
        (json!({"watchedAttributes": ["email"]}), false),
        (
            json!({"watchedAttributes": ["email"], "notificationTrigger": TRIGGERS}),
            false,
        ),
        (
            json!({"notificationTrigger": TRIGGERS, "notification": {"sysAttrs": true}}),
            true,
        ),
        (
            json!({"notificationTrigger": TRIGGERS, "notification": shown}),
            true,
        ),
        (
            json!({"notificationTrigger": ["entityUpdated"], "q": "email"}),
            false,
        ),
        (
            json!({"notificationTrigger": ["entityUpdated"], "q": "!email"}),
            true,
        ),
        (
            json!({"q": "email==\"b@example.org\"|email==\"a@example.org\""}),
            false,
        ),
        (json!({"q": "name~=.*;email!=\"b@example.org\""}), false),
        (json!({"q": "email.modifiedAt>2020-01-01T00:00:00Z"}), false),
        (
            json!({"watchedAttributes": ["name"], "q": "email~=.*"}),
            false,
        ),
    ]
}

/// How a source comes to have a patron of this name and address, or without one; once each of these subscriptions was looked at
/// afterwards it returns.
trait Source {
    async fn becomes(&self, city: &City, name: &str, email: Option<&str>, subscriptions: usize);
}

/// A service that may see the name tries all.
async fn learns_nothing(city: &City, source: &impl Source) {
    let dataset = dataset_id(city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let service = Service::of(city);
    let mut following = Vec::new();
    for (asked, hears) in attempts() {
        let receiver = Receiver::start(0).await;
        let mut subscription = receiver.subscription();
        for (name, value) in asked.as_object().unwrap() {
            if name == "notification" {
                for (name, value) in value.as_object().unwrap() {
                    subscription["notification"][name] = value.clone();
                }
            } else {
                subscription[name] = value.clone();
            }
        }
        let path = service.subscribe(&subscription).await;
        let before = service.shown(&path).await;
        following.push((asked, hears, receiver, path, before));
    }
    let many = following.len();
    for email in [Some("b@example.org"), None, Some("a@example.org")] {
        source.becomes(city, "Aino", email, many).await;
    }
    for (asked, _, receiver, path, before) in &following {
        assert_eq!(receiver.count(), 0, "{asked}");
        assert_eq!(service.shown(path).await, *before, "{asked}");
    }
    source
        .becomes(city, "Aino Laine", Some("b@example.org"), many)
        .await;
    for (asked, hears, receiver, path, before) in &following {
        if *hears {
            let told = receiver.told(0).await.to_string();
            assert!(told.contains("Aino Laine"), "{asked}: {told}");
            assert!(!told.contains("example.org"), "{asked}: {told}");
        } else {
            assert_eq!(service.shown(path).await, *before, "{asked}");
        }
    }
    for (asked, hears, receiver, ..) in &following {
        assert_eq!(receiver.count(), usize::from(*hears), "{asked}");
    }
}

/// Waits until so many more subscriptions were looked at and told, or found to have nothing to be told.
async fn looked_at(city: &City, before: usize, subscriptions: usize) {
    for _ in 0..1_000 {
        if looks(city).await >= before + subscriptions {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the subscriptions are not looked at");
}

async fn looks(city: &City) -> usize {
    let log = city.log().await;
    let is_look = |entry: &&Value| {
        let detail = entry["record"]["detail"].as_str();
        matches!(detail, Some("nothing to tell" | "a notification"))
    };
    log.iter().filter(is_look).count()
}

/// The connector's own store.
struct Store;

impl Source for Store {
    async fn becomes(&self, city: &City, name: &str, email: Option<&str>, subscriptions: usize) {
        let before = looks(city).await;
        city.keep(&[patron(name, email)]).await;
        looked_at(city, before, subscriptions).await;
    }
}

fn patron(name: &str, email: Option<&str>) -> Value {
    let mut patron = json!({"id": "urn:x:4711", "type": "Patron", "name": name});
    if let Some(email) = email {
        patron["email"] = json!(email);
    }
    patron
}

#[tokio::test]
async fn notifications_from_the_store_say_nothing_of_what_is_withheld() {
    let city = library().await;
    city.keep(&[patron("Aino", Some("a@example.org"))]).await;
    learns_nothing(&city, &Store).await;
}

/// A system that the connector looks at now and then.
struct Polled;

impl Source for Polled {
    async fn becomes(&self, city: &City, name: &str, email: Option<&str>, subscriptions: usize) {
        city.upstream
            .answer(Answer::Json(json!([patron(name, email)])));
        let before = city.upstream.asked().len();
        city.clock.advance(Duration::from_secs(6));
        eventually("a look", || {
            (city.upstream.asked().len() >= before + subscriptions).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn notifications_from_a_source_that_is_looked_at_say_nothing_of_what_is_withheld() {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    let route = &mut city.config.routes[0];
    (route.shape, route.poll_every_seconds) = (Shape::NgsiLd, Some(5));
    let aino = patron("Aino", Some("a@example.org"));
    city.upstream.answer(Answer::Json(json!([aino])));
    city.serve().await;
    learns_nothing(&city, &Polled).await;
    // What of it is looked at without news is in no log: neither the operator's nor the source's says when.
    let log = city.log().await;
    let nothing = log
        .iter()
        .filter(|entry| entry["record"]["detail"] == "nothing to tell");
    let unheard = attempts().iter().filter(|(_, hears)| !hears).count();
    assert!(nothing.count() <= unheard, "{log:?}");
}

/// A broker, which watches the name alone.
struct Broker(String);

impl Source for Broker {
    async fn becomes(&self, city: &City, name: &str, email: Option<&str>, subscriptions: usize) {
        let address = format!("{}/ngsi-ld/v1/entities/urn:ngsi-ld:Patron:1/attrs", self.0);
        let property = |value: &str| json!({"type": "Property", "value": value});
        let is_renamed = name != "Aino";
        let mut change = json!({});
        if is_renamed {
            change["name"] = property(name);
        }
        if let Some(email) = email {
            change["email"] = property(email);
        }
        let before = looks(city).await;
        let client = &city.client;
        let changing = match email {
            Some(_) => client.post(&address).json(&change),
            None => client.delete(format!("{address}/email")),
        };
        assert_eq!(changing.send().await.unwrap().status(), 204);
        if is_renamed {
            looked_at(city, before, subscriptions).await;
            return;
        }
        // Somebody else says that something has changed: it is looked at all the same.
        let own = city
            .client
            .get(format!("{}{SUBSCRIPTIONS}?limit=100", self.0));
        let own: Value = own.send().await.unwrap().json().await.unwrap();
        for one in own.as_array().unwrap() {
            assert!(one["notification"].get("timesSent").is_none(), "{one}");
            let uri = one["notification"]["endpoint"]["uri"].as_str().unwrap();
            let woken = city.client.request(Method::POST, uri).send().await.unwrap();
            assert_eq!(woken.status(), 204);
        }
        looked_at(city, before, subscriptions).await;
    }
}

#[tokio::test]
async fn notifications_from_behind_a_broker_say_nothing_of_what_is_withheld() {
    let broker = BackOffice::new();
    let broker = broker.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let base = broker.url.trim_end_matches('/').to_owned();
    learns_nothing(&city, &Broker(base)).await;
    logged(&city, |entry| entry["record"]["detail"] == "a notification").await;
    broker.shutdown().await;
}
