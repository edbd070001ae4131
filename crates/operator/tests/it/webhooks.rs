//! Services are told what happens: signed, in order, at least once, and with nothing of whom.
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use protocol::ids::{ClientId, Issuer};
use protocol::jose::{Jwks, KeySet};
use protocol::service_event::{Kind, ServiceEvent};
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{CARD, City, LOGIN, Plan, now, serve};

/// What a service's endpoint has received, and how it answers.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    inbox: Arc<Inbox>,
}

struct Inbox {
    events: Mutex<Vec<String>>,
    answer: Mutex<u16>,
    arrived: tokio::sync::Notify,
}

impl Endpoint {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let inbox = Arc::new(Inbox {
            events: Mutex::default(),
            answer: Mutex::new(202),
            arrived: tokio::sync::Notify::new(),
        });
        let take = post(
            |State(inbox): State<Arc<Inbox>>, headers: http::HeaderMap, body: String| async move {
                assert_eq!(headers["content-type"], "application/secevent+jwt");
                inbox.events.lock().unwrap().push(body);
                inbox.arrived.notify_one();
                http::StatusCode::from_u16(*inbox.answer.lock().unwrap()).unwrap()
            },
        );
        let router = Router::new()
            .route("/hook", take)
            .with_state(Arc::clone(&inbox));
        tokio::spawn(async move { serve(listener, router).await });
        Self { url, inbox }
    }

    pub(crate) fn answer(&self, status: u16) {
        *self.inbox.answer.lock().unwrap() = status;
    }

    /// The events received so far, once there are at least `count`: verified as a service does.
    pub(crate) async fn events(&self, city: &City, count: usize) -> Vec<ServiceEvent> {
        loop {
            let tokens = self.inbox.events.lock().unwrap().clone();
            if tokens.len() >= count {
                let mut events = Vec::new();
                for token in tokens {
                    events.push(read(city, &token).await);
                }
                return events;
            }
            self.inbox.arrived.notified().await;
        }
    }
}

async fn read(city: &City, token: &str) -> ServiceEvent {
    let metadata = city.get("/.well-known/mydataoperator-config").await;
    let metadata: Value = metadata.json().await.unwrap();
    let jwks = city.get("/jwks.json").await.bytes().await.unwrap();
    let issuer = Issuer::parse(metadata["operator_uuid"].as_str().unwrap()).unwrap();
    let keys = KeySet::new(&Jwks::from_json(&jwks).unwrap());
    let service = ClientId::parse(&city.service.client_id).unwrap();
    // Tests move the operator's clock ahead.
    ServiceEvent::verify(token, &issuer, &keys, &service, now() + 40 * 86_400).unwrap()
}

/// A webhook for everything at this address. Gives its id.
pub(crate) async fn register(city: &City, url: &str) -> String {
    let added = city
        .service
        .post(city, "/api/v1/webhooks", &json!({"url": url}))
        .await;
    assert_eq!(added.status(), 201, "{:?}", added.text().await);
    let added: Value = added.json().await.unwrap();
    added["id"].as_str().unwrap().to_owned()
}

async fn shown(city: &City, id: &str) -> Value {
    let path = format!("/api/v1/webhooks/{id}");
    city.service.get(city, &path).await.json().await.unwrap()
}

async fn deliveries(city: &City, id: &str) -> Vec<Value> {
    let path = format!("/api/v1/webhooks/{id}/deliveries");
    let page: Value = city.service.get(city, &path).await.json().await.unwrap();
    page["deliveries"].as_array().unwrap().clone()
}

