//! What guards the pages: who may frame or keep them, whose session a login makes, what is said of a wrong password, and
//! that nothing an organisation or an address says becomes part of the page.
use reqwest::Method;
use serde_json::json;

use crate::city::{City, LOGIN, PASSWORD, Plan, Service};
use crate::pages::Browser;

/// What an organisation could call itself to become part of the page.
const MARKUP: &str = "\"><img src=x onerror=alert(1)><script>alert(1)</script>";

/// Whether a page has `MARKUP` as anything but text.
fn is_injected(page: &str) -> bool {
    page.contains("<img src=x") || page.contains("<script>alert") || page.contains("\"><img")
}

/// Looks at a page, of which `MARKUP` must be no part. Gives its status and the page.
async fn look(browser: &mut Browser<'_>, path: &str) -> (u16, String) {
    let (status, page) = browser.get(path).await;
    assert!(
        page.contains("<html") && !is_injected(&page),
        "{path}: {page}"
    );
    (status, page)
}

#[tokio::test]
async fn no_page_of_a_person_can_be_framed_or_kept_or_runs_what_is_not_ours() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    for path in [
        "/".to_owned(),
        "/permissions".to_owned(),
        format!("/permissions/{arrangement}"),
        "/rules".to_owned(),
        "/rules/new".to_owned(),
        "/my-data".to_owned(),
        "/activity".to_owned(),
        "/rights".to_owned(),
        "/mandates".to_owned(),
        "/identities".to_owned(),
        "/operator".to_owned(),
        "/operator/close".to_owned(),
        "/settings".to_owned(),
        "/notifications".to_owned(),
        "/no/such/page".to_owned(),
    ] {
        let request = browser.request(Method::GET, &path);
        let answer = browser.send(request).await;
        let headers = answer.headers().clone();
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(policy.contains("base-uri 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-"), "{path}: {policy}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        let page = answer.text().await.unwrap();
        assert!(!page.contains(" style=\""), "{path}: an inline style");
        assert!(!page.contains(" onclick="), "{path}: an inline script");
    }
    city.end().await;
}

#[tokio::test]
async fn a_login_begins_a_session_of_its_own_and_ends_the_one_that_was_planted() {
    let city = City::new().await;
    // A secret that somebody else has put into the browser.
    let planted = "session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let enter = async |cookie: &str| {
        let entered = city
            .call(Method::POST, "/login")
            .header("cookie", cookie)
            .header("sec-fetch-site", "same-origin")
            .form(&[("login", LOGIN), ("password", PASSWORD)])
            .send()
            .await
            .unwrap();
        let set = entered.headers()["set-cookie"].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    };
    let first = enter(planted).await;
    assert_ne!(first, planted);
    let home = async |cookie: &str| {
        let answer = city
            .call(Method::GET, "/permissions")
            .header("cookie", cookie)
            .header("accept", "text/html")
            .send()
            .await
            .unwrap();
        answer.status().as_u16()
    };
    assert_eq!((home(planted).await, home(&first).await), (303, 200));
    // Logging in again changes the secret, and the one before is dead.
    let second = enter(&first).await;
    assert_ne!(first, second);
    assert_eq!((home(&first).await, home(&second).await), (303, 200));
    city.end().await;
}

#[tokio::test]
async fn the_login_page_tells_nobody_who_has_an_account_and_slows_guessing_down() {
    let city = City::with(Plan {
        change: |config| config.limits.logins_per_minute = 3,
        ..Plan::default()
    })
    .await;
    let mut browser = Browser::new(&city);
    let mut attempt = async |login: &str| {
        let form = [("login", login), ("password", "another sentence")];
        let request = browser.request(Method::POST, "/login").form(&form);
        let answer = browser.send(request).await;
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap().replace(login, "WHO"))
    };
    let known = attempt(LOGIN).await;
    let unknown = attempt("nobody@example.org").await;
    assert_eq!(known, unknown);
    assert!((400..500).contains(&known.0), "{}", known.0);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(attempt("third@example.org").await.0);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    city.end().await;
}

#[tokio::test]
async fn what_an_organisation_says_stays_text_on_every_page() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let organisation = serde_json::from_value(json!({"name": MARKUP})).unwrap();
    let organisation = admin.add_organisation(organisation).await.unwrap();
    let evil = Service::register(&city.operator, &organisation, "evil").await;
    let mut intended_use = city.connector.intended_use("evil");
    for name in ["title", "notice", "consequences_of_refusal"] {
        intended_use[name] = json!({"en": MARKUP});
    }
    intended_use["recipients"] = json!([MARKUP]);
    let (intended_use, _) = admin.add_intended_use(intended_use).await.unwrap();
    let body =
        json!({"intended_use": intended_use, "person": {"login_hint": LOGIN}, "locale": "en"});
    let asked = evil.post(&city, "/api/v1/permission-requests", &body).await;
    assert_eq!(asked.status(), 201, "{:?}", asked.text().await);
    let asked: serde_json::Value = asked.json().await.unwrap();
    let request = format!("/requests/{}", asked["id"].as_str().unwrap());
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let mut told = 0;
    for path in [
        "/",
        &request,
        "/permissions",
        "/catalogue",
        "/catalogue?show=uses",
    ] {
        let (status, page) = look(&mut browser, path).await;
        assert_eq!(status, 200, "{path}");
        told += usize::from(page.contains("&#60;img src=x"));
    }
    assert!(told > 1, "the pages do not show what they are tested for");
    let path = format!("/api/v1/me{request}/grant");
    let granted = city.person.post(&city, &path, &json!({})).await;
    assert_eq!(granted.status(), 200);
    let granted: serde_json::Value = granted.json().await.unwrap();
    let permission = format!("/permissions/{}", granted["id"].as_str().unwrap());
    for path in [
        "/",
        &permission,
        "/permissions",
        "/rights",
        "/rules/new",
        "/identities",
    ] {
        assert_eq!(look(&mut browser, path).await.0, 200, "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn what_an_address_says_stays_text() {
    let city = City::new().await;
    let said: String = url::form_urlencoded::byte_serialize(MARKUP.as_bytes()).collect();
    let mut browser = Browser::new(&city);
    for path in [
        "/login?next=/",
        "/catalogue?q=",
        "/status?a=",
        "/no/such/page/",
    ] {
        look(&mut browser, &format!("{path}{said}")).await;
    }
    browser.log_in("/").await;
    for path in [
        "/rights?about=",
        "/rights?to=",
        "/rules/new?effect=",
        "/activity?connector=",
        "/requests/",
        "/permissions/",
    ] {
        look(&mut browser, &format!("{path}{said}")).await;
    }
    let form = [("login", MARKUP), ("password", MARKUP), ("next", MARKUP)];
    let mut stranger = Browser::new(&city);
    let request = stranger.request(Method::POST, "/login").form(&form);
    let page = stranger.send(request).await.text().await.unwrap();
    assert!(page.contains("<html") && !is_injected(&page), "{page}");
    city.end().await;
}
