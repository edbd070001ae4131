//! Feeds under a secret address.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN};

async fn make(city: &City, kind: &str) -> (String, String) {
    let answer = city
        .person
        .post(city, "/api/v1/me/feeds", &json!({"kind": kind}))
        .await;
    assert_eq!(answer.status(), 201);
    let answer: Value = answer.json().await.unwrap();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (text("id"), text("url"))
}

#[tokio::test]
async fn the_calendar_says_what_ends_when() {
    let city = City::new().await;
    city.permit(&["birthDate"]).await;
    let (_, url) = make(&city, "calendar").await;
    assert!(url.ends_with("/calendar.ics"));
    let answer = city.client.get(&url).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-type"],
        "text/calendar; charset=utf-8"
    );
    let text = answer.text().await.unwrap();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{text}"
    );
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    assert!(
        text.contains("SUMMARY:Your permission for Hobby Grants ends\r\n"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    assert!(!text.contains(LOGIN) && !text.contains("Aino"), "{text}");
    city.end().await;
}

#[tokio::test]
async fn the_activity_feed_says_what_happened_and_shows_no_value() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    city.introspect(&city.ticket(&leg).await).await;
    let (_, url) = make(&city, "activity").await;
    let text = city
        .client
        .get(&url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        text.contains("<title>The City Library may show data about you to Hobby Grants. "),
        "{text}"
    );
    assert!(
        text.contains("<title>Your permission for Hobby Grants is in force.</title>"),
        "{text}"
    );
    assert_eq!(text.matches("<entry>").count(), 2, "{text}");
    for secret in [
        LOGIN,
        "Aino",
        &arrangement,
        &city.person.id,
        "birthDate",
        "FI-1234",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    city.end().await;
}

#[tokio::test]
async fn a_reader_that_has_the_newest_version_gets_nothing_twice() {
    let city = City::new().await;
    city.permit(&[]).await;
    for kind in ["calendar", "activity"] {
        let (_, url) = make(&city, kind).await;
        let first = city.client.get(&url).send().await.unwrap();
        let tag = first.headers()["etag"].clone();
        let again = city
            .client
            .get(&url)
            .header("if-none-match", &tag)
            .send()
            .await
            .unwrap();
        assert_eq!(again.status(), 304);
        assert_eq!(again.text().await.unwrap(), "");
    }
    let (_, url) = make(&city, "activity").await;
    let tag = city.client.get(&url).send().await.unwrap().headers()["etag"].clone();
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!(
        "/api/v1/me/requests/{}/grant",
        asked["id"].as_str().unwrap()
    );
    assert_eq!(
        city.person.post(&city, &path, &json!({})).await.status(),
        200
    );
    let changed = city
        .client
        .get(&url)
        .header("if-none-match", &tag)
        .send()
        .await
        .unwrap();
    assert_eq!(changed.status(), 200);
    city.end().await;
}

#[tokio::test]
async fn a_feed_ends_when_its_person_says_so() {
    let city = City::new().await;
    let (id, url) = make(&city, "calendar").await;
    let list = city.person.get(&city, "/api/v1/me/feeds").await;
    assert_eq!(list["feeds"][0]["id"], id.as_str());
    assert!(
        !list.to_string().contains("calendar.ics"),
        "the address is kept nowhere"
    );
    let wrong = url.replace("calendar.ics", "activity.atom");
    assert_eq!(city.client.get(&wrong).send().await.unwrap().status(), 404);
    let end = city
        .call(Method::DELETE, &format!("/api/v1/me/feeds/{id}"))
        .bearer_auth(&city.person.token);
    assert_eq!(end.send().await.unwrap().status(), 204);
    assert_eq!(city.client.get(&url).send().await.unwrap().status(), 404);
    city.end().await;
}

#[tokio::test]
async fn a_feed_that_is_read_without_pause_is_slowed_down() {
    let city = City::new().await;
    let (_, url) = make(&city, "calendar").await;
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(
            city.client
                .get(&url)
                .send()
                .await
                .unwrap()
                .status()
                .as_u16(),
        );
    }
    assert_eq!((statuses[0], statuses[24]), (200, 429));
    city.end().await;
}

#[tokio::test]
async fn feeds_speak_the_language_of_their_person() {
    let city = City::new().await;
    city.permit(&[]).await;
    let (_, url) = make(&city, "calendar").await;
    let chosen = crate::apps::with_session(&city, Method::POST, "/language")
        .form(&[("language", "de")])
        .send();
    assert_eq!(chosen.await.unwrap().status(), 303);
    let text = city
        .client
        .get(&url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        text.contains("SUMMARY:Ihre Erlaubnis für Hobby Grants endet"),
        "{text}"
    );
    city.end().await;
}