/// Waits until a delivery has come to this state with at least so many attempts.
async fn until(city: &City, id: &str, event: &str, state: &str, attempts: i64) -> Value {
    let path = format!("/api/v1/webhooks/{id}/deliveries/{event}");
    loop {
        let one: Value = city.service.get(city, &path).await.json().await.unwrap();
        let tries = one["tries"].as_array().map_or(0, Vec::len);
        if one["state"] == state && i64::try_from(tries).unwrap() >= attempts {
            return one;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn act(city: &City, arrangement: &str, act: &str, body: &Value) {
    let path = format!("/api/v1/me/permissions/{arrangement}/{act}");
    let done = city.person.post(city, &path, body).await;
    assert_eq!(done.status(), 200, "{:?}", done.text().await);
}

fn kinds(events: &[ServiceEvent]) -> Vec<Kind> {
    events.iter().map(|event| event.kind.unwrap()).collect()
}

#[tokio::test]
async fn a_service_hears_all_that_happens_to_a_permission_in_order() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    register(&city, &endpoint.url).await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    act(&city, &arrangement, "amend", &json!({"optional": []})).await;
    act(&city, &arrangement, "suspend", &json!({})).await;
    act(&city, &arrangement, "resume", &json!({})).await;
    act(&city, &arrangement, "withdraw", &json!({})).await;
    let events = endpoint.events(&city, 6).await;
    let permission: Vec<_> = events
        .iter()
        .filter(|event| event.kind != Some(Kind::RequestAnswered))
        .cloned()
        .collect();
    assert_eq!(
        kinds(&permission),
        [
            Kind::PermissionGranted,
            Kind::PermissionAmended,
            Kind::PermissionSuspended,
            Kind::PermissionResumed,
            Kind::PermissionWithdrawn
        ]
    );
    let versions: Vec<u64> = permission
        .iter()
        .map(|event| {
            assert_eq!(event.payload["permission"], json!(leg));
            event.payload["version"].as_u64().unwrap()
        })
        .collect();
    assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
    let answered = events
        .iter()
        .find(|event| event.kind == Some(Kind::RequestAnswered))
        .unwrap();
    assert_eq!(answered.payload["status"], "granted");
    assert_eq!(answered.payload["permission"], json!(leg));
    city.end().await;
}

#[tokio::test]
async fn an_event_says_nothing_of_who_the_person_is() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    let (_, arrangement) = city.permit(&["birthDate"]).await;
    act(&city, &arrangement, "withdraw", &json!({})).await;
    endpoint.events(&city, 3).await;
    let mut said = String::new();
    for event in endpoint.events(&city, 3).await {
        said.push_str(&format!("{event:?}"));
    }
    said.push_str(&json!(deliveries(&city, &id).await).to_string());
    for secret in [
        &*arrangement,
        &city.person.id,
        CARD,
        LOGIN,
        "Aino",
        "birthDate",
    ] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    city.end().await;
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_and_every_attempt_is_shown() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    endpoint.answer(503);
    let sent = city
        .service
        .post(&city, &format!("/api/v1/webhooks/{id}/test"), &json!({}))
        .await;
    assert_eq!(sent.status(), 202);
    let sent: Value = sent.json().await.unwrap();
    let event = sent["event"].as_str().unwrap();
    let failed = until(&city, &id, event, "waiting", 1).await;
    assert_eq!(failed["tries"][0]["status"], 503);
    assert!(
        failed["tries"][0]["error"]
            .as_str()
            .is_some_and(|text| text.contains("503")),
        "{failed}"
    );
    let webhook = shown(&city, &id).await;
    assert_eq!(webhook["state"], "active");
    assert_eq!(webhook["failing"]["failures"], 1, "{webhook}");
    // By hand it is sent at once, and the webhook is well again.
    endpoint.answer(204);
    let again = city
        .service
        .post(
            &city,
            &format!("/api/v1/webhooks/{id}/deliveries/{event}/send"),
            &json!({}),
        )
        .await;
    assert_eq!(again.status(), 202, "{:?}", again.text().await);
    let delivered = until(&city, &id, event, "delivered", 2).await;
    assert_eq!(delivered["tries"][0]["status"], 204);
    assert_eq!(delivered["tries"][1]["status"], 503);
    assert_eq!(shown(&city, &id).await["failing"], Value::Null);
    let events = endpoint.events(&city, 2).await;
    assert_eq!(kinds(&events), [Kind::Test, Kind::Test]);
    assert_eq!(events[0].jti, events[1].jti, "the receiver knows it again");
    city.end().await;
}

#[tokio::test]
async fn the_next_of_a_permission_waits_for_the_one_before() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    endpoint.answer(500);
    let (leg, arrangement) = city.permit(&[]).await;
    act(&city, &arrangement, "suspend", &json!({})).await;
    let first = format!("{leg}:2");
    until(&city, &id, &first, "waiting", 1).await;
    endpoint.answer(202);
    let again = format!("/api/v1/webhooks/{id}/deliveries/{first}/send");
    assert_eq!(
        city.service.post(&city, &again, &json!({})).await.status(),
        202
    );
    until(&city, &id, &format!("{leg}:3"), "delivered", 1).await;
    let events = endpoint.events(&city, 1).await;
    let taken = kinds(&events);
    let granted = taken
        .iter()
        .rposition(|kind| *kind == Kind::PermissionGranted);
    let suspended = taken
        .iter()
        .position(|kind| *kind == Kind::PermissionSuspended);
    assert!(granted < suspended, "{taken:?}");
    city.end().await;
}

