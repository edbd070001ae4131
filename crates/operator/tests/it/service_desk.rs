//! What a service sees to by itself: its intended uses, what it holds and has asked, its keys, statistics.
use operator::Approval;
use operator::organisations::Actor;
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{CARD, City, LOGIN, Plan, Service, key};
use crate::webhooks::{Endpoint, register};

const DRAFT: &str = "/api/v1/intended-uses/hobby-use/draft";

async fn put(city: &City, path: &str, body: &Value) -> (u16, Value) {
    let answer = city
        .service
        .send(city, Method::PUT, path, |request| request.json(body))
        .await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn post(city: &City, path: &str, body: &Value) -> (u16, Value) {
    let answer = city.service.post(city, path, body).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn get(city: &City, path: &str) -> Value {
    let answer = city.service.get(city, path).await;
    assert_eq!(answer.status(), 200, "{path}: {:?}", answer.text().await);
    answer.json().await.unwrap()
}

async fn admin(city: &City, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let token = std::fs::read_to_string(city.folder.path().join("operator/admin.token")).unwrap();
    let answer = city
        .call(method, path)
        .bearer_auth(token.trim())
        .json(body)
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The registered use with another notice.
fn changed(city: &City, notice: &str) -> Value {
    let mut description = city.connector.intended_use("hobby");
    description["notice"]["en"] = json!(notice);
    description
}

#[tokio::test]
async fn a_draft_becomes_a_version_when_it_was_approved_as_it_was_read() {
    let city = City::new().await;
    let endpoint = Endpoint::start().await;
    register(&city, &endpoint.url).await;
    let description = changed(&city, "We also look at your loans.");
    let (status, draft) = put(&city, DRAFT, &json!({"description": description})).await;
    assert_eq!((status, &draft["state"]), (200, &json!("draft")), "{draft}");
    assert_eq!(draft["published"], 1);
    let check = get(&city, &format!("{DRAFT}/check")).await;
    assert_eq!(check, json!({"valid": true, "changed": true}));
    let preview = get(&city, &format!("{DRAFT}/preview?language=en")).await;
    assert_eq!(preview["notice"], "We also look at your loans.");
    assert_eq!(preview["version"], 2);
    assert_eq!(preview["datasets"][0]["source"], "The City Library");

    let publish = format!("{DRAFT}/publish");
    let (status, submitted) = post(&city, &publish, &json!({"revision": 1})).await;
    assert_eq!((status, submitted), (200, json!({"outcome": "submitted"})));
    // Nothing is changed while it waits, and nothing else is approved than what was read.
    let (status, _) = put(&city, DRAFT, &json!({"revision": 2, "description": {}})).await;
    assert_eq!(status, 409);
    let asked = city.ask(Some(LOGIN)).await;
    let request = format!("/api/v1/me/requests/{}", asked["id"].as_str().unwrap());
    let shown = city.person.get(&city, &request).await;
    assert_eq!(shown["use"]["version"], 1);
    let (_, waiting) = admin(
        &city,
        Method::GET,
        "/api/v1/admin/intended-use-drafts",
        &json!(null),
    )
    .await;
    assert_eq!(
        waiting[0]["description"]["notice"]["en"],
        "We also look at your loans."
    );
    let approve = "/api/v1/admin/services/hobby/intended-uses/hobby-use/approve";
    let (status, _) = admin(&city, Method::POST, approve, &json!({"revision": 1})).await;
    assert_eq!(status, 409, "another revision than the one that waits");
    let (status, approved) = admin(&city, Method::POST, approve, &json!({"revision": 2})).await;
    assert_eq!(
        (status, &approved["version"]),
        (200, &json!(2)),
        "{approved}"
    );
    let asked = city.ask(Some(LOGIN)).await;
    let request = format!("/api/v1/me/requests/{}", asked["id"].as_str().unwrap());
    let shown = city.person.get(&city, &request).await;
    assert_eq!(shown["use"]["notice"], "We also look at your loans.");
    assert_eq!(
        city.service.get(&city, DRAFT).await.status(),
        404,
        "it is a version now"
    );
    let versions = get(&city, "/api/v1/intended-uses/hobby-use").await;
    let notices: Vec<_> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["description"]["notice"]["en"].as_str().unwrap())
        .collect();
    assert_eq!(
        notices,
        [
            "We also look at your loans.",
            "We look at your library card to give you a grant."
        ]
    );
    let told = endpoint.events(&city, 1).await;
    assert_eq!(
        told[0].payload,
        json!({"intended_use": "hobby-use", "approved": true, "version": 2})
    );
    city.end().await;
}

#[tokio::test]
async fn a_refused_draft_says_why_and_can_be_worked_on_again() {
    let city = City::new().await;
    let description = changed(&city, "Everything.");
    put(&city, DRAFT, &json!({"description": description})).await;
    post(&city, &format!("{DRAFT}/publish"), &json!({"revision": 1})).await;
    let refuse = "/api/v1/admin/services/hobby/intended-uses/hobby-use/refuse";
    let (status, _) = admin(
        &city,
        Method::POST,
        refuse,
        &json!({"revision": 2, "reason": " "}),
    )
    .await;
    assert_eq!(status, 400, "a reason is due");
    let refused = json!({"revision": 2, "reason": "Say what you look at."});
    let (status, _) = admin(&city, Method::POST, refuse, &refused).await;
    assert_eq!(status, 204);
    let draft = get(&city, DRAFT).await;
    assert_eq!(draft["state"], "refused");
    assert_eq!(draft["reason"], "Say what you look at.");
    let revision = draft["revision"].as_i64().unwrap();
    let better = json!({"revision": revision, "description": changed(&city, "Your library card.")});
    let (status, draft) = put(&city, DRAFT, &better).await;
    assert_eq!((status, &draft["state"]), (200, &json!("draft")));
    assert_eq!(draft["reason"], Value::Null);
    let publish = json!({"revision": revision + 1});
    let (status, _) = post(&city, &format!("{DRAFT}/publish"), &publish).await;
    assert_eq!(status, 200);
    let (status, recalled) = post(&city, &format!("{DRAFT}/recall"), &json!({})).await;
    assert_eq!((status, &recalled["state"]), (200, &json!("draft")));
    city.end().await;
}

#[tokio::test]
async fn a_draft_is_checked_as_whatever_is_published() {
    let city = City::new().await;
    let mut description = changed(&city, "More.");
    description["datasets"][city.connector.dataset("patron")]["required"] = json!(["nmae"]);
    put(&city, DRAFT, &json!({"description": description})).await;
    let check = get(&city, &format!("{DRAFT}/check")).await;
    assert_eq!(check["valid"], false);
    assert!(
        check["problem"].as_str().unwrap().contains("`name`"),
        "what was meant is named: {check}"
    );
    let (status, problem) = post(&city, &format!("{DRAFT}/publish"), &json!({"revision": 1})).await;
    assert_eq!(status, 400, "{problem}");
    // Half a draft is kept, and cannot be looked at yet.
    let half = json!({"revision": 1, "description": {"title": {"en": "T"}, "service": "other"}});
    let (status, kept) = put(&city, DRAFT, &half).await;
    assert_eq!((status, &kept["service"]), (200, &json!("hobby")), "{kept}");
    let answer = city.service.get(&city, &format!("{DRAFT}/preview")).await;
    assert_eq!(answer.status(), 400);
    // Of two who change the same revision, one is told.
    let (status, _) = put(&city, DRAFT, &half).await;
    assert_eq!(status, 409);
    let basis = json!({"revision": 2, "description": {
        "title": {"en": "T"}, "purposes": ["dpv:ServiceProvision"], "processing": ["dpv:Use"],
        "legal_basis": "eu-gdpr:A6-1-e", "retention": 1, "longest_duration": 1, "notice": {"en": "N"},
        "datasets": {city.connector.dataset("patron"): {"required": ["name"]}},
    }});
    put(&city, DRAFT, &basis).await;
    let check = get(&city, &format!("{DRAFT}/check")).await;
    assert!(
        check["problem"]
            .as_str()
            .unwrap()
            .contains("another intended use"),
        "{check}"
    );
    city.end().await;
}

#[tokio::test]
async fn where_no_approval_is_needed_a_draft_is_published_at_once() {
    let city = City::with(Plan {
        change: |config| config.intended_uses = Approval::PublishedAtOnce,
        ..Plan::default()
    })
    .await;
    put(
        &city,
        DRAFT,
        &json!({"description": changed(&city, "Now.")}),
    )
    .await;
    let (status, published) =
        post(&city, &format!("{DRAFT}/publish"), &json!({"revision": 1})).await;
    assert_eq!(
        (status, published),
        (200, json!({"outcome": "published", "version": 2}))
    );
    // What says the same is no new version.
    put(
        &city,
        DRAFT,
        &json!({"description": changed(&city, "Now.")}),
    )
    .await;
    let (status, _) = post(&city, &format!("{DRAFT}/publish"), &json!({"revision": 1})).await;
    assert_eq!(status, 409);
    city.end().await;
}

#[tokio::test]
async fn anothers_intended_use_cannot_be_drafted_and_drafts_are_seen_by_their_service_alone() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let organisation = admin.service("hobby").await.unwrap().organisation;
    let other = Service::register(&city.operator, &organisation, "other").await;
    let body = json!({"description": changed(&city, "Mine.")});
    let answer = other
        .send(&city, Method::PUT, DRAFT, |request| request.json(&body))
        .await;
    assert_eq!(answer.status(), 409);
    put(&city, DRAFT, &body).await;
    assert_eq!(other.get(&city, DRAFT).await.status(), 404);
    let uses: Value = other
        .get(&city, "/api/v1/intended-uses")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(uses, json!({"intended_uses": [], "drafts": []}));
    city.end().await;
}

#[tokio::test]
async fn a_service_sees_what_it_holds_and_asked_and_not_of_whom() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let waiting = city.ask(Some("nobody@example.org")).await;
    let held = get(&city, "/api/v1/permissions").await;
    assert_eq!(held["permissions"].as_array().unwrap().len(), 1, "{held}");
    let one = &held["permissions"][0];
    assert_eq!(
        (&one["permission"], &one["state"]),
        (&json!(leg), &json!("granted"))
    );
    assert_eq!(
        one["datasets"][city.connector.dataset("patron")],
        json!(["birthDate", "name"])
    );
    assert_eq!(
        get(&city, &format!("/api/v1/permissions/{leg}")).await,
        *one
    );
    let sent = get(&city, "/api/v1/permission-requests").await;
    let sent = sent["permission_requests"].as_array().unwrap().clone();
    assert_eq!(sent.len(), 2);
    assert_eq!(
        (&sent[0]["id"], &sent[0]["status"]),
        (&waiting["id"], &json!("pending"))
    );
    assert_eq!(
        (&sent[1]["permission"], &sent[1]["status"]),
        (&json!(leg), &json!("granted"))
    );
    let said = format!("{held}{sent:?}");
    for secret in [
        &*arrangement,
        &city.person.id,
        CARD,
        LOGIN,
        "nobody@",
        "Aino",
    ] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    // From where it ended, what has changed since.
    let next = held["next"].as_str().unwrap();
    city.clock.advance(20);
    let nothing = get(&city, &format!("/api/v1/permissions?after={next}")).await;
    let next = nothing["next"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/me/permissions/{arrangement}/withdraw");
    city.person.post(&city, &path, &json!({})).await;
    let since = get(&city, &format!("/api/v1/permissions?after={next}")).await;
    assert_eq!(since["permissions"][0]["state"], "withdrawn", "{since}");
    let other = Service::register(
        &city.operator,
        &city
            .operator
            .operator()
            .service("hobby")
            .await
            .unwrap()
            .organisation,
        "other",
    )
    .await;
    let answer = other
        .get(&city, &format!("/api/v1/permissions/{leg}"))
        .await;
    assert_eq!(answer.status(), 404);
    city.end().await;
}

#[tokio::test]
async fn a_declined_request_shows_no_permission() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    city.person
        .post(
            &city,
            &format!("/api/v1/me/requests/{id}/decline"),
            &json!({}),
        )
        .await;
    let sent = get(&city, "/api/v1/permission-requests").await;
    let one = &sent["permission_requests"][0];
    assert_eq!(
        (&one["status"], &one["permission"]),
        (&json!("declined"), &Value::Null)
    );
    assert_eq!(
        get(&city, "/api/v1/permissions").await["permissions"],
        json!([])
    );
    city.end().await;
}

