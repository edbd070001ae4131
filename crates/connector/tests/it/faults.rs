//! Operators, sources and registries that fail: nothing is released, the service gets 502, 503 or 504, never 500.

use std::time::Duration;

use connector::config::Limits;
use serde_json::json;

use crate::city::{City, released};
use crate::peers::{Answer, Registry, active, dead_address, inactive, new_key, patron};

#[tokio::test]
async fn an_operator_that_is_down_is_said_to_be_unreachable() {
    let mut city = City::start().await;
    let claims = city.claims();
    let ticket = city.operator.sign(&claims);
    city.operator.stop();
    let response = city.show(&ticket).await;
    city.refused_at_sight(response, 502, "operator-unreachable")
        .await;
}

#[tokio::test]
async fn an_operator_whose_introspection_is_down_is_said_to_be_unreachable() {
    let city = City::start().await;
    let dead = dead_address().await;
    city.operator.publish(
        "introspection_url",
        json!(format!("http://{dead}/introspection")),
    );
    let response = city.ask().await;
    let record = city
        .refused_at_sight(response, 502, "operator-unreachable")
        .await;
    assert_eq!(record["service"], "Hobby grants");
}

#[tokio::test]
async fn an_operator_that_went_down_after_it_was_met_is_said_to_be_unreachable() {
    let mut city = City::start().await;
    city.released().await;
    let ticket = city.ticket();
    city.operator.stop();
    let response = city.show(&ticket).await;
    city.refused(response, 502, "operator-unreachable").await;
    assert_eq!(city.upstream.asked().len(), 1, "the source is not asked");
}

#[tokio::test]
async fn an_operator_has_two_seconds_unless_the_source_says_otherwise() {
    let mut city = City::prepare().await;
    city.config.limits = Limits::default();
    city.serve().await;
    city.operator.answer(Answer::Late(Duration::from_secs(1)));
    city.released().await;
    city.operator
        .answer(Answer::Late(Duration::from_millis(2_500)));
    let response = city.ask().await;
    city.refused(response, 504, "operator-timeout").await;
    assert_eq!(city.upstream.asked().len(), 1, "the source is not asked");
}

#[tokio::test]
async fn an_operator_that_does_not_answer_in_time_is_given_up() {
    let city = City::start().await;
    for answer in [Answer::Never, Answer::Stalls] {
        city.operator.answer(answer);
        let response = city.ask().await;
        city.refused_unasked(response, 504, "operator-timeout")
            .await;
    }
}

#[tokio::test]
async fn an_operator_whose_metadata_does_not_come_in_time_is_given_up() {
    let city = City::start().await;
    city.operator.answer_metadata(Answer::Never);
    let response = city.ask().await;
    city.refused_at_sight(response, 504, "operator-timeout")
        .await;
}

#[tokio::test]
async fn nonsense_from_an_operator_releases_nothing() {
    let city = City::start().await;
    let json = |text: &str| Answer::Raw(200, "application/json", text.to_owned());
    let twice = active("2900-17")
        .to_string()
        .replacen('{', "{\"active\":false,", 1);
    let mut nameless = active("2900-17");
    nameless["access_item_uuid"] = json!("");
    let mut textual = active("2900-17");
    textual["active"] = json!("true");
    for answer in [
        json(""),
        json("true"),
        json("[]"),
        json("{}"),
        json("{\"active\":true"),
        json(&twice),
        json(&"[".repeat(10_000)),
        Answer::Json(nameless),
        Answer::Json(textual),
        Answer::Raw(200, "text/html", "<p>Welcome</p>".to_owned()),
        Answer::Raw(201, "application/json", active("2900-17").to_string()),
        Answer::Raw(401, "application/json", active("2900-17").to_string()),
        Answer::Raw(500, "application/json", active("2900-17").to_string()),
        Answer::CutOff(active("2900-17").to_string()),
        Answer::Long {
            bytes: 1 << 20,
            announced: true,
        },
        Answer::Long {
            bytes: 1 << 20,
            announced: false,
        },
    ] {
        city.operator.answer(answer);
        let response = city.ask().await;
        city.refused_unasked(response, 502, "operator-bad-answer")
            .await;
    }
}

