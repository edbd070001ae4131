//! What MIM4 Part 2 says of operators, section by section.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use operator::sources::NewConnector;
use reqwest::Method;
use serde_json::{Value, json};
use storage::log::{Log as _, LogCursor};

use crate::city::{CARD, City, Connector, GROUP, LOGIN};

/// A JWT taken apart as any reader of RFC 7519 would.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn is_uuid_v4(text: &Value) -> bool {
    text.as_str()
        .and_then(|text| uuid::Uuid::try_parse(text).ok())
        .is_some_and(|uuid| uuid.get_version_num() == 4)
}

async fn metadata(city: &City) -> Value {
    city.get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn mim4_5_7_the_operator_describes_its_configuration_and_endpoints() {
    let city = City::new().await;
    let answer = city.get("/.well-known/mydataoperator-config").await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert!(answer.headers().contains_key("cache-control"));
    let metadata: Value = answer.json().await.unwrap();
    assert!(is_uuid_v4(&metadata["operator_uuid"]));
    assert!(
        metadata["operator_key"]["kid"].is_string(),
        "the key must have a `kid`"
    );
    assert_eq!(
        (&metadata["name"], &metadata["vendor"]),
        (&json!("Helsinki"), &json!("Fiducia"))
    );
    assert_eq!(metadata["operator_base_url"], city.operator.url());
    for member in [
        "introspection_url",
        "api_guide",
        "jwks_uri",
        "token_endpoint",
        "request_ticket_endpoint",
        "access_item_endpoint",
        "events_endpoint",
    ] {
        assert!(
            metadata[member]
                .as_str()
                .unwrap()
                .starts_with(city.operator.url()),
            "{member}"
        );
    }
    assert_eq!(metadata["profile"], "fiducia-1");
    assert!(
        metadata["log"]["verifier_key"]
            .as_str()
            .unwrap()
            .starts_with(metadata["log"]["origin"].as_str().unwrap())
    );
    let jwks: Value = city
        .client
        .get(metadata["jwks_uri"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(
        jwks["keys"]
            .as_array()
            .unwrap()
            .contains(&metadata["operator_key"])
    );
    // The guide is an OpenAPI document that describes every endpoint named above.
    let guide: Value = city
        .client
        .get(metadata["api_guide"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(guide["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "/api/v1/introspection",
        "/api/v1/request-tickets",
        "/api/v1/access-items/{uuid}",
        "/oauth/token",
        "/events",
    ] {
        assert!(guide["paths"][path].is_object(), "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn mim4_5_9_shared_connectors_are_listed_under_their_trust_group() {
    let city = City::new().await;
    let metadata = metadata(&city).await;
    assert_eq!(
        metadata["shared_connectors"],
        json!([{"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": city.connector.url}]}])
    );
    city.end().await;
}

#[tokio::test]
async fn mim4_5_10_restricted_connectors_are_shown_to_the_operators_own_services_only() {
    let city = City::new().await;
    let hidden = Connector::start(&[]).await;
    city.operator
        .operator()
        .add_connector(NewConnector::new(&hidden.url, Vec::new()))
        .await
        .unwrap();
    assert!(!metadata(&city).await.to_string().contains(&hidden.url));
    let shown: Value = city
        .service
        .get(&city, "/api/v1/connectors")
        .await
        .json()
        .await
        .unwrap();
    assert!(
        shown
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["base_url"] == hidden.url.as_str() && one["sharing"] == "restricted")
    );
    assert_eq!(city.get("/api/v1/connectors").await.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn mim4_5_3_a_request_ticket_is_a_signed_jwt_with_these_claims() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let ticket_claims = claims(&ticket);
    assert_eq!(ticket_claims["iss"], metadata(&city).await["operator_uuid"]);
    let service = city.operator.operator().service("hobby").await.unwrap();
    assert_eq!(ticket_claims["sub"], service.organisation.as_str());
    assert_eq!(
        ticket_claims["aud"],
        format!("{}/loans", city.connector.url)
    );
    assert_eq!(ticket_claims["mop_processing_record_uuid"], leg.as_str());
    let (iat, exp) = (
        ticket_claims["iat"].as_i64().unwrap(),
        ticket_claims["exp"].as_i64().unwrap(),
    );
    assert!(exp > iat && exp - iat <= 300);
    let again = claims(&city.ticket(&leg).await);
    assert_ne!(
        ticket_claims["jti"], again["jti"],
        "every ticket has an identity of its own"
    );
    assert!(
        ticket_claims["cnf"]["jkt"].is_string(),
        "bound to the service's key"
    );
    // Signed with a key the operator publishes, under the algorithm of that key.
    let header = ticket.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(header["alg"], "EdDSA");
    assert_eq!(header["kid"], metadata(&city).await["operator_key"]["kid"]);
    city.end().await;
}

#[tokio::test]
async fn mim4_5_5_tickets_and_service_answers_carry_no_identifier_of_the_person() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let seen_by_service = format!("{asked} {leg} {}", claims(&ticket));
    for secret in [LOGIN, CARD, "XP1234567", &city.person.id, &arrangement] {
        assert!(!seen_by_service.contains(secret), "{secret}");
    }
    let seen_by_connector = city.introspect(&ticket).await.to_string();
    for secret in [LOGIN, "XP1234567", &city.person.id, &arrangement] {
        assert!(!seen_by_connector.contains(secret), "{secret}");
    }
    city.end().await;
}

#[tokio::test]
async fn mim4_5_4_the_answer_is_a_json_dictionary_with_the_four_elements() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let answer = city.introspect(&ticket).await;
    assert_eq!(
        (&answer["active"], &answer["reason"]),
        (&json!(true), &json!(""))
    );
    assert!(is_uuid_v4(&answer["access_item_uuid"]));
    let identifier = &answer["identifiers"][0];
    assert_eq!(
        (&identifier["id"], &identifier["id_type"]),
        (&json!(CARD), &json!("library_card"))
    );
    identifier["verified"]
        .as_str()
        .unwrap()
        .parse::<jiff::Timestamp>()
        .unwrap();
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/suspend"),
            &json!({}),
        )
        .await;
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], false);
    assert!(
        !answer["reason"].as_str().unwrap().is_empty(),
        "a human-readable message"
    );
    assert_eq!(
        answer["access_item_uuid"], "",
        "empty if the request may not be performed"
    );
    assert_eq!(answer["identifiers"], json!([]));
    city.end().await;
}

#[tokio::test]
async fn mim4_5_4_every_ticket_that_is_no_good_is_inactive() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let good = city.ticket(&leg).await;
    let mut parts = good.split('.');
    let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"mim4-request-ticket+jwt"}"#);
    let mut tampered = claims(&good);
    tampered["mop_processing_record_uuid"] = json!(uuid::Uuid::new_v4().to_string());
    let tampered = URL_SAFE_NO_PAD.encode(tampered.to_string());
    let signature = good.rsplit('.').next().unwrap();
    let foreign = {
        let key = crate::city::key();
        key.sign("mim4-request-ticket+jwt", &claims(&good)).unwrap()
    };
    for (what, ticket) in [
        ("empty", String::new()),
        ("garbage", "garbage".to_owned()),
        ("alg none", format!("{none}.{payload}.")),
        ("tampered", format!("{header}.{tampered}.{signature}")),
        ("unsigned", format!("{header}.{payload}.")),
        ("of another signer", foreign),
        ("oversized", "x".repeat(9000)),
    ] {
        let answer = city.introspect(&ticket).await;
        assert_eq!(answer["active"], false, "{what}");
        assert_eq!(answer["identifiers"], json!([]), "{what}");
    }
    city.clock.advance(400);
    // Its assertion is of this time still: only the ticket has expired, beyond the leeway of a minute.
    let expired = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(later_assertion(&city, 400))
        .json(&json!({"request_ticket": good}))
        .send()
        .await
        .unwrap();
    let expired: Value = expired.json().await.unwrap();
    assert_eq!(
        (&expired["active"], &expired["reason_code"]),
        (&json!(false), &json!("ticket-expired"))
    );
    city.end().await;
}

