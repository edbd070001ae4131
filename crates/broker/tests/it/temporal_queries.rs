//! Queries of the temporal evolution: times, conditions, representations, pages.

use serde_json::{Value, json};

use crate::peer::{Peer, answered};

const BETWEEN: &str = "timerel=between&timeAt=2024-06-01T00:00:00Z&endTimeAt=2024-07-01T00:00:00Z";

/// Rivers with a level on days of June 2024; the second one had its flood in May.
async fn rivers(config: broker::OpenConfig) -> Peer {
    let peer = Peer::with(config).await;
    let level = |value: f64, at: &str| json!({"type": "Property", "value": value, "observedAt": format!("2024-{at}Z")});
    for (id, levels, scope) in [
        (
            "urn:x:River:1",
            json!([
                level(1.0, "06-01T06:00:00"),
                level(2.0, "06-01T06:30:00"),
                level(6.0, "06-02T06:00:00")
            ]),
            json!([{"type": "Property", "value": "/North", "observedAt": "2024-01-01T00:00:00Z"},
                {"type": "Property", "value": "/South", "observedAt": "2024-06-02T00:00:00Z"}]),
        ),
        (
            "urn:x:River:2",
            json!([level(9.0, "05-01T06:00:00"), level(2.5, "06-03T06:00:00")]),
            json!([]),
        ),
    ] {
        let river = json!({"id": id, "type": "River", "level": levels, "scope": scope,
            "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [8, 50]},
                "observedAt": "2024-06-01T00:00:00Z"}});
        let made = peer.send("POST", "temporal/entities", &river).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    peer
}

async fn ids(peer: &Peer, query: &str) -> Vec<String> {
    let found = peer.get(&format!("temporal/entities?{query}")).await;
    assert_eq!(found.status, 200, "{query}: {}", found.body);
    let all = found.body.as_array().unwrap().iter();
    all.map(|one| {
        one["id"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap()
            .to_owned()
    })
    .collect()
}

#[tokio::test]
async fn conditions_are_about_the_time_asked_for() {
    let peer = rivers(broker::OpenConfig::default()).await;
    for (query, expected) in [
        ("type=River", &["1", "2"][..]),
        ("type=River&q=level>5", &["1"]),
        ("type=River&q=level>8", &[]),
        ("type=River&q=level==2.5", &["2"]),
        ("type=Lake", &[]),
        ("type=River&id=urn:x:River:2", &["2"]),
        (
            "type=River&id=urn:x:River:2,urn:x:River:1,urn:x:River:3",
            &["1", "2"],
        ),
        ("type=River&idPattern=1$", &["1"]),
        ("attrs=level", &["1", "2"]),
        ("type=River&attrs=depth", &[]),
        ("type=River&scopeQ=/North", &["1"]),
        ("type=River&scopeQ=/West", &[]),
        (
            "type=River&georel=near;maxDistance==10&geometry=Point&coordinates=[8,50]",
            &["1", "2"],
        ),
        (
            "type=River&georel=near;maxDistance==10&geometry=Point&coordinates=[9,50]",
            &[],
        ),
        ("type=River&limit=1", &["1"]),
        ("type=River&limit=1&offset=1", &["2"]),
        ("type=River&limit=1&offset=2", &[]),
    ] {
        assert_eq!(
            ids(&peer, &format!("{query}&{BETWEEN}")).await,
            expected,
            "{query}"
        );
    }
    let before = "type=River&timerel=before&timeAt=2024-05-02T00:00:00Z";
    assert_eq!(ids(&peer, before).await, ["2"]);
    let after = "type=River&timerel=after&timeAt=2024-06-02T06:00:00.000001Z";
    assert_eq!(ids(&peer, after).await, ["2"]);
    // The time itself is after, and not before.
    let from = "type=River&timerel=after&timeAt=2024-06-02T06:00:00.000Z";
    assert_eq!(ids(&peer, from).await, ["1", "2"]);
    let made = "type=River&timerel=after&timeAt=2024-07-01T00:00:00Z&timeproperty=createdAt";
    assert_eq!(ids(&peer, made).await, ["1", "2"]);
    let path = format!("temporal/entities?type=River&count=true&limit=1&{BETWEEN}");
    let counted = peer.get(&path).await;
    assert_eq!(counted.header("ngsild-results-count"), "2");
    let link = counted.headers.get_all("link").iter();
    assert!(
        link.filter_map(|one| one.to_str().ok())
            .any(|one| one.contains("rel=\"next\""))
    );
}

#[tokio::test]
async fn instances_are_those_of_the_time_the_scope_and_the_names() {
    let peer = rivers(broker::OpenConfig::default()).await;
    let found = async |query: &str| {
        let path = format!("temporal/entities?type=River&id=urn:x:River:1&{query}&{BETWEEN}");
        peer.get(&path).await.body[0].take()
    };
    let levels = |body: &Value| -> Vec<f64> {
        let all = body["level"].as_array().unwrap().iter();
        all.map(|one| one["value"].as_f64().unwrap()).collect()
    };
    assert_eq!(levels(&found("scopeQ=/North").await), [1.0, 2.0]);
    let south = found("scopeQ=/South").await;
    assert_eq!(levels(&south), [6.0]);
    assert_eq!(south["scope"][0]["value"], "/South");
    // A scope that was set before is valid.
    assert_eq!(found("scopeQ=/North").await["scope"][0]["value"], "/North");
    assert_eq!(levels(&found("lastN=2").await), [2.0, 6.0]);
    assert_eq!(found("pick=id").await, json!({"id": "urn:x:River:1"}));
    let body = found("omit=type,location,scope").await;
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["id", "level"]
    );
}

