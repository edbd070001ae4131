//! Tickets and proofs that are refused: the source is not asked, and before introspection neither is the operator.

use std::time::Duration;

use serde_json::{Value, json};
use storage::replay::Replay as _;
use storage::{Database, Schema};

use crate::city::{City, ROUTE, released};
use crate::peers::{Operator, encoded, new_key, new_uuid, signed};

#[tokio::test]
async fn a_ticket_of_an_unknown_operator_is_refused_and_nothing_is_fetched_for_it() {
    let city = City::start().await;
    let stranger = Operator::start().await;
    let ticket = stranger.sign(&city.claims_of(&stranger));
    let response = city.show(&ticket).await;
    city.refused_at_sight(response, 401, "ticket-unknown-issuer")
        .await;
    assert_eq!(stranger.metadata_fetched(), 0);
    assert!(stranger.asked().is_empty());
}

#[tokio::test]
async fn a_ticket_of_a_suspended_member_is_refused() {
    for status in ["suspended", "revoked", "surrendered", "applied"] {
        let mut city = City::prepare().await;
        let mut list = city.registry.payload(&[&city.operator]);
        list["trust_group"]["members"][0]["status"] = json!(status);
        city.registry.serve(&list);
        city.serve().await;
        let response = city.ask().await;
        city.refused_at_sight(response, 401, "ticket-member-suspended")
            .await;
        assert_eq!(city.operator.metadata_fetched(), 0, "{status}");
    }
}

#[tokio::test]
async fn an_expired_ticket_is_refused() {
    let city = City::start().await;
    let ticket = city.ticket();
    city.clock.advance(Duration::from_secs(300 + 61));
    let response = city.show(&ticket).await;
    city.refused_at_sight(response, 401, "ticket-expired").await;
}

#[tokio::test]
async fn a_ticket_from_the_future_is_refused() {
    let city = City::start().await;
    let mut claims = city.claims();
    claims["iat"] = json!(city.clock.seconds() + 120);
    let response = city.show(&city.operator.sign(&claims)).await;
    city.refused_at_sight(response, 401, "ticket-not-yet-valid")
        .await;
}

#[tokio::test]
async fn a_ticket_that_lives_for_a_day_is_refused() {
    let city = City::start().await;
    let mut claims = city.claims();
    claims["exp"] = json!(city.clock.seconds() + 86_400);
    let response = city.show(&city.operator.sign(&claims)).await;
    city.refused_at_sight(response, 401, "ticket-lives-too-long")
        .await;
}

#[tokio::test]
async fn a_ticket_for_another_audience_is_refused() {
    let city = City::start().await;
    for audience in [
        "https://transport.example/patrons/me".to_owned(),
        format!("{}/loans", city.url),
        format!("{}{ROUTE}/more", city.url),
        city.url.replace("127.0.0.1", "localhost"),
    ] {
        let mut claims = city.claims();
        claims["aud"] = json!(audience);
        let response = city.show(&city.operator.sign(&claims)).await;
        city.refused_at_sight(response, 401, "ticket-wrong-audience")
            .await;
    }
}

#[tokio::test]
async fn a_spoofed_host_does_not_make_another_audience_ours() {
    let city = City::start().await;
    let mut claims = city.claims();
    claims["aud"] = json!(format!("https://transport.example{ROUTE}"));
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let response = request
        .header("host", "transport.example")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "transport.example")
        .header("forwarded", "host=transport.example")
        .header("MIM4-Request-Ticket", city.operator.sign(&claims))
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 401, "ticket-wrong-audience")
        .await;
}

#[tokio::test]
async fn a_spoofed_host_does_not_make_a_proof_for_another_address_ours() {
    let city = City::start().await;
    let key = new_key();
    let ticket = city.bound_ticket(&key);
    let elsewhere = format!("https://transport.example{ROUTE}");
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let response = request
        .header("host", "transport.example")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", "transport.example")
        .header("forwarded", "proto=https;host=transport.example")
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", city.proof(&key, "GET", &elsewhere, &ticket))
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 401, "proof-invalid").await;
}