/// The connector's assertion at a later time.
pub(crate) fn later_assertion(city: &City, seconds: i64) -> String {
    let client = protocol::ids::ClientId::parse(&city.connector.uuid).unwrap();
    let now = crate::city::now() + seconds;
    protocol::client_assertion::sign(
        &city.connector.key,
        &client,
        city.operator.url(),
        &crate::city::token_id(),
        now,
    )
    .unwrap()
}

#[tokio::test]
async fn a_ticket_counts_for_its_subscription_after_it_has_ended_and_for_nothing_else() {
    const MONTH: i64 = 30 * 86_400;
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let tampered = format!("{}x", &ticket[..ticket.len() - 1]);
    let ask = |ticket: &str, later: i64, subscription: bool| {
        let request = city
            .call(Method::POST, "/api/v1/introspection")
            .bearer_auth(later_assertion(&city, later))
            .json(&json!({"request_ticket": ticket, "subscription": subscription}));
        async move {
            let answer = request.send().await.unwrap();
            answer.json::<Value>().await.unwrap()
        }
    };
    city.clock.advance(7 * 86_400);
    let told = ask(&ticket, 7 * 86_400, true).await;
    assert_eq!(told["active"], true, "{told}");
    assert_eq!(
        ask(&ticket, 7 * 86_400, false).await["reason_code"],
        "ticket-expired"
    );
    assert_eq!(ask(&tampered, 7 * 86_400, true).await["active"], false);
    let withdraw = format!("/api/v1/me/permissions/{arrangement}/suspend");
    city.clock.advance(-7 * 86_400);
    city.person.post(&city, &withdraw, &json!({})).await;
    city.clock.advance(7 * 86_400);
    assert_eq!(
        ask(&ticket, 7 * 86_400, true).await["active"],
        false,
        "the permission counts"
    );
    city.clock.advance(MONTH - 7 * 86_400 + 100);
    let over = ask(&ticket, MONTH + 100, true).await;
    assert_eq!(over["reason_code"], "ticket-expired", "{over}");
    city.end().await;
}

