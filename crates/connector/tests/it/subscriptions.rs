//! Subscriptions under permission (ETSI GS CIM 009 §5.8): a service is told of what it may see, when it changes, and of
//! nothing once it may not.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::post;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::city::{City, eventually};
use crate::peers::{Answer, Received, Server, inactive};
use crate::release::{dataset_id, permitting};

pub(crate) const SUBSCRIPTIONS: &str = "/ngsi-ld/v1/subscriptions";
const SOURCE_SUBSCRIPTIONS: &str = "/ngsi-ld/v1/csourceSubscriptions";

/// Where a service takes notifications.
pub(crate) struct Receiver {
    pub(crate) server: Server,
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
pub(crate) async fn library() -> City {
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
        (with("timeInterval", json!(5)), 400),
        (with("timeInterval", json!(-60)), 400),
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

#[tokio::test]
async fn one_at_intervals_is_told_what_may_be_seen_then() {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.keep(&[patron("Aino", "aino@example.org")]).await;
    let service = Service::of(&city);
    let [receiver, curious] = [Receiver::start(0).await, Receiver::start(0).await];
    let mut asked = receiver.subscription();
    asked["timeInterval"] = json!(60);
    let path = service.subscribe(&asked).await;
    // What is withheld counts as not there.
    let mut trying = curious.subscription();
    trying["timeInterval"] = json!(60);
    trying["q"] = json!("email");
    service.subscribe(&trying).await;
    let minute = || city.clock.advance(std::time::Duration::from_secs(61));
    let looked = async |times: usize| {
        for _ in 0..500 {
            let log = city.log().await;
            let looks = log.iter().filter(|entry| {
                let detail = entry["record"]["detail"].as_str();
                matches!(detail, Some("nothing to tell" | "a notification"))
            });
            if looks.count() == times {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("not looked at {times} times: {:?}", city.log().await);
    };

    // It is told of no change, and of what there is when its time has come, each time.
    city.keep(&[patron("Eino", "aino@example.org")]).await;
    assert_eq!(receiver.count(), 0);
    for at in 0..2 {
        minute();
        let told = receiver.told(at).await;
        assert_eq!(told["data"][0]["name"]["value"], "Eino", "{told}");
        assert!(!told.to_string().contains("example.org"), "{told}");
        looked(2 * (at + 1)).await;
        assert_eq!(receiver.count(), at + 1);
    }
    assert_eq!(curious.count(), 0);
    let twice = json!({"timeInterval": 120});
    let changed = service.send(Method::PATCH, &path, Some(&twice)).await;
    assert_eq!(changed.status(), 204);
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    minute();
    let told = receiver.told(2).await;
    assert_eq!(told["data"][0]["email"]["value"], "aino@example.org");
    looked(6).await;
    minute();
    curious.told(1).await;
    looked(7).await;
    assert_eq!(receiver.count(), 3, "now every two minutes");
    let at_changes = json!({"timeInterval": "urn:ngsi-ld:null"});
    let changed = service.send(Method::PATCH, &path, Some(&at_changes)).await;
    assert_eq!(changed.status(), 400);

    city.operator
        .answer(Answer::Json(inactive("withdrawn by the person")));
    minute();
    logged(&city, |entry| {
        entry["record"]["refused"] == "permission-not-active"
    })
    .await;
    for _ in 0..500 {
        let all = service.send(Method::GET, "", None).await;
        if all.json::<Value>().await.unwrap() == json!([]) {
            assert_eq!((receiver.count(), curious.count()), (3, 2));
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it is over, and still there");
}
