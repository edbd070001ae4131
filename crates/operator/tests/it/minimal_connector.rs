//! A connector written from the 2021 text alone: it knows §5.3, §5.4, §5.6.1 and §5.8, nothing that was added
//! since, and authenticates as the reference connector of that time did.
use axum::Router;
use axum::routing::get;
use operator::sources::NewConnector;
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{CARD, City, GROUP, datasets, serve};

/// Its metadata has the attributes of §5.8 and no other; `connector_key` is optional there and left out.
async fn start(uuid: &str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let metadata = json!({
        "connector_uuid": uuid, "name": "The old archive", "description": "Papers",
        "api_guide": format!("{url}/guide"), "connector_base_url": url,
    });
    let router = Router::new().route(
        "/.well-known/connector-config",
        get(move || async move { axum::Json(metadata) }),
    );
    tokio::spawn(serve(listener, router));
    url
}

/// The attributes of the use are all that its dataset has: a connector of 2021 keeps nothing back.
fn intended_use(uuid: &str, optional: &[&str]) -> Value {
    let mut required = vec!["name", "address.postalCode", "birthDate"];
    required.retain(|path| !optional.contains(path));
    json!({
        "id": "archive-use", "service": "hobby", "title": {"en": "Archive"}, "purposes": ["dpv:ServiceProvision"],
        "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
        "datasets": {format!("urn:fiducia:dataset:{uuid}:patron"): {"required": required, "optional": optional}},
        "retention": 1, "longest_duration": 30, "notice": {"en": "We read your papers."},
    })
}

/// Registers the connector and a use of it; gives its base URL and secret.
async fn city_with_old_connector(optional: &[&str]) -> (City, String, String, String) {
    let mut city = City::new().await;
    let uuid = uuid::Uuid::new_v4().to_string();
    let url = start(&uuid).await;
    let mut new = NewConnector::new(&url, vec![GROUP.parse().unwrap()]);
    new.auth_method = operator::organisations::AuthMethod::ClientSecretBasic;
    new.datasets = serde_json::from_value(json!([datasets(&uuid)[0]])).unwrap();
    let added = city.operator.operator().add_connector(new).await.unwrap();
    let (id, _) = city
        .operator
        .operator()
        .add_intended_use(intended_use(&uuid, optional))
        .await
        .unwrap();
    city.intended_use = id;
    (city, url, uuid, added.client_secret.unwrap())
}

#[tokio::test]
async fn mim4_5_4_a_connector_of_2021_introspects_and_reports() {
    let (city, url, uuid, secret) = city_with_old_connector(&[]).await;
    let (leg, _) = city.permit(&[]).await;
    let ticket: Value = city
        .ask_ticket(&leg, &format!("{url}/papers"))
        .await
        .json()
        .await
        .unwrap();

    // It finds the endpoints in the operator's metadata (§5.4: "resolve … dynamically").
    let metadata: Value = city
        .get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap();
    let introspection_url = metadata["introspection_url"].as_str().unwrap();
    let token: Value = city
        .call(Method::POST, "/oauth/token")
        .basic_auth(&uuid, Some(&secret))
        .form(&[("grant_type", "client_credentials"), ("scope", "agw")])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(token["token_type"], "Bearer", "{token}");
    let token = token["access_token"].as_str().unwrap();
    let answer: Value = city
        .client
        .post(introspection_url)
        .bearer_auth(token)
        .json(&json!({"request_ticket": ticket["request_ticket"]}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["active"], true, "{answer}");
    assert_eq!(answer["identifiers"][0]["id"], CARD);
    assert_eq!(answer["identifiers"][0]["id_type"], "library_card");
    let item = answer["access_item_uuid"].as_str().unwrap();
    let reported = city
        .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(token)
        .json(&json!({"success": true, "status": "completed", "additional_info": "200"}))
        .send()
        .await
        .unwrap();
    assert_eq!(reported.status(), 200);
    let log = city.person.get(&city, "/api/v1/me/access-log").await;
    assert_eq!(log["entries"][0]["status"], "released");
    assert_eq!(log["entries"][0]["source"], "The old archive");
    city.end().await;
}

#[tokio::test]
async fn a_connector_of_2021_may_send_its_secret_with_the_form_of_rfc_7662() {
    let (city, url, uuid, secret) = city_with_old_connector(&[]).await;
    let (leg, _) = city.permit(&[]).await;
    let ticket: Value = city.ask_ticket(&leg, &url).await.json().await.unwrap();
    let ticket = ticket["request_ticket"].as_str().unwrap();
    let answer = city
        .call(Method::POST, "/api/v1/introspection")
        .basic_auth(&uuid, Some(&secret))
        .form(&[("token", ticket)])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap()["active"], true);
    let wrong = city
        .call(Method::POST, "/api/v1/introspection")
        .basic_auth(&uuid, Some("guess"))
        .form(&[("token", ticket)])
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn no_ticket_for_a_part_is_issued_to_a_connector_that_cannot_keep_back_the_rest() {
    let (city, url, _, _) = city_with_old_connector(&["birthDate"]).await;
    let (leg, arrangement) = city.permit(&[]).await;
    let refused = city.ask_ticket(&leg, &url).await;
    assert_eq!(refused.status(), 409);
    let problem: Value = refused.json().await.unwrap();
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("/problems/attribute-filter-missing"),
        "{problem}"
    );
    let whole = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/amend"),
            &json!({"optional": ["birthDate"]}),
        )
        .await;
    assert_eq!(whole.status(), 200);
    assert_eq!(city.ask_ticket(&leg, &url).await.status(), 200);
    city.end().await;
}

#[tokio::test]
async fn an_answer_for_a_part_is_not_given_to_a_connector_that_cannot_keep_back_the_rest() {
    let (city, url, uuid, secret) = city_with_old_connector(&["birthDate"]).await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let ticket: Value = city.ask_ticket(&leg, &url).await.json().await.unwrap();
    // The person narrows the permission after the ticket was issued.
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/amend"),
            &json!({"optional": []}),
        )
        .await;
    let answer: Value = city
        .call(Method::POST, "/api/v1/introspection")
        .basic_auth(&uuid, Some(&secret))
        .json(&json!({"request_ticket": ticket["request_ticket"]}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&answer["active"], &answer["access_item_uuid"]),
        (&json!(false), &json!("")),
        "{answer}"
    );
    city.end().await;
}
