//! The embedded store open to the organisation's back office: what is written there by the plain NGSI-LD API is what the
//! connector releases, and the other way round.

use connector::Connector;
use connector::config::Shape;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use storage::vault::Vault;
use storage::{Database, Schema};

use crate::changes::{change, open};
use crate::city::{City, read};
use crate::own_data::vouch;
use crate::queries::{BASE, property};
use crate::release::{dataset_id, permitting, permitting_for};
use crate::sql::engines;
use crate::subscriptions::{Receiver, Service};

/// A library whose store is open, with its patrons found this way.
async fn prepare(entities: Value) -> City {
    let mut city = City::prepare_store().await;
    city.config.open = Some(read(json!({"listen": "127.0.0.1:0"})));
    city.config.routes[0].shape = Shape::NgsiLd;
    city.config.routes[0].entities = Some(read(entities));
    city
}

pub(crate) async fn library() -> City {
    let mut city = prepare(json!({"attribute": "libraryCard"})).await;
    city.serve().await;
    city
}

/// As [`prepare`], where people change what is theirs.
async fn changeable(entities: Value) -> City {
    served_changeable(prepare(entities).await).await
}

async fn served_changeable(mut city: City) -> City {
    open(&mut city);
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    city.serve().await;
    vouch(&city).await;
    city
}

/// The library's own people, who know nothing of tickets.
impl City {
    pub(crate) async fn office(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}{BASE}/{path}", self.open_url());
        let request = self.client.request(method, url);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    pub(crate) async fn write(&self, entity: Value) {
        let made = self.office(Method::POST, "entities", Some(entity)).await;
        assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    }

    pub(crate) async fn seen(&self, path: &str) -> Value {
        let response = self.office(Method::GET, path, None).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    pub(crate) async fn permit(&self, attributes: &[&str]) {
        let dataset = dataset_id(self).await;
        self.operator.answer(permitting(&dataset, attributes));
    }
}

fn patron(number: u32, card: &str, name: &str) -> Value {
    json!({
        "id": format!("urn:x:patron:{number}"), "type": "Patron", "libraryCard": property(card), "name": property(name),
        "email": property(format!("{name}@example.org")), "secret": property("of the library"),
    })
}

#[tokio::test]
async fn what_the_back_office_writes_is_what_the_connector_releases() {
    let city = library().await;
    city.write(patron(1, "2900-17", "Aino")).await;
    city.write(patron(2, "2900-18", "Eero")).await;
    city.permit(&["name"]).await;
    let released = city.released().await;
    assert_eq!(released[0]["name"]["value"], "Aino");
    let text = released.to_string();
    assert_eq!(released.as_array().unwrap().len(), 1, "{text}");
    for withheld in ["Eero", "example.org", "secret", "2900", "urn:x:patron"] {
        assert!(!text.contains(withheld), "{withheld}: {text}");
    }

    // The office changes it, by its own API and with its own words for it.
    let merged = city
        .office(
            Method::PATCH,
            "entities/urn:x:patron:1?options=keyValues",
            Some(json!({"name": "Aino Aalto"})),
        )
        .await;
    assert_eq!(merged.status(), 204);
    assert_eq!(city.released().await[0]["name"]["value"], "Aino Aalto");

    // A card that is given to somebody else is hers no longer.
    let moved = json!({"libraryCard": property("2900-99")});
    let moved = city
        .office(Method::PATCH, "entities/urn:x:patron:1/attrs", Some(moved))
        .await;
    assert_eq!(moved.status(), 204);
    assert_eq!(city.released().await, json!([]));
}

#[tokio::test]
async fn entities_that_were_there_before_are_found_and_none_is_mistaken() {
    let mut city = prepare(json!({"attribute": "libraryCard"})).await;
    // The same store as `--open` has it, which knows nothing of cards.
    let key = web::secrets::master_key(&city.config.master_key_path(), true).unwrap();
    let vault = Vault::new(&key);
    let url = city.config.database_url();
    let database = Database::open(&url, Schema::Connector, Some(vault)).await;
    let alone = broker::start(database.unwrap(), broker::OpenConfig::default());
    let alone = alone.await.unwrap();
    let many: Vec<Value> = (0..600)
        .map(|number| {
            patron(
                number,
                &format!("2900-{number}"),
                &format!("Patron {number}"),
            )
        })
        .collect();
    let made = city
        .client
        .post(format!("{}{BASE}/entityOperations/create", alone.url))
        .json(&many)
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 201);
    alone.shutdown().await;

