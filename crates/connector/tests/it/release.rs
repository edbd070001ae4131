//! What comes out, where identifiers go, and what the operator is told.

use connector::config::Covered;
use serde_json::{Value, json};

use crate::city::{City, eventually, read, released};
use crate::hostile::{HOSTILE, decoded};
use crate::peers::{Answer, active, patron};

fn names(body: &Value) -> Vec<&str> {
    body.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn only_described_attributes_come_out_for_an_operator_of_2021() {
    let city = City::start().await;
    let body = city.released().await;
    assert_eq!(names(&body), ["address", "email", "loans", "name"]);
    let mut described = patron();
    for other in ["id", "fines"] {
        described.as_object_mut().unwrap().remove(other);
    }
    assert_eq!(body, described);
}

#[tokio::test]
async fn a_source_narrows_what_an_operator_of_2021_covers() {
    for place in ["group", "operator", "route"] {
        let mut city = City::prepare().await;
        let covered = read::<Covered>(json!(["name", "loans"]));
        match place {
            "group" => city.config.trust_groups[0].attributes_for_2021_operators = covered,
            "operator" => city.config.operators[0].attributes_for_2021_operators = Some(covered),
            _ => city.config.routes[0].attributes_for_2021_operators = covered,
        }
        city.serve().await;
        assert_eq!(names(&city.released().await), ["loans", "name"], "{place}");
        let outcome = city.outcome(0).await;
        let told: Vec<&Value> = outcome["released"].as_object().unwrap().values().collect();
        assert_eq!(told, [&json!(["loans", "name"])]);
    }
}

#[tokio::test]
async fn an_operator_of_2021_whose_permissions_cover_nothing_gets_nothing() {
    let mut city = City::prepare().await;
    city.config.trust_groups[0].attributes_for_2021_operators = read(json!("none"));
    city.serve().await;
    let response = city.ask().await;
    city.refused_unasked(response, 403, "attributes-not-permitted")
        .await;
}

pub(crate) async fn dataset_id(city: &City) -> String {
    let datasets: Value = city.get("/datasets").await.json().await.unwrap();
    datasets[0]["id"].as_str().unwrap().to_owned()
}

pub(crate) fn permitting(dataset: &str, attributes: &[&str]) -> Answer {
    permitting_for("2900-17", dataset, attributes)
}

/// As [`permitting`], of somebody else.
pub(crate) fn permitting_for(card: &str, dataset: &str, attributes: &[&str]) -> Answer {
    let mut answer = active(card);
    answer["permission"] = json!({
        "arrangement_id": "arrangement-1", "epoch": 1, "version": 3,
        "purpose": "https://w3id.org/dpv#ServiceProvision", "datasets": {dataset: attributes},
    });
    Answer::Json(answer)
}

#[tokio::test]
async fn only_permitted_attributes_come_out_for_an_operator_that_names_them() {
    let city = City::start().await;
    let dataset = dataset_id(&city).await;
    for (permitted, come_out) in [
        (vec!["name"], vec!["name"]),
        (vec!["loans", "email"], vec!["email", "loans"]),
        (vec!["name", "fines", "id", "no-such"], vec!["name"]),
    ] {
        city.operator.answer(permitting(&dataset, &permitted));
        assert_eq!(names(&city.released().await), come_out);
        let log = city.log().await;
        assert_eq!(log[0]["record"]["released"], json!(come_out));
        assert_eq!(log[0]["record"]["permission_version"], 3);
    }
}

#[tokio::test]
async fn a_permission_for_other_data_releases_nothing() {
    let city = City::start().await;
    let dataset = dataset_id(&city).await;
    for answer in [
        permitting(&dataset, &[]),
        permitting(&dataset, &["fines", "id"]),
        permitting("urn:fiducia:dataset:another", &["name"]),
    ] {
        city.operator.answer(answer);
        let response = city.ask().await;
        city.refused_unasked(response, 403, "attributes-not-permitted")
            .await;
    }
}

#[tokio::test]
async fn an_operator_of_this_profile_that_says_no_attributes_gets_none() {
    let city = City::start().await;
    city.operator.publish("profile", json!("fiducia-1"));
    let response = city.ask().await;
    city.refused_unasked(response, 502, "operator-bad-answer")
        .await;
}

#[tokio::test]
async fn identifiers_stay_in_their_place_in_the_path() {
    let city = City::start().await;
    for hostile in HOSTILE {
        city.operator.answer(Answer::Json(active(hostile)));
        city.released().await;
        let asked = city.upstream.asked();
        let target = &asked.last().unwrap().target;
        let segments: Vec<&str> = target.split('/').collect();
        assert_eq!(segments.len(), 3, "{target}");
        assert_eq!(segments[1], "patrons");
        assert_eq!(decoded(segments[2]), hostile);
        assert!(!target.contains(['?', '#']), "{target}");
    }
}

#[tokio::test]
async fn identifiers_stay_in_their_place_in_query_and_headers() {
    let city = City::start().await;
    city.upstream.answer(Answer::Json(json!({"rows": []})));
    for hostile in HOSTILE {
        city.operator.answer(Answer::Json(active(hostile)));
        let mut claims = city.claims();
        claims["aud"] = json!(format!("{}/loans", city.url));
        released(city.show_at("/loans", &city.operator.sign(&claims)).await).await;
        let asked = city.upstream.asked();
        let asked = asked.last().unwrap();
        let (path, query) = asked.target.split_once('?').unwrap();
        assert_eq!(path, "/v2/loans");
        let pairs: Vec<_> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .collect();
        assert_eq!(pairs.len(), 2, "{query}");
        assert_eq!(
            (pairs[0].0, decoded(pairs[0].1).as_str()),
            ("card", hostile)
        );
        assert_eq!(pairs[1], ("shape", "flat"));
        assert_eq!(decoded(asked.header("x-person")), hostile);
        assert_eq!(asked.header("x-evil"), "");
    }
}

#[tokio::test]
async fn identifiers_that_name_another_resource_are_refused() {
    let city = City::start().await;
    for hostile in ["", ".", ".."] {
        city.operator.answer(Answer::Json(active(hostile)));
        let response = city.ask().await;
        city.refused_unasked(response, 403, "person-unknown-at-source")
            .await;
    }
    let mut answer = active("2900-17");
    answer["identifiers"].as_array_mut().unwrap().pop();
    city.operator.answer(Answer::Json(answer));
    let response = city.ask().await;
    city.refused_unasked(response, 403, "person-unknown-at-source")
        .await;
}

#[tokio::test]
async fn an_outcome_is_told_again_until_the_operator_acknowledges_it() {
    let city = City::start().await;
    city.operator.answer_outcomes(503);
    city.released().await;
    eventually("a first attempt", || {
        city.operator.outcomes().first().cloned()
    })
    .await;
    city.operator.answer_outcomes(200);
    let second = city.outcome(1).await;
    assert_eq!(second["success"], true);
    assert_eq!(
        city.operator.outcomes()[0].target,
        city.operator.outcomes()[1].target
    );
}

#[tokio::test]
async fn an_outcome_reaches_an_operator_that_was_down_and_a_connector_that_was_restarted() {
    let mut city = City::prepare().await;
    let access_items = city.operator.move_access_items();
    city.config.operators[0].access_item_url = Some(read(json!(access_items)));
    city.serve().await;
    city.released().await;
    city.restart().await;
    assert!(city.operator.outcomes().is_empty());
    city.operator.serve_access_items();
    assert_eq!(city.outcome(0).await["success"], true);
}

#[tokio::test]
async fn what_is_offered_is_a_catalogue_that_portals_read() {
    let mut city = City::prepare().await;
    city.config.contact = Some(read(json!({
        "email": "library@city.example", "phone": "+358 (0)9 000", "data_protection_officer": "dpo@city.example",
    })));
    city.serve().await;
    let metadata = format!("{}/.well-known/connector-config", city.url);
    let metadata: Value = city
        .client
        .get(metadata)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        metadata["contact"]["data_protection_officer"],
        "dpo@city.example"
    );
    let get = |accept: &'static str| {
        let request = city.client.get(format!("{}/catalogue", city.url));
        request.header("accept", accept).send()
    };
    let response = get("application/ld+json").await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/ld+json");
    let catalogue: Value = response.json().await.unwrap();
    assert_eq!(catalogue["@type"], "dcat:Catalog");
    let dataset = &catalogue["dcat:dataset"][0];
    assert_eq!(dataset["title"], json!({"en": "Library patron"}));
    let name = json!({"@id": "https://w3id.org/dpv/pd#Name"});
    assert!(
        dataset["dpv:hasPersonalData"]
            .as_array()
            .unwrap()
            .contains(&name)
    );
    let response = get("text/turtle, application/ld+json;q=0.5").await.unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "text/turtle; charset=utf-8"
    );
    let turtle = response.text().await.unwrap();
    let mut statements = Vec::new();
    for triple in oxttl::TurtleParser::new().for_slice(turtle.as_bytes()) {
        statements.push(triple.unwrap().to_string());
    }
    for expected in [
        "<http://purl.org/dc/terms/title> \"Library patron\"@en".to_owned(),
        format!("<{}/catalogue> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Catalog>", city.url),
        "<https://w3id.org/dpv#hasPersonalData> <https://w3id.org/dpv/pd#EmailAddress>".to_owned(),
        format!("<http://www.w3.org/ns/dcat#contactPoint> <{}#contact>", city.url),
        "<http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:library@city.example>".to_owned(),
        "<http://www.w3.org/2006/vcard/ns#hasTelephone> <tel:+35809000>".to_owned(),
        "<http://www.w3.org/2006/vcard/ns#fn> \"City library\"".to_owned(),
        "<http://purl.org/dc/terms/accessRights> <http://publications.europa.eu/resource/authority/access-right/RESTRICTED>".to_owned(),
    ] {
        assert!(statements.iter().any(|one| one.contains(&expected)), "{expected} in {turtle}");
    }
}

