//! The pages, as a browser without JavaScript uses them.
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::json;

use crate::city::{City, LOGIN, PASSWORD, Person};

/// A browser: it sends what it was given as a cookie, and says where its requests come from.
pub(crate) struct Browser<'a> {
    city: &'a City,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(city: &'a City) -> Self {
        Self {
            city,
            cookie: String::new(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.city
            .call(method, path)
            .header("cookie", &self.cookie)
            .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("sec-fetch-site", "same-origin")
    }

    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Response {
        let response = request.send().await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let name = pair.split('=').next().unwrap();
            let others = self
                .cookie
                .split("; ")
                .filter(|other| !other.is_empty() && !other.starts_with(&format!("{name}=")));
            let all: Vec<&str> = others.chain([pair]).collect();
            self.cookie = all.join("; ");
        }
        response
    }

    pub(crate) async fn get(&mut self, path: &str) -> (u16, String) {
        let response = self.send(self.request(Method::GET, path)).await;
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let response = self.send(self.request(Method::POST, path).form(form)).await;
        let location = response
            .headers()
            .get("location")
            .map(|to| to.to_str().unwrap().to_owned());
        (response.status().as_u16(), location.unwrap_or_default())
    }

    pub(crate) async fn log_in(&mut self, next: &str) -> (u16, String) {
        self.post(
            "/login",
            &[("login", LOGIN), ("password", PASSWORD), ("next", next)],
        )
        .await
    }
}

/// What a browser says of a form on another site, in place of what it says of one here.
pub(crate) fn of_another_site() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    headers.insert("origin", HeaderValue::from_static("https://evil.example"));
    headers
}

#[tokio::test]
async fn a_person_is_led_to_the_login_and_back_to_what_they_wanted() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = asked["url"]
        .as_str()
        .unwrap()
        .strip_prefix(city.operator.url())
        .unwrap()
        .to_owned();
    let mut browser = Browser::new(&city);
    let sent = browser.send(browser.request(Method::GET, &path)).await;
    assert_eq!(sent.status(), 303);
    let login = sent.headers()["location"].to_str().unwrap().to_owned();
    assert!(login.starts_with("/login?next=%2Frequests%2F"), "{login}");
    let (status, page) = browser.get(&login).await;
    assert_eq!(status, 200);
    assert!(page.contains(&format!("value=\"{path}\"")), "{page}");
    assert_eq!(browser.log_in(&path).await, (303, path.clone()));
    assert!(browser.cookie.contains("session="));
    assert_eq!(browser.get(&path).await.0, 200);
    city.end().await;
}

#[tokio::test]
async fn a_wrong_password_says_so_on_the_page() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    let form = [
        ("login", LOGIN),
        ("password", "another sentence"),
        ("next", "/"),
    ];
    let response = browser
        .send(browser.request(Method::POST, "/login").form(&form))
        .await;
    assert_eq!(response.status(), 401);
    let page = response.text().await.unwrap();
    assert!(
        page.contains("do not belong together")
            && page.contains(LOGIN)
            && !page.contains("another sentence")
    );
    city.end().await;
}

#[tokio::test]
async fn the_login_leads_to_no_other_site() {
    let city = City::new().await;
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        assert_eq!(
            Browser::new(&city).log_in(next).await,
            (303, "/".to_owned()),
            "{next}"
        );
    }
    city.end().await;
}

#[tokio::test]
async fn a_request_page_names_who_asks_and_why_and_selects_nothing_in_advance() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!("/requests/{}", asked["id"].as_str().unwrap());
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, home) = browser.get("/").await;
    assert!(home.contains("A grant for your hobby") && home.contains(&path));
    let (status, page) = browser.get(&path).await;
    assert_eq!(status, 200);
    for text in [
        "Hobby Grants ry",
        "Providing a service",
        "We look at your library card to give you a grant.",
        "The City Library",
        "You can apply on paper.",
        "90 days",
        "The city&#39;s auditor",
        "Finland",
        "Needed",
        "Only if you want",
        "Postal code",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert!(!page.contains(" checked"), "nothing optional is selected");
    let buttons: Vec<&str> = page
        .split("<button")
        .filter(|button| button.contains("name=\"decision\""))
        .collect();
    assert_eq!(buttons.len(), 2);
    assert!(
        buttons
            .iter()
            .all(|button| button.starts_with(" class=\"button\"")),
        "both weigh the same"
    );
    assert!(!page.contains("<script"), "it works without JavaScript");
    city.end().await;
}

