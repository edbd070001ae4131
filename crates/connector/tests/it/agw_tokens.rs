//! Operators that know a connector by a token of their identity provider, as the reference connector of 2021 shows it:
//! client credentials with the scope `agw`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::city::{City, eventually, read, released};
use crate::gateways::{prepared, route, ticket_for};
use crate::peers::{Answer, Received};

/// The secret of the connector at its operator.
const SECRET: &str = "s3cret:&";

/// Says in the configuration how the operator knows the connector.
pub(crate) fn known_by_token(city: &mut City, token_url: bool) {
    let file = city.config.data.join("operator.secret");
    std::fs::create_dir_all(&city.config.data).unwrap();
    std::fs::write(&file, SECRET).unwrap();
    let mut client = json!({"id": "library", "secret": {"file": file}});
    if token_url {
        client["token_url"] = json!(format!("{}/idp/token", city.operator.url));
    }
    city.config.operators[0].client_secret = Some(read(client));
}

async fn city() -> City {
    let mut city = City::prepare().await;
    known_by_token(&mut city, true);
    city.operator.demand_tokens();
    city.serve().await;
    city
}

async fn outcomes(city: &City, count: usize) -> Vec<Received> {
    eventually("the outcomes", || {
        Some(city.operator.outcomes()).filter(|told| told.len() >= count)
    })
    .await
}

#[tokio::test]
async fn an_operator_of_2021_is_shown_one_token_until_it_ends() {
    let city = city().await;
    for _ in 0..3 {
        city.released().await;
    }
    let told = outcomes(&city, 3).await;
    let asked = city.operator.asked();
    assert_eq!((asked.len(), told.len()), (3, 3));
    for received in asked.iter().chain(&told) {
        assert_eq!(received.header("authorization"), "Bearer agw-1");
    }
    let body = asked[0].json();
    assert_eq!(
        body.as_object().unwrap().len(),
        1,
        "the ticket alone: {body}"
    );
    let tokens = city.operator.tokens_asked();
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0].body, "grant_type=client_credentials&scope=agw");
    assert_eq!(
        tokens[0].header("content-type"),
        "application/x-www-form-urlencoded"
    );
    // RFC 6749 §2.3.1: both form-encoded first.
    let pair = STANDARD.encode("library:s3cret%3A%26");
    assert_eq!(tokens[0].header("authorization"), format!("Basic {pair}"));

    // Renewed before it ends, so that none ends on the way.
    city.clock.advance(Duration::from_secs(271));
    city.released().await;
    assert_eq!(
        city.operator.asked()[3].header("authorization"),
        "Bearer agw-2"
    );
    assert_eq!(city.operator.tokens_asked().len(), 2);
}

#[tokio::test]
async fn without_a_token_endpoint_an_operator_is_shown_the_secret_itself() {
    let mut city = City::prepare().await;
    known_by_token(&mut city, false);
    city.serve().await;
    city.released().await;
    let asked = city.operator.asked();
    assert!(asked[0].header("authorization").starts_with("Basic "));
    assert!(city.operator.tokens_asked().is_empty());
}

#[tokio::test]
async fn a_token_that_the_operator_takes_no_longer_is_renewed_once() {
    let city = city().await;
    city.released().await;
    outcomes(&city, 1).await;
    city.operator.demand_tokens();
    city.released().await;
    let asked = city.operator.asked();
    let shown: Vec<_> = asked
        .iter()
        .map(|one| one.header("authorization"))
        .collect();
    assert_eq!(shown, ["Bearer agw-1", "Bearer agw-1", "Bearer agw-2"]);
    outcomes(&city, 2).await;
    // An operator that takes none is not asked on and on, and nothing is released.
    city.operator.refuse_tokens();
    let (asked, tokens) = (
        city.operator.asked().len(),
        city.operator.tokens_asked().len(),
    );
    city.refused(city.ask().await, 502, "operator-bad-answer")
        .await;
    assert_eq!(city.operator.asked().len(), asked + 2);
    assert_eq!(city.operator.tokens_asked().len(), tokens + 1);
}

