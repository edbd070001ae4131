//! What persons can do: log in, decide, change their mind.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, Person, Plan};
use crate::mim4::later_assertion;

async fn post(city: &City, path: &str, body: Value) -> (u16, Value) {
    let answer = city.person.post(city, path, &body).await;
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or_default(),
    )
}

fn kind(problem: &Value) -> &str {
    problem["type"]
        .as_str()
        .unwrap_or_default()
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

#[tokio::test]
async fn wrong_passwords_and_unknown_logins_are_refused_alike_and_then_slowed_down() {
    let city = City::with(Plan {
        change: |config| config.limits.logins_per_minute = 4,
        ..Plan::default()
    })
    .await;
    let log_in = async |login: &str, password: &str| {
        let body = json!({"login": login, "password": password});
        let answer = city
            .call(Method::POST, "/api/v1/sessions")
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap())
    };
    let (wrong, mut first) = log_in(LOGIN, "another sentence").await;
    let (unknown, mut second) = log_in("nobody@example.org", PASSWORD).await;
    assert_eq!((wrong, unknown), (401, 401));
    first["instance"] = Value::Null;
    second["instance"] = Value::Null;
    assert_eq!(first, second);
    assert_eq!(kind(&first), "login-failed");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(log_in(LOGIN, PASSWORD).await.0);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    city.end().await;
}

#[tokio::test]
async fn a_session_ends_by_time_and_by_logging_out() {
    let city = City::new().await;
    city.person.get(&city, "/api/v1/me").await;
    let log_out = city
        .call(Method::DELETE, "/api/v1/sessions/current")
        .bearer_auth(&city.person.token)
        .send();
    assert_eq!(log_out.await.unwrap().status(), 204);
    let me = || {
        city.call(Method::GET, "/api/v1/me")
            .bearer_auth(&city.person.token)
            .send()
    };
    assert_eq!(me().await.unwrap().status(), 401);
    let other = Person::make(&city.operator, "other@example.org").await;
    city.clock.advance(13 * 3600);
    let late = city
        .call(Method::GET, "/api/v1/me")
        .bearer_auth(&other.token)
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn a_request_shows_what_is_needed_and_what_is_optional_apart() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    let list = city.person.get(&city, "/api/v1/me/requests").await;
    assert_eq!(list["requests"][0]["title"], "A grant for your hobby");
    assert_eq!(list["requests"][0]["organisation"], "Hobby Grants ry");
    let request = city
        .person
        .get(&city, &format!("/api/v1/me/requests/{id}"))
        .await;
    let patron = request["use"]["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|dataset| dataset["id"] == city.connector.dataset("patron"))
        .unwrap();
    assert_eq!(patron["source"], "The City Library");
    assert_eq!(patron["required"][0]["title"], "Name");
    let optional: Vec<&str> = patron["optional"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert_eq!(optional, ["address.postalCode", "birthDate"]);
    assert!(
        patron["optional"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["permitted"] == false),
        "nothing is pre-selected"
    );
    assert_eq!(request["use"]["consent"], true);
    assert_eq!(
        request["use"]["purposes"][0]["label"],
        "Providing a service"
    );
    let finnish = city
        .person
        .get(&city, &format!("/api/v1/me/requests/{id}?language=fi"))
        .await;
    assert_eq!(finnish["use"]["title"], "Harrastustuki");
    city.end().await;
}

#[tokio::test]
async fn saying_yes_permits_what_is_needed_and_only_the_optional_attributes_that_are_named() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(
        answer["permission"]["datasets"][city.connector.dataset("patron")],
        json!(["birthDate", "name"])
    );
    let permission = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    assert_eq!(
        (&permission["state"], &permission["version"]),
        (&json!("granted"), &json!(2))
    );
    assert_eq!(permission["history"].as_array().unwrap().len(), 2);
    city.end().await;
}

#[tokio::test]
async fn a_choice_that_does_not_fit_is_refused_and_leaves_no_trace() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!(
        "/api/v1/me/requests/{}/grant",
        asked["id"].as_str().unwrap()
    );
    for (wish, says) in [
        (json!({"optional": ["shoeSize"]}), "shoeSize"),
        (
            json!({"optional": ["urn:fiducia:dataset:x:y#name"]}),
            "is not asked for",
        ),
        (json!({"days": 0}), "validity"),
        (json!({"days": 366}), "validity"),
        (json!({"optinal": []}), "optinal"),
    ] {
        let (status, problem) = post(&city, &path, wish.clone()).await;
        assert_eq!(
            (status, kind(&problem)),
            (400, "invalid-request"),
            "{wish}: {problem}"
        );
        assert!(
            problem["detail"].as_str().unwrap().contains(says),
            "{wish}: {problem}"
        );
    }
    assert_eq!(
        city.person.get(&city, "/api/v1/me/permissions").await["permissions"],
        json!([])
    );
    assert_eq!(post(&city, &path, json!({})).await.0, 200);
    let (status, problem) = post(&city, &path, json!({})).await;
    assert_eq!((status, kind(&problem)), (409, "request-closed"));
    city.end().await;
}

