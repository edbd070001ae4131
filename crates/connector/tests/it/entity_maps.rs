//! Entity maps under permission (ETSI GS CIM 009 §4.5.25, §5.14): a map fixes which entities a service goes on asking about,
//! and lets it see nothing that it may not see then.

use connector::config::Shape;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::city::City;
use crate::peers::{Answer, inactive, new_uuid};
use crate::queries::{BASE, property};
use crate::release::{dataset_id, permitting};

const QUERY: &str = "entities?type=Patron&limit=2&count=true";
const MAP: &str = "ngsild-entitymap";

fn patron(number: u32, name: &str) -> Value {
    json!({
        "id": format!("urn:x:{number}"), "type": "Patron", "name": property(name),
        "email": property(format!("{name}@example.org")),
    })
}

/// A library that has three entities of the person, and keeps more.
async fn library() -> City {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = Shape::NgsiLd;
    city.serve().await;
    let three = ["Aino", "Eino", "Impi"];
    let three: Vec<Value> = (1..)
        .zip(three)
        .map(|(at, name)| patron(at, name))
        .collect();
    city.keep(&three).await;
    permit(&city, &["name"]).await;
    city
}

async fn permit(city: &City, attributes: &[&str]) {
    let dataset = dataset_id(city).await;
    city.operator.answer(permitting(&dataset, attributes));
}

/// A service under a permission.
struct Service(String);

