//! A store that people fill themselves: entries by hand and from files, each changed and erased for itself.

use connector::config::Shape;
use protocol::jose::SigningKey;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::changes::open;
use crate::city::{City, ROUTE, eventually, read};
use crate::own_data::{browser_key, own_ticket, preflight, vouch_for};

const ATTRIBUTES: [&str; 3] = ["email", "address", "loans"];

/// A city whose library keeps what people write themselves: `email` and `address` may be written, `loans` may not.
async fn own_store() -> City {
    let mut city = City::prepare_store().await;
    open(&mut city);
    let dataset = &mut city.config.datasets[0];
    dataset.self_add = true;
    for attribute in &mut dataset.attributes {
        attribute.erase = read(json!("yes"));
    }
    city.config.routes[0].pointer = String::new();
    city.config.routes[0].shape = Shape::NgsiLd;
    city.serve().await;
    vouch_for(&city, "2900-17", &ATTRIBUTES).await;
    city
}

async fn ask(
    city: &City,
    method: Method,
    record: Option<&str>,
    body: Option<(&str, String)>,
) -> Response {
    let key: SigningKey = browser_key();
    let ticket = own_ticket(city, &key);
    let address = format!("{}{ROUTE}", city.url);
    let proof = city.proof(&key, method.as_str(), &address, &ticket);
    let mut request = city
        .client
        .request(method, &address)
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", proof)
        .header("origin", &city.operator.url);
    if let Some(record) = record {
        request = request.query(&[("record", record)]);
    }
    if let Some((media, body)) = body {
        request = request.header("content-type", media).body(body);
    }
    request.send().await.unwrap()
}

async fn add(city: &City, media: &str, body: impl ToString) -> Response {
    ask(city, Method::POST, None, Some((media, body.to_string()))).await
}

/// The ids of what was added.
async fn added(city: &City, media: &str, body: impl ToString) -> Vec<String> {
    let response = add(city, media, body).await;
    let status = response.status();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(status, 201, "{answer}");
    serde_json::from_value(answer["records"].clone()).unwrap()
}

/// The problem that the person is answered with.
async fn refused(response: Response, status: u16, problem: &str) -> Value {
    let answered = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(answered, status, "{body}");
    assert!(body["type"].as_str().unwrap().ends_with(problem), "{body}");
    body
}

/// What the person sees, as values without ids.
async fn shown(city: &City) -> Vec<Value> {
    let response = ask(city, Method::GET, None, None).await;
    if response.status() != 200 {
        let problem: Value = response.json().await.unwrap();
        let name = problem["type"].as_str().unwrap();
        assert!(name.ends_with("person-unknown-at-source"), "{problem}");
        return Vec::new();
    }
    let all: Vec<Value> = response.json().await.unwrap();
    let bare = |mut one: Value| {
        let object = one.as_object_mut().unwrap();
        object.remove("id");
        object.remove("type");
        for value in object.values_mut() {
            *value = value["value"].take();
        }
        one
    };
    all.into_iter().map(bare).collect()
}

