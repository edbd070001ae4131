//! Leases: after a withdrawal is said to be in force everywhere, no connector holds a good answer.
use std::sync::atomic::Ordering;

use protocol::events::{Event, Expectations, PermissionState, Unverified};
use protocol::ids::Issuer;
use protocol::jose::{Jwks, KeySet};
use protocol::url::{Audience, BaseUrl};
use serde_json::{Value, json};

use crate::city::{City, Plan, now};

async fn leased() -> City {
    City::with(Plan {
        lease_seconds: 60,
        ..Plan::default()
    })
    .await
}

/// The event as the connector reads it, under the keys the operator publishes.
async fn read(city: &City, token: &str) -> Event {
    let metadata: Value = city
        .get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap();
    let jwks = city.get("/jwks.json").await.bytes().await.unwrap();
    let issuer = Issuer::parse(metadata["operator_uuid"].as_str().unwrap()).unwrap();
    let base: BaseUrl = city.connector.url.parse().unwrap();
    let expected = Expectations {
        issuer: &issuer,
        keys: &KeySet::new(&Jwks::from_json(&jwks).unwrap()),
        audience: &Audience::from(base),
        now: now(),
    };
    Unverified::parse(token)
        .unwrap()
        .verify(&expected)
        .unwrap()
        .events
        .remove(0)
}

#[tokio::test]
async fn without_a_lease_every_request_is_introspected() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(answer["lease_seconds"], 0);
    let withdrawn = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    assert_eq!(
        withdrawn.json::<Value>().await.unwrap()["in_force"],
        json!({"everywhere": true})
    );
    assert!(city.connector.shared.events.lock().unwrap().is_empty());
    city.end().await;
}

#[tokio::test]
async fn a_lease_is_given_to_connectors_that_know_leases_only() {
    let city = City::with(Plan {
        lease_seconds: 60,
        capabilities: vec!["attribute-filter"],
        ..Plan::default()
    })
    .await;
    let (leg, _) = city.permit(&[]).await;
    assert_eq!(
        city.introspect(&city.ticket(&leg).await).await["lease_seconds"],
        0
    );
    city.end().await;
}

#[tokio::test]
async fn a_withdrawal_waits_until_the_connector_has_confirmed_it() {
    let city = leased().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(answer["lease_seconds"], 60);
    let withdrawn = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    let withdrawn: Value = withdrawn.json().await.unwrap();
    assert_eq!(withdrawn["in_force"], json!({"everywhere": true}));
    let events = city.connector.shared.events.lock().unwrap().clone();
    assert_eq!(
        events.len(),
        1,
        "it was confirmed before the person was told"
    );
    let Event::PermissionWithdrawn(event) = read(&city, &events[0]).await else {
        panic!("another event")
    };
    assert_eq!(
        event.arrangement_id.as_str(),
        answer["permission"]["arrangement_id"]
    );
    assert!(event.epoch > answer["permission"]["epoch"].as_u64().unwrap());
    city.end().await;
}

