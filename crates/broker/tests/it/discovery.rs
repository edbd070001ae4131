//! Types, attributes, and who the source is.

use serde_json::json;

use crate::peer::Peer;

#[tokio::test]
async fn types_and_attributes_are_those_that_are_there() {
    let peer = Peer::start().await;
    let cars = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 5, "owner": {"object": "urn:x:2"}},
        {"id": "urn:x:2", "type": ["Car", "Boat"], "speed": 6},
    ]);
    peer.send("POST", "entityOperations/create", &cars).await;
    let default = "https://uri.etsi.org/ngsi-ld/default-context/";
    assert_eq!(
        peer.get("types/").await.body["typeList"],
        json!(["Boat", "Car"])
    );
    let details = peer.get("types?details=true").await.body;
    assert_eq!(
        details[1],
        json!({"id": format!("{default}Car"), "type": "EntityType", "typeName": "Car", "attributeNames": ["owner", "speed"]})
    );
    let car = peer.get("types/Car").await.body;
    assert_eq!(
        (
            &car["entityCount"],
            &car["attributeDetails"][0]["attributeTypes"]
        ),
        (&json!(2), &json!(["Relationship"]))
    );
    peer.get("types/Plane")
        .await
        .is_problem(404, "ResourceNotFound");

    assert_eq!(
        peer.get("attributes").await.body["attributeList"],
        json!(["owner", "speed"])
    );
    let speed = peer.get("attributes/speed").await.body;
    assert_eq!(
        speed,
        json!({"id": format!("{default}speed"), "type": "Attribute", "attributeName": "speed", "attributeCount": 2,
            "attributeTypes": ["Property"], "typeNames": ["Boat", "Car"]})
    );
    assert_eq!(
        peer.get("attributes?details=true").await.body[0]["typeNames"],
        json!(["Car"])
    );
    peer.get("types?invalidParams=1")
        .await
        .is_problem(400, "InvalidRequest");
    peer.send("POST", "types", &json!({"a": 1}))
        .await
        .is_problem(405, "MethodNotAllowed");
}

#[tokio::test]
async fn a_source_says_who_it_is() {
    let peer = Peer::start().await;
    let identity = peer.get("info/sourceIdentity").await.body;
    assert_eq!(identity["type"], "ContextSourceIdentity");
    assert!(identity["id"].as_str().unwrap().starts_with("urn:"));
    assert!(
        identity["contextSourceUptime"]
            .as_str()
            .unwrap()
            .starts_with("PT")
    );
}
