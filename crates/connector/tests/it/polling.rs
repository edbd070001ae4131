//! Sources that tell of no change: the connector looks now and then, tells what of it is news, and says nothing where
//! nothing is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector::Connector;
use connector::config::Shape;
use reqwest::Method;
use serde_json::{Value, json};

use crate::api::Api;
use crate::city::{City, eventually, read};
use crate::files::Exports;
use crate::helsinki;
use crate::peers::{Answer, inactive};
use crate::pods::{Pods, server::Server};
use crate::release::{dataset_id, permitting_for};
use crate::sql::{Library, engines};
use crate::subscriptions::{Receiver, Service, logged};

/// The shortest time between two looks.
const EVERY: u32 = 5;

/// Makes what a route shows be looked at.
fn poll(city: &mut City) {
    let route = &mut city.config.routes[0];
    (route.shape, route.poll_every_seconds) = (Shape::NgsiLd, Some(EVERY));
}

/// Time goes on until the source is to be looked at again.
fn pass(city: &City) {
    city.clock
        .advance(Duration::from_secs(u64::from(EVERY) + 1));
}

fn patron(name: &str, email: &str) -> Answer {
    Answer::Json(json!([{"id": "urn:x:1", "type": "Patron", "name": name, "email": email}]))
}

/// A library with an API of its own, in which Aino is.
async fn library() -> City {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    poll(&mut city);
    city.upstream.answer(patron("Aino", "aino@example.org"));
    city
}

/// A service hears of a change at the source, of what it may see alone, and of none after the withdrawal.
async fn hears(city: &mut City, card: &str, mut rename: impl AsyncFnMut(&City, &str)) {
    poll(city);
    city.serve().await;
    let dataset = dataset_id(city).await;
    city.operator
        .answer(permitting_for(card, &dataset, &["name"]));
    let (receiver, service) = (Receiver::start(0).await, Service::of(city));
    let path = service.subscribe(&receiver.subscription()).await;
    rename(city, "Aino Maria Korhonen").await;
    pass(city);
    let told = receiver.told(0).await;
    assert_eq!(told["type"], "Notification", "{told}");
    assert_eq!(told["data"][0]["name"]["value"], "Aino Maria Korhonen");
    assert!(!told.to_string().contains("example.org"), "{told}");
    logged(city, |entry| entry["kind"] == "release").await;

    city.operator
        .answer(Answer::Json(inactive("withdrawn by the person")));
    rename(city, "Aino Laine").await;
    pass(city);
    logged(city, |entry| {
        entry["record"]["refused"] == "permission-not-active"
    })
    .await;
    assert_eq!(service.send(Method::GET, &path, None).await.status(), 404);
    assert_eq!(receiver.count(), 1, "nothing is told any more");
}

/// A service that may see the name follows it: where it hears of it, which refuses so often at first, and its subscription.
async fn following(city: &City, failures: usize) -> (Receiver, String) {
    let dataset = dataset_id(city).await;
    city.operator
        .answer(permitting_for("2900-17", &dataset, &["name"]));
    let receiver = Receiver::start(failures).await;
    let path = Service::of(city).subscribe(&receiver.subscription()).await;
    (receiver, path)
}

#[tokio::test]
async fn a_change_in_a_system_with_an_api_is_heard_of() {
    let mut city = library().await;
    hears(&mut city, "2900-17", async |city, name| {
        city.upstream.answer(patron(name, "aino@example.org"));
    })
    .await;
}

