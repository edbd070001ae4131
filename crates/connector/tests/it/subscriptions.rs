//! Subscriptions under permission (ETSI GS CIM 009 §5.8): a service is told of what it may see, when it changes, and of
//! nothing once it may not.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::post;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::city::{City, eventually, read};
use crate::peers::{Answer, Received, Server, inactive};
use crate::release::{dataset_id, permitting};

const SUBSCRIPTIONS: &str = "/ngsi-ld/v1/subscriptions";
const SOURCE_SUBSCRIPTIONS: &str = "/ngsi-ld/v1/csourceSubscriptions";

/// Where a service takes notifications.
pub(crate) struct Receiver {
    server: Server,
    state: Arc<Mutex<Inbox>>,
}

#[derive(Default)]
struct Inbox {
    received: Vec<Received>,
    /// Notifications that are refused before any is taken.
    refused: usize,
}

impl Receiver {
    pub(crate) async fn start(refused: usize) -> Self {
        let inbox = Inbox {
            refused,
            ..Inbox::default()
        };
        let state = Arc::new(Mutex::new(inbox));
        let router = Router::new()
            .route("/told", post(Self::take))
            .with_state(Arc::clone(&state));
        Self {
            server: Server::start(router).await,
            state,
        }
    }

    async fn take(State(state): State<Arc<Mutex<Inbox>>>, request: Request) -> StatusCode {
        let received = Received::take(request).await;
        let mut inbox = state.lock().unwrap();
        if inbox.refused > 0 {
            inbox.refused -= 1;
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        inbox.received.push(received);
        StatusCode::NO_CONTENT
    }

    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().received.len()
    }

    /// What the `index`th notification says.
    pub(crate) async fn told(&self, index: usize) -> Value {
        let received = eventually("a notification", || {
            self.state.lock().unwrap().received.get(index).cloned()
        });
        received.await.json()
    }

    pub(crate) fn subscription(&self) -> Value {
        json!({
            "type": "Subscription", "entities": [{"type": "Patron"}],
            "notification": {"endpoint": {"uri": format!("{}/told", self.server.url)}},
        })
    }
}

/// A library that keeps its patrons itself.
async fn library() -> City {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.serve().await;
    city
}

fn patron(name: &str, email: &str) -> Value {
    json!({"id": "urn:x:4711", "type": "Patron", "name": name, "email": email})
}

/// A service under one permission.
pub(crate) struct Service<'a> {
    city: &'a City,
    pub(crate) claims: Value,
    /// Where its subscriptions are.
    path: &'static str,
}

impl<'a> Service<'a> {
    pub(crate) fn of(city: &'a City) -> Self {
        let mut claims = city.claims();
        claims["aud"] = json!(city.url);
        Self {
            city,
            claims,
            path: SUBSCRIPTIONS,
        }
    }

