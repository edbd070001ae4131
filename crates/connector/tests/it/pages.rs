//! Pages that follow one another are taken from what the source said for the first, for seconds and as long as nothing has
//! changed; each is asked about and logged for itself.

use std::time::Duration;

use connector::config::Shape;
use reqwest::Method;
use serde_json::{Value, json};

use crate::changes::{change, open};
use crate::city::{City, read};
use crate::own_data::vouch;
use crate::peers::{Answer, inactive};
use crate::pseudonyms::Service;
use crate::queries::BASE;
use crate::release::{dataset_id, permitting};

const FIRST: &str = "entities?type=Patron&limit=2";
const SECOND: &str = "entities?type=Patron&limit=2&offset=2";
const LAST: &str = "entities?type=Patron&limit=2&offset=4";

fn patrons(names: [&str; 5]) -> Vec<Value> {
    let patron = |(at, name): (usize, &str)| {
        json!({"id": format!("urn:x:{at}"), "type": "Patron", "name": {"type": "Property", "value": name},
               "email": {"type": "Property", "value": format!("{name}@example.org")}})
    };
    names.into_iter().enumerate().map(patron).collect()
}

const NAMES: [&str; 5] = ["Aino", "Eino", "Impi", "Onni", "Urho"];

/// A library whose system answers with five patrons.
async fn library(several_processes: bool) -> City {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    city.config.routes[0].shape = Shape::NgsiLd;
    city.config.several_processes = several_processes;
    city.serve().await;
    city.upstream.answer(Answer::Json(json!(patrons(NAMES))));
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city
}

async fn names(service: &Service, city: &City, query: &str) -> Vec<String> {
    let found = service.find(city, query).await;
    found.into_iter().map(|(_, name)| name).collect()
}

#[tokio::test]
async fn the_source_is_asked_once_for_pages_that_follow_one_another() {
    let city = library(false).await;
    let service = Service::new();
    let mut seen = Vec::new();
    for (at, query) in [FIRST, SECOND, LAST].into_iter().enumerate() {
        seen.extend(names(&service, &city, query).await);
        assert_eq!(city.upstream.asked().len(), 1, "{query}");
        assert_eq!(
            city.operator.asked().len(),
            at + 1,
            "the operator is asked for each"
        );
        let log = city.log().await;
        assert_eq!(log.len(), at + 1, "each is logged");
        assert_eq!(
            log[0]["record"]["records"],
            if query == LAST { 1 } else { 2 }
        );
        assert_eq!(log[0]["record"]["released"], json!(["name"]));
    }
    assert_eq!(seen, NAMES);
    // The last page was seen, so nothing is kept any longer.
    names(&service, &city, SECOND).await;
    assert_eq!(city.upstream.asked().len(), 2);
    // A query is asked of the same; a first page always of the source.
    let query = "entities?type=Patron&q=name!=%22Eino%22&orderBy=name;desc&limit=2&offset=2";
    assert_eq!(names(&service, &city, query).await, ["Impi", "Aino"]);
    assert_eq!(city.upstream.asked().len(), 2);
    names(&service, &city, FIRST).await;
    assert_eq!(city.upstream.asked().len(), 3);
    // One that shows all of it leaves nothing older for those after it.
    names(&service, &city, "entities?type=Patron").await;
    names(&service, &city, SECOND).await;
    assert_eq!(city.upstream.asked().len(), 5);
    // Neither is anybody else served by it, nor anybody after a few seconds.
    assert_eq!(
        names(&Service::new(), &city, SECOND).await,
        ["Impi", "Onni"]
    );
    assert_eq!(city.upstream.asked().len(), 6);
    city.clock.advance(Duration::from_secs(6));
    names(&service, &city, SECOND).await;
    assert_eq!(city.upstream.asked().len(), 7);
}

#[tokio::test]
async fn a_permission_that_has_changed_counts_for_the_next_page() {
    let city = library(false).await;
    let service = Service::new();
    let dataset = dataset_id(&city).await;
    let second = format!("{BASE}/{SECOND}");
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    names(&service, &city, FIRST).await;
    let page: Value = service.ask(&city, &second).await.json().await.unwrap();
    assert_eq!(page[0]["email"]["value"], "Impi@example.org");
    assert_eq!(city.upstream.asked().len(), 1);
    city.operator.answer(permitting(&dataset, &["name"]));
    let page: Value = service.ask(&city, &second).await.json().await.unwrap();
    assert_eq!(page[0]["name"]["value"], "Impi");
    assert!(page[0].get("email").is_none(), "{page}");
    assert_eq!(city.upstream.asked().len(), 2);
    city.operator
        .answer(Answer::Json(inactive("withdrawn by the person")));
    assert_eq!(service.ask(&city, &second).await.status(), 403);
    assert_eq!(city.upstream.asked().len(), 2);
}

#[tokio::test]
async fn where_another_process_may_change_something_nothing_is_kept() {
    let city = library(true).await;
    let service = Service::new();
    for query in [FIRST, SECOND, LAST] {
        names(&service, &city, query).await;
    }
    assert_eq!(city.upstream.asked().len(), 3);
}

#[tokio::test]
async fn a_change_through_the_connector_is_on_the_next_page() {
    let mut city = City::prepare_store().await;
    city.config.routes[0].shape = Shape::NgsiLd;
    open(&mut city);
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    city.serve().await;
    let dataset = dataset_id(&city).await;
    let service = Service::new();
    city.keep(&patrons(NAMES)).await;
    let second = format!("{BASE}/{SECOND}&options=keyValues");

    // By the organisation.
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    names(&service, &city, FIRST).await;
    city.keep(&patrons(["Aino", "Eino", "Irma", "Onni", "Urho"]))
        .await;
    assert_eq!(names(&service, &city, SECOND).await, ["Irma", "Onni"]);

    // By the person.
    names(&service, &city, FIRST).await;
    vouch(&city).await;
    let erased = change(&city, Method::PATCH, Some(json!({"email": null}))).await;
    assert_eq!(erased.status(), 204, "{}", erased.text().await.unwrap());
    city.operator
        .answer(permitting(&dataset, &["name", "email"]));
    let page: Value = service.ask(&city, &second).await.json().await.unwrap();
    assert_eq!(page[0]["name"], "Irma", "{page}");
    assert!(page[0].get("email").is_none(), "{page}");
}

#[tokio::test]
async fn a_change_by_the_back_office_is_on_the_next_page() {
    let mut city = City::prepare_store().await;
    city.config.open = Some(read(json!({"listen": "127.0.0.1:0"})));
    city.config.routes[0].shape = Shape::NgsiLd;
    city.config.routes[0].entities = Some(read(json!({"attribute": "libraryCard"})));
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let office = format!("{}{BASE}", city.open_url());
    for mut patron in patrons(NAMES) {
        patron["libraryCard"] = json!({"type": "Property", "value": "2900-17"});
        let made = city.client.post(format!("{office}/entities")).json(&patron);
        assert_eq!(made.send().await.unwrap().status(), 201);
    }
    let service = Service::new();
    assert_eq!(names(&service, &city, FIRST).await, ["Aino", "Eino"]);
    let name = json!({"name": {"type": "Property", "value": "Irma"}});
    let changed = city
        .client
        .patch(format!("{office}/entities/urn:x:2/attrs"));
    assert_eq!(changed.json(&name).send().await.unwrap().status(), 204);
    assert_eq!(names(&service, &city, SECOND).await, ["Irma", "Onni"]);
}
