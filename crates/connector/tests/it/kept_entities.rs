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
