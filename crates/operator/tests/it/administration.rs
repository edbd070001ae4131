//! Running an operator: its API for administrators, its keys, its sources.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, Connector, GROUP, LOGIN, datasets, key};

fn admin_token(city: &City) -> String {
    std::fs::read_to_string(city.folder.path().join("operator/admin.token")).unwrap()
}

async fn admin(city: &City, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = city
        .call(method, &format!("/api/v1/admin/{path}"))
        .bearer_auth(admin_token(city));
    let answer = request.json(&body).send().await.unwrap();
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or_default(),
    )
}

#[tokio::test]
async fn everything_is_set_up_over_the_administration_api() {
    let city = City::new().await;
    let (status, made) = admin(
        &city,
        Method::POST,
        "organisations",
        json!({"name": "Moving ry", "country": "FI"}),
    )
    .await;
    assert_eq!(status, 201, "{made}");
    let organisation = made["id"].as_str().unwrap();
    let jwks = protocol::jose::Jwks::from(key().jwk().clone());
    let service = json!({"client_id": "moving", "organisation": organisation, "name": {"en": "Moving helper"}, "jwks": jwks});
    assert_eq!(
        admin(&city, Method::POST, "services", service.clone())
            .await
            .0,
        201
    );
    assert_eq!(
        admin(&city, Method::POST, "services", service.clone())
            .await
            .0,
        409
    );
    let mut renamed = service;
    renamed["name"]["en"] = json!("Moving help");
    assert_eq!(
        admin(&city, Method::PUT, "services/moving", renamed)
            .await
            .0,
        204
    );
    let other = Connector::start(&["attribute-filter"]).await;
    let (status, added) = admin(
        &city,
        Method::POST,
        "connectors",
        json!({"base_url": other.url, "trust_groups": [GROUP]}),
    )
    .await;
    assert_eq!(
        (status, &added["uuid"]),
        (201, &json!(other.uuid)),
        "{added}"
    );
    assert_eq!(added["datasets"].as_array().unwrap().len(), 2);
    let (status, made) = admin(
        &city,
        Method::POST,
        "intended-uses",
        other.intended_use("moving"),
    )
    .await;
    assert_eq!((status, &made["version"]), (201, &json!(1)), "{made}");
    let person = json!({
        "login": "eino@example.org", "password": "another good sentence", "name": "Eino",
        "identifiers": [{"id": "FI-9", "id_type": "library_card", "assurance": "high"}],
    });
    let (status, made) = admin(&city, Method::POST, "persons", person.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(admin(&city, Method::POST, "persons", person).await.0, 409);
    for list in [
        "organisations",
        "services",
        "intended-uses",
        "connectors",
        "datasets",
        "persons",
        "outbox",
    ] {
        let (status, _) = admin(&city, Method::GET, list, json!(null)).await;
        assert_eq!(status, 200, "{list}");
    }
    let (_, persons) = admin(&city, Method::GET, "persons", json!(null)).await;
    assert!(
        !persons.to_string().contains("eino"),
        "administrators see that someone is here, not who"
    );
    city.end().await;
}

#[tokio::test]
async fn administration_needs_its_token() {
    let city = City::new().await;
    for token in ["", "guess", &city.person.token] {
        let answer = city
            .call(Method::GET, "/api/v1/admin/persons")
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
    }
    let made = city
        .call(Method::POST, "/api/v1/admin/organisations")
        .json(&json!({"name": "x"}))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn an_intended_use_that_is_wrong_is_refused_with_what_may_have_been_meant() {
    let city = City::new().await;
    let patron = city.connector.dataset("patron");
    let base = city.connector.intended_use("hobby");
    let change = |change: &dyn Fn(&mut Value)| {
        let mut one = base.clone();
        change(&mut one);
        one
    };
    for (wrong, says) in [
        (
            change(&|one| one["purposes"] = json!(["dpv:ServiceProvison"])),
            "did you mean",
        ),
        (
            change(&|one| one["datasets"][&patron]["required"] = json!(["nam"])),
            "did you mean `name`",
        ),
        (
            change(&|one| {
                one["datasets"] = json!({"urn:fiducia:dataset:x:y": {"required": ["a"]}})
            }),
            "urn:fiducia:dataset:x:y",
        ),
        (
            change(&|one| one["legal_basis"] = json!("eu-gdpr:A6-1-z")),
            "eu-gdpr:A6-1-z",
        ),
        (
            change(&|one| one["longest_duration"] = json!(0)),
            "duration",
        ),
        (change(&|one| one["surprise"] = json!(1)), "surprise"),
        (change(&|one| one["notice"] = json!({})), "notice"),
    ] {
        let (status, problem) = admin(&city, Method::POST, "intended-uses", wrong).await;
        assert_eq!(status, 400, "{says}: {problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{says}: {problem}"
        );
    }
    let (status, unknown) = admin(
        &city,
        Method::POST,
        "intended-uses",
        change(&|one| one["service"] = json!("nobody")),
    )
    .await;
    assert_eq!(status, 404, "{unknown}");
    city.end().await;
}

#[tokio::test]
async fn a_new_version_of_a_use_changes_nothing_that_was_given_on_the_old() {
    let city = City::new().await;
    let (leg, _) = city.permit(&["birthDate"]).await;
    let patron = city.connector.dataset("patron");
    let mut next = city.connector.intended_use("hobby");
    next["datasets"][&patron]["optional"] = json!([]);
    let (_, same) = admin(
        &city,
        Method::POST,
        "intended-uses",
        city.connector.intended_use("hobby"),
    )
    .await;
    assert_eq!(same["version"], 1, "what is the same needs no new version");
    let (_, made) = admin(&city, Method::POST, "intended-uses", next).await;
    assert_eq!(made["version"], 2);
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(
        answer["permission"]["datasets"][&patron],
        json!(["birthDate", "name"])
    );
    // A new request is for the new version; saying yes to it moves the permission there.
    city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(answer["permission"]["datasets"][&patron], json!(["name"]));
    city.end().await;
}

#[tokio::test]
async fn a_version_of_a_dataset_never_changes_and_a_new_one_releases_what_is_described_as_before() {
    let city = City::new().await;
    let (leg, _) = city.permit(&["birthDate"]).await;
    let ticket = city.ticket(&leg).await;
    let patron = city.connector.dataset("patron");
    let refresh_path = format!("connectors/{}/refresh", city.connector.uuid);
    let mut changed = datasets(&city.connector.uuid);
    changed[0]["attributes"][2]["title"]["en"] = json!("Birthday, and horoscope");
    city.connector
        .shared
        .datasets
        .lock()
        .unwrap()
        .clone_from(&changed);
    let (status, problem) = admin(&city, Method::POST, &refresh_path, json!(null)).await;
    assert_eq!(status, 502);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("needs a new version"),
        "{problem}"
    );
    changed[0]["version"] = json!(2);
    city.connector
        .shared
        .datasets
        .lock()
        .unwrap()
        .clone_from(&changed);
    assert_eq!(
        admin(&city, Method::POST, &refresh_path, json!(null))
            .await
            .0,
        204
    );
    let answer = city.introspect(&ticket).await;
    assert_eq!(
        answer["permission"]["datasets"][&patron],
        json!(["name"]),
        "the other means something else now"
    );
    city.end().await;
}

#[tokio::test]
async fn a_connector_that_describes_itself_badly_is_not_added() {
    let city = City::new().await;
    let add =
        async |url: &str| admin(&city, Method::POST, "connectors", json!({"base_url": url})).await;
    let (status, problem) = add("http://127.0.0.1:1").await;
    assert_eq!(status, 502, "{problem}");
    let (status, problem) = add("http://192.168.1.1").await;
    assert_eq!(status, 400, "plain http is for loopback: {problem}");
    let liar = Connector::start(&[]).await;
    liar.shared.metadata.lock().unwrap()["connector_base_url"] = json!(city.connector.url);
    let (status, problem) = add(&liar.url).await;
    assert_eq!(status, 502);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("names the base url"),
        "{problem}"
    );
    let thief = Connector::start(&[]).await;
    *thief.shared.datasets.lock().unwrap() = datasets(&city.connector.uuid);
    let (status, problem) = add(&thief.url).await;
    assert_eq!(status, 502);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("is not of connector"),
        "{problem}"
    );
    let (status, _) = add(&city.connector.url).await;
    assert_eq!(status, 409, "it is here already");
    city.end().await;
}

