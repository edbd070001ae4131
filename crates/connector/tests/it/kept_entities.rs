//! What the organisation keeps in the embedded store: what it can be given, and how it is erased.

use connector::config::Shape;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::city::City;

const CORE: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";

async fn library() -> City {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = Shape::NgsiLd;
    city.serve().await;
    city
}

async fn call(city: &City, method: Method, body: Value) -> Response {
    let request = city
        .client
        .request(method, format!("{}/api/v1/entities", city.url));
    let request = request.bearer_auth(city.admin_token()).json(&body);
    request.send().await.unwrap()
}

fn given(entities: &[Value]) -> Value {
    json!({
        "dataset": "patron", "identifiers": [{"id_type": "library_card", "id": "2900-17"}],
        "entities": entities,
    })
}

fn patron(id: &str, context: &Value) -> Value {
    json!({"id": id, "type": "Patron", "@context": context, "name": {"type": "Property", "value": "Aino"}})
}

#[tokio::test]
async fn an_entity_that_could_not_be_read_again_is_not_kept() {
    let city = library().await;
    for context in [
        json!("https://library.example.org/context.jsonld"),
        json!([CORE, "https://library.example.org/context.jsonld"]),
        json!({"name": "https://library.example.org/other"}),
        json!(null),
    ] {
        let both = [patron("urn:x:1", &json!(CORE)), patron("urn:x:2", &context)];
        let response = call(&city, Method::PUT, given(&both)).await;
        assert_eq!(response.status(), 400, "{context}");
        let problem: Value = response.json().await.unwrap();
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains("urn:x:2") && detail.contains("@context"),
            "{detail}"
        );
    }
    let inline = json!([{"shelf": "https://library.example.org/shelf"}, CORE]);
    let both = [patron("urn:x:1", &json!(CORE)), patron("urn:x:2", &inline)];
    assert_eq!(call(&city, Method::PUT, given(&both)).await.status(), 204);
    let released = city.released().await;
    assert_eq!(released.as_array().unwrap().len(), 2, "{released}");
    assert_eq!(released[1]["name"]["value"], "Aino");
}

#[tokio::test]
async fn the_organisation_erases_one_entity_of_a_person_or_all() {
    let city = library().await;
    let three = ["urn:x:1", "urn:x:2", "urn:x:3"].map(|id| patron(id, &json!(CORE)));
    assert_eq!(call(&city, Method::PUT, given(&three)).await.status(), 204);
    assert_eq!(city.released().await.as_array().unwrap().len(), 3);
    let erase = async |id: Option<&str>| {
        let mut body = given(&[]);
        body.as_object_mut().unwrap().remove("entities");
        if let Some(id) = id {
            body["id"] = id.into();
        }
        call(&city, Method::DELETE, body).await.status().as_u16()
    };
    assert_eq!(erase(Some("")).await, 400);
    assert_eq!(erase(Some("urn:x:2")).await, 204);
    assert_eq!(city.released().await.as_array().unwrap().len(), 2);
    assert_eq!(erase(Some("urn:x:2")).await, 404);
    assert_eq!(erase(None).await, 204);
    assert_eq!(city.released().await, json!([]));
    assert_eq!(erase(None).await, 404);
    let wrong =
        json!({"dataset": "patron", "identifiers": [{"id_type": "other", "id": "2900-17"}]});
    assert_eq!(call(&city, Method::DELETE, wrong).await.status(), 400);
    // What was erased is logged, what was not there is not; and nobody's identifier is.
    let log = city.admin("/api/v1/log?kind=staff").await.to_string();
    assert_eq!(log.matches("entities-erased").count(), 2, "{log}");
    assert!(!log.contains("2900-17"), "{log}");
}

/// An entity with everything that NGSI-LD has (ETSI GS CIM 009 §4.5).
fn full() -> Value {
    let at = "2026-05-01T10:00:00Z";
    json!({
        "id": "urn:x:full", "type": ["Patron", "Person"], "scope": ["/library/oodi", "/city"],
        "name": [
            {"type": "Property", "value": "Aino"},
            {"type": "Property", "value": "Aino V.", "datasetId": "urn:x:register", "observedAt": at, "unitCode": "C62"},
        ],
        "greeting": {"type": "LanguageProperty", "languageMap": {"fi": "Hei", "sv": ["Hej", "Tjena"]}},
        "library": {"type": "Relationship", "object": "urn:x:oodi", "since": {"type": "Property", "value": at}},
        "loans": {"type": "ListProperty", "valueList": [1, 2, 2]},
        "shelves": {"type": "ListRelationship", "objectList": [{"object": "urn:x:1"}, {"object": "urn:x:2"}]},
        "kind": {"type": "VocabProperty", "vocab": "Adult"},
        "settings": {"type": "JsonProperty", "json": {"a": null, "b": [{"@id": "c"}]}},
        "home": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.93, 60.17]}},
    })
}