#[tokio::test]
async fn evolutions_are_simplified_and_aggregated() {
    let peer = rivers(broker::OpenConfig::default()).await;
    let at = format!("temporal/entities/urn:x:River:1?attrs=level&{BETWEEN}");
    let simple = peer.get(&format!("{at}&format=temporalValues")).await.body;
    assert_eq!(
        simple,
        json!({"id": "urn:x:River:1", "type": "River", "level": {"type": "Property", "values": [
            [1.0, "2024-06-01T06:00:00Z"], [2.0, "2024-06-01T06:30:00Z"], [6.0, "2024-06-02T06:00:00Z"]]}})
    );
    let path =
        format!("{at}&options=aggregatedValues&aggrMethods=avg,totalCount&aggrPeriodDuration=P1D");
    let days = peer.get(&path).await.body;
    assert_eq!(
        days["level"],
        json!({"type": "Property",
            "avg": [[1.5, "2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z"],
                [6.0, "2024-06-02T00:00:00Z", "2024-06-03T00:00:00Z"]],
            "totalCount": [[2, "2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z"],
                [1, "2024-06-02T00:00:00Z", "2024-06-03T00:00:00Z"]]})
    );
    let whole = peer
        .get(&format!("{at}&options=aggregatedValues&aggrMethods=max"))
        .await
        .body;
    assert_eq!(
        whole["level"]["max"],
        json!([[6.0, "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"]])
    );
}

#[tokio::test]
async fn every_kind_of_attribute_has_a_simplified_form() {
    let peer = Peer::start().await;
    let at = "2024-06-01T00:00:00Z";
    let thing = json!({"id": "urn:x:1", "type": "Thing",
        "list": {"type": "ListProperty", "valueList": [1, 2], "observedAt": at},
        "links": {"type": "ListRelationship", "objectList": ["urn:x:2"], "observedAt": at},
        "name": {"type": "LanguageProperty", "languageMap": {"fi": "puu"}, "observedAt": at},
        "use": {"type": "VocabProperty", "vocab": "shade", "observedAt": at},
        "raw": {"type": "JsonProperty", "json": {"a": 1}, "observedAt": at},
        "twice": [{"type": "Property", "value": 1, "observedAt": at},
            {"type": "Property", "value": 2, "observedAt": at, "datasetId": "urn:x:Set"}]});
    assert_eq!(
        peer.send("POST", "temporal/entities", &thing).await.status,
        201
    );
    let body = peer
        .get("temporal/entities/urn:x:1?options=temporalValues")
        .await
        .body;
    assert_eq!(
        body,
        json!({"id": "urn:x:1", "type": "Thing",
            "list": {"type": "ListProperty", "valueLists": [[[1, 2], at]]},
            "links": {"type": "ListRelationship", "objectLists": [[["urn:x:2"], at]]},
            "name": {"type": "LanguageProperty", "languageMaps": [[{"languageMap": {"fi": "puu"}}, at]]},
            "use": {"type": "VocabProperty", "vocabs": [[{"vocab": "shade"}, at]]},
            "raw": {"type": "JsonProperty", "jsons": [[{"json": {"a": 1}}, at]]},
            "twice": [{"type": "Property", "values": [[1, at]]},
                {"type": "Property", "datasetId": "urn:x:Set", "values": [[2, at]]}]})
    );
}

