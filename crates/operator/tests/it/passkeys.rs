//! Passkeys, from registering to logging in, with a software authenticator.
use reqwest::Method;
use serde_json::{Value, json};

use crate::authenticator::SoftAuthenticator;
use crate::city::{City, LOGIN, PASSWORD, Plan};

/// A city whose operator has a host name.
pub(crate) async fn named_city() -> City {
    City::with(Plan {
        change: |config| {
            name(config);
            config.limits.logins_per_minute = 100;
        },
        ..Plan::default()
    })
    .await
}

fn name(config: &mut operator::Config) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    config.listen = format!("127.0.0.1:{port}");
    config.base_url = Some(format!("http://localhost:{port}"));
}

/// Sends JSON, as the person when there is a token; gives status and answer.
pub(crate) async fn send(
    city: &City,
    method: Method,
    path: &str,
    token: Option<&str>,
    body: Value,
) -> (u16, Value) {
    let mut request = city.call(method, path);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if !body.is_null() {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

const PASSKEYS: &str = "/api/v1/me/identities/passkeys";

/// Registers a passkey for the person; gives its id.
pub(crate) async fn register(city: &City, device: &mut SoftAuthenticator) -> String {
    let token = Some(city.person.token.as_str());
    let path = format!("{PASSKEYS}/challenge");
    let (status, challenge) = send(city, Method::POST, &path, token, Value::Null).await;
    assert_eq!(status, 200, "{challenge}");
    let body = json!({"flow": challenge["flow"], "name": "My phone", "credential": device.create(&challenge)});
    let (status, added) = send(city, Method::POST, PASSKEYS, token, body).await;
    assert_eq!(status, 201, "{added}");
    added["id"].as_str().unwrap().to_owned()
}

async fn challenge(city: &City, body: Value) -> Value {
    let path = "/api/v1/sessions/passkey/challenge";
    let (status, challenge) = send(city, Method::POST, path, None, body).await;
    assert_eq!(status, 200, "{challenge}");
    challenge
}

async fn show(city: &City, flow: &Value, credential: Value) -> (u16, Value) {
    let body = json!({"flow": flow, "credential": credential});
    send(city, Method::POST, "/api/v1/sessions/passkey", None, body).await
}

/// Logs in; gives status and answer.
pub(crate) async fn log_in(
    city: &City,
    device: &mut SoftAuthenticator,
    body: Value,
) -> (u16, Value) {
    let challenge = challenge(city, body).await;
    let credential = device.get(&challenge);
    show(city, &challenge["flow"], credential).await
}

#[tokio::test]
async fn a_passkey_leads_in_without_a_name_and_with_one() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    let id = register(&city, &mut device).await;
    for who in [json!({}), json!({"login": LOGIN})] {
        let (status, begun) = log_in(&city, &mut device, who).await;
        assert_eq!(status, 201, "{begun}");
        let token = begun["token"].as_str();
        let (_, me) = send(&city, Method::GET, "/api/v1/me", token, Value::Null).await;
        assert_eq!(me["login"], LOGIN);
    }
    let identities = city.person.get(&city, "/api/v1/me/identities").await;
    let passkey = identities["authenticators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id.as_str())
        .unwrap();
    assert_eq!(
        (&passkey["kind"], &passkey["name"], &passkey["assurance"]),
        (&json!("passkey"), &json!("My phone"), &json!("substantial"))
    );
    assert!(passkey["used_at"].is_string(), "{passkey}");
    let path = format!("{PASSKEYS}/{id}/name");
    let body = json!({"name": "Key ring"});
    let token = Some(city.person.token.as_str());
    assert_eq!(send(&city, Method::PUT, &path, token, body).await.0, 204);
    let identities = city.person.get(&city, "/api/v1/me/identities").await;
    assert!(identities.to_string().contains("Key ring"));
    city.end().await;
}

#[tokio::test]
async fn a_device_that_does_not_keep_names_works_after_the_name() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut device).await;
    device.says_whose = false;
    let (status, _) = log_in(&city, &mut device, json!({"login": LOGIN})).await;
    assert_eq!(status, 201);
    let (status, _) = log_in(&city, &mut device, json!({})).await;
    assert_eq!(status, 401, "nobody said whose it is");
    city.end().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_passkey_keeps_it_out() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut device).await;

    let asked = challenge(&city, json!({})).await;
    let credential = device.get(&asked);
    assert_eq!(show(&city, &asked["flow"], credential.clone()).await.0, 201);
    let (status, _) = show(&city, &asked["flow"], credential.clone()).await;
    assert_eq!(status, 401, "used before");
    let other = challenge(&city, json!({})).await;
    let (status, _) = show(&city, &other["flow"], credential).await;
    assert_eq!(status, 401, "an answer to another challenge");

    device.verifies = false;
    assert_eq!(
        log_in(&city, &mut device, json!({})).await.0,
        401,
        "not unlocked"
    );
    device.verifies = true;
    let ours = std::mem::replace(&mut device.origin, "http://localhost.evil.example".into());
    assert_eq!(
        log_in(&city, &mut device, json!({})).await.0,
        401,
        "another site"
    );
    device.origin = ours;
    let counter = std::mem::replace(&mut device.counter, 1);
    assert_eq!(log_in(&city, &mut device, json!({})).await.0, 401, "a copy");
    device.counter = counter;

    let late = challenge(&city, json!({})).await;
    city.clock.advance(301);
    let credential = device.get(&late);
    assert_eq!(
        show(&city, &late["flow"], credential).await.0,
        401,
        "too late"
    );
    let mut stranger = SoftAuthenticator::new(city.operator.url());
    stranger.says_whose = false;
    assert_eq!(
        log_in(&city, &mut stranger, json!({})).await.0,
        401,
        "unknown"
    );
    assert_eq!(
        log_in(&city, &mut device, json!({})).await.0,
        201,
        "and still right"
    );
    city.end().await;
}