#[tokio::test]
async fn a_person_fills_a_store_by_hand_and_from_files() {
    let city = own_store().await;
    assert!(shown(&city).await.is_empty());
    let one = json!({"email": "maija@a.example", "address": {"street": "Katu 1"}});
    let first = added(&city, "application/json; charset=utf-8", &one).await;
    let table = "email;address.street\r\neero@a.example;Polku 2\r\n\r\n";
    let second = added(&city, "text/csv", table).await;
    let lines = "{\"email\":\"a@a.example\"}\n{\"email\":\"b@a.example\"}\n";
    let more = added(&city, "application/x-ndjson", lines).await;
    assert_eq!((first.len(), second.len(), more.len()), (1, 1, 2));
    let expected = [
        one,
        json!({"email": "eero@a.example", "address": {"street": "Polku 2"}}),
        json!({"email": "a@a.example"}),
        json!({"email": "b@a.example"}),
    ];
    assert_eq!(shown(&city).await, expected);

    // What was saved from it can be read again: it is the same once more.
    let saved: Value = ask(&city, Method::GET, None, None)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(added(&city, "application/json", saved).await.len(), 4);
    assert_eq!(shown(&city).await, [&expected[..], &expected[..]].concat());

    // It is the person's own doing, and stands in both logs by the attributes' names alone.
    let log = city.log().await;
    let records = log.iter().rev().map(|one| &one["record"]);
    let records: Vec<_> = records.filter(|one| one["state"] == "changed").collect();
    assert_eq!(records.len(), 4);
    assert_eq!(records[0]["status"], 201);
    assert_eq!(records[0]["added"], json!(["address", "email"]));
    assert!(!json!(log).to_string().contains("maija@"));
    let told = eventually("the operator is told", || {
        let outcomes = city.operator.outcomes();
        let mut told = outcomes.iter().map(crate::peers::Received::json);
        told.find(|one: &Value| one["added"].is_object())
    });
    assert_eq!(told.await["success"], true);

    // Whoever runs the store does not read it.
    let export = format!("{}/api/v1/entities?dataset=patron", city.url);
    let export = city.client.get(export).bearer_auth(city.admin_token());
    refused(export.send().await.unwrap(), 409, "conflict").await;

    // Somebody else sees nothing of it.
    vouch_for(&city, "2900-18", &ATTRIBUTES).await;
    assert!(shown(&city).await.is_empty());
}

#[tokio::test]
async fn each_entry_is_changed_and_erased_for_itself() {
    let city = own_store().await;
    let lines = "{\"email\":\"a@a.example\"}\n{\"email\":\"b@a.example\"}\n";
    let ids = added(&city, "application/x-ndjson", lines).await;
    let merge = "application/merge-patch+json";
    let patch = |body: Value| Some((merge, body.to_string()));
    // Which of several is meant must be said.
    let response = ask(
        &city,
        Method::PATCH,
        None,
        patch(json!({"email": "c@a.example"})),
    )
    .await;
    city.refused(response, 403, "change-not-offered").await;
    // They are told apart by the ids that they have, for the person alone.
    let seen: Vec<Value> = ask(&city, Method::GET, None, None)
        .await
        .json()
        .await
        .unwrap();
    let seen: Vec<&str> = seen.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(seen, ids);
    let released: Vec<Value> = city.show(&city.ticket()).await.json().await.unwrap();
    assert!(
        released
            .iter()
            .all(|one| !ids.iter().any(|id| one["id"] == *id.as_str()))
    );
    let second = Some(ids[1].as_str());
    let change = json!({"email": "c@a.example", "address": {"street": "Katu 3"}});
    let response = ask(&city, Method::PATCH, second, patch(change)).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    let changed = json!({"email": "c@a.example", "address": {"street": "Katu 3"}});
    assert_eq!(
        shown(&city).await,
        [json!({"email": "a@a.example"}), changed.clone()]
    );

    let response = ask(&city, Method::DELETE, Some(&ids[0]), None).await;
    assert_eq!(response.status(), 204);
    assert_eq!(shown(&city).await, [changed]);
    // It is gone, and another's id, or one that is no id, is nobody's.
    for record in [
        ids[0].as_str(),
        "",
        "' OR 1=1 --",
        "urn:fiducia:entity:patron:x",
    ] {
        for (method, body) in [
            (Method::DELETE, None),
            (Method::PATCH, patch(json!({"email": "d@a.example"}))),
        ] {
            let response = ask(&city, method, Some(record), body).await;
            city.refused(response, 403, "person-unknown-at-source")
                .await;
        }
    }
    assert_eq!(ask(&city, Method::DELETE, second, None).await.status(), 204);
    assert!(shown(&city).await.is_empty());
    // And it can begin anew.
    added(&city, "application/json", json!({"email": "e@a.example"})).await;
    assert_eq!(shown(&city).await, [json!({"email": "e@a.example"})]);
    assert_eq!(ask(&city, Method::DELETE, None, None).await.status(), 204);
    assert!(shown(&city).await.is_empty());
}

