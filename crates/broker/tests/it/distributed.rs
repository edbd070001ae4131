//! Brokers that read from one another.

use serde_json::{Value, json};

use crate::peer::{Answered, Peer, answered};

async fn registered(at: &Peer, source: &Peer, more: &Value) {
    let endpoint = source.url.strip_suffix("/ngsi-ld/v1").unwrap();
    let mut registration = json!({
        "type": "ContextSourceRegistration", "endpoint": endpoint,
        "information": [{"entities": [{"type": "Car"}]}],
    });
    for (name, value) in more.as_object().unwrap() {
        registration[name] = value.clone();
    }
    let made = at.send("POST", "csourceRegistrations", &registration).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

async fn made(at: &Peer, entity: &Value) {
    assert_eq!(at.send("POST", "entities", entity).await.status, 201);
}

#[tokio::test]
async fn entities_are_joined_from_several_brokers() {
    let (one, two, three) = (
        Peer::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    registered(&one, &two, &json!({})).await;
    registered(&two, &three, &json!({})).await;
    let observed = |value: u32, at: &str| json!({"value": value, "observedAt": at});
    made(
        &one,
        &json!({"id": "urn:x:1", "type": "Car", "speed": observed(1, "2020-01-01T00:00:00Z")}),
    )
    .await;
    made(
        &two,
        &json!({"id": "urn:x:1", "type": "Car", "speed": observed(2, "2020-01-02T00:00:00Z"), "brand": "Fiat"}),
    )
    .await;
    made(
        &three,
        &json!({"id": "urn:x:3", "type": "Car", "brand": "Alfa"}),
    )
    .await;

    let read = one.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(
        read.body,
        json!({"id": "urn:x:1", "type": "Car", "speed": 2, "brand": "Fiat"})
    );
    let read = one
        .get("entities/urn:x:1?options=keyValues&local=true")
        .await;
    assert_eq!(read.body["speed"], 1);
    assert_eq!(one.get("entities/urn:x:3").await.status, 200);
    one.get("entities/urn:x:none")
        .await
        .is_problem(404, "ResourceNotFound");
    let found = one
        .get("entities?type=Car&options=keyValues&count=true")
        .await;
    assert_eq!(found.header("ngsild-results-count"), "2");
    assert_eq!(found.body[1]["brand"], "Alfa");
    let found = one
        .get("entities?type=Car&q=brand==%22Fiat%22;speed==2")
        .await;
    assert_eq!(found.body.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_part_that_has_the_type_elsewhere_only_is_joined_as_well() {
    let (one, two) = (Peer::start().await, Peer::start().await);
    registered(&one, &two, &json!({})).await;
    for entity in [
        json!({"id": "urn:x:1", "type": "Vehicle", "brand": "Fiat"}),
        json!({"id": "urn:x:2", "type": "Car", "brand": "Alfa"}),
        json!({"id": "urn:x:3", "type": "Vehicle", "brand": "Lancia"}),
    ] {
        made(&one, &entity).await;
    }
    made(&two, &json!({"id": "urn:x:1", "type": "Car", "speed": 5})).await;
    let found = one.get("entities?type=Car&options=keyValues").await.body;
    assert_eq!(
        found,
        json!([
            {"id": "urn:x:1", "type": ["Vehicle", "Car"], "brand": "Fiat", "speed": 5},
            {"id": "urn:x:2", "type": "Car", "brand": "Alfa"},
        ])
    );
}

#[tokio::test]
async fn an_entity_that_is_retrieved_by_type_is_asked_of_sources_of_that_type() {
    let (one, two) = (Peer::start().await, Peer::start().await);
    let nowhere = |of: &str, mode: &str| {
        json!({
            "endpoint": "http://127.0.0.1:9", "mode": mode,
            "information": [{"entities": [{"type": of}]}],
        })
    };
    registered(&one, &two, &json!({})).await;
    registered(&one, &two, &nowhere("Ship", "inclusive")).await;
    registered(&one, &two, &nowhere("Bus", "redirect")).await;
    made(&two, &json!({"id": "urn:x:1", "type": "Car", "speed": 5})).await;
    let car = one.get("entities/urn:x:1?type=Car").await;
    assert_eq!(car.status, 200, "{}", car.body);
    assert!(!car.headers.contains_key("ngsild-warning"));
    let any = one.get("entities/urn:x:1").await;
    assert_eq!(any.status, 200, "{}", any.body);
    assert!(any.headers.contains_key("ngsild-warning"));
    one.get("entities/urn:x:1?type=Ship")
        .await
        .is_problem(404, "ResourceNotFound");
    // One source alone could have it, and is silent (§6.3.17).
    one.get("entities/urn:x:1?type=Bus")
        .await
        .is_problem(504, "GatewayTimeout");
}

#[tokio::test]
async fn an_auxiliary_source_only_adds() {
    let (one, two) = (Peer::start().await, Peer::start().await);
    registered(&one, &two, &json!({"mode": "auxiliary"})).await;
    made(&one, &json!({"id": "urn:x:1", "type": "Car", "speed": 1})).await;
    made(
        &two,
        &json!({"id": "urn:x:1", "type": "Car", "speed": 2, "brand": "Fiat"}),
    )
    .await;
    let read = one.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(
        read.body,
        json!({"id": "urn:x:1", "type": "Car", "speed": 1, "brand": "Fiat"})
    );
}

#[tokio::test]
async fn circles_end_and_sources_that_fail_are_told_of() {
    let (one, two) = (Peer::start().await, Peer::start().await);
    let all = json!({"operations": ["redirectionOps"]});
    registered(&one, &two, &all).await;
    registered(&two, &one, &all).await;
    // Each has made it once.
    made(&one, &json!({"id": "urn:x:1", "type": "Car", "speed": 1})).await;
    assert_eq!(two.get("entities/urn:x:1?local=true").await.status, 200);
    let read = one.get("entities/urn:x:1").await;
    assert_eq!(read.status, 200);
    let alias = one.get("info/sourceIdentity").await.body["contextSourceAlias"].clone();
    let via = format!("1.1 {}", alias.as_str().unwrap());
    let again = |method: &str| one.request(method, "entities/urn:x:1").header("via", &via);
    // What has been here before is answered from here, and changes nothing.
    let read = answered(again("GET").send().await.unwrap()).await;
    assert_eq!(read.status, 200);
    assert!(read.header("ngsild-warning").starts_with("199"));
    answered(again("DELETE").send().await.unwrap())
        .await
        .is_problem(508, "LoopDetected");
    let redirect = json!({"mode": "redirect", "information": [{"entities": [{"type": "Bus"}]}]});
    registered(&one, &two, &redirect).await;
    let again = one.request("GET", "entities?type=Bus").header("via", &via);
    answered(again.send().await.unwrap())
        .await
        .is_problem(508, "LoopDetected");
    registered(&one, &two, &json!({"endpoint": "http://127.0.0.1:9"})).await;
    let read = one.get("entities?type=Car").await;
    assert_eq!(read.status, 200);
    assert_eq!(read.body.as_array().unwrap().len(), 1);
    assert!(
        read.headers["ngsild-warning"]
            .to_str()
            .unwrap()
            .contains("127.0.0.1:9")
    );
}

/// An entity as one broker has it.
async fn simple(at: &Peer, id: &str) -> Answered {
    at.get(&format!("entities/{id}?options=keyValues&local=true"))
        .await
}

#[tokio::test]
async fn changes_are_made_at_several_brokers() {
    let (one, two, three) = (
        Peer::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let speed = json!({
        "mode": "exclusive", "operations": ["redirectionOps", "createBatch"],
        "information": [{"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]}],
    });
    registered(&one, &two, &speed).await;
    let buses = json!({
        "mode": "redirect", "operations": ["redirectionOps"], "information": [{"entities": [{"type": "Bus"}]}],
    });
    registered(&one, &three, &buses).await;
    let batch = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 1, "brand": "Fiat"}, {"id": "urn:x:2", "type": "Bus", "speed": 2},
    ]);
    let made = one.send("POST", "entityOperations/create", &batch).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(
        simple(&one, "urn:x:1").await.body,
        json!({"id": "urn:x:1", "type": "Car", "brand": "Fiat"})
    );
    assert_eq!(
        simple(&two, "urn:x:1").await.body,
        json!({"id": "urn:x:1", "type": "Car", "speed": 1})
    );
    assert_eq!(simple(&one, "urn:x:2").await.status, 404);
    assert_eq!(simple(&three, "urn:x:2").await.body["speed"], 2);
    let patch = json!({"speed": 5, "brand": "Alfa"});
    let changed = one.send("PATCH", "entities/urn:x:1", &patch).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert_eq!(
        one.get("entities/urn:x:1?options=keyValues").await.body,
        json!({"id": "urn:x:1", "type": "Car", "speed": 5, "brand": "Alfa"})
    );
    let target = "entities/urn:x:2/attrs/speed";
    assert_eq!(
        one.send("PATCH", target, &json!({"value": 6})).await.status,
        204
    );
    assert_eq!(simple(&three, "urn:x:2").await.body["speed"], 6);
    assert_eq!(one.delete("entities/urn:x:2").await.status, 204);
    assert_eq!(simple(&three, "urn:x:2").await.status, 404);
    assert_eq!(one.delete("entities?type=Car").await.status, 204);
    assert_eq!(simple(&one, "urn:x:1").await.status, 404);
    // What is not registered stays.
    assert_eq!(
        simple(&two, "urn:x:1").await.body,
        json!({"id": "urn:x:1", "type": "Car"})
    );
}

#[tokio::test]
async fn what_was_put_here_alone_is_not_changed_in_the_place_of_what_is_registered() {
    let (one, two, three) = (
        Peer::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let speed = json!({
        "mode": "exclusive", "operations": ["redirectionOps", "updateBatch", "mergeBatch"],
        "information": [{"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]}],
    });
    registered(&one, &two, &speed).await;
    let buses = json!({
        "mode": "redirect", "operations": ["redirectionOps"], "information": [{"entities": [{"type": "Bus"}]}],
    });
    registered(&one, &three, &buses).await;
    let car = |speed: u32| json!({"id": "urn:x:1", "type": "Car", "speed": speed, "brand": "Fiat"});
    let bus = |speed: u32| json!({"id": "urn:x:2", "type": "Bus", "speed": speed});
    for entity in [car(1), bus(1)] {
        let made_here = one.send("POST", "entities?local=true", &entity).await;
        assert_eq!(made_here.status, 201, "{}", made_here.body);
    }
    made(&two, &car(2)).await;
    made(&three, &bus(2)).await;

    for (method, target, body, there) in [
        (
            "PATCH",
            "entities/urn:x:1/attrs/speed",
            json!({"value": 3}),
            3,
        ),
        (
            "PUT",
            "entities/urn:x:1/attrs/speed",
            json!({"value": 4}),
            4,
        ),
        ("PATCH", "entities/urn:x:1/attrs", json!({"speed": 5}), 5),
        ("PATCH", "entities/urn:x:1", json!({"speed": 6}), 6),
        ("POST", "entityOperations/update", json!([car(7)]), 7),
        ("POST", "entityOperations/merge", json!([car(8)]), 8),
    ] {
        let changed = one.send(method, target, &body).await;
        assert_eq!(changed.status, 204, "{target}: {}", changed.body);
        assert_eq!(simple(&two, "urn:x:1").await.body, car(there), "{target}");
        assert_eq!(simple(&one, "urn:x:1").await.body, car(1), "{target}");
        let read = one.get("entities/urn:x:1?options=keyValues").await;
        assert_eq!(read.body, car(there), "{target}");
    }
    let target = "entities/urn:x:1/attrs/speed?deleteAll=true";
    assert_eq!(one.delete(target).await.status, 204);
    let without = json!({"id": "urn:x:1", "type": "Car", "brand": "Fiat"});
    assert_eq!(simple(&two, "urn:x:1").await.body, without);
    assert_eq!(simple(&one, "urn:x:1").await.body, car(1));
    let read = one.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(read.body, without);

    let target = "entities/urn:x:2/attrs/speed";
    let changed = one.send("PUT", target, &json!({"value": 3})).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert_eq!(simple(&three, "urn:x:2").await.body, bus(3));
    assert_eq!(simple(&one, "urn:x:2").await.body, bus(1));
    // Who deletes an entity deletes it wherever it is.
    assert_eq!(one.delete("entities/urn:x:2").await.status, 204);
    assert_eq!(simple(&three, "urn:x:2").await.status, 404);
    assert_eq!(simple(&one, "urn:x:2").await.status, 404);
}
