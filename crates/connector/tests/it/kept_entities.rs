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