#[tokio::test]
async fn a_long_answer_is_cut_at_one_time_for_all() {
    let peer = rivers(broker::OpenConfig {
        max_instances: 3,
        ..broker::OpenConfig::default()
    })
    .await;
    let path = format!("temporal/entities?type=River&{BETWEEN}");
    let cut = peer.get(&path).await;
    assert_eq!(cut.status, 206, "{}", cut.body);
    // Two places and a level; all later levels are for the next request.
    assert_eq!(
        cut.header("content-range"),
        "date-time 2024-06-01T00:00:00.000000Z-2024-06-01T06:00:00.000000Z/*"
    );
    assert_eq!(cut.body[0]["level"].as_array().unwrap().len(), 1);
    assert_eq!(cut.body[1]["level"], json!([]));
    let values = peer.get(&format!("{path}&options=temporalValues")).await;
    let none = json!({"type": "Property", "values": []});
    assert_eq!(values.body[1]["level"], none, "{}", values.body);
    let next =
        "temporal/entities?type=River&attrs=level&timerel=after&timeAt=2024-06-01T06:00:00.000001Z";
    let rest = peer.get(next).await;
    assert_eq!(rest.status, 200, "{}", rest.body);
    assert_eq!(rest.body[0]["level"].as_array().unwrap().len(), 2);
    assert_eq!(rest.body[1]["level"].as_array().unwrap().len(), 1);

    let last = peer.get(&format!("{path}&lastN=5&omit=scope")).await;
    assert_eq!(last.status, 206);
    assert_eq!(
        last.header("content-range"),
        "date-time 2024-07-01T00:00:00.000000Z-2024-06-01T06:30:00.000000Z/5"
    );
    let one = peer.get("temporal/entities/urn:x:River:1").await;
    assert_eq!(one.status, 206, "{}", one.body);
}

#[tokio::test]
async fn what_is_of_one_time_is_not_cut_apart_and_the_rest_is_not_lost() {
    let peer = Peer::with(broker::OpenConfig {
        max_instances: 2,
        ..broker::OpenConfig::default()
    })
    .await;
    let one = |value: u8| json!({"type": "Property", "value": value, "observedAt": format!("2024-06-0{value}T00:00:00Z")});
    let both = json!({"id": "urn:x:1", "type": "Thing", "a": [one(1), one(2), one(3)], "b": [one(2), one(3)]});
    let told = peer.send("POST", "temporal/entities", &both).await;
    assert_eq!(told.status, 201, "{}", told.body);
    for (path, range, left) in [
        (
            "temporal/entities/urn:x:1",
            "date-time 2024-06-01T00:00:00.000000Z-2024-06-02T00:00:00.000000Z/*",
            (2, 1),
        ),
        (
            "temporal/entities/urn:x:1?lastN=3&attrs=a,b",
            "date-time 2024-06-03T00:00:00.000000Z-2024-06-03T00:00:00.000000Z/3",
            (1, 1),
        ),
    ] {
        let cut = peer.get(path).await;
        assert_eq!(cut.status, 206, "{path}: {}", cut.body);
        assert_eq!(cut.header("content-range"), range);
        let count = |name: &str| cut.body[name].as_array().map_or(0, Vec::len);
        assert_eq!((count("a"), count("b")), left, "{path}: {}", cut.body);
    }
}

