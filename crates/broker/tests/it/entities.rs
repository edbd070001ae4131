//! Entities, one at a time.

use serde_json::json;

use crate::peer::{Peer, answered};

const CORE: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";

#[tokio::test]
async fn an_entity_is_made_read_and_deleted() {
    let peer = Peer::start().await;
    let entity = json!({"id": "urn:ngsi-ld:Car:1", "type": "Car", "speed": {"type": "Property", "value": 50}});
    let made = peer.send("POST", "entities/", &entity).await;
    assert_eq!(made.status, 201);
    assert_eq!(
        made.header("location"),
        "/ngsi-ld/v1/entities/urn:ngsi-ld:Car:1"
    );
    peer.send("POST", "entities", &entity)
        .await
        .is_problem(409, "AlreadyExists");

    let read = peer.get("entities/urn:ngsi-ld:Car:1").await;
    assert_eq!((read.status, &read.body), (200, &entity));
    assert_eq!(read.header("content-type"), "application/json");
    assert!(read.header("link").starts_with(&format!("<{CORE}>")));

    let read = peer
        .request("GET", "entities/urn:ngsi-ld:Car:1?options=keyValues")
        .header("accept", "application/ld+json");
    let read = answered(read.send().await.unwrap()).await;
    assert_eq!(
        read.body,
        json!({"@context": CORE, "id": "urn:ngsi-ld:Car:1", "type": "Car", "speed": 50})
    );

    assert_eq!(peer.delete("entities/urn:ngsi-ld:Car:1").await.status, 204);
    peer.delete("entities/urn:ngsi-ld:Car:1")
        .await
        .is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn a_simplified_entity_may_have_values_with_a_type() {
    let peer = Peer::start().await;
    let entity = json!({"id": "urn:x:1", "type": "Shop", "name": "Kiosk",
        "address": {"type": "PostalAddress", "street": "Via Roma"}});
    peer.send("POST", "entities", &entity)
        .await
        .is_problem(400, "BadRequestData");
    for option in ["options=keyValues", "format=simplified"] {
        let made = peer
            .send("POST", &format!("entities?{option}"), &entity)
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        let read = peer.get("entities/urn:x:1").await.body;
        assert_eq!(
            read["address"],
            json!({"type": "Property", "value": entity["address"]})
        );
        let read = peer.get(&format!("entities/urn:x:1?{option}")).await;
        assert_eq!(read.body, entity);
        peer.delete("entities/urn:x:1").await;
    }
}

#[tokio::test]
async fn who_may_use_it_shows_a_token_or_a_password() {
    let peer = Peer::with(broker::OpenConfig {
        credentials: vec![
            broker::Credentials::Bearer("a-token".into()),
            broker::Credentials::Basic("bmFtZTpwYXNz".into()),
        ],
        ..broker::OpenConfig::default()
    })
    .await;
    for (shown, status) in [
        ("Bearer a-token", 200),
        ("bearer a-token", 200),
        ("Basic bmFtZTpwYXNz", 200),
        ("Bearer b-token", 401),
        ("Bearer a-toke", 401),
        ("Bearer bmFtZTpwYXNz", 401),
        ("Basic a-token", 401),
        ("a-token", 401),
    ] {
        let read = peer.request("GET", "types").header("authorization", shown);
        let read = answered(read.send().await.unwrap()).await;
        assert_eq!(read.status, status, "{shown}");
    }
    peer.get("types").await.is_problem(401, "Unauthorized");
}

#[tokio::test]
async fn requests_that_cannot_be_say_why() {
    let peer = Peer::start().await;
    let no_json = peer
        .request("POST", "entities")
        .header("content-type", "application/json")
        .body("{\"id\":");
    answered(no_json.send().await.unwrap())
        .await
        .is_problem(400, "InvalidRequest");
    let unsaid = peer.request("POST", "entities").body("{\"id\":");
    answered(unsaid.send().await.unwrap())
        .await
        .is_problem(400, "InvalidRequest");
    let media = peer
        .request("POST", "entities")
        .header("content-type", "text/plain")
        .body("hello");
    answered(media.send().await.unwrap())
        .await
        .is_problem(415, "UnsupportedMediaType");
    let accept = peer
        .request("GET", "entities/urn:x:1")
        .header("accept", "text/html");
    answered(accept.send().await.unwrap())
        .await
        .is_problem(406, "NotAcceptable");
    let no_context = peer
        .request("POST", "entities")
        .header("content-type", "application/ld+json")
        .body(json!({"id": "urn:x:1", "type": "T"}).to_string());
    answered(no_context.send().await.unwrap())
        .await
        .is_problem(400, "BadRequestData");
    peer.get("entities/not-a-uri")
        .await
        .is_problem(400, "BadRequestData");
    peer.get("entities/urn:x:none")
        .await
        .is_problem(404, "ResourceNotFound");
    let wrong = peer.send("PUT", "entities", &json!({"a": 1})).await;
    wrong.is_problem(405, "MethodNotAllowed");
    assert!(wrong.header("allow").contains("POST"));
    let unavailable =
        json!({"id": "urn:x:1", "type": "T", "@context": "http://127.0.0.1:9/none.jsonld"});
    peer.send("POST", "entities", &unavailable)
        .await
        .is_problem(503, "LdContextNotAvailable");
}

#[tokio::test]
async fn an_earlier_version_knows_fewer_kinds_of_attributes() {
    let peer = Peer::start().await;
    let entity = json!({"id": "urn:x:1", "type": "Car", "state": {"type": "VocabProperty", "vocab": "parked",
        "sure": {"type": "JsonProperty", "json": {"type": "VocabProperty", "vocab": 1}}}});
    assert_eq!(peer.send("POST", "entities", &entity).await.status, 201);
    let asked = |prefer: &'static str| {
        let request = peer
            .request("GET", "entities/urn:x:1")
            .header("prefer", prefer);
        async { answered(request.send().await.unwrap()).await }
    };
    let earlier = asked("respond-async, NGSI-LD=\"1.5\";q=1").await;
    assert_eq!(
        (earlier.status, earlier.header("preference-applied")),
        (203, "ngsi-ld=1.5")
    );
    assert_eq!(
        earlier.body["state"],
        json!({"type": "Property", "value": "parked",
            "sure": {"type": "Property", "value": {"type": "VocabProperty", "vocab": 1}}})
    );
    let own = asked("ngsi-ld=1.8").await;
    assert_eq!(
        (own.status, own.header("preference-applied")),
        (200, "ngsi-ld=1.8")
    );
    assert_eq!(own.body["state"]["type"], "VocabProperty");
    assert!(
        !asked("respond-async")
            .await
            .headers
            .contains_key("preference-applied")
    );
}

#[tokio::test]
async fn a_request_can_be_limited_to_a_type() {
    let peer = Peer::start().await;
    let entity = json!({"id": "urn:x:1", "type": "Car", "scope": "/A", "speed": 1});
    assert_eq!(peer.send("POST", "entities", &entity).await.status, 201);
    peer.get("entities/urn:x:1?type=Boat")
        .await
        .is_problem(404, "ResourceNotFound");
    assert_eq!(peer.get("entities/urn:x:1?type=Boat|Car").await.status, 200);
    peer.delete("entities/urn:x:1?type=Boat")
        .await
        .is_problem(404, "ResourceNotFound");
    assert_eq!(
        peer.delete("entities/urn:x:1/attrs/scope").await.status,
        204
    );
    peer.delete("entities/urn:x:1/attrs/scope")
        .await
        .is_problem(404, "ResourceNotFound");
    assert_eq!(peer.delete("entities/urn:x:1?type=Car").await.status, 204);
}
