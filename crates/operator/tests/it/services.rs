//! What services can do, and what they cannot.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, Connector, GROUP, LOGIN, Person, Service, key};
use operator::sources::NewConnector;

async fn problem(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.unwrap();
    let kind = body["type"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    assert!(body["instance"].is_string(), "{body}");
    (status, kind)
}

#[tokio::test]
async fn a_token_needs_an_assertion_by_a_registered_key_and_a_proof() {
    let city = City::new().await;
    let endpoint = city.url("/oauth/token");
    let ask = |assertion: String, proof: Option<String>| {
        let request = city.call(Method::POST, "/oauth/token").form(&[
            ("grant_type", "client_credentials"),
            (
                "client_assertion_type",
                protocol::client_assertion::ASSERTION_TYPE,
            ),
            ("client_assertion", &assertion),
        ]);
        proof
            .into_iter()
            .fold(request, |request, proof| request.header("dpop", proof))
            .send()
    };
    let error = async |answer: reqwest::Response| {
        let status = answer.status().as_u16();
        (
            status,
            answer.json::<Value>().await.unwrap()["error"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    let proof = || Some(city.service.proof("POST", &endpoint, None));
    let good = city.service.assertion(&endpoint);
    assert_eq!(ask(good.clone(), proof()).await.unwrap().status(), 200);
    let invalid_client = (401, "invalid_client".to_owned());
    assert_eq!(
        error(ask(good, proof()).await.unwrap()).await,
        invalid_client,
        "an assertion is good for one use"
    );
    let other_audience = city.service.assertion("https://other.example/oauth/token");
    assert_eq!(
        error(ask(other_audience, proof()).await.unwrap()).await,
        invalid_client
    );
    let forged = Service {
        client_id: "hobby".to_owned(),
        key: key(),
        dpop: key(),
    }
    .assertion(&endpoint);
    assert_eq!(
        error(ask(forged, proof()).await.unwrap()).await,
        invalid_client
    );
    let unknown = Service {
        client_id: "nobody".to_owned(),
        key: key(),
        dpop: key(),
    }
    .assertion(&endpoint);
    assert_eq!(
        error(ask(unknown, proof()).await.unwrap()).await,
        invalid_client
    );
    let invalid_proof = (400, "invalid_dpop_proof".to_owned());
    assert_eq!(
        error(ask(city.service.assertion(&endpoint), None).await.unwrap()).await,
        invalid_proof
    );
    let elsewhere = Some(
        city.service
            .proof("POST", "https://other.example/oauth/token", None),
    );
    assert_eq!(
        error(
            ask(city.service.assertion(&endpoint), elsewhere)
                .await
                .unwrap()
        )
        .await,
        invalid_proof
    );
    let replayed = proof();
    assert_eq!(
        ask(city.service.assertion(&endpoint), replayed.clone())
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        error(
            ask(city.service.assertion(&endpoint), replayed)
                .await
                .unwrap()
        )
        .await,
        invalid_proof
    );
    city.end().await;
}

#[tokio::test]
async fn a_bound_token_is_worth_nothing_without_its_key() {
    let city = City::new().await;
    let token = city.service.token(&city).await;
    let address = city.url("/api/v1/request-tickets");
    let call = |authorization: String, proof: Option<String>| {
        let body = json!({"permission": "x", "audience": city.connector.url});
        let request = city
            .call(Method::POST, "/api/v1/request-tickets")
            .header("authorization", authorization)
            .json(&body);
        proof
            .into_iter()
            .fold(request, |request, proof| request.header("dpop", proof))
            .send()
    };
    let proof = city.service.proof("POST", &address, Some(&token));
    let good = call(format!("DPoP {token}"), Some(proof.clone()))
        .await
        .unwrap();
    assert_eq!(
        problem(good).await,
        (403, "permission-not-active".to_owned()),
        "past authentication"
    );
    let refused = call(format!("DPoP {token}"), Some(proof)).await.unwrap();
    assert_eq!(problem(refused).await, (401, "proof-replayed".to_owned()));
    let refused = call(format!("Bearer {token}"), None).await.unwrap();
    assert_eq!(problem(refused).await, (401, "proof-missing".to_owned()));
    let refused = call(format!("DPoP {token}"), None).await.unwrap();
    assert_eq!(problem(refused).await, (401, "proof-missing".to_owned()));
    let thief = Service {
        client_id: "hobby".to_owned(),
        key: key(),
        dpop: key(),
    };
    let refused = call(
        format!("DPoP {token}"),
        Some(thief.proof("POST", &address, Some(&token))),
    )
    .await
    .unwrap();
    assert_eq!(problem(refused).await, (401, "proof-invalid".to_owned()));
    for wrong in [
        city.service.proof("GET", &address, Some(&token)),
        city.service.proof(
            "POST",
            &city.url("/api/v1/permission-requests"),
            Some(&token),
        ),
        city.service.proof("POST", &address, Some("another token")),
        city.service.proof("POST", &address, None),
    ] {
        let refused = call(format!("DPoP {token}"), Some(wrong)).await.unwrap();
        assert_eq!(problem(refused).await, (401, "proof-invalid".to_owned()));
    }
    let refused = call("DPoP nonsense".to_owned(), None).await.unwrap();
    assert_eq!(problem(refused).await, (401, "login-required".to_owned()));
    city.end().await;
}

#[tokio::test]
async fn whether_someone_has_an_account_is_not_shown_to_a_service() {
    let city = City::new().await;
    let shape = |answer: &Value| {
        let mut members: Vec<String> = answer.as_object().unwrap().keys().cloned().collect();
        members.sort();
        (members, answer["status"].clone())
    };
    let known = city.ask(Some(LOGIN)).await;
    let unknown = city.ask(Some("nobody@example.org")).await;
    let nonsense = city.ask(Some("no address at all")).await;
    assert_eq!(shape(&known), shape(&unknown));
    assert_eq!(shape(&known), shape(&nonsense));
    let status = async |asked: &Value| {
        let path = format!(
            "/api/v1/permission-requests/{}",
            asked["id"].as_str().unwrap()
        );
        city.service
            .get(&city, &path)
            .await
            .json::<Value>()
            .await
            .unwrap()
    };
    assert_eq!(shape(&status(&known).await), shape(&status(&unknown).await));
    city.end().await;
}

#[tokio::test]
async fn a_request_waits_for_someone_who_joins_later() {
    let city = City::new().await;
    let asked = city.ask(Some("new@example.org")).await;
    let someone = Person::make(&city.operator, "New@Example.org").await;
    let requests = someone.get(&city, "/api/v1/me/requests").await;
    assert_eq!(requests["requests"][0]["id"], asked["id"]);
    let mine = city.person.get(&city, "/api/v1/me/requests").await;
    assert_eq!(mine["requests"], json!([]));
    city.end().await;
}

#[tokio::test]
async fn a_request_for_nobody_in_particular_is_answered_by_whoever_opens_it_first() {
    let city = City::new().await;
    let asked = city.ask(None).await;
    let id = asked["id"].as_str().unwrap();
    let other = Person::make(&city.operator, "other@example.org").await;
    other.get(&city, &format!("/api/v1/me/requests/{id}")).await;
    let granted = city
        .person
        .post(
            &city,
            &format!("/api/v1/me/requests/{id}/grant"),
            &json!({}),
        )
        .await;
    assert_eq!(granted.status(), 200);
    let late = other
        .post(
            &city,
            &format!("/api/v1/me/requests/{id}/grant"),
            &json!({}),
        )
        .await;
    assert_eq!(late.status(), 404, "it is another person's now");
    city.end().await;
}

#[tokio::test]
async fn a_service_asks_only_for_its_own_registered_uses_and_registered_addresses() {
    let city = City::new().await;
    let organisation = city
        .operator
        .operator()
        .service("hobby")
        .await
        .unwrap()
        .organisation;
    let other = Service::register(&city.operator, &organisation, "other").await;
    let ask = async |service: &Service, body: Value| {
        service
            .post(&city, "/api/v1/permission-requests", &body)
            .await
    };
    let foreign = ask(&other, json!({"intended_use": city.intended_use})).await;
    assert_eq!(
        problem(foreign).await,
        (404, "intended-use-unknown".to_owned())
    );
    let unknown = ask(&city.service, json!({"intended_use": "everything"})).await;
    assert_eq!(
        problem(unknown).await,
        (404, "intended-use-unknown".to_owned())
    );
    for url in [
        "https://evil.example/",
        "https://hobby.example/done/../x",
        "https://hobby.example.evil/done",
        "http://localhost/done",
    ] {
        let refused = ask(
            &city.service,
            json!({"intended_use": city.intended_use, "return_url": url}),
        )
        .await;
        assert_eq!(
            problem(refused).await,
            (400, "return-url-not-registered".to_owned()),
            "{url}"
        );
    }
    let script = ask(
        &city.service,
        json!({"intended_use": city.intended_use, "return_url": "javascript:alert(1)"}),
    )
    .await;
    assert_eq!(problem(script).await.0, 400);
    let asked = city.ask(Some(LOGIN)).await;
    let spied = other
        .get(
            &city,
            &format!(
                "/api/v1/permission-requests/{}",
                asked["id"].as_str().unwrap()
            ),
        )
        .await;
    assert_eq!(problem(spied).await, (404, "not-found".to_owned()));
    city.end().await;
}

#[tokio::test]
async fn a_ticket_is_for_a_granted_permission_of_this_service_and_a_connector_it_covers() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let organisation = city
        .operator
        .operator()
        .service("hobby")
        .await
        .unwrap()
        .organisation;
    let other = Service::register(&city.operator, &organisation, "other").await;
    let body = json!({"permission": leg, "audience": city.connector.url});
    let stolen = other.post(&city, "/api/v1/request-tickets", &body).await;
    assert_eq!(
        problem(stolen).await,
        (403, "permission-not-active".to_owned())
    );
    let uncovered = Connector::start(&[]).await;
    city.operator
        .operator()
        .add_connector(NewConnector::new(
            &uncovered.url,
            vec![GROUP.parse().unwrap()],
        ))
        .await
        .unwrap();
    for audience in [
        uncovered.url.clone(),
        "https://stranger.example".to_owned(),
        format!(
            "{}.evil.example/loans",
            city.connector
                .url
                .replace("http://127.0.0.1", "https://127.0.0.1")
        ),
        city.connector.url.replace("http:", "https:"),
    ] {
        let refused = city.ask_ticket(&leg, &audience).await;
        let (status, kind) = problem(refused).await;
        assert!(
            (status, kind.as_str()) == (403, "audience-not-covered") || status == 400,
            "{audience}: {status} {kind}"
        );
    }
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/suspend"),
            &json!({}),
        )
        .await;
    let paused = city.ask_ticket(&leg, &city.connector.url).await;
    assert_eq!(
        problem(paused).await,
        (403, "permission-not-active".to_owned())
    );
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/resume"),
            &json!({}),
        )
        .await;
    assert_eq!(
        city.ask_ticket(&leg, &city.connector.url).await.status(),
        200
    );
    city.end().await;
}

#[tokio::test]
async fn a_suspended_service_gets_neither_tokens_nor_answers_for_its_tickets() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let operator = city.operator.operator();
    operator
        .set_service_state("hobby", operator::organisations::ServiceState::Suspended)
        .await
        .unwrap();
    assert_eq!(city.service.ask_token(&city).await.status(), 401);
    let answer = city.introspect(&ticket).await;
    assert_eq!(
        (&answer["active"], &answer["reason"]),
        (&json!(false), &json!("the service is suspended"))
    );
    operator
        .set_service_state("hobby", operator::organisations::ServiceState::Active)
        .await
        .unwrap();
    assert_eq!(city.introspect(&ticket).await["active"], true);
    city.end().await;
}