    city.serve().await;
    let dataset = dataset_id(&city).await;
    for number in [0, 17, 599] {
        let card = format!("2900-{number}");
        city.operator
            .answer(permitting_for(&card, &dataset, &["name"]));
        let released = city.released().await;
        assert_eq!(
            released[0]["name"]["value"],
            format!("Patron {number}"),
            "{released}"
        );
        assert_eq!(released.as_array().unwrap().len(), 1);
    }
    for card in ["2900", "2900-17\"", "2900-17|x", "*", "2900-600"] {
        city.operator
            .answer(permitting_for(card, &dataset, &["name"]));
        let response = city.ask().await;
        let found = if response.status() == 200 {
            response.json().await.unwrap()
        } else {
            json!([])
        };
        assert_eq!(found, json!([]), "{card}");
    }
    // It is the same after another start.
    city.restart().await;
    city.operator
        .answer(permitting_for("2900-17", &dataset, &["name"]));
    assert_eq!(city.released().await[0]["name"]["value"], "Patron 17");
}

#[tokio::test]
async fn services_are_told_of_what_the_back_office_changes() {
    for entities in [
        json!({"attribute": "libraryCard"}),
        json!({"id": "urn:x:card:{library_card}"}),
    ] {
        let mut city = prepare(entities).await;
        city.serve().await;
        let mut hers = patron(1, "2900-17", "Aino");
        hers["id"] = json!("urn:x:card:2900-17");
        city.write(hers).await;
        city.write(patron(2, "2900-18", "Eero")).await;
        city.permit(&["name"]).await;
        let (receiver, service) = (Receiver::start(0).await, Service::of(&city));
        service.subscribe(&receiver.subscription()).await;

        // What is changed of somebody else, or not permitted, is told to nobody.
        let rename = |name: &str| Some(json!({"name": property(name)}));
        let other = "entities/urn:x:patron:2/attrs";
        let hers = "entities/urn:x:card:2900-17/attrs";
        for (path, body) in [
            (other, rename("Eero Aho")),
            (hers, Some(json!({"email": property("new@example.org")}))),
            (hers, rename("Aino Aalto")),
        ] {
            let changed = city.office(Method::PATCH, path, body).await;
            assert_eq!(changed.status(), 204, "{path}");
        }
        let told = receiver.told(0).await;
        assert_eq!(told["data"][0]["name"]["value"], "Aino Aalto", "{told}");
        assert!(!told.to_string().contains("example.org"), "{told}");
        assert!(!told.to_string().contains("Eero"), "{told}");
        assert_eq!(receiver.count(), 1);
    }
}

#[tokio::test]
async fn what_people_correct_and_erase_the_back_office_sees_and_nothing_remembers_what_was_wrong() {
    for database in engines().await {
        Box::pin(nothing_remembers_what_was_wrong(database)).await;
    }
}

async fn nothing_remembers_what_was_wrong(database: Option<String>) {
    let mut city = prepare(json!({"attribute": "libraryCard"})).await;
    city.config.database = database;
    let city = served_changeable(city).await;
    city.write(patron(1, "2900-17", "Aino")).await;
    city.write(patron(2, "2900-18", "Eero")).await;

    let patch = json!({"email": "right@example.org"});
    let corrected = change(&city, Method::PATCH, Some(patch)).await;
    assert_eq!(
        corrected.status(),
        204,
        "{}",
        corrected.text().await.unwrap()
    );
    let now = city.seen("entities/urn:x:patron:1").await;
    assert_eq!(now["email"]["value"], "right@example.org");
    let past = city.seen("temporal/entities/urn:x:patron:1").await;
    assert!(past.to_string().contains("right@example.org"), "{past}");
    assert!(!past.to_string().contains("Aino@example.org"), "{past}");

    // An attribute goes with all that it was, and leaves what the others were.
    let renamed = json!({"name": property("Aino Aalto"), "email": property("third@example.org")});
    let renamed = city
        .office(
            Method::PATCH,
            "entities/urn:x:patron:1/attrs",
            Some(renamed),
        )
        .await;
    assert_eq!(renamed.status(), 204);
    vouch(&city).await;
    let erased = change(&city, Method::PATCH, Some(json!({"email": null}))).await;
    assert_eq!(erased.status(), 204, "{}", erased.text().await.unwrap());
    let past = city.seen("temporal/entities/urn:x:patron:1").await;
    assert!(!past.to_string().contains("example.org"), "{past}");
    assert_eq!(past["name"].as_array().unwrap().len(), 2, "{past}");

    vouch(&city).await;
    let erased = change(&city, Method::DELETE, None).await;
    assert_eq!(erased.status(), 204, "{}", erased.text().await.unwrap());
    for path in ["entities", "temporal/entities"] {
        let path = format!("{path}/urn:x:patron:1");
        let gone = city.office(Method::GET, &path, None).await;
        assert_eq!(gone.status(), 404, "{path}");
    }
    let other = city.seen("entities/urn:x:patron:2").await;
    assert_eq!(other["name"]["value"], "Eero");
}