#[tokio::test]
async fn what_is_offered_is_entities_of_the_models_for_catalogues() {
    let mut city = City::prepare().await;
    city.config.contact = Some(read(json!({"email": "library@city.example"})));
    city.serve().await;
    let get = async |query: &str| -> Value {
        let response = city.get(&format!("/catalogue/entities{query}")).await;
        assert_eq!(response.headers()["content-type"], "application/ld+json");
        response.json().await.unwrap()
    };
    let all = get("").await;
    let all = all.as_array().unwrap();
    let kinds: Vec<&str> = all
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["Catalogue", "DataService", "Dataset"]);
    let (catalogue, service, dataset) = (&all[0], &all[1], &all[2]);
    assert_eq!(catalogue["dataset"]["object"], json!([dataset["id"]]));
    assert_eq!(service["servesDataset"]["value"], json!([dataset["id"]]));
    assert_eq!(service["endPointURL"]["value"], json!([city.url]));
    assert_eq!(dataset["belongsToCatalogue"]["object"], catalogue["id"]);
    let simple = get("?type=Dataset&format=keyValues").await;
    let simple = simple.as_array().unwrap();
    assert_eq!(simple.len(), 1);
    assert_eq!(simple[0]["title"], json!(["Library patron"]));
    assert_eq!(simple[0]["contactPoint"], json!(["library@city.example"]));
    let themes = simple[0]["theme"].as_array().unwrap();
    assert!(themes.contains(&json!("https://w3id.org/dpv/pd#Name")));
    assert!(
        simple[0]["keyword"]
            .as_array()
            .unwrap()
            .contains(&json!("name"))
    );
    let wrong = city.get("/catalogue/entities?format=xml").await;
    assert_eq!(wrong.status(), 400);
}
