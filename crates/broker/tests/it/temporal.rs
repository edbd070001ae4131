//! The temporal evolution of entities: what is remembered of changes, and changes of it.

use serde_json::{Value, json};

use crate::peer::Peer;

const TREE: &str = "urn:ngsi-ld:Tree:1";

/// The values of an attribute over time, as `temporalValues` has them.
fn values(body: &Value, name: &str, member: &str) -> Vec<Value> {
    let pairs = body[name][member].as_array().unwrap();
    pairs.iter().map(|pair| pair[0].clone()).collect()
}

async fn by_change(peer: &Peer) -> Value {
    let path = format!("temporal/entities/{TREE}?timeproperty=modifiedAt&format=temporalValues");
    peer.get(&path).await.body
}

#[tokio::test]
async fn every_change_of_an_entity_is_remembered() {
    let peer = Peer::start().await;
    let tree = json!({"id": TREE, "type": "Tree", "scope": "/Park",
        "height": {"type": "Property", "value": 1}, "owner": {"type": "Relationship", "object": "urn:x:City"}});
    assert_eq!(peer.send("POST", "entities", &tree).await.status, 201);
    let at = format!("entities/{TREE}");
    for (method, path, body) in [
        (
            "POST",
            format!("{at}/attrs"),
            json!({"height": {"value": 2}}),
        ),
        (
            "PATCH",
            format!("{at}/attrs"),
            json!({"height": {"value": 3}}),
        ),
        ("PATCH", format!("{at}/attrs/height"), json!({"value": 4})),
        ("PUT", format!("{at}/attrs/height"), json!({"value": 5})),
        (
            "PATCH",
            at.clone(),
            json!({"height": {"value": 6}, "scope": "/Wood"}),
        ),
        (
            "PUT",
            at.clone(),
            json!({"type": "Tree", "height": {"value": 7}}),
        ),
    ] {
        assert_eq!(peer.send(method, &path, &body).await.status, 204, "{path}");
    }
    let batch = json!([{"id": TREE, "type": "Tree", "height": {"value": 8}}]);
    let path = "entityOperations/upsert?options=update";
    assert_eq!(peer.send("POST", path, &batch).await.status, 204);
    let body = by_change(&peer).await;
    assert_eq!(
        values(&body, "height", "values"),
        (1..=8).map(Value::from).collect::<Vec<_>>()
    );
    // Replacing the entity took its owner and its scope away.
    assert_eq!(
        values(&body, "owner", "objects"),
        [json!("urn:x:City"), json!("urn:ngsi-ld:null")]
    );
    assert_eq!(
        values(&body, "scope", "values"),
        [json!("/Park"), json!("/Wood"), json!([])]
    );

    assert_eq!(peer.delete(&format!("{at}/attrs/height")).await.status, 204);
    let path = format!("temporal/entities/{TREE}?timeproperty=deletedAt");
    let body = peer.get(&path).await.body;
    assert_eq!(body["height"][0]["value"], "urn:ngsi-ld:null");
    assert!(body["height"][0]["deletedAt"].is_string());
    assert!(body.get("deletedAt").is_none());

    assert_eq!(peer.delete(&at).await.status, 204);
    let body = peer.get(&path).await.body;
    assert!(body["deletedAt"].is_string(), "{body}");
    // One that is made again is there again, and has its past.
    assert_eq!(peer.send("POST", "entities", &tree).await.status, 201);
    let body = by_change(&peer).await;
    assert!(body.get("deletedAt").is_none(), "{body}");
    assert_eq!(values(&body, "height", "values").len(), 10);
}

#[tokio::test]
async fn a_change_that_is_not_made_leaves_nothing_behind() {
    let peer = Peer::start().await;
    let tree = json!({"id": TREE, "type": "Tree", "height": 1});
    assert_eq!(peer.send("POST", "entities", &tree).await.status, 201);
    assert_eq!(peer.send("POST", "entities", &tree).await.status, 409);
    let path = format!("entities/{TREE}/attrs?options=noOverwrite");
    let refused = peer.send("POST", &path, &json!({"height": 2})).await;
    assert_eq!(refused.status, 207);
    assert_eq!(values(&by_change(&peer).await, "height", "values"), [1]);
}

#[tokio::test]
async fn nothing_is_remembered_where_that_is_switched_off() {
    let peer = Peer::with(broker::OpenConfig {
        history: false,
        ..broker::OpenConfig::default()
    })
    .await;
    let tree = json!({"id": TREE, "type": "Tree", "height": 1});
    assert_eq!(peer.send("POST", "entities", &tree).await.status, 201);
    let path = format!("temporal/entities/{TREE}");
    peer.get(&path).await.is_problem(404, "ResourceNotFound");
    // What is told is kept all the same.
    let made = peer.send("POST", "temporal/entities", &tree).await;
    assert_eq!(made.status, 201);
    assert_eq!(peer.get(&path).await.status, 200);
}

