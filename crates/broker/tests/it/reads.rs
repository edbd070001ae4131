//! Queries at context sources: exactly what each is asked, and answers of every kind.

use serde_json::{Value, json};

use crate::peer::{Peer, answered};
use crate::source::Source;
use crate::writes::registered;

fn all(mode: &str, operations: &[&str]) -> Value {
    json!({"mode": mode, "operations": operations, "information": [{"entities": [{"type": "Car"}]}]})
}

fn speed(mode: &str) -> Value {
    json!({"mode": mode, "operations": ["retrieveOps"], "information": [
        {"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]},
    ]})
}

const PAGE: &str = "limit=1000&options=sysAttrs";

#[tokio::test]
async fn a_source_is_asked_for_what_is_registered() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    registered(&peer, &source, &speed("inclusive")).await;
    let entities = "GET /b/ngsi-ld/v1/entities";
    for (asked, line) in [
        (
            "entities?type=Car,Bus",
            format!("{entities}?type=Car&id=urn:x:1&attrs=speed&{PAGE}"),
        ),
        (
            "entities?type=Car&attrs=speed,brand",
            format!("{entities}?type=Car&id=urn:x:1&attrs=speed&{PAGE}"),
        ),
        (
            "entities?type=Car&id=urn:x:1,urn:x:2",
            format!("{entities}?type=Car&id=urn:x:1&attrs=speed&{PAGE}"),
        ),
        (
            "entities?type=Car&q=speed%3E20&scopeQ=/A",
            format!("{entities}?type=Car&id=urn:x:1&attrs=speed&q=speed%3E20&scopeQ=/A&{PAGE}"),
        ),
        (
            "entities?type=Car&q=speed%3E20&splitEntities=true",
            format!("{entities}?type=Car&id=urn:x:1&attrs=speed&{PAGE}"),
        ),
        (
            "entities/urn:x:1",
            format!("{entities}/urn:x:1?attrs=speed&options=sysAttrs"),
        ),
    ] {
        peer.get(asked).await;
        assert_eq!(source.once().line(), line, "{asked}");
    }
    for not in [
        "entities?type=Bus",
        "entities?type=Car&attrs=brand",
        "entities/urn:x:2",
        "entities?type=Car&local=true",
    ] {
        peer.get(not).await;
        assert_eq!(source.lines(), Vec::<String>::new(), "{not}");
    }
    peer.get("entities?type=Car&orderBy=speed")
        .await
        .is_problem(400, "BadRequestData");
    // More than is registered is not taken.
    let told = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 5, "secret": 1}, {"id": "urn:x:9", "type": "Car", "speed": 5},
    ]);
    source.will(200, &told.to_string());
    let found = peer.get("entities?type=Car&options=keyValues").await;
    assert_eq!(
        found.body,
        json!([{"id": "urn:x:1", "type": "Car", "speed": 5}])
    );
}

#[tokio::test]
async fn queries_go_in_the_form_that_a_source_takes() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    registered(&peer, &source, &all("inclusive", &["queryBatch"])).await;
    let told = json!([{"id": "urn:x:1", "type": "Car", "speed": 5}]).to_string();
    source.will(200, &told);
    let found = peer.get("entities?type=Car&id=urn:x:1&q=speed==5").await;
    assert_eq!(found.body.as_array().unwrap().len(), 1, "{}", found.body);
    let asked = source.once();
    assert_eq!(
        asked.line(),
        format!("POST /b/ngsi-ld/v1/entityOperations/query?{PAGE}")
    );
    assert_eq!(
        asked.body,
        json!({"type": "Query", "entities": [{"id": "urn:x:1", "type": "Car"}], "q": "speed==5"})
    );
    let query = json!({"type": "Query", "entities": [{"type": "Car"}, {"type": "Bus"}]});
    source.will(200, &told);
    let found = peer.send("POST", "entityOperations/query", &query).await;
    assert_eq!(found.body.as_array().unwrap().len(), 1, "{}", found.body);
    let entities = &source.once().body["entities"];
    assert_eq!(entities, &json!([{"type": "Car"}]));
    let other = Source::start().await;
    registered(&peer, &other, &all("inclusive", &["queryEntity"])).await;
    peer.send("POST", "entityOperations/query", &query).await;
    let line = format!("GET /b/ngsi-ld/v1/entities?type=Car&{PAGE}");
    assert_eq!(other.lines(), [line]);
}

