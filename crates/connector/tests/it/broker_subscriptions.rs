//! Sources that are brokers: each subscription of a service has one of the connector's own there, which is as the permission
//! and the service's are, and goes with it.

use std::time::Duration;

use protocol::events::{Event, PermissionChanged, PermissionState};
use reqwest::Method;
use serde_json::{Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::city::{City, read};
use crate::release::{dataset_id, permitting};
use crate::subscriptions::{Receiver, SUBSCRIPTIONS, Service, logged};

/// Where a broker keeps what it has while it is away.
pub(crate) struct BackOffice {
    folder: TempDir,
    key: MasterKey,
}

impl BackOffice {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            key: MasterKey::generate(),
        }
    }

    /// The broker, listening at this address.
    pub(crate) async fn start(&self, listen: &str) -> broker::Running {
        let file = self.folder.path().join("broker.db").display().to_string();
        let vault = Some(Vault::new(&self.key));
        let database = Database::open(&file, Schema::Connector, vault);
        let config = broker::OpenConfig {
            listen: listen.to_owned(),
            ..broker::OpenConfig::default()
        };
        broker::start(database.await.unwrap(), config)
            .await
            .unwrap()
    }
}

/// A library in front of a broker that has one patron.
pub(crate) async fn in_front_of(broker: &broker::Running) -> City {
    let mut city = City::prepare().await;
    let entity = json!({
        "id": "urn:ngsi-ld:Patron:1", "type": "Patron", "libraryCard": {"type": "Property", "value": "2900-17"},
        "name": {"type": "Property", "value": "Aino"}, "email": {"type": "Property", "value": "a@example.org"},
    });
    let entities = format!("{}/ngsi-ld/v1/entities", broker.url);
    // Whose subscriptions run for longer than a ticket.
    city.operator.publish("profile", json!("fiducia-1"));
    let made = city.client.post(&entities).json(&entity);
    assert_eq!(made.send().await.unwrap().status(), 201);
    city.config.upstream = read(json!({"kind": "ngsi-ld", "broker": {"base_url": broker.url}}));
    city.config.routes.truncate(1);
    city.config.routes[0].request = None;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.routes[0].entities = Some(read(json!({"attribute": "libraryCard"})));
    city.serve().await;
    city
}

/// The operator tells the connector that the permission was withdrawn.
async fn withdraw(city: &City) {
    let event = city.operator.withdrawal(&city.url, "arrangement-1");
    tell(city, event).await;
}

/// The operator tells the connector that the permission is another.
async fn amend(city: &City) {
    let changed = PermissionChanged {
        arrangement_id: "arrangement-1".parse().unwrap(),
        epoch: 2,
        state: PermissionState::Granted,
        at: city.clock.seconds(),
    };
    let event = Event::PermissionChanged(changed);
    tell(city, city.operator.event(&city.url, event)).await;
}

async fn tell(city: &City, event: String) {
    let events = city.client.post(format!("{}/events", city.url));
    let events = events.header("content-type", "application/secevent+jwt");
    let taken = events.body(event).send().await.unwrap();
    assert_eq!(taken.status(), 202, "{}", taken.text().await.unwrap());
}

