//! "My data" and the settings, as a browser without JavaScript gets them.
use reqwest::Method;
use serde_json::json;

use crate::city::{CARD, City, LOGIN, PASSWORD, Person, Plan};
use crate::pages::{Browser, of_another_site};

/// What a source could call itself to become part of the page.
const MARKUP: &str = "<img src=x onerror=alert(1)>";
const AS_TEXT: &str = "&#60;img src=x onerror=alert(1)&#62;";

/// The usual city, whose connector shows people their own `patron` data.
async fn city() -> City {
    let city = City::with(Plan {
        capabilities: vec!["attribute-filter", "lease", "self-access"],
        ..Plan::default()
    })
    .await;
    let route = json!({
        "dataset": city.connector.dataset("patron"), "url": format!("{}/patron", city.connector.url),
    });
    city.connector.shared.metadata.lock().unwrap()["self_access"] = json!([route]);
    refresh(&city).await;
    city
}

pub(crate) async fn refresh(city: &City) {
    let token = std::fs::read_to_string(city.folder.path().join("operator/admin.token")).unwrap();
    let path = format!("/api/v1/admin/connectors/{}/refresh", city.connector.uuid);
    let call = city.call(Method::POST, &path).bearer_auth(token.trim());
    let answer = call.send().await.unwrap();
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
}

#[tokio::test]
async fn my_data_says_what_is_where_and_opens_its_policy_for_exactly_that() {
    let city = city().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let response = browser.send(browser.request(Method::GET, "/my-data")).await;
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    let connect = format!("connect-src 'self' {};", city.connector.url);
    assert!(policy.contains(&connect), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let page = response.text().await.unwrap();
    for text in [
        "The City Library",
        "Your library card",
        "Postal code",
        "Date of birth",
        "This source does not show its data here",
        "fiducia me look",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    let who = format!("href=\"/activity?connector={}\"", city.connector.uuid);
    assert!(page.contains(&who), "{page}");
    assert_eq!(
        page.matches("data-dataset=").count(),
        1,
        "only what is offered is asked for"
    );
    assert!(
        !page.contains(CARD),
        "no value and no identifier comes through the operator"
    );
    let usual = browser.send(browser.request(Method::GET, "/rules")).await;
    let usual = usual.headers()["content-security-policy"].to_str().unwrap();
    assert!(usual.contains("connect-src 'self';"), "{usual}");
    city.end().await;
}

#[tokio::test]
async fn somebody_known_nowhere_reads_so_and_loads_no_script() {
    let city = city().await;
    let operator = city.operator.operator();
    let stranger = operator::accounts::NewAccount {
        login: Some("new@example.org".into()),
        password: Some(PASSWORD.to_owned().into()),
        name: None,
        locale: "en".into(),
    };
    operator.create_account(stranger).await.unwrap();
    let mut browser = Browser::new(&city);
    let form = [("login", "new@example.org"), ("password", PASSWORD)];
    browser.post("/login", &form).await;
    let (status, page) = browser.get("/my-data").await;
    assert_eq!(status, 200);
    assert!(
        page.contains("No source knows you yet") && !page.contains("<script"),
        "{page}"
    );
    city.end().await;
}

#[tokio::test]
async fn what_a_source_calls_itself_and_its_data_stays_text() {
    let city = city().await;
    {
        let mut metadata = city.connector.shared.metadata.lock().unwrap();
        metadata["name"] = MARKUP.into();
        metadata["description"] = MARKUP.into();
        let mut datasets = city.connector.shared.datasets.lock().unwrap();
        datasets[0]["version"] = 2.into();
        datasets[0]["title"]["en"] = MARKUP.into();
        datasets[0]["attributes"][0]["title"]["en"] = "\" onclick=\"alert(1)".into();
    }
    refresh(&city).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let activity = format!("/activity?connector={}", city.connector.uuid);
    for path in ["/my-data", "/rules/new", &activity] {
        let (status, page) = browser.get(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(page.contains(AS_TEXT), "{path}: {page}");
        assert!(
            !page.contains("<img") && !page.contains("\" onclick"),
            "{path}: {page}"
        );
    }
    city.end().await;
}

#[tokio::test]
async fn the_activity_of_one_source_is_shown_by_itself() {
    let city = city().await;
    let (leg, _) = city.permit(&[]).await;
    city.introspect(&city.ticket(&leg).await).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let path = format!("/activity?connector={}", city.connector.uuid);
    let (_, page) = browser.get(&path).await;
    assert!(page.contains("Only data from: The City Library"), "{page}");
    assert_eq!(page.matches("class=\"happened ").count(), 1);
    let unknown = "/activity?connector=0f2f3a33-6d0f-4fd0-8a58-0d4a1e3f0b11";
    assert_eq!(browser.get(unknown).await.0, 404);
    assert_eq!(browser.get("/activity?connector=<b>").await.0, 400);
    city.end().await;
}

#[tokio::test]
async fn a_person_says_what_they_are_called() {
    let city = city().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/settings").await;
    assert!(
        page.contains(LOGIN) && page.contains("Europe/Helsinki"),
        "{page}"
    );
    let saved = browser
        .post("/settings", &[("name", " Aino <i>K</i> ")])
        .await;
    assert_eq!(saved, (303, "/settings?saved=name".to_owned()));
    let (_, page) = browser.get("/settings?saved=name").await;
    assert!(page.contains("Your settings are saved"), "{page}");
    assert!(
        page.contains("<bdi>Aino &#60;i&#62;K&#60;/i&#62;</bdi>"),
        "{page}"
    );
    // What does not fit is said on the page, with what was typed.
    let long = "x".repeat(201);
    let request = browser
        .request(Method::POST, "/settings")
        .form(&[("name", &long)]);
    let page = browser.send(request).await.text().await.unwrap();
    assert!(
        page.contains("The name is too long") && page.contains(&long),
        "{page}"
    );
    // An empty name is none: the login stands for it.
    browser.post("/settings", &[("name", "  ")]).await;
    let (_, page) = browser.get("/settings").await;
    assert!(page.contains(&format!("<bdi>{LOGIN}</bdi>")), "{page}");
    city.end().await;
}

#[tokio::test]
async fn settings_and_own_data_need_a_session_and_no_other_site() {
    let city = city().await;
    let mut stranger = Browser::new(&city);
    for path in ["/my-data", "/rules", "/rules/new", "/settings"] {
        assert_eq!(stranger.get(path).await.0, 303, "{path}");
    }
    Person::make(&city.operator, "other@example.org").await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let forged = browser
        .request(Method::POST, "/settings")
        .headers(of_another_site())
        .form(&[("name", "Mallory")]);
    assert_eq!(forged.send().await.unwrap().status(), 403);
    assert!(!browser.get("/settings").await.1.contains("Mallory"));
    city.end().await;
}