#[tokio::test]
async fn an_entity_is_found_at_a_source_that_only_takes_queries() {
    let peer = Peer::start().await;
    let told = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 5}, {"id": "urn:x:2", "type": "Car", "speed": 6},
    ]);
    for (operation, line) in [
        (
            "queryEntity",
            format!("GET /b/ngsi-ld/v1/entities?type=Car&id=urn:x:1&attrs=speed&{PAGE}"),
        ),
        (
            "queryBatch",
            format!("POST /b/ngsi-ld/v1/entityOperations/query?{PAGE}"),
        ),
    ] {
        let source = Source::start().await;
        let id = registered(&peer, &source, &all("inclusive", &[operation])).await;
        source.will(200, &told.to_string());
        let read = peer
            .get("entities/urn:x:1?attrs=speed&options=keyValues")
            .await;
        assert_eq!(
            read.body,
            json!({"id": "urn:x:1", "type": "Car", "speed": 5})
        );
        assert_eq!(source.once().line(), line);
        source.will(200, "[]");
        peer.get("entities/urn:x:3")
            .await
            .is_problem(404, "ResourceNotFound");
        peer.delete(&format!("csourceRegistrations/{id}")).await;
    }
}

#[tokio::test]
async fn an_exclusive_source_alone_is_believed() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    registered(&peer, &source, &speed("exclusive")).await;
    let car = json!({"id": "urn:x:1", "type": "Car", "speed": 1, "brand": "Fiat"});
    assert_eq!(
        peer.send("POST", "entities?local=true", &car).await.status,
        201
    );
    source.will(
        200,
        &json!({"id": "urn:x:1", "type": "Car", "speed": 2}).to_string(),
    );
    let read = peer.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(read.body["speed"], 2);
    source.will(404, "");
    let read = peer.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(
        read.body,
        json!({"id": "urn:x:1", "type": "Car", "brand": "Fiat"})
    );
}

#[tokio::test]
async fn abnormal_answers_are_warned_of() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let registration = registered(&peer, &source, &speed("inclusive")).await;
    for (status, body, warning) in [
        (403, "", "299 "),
        (200, "not JSON", "111 "),
        (200, "[1]", "111 "),
    ] {
        source.will(status, body);
        let read = peer.get("entities/urn:x:1").await;
        read.is_problem(404, "ResourceNotFound");
        assert!(
            read.header("ngsild-warning").starts_with(warning),
            "{warning}"
        );
    }
    source.will(200, &format!("[\"{}\"]", "x".repeat(17 * 1024 * 1024)));
    let read = peer.get("entities?type=Car").await;
    assert_eq!(read.body, json!([]));
    assert!(read.header("ngsild-warning").starts_with("111 "));
    source.will(404, "");
    let read = peer.get("entities/urn:x:1").await;
    assert!(!read.headers.contains_key("ngsild-warning"));
    // The one source that alone has it is told of in full.
    peer.delete(&format!("csourceRegistrations/{registration}"))
        .await;
    registered(&peer, &source, &speed("redirect")).await;
    source.will(403, "");
    peer.get("entities/urn:x:1")
        .await
        .is_problem(502, "BadGateway");
}

#[tokio::test]
async fn sources_are_chosen_by_what_they_say_of_themselves() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let mut more = all("inclusive", &["retrieveOps"]);
    more["sourceType"] = json!("sensor");
    more["scope"] = json!("/A");
    registered(&peer, &source, &more).await;
    let endpoint = format!("csf=endpoint==%22{}/b%22", source.url);
    for (csf, is_asked) in [
        ("csf=sourceType==%22sensor%22", true),
        ("csf=sourceType==%22archive%22", false),
        (endpoint.as_str(), true),
        ("scopeQ=/A", true),
        ("scopeQ=/B", false),
    ] {
        peer.get(&format!("entities?type=Car&{csf}")).await;
        assert_eq!(source.lines().len(), usize::from(is_asked), "{csf}");
        if !csf.starts_with("scopeQ") {
            let found = peer
                .get(&format!("csourceRegistrations?type=Car&{csf}"))
                .await;
            let found = found.body.as_array().unwrap().len();
            assert_eq!(found, usize::from(is_asked), "{csf}");
        }
    }
}

