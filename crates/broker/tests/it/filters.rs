//! What a query filters by: conditions, places, scopes, type selections, order.

use serde_json::{Value, json};

use crate::peer::Peer;

fn ids(body: &Value) -> Vec<&str> {
    body.as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn entities_are_found_by_what_they_say() {
    let peer = Peer::start().await;
    let entities = json!([
        {"id": "urn:x:1", "type": ["Car", "Taxi"], "speed": 50, "scope": "/Pisa/Centro",
            "location": {"type": "Point", "coordinates": [10.40, 43.71]}},
        {"id": "urn:x:2", "type": "Car", "speed": 90, "scope": "/Roma",
            "location": {"type": "Point", "coordinates": [12.49, 41.90]}},
        {"id": "urn:x:3", "type": "Boat", "name": "three; or \"four\""},
    ]);
    let made = peer
        .send("POST", "entityOperations/create", &entities)
        .await;
    assert_eq!(made.status, 201);
    for (query, expected) in [
        ("type=Car&q=speed>50", vec!["urn:x:2"]),
        ("q=speed<60|name", vec!["urn:x:1", "urn:x:3"]),
        ("q=name==%22three; or \\%22four\\%22%22", vec!["urn:x:3"]),
        ("type=(Car;Taxi)", vec!["urn:x:1"]),
        ("type=Taxi,Boat", vec!["urn:x:1", "urn:x:3"]),
        ("type=Taxi,Car", vec!["urn:x:1", "urn:x:2"]),
        ("type=Car&scopeQ=/Pisa/%23", vec!["urn:x:1"]),
        (
            "georel=near;maxDistance==20000&geometry=Point&coordinates=[10.3,43.7]",
            vec!["urn:x:1"],
        ),
        (
            "georel=within&geometry=Polygon&coordinates=[[[12,41],[13,41],[13,42],[12,42],[12,41]]]",
            vec!["urn:x:2"],
        ),
        ("type=Car&orderBy=speed;desc", vec!["urn:x:2", "urn:x:1"]),
    ] {
        let found = peer.get(&format!("entities?{query}")).await;
        assert_eq!(found.status, 200, "{query}: {}", found.body);
        assert_eq!(ids(&found.body), expected, "{query}");
    }
    for query in [
        "q=speed>",
        "q=(speed",
        "type=(Car",
        "type=Car&scopeQ=1",
        "georel=near&geometry=Point&coordinates=[1,2]",
        "georel=within&geometry=Point",
        "type=Car&orderBy=speed;up",
    ] {
        peer.get(&format!("entities?{query}"))
            .await
            .is_problem(400, "BadRequestData");
    }
}

#[tokio::test]
async fn a_query_may_stand_in_the_body() {
    let peer = Peer::start().await;
    let entities = json!([
        {"id": "urn:x:1", "type": "Car", "speed": 50, "brand": "Fiat"},
        {"id": "urn:x:2", "type": "Car", "speed": 90},
        {"id": "urn:x:3", "type": "Boat", "speed": 90},
    ]);
    peer.send("POST", "entityOperations/create", &entities)
        .await;
    for (query, expected) in [
        (
            json!({"entities": [{"type": "Car"}]}),
            vec!["urn:x:1", "urn:x:2"],
        ),
        (
            json!({"entities": [{"id": "urn:x:3", "type": "Boat"}, {"idPattern": "1$", "type": "Car"}]}),
            vec!["urn:x:1", "urn:x:3"],
        ),
        (
            json!({"q": "speed>60", "entities": [{"type": "Car"}]}),
            vec!["urn:x:2"],
        ),
        (json!({"attrs": ["brand"]}), vec!["urn:x:1"]),
        (
            json!({"entities": [{"type": "Boat"}, {"type": "Car,Boat"}]}),
            vec!["urn:x:1", "urn:x:2", "urn:x:3"],
        ),
        (
            json!({"entities": [{"id": "urn:x:3", "type": "*"}, {"type": "*"}], "q": "speed>60"}),
            vec!["urn:x:2", "urn:x:3"],
        ),
    ] {
        let mut body = query.clone();
        body["type"] = json!("Query");
        let found = peer.send("POST", "entityOperations/query", &body).await;
        assert_eq!(found.status, 200, "{query}: {}", found.body);
        assert_eq!(ids(&found.body), expected, "{query}");
    }
    for wrong in [
        json!({"entities": [{"type": "Car"}]}),
        json!({"type": "Query"}),
        json!({"type": "Query", "entities": []}),
        json!({"type": "Query", "entities": [{"id": "wrong", "type": "Car"}]}),
        json!({"type": "Query", "q": "(", "entities": [{"type": "Car"}]}),
        json!({"type": "Query", "entity": [{"type": "Car"}]}),
        json!({"type": "Query", "geoQ": {"georel": "within"}}),
    ] {
        peer.send("POST", "entityOperations/query", &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
}

#[tokio::test]
async fn conditions_follow_links_as_far_as_linked_entities_are_asked_for() {
    let peer = Peer::start().await;
    let entities = json!([
        {"id": "urn:x:1", "type": "Car", "owner": {"object": "urn:x:a"}, "state": {"vocab": "parked"}},
        {"id": "urn:x:2", "type": "Car", "owner": {"object": "urn:x:b"}},
        {"id": "urn:x:a", "type": "Person", "name": "Aino", "lives": {"object": "urn:x:t"}},
        {"id": "urn:x:b", "type": "Firm", "name": "Aino"},
        {"id": "urn:x:t", "type": "Town", "name": "Turku"},
    ]);
    let made = peer
        .send("POST", "entityOperations/create", &entities)
        .await;
    assert_eq!(made.status, 201);
    for (query, expected) in [
        (
            "q=owner{name}==%22Aino%22&join=inline",
            vec!["urn:x:1", "urn:x:2"],
        ),
        ("q=owner{Firm:name}==%22Aino%22&join=flat", vec!["urn:x:2"]),
        (
            "q=owner{lives{name}}==%22Turku%22&join=inline&joinLevel=2",
            vec!["urn:x:1"],
        ),
        ("q=state==parked&expandValues=state", vec!["urn:x:1"]),
        ("q=state==parked", vec![]),
    ] {
        let found = peer
            .get(&format!("entities?type=Car&pick=id&{query}"))
            .await;
        assert_eq!(found.status, 200, "{query}: {}", found.body);
        let cars: Vec<&str> = ids(&found.body);
        assert_eq!(cars, expected, "{query}");
    }
    for query in [
        "q=owner{name}==%22Aino%22",
        "q=owner{lives{name}}&join=inline&joinLevel=1",
        "pick=owner{name}",
        "omit=owner{lives{name}}&join=inline",
        "orderBy=place;dist-asc",
        "collation=no%20language&orderBy=name",
        "csf=))",
        "geometryProperty=location",
    ] {
        peer.get(&format!("entities?type=Car&{query}"))
            .await
            .is_problem(400, "BadRequestData");
    }
    for query in ["attrs=createdAt", "q=modifiedAt>2020-01-01T00:00:00Z"] {
        peer.get(&format!("entities?{query}"))
            .await
            .is_problem(400, "BadRequestData");
    }
}

#[tokio::test]
async fn who_has_come_by_an_entity_is_not_given_it_again() {
    let peer = Peer::start().await;
    let entities = json!([
        {"id": "urn:x:1", "type": "Car", "owner": {"object": "urn:x:a"}},
        {"id": "urn:x:a", "type": "Person", "name": "Aino"},
    ]);
    peer.send("POST", "entityOperations/create", &entities)
        .await;
    let path = "entities/urn:x:1?join=inline&options=concise";
    let joined = peer.get(path).await.body;
    assert_eq!(joined["owner"]["entity"]["id"], "urn:x:a");
    let contained = peer.get(&format!("{path}&containedBy=urn:x:a")).await.body;
    assert_eq!(contained["owner"], json!({"object": "urn:x:a"}));
}