#[tokio::test]
async fn a_service_with_a_secret_gets_a_token_that_is_not_bound() {
    let city = City::new().await;
    let organisation = city
        .operator
        .operator()
        .service("hobby")
        .await
        .unwrap()
        .organisation;
    let new = serde_json::from_value(json!({
        "client_id": "old one", "organisation": organisation, "name": {"en": "Old"}, "auth_method": "client_secret_basic",
    }));
    assert!(
        city.operator
            .operator()
            .add_service(new.unwrap())
            .await
            .is_err(),
        "a client id is a word"
    );
    let new = serde_json::from_value(json!({
        "client_id": "old", "organisation": organisation, "name": {"en": "Old"}, "auth_method": "client_secret_basic",
    }));
    let registered = city
        .operator
        .operator()
        .add_service(new.unwrap())
        .await
        .unwrap();
    let secret = registered.client_secret.unwrap();
    let ask = |secret: &str| {
        city.call(Method::POST, "/oauth/token")
            .basic_auth("old", Some(secret))
            .form(&[("grant_type", "client_credentials")])
            .send()
    };
    let token: Value = ask(&secret).await.unwrap().json().await.unwrap();
    assert_eq!(token["token_type"], "Bearer");
    let bearer = token["access_token"].as_str().unwrap();
    let status = city
        .call(Method::GET, "/api/v1/permission-requests/x")
        .bearer_auth(bearer)
        .send()
        .await
        .unwrap();
    assert_eq!(status.status(), 404);
    assert_eq!(ask("guess").await.unwrap().status(), 401);
    let as_connector = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(bearer)
        .json(&json!({"request_ticket": "x"}))
        .send()
        .await
        .unwrap();
    assert_eq!(as_connector.status(), 403, "a service is no connector");
    city.end().await;
}
