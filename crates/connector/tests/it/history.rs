//! What was, under permission (ETSI GS CIM 009 §5.7.3, §5.7.4): answers are those that the same query gets over the permitted
//! part of the history, and tell nothing of the rest.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::api::Api;
use crate::changes::{change, open};
use crate::city::{City, read};
use crate::ngsi_ld::{Peer, TENANT, library, ways};
use crate::own_data::vouch;
use crate::peers::{Answer, inactive};
use crate::queries::{Asked, BASE, property};
use crate::release::{dataset_id, permitting, permitting_for};
use crate::sql::engines;

const DESCRIBED: [&str; 8] = [
    "name",
    "age",
    "fines",
    "address.city",
    "address.street",
    "home",
    "greeting",
    "knows",
];
const HERS: &str = "urn:ngsi-ld:Patron:2900-17";
/// Where the same history is kept without what is withheld.
const REFERENCE: &str = "urn:x:reference";

/// A city whose library keeps its patrons' history at this broker.
async fn remembering(url: &str, way: Value, more: Value) -> City {
    let mut city = library(url, way, more).await;
    let attribute = |path: &&str| json!({"path": path, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}});
    let attributes: Vec<Value> = DESCRIBED.iter().map(attribute).collect();
    city.config.datasets[0] = read(json!({
        "id": "patron", "source": "city-library", "entity_type": "Patron", "title": {"en": "Library patron"},
        "identifier_types": ["library_card"], "attributes": attributes, "history": true,
    }));
    city
}

impl Peer {
    async fn remember(&self, evolution: &Value) {
        let url = format!("{}{BASE}/temporal/entities", self.server.url);
        let request = self.client.post(url).header("ngsild-tenant", TENANT);
        let response = request.json(evolution).send().await.unwrap();
        let status = response.status().as_u16();
        assert!(
            status == 201 || status == 204,
            "{}",
            response.text().await.unwrap()
        );
    }
}

fn at(value: impl Into<Value>, day: &str) -> Value {
    let mut one = property(value);
    one["observedAt"] = json!(format!("2024-{day}T00:00:00Z"));
    one
}

fn address(city: &str, street: &str, day: &str) -> Value {
    at(json!({"city": city, "street": street}), day)
}

