//! Batches at context sources.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::source::Source;
use crate::writes::registered;

fn batches(mode: &str, names: &[&str]) -> Value {
    let mut element =
        json!({"entities": [{"id": "urn:x:1", "type": "Car"}, {"id": "urn:x:2", "type": "Car"}]});
    if !names.is_empty() {
        element["propertyNames"] = json!(names);
    }
    json!({
        "mode": mode, "information": [element],
        "operations": ["createBatch", "upsertBatch", "updateBatch", "mergeBatch", "deleteBatch"],
    })
}

fn cars() -> Value {
    json!([
        {"id": "urn:x:1", "type": "Car", "speed": 1, "brand": "Fiat"},
        {"id": "urn:x:2", "type": "Car", "speed": 2},
        {"id": "urn:x:3", "type": "Car", "speed": 3},
    ])
}

#[tokio::test]
async fn an_exclusive_source_gets_its_part_of_each_entity_in_one_request() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    registered(&peer, &source, &batches("exclusive", &["speed"])).await;
    let theirs = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 1}, {"id": "urn:x:2", "type": "Car", "speed": 2},
    ]);
    source.will(201, "");
    let made = peer.send("POST", "entityOperations/create", &cars()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let mut ids: Vec<&str> = made
        .body
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, ["urn:x:1", "urn:x:2", "urn:x:3"]);
    let asked = source.once();
    assert_eq!(asked.line(), "POST /b/ngsi-ld/v1/entityOperations/create");
    assert_eq!(asked.body, theirs);
    assert_eq!(
        peer.get("entities/urn:x:1?local=true&options=keyValues")
            .await
            .body["brand"],
        "Fiat"
    );
    assert_eq!(peer.get("entities/urn:x:2?local=true").await.status, 404);

    for (target, status) in [
        ("upsert?options=update", 204),
        ("update?options=noOverwrite", 204),
        ("merge", 204),
    ] {
        source.will(204, "");
        let mut several = cars();
        several.as_array_mut().unwrap().truncate(2);
        several[0]["brand"] = Value::Null;
        several[0].as_object_mut().unwrap().remove("brand");
        let target = format!("entityOperations/{target}");
        let changed = peer.send("POST", &target, &several).await;
        assert_eq!(changed.status, status, "{target}: {}", changed.body);
        let asked = source.once();
        assert_eq!(asked.line(), format!("POST /b/ngsi-ld/v1/{target}"));
        assert_eq!(asked.body, theirs);
    }
    source.will(204, "");
    let ids = json!(["urn:x:1", "urn:x:2"]);
    let deleted = peer.send("POST", "entityOperations/delete", &ids).await;
    assert_eq!(deleted.status, 204, "{}", deleted.body);
    assert_eq!(source.once().body, ids);
    assert_eq!(peer.get("entities/urn:x:1?local=true").await.status, 404);
}

#[tokio::test]
async fn what_becomes_of_each_entity_is_told() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let registration = registered(&peer, &source, &batches("inclusive", &[])).await;
    let said = json!({
        "success": ["urn:x:2"],
        "errors": [{"entityId": "urn:x:1", "error": {"status": 409, "detail": "secret"}}],
    });
    source.will(207, &said.to_string());
    let made = peer.send("POST", "entityOperations/create", &cars()).await;
    assert_eq!(made.status, 207);
    assert_eq!(made.body["success"].as_array().unwrap().len(), 3);
    let errors = made.body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["entityId"], "urn:x:1");
    assert_eq!(errors[0]["error"]["status"], 409);
    assert_eq!(errors[0]["registrationId"], registration.as_str());
    assert!(!made.body.to_string().contains("secret"));
    source.will(500, "");
    let ids = json!(["urn:x:1", "urn:x:3"]);
    let deleted = peer.send("POST", "entityOperations/delete", &ids).await;
    assert_eq!(deleted.status, 207);
    assert_eq!(deleted.body["errors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_source_without_batches_is_asked_one_by_one() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let mut more = batches("redirect", &[]);
    more["operations"] = json!(["redirectionOps"]);
    registered(&peer, &source, &more).await;
    let mut two = cars();
    two.as_array_mut().unwrap().truncate(2);
    source.will(201, "").will(201, "");
    let made = peer.send("POST", "entityOperations/create", &two).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let create = "POST /b/ngsi-ld/v1/entities";
    assert_eq!(source.lines(), [create, create]);
    let one = json!([two[0]]);
    source.will(409, "").will(204, "");
    let changed = peer.send("POST", "entityOperations/upsert", &one).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert_eq!(
        source.lines(),
        [create, "PUT /b/ngsi-ld/v1/entities/urn:x:1"]
    );
    source.will(204, "");
    let deleted = peer
        .send("POST", "entityOperations/delete", &json!(["urn:x:1"]))
        .await;
    assert_eq!(deleted.status, 204);
    assert_eq!(source.lines(), ["DELETE /b/ngsi-ld/v1/entities/urn:x:1"]);
    more["operations"] = json!(["retrieveOps"]);
    more["information"][0]["entities"] = json!([{"id": "urn:x:9", "type": "Car"}]);
    registered(&peer, &source, &more).await;
    let nine = json!([{"id": "urn:x:9", "type": "Car"}]);
    let made = peer.send("POST", "entityOperations/create", &nine).await;
    assert_eq!(made.body["errors"][0]["error"]["status"], 409);
    assert_eq!(source.lines(), Vec::<String>::new());
}