#[tokio::test]
async fn a_query_may_be_posted() {
    let peer = rivers(broker::OpenConfig::default()).await;
    let time = json!({"timerel": "between", "timeAt": "2024-06-01T00:00:00Z", "endTimeAt": "2024-07-01T00:00:00Z"});
    let mut query = json!({"type": "Query", "entities": [{"type": "River"}], "attrs": ["level"], "q": "level>5",
        "temporalQ": time});
    let path = "temporal/entityOperations/query";
    let found = peer.send("POST", path, &query).await;
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.body.as_array().unwrap().len(), 1);
    query["temporalQ"]["lastN"] = json!(1);
    let found = peer.send("POST", path, &query).await;
    assert_eq!(found.body[0]["level"].as_array().unwrap().len(), 1);
    query["aggrParams"] = json!({"aggrMethods": ["min", "max"], "aggrPeriodDuration": "PT0S"});
    let found = peer.send("POST", path, &query).await;
    assert_eq!(found.body[0]["level"]["min"][0][0], 6.0, "{}", found.body);
    for (member, wrong) in [
        ("aggrParams", json!({"aggrMethods": ["median"]})),
        (
            "aggrParams",
            json!({"aggrMethods": "avg", "aggrPeriodDuration": "an hour"}),
        ),
        (
            "temporalQ",
            json!({"timerel": "since", "timeAt": "2024-06-01T00:00:00Z"}),
        ),
        (
            "temporalQ",
            json!({"timerel": "after", "timeAt": "2024-06-01T00:00:00Z", "lastN": 0}),
        ),
        (
            "temporalQ",
            json!({"timerel": "after", "timeAt": "2024-06-01T00:00:00Z", "lastN": 1.5}),
        ),
        ("temporalQ", json!({})),
    ] {
        let mut query = query.clone();
        query[member] = wrong;
        peer.send("POST", path, &query)
            .await
            .is_problem(400, "BadRequestData");
    }
    peer.send("POST", "entityOperations/query", &query)
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn queries_that_cannot_be_are_refused() {
    let peer = Peer::start().await;
    let after = "timerel=after&timeAt=2024-06-01T00:00:00Z";
    for wrong in [
        "type=River".to_owned(),
        after.to_owned(),
        format!("{after}&attrs=createdAt"),
        format!("{after}&type=River&pick=owner{{name}}"),
        format!("{after}&type=River&q=owner{{name}}==\"x\""),
        format!("{after}&type=River&id=no uri"),
        format!("{after}&type=River&orderBy=level"),
        format!("{after}&type=River&lastN=0"),
        format!("{after}&type=River&options=aggregatedValues"),
        format!("{after}&type=River&timeproperty=seenAt"),
        "type=River&timerel=between&timeAt=2024-06-01T00:00:00Z".to_owned(),
    ] {
        peer.get(&format!("temporal/entities?{wrong}"))
            .await
            .is_problem(400, "BadRequestData");
    }
    for wrong in [
        "options=pretty",
        "format=temporalValues&options=pretty",
        "colour=red",
    ] {
        peer.get(&format!("temporal/entities?type=River&{after}&{wrong}"))
            .await
            .is_problem(400, "InvalidRequest");
    }
    peer.get("temporal/entities/river")
        .await
        .is_problem(400, "BadRequestData");
    peer.send("PUT", "temporal/entities", &json!({"a": 1}))
        .await
        .is_problem(405, "MethodNotAllowed");
}

#[tokio::test]
async fn the_context_is_that_of_the_request() {
    let peer = rivers(broker::OpenConfig::default()).await;
    let read = peer
        .request("GET", "temporal/entities/urn:x:River:1?attrs=level")
        .header("accept", "application/ld+json");
    let read = answered(read.send().await.unwrap()).await;
    assert!(read.body["@context"].is_string() && read.body["level"].is_array());
    let refused = peer
        .request("GET", "temporal/entities/urn:x:River:1")
        .header("accept", "text/html");
    assert_eq!(refused.send().await.unwrap().status(), 406);
}

#[tokio::test]
async fn a_map_fixes_what_a_query_finds() {
    let peer = rivers(broker::OpenConfig::default()).await;
    let path = format!("temporal/entities?type=River&{BETWEEN}");
    let made = peer
        .get(&format!("{path}&id=urn:x:River:1&entityMap=true"))
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let map = made.header("ngsild-entitymap").to_owned();
    let again = peer.request("GET", &path).header("ngsild-entitymap", &map);
    let again = answered(again.send().await.unwrap()).await;
    assert_eq!(again.body.as_array().unwrap().len(), 1, "{}", again.body);
}