#[tokio::test]
async fn a_redirect_of_the_operator_is_not_followed() {
    let city = City::start().await;
    let elsewhere = format!("{}/patrons/2900-17", city.upstream.url);
    city.operator.answer(Answer::Redirect(elsewhere));
    let response = city.ask().await;
    city.refused_unasked(response, 502, "operator-bad-answer")
        .await;
}

#[tokio::test]
async fn metadata_that_redirects_to_another_host_is_not_followed() {
    let city = City::start().await;
    let elsewhere = format!("{}/metadata", city.upstream.url);
    city.operator.answer_metadata(Answer::Redirect(elsewhere));
    let response = city.ask().await;
    city.refused_at_sight(response, 502, "operator-bad-answer")
        .await;
}

#[tokio::test]
async fn metadata_of_somebody_else_is_not_believed() {
    let city = City::start().await;
    city.operator
        .publish("operator_uuid", json!(crate::peers::new_uuid()));
    let response = city.ask().await;
    city.refused_at_sight(response, 502, "operator-bad-answer")
        .await;
}

#[tokio::test]
async fn nonsense_as_an_operators_metadata_releases_nothing() {
    for answer in [
        Answer::Json(json!({})),
        Answer::Json(json!([])),
        Answer::Raw(200, "application/json", "{\"operator_uuid\":".to_owned()),
        Answer::Raw(200, "application/json", "[".repeat(10_000)),
        Answer::Raw(200, "text/html", "<p>Welcome</p>".to_owned()),
        Answer::Raw(404, "application/json", "{}".to_owned()),
        Answer::Raw(500, "text/plain", String::new()),
        Answer::CutOff("{}".to_owned()),
        Answer::Long {
            bytes: 1 << 20,
            announced: false,
        },
    ] {
        let city = City::start().await;
        city.operator.answer_metadata(answer);
        let response = city.ask().await;
        city.refused_at_sight(response, 502, "operator-bad-answer")
            .await;
    }
}

const PRIVATE_ADDRESSES: [&str; 4] = [
    "https://10.0.0.1/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest",
    "https://[fd00::1]/x",
];

#[tokio::test]
async fn an_operator_that_is_listed_at_a_private_address_is_refused() {
    for address in PRIVATE_ADDRESSES {
        let mut city = City::prepare().await;
        let mut list = city.registry.payload(&[&city.operator]);
        let member = &mut list["trust_group"]["members"][0];
        member["operatorDescription"]["operator_base_url"] = json!(address);
        city.registry.serve(&list);
        city.serve().await;
        let response = city.ask().await;
        city.refused_at_sight(response, 502, "operator-address-refused")
            .await;
    }
}

#[tokio::test]
async fn keys_at_a_private_address_are_not_fetched() {
    for address in PRIVATE_ADDRESSES {
        let city = City::start().await;
        city.operator.publish("jwks_uri", json!(address));
        let response = city.ask().await;
        city.refused_at_sight(response, 502, "operator-address-refused")
            .await;
    }
}

#[tokio::test]
async fn an_introspection_at_a_private_address_is_refused() {
    for address in PRIVATE_ADDRESSES {
        let city = City::start().await;
        city.operator.publish("introspection_url", json!(address));
        let response = city.ask().await;
        city.refused_at_sight(response, 502, "operator-address-refused")
            .await;
    }
}

#[tokio::test]
async fn a_permission_that_is_not_in_force_is_refused_with_the_operators_reason() {
    let city = City::start().await;
    city.operator.answer(Answer::Json(inactive(
        "The person has withdrawn the permission",
    )));
    let response = city.ask().await;
    assert_eq!(response.status(), 403);
    let record = city
        .refused_unasked(response, 403, "permission-not-active")
        .await;
    assert_eq!(
        record["introspection"],
        "The person has withdrawn the permission"
    );
    let document: serde_json::Value = city.ask().await.json().await.unwrap();
    assert_eq!(
        document["reason"],
        "The person has withdrawn the permission"
    );
}

#[tokio::test]
async fn a_source_that_is_down_is_said_to_be_unreachable() {
    let mut city = City::prepare().await;
    let dead = dead_address().await;
    city.point_upstream_at(&format!("http://{dead}"));
    city.serve().await;
    let response = city.ask().await;
    city.refused_unasked(response, 502, "source-unreachable")
        .await;
}

