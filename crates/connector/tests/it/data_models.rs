//! Datasets that are described by a data model: what is released is held against it, and deviations are told.

use connector::config::Shape;
use connector::rehearsal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::{City, ROUTE, read};
use crate::logins::found;
use crate::peers::Answer;

const MODEL: &str = "https://smart-data-models.github.io/dataModel.User/Patron/schema.json";

/// A model that says more than a description can, in a file and one that it refers to.
fn model(folder: &TempDir) -> Value {
    let common = json!({"$id": "https://models.example/common.json", "$defs": {"Email": {"format": "email"}}});
    let schema = json!({
        "$schema": "http://json-schema.org/schema#", "required": ["id", "type", "name"],
        "properties": {
            "type": {"enum": ["LibraryPatron"]}, "email": {"$ref": "https://models.example/common.json#/$defs/Email"},
            "loans": {"items": {"properties": {"due": {"format": "date"}}}},
        },
    });
    let write = |name: &str, value: &Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    json!({"schema": write("patron.json", &schema), "refers_to": [write("common.json", &common)]})
}

async fn city(folder: &TempDir) -> City {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    "LibraryPatron".clone_into(&mut city.config.datasets[0].entity_type);
    city.config.datasets[0].model = Some(MODEL.to_owned());
    city.config.datasets[0].model_schema = Some(read(model(folder)));
    city
}

fn patron(email: &str, due: &str) -> Value {
    json!({"name": "Aino", "email": email, "loans": [{"title": "Kalevala", "due": due}]})
}

fn entity(email: &str, due: &str) -> Value {
    let mut entity = json!({"id": "urn:x:patron:1", "type": "LibraryPatron"});
    for (name, value) in patron(email, due).as_object().unwrap() {
        entity[name] = json!({"type": "Property", "value": value});
    }
    entity
}

/// The findings of the running connector, as the model's words by attributes.
async fn deviations(city: &City) -> Vec<(String, String)> {
    let status = city.admin("/api/v1/upstream").await;
    let found = status["findings"].as_array().unwrap().iter();
    let found = found.filter(|one| one["kind"] == "deviation");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    found
        .map(|one| (text(&one["name"]), text(&one["cause"])))
        .collect()
}

/// What a sample says of the same.
async fn sampled(city: &City) -> Vec<(String, String)> {
    let person = [("library_card".to_owned(), "2900-17".to_owned())];
    let samples = rehearsal::sample(&city.config, &person).await.unwrap();
    samples[0].deviations.clone()
}

fn expected() -> Vec<(String, String)> {
    [("email", "format"), ("loans.due", "format")]
        .map(|(name, word)| (name.to_owned(), word.to_owned()))
        .to_vec()
}

#[tokio::test]
async fn what_is_released_is_held_against_the_model_of_its_dataset() {
    let folder = TempDir::new().unwrap();
    for is_entity in [false, true] {
        let sent = if is_entity { entity } else { patron };
        let mut city = city(&folder).await;
        if is_entity {
            city.config.routes[0].shape = Shape::NgsiLd;
        }
        city.upstream
            .answer(Answer::Json(sent("aino@example.org", "2026-12-01")));
        assert!(sampled(&city).await.is_empty());
        city.upstream.answer(Answer::Json(sent("Aino", "soon")));
        assert_eq!(sampled(&city).await, expected());
        let said = found(&city.config, "held against its data model").await;
        assert!(said.unwrap().contains(ROUTE));
        city.serve().await;
        // It is released all the same, and told without a value.
        let released = city.released().await.to_string();
        assert!(released.contains("Aino") && released.contains("soon"));
        let model = |(name, word)| (name, format!("model: {word}"));
        let expected: Vec<_> = expected().into_iter().map(model).collect();
        assert_eq!(deviations(&city).await, expected);
        city.stop().await;
    }
}

#[tokio::test]
async fn what_a_gateway_file_answers_is_held_against_the_model_of_its_dataset() {
    let folder = TempDir::new().unwrap();
    let mut city = city(&folder).await;
    city.config.routes.clear();
    let files = folder.path().join("gateways");
    let file = json!({
        "route": crate::gateways::route(ROUTE, "GET"),
        "requests": [{"url": format!("{}/patrons", city.upstream.url), "method": "GET"}],
        "response": {"generators": [
            {"generator": "generators.copy", "from": "requests[0].response.json", "to": "self.json"},
        ]},
    });
    crate::gateways::write(&files, "patron.json", &file);
    city.config.gateways = Some(read(
        json!({"folder": files, "datasets": {ROUTE: {"dataset": "patron"}}}),
    ));
    city.upstream
        .answer(Answer::Json(patron("Aino", "2026-12-01")));
    found(&city.config, "held against its data model")
        .await
        .unwrap();
    city.serve().await;
    city.released().await;
    let format = ("email".to_owned(), "model: format".to_owned());
    assert_eq!(deviations(&city).await, [format]);
    city.stop().await;
}

#[tokio::test]
async fn what_lacks_is_told_where_all_is_permitted_alone() {
    let folder = TempDir::new().unwrap();
    let mut city = city(&folder).await;
    let nameless = json!({"email": "aino@example.org"});
    city.upstream.answer(Answer::Json(nameless));
    let required = ("name".to_owned(), "required".to_owned());
    assert_eq!(sampled(&city).await, [required]);
    city.serve().await;
    let dataset = crate::release::dataset_id(&city).await;
    let some = crate::release::permitting(&dataset, &["email"]);
    city.operator.answer(some);
    city.released().await;
    assert!(deviations(&city).await.is_empty());
    city.stop().await;
}

#[tokio::test]
async fn a_model_that_is_named_and_not_there_is_said() {
    let folder = TempDir::new().unwrap();
    let mut city = city(&folder).await;
    city.config.datasets[0].model_schema = None;
    let said = found(&city.config, MODEL).await.unwrap();
    assert!(said.contains("`model_schema`"), "{said}");
    let missing = folder.path().join("none.json");
    city.config.datasets[0].model_schema = Some(read(json!({"schema": missing})));
    let said = found(&city.config, "none.json").await.unwrap_err();
    assert!(said.contains("`patron`"), "{said}");
}