#[tokio::test]
async fn the_store_is_filled_and_saved_by_the_organisations_own_api_too() {
    let city = library().await;
    let entity =
        json!({"id": "urn:x:patron:1", "name": "Aino", "age": {"type": "Property", "value": 30}});
    city.keep(&[entity]).await;
    let seen = city.seen("entities/urn:x:patron:1").await;
    assert_eq!(seen["type"], "Patron");
    assert_eq!(seen["libraryCard"]["value"], "2900-17");
    assert_eq!(seen["name"], property("Aino"));
    city.write(patron(2, "2900-18", "Eero")).await;
    let saved = city.admin("/api/v1/entities?dataset=patron").await;
    assert_eq!(saved["total"], 2);
    let concise = json!({"id": "urn:x:patron:1", "type": "Patron", "libraryCard": "2900-17", "name": "Aino", "age": 30});
    assert_eq!(saved["entities"][0], concise);
    assert_eq!(saved["entities"].as_array().unwrap().len(), 2);
    assert_eq!(saved["next"], Value::Null);

    // Nobody's entity is put under somebody else's card, and what is no entity is named.
    for (entity, said) in [
        (patron(3, "2900-18", "Eero"), "holds another identifier"),
        (
            json!({"id": "urn:x:patron:3", "libraryCard": 17}),
            "is a number",
        ),
        (json!({"id": "patron 3", "name": "Aino"}), "patron 3"),
    ] {
        let given = json!({
            "dataset": "patron", "entities": [entity],
            "identifiers": [{"id_type": "library_card", "id": "2900-17"}],
        });
        let put = city
            .client
            .put(format!("{}/api/v1/entities", city.url))
            .bearer_auth(city.admin_token())
            .json(&given)
            .send()
            .await
            .unwrap();
        let status = put.status();
        let problem: Value = put.json().await.unwrap();
        assert_eq!(status, 400, "{problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains(said),
            "{problem}"
        );
    }
    let log = city.admin("/api/v1/log?limit=50").await.to_string();
    assert!(!log.contains("Aino"), "{log}");
}

#[tokio::test]
async fn what_was_is_told_under_permission_alone() {
    let mut city = prepare(json!({"attribute": "libraryCard"})).await;
    city.config.datasets[0].history = true;
    city.serve().await;
    city.write(patron(1, "2900-17", "Aino")).await;
    let renamed = city
        .office(
            Method::PATCH,
            "entities/urn:x:patron:1/attrs",
            Some(json!({"name": property("Aino Aalto"), "email": property("new@example.org")})),
        )
        .await;
    assert_eq!(renamed.status(), 204);
    city.permit(&["name"]).await;
    let path = "temporal/entities?type=Patron&timerel=after&timeAt=2020-01-01T00:00:00Z&timeproperty=modifiedAt";
    let past = city.get_query(path).await;
    assert_eq!(past.status(), 200);
    let past: Value = past.json().await.unwrap();
    let names = past[0]["name"].as_array().unwrap();
    assert_eq!(names.len(), 2, "{past}");
    assert!(!past.to_string().contains("example.org"), "{past}");
}

