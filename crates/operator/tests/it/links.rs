//! A person is linked with a source whose connector is one of the test's own.
use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use permission::Assurance;
use protocol::jose::{Jwks, SigningKey};
use protocol::links::{LinkResult, Linked, Outcome};
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{CARD, City, Plan, Shared, key, now, token_id};
use crate::pages::Browser;

/// By what the source finds the person.
const FOUND: &str = "LIB-2037";
/// Seconds in a day: the link's life.
const DAY: i64 = 86_400;

/// What the connector does about links.
#[derive(Default)]
pub(crate) struct Linking {
    /// What operators have asked it for.
    begun: Vec<Value>,
    /// Under which key it says what came of it, and to which operator.
    says: Option<(SigningKey, String)>,
}

/// Where operators ask about links.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/links/requests", post(begin))
        .route("/links/requests/results", post(redeem))
}

/// What a signed message says.
fn said(message: &Value) -> Value {
    let payload = message["token"]
        .as_str()
        .unwrap()
        .split('.')
        .nth(1)
        .unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

async fn begin(
    State(shared): State<Arc<Shared>>,
    Json(request): Json<Value>,
) -> (http::StatusCode, Json<Value>) {
    let url = shared.metadata.lock().unwrap()["connector_base_url"].clone();
    let place = format!("{}/links/a-secret", url.as_str().unwrap());
    shared.linking.lock().unwrap().begun.push(said(&request));
    let place = json!({"url": place, "expires_in": 900});
    (http::StatusCode::CREATED, Json(place))
}

/// Whoever comes back is known.
async fn redeem(State(shared): State<Arc<Shared>>, Json(redemption): Json<Value>) -> Json<Value> {
    let uuid = shared.metadata.lock().unwrap()["connector_uuid"].clone();
    let linking = shared.linking.lock().unwrap();
    let asked = said(&redemption);
    let begun = linking
        .begun
        .iter()
        .find(|one| one["jti"] == asked["request"]);
    let (key, operator) = linking.says.as_ref().unwrap();
    let now = now();
    let result = LinkResult {
        iss: uuid.as_str().unwrap().parse().unwrap(),
        aud: operator.parse().unwrap(),
        iat: now,
        exp: now + 60,
        jti: token_id(),
        request: asked["request"].as_str().unwrap().parse().unwrap(),
        link_id: begun.unwrap()["link_id"].as_str().unwrap().parse().unwrap(),
        outcome: Outcome::Linked(Linked {
            id: FOUND.to_owned(),
            id_type: "library_card".to_owned(),
            country: None,
            assurance: Assurance::Low,
            valid_until: now + DAY,
        }),
    };
    Json(json!({"token": result.sign(key).unwrap()}))
}

/// A city whose library links people by answers, and accepts of their keychains what is as sure as this, if anything.
async fn library(keychain: Option<&str>) -> City {
    let city = City::with(Plan {
        capabilities: vec!["attribute-filter", "links"],
        ..Plan::default()
    })
    .await;
    let connector = &city.connector;
    let mut links = vec![
        json!({"way": "form", "assurance": "low", "identifier_type": "library_card", "days": 1}),
    ];
    links.extend(keychain.map(|least| json!({"way": "attribute", "assurance": least})));
    {
        let mut metadata = connector.shared.metadata.lock().unwrap();
        metadata["links"] = json!(links);
        metadata["links_endpoint"] = json!(format!("{}/links/requests", connector.url));
    }
    let operator = city.operator.operator();
    operator.refresh_connector(&connector.uuid).await.unwrap();
    let says = (connector.key.clone(), city.operator.url().to_owned());
    connector.shared.linking.lock().unwrap().says = Some(says);
    city
}

/// The person links themselves by answers; where that leads them.
async fn link(city: &City) -> String {
    let mut browser = Browser::new(city);
    browser.log_in("/links").await;
    let way = format!("/links/begin?source={}&way=form", city.connector.uuid);
    let begun = browser.send(browser.request(Method::GET, &way)).await;
    assert!(
        begun.headers()["location"]
            .to_str()
            .unwrap()
            .ends_with("/links/a-secret")
    );
    let attempt = {
        let linking = city.connector.shared.linking.lock().unwrap();
        linking.begun.last().unwrap()["jti"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let back = format!("/links/attempts/{attempt}?code=a-code");
    let back = browser.send(browser.request(Method::GET, &back)).await;
    back.headers()["location"].to_str().unwrap().to_owned()
}

/// What the operator says of the ticket of a subscription, so much later.
async fn introspect_later(city: &City, ticket: &str, later: i64) -> Value {
    let at = now() + later;
    let assertion = city.connector.assertion_at(city.operator.url(), at);
    let request = city.call(Method::POST, "/api/v1/introspection");
    let request = request.bearer_auth(assertion);
    let asked = json!({"request_ticket": ticket, "subscription": true});
    request
        .json(&asked)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn what_a_link_gave_is_told_until_its_end() {
    let city = library(None).await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let before = city.introspect(&ticket).await;
    assert_eq!(
        before["identifiers"],
        json!([]),
        "nothing of the keychain is accepted: {before}"
    );
    assert_eq!(link(&city).await, "/links?said=linked");
    let told = city.introspect(&ticket).await;
    let link_id = city.connector.shared.linking.lock().unwrap().begun[0]["link_id"].clone();
    let identifier = &told["identifiers"][0];
    assert_eq!(
        (&identifier["id"], &identifier["link_id"]),
        (&json!(FOUND), &link_id),
        "{told}"
    );
    assert_eq!(identifier["assurance"], "low");
    city.clock.advance(DAY - 60);
    let told = introspect_later(&city, &ticket, DAY - 60).await;
    assert_eq!(told["identifiers"][0]["id"], FOUND, "{told}");
    city.clock.advance(61);
    let over = introspect_later(&city, &ticket, DAY + 1).await;
    assert!(!over.to_string().contains(FOUND), "{over}");
    city.end().await;
}

#[tokio::test]
async fn an_identifier_of_the_keychain_is_told_to_a_source_that_accepts_it_as_sure_as_it_is() {
    for (least, is_told) in [("substantial", true), ("high", false)] {
        let city = library(Some(least)).await;
        let (leg, _) = city.permit(&[]).await;
        let told = city.introspect(&city.ticket(&leg).await).await;
        let card = json!({"id": CARD, "assurance": "substantial"});
        let all = told["identifiers"].as_array().unwrap().iter();
        let found = all.map(|one| json!({"id": one["id"], "assurance": one["assurance"]}));
        assert_eq!(
            found.collect::<Vec<_>>().contains(&card),
            is_told,
            "{least}: {told}"
        );
        city.end().await;
    }
}

#[tokio::test]
async fn a_result_under_a_new_key_counts_once_the_source_publishes_it() {
    let city = library(None).await;
    let connector = &city.connector;
    let newer = key();
    let says = (newer.clone(), city.operator.url().to_owned());
    connector.shared.linking.lock().unwrap().says = Some(says);
    assert_eq!(
        link(&city).await,
        "/links?said=source",
        "nobody knows this key"
    );
    let keys = Jwks {
        keys: vec![connector.key.jwk().clone(), newer.jwk().clone()],
    };
    *connector.shared.jwks.lock().unwrap() = serde_json::to_value(keys).unwrap();
    assert_eq!(link(&city).await, "/links?said=linked");
    city.end().await;
}
