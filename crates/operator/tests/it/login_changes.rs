//! Another e-mail address to log in with: who may ask, what confirms it, and how the old address gets it back.
use reqwest::Method;
use serde_json::{Value, json};

use crate::authenticator::SoftAuthenticator;
use crate::city::{City, LOGIN, PASSWORD, Person, Plan};
use crate::pages::{Browser, of_another_site};
use crate::passkeys::{register, send};

const LOGINS: &str = "/api/v1/me/identities/login";
const NEW: &str = "aino.new@example.org";
const DAY: i64 = 86_400;

fn mails_to_a_folder(config: &mut operator::Config) {
    let email =
        json!({"from": "Helsinki <mydata@example.org>", "folder": config.data.join("mails")});
    config.email = serde_json::from_value(email).unwrap();
    config.limits.logins_per_minute = 100;
}

/// A city that sends e-mails into a folder.
async fn city() -> City {
    City::with(Plan {
        change: mails_to_a_folder,
        ..Plan::default()
    })
    .await
}

/// The texts of the e-mails that were sent to an address.
async fn mails_to(city: &City, address: &str) -> Vec<String> {
    city.operator.operator().mail().await.unwrap();
    let folder = city.folder.path().join("operator").join("mails");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mails = files
        .map(|path| -> Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() });
    mails
        .filter(|mail| mail["to"] == address)
        .map(|mail| mail["text"].as_str().unwrap().to_owned())
        .collect()
}

/// The secret of the link with this path in the e-mails to an address.
async fn secret(city: &City, address: &str, path: &str) -> String {
    let mails = mails_to(city, address).await;
    let found = mails.iter().find_map(|text| text.split(path).nth(1));
    let found = found.unwrap_or_else(|| panic!("no link to {path} in {mails:?}"));
    found.split_whitespace().next().unwrap().to_owned()
}

async fn ask(city: &City, login: &str) -> (u16, Value) {
    let body = json!({"login": login});
    send(city, Method::PUT, LOGINS, Some(&city.person.token), body).await
}

async fn confirm(city: &City, token: &str, secret: &str) -> (u16, Value) {
    let path = format!("{LOGINS}/confirmation");
    send(
        city,
        Method::POST,
        &path,
        Some(token),
        json!({"secret": secret}),
    )
    .await
}

/// Asks for the new address and confirms it; gives the token of the renewed session.
async fn change(city: &City) -> String {
    let (status, problem) = ask(city, NEW).await;
    assert_eq!(status, 202, "{problem}");
    let secret = secret(city, NEW, "/identities/login/").await;
    let (status, renewed) = confirm(city, &city.person.token, &secret).await;
    assert_eq!(status, 200, "{renewed}");
    renewed["token"].as_str().unwrap().to_owned()
}

async fn logs_in(city: &City, login: &str) -> bool {
    let body = json!({"login": login, "password": PASSWORD});
    send(city, Method::POST, "/api/v1/sessions", None, body)
        .await
        .0
        == 201
}