#[tokio::test]
async fn who_may_use_it_is_asked_and_what_cannot_work_is_refused_at_the_start() {
    let mut city = prepare(json!({"attribute": "libraryCard"})).await;
    let token = city.config.data.join("office");
    std::fs::create_dir_all(&city.config.data).unwrap();
    std::fs::write(&token, "t0ken\n").unwrap();
    city.config.open = Some(read(
        json!({"listen": "127.0.0.1:0", "tokens": [{"file": token}]}),
    ));
    city.serve().await;
    let types = || city.office(Method::GET, "types", None);
    assert_eq!(types().await.status(), 401);
    let url = format!("{}{BASE}/types", city.open_url());
    let shown = city.client.get(url).bearer_auth("t0ken");
    assert_eq!(shown.send().await.unwrap().status(), 200);
    // The connector itself needs none.
    city.permit(&["name"]).await;
    assert_eq!(city.released().await, json!([]));

    for (open, entities, said) in [
        (
            None,
            json!({"attribute": "libraryCard"}),
            "[connector.open]",
        ),
        (
            Some(json!({"listen": "127.0.0.1:0"})),
            json!({"q": "libraryCard==\"{library_card}\""}),
            "`attribute` or `id`",
        ),
        (
            Some(json!({"listen": "127.0.0.1:0"})),
            json!({"id": "urn:x:{library_card}:{library_card}"}),
            "one identifier",
        ),
        (
            Some(json!({"listen": "0.0.0.0:0"})),
            json!({"attribute": "libraryCard"}),
            "credentials",
        ),
    ] {
        let mut city = prepare(entities).await;
        city.config.open = open.map(read);
        let refused = Connector::start(city.config.clone()).await.unwrap_err();
        let text = format!("{refused}: {:?}", std::error::Error::source(&refused));
        assert!(text.contains(said), "{text}");
    }
    // `connector check` says it without a start.
    let checked = |open: Value| async {
        let mut city = prepare(json!({"attribute": "libraryCard"})).await;
        city.config.open = Some(read(open));
        let findings = connector::check(&city.config).await;
        format!("{findings:?}")
    };
    let said = checked(json!({"listen": "127.0.0.1:1026"})).await;
    assert!(said.contains("to everybody on this machine"), "{said}");
    let said = checked(json!({"listen": "0.0.0.0:1026"})).await;
    assert!(
        said.contains("Err(\"`connector.open`: `0.0.0.0:1026` is not loopback"),
        "{said}"
    );
    let missing = json!([{"file": city.config.data.join("missing")}]);
    let said = checked(json!({"listen": "0.0.0.0:1026", "tokens": missing})).await;
    assert!(said.contains("cannot read the secret"), "{said}");

    let mut city = City::prepare().await;
    city.config.open = Some(read(json!({"listen": "127.0.0.1:0"})));
    let refused = Connector::start(city.config.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("embedded store"), "{refused}");
}

#[tokio::test]
async fn names_are_read_by_the_context_that_is_named() {
    let mut city = City::prepare_store().await;
    let model = crate::peers::Server::start(axum::Router::new().route(
        "/context.jsonld",
        axum::routing::get(|| async {
            axum::Json(json!({"@context": {
                "Patron": "https://model.example/Patron", "name": "https://model.example/name",
                "libraryCard": "https://model.example/card",
            }}))
        }),
    ))
    .await;
    let context = format!("{}/context.jsonld", model.url);
    city.config.open = Some(read(json!({"listen": "127.0.0.1:0", "context": context})));
    city.config.routes[0].shape = Shape::NgsiLd;
    city.config.routes[0].entities = Some(read(json!({"attribute": "libraryCard"})));
    city.serve().await;
    city.write(json!({
        "id": "urn:x:patron:1", "type": "https://model.example/Patron",
        "https://model.example/card": property("2900-17"), "https://model.example/name": property("Aino"),
        "name": property("of another vocabulary"),
    }))
    .await;
    city.permit(&["name"]).await;
    let released = city.released().await;
    assert_eq!(released[0]["name"]["value"], "Aino", "{released}");
    assert!(!released.to_string().contains("another"), "{released}");
}

/// An entity that lost what it is found by would be there for good, and nobody's.
#[tokio::test]
async fn what_people_are_found_by_is_not_theirs_to_change() {
    let city = changeable(json!({"attribute": "email"})).await;
    let mut hers = patron(1, "2900-17", "Aino");
    hers["email"] = property("2900-17");
    city.write(hers).await;
    for patch in [json!({"email": null}), json!({"email": "new@example.org"})] {
        let asked = change(&city, Method::PATCH, Some(patch)).await;
        city.refused(asked, 403, "change-not-offered").await;
    }
    let now = city.seen("entities/urn:x:patron:1").await;
    assert_eq!(now["email"]["value"], "2900-17");
    let asked = change(&city, Method::PATCH, Some(json!({"address": null}))).await;
    assert_eq!(asked.status(), 204);
    let erased = change(&city, Method::DELETE, None).await;
    assert_eq!(erased.status(), 204);
}