    /// As [`Service::of`], where subscriptions to what is offered are.
    pub(crate) fn following(city: &'a City) -> Self {
        Self {
            path: SOURCE_SUBSCRIPTIONS,
            ..Self::of(city)
        }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Response {
        let mut claims = self.claims.clone();
        claims["jti"] = json!(crate::peers::new_uuid());
        let ticket = self.city.operator.sign(&claims);
        let address = format!("{}{}{path}", self.city.url, self.path);
        let request = self.city.client.request(method, address);
        let request = request.header("MIM4-Request-Ticket", ticket);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// A subscription, as the connector shows it.
    pub(crate) async fn shown(&self, path: &str) -> Value {
        let shown = self.send(Method::GET, path, None).await;
        shown.json().await.unwrap()
    }

    /// Subscribes; gives the path of the subscription.
    pub(crate) async fn subscribe(&self, asked: &Value) -> String {
        let response = self.send(Method::POST, "", Some(asked)).await;
        let location = response.headers().get("location").cloned();
        assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
        let location = location.unwrap().to_str().unwrap().to_owned();
        location.strip_prefix(self.path).unwrap().to_owned()
    }
}

/// Waits for an entry of the log.
pub(crate) async fn logged(city: &City, is_wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..500 {
        if let Some(entry) = city.log().await.into_iter().find(&is_wanted) {
            return entry;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the log does not say it: {:?}", city.log().await);
}

#[tokio::test]
async fn a_service_is_told_of_what_it_may_see_and_of_nothing_after_the_withdrawal() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino", "aino@example.org")]).await;
    let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
    let path = service.subscribe(&receiver.subscription()).await;
    let made = logged(&city, |entry| entry["kind"] == "subscription").await;
    assert!(
        made["record"].get("released").is_none(),
        "making one releases nothing: {made}"
    );

    city.keep(&[patron("Aino Virtanen", "aino@example.org")])
        .await;
    let told = receiver.told(0).await;
    assert_eq!(told["type"], "Notification");
    assert_eq!(told["subscriptionId"], path.trim_start_matches('/'));
    let entity = &told["data"][0];
    let id = entity["id"].as_str().unwrap();
    assert!(id.starts_with("urn:ngsi-ld:Entity:"), "{told}");
    assert_eq!(entity["name"]["value"], "Aino Virtanen");
    assert!(!told.to_string().contains("aino@"), "{told}");
    let entry = logged(&city, |entry| entry["record"]["detail"] == "a notification").await;
    assert_eq!(entry["kind"], "release");
    assert_eq!(entry["record"]["released"], json!(["name"]));
    let asked = city.operator.asked().pop().unwrap().json();
    assert_eq!(
        asked["subscription"], true,
        "the operator is asked each time: {asked}"
    );

    // What changes and may not be seen is not told of, not even that it changed.
    city.keep(&[patron("Aino Virtanen", "virtanen@example.org")])
        .await;
    logged(&city, |entry| {
        entry["record"]["detail"] == "nothing to tell"
    })
    .await;
    assert_eq!(receiver.count(), 1);
    let shown: Value = service
        .send(Method::GET, &path, None)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(shown["notification"]["timesSent"], 1, "{shown}");
    assert_eq!(shown["status"], "active");

    // A permission that has become wider counts for the next one.
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    city.keep(&[patron("Aino Korhonen", "virtanen@example.org")])
        .await;
    let told = receiver.told(1).await;
    assert_eq!(
        told["data"][0]["email"]["value"], "virtanen@example.org",
        "{told}"
    );

    city.operator
        .answer(Answer::Json(inactive("withdrawn by the person")));
    city.keep(&[patron("Aino Mäkinen", "aino@example.org")])
        .await;
    let refused = logged(&city, |entry| {
        entry["record"]["refused"] == "permission-not-active"
    })
    .await;
    assert!(refused["record"].get("released").is_none());
    let gone = service.send(Method::GET, &path, None).await;
    assert_eq!(gone.status(), 404);
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino Laine", "aino@example.org")]).await;
    let all = service.send(Method::GET, "", None).await;
    assert_eq!(all.json::<Value>().await.unwrap(), json!([]));
    assert_eq!(receiver.count(), 2, "nothing was sent any more");
}

#[tokio::test]
async fn a_notification_is_repeated_and_what_was_subscribed_outlives_the_connector() {
    let mut city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino", "a@example.org")]).await;
    let receiver = Receiver::start(1).await;
    let mut asked = receiver.subscription();
    asked["notification"]["format"] = json!("simplified");
    asked["watchedAttributes"] = json!(["name"]);
    asked["q"] = json!("name~=^A");
    let path = Service::of(&city).subscribe(&asked).await;
    assert!(path.starts_with("/urn:ngsi-ld:Subscription:"), "{path}");
    city.restart().await;
    city.keep(&[patron("Eino", "a@example.org")]).await;
    logged(&city, |entry| {
        entry["record"]["detail"] == "nothing to tell"
    })
    .await;
    city.keep(&[patron("Anna", "a@example.org")]).await;
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"], "Anna", "{told}");
    let attempts = city.log().await;
    let attempts = attempts
        .iter()
        .filter(|entry| entry["record"]["detail"] == "a notification");
    assert_eq!(
        attempts.count(),
        2,
        "each attempt is logged before it is made"
    );
}

#[tokio::test]
async fn a_subscription_is_its_services_alone_and_is_changed_and_ended_by_it() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino", "a@example.org")]).await;
    let receiver = Receiver::start(0).await;
    let service = Service::of(&city);
    let path = service.subscribe(&receiver.subscription()).await;
    let (mut other, same_person) = (Service::of(&city), Service::of(&city));
    other.claims["mop_processing_record_uuid"] =
        service.claims["mop_processing_record_uuid"].clone();
    other.claims["sub"] = json!("Another service");
    for stranger in [&other, &same_person] {
        for method in [Method::GET, Method::DELETE] {
            assert_eq!(stranger.send(method, &path, None).await.status(), 404);
        }
        let patch = json!({"isActive": false});
        assert_eq!(
            stranger
                .send(Method::PATCH, &path, Some(&patch))
                .await
                .status(),
            404
        );
        let all = stranger.send(Method::GET, "", None).await;
        assert_eq!(all.json::<Value>().await.unwrap(), json!([]));
    }
    let pause = service
        .send(Method::PATCH, &path, Some(&json!({"isActive": false})))
        .await;
    assert_eq!(pause.status(), 204);
    let paused: Value = service
        .send(Method::GET, &path, None)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(paused["status"], "paused", "{paused}");
    city.keep(&[patron("Eino", "a@example.org")]).await;
    let active = service
        .send(Method::PATCH, &path, Some(&json!({"isActive": true})))
        .await;
    assert_eq!(active.status(), 204);
    let told = receiver.told(0).await;
    assert_eq!(
        told["data"][0]["name"]["value"], "Eino",
        "what changed meanwhile is told then"
    );
    assert_eq!(
        service.send(Method::DELETE, &path, None).await.status(),
        204
    );
    assert_eq!(service.send(Method::GET, &path, None).await.status(), 404);
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_refused() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino", "a@example.org")]).await;
    let receiver = Receiver::start(0).await;
    let service = Service::of(&city);
    let with = |name: &str, value: Value| {
        let mut asked = receiver.subscription();
        asked[name] = value;
        asked
    };
    let to = |uri: &str| {
        let mut asked = receiver.subscription();
        asked["notification"]["endpoint"]["uri"] = json!(uri);
        asked
    };
    for (asked, status) in [
        (with("entities", json!([{"type": "Other"}])), 400),
        (with("entities", json!([])), 400),
        (with("q", json!("(")), 400),
        (with("expiresAt", json!("2020-01-01T00:00:00Z")), 400),
        (with("notificationTrigger", json!(["entityDeleted"])), 422),
        (with("timeInterval", json!(5)), 422),
        // Where a service must not send anybody (SSRF).
        (to("http://10.0.0.1/told"), 400),
        (to("http://169.254.169.254/latest/meta-data"), 400),
        (to("http://[fe80::1]/told"), 400),
        (to("file:///etc/passwd"), 400),
        (to("mqtts://example.org/told"), 400),
        (to("http://user:secret@example.org:99999/"), 400),
    ] {
        let response = service.send(Method::POST, "", Some(&asked)).await;
        assert_eq!(response.status(), status, "{asked}");
        let problem: Value = response.json().await.unwrap();
        let kind = problem["type"].as_str().unwrap();
        assert!(
            kind.starts_with("https://uri.etsi.org/ngsi-ld/errors/"),
            "{problem}"
        );
    }
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    let refused = service
        .send(Method::POST, "", Some(&receiver.subscription()))
        .await;
    city.refused(refused, 403, "permission-not-active").await;
    let unasked = city.get(SUBSCRIPTIONS).await;
    city.refused(unasked, 401, "ticket-missing").await;

    city.operator.answer(permitting(&dataset, &["name"]));
    for _ in 0..16 {
        service.subscribe(&receiver.subscription()).await;
    }
    let many = service
        .send(Method::POST, "", Some(&receiver.subscription()))
        .await;
    assert_eq!(many.status(), 403);
}

/// Where a broker keeps what it has while it is away.
struct BackOffice {
    folder: TempDir,
    key: MasterKey,
}

impl BackOffice {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            key: MasterKey::generate(),
        }
    }

