//! The source's log as its staff see it: every kind of entry by its name, by operator and service, and as a file.

use reqwest::Method;
use serde_json::json;

use crate::changes::{change, open};
use crate::city::City;
use crate::desk::{Comer, receive};
use crate::own_data::vouch;
use crate::peers::{Answer, inactive, new_uuid};
use crate::release::{dataset_id, permitting};
use crate::staff::Member;
use crate::subscriptions::{Receiver, Service};

/// What happens at a source, an entry of nearly every kind.
async fn eventful() -> City {
    let mut city = City::prepare().await;
    open(&mut city);
    city.config.routes[1].shape = connector::config::Shape::NgsiLd;
    let patron = json!({"rows": [{"id": "urn:x:1", "type": "Patron", "name": "Aino"}]});
    city.upstream.answer_at("/v2/loans", Answer::Json(patron));
    city.serve().await;
    let ask = async || {
        let mut claims = city.claims();
        claims["aud"] = json!(city.url);
        city.show(&city.operator.sign(&claims)).await.status()
    };
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    assert_eq!(ask().await, 403);
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    assert_eq!(ask().await, 200);
    let receiver = Receiver::start(0).await;
    let service = Service::of(&city);
    service.subscribe(&receiver.subscription()).await;
    vouch(&city).await;
    let filed = change(
        &city,
        Method::PATCH,
        Some(json!({"email": "new@example.org"})),
    )
    .await;
    assert_eq!(filed.status(), 202);
    // From then on, who is linked is asked for alone.
    receive(&mut city);
    city.restart().await;
    Comer::come(&city).await;
    let event = city.operator.withdrawal(&city.url, &new_uuid());
    let told = city.client.post(format!("{}/events", city.url));
    let told = told.header("content-type", "application/secevent+jwt");
    assert_eq!(told.body(event).send().await.unwrap().status(), 202);
    city
}

/// What the table of a page says, a row each: the outcome alone.
fn outcomes(page: &str) -> Vec<String> {
    let rows = page.split("<tr><td>").skip(1);
    let outcome = |row: &str| {
        let cell = row.split("<td>").nth(5).unwrap();
        let text = cell.split('>').nth(1).unwrap();
        text.split('<').next().unwrap().trim().to_owned()
    };
    rows.map(outcome).collect()
}

#[tokio::test]
async fn every_kind_of_entry_is_named_and_can_be_asked_for() {
    let city = eventful().await;
    let steward = Member::come(&city, &["data-steward"]).await;
    let all = outcomes(&steward.page("/staff/log").await);
    for (kind, name) in [
        ("release", "Released"),
        ("refusal", "The permission is not in force"),
        ("change-filed", "Passed on to staff"),
        ("subscription", "About a subscription"),
        ("link", "Link: "),
        ("event", "Told of an event"),
    ] {
        assert!(
            all.iter().any(|one| one.starts_with(name)),
            "{kind}: {all:?}"
        );
        let page = steward.page(&format!("/staff/log?kind={kind}")).await;
        let shown = outcomes(&page);
        assert!(
            !shown.is_empty() && shown.iter().all(|one| one.starts_with(name)),
            "{kind}: {shown:?}"
        );
        let chosen = format!("<option value=\"{kind}\" selected>");
        assert!(page.contains(&chosen), "{kind}");
    }
    // What staff did is shown to those who ask for it.
    assert!(!all.iter().any(|one| one == "Done by staff"), "{all:?}");
    let staff = outcomes(&steward.page("/staff/log?kind=staff").await);
    assert!(!staff.is_empty() && staff.iter().all(|one| one == "Done by staff"));
    let none = steward.page("/staff/log?kind=release-interrupted").await;
    assert!(none.contains("Nothing was asked for."), "{none}");
    let counted = steward.page("/staff/statistics").await;
    for name in ["About a subscription", "Passed on to staff"] {
        assert!(counted.contains(name), "{name}: {counted}");
    }
}

