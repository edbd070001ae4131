//! A source with fields of its own: they become the attributes of its dataset, and nothing else does.

use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tempfile::TempDir;

use crate::city::{City, ROUTE, read};
use crate::peers::Answer;
use crate::release::{dataset_id, permitting};
use crate::staff::Member;

/// What the source sends of a person, in its own words.
fn asiakas() -> Value {
    json!({
        "etunimi": "Aino", "sukunimi": "Virtanen", "sahkoposti": "aino@example.org", "hetu": "010180-9026",
        "osoite": "Katu 1, 00530, Helsinki",
        "lainat": [{"nimi": "Kalevala", "erapaiva": "1.12.2026", "myohassa": "K"}],
    })
}

fn mapping() -> Value {
    json!({
        "attributes": {
            "name": {"join": ["etunimi", "sukunimi"]},
            "email": {"from": "sahkoposti"},
            "address.street": {"from": "osoite", "split": ",", "part": 1},
            "address.city": {"from": "osoite", "split": ",", "part": -1},
        },
        "each": {"loans": {"from": "lainat", "attributes": {
            "title": {"from": "nimi"},
            "due": {"from": "erapaiva", "date": "%d.%m.%Y"},
            "late": {"from": "myohassa", "codes": {"K": true, "E": false}},
        }}},
    })
}

async fn city() -> City {
    let mut city = City::prepare().await;
    city.config.routes[0].mapping = Some(read(mapping()));
    city.upstream.answer(Answer::Json(asiakas()));
    city
}

#[tokio::test]
async fn a_converted_answer_has_the_attributes_that_are_permitted() {
    let mut city = city().await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    for (permitted, expected) in [
        (json!(["name"]), json!({"name": "Aino Virtanen"})),
        (
            json!(["address"]),
            json!({"address": {"street": "Katu 1", "city": "Helsinki"}}),
        ),
        (
            json!(["loans", "email"]),
            json!({
                "email": "aino@example.org",
                "loans": [{"title": "Kalevala", "due": "2026-12-01", "late": true}],
            }),
        ),
    ] {
        let names: Vec<&str> = permitted
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        city.operator.answer(permitting(&dataset, &names));
        let response = city.ask().await;
        assert_eq!(response.headers()["fiducia-conversion"], "on");
        assert_eq!(crate::city::released(response).await, expected);
    }
    assert_eq!(
        city.findings().await,
        [json!({"kind": "unknown-field", "route": ROUTE, "name": "hetu"})],
        "the source's own names are known"
    );
}

#[tokio::test]
async fn what_cannot_be_converted_is_left_out_and_said_to_both_sides() {
    let mut city = city().await;
    city.serve().await;
    let mut sent = asiakas();
    sent["lainat"][0]["erapaiva"] = "Secret date".into();
    sent["lainat"][0]["myohassa"] = "Secret code".into();
    city.upstream.answer(Answer::Json(sent));
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["loans"]));
    let response = city.ask().await;
    assert_eq!(
        response.headers()["fiducia-conversion"],
        "on; left-out=\"loans.due loans.late\""
    );
    let data = crate::city::released(response).await;
    assert_eq!(data, json!({"loans": [{"title": "Kalevala"}]}));
    let log = city.log().await;
    assert_eq!(
        log[0]["record"]["detail"],
        "not converted: loans.due (not-a-date), loans.late (unknown-code)"
    );
    let found =
        json!({"kind": "deviation", "route": ROUTE, "name": "loans.due", "cause": "not-a-date"});
    let all = city.findings().await;
    assert!(all.contains(&found), "{all:?}");
    let status = city.admin("/api/v1/upstream").await;
    assert!(!status.to_string().contains("Secret"), "{status}");
    let steward = Member::come(&city, &["data-steward"]).await;
    let home = steward.page_in("fi", "/staff").await;
    for shown in [
        "Se ei ole ilmoitetun muotoinen päivä.",
        "Koodi ei ole luettelossa.",
        "Nähty ensin: ",
    ] {
        assert!(home.contains(shown), "{shown}: {home}");
    }
    // What is not permitted is not converted, so it cannot deviate.
    city.operator.answer(permitting(&dataset, &["email"]));
    let response = city.ask().await;
    assert_eq!(response.headers()["fiducia-conversion"], "on");
}