#[tokio::test]
async fn mim4_5_4_only_the_connector_that_a_ticket_names_is_answered() {
    let city = City::new().await;
    let other = Connector::start(&["attribute-filter"]).await;
    city.operator
        .operator()
        .add_connector(NewConnector::new(&other.url, vec![GROUP.parse().unwrap()]))
        .await
        .unwrap();
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let answer = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(other.assertion(city.operator.url()))
        .json(&json!({"request_ticket": ticket}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        (&answer["active"], &answer["identifiers"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(answer["reason_code"], "ticket-wrong-audience");
    // The attempt is in the person's log.
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert_eq!(
        (
            &log["entries"][0]["status"],
            &log["entries"][0]["connector"]
        ),
        (&json!("refused"), &json!(other.uuid))
    );
    city.end().await;
}

#[tokio::test]
async fn mim4_5_4_a_stranger_is_not_answered() {
    let city = City::new().await;
    let stranger = Connector::start(&[]).await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let mut impostor = Connector::start(&[]).await;
    impostor.uuid.clone_from(&city.connector.uuid);
    for assertion in [
        stranger.assertion(city.operator.url()),
        impostor.assertion(city.operator.url()),
        city.connector.assertion("https://other.example"),
    ] {
        let answer = city
            .call(Method::POST, "/api/v1/introspection")
            .bearer_auth(assertion)
            .json(&json!({"request_ticket": ticket}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401);
        let problem: Value = answer.json().await.unwrap();
        assert!(
            problem["type"]
                .as_str()
                .unwrap()
                .ends_with("/problems/invalid-client")
        );
    }
    let nobody = city
        .call(Method::POST, "/api/v1/introspection")
        .json(&json!({"request_ticket": ticket}))
        .send()
        .await
        .unwrap();
    assert_eq!(nobody.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn mim4_5_6_1_an_entry_is_created_with_the_introspection_and_updated_by_its_uuid() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let answer = city.introspect(&ticket).await;
    let item = answer["access_item_uuid"].as_str().unwrap();
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert_eq!(
        (&log["entries"][0]["id"], &log["entries"][0]["status"]),
        (&json!(item), &json!("open"))
    );
    let report = |body: Value, bearer: String| {
        city.call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
            .bearer_auth(bearer)
            .json(&body)
            .send()
    };
    let failed =
        json!({"success": false, "status": "completed", "additional_info": "source-timeout"});
    // Nobody but the connector that asked can report.
    let other = Connector::start(&[]).await;
    city.operator
        .operator()
        .add_connector(NewConnector::new(&other.url, Vec::new()))
        .await
        .unwrap();
    assert_eq!(
        report(failed.clone(), other.assertion(city.operator.url()))
            .await
            .unwrap()
            .status(),
        404
    );
    assert_eq!(
        report(failed.clone(), "nonsense".to_owned())
            .await
            .unwrap()
            .status(),
        401
    );
    assert_eq!(
        report(
            json!({"success": "yes"}),
            city.connector.assertion(city.operator.url())
        )
        .await
        .unwrap()
        .status(),
        400
    );
    assert_eq!(
        report(
            failed.clone(),
            city.connector.assertion(city.operator.url())
        )
        .await
        .unwrap()
        .status(),
        200
    );
    // Again, and otherwise: the first report stands.
    assert_eq!(
        report(failed, city.connector.assertion(city.operator.url()))
            .await
            .unwrap()
            .status(),
        200
    );
    let lie = json!({"success": true, "status": "completed", "records": 9});
    assert_eq!(
        report(lie, city.connector.assertion(city.operator.url()))
            .await
            .unwrap()
            .status(),
        200
    );
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert_eq!(log["entries"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&log["entries"][0]["status"], &log["entries"][0]["reason"]),
        (&json!("failed"), &json!("source-timeout"))
    );
    // A refusal has its entry too.
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    city.introspect(&ticket).await;
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert_eq!(log["entries"][0]["status"], "refused");
    assert!(
        log["entries"][0]["text"]
            .as_str()
            .unwrap()
            .ends_with("was refused. You had withdrawn the permission.")
    );
    city.end().await;
}

#[tokio::test]
async fn mim4_5_6_the_life_of_permissions_is_in_the_audit_trail() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    for act in ["suspend", "resume", "withdraw"] {
        let done = city
            .person
            .post(
                &city,
                &format!("/api/v1/me/permissions/{arrangement}/{act}"),
                &json!({}),
            )
            .await;
        assert_eq!(done.status(), 200, "{act}");
    }
    let database = city.operator.operator().database();
    let records = database
        .log_by_subject(&city.person.id, 0, &LogCursor::newest(), 100)
        .await
        .unwrap();
    let states: Vec<String> = records
        .iter()
        .rev()
        .filter(|record| record.kind == "permission")
        .map(|record| serde_json::from_str::<Value>(record.record.as_deref().unwrap()).unwrap()["event"]["state"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        states,
        ["requested", "granted", "suspended", "granted", "withdrawn"]
    );
    // And each record is what its entry in the tamper-evident log commits to.
    for record in &records {
        let salt = evidence::Salt::new(record.salt.clone().unwrap()).unwrap();
        let commitment = evidence::commit(&salt, record.record.as_deref().unwrap().as_bytes());
        assert_eq!(commitment.0.to_vec(), record.leaf);
    }
    city.end().await;
}

#[tokio::test]
async fn mim4_4_2_2_the_audit_trail_can_be_read_and_filtered_through_an_api() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    for _ in 0..5 {
        city.introspect(&ticket).await;
    }
    let first = city
        .person
        .get(&city, "/api/v1/me/access-log?limit=2")
        .await;
    let mut seen: Vec<String> = ids(&first);
    let mut next = first["next"].as_str().map(str::to_owned);
    while let Some(before) = next {
        let page = city
            .person
            .get(
                &city,
                &format!("/api/v1/me/access-log?limit=2&before={before}"),
            )
            .await;
        seen.extend(ids(&page));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 5);
    seen.dedup();
    assert_eq!(seen.len(), 5, "every entry once");
    let count = async |query: String| {
        ids(&city
            .person
            .get(&city, &format!("/api/v1/me/access-log?{query}"))
            .await)
        .len()
    };
    assert_eq!(count(format!("permission={arrangement}")).await, 5);
    assert_eq!(count("permission=other".to_owned()).await, 0);
    assert_eq!(
        count(format!("connector={}&service=hobby", city.connector.uuid)).await,
        5
    );
    assert_eq!(count("service=other".to_owned()).await, 0);
    assert_eq!(count("since=2100-01-01T00:00:00Z".to_owned()).await, 0);
    assert_eq!(
        city.get("/api/v1/me/access-log").await.status(),
        401,
        "it is the person's own"
    );
    city.end().await;
}

fn ids(page: &Value) -> Vec<String> {
    page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_access_whose_connector_died_is_shown_as_unreported_until_it_reports_after_all() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    let item = answer["access_item_uuid"].as_str().unwrap();
    let newest = async || {
        let log = city.person.get(&city, "/api/v1/me/access-log").await;
        log["entries"][0].clone()
    };
    city.clock.advance(3_500);
    assert_eq!(newest().await["status"], "open");
    city.clock.advance(101);
    let entry = newest().await;
    assert_eq!(entry["status"], "unreported");
    let text = entry["text"].as_str().unwrap();
    assert!(text.contains("It has not said whether it did."), "{text}");
    let assertion = city
        .connector
        .assertion_at(city.operator.url(), city.clock.seconds());
    let reported = city
        .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(assertion)
        .json(&json!({"success": true, "status": "completed", "records": 1}))
        .send()
        .await
        .unwrap();
    assert_eq!(reported.status(), 200, "{:?}", reported.text().await);
    assert_eq!(newest().await["status"], "released");
    city.end().await;
}