async fn undo(city: &City, secret: &str) -> u16 {
    let path = format!("/login-undo/{secret}");
    let request = city.call(Method::POST, &path);
    let request = request.header("sec-fetch-site", "same-origin");
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_link_to_the_new_address_changes_the_login_without_a_script() {
    let city = city().await;
    let elsewhere = city.person.token.clone();
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/identities").await;
    assert!(page.contains("action=\"/identities/login\""), "{page}");
    let asked = browser
        .post("/identities/login", &[("login", " Aino.New@Example.org")])
        .await;
    assert_eq!(asked, (303, "/identities?said=login-asked".to_owned()));
    let (_, page) = browser.get("/identities").await;
    assert!(
        page.contains(&format!("Not confirmed yet: {NEW}")),
        "{page}"
    );
    assert!(logs_in(&city, LOGIN).await, "nothing has changed yet");

    let link = format!(
        "/identities/login/{}",
        secret(&city, NEW, "/identities/login/").await
    );
    let (status, page) = browser.get(&link).await;
    assert_eq!(status, 200);
    assert!(page.contains(NEW), "{page}");
    assert!(
        !logs_in(&city, NEW).await,
        "who follows the link is asked first"
    );
    let foreign = browser
        .request(Method::POST, &link)
        .headers(of_another_site());
    assert_eq!(browser.send(foreign).await.status(), 403);
    let done = browser.post(&link, &[]).await;
    assert_eq!(done, (303, "/identities?said=login".to_owned()));
    let (_, page) = browser.get("/identities?said=login").await;
    assert!(page.contains("you log in with the new address"), "{page}");
    assert!(page.contains(NEW) && !page.contains("Not confirmed yet"));
    let (status, _) = send(
        &city,
        Method::GET,
        "/api/v1/me",
        Some(&elsewhere),
        Value::Null,
    )
    .await;
    assert_eq!(status, 401, "other sessions end");
    assert_eq!(browser.get(&link).await.0, 404, "once");
    assert!(logs_in(&city, NEW).await && !logs_in(&city, LOGIN).await);
    city.end().await;
}

#[tokio::test]
async fn what_people_are_told_and_asked_follows_to_the_new_address() {
    let city = city().await;
    // Somebody is asked by an address that nobody here has yet.
    city.ask(Some(NEW)).await;
    let token = change(&city).await;
    let (_, waiting) = send(
        &city,
        Method::GET,
        "/api/v1/me/requests",
        Some(&token),
        Value::Null,
    )
    .await;
    assert_eq!(
        waiting["requests"].as_array().unwrap().len(),
        1,
        "{waiting}"
    );
    let path = "/api/v1/me/notifications";
    let (_, news) = send(&city, Method::GET, path, Some(&token), Value::Null).await;
    let news = news["notifications"].as_array().unwrap();
    assert!(
        news.iter().any(|one| one["kind"] == "login-changed"),
        "{news:?}"
    );
    let before = mails_to(&city, LOGIN).await.len();
    city.ask(Some(NEW)).await;
    let told = mails_to(&city, NEW).await;
    assert!(
        told.iter()
            .any(|text| text.contains("waits for your decision")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|text| text.contains("was changed")),
        "{told:?}"
    );
    assert_eq!(
        mails_to(&city, LOGIN).await.len(),
        before,
        "none to the old one"
    );
    city.end().await;
}

#[tokio::test]
async fn an_address_that_somebody_has_looks_like_any_other_and_only_its_owner_is_told() {
    let city = city().await;
    let other = Person::make(&city.operator, "olli@example.org").await;
    let state = async || {
        let mut state = city.person.get(&city, "/api/v1/me/identities").await;
        state["waiting_login"]["login"] = Value::Null;
        state
    };
    let taken = (ask(&city, "olli@example.org").await, state().await);
    let free = (ask(&city, NEW).await, state().await);
    assert_eq!(taken, free);
    let told = mails_to(&city, "olli@example.org").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("There is an account with it already"),
        "{told:?}"
    );
    assert!(!told[0].contains("/identities/login/"), "no link leads on");
    let me = other.get(&city, "/api/v1/me").await;
    assert_eq!(me["login"], "olli@example.org");
    city.end().await;
}

#[tokio::test]
async fn an_address_that_is_taken_meanwhile_is_not_given_twice() {
    let city = city().await;
    ask(&city, NEW).await;
    let secret = secret(&city, NEW, "/identities/login/").await;
    Person::make(&city.operator, NEW).await;
    let (status, problem) = confirm(&city, &city.person.token, &secret).await;
    assert_eq!(status, 409, "{problem}");
    assert_eq!(city.person.get(&city, "/api/v1/me").await["login"], LOGIN);
    city.end().await;
}

#[tokio::test]
async fn the_old_address_gets_everything_back_for_a_week() {
    let city = City::configured(Plan::default(), |config| {
        mails_to_a_folder(config);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        config.listen = format!("127.0.0.1:{port}");
        config.base_url = Some(format!("http://localhost:{port}"));
    })
    .await;
    let mut city = city;
    city.person.token = change(&city).await;
    city.clock.advance(60);
    let mut thief = SoftAuthenticator::new(city.operator.url());
    register(&city, &mut thief).await;
    let body = json!({"old": PASSWORD, "new": "a sentence of a thief"});
    let path = "/api/v1/me/identities/password";
    let (status, renewed) = send(&city, Method::PUT, path, Some(&city.person.token), body).await;
    assert_eq!(status, 200, "{renewed}");
    let thief_token = renewed["token"].as_str().unwrap().to_owned();

    let secret = secret(&city, LOGIN, "/login-undo/").await;
    let asked = city.get(&format!("/login-undo/{secret}")).await;
    assert_eq!(asked.status(), 200);
    assert!(
        !logs_in(&city, LOGIN).await,
        "who follows the link is asked first"
    );
    assert_eq!(undo(&city, &secret).await, 200);
    assert!(logs_in(&city, LOGIN).await, "with the password of before");
    assert!(!logs_in(&city, NEW).await);
    let (status, _) = send(
        &city,
        Method::GET,
        "/api/v1/me",
        Some(&thief_token),
        Value::Null,
    )
    .await;
    assert_eq!(status, 401);
    let (status, _) = crate::passkeys::log_in(&city, &mut thief, json!({})).await;
    assert_eq!(status, 401, "what was added since is gone");
    assert_eq!(undo(&city, &secret).await, 404, "once");
    city.end().await;
}