async fn refused_by_source(answers: Vec<Answer>, status: u16, problem: &str) {
    let city = City::start().await;
    for (index, answer) in answers.into_iter().enumerate() {
        city.upstream.answer(answer);
        let response = city.ask().await;
        let record = city.refused(response, status, problem).await;
        assert_eq!(record["introspection"], "active");
        assert_eq!(city.upstream.asked().len(), index + 1);
        let outcome = city.outcome(index).await;
        assert_eq!(outcome["success"], false);
        assert_eq!(outcome["additional_info"], problem);
    }
}

#[tokio::test]
async fn a_source_that_does_not_answer_in_time_is_given_up() {
    refused_by_source(vec![Answer::Never, Answer::Stalls], 504, "source-timeout").await;
}

#[tokio::test]
async fn an_error_of_the_source_is_not_passed_on() {
    let error = |status| Answer::Raw(status, "application/json", patron().to_string());
    let answers = [500, 503, 400, 401, 403, 201, 204].map(error).to_vec();
    refused_by_source(answers, 502, "source-error").await;
}

#[tokio::test]
async fn a_redirect_of_the_source_is_not_followed() {
    refused_by_source(
        vec![Answer::Redirect("/elsewhere".to_owned())],
        502,
        "source-error",
    )
    .await;
}

#[tokio::test]
async fn a_person_whom_the_source_does_not_know_is_said_to_be_unknown() {
    let gone = |status| Answer::Raw(status, "application/json", patron().to_string());
    refused_by_source(vec![gone(404), gone(410)], 403, "person-unknown-at-source").await;
}

#[tokio::test]
async fn html_from_the_source_is_not_passed_on() {
    let html = "<p>Aino Virtanen</p>".to_owned();
    let answers = vec![
        Answer::Raw(200, "text/html", html.clone()),
        Answer::Raw(200, "text/plain", patron().to_string()),
        Answer::Raw(200, "application/json", html),
    ];
    refused_by_source(answers, 502, "source-bad-answer").await;
}

#[tokio::test]
async fn too_large_an_answer_of_the_source_is_not_passed_on() {
    const BYTES: usize = 200_000_000;
    let answers = vec![
        Answer::Long {
            bytes: BYTES,
            announced: true,
        },
        Answer::Long {
            bytes: BYTES,
            announced: false,
        },
    ];
    refused_by_source(answers, 502, "source-too-large").await;
}

#[tokio::test]
async fn truncated_json_from_the_source_releases_nothing() {
    let whole = patron().to_string();
    let cut = &whole[..whole.len() - 1];
    let mut answers: Vec<Answer> = [cut, &whole[..20], "", " "]
        .iter()
        .map(|text| Answer::Raw(200, "application/json", (*text).to_owned()))
        .collect();
    answers.push(Answer::Raw(
        200,
        "application/json",
        format!("{whole}{whole}"),
    ));
    answers.push(Answer::Raw(200, "application/json", "[".repeat(50_000)));
    answers.push(Answer::CutOff(whole.clone()));
    answers.push(Answer::Raw(
        200,
        "application/json",
        whole.replacen('{', "{\"name\":\"Twice\",", 1),
    ));
    refused_by_source(answers, 502, "source-bad-answer").await;
}

#[tokio::test]
async fn a_long_answer_that_breaks_off_is_cut_off_for_the_service_too() {
    let city = City::start().await;
    let entry = patron().to_string();
    let many = vec![entry; 2_000].join(",");
    city.upstream.answer(Answer::CutOff(format!("[{many}")));
    let response = city.ask().await;
    assert_eq!(response.status(), 200);
    assert!(
        response.text().await.is_err(),
        "the service must see that it is not whole"
    );
    let outcome = city.outcome(0).await;
    assert_eq!(outcome["success"], false, "{outcome}");
    let log = city.log().await;
    assert_eq!(log[0]["kind"], "release-interrupted", "{log:?}");
    assert_eq!(log[0]["record"]["refused"], "source-bad-answer", "{log:?}");
}