/// Waits until a broker has no subscription any more.
async fn is_left_alone(broker: &str, client: &reqwest::Client) {
    let own = format!("{broker}{SUBSCRIPTIONS}");
    for _ in 0..1_500 {
        let left: Value = client.get(&own).send().await.unwrap().json().await.unwrap();
        if left == json!([]) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the connector's own subscription is still at the broker");
}

#[tokio::test]
async fn a_withdrawal_ends_the_subscription_at_a_broker_that_is_away_at_the_time() {
    let back_office = BackOffice::new();
    let broker = back_office.start("127.0.0.1:0").await;
    let url = broker.url.trim_end_matches('/').to_owned();
    let mut city = in_front_of(&broker).await;
    let client = city.client.clone();
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let path = service.subscribe(&receiver.subscription()).await;
    let paused = service.subscribe(&receiver.subscription()).await;
    let pause = json!({"isActive": false});
    let one = service.send(Method::PATCH, &paused, Some(&pause)).await;
    assert_eq!(one.status(), 204);
    let own = client.get(format!("{url}{SUBSCRIPTIONS}"));
    let own: Value = own.send().await.unwrap().json().await.unwrap();
    assert_eq!(own.as_array().unwrap().len(), 2);

    // What the operator says of the end is enough: it is not asked again.
    broker.shutdown().await;
    let asked = city.operator.asked().len();
    withdraw(&city).await;
    for path in [&path, &paused] {
        let shown = service.send(Method::GET, path, None).await;
        assert_eq!(shown.status(), 404);
        let changed = service.send(Method::PATCH, path, Some(&pause)).await;
        assert_eq!(changed.status(), 404);
    }
    city.restart().await;
    let broker = back_office.start(url.trim_start_matches("http://")).await;
    is_left_alone(&url, &client).await;
    assert_eq!(city.operator.asked().len(), asked);
    assert_eq!(receiver.count(), 0);

    // So is one that its service has ended meanwhile.
    let service = Service::of(&city);
    let path = service.subscribe(&receiver.subscription()).await;
    broker.shutdown().await;
    let ended = service.send(Method::DELETE, &path, None).await;
    assert_eq!(ended.status(), 204);
    let broker = back_office.start(url.trim_start_matches("http://")).await;
    is_left_alone(&url, &client).await;
    broker.shutdown().await;
}

#[tokio::test]
async fn a_connector_in_front_of_a_broker_is_told_by_it_and_tells_services_itself() {
    let back_office = BackOffice::new();
    let broker = back_office.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let client = city.client.clone();
    let entities = format!("{}/ngsi-ld/v1/entities", broker.url);
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let path = service.subscribe(&receiver.subscription()).await;

    let own = format!("{}/ngsi-ld/v1/subscriptions", broker.url);
    let own: Value = client.get(&own).send().await.unwrap().json().await.unwrap();
    let uri = own[0]["notification"]["endpoint"]["uri"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        uri.starts_with(&city.url),
        "the broker tells the connector: {uri}"
    );
    assert!(
        !own.to_string().contains(&receiver.server.url),
        "and nobody else"
    );

    let attributes = format!("{entities}/urn:ngsi-ld:Patron:1/attrs");
    let change = |body: Value| client.patch(&attributes).json(&body).send();
    let name = |name: &str| json!({"name": {"type": "Property", "value": name}});
    assert_eq!(change(name("Aino Virtanen")).await.unwrap().status(), 204);
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Virtanen");
    assert!(
        !told.to_string().contains("example.org") && !told.to_string().contains("Patron:1"),
        "{told}"
    );

    // Whoever does not know the secret wakes nobody, and learns nothing.
    let (before, secret) = uri.rsplit_once('/').unwrap();
    let wrong = format!("{before}/{}", "0".repeat(secret.len()));
    assert_eq!(client.post(wrong).send().await.unwrap().status(), 404);
    assert_eq!(client.post(uri).send().await.unwrap().status(), 204);

    assert_eq!(
        service.send(Method::DELETE, &path, None).await.status(),
        204
    );
    let own = format!("{}/ngsi-ld/v1/subscriptions", broker.url);
    let of_its_own = async || -> Value {
        let answer = client.get(&own).send().await.unwrap();
        answer.json().await.unwrap()
    };
    assert_eq!(of_its_own().await, json!([]), "its own goes with it");

    // After a withdrawal, too: the broker is told to send nothing of the person any more.
    let path = service.subscribe(&receiver.subscription()).await;
    assert_eq!(of_its_own().await.as_array().unwrap().len(), 1);
    withdraw(&city).await;
    let shown = service.send(Method::GET, &path, None).await;
    assert_eq!(shown.status(), 404);
    is_left_alone(broker.url.trim_end_matches('/'), &client).await;
    broker.shutdown().await;
}

/// What a broker has of the connector's own, once it is so.
async fn own(
    broker: &broker::Running,
    client: &reqwest::Client,
    is_so: impl Fn(&Value) -> bool,
) -> Value {
    let own = format!("{}{SUBSCRIPTIONS}", broker.url.trim_end_matches('/'));
    let mut all = Value::Null;
    for _ in 0..500 {
        all = client.get(&own).send().await.unwrap().json().await.unwrap();
        if all.as_array().unwrap().len() == 1 && is_so(&all[0]) {
            return all[0].take();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the broker does not have it so: {all}");
}

/// The patron's attribute is another at the broker.
async fn change(broker: &broker::Running, client: &reqwest::Client, name: &str, value: &str) {
    let base = broker.url.trim_end_matches('/');
    let attributes = format!("{base}/ngsi-ld/v1/entities/urn:ngsi-ld:Patron:1/attrs");
    let change = json!({name: {"type": "Property", "value": value}});
    let changed = client.patch(attributes).json(&change).send().await.unwrap();
    assert_eq!(changed.status(), 204);
}

#[tokio::test]
async fn the_subscription_at_the_broker_ends_when_that_of_the_service_does() {
    let broker = BackOffice::new();
    let broker = broker.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let client = city.client.clone();
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let in_days = |days: i64| {
        let at = jiff::Timestamp::from_second(city.clock.seconds() + days * 86_400);
        at.unwrap().to_string()
    };
    let (first, second, third) = (in_days(1), in_days(9), in_days(2));
    let mut asked = receiver.subscription();
    asked["expiresAt"] = json!(first);
    let path = service.subscribe(&asked).await;
    let at = |shown: &Value| -> jiff::Timestamp {
        shown["expiresAt"].as_str().unwrap().parse().unwrap()
    };
    let is = |end: &str| {
        let end: jiff::Timestamp = end.parse().unwrap();
        move |shown: &Value| at(shown) == end
    };
    own(&broker, &client, is(&first)).await;

    let longer = json!({"expiresAt": second});
    let changed = service.send(Method::PATCH, &path, Some(&longer)).await;
    assert_eq!(changed.status(), 204);
    assert!(is(&second)(&service.shown(&path).await));
    own(&broker, &client, is(&second)).await;

    // So it does when it was changed while it was paused.
    for change in [
        json!({"isActive": false}),
        json!({"expiresAt": third}),
        json!({"isActive": true}),
    ] {
        let changed = service.send(Method::PATCH, &path, Some(&change)).await;
        assert_eq!(changed.status(), 204);
    }
    own(&broker, &client, is(&third)).await;
    assert_eq!(receiver.count(), 0, "nothing has changed");
    change(&broker, &client, "name", "Aino Laine").await;
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Laine", "{told}");
    broker.shutdown().await;
}

#[tokio::test]
async fn the_broker_watches_what_is_permitted_now() {
    let broker = BackOffice::new();
    let broker = broker.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let client = city.client.clone();
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    service.subscribe(&receiver.subscription()).await;
    let watches = |names: Value| {
        move |own: &Value| {
            own["watchedAttributes"] == names && own["notification"]["attributes"] == names
        }
    };
    own(&broker, &client, watches(json!(["name"]))).await;
    change(&broker, &client, "email", "b@example.org").await;

    // What is permitted from now on is told of: that it may be seen, and each change.
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    amend(&city).await;
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["email"]["value"], "b@example.org", "{told}");
    let both = |own: &Value| {
        let names = own["watchedAttributes"].as_array().unwrap();
        names.len() == 2 && names.contains(&json!("email")) && names.contains(&json!("name"))
    };
    own(&broker, &client, both).await;
    change(&broker, &client, "email", "c@example.org").await;
    let told = receiver.told(1).await;
    assert_eq!(told["data"][0]["email"]["value"], "c@example.org", "{told}");

    // What is permitted no longer the broker tells nobody of. Where the operator's word of it is lost, a day later.
    city.operator.answer(permitting(&dataset, &["name"]));
    city.clock.advance(Duration::from_hours(25));
    own(&broker, &client, watches(json!(["name"]))).await;
    change(&broker, &client, "email", "d@example.org").await;
    change(&broker, &client, "name", "Aino Laine").await;
    let told = receiver.told(2).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Laine", "{told}");
    assert!(!told.to_string().contains("example.org"), "{told}");
    assert_eq!(receiver.count(), 3);
    broker.shutdown().await;
}

#[tokio::test]
async fn a_subscription_that_the_broker_has_lost_is_made_again_and_tells_what_was_missed_once() {
    let broker = BackOffice::new();
    let broker = broker.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let client = city.client.clone();
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let path = service.subscribe(&receiver.subscription()).await;
    let made = own(&broker, &client, |_| true).await;
    change(&broker, &client, "name", "Aino Laine").await;
    receiver.told(0).await;
    logged(&city, |entry| entry["record"]["detail"] == "a notification").await;

    // As long as it is there, the broker alone is asked about it.
    let lost = |status: &Value| -> Vec<Value> {
        let found = status["findings"].as_array().unwrap().iter();
        let lost = found.filter(|one| one["kind"] == "lost-subscription");
        lost.cloned().collect()
    };
    let hour = async || {
        city.clock.advance(Duration::from_mins(61));
        let now = city.clock.micros();
        for _ in 0..500 {
            let status = city.admin("/api/v1/upstream").await;
            if status["last_success_at"].as_i64().unwrap() >= now {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the broker is not asked");
    };
    let asked = city.operator.asked().len();
    let status = hour().await;
    assert!(lost(&status).is_empty(), "{status}");
    assert_eq!(city.operator.asked().len(), asked);
    let is_the_same = |own: &Value| own["notification"]["timesSent"] == 1;
    own(&broker, &client, is_the_same).await;

    let address = format!("{}{SUBSCRIPTIONS}{path}", broker.url.trim_end_matches('/'));
    let gone = client.delete(address).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    change(&broker, &client, "name", "Aino Korhonen").await;
    hour().await;
    let told = receiver.told(1).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Korhonen", "{told}");
    assert_eq!(told["subscriptionId"], path.trim_start_matches('/'));
    let again = own(&broker, &client, |_| true).await;
    assert_eq!(
        again["notification"]["endpoint"],
        made["notification"]["endpoint"]
    );
    let found = lost(&city.admin("/api/v1/upstream").await);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["name"], "Patron");
    assert_eq!(found[0]["route"], crate::city::ROUTE);

    change(&broker, &client, "name", "Aino Mäkinen").await;
    let told = receiver.told(2).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Mäkinen", "{told}");
    assert_eq!(receiver.count(), 3, "each is told once");
    broker.shutdown().await;
}

#[tokio::test]
async fn one_at_intervals_needs_none_at_the_broker() {
    let broker = BackOffice::new();
    let broker = broker.start("127.0.0.1:0").await;
    let city = in_front_of(&broker).await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let mut asked = receiver.subscription();
    asked["timeInterval"] = json!(60);
    let path = service.subscribe(&asked).await;
    for at in 0..2 {
        city.clock.advance(Duration::from_secs(61));
        let told = receiver.told(at).await;
        assert_eq!(told["data"][0]["name"]["value"], "Aino", "{told}");
        let is_sent = |entry: &Value| entry["record"]["detail"] == "a notification";
        while city.log().await.iter().filter(|one| is_sent(one)).count() <= at {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    is_left_alone(broker.url.trim_end_matches('/'), &city.client).await;
    let ended = service.send(Method::DELETE, &path, None).await;
    assert_eq!(ended.status(), 204);
    broker.shutdown().await;
}