#[tokio::test]
async fn an_outcome_is_told_under_a_new_token_where_the_old_one_is_refused() {
    let city = city().await;
    city.operator.answer_outcomes(503);
    city.released().await;
    outcomes(&city, 1).await;
    city.operator.answer_outcomes(200);
    city.operator.demand_tokens();
    // What it did not take waits in the outbox, and goes out under the next token.
    let told = eventually("an outcome under the new token", || {
        let told = city.operator.outcomes();
        told.iter()
            .any(|one| one.header("authorization") == "Bearer agw-2")
            .then_some(told)
    })
    .await;
    let shown: Vec<_> = told.iter().map(|one| one.header("authorization")).collect();
    assert_eq!(shown[shown.len() - 2..], ["Bearer agw-1", "Bearer agw-2"]);
}

#[tokio::test]
async fn without_a_token_nothing_is_asked_and_nothing_released() {
    let city = city().await;
    for (answer, status, problem) in [
        (
            Answer::Raw(
                401,
                "application/json",
                "{\"error\": \"invalid_client\"}".into(),
            ),
            502,
            "operator-bad-answer",
        ),
        (
            Answer::Raw(200, "text/html", "<p>log in</p>".into()),
            502,
            "operator-bad-answer",
        ),
        (
            Answer::Json(json!({"token": "agw-1"})),
            502,
            "operator-bad-answer",
        ),
        (
            Answer::Json(json!({"access_token": "a", "token_type": "DPoP"})),
            502,
            "operator-bad-answer",
        ),
        (
            Answer::Json(json!({"access_token": "a\nb", "token_type": "Bearer"})),
            502,
            "operator-bad-answer",
        ),
        (Answer::Never, 504, "operator-timeout"),
    ] {
        city.operator.answer_tokens(Some(answer));
        let tokens = city.operator.tokens_asked().len();
        city.refused_unasked(city.ask().await, status, problem)
            .await;
        assert!(city.operator.asked().is_empty(), "nothing was shown");
        assert_eq!(city.operator.tokens_asked().len(), tokens + 1);
        if status == 502 {
            // Who comes at once after it is refused without asking for a token again.
            city.refused_unasked(city.ask().await, status, problem)
                .await;
            assert_eq!(city.operator.tokens_asked().len(), tokens + 1);
        }
        city.clock.advance(Duration::from_secs(2));
    }
    city.operator.answer_tokens(None);
    city.released().await;
}

/// Names of the token, which are the same to a file.
const SPELLINGS: [&str; 2] = [
    "route.extra.mop_request_ticket.agw_token",
    "route.extra['mop_request_ticket']['agw_token']",
];

/// A city with a file that shows the source the token.
async fn showing_token(spelling: &str) -> City {
    let file = json!({
        "route": route("/agw/loans", "GET"),
        "requests": [{
            "url": "SOURCE/loans?card=${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET",
            "headers": {"Authorization": format!("bearer ${{{spelling}}}")}}],
        "response": {"status": 200, "headers": {}, "json": {"done": true}}
    });
    prepared(&[("gateways/loans.json", file)], json!({})).await
}

#[tokio::test]
async fn mim4_6_a_gateway_file_may_show_the_source_the_connectors_token() {
    for spelling in SPELLINGS {
        let mut city = showing_token(spelling).await;
        known_by_token(&mut city, true);
        city.operator.demand_tokens();
        city.serve().await;
        let request = city.client.get(format!("{}/agw/loans", city.url));
        let ticket = ticket_for(&city, "/agw/loans");
        let request = request.header("MyDataShare-Request-Ticket", ticket);
        let answer = released(request.send().await.unwrap()).await;
        assert_eq!(answer, json!({"done": true}), "{spelling}");
        let asked = city.upstream.asked();
        assert_eq!(asked[0].header("authorization"), "bearer agw-1");
        assert_eq!(city.operator.tokens_asked().len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_names_a_token_that_no_operator_gives_is_refused_at_the_start() {
    for spelling in SPELLINGS {
        let mut city = showing_token(spelling).await;
        known_by_token(&mut city, false);
        let error = connector::Connector::start(city.config.clone()).await;
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("agw_token") && error.contains("token_url"),
            "{error}"
        );
    }
}
