//! Changes of an entity's attributes: append, update, partial update, replace, merge, delete.

use serde_json::{Value, json};

use crate::peer::Peer;

const CAR: &str = "entities/urn:ngsi-ld:Car:1";
const NULL: &str = "urn:ngsi-ld:null";

async fn with_car() -> Peer {
    let peer = Peer::start().await;
    let car = json!({
        "id": "urn:ngsi-ld:Car:1", "type": "Car",
        "speed": [
            {"type": "Property", "value": 50, "unitCode": "KMH"},
            {"type": "Property", "value": 52, "datasetId": "urn:x:gps"},
        ],
        "owner": {"type": "Relationship", "object": "urn:x:anna"},
        "street": {"type": "LanguageProperty", "languageMap": {"fr": "Rue", "nl": "Straat"}},
    });
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    peer
}

async fn speed(peer: &Peer) -> Value {
    peer.get(CAR).await.body["speed"].clone()
}

#[tokio::test]
async fn appending_overwrites_unless_told_otherwise() {
    let peer = with_car().await;
    let path = format!("{CAR}/attrs/");
    let fragment = json!({"speed": {"type": "Property", "value": 1}, "colour": {"type": "Property", "value": "red"}});
    let done = peer
        .send("POST", &format!("{path}?options=noOverwrite"), &fragment)
        .await;
    assert_eq!(done.status, 207);
    let default = "https://uri.etsi.org/ngsi-ld/default-context/";
    assert_eq!(done.body["updated"], json!([format!("{default}colour")]));
    assert_eq!(
        done.body["notUpdated"][0]["attributeName"],
        format!("{default}speed")
    );
    assert_eq!(speed(&peer).await[0]["value"], 50);

    let done = peer.send("POST", &path, &fragment).await;
    assert_eq!((done.status, done.body), (204, Value::Null));
    assert_eq!(
        speed(&peer).await,
        json!([{"type": "Property", "value": 1}, {"type": "Property", "value": 52, "datasetId": "urn:x:gps"}])
    );
    let not_there = peer
        .send("POST", "entities/urn:x:none/attrs", &fragment)
        .await;
    not_there.is_problem(404, "ResourceNotFound");
    peer.send("POST", "entities//attrs/", &fragment)
        .await
        .is_problem(400, "BadRequestData");
    let other_type = peer
        .send("POST", &format!("{path}?type=Boat"), &fragment)
        .await;
    other_type.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn updating_replaces_whole_attributes_and_makes_no_scope() {
    let peer = with_car().await;
    let path = format!("{CAR}/attrs/");
    let fragment = json!({"speed": {"type": "Property", "value": 7}, "fresh": 1});
    assert_eq!(peer.send("PATCH", &path, &fragment).await.status, 204);
    assert_eq!(
        speed(&peer).await[0],
        json!({"type": "Property", "value": 7})
    );
    assert_eq!(peer.get(CAR).await.body["fresh"]["value"], 1);
    let scoped = peer.send("PATCH", &path, &json!({"scope": "/a/b"})).await;
    assert_eq!(scoped.status, 207);
    assert_eq!(scoped.body["notUpdated"][0]["attributeName"], "scope");
    let gone = json!({"owner": {"type": "Relationship", "object": NULL}});
    assert_eq!(peer.send("PATCH", &path, &gone).await.status, 204);
    assert!(peer.get(CAR).await.body.get("owner").is_none());
}

#[tokio::test]
async fn a_partial_update_keeps_what_it_does_not_name() {
    let peer = with_car().await;
    let path = format!("{CAR}/attrs/speed");
    assert_eq!(
        peer.send("PATCH", &path, &json!({"value": 60}))
            .await
            .status,
        204
    );
    assert_eq!(
        speed(&peer).await[0],
        json!({"type": "Property", "value": 60, "unitCode": "KMH"})
    );
    let of_dataset = json!({"value": 61, "datasetId": "urn:x:gps"});
    assert_eq!(peer.send("PATCH", &path, &of_dataset).await.status, 204);
    assert_eq!(speed(&peer).await[1]["value"], 61);
    for (fragment, status, name) in [
        (
            json!({"type": "Relationship", "object": "urn:x:1"}),
            400,
            "BadRequestData",
        ),
        (json!({"datasetId": NULL}), 400, "BadRequestData"),
        (json!({"value": {"deep": NULL}}), 400, "BadRequestData"),
        (json!({}), 400, "BadRequestData"),
        (
            json!({"value": 1, "datasetId": "urn:x:other"}),
            404,
            "ResourceNotFound",
        ),
    ] {
        peer.send("PATCH", &path, &fragment)
            .await
            .is_problem(status, name);
    }
    let unknown = peer
        .send("PATCH", &format!("{CAR}/attrs/none"), &json!({"value": 1}))
        .await;
    unknown.is_problem(404, "ResourceNotFound");
    assert_eq!(
        peer.send("PATCH", &path, &json!({"value": NULL}))
            .await
            .status,
        204
    );
    assert_eq!(speed(&peer).await["datasetId"], "urn:x:gps");
}

#[tokio::test]
async fn replacing_an_attribute_keeps_the_time_of_its_making() {
    let peer = with_car().await;
    let before = peer.get(&format!("{CAR}?options=sysAttrs")).await.body;
    let path = format!("{CAR}/attrs/speed");
    assert_eq!(
        peer.send("PUT", &path, &json!({"type": "Property", "value": 1}))
            .await
            .status,
        204
    );
    let after = peer.get(&format!("{CAR}?options=sysAttrs")).await.body;
    assert_eq!(
        after["speed"][0]["createdAt"],
        before["speed"][0]["createdAt"]
    );
    assert!(after["speed"][0].get("unitCode").is_none());
    for name in ["scope", "@invalid"] {
        let wrong = peer
            .send("PUT", &format!("{CAR}/attrs/{name}"), &json!({"value": 1}))
            .await;
        wrong.is_problem(400, "BadRequestData");
    }
    let unknown = peer
        .send("PUT", &format!("{CAR}/attrs/none"), &json!({"value": 1}))
        .await;
    unknown.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn what_stays_within_a_merged_attribute_keeps_the_time_of_its_making() {
    let peer = Peer::start().await;
    let car = json!({"id": "urn:ngsi-ld:Car:1", "type": "Car",
        "speed": {"type": "Property", "value": 50, "accuracy": {"type": "Property", "value": 1,
            "source": {"type": "Property", "value": "gps"}}}});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    let path = format!("{CAR}?options=sysAttrs");
    let before = peer.get(&path).await.body["speed"].clone();
    for (patched, patch) in [
        (CAR.to_owned(), json!({"speed": {"value": 60}})),
        (format!("{CAR}/attrs/speed"), json!({"value": 70})),
    ] {
        assert_eq!(peer.send("PATCH", &patched, &patch).await.status, 204);
        let after = peer.get(&path).await.body["speed"].clone();
        assert_ne!(after["modifiedAt"], before["modifiedAt"]);
        let made = |speed: &Value| {
            let accuracy = &speed["accuracy"];
            [speed, accuracy, &accuracy["source"]].map(|one| one["createdAt"].clone())
        };
        assert!(made(&before).iter().all(Value::is_string), "{before}");
        assert_eq!(made(&after), made(&before));
    }
}

#[tokio::test]
async fn attributes_are_deleted_by_instance_or_all_at_once() {
    let peer = with_car().await;
    let path = format!("{CAR}/attrs/speed");
    assert_eq!(
        peer.delete(&format!("{path}?deleteAll=false")).await.status,
        204
    );
    assert_eq!(speed(&peer).await["datasetId"], "urn:x:gps");
    peer.delete(&path).await.is_problem(404, "ResourceNotFound");
    peer.delete(&format!("{path}?datasetId=urn:x:no"))
        .await
        .is_problem(404, "ResourceNotFound");
    assert_eq!(
        peer.delete(&format!("{path}?deleteAll=true")).await.status,
        204
    );
    assert_eq!(speed(&peer).await, Value::Null);
    peer.delete(&format!("{CAR}/attrs/?deleteAll=false"))
        .await
        .is_problem(405, "MethodNotAllowed");
    peer.delete(&format!("{path}?deleteAll=perhaps"))
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn merging_goes_into_values_and_deletes_by_null() {
    let peer = with_car().await;
    let patch = json!({
        "speed": {"value": 70, "observedAt": "2026-01-01T00:00:00Z"},
        "street": {"type": "LanguageProperty", "languageMap": {"fr": "Avenue"}},
        "engine": {"type": "Property", "value": {"fuel": "petrol", "power": 80}},
    });
    assert_eq!(peer.send("PATCH", CAR, &patch).await.status, 204);
    let car = peer.get(CAR).await.body;
    assert_eq!(
        car["speed"][0],
        json!({"type": "Property", "value": 70, "unitCode": "KMH", "observedAt": "2026-01-01T00:00:00Z"})
    );
    assert_eq!(
        car["street"]["languageMap"],
        json!({"fr": "Avenue", "nl": "Straat"})
    );
    let patch = json!({
        "engine": {"value": {"power": NULL, "gears": 5}},
        "street": {"type": "LanguageProperty", "languageMap": {"@none": NULL}},
        "owner": NULL,
        "speed": {"type": "Property", "value": NULL, "datasetId": "urn:x:gps"},
    });
    assert_eq!(peer.send("PATCH", CAR, &patch).await.status, 204);
    let car = peer.get(CAR).await.body;
    assert_eq!(
        car["engine"]["value"],
        json!({"fuel": "petrol", "gears": 5})
    );
    assert!(car.get("street").is_none() && car.get("owner").is_none());
    assert_eq!(car["speed"]["value"], 70);
    peer.send("PATCH", "entities/", &patch)
        .await
        .is_problem(400, "BadRequestData");
    peer.send("PATCH", "entities/wrong", &patch)
        .await
        .is_problem(400, "BadRequestData");
    peer.send("PATCH", "entities/urn:x:no", &patch)
        .await
        .is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn an_entity_s_end_is_set_and_taken_away() {
    let peer = with_car().await;
    let end = json!({"expiresAt": "2999-01-01T00:00:00Z"});
    let read = async || {
        let all = format!("{CAR}?options=sysAttrs");
        peer.get(&all).await.body["expiresAt"].clone()
    };
    for (method, path) in [("PATCH", CAR.to_owned()), ("POST", format!("{CAR}/attrs"))] {
        assert_eq!(peer.send("PATCH", CAR, &end).await.status, 204);
        assert_eq!(read().await, end["expiresAt"]);
        let gone = json!({ "expiresAt": NULL });
        assert_eq!(peer.send(method, &path, &gone).await.status, 204, "{path}");
        assert_eq!(read().await, Value::Null, "{path}");
    }
    let new = json!({"id": "urn:x:2", "type": "Car", "expiresAt": NULL});
    peer.send("POST", "entities", &new)
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn replacing_an_entity_keeps_its_id_and_the_time_of_its_making() {
    let peer = with_car().await;
    let made = peer.get(&format!("{CAR}?options=sysAttrs")).await.body["createdAt"].clone();
    let other =
        json!({"id": "urn:ngsi-ld:Car:1", "type": "Car", "scope": ["/a", "/b"], "wheels": 4});
    assert_eq!(peer.send("PUT", CAR, &other).await.status, 204);
    let car = peer.get(&format!("{CAR}?options=sysAttrs")).await.body;
    assert_eq!(
        (&car["createdAt"], &car["scope"]),
        (&made, &json!(["/a", "/b"]))
    );
    assert!(car.get("speed").is_none());
    let wrong = json!({"id": "urn:ngsi-ld:Car:2", "type": "Car"});
    peer.send("PUT", CAR, &wrong)
        .await
        .is_problem(400, "BadRequestData");
    peer.send("PUT", "entities/urn:x:no", &json!({"type": "Car"}))
        .await
        .is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn an_attribute_is_said_as_its_value_alone() {
    let peer = with_car().await;
    let said = async |method: &str, name: &str, form: &str, body: Value| {
        let path = format!("{CAR}/attrs/{name}?{form}");
        peer.send(method, &path, &body).await
    };
    let simplified = "options=keyValues";
    let kept = |value: Value| json!({"type": "Property", "value": value, "unitCode": "KMH"});
    for (form, body, is) in [
        (simplified, json!(60), json!(60)),
        ("format=simplified", json!([1, 2]), json!([1, 2])),
        ("format=concise", json!(61), json!(61)),
        ("format=concise", json!({"value": 62}), json!(62)),
        (
            simplified,
            json!({"type": "Fast", "of": 3}),
            json!({"type": "Fast", "of": 3}),
        ),
    ] {
        let done = said("PATCH", "speed", form, body).await;
        assert_eq!((done.status, done.body), (204, Value::Null));
        assert_eq!(speed(&peer).await[0], kept(is));
    }
    let several = json!({"dataset": {"@none": 1, "urn:x:gps": 2}});
    let done = said("PATCH", "speed", simplified, several).await;
    assert_eq!(done.status, 204);
    assert_eq!(speed(&peer).await[0], kept(json!(1)));
    assert_eq!(speed(&peer).await[1]["value"], 2);

    // What is there stays of its kind, for a value alone does not say it.
    let bert = json!("urn:x:bert");
    for method in ["PATCH", "PUT"] {
        let done = said(method, "owner", simplified, bert.clone()).await;
        assert_eq!(done.status, 204, "{}", done.body);
        let owner = peer.get(CAR).await.body["owner"].clone();
        assert_eq!(owner, json!({"type": "Relationship", "object": bert}));
    }
    let fresh = json!({"dataset": {"@none": {"type": "Slow"}, "urn:x:gps": 4}});
    assert_eq!(said("PUT", "speed", simplified, fresh).await.status, 204);
    assert_eq!(
        speed(&peer).await,
        json!([
            {"type": "Property", "value": {"type": "Slow"}},
            {"type": "Property", "value": 4, "datasetId": "urn:x:gps"},
        ])
    );
    let refused = [
        ("PATCH", "speed", "", json!(60), 400),
        ("PUT", "speed", "", json!(60), 400),
        ("PATCH", "speed", simplified, json!({"deep": NULL}), 400),
        ("PUT", "speed", simplified, json!(NULL), 400),
        ("PATCH", "none", simplified, json!(1), 404),
        ("PUT", "none", simplified, json!(1), 404),
        ("PATCH", "owner", simplified, json!(5), 400),
    ];
    for (method, name, form, body, status) in refused {
        let done = said(method, name, form, body).await;
        assert_eq!(done.status, status, "{method} {name}: {}", done.body);
    }
    let gone = said("PATCH", "owner", simplified, json!(NULL)).await;
    assert_eq!(gone.status, 204);
    assert!(peer.get(CAR).await.body.get("owner").is_none());
}

#[tokio::test]
async fn several_attributes_are_said_as_their_values_alone() {
    let peer = with_car().await;
    let path = format!("{CAR}/attrs?options=keyValues");
    for (method, value) in [("POST", json!({"type": "Fast"})), ("PATCH", json!(8))] {
        let fragment = json!({"speed": value, "fresh": [1, 2]});
        assert_eq!(peer.send(method, &path, &fragment).await.status, 204);
        assert_eq!(speed(&peer).await[0]["value"], value);
        assert_eq!(
            peer.get(CAR).await.body["fresh"],
            json!({"type": "Property", "value": [1, 2]})
        );
    }
}
