//! A service is told of a change by a connector's process, as long as the person permits it at the operator's; and of what a
//! connector offers.

use std::sync::{Arc, Mutex};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::city::City;
use crate::party::{Api, Party, Service, client, configure, send, wait_until};

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

/// What a service asks of a person is granted; gives the arrangement, and the permission as the service knows it.
async fn granted(service: &Service, api: &Api, login: &str) -> (String, String) {
    let request = service.ask(login).await.unwrap();
    let path = format!("api/v1/me/requests/{request}/grant");
    let decided = api.post(&path, &json!({"optional": []})).await.unwrap();
    let arrangement = decided["id"].as_str().unwrap().to_owned();
    (arrangement, service.permission(&request).await.unwrap())
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

    let told = Told::default();
    let asked = json!({
        "type": "Subscription", "entities": [{"type": "Person"}],
        "notification": {"format": "simplified", "endpoint": {"uri": receiver(&told).await}},
    });
    let subscriptions = format!("{base}/ngsi-ld/v1/subscriptions");
    let ticket = service.ticket(&permission, base).await.unwrap();
    let made = service
        .proved(Method::POST, &subscriptions, &ticket)
        .json(&asked);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());

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
    keep("Aino Mäkinen").await;
    wait_until("a refusal in the connector's log", async || {
        let log = register
            .get("api/v1/log?kind=refusal&limit=10")
            .await
            .unwrap();
        log.to_string().contains("permission-not-active")
    })
    .await;
    assert_eq!(told.lock().unwrap().len(), 1, "nothing is told any more");
    let gone = client().get(&subscriptions);
    assert!(send(gone).await.is_err(), "not without a ticket either");
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
