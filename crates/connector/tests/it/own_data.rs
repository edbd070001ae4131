//! A person looks at their own data: who may read it from which page, and what a ticket for it is not good for.

use std::time::Duration;

use connector::config::RouteConfig;
use protocol::jose::{Algorithm, SigningKey};
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::city::{City, ROUTE, read, released};
use crate::peers::{Answer, Operator, new_key, new_uuid, signed};
use crate::release::{dataset_id, permitting};

/// A city whose library shows people their own data, all but `email`, and whose operator speaks the profile.
async fn city() -> City {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    city.config.datasets[0].not_for_person = vec!["email".parse().unwrap()];
    city.config.routes.push(read::<RouteConfig>(json!({
        "path": "/search", "method": "POST", "dataset": "patron", "request": {"path": "/patrons/{library_card}"},
    })));
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    vouch(&city).await;
    city
}

/// What the operator answers from now on: everything that the dataset describes.
pub(crate) async fn vouch(city: &City) {
    vouch_for(city, "2900-17", &["name", "email", "address", "loans"]).await;
}

/// The operator says that the ticket is good for these attributes of this card.
pub(crate) async fn vouch_for(city: &City, card: &str, attributes: &[&str]) {
    let datasets: Value = city.get("/datasets").await.json().await.unwrap();
    let id = datasets[0]["id"].as_str().unwrap();
    let now = city.clock.seconds();
    city.operator.answer(Answer::Json(json!({
        "active": true, "reason": "", "access_item_uuid": new_uuid(),
        "identifiers": [{"id": card, "id_type": "library_card"}],
        "permission": {
            "arrangement_id": new_uuid(), "epoch": 0, "version": 0,
            "purpose": "https://w3id.org/dpv#RightsFulfilment",
            "datasets": {id: attributes}, "valid_until": now + 120,
        },
    })));
}

pub(crate) fn browser_key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes)).unwrap()
}

fn own_claims(city: &City, key: &SigningKey) -> Value {
    let mut claims = city.claims();
    let now = city.clock.seconds();
    claims["sub"] = claims["iss"].clone();
    claims["aud"] = json!(city.url);
    claims["exp"] = json!(now + 60);
    claims["cnf"] = json!({"jkt": key.thumbprint().to_string()});
    claims["self_access"] = json!(true);
    claims
}

fn sign_as(operator: &Operator, typ: &str, claims: &Value) -> String {
    let header = json!({"alg": "EdDSA", "kid": operator.key.kid().as_str(), "typ": typ});
    signed(&operator.key, &header, claims)
}

pub(crate) fn own_ticket(city: &City, key: &SigningKey) -> String {
    let claims = own_claims(city, key);
    sign_as(&city.operator, "mim4-self-access-ticket+jwt", &claims)
}

/// What a page at `origin` sends, or a program that is no browser.
async fn show(city: &City, ticket: &str, proof: &str, origin: Option<&str>) -> Response {
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let mut request = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", proof);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    request.send().await.unwrap()
}

async fn look(city: &City, origin: Option<&str>) -> Response {
    let key = browser_key();
    let ticket = own_ticket(city, &key);
    let proof = prove(city, &key, &ticket);
    show(city, &ticket, &proof, origin).await
}

fn prove(city: &City, key: &SigningKey, ticket: &str) -> String {
    city.proof(key, "GET", &format!("{}{ROUTE}", city.url), ticket)
}

