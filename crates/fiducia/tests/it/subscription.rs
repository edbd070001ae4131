//! A service is told of a change by a connector's process, as long as the person permits it at the operator's; and of what a
//! connector offers.

use std::sync::{Arc, Mutex};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::city::City;
use crate::party::{Api, Party, Service, client, configure, granted, send, wait_until};

const PEOPLE: &str = include_str!("../../demo/people.json");

/// What the service was told.
type Told = Arc<Mutex<Vec<Value>>>;

async fn receiver(told: &Told) -> String {
    let told = Arc::clone(told);
    let take = move |axum::Json(notification): axum::Json<Value>| async move {
        told.lock().unwrap().push(notification);
        StatusCode::NO_CONTENT
    };
    let router = axum::Router::new().route("/told", axum::routing::post(take));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/told", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[test]
fn a_service_is_told_of_a_change_until_the_person_withdraws() {
    let mut city = City::start();
    city.stop();
    // The register serves its entities as NGSI-LD.
    configure(
        &city,
        "population",
        Some("pointer = \"/0\""),
        "shape = \"ngsi-ld\"\n",
    );
    let _parties =
        ["registry", "operator-helsinki", "population"].map(|name| Party::start(&city, name));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(scenario(&city));
}

/// A service subscribes to entities of a type under a permission; gives what it is told from then on.
async fn subscribed(service: &Service, permission: &str, base: &str, entity_type: &str) -> Told {
    let told = Told::default();
    let asked = json!({
        "type": "Subscription", "entities": [{"type": entity_type}],
        "notification": {"format": "simplified", "endpoint": {"uri": receiver(&told).await}},
    });
    let url = format!("{base}/ngsi-ld/v1/subscriptions");
    let ticket = service.ticket(permission, base).await.unwrap();
    let made = service.proved(Method::POST, &url, &ticket).json(&asked);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    told
}

async fn scenario(city: &City) {
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let connector = city.named("connectors", "opulation");
    let base = connector["url"].as_str().unwrap().trim_end_matches('/');
    let person = city.named("persons", "Aino");
    let api = Api::log_in(operator, person).await;
    let service = Service::of(city, "Hobby", operator);
    let login = person["login"].as_str().unwrap();
    let (arrangement, permission) = granted(&service, &api, login).await;

    // What the register has of her, and by what it knows her.
    let people: Value = serde_json::from_str(PEOPLE).unwrap();
    let known = people.as_array().unwrap().iter();
    let known = known.clone().find(|one| one["login"] == login).unwrap();
    let identifiers = known["identifiers"].as_array().unwrap().iter();
    let ssn = identifiers
        .clone()
        .find(|one| one["id_type"] == "ssn")
        .unwrap();
    let register = Api::admin(city, "population", base);
    let keep = |name: &str| {
        let mut entity = known["person"].clone();
        entity["name"] = json!(name);
        let body = json!({
            "dataset": "person", "entities": [entity],
            "identifiers": [{"id_type": "ssn", "id": ssn["id"]}],
        });
        let register = register.clone();
        async move { register.put("api/v1/entities", &body).await }
    };

    let told = subscribed(&service, &permission, base, "Person").await;

    keep("Aino Korhonen").await;
    wait_until("a notification", async || !told.lock().unwrap().is_empty()).await;
    let first = told.lock().unwrap()[0].clone();
    assert_eq!(first["data"][0]["name"], "Aino Korhonen", "{first}");
    assert!(
        !first.to_string().contains(ssn["id"].as_str().unwrap()),
        "{first}"
    );
    // The operator is told of it after the notification is sent.
    wait_until("what was released in the person's log", async || {
        let log = api.get("api/v1/me/access-log").await.unwrap();
        log.to_string().contains("name")
    })
    .await;

    let withdraw = format!("api/v1/me/permissions/{arrangement}/withdraw");
    api.post(&withdraw, &json!({})).await.unwrap();
    withdrawn(&register).await;
    keep("Aino Mäkinen").await;
    assert_eq!(told.lock().unwrap().len(), 1, "nothing is told any more");
    let gone = client().get(format!("{base}/ngsi-ld/v1/subscriptions"));
    assert!(send(gone).await.is_err(), "not without a ticket either");
}

#[test]
fn a_service_hears_of_a_change_in_an_export_that_the_connector_looks_at() {
    let mut city = City::start();
    city.stop();
    configure(
        &city,
        "halls",
        Some("[connector.route.file]"),
        "shape = \"ngsi-ld\"\npoll_every_seconds = 5\n\n",
    );
    let _parties = ["registry", "operator-helsinki", "halls"].map(|name| Party::start(&city, name));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(polled(&city));
}

/// Waits until the operator has told a connector of a withdrawal: its subscriptions have ended before it says so.
async fn withdrawn(connector: &Api) {
    wait_until("the withdrawal at the connector", async || {
        let log = connector.get("api/v1/log?limit=20").await.unwrap();
        log.to_string().contains("permission-withdrawn")
    })
    .await;
}

/// A person whose visits a service is told of.
struct Swimmer {
    api: Api,
    arrangement: String,
    told: Told,
}

impl Swimmer {
    async fn subscribed(city: &City, name: &str, operator: &str, base: &str) -> Self {
        let person = city.named("persons", name);
        let api = Api::log_in(operator, person).await;
        let service = Service::of(city, "Swim", operator);
        let login = person["login"].as_str().unwrap();
        let (arrangement, permission) = granted(&service, &api, login).await;
        let told = subscribed(&service, &permission, base, "SportsMember").await;
        Self {
            api,
            arrangement,
            told,
        }
    }

    fn count(&self) -> usize {
        self.told.lock().unwrap().len()
    }

    /// Waits until the service has been told so often; gives the visits that it was told of last.
    async fn visits(&self, count: usize) -> Value {
        wait_until("a notification", async || self.count() == count).await;
        let last = self.told.lock().unwrap()[count - 1].clone();
        assert!(!last.to_string().contains("example.fi"), "{last}");
        last["data"][0]["visits"].clone()
    }

    /// Releases in the person's log.
    async fn releases(&self) -> usize {
        let log = self.api.get("api/v1/me/access-log").await.unwrap();
        let entries = log["entries"].as_array().unwrap().iter();
        entries.filter(|one| one["released"].is_object()).count()
    }
}

async fn polled(city: &City) {
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let base = city.named("connectors", "Swimming")["url"].as_str();
    let base = base.unwrap().trim_end_matches('/');
    let aino = Swimmer::subscribed(city, "Aino", operator, base).await;
    let matti = Swimmer::subscribed(city, "Matti", operator, base).await;
    let file = city.data().join("halls/exports/jasenet.csv");
    // The halls write a new export.
    let swam = |changes: &[(&str, &str)]| {
        let mut text = std::fs::read_to_string(&file).unwrap();
        for (before, after) in changes {
            assert!(text.contains(before));
            text = text.replacen(before, after, 1);
        }
        std::fs::write(&file, text).unwrap();
    };
    swam(&[("10.11.2026, 17.11.2026", "10.11.2026, 24.11.2026")]);
    let expected = json!(["2026-11-03", "2026-11-10", "2026-11-24"]);
    assert_eq!(aino.visits(1).await, expected);
    wait_until("the release in the person's log", async || {
        aino.releases().await == 1
    })
    .await;
    assert_eq!(matti.count(), 0);

    let withdraw = format!("api/v1/me/permissions/{}/withdraw", aino.arrangement);
    aino.api.post(&withdraw, &json!({})).await.unwrap();
    withdrawn(&Api::admin(city, "halls", base)).await;
    swam(&[
        ("10.11.2026, 24.11.2026", "10.11.2026, 25.11.2026"),
        ("2.11.2026, 9.11.2026", "2.11.2026, 16.11.2026"),
    ]);
    assert_eq!(matti.visits(1).await, json!(["2026-11-02", "2026-11-16"]));
    // Once more, so that a whole time between two looks has passed.
    swam(&[("2.11.2026, 16.11.2026", "2.11.2026, 23.11.2026")]);
    assert_eq!(matti.visits(2).await, json!(["2026-11-02", "2026-11-23"]));
    assert_eq!(aino.count(), 1, "nothing is told of her any more");
    let log = aino.api.get("api/v1/me/access-log").await.unwrap();
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "nobody looks any more: {log}");
    // What was looked at without news is in nobody's log.
    let log = matti.api.get("api/v1/me/access-log").await.unwrap();
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3, "one to subscribe, two to tell: {log}");
}