#[tokio::test]
async fn a_change_in_a_database_is_heard_of() {
    for library in Library::both().await {
        let statements = library.statements();
        let mut city = library.city;
        hears(&mut city, "2900-17", async |_, name| {
            let sql = format!("UPDATE patrons SET full_name = '{name}' WHERE card = '2900-17'");
            statements.run(&sql).await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_change_in_an_export_is_heard_of() {
    let content = |name: &str| {
        format!("card,full_name,email,street,fines\n2900-17,{name},aino@example.org,Katu 1,0\n")
    };
    let mut exports = Exports::csv(&content("Aino")).await;
    let file = exports.file.clone();
    hears(&mut exports.city, "2900-17", async |_, name| {
        std::fs::write(&file, content(name)).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_change_in_a_pod_is_heard_of() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    let (card, person) = (pods.pod_name(), pods.person.clone());
    hears(&mut pods.city, &card, async |_, name| {
        let document = format!("<#me> <http://www.w3.org/2006/vcard/ns#fn> \"{name}\".");
        person
            .put("library/card.ttl", "text/turtle", document)
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_change_at_a_service_with_the_gdpr_api_is_heard_of_where_its_description_says_how_often()
{
    let name = Arc::new(Mutex::new("Aino".to_owned()));
    let said = Arc::clone(&name);
    let api = Api::start(move |_, _| {
        let name = said.lock().unwrap().clone();
        let leaf = |key: &str, value: &str| json!({"key": key, "value": value});
        let leaves = [leaf("FULL_NAME", &name), leaf("EMAIL", "aino@example.org")];
        json!({"key": "CUSTOMER", "children": leaves}).into()
    })
    .await;
    let mut city = helsinki::service(&api.url).await;
    let fields = json!({"attributes": {"name": {"from": "full_name"}, "email": {"from": "email"}}});
    city.config.datasets[0].attributes.truncate(2);
    let route = &mut city.config.routes[0];
    route.mapping = Some(read(fields));
    route.tree = Some(read(json!({"path": "v1/profiles/{library_card}"})));
    hears(&mut city, "2900-17", async |_, new| {
        new.clone_into(&mut name.lock().unwrap());
    })
    .await;

    // Each look would have it gather everything: it is not looked at unless that is said.
    city.config.routes[0].poll_every_seconds = None;
    city.restart().await;
    refused(&city, "gathers all that it has").await;
}

/// Nobody can subscribe; the answer says why.
async fn refused(city: &City, why: &str) {
    let dataset = dataset_id(city).await;
    city.operator
        .answer(permitting_for("2900-17", &dataset, &["name"]));
    let receiver = Receiver::start(0).await;
    let service = Service::of(city);
    let asked = receiver.subscription();
    let response = service.send(Method::POST, "", Some(&asked)).await;
    assert_eq!(response.status(), 422);
    let problem: Value = response.json().await.unwrap();
    let kind = "https://uri.etsi.org/ngsi-ld/errors/OperationNotSupported";
    assert_eq!(problem["type"], kind, "{problem}");
    assert!(
        problem["detail"].as_str().unwrap().contains(why),
        "{problem}"
    );
}

#[tokio::test]
async fn looks_that_find_nothing_to_tell_ask_nobody_and_are_in_no_log() {
    let mut city = library().await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    let permitted = ["name", "address"];
    city.operator
        .answer(permitting_for("2900-17", &dataset, &permitted));
    let receiver = Receiver::start(0).await;
    let mut asked = receiver.subscription();
    asked["watchedAttributes"] = json!(["name"]);
    Service::of(&city).subscribe(&asked).await;
    let (log, introspections) = (city.log().await.len(), city.operator.asked().len());
    // The same; something withheld is another; something that is not watched is.
    let answers = [
        patron("Aino", "aino@example.org"),
        patron("Aino", "virtanen@example.org"),
        Answer::Json(
            json!([{"id": "urn:x:1", "type": "Patron", "name": "Aino", "address": "Katu 2"}]),
        ),
    ];
    for answer in answers {
        let before = city.upstream.asked().len();
        city.upstream.answer(answer);
        pass(&city);
        eventually("a look at the source", || {
            (city.upstream.asked().len() > before).then_some(())
        })
        .await;
    }
    pass(&city);
    let before = city.upstream.asked().len();
    eventually("another look", || {
        (city.upstream.asked().len() > before).then_some(())
    })
    .await;
    assert_eq!(receiver.count(), 0);
    assert_eq!(city.log().await.len(), log, "{:?}", city.log().await);
    assert_eq!(city.operator.asked().len(), introspections);

    // What is watched is told, with what is permitted beside it, and asked about once.
    city.upstream.answer(Answer::Json(
        json!([{"id": "urn:x:1", "type": "Patron", "name": "Eino", "address": "Katu 2"}]),
    ));
    pass(&city);
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["address"]["value"], "Katu 2", "{told}");
    assert_eq!(city.operator.asked().len(), introspections + 1);
}

#[tokio::test]
async fn the_operator_is_asked_once_a_day_whether_the_source_may_be_looked_at() {
    let mut city = library().await;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    let (receiver, path) = following(&city, 0).await;
    city.clock.advance(Duration::from_hours(25));
    logged(&city, |entry| {
        entry["record"]["detail"] == "nothing to tell"
    })
    .await;
    assert_eq!(city.operator.asked().len(), 2);
    // Its no is the end, also where nothing has changed.
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    city.clock.advance(Duration::from_hours(25));
    logged(&city, |entry| entry["kind"] == "refusal").await;
    let asked = city.upstream.asked().len();
    pass(&city);
    assert_eq!(
        Service::of(&city)
            .send(Method::GET, &path, None)
            .await
            .status(),
        404
    );
    assert_eq!(city.upstream.asked().len(), asked);
    assert_eq!(receiver.count(), 0);
}

#[tokio::test]
async fn a_source_that_fails_is_left_alone_and_looked_at_again() {
    let mut city = library().await;
    city.config.upstream_limits.failures = 1;
    city.config.upstream_limits.pause_ms = 600_000;
    city.serve().await;
    let (receiver, _) = following(&city, 0).await;
    let (log, before) = (city.log().await.len(), city.upstream.asked().len());
    city.upstream
        .answer(Answer::Raw(503, "text/plain", String::new()));
    pass(&city);
    eventually("a look", || {
        (city.upstream.asked().len() > before).then_some(())
    })
    .await;
    // Left alone from now on: the next looks do not reach it. Who is told of something else at intervals says when they were.
    let beside = Receiver::start(0).await;
    let mut asked = beside.subscription();
    asked["timeInterval"] = json!(60);
    let service = Service::following(&city);
    let path = service.subscribe(&asked).await;
    for at in 0..4 {
        beside.told(at).await;
        while service.shown(&path).await["notification"]["timesSent"] != at + 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        city.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(city.upstream.asked().len(), before + 1);
    let kinds = city.log().await.into_iter().rev().skip(log);
    let kinds: Vec<Value> = kinds.map(|entry| entry["kind"].clone()).collect();
    assert!(
        kinds.iter().all(|kind| kind == "subscription"),
        "nothing of it is in the log: {kinds:?}"
    );

    // A connector that starts again knows nothing of it. What changed meanwhile is told.
    city.upstream.answer(patron("Eino", "aino@example.org"));
    city.restart().await;
    pass(&city);
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"]["value"], "Eino", "{told}");
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_and_given_up_in_the_end() {
    let mut city = library().await;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    let (receiver, _) = following(&city, 12).await;
    city.upstream.answer(patron("Eino", "aino@example.org"));
    let releases = |log: &[Value]| log.iter().filter(|one| one["kind"] == "release").count();
    for attempt in 1..=12 {
        city.clock.advance(Duration::from_mins(16));
        while releases(&city.log().await) < attempt {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    for _ in 0..3 {
        let before = city.upstream.asked().len();
        city.clock.advance(Duration::from_mins(16));
        eventually("a look", || {
            (city.upstream.asked().len() > before).then_some(())
        })
        .await;
    }
    assert_eq!(releases(&city.log().await), 12, "it was given up");
    assert_eq!(receiver.count(), 0);
    // What changes later is told.
    city.upstream.answer(patron("Impi", "aino@example.org"));
    city.clock.advance(Duration::from_mins(16));
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"]["value"], "Impi", "{told}");
}

#[tokio::test]
async fn two_processes_of_one_connector_tell_of_a_change_once() {
    for database in engines().await {
        let mut city = library().await;
        city.config.several_processes = true;
        city.config.database = database;
        city.serve().await;
        let dataset = dataset_id(&city).await;
        city.operator
            .answer(permitting_for("2900-17", &dataset, &["name"]));
        let mut second = city.config.clone();
        "127.0.0.1:0".clone_into(&mut second.listen);
        second.base_url = Some(city.url.clone());
        let second = Connector::start_with(second, city.clock.clone())
            .await
            .unwrap();
        let receiver = Receiver::start(0).await;
        let service = Service::of(&city);
        let mut paths = Vec::new();
        for _ in 0..8 {
            paths.push(service.subscribe(&receiver.subscription()).await);
        }
        city.upstream.answer(patron("Eino", "aino@example.org"));
        pass(&city);
        for at in 0..8 {
            receiver.told(at).await;
        }
        for path in &paths {
            eventually_told(&service, path).await;
        }
        second.shutdown().await;
        assert_eq!(receiver.count(), 8);
    }
}

/// Waits until it is noted that a notification was sent; it was one.
async fn eventually_told(service: &Service<'_>, path: &str) {
    for _ in 0..500 {
        let shown = service.shown(path).await;
        if shown["notification"]["lastSuccess"].is_string() {
            assert_eq!(shown["notification"]["timesSent"], 1, "{shown}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is not noted that {path} was told");
}

#[tokio::test]
async fn a_source_is_looked_at_as_its_description_says() {
    let mut city = library().await;
    city.config.routes[0].poll_every_seconds = Some(0);
    city.serve().await;
    refused(&city, "`poll_every_seconds` is 0").await;
    city.stop().await;
    let says = async |config: &connector::Config, part: &str| {
        let findings = connector::check(config).await;
        let wrong = findings.into_iter().filter_map(Result::err);
        let wrong: Vec<String> = wrong.collect();
        assert!(wrong.iter().any(|one| one.contains(part)), "{wrong:?}");
    };
    city.config.routes[0].poll_every_seconds = Some(4);
    says(&city.config, "`poll_every_seconds` is 0, or at least 5").await;
    city.config.routes[0].poll_every_seconds = Some(60);
    city.config.routes[0].shape = Shape::Plain;
    says(&city.config, "needs `shape = \"ngsi-ld\"`").await;
    let mut store = City::prepare_store().await;
    store.config.routes[0].shape = Shape::NgsiLd;
    store.config.routes[0].poll_every_seconds = Some(60);
    says(
        &store.config,
        "a `store` upstream takes no `poll_every_seconds`",
    )
    .await;
}
