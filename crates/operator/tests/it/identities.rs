//! How a person logs in: what they see of it, what they change, and what is refused.
use reqwest::Method;
use serde_json::{Value, json};

use crate::authenticator::SoftAuthenticator;
use crate::city::{CARD, City, LOGIN, PASSWORD};
use crate::passkeys::{log_in, named_city, register, send};

const IDENTITIES: &str = "/api/v1/me/identities";
const IDENTITIES_PAGE: &str = "/identities";

async fn by_password(city: &City, password: &str) -> (u16, String) {
    let body = json!({"login": LOGIN, "password": password});
    let (status, begun) = send(city, Method::POST, "/api/v1/sessions", None, body).await;
    (
        status,
        begun["token"].as_str().unwrap_or_default().to_owned(),
    )
}

async fn confirm(city: &City, token: &str) -> String {
    let body = json!({"password": PASSWORD});
    let path = "/api/v1/me/confirmation";
    let (status, renewed) = send(city, Method::POST, path, Some(token), body).await;
    assert_eq!(status, 200, "{renewed}");
    renewed["token"].as_str().unwrap().to_owned()
}

async fn status_of(city: &City, token: &str) -> u16 {
    send(city, Method::GET, "/api/v1/me", Some(token), Value::Null)
        .await
        .0
}

async fn remove(city: &City, token: &str, id: &str) -> (u16, Value) {
    let path = format!("{IDENTITIES}/{id}");
    send(city, Method::DELETE, &path, Some(token), Value::Null).await
}

#[tokio::test]
async fn the_last_way_to_log_in_stays() {
    let city = named_city().await;
    let (status, problem) = remove(&city, &city.person.token, "password").await;
    assert_eq!(status, 409, "{problem}");
    let mut device = SoftAuthenticator::new(city.operator.url());
    let id = register(&city, &mut device).await;
    let (status, renewed) = remove(&city, &city.person.token, "password").await;
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(by_password(&city, PASSWORD).await.0, 401, "it is gone");
    let (status, begun) = log_in(&city, &mut device, json!({})).await;
    assert_eq!(status, 201);
    let token = begun["token"].as_str().unwrap();
    let (status, problem) = remove(&city, token, &id).await;
    assert_eq!(status, 409, "{problem}");
    let put = json!({"new": "a sentence for a new day"});
    let path = format!("{IDENTITIES}/password");
    let (status, renewed) = send(&city, Method::PUT, &path, Some(token), put).await;
    assert_eq!(status, 200, "a password can come back: {renewed}");
    assert_eq!(by_password(&city, "a sentence for a new day").await.0, 201);
    city.end().await;
}

#[tokio::test]
async fn changes_ask_for_a_fresh_proof_and_a_proof_changes_the_secret() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    let id = register(&city, &mut device).await;
    city.clock.advance(301);
    let challenge = format!("{IDENTITIES}/passkeys/challenge");
    let old = city.person.token.as_str();
    for (method, path) in [
        (Method::POST, challenge.clone()),
        (Method::DELETE, format!("{IDENTITIES}/{id}")),
    ] {
        let (status, problem) = send(&city, method, &path, Some(old), Value::Null).await;
        assert_eq!(status, 403, "{problem}");
        assert!(
            problem["type"]
                .as_str()
                .unwrap()
                .ends_with("/confirmation-required")
        );
    }
    let (_, seen) = send(&city, Method::GET, IDENTITIES, Some(old), Value::Null).await;
    assert_eq!(
        (&seen["confirmed"], &seen["confirm_with"]),
        (&json!(false), &json!({"password": true, "passkey": true}))
    );
    let wrong = json!({"password": "another sentence"});
    let path = "/api/v1/me/confirmation";
    assert_eq!(
        send(&city, Method::POST, path, Some(old), wrong).await.0,
        401
    );

    let new = confirm(&city, old).await;
    assert_eq!(
        (status_of(&city, old).await, status_of(&city, &new).await),
        (401, 200)
    );
    let (status, _) = send(&city, Method::POST, &challenge, Some(&new), Value::Null).await;
    assert_eq!(status, 200);

    // With the passkey as well.
    let (status, asked) = send(
        &city,
        Method::POST,
        &format!("{path}/challenge"),
        Some(&new),
        Value::Null,
    )
    .await;
    assert_eq!(status, 200, "{asked}");
    let body = json!({"flow": asked["flow"], "credential": device.get(&asked)});
    let (status, renewed) = send(&city, Method::POST, path, Some(&new), body).await;
    assert_eq!(status, 200, "{renewed}");
    let newest = renewed["token"].as_str().unwrap();
    assert_eq!(
        (status_of(&city, &new).await, status_of(&city, newest).await),
        (401, 200)
    );
    let (status, _) = remove(&city, newest, &id).await;
    assert_eq!(status, 200);
    city.end().await;
}