#[tokio::test]
async fn keys_rotate_while_requests_go_on() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let old = city.ticket(&leg).await;
    let jwks = async || city.get("/jwks.json").await.json::<Value>().await.unwrap();
    assert_eq!(jwks().await["keys"].as_array().unwrap().len(), 1);
    let (status, rotated) = admin(&city, Method::POST, "keys/rotate", json!({})).await;
    assert_eq!(status, 200, "{rotated}");
    let published = jwks().await;
    assert!(
        published["keys"]
            .as_array()
            .unwrap()
            .iter()
            .any(|key| key["kid"] == rotated["kid"]),
        "published before it signs"
    );
    assert_ne!(
        published["keys"][0]["kid"], rotated["kid"],
        "the old one signs still"
    );
    assert_eq!(city.introspect(&old).await["active"], true);
    let (status, again) = admin(&city, Method::POST, "keys/rotate", json!({})).await;
    assert_eq!(status, 409, "{again}");
    let (status, replaced) =
        admin(&city, Method::POST, "keys/rotate", json!({"at_once": true})).await;
    assert_eq!(status, 200, "{replaced}");
    let metadata: Value = city
        .get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(metadata["operator_key"]["kid"], replaced["kid"]);
    assert_eq!(
        city.introspect(&old).await["active"],
        true,
        "what the old key signed is good until it ends"
    );
    assert_eq!(
        city.introspect(&city.ticket(&leg).await).await["active"],
        true
    );
    city.end().await;
}