/// What the library remembers of somebody.
fn history(id: &str) -> Value {
    let mut other = at(9, "02-01");
    other["datasetId"] = json!("urn:x:dataset");
    json!({
        "id": id, "type": "Patron",
        "libraryCard": [at("2900-17", "01-01")],
        "name": [at("Aino", "01-01"), at("Aino Aalto", "02-10"), property("Aino A."),
            {"type": "Property", "value": "urn:ngsi-ld:null", "deletedAt": "2024-04-01T00:00:00Z"}],
        "age": [at(29, "01-05"), at(30, "03-05")],
        "fines": [at(1, "01-10"), at(7, "01-20"), other, at(2, "03-01")],
        "address": [address("Espoo", "Katu 1", "01-01"), address("Espoo", "Katu 2", "02-01"),
            address("Vantaa", "Katu 2", "03-01"), {"type": "Property", "value": "urn:ngsi-ld:null", "deletedAt": "2024-04-01T00:00:00Z"}],
        "home": [{"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24, 60]}, "observedAt": "2024-01-01T00:00:00Z"}],
        "greeting": [{"type": "LanguageProperty", "languageMap": {"fi": "Hei", "en": "Hello"}, "observedAt": "2024-02-02T00:00:00Z"}],
        "knows": [{"type": "Relationship", "object": "urn:x:friend:1", "observedAt": "2024-02-03T00:00:00Z"}],
        "scope": [{"type": "Property", "value": "/secret", "observedAt": "2024-01-01T00:00:00Z"}],
    })
}

/// What a permission leaves of it: written by hand where a part of an attribute is permitted.
fn projected(permitted: &[&str]) -> Value {
    let mut one = history(REFERENCE);
    let gone = one["address"][3].clone();
    let city = |city: &str, day: &str| at(json!({"city": city}), day);
    let street = |street: &str, day: &str| at(json!({"street": street}), day);
    let parts = ["address.city", "address.street"].map(|part| permitted.contains(&part));
    // A change of the other part alone is no change.
    if parts == [true, false] {
        one["address"] = json!([city("Espoo", "01-01"), city("Vantaa", "03-01"), gone]);
    } else if parts == [false, true] {
        one["address"] = json!([street("Katu 1", "01-01"), street("Katu 2", "02-01"), gone]);
    }
    one.as_object_mut().unwrap().retain(|name, _| {
        let is_permitted = |path: &&str| path.split('.').next() == Some(name.as_str());
        ["id", "type"].contains(&name.as_str()) || permitted.iter().any(is_permitted)
    });
    one
}

const PERMISSIONS: [&[&str]; 6] = [
    &["name"],
    &["fines", "home"],
    &["address.city"],
    &["address.street", "age"],
    &["greeting", "knows", "age"],
    &DESCRIBED,
];

/// `{id}` is the person's.
const QUERIES: [&str; 52] = [
    "entities/{id}",
    "entities/{id}?options=temporalValues",
    "entities/{id}?lastN=1",
    "entities/{id}?lastN=1&timeproperty=observedAt",
    "entities/{id}?attrs=name",
    "entities/{id}?attrs=fines",
    "entities/{id}?attrs=address&options=temporalValues",
    "entities/{id}?attrs=libraryCard",
    "entities/{id}?attrs=scope",
    "entities/{id}?timerel=after&timeAt=2024-02-15T00:00:00Z",
    "entities/{id}?timerel=after&timeAt=2030-02-15T00:00:00Z",
    "entities/{id}?timerel=after&timeAt=2030-02-15T00:00:00Z&attrs=age",
    "entities/{id}?timerel=before&timeAt=2024-02-15T00:00:00Z&attrs=age,fines",
    "entities/{id}?timerel=between&timeAt=2024-01-15T00:00:00Z&endTimeAt=2024-03-01T00:00:00Z&lastN=1",
    "entities/{id}?options=aggregatedValues&aggrMethods=max,avg,totalCount&aggrPeriodDuration=P1M",
    "entities/urn:x:other",
    "entities/{id}?join=inline",
    "entities/{id}?lastN=0",
    "entities?type=Patron",
    "entities?type=Patron&id={id}&<after>",
    "entities?type=Patron&id=urn:x:other&<after>",
    "entities?type=Other&<after>",
    "entities?attrs=fines&<after>",
    "entities?attrs=libraryCard&<after>",
    "entities?<after>",
    "entities?type=Patron&<after>",
    "entities?type=Patron&<before>",
    "entities?type=Patron&<between>",
    "entities?type=Patron&<after>&lastN=1",
    "entities?type=Patron&<before>&lastN=2",
    "entities?type=Patron&<between>&lastN=1&options=temporalValues",
    "entities?type=Patron&<after>&q=fines>5",
    "entities?type=Patron&<before>&q=fines>5",
    "entities?type=Patron&<between>&q=fines>100",
    "entities?type=Patron&<between>&q=name==\"Aino Aalto\"",
    "entities?type=Patron&<between>&q=address[street]==\"Katu 2\"",
    "entities?type=Patron&<before>&q=address[city]==\"Vantaa\"",
    "entities?type=Patron&<between>&q=libraryCard",
    "entities?type=Patron&<before>&lastN=1&q=age==29",
    "entities?type=Patron&<before>&scopeQ=/secret",
    "entities?type=Patron&<before>&georel=near;maxDistance==1000&geometry=Point&coordinates=[24,60]&geoproperty=home",
    "entities?type=Patron&<between>&pick=id,name,fines",
    "entities?type=Patron&<between>&omit=fines",
    "entities?type=Patron&<between>&datasetId=urn:x:dataset",
    "entities?type=Patron&<between>&datasetId=@none&lastN=1",
    "entities?type=Patron&<between>&count=true&limit=0",
    "entities?type=Patron&<between>&options=concise,count",
    "entities?type=Patron&<before>&lang=fi&options=sysAttrs",
    "entities?type=Patron&<before>&options=aggregatedValues&aggrMethods=max,sum&aggrPeriodDuration=P1M",
    "entities?type=Patron&<before>&orderBy=name",
    "entities?type=Patron&timerel=after&timeAt=2024-03-15T00:00:00Z&timeproperty=modifiedAt&lastN=1",
    "entities?type=Patron&timerel=after&timeAt=2024-03-15T00:00:00Z&timeproperty=deletedAt",
];

fn asked(query: &str) -> String {
    let target = query
        .replace("<after>", "timerel=after&timeAt=2024-02-01T00:00:00Z")
        .replace("<before>", "timerel=before&timeAt=2024-03-01T00:00:00Z")
        .replace(
            "<between>",
            "timerel=between&timeAt=2024-01-20T00:00:00Z&endTimeAt=2024-03-05T00:00:00Z",
        );
    format!("temporal/{target}")
}

/// What a service shows under one permission.
struct Pass<'a> {
    city: &'a City,
    leg: String,
}

impl<'a> Pass<'a> {
    fn of(city: &'a City) -> Self {
        let leg = crate::peers::new_uuid();
        Self { city, leg }
    }

    /// A ticket for the API.
    fn ticket(&self) -> String {
        let mut claims = self.city.claims();
        claims["aud"] = json!(self.city.url);
        claims["mop_processing_record_uuid"] = json!(self.leg);
        self.city.operator.sign(&claims)
    }

    /// The id of the person's entity in answers to it.
    async fn id(&self) -> String {
        let target = asked("entities?type=Patron&<before>");
        let found = self
            .city
            .show_at(&format!("{BASE}/{target}"), &self.ticket())
            .await;
        let found: Value = found.json().await.unwrap();
        found[0]["id"].as_str().unwrap().to_owned()
    }
}

/// What counts of an answer: ids and times of keeping are others at each.
async fn counted(response: reqwest::Response, id: &str) -> (u16, Vec<String>, Value) {
    fn bare(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(bare),
            Value::Object(map) => {
                map.retain(|name, _| {
                    !["instanceId", "createdAt", "modifiedAt"].contains(&name.as_str())
                });
                map.values_mut().for_each(bare);
            }
            _ => {}
        }
    }
    let status = response.status().as_u16();
    let headers = [
        "content-type",
        "link",
        "ngsild-results-count",
        "content-range",
    ];
    let headers = headers
        .iter()
        .flat_map(|name| response.headers().get_all(*name));
    let headers = headers
        .map(|value| value.to_str().unwrap().replace(id, "ID"))
        .collect();
    let text = response.text().await.unwrap().replace(id, "ID");
    let mut body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    bare(&mut body);
    (status, headers, body)
}