#[tokio::test]
async fn a_new_way_in_cannot_push_out_an_older_one_for_a_day() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    city.clock.advance(60);
    register(&city, &mut device).await;
    let (_, begun) = log_in(&city, &mut device, json!({})).await;
    let token = begun["token"].as_str().unwrap();
    let (status, problem) = remove(&city, token, "password").await;
    assert_eq!(status, 409, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("24 hours"));
    city.clock.advance(24 * 3600 + 1);
    let (_, begun) = log_in(&city, &mut device, json!({})).await;
    let (status, _) = remove(&city, begun["token"].as_str().unwrap(), "password").await;
    assert_eq!(status, 200);
    city.end().await;
}

#[tokio::test]
async fn removing_a_passkey_ends_its_sessions() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    let id = register(&city, &mut device).await;
    let (_, begun) = log_in(&city, &mut device, json!({})).await;
    let (status, _) = remove(&city, &city.person.token, &id).await;
    assert_eq!(status, 200);
    assert_eq!(
        status_of(&city, begun["token"].as_str().unwrap()).await,
        401
    );
    assert_eq!(log_in(&city, &mut device, json!({})).await.0, 401);
    city.end().await;
}

#[tokio::test]
async fn a_password_changes_with_the_old_one_and_ends_the_other_sessions() {
    let city = City::new().await;
    let (_, other) = by_password(&city, PASSWORD).await;
    let token = city.person.token.as_str();
    let path = format!("{IDENTITIES}/password");
    let change = async |old: Value, new: &str| {
        let body = json!({"old": old, "new": new});
        send(&city, Method::PUT, &path, Some(token), body).await
    };
    let new = "a sentence for a new day";
    assert_eq!(change(Value::Null, new).await.0, 400);
    assert_eq!(change(json!("another sentence"), new).await.0, 401);
    assert_eq!(change(json!(PASSWORD), "short").await.0, 400);
    let (status, renewed) = change(json!(PASSWORD), new).await;
    assert_eq!(status, 200, "{renewed}");
    let renewed = renewed["token"].as_str().unwrap();
    assert_eq!(status_of(&city, renewed).await, 200);
    for ended in [token, &other] {
        assert_eq!(status_of(&city, ended).await, 401);
    }
    assert_eq!(by_password(&city, PASSWORD).await.0, 401);
    assert_eq!(by_password(&city, new).await.0, 201);
    city.end().await;
}