#[tokio::test]
async fn two_changes_in_a_row_do_not_shake_off_the_first_address() {
    let city = city().await;
    let mut city = city;
    city.person.token = change(&city).await;
    let (status, problem) = ask(&city, "third@example.org").await;
    assert_eq!(status, 202, "{problem}");
    let third = secret(&city, "third@example.org", "/identities/login/").await;
    assert_eq!(confirm(&city, &city.person.token, &third).await.0, 200);
    city.clock.advance(6 * DAY);
    let second = secret(&city, NEW, "/login-undo/").await;
    let first = secret(&city, LOGIN, "/login-undo/").await;
    assert_eq!(undo(&city, &first).await, 200);
    assert!(logs_in(&city, LOGIN).await);
    assert_eq!(
        undo(&city, &second).await,
        404,
        "what came later is undone with it"
    );
    city.end().await;
}

#[tokio::test]
async fn the_old_address_is_kept_for_its_owner_for_a_week_and_free_then() {
    let city = city().await;
    change(&city).await;
    let undone = secret(&city, LOGIN, "/login-undo/").await;
    let another = || operator::accounts::NewAccount {
        login: Some(LOGIN.to_owned()),
        password: Some(PASSWORD.to_owned().into()),
        name: None,
        locale: "en".into(),
    };
    let operator = city.operator.operator();
    assert!(operator.create_account(another()).await.is_err());
    city.clock.advance(7 * DAY + 1);
    operator.create_account(another()).await.unwrap();
    assert_eq!(undo(&city, &undone).await, 404);
    assert!(logs_in(&city, NEW).await);
    city.end().await;
}

#[tokio::test]
async fn a_link_is_good_for_its_person_alone_and_for_a_day() {
    let city = city().await;
    let other = Person::make(&city.operator, "olli@example.org").await;
    ask(&city, NEW).await;
    let first = secret(&city, NEW, "/identities/login/").await;
    assert_eq!(confirm(&city, &other.token, &first).await.0, 404);
    assert_eq!(confirm(&city, &city.person.token, "nothing").await.0, 404);
    let cancelled = send(
        &city,
        Method::DELETE,
        LOGINS,
        Some(&city.person.token),
        Value::Null,
    )
    .await;
    assert_eq!(cancelled.0, 204);
    assert_eq!(confirm(&city, &city.person.token, &first).await.0, 404);
    ask(&city, "third@example.org").await;
    let third = secret(&city, "third@example.org", "/identities/login/").await;
    city.clock.advance(DAY + 1);
    let body = json!({"login": LOGIN, "password": PASSWORD});
    let (_, begun) = send(&city, Method::POST, "/api/v1/sessions", None, body).await;
    let token = begun["token"].as_str().unwrap();
    assert_eq!(confirm(&city, token, &third).await.0, 404, "too late");
    city.end().await;
}

#[tokio::test]
async fn asking_needs_a_fresh_proof_an_address_and_patience() {
    let city = city().await;
    for wrong in [
        "aino",
        "aino@",
        "a b@example.org",
        "aino@example..org",
        LOGIN,
    ] {
        assert_eq!(ask(&city, wrong).await.0, 400, "{wrong}");
    }
    let statuses: Vec<u16> = {
        let mut statuses = Vec::new();
        for index in 0..4 {
            statuses.push(ask(&city, &format!("new{index}@example.org")).await.0);
        }
        statuses
    };
    assert_eq!(statuses, [202, 202, 202, 429]);
    city.clock.advance(301);
    let (status, problem) = ask(&city, NEW).await;
    assert_eq!(status, 403, "{problem}");
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("/confirmation-required")
    );
    city.end().await;
    let city = City::new().await;
    assert_eq!(ask(&city, NEW).await.0, 409, "no e-mails are sent here");
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/identities").await;
    assert!(page.contains("this service sends no e-mails"), "{page}");
    city.end().await;
}
