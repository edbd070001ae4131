//! A service that speaks the City of Helsinki's GDPR API, as its OpenAPI document has it.

use http::Method;
use serde_json::{Value, json};

use crate::api::{Api, Reply, fails_in_words_of_ours};
use crate::changes::change;
use crate::city::{City, read};
use crate::hostile::{HOSTILE, decoded};
use crate::own_data::vouch;
use crate::peers::{Answer, Received, active};
use crate::release::{dataset_id, permitting};

fn customer() -> Value {
    let space = |number: &str| {
        json!({"key": "PARKING_SPACE", "children": [
            {"key": "NUMBER", "value": number}, {"key": "LENGTH", "value": "4.28"},
        ]})
    };
    json!({"key": "CUSTOMER", "label": {"en": "Customer", "fi": "Asiakas"}, "children": [
        {"key": "FULL_NAME", "value": "Aino Virtanen"}, {"key": "EMAIL", "value": "aino@example.org"},
        {"key": "SECRET", "value": "Kalevala"}, {"key": "ADDRESS", "value": "Katu 1", "children": [
            {"key": "CITY", "value": "Helsinki"},
        ]},
        {"key": "RESERVED", "children": [space("66"), space("68")]},
        {"key": "LOANS", "children": [{"key": "BOOK", "value": "a"}, {"key": "BOOK", "value": "b"}]},
    ]})
}

pub(crate) async fn service(url: &str) -> City {
    let mut city = City::prepare().await;
    city.config.upstream = read(json!({
        "kind": "helsinki-gdpr", "base_url": format!("{url}/gdpr-api"), "retries": 0, "answer_ms": 500,
        "whole_ms": 1000, "whole_answer": 100_000,
    }));
    city.config.routes.truncate(1);
    city.config.routes[0].request = None;
    city.config.routes[0].tree = Some(read(json!({
        "path": "v1/profiles/{library_card}", "names": {"name": "FULL_NAME", "loans": "RESERVED/PARKING_SPACE"},
    })));
    city
}

/// As [`service`], where people look, and may erase everything.
async fn open_service(url: &str) -> City {
    let mut city = service(url).await;
    let dataset = &mut city.config.datasets[0];
    (dataset.self_access, dataset.self_change) = (true, true);
    for attribute in &mut dataset.attributes {
        attribute.rectify = read(json!("by-person"));
    }
    city.operator.publish("profile", json!("fiducia-1"));
    city.serve().await;
    vouch(&city).await;
    city
}

#[tokio::test]
async fn the_tree_becomes_attributes() {
    let api = Api::start(|_, _| customer().into()).await;
    let mut city = service(&api.url).await;
    city.serve().await;
    assert_eq!(
        city.released().await,
        json!({
            "name": "Aino Virtanen", "email": "aino@example.org", "address": {"value": "Katu 1", "CITY": "Helsinki"},
            "loans": [{"NUMBER": "66", "LENGTH": "4.28"}, {"NUMBER": "68", "LENGTH": "4.28"}],
        })
    );
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    assert_eq!(city.released().await, json!({"name": "Aino Virtanen"}));
    city.config.routes[0]
        .tree
        .as_mut()
        .unwrap()
        .names
        .remove("loans");
    city.operator.answer(Answer::Json(active("2900-17")));
    city.restart().await;
    assert_eq!(city.released().await["loans"], json!({"BOOK": ["a", "b"]}));
    assert_eq!(api.targets()[0], "/gdpr-api/v1/profiles/2900-17");
}

#[tokio::test]
async fn identifiers_stay_in_their_place() {
    let api = Api::start(|_, _| customer().into()).await;
    let mut city = service(&api.url).await;
    city.serve().await;
    for hostile in HOSTILE {
        city.operator.answer(Answer::Json(active(hostile)));
        city.released().await;
        let target = api.targets().pop().unwrap();
        let id = target.strip_prefix("/gdpr-api/v1/profiles/").unwrap();
        assert!(!id.contains(['/', '?', '#']), "{target}");
        assert_eq!(decoded(id), hostile);
    }
}

#[tokio::test]
async fn nothing_of_the_person_is_a_person_who_is_not_known() {
    for status in [204, 404] {
        let api =
            Api::start(move |_, _| Answer::Raw(status, "text/plain", String::new()).into()).await;
        let mut city = service(&api.url).await;
        city.serve().await;
        let response = city.ask().await;
        city.refused(response, 403, "person-unknown-at-source")
            .await;
    }
}