#[tokio::test]
async fn the_past_is_answered_as_if_nothing_else_had_been() {
    let card = json!({"id": HERS, "type": "Patron", "libraryCard": property("2900-17")});
    let source = Peer::start(&[card]).await;
    source.remember(&history(HERS)).await;
    source
        .remember(&history("urn:ngsi-ld:Patron:2900-18"))
        .await;
    let mut answers = 0;
    for (number, permitted) in PERMISSIONS.iter().enumerate() {
        let reference = Peer::start(&[]).await;
        reference.remember(&projected(permitted)).await;
        let more = json!({"push_down": (["attrs", "pick", "none"][number % 3]), "page": 2});
        let way = ways()[number % 2].clone();
        let mut city = remembering(&source.server.url, way, more).await;
        city.serve().await;
        let dataset = dataset_id(&city).await;
        city.operator.answer(permitting(&dataset, permitted));
        let pass = Pass::of(&city);
        let id = pass.id().await;
        for query in QUERIES {
            let target = asked(query);
            let seen = Asked::get(&target.replace("{id}", &id)).request(&city.client, &city.url);
            let seen = seen
                .header("MIM4-Request-Ticket", pass.ticket())
                .send()
                .await
                .unwrap();
            assert_eq!(seen.headers()["cache-control"], "no-store");
            let seen = counted(seen, &id).await;
            let expected = Asked::get(&target.replace("{id}", REFERENCE))
                .header("ngsild-tenant", TENANT)
                .request(&reference.client, &reference.server.url);
            let expected = counted(expected.send().await.unwrap(), REFERENCE).await;
            assert_eq!(seen, expected, "{permitted:?} {target}");
            answers += usize::from(seen.0 == 200 && seen.2 != json!([]));
        }
    }
    assert!(answers > 100, "most find something: {answers}");
}

