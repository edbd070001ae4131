//! What Part 2, sections 4.2 and 5, demands of a connector, section by section.

use std::time::Duration;

use connector::config::{AuthConfig, OperatorConfig, UpstreamConfig};
use serde_json::{Value, json};

use crate::city::{City, ROUTE, agreement, eventually, read, released, trust_group};
use crate::peers::{Answer, Operator, Registry, active, inactive, new_key};

fn authenticate(city: &mut City, auth: Value) {
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    rest.auth = read::<AuthConfig>(auth);
}

#[tokio::test]
async fn mim4_4_2_1_the_connector_has_a_secret_of_its_own_towards_the_source() {
    let mut city = City::prepare().await;
    let secret = city.config.data.join("source.token");
    std::fs::write(&secret, "s3cret\n").unwrap();
    authenticate(
        &mut city,
        json!({"kind": "bearer", "token": {"file": secret}}),
    );
    city.upstream.demand("Bearer s3cret");
    city.serve().await;
    let request = city.client.get(format!("{}{ROUTE}?all=1", city.url));
    let request = request.header("MIM4-Request-Ticket", city.ticket());
    let response = request
        .bearer_auth("of the service")
        .header("cookie", "of=service")
        .header("x-person", "another")
        .send()
        .await
        .unwrap();
    released(response).await;
    let asked = &city.upstream.asked()[0];
    assert_eq!(asked.header("authorization"), "Bearer s3cret");
    assert_eq!(
        asked.target, "/patrons/2900-17",
        "nothing of the service's request reaches the source"
    );
    for name in ["cookie", "x-person", "mim4-request-ticket"] {
        assert_eq!(asked.header(name), "", "{name}");
    }
}

#[tokio::test]
async fn mim4_4_2_1_a_request_becomes_the_request_that_the_source_understands() {
    let city = City::start().await;
    city.upstream.answer(Answer::Json(
        json!({"count": 1, "rows": [{"name": "Aino", "fines": 320}]}),
    ));
    let mut claims = city.claims();
    claims["aud"] = json!(format!("{}/loans", city.url));
    let body = released(city.show_at("/loans", &city.operator.sign(&claims)).await).await;
    assert_eq!(body, json!([{"name": "Aino"}]));
    let asked = &city.upstream.asked()[0];
    assert_eq!(asked.target, "/v2/loans?card=2900-17&shape=flat");
    assert_eq!(asked.header("x-person"), "2900-17");
}

#[tokio::test]
async fn mim4_4_2_1_the_source_is_asked_only_while_the_permission_is_active() {
    let city = City::start().await;
    city.released().await;
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    let response = city.ask().await;
    city.refused(response, 403, "permission-not-active").await;
    assert_eq!(city.upstream.asked().len(), 1);
    city.operator.answer(Answer::Json(active("2900-17")));
    city.released().await;
    assert_eq!(
        city.operator.asked().len(),
        3,
        "each request is introspected"
    );
    assert_eq!(city.upstream.asked().len(), 2);
}

/// A city with a second operator in its trust group.
async fn with_two_operators() -> (City, Operator) {
    let mut city = City::prepare().await;
    let second = Operator::start().await;
    city.registry
        .serve(&city.registry.payload(&[&city.operator, &second]));
    let agreed = agreement(&second);
    city.config.operators.push(agreed);
    city.serve().await;
    (city, second)
}

#[tokio::test]
async fn mim4_4_2_1_the_audit_trail_covers_every_operator_served_before() {
    let (mut city, second) = with_two_operators().await;
    city.released().await;
    released(city.show(&second.sign(&city.claims_of(&second))).await).await;
    city.stop().await;
    city.registry
        .serve(&city.registry.payload(&[&city.operator]));
    city.clock.advance(Duration::from_secs(86_401));
    city.serve().await;
    let response = city.show(&second.sign(&city.claims_of(&second))).await;
    city.refused(response, 401, "ticket-unknown-issuer").await;
    let log = city.log().await;
    for operator in [&city.operator, &second] {
        let served = |entry: &Value| {
            entry["kind"] == "release" && entry["record"]["operator"] == operator.uuid.as_str()
        };
        assert_eq!(log.iter().filter(|entry| served(entry)).count(), 1);
    }
}