#[tokio::test]
async fn sessions_are_listed_by_their_device_and_can_be_ended() {
    let city = City::new().await;
    let body = json!({"login": LOGIN, "password": PASSWORD});
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    let begin = async || {
        let request = city
            .call(Method::POST, "/api/v1/sessions")
            .header("user-agent", agent);
        let begun: Value = request
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        begun["token"].as_str().unwrap().to_owned()
    };
    let (first, second) = (begin().await, begin().await);
    let sessions = city.person.get(&city, "/api/v1/me/sessions").await;
    let sessions = sessions["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    let current: Vec<&Value> = sessions
        .iter()
        .filter(|one| one["current"] == true)
        .collect();
    assert_eq!((current.len(), current[0].get("program")), (1, None));
    let other = sessions
        .iter()
        .find(|one| one["program"] == "Firefox")
        .unwrap();
    assert_eq!(
        (&other["system"], &other["place"], &other["authenticator"]),
        (&json!("Linux"), &json!("unknown"), &json!("password"))
    );
    let path = format!("/api/v1/me/sessions/{}", other["id"].as_str().unwrap());
    let token = Some(city.person.token.as_str());
    assert_eq!(
        send(&city, Method::DELETE, &path, token, Value::Null)
            .await
            .0,
        204
    );
    assert_eq!(
        send(&city, Method::DELETE, &path, token, Value::Null)
            .await
            .0,
        404
    );
    let left = [
        status_of(&city, &first).await,
        status_of(&city, &second).await,
    ];
    assert!(left.contains(&401) && left.contains(&200), "{left:?}");
    let all = send(
        &city,
        Method::DELETE,
        "/api/v1/me/sessions",
        token,
        Value::Null,
    )
    .await;
    assert_eq!(all.0, 204);
    assert_eq!(
        (
            status_of(&city, &first).await,
            status_of(&city, &second).await
        ),
        (401, 401)
    );
    assert_eq!(status_of(&city, &city.person.token).await, 200);
    let stranger = crate::city::Person::make(&city.operator, "other@example.org").await;
    let seen = stranger.get(&city, "/api/v1/me/sessions").await;
    assert_eq!(
        seen["sessions"].as_array().unwrap().len(),
        1,
        "nobody else's"
    );
    city.end().await;
}

#[tokio::test]
async fn nothing_readable_about_devices_and_passkeys_lies_in_the_database() {
    let city = named_city().await;
    let mut device = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut device).await;
    let body = json!({"login": LOGIN, "password": PASSWORD});
    let request = city.call(Method::POST, "/api/v1/sessions");
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    assert_eq!(
        request
            .header("user-agent", agent)
            .json(&body)
            .send()
            .await
            .unwrap()
            .status(),
        201
    );
    let folder = city.folder.path().join("operator");
    city.operator.shutdown();
    city.operator.joined().await.unwrap();
    for file in ["operator.db", "operator.db-wal"] {
        let Ok(content) = std::fs::read(folder.join(file)) else {
            continue;
        };
        for secret in [b"Firefox".as_slice(), b"My phone", &device.id] {
            assert!(
                !content.windows(secret.len()).any(|part| part == secret),
                "{file}"
            );
        }
    }
}