#[tokio::test]
async fn a_replayed_ticket_is_refused() {
    let city = City::start().await;
    let ticket = city.ticket();
    released(city.show(&ticket).await).await;
    let response = city.show(&ticket).await;
    city.refused(response, 401, "ticket-replayed").await;
    assert_eq!(city.operator.asked().len(), 1);
    assert_eq!(city.upstream.asked().len(), 1);
}

#[tokio::test]
async fn a_ticket_shown_many_times_at_once_releases_once() {
    let city = City::start().await;
    let ticket = city.ticket();
    let shown = (0..16).map(|_| city.show(&ticket));
    let responses = futures_util::future::join_all(shown).await;
    let count = responses
        .iter()
        .filter(|response| response.status() == 200)
        .count();
    assert_eq!(count, 1);
    assert!(
        responses
            .iter()
            .all(|response| matches!(response.status().as_u16(), 200 | 401))
    );
    assert_eq!(city.upstream.asked().len(), 1);
    let log = city.log().await;
    let (released, refused): (Vec<_>, Vec<_>) =
        log.iter().partition(|entry| entry["kind"] == "release");
    assert_eq!((released.len(), refused.len()), (1, 15));
    for entry in refused {
        assert_eq!(entry["record"]["refused"], "ticket-replayed", "{entry}");
    }
}

#[tokio::test]
async fn a_ticket_replayed_after_a_restart_is_refused() {
    let mut city = City::start().await;
    let ticket = city.ticket();
    released(city.show(&ticket).await).await;
    city.restart().await;
    let response = city.show(&ticket).await;
    city.refused(response, 401, "ticket-replayed").await;
    assert_eq!(
        city.upstream.asked().len(),
        1,
        "the source is not asked again"
    );
}

#[tokio::test]
async fn a_ticket_that_was_refused_by_the_operator_cannot_be_shown_again_after_a_restart() {
    let mut city = City::start().await;
    city.operator
        .answer(crate::peers::Answer::Json(crate::peers::inactive(
            "withdrawn",
        )));
    let ticket = city.ticket();
    let response = city.show(&ticket).await;
    city.refused_unasked(response, 403, "permission-not-active")
        .await;
    city.restart().await;
    let response = city.show(&ticket).await;
    city.refused_unasked(response, 401, "ticket-replayed").await;
}

