//! Entities found by what they say: the same with an index as without, whatever is asked and however it was written.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use broker::{Broker, Config};
use serde_json::{Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};

const DEFAULT: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

async fn send(broker: &Broker, method: &str, path: &str, body: Value) -> (u16, Value) {
    let path = path.replace('"', "%22").replace(' ', "%20");
    let request = Request::builder()
        .method(method)
        .uri(format!("/ngsi-ld/v1/{path}"));
    let request = if body.is_null() {
        request.body(Body::empty()).unwrap()
    } else {
        let request = request.header("content-type", "application/json");
        request.body(Body::from(body.to_string())).unwrap()
    };
    let response = broker.answer(request).await;
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names
        .iter()
        .map(|name| format!("{DEFAULT}{name}"))
        .collect()
}

fn entities() -> Value {
    json!([
        {"id": "urn:x:1", "type": "Patron", "card": "LIB-1", "name": "Aino", "age": 30},
        {"id": "urn:x:2", "type": "Patron", "card": ["LIB-2", "LIB-1"], "name": "Eero"},
        {"id": "urn:x:3", "type": ["Patron", "Pupil"], "card": [
            {"type": "Property", "value": "LIB-3"},
            {"type": "Property", "value": "LIB-4", "datasetId": "urn:x:old"}]},
        {"id": "urn:x:4", "type": "Pupil", "card": {"type": "Relationship", "object": "urn:x:card:1"}},
        {"id": "urn:x:5", "type": "Pupil", "card": {"type": "LanguageProperty", "languageMap": {"fi": "LIB-1", "sv": "BIB-1"}}},
        {"id": "urn:x:6", "type": "Pupil", "card": {"type": "Property", "value": {"number": "LIB-1"}}},
        {"id": "urn:x:7", "type": "Patron", "card": 5, "name": "LIB-1"},
        {"id": "urn:x:8", "type": "Patron", "card": "2024-05-01T10:00:00Z"},
        {"id": "urn:x:9", "type": "Patron", "card": {"type": "VocabProperty", "vocab": "gold"}},
        {"id": "urn:x:10", "type": "Patron", "card": {"type": "Property", "value": "LIB-9", "checked": "LIB-1"}},
        {"id": "urn:x:11", "type": "Patron", "card": {"type": "ListProperty", "valueList": ["LIB-1", "LIB-7"]}},
    ])
}

const QUERIES: [&str; 24] = [
    "type=Patron&q=card==\"LIB-1\"",
    "type=Pupil&q=card==\"LIB-1\"",
    "q=card==\"LIB-1\"",
    "type=Patron,Pupil&q=card==LIB-1",
    "type=Patron&q=card==\"LIB-1\";name==\"Aino\"",
    "type=Patron&q=name==\"Aino\";card==\"LIB-1\"",
    "type=Patron&q=card==\"LIB-1\"|name==\"Eero\"",
    "type=Patron&q=(card==\"LIB-1\"|card==\"LIB-3\");age==30",
    "type=Patron&q=card==\"LIB-1\",\"LIB-3\"",
    "type=Patron&q=card==\"LIB-4\"",
    "type=Patron&q=card!=\"LIB-1\"",
    "q=card[number]==\"LIB-1\"",
    "q=card[fi]==\"LIB-1\"",
    "q=card==\"BIB-1\"",
    "q=card==urn:x:card:1",
    "q=card==5",
    "q=card==\"5\"",
    "type=Patron&q=card==2024-05-01T12:00:00%2B02:00",
    "type=Patron&q=card==gold&expandValues=card",
    "type=Patron&q=card.checked==\"LIB-1\"",
    "type=Patron&q=card==\"nothing\"",
    "type=Patron&q=card==\"LIB-1\"&limit=1&offset=1&count=true",
    "type=Patron&q=card==\"LIB-1\"&orderBy=name",
    "type=Patron&id=urn:x:2,urn:x:1&q=card==\"LIB-1\"",
];

