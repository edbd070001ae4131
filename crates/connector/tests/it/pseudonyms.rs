//! By which ids services know a person's entities: each by its own, another for each service, and the same at every door.

use connector::config::Shape;
use serde_json::{Value, json};

use crate::city::{City, ROUTE, read};
use crate::peers::{Answer, new_uuid};
use crate::queries::BASE;
use crate::release::{dataset_id, permitting};

/// A service under one permission.
pub(crate) struct Service(String);

impl Service {
    pub(crate) fn new() -> Self {
        Self(new_uuid())
    }

    /// What it is answered at an address of the connector's.
    pub(crate) async fn ask(&self, city: &City, path: &str) -> reqwest::Response {
        let mut claims = city.claims();
        claims["aud"] = json!(city.url);
        if path == ROUTE {
            claims["aud"] = json!(format!("{}{ROUTE}", city.url));
        }
        claims["mop_processing_record_uuid"] = json!(self.0);
        city.show_at(path, &city.operator.sign(&claims)).await
    }

    async fn see(&self, city: &City, path: &str) -> Value {
        let response = self.ask(city, path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    /// The ids and titles of what it finds.
    pub(crate) async fn find(&self, city: &City, query: &str) -> Vec<(String, String)> {
        let found = self.see(city, &format!("{BASE}/{query}")).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let found = found.as_array().unwrap().iter();
        found
            .map(|one| (text(&one["id"]), text(&one["name"]["value"])))
            .collect()
    }
}

fn loan(id: &str, name: &str) -> Value {
    json!({"id": id, "type": "Patron", "name": {"type": "Property", "value": name}})
}

/// A library that keeps what it has itself, and what that was.
async fn library() -> City {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = Shape::NgsiLd;
    city.config.datasets[0].history = true;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let loans = [
        ("urn:loan:1", "Kalevala"),
        ("urn:loan:2", "Sinuhe"),
        ("urn:loan:3", "Sinuhe"),
    ];
    city.keep(&loans.map(|(id, name)| loan(id, name))).await;
    city
}

#[tokio::test]
async fn each_entity_is_found_by_an_id_of_its_own() {
    let city = library().await;
    let service = Service::new();
    let all = service.find(&city, "entities?type=Patron").await;
    assert_eq!(all.len(), 3);
    for (at, (id, name)) in all.iter().enumerate() {
        assert!(id.starts_with("urn:ngsi-ld:Entity:"), "{id}");
        let of_it = [(id.clone(), name.clone())];
        let one = service.see(&city, &format!("{BASE}/entities/{id}")).await;
        assert_eq!(
            (&one["id"], &one["name"]["value"]),
            (&json!(id), &json!(name))
        );
        let last = &id[id.len() - 12..];
        for query in [
            format!("entities?id={id}"),
            format!("entities?type=Patron&idPattern={last}$"),
            format!("entities?type=Patron&limit=1&offset={at}"),
            format!(
                "temporal/entities?id={id}&timerel=before&timeAt=2999-01-01T00:00:00Z&timeproperty=modifiedAt&options=temporalValues"
            ),
        ] {
            if query.starts_with("temporal") {
                let past = service.see(&city, &format!("{BASE}/{query}")).await;
                assert_eq!(past[0]["id"], json!(id), "{past}");
                assert_eq!(past[0]["name"]["values"][0][0], json!(name), "{past}");
                assert_eq!(past.as_array().unwrap().len(), 1);
            } else {
                assert_eq!(service.find(&city, &query).await, of_it, "{query}");
            }
        }
        let past = format!("{BASE}/temporal/entities/{id}");
        assert_eq!(service.see(&city, &past).await["id"], json!(id));
    }
    let both = format!("entities?id={},{}", all[0].0, all[2].0);
    assert_eq!(
        service.find(&city, &both).await,
        [all[0].clone(), all[2].clone()]
    );
    let mut ordered = all.clone();
    ordered.sort();
    assert_eq!(
        service.find(&city, "entities?type=Patron&orderBy=id").await,
        ordered
    );
    // Neither the source's own ids nor the leg's URN are anybody's.
    for other in ["urn:loan:1".to_owned(), format!("urn:uuid:{}", service.0)] {
        let response = service
            .ask(&city, &format!("{BASE}/entities/{other}"))
            .await;
        assert_eq!(response.status(), 404, "{other}");
    }
}

#[tokio::test]
async fn an_id_stays_what_it_is_and_is_another_for_each_service() {
    let mut city = library().await;
    let (one, other) = (Service::new(), Service::new());
    let query = "entities?type=Patron";
    let first = one.find(&city, query).await;
    let ids = |found: &[(String, String)]| -> Vec<String> {
        found.iter().map(|(id, _)| id.clone()).collect()
    };
    let others = other.find(&city, query).await;
    assert!(ids(&first).iter().all(|id| !ids(&others).contains(id)));
    let unknown = other
        .ask(&city, &format!("{BASE}/entities/{}", first[0].0))
        .await;
    assert_eq!(unknown.status(), 404, "another service's id finds nothing");

    // What it says may change, more may come, and the connector may start again.
    city.keep(&[
        loan("urn:loan:2", "Häräntappoase"),
        loan("urn:loan:4", "Manillaköysi"),
    ])
    .await;
    city.restart().await;
    let now = one.find(&city, query).await;
    assert_eq!(ids(&now)[..3], ids(&first)[..]);
    assert_eq!(now[1].1, "Häräntappoase");
    assert_eq!(now.len(), 4);
    // The same at the source's own route, and for another process of the connector.
    let at_route = one.see(&city, ROUTE).await;
    let again = city.begin_as_after_a_crash().await;
    assert_eq!(at_route[0]["id"], json!(first[0].0), "{at_route}");
    city.url = again.url.trim_end_matches('/').to_owned();
    city.config.listen = "127.0.0.1:0".into();
    assert_eq!(ids(&one.find(&city, query).await), ids(&now));
    again.shutdown().await;
}

#[tokio::test]
async fn an_own_id_is_the_same_however_the_source_writes_it() {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    let attribute =
        json!({"path": "id", "category": "https://w3id.org/dpv/pd#Name", "title": {"en": "Id"}});
    city.config.datasets[0].attributes.push(read(attribute));
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["id", "name"]));
    let service = Service::new();
    let mut seen = Vec::new();
    for id in [
        r#""A17""#,
        r#""\u0041\u00317""#,
        r#""A18""#,
        "17",
        r#""17""#,
        "null",
    ] {
        let body = format!(r#"{{"id":{id},"name":"Aino"}}"#);
        let answer = Answer::Raw(200, "application/json", body);
        city.upstream.answer(answer);
        let found = service.see(&city, ROUTE).await;
        seen.push(found["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[3], seen[4]);
    assert_eq!(seen[5], format!("urn:uuid:{}", service.0), "it has none");
    seen.dedup();
    assert_eq!(seen.len(), 4, "{seen:?}");
}