#[tokio::test]
async fn used_tickets_are_forgotten_once_they_have_ended() {
    let mut city = City::start().await;
    city.released().await;
    let database = Database::open(&city.config.database_url(), Schema::Connector, None)
        .await
        .unwrap();
    assert_eq!(database.seen_count().await.unwrap(), 1);
    city.stop().await;
    city.clock.advance(Duration::from_hours(2));
    city.serve().await;
    let forgotten = async {
        while database.seen_count().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let within = tokio::time::timeout(Duration::from_secs(20), forgotten);
    within.await.expect("forgotten within 20 s");
}

#[tokio::test]
async fn an_operator_whose_tickets_may_be_used_again_has_it_in_its_terms() {
    let mut city = City::prepare().await;
    city.config.operators[0].reuse_tickets = true;
    city.serve().await;
    let ticket = city.ticket();
    released(city.show(&ticket).await).await;
    released(city.show(&ticket).await).await;
    assert_eq!(
        city.operator.asked().len(),
        2,
        "each request is introspected"
    );
}

#[tokio::test]
async fn a_bound_ticket_with_a_proof_each_time_serves_several_requests() {
    let city = City::start().await;
    let key = new_key();
    let ticket = city.bound_ticket(&key);
    for _ in 0..2 {
        let proof = city.proof(&key, "GET", &format!("{}{ROUTE}", city.url), &ticket);
        released(city.show_with_proof(&ticket, Some(&proof)).await).await;
    }
}

#[tokio::test]
async fn a_bound_ticket_without_a_proof_is_refused() {
    let city = City::start().await;
    let ticket = city.bound_ticket(&new_key());
    let response = city.show_with_proof(&ticket, None).await;
    city.refused_at_sight(response, 401, "proof-missing").await;
    let response = city.show(&ticket).await;
    city.refused_at_sight(response, 401, "proof-missing").await;
}

#[tokio::test]
async fn a_wrong_proof_is_refused() {
    let city = City::start().await;
    let (key, other) = (new_key(), new_key());
    let ticket = city.bound_ticket(&key);
    let address = format!("{}{ROUTE}", city.url);
    let another = city.bound_ticket(&key);
    let old = proof_at(&city, &key, &address, &ticket, -121);
    let wrong = [
        ("another key", city.proof(&other, "GET", &address, &ticket)),
        (
            "another method",
            city.proof(&key, "POST", &address, &ticket),
        ),
        (
            "another route",
            city.proof(&key, "GET", &format!("{}/loans", city.url), &ticket),
        ),
        (
            "another host",
            city.proof(
                &key,
                "GET",
                &format!("https://transport.example{ROUTE}"),
                &ticket,
            ),
        ),
        (
            "another ticket",
            city.proof(&key, "GET", &address, &another),
        ),
        ("another time", old),
        ("garbage", "proof".to_owned()),
        ("the ticket itself", ticket.clone()),
    ];
    for (what, proof) in wrong {
        let response = city.show_with_proof(&ticket, Some(&proof)).await;
        assert_eq!(response.status(), 401, "{what}");
        city.refused_at_sight(response, 401, "proof-invalid").await;
    }
}

fn proof_at(
    city: &City,
    key: &protocol::jose::SigningKey,
    address: &str,
    ticket: &str,
    ahead: i64,
) -> String {
    let request = protocol::dpop::Request {
        method: "GET",
        address,
        token: Some(ticket),
        nonce: None,
    };
    let jti = protocol::ids::TokenId::parse(&new_uuid()).unwrap();
    protocol::dpop::sign(key, &request, jti, city.clock.seconds() + ahead).unwrap()
}

#[tokio::test]
async fn a_replayed_proof_is_refused() {
    let city = City::start().await;
    let key = new_key();
    let ticket = city.bound_ticket(&key);
    let proof = city.proof(&key, "GET", &format!("{}{ROUTE}", city.url), &ticket);
    released(city.show_with_proof(&ticket, Some(&proof)).await).await;
    let response = city.show_with_proof(&ticket, Some(&proof)).await;
    city.refused(response, 401, "proof-replayed").await;
    assert_eq!(city.upstream.asked().len(), 1);
}

#[tokio::test]
async fn algorithm_none_is_refused() {
    let city = City::start().await;
    for algorithm in ["none", "None", "HS256", "RS256"] {
        let header = json!({"alg": algorithm, "kid": city.operator.key.kid().as_str()});
        let unsigned = format!(
            "{}.{}.",
            encoded(header.to_string()),
            encoded(city.claims().to_string())
        );
        let ticket = if algorithm == "none" {
            unsigned
        } else {
            signed(&city.operator.key, &header, &city.claims())
        };
        let response = city.show(&ticket).await;
        city.refused_at_sight(response, 401, "ticket-algorithm")
            .await;
    }
}

#[tokio::test]
async fn a_ticket_under_an_unknown_key_is_refused_and_the_keys_are_fetched_once_more_only() {
    let city = City::start().await;
    let key = new_key();
    let header = json!({"alg": "EdDSA", "kid": key.kid().as_str()});
    for _ in 0..3 {
        let response = city.show(&signed(&key, &header, &city.claims())).await;
        city.refused_at_sight(response, 401, "ticket-unknown-key")
            .await;
    }
    assert_eq!(city.operator.metadata_fetched(), 2);
}

#[tokio::test]
async fn a_ticket_under_a_key_that_the_operator_has_rotated_to_is_accepted() {
    let mut city = City::start().await;
    city.released().await;
    city.operator.key = new_key();
    city.operator.publish(
        "operator_key",
        serde_json::to_value(city.operator.key.jwk()).unwrap(),
    );
    city.released().await;
}

#[tokio::test]
async fn a_signature_by_another_key_under_the_operators_name_is_refused() {
    let city = City::start().await;
    let header = json!({"alg": "EdDSA", "kid": city.operator.key.kid().as_str()});
    let response = city
        .show(&signed(&new_key(), &header, &city.claims()))
        .await;
    city.refused_at_sight(response, 401, "ticket-bad-signature")
        .await;
}

#[tokio::test]
async fn an_oversized_ticket_is_refused() {
    let city = City::start().await;
    let mut claims = city.claims();
    claims["note"] = json!("x".repeat(8 * 1024));
    let response = city.show(&city.operator.sign(&claims)).await;
    city.refused_at_sight(response, 401, "ticket-too-large")
        .await;
}

#[tokio::test]
async fn garbage_is_refused() {
    let city = City::start().await;
    let good = city.ticket();
    let (head, rest) = good.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    for garbage in [
        "garbage".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        format!("{head}.{claims}"),
        format!("{head}.{claims}.{signature}.{signature}"),
        format!("{head}.{}.{signature}", encoded("[1]")),
        format!("{head}.{}.{signature}", encoded("{\"iss\":1}")),
        format!("{}.{claims}.{signature}", encoded("[]")),
        format!("{head}.{claims}.{signature}="),
        format!("{head} {claims} {signature}"),
    ] {
        let response = city.show(&garbage).await;
        assert_eq!(response.status(), 401, "{garbage}");
        city.refused_at_sight(response, 401, "ticket-malformed")
            .await;
    }
}

#[tokio::test]
async fn a_header_that_is_no_text_is_refused() {
    let city = City::start().await;
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let response = request
        .header("MIM4-Request-Ticket", &b"\xff\xfe"[..])
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 401, "ticket-malformed")
        .await;
}

