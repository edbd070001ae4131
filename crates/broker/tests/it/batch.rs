//! Batches: a result per entity, one transaction.

use serde_json::{Value, json};

use crate::peer::Peer;

fn car(number: u32, value: u32) -> Value {
    json!({"id": format!("urn:ngsi-ld:Car:{number}"), "type": "Car", "speed": {"type": "Property", "value": value}})
}

async fn speed(peer: &Peer, number: u32) -> Value {
    let car = peer
        .get(&format!("entities/urn:ngsi-ld:Car:{number}"))
        .await;
    car.body["speed"]["value"].clone()
}

#[tokio::test]
async fn creating_says_what_was_there() {
    let peer = Peer::start().await;
    let path = "entityOperations/create";
    let made = peer
        .send("POST", path, &json!([car(1, 1), car(2, 2)]))
        .await;
    assert_eq!(
        (made.status, made.body),
        (201, json!(["urn:ngsi-ld:Car:1", "urn:ngsi-ld:Car:2"]))
    );
    let mixed = peer
        .send(
            "POST",
            path,
            &json!([car(2, 9), car(3, 3), {"id": "urn:x:1"}]),
        )
        .await;
    assert_eq!(mixed.status, 207);
    assert_eq!(mixed.body["success"], json!(["urn:ngsi-ld:Car:3"]));
    assert_eq!(mixed.body["errors"][0]["entityId"], "urn:ngsi-ld:Car:2");
    assert!(
        mixed.body["errors"][0]["error"]["type"]
            .as_str()
            .unwrap()
            .ends_with("/AlreadyExists")
    );
    assert!(
        mixed.body["errors"][1]["error"]["type"]
            .as_str()
            .unwrap()
            .ends_with("/BadRequestData")
    );
    assert_eq!(speed(&peer, 2).await, 2);
    let twice = peer
        .send("POST", path, &json!([car(4, 1), car(4, 2)]))
        .await;
    assert_eq!(
        (twice.status, &twice.body["success"]),
        (207, &json!(["urn:ngsi-ld:Car:4"]))
    );
    for wrong in [
        json!([]),
        json!([null]),
        json!({"id": "urn:x:1", "type": "T"}),
    ] {
        peer.send("POST", path, &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    let inside = json!([{"id": "urn:x:1", "type": "T", "@context": "http://127.0.0.1:9/none"}]);
    let unavailable = peer.send("POST", path, &inside).await;
    assert_eq!(unavailable.status, 207);
    let error = &unavailable.body["errors"][0]["error"]["type"];
    assert!(error.as_str().unwrap().ends_with("/LdContextNotAvailable"));
}

#[tokio::test]
async fn upserting_says_only_what_is_new() {
    let peer = Peer::start().await;
    let path = "entityOperations/upsert?options=replace";
    assert_eq!(
        peer.send("POST", path, &json!([car(1, 1)])).await.status,
        201
    );
    let mixed = peer
        .send("POST", path, &json!([car(1, 5), car(2, 2), car(2, 3)]))
        .await;
    assert_eq!(
        (mixed.status, mixed.body),
        (201, json!(["urn:ngsi-ld:Car:2"]))
    );
    assert_eq!(
        (speed(&peer, 1).await, speed(&peer, 2).await),
        (json!(5), json!(3))
    );
    let other = json!([{"id": "urn:ngsi-ld:Car:1", "type": "Car", "colour": "red"}]);
    let update = peer
        .send("POST", "entityOperations/upsert?options=update", &other)
        .await;
    assert_eq!((update.status, update.body), (204, Value::Null));
    assert_eq!(speed(&peer, 1).await, 5);
    assert_eq!(peer.send("POST", path, &other).await.status, 204);
    assert_eq!(speed(&peer, 1).await, Value::Null);
}

#[tokio::test]
async fn updating_merging_and_deleting_need_entities_that_are_there() {
    let peer = Peer::start().await;
    peer.send(
        "POST",
        "entityOperations/create",
        &json!([car(1, 1), car(2, 2)]),
    )
    .await;
    for operation in ["update", "merge"] {
        let path = format!("entityOperations/{operation}");
        assert_eq!(
            peer.send("POST", &path, &json!([car(1, 8)])).await.status,
            204
        );
        let mixed = peer
            .send("POST", &path, &json!([car(2, 9), car(7, 1)]))
            .await;
        assert_eq!(
            (mixed.status, &mixed.body["success"]),
            (207, &json!(["urn:ngsi-ld:Car:2"]))
        );
        assert_eq!(mixed.body["errors"][0]["entityId"], "urn:ngsi-ld:Car:7");
    }
    let kept = peer
        .send(
            "POST",
            "entityOperations/update?options=noOverwrite",
            &json!([car(1, 100)]),
        )
        .await;
    assert_eq!(kept.status, 207);
    assert_eq!(speed(&peer, 1).await, 8);
    let ids = json!([
        "urn:ngsi-ld:Car:1",
        "urn:ngsi-ld:Car:1",
        "urn:ngsi-ld:Car:7"
    ]);
    let deleted = peer.send("POST", "entityOperations/delete", &ids).await;
    assert_eq!(
        (deleted.status, &deleted.body["success"]),
        (207, &json!(["urn:ngsi-ld:Car:1"]))
    );
    assert_eq!(deleted.body["errors"].as_array().unwrap().len(), 2);
    let rest = peer
        .send(
            "POST",
            "entityOperations/delete",
            &json!(["urn:ngsi-ld:Car:2"]),
        )
        .await;
    assert_eq!((rest.status, rest.body), (204, Value::Null));
}

#[tokio::test]
async fn writers_at_the_same_time_lose_nothing() {
    let peer = std::sync::Arc::new(Peer::start().await);
    peer.send("POST", "entities", &car(1, 1)).await;
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..8 {
        let peer = std::sync::Arc::clone(&peer);
        writers.spawn(async move {
            let fragment = json!({ format!("a{number}"): number });
            peer.send("POST", "entities/urn:ngsi-ld:Car:1/attrs", &fragment)
                .await
                .status
        });
    }
    while let Some(status) = writers.join_next().await {
        assert_eq!(status.unwrap(), 204);
    }
    let car = peer.get("entities/urn:ngsi-ld:Car:1").await.body;
    assert!(
        (0..8).all(|number| car[format!("a{number}")]["value"] == number),
        "{car}"
    );
}

#[tokio::test]
async fn a_fragment_that_cannot_be_is_said_so_before_its_entity_is_missed() {
    let peer = Peer::start().await;
    let wrong =
        json!([{"id": "urn:x:none", "type": "Car", "name": {"type": "Property", "value": null}}]);
    let good =
        json!([{"id": "urn:x:none", "type": "Car", "name": {"type": "Property", "value": 1}}]);
    for operation in ["update", "merge"] {
        for (body, name) in [(&wrong, "BadRequestData"), (&good, "ResourceNotFound")] {
            let path = format!("entityOperations/{operation}");
            let answered = peer.send("POST", &path, body).await;
            assert_eq!(answered.status, 207);
            let problem = &answered.body["errors"][0]["error"]["type"];
            assert_eq!(*problem, format!("{}{name}", crate::peer::ERRORS));
        }
    }
}

#[tokio::test]
async fn batches_and_merges_understand_values_that_stand_alone() {
    let peer = Peer::start().await;
    let address = json!({"type": "PostalAddress", "street": "Katu 1", "city": "Turku"});
    let person = json!({
        "id": "urn:x:p", "type": "Person", "name": "Aino", "address": address,
        "knows": {"type": "Relationship", "object": "urn:x:q"},
        "home": {"type": "Point", "coordinates": [24, 60]},
        "age": {"dataset": {"@none": 70, "urn:x:other": 71}},
    });
    let create = "entityOperations/create";
    let whole = peer.send("POST", create, &json!([person])).await;
    assert_eq!(whole.status, 207, "`PostalAddress` is no kind of attribute");
    let made = peer
        .send(
            "POST",
            &format!("{create}?options=keyValues"),
            &json!([person]),
        )
        .await;
    assert_eq!(made.status, 201);
    let kept = peer.get("entities/urn:x:p").await.body;
    assert_eq!(
        kept["address"],
        json!({"type": "Property", "value": address})
    );
    assert_eq!(kept["home"]["type"], "GeoProperty");
    assert_eq!(kept["age"].as_array().unwrap().len(), 2);
    let simple = peer.get("entities/urn:x:p?format=simplified").await.body;
    assert_eq!(simple["age"], person["age"]);

    let patch = |street: &str| {
        json!({
            "id": "urn:x:p", "type": "Person", "knows": "urn:x:r",
            "address": {"type": "Address", "street": street, "city": "urn:ngsi-ld:null"},
            "age": {"dataset": {"urn:x:other": 72}},
        })
    };
    let merged = peer
        .send(
            "PATCH",
            "entities/urn:x:p?options=keyValues",
            &patch("Katu 2"),
        )
        .await;
    assert_eq!(merged.status, 204);
    let kept = peer.get("entities/urn:x:p").await.body;
    assert_eq!(kept["knows"]["object"], "urn:x:r");
    assert_eq!(
        kept["address"]["value"],
        json!({"type": "Address", "street": "Katu 2"})
    );
    let simple = peer.get("entities/urn:x:p?format=simplified").await.body;
    assert_eq!(
        simple["age"]["dataset"],
        json!({"@none": 70, "urn:x:other": 72})
    );

    for (operation, street) in [
        ("merge", "Katu 3"),
        ("update", "Katu 4"),
        ("upsert", "Katu 5"),
    ] {
        let path = format!("entityOperations/{operation}?format=simplified");
        let mut patch = patch(street);
        if operation != "merge" {
            patch["address"]["city"] = json!("Turku");
        }
        assert_eq!(
            peer.send("POST", &path, &json!([patch])).await.status,
            204,
            "{operation}"
        );
        let kept = peer.get("entities/urn:x:p").await.body;
        assert_eq!(kept["address"]["value"]["street"], street, "{operation}");
    }
    let appended = json!({"address": {"type": "Address", "street": "Katu 6"}});
    for (method, path) in [("POST", "attrs"), ("PATCH", "attrs")] {
        let path = format!("entities/urn:x:p/{path}?options=keyValues");
        assert_eq!(
            peer.send(method, &path, &appended).await.status,
            204,
            "{method}"
        );
    }
    let wrong = json!({"age": {"dataset": {"not a uri": 72}}});
    peer.send("PATCH", "entities/urn:x:p?options=keyValues", &wrong)
        .await
        .is_problem(400, "BadRequestData");
}