#[tokio::test]
async fn a_connector_with_a_subscription_hears_of_a_withdrawal_for_which_nobody_waits() {
    let city = City::with(Plan {
        change: |config| config.limits.lease_wait_ms = 60_000,
        ..Plan::default()
    })
    .await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let answer = city.introspect_for_subscription(&ticket).await;
    assert_eq!(answer["lease_seconds"], 0, "{answer}");
    let change = async |change: &str| {
        let path = format!("/api/v1/me/permissions/{arrangement}/{change}");
        let changed = city.person.post(&city, &path, &json!({})).await;
        let changed: Value = changed.json().await.unwrap();
        assert_eq!(changed["in_force"], json!({"everywhere": true}));
    };
    let heard = async |count: usize| {
        for _ in 0..500 {
            let events = city.connector.shared.events.lock().unwrap().clone();
            if events.len() == count {
                return read(&city, &events[count - 1]).await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the connector does not hear of it");
    };
    change("suspend").await;
    let Event::PermissionChanged(event) = heard(1).await else {
        panic!("another event")
    };
    assert_eq!(event.state, PermissionState::Suspended);
    change("resume").await;
    heard(2).await;
    change("withdraw").await;
    let Event::PermissionWithdrawn(event) = heard(3).await else {
        panic!("another event")
    };
    let known = &answer["permission"]["arrangement_id"];
    assert_eq!(event.arrangement_id.as_str(), known);
    city.end().await;
}

#[tokio::test]
async fn where_a_connector_does_not_confirm_the_person_is_told_the_latest_instant() {
    let city = City::with(Plan {
        lease_seconds: 60,
        change: |config| config.limits.lease_wait_ms = 200,
        ..Plan::default()
    })
    .await;
    let (leg, arrangement) = city.permit(&[]).await;
    city.introspect(&city.ticket(&leg).await).await;
    city.connector
        .shared
        .acknowledges
        .store(false, Ordering::Relaxed);
    let withdrawn = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    let withdrawn: Value = withdrawn.json().await.unwrap();
    assert_eq!(withdrawn["in_force"]["everywhere"], false);
    assert_eq!(
        withdrawn["in_force"]["latest"][0]["connector"],
        "The City Library"
    );
    let latest: jiff::Timestamp = withdrawn["in_force"]["latest"][0]["at"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let left = latest.as_second() - now();
    assert!(
        (55..=62).contains(&left),
        "the lease and its margin: {left}"
    );
    // It is delivered once the connector is itself again.
    let before = city.connector.events(1).await.len();
    city.connector
        .shared
        .acknowledges
        .store(true, Ordering::Relaxed);
    city.connector.events(before + 1).await;
    city.end().await;
}

#[tokio::test]
async fn every_change_of_what_may_be_released_ends_leases() {
    let city = leased().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let ticket = city.ticket(&leg).await;
    let mut expected = 0;
    for (path, body, state) in [
        (
            format!("permissions/{arrangement}/amend"),
            json!({"optional": []}),
            PermissionState::Granted,
        ),
        (
            format!("permissions/{arrangement}/renew"),
            json!({}),
            PermissionState::Granted,
        ),
        (
            "rules".to_owned(),
            json!({"effect": "deny", "data": {"categories": ["pd:BirthDate"]}}),
            PermissionState::Granted,
        ),
        (
            format!("permissions/{arrangement}/suspend"),
            json!({}),
            PermissionState::Suspended,
        ),
    ] {
        let epoch = city.introspect(&ticket).await["permission"]["epoch"]
            .as_u64()
            .unwrap();
        let changed = city
            .person
            .post(&city, &format!("/api/v1/me/{path}"), &body)
            .await;
        assert!(changed.status().is_success(), "{path}");
        expected += 1;
        let events = city.connector.events(expected).await;
        let Event::PermissionChanged(event) = read(&city, events.last().unwrap()).await else {
            panic!("another event")
        };
        assert_eq!((event.state, event.epoch), (state, epoch + 1), "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn a_lease_goes_no_further_than_the_permission() {
    let city = City::with(Plan {
        lease_seconds: 7 * 86_400,
        ..Plan::default()
    })
    .await;
    let asked = city.ask(Some(crate::city::LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    city.person
        .post(
            &city,
            &format!("/api/v1/me/requests/{id}/grant"),
            &json!({"days": 1}),
        )
        .await;
    let status: Value = city
        .service
        .get(&city, &format!("/api/v1/permission-requests/{id}"))
        .await
        .json()
        .await
        .unwrap();
    let answer = city
        .introspect(&city.ticket(status["permission"].as_str().unwrap()).await)
        .await;
    assert!(answer["lease_seconds"].as_i64().unwrap() <= 86_400);
    city.end().await;
}

/// The race that a lease must not win: answers are given while the person withdraws. Whatever is said to be in
/// force everywhere must be so: no answer with a lease may come that was decided before the withdrawal and is
/// written after the connectors were looked up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_lease_slips_past_a_withdrawal() {
    let city = leased().await;
    for _ in 0..10 {
        let (leg, arrangement) = city.permit(&[]).await;
        let ticket = city.ticket(&leg).await;
        let introspections =
            futures_util::future::join_all((0..12).map(|_| city.introspect(&ticket)));
        let withdrawal = async {
            let path = format!("/api/v1/me/permissions/{arrangement}/withdraw");
            city.person
                .post(&city, &path, &json!({}))
                .await
                .json::<Value>()
                .await
                .unwrap()
        };
        let (answers, withdrawn) = tokio::join!(introspections, withdrawal);
        assert_eq!(withdrawn["in_force"]["everywhere"], true, "{withdrawn}");
        let leased = answers
            .iter()
            .filter(|answer| answer["lease_seconds"].as_u64() > Some(0))
            .count();
        if leased > 0 {
            // Then the connector has been told, with an epoch above every answer's.
            let told = city
                .connector
                .shared
                .events
                .lock()
                .unwrap()
                .last()
                .unwrap()
                .clone();
            let Event::PermissionWithdrawn(event) = read(&city, &told).await else {
                panic!("another event")
            };
            let highest = answers
                .iter()
                .filter_map(|answer| answer["permission"]["epoch"].as_u64())
                .max()
                .unwrap();
            assert!(event.epoch > highest);
        }
        use storage::operator::leases::Leases as _;
        let database = city.operator.operator().database();
        let left = database
            .live_leases(&arrangement, operator::clock::Clock::default().now())
            .await
            .unwrap();
        assert!(left.is_empty(), "{left:?}");
    }
    city.end().await;
}