#[tokio::test]
async fn a_query_may_stand_in_a_body_and_is_logged_by_the_attributes_released() {
    let source = Peer::start(&[]).await;
    source.remember(&history(HERS)).await;
    let mut city = remembering(&source.server.url, ways()[0].clone(), json!({})).await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["fines"]));
    let registered = city.get(&format!("{BASE}/csourceRegistrations")).await;
    let registered: Value = registered.json().await.unwrap();
    assert_eq!(
        registered[0]["operations"],
        json!(["retrieveOps", "retrieveTemporal", "queryTemporal"])
    );
    let asked = Asked {
        body: Some(json!({
            "type": "Query", "entities": [{"type": "Patron"}], "q": "fines>5",
            "temporalQ": {"timerel": "before", "timeAt": "2024-02-15T00:00:00Z", "lastN": 1},
        })),
        ..Asked::get("temporal/entityOperations/query?options=temporalValues&count=true")
    };
    let response = city.query(&asked).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["ngsild-results-count"], "1");
    let found: Value = response.json().await.unwrap();
    assert_eq!(
        found[0]["fines"]["values"],
        json!([[9, "2024-02-01T00:00:00Z"]]),
        "{found}"
    );
    let log = city.log().await;
    assert_eq!(log[0]["record"]["released"], json!(["fines"]));
    assert_eq!(log[0]["record"]["records"], 1);
    assert!(
        !log[0].to_string().contains("fines>5"),
        "what was asked is not in the log"
    );
}

#[tokio::test]
async fn instances_have_other_ids_for_each_service() {
    let source = Peer::start(&[]).await;
    source.remember(&history(HERS)).await;
    let kept = source.client.get(format!(
        "{}{BASE}/temporal/entities/{HERS}",
        source.server.url
    ));
    let kept: Value = kept
        .header("ngsild-tenant", TENANT)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut city = remembering(&source.server.url, ways()[0].clone(), json!({})).await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["age"]));
    let mut ids = vec![kept["age"][0]["instanceId"].clone()];
    for _ in 0..2 {
        let pass = Pass::of(&city);
        let target = format!("{BASE}/temporal/entities/{}", pass.id().await);
        let mut seen = Vec::new();
        for _ in 0..2 {
            let response = city.show_at(&target, &pass.ticket()).await;
            let entity: Value = response.json().await.unwrap();
            seen.push(entity["age"][0]["instanceId"].clone());
        }
        assert_eq!(seen[0], seen[1]);
        ids.extend(seen.pop());
    }
    assert!(
        ids.iter()
            .all(|id| id.as_str().unwrap().starts_with("urn:ngsi-ld:Instance:"))
    );
    ids.sort_by_key(Value::to_string);
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
}

#[tokio::test]
async fn withdrawal_ends_it_and_nobody_elses_past_is_seen() {
    let source = Peer::start(&[]).await;
    source.remember(&history(HERS)).await;
    let mut city = remembering(&source.server.url, ways()[0].clone(), json!({})).await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    let all = asked("entities?type=Patron&<before>");
    city.operator.answer(permitting(&dataset, &["name"]));
    let found: Value = city.get_query(&all).await.json().await.unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1);
    city.operator
        .answer(permitting_for("2900-99", &dataset, &["name"]));
    let found: Value = city.get_query(&all).await.json().await.unwrap();
    assert_eq!(found, json!([]));
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    let refused = city.get_query(&all).await;
    city.refused(refused, 403, "permission-not-active").await;
    let unasked = Asked::get(&all).request(&city.client, &city.url);
    city.refused(unasked.send().await.unwrap(), 401, "ticket-missing")
        .await;
    for (method, target) in [
        (Method::POST, "temporal/entities"),
        (Method::DELETE, "temporal/entities/urn:x:1"),
        (Method::GET, "temporal/entityOperations/query"),
    ] {
        let request = city
            .client
            .request(method, format!("{}{BASE}/{target}", city.url));
        let request = request
            .header("MIM4-Request-Ticket", Pass::of(&city).ticket())
            .body("{}");
        assert_eq!(request.send().await.unwrap().status(), 405, "{target}");
    }
}

#[tokio::test]
async fn a_source_without_history_says_so_whoever_asks() {
    let by_status = |status: u16| {
        Api::start(move |_, _| Answer::Raw(status, "application/json", "{}".into()).into())
    };
    let mut said = Vec::new();
    for status in [404, 405, 422, 501] {
        let api = by_status(status).await;
        let mut city = remembering(&api.url, ways()[0].clone(), json!({})).await;
        city.serve().await;
        let dataset = dataset_id(&city).await;
        for card in ["2900-17", "2900-99"] {
            city.operator
                .answer(permitting_for(card, &dataset, &["name"]));
            let response = city.get_query(&asked("entities?type=Patron&<after>")).await;
            assert_eq!(response.status(), 422, "{status}");
            said.push(response.text().await.unwrap());
            let log = city.log().await;
            assert_eq!(log[0]["kind"], "refusal");
            assert!(
                log[0]["record"]
                    .get("records")
                    .is_none_or(|records| records == 0)
            );
        }
    }
    // One whose dataset has none is not even asked, nor is the operator.
    let api = by_status(500).await;
    let mut city = remembering(&api.url, ways()[0].clone(), json!({})).await;
    city.config.datasets[0].history = false;
    city.serve().await;
    let response = city.get_query(&asked("entities?type=Patron&<after>")).await;
    assert_eq!(response.status(), 422);
    said.push(response.text().await.unwrap());
    assert!(api.asked().is_empty() && city.operator.asked().is_empty());
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    let problem: Value = serde_json::from_str(&said[0]).unwrap();
    assert_eq!(
        problem["type"],
        "https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported"
    );
}