pub(crate) async fn preflight(
    city: &City,
    path: &str,
    origin: &str,
    asked: &[(&str, &str)],
) -> Response {
    let request = city
        .client
        .request(Method::OPTIONS, format!("{}{path}", city.url));
    let mut request = request.header("origin", origin);
    for (name, value) in asked {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

const ASKED: [(&str, &str); 2] = [
    ("access-control-request-method", "GET"),
    ("access-control-request-headers", "authorization,dpop"),
];

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

fn lets_nobody_in(headers: &HeaderMap) {
    for name in headers.keys() {
        assert!(!name.as_str().starts_with("access-control-"), "{name}");
    }
}

#[tokio::test]
async fn a_person_sees_everything_but_what_is_not_for_them() {
    let city = city().await;
    let response = look(&city, Some(&city.operator.url)).await;
    let headers = response.headers().clone();
    let data = released(response).await;
    let names: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert!(names.iter().any(|name| *name == "name"), "{data}");
    assert!(data.get("email").is_none(), "{data}");
    assert_eq!(
        header(&headers, "access-control-allow-origin"),
        city.operator.url
    );
    assert_eq!(header(&headers, "cache-control"), "no-store");
    assert!(header(&headers, "vary").contains("origin"));
    assert!(headers.get("access-control-allow-credentials").is_none());
    let newest = &city.log().await[0];
    assert_eq!(newest["kind"], "release");
    assert_eq!(newest["record"]["self_access"], true);
    assert!(!newest["record"]["released"].to_string().contains("email"));
    let outcome = city.outcome(0).await;
    assert_eq!(outcome["success"], true);
}

#[tokio::test]
async fn a_person_may_see_the_sources_own_form_and_a_service_may_not() {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    city.config.datasets[0].not_for_person = vec!["email".parse().unwrap()];
    city.config.routes[0].mapping = Some(read(json!({"attributes": {
        "name": {"from": "nimi"}, "email": {"from": "sahkoposti"},
        "address": {"from": "paino", "unit": {"from": "GRM", "to": "KGM"}},
        "loans": {"join": ["laina", "sahkoposti"]},
    }})));
    city.operator.publish("profile", json!("fiducia-1"));
    city.upstream.answer(Answer::Json(json!({
        "nimi": "Aino", "paino": 64_200, "laina": "Kalevala", "sahkoposti": "aino@example.org", "hetu": "010180-9026",
    })));
    city.serve().await;
    vouch(&city).await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let proof = prove(&city, &key, &ticket);
    let request = city
        .client
        .get(format!("{}{ROUTE}?conversion=off", city.url));
    let request = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", proof)
        .header("origin", &city.operator.url);
    let response = request.send().await.unwrap();
    assert_eq!(header(response.headers(), "fiducia-conversion"), "off");
    let exposed = header(response.headers(), "access-control-expose-headers").to_owned();
    assert!(exposed.contains("fiducia-conversion"), "{exposed}");
    let data = released(response).await;
    // The e-mail address is not for the person, and it is in the loans too.
    assert_eq!(
        data,
        json!({"nimi": "Aino", "paino": 64_200, "laina": "Kalevala"})
    );
    assert_eq!(
        city.log().await[0]["record"]["detail"],
        "in the source's own form"
    );
    let converted = released(look(&city, None).await).await;
    assert_eq!(converted["address"], json!(64.2));
    assert_eq!(converted["name"], "Aino");

    let response = city
        .show_at(&format!("{ROUTE}?conversion=off"), &city.ticket())
        .await;
    assert_eq!(header(response.headers(), "fiducia-conversion"), "on");
    assert!(released(response).await.get("nimi").is_none());
}

/// What the person is told at their route with `?past=on`.
async fn look_back(city: &City) -> Response {
    let key = browser_key();
    let ticket = own_ticket(city, &key);
    let request = city.client.get(format!("{}{ROUTE}?past=on", city.url));
    let request = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", prove(city, &key, &ticket))
        .header("origin", &city.operator.url);
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_person_sees_what_it_was_where_the_source_keeps_that_and_a_service_does_not() {
    let mut city = City::prepare_store().await;
    city.config.datasets[0].self_access = true;
    city.config.datasets[0].history = true;
    city.config.datasets[0].not_for_person = vec!["email".parse().unwrap()];
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    vouch(&city).await;
    let nothing = look_back(&city).await;
    assert_eq!(released(nothing).await, json!([]), "nothing is kept of her");
    let patron = |name: &str, email: &str| json!({"id": "urn:x:1", "type": "Patron", "name": name, "email": email});
    city.keep(&[patron("Aino", "a@example.org")]).await;
    let mut moved = patron("Aino", "b@example.org");
    moved["address"] = json!({"city": "Espoo"});
    city.keep(&[moved]).await;
    city.keep(&[patron("Aino Aalto", "b@example.org")]).await;
    let response = look_back(&city).await;
    let allowed = header(response.headers(), "access-control-allow-origin").to_owned();
    assert_eq!(allowed, city.operator.url);
    let told = released(response).await;
    assert!(!told.to_string().contains("example.org"), "{told}");
    let values = |name: &str| -> Vec<Value> {
        let all = told[0][name].as_array().unwrap().iter();
        all.map(|one| one["value"].clone()).collect()
    };
    assert_eq!(values("name"), ["Aino", "Aino Aalto"]);
    assert_eq!(values("address"), [json!({"city": "Espoo"}), Value::Null]);
    let since: Vec<&str> = ["name", "address"]
        .iter()
        .flat_map(|name| told[0][name].as_array().unwrap())
        .map(|one| one["since"].as_str().unwrap())
        .collect();
    assert!(
        since[0] < since[2] && since[2] < since[1] && since[1] == since[3],
        "{since:?}"
    );
    let newest = &city.log().await[0];
    assert_eq!(newest["kind"], "release");
    assert_eq!(newest["record"]["self_access"], true);
    let metadata = city.metadata().await;
    assert_eq!(metadata["self_access"][0]["past"], true);
    // What somebody else's operator vouches for is theirs.
    vouch_for(&city, "2900-18", &["name"]).await;
    assert_eq!(released(look_back(&city).await).await, json!([]));
    // To a service it is as if it had not asked for it.
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let shown = city
        .show_at(&format!("{ROUTE}?past=on"), &city.ticket())
        .await;
    assert_eq!(released(shown).await[0]["name"], "Aino Aalto");
    // What is kept stays with the source where it does not tell it any longer.
    city.config.datasets[0].history = false;
    city.restart().await;
    vouch(&city).await;
    let response = look_back(&city).await;
    city.refused(response, 403, "self-access-not-offered").await;
}

#[tokio::test]
async fn a_program_without_origin_may_look_too() {
    let city = city().await;
    let response = look(&city, None).await;
    lets_nobody_in(response.headers());
    released(response).await;
}

#[tokio::test]
async fn the_metadata_says_where_people_look() {
    let city = city().await;
    let metadata = city.metadata().await;
    assert!(metadata["capabilities"].to_string().contains("self-access"));
    let urls: Vec<&str> = metadata["self_access"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["url"].as_str().unwrap())
        .collect();
    let get = [
        format!("{}{ROUTE}", city.url),
        format!("{}/loans", city.url),
    ];
    assert_eq!(urls, get, "with GET alone");
    let off = City::start().await;
    let metadata = off.metadata().await;
    assert!(!metadata["capabilities"].to_string().contains("self-access"));
    assert!(metadata.get("self_access").is_none());
}

#[tokio::test]
async fn where_it_is_off_nothing_is_shown_and_no_page_let_in() {
    let mut city = City::prepare().await;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    vouch(&city).await;
    let response = look(&city, None).await;
    let record = city
        .refused_at_sight(response, 403, "self-access-not-offered")
        .await;
    assert_eq!(record["self_access"], true);
    let response = preflight(&city, ROUTE, &city.operator.url, &ASKED).await;
    assert_eq!(response.status(), 405);
    lets_nobody_in(response.headers());
}

#[tokio::test]
async fn a_preflight_names_exactly_what_a_page_may_do() {
    let city = city().await;
    let response = preflight(&city, ROUTE, &city.operator.url, &ASKED).await;
    assert_eq!(response.status(), 204);
    let headers = response.headers();
    assert_eq!(
        header(headers, "access-control-allow-origin"),
        city.operator.url
    );
    assert_eq!(header(headers, "access-control-allow-methods"), "GET");
    assert_eq!(
        header(headers, "access-control-allow-headers"),
        "authorization, dpop"
    );
    assert_eq!(header(headers, "access-control-max-age"), "600");
    assert!(header(headers, "vary").starts_with("origin"));
    assert!(headers.get("access-control-allow-credentials").is_none());
    assert!(city.operator.asked().is_empty(), "nothing is asked for it");
}

#[tokio::test]
async fn no_other_page_is_let_in() {
    let city = city().await;
    let operator = city.operator.url.clone();
    let host = operator.trim_start_matches("http://");
    for origin in [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("https://{host}"),
        format!("{operator}.evil.example"),
        format!("{operator}/"),
        operator.to_uppercase(),
        String::new(),
    ] {
        let response = preflight(&city, ROUTE, &origin, &ASKED).await;
        assert_eq!(response.status(), 403, "{origin}");
        assert_eq!(header(response.headers(), "vary"), "origin");
        lets_nobody_in(response.headers());
        let response = look(&city, Some(&origin)).await;
        lets_nobody_in(response.headers());
        city.refused_at_sight(response, 403, "origin-refused").await;
    }
}

#[tokio::test]
async fn a_preflight_for_more_than_reading_is_refused() {
    let city = city().await;
    for asked in [
        [("access-control-request-method", "POST"), ASKED[1]],
        [("access-control-request-method", "DELETE"), ASKED[1]],
        [
            ASKED[0],
            (
                "access-control-request-headers",
                "authorization,dpop,x-more",
            ),
        ],
    ] {
        let response = preflight(&city, ROUTE, &city.operator.url, &asked).await;
        assert_eq!(response.status(), 403, "{asked:?}");
        lets_nobody_in(response.headers());
    }
    // Neither a question about a page, nor a route that people read.
    for (path, asked) in [(ROUTE, &ASKED[1..]), ("/search", &ASKED[..])] {
        let response = preflight(&city, path, &city.operator.url, asked).await;
        assert_eq!(response.status(), 405, "{path}");
        lets_nobody_in(response.headers());
    }
}

#[tokio::test]
async fn a_page_of_another_operator_of_the_group_reads_nothing_with_this_ones_ticket() {
    let mut city = City::prepare().await;
    let other = Operator::start().await;
    city.registry
        .serve(&city.registry.payload(&[&city.operator, &other]));
    city.config.datasets[0].self_access = true;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    let response = look(&city, Some(&other.url)).await;
    city.refused_at_sight(response, 403, "origin-refused").await;
}

#[tokio::test]
async fn the_pages_of_a_suspended_operator_are_not_let_in() {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    let mut list = city.registry.payload(&[&city.operator]);
    list["trust_group"]["members"][0]["status"] = json!("suspended");
    city.registry.serve(&list);
    city.serve().await;
    let _ = look(&city, None).await;
    let response = preflight(&city, ROUTE, &city.operator.url, &ASKED).await;
    assert_eq!(response.status(), 403);
    lets_nobody_in(response.headers());
}

#[tokio::test]
async fn refusals_can_be_read_by_the_page_that_asked() {
    let city = city().await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let response = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("origin", &city.operator.url)
        .send()
        .await
        .unwrap();
    let headers = response.headers().clone();
    city.refused_at_sight(response, 401, "proof-missing").await;
    assert_eq!(
        header(&headers, "access-control-allow-origin"),
        city.operator.url
    );
}

#[tokio::test]
async fn a_proof_is_good_once_and_for_its_key() {
    let city = city().await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let proof = prove(&city, &key, &ticket);
    released(show(&city, &ticket, &proof, None).await).await;
    let response = show(&city, &ticket, &proof, None).await;
    city.refused(response, 401, "proof-replayed").await;
    let stolen = prove(&city, &browser_key(), &ticket);
    let response = show(&city, &ticket, &stolen, None).await;
    city.refused(response, 401, "proof-invalid").await;
}

#[tokio::test]
async fn tickets_end_and_are_for_one_connector() {
    let city = city().await;
    let key = browser_key();
    let mut claims = own_claims(&city, &key);
    claims["aud"] = json!("https://transport.example");
    let ticket = sign_as(&city.operator, "mim4-self-access-ticket+jwt", &claims);
    let response = show(&city, &ticket, &prove(&city, &key, &ticket), None).await;
    city.refused_at_sight(response, 401, "ticket-wrong-audience")
        .await;
    let ticket = own_ticket(&city, &key);
    city.clock.advance(Duration::from_secs(60 + 61));
    let response = show(&city, &ticket, &prove(&city, &key, &ticket), None).await;
    city.refused_at_sight(response, 401, "ticket-expired").await;
}

#[tokio::test]
async fn neither_kind_of_ticket_is_good_as_the_other() {
    let city = city().await;
    let key = browser_key();
    let claims = own_claims(&city, &key);
    let mut without = claims.clone();
    without.as_object_mut().unwrap().remove("self_access");
    let mut unbound = claims.clone();
    unbound.as_object_mut().unwrap().remove("cnf");
    for (typ, claims) in [
        ("mim4-request-ticket+jwt", &claims),
        ("JWT", &claims),
        ("mim4-self-access-ticket+jwt", &without),
        ("mim4-self-access-ticket+jwt", &unbound),
    ] {
        let ticket = sign_as(&city.operator, typ, claims);
        let response = show(&city, &ticket, &prove(&city, &key, &ticket), None).await;
        city.refused_at_sight(response, 401, "ticket-malformed")
            .await;
    }
    // A service's ticket gets what its permission says, and is logged as a service's.
    let key = new_key();
    let ticket = city.bound_ticket(&key);
    released(show(&city, &ticket, &prove(&city, &key, &ticket), None).await).await;
    assert!(city.log().await[0]["record"].get("self_access").is_none());
}

#[tokio::test]
async fn only_get_and_no_query() {
    let city = city().await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let address = format!("{}/search", city.url);
    let request = city.client.post(&address);
    let response = request
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", city.proof(&key, "POST", &address, &ticket))
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 403, "self-access-not-offered")
        .await;
}

#[tokio::test]
async fn an_operator_that_says_no_ends_it() {
    let city = city().await;
    city.operator.answer(Answer::Json(json!({
        "active": false, "reason": "the session that asked for it has ended", "access_item_uuid": "",
        "identifiers": [], "reason_code": "permission-not-active",
    })));
    let response = look(&city, Some(&city.operator.url)).await;
    city.refused_unasked(response, 403, "permission-not-active")
        .await;
}

#[tokio::test]
async fn an_operator_of_2021_issues_none() {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    city.serve().await;
    let response = look(&city, None).await;
    city.refused_at_sight(response, 403, "self-access-not-offered")
        .await;
}

#[tokio::test]
async fn one_ticket_is_not_shown_without_end() {
    let city = city().await;
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    for _ in 0..30 {
        let response = show(&city, &ticket, &prove(&city, &key, &ticket), None).await;
        if response.status() == 429 {
            assert_eq!(header(response.headers(), "retry-after"), "6");
            city.refused(response, 429, "rate-limited").await;
            // Another ticket is another matter.
            released(look(&city, None).await).await;
            return;
        }
        released(response).await;
    }
    panic!("shown 30 times within a moment");
}

#[tokio::test]
async fn every_look_is_introspected() {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    city.config.leases = true;
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    vouch(&city).await;
    let key = browser_key();
    let mut claims = own_claims(&city, &key);
    claims["arrangement_id"] = json!(new_uuid());
    let ticket = sign_as(&city.operator, "mim4-self-access-ticket+jwt", &claims);
    for count in 1..=2 {
        released(show(&city, &ticket, &prove(&city, &key, &ticket), None).await).await;
        assert_eq!(city.operator.asked().len(), count);
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    for (names, on) in [
        (vec!["telephone"], true),
        (vec!["name", "email", "address", "loans"], true),
        (vec!["telephone"], false),
    ] {
        let mut city = City::prepare().await;
        city.config.datasets[0].self_access = on;
        city.config.datasets[0].not_for_person =
            names.iter().map(|name| name.parse().unwrap()).collect();
        let started =
            connector::Connector::start_with(city.config.clone(), city.clock.clone()).await;
        let Err(error) = started else {
            panic!("not refused")
        };
        let error = error.to_string();
        assert!(error.contains("not_for_person"), "{error}");
    }
}