#[tokio::test]
async fn answers_are_held_against_the_model_now_and_then() {
    let folder = TempDir::new().unwrap();
    let schema = folder.path().join("patron.json");
    let model = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["loans"],
        "properties": {"email": {"type": "string", "pattern": "^\\S+@library\\.example$"}},
    });
    std::fs::write(&schema, model.to_string()).unwrap();
    let mut city = city().await;
    let mut mapping = mapping();
    mapping["model"] = json!({"schema": schema});
    city.config.routes[0].mapping = Some(read(mapping));
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator
        .answer(permitting(&dataset, &["email", "name"]));
    let data = city.released().await;
    assert_eq!(data["email"], "aino@example.org", "told, not withheld");
    let status = city.admin("/api/v1/upstream").await;
    let findings = status["findings"].to_string();
    assert!(findings.contains("model: pattern"), "{status}");
    assert!(
        !findings.contains("required"),
        "loans were not permitted: {status}"
    );
    assert!(!findings.contains("aino"), "{status}");
}

#[tokio::test]
async fn of_a_database_only_the_columns_of_permitted_attributes_are_read() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("library.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let tables = "CREATE TABLE asiakkaat (kortti TEXT, etunimi TEXT, sukunimi TEXT, osoite TEXT, lainat TEXT);
        INSERT INTO asiakkaat VALUES ('2900-17', 'Aino', 'Virtanen', 'Katu 1, 00530, Helsinki', 'no JSON');";
    connection.execute(tables).await.unwrap();
    connection.close().await.unwrap();
    let mut city = City::prepare().await;
    city.config.upstream = read(json!({"kind": "sqlite", "file": file}));
    city.config.routes.truncate(1);
    city.config.routes[0].request = None;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.routes[0].query = Some(read(json!({
        "sql": "SELECT *, etunimi || '@example.org' AS sahkoposti FROM asiakkaat WHERE kortti = $library_card",
        "single": true, "json": ["lainat"],
    })));
    city.config.routes[0].mapping = Some(read(mapping()));
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let data = city.released().await;
    assert_eq!(
        data["name"],
        json!({"type": "Property", "value": "Aino Virtanen"})
    );
    assert_eq!(data["type"], "Patron");
    // A column that is no JSON would refuse the whole answer if it were read.
    city.operator.answer(permitting(&dataset, &["loans"]));
    let response = city.ask().await;
    city.refused(response, 502, "source-bad-answer").await;
}

#[tokio::test]
async fn a_name_that_stands_twice_opens_nothing() {
    let mut city = city().await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["email"]));
    for sent in [
        r#"{"sahkoposti": "a", "s\u0061hkoposti": "b"}"#,
        r#"{"sahkoposti": "a""#,
    ] {
        city.upstream
            .answer(Answer::Raw(200, "application/json", sent.to_owned()));
        let response = city.ask().await;
        city.refused(response, 502, "source-bad-answer").await;
    }
    let nested = r#"{"sahkoposti": "a", "more": {"sahkoposti": "b"}, "hetu": "sahkoposti"}"#;
    city.upstream
        .answer(Answer::Raw(200, "application/json", nested.to_owned()));
    assert_eq!(city.released().await, json!({"email": "a"}));
}

#[tokio::test]
async fn a_mapping_that_makes_nothing_of_an_attribute_is_refused_at_the_start() {
    let mut city = city().await;
    let mut mapping = mapping();
    mapping["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("email");
    city.config.routes[0].mapping = Some(read(mapping));
    let started = connector::Connector::start_with(city.config.clone(), city.clock.clone()).await;
    let error = started.err().unwrap().to_string();
    assert!(
        error.contains("attribute `email` is made of nothing"),
        "{error}"
    );
}