#[tokio::test]
async fn saying_no_shows_nothing_and_the_service_hears_it() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    let (status, declined) = post(
        &city,
        &format!("/api/v1/me/requests/{id}/decline"),
        json!({}),
    )
    .await;
    assert_eq!((status, &declined["state"]), (200, &json!("declined")));
    assert_eq!(
        declined["return_url"],
        format!("https://hobby.example/done?permission_request={id}")
    );
    let heard: Value = city
        .service
        .get(&city, &format!("/api/v1/permission-requests/{id}"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&heard["status"], heard.get("permission")),
        (&json!("declined"), None)
    );
    // The service can ask again, and the person can change their mind on the same arrangement.
    let (_, arrangement) = city.permit(&[]).await;
    assert_eq!(declined["id"], arrangement.as_str());
    city.end().await;
}

#[tokio::test]
async fn a_no_to_more_leaves_what_was_given_before() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!(
        "/api/v1/me/requests/{}/decline",
        asked["id"].as_str().unwrap()
    );
    let (status, decided) = post(&city, &path, json!({})).await;
    assert_eq!(
        (status, &decided["state"], &decided["id"]),
        (200, &json!("granted"), &json!(arrangement))
    );
    city.end().await;
}

#[tokio::test]
async fn a_permission_can_be_narrowed_widened_paused_extended_and_withdrawn() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let ticket = city.ticket(&leg).await;
    let patron = city.connector.dataset("patron");
    let act = async |act: &str, body: Value| {
        post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/{act}"),
            body,
        )
        .await
    };
    assert_eq!(act("amend", json!({"optional": []})).await.0, 200);
    assert_eq!(
        city.introspect(&ticket).await["permission"]["datasets"][&patron],
        json!(["name"])
    );
    assert_eq!(
        act("amend", json!({"optional": ["address.postalCode"]}))
            .await
            .0,
        200
    );
    assert_eq!(
        city.introspect(&ticket).await["permission"]["datasets"][&patron],
        json!(["address.postalCode", "name"])
    );
    assert_eq!(act("suspend", json!({})).await.1["state"], "suspended");
    assert_eq!(
        city.introspect(&ticket).await["reason"],
        "the permission is suspended"
    );
    let (status, problem) = act("amend", json!({"optional": []})).await;
    assert_eq!(
        (status, kind(&problem)),
        (409, "conflict"),
        "what is paused is resumed first"
    );
    assert_eq!(act("resume", json!({})).await.1["state"], "granted");
    assert_eq!(city.introspect(&ticket).await["active"], true);
    let before = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    city.clock.advance(10 * 86_400);
    let other = city
        .call(Method::POST, "/api/v1/sessions")
        .json(&json!({"login": LOGIN, "password": PASSWORD}))
        .send();
    let token: Value = other.await.unwrap().json().await.unwrap();
    let token = token["token"].as_str().unwrap();
    let renewed = city
        .call(
            Method::POST,
            &format!("/api/v1/me/permissions/{arrangement}/renew"),
        )
        .bearer_auth(token)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    let renewed: Value = renewed.json().await.unwrap();
    assert!(renewed["valid_until"].as_str().unwrap() > before["valid_until"].as_str().unwrap());
    assert_eq!(
        renewed["id"],
        arrangement.as_str(),
        "the arrangement stays the same"
    );
    let withdraw = || {
        city.call(
            Method::POST,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
        )
        .bearer_auth(token)
        .json(&json!({}))
        .send()
    };
    let withdrawn: Value = withdraw().await.unwrap().json().await.unwrap();
    assert_eq!(
        (&withdrawn["state"], &withdrawn["in_force"]["everywhere"]),
        (&json!("withdrawn"), &json!(true))
    );
    assert_eq!(
        withdraw().await.unwrap().status(),
        409,
        "it is withdrawn already"
    );
    city.end().await;
}