#[tokio::test]
async fn a_trust_list_that_has_ended_releases_nothing() {
    let mut city = City::prepare().await;
    let mut list = city.registry.payload(&[&city.operator]);
    list["exp"] = json!(city.clock.seconds() + 600);
    city.registry.serve(&list);
    city.serve().await;
    city.released().await;
    let asked = (city.operator.asked().len(), city.upstream.asked().len());
    city.registry
        .answer(Answer::Raw(503, "text/plain", String::new()));
    city.clock.advance(Duration::from_secs(601));
    let response = city.ask().await;
    city.refused(response, 502, "trust-list-expired").await;
    assert_eq!(
        asked,
        (city.operator.asked().len(), city.upstream.asked().len())
    );
    city.registry.serve(&list);
    city.clock.advance(Duration::from_secs(2));
    let response = city.ask().await;
    city.refused(response, 502, "trust-list-expired").await;
    list["exp"] = json!(city.clock.seconds() + 600);
    city.registry.serve(&list);
    city.clock.advance(Duration::from_secs(2));
    city.released().await;
}

#[tokio::test]
async fn a_trust_list_that_was_rolled_back_releases_nothing() {
    let mut city = City::prepare().await;
    let mut list = city.registry.payload(&[&city.operator]);
    list["exp"] = json!(city.clock.seconds() + 600);
    list["sequence"] = json!(5);
    city.registry.serve(&list);
    city.serve().await;
    city.released().await;
    let asked = (city.operator.asked().len(), city.upstream.asked().len());
    for sequence in [json!(4), json!(null)] {
        list["sequence"] = sequence;
        list["exp"] = json!(city.clock.seconds() + 10_000);
        city.registry.serve(&list);
        city.clock.advance(Duration::from_secs(601));
        let response = city.ask().await;
        city.refused(response, 502, "trust-list-rolled-back").await;
        city.restart().await;
        let response = city.ask().await;
        city.refused(response, 502, "trust-list-rolled-back").await;
    }
    assert_eq!(
        asked,
        (city.operator.asked().len(), city.upstream.asked().len())
    );
    list["sequence"] = json!(6);
    city.registry.serve(&list);
    city.clock.advance(Duration::from_secs(2));
    city.released().await;
}

#[tokio::test]
async fn a_trust_list_under_another_key_releases_nothing() {
    let mut city = City::prepare().await;
    city.registry
        .serve_signed_by(&new_key(), &city.registry.payload(&[&city.operator]));
    city.serve().await;
    let response = city.ask().await;
    city.refused_at_sight(response, 502, "trust-list-unavailable")
        .await;
}

#[tokio::test]
async fn a_registry_that_serves_no_list_releases_nothing() {
    let raw = |status, kind, text: &str| Answer::Raw(status, kind, text.to_owned());
    for (answer, status, name) in [
        (raw(503, "text/plain", ""), 502, "trust-list-unavailable"),
        (
            raw(200, "application/json", "{}"),
            502,
            "trust-list-unavailable",
        ),
        (
            raw(200, "text/html", "<p>Welcome</p>"),
            502,
            "trust-list-unavailable",
        ),
        (Answer::Never, 504, "trust-list-timeout"),
    ] {
        let mut city = City::prepare().await;
        city.registry.answer(answer);
        city.serve().await;
        let response = city.ask().await;
        city.refused_at_sight(response, status, name).await;
    }
}

#[tokio::test]
async fn a_list_remembered_serves_while_the_registry_is_down() {
    let mut city = City::start().await;
    city.released().await;
    city.registry
        .answer(Answer::Raw(503, "text/plain", String::new()));
    city.restart().await;
    city.released().await;
}

#[tokio::test]
async fn the_key_of_a_registry_rotates_through_its_list() {
    let mut city = City::prepare().await;
    let next = new_key();
    let mut list = city.registry.payload(&[&city.operator]);
    list["exp"] = json!(city.clock.seconds() + 600);
    list["registry_keys"] = json!({"keys": [city.registry.key.jwk(), next.jwk()]});
    city.registry.serve(&list);
    city.serve().await;
    city.released().await;
    city.clock.advance(Duration::from_secs(601));
    list["exp"] = json!(city.clock.seconds() + 600);
    city.registry.serve_signed_by(&next, &list);
    released(city.ask().await).await;
}

#[tokio::test]
async fn a_group_that_was_not_agreed_on_makes_no_member() {
    let mut city = City::prepare().await;
    let other = Registry::start().await;
    city.config.trust_groups[0].uuid = Some(other.group.parse().unwrap());
    city.serve().await;
    let response = city.ask().await;
    city.refused_at_sight(response, 401, "ticket-unknown-issuer")
        .await;
}