#[tokio::test]
async fn releases_are_counted_by_month_source_and_dataset_for_settlement() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let mut items = Vec::new();
    for _ in 0..3 {
        let answer = city.introspect(&city.ticket(&leg).await).await;
        items.push(answer["access_item_uuid"].as_str().unwrap().to_owned());
    }
    let (patron, loans) = (
        city.connector.dataset("patron"),
        city.connector.dataset("loans"),
    );
    let outcomes = [
        json!({"success": true, "status": "completed", "released": {&patron: ["name"], &loans: ["count"]}}),
        json!({"success": true, "status": "completed", "released": {&loans: ["count"]}}),
        json!({"success": false, "status": "completed", "additional_info": "source-unavailable"}),
    ];
    for (item, outcome) in items.iter().zip(&outcomes) {
        // Reporting twice is the same as once.
        for _ in 0..2 {
            let answer = city
                .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
                .header(
                    "authorization",
                    format!("Bearer {}", city.connector.assertion(city.operator.url())),
                )
                .json(outcome)
                .send()
                .await
                .unwrap();
            assert!(answer.status().is_success(), "{:?}", answer.text().await);
        }
    }
    let statistics = get(&city, "/api/v1/statistics").await;
    let counted: Vec<_> = statistics["releases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["dataset"].as_str().unwrap(),
                one["releases"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(counted, [(&*loans, 2), (&*patron, 1)], "{statistics}");
    assert_eq!(statistics["releases"][0]["source"], "The City Library");
    assert_eq!(statistics["releases"][0]["title"], "Your loans");
    let table = city
        .service
        .send(&city, Method::GET, "/api/v1/statistics", |request| {
            request.header("accept", "text/csv")
        })
        .await;
    assert_eq!(
        table.headers()["content-type"],
        "text/csv; charset=utf-8; header=present"
    );
    let table = table.text().await.unwrap();
    assert_eq!(table.lines().count(), 3, "{table}");
    let wrong = city
        .service
        .get(&city, "/api/v1/statistics?from=2026-13")
        .await;
    assert_eq!(wrong.status(), 400);
    city.end().await;
}

#[tokio::test]
async fn a_service_replaces_its_key_with_an_overlap_and_without_a_gap() {
    let mut city = City::new().await;
    let next = key();
    let body = json!({"jwk": next.jwk(), "overlap_seconds": 3_600});
    let (status, keys) = post(&city, "/api/v1/keys", &body).await;
    assert_eq!((status, keys.as_array().unwrap().len()), (201, 2), "{keys}");
    assert!(
        keys[0]["ends_at"].is_string() && keys[1]["ends_at"].is_null(),
        "{keys}"
    );
    let (status, _) = post(&city, "/api/v1/keys", &json!({"jwk": next.jwk()})).await;
    assert_eq!(status, 409, "it is there already");
    let old = std::mem::replace(&mut city.service.key, next.clone());
    city.service.token(&city).await;
    city.service.key = old;
    city.service.token(&city).await;
    city.clock.advance(3_601);
    let keys = city.operator.operator().keys_of("hobby").await.unwrap();
    assert_eq!(
        keys.iter().map(|one| one.active).collect::<Vec<_>>(),
        [false, true]
    );
    let last = keys[1].kid.clone();
    let removed = city
        .operator
        .operator()
        .remove_key("hobby", &last, Actor::Service)
        .await;
    assert!(
        matches!(removed, Err(operator::Error::Conflict(_))),
        "the last good one stays: {removed:?}"
    );
    city.end().await;
}

#[tokio::test]
async fn a_key_that_was_ended_shows_nobody_who_it_is() {
    let mut city = City::new().await;
    let next = key();
    let (status, keys) = post(&city, "/api/v1/keys", &json!({"jwk": next.jwk()})).await;
    assert_eq!(status, 201);
    let first = keys[0]["kid"].as_str().unwrap();
    let answer = city
        .service
        .send(
            &city,
            Method::DELETE,
            &format!("/api/v1/keys/{first}"),
            |r| r,
        )
        .await;
    assert_eq!(answer.status(), 204);
    assert_eq!(city.service.ask_token(&city).await.status(), 401);
    city.service.key = next;
    assert_eq!(city.service.ask_token(&city).await.status(), 200);
    city.end().await;
}

#[tokio::test]
async fn a_key_that_is_none_or_private_is_not_taken() {
    let city = City::new().await;
    let private: Value = serde_json::from_slice(&key().to_private_jwk()).unwrap();
    for jwk in [
        private,
        json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
        json!({"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
    ] {
        let (status, _) = post(&city, "/api/v1/keys", &json!({"jwk": jwk})).await;
        assert!((400..=422).contains(&status), "{jwk}: {status}");
    }
    let (status, _) = post(&city, "/api/v1/secret", &json!({})).await;
    assert_eq!(status, 409, "it has keys");
    city.end().await;
}

#[tokio::test]
async fn a_secret_is_replaced_with_an_overlap() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let organisation = admin.service("hobby").await.unwrap().organisation;
    let new = json!({"client_id": "plain", "organisation": organisation, "name": {"en": "Plain"},
        "auth_method": "client_secret_basic"});
    let registered = admin
        .add_service(serde_json::from_value(new).unwrap())
        .await
        .unwrap();
    let first = registered.client_secret.unwrap();
    let try_secret = async |secret: &str| {
        let answer = city
            .call(Method::POST, "/oauth/token")
            .basic_auth("plain", Some(secret))
            .form(&[("grant_type", "client_credentials")])
            .send()
            .await
            .unwrap();
        answer.status().as_u16()
    };
    let rotation = serde_json::from_value(json!({"overlap_seconds": 600})).unwrap();
    let second = admin
        .replace_secret("plain", rotation, Actor::Service)
        .await
        .unwrap();
    assert_eq!(
        (try_secret(&first).await, try_secret(&second).await),
        (200, 200)
    );
    city.clock.advance(601);
    assert_eq!(
        (try_secret(&first).await, try_secret(&second).await),
        (401, 200)
    );
    city.end().await;
}