#[tokio::test]
async fn who_has_a_passkey_or_an_account_is_not_told() {
    let city = named_city().await;
    let unknown = challenge(&city, json!({"login": "nobody@example.org"})).await;
    let again = challenge(&city, json!({"login": " Nobody@example.org"})).await;
    let without = challenge(&city, json!({"login": LOGIN})).await;
    let allowed = |one: &Value| one["options"]["publicKey"]["allowCredentials"].clone();
    assert_eq!(allowed(&unknown), allowed(&again), "the same each time");
    let shape = |one: &Value| {
        let mut one = one.clone();
        one["flow"] = Value::Null;
        one["options"]["publicKey"]["challenge"] = Value::Null;
        for allowed in one["options"]["publicKey"]["allowCredentials"]
            .as_array_mut()
            .unwrap()
        {
            allowed["id"] = Value::Null;
        }
        one
    };
    assert_eq!(shape(&unknown), shape(&without));
    let mut device = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut device).await;
    assert_eq!(
        shape(&unknown),
        shape(&challenge(&city, json!({"login": LOGIN})).await)
    );
    city.end().await;
}

#[tokio::test]
async fn passkeys_are_slowed_down_together_with_passwords() {
    let city = City::with(Plan {
        change: |config| {
            name(config);
            config.limits.logins_per_minute = 4;
        },
        ..Plan::default()
    })
    .await;
    let log_in = json!({"login": "x@example.org", "password": "another sentence"});
    for _ in 0..2 {
        send(
            &city,
            Method::POST,
            "/api/v1/sessions",
            None,
            log_in.clone(),
        )
        .await;
    }
    let path = "/api/v1/sessions/passkey/challenge";
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(send(&city, Method::POST, path, None, json!({})).await.0);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    city.end().await;
}

#[tokio::test]
async fn at_an_address_passkeys_are_off_and_that_is_said() {
    let city = City::new().await;
    let identities = city.person.get(&city, "/api/v1/me/identities").await;
    assert_eq!(identities["passkeys"]["available"], false);
    let reason = identities["passkeys"]["reason"].as_str().unwrap();
    assert!(reason.contains("host name"), "{reason}");
    let token = Some(city.person.token.as_str());
    let path = format!("{PASSKEYS}/challenge");
    let (status, problem) = send(&city, Method::POST, &path, token, Value::Null).await;
    assert_eq!(status, 409);
    assert!(problem["detail"].as_str().unwrap().contains("switched off"));
    city.end().await;
}

#[tokio::test]
async fn a_passkey_of_another_session_or_person_registers_nothing() {
    let city = named_city().await;
    let other = crate::city::Person::make(&city.operator, "other@example.org").await;
    let token = Some(city.person.token.as_str());
    let path = format!("{PASSKEYS}/challenge");
    let (_, asked) = send(&city, Method::POST, &path, token, Value::Null).await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    let body = json!({"flow": asked["flow"], "name": "x", "credential": device.create(&asked)});
    let (status, _) = send(&city, Method::POST, PASSKEYS, Some(&other.token), body).await;
    assert_eq!(status, 401);
    register(&city, &mut device).await;
    let (_, asked) = send(&city, Method::POST, &path, Some(&other.token), Value::Null).await;
    let body = json!({"flow": asked["flow"], "name": "x", "credential": device.create(&asked)});
    let (status, _) = send(&city, Method::POST, PASSKEYS, Some(&other.token), body).await;
    assert_eq!(status, 409, "registered already");
    city.end().await;
}

#[tokio::test]
async fn the_login_page_gets_its_session_as_a_cookie_and_nothing_that_a_script_can_read() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut device).await;
    let asked = challenge(&city, json!({})).await;
    let body =
        json!({"flow": asked["flow"], "credential": device.get(&asked), "next": "//evil.example"});
    let answer = city
        .call(Method::POST, "/login/passkey")
        .json(&body)
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({"next": "/"}));
    let forged = city
        .call(Method::POST, "/login/passkey")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://evil.example")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 403);
    // A confirmation answers in the same way.
    let session = cookie.split(';').next().unwrap().to_owned();
    let confirmed = city
        .call(Method::POST, "/api/v1/me/confirmation")
        .header("cookie", &session)
        .json(&json!({"password": PASSWORD}))
        .send()
        .await
        .unwrap();
    assert_eq!(confirmed.status(), 200);
    assert!(confirmed.headers().contains_key("set-cookie"));
    assert!(
        confirmed
            .json::<Value>()
            .await
            .unwrap()
            .get("token")
            .is_none()
    );
    city.end().await;
}