#[tokio::test]
async fn the_broker_is_asked_for_what_is_permitted_of_the_time_that_is_wanted() {
    let api = Api::start(|_, _| json!([]).into()).await;
    let mut city = remembering(&api.url, ways()[0].clone(), json!({})).await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    let head = format!("{BASE}/temporal/entities?type=Patron&id=urn%3Angsi-ld%3APatron%3A2900-17");
    let (age, always) = (
        "&attrs=age&options=sysAttrs&limit=100",
        "&timerel=before&timeAt=9999-01-01T00%3A00%3A00.000000Z&timeproperty=modifiedAt",
    );
    let after = "&timerel=after&timeAt=2024-02-01T00%3A00%3A00.000000Z&timeproperty=observedAt";
    for (query, permitted, expected) in [
        (
            "entities?type=Patron&<after>",
            "age",
            format!("{age}{after}"),
        ),
        (
            "entities?type=Patron&<after>&lastN=3",
            "age",
            format!("{age}{after}&lastN=3"),
        ),
        (
            "entities?type=Patron&<after>&lastN=3&q=age>3",
            "age",
            format!("{age}{after}"),
        ),
        (
            "entities?type=Patron&<after>&lastN=3&scopeQ=/a",
            "age",
            format!("{age}{always}"),
        ),
        (
            "entities?type=Patron&<between>",
            "age",
            format!(
                "{age}&timerel=between&timeAt=2024-01-20T00%3A00%3A00.000000Z&timeproperty=observedAt&endTimeAt=2024-03-05T00%3A00%3A00.000000Z"
            ),
        ),
        ("entities/urn:x:1?lastN=3", "age", format!("{age}{always}")),
        // When the rest of an address changed is not to be seen: all of it is read.
        (
            "entities?type=Patron&<after>&lastN=3",
            "address.city",
            format!("&attrs=address&options=sysAttrs&limit=100{always}"),
        ),
    ] {
        city.operator.answer(permitting(&dataset, &[permitted]));
        city.get_query(&asked(query)).await;
        let asked = api.asked().pop().unwrap();
        assert_eq!(asked.target, format!("{head}{expected}"), "{query}");
        assert_eq!(asked.header("ngsild-tenant"), TENANT);
    }
}

#[tokio::test]
async fn an_answer_that_was_cut_is_read_to_its_end_and_cut_again() {
    let levels: Vec<Value> = (0..1500)
        .map(|second| {
            let mut one = property(second);
            one["observedAt"] = json!(format!(
                "2024-01-01T00:{:02}:{:02}Z",
                second / 60,
                second % 60
            ));
            one
        })
        .collect();
    let narrow = broker::Config {
        max_instances: 400,
        ..broker::Config::default()
    };
    let source = Peer::with(narrow, &[]).await;
    source
        .remember(&json!({"id": HERS, "type": "Patron", "age": levels, "fines": levels}))
        .await;
    let mut city = remembering(
        &source.server.url,
        ways()[0].clone(),
        json!({"broker": {
        "base_url": source.server.url, "retries": 0, "whole_answer": 2_000_000}}),
    )
    .await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["age"]));
    let all = "temporal/entities?type=Patron&options=temporalValues&timerel=after&timeAt=2023-01-01T00:00:00Z";
    let response = city.get_query(all).await;
    assert_eq!(response.status(), 206);
    assert_eq!(
        response.headers()["content-range"],
        "date-time 2023-01-01T00:00:00.000000Z-2024-01-01T00:16:39.000000Z/*"
    );
    let found: Value = response.json().await.unwrap();
    let values = found[0]["age"]["values"].as_array().unwrap();
    let numbers: Vec<i64> = values
        .iter()
        .map(|pair| pair[0].as_i64().unwrap())
        .collect();
    assert_eq!(
        numbers,
        (0..1000).collect::<Vec<_>>(),
        "each once, up to the limit"
    );
    let counted = format!("{all}&aggrMethods=totalCount");
    let found: Value = city.get_query(&counted).await.json().await.unwrap();
    assert_eq!(found[0]["age"]["totalCount"][0][0], 1500);
}