#[tokio::test]
async fn an_entity_with_everything_comes_out_as_it_went_in() {
    for is_open in [false, true] {
        let city = if is_open {
            crate::open_store::library().await
        } else {
            library().await
        };
        let mut entity = full();
        // Written out, as an export of JSON-LD has it.
        entity["@context"] = json!([{"shelf": "https://library.example.org/shelf"}, CORE]);
        let put = async |entity: &Value| {
            let put = call(&city, Method::PUT, given(std::slice::from_ref(entity))).await;
            assert_eq!(
                put.status(),
                204,
                "{is_open}: {}",
                put.text().await.unwrap()
            );
        };
        let saved = async || {
            let page = city.admin("/api/v1/entities?dataset=patron").await;
            page["entities"].get(0).cloned().unwrap_or_default()
        };
        let is_whole = async || {
            let now = if is_open {
                city.seen("entities/urn:x:full").await
            } else {
                saved().await
            };
            let said = entity.as_object().unwrap().iter();
            for (name, value) in said.filter(|one| !is_open || one.0 != "@context") {
                assert_eq!(&now[name], value, "{is_open}: {name}");
            }
        };
        put(&entity).await;
        is_whole().await;
        let first = saved().await;
        let mut none = given(&[]);
        none.as_object_mut().unwrap().remove("entities");
        if is_open {
            let gone = city
                .office(Method::DELETE, "entities/urn:x:full", None)
                .await;
            assert_eq!(gone.status(), 204);
        } else {
            assert_eq!(call(&city, Method::DELETE, none).await.status(), 204);
        }
        assert_eq!(saved().await, Value::Null);
        put(&first).await;
        is_whole().await;
        assert_eq!(saved().await, first, "{is_open}");
    }
}

#[tokio::test]
async fn the_open_store_reads_an_entity_by_the_context_that_it_has() {
    let city = crate::open_store::library().await;
    let context = json!([{
        "Kunde": "ngsi-ld:default-context/Patron", "karte": "ngsi-ld:default-context/libraryCard",
        "nimi": "ngsi-ld:default-context/name", "name": "https://library.example.org/shelf",
    }, CORE]);
    let entity = json!({
        "@context": context, "id": "urn:x:1", "type": "Kunde", "karte": "2900-17", "nimi": "Aino", "name": "B 12",
    });
    let put = call(&city, Method::PUT, given(std::slice::from_ref(&entity))).await;
    assert_eq!(put.status(), 204, "{}", put.text().await.unwrap());
    let kept = city.seen("entities/urn:x:1").await;
    assert_eq!(kept["type"], "Patron");
    assert_eq!(kept["name"]["value"], "Aino", "{kept}");
    assert_eq!(
        kept["https://library.example.org/shelf"]["value"], "B 12",
        "{kept}"
    );
    // Nobody's entity comes under somebody else's card by calling it something else.
    let mut other = entity;
    other["karte"] = json!("2900-18");
    let put = call(&city, Method::PUT, given(&[other])).await;
    assert_eq!(put.status(), 400);
    assert!(put.text().await.unwrap().contains("another identifier"));
}

#[tokio::test]
async fn a_dry_run_refuses_what_could_not_be_kept_and_keeps_and_logs_nothing() {
    for is_open in [false, true] {
        let city = if is_open {
            crate::open_store::library().await
        } else {
            library().await
        };
        let check = async |body: Value| {
            let request = city
                .client
                .put(format!("{}/api/v1/entities?dry_run=true", city.url));
            let request = request.bearer_auth(city.admin_token()).json(&body);
            request.send().await.unwrap().status().as_u16()
        };
        let good = json!({"id": "urn:x:1", "type": "Patron", "name": {"type": "Property", "value": "Aino"}});
        assert_eq!(check(given(std::slice::from_ref(&good))).await, 204);
        let untyped = json!({"id": "urn:x:1", "name": "Aino"});
        assert_eq!(check(given(&[untyped])).await, 204);
        assert_eq!(check(given(&[])).await, 204);
        let other = patron(
            "urn:x:2",
            &json!("https://library.example.org/context.jsonld"),
        );
        assert_eq!(check(given(&[good.clone(), other])).await, 400, "{is_open}");
        let broken = json!({"id": "urn:x:3", "type": "Patron", "name": [
            {"type": "Property", "value": "Aino"}, {"type": "Property", "value": "Aina"},
        ]});
        assert_eq!(check(given(&[broken])).await, 400, "{is_open}");
        let mut unknown = given(&[]);
        unknown["dataset"] = json!("patrons");
        assert_eq!(check(unknown).await, 400);
        let mut unknown = given(&[]);
        unknown["identifiers"][0]["id_type"] = json!("shoe");
        assert_eq!(check(unknown).await, 400);
        let saved = city.admin("/api/v1/entities?dataset=patron").await;
        assert_eq!(saved["entities"], json!([]));
        let acts = city.admin("/api/v1/log?limit=50").await;
        assert!(!acts.to_string().contains("act-entities-kept"), "{acts}");
    }
}
