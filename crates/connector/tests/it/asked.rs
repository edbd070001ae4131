//! What a person has asked the source's staff to change: they see it at the source, are not made to wait twice for the same,
//! take it back while it waits, and read how it was decided.

use std::time::Duration;

use protocol::jose::SigningKey;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::changes::{change, open};
use crate::city::{City, ROUTE, eventually};
use crate::own_data::{browser_key, own_ticket, preflight, vouch, vouch_for};
use crate::staff::Member;

const ASKED: &str = "/own-changes/patron";

/// A city whose library's system cannot change anything.
async fn city() -> City {
    let mut city = City::prepare().await;
    open(&mut city);
    city.serve().await;
    vouch(&city).await;
    city
}

/// What the person's page asks, with a ticket of its own.
async fn own(city: &City, method: Method, path: &str) -> Response {
    let key = browser_key();
    on(city, &key, &own_ticket(city, &key), method, path).await
}

/// As [`own`], with this ticket.
async fn on(city: &City, key: &SigningKey, ticket: &str, method: Method, path: &str) -> Response {
    let address = format!("{}{path}", city.url);
    let proof = city.proof(key, method.as_str(), &address, ticket);
    let request = city.client.request(method, &address);
    let request = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", proof)
        .header("origin", &city.operator.url);
    request.send().await.unwrap()
}

/// What the person is told that they have asked.
async fn asked(city: &City) -> Vec<Value> {
    let answer = own(city, Method::GET, ASKED).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    answer["changes"].as_array().unwrap().clone()
}

/// How many changes the answer to a look speaks of.
async fn told_of(city: &City) -> Option<String> {
    let answer = own(city, Method::GET, ROUTE).await;
    assert_eq!(answer.status(), 200);
    let exposed = answer.headers()["access-control-expose-headers"].to_str();
    assert!(exposed.unwrap().contains("fiducia-asked-changes"));
    let count = answer.headers().get("fiducia-asked-changes");
    count.map(|count| count.to_str().unwrap().to_owned())
}

/// Asks for a change; gives its task.
async fn ask(city: &City, patch: Value) -> String {
    let filed = change(city, Method::PATCH, Some(patch)).await;
    assert_eq!(filed.status(), 202);
    let filed: Value = filed.json().await.unwrap();
    filed["task"].as_str().unwrap().to_owned()
}

/// Staff end a task.
async fn decide(steward: &Member, task: &str, form: &[(&str, &str)]) {
    let done = steward.post(&format!("/staff/inbox/{task}"), form).await;
    assert_eq!(done.status(), 303);
}

#[tokio::test]
async fn a_person_sees_what_waits_and_only_they_do() {
    let city = city().await;
    let metadata = city.metadata().await;
    assert_eq!(
        metadata["self_access"][0]["changes"]["asked_at"],
        format!("{}{ASKED}", city.url)
    );
    assert_eq!(told_of(&city).await, None);
    assert!(asked(&city).await.is_empty());
    let first = ask(&city, json!({"email": "new@example.org"})).await;
    city.clock.advance(Duration::from_mins(1));
    let second = ask(&city, json!({"name": null, "address": {"city": "Espoo"}})).await;
    assert_eq!(told_of(&city).await.as_deref(), Some("2"));
    let shown = asked(&city).await;
    assert_eq!(shown[0]["task"], second);
    assert_eq!(
        (&shown[0]["correct"], &shown[0]["erase"]),
        (&json!({"address": {"city": "Espoo"}}), &json!(["name"]))
    );
    let waiting = &shown[1];
    assert_eq!(
        (&waiting["task"], &waiting["state"], &waiting["correct"]),
        (
            &json!(first),
            &json!("waiting"),
            &json!({"email": "new@example.org"})
        )
    );
    assert!(waiting["asked_at"].as_str() < waiting["until"].as_str());
    // The log says what was shown, and no value.
    let log = city.log().await;
    let entry = log.iter().find(|one| one["kind"] == "release").unwrap();
    assert_eq!(
        entry["record"]["released"],
        json!(["address", "email", "name"])
    );
    assert!(!json!(log).to_string().contains("new@example.org"));

    // Not a service, whatever it may see; not somebody else.
    let key = browser_key();
    let (ticket, address) = (city.bound_ticket(&key), format!("{}{ASKED}", city.url));
    let proof = city.proof(&key, "GET", &address, &ticket);
    let request = city.client.get(&address);
    let request = request.header("authorization", format!("DPoP {ticket}"));
    let refused = request.header("dpop", proof).send().await.unwrap();
    assert!(refused.status().is_client_error());
    let refused: Value = refused.json().await.unwrap();
    let problem = format!("{}/problems/change-not-offered", city.url);
    assert_eq!(refused["type"], problem, "{refused}");
    vouch_for(&city, "2900-99", &["name", "email", "address", "loans"]).await;
    assert!(asked(&city).await.is_empty());
    let taking = own(&city, Method::DELETE, &format!("{ASKED}/{first}")).await;
    city.refused(taking, 404, "not-found").await;
}

#[tokio::test]
async fn nobody_is_asked_twice_for_the_same() {
    let city = city().await;
    ask(&city, json!({"email": "new@example.org"})).await;
    for (method, patch) in [
        (Method::PATCH, Some(json!({"email": "new@example.org"}))),
        (Method::PATCH, Some(json!({"email": "other@example.org"}))),
        (Method::PATCH, Some(json!({"name": null, "email": null}))),
    ] {
        let again = change(&city, method, patch).await;
        city.refused(again, 409, "change-waits").await;
    }
    // Something else may wait beside it.
    ask(&city, json!({"name": null})).await;
    assert_eq!(
        city.admin("/api/v1/tasks").await.as_array().unwrap().len(),
        2
    );

    // Of several that come at once, one is filed.
    let patches = [1, 2, 3, 4].map(|number| json!({"address": {"city": format!("{number}")}}));
    let asked = patches.map(|patch| change(&city, Method::PATCH, Some(patch)));
    let answers = futures_util::future::join_all(asked).await;
    let filed = answers.iter().filter(|one| one.status() == 202).count();
    let refused = answers.iter().filter(|one| one.status() == 409).count();
    assert_eq!((filed, refused), (1, 3));
    assert_eq!(
        city.admin("/api/v1/tasks").await.as_array().unwrap().len(),
        3
    );
}