#[tokio::test]
async fn a_broker_that_gives_others_or_half_is_not_believed() {
    let others = json!([{"id": "urn:ngsi-ld:Patron:2900-18", "type": "Patron", "name": [at("Eino", "01-01")]}]);
    let hers = |name: Value| json!([{"id": HERS, "type": "Patron", "name": name}]);
    let raw = |text: String| Answer::Raw(200, "application/json", text);
    for (answer, problem) in [
        (Answer::Json(others), "source-bad-answer"),
        (
            Answer::Json(hers(
                json!([{"type": "Property", "value": "Eino", "observedAt": "yesterday"}]),
            )),
            "source-bad-answer",
        ),
        (Answer::Json(json!({"id": HERS})), "source-bad-answer"),
        (
            Answer::Raw(
                206,
                "application/json",
                hers(json!([at("Aino", "01-01")])).to_string(),
            ),
            "source-too-large",
        ),
        (
            raw(format!(
                r#"[{{"@context": {{"name": "https://uri.etsi.org/ngsi-ld/default-context/fines"}}, "id": "{HERS}", "type": "Patron", "name": []}}]"#
            )),
            "source-bad-answer",
        ),
        (
            raw(format!(
                r#"[{{"id": "{HERS}", "type": "Patron", "name": [], "https://uri.etsi.org/ngsi-ld/default-context/name": []}}]"#
            )),
            "source-bad-answer",
        ),
    ] {
        let api = Api::start(move |_, _| answer.clone().into()).await;
        let mut city = remembering(&api.url, ways()[0].clone(), json!({})).await;
        city.serve().await;
        let dataset = dataset_id(&city).await;
        city.operator.answer(permitting(&dataset, &["name"]));
        let response = city
            .get_query(&asked("entities?type=Patron&<before>"))
            .await;
        city.refused(response, 502, problem).await;
    }
}

#[tokio::test]
async fn the_embedded_store_remembers_what_the_organisation_changes_until_the_person_erases() {
    for database in engines().await {
        remembered_until_the_person_erases(database).await;
    }
}

async fn remembered_until_the_person_erases(database: Option<String>) {
    let mut city = City::prepare_store().await;
    open(&mut city);
    city.config.database = database;
    city.config.datasets[0].history = true;
    let refused = connector::Connector::start_with(city.config.clone(), city.clock.clone()).await;
    let refused = refused.map(drop).unwrap_err().to_string();
    assert!(refused.contains("`history`"), "of another shape: {refused}");
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    for patron in [
        json!({"name": "Aino", "loans": [1]}),
        json!({"name": "Aino Aalto", "email": "a@example.org", "loans": [2]}),
        json!({"name": {"type": "Property", "value": "Aino Aalto"}, "loans": [3]}),
    ] {
        let mut patron = patron;
        (patron["id"], patron["type"]) = (json!("urn:x:1"), json!("Patron"));
        city.keep(&[patron]).await;
    }
    let dataset = dataset_id(&city).await;
    let since = "temporal/entities?type=Patron&timeproperty=modifiedAt&timerel=after&timeAt=2020-01-01T00:00:00Z&options=temporalValues";
    let values = async |permitted: &[&str], more: &str| -> Value {
        city.operator.answer(permitting(&dataset, permitted));
        let response = city.get_query(&format!("{since}{more}")).await;
        assert_eq!(response.status(), 200);
        let mut found: Value = response.json().await.unwrap();
        let Some(one) = found.get_mut(0).and_then(Value::as_object_mut) else {
            return Value::Null;
        };
        one.retain(|name, _| !["id", "type"].contains(&name.as_str()));
        for attribute in one.values_mut() {
            let pairs = attribute["values"].as_array().unwrap().iter();
            *attribute = pairs.map(|pair| pair[0].clone()).collect();
        }
        found[0].take()
    };
    assert_eq!(
        values(&["name"], "").await,
        json!({"name": ["Aino", "Aino Aalto"]})
    );
    assert_eq!(
        values(&["name"], "&lastN=1").await,
        json!({"name": ["Aino Aalto"]})
    );
    assert_eq!(
        values(&["email"], "").await,
        json!({"email": ["a@example.org", "urn:ngsi-ld:null"]})
    );
    assert_eq!(values(&["name"], "&q=email").await, Value::Null);
    assert_eq!(
        values(&["name", "email"], "&q=email").await["name"],
        json!(["Aino", "Aino Aalto"])
    );
    assert_eq!(
        values(&["name"], "&q=name==\"Aino\"").await["name"],
        json!(["Aino", "Aino Aalto"])
    );
    vouch(&city).await;
    let response = change(&city, Method::PATCH, Some(json!({"loans": null}))).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    assert_eq!(
        values(&["name", "loans"], "").await,
        json!({"name": ["Aino Aalto"]}),
        "it begins anew"
    );
    vouch(&city).await;
    let response = change(&city, Method::DELETE, None).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    assert_eq!(values(&["name", "email", "loans"], "").await, Value::Null);
    city.keep(&[json!({"id": "urn:x:1", "type": "Patron", "name": "Aino"})])
        .await;
    assert_eq!(
        values(&["name", "email", "loans"], "").await,
        json!({"name": ["Aino"]})
    );
}