#[tokio::test]
async fn the_operator_is_chosen_by_name_and_the_time_by_month_or_day() {
    let city = City::start().await;
    assert_eq!(city.ask().await.status(), 200);
    let auditor = Member::come(&city, &["auditor"]).await;
    let uuid = &city.operator.uuid;
    let address = city.operator.url.split_once("://").unwrap().1;
    // What was logged has been counted by then.
    auditor.page("/staff/statistics").await;
    let page = auditor.page(&format!("/staff/log?operator={uuid}")).await;
    assert_eq!(outcomes(&page), ["Released"]);
    let chosen = page
        .split(&format!("<option value=\"{uuid}\" selected>"))
        .nth(1);
    let chosen = chosen.unwrap().split('<').next().unwrap();
    assert!(chosen.ends_with(&format!(", {address}")), "{chosen}");
    assert!(page.contains("<option value=\"Hobby grants\">"), "{page}");
    // Somebody who is in no list and had nothing can be asked for still.
    let stranger = new_uuid();
    let page = auditor
        .page(&format!("/staff/log?operator={stranger}"))
        .await;
    assert!(page.contains(&format!("value=\"{stranger}\" selected>{stranger}<")));
    assert!(page.contains("Nothing was asked for."));

    let now = jiff::Timestamp::from_second(city.clock.seconds()).unwrap();
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (month, next) = (day.strftime("%Y-%m"), day.tomorrow().unwrap());
    let earlier = day.saturating_sub(jiff::Span::new().months(1));
    for operator in ["", uuid.as_str()] {
        for (asked, is_there) in [
            (format!("month={month}"), true),
            (format!("month={}", earlier.strftime("%Y-%m")), false),
            (format!("month={month}&before_day={next}"), true),
            (format!("before_day={day}"), false),
        ] {
            let asked = format!("/staff/log?operator={operator}&{asked}");
            let page = auditor.page(&asked).await;
            assert_eq!(!outcomes(&page).is_empty(), is_there, "{asked}");
            let api = asked
                .replace("/staff/log?", "/api/v1/log?")
                .replace("operator=&", "");
            let answer = city.admin(&api).await;
            let entries = answer["entries"].as_array().unwrap();
            assert_eq!(!entries.is_empty(), is_there, "{api}: {answer}");
        }
    }
    for wrong in [
        "month=2026-13",
        "month=now",
        "before_day=2026-02-30",
        "before_day=x",
    ] {
        assert_eq!(
            auditor.get(&format!("/staff/log?{wrong}")).await.status(),
            400,
            "{wrong}"
        );
        assert_eq!(
            auditor
                .get(&format!("/staff/log.csv?{wrong}"))
                .await
                .status(),
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn the_log_is_taken_along_as_a_file_by_those_who_may_read_it() {
    let city = City::start().await;
    for _ in 0..30 {
        assert_eq!(city.ask().await.status(), 200);
    }
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    assert_eq!(city.ask().await.status(), 403);
    let steward = Member::come(&city, &["data-steward"]).await;
    let table = steward.get("/staff/log.csv?kind=&operator=").await;
    let kept = table.headers()["content-disposition"].to_str().unwrap();
    assert_eq!(kept, "attachment; filename=\"log.csv\"");
    let table = table.text().await.unwrap();
    let rows: Vec<&str> = table.lines().collect();
    // More than the page shows, newest first.
    assert_eq!(rows.len(), 32, "{table}");
    assert!(rows[0].starts_with("at,kind,operator,service,"), "{table}");
    assert!(rows[1].contains("\"refusal\"") && rows[1].contains("\"permission-not-active\""));
    assert!(rows[2].contains("\"release\"") && rows[2].contains("\"Hobby grants\""));
    assert!(
        !table.contains("Aino") && !table.contains("2900-17"),
        "{table}"
    );

    let lines = steward.page("/staff/log.jsonl?kind=refusal").await;
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        city.admin("/api/v1/log?kind=refusal").await["entries"]
            .as_array()
            .unwrap()[..]
    );
    assert_eq!(lines[0]["record"]["refused"], "permission-not-active");

    let trail = city.admin("/api/v1/staff/trail?limit=2").await;
    let trail = trail["entries"].as_array().unwrap();
    assert_eq!(trail[0]["act"], "log-saved");
    assert_eq!(trail[0]["object"], "kind=refusal");
    assert_eq!(trail[1]["act"], "log-saved");
    let admin = Member::come(&city, &["administrator"]).await;
    assert_eq!(admin.get("/staff/log.csv").await.status(), 403);
    assert_eq!(admin.get("/staff/log.jsonl").await.status(), 403);
    assert_eq!(
        city.get("/staff/log.csv").await.url().path(),
        "/staff/login"
    );
}