#[tokio::test]
async fn a_service_that_fails_is_said_in_words_of_ours() {
    let raw = |status, kind, text: &str| Answer::Raw(status, kind, text.to_owned());
    let mut deep = json!({"key": "A"});
    for _ in 0..100 {
        deep = json!({"key": "A", "children": [deep]});
    }
    let deep = json!({"key": "R", "children": [{"key": "EMAIL", "children": [deep]}]}).to_string();
    let own = vec![
        (
            raw(
                401,
                "application/json",
                "{\"errors\":[{\"message\":{\"fi\":\"Aino\"}}]}",
            ),
            502,
            "source-error",
        ),
        (
            raw(
                403,
                "application/json",
                "{\"errors\":[{\"message\":{\"fi\":\"Aino\"}}]}",
            ),
            502,
            "source-error",
        ),
        (
            raw(
                500,
                "application/json",
                "{\"errors\":[{\"message\":{\"fi\":\"Aino\"}}]}",
            ),
            502,
            "source-error",
        ),
        (
            raw(200, "application/json", "{\"name\":\"Aino\"}"),
            502,
            "source-bad-answer",
        ),
        (
            raw(200, "application/json", "{\"key\":\"A\",\"children\":{}}"),
            502,
            "source-bad-answer",
        ),
        (
            raw(200, "application/json", &deep),
            502,
            "source-bad-answer",
        ),
        (
            raw(200, "application/json", &"[".repeat(50_000)),
            502,
            "source-bad-answer",
        ),
        (
            Answer::CutOff(customer().to_string()),
            502,
            "source-bad-answer",
        ),
    ];
    fails_in_words_of_ours(own, async |answer| {
        let api = Api::start(move |_, _| answer.clone().into()).await;
        let city = service(&api.url).await;
        (api, city)
    })
    .await;
}

fn allows(_: &Received, _: usize) -> Reply {
    Answer::Raw(204, "application/json", String::new()).into()
}

#[tokio::test]
async fn everything_is_erased_after_a_trial() {
    let api = Api::start(allows).await;
    let city = open_service(&api.url).await;
    let response = change(&city, Method::DELETE, None).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    let asked = api.asked();
    assert!(asked.iter().all(|one| one.method == Method::DELETE));
    let profile = "/gdpr-api/v1/profiles/2900-17";
    assert_eq!(
        api.targets(),
        [format!("{profile}?dry_run=true"), profile.to_owned()]
    );
    // The API knows no parts.
    for patch in [json!({"email": null}), json!({"email": "a@b"})] {
        let response = change(&city, Method::PATCH, Some(patch)).await;
        city.refused(response, 403, "change-not-offered").await;
    }
    assert_eq!(api.asked().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_passed_on_in_its_languages_and_nothing_is_erased() {
    let refusal = json!({"errors": [
        {"code": "open_bill", "message": {"fi": "Sinulla on avoin lasku.", "en": "You have an open bill.", "<b>": "x"}},
        {"code": "empty", "message": {}},
        {"code": "loan", "message": {"fi": "ä".repeat(5_000), "sv": 7}},
    ], "secret": "Aino"});
    let api =
        Api::start(move |_, _| Answer::Raw(403, "application/json", refusal.to_string()).into())
            .await;
    let city = open_service(&api.url).await;
    let response = change(&city, Method::DELETE, None).await;
    assert_eq!(response.status(), 409);
    let problem: Value = response.json().await.unwrap();
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("/change-refused"),
        "{problem}"
    );
    let reasons = problem["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 2, "{problem}");
    assert_eq!(
        reasons[0],
        json!({"fi": "Sinulla on avoin lasku.", "en": "You have an open bill."})
    );
    assert_eq!(reasons[1]["fi"].as_str().unwrap().chars().count(), 1_000);
    assert!(!problem.to_string().contains("Aino"));
    assert_eq!(
        api.asked().len(),
        1,
        "after a trial that failed nothing is erased"
    );
    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[1]["kind"]),
        (&json!("refusal"), &json!("change-begun"))
    );
    assert!(
        !log[0].to_string().contains("lasku"),
        "what is said to the person is theirs"
    );
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["failures_in_a_row"], 0, "a refusal is an answer");
}

#[tokio::test]
async fn what_is_no_refusal_is_not_taken_for_one() {
    let raw = |status, kind, text: &str| Answer::Raw(status, kind, text.to_owned());
    for (answer, problem) in [
        (raw(403, "text/html", "Aino"), "source-error"),
        (
            raw(403, "application/json", "{\"detail\":\"Aino\"}"),
            "source-error",
        ),
        (raw(200, "application/json", "{}"), "source-error"),
        (
            raw(
                500,
                "application/json",
                "{\"errors\":[{\"message\":{\"fi\":\"Aino\"}}]}",
            ),
            "source-error",
        ),
        (Answer::Redirect("/login".to_owned()), "source-error"),
        (Answer::Never, "source-timeout"),
    ] {
        let api = Api::start(move |_, _| answer.clone().into()).await;
        let city = open_service(&api.url).await;
        let response = change(&city, Method::DELETE, None).await;
        let text = response.text().await.unwrap();
        assert!(text.contains(problem) && !text.contains("Aino"), "{text}");
        assert_eq!(api.asked().len(), 1);
    }
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_the_start() {
    for (tree, word) in [
        (json!({"path": "v1/profiles"}), "names no identifier"),
        (
            json!({"path": "v1/profiles/{profile_id}"}),
            "identifier_types",
        ),
        (
            json!({"path": "v1/{library_card}/{/id}"}),
            "identifiers alone",
        ),
        (
            json!({"path": "v1/{library_card}", "names": {"fines": "FINES"}}),
            "not an attribute",
        ),
    ] {
        let mut city = service("http://127.0.0.1:1").await;
        city.config.routes[0].tree = Some(read(tree.clone()));
        let findings = connector::check(&city.config).await;
        let is_said =
            |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains(word));
        assert!(findings.iter().any(is_said), "{tree}: {findings:?}");
    }
}