#[tokio::test]
async fn a_connectors_new_key_is_fetched_when_it_is_met() {
    let mut city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    city.connector.key = key();
    *city.connector.shared.jwks.lock().unwrap() =
        serde_json::to_value(protocol::jose::Jwks::from(city.connector.key.jwk().clone())).unwrap();
    assert_eq!(city.introspect(&ticket).await["active"], true);
    city.end().await;
}

#[tokio::test]
async fn the_operator_says_how_it_fares() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(city.get("/healthz").await.status(), 200);
    assert_eq!(city.get("/readyz").await.status(), 200);
    let metrics = city.get("/metrics").await.text().await.unwrap();
    assert!(
        metrics.contains("operator_introspections_total{outcome=\"active\"}"),
        "{metrics}"
    );
    assert!(!metrics.contains(LOGIN));
    assert_eq!(
        city.get("/problems/permission-not-active").await.status(),
        200
    );
    assert_eq!(city.get("/api").await.status(), 200);
    let unknown = city.get("/nothing/here").await;
    assert_eq!(
        (
            unknown.status().as_u16(),
            unknown.headers()["content-type"].to_str().unwrap()
        ),
        (404, "application/problem+json")
    );
    city.end().await;
}

#[tokio::test]
async fn events_are_taken_from_known_parties_and_taken_again_without_harm() {
    use protocol::events::{Event, EventToken};
    let city = City::new().await;
    let issuer = protocol::ids::Issuer::parse(&city.connector.uuid).unwrap();
    let event = |audience: &str, issuer: &protocol::ids::Issuer| EventToken {
        iss: issuer.clone(),
        aud: audience.parse().unwrap(),
        iat: crate::city::now(),
        jti: crate::city::token_id(),
        events: vec![Event::Other("urn:example:something".to_owned())],
    };
    let send = |token: String| {
        city.call(Method::POST, "/events")
            .header("content-type", "application/secevent+jwt")
            .body(token)
            .send()
    };
    let good = event(city.operator.url(), &issuer)
        .sign(&city.connector.key)
        .unwrap();
    assert_eq!(send(good.clone()).await.unwrap().status(), 202);
    assert_eq!(send(good).await.unwrap().status(), 202);
    let elsewhere = event("https://other.example", &issuer)
        .sign(&city.connector.key)
        .unwrap();
    let refused = send(elsewhere).await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(
        refused.json::<Value>().await.unwrap()["err"],
        "invalid_audience"
    );
    let stranger = protocol::ids::Issuer::parse("https://stranger.example").unwrap();
    let refused = send(event(city.operator.url(), &stranger).sign(&key()).unwrap())
        .await
        .unwrap();
    assert_eq!(
        refused.json::<Value>().await.unwrap()["err"],
        "invalid_issuer"
    );
    let forged = send(event(city.operator.url(), &issuer).sign(&key()).unwrap())
        .await
        .unwrap();
    assert_eq!(forged.status(), 400);
    assert_eq!(send("garbage".to_owned()).await.unwrap().status(), 400);
    let plain = city
        .call(Method::POST, "/events")
        .body("x")
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), 415);
    city.end().await;
}