    /// The broker, listening at this address.
    async fn start(&self, listen: &str) -> broker::Running {
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
async fn in_front_of(broker: &broker::Running) -> City {
    let mut city = City::prepare().await;
    let entity = json!({
        "id": "urn:ngsi-ld:Patron:1", "type": "Patron", "libraryCard": {"type": "Property", "value": "2900-17"},
        "name": {"type": "Property", "value": "Aino"}, "email": {"type": "Property", "value": "a@example.org"},
    });
    let entities = format!("{}/ngsi-ld/v1/entities", broker.url);
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

#[tokio::test]
async fn a_subscription_may_be_to_one_entity_and_tells_which_is_new() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let patron = |id: &str, name: &str| json!({"id": id, "type": "Patron", "name": name});
    let kept = [patron("urn:x:2", "Aino"), patron("urn:x:4", "Eino")];
    city.keep(&kept).await;
    let service = Service::of(&city);
    let mut claims = service.claims.clone();
    claims["jti"] = json!(crate::peers::new_uuid());
    let target = "/ngsi-ld/v1/entities?type=Patron";
    let seen = city.show_at(target, &city.operator.sign(&claims)).await;
    let seen: Value = seen.json().await.unwrap();
    let [one, created] = [Receiver::start(0).await, Receiver::start(0).await];
    let mut asked = one.subscription();
    asked["entities"][0]["id"] = seen[1]["id"].clone();
    service.subscribe(&asked).await;
    let mut asked = created.subscription();
    asked["notificationTrigger"] = json!(["entityCreated"]);
    service.subscribe(&asked).await;

    // One that is new stands before one that changes, in one go.
    city.keep(&[patron("urn:x:1", "Impi"), patron("urn:x:2", "Anna")])
        .await;
    let told = created.told(0).await;
    assert_eq!(told["data"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["data"][0]["name"]["value"], "Impi", "{told}");
    city.keep(&[patron("urn:x:4", "Onni")]).await;
    let told = one.told(0).await;
    assert_eq!(told["data"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["data"][0]["name"]["value"], "Onni", "{told}");
    assert_eq!(told["data"][0]["id"], seen[1]["id"], "{told}");
    assert_eq!((one.count(), created.count()), (1, 1));
}