#[tokio::test]
async fn a_claim_that_is_missing_or_there_twice_is_refused() {
    let city = City::start().await;
    for claim in [
        "sub",
        "aud",
        "exp",
        "iat",
        "jti",
        "mop_processing_record_uuid",
    ] {
        let mut claims = city.claims();
        claims.as_object_mut().unwrap().remove(claim);
        let response = city.show(&city.operator.sign(&claims)).await;
        assert_eq!(response.status(), 401, "{claim}");
        city.refused_at_sight(response, 401, "ticket-malformed")
            .await;
    }
    let claims = city.claims().to_string();
    let twice = claims.replacen('{', "{\"aud\":\"https://transport.example\",", 1);
    let header =
        encoded(json!({"alg": "EdDSA", "kid": city.operator.key.kid().as_str()}).to_string());
    let input = format!("{header}.{}", encoded(twice));
    let signature = city.operator.key.sign_bytes(input.as_bytes()).unwrap();
    let response = city.show(&format!("{input}.{}", encoded(signature))).await;
    city.refused_at_sight(response, 401, "ticket-malformed")
        .await;
}

#[tokio::test]
async fn an_empty_or_missing_ticket_is_refused() {
    let city = City::start().await;
    let response = city.show("").await;
    city.refused_at_sight(response, 401, "ticket-missing").await;
    let response = city.show_with_proof("", None).await;
    city.refused_at_sight(response, 401, "ticket-missing").await;
    let response = city.get(ROUTE).await;
    city.refused_at_sight(response, 401, "ticket-missing").await;
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let response = request.bearer_auth(city.ticket()).send().await.unwrap();
    city.refused_at_sight(response, 401, "ticket-missing").await;
}

#[tokio::test]
async fn two_tickets_in_one_request_are_refused() {
    let city = City::start().await;
    let request = city.client.get(format!("{}{ROUTE}", city.url));
    let request = request.header("MIM4-Request-Ticket", city.ticket());
    let response = request
        .header("MyDataShare-Request-Ticket", city.ticket())
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 401, "ticket-malformed")
        .await;
}

#[tokio::test]
async fn refusals_tell_services_how_to_ask() {
    let city = City::start().await;
    let response = city.get(ROUTE).await;
    let how = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(how.starts_with("DPoP "), "{how}");
    let page = city.get("/problems/ticket-missing").await;
    assert_eq!(page.status(), 200);
}

#[tokio::test]
async fn garbage_without_end_does_not_fill_the_log() {
    let mut city = City::prepare().await;
    city.config.limits.logged_refusals_per_second = 2;
    city.serve().await;
    for _ in 0..50 {
        assert_eq!(city.show("garbage").await.status(), 401);
    }
    let refusals: Vec<Value> = city.log().await;
    assert!((1..50).contains(&refusals.len()), "{}", refusals.len());
    city.released().await;
    // A refusal that was held back may come after it.
    let log = city.log().await;
    assert!(
        log.iter().any(|entry| entry["kind"] == "release"),
        "{log:?}"
    );
}
