//! Standing rules: what is free to use, and what never is.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN};

async fn save(city: &City, rule: Value) -> Value {
    let answer = city.person.post(city, "/api/v1/me/rules", &rule).await;
    assert_eq!(answer.status(), 201, "{:?}", answer.text().await);
    answer.json().await.unwrap()
}

async fn status(city: &City, asked: &Value) -> Value {
    let path = format!(
        "/api/v1/permission-requests/{}",
        asked["id"].as_str().unwrap()
    );
    city.service.get(city, &path).await.json().await.unwrap()
}

#[tokio::test]
async fn an_allow_that_covers_what_is_needed_grants_new_requests_and_nothing_optional() {
    let city = City::new().await;
    save(
        &city,
        json!({"effect": "allow", "purposes": ["dpv:ServiceProvision"]}),
    )
    .await;
    let asked = city.ask(Some(LOGIN)).await;
    assert_eq!(
        asked["status"], "pending",
        "the answer to asking is the same for everyone"
    );
    let granted = status(&city, &asked).await;
    assert_eq!(granted["status"], "granted");
    let answer = city
        .introspect(&city.ticket(granted["permission"].as_str().unwrap()).await)
        .await;
    assert_eq!(
        answer["permission"]["datasets"][city.connector.dataset("patron")],
        json!(["name"])
    );
    let permissions = city.person.get(&city, "/api/v1/me/permissions").await;
    assert!(
        permissions["permissions"][0]["granted_by_rule"].is_string(),
        "the person sees that a rule did it"
    );
    // Undone in one step.
    let id = permissions["permissions"][0]["id"].as_str().unwrap();
    let undone = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{id}/withdraw"),
            &json!({}),
        )
        .await;
    assert_eq!(undone.status(), 200);
    city.end().await;
}

#[tokio::test]
async fn a_deny_that_matches_a_part_declines_new_requests() {
    let city = City::new().await;
    save(
        &city,
        json!({"effect": "deny", "data": {"categories": ["pd:BirthDate"]}}),
    )
    .await;
    let asked = city.ask(Some(LOGIN)).await;
    assert_eq!(status(&city, &asked).await["status"], "declined");
    city.end().await;
}

#[tokio::test]
async fn a_deny_written_later_ends_what_a_rule_granted() {
    let city = City::new().await;
    save(&city, json!({"effect": "allow"})).await;
    let asked = city.ask(Some(LOGIN)).await;
    let leg = status(&city, &asked).await["permission"]
        .as_str()
        .unwrap()
        .to_owned();
    let ticket = city.ticket(&leg).await;
    assert_eq!(city.introspect(&ticket).await["active"], true);
    let deny = json!({"effect": "deny", "purposes": ["dpv:ServiceProvision"]});
    let preview = city
        .person
        .post(&city, "/api/v1/me/rules/preview", &deny)
        .await;
    let preview: Value = preview.json().await.unwrap();
    assert_eq!(preview["ends"].as_array().unwrap().len(), 1, "{preview}");
    assert_eq!(
        city.introspect(&ticket).await["active"],
        true,
        "a preview changes nothing"
    );
    let saved = save(&city, deny).await;
    assert_eq!(saved["ended"], preview["ends"]);
    assert_eq!(
        city.introspect(&ticket).await["reason"],
        "the permission was withdrawn"
    );
    city.end().await;
}

#[tokio::test]
async fn a_deny_written_later_keeps_back_its_part_of_what_was_given_by_hand() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let ticket = city.ticket(&leg).await;
    let patron = city.connector.dataset("patron");
    assert_eq!(
        city.introspect(&ticket).await["permission"]["datasets"][&patron],
        json!(["birthDate", "name"])
    );
    let saved = save(
        &city,
        json!({"effect": "deny", "data": {"categories": ["pd:BirthDate"]}}),
    )
    .await;
    assert_eq!(saved["asks_about"], json!([arrangement]));
    assert_eq!(
        city.introspect(&ticket).await["permission"]["datasets"][&patron],
        json!(["name"])
    );
    let shown = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    assert_eq!(shown["denied_by_rule"], saved["id"]);
    let id = saved["id"].as_str().unwrap();
    let odrl = city
        .person
        .get(&city, &format!("/api/v1/me/rules/{id}/odrl"))
        .await;
    assert!(odrl["prohibition"].is_array(), "{odrl}");
    let ended = city
        .call(Method::DELETE, &format!("/api/v1/me/rules/{id}"))
        .bearer_auth(&city.person.token)
        .send()
        .await;
    assert_eq!(ended.unwrap().status(), 204);
    assert_eq!(
        city.introspect(&ticket).await["permission"]["datasets"][&patron],
        json!(["birthDate", "name"])
    );
    city.end().await;
}

#[tokio::test]
async fn a_rule_that_means_nothing_is_refused_with_what_may_have_been_meant() {
    let city = City::new().await;
    for (rule, says) in [
        (json!({"effect": "perhaps"}), "perhaps"),
        (
            json!({"effect": "deny", "purposes": ["dpv:ServiceProvison"]}),
            "did you mean",
        ),
        (
            json!({"effect": "deny", "parties": {"only": []}}),
            "names no party",
        ),
        (json!({"effect": "deny", "until": 3}), "until"),
    ] {
        let refused = city.person.post(&city, "/api/v1/me/rules", &rule).await;
        assert_eq!(refused.status(), 400, "{rule}");
        let problem: Value = refused.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{rule}: {problem}"
        );
    }
    assert_eq!(
        city.person.get(&city, "/api/v1/me/rules").await,
        json!({"rules": []})
    );
    city.end().await;
}