#[tokio::test]
async fn validity_ends_by_itself_and_the_sweep_writes_it_down() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!(
        "/api/v1/me/requests/{}/grant",
        asked["id"].as_str().unwrap()
    );
    let (_, decided) = post(&city, &path, json!({"days": 1})).await;
    let arrangement = decided["id"].as_str().unwrap();
    let status: Value = city
        .service
        .get(
            &city,
            &format!(
                "/api/v1/permission-requests/{}",
                asked["id"].as_str().unwrap()
            ),
        )
        .await
        .json()
        .await
        .unwrap();
    let leg = status["permission"].as_str().unwrap();
    // A ticket issued just before the end goes no further than it.
    city.clock.advance(86_400 - 100);
    let issued = later_ticket(&city, leg, 86_400 - 100).await;
    assert!(issued["expires_in"].as_i64().unwrap() <= 100, "{issued}");
    city.clock.advance(101);
    let answer = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(later_assertion(&city, 86_401))
        .json(&json!({"request_ticket": issued["request_ticket"]}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        (&answer["active"], &answer["reason"]),
        (&json!(false), &json!("the permission has expired")),
        "no job has run"
    );
    assert_eq!(city.operator.operator().record_expiries().await.unwrap(), 1);
    assert_eq!(city.operator.operator().record_expiries().await.unwrap(), 0);
    let token: Value = city
        .call(Method::POST, "/api/v1/sessions")
        .json(&json!({"login": LOGIN, "password": PASSWORD}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let shown: Value = city
        .call(
            Method::GET,
            &format!("/api/v1/me/permissions/{arrangement}"),
        )
        .bearer_auth(token["token"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&shown["state"], &shown["history"][0]["by"]),
        (&json!("expired"), &json!("time"))
    );
    city.end().await;
}

/// A ticket asked for at a later time.
async fn later_ticket(city: &City, leg: &str, seconds: i64) -> Value {
    use protocol::{client_assertion, dpop};
    let now = crate::city::now() + seconds;
    let endpoint = city.url("/oauth/token");
    let client = protocol::ids::ClientId::parse("hobby").unwrap();
    let proof = |address: &str, token: Option<&str>| {
        let request = dpop::Request {
            method: "POST",
            address,
            token,
            nonce: None,
        };
        dpop::sign(&city.service.dpop, &request, crate::city::token_id(), now).unwrap()
    };
    let assertion = client_assertion::sign(
        &city.service.key,
        &client,
        &endpoint,
        &crate::city::token_id(),
        now,
    )
    .unwrap();
    let token: Value = city
        .call(Method::POST, "/oauth/token")
        .header("dpop", proof(&endpoint, None))
        .form(&[
            ("grant_type", "client_credentials"),
            ("client_assertion_type", client_assertion::ASSERTION_TYPE),
            ("client_assertion", &assertion),
        ])
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = token["access_token"].as_str().unwrap();
    city.call(Method::POST, "/api/v1/request-tickets")
        .header("authorization", format!("DPoP {token}"))
        .header(
            "dpop",
            proof(&city.url("/api/v1/request-tickets"), Some(token)),
        )
        .json(&json!({"permission": leg, "audience": city.connector.url}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn nobody_sees_or_changes_another_persons_things() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let asked = city.ask(Some(LOGIN)).await;
    let request = asked["id"].as_str().unwrap();
    let other = Person::make(&city.operator, "other@example.org").await;
    for path in [
        format!("/api/v1/me/permissions/{arrangement}"),
        format!("/api/v1/me/permissions/{arrangement}/receipts/1"),
        format!("/api/v1/me/requests/{request}"),
    ] {
        let answer = city
            .call(Method::GET, &path)
            .bearer_auth(&other.token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    for path in [
        format!("/api/v1/me/permissions/{arrangement}/withdraw"),
        format!("/api/v1/me/permissions/{arrangement}/amend"),
        format!("/api/v1/me/requests/{request}/grant"),
        format!("/api/v1/me/requests/{request}/decline"),
    ] {
        assert_eq!(
            other.post(&city, &path, &json!({})).await.status(),
            404,
            "{path}"
        );
    }
    assert_eq!(
        other.get(&city, "/api/v1/me/permissions").await["permissions"],
        json!([])
    );
    assert_eq!(
        other.get(&city, "/api/v1/me/access-log").await["entries"],
        json!([])
    );
    city.end().await;
}

#[tokio::test]
async fn of_many_decisions_at_once_each_version_is_made_once() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let path = format!("/api/v1/me/permissions/{arrangement}/amend");
    let wishes = (0..12).map(|n| {
        if n % 2 == 0 {
            json!({"optional": ["birthDate"]})
        } else {
            json!({"optional": []})
        }
    });
    let answers = futures_util::future::join_all(wishes.map(|wish| {
        let path = path.clone();
        let city = &city;
        async move { city.person.post(city, &path, &wish).await.status().as_u16() }
    }))
    .await;
    let done = answers.iter().filter(|status| **status == 200).count();
    assert!(
        answers.iter().all(|status| matches!(status, 200 | 409)),
        "{answers:?}"
    );
    let permission = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    assert_eq!(permission["version"], 2 + done);
    assert_eq!(permission["history"].as_array().unwrap().len(), 2 + done);
    city.end().await;
}

#[tokio::test]
async fn a_use_that_is_not_consent_is_told_to_the_person_who_can_object() {
    let mut city = City::new().await;
    let mut other = city.connector.intended_use("hobby");
    other["id"] = json!("statistics");
    other["legal_basis"] = json!("eu-gdpr:A6-1-e");
    let (id, _) = city
        .operator
        .operator()
        .add_intended_use(other)
        .await
        .unwrap();
    city.intended_use = id;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    let request = city
        .person
        .get(&city, &format!("/api/v1/me/requests/{id}"))
        .await;
    assert_eq!(request["use"]["consent"], false);
    let pending: Value = city
        .service
        .get(&city, &format!("/api/v1/permission-requests/{id}"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(pending["status"], "pending", "the person is told first");
    let (status, _) = post(
        &city,
        &format!("/api/v1/me/requests/{id}/decline"),
        json!({}),
    )
    .await;
    assert_eq!(status, 409, "it is not theirs to decline");
    let (status, told) = post(&city, &format!("/api/v1/me/requests/{id}/grant"), json!({})).await;
    assert_eq!((status, &told["state"]), (200, &json!("granted")), "{told}");
    let arrangement = told["id"].as_str().unwrap();
    let permission = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    assert!(
        permission["history"][0]["by"]
            .as_str()
            .unwrap()
            .starts_with("organisation")
    );
    let (status, _) = post(
        &city,
        &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
        json!({}),
    )
    .await;
    assert_eq!(status, 409, "consent is withdrawn, this is objected to");
    let (status, objected) = post(
        &city,
        &format!("/api/v1/me/permissions/{arrangement}/suspend"),
        json!({}),
    )
    .await;
    assert_eq!((status, &objected["state"]), (200, &json!("suspended")));
    city.end().await;
}

#[tokio::test]
async fn nothing_about_a_person_can_be_read_in_the_database_files() {
    let city = City::new().await;
    city.permit(&["birthDate"]).await;
    let City {
        folder, operator, ..
    } = city;
    operator.shutdown();
    operator.joined().await.unwrap();
    let mut read = Vec::new();
    for file in std::fs::read_dir(folder.path().join("operator")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() && !path.ends_with("master.key") {
            read.extend(std::fs::read(path).unwrap());
        }
    }
    assert!(read.len() > 10_000);
    for secret in [LOGIN, "Aino", crate::city::CARD, "XP1234567", PASSWORD] {
        let found = read
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "`{secret}` stands in the files in the clear");
    }
}