async fn compare(indexed: &Broker, plain: &Broker, when: &str) {
    for query in QUERIES {
        let path = format!("entities?{query}");
        let found = send(indexed, "GET", &path, Value::Null).await;
        let expected = send(plain, "GET", &path, Value::Null).await;
        assert_eq!(found, expected, "{when}: {query}");
    }
}

async fn database(folder: &tempfile::TempDir, name: &str, key: &MasterKey) -> Database {
    let file = folder.path().join(name).display().to_string();
    let vault = Some(Vault::new(key));
    Database::open(&file, Schema::Connector, vault)
        .await
        .unwrap()
}

fn broker(database: &Database) -> Arc<Broker> {
    Broker::new(database.clone(), Config::default()).unwrap()
}

#[tokio::test]
async fn an_index_finds_what_is_found_without_it() {
    web::install_crypto_provider();
    let (folder, key) = (tempfile::tempdir().unwrap(), MasterKey::generate());
    let (one, other) = (
        database(&folder, "indexed.db", &key).await,
        database(&folder, "plain.db", &key).await,
    );
    let (mut indexed, plain) = (broker(&one), broker(&other));
    // Half of them is there before.
    let all = entities();
    let (first, rest) = all.as_array().unwrap().split_at(6);
    for broker in [&indexed, &plain] {
        let made = send(broker, "POST", "entityOperations/create", json!(first)).await;
        assert_eq!(made.0, 201);
    }
    indexed = broker(&one);
    indexed.index(&names(&["card"])).await.unwrap();
    compare(&indexed, &plain, "some were there before").await;
    let changes = [
        ("POST", "entityOperations/create", json!(rest)),
        (
            "PATCH",
            "entities/urn:x:1/attrs",
            json!({"card": {"type": "Property", "value": "LIB-3"}}),
        ),
        ("DELETE", "entities/urn:x:2/attrs/card", Value::Null),
        ("DELETE", "entities/urn:x:7", Value::Null),
        (
            "POST",
            "entities",
            json!({"id": "urn:x:12", "type": "Patron", "card": "LIB-1"}),
        ),
        (
            "POST",
            "entityOperations/upsert",
            json!([{"id": "urn:x:12", "type": "Patron", "card": "LIB-3"}, {"id": "urn:x:13", "type": "Pupil", "card": "LIB-1"}]),
        ),
        ("POST", "entityOperations/delete", json!(["urn:x:13"])),
        (
            "PUT",
            "entities/urn:x:12",
            json!({"id": "urn:x:12", "type": "Patron", "name": "LIB-1"}),
        ),
    ];
    for (method, path, body) in changes {
        let done = send(&indexed, method, path, body.clone()).await;
        assert!(done.0 < 300, "{method} {path}: {done:?}");
        assert_eq!(
            done,
            send(&plain, method, path, body).await,
            "{method} {path}"
        );
        compare(&indexed, &plain, &format!("{method} {path}")).await;
    }

    // Who opens the same store and says nothing of an index keeps it all the same.
    let second = broker(&one);
    for broker in [&second, &plain] {
        let entity = json!({"id": "urn:x:14", "type": "Patron", "card": "LIB-1"});
        assert_eq!(send(broker, "POST", "entities", entity).await.0, 201);
    }
    compare(&indexed, &plain, "another has written").await;
    // Another index takes the place of the first.
    let third = broker(&one);
    third.index(&names(&["name"])).await.unwrap();
    compare(&third, &plain, "another index").await;
    let none = broker(&one);
    none.index(&BTreeSet::new()).await.unwrap();
    compare(&none, &plain, "no index").await;
}

/// Sealed values are not found in the file.
#[tokio::test]
async fn an_index_tells_nothing() {
    web::install_crypto_provider();
    let (folder, key) = (tempfile::tempdir().unwrap(), MasterKey::generate());
    let kept = database(&folder, "store.db", &key).await;
    let open = broker(&kept);
    open.index(&names(&["card"])).await.unwrap();
    let entity = json!({"id": "urn:x:1", "type": "Patron", "card": "LIB-0815-4711"});
    assert_eq!(send(&open, "POST", "entities", entity).await.0, 201);
    kept.close().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(13).any(|some| some == b"LIB-0815-4711"));
    }
}