#[test]
fn a_service_hears_of_what_a_source_offers_and_that_it_is_withdrawn() {
    let mut city = City::start();
    city.stop();
    configure(
        &city,
        "population",
        Some("pointer = \"/0\""),
        "shape = \"ngsi-ld\"\n",
    );
    let _others = ["registry", "operator-helsinki"].map(|name| Party::start(&city, name));
    let mut source = Party::start(&city, "population");
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let base = city.named("connectors", "opulation")["url"]
        .as_str()
        .unwrap();
    let base = base.trim_end_matches('/');
    let runtime = crate::party::runtime_of_peers();
    let told = Told::default();
    runtime.block_on(async {
        let person = city.named("persons", "Aino");
        let api = Api::log_in(operator, person).await;
        let service = Service::of(&city, "Hobby", operator);
        let login = person["login"].as_str().unwrap();
        let (_, permission) = granted(&service, &api, login).await;
        let url = format!("{base}/ngsi-ld/v1/csourceSubscriptions");
        let asked = json!({
            "type": "Subscription", "entities": [{"type": "Person"}],
            "notification": {"endpoint": {"uri": receiver(&told).await}},
        });
        let ticket = service.ticket(&permission, base).await.unwrap();
        let made = service.proved(Method::POST, &url, &ticket).json(&asked);
        let made = made.send().await.unwrap();
        assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    });
    let hears = |count: usize, reason: &str| {
        runtime.block_on(wait_until(reason, async || {
            told.lock().unwrap().len() == count
        }));
        let last = told.lock().unwrap()[count - 1].clone();
        assert_eq!(last["type"], "ContextSourceNotification", "{last}");
        assert_eq!(last["triggerReason"], reason, "{last}");
        last["data"][0].clone()
    };
    let first = hears(1, "newlyMatching");
    assert_eq!(first["endpoint"], base, "{first}");
    assert!(source.terminate());
    hears(2, "noLongerMatching");
    source.restart();
    hears(3, "newlyMatching");
    // What it says of itself is another after it was killed.
    source.kill();
    let file = city.data().join("population.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let name = first["registrationName"].as_str().unwrap();
    assert!(text.contains(name));
    std::fs::write(&file, text.replacen(name, "Register of people", 1)).unwrap();
    source.restart();
    let updated = hears(4, "updated");
    assert_eq!(updated["registrationName"], "Register of people");
}
