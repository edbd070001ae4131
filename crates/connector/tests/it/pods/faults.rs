//! Servers of pods that fail or lie, and one that takes proofs of possession as strictly as it may.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use connector::Clock;
use http::{HeaderMap, Method, StatusCode, Uri};
use protocol::dpop::{self, Expectations, Htu};
use serde_json::json;
use tokio::net::TcpListener;

use crate::city::{City, read};
use crate::peers::{Answer, dead_address};

const CARD: &str = "<#me> <https://v.example/name> \"Aino\" .";

/// A city whose pods are at this address, or at its own source's.
async fn city_of(url: &str) -> City {
    let mut city = City::prepare().await;
    let url = if url.is_empty() {
        &city.upstream.url
    } else {
        url
    };
    city.config.upstream = read(json!({
        "kind": "solid", "servers": [url], "pod": format!("{url}/{{library_card}}/"),
        "answer_ms": 500, "whole_ms": 1_000, "largest_document": 100_000,
    }));
    city.config.routes.truncate(1);
    let route = &mut city.config.routes[0];
    route.request = None;
    route.resources = read(json!([
        {"path": "card", "subject": "#me", "attributes": {"name": "https://v.example/name"}},
    ]));
    let name = json!({"path": "name", "category": "https://w3id.org/dpv/pd#Name", "title": {"en": "Name"}});
    city.config.datasets[0].attributes = vec![read(name)];
    city
}

async fn refused(answers: Vec<Answer>, status: u16, problem: &str) {
    let mut city = city_of("").await;
    city.serve().await;
    for answer in answers {
        city.upstream.answer(answer);
        let response = city.ask().await;
        let record = city.refused(response, status, problem).await;
        assert_eq!(record["introspection"], "active");
    }
    city.upstream.answer(turtle(CARD));
    assert_eq!(city.released().await, json!({"name": "Aino"}));
    let asked = city.upstream.asked();
    assert_eq!(asked.last().unwrap().target, "/2900-17/card");
}

fn turtle(text: &str) -> Answer {
    Answer::Raw(200, "text/turtle", text.to_owned())
}

#[tokio::test]
async fn a_server_of_pods_that_fails_or_lies_releases_nothing() {
    refused(vec![Answer::Never, Answer::Stalls], 504, "source-timeout").await;
    let raw = |status| Answer::Raw(status, "text/turtle", CARD.to_owned());
    let errors = [500, 503, 400, 201, 204, 304].map(raw);
    refused(errors.to_vec(), 502, "source-error").await;
    let elsewhere = vec![Answer::Redirect("/2900-17/other".to_owned())];
    refused(elsewhere, 502, "source-error").await;
    refused(
        [404, 410].map(raw).to_vec(),
        403,
        "person-unknown-at-source",
    )
    .await;
    refused([401, 403].map(raw).to_vec(), 403, "pod-not-shared").await;
    let wrong = vec![
        Answer::Raw(200, "text/html", "<p>Aino</p>".to_owned()),
        Answer::Raw(200, "text/plain", CARD.to_owned()),
        Answer::Raw(200, "application/json", "{\"name\": \"Aino\"}".to_owned()),
        Answer::Raw(200, "application/ld+json", "{\"@id\": ".to_owned()),
        Answer::CutOff(CARD.to_owned()),
        turtle("<#me> <https://v.example/name> \"Aino"),
        turtle("<#me> <name> .\0"),
    ];
    refused(wrong, 502, "source-bad-answer").await;
    let huge = [true, false].map(|announced| Answer::Long {
        bytes: 200_000_000,
        announced,
    });
    refused(huge.to_vec(), 502, "source-too-large").await;
    let nobody = vec![
        turtle(""),
        turtle("<#you> <https://v.example/name> \"Else\" ."),
    ];
    refused(nobody, 403, "person-unknown-at-source").await;
}

#[tokio::test]
async fn a_server_of_pods_that_is_down_is_said_to_be_unreachable() {
    let mut city = city_of(&format!("http://{}", dead_address().await)).await;
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 502, "source-unreachable").await;
}

