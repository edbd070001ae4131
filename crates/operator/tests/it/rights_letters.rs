//! Letters that people have sent and noted: when an answer is due, and what they are told of it.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, Person};
use crate::pages::Browser;
use crate::passkeys::send;

const LETTERS: &str = "/api/v1/me/rights-letters";
const DAY: i64 = 86_400;

async fn letters(city: &City) -> Vec<Value> {
    let answer = city.person.get(city, LETTERS).await;
    answer["letters"].as_array().unwrap().clone()
}

/// The service that the person has a permission with, as a letter names it.
async fn service(city: &City) -> String {
    city.permit(&[]).await;
    let mut browser = Browser::new(city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/rights").await;
    let id = page.split("value=\"service:").nth(1).unwrap();
    format!("service:{}", id.split('"').next().unwrap())
}

async fn mark(city: &City, id: &str, mark: &str) -> u16 {
    let path = format!("{LETTERS}/{id}");
    let answer = city.person.post(city, &path, &json!({"mark": mark})).await;
    answer.status().as_u16()
}

/// Time passes; the session would not outlive it.
async fn later(city: &mut City, seconds: i64) {
    city.clock.advance(seconds);
    let body = json!({"login": LOGIN, "password": PASSWORD});
    let (_, begun) = send(city, Method::POST, "/api/v1/sessions", None, body).await;
    begun["token"]
        .as_str()
        .unwrap()
        .clone_into(&mut city.person.token);
}

async fn told(city: &City, kind: &str) -> Vec<Value> {
    city.operator.operator().watch().await.unwrap();
    let news = city.person.get(city, "/api/v1/me/notifications").await;
    let news = news["notifications"].as_array().unwrap().clone();
    news.into_iter().filter(|one| one["kind"] == kind).collect()
}

#[tokio::test]
async fn a_letter_is_noted_answered_and_removed_without_a_script() {
    let city = City::new().await;
    let service = service(&city).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser
        .get(&format!("/rights?to={service}&right=access&about=my+name"))
        .await;
    assert!(page.contains("action=\"/rights/letters\""), "{page}");
    let form = [
        ("to", service.as_str()),
        ("right", "access"),
        ("about", "my name"),
        ("sent_on", ""),
    ];
    let (status, to) = browser.post("/rights/letters", &form).await;
    assert_eq!((status, to.as_str()), (303, "/rights?said=noted#letters"));
    let (_, page) = browser.get("/rights?said=noted").await;
    for text in [
        "It is noted",
        "Hobby Grants ry: Right of access",
        "my name",
        "Waiting for the answer",
        "is due by",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    let id = letters(&city).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/rights/letters/{id}");
    browser.post(&path, &[("mark", "answered")]).await;
    let (_, page) = browser.get("/rights").await;
    assert!(
        page.contains("Answered") && !page.contains("is due by"),
        "{page}"
    );
    let (_, to) = browser.post(&path, &[("mark", "removed")]).await;
    let to = to.trim_end_matches("#letters").to_owned();
    let (_, page) = browser.get(&to).await;
    assert!(
        page.contains("The note is removed") && page.contains("value=\"restored\""),
        "{page}"
    );
    assert!(!page.contains("my name"), "{page}");
    browser.post(&path, &[("mark", "restored")]).await;
    assert_eq!(letters(&city).await.len(), 1);
    // Only a note that was removed is offered back, wherever a link with other words comes from.
    for other in [&id, "..%2F..%2Fidentities%2Flogin%2Fcancel"] {
        let (_, page) = browser
            .get(&format!("/rights?said=removed&letter={other}"))
            .await;
        assert!(!page.contains("value=\"restored\""), "{page}");
    }
    let late = [
        ("to", service.as_str()),
        ("right", "access"),
        ("sent_on", "2999-01-01"),
    ];
    let (_, to) = browser.post("/rights/letters", &late).await;
    assert_eq!(to, "/rights?said=wrong-day#letters");
    city.end().await;
}

#[tokio::test]
async fn people_are_told_before_an_answer_is_due_and_when_it_is_late() {
    let mut city = City::new().await;
    let to = service(&city).await;
    let noted = json!({"to": to, "right": "delete"});
    assert_eq!(city.person.post(&city, LETTERS, &noted).await.status(), 201);
    let letter = letters(&city).await.remove(0);
    let id = letter["id"].as_str().unwrap().to_owned();
    assert_eq!(letter["standing"], "waiting");
    assert_eq!(told(&city, "answer-due").await.len(), 0);
    // A month is 28 days at least, and 33 with the weekend after it at most.
    later(&mut city, 33 * DAY).await;
    let soon = told(&city, "answer-due").await;
    let late = told(&city, "answer-overdue").await;
    assert_eq!((soon.len(), late.len()), (0, 1), "{soon:?} {late:?}");
    assert_eq!(told(&city, "answer-overdue").await.len(), 1, "once");
    let text = late[0]["text"].as_str().unwrap();
    assert!(
        text.contains("Hobby Grants ry") && text.contains("is late"),
        "{text}"
    );
    assert!(
        late[0]["url"]
            .as_str()
            .unwrap()
            .ends_with("/rights#letters")
    );
    assert_eq!(letters(&city).await[0]["standing"], "overdue");
    // They take two months more: it is due again later, and told of again.
    assert_eq!(mark(&city, &id, "extended").await, 204);
    let again = letters(&city).await.remove(0);
    assert_eq!(
        (&again["standing"], &again["extended"]),
        (&json!("waiting"), &json!(true))
    );
    assert!(again["due_on"].as_str() > letter["due_on"].as_str());
    assert_eq!(told(&city, "answer-overdue").await[0]["read"], true);
    let due: i64 = {
        let day = again["due_on"].as_str().unwrap();
        let at: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        at.as_second() - city.clock.seconds()
    };
    later(&mut city, due - 2 * DAY).await;
    assert_eq!(told(&city, "answer-due").await.len(), 1);
    assert_eq!(letters(&city).await[0]["standing"], "due-soon");
    assert_eq!(mark(&city, &id, "answered").await, 204);
    assert_eq!(told(&city, "answer-due").await[0]["read"], true);
    later(&mut city, 10 * DAY).await;
    assert_eq!(
        told(&city, "answer-overdue").await.len(),
        1,
        "only that of before"
    );
    city.end().await;
}

#[tokio::test]
async fn a_letter_whose_answer_is_late_when_it_is_noted_is_told_of_once() {
    let mut city = City::new().await;
    let to = service(&city).await;
    let long_ago = jiff::Timestamp::from_second(city.clock.seconds() - 60 * DAY).unwrap();
    let sent_on = long_ago.strftime("%Y-%m-%d").to_string();
    let noted = json!({"to": to, "right": "access", "sent_on": sent_on});
    assert_eq!(city.person.post(&city, LETTERS, &noted).await.status(), 201);
    let letter = letters(&city).await.remove(0);
    assert_eq!(letter["standing"], "overdue");
    assert_eq!(told(&city, "answer-overdue").await.len(), 1);
    assert_eq!(told(&city, "answer-due").await.len(), 0, "it is past that");
    let id = letter["id"].as_str().unwrap();
    assert_eq!(mark(&city, id, "answered").await, 204);
    assert_eq!(mark(&city, id, "unanswered").await, 204);
    later(&mut city, DAY).await;
    assert_eq!(told(&city, "answer-overdue").await.len(), 1, "once");
    city.end().await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_nobody_sees_anothers_letters() {
    let city = City::new().await;
    let to = service(&city).await;
    for wrong in [
        json!({"to": to, "right": "nothing"}),
        json!({"to": "service:nobody", "right": "access"}),
        json!({"to": to, "right": "access", "sent_on": "yesterday"}),
        json!({"to": to, "right": "access", "sent_on": "2001-01-01"}),
    ] {
        let answer = city.person.post(&city, LETTERS, &wrong).await;
        assert_eq!(answer.status(), 400, "{wrong}");
    }
    city.person
        .post(&city, LETTERS, &json!({"to": to, "right": "access"}))
        .await;
    let id = letters(&city).await[0]["id"].as_str().unwrap().to_owned();
    let other = Person::make(&city.operator, "olli@example.org").await;
    let path = format!("{LETTERS}/{id}");
    let answer = other.post(&city, &path, &json!({"mark": "removed"})).await;
    assert_eq!(answer.status(), 404);
    assert_eq!(mark(&city, &id, "removed").await, 204);
    assert_eq!(mark(&city, &id, "answered").await, 404, "it is gone");
    assert_eq!(mark(&city, &id, "restored").await, 204);
    assert_eq!(letters(&city).await.len(), 1);
    city.end().await;
}

#[tokio::test]
async fn the_export_holds_letters_and_everything_that_was_told() {
    let city = City::new().await;
    let to = service(&city).await;
    city.person
        .post(&city, LETTERS, &json!({"to": to, "right": "access"}))
        .await;
    let off = json!({"off": [{"kind": "new-request", "channel": "page"}]});
    let path = "/api/v1/me/notifications/choices";
    let (status, _) = send(&city, Method::PUT, path, Some(&city.person.token), off).await;
    assert_eq!(status, 204);
    let export = city.person.get(&city, "/api/v1/me/export").await;
    assert_eq!(export["rights_letters"][0]["to"], to.as_str());
    let told = export["notifications"].as_array().unwrap();
    let asked = told.iter().find(|one| one["kind"] == "new-request");
    let asked = asked.unwrap_or_else(|| panic!("{export}"));
    assert!(
        asked["text"].as_str().unwrap().contains("you said yes"),
        "{asked}"
    );
    assert_eq!(
        export["notification_choices"]["off"][0]["kind"],
        "new-request"
    );
    city.end().await;
}
