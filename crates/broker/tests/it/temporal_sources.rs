//! What was, at several brokers.

use serde_json::{Value, json};

use crate::peer::{Answered, Peer};
use crate::source::Source;

const JUNE: &str = "timerel=between&timeAt=2024-06-01T00:00:00Z&endTimeAt=2024-07-01T00:00:00Z";
const BOTH: [&str; 2] = ["retrieveTemporal", "queryTemporal"];

async fn registered(at: &Peer, endpoint: &str, more: &Value) {
    let mut registration = json!({
        "type": "ContextSourceRegistration", "endpoint": endpoint,
        "information": [{"entities": [{"type": "River"}]}], "operations": BOTH,
    });
    for (name, value) in more.as_object().unwrap() {
        registration[name] = value.clone();
    }
    let made = at.send("POST", "csourceRegistrations", &registration).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

fn root(peer: &Peer) -> &str {
    peer.url.strip_suffix("/ngsi-ld/v1").unwrap()
}

/// A river whose level was this on days of June 2024.
async fn river(at: &Peer, id: &str, levels: &[(f64, u32)], more: &Value) {
    let level = |(value, day): &(f64, u32)| json!({"type": "Property", "value": value, "observedAt": format!("2024-06-{day:02}T00:00:00Z")});
    let levels: Vec<Value> = levels.iter().map(level).collect();
    let mut river = json!({"id": id, "type": "River", "level": levels});
    for (name, value) in more.as_object().unwrap() {
        river[name] = value.clone();
    }
    let made = at.send("POST", "temporal/entities", &river).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

/// The levels in an answer.
fn levels(one: &Value) -> Vec<f64> {
    let pairs = one["level"]["values"].as_array().unwrap();
    pairs.iter().map(|pair| pair[0].as_f64().unwrap()).collect()
}

async fn two_brokers(config: broker::OpenConfig, more: &Value) -> (Peer, Peer) {
    let (one, two) = (Peer::with(config.clone()).await, Peer::with(config).await);
    registered(&one, root(&two), more).await;
    let flow =
        json!({"flow": [{"type": "Property", "value": 7, "observedAt": "2024-06-04T00:00:00Z"}]});
    river(&one, "urn:x:1", &[(1.0, 1), (3.0, 3)], &json!({})).await;
    river(&two, "urn:x:1", &[(2.0, 2), (3.0, 3), (4.0, 4)], &flow).await;
    river(&two, "urn:x:2", &[(9.0, 9)], &json!({})).await;
    (one, two)
}

async fn read(at: &Peer, query: &str) -> Answered {
    at.get(&format!("temporal/entities{query}")).await
}

#[tokio::test]
async fn an_evolution_is_joined_from_several_brokers() {
    let (one, _two) = two_brokers(broker::OpenConfig::default(), &json!({})).await;
    let values = |more: &str| format!("/urn:x:1?{JUNE}&options=temporalValues{more}");
    let all = read(&one, &values("")).await;
    assert_eq!(all.status, 200, "{}", all.body);
    // What both say is said once.
    assert_eq!(levels(&all.body), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(all.body["flow"]["values"][0][0], 7);
    let last = read(&one, &values("&lastN=2")).await;
    assert_eq!(levels(&last.body), [3.0, 4.0]);
    let here = read(&one, &values("&local=true")).await;
    assert_eq!(levels(&here.body), [1.0, 3.0]);
    let flow = read(&one, &values("&attrs=flow")).await;
    assert!(flow.body.get("level").is_none() && flow.body.get("flow").is_some());
    let mean = format!(
        "/urn:x:1?{JUNE}&aggrMethods=avg&aggrPeriodDuration=PT0S&options=aggregatedValues&attrs=level"
    );
    assert_eq!(read(&one, &mean).await.body["level"]["avg"][0][0], 2.5);

    let only_there = read(&one, &format!("/urn:x:2?{JUNE}&options=temporalValues")).await;
    assert_eq!(levels(&only_there.body), [9.0]);
    read(&one, "/urn:x:none")
        .await
        .is_problem(404, "ResourceNotFound");
    read(&one, "/urn:x:2?local=true")
        .await
        .is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn evolutions_are_found_at_several_brokers() {
    let (one, _two) = two_brokers(broker::OpenConfig::default(), &json!({})).await;
    let query = format!("?type=River&{JUNE}&options=temporalValues");
    let found = read(&one, &format!("{query}&count=true")).await;
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.header("ngsild-results-count"), "2");
    assert_eq!(levels(&found.body[0]), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(levels(&found.body[1]), [9.0]);
    let second = read(&one, &format!("{query}&limit=1&offset=1")).await;
    assert_eq!(second.body.as_array().unwrap().len(), 1);
    assert_eq!(second.body[0]["id"], "urn:x:2");
    // What a source finds comes with what is here of it.
    let high = read(&one, &format!("{query}&q=level>3.5")).await;
    assert_eq!(levels(&high.body[0]), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(high.body.as_array().unwrap().len(), 2);
    assert_eq!(
        read(&one, &format!("{query}&local=true"))
            .await
            .body
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let body = json!({
        "type": "Query", "entities": [{"type": "River", "id": "urn:x:2"}],
        "temporalQ": {"timerel": "after", "timeAt": "2024-06-01T00:00:00Z"},
    });
    let path = "temporal/entityOperations/query?options=temporalValues";
    let found = one.send("POST", path, &body).await;
    assert_eq!(levels(&found.body[0]), [9.0]);

    let mapped = read(&one, &format!("{query}&entityMap=true")).await;
    assert_eq!(mapped.status, 201);
    let map = mapped
        .header("ngsild-entitymap")
        .replace("/ngsi-ld/v1/", "");
    let map = one.get(&map).await.body["entityMap"].clone();
    assert_eq!(map["urn:x:1"].as_array().unwrap().len(), 2);
    assert_eq!(map["urn:x:2"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_source_has_cut_is_cut_for_all() {
    let config = broker::OpenConfig {
        max_instances: 3,
        ..broker::OpenConfig::default()
    };
    let (one, two) = (
        Peer::with(broker::OpenConfig::default()).await,
        Peer::with(config).await,
    );
    registered(&one, root(&two), &json!({})).await;
    river(&one, "urn:x:1", &[(1.0, 1), (20.0, 20)], &json!({})).await;
    let days: Vec<(f64, u32)> = (2..=9).map(|day| (f64::from(day), day)).collect();
    river(&two, "urn:x:1", &days, &json!({})).await;
    let mut seen = Vec::new();
    let mut from = "2024-05-01T00:00:00Z".to_owned();
    // Each answer says where the next one begins.
    for turn in 0.. {
        assert!(turn < 9, "{seen:?}");
        let query = format!("/urn:x:1?timerel=after&timeAt={from}&options=temporalValues");
        let part = read(&one, &query).await;
        seen.extend(levels(&part.body));
        if part.status == 200 {
            break;
        }
        assert_eq!(part.status, 206, "{}", part.body);
        let range = part.header("content-range");
        let (_, until) = range.split_once("Z-").unwrap();
        // One microsecond later; these times are of whole seconds.
        from = until
            .strip_suffix("/*")
            .unwrap()
            .replace(".000000Z", ".000001Z");
    }
    assert_eq!(seen, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 20.0]);
}

#[tokio::test]
async fn sources_say_what_they_are_registered_for() {
    let level = json!({"information": [
        {"entities": [{"id": "urn:x:1", "type": "River"}], "propertyNames": ["level"]},
    ]});
    let mut exclusive = level.clone();
    exclusive["mode"] = json!("exclusive");
    let (one, _two) = two_brokers(broker::OpenConfig::default(), &level).await;
    let values = format!("/urn:x:1?{JUNE}&options=temporalValues");
    let read_all = read(&one, &values).await;
    assert_eq!(levels(&read_all.body), [1.0, 2.0, 3.0, 4.0]);
    assert!(read_all.body.get("flow").is_none());

    let (one, two) = (Peer::start().await, Peer::start().await);
    registered(&one, root(&two), &exclusive).await;
    let flow =
        json!({"flow": [{"type": "Property", "value": 5, "observedAt": "2024-06-04T00:00:00Z"}]});
    river(&one, "urn:x:1", &[(1.0, 1)], &flow).await;
    river(&two, "urn:x:1", &[(2.0, 2)], &json!({})).await;
    let alone = read(&one, &values).await;
    assert_eq!(levels(&alone.body), [2.0]);
    assert_eq!(alone.body["flow"]["values"][0][0], 5);
}

#[tokio::test]
async fn a_source_that_fails_is_told_of() {
    let (one, source) = (Peer::start().await, Source::start().await);
    registered(
        &one,
        &source.url,
        &json!({"operations": ["retrieveTemporal"]}),
    )
    .await;
    river(&one, "urn:x:1", &[(1.0, 1)], &json!({})).await;
    source.will(500, "");
    let path = format!("/urn:x:1?{JUNE}&options=temporalValues&lastN=3");
    let told = read(&one, &path).await;
    assert_eq!((told.status, levels(&told.body)), (200, vec![1.0]));
    assert!(told.header("ngsild-warning").starts_with("299 "));
    let asked = source.once().target;
    assert!(
        asked.starts_with("/ngsi-ld/v1/temporal/entities/urn:x:1?"),
        "{asked}"
    );
    for said in [
        "timerel=between",
        "timeAt=2024-06-01T00:00:00Z",
        "lastN=3",
        "options=sysAttrs",
    ] {
        assert!(asked.contains(said), "{asked}");
    }
    // Who does not take part is not asked.
    read(&one, &format!("?type=River&{JUNE}")).await;
    assert!(source.lines().is_empty());
    one.get("entities/urn:x:1").await;
    assert!(source.lines().is_empty());
}