#[tokio::test]
async fn mim4_4_2_1_the_audit_trail_can_be_separated_by_operator_and_counted_by_service() {
    let (city, second) = with_two_operators().await;
    city.released().await;
    for service in ["Hobby grants", "Moving helper", "Moving helper"] {
        let mut claims = city.claims_of(&second);
        claims["sub"] = json!(service);
        released(city.show(&second.sign(&claims)).await).await;
    }
    let of_second = city
        .admin(&format!("/api/v1/log?operator={}", second.uuid))
        .await;
    let of_second = of_second["entries"].as_array().unwrap();
    assert_eq!(of_second.len(), 3);
    assert!(
        of_second
            .iter()
            .all(|entry| entry["record"]["operator"] == second.uuid.as_str())
    );
    let counts = city.admin("/api/v1/statistics").await;
    let counts = counts["counts"].as_array().unwrap();
    let requests = |operator: &Operator, service: &str| {
        let wanted = |count: &&Value| {
            count["operator"] == operator.uuid.as_str() && count["service"] == service
        };
        counts
            .iter()
            .filter(wanted)
            .map(|count| count["requests"].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!(requests(&city.operator, "Hobby grants"), 1);
    assert_eq!(requests(&second, "Hobby grants"), 1);
    assert_eq!(requests(&second, "Moving helper"), 2);
    assert_eq!(
        city.get("/api/v1/log").await.status(),
        401,
        "for the organisation only"
    );
}

#[tokio::test]
async fn mim4_4_2_2_introspection_goes_to_the_operator_that_the_service_used() {
    let (city, second) = with_two_operators().await;
    city.released().await;
    assert_eq!((city.operator.asked().len(), second.asked().len()), (1, 0));
    released(city.show(&second.sign(&city.claims_of(&second))).await).await;
    assert_eq!((city.operator.asked().len(), second.asked().len()), (1, 1));
}

#[tokio::test]
async fn mim4_4_2_3_the_connector_is_a_trusted_client_of_the_source() {
    let mut city = City::prepare().await;
    city.upstream.demand("Bearer t0ken");
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 502, "source-error").await;
    city.stop().await;
    let secret = city.config.data.join("client.secret");
    std::fs::write(&secret, "s3cret").unwrap();
    let token_url = format!("{}/oauth/token", city.upstream.url);
    authenticate(
        &mut city,
        json!({
            "kind": "client-credentials", "token_url": token_url, "client_id": "connector", "client_secret": {"file": secret},
        }),
    );
    city.serve().await;
    city.released().await;
    city.released().await;
    let tokens = city.upstream.tokens_asked();
    assert_eq!(tokens.len(), 1, "one token serves many requests");
    assert!(tokens[0].header("authorization").starts_with("Basic "));
    assert_eq!(tokens[0].body, "grant_type=client_credentials");
}

#[tokio::test]
async fn mim4_4_2_3_services_reach_the_connector_at_the_endpoint_it_publishes() {
    let city = City::start().await;
    let config = city.metadata().await;
    let guide: Value = reqwest::get(config["api_guide"].as_str().unwrap())
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let server = guide["servers"][0]["url"]
        .as_str()
        .unwrap()
        .trim_end_matches('/');
    assert_eq!(
        server,
        config["connector_base_url"]
            .as_str()
            .unwrap()
            .trim_end_matches('/')
    );
    let path = guide["paths"]
        .as_object()
        .unwrap()
        .keys()
        .find(|path| *path == ROUTE)
        .unwrap();
    let request = city.client.get(format!("{server}{path}"));
    let response = request
        .header("MIM4-Request-Ticket", city.ticket())
        .send()
        .await
        .unwrap();
    released(response).await;
}

#[tokio::test]
async fn mim4_4_2_3_the_format_of_requests_is_documented_for_everybody() {
    let city = City::start().await;
    let guide: Value = city.get("/api/openapi.json").await.json().await.unwrap();
    for route in [ROUTE, "/loans"] {
        let text = guide["paths"][route]["get"].to_string();
        for said in [
            "MIM4-Request-Ticket",
            "DPoP",
            &format!("{}{route}", city.url),
            "401",
            "403",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
    }
    let own = &guide["paths"]["/api/v1/entities"];
    for method in ["get", "put", "delete"] {
        assert!(own[method]["security"][0]["admin"].is_array(), "{own}");
    }
    assert!(own["put"].to_string().contains("dry_run"), "{own}");
    assert_eq!(city.get("/api").await.status(), 200);
}

#[tokio::test]
async fn mim4_4_2_4_the_connector_asks_the_endpoint_of_each_trust_group_it_belongs_to() {
    let mut city = City::prepare().await;
    let (registry, second) = (Registry::start().await, Operator::start().await);
    registry.serve(&registry.payload(&[&second]));
    city.config.trust_groups.push(trust_group(&registry));
    city.serve().await;
    city.released().await;
    released(city.show(&second.sign(&city.claims_of(&second))).await).await;
    assert!(city.registry.fetched() >= 1 && registry.fetched() >= 1);
}

#[tokio::test]
async fn mim4_4_2_4_membership_is_checked_from_the_cache_and_afresh_when_that_has_expired() {
    let city = City::start().await;
    for _ in 0..5 {
        city.released().await;
    }
    assert_eq!(city.registry.fetched(), 1);
    city.registry.serve(&city.registry.payload(&[]));
    city.released().await;
    city.clock.advance(Duration::from_secs(86_401));
    let response = city.ask().await;
    city.refused(response, 401, "ticket-unknown-issuer").await;
    assert_eq!(city.registry.fetched(), 2);
}

#[tokio::test]
async fn mim4_5_1_the_list_is_kept_as_long_as_was_agreed() {
    let mut city = City::prepare().await;
    city.config.trust_groups[0].list_seconds = 3600;
    city.serve().await;
    city.released().await;
    city.clock.advance(Duration::from_secs(3500));
    city.released().await;
    assert_eq!(city.registry.fetched(), 1);
    city.clock.advance(Duration::from_secs(200));
    city.released().await;
    assert_eq!(city.registry.fetched(), 2);
}

#[tokio::test]
async fn mim4_5_3_2_the_operator_is_in_a_trust_group_or_in_contract_with_the_source() {
    let mut city = City::prepare().await;
    let (contracted, stranger) = (Operator::start().await, Operator::start().await);
    city.config.operators.push(contract(&contracted));
    city.serve().await;
    for (operator, status) in [(&city.operator, 200), (&contracted, 200), (&stranger, 401)] {
        let response = city.show(&operator.sign(&city.claims_of(operator))).await;
        assert_eq!(response.status(), status);
    }
}

fn contract(operator: &Operator) -> OperatorConfig {
    read(json!({"operator_uuid": operator.uuid, "operator_base_url": operator.url}))
}

#[tokio::test]
async fn mim4_5_3_2_1_the_groups_endpoint_is_asked_and_decoded_under_the_registrys_key() {
    let city = City::start().await;
    city.released().await;
    assert_eq!(city.registry.fetched(), 1);
    city.registry
        .serve_signed_by(&new_key(), &city.registry.payload(&[&city.operator]));
    city.clock.advance(Duration::from_secs(86_401));
    let response = city.ask().await;
    city.refused(response, 502, "trust-list-expired").await;
    assert_eq!(city.upstream.asked().len(), 1, "the source is not asked");
}

#[tokio::test]
async fn mim4_5_3_2_1_an_issuer_outside_the_list_is_looked_for_among_direct_agreements() {
    let mut city = City::prepare().await;
    let contracted = Operator::start().await;
    city.config.operators.push(contract(&contracted));
    city.config.trust_groups.clear();
    city.serve().await;
    released(
        city.show(&contracted.sign(&city.claims_of(&contracted)))
            .await,
    )
    .await;
    assert_eq!(contracted.metadata_fetched(), 1);
}

#[tokio::test]
async fn mim4_5_3_2_1_an_unknown_issuer_is_rejected_as_unauthorised() {
    let city = City::start().await;
    let stranger = Operator::start().await;
    let response = city.show(&stranger.sign(&city.claims_of(&stranger))).await;
    city.refused_at_sight(response, 401, "ticket-unknown-issuer")
        .await;
    let mut claims = city.claims();
    claims["iss"] = json!("https://operator.example");
    let response = city.show(&city.operator.sign(&claims)).await;
    city.refused_at_sight(response, 401, "ticket-unknown-issuer")
        .await;
}

#[tokio::test]
async fn mim4_5_4_the_introspection_endpoint_is_resolved_from_current_metadata() {
    let city = City::start().await;
    city.operator.cache_for("max-age=60");
    city.released().await;
    city.released().await;
    assert_eq!(city.operator.metadata_fetched(), 1);
    city.operator
        .publish("introspection_url", json!("/moved/introspection"));
    city.clock.advance(Duration::from_secs(60 + 301));
    city.released().await;
    assert_eq!(city.operator.metadata_fetched(), 2);
    assert_eq!(
        city.operator.asked().last().unwrap().target,
        "/moved/introspection"
    );
}

#[tokio::test]
async fn mim4_5_4_metadata_that_has_just_ended_is_renewed_behind_the_request() {
    let city = City::start().await;
    city.operator.cache_for("max-age=60");
    city.released().await;
    city.clock.advance(Duration::from_secs(61));
    city.released().await;
    eventually("a second fetch", || {
        (city.operator.metadata_fetched() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn mim4_5_4_the_introspection_request_contains_the_ticket() {
    let city = City::start().await;
    let ticket = city.ticket();
    released(city.show(&ticket).await).await;
    let asked = &city.operator.asked()[0];
    assert_eq!(asked.json()["request_ticket"], ticket);
    assert_eq!(asked.header("content-type"), "application/json");
}

#[tokio::test]
async fn mim4_5_6_1_the_operators_entry_is_updated_after_the_answer() {
    let city = City::start().await;
    let answer = active("2900-17");
    city.operator.answer(Answer::Json(answer.clone()));
    city.released().await;
    let outcome = city.outcome(0).await;
    let received = &city.operator.outcomes()[0];
    let item = answer["access_item_uuid"].as_str().unwrap();
    assert_eq!(received.target, format!("/access-items/{item}"));
    assert!(received.header("authorization").starts_with("Bearer "));
    assert_eq!(outcome["success"], true);
    assert_eq!(outcome["status"], "completed");
    let text = outcome.to_string();
    assert!(
        !text.contains("Aino") && !text.contains("2900-17"),
        "{text}"
    );
}

#[tokio::test]
async fn mim4_5_6_2_the_connector_stores_the_introspection_and_what_came_of_it() {
    let city = City::start().await;
    let answer = active("2900-17");
    city.operator.answer(Answer::Json(answer.clone()));
    city.released().await;
    city.upstream
        .answer(Answer::Raw(500, "text/plain", String::new()));
    let failed = city.ask().await;
    assert_eq!(failed.status(), 502);
    let log = city.log().await;
    let (failed, released) = (&log[0]["record"], &log[1]["record"]);
    assert_eq!(failed["introspection"], "active");
    assert_eq!(failed["refused"], "source-error");
    assert_eq!(released["introspection"], "active");
    assert_eq!(released["access_item"], answer["access_item_uuid"]);
    assert_eq!(released["records"], 1);
    assert_eq!(released["service"], "Hobby grants");
    let text = json!(log).to_string();
    for personal in ["Aino", "Kalevala", "2900-17", "220279"] {
        assert!(
            !text.contains(personal),
            "the log holds no values: {personal}"
        );
    }
}

#[tokio::test]
async fn mim4_5_7_an_introspection_url_is_used_whether_relative_or_absolute() {
    for (path, lands_at) in [
        ("/moved/introspection", "/moved/introspection"),
        ("moved/introspection", "/moved/introspection"),
        ("", "/introspection"),
    ] {
        let city = City::start().await;
        let url = if path.is_empty() {
            format!("{}/introspection", city.operator.url)
        } else {
            path.to_owned()
        };
        city.operator.publish("introspection_url", json!(url));
        city.released().await;
        assert_eq!(city.operator.asked()[0].target, lands_at);
    }
    // "operator_base_url appended with introspection_url", also where the base has a path.
    let city = City::start().await;
    city.operator.publish(
        "operator_base_url",
        json!(format!("{}/moved/", city.operator.url)),
    );
    city.released().await;
    assert_eq!(city.operator.asked()[0].target, "/moved/introspection");
}

#[tokio::test]
async fn mim4_5_8_the_metadata_has_the_listed_members() {
    let city = City::start().await;
    let response = city.get("/.well-known/connector-config").await;
    assert_eq!(response.headers()["content-type"], "application/json");
    let config: Value = response.json().await.unwrap();
    for member in [
        "connector_uuid",
        "name",
        "description",
        "api_guide",
        "connector_base_url",
    ] {
        assert!(config[member].is_string(), "{member} in {config}");
    }
    assert_eq!(config["name"], "City library");
    assert_eq!(
        config["connector_base_url"]
            .as_str()
            .unwrap()
            .trim_end_matches('/'),
        city.url
    );
}

#[tokio::test]
async fn mim4_5_8_the_identifier_is_a_version_4_uuid_that_stays_and_the_key_has_a_kid() {
    let mut city = City::start().await;
    let before = city.metadata().await;
    let uuid = uuid::Uuid::parse_str(before["connector_uuid"].as_str().unwrap()).unwrap();
    assert_eq!(uuid.get_version_num(), 4);
    assert!(!before["connector_key"]["kid"].as_str().unwrap().is_empty());
    assert!(before["connector_key"].get("d").is_none());
    city.restart().await;
    let after = city.metadata().await;
    assert_eq!(before["connector_uuid"], after["connector_uuid"]);
    assert_eq!(before["connector_key"], after["connector_key"]);
}

#[tokio::test]
async fn mim4_5_8_the_guide_explains_how_the_source_gives_access_through_the_connector() {
    let city = City::start().await;
    let config = city.metadata().await;
    let guide: Value = reqwest::get(config["api_guide"].as_str().unwrap())
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(guide["openapi"].as_str().unwrap().starts_with("3.1"));
    let operation = &guide["paths"][ROUTE]["get"];
    assert!(
        operation["description"]
            .as_str()
            .unwrap()
            .contains("request ticket")
    );
    let properties =
        &operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"];
    for attribute in ["name", "email", "address", "loans"] {
        assert!(properties.get(attribute).is_some(), "{attribute}");
    }
}