#[tokio::test]
async fn what_waits_can_be_taken_back() {
    let city = city().await;
    let task = ask(&city, json!({"email": "new@example.org"})).await;
    let page = [
        ("access-control-request-method", "DELETE"),
        ("access-control-request-headers", "authorization,dpop"),
    ];
    let path = format!("{ASKED}/{task}");
    let may = preflight(&city, &path, &city.operator.url, &page).await;
    assert_eq!(may.status(), 204);
    let strangers = preflight(&city, &path, "https://evil.example", &page).await;
    assert_eq!(strangers.status(), 403);

    let taken_back = own(&city, Method::DELETE, &path).await;
    assert_eq!(taken_back.status(), 204);
    assert!(asked(&city).await.is_empty());
    assert_eq!(told_of(&city).await, None);
    let again = own(&city, Method::DELETE, &path).await;
    city.refused(again, 404, "not-found").await;

    // Staff see that it has ended, and nothing of whose it was.
    let steward = Member::come(&city, &["data-steward"]).await;
    assert!(!steward.page("/staff/inbox").await.contains(&task));
    let ended = steward.page(&format!("/staff/inbox/{task}")).await;
    assert!(ended.contains("Taken back by the person"), "{ended}");
    assert!(!ended.contains("new@example.org") && !ended.contains("2900-17"));
    let late = steward
        .post(&format!("/staff/inbox/{task}"), &[("act", "done")])
        .await;
    assert_eq!(late.status(), 409);
    // The operator hears it under the entry of what was asked, too.
    let (filed, told) = (city.outcome(0).await, city.outcome(1).await);
    assert_eq!(filed["staff"]["state"], "waiting");
    assert_eq!(
        told["staff"],
        json!({"state": "refused", "taken_back": true})
    );
    assert_eq!(told["success"], false);
    let log = city.admin("/api/v1/log?kind=change-taken-back").await;
    assert_eq!(log["entries"].as_array().unwrap().len(), 2);
    // And it may be asked anew.
    ask(&city, json!({"email": "newer@example.org"})).await;
}

#[tokio::test]
async fn the_decision_is_shown_for_a_while() {
    let mut city = city().await;
    let refused = ask(&city, json!({"email": "new@example.org"})).await;
    let done = ask(&city, json!({"name": null})).await;
    let steward = Member::come(&city, &["data-steward"]).await;
    let reason = "Kept by the Library Act.";
    decide(&steward, &refused, &[("act", "refuse"), ("note", reason)]).await;
    decide(&steward, &done, &[("act", "done"), ("note", "by hand")]).await;
    let shown = asked(&city).await;
    let find = |task: &str| shown.iter().find(|one| one["task"] == task).unwrap();
    let no = find(&refused);
    assert_eq!(
        (&no["state"], &no["reason"], &no["correct"]),
        (&json!("refused"), &json!(reason), &json!({"email": null})),
        "the value is forgotten"
    );
    assert!(no["decided_at"].is_string());
    let yes = find(&done);
    assert_eq!(yes["state"], "done");
    assert!(!yes.to_string().contains("by hand"), "staff's own note");
    let taking = own(&city, Method::DELETE, &format!("{ASKED}/{done}")).await;
    city.refused(taking, 409, "conflict").await;
    // What was refused may be asked again.
    ask(&city, json!({"email": "newer@example.org"})).await;
    assert_eq!(asked(&city).await.len(), 3);

    city.clock.advance(Duration::from_hours(24 * 31));
    vouch(&city).await;
    assert_eq!(asked(&city).await.len(), 1, "only what still waits");
    city.restart().await;
    assert_eq!(asked(&city).await.len(), 1);
}

#[tokio::test]
async fn a_look_and_what_waits_are_one_entry_of_the_persons_log() {
    let city = city().await;
    let task = ask(&city, json!({"email": "new@example.org"})).await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let get = async |ticket: &str, path: &str| {
        let answer = on(&city, &key, ticket, Method::GET, path).await;
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    };
    let before = city.operator.asked().len();
    let asked = || city.operator.asked().len() - before;
    get(&ticket, ROUTE).await;
    assert_eq!(asked(), 1);
    assert!(get(&ticket, ASKED).await.contains(&task));
    assert_eq!(asked(), 1, "the look was vouched for a moment ago");
    let outcomes = eventually("the look's outcome", || {
        Some(city.operator.outcomes().len()).filter(|count| *count > 1)
    });
    outcomes.await;
    // Once; and on no other ticket, and not later.
    get(&ticket, ASKED).await;
    assert_eq!(asked(), 2);
    get(&ticket, ROUTE).await;
    get(&own_ticket(&city, &key), ASKED).await;
    assert_eq!(asked(), 4);
    city.clock.advance(Duration::from_secs(11));
    get(&ticket, ASKED).await;
    assert_eq!(asked(), 5);
    // Nor is anything taken back on it.
    get(&ticket, ROUTE).await;
    let path = format!("{ASKED}/{task}");
    let taken = on(&city, &key, &ticket, Method::DELETE, &path).await;
    assert_eq!(taken.status(), 204);
    assert_eq!(asked(), 7);
}