#[tokio::test]
async fn a_webhook_that_fails_for_days_is_stopped_and_can_be_started_again() {
    let city = City::with(Plan {
        change: |config| config.limits.webhook_days = 2,
        ..Plan::default()
    })
    .await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    endpoint.answer(500);
    let test = format!("/api/v1/webhooks/{id}/test");
    let sent: Value = city
        .service
        .post(&city, &test, &json!({}))
        .await
        .json()
        .await
        .unwrap();
    let event = sent["event"].as_str().unwrap().to_owned();
    until(&city, &id, &event, "waiting", 1).await;
    city.clock.advance(3 * 86_400);
    let send = format!("/api/v1/webhooks/{id}/deliveries/{event}/send");
    // Tokens of before are over too: the service gets new ones.
    let admin = city.operator.operator();
    admin.send_again("hobby", &id, &event).await.unwrap();
    loop {
        let webhook = admin.webhook("hobby", &id).await.unwrap();
        if webhook.state == operator::webhooks::WebhookState::Stopped {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let one = admin.webhook_delivery("hobby", &id, &event).await.unwrap();
    assert_eq!(one.delivery.state, "given-up");
    assert!(
        admin.send_again("hobby", &id, &event).await.is_err(),
        "{send}"
    );
    // What happens meanwhile is not kept for it.
    let before = admin
        .webhook_deliveries("hobby", &id, (i64::MAX, ""), 50)
        .await
        .unwrap();
    assert_eq!(before.deliveries.len(), 1);
    let again = serde_json::from_value(json!({"url": endpoint.url})).unwrap();
    endpoint.answer(202);
    let by = operator::organisations::Actor::Service;
    let started = admin
        .change_webhook("hobby", &id, &again, by)
        .await
        .unwrap();
    assert_eq!(started.state, operator::webhooks::WebhookState::Active);
    admin.send_again("hobby", &id, &event).await.unwrap();
    loop {
        let one = admin.webhook_delivery("hobby", &id, &event).await.unwrap();
        if one.delivery.state == "delivered" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    city.end().await;
}

#[tokio::test]
async fn whoever_says_that_it_is_gone_is_not_written_to_again() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    endpoint.answer(410);
    city.permit(&[]).await;
    loop {
        if shown(&city, &id).await["state"] == "stopped" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for delivery in deliveries(&city, &id).await {
        assert_eq!(delivery["state"], "given-up", "{delivery}");
    }
    city.end().await;
}

#[tokio::test]
async fn only_addresses_that_peers_may_have_are_written_to() {
    let city = City::new().await;
    for url in [
        "ftp://hobby.example/hook",
        "https://user:secret@hobby.example/hook",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/hook",
        "http://hobby.example/hook",
        "hook",
    ] {
        let new = serde_json::from_value(json!({"url": url})).unwrap();
        let by = operator::organisations::Actor::Service;
        let added = city
            .operator
            .operator()
            .add_webhook("hobby", &new, by)
            .await;
        assert!(
            matches!(added, Err(operator::Error::Invalid { .. })),
            "{url}: {added:?}"
        );
    }
    city.end().await;
}

#[tokio::test]
async fn a_webhook_is_its_services_alone() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    let admin = city.operator.operator();
    let organisation = admin.service("hobby").await.unwrap().organisation;
    let other = crate::city::Service::register(&city.operator, &organisation, "other").await;
    for (method, path) in [
        (Method::GET, format!("/api/v1/webhooks/{id}")),
        (Method::DELETE, format!("/api/v1/webhooks/{id}")),
        (Method::GET, format!("/api/v1/webhooks/{id}/deliveries")),
        (Method::POST, format!("/api/v1/webhooks/{id}/test")),
    ] {
        let answer = other.send(&city, method, &path, |request| request).await;
        assert_eq!(answer.status(), 404, "{path}");
    }
    let list: Value = other
        .get(&city, "/api/v1/webhooks")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(list, json!([]));
    let anybody = city.get("/api/v1/webhooks").await;
    assert_eq!(anybody.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn a_closed_account_is_told_as_a_withdrawal_and_a_no() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    register(&city, &endpoint.url).await;
    let (leg, _) = city.permit(&[]).await;
    let waiting = city.ask(Some(LOGIN)).await;
    let body = json!({"password": crate::city::PASSWORD, "understood": true});
    let closed = city.person.post(&city, "/api/v1/me/close", &body).await;
    assert_eq!(closed.status(), 200, "{:?}", closed.text().await);
    let events = endpoint.events(&city, 4).await;
    let withdrawn = events
        .iter()
        .find(|event| event.kind == Some(Kind::PermissionWithdrawn))
        .unwrap();
    assert_eq!(withdrawn.payload["permission"], json!(leg));
    let declined = events
        .iter()
        .find(|event| event.payload["status"] == "declined")
        .unwrap();
    assert_eq!(declined.payload["permission_request"], waiting["id"]);
    city.end().await;
}

#[tokio::test]
async fn what_was_delivered_is_forgotten_after_a_month() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    let id = register(&city, &endpoint.url).await;
    let admin = city.operator.operator();
    let event = admin.test_webhook("hobby", &id).await.unwrap();
    until(&city, &id, &event, "delivered", 1).await;
    city.clock.advance(31 * 86_400);
    admin.sweep().await.unwrap();
    let left = admin
        .webhook_deliveries("hobby", &id, (i64::MAX, ""), 50)
        .await
        .unwrap();
    assert!(left.deliveries.is_empty());
    city.end().await;
}
