//! The main path: a service asks, the person permits, the connector hears what it may release, the log shows it.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{CARD, City, LOGIN};

#[tokio::test]
async fn one_permission_governs_a_request_end_to_end() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["address.postalCode"]).await;
    let ticket = city.ticket(&leg).await;
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], true, "{answer}");
    assert_eq!(answer["identifiers"].as_array().unwrap().len(), 1);
    assert_eq!(answer["identifiers"][0]["id"], CARD);
    let patron = city.connector.dataset("patron");
    assert_eq!(
        answer["permission"]["datasets"][&patron],
        json!(["address.postalCode", "name"])
    );
    assert_eq!(
        answer["permission"]["datasets"][city.connector.dataset("loans")],
        json!(["count"])
    );
    let item = answer["access_item_uuid"].as_str().unwrap();
    let reported = city
        .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(city.connector.assertion(city.operator.url()))
        .json(&json!({"success": true, "status": "completed", "released": {patron: ["address.postalCode", "name"]}, "records": 1, "log_index": 7}))
        .send()
        .await
        .unwrap();
    assert_eq!(reported.status(), 200);
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    let text = log["entries"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("The City Library showed this to Hobby Grants: Postal code and Name. What for: Providing a service. You gave this permission on "), "{text}");
    let withdrawn = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    let withdrawn: Value = withdrawn.json().await.unwrap();
    assert_eq!(
        (&withdrawn["state"], &withdrawn["in_force"]["everywhere"]),
        (&json!("withdrawn"), &json!(true))
    );
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], false);
    assert_eq!(answer["reason"], "the permission was withdrawn");
    let refused = city.ask_ticket(&leg, &city.connector.url).await;
    assert_eq!(refused.status(), 403);
    let _ = LOGIN;
    city.end().await;
}