#[tokio::test]
async fn what_does_not_fit_is_refused_whole_and_said_in_the_persons_language() {
    let mut city = own_store().await;
    let cases = [
        (
            "application/xml",
            "<a/>".to_owned(),
            415,
            "unsupported-media-type",
            "UTF-8",
        ),
        (
            "application/json",
            "[{\"email\":\"a@b\"},{\"fines\":1}]".to_owned(),
            400,
            "invalid-request",
            "numero 2",
        ),
        (
            "text/csv",
            "email,phone\na,1\n".to_owned(),
            400,
            "invalid-request",
            "phone",
        ),
        (
            "application/json",
            "[]".to_owned(),
            400,
            "invalid-request",
            "mitään",
        ),
    ];
    for (media, body, status, problem, part) in cases {
        let refused = refused(add(&city, media, body).await, status, problem).await;
        let finnish = refused["reasons"][0]["fi"].as_str().unwrap();
        assert!(finnish.contains(part), "{refused}");
    }
    // What is not the person's to write.
    let response = add(&city, "application/json", json!({"loans": [1]})).await;
    city.refused(response, 403, "change-not-offered").await;
    let large = json!({"email": "a".repeat(1024 * 1024)});
    city.refused(
        add(&city, "application/json", large).await,
        413,
        "too-large",
    )
    .await;
    assert!(shown(&city).await.is_empty());

    // There is an end to it, in bytes and in entries.
    let half = json!({"email": "a".repeat(700_000)});
    for _ in 0..5 {
        added(&city, "application/json", &half).await;
    }
    let full = refused(
        add(&city, "application/json", &half).await,
        409,
        "change-refused",
    )
    .await;
    assert!(
        full["reasons"][0]["en"]
            .as_str()
            .unwrap()
            .contains("no room"),
        "{full}"
    );
    assert_eq!(shown(&city).await.len(), 5);
    assert_eq!(ask(&city, Method::DELETE, None, None).await.status(), 204);
    let connector::config::UpstreamConfig::Store(store) = &mut city.config.upstream else {
        panic!("a store")
    };
    store.most_entities = 2;
    city.restart().await;
    vouch_for(&city, "2900-17", &ATTRIBUTES).await;
    let three = json!([{"email": "a"}, {"email": "b"}, {"email": "c"}]);
    let refused = refused(
        add(&city, "application/json", three).await,
        409,
        "change-refused",
    )
    .await;
    assert!(
        refused["reasons"][0]["en"]
            .as_str()
            .unwrap()
            .contains("room for 2"),
        "{refused}"
    );
    assert!(shown(&city).await.is_empty());
}

#[tokio::test]
async fn entries_are_added_where_it_is_said_and_by_the_person_alone() {
    let city = own_store().await;
    let metadata = city.metadata().await;
    let changes = &metadata["self_access"][0]["changes"];
    assert_eq!(changes["add"], true, "{metadata}");
    let headers = [
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "authorization,content-type,dpop",
        ),
    ];
    let allowed = preflight(&city, ROUTE, &city.operator.url, &headers).await;
    let methods = allowed.headers()["access-control-allow-methods"]
        .to_str()
        .unwrap();
    assert!(methods.contains("POST"), "{methods}");
    // A service's ticket adds nothing.
    let response = city
        .client
        .post(format!("{}{ROUTE}", city.url))
        .header("mim4-request-ticket", city.ticket())
        .json(&json!({"email": "a@a.example"}))
        .send()
        .await
        .unwrap();
    city.refused(response, 403, "change-not-offered").await;
    assert!(shown(&city).await.is_empty());

    // Where it is off, there is no such method.
    let mut city = City::prepare_store().await;
    open(&mut city);
    city.serve().await;
    vouch_for(&city, "2900-17", &ATTRIBUTES).await;
    let response = add(&city, "application/json", json!({"email": "a@a.example"})).await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET, PATCH, DELETE");
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused() {
    let refused = async |city: &City| {
        let error = connector::Connector::start(city.config.clone()).await.err();
        error.map(|error| error.to_string()).unwrap_or_default()
    };
    let mut city = City::prepare_store().await;
    open(&mut city);
    let dataset = &mut city.config.datasets[0];
    (dataset.self_add, dataset.self_change) = (true, false);
    let error = refused(&city).await;
    assert!(error.contains("`self_add` needs `self_change`"), "{error}");

    let mut city = City::prepare().await;
    open(&mut city);
    city.config.datasets[0].self_add = true;
    let error = refused(&city).await;
    assert!(error.contains("needs the upstream `store`"), "{error}");
}