#[tokio::test]
async fn a_permission_is_given_changed_and_withdrawn_with_forms_alone() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    let path = format!("/requests/{id}");
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let patron = city.connector.dataset("patron");
    let code = format!("{patron}#address.postalCode");
    assert_eq!(
        browser
            .post(&path, &[("decision", "grant"), ("optional", &code)])
            .await,
        (303, path.clone())
    );
    let (_, page) = browser.get(&path).await;
    assert!(page.contains("You have said yes"));
    let back = format!("https://hobby.example/done?permission_request={id}");
    assert!(page.contains(&format!("href=\"{back}\"")), "{page}");
    let list = city.person.get(&city, "/api/v1/me/permissions").await;
    let arrangement = list["permissions"][0]["id"].as_str().unwrap().to_owned();
    let permission = format!("/permissions/{arrangement}");
    let (_, page) = browser.get(&permission).await;
    assert!(page.contains("In force") && page.contains("<td>You</td>"));
    assert_eq!(
        page.matches(" checked").count(),
        1,
        "what was chosen is selected now"
    );
    let birth = format!("{patron}#birthDate");
    assert_eq!(
        browser
            .post(&format!("{permission}/amend"), &[("optional", &birth)])
            .await
            .0,
        303
    );
    let shown = city
        .person
        .get(&city, &format!("/api/v1/me{permission}"))
        .await;
    assert_eq!(shown["history"][0]["means"], "page");
    let attributes = shown["history"][0]["attributes"].as_array().unwrap();
    assert!(attributes.contains(&json!(birth)) && !attributes.contains(&json!(code)));
    assert_eq!(
        browser.post(&format!("{permission}/suspend"), &[]).await.0,
        303
    );
    assert!(browser.get(&permission).await.1.contains("Let it go on"));
    assert_eq!(
        browser.post(&format!("{permission}/resume"), &[]).await.0,
        303
    );
    assert_eq!(
        browser.post(&format!("{permission}/withdraw"), &[]).await.0,
        303
    );
    let (_, page) = browser.get(&permission).await;
    assert!(
        page.contains("Withdrawn") && page.contains("In force everywhere now"),
        "{page}"
    );
    let receipt = browser
        .send(browser.request(Method::GET, &format!("{permission}/receipts/2")))
        .await;
    assert!(
        receipt.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(browser.get("/activity").await.0, 200);
    assert_eq!(browser.get("/permissions").await.0, 200);
    assert_eq!(
        browser.post("/logout", &[]).await,
        (303, "/login".to_owned())
    );
    assert_eq!(browser.get("/").await.0, 303);
    city.end().await;
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let path = format!("/permissions/{arrangement}/withdraw");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let forged = city
            .call(Method::POST, &path)
            .header("cookie", &browser.cookie)
            .header(name, value)
            .form(&[("a", "b")])
            .send()
            .await
            .unwrap();
        assert_eq!(forged.status(), 403, "{name}: {value}");
    }
    let api = city
        .call(
            Method::POST,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
        )
        .header("cookie", &browser.cookie)
        .header("sec-fetch-site", "cross-site")
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(
        api.status(),
        403,
        "the API takes the cookie too, and guards it too"
    );
    let shown = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{arrangement}"))
        .await;
    assert_eq!(shown["state"], "granted");
    city.end().await;
}