#[tokio::test]
async fn more_documents_than_may_be_asked_for_release_nothing() {
    let mut city = city_of("").await;
    let url = city.upstream.url.clone();
    city.config.upstream = read(json!({
        "kind": "solid", "servers": [url], "webid": format!("{url}/{{library_card}}/card#me"), "most_documents": 12,
    }));
    city.config.datasets[0].attributes[0].holds = permission::Holds::Object;
    city.config.routes[0].resources = read(json!([
        {"class": "https://v.example/Loan", "below": "name", "attributes": {"title": "https://v.example/title"}},
    ]));
    let profile = format!(
        "<#me> <http://www.w3.org/ns/pim/space#storage> <{url}/2900-17/>;
             <http://www.w3.org/ns/solid/terms#publicTypeIndex> <{url}/2900-17/index> ."
    );
    let index = format!(
        "@prefix s: <http://www.w3.org/ns/solid/terms#>.
         <#loans> a s:TypeRegistration; s:forClass <https://v.example/Loan>; s:instanceContainer <{url}/2900-17/loans/> ."
    );
    let listing = |count: usize| {
        let contains = (0..count).map(|number| format!("<loan{number}>"));
        let contains = contains.collect::<Vec<_>>().join(", ");
        turtle(&format!(
            "<> <http://www.w3.org/ns/ldp#contains> {contains} ."
        ))
    };
    city.upstream.answer_at("/2900-17/card", turtle(&profile));
    city.upstream.answer_at("/2900-17/index", turtle(&index));
    city.upstream.answer(turtle(
        "<#it> a <https://v.example/Loan>; <https://v.example/title> \"T\" .",
    ));
    city.upstream.answer_at_now("/2900-17/loans/", listing(9));
    city.serve().await;
    assert_eq!(city.released().await["name"].as_array().unwrap().len(), 9);
    city.upstream.answer_at_now("/2900-17/loans/", listing(10));
    let response = city.ask().await;
    city.refused(response, 502, "source-too-large").await;
    // What lies in another folder is not followed, whatever a listing says.
    for stray in [
        "/2900-18/loan",
        "../other",
        "http://elsewhere.example/x",
        "a%2f..%2fb",
    ] {
        let text = format!("<> <http://www.w3.org/ns/ldp#contains> <{stray}> .");
        city.upstream
            .answer_at_now("/2900-17/loans/", turtle(&text));
        let response = city.ask().await;
        city.refused(response, 403, "pod-not-shared").await;
    }
}

/// A server that wants a nonce in every proof, never takes one twice, and gives tokens for a minute.
struct Strict {
    url: String,
    clock: Clock,
    tokens: Mutex<usize>,
    seen: Mutex<Vec<String>>,
}

impl Strict {
    /// The refusal, where there is one.
    fn check(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        token: Option<&str>,
    ) -> Option<Response> {
        let nonce = if token.is_some() {
            "of-documents"
        } else {
            "of-tokens"
        };
        let proof = headers.get("dpop").unwrap().to_str().unwrap();
        let address = Htu::parse(&format!("{}{}", self.url, uri.path())).unwrap();
        let expected = Expectations {
            method: method.as_str(),
            address: &address,
            token,
            bound_to: None,
            nonce: Some(nonce),
            now: self.clock.seconds(),
            known_key: None,
        };
        match dpop::verify(proof, &expected) {
            Ok(proof) => {
                let mut seen = self.seen.lock().unwrap();
                let jti = proof.jti.as_str().to_owned();
                assert!(!seen.contains(&jti), "a proof was used twice");
                seen.push(jti);
                None
            }
            Err(dpop::ProofError::Nonce) => {
                let status = if token.is_some() {
                    StatusCode::UNAUTHORIZED
                } else {
                    StatusCode::BAD_REQUEST
                };
                let body = r#"{"error": "use_dpop_nonce"}"#;
                Some((status, [("dpop-nonce", nonce)], body).into_response())
            }
            Err(error) => panic!("a wrong proof: {error}"),
        }
    }

    #[allow(clippy::unused_async, reason = "a handler")]
    async fn token(
        State(strict): State<Arc<Self>>,
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        body: String,
    ) -> Response {
        if let Some(refused) = strict.check(&method, &uri, &headers, None) {
            return refused;
        }
        assert_eq!(headers["authorization"], "Basic Y29ubmVjdG9yOmElMjZi");
        assert_eq!(body, "grant_type=client_credentials&scope=webid");
        let mut tokens = strict.tokens.lock().unwrap();
        *tokens += 1;
        axum::Json(
            json!({"access_token": format!("t{tokens}"), "token_type": "DPoP", "expires_in": 60}),
        )
        .into_response()
    }

    #[allow(clippy::unused_async, reason = "a handler")]
    async fn document(
        State(strict): State<Arc<Self>>,
        method: Method,
        uri: Uri,
        headers: HeaderMap,
    ) -> Response {
        let expected = format!("t{}", strict.tokens.lock().unwrap());
        let shown = headers["authorization"].to_str().unwrap();
        assert_eq!(shown, format!("DPoP {expected}"));
        if let Some(refused) = strict.check(&method, &uri, &headers, Some(&expected)) {
            return refused;
        }
        ([("content-type", "text/turtle")], CARD).into_response()
    }
}

#[tokio::test]
async fn a_token_is_shown_with_a_proof_of_its_own_each_time_and_renewed_before_it_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut city = city_of(&url).await;
    let strict = Arc::new(Strict {
        url: url.clone(),
        clock: city.clock.clone(),
        tokens: Mutex::new(0),
        seen: Mutex::default(),
    });
    let router = Router::new()
        .route("/token", post(Strict::token))
        .fallback(Strict::document)
        .with_state(Arc::clone(&strict));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let secret = city.config.data.join("solid");
    std::fs::write(&secret, "a&b\n").unwrap();
    let mut upstream = serde_json::to_value(&city.config.upstream).unwrap();
    upstream["auth"] = json!({
        "token_url": format!("{url}/token"), "client_id": "connector", "client_secret": {"file": secret},
    });
    city.config.upstream = read(upstream);
    city.serve().await;
    for expected in [1, 1, 2, 2] {
        assert_eq!(city.released().await, json!({"name": "Aino"}));
        assert_eq!(*strict.tokens.lock().unwrap(), expected);
        city.clock.advance(Duration::from_secs(16));
    }
    serving.abort();
}