impl Service {
    async fn send(
        &self,
        city: &City,
        method: Method,
        target: &str,
        map: Option<&str>,
        body: Option<Value>,
    ) -> Response {
        let mut claims = city.claims();
        claims["aud"] = json!(city.url);
        claims["mop_processing_record_uuid"] = json!(self.0);
        let mut request = city
            .client
            .request(method, format!("{}{BASE}/{target}", city.url))
            .header("MIM4-Request-Ticket", city.operator.sign(&claims));
        if let Some(map) = map {
            request = request.header(MAP, map);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    }

    async fn get(&self, city: &City, target: &str, map: Option<&str>) -> Response {
        self.send(city, Method::GET, target, map, None).await
    }
}

fn map_of(response: &Response) -> String {
    response.headers()[MAP].to_str().unwrap().to_owned()
}

fn count(response: &Response) -> &str {
    response.headers()["ngsild-results-count"].to_str().unwrap()
}

async fn json_of(response: Response) -> Value {
    response.json().await.unwrap()
}

fn names(found: &Value) -> Vec<&str> {
    let found = found.as_array().unwrap().iter();
    found
        .map(|one| one["name"]["value"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn pages_of_a_map_are_about_what_was_found_first() {
    let city = library().await;
    let service = Service(new_uuid());
    let query = format!("{QUERY}&entityMap=true");
    let first = service.get(&city, &query, None).await;
    assert_eq!((first.status().as_u16(), count(&first)), (201, "3"));
    let map = map_of(&first);
    assert_eq!(names(&json_of(first).await), ["Aino", "Eino"]);

    // What comes between belongs to none of the pages; what goes is gone.
    city.keep(&[patron(0, "Aada"), patron(4, "Onni")]).await;
    let next = service
        .get(&city, &format!("{QUERY}&offset=2"), Some(&map))
        .await;
    assert_eq!((next.status().as_u16(), count(&next)), (200, "3"));
    assert_eq!(map_of(&next), map);
    assert_eq!(names(&json_of(next).await), ["Impi"]);
    let without = service.get(&city, &format!("{QUERY}&offset=2"), None).await;
    assert_eq!(count(&without), "5");
    assert!(!without.headers().contains_key(MAP));

    // Conditions and projections are evaluated within the map.
    let narrowed = format!("{QUERY}&q=name~=\"^A\"&attrs=name");
    let narrowed = service.get(&city, &narrowed, Some(&map)).await;
    assert_eq!(count(&narrowed), "1");
    assert_eq!(names(&json_of(narrowed).await), ["Aino"]);
    let simple = format!("{QUERY}&options=keyValues");
    let simple = json_of(service.get(&city, &simple, Some(&map)).await).await;
    assert_eq!(simple[1]["name"], "Eino");
}

#[tokio::test]
async fn a_map_is_its_services_and_shows_what_is_permitted_now() {
    let city = library().await;
    let (service, other) = (Service(new_uuid()), Service(new_uuid()));
    let made = service
        .get(
            &city,
            "entityMaps?type=Patron&entityMapLifetime=PT10M",
            None,
        )
        .await;
    assert_eq!(made.status(), 201);
    let map = map_of(&made);
    let path = map.strip_prefix(&format!("{BASE}/")).unwrap().to_owned();
    let document = json_of(made).await;
    assert_eq!(document["type"], "EntityMap");
    let ids = |document: &Value| document["entityMap"].as_object().unwrap().len();
    assert_eq!(ids(&document), 3);
    assert!(!document.to_string().contains("urn:x:"), "{document}");
    let shown = json_of(service.get(&city, &path, None).await).await;
    assert_eq!(shown, document);

    // Another service's is not there, and is made anew where it is named.
    assert_eq!(other.get(&city, &path, None).await.status(), 404);
    let theirs = other.get(&city, QUERY, Some(&map)).await;
    assert_eq!(theirs.status(), 201);
    assert_ne!(map_of(&theirs), map);

    // A withdrawal is in force for maps too, at once.
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    let refused = service.get(&city, &path, None).await;
    city.refused(refused, 403, "permission-not-active").await;
    let refused = service.get(&city, QUERY, Some(&map)).await;
    city.refused(refused, 403, "permission-not-active").await;
    permit(&city, &["email"]).await;
    let narrower = json_of(service.get(&city, QUERY, Some(&map)).await).await;
    assert!(
        narrower[0]["email"].is_object() && narrower[0]["name"].is_null(),
        "{narrower}"
    );

    // What is no longer kept is no longer in it.
    let later = json!({"expiresAt": "2999-01-01T00:00:00Z"});
    let prolonged = service
        .send(&city, Method::PATCH, &path, None, Some(later))
        .await;
    assert_eq!(prolonged.status(), 204);
    let shown = json_of(service.get(&city, &path, None).await).await;
    assert!(
        shown["expiresAt"].as_str() > document["expiresAt"].as_str(),
        "{shown}"
    );
    assert!(
        shown["expiresAt"].as_str() < Some("2999"),
        "a day at most: {shown}"
    );
    let wrong = json!({"expiresAt": "soon"});
    let wrong = service
        .send(&city, Method::PATCH, &path, None, Some(wrong))
        .await;
    assert_eq!(wrong.status(), 400);

    let ended = service.send(&city, Method::DELETE, &path, None, None).await;
    assert_eq!(ended.status(), 204);
    assert_eq!(service.get(&city, &path, None).await.status(), 404);
    let anew = service.get(&city, QUERY, Some(&map)).await;
    assert_eq!(anew.status(), 201);

    // Each of these is in the log, and nothing of what is withheld.
    let log = city.log().await;
    let statuses: Vec<_> = log
        .iter()
        .map(|one| one["record"]["status"].as_i64())
        .collect();
    assert_eq!(log.len(), 13, "{statuses:?}");
}

#[tokio::test]
async fn maps_are_made_of_queries_in_bodies_too_and_not_of_everything() {
    let city = library().await;
    let service = Service(new_uuid());
    let body = json!({"type": "Query", "entities": [{"type": "Patron"}], "q": "name==\"Impi\""});
    let made = service
        .send(&city, Method::POST, "entityMaps", None, Some(body.clone()))
        .await;
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let made = service
        .send(
            &city,
            Method::POST,
            "entityOperations/query?entityMap=true",
            None,
            Some(body),
        )
        .await;
    assert_eq!(made.status(), 201);
    let map = map_of(&made);
    let found = json_of(service.get(&city, QUERY, Some(&map)).await).await;
    assert_eq!(names(&found), ["Impi"]);
    for (method, target) in [
        (Method::GET, "entityMaps"),
        (Method::GET, "entityMaps?id=urn:x:1"),
        (Method::GET, "entities?type=Patron&entityMap=perhaps"),
        (
            Method::GET,
            "entities?type=Patron&entityMap=true&entityMapLifetime=soon",
        ),
    ] {
        let wrong = service.send(&city, method, target, None, None).await;
        assert_eq!(wrong.status(), 400, "{target}");
    }
    let wrong = service
        .send(
            &city,
            Method::PUT,
            "entityMaps/urn:x:1",
            None,
            Some(json!({})),
        )
        .await;
    assert_eq!(wrong.status(), 405);
    let none = city.get(&format!("{BASE}/entityMaps/urn:x:1")).await;
    assert_eq!(none.status(), 401);
}