#[tokio::test]
async fn pages_and_cookies_are_guarded_by_headers() {
    let city = behind_a_proxy().await;
    let response = city
        .client
        .get(format!("{}/login", city.direct))
        .send()
        .await
        .unwrap();
    let headers = response.headers();
    assert!(
        headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
    assert!(
        !headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("unsafe")
    );
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(headers.contains_key("strict-transport-security"));
    let entered = city
        .client
        .post(format!("{}/login", city.direct))
        .form(&[("login", LOGIN), ("password", PASSWORD)])
        .send()
        .await
        .unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap();
    for part in [
        "__Host-session=",
        "HttpOnly",
        "Secure",
        "SameSite=Lax",
        "Path=/",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    city.operator.shutdown();
    city.operator.joined().await.unwrap();
}

/// An operator whose public name is not the address it listens on.
struct Proxied {
    operator: operator::Running,
    direct: String,
    client: reqwest::Client,
    _folder: tempfile::TempDir,
}

async fn behind_a_proxy() -> Proxied {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut config = operator::Config::development("Helsinki", folder.path());
    config.listen = address.to_string();
    config.base_url = Some("https://operator.example".to_owned());
    let operator = operator::Operator::start(config).await.unwrap();
    operator
        .operator()
        .create_account(operator::accounts::NewAccount {
            login: Some(LOGIN.to_owned()),
            password: Some(PASSWORD.to_owned().into()),
            name: None,
            locale: "en".to_owned(),
        })
        .await
        .unwrap();
    Proxied {
        operator,
        direct: format!("http://{address}"),
        client: crate::city::http(),
        _folder: folder,
    }
}

#[tokio::test]
async fn another_persons_request_is_a_page_that_is_not_there() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    Person::make(&city.operator, "other@example.org").await;
    let mut browser = Browser::new(&city);
    let form = [("login", "other@example.org"), ("password", PASSWORD)];
    browser.post("/login", &form).await;
    let (status, page) = browser
        .get(&format!("/requests/{}", asked["id"].as_str().unwrap()))
        .await;
    assert_eq!(status, 404);
    assert!(page.contains("<html") && !page.contains("A grant for your hobby"));
    city.end().await;
}

#[tokio::test]
async fn a_visitor_reads_in_the_language_they_choose_and_keeps_it() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    let (_, page) = browser.get("/login?next=%2Factivity").await;
    assert!(page.contains("<html lang=\"en\">") && page.contains("E-mail address"));
    let chosen = [("language", "fi"), ("next", "/login?next=%2Factivity")];
    assert_eq!(
        browser.post("/language", &chosen).await,
        (303, "/login?next=%2Factivity".to_owned())
    );
    let (_, page) = browser.get("/login").await;
    assert!(page.contains("<html lang=\"fi\">") && page.contains("Sähköpostiosoite"));
    // The account speaks English until its person says otherwise; then on every device.
    browser.log_in("/").await;
    assert!(
        browser
            .get("/")
            .await
            .1
            .contains("Your data, your decisions")
    );
    browser
        .post("/language", &[("language", "el"), ("next", "/")])
        .await;
    assert!(browser.get("/").await.1.contains("<html lang=\"el\">"));
    let mut other = Browser::new(&city);
    other.log_in("/").await;
    assert!(
        other
            .get("/permissions")
            .await
            .1
            .contains("<html lang=\"el\">")
    );
    assert!(other.get("/nowhere").await.1.contains("<html lang=\"el\">"));
    city.end().await;
}

#[tokio::test]
async fn choosing_a_language_leads_nowhere_else_and_takes_none_that_is_not_spoken() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let chosen = [("language", "sv"), ("next", next)];
        assert_eq!(
            browser.post("/language", &chosen).await,
            (303, "/".to_owned()),
            "{next}"
        );
    }
    assert_eq!(
        browser.post("/language", &[("language", "tlh")]).await.0,
        400
    );
    let forged = city
        .call(Method::POST, "/language")
        .header("sec-fetch-site", "cross-site")
        .form(&[("language", "fi")])
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 403);
    city.end().await;
}

#[tokio::test]
async fn the_language_a_notice_was_read_in_becomes_part_of_the_permission() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let path = format!("/requests/{}", asked["id"].as_str().unwrap());
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    browser
        .post("/language", &[("language", "fi"), ("next", &path)])
        .await;
    let (_, page) = browser.get(&path).await;
    assert!(page.contains("name=\"language\" value=\"fi\""), "{page}");
    assert!(page.contains("Palvelun tarjoaminen") && page.contains("Kyllä, näytä nämä tiedot"));
    let form = [("decision", "grant"), ("language", "fi")];
    assert_eq!(browser.post(&path, &form).await.0, 303);
    let list = city.person.get(&city, "/api/v1/me/permissions").await;
    let id = list["permissions"][0]["id"].as_str().unwrap();
    // Unless asked for another, a permission is shown in the language its notice was read in.
    let shown = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{id}"))
        .await;
    assert_eq!(shown["use"]["language"], "fi", "{shown}");
    let refused = browser
        .post(&path, &[("decision", "grant"), ("language", "<b>")])
        .await;
    assert_eq!(refused.0, 400);
    city.end().await;
}