#[tokio::test]
async fn an_evolution_is_made_extended_and_deleted() {
    let peer = Peer::start().await;
    let height = |value: i64, year: i64| {
        json!({"type": "Property", "value": value,
        "observedAt": format!("{year}-05-01T00:00:00Z")})
    };
    let tree = json!({"id": TREE, "type": "Tree", "height": [height(3, 2020), height(4, 2021)]});
    let made = peer.send("POST", "temporal/entities", &tree).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(
        made.header("location"),
        format!("/ngsi-ld/v1/temporal/entities/{TREE}")
    );
    let more = json!({"id": TREE, "type": ["Tree", "Landmark"], "height": height(5, 2022)});
    assert_eq!(
        peer.send("POST", "temporal/entities", &more).await.status,
        204
    );
    let at = format!("temporal/entities/{TREE}");
    let attributes = json!({"nests": {"type": "Property", "value": 1, "datasetId": "urn:x:Count"},
        "height": [height(2, 2019)]});
    let added = peer.send("POST", &format!("{at}/attrs"), &attributes).await;
    assert_eq!(added.status, 204, "{}", added.body);

    let read = peer.get(&format!("{at}?options=sysAttrs")).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.header("content-type"), "application/json");
    let types: Vec<&str> = read.body["type"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(types, ["Landmark", "Tree"]);
    let heights = read.body["height"].as_array().unwrap();
    let all: Vec<&Value> = heights.iter().map(|one| &one["value"]).collect();
    assert_eq!(all, [2, 3, 4, 5]);
    assert!(heights[0]["createdAt"].is_string() && heights[0]["instanceId"].is_string());
    // The current state is another matter.
    assert_eq!(peer.get(&format!("entities/{TREE}")).await.status, 404);

    let path = format!("{at}/attrs/nests");
    peer.delete(&path).await.is_problem(404, "ResourceNotFound");
    let path = format!("{at}/attrs/nests?datasetId=urn:x:Count");
    assert_eq!(peer.delete(&path).await.status, 204);
    let path = format!("{at}/attrs/height?deleteAll=true");
    assert_eq!(peer.delete(&path).await.status, 204);
    assert_eq!(peer.get(&at).await.body.get("height"), None);
    assert_eq!(peer.delete(&at).await.status, 204);
    peer.delete(&at).await.is_problem(404, "ResourceNotFound");
    peer.get(&at).await.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn what_is_told_again_takes_the_place_of_what_was() {
    let peer = Peer::start().await;
    let height = |value: i64, dataset: Option<&str>| {
        let mut one =
            json!({"type": "Property", "value": value, "observedAt": "2020-05-01T00:00:00Z"});
        if let Some(dataset) = dataset {
            one["datasetId"] = json!(dataset);
        }
        one
    };
    let laser = Some("urn:x:Laser");
    let tree = json!({"id": TREE, "type": "Tree", "height": [height(3, None), height(4, laser)]});
    let made = peer.send("POST", "temporal/entities", &tree).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = json!({"id": TREE, "type": "Tree", "height": height(5, None)});
    let told = peer.send("POST", "temporal/entities", &again).await;
    assert_eq!(told.status, 204, "{}", told.body);
    let at = format!("temporal/entities/{TREE}");
    let heights = |body: &Value| -> Vec<i64> {
        let all = body["height"].as_array().unwrap();
        all.iter().filter_map(|one| one["value"].as_i64()).collect()
    };
    assert_eq!(heights(&peer.get(&at).await.body), [4, 5]);
    let again = json!({"height": height(6, laser)});
    let told = peer.send("POST", &format!("{at}/attrs"), &again).await;
    assert_eq!(told.status, 204, "{}", told.body);
    assert_eq!(heights(&peer.get(&at).await.body), [5, 6]);
}

#[tokio::test]
async fn an_attribute_ends_where_only_the_past_is_known() {
    let peer = Peer::start().await;
    let when = "2020-05-01T00:00:00Z";
    let tree = json!({"id": TREE, "type": "Tree",
        "scope": [{"type": "Property", "value": ["/Park"], "observedAt": when}],
        "height": [{"type": "Property", "value": 3, "observedAt": when},
            {"type": "Property", "value": 4, "datasetId": "urn:x:Laser", "observedAt": when}]});
    let made = peer.send("POST", "temporal/entities", &tree).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("entities/{TREE}/attrs/height");
    assert_eq!(peer.delete(&path).await.status, 204);
    // It has ended; the other dataset has not.
    peer.delete(&path).await.is_problem(404, "ResourceNotFound");
    let at = format!("temporal/entities/{TREE}?timeproperty=deletedAt");
    let read = peer.get(&at).await;
    assert_eq!(read.body["height"].as_array().unwrap().len(), 1);
    assert_eq!(read.body["height"][0]["value"], "urn:ngsi-ld:null");
    assert_eq!(
        peer.delete(&format!("{path}?deleteAll=true")).await.status,
        204
    );
    let scope = format!("entities/{TREE}/attrs/scope");
    assert_eq!(peer.delete(&scope).await.status, 204);
    let read = peer.get(&at).await;
    assert_eq!(read.body["height"].as_array().unwrap().len(), 2);
    assert_eq!(read.body["scope"][0]["value"], json!([]));
    for nothing in ["width", "type"] {
        let path = format!("entities/{TREE}/attrs/{nothing}");
        assert!(peer.delete(&path).await.status >= 400);
    }
    // What was deleted as a whole has nothing left to end.
    let other =
        json!({"id": "urn:x:Tree:2", "type": "Tree", "height": {"type": "Property", "value": 1}});
    assert_eq!(peer.send("POST", "entities", &other).await.status, 201);
    assert_eq!(peer.delete("entities/urn:x:Tree:2").await.status, 204);
    let path = "entities/urn:x:Tree:2/attrs/height";
    peer.delete(path).await.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn an_instance_is_changed_and_deleted_by_its_id() {
    let peer = Peer::start().await;
    let tree = json!({"id": TREE, "type": "Tree", "height": [
        {"type": "Property", "value": 3, "unitCode": "MTR", "observedAt": "2020-05-01T00:00:00Z"},
        {"type": "Property", "value": 4, "observedAt": "2021-05-01T00:00:00Z"}]});
    assert_eq!(
        peer.send("POST", "temporal/entities", &tree).await.status,
        201
    );
    let at = format!("temporal/entities/{TREE}");
    let before = peer.get(&at).await.body;
    let id = before["height"][0]["instanceId"].as_str().unwrap();
    let path = format!("{at}/attrs/height/{id}");
    let patch = json!({"value": 9, "observedAt": "2022-05-01T00:00:00Z"});
    let patched = peer.send("PATCH", &path, &patch).await;
    assert_eq!(patched.status, 204, "{}", patched.body);
    let after = peer.get(&at).await.body;
    assert_eq!(
        after["height"][1],
        json!({"type": "Property", "value": 9, "unitCode": "MTR", "observedAt": "2022-05-01T00:00:00Z",
            "instanceId": id})
    );
    for (path, status, name) in [
        (format!("{at}/attrs/width/{id}"), 404, "ResourceNotFound"),
        (
            format!("{at}/attrs/height/urn:x:none"),
            404,
            "ResourceNotFound",
        ),
        (
            format!("temporal/entities/urn:x:2/attrs/height/{id}"),
            404,
            "ResourceNotFound",
        ),
        (format!("{at}/attrs/he(ight/{id}"), 400, "BadRequestData"),
        (format!("{at}/attrs/height/none"), 400, "BadRequestData"),
    ] {
        peer.send("PATCH", &path, &patch)
            .await
            .is_problem(status, name);
        peer.delete(&path).await.is_problem(status, name);
    }
    // It may be said as a fragment of the evolution too, and is one instance.
    let fragment =
        json!({"height": [{"type": "Property", "value": 8, "observedAt": "2022-06-01T00:00:00Z"}]});
    let patched = peer.send("PATCH", &path, &fragment).await;
    assert_eq!(patched.status, 204, "{}", patched.body);
    let after = peer.get(&at).await.body;
    assert_eq!(
        after["height"][1],
        json!({"type": "Property", "value": 8, "unitCode": "MTR", "observedAt": "2022-06-01T00:00:00Z",
            "instanceId": id})
    );
    for wrong in [
        json!({"object": "urn:x:1"}),
        json!({"height": []}),
        json!({"height": 8}),
        json!({"height": [{"value": 1}, {"value": 2}]}),
    ] {
        peer.send("PATCH", &path, &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    assert_eq!(peer.delete("temporal/entities/").await.status, 405);
    assert_eq!(peer.delete(&path).await.status, 204);
    let after = peer.get(&at).await.body;
    assert_eq!(after["height"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn tenants_have_evolutions_of_their_own() {
    let peer = Peer::start().await;
    let tree = json!({"id": TREE, "type": "Tree", "height": 3}).to_string();
    let made = peer
        .request("POST", "temporal/entities")
        .header("ngsild-tenant", "parks")
        .header("content-type", "application/json")
        .body(tree);
    assert_eq!(made.send().await.unwrap().status(), 201);
    let at = format!("temporal/entities/{TREE}");
    assert_eq!(peer.get(&at).await.status, 404);
    let theirs = peer.request("GET", &at).header("ngsild-tenant", "parks");
    assert_eq!(theirs.send().await.unwrap().status(), 200);
    let nobodys = peer.request("GET", &at).header("ngsild-tenant", "nobody");
    assert_eq!(nobodys.send().await.unwrap().status(), 404);
}