#[tokio::test]
async fn entity_maps_fix_what_requests_are_about() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    for (id, speed) in [(1, 30), (2, 90)] {
        let car = json!({"id": format!("urn:y:{id}"), "type": "Car", "speed": speed});
        assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    }
    let registration = registered(&peer, &source, &all("inclusive", &["retrieveOps"])).await;
    let told = json!([{"id": "urn:y:2", "type": "Car", "brand": "Fiat"}, {"id": "urn:y:3", "type": "Car"}]);
    source.will(200, &told.to_string());
    let made = peer.get("entityMaps?type=Car&entityMapLifetime=PT5M").await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["type"], "EntityMap");
    assert_eq!(
        made.body["entityMap"],
        json!({"urn:y:1": ["@none"], "urn:y:2": [registration, "@none"], "urn:y:3": [registration]})
    );
    let location = made.header("ngsild-entitymap").to_owned();
    let path = location.strip_prefix("/ngsi-ld/v1/").unwrap();
    assert_eq!(peer.get(path).await.body, made.body);
    let body = json!({"type": "Query", "entities": [{"type": "Car"}], "q": "speed>50"});
    let posted = peer.send("POST", "entityMaps?local=true", &body).await;
    assert_eq!(posted.body["entityMap"], json!({"urn:y:2": ["@none"]}));

    let query = |map: &str| {
        let request = peer.request("GET", "entities?type=Car&local=true&options=keyValues");
        request.header("ngsild-entitymap", map)
    };
    let narrow = posted.header("ngsild-entitymap");
    let found = answered(query(narrow).send().await.unwrap()).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.header("ngsild-entitymap"), narrow);
    assert_eq!(found.body.as_array().unwrap().len(), 1);
    let found = answered(query("urn:ngsi-ld:entitymap:gone").send().await.unwrap()).await;
    assert_eq!(found.status, 201);
    assert!(!found.header("ngsild-entitymap").contains("gone"));
    assert_eq!(found.body.as_array().unwrap().len(), 2);
    let found = peer
        .get("entities?type=Car&local=true&entityMap=true")
        .await;
    assert_eq!(found.status, 201);
    let read = peer.get("entities/urn:y:1?local=true&entityMap=true").await;
    assert_eq!(read.status, 200);
    let request = peer.request("GET", "entities/urn:y:1?local=true");
    let request = request.header("ngsild-entitymap", narrow);
    answered(request.send().await.unwrap())
        .await
        .is_problem(404, "ResourceNotFound");

    let patch = json!({"expiresAt": "2999-01-01T00:00:00Z", "entityMap": {"urn:y:9": ["@none"]}});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    let read = peer.get(path).await.body;
    assert!(read["expiresAt"].as_str().unwrap() < "2999");
    assert_eq!(read["entityMap"], made.body["entityMap"]);
    for (wrong, status) in [
        (json!({"expiresAt": "tomorrow"}), 400),
        (json!({"expiresAt": 5}), 400),
    ] {
        assert_eq!(peer.send("PATCH", path, &wrong).await.status, status);
    }
    assert_eq!(peer.delete(path).await.status, 204);
    for gone in [path, "entityMaps/urn:x:none"] {
        peer.get(gone).await.is_problem(404, "ResourceNotFound");
        peer.delete(gone).await.is_problem(404, "ResourceNotFound");
        peer.send("PATCH", gone, &patch)
            .await
            .is_problem(404, "ResourceNotFound");
    }
    for wrong in [
        "entityMaps?id=urn:y:1",
        "entityMaps?type=Car&entityMapLifetime=1hour",
        "entityMaps/wrong",
    ] {
        peer.get(wrong).await.is_problem(400, "BadRequestData");
    }
}

#[tokio::test]
async fn an_entity_that_goes_leaves_the_maps_it_was_in_when_they_are_used() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    for id in 1..=3 {
        let car = json!({"id": format!("urn:y:{id}"), "type": "Car"});
        assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    }
    registered(&peer, &source, &all("inclusive", &["retrieveOps"])).await;
    source.will(200, &json!([{"id": "urn:y:4", "type": "Car"}]).to_string());
    let made = peer.get("entityMaps?type=Car").await;
    let location = made.header("ngsild-entitymap").to_owned();
    peer.delete("entities/urn:y:2?local=true").await;
    let request = peer.request("GET", "entities?type=Car&local=true&count=true&limit=1");
    let request = request.header("ngsild-entitymap", &location);
    let page = answered(request.send().await.unwrap()).await;
    assert_eq!(page.header("ngsild-results-count"), "2");
    let path = location.strip_prefix("/ngsi-ld/v1/").unwrap();
    let left = peer.get(path).await.body;
    let left: Vec<&String> = left["entityMap"].as_object().unwrap().keys().collect();
    assert_eq!(left, ["urn:y:1", "urn:y:3", "urn:y:4"]);
}