#[tokio::test]
async fn a_chosen_identifier_is_the_one_a_source_is_told() {
    let city = City::new().await;
    let second: operator::accounts::NewIdentifier =
        serde_json::from_value(json!({"id": "EE-9", "id_type": "library_card", "country": "EST"}))
            .unwrap();
    let operator = city.operator.operator();
    operator
        .add_identifier(&city.person.id, second)
        .await
        .unwrap();
    let (leg, _) = city.permit(&[]).await;
    let told = async || {
        let answer = city.introspect(&city.ticket(&leg).await).await;
        let told = answer["identifiers"].as_array().unwrap().iter();
        told.map(|one| one["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(told().await, [CARD, "EE-9"], "both fit");
    let identities = city.person.get(&city, IDENTITIES).await;
    let keys = identities["identifiers"].as_array().unwrap();
    let key = |id: &str| keys.iter().find(|one| one["id"] == id).unwrap()["key"].clone();
    assert_eq!(keys[0]["verified_by"], "operator");
    let choose = async |wish: Value| {
        let token = Some(city.person.token.as_str());
        send(
            &city,
            Method::PUT,
            &format!("{IDENTITIES}/choices"),
            token,
            wish,
        )
        .await
    };
    let source = city.connector.uuid.as_str();
    let at_source = json!({"source": source, "id_type": "library_card", "identifier": key("EE-9")});
    assert_eq!(choose(at_source).await.0, 200);
    assert_eq!(told().await, ["EE-9"]);
    let for_service =
        json!({"service": "hobby", "id_type": "library_card", "identifier": key(CARD)});
    assert_eq!(choose(for_service).await.0, 200);
    assert_eq!(told().await, [CARD]);
    let ended = json!({"service": "hobby", "id_type": "library_card"});
    let (_, left) = choose(ended).await;
    assert_eq!(left["choices"].as_array().unwrap().len(), 1);
    assert_eq!(told().await, ["EE-9"]);
    for (wish, status) in [
        (
            json!({"id_type": "library_card", "identifier": key(CARD)}),
            400,
        ),
        (
            json!({"service": "hobby", "id_type": "passport_number", "identifier": key(CARD)}),
            404,
        ),
        (
            json!({"service": "hobby", "id_type": "library_card", "identifier": "0"}),
            404,
        ),
    ] {
        assert_eq!(choose(wish.clone()).await.0, status, "{wish}");
    }
    city.end().await;
}

#[tokio::test]
async fn the_page_changes_what_its_forms_say_and_tells_what_came_of_it() {
    let city = City::new().await;
    let second: operator::accounts::NewIdentifier = serde_json::from_value(
        json!({"id": "<b>EE-9</b>", "id_type": "library_card", "country": "EST"}),
    )
    .unwrap();
    let operator = city.operator.operator();
    operator
        .add_identifier(&city.person.id, second)
        .await
        .unwrap();
    let page = async |token: &str, path: &str| {
        let request = city
            .call(Method::GET, path)
            .header("cookie", format!("session={token}"));
        request.send().await.unwrap().text().await.unwrap()
    };
    let post = async |token: &str, path: &str, form: &[(&str, &str)]| {
        let request = city
            .call(Method::POST, path)
            .header("cookie", format!("session={token}"));
        let answer = request.form(form).send().await.unwrap();
        let location = answer
            .headers()
            .get("location")
            .map(|to| to.to_str().unwrap().to_owned());
        let cookie = answer.headers().get("set-cookie").map(|set| {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            pair.strip_prefix("session=").unwrap().to_owned()
        });
        (location.unwrap_or_default(), cookie)
    };
    let token = city.person.token.clone();
    let shown = page(&token, IDENTITIES_PAGE).await;
    assert!(shown.contains("Passkeys are switched off here"), "{shown}");
    assert!(
        shown.contains("&#60;b&#62;EE-9") && !shown.contains("<b>EE-9"),
        "{shown}"
    );

    let source = format!("source:{}", city.connector.uuid);
    let seen = city.person.get(&city, IDENTITIES).await;
    let keys = seen["identifiers"].as_array().unwrap();
    let card = keys.iter().find(|one| one["id"] == CARD).unwrap();
    let key = card["key"].as_str().unwrap();
    let form = [
        ("target", source.as_str()),
        ("id_type", "library_card"),
        ("identifier", key),
    ];
    let (to, _) = post(&token, "/identities/choices", &form).await;
    assert_eq!(to, "/identities?said=chosen");
    let shown = page(&token, &to).await;
    assert!(
        shown.contains(&format!("The City Library: {CARD}")),
        "{shown}"
    );

    let (to, _) = post(&token, "/identities/remove", &[("id", "password")]).await;
    assert_eq!(to, "/identities?said=wrong-other", "the last one");
    city.clock.advance(301);
    let (to, _) = post(&token, "/identities/remove", &[("id", "password")]).await;
    assert_eq!(to, "/identities?said=wrong-unconfirmed");
    assert!(
        page(&token, IDENTITIES_PAGE)
            .await
            .contains("Confirm that it is you")
    );
    let (to, none) = post(&token, "/identities/confirm", &[("password", "no")]).await;
    assert_eq!(
        (to.as_str(), none),
        ("/identities?said=wrong-password", None)
    );
    let (to, new) = post(&token, "/identities/confirm", &[("password", PASSWORD)]).await;
    assert_eq!(to, "/identities?said=confirmed");
    let new = new.unwrap();
    assert_eq!(
        (status_of(&city, &token).await, status_of(&city, &new).await),
        (401, 200)
    );

    let form = [("old", PASSWORD), ("new", "a sentence for a new day")];
    let (to, newest) = post(&new, "/identities/password", &form).await;
    assert_eq!(to, "/identities?said=password");
    let (_, other) = by_password(&city, "a sentence for a new day").await;
    let newest = newest.unwrap();
    let (to, _) = post(&newest, "/identities/sessions", &[]).await;
    assert_eq!(to, "/identities?said=ended");
    assert_eq!(
        (
            status_of(&city, &other).await,
            status_of(&city, &newest).await
        ),
        (401, 200)
    );
    let spoofed = page(&newest, "/identities?said=%3Cscript%3E").await;
    assert!(!spoofed.contains("<script>") && spoofed.contains("does not fit any more"));
    let gone = page("", IDENTITIES_PAGE).await;
    assert!(!gone.contains("library"), "nobody's without a session");
    city.end().await;
}
