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
        ("link", "About a link with a person"),
        ("event", "Told of an event"),
    ] {
        assert!(all.iter().any(|one| one == name), "{kind}: {all:?}");
        let page = steward.page(&format!("/staff/log?kind={kind}")).await;
        let shown = outcomes(&page);
        assert!(
            !shown.is_empty() && shown.iter().all(|one| one == name),
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