#[tokio::test]
async fn what_entities_of_the_embedded_store_were_is_forgotten_after_the_days_that_are_set() {
    for database in engines().await {
        forgotten_after_the_days_that_are_set(database).await;
    }
}

async fn forgotten_after_the_days_that_are_set(database: Option<String>) {
    let mut city = City::prepare_store().await;
    city.config.database = database;
    city.config.datasets[0].history = true;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.upstream = read(json!({"kind": "store", "history_days": 0}));
    let refused = city.config.check().unwrap_err().to_string();
    assert!(refused.contains("history_days"), "{refused}");
    city.config.upstream = read(json!({"kind": "store", "history_days": 2}));
    let findings = connector::check(&city.config).await;
    let says = |finding: &Result<String, String>| {
        finding
            .as_ref()
            .is_ok_and(|text| text.contains("forgotten 2 days after"))
    };
    assert!(findings.iter().any(says), "{findings:?}");
    city.serve().await;
    let patron = |name: &str| json!({"id": "urn:x:1", "type": "Patron", "name": name, "email": "a@example.org"});
    let hour = Duration::from_hours(1);
    city.keep(&[patron("Aino")]).await;
    city.clock.advance(hour);
    city.keep(&[patron("Aino Aalto")]).await;
    city.clock.advance(hour * 30);
    city.restart().await;
    city.keep(&[patron("Aino Aho")]).await;
    let past = async |city: &City| -> Value {
        let dataset = dataset_id(city).await;
        city.operator
            .answer(permitting(&dataset, &["name", "email"]));
        let all = "temporal/entities?type=Patron&timeproperty=modifiedAt&timerel=after&timeAt=2020-01-01T00:00:00Z&options=sysAttrs";
        let response = city.get_query(all).await;
        assert_eq!(response.status(), 200);
        let mut found: Value = response.json().await.unwrap();
        found[0].take()
    };
    let before = past(&city).await;
    assert_eq!(before["name"].as_array().unwrap().len(), 3, "{before}");
    // Two days after the first change, not after the second.
    city.clock.advance(hour * 19);
    city.restart().await;
    let after = until(&city, &past, 2).await;
    let told = |past: &Value, name: &str, index: usize| {
        let one = &past[name][index];
        ["value", "createdAt", "modifiedAt"].map(|member| one[member].clone())
    };
    // What is left is told as before, what did not change included.
    assert_eq!(told(&after, "name", 0), told(&before, "name", 1));
    assert_eq!(told(&after, "name", 1), told(&before, "name", 2));
    assert_eq!(told(&after, "email", 0), told(&before, "email", 0));
    city.clock.advance(hour * 30);
    city.restart().await;
    let after = until(&city, &past, 1).await;
    assert_eq!(told(&after, "name", 0), told(&before, "name", 2));
    assert_eq!(told(&after, "email", 0), told(&before, "email", 0));
}

/// What was, once so many names are left of it.
async fn until(city: &City, past: &impl AsyncFn(&City) -> Value, names: usize) -> Value {
    for _ in 0..500 {
        let found = past(city).await;
        if found["name"].as_array().unwrap().len() == names {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{names} are not left");
}
