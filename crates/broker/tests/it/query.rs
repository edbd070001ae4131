//! Several entities: query, paging, representations, joins, purge.

use serde_json::{Value, json};

use crate::peer::{Peer, answered};

async fn with_cars() -> Peer {
    let peer = Peer::start().await;
    let entities = json!([
        {"id": "urn:x:1", "type": "Car", "name": "one", "madeIn": {"object": "urn:x:city"},
            "location": {"type": "Point", "coordinates": [8.5, 41.2]}},
        {"id": "urn:x:2", "type": "Car", "name": "two"},
        {"id": "urn:x:3", "type": "Boat", "name": "three", "scope": "/sea"},
        {"id": "urn:x:city", "type": "City", "name": "Town", "isIn": {"object": "urn:x:country"}},
        {"id": "urn:x:country", "type": "Country", "name": "Land"},
    ]);
    assert_eq!(
        peer.send("POST", "entityOperations/create", &entities)
            .await
            .status,
        201
    );
    peer
}

fn ids(body: &Value) -> Vec<&str> {
    body.as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn entities_are_found_by_id_type_pattern_and_attribute() {
    let peer = with_cars().await;
    for (query, expected) in [
        ("type=Car", vec!["urn:x:1", "urn:x:2"]),
        ("type=*&id=urn:x:3,urn:x:1", vec!["urn:x:3", "urn:x:1"]),
        ("type=Car&idPattern=.*2$", vec!["urn:x:2"]),
        ("type=Car&attrs=madeIn", vec!["urn:x:1"]),
        (
            "local=true",
            vec![
                "urn:x:1",
                "urn:x:2",
                "urn:x:3",
                "urn:x:city",
                "urn:x:country",
            ],
        ),
    ] {
        let found = peer.get(&format!("entities?{query}")).await;
        assert_eq!((found.status, ids(&found.body)), (200, expected), "{query}");
    }
    for (query, name) in [
        ("", "BadRequestData"),
        ("?type=Car&id=wrong", "BadRequestData"),
        // Ids say too little (§5.7.2.4).
        ("?id=urn:x:1", "BadRequestData"),
        ("?idPattern=1$", "BadRequestData"),
        ("?type=Car&idPattern=(", "BadRequestData"),
        ("?type=Car&limit=0", "BadRequestData"),
        ("?type=Car&limit=-1", "BadRequestData"),
        ("?type=Car&limit=100000", "BadRequestData"),
        ("?type=Car&nothing=1", "InvalidRequest"),
        ("?type=Car&options=nothing", "InvalidRequest"),
        ("?type=Car&pick=id&omit=id", "BadRequestData"),
        ("?type=Car&join=outer", "BadRequestData"),
        ("?type=*&local=false", "BadRequestData"),
    ] {
        peer.get(&format!("entities{query}"))
            .await
            .is_problem(400, name);
    }
}

#[tokio::test]
async fn pages_lead_to_each_other_and_are_counted() {
    let peer = with_cars().await;
    let page = peer
        .get("entities?local=true&limit=2&offset=2&count=true")
        .await;
    assert_eq!(ids(&page.body), ["urn:x:3", "urn:x:city"]);
    assert_eq!(page.header("ngsild-results-count"), "5");
    let links: Vec<&str> = page
        .headers
        .get_all("link")
        .iter()
        .map(|link| link.to_str().unwrap())
        .collect();
    let next = links
        .iter()
        .find(|link| link.contains("rel=\"next\""))
        .unwrap();
    assert!(
        next.contains("offset=4") && next.contains("local=true"),
        "{next}"
    );
    assert!(
        links.iter().any(|link| link.contains("rel=\"prev\"")),
        "{links:?}"
    );
    let only_count = peer.get("entities?local=true&limit=0&count=true").await;
    assert_eq!(
        (only_count.header("ngsild-results-count"), &only_count.body),
        ("5", &json!([]))
    );
}

#[tokio::test]
async fn linked_entities_stand_within_or_beside() {
    let peer = with_cars().await;
    let inline = peer
        .get("entities/urn:x:1?join=inline&joinLevel=2&pick=id,madeIn{id,isIn{name}}")
        .await
        .body;
    assert_eq!(
        inline,
        json!({"id": "urn:x:1", "madeIn": {"type": "Relationship", "object": "urn:x:city", "entity": {
            "id": "urn:x:city", "isIn": {"type": "Relationship", "object": "urn:x:country", "entity": {
                "name": {"type": "Property", "value": "Land"}}}}}})
    );
    let simple = peer
        .get("entities/urn:x:1?join=inline&options=keyValues")
        .await
        .body;
    assert_eq!(simple["madeIn"]["name"], "Town");
    let flat = peer
        .get("entities?type=Car&join=flat&joinLevel=2")
        .await
        .body;
    assert_eq!(
        ids(&flat),
        ["urn:x:1", "urn:x:2", "urn:x:city", "urn:x:country"]
    );
    let beside = peer.get("entities/urn:x:1?join=flat").await.body;
    assert_eq!(ids(&beside), ["urn:x:1", "urn:x:city"]);
    // Nothing stands beside it: it is no array of one.
    let alone = peer.get("entities/urn:x:country?join=flat").await.body;
    assert_eq!(alone["id"], "urn:x:country");
}

#[tokio::test]
async fn an_entity_of_which_nothing_is_left_is_not_there() {
    let peer = with_cars().await;
    let whole = peer.get("entities/urn:x:country").await.body;
    let members: Vec<&str> = whole
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let omit = members.join(",");
    peer.get(&format!("entities/urn:x:country?omit={omit}"))
        .await
        .is_problem(404, "ResourceNotFound");
    let found = peer
        .get(&format!("entities?local=true&omit={omit}"))
        .await
        .body;
    assert!(
        found
            .as_array()
            .unwrap()
            .iter()
            .all(|one| *one != json!({}))
    );
    let but_id = omit.replace("id,", "");
    let left = peer
        .get(&format!("entities/urn:x:country?omit={but_id}"))
        .await;
    assert_eq!(left.body, json!({"id": "urn:x:country"}));
}

#[tokio::test]
async fn geojson_has_the_geometry_and_the_context() {
    let peer = with_cars().await;
    let request = |prefer: &str| {
        peer.request("GET", "entities?type=Car&id=urn:x:1&options=keyValues")
            .header("accept", "application/geo+json")
            .header("prefer", prefer)
    };
    let shown = answered(request("body=ld+json").send().await.unwrap()).await;
    assert_eq!(shown.header("content-type"), "application/geo+json");
    let feature = &shown.body["features"][0];
    assert_eq!(
        (&shown.body["type"], &feature["type"]),
        (&json!("FeatureCollection"), &json!("Feature"))
    );
    assert_eq!(feature["geometry"]["coordinates"], json!([8.5, 41.2]));
    assert_eq!(
        (
            &feature["properties"]["type"],
            &feature["properties"]["name"]
        ),
        (&json!("Car"), &json!("one"))
    );
    assert!(shown.body.get("@context").is_some());
    let plain = answered(request("body=json").send().await.unwrap()).await;
    assert!(plain.body.get("@context").is_none() && plain.headers.contains_key("link"));
}

#[tokio::test]
async fn a_purge_takes_entities_or_attributes() {
    let peer = with_cars().await;
    peer.delete("entities")
        .await
        .is_problem(400, "BadRequestData");
    for wrong in [
        "id=urn:x:1",
        "idPattern=.*",
        "keep=createdAt",
        "type=Car&q=madeIn{name}==%22Town%22",
        "type=Car&attrs=madeIn{name}",
    ] {
        peer.delete(&format!("entities?{wrong}"))
            .await
            .is_problem(400, "BadRequestData");
    }
    let kept = peer.delete("entities?id=urn:x:2&keep=name").await;
    assert_eq!(kept.status, 204);
    assert_eq!(peer.delete("entities?type=Car&drop=name").await.status, 204);
    assert!(
        peer.get("entities/urn:x:1")
            .await
            .body
            .get("name")
            .is_none()
    );
    assert_eq!(peer.delete("entities?type=Car").await.status, 204);
    assert_eq!(
        ids(&peer.get("entities?local=true").await.body),
        ["urn:x:3", "urn:x:city", "urn:x:country"]
    );
}

#[tokio::test]
async fn the_pages_before_and_after_stand_in_one_link() {
    let peer = with_cars().await;
    let page = peer
        .request("GET", "entities?local=true&limit=1&offset=1")
        .header("accept", "application/ld+json");
    let page = answered(page.send().await.unwrap()).await;
    let link = |offset: usize, relation: &str| {
        let path = format!("/ngsi-ld/v1/entities?limit=1&local=true&offset={offset}");
        format!("<{path}>;rel=\"{relation}\";type=\"application/ld+json\"")
    };
    let both = format!("{},{}", link(0, "prev"), link(2, "next"));
    assert_eq!(page.header("link"), both);
}

#[tokio::test]
async fn text_comes_in_the_order_of_a_language() {
    let peer = Peer::start().await;
    let names = ["Zoe", "Ärla", "anna", "Åke", "Olof"];
    let people: Vec<Value> = names
        .iter()
        .enumerate()
        .map(
            |(index, name)| json!({"id": format!("urn:x:{index}"), "type": "Person", "name": name}),
        )
        .collect();
    let made = peer
        .send("POST", "entityOperations/create", &json!(people))
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let in_order = |found: &Value| -> Vec<String> {
        let all = found.as_array().unwrap().iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let swedish = ["anna", "Olof", "Zoe", "Åke", "Ärla"];
    for (query, expected) in [
        ("", ["Olof", "Zoe", "anna", "Ärla", "Åke"]),
        ("&collation=sv", swedish),
        ("&collation=de", ["Åke", "anna", "Ärla", "Olof", "Zoe"]),
    ] {
        let path = format!("entities?type=Person&options=keyValues&orderBy=name{query}");
        let found = peer.get(&path).await;
        assert_eq!(in_order(&found.body), expected, "{query}");
    }
    let body = json!({
        "type": "Query", "entities": [{"type": "Person"}],
        "ordering": {"orderBy": ["name;desc"], "collation": "sv"},
    });
    let path = "entityOperations/query?options=keyValues";
    let mut found = in_order(&peer.send("POST", path, &body).await.body);
    found.reverse();
    assert_eq!(found, swedish);
}
