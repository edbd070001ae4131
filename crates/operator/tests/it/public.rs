//! The pages for everybody.
use operator::organisations::{NewService, Organisation};
use operator::sources::NewConnector;
use operator::{Config, Provider};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::city::{City, Connector, LOGIN, PASSWORD, Plan};

const PAGES: [&str; 5] = [
    "/about",
    "/privacy",
    "/accessibility",
    "/status",
    "/catalogue",
];

async fn read(city: &City, path: &str, language: &str) -> String {
    let request = city
        .call(Method::GET, path)
        .header("accept", "text/html")
        .header("accept-language", language);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

fn said(config: &mut Config) {
    config.provider = toml::from_str::<Box<Provider>>(
        "name = \"City of <b>Helsinki</b>\"\nlegal_form = \"Municipality\"\nregister = \"0201256-6\"\n\
         address = \"Market Square 1\"\nemail = \"mydata@helsinki.example\"\nphone = \"+358 9 123\"\n\
         data_protection_officer = \"dpo@helsinki.example\"\nnotification = \"DGA-FI-7\"\n\
         supervisory_authority = { name = \"Ombudsman\", url = \"https://ombudsman.example/\" }\n\
         rulebook = { name = \"The Rulebook\", url = \"https://rulebook.example/\" }\n\
         legal_basis = { en = \"A task of the city.\", fi = \"Kaupungin tehtävä.\" }\n\
         [accessibility]\nlimits = [{ en = \"Maps cannot be heard.\", fi = \"Karttoja ei voi kuulla.\" }]\n\
         prepared = \"2026-11-02\"\nenforcement = { name = \"Watch\", url = \"https://watch.example/\" }",
    )
    .unwrap();
}

async fn city_that_says_who_it_is() -> City {
    City::with(Plan {
        change: said,
        ..Plan::default()
    })
    .await
}

#[tokio::test]
async fn the_provider_says_what_the_data_governance_act_asks_for() {
    let city = city_that_says_who_it_is().await;
    let page = read(&city, "/about", "en").await;
    for text in [
        "City of &#60;b&#62;Helsinki&#60;/b&#62;",
        "Municipality",
        "0201256-6",
        "Market Square 1",
        "mailto:mydata@helsinki.example",
        "tel:+3589123",
        "mailto:dpo@helsinki.example",
        "DGA-FI-7",
        "https://ombudsman.example/",
        "https://rulebook.example/",
        "/jwks.json",
        "/log/verifier-keys",
        city.operator.operator().uuid().as_str(),
    ] {
        assert!(page.contains(text), "no {text} in {page}");
    }
    city.end().await;
}

#[tokio::test]
async fn an_operator_that_says_nothing_has_pages_all_the_same() {
    let city = City::new().await;
    let page = read(&city, "/about", "en").await;
    assert!(page.contains("No contact is given here yet."), "{page}");
    for path in PAGES {
        read(&city, path, "fi").await;
    }
    city.end().await;
}

#[tokio::test]
async fn public_pages_are_kept_by_nobody_and_speak_the_visitors_language() {
    let city = city_that_says_who_it_is().await;
    for path in PAGES {
        let request = city.call(Method::GET, path).header("accept-language", "el");
        let response = request.send().await.unwrap();
        // The language and the person's name are in it: another visitor of a shared cache must not get them.
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
        let page = response.text().await.unwrap();
        assert!(page.contains("<html lang=\"el\">"), "{path}");
        for link in PAGES {
            assert!(
                page.contains(&format!("<a href=\"{link}\"")),
                "{path} to {link}"
            );
        }
        assert!(
            page.contains(&format!("<a href=\"{path}\" aria-current=\"page\"")),
            "{path}"
        );
    }
    let finnish = read(&city, "/privacy", "fi").await;
    assert!(finnish.contains("Kaupungin tehtävä.") && finnish.contains("12 tuntia"));
    let finnish = read(&city, "/accessibility", "fi").await;
    assert!(finnish.contains("Karttoja ei voi kuulla.") && finnish.contains("2. marraskuuta 2026"));
    city.end().await;
}

#[tokio::test]
async fn somebody_who_is_logged_in_keeps_the_way_back() {
    let city = City::new().await;
    let form = [("login", LOGIN), ("password", PASSWORD)];
    let login = city
        .call(Method::POST, "/login")
        .form(&form)
        .send()
        .await
        .unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let request = city.call(Method::GET, "/privacy").header("cookie", cookie);
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("href=\"/permissions\"") && page.contains("/logout"),
        "{page}"
    );
    city.end().await;
}

#[tokio::test]
async fn the_privacy_notice_follows_the_configuration() {
    let city = City::with(Plan {
        change: |config| {
            config.limits.session_hours = 7;
            config.limits.request_days = 11;
        },
        ..Plan::default()
    })
    .await;
    let page = read(&city, "/privacy", "en").await;
    // A request that was not answered is kept for 30 days beyond its end.
    assert!(
        page.contains("7 hours") && page.contains("41 days"),
        "{page}"
    );
    assert!(
        !page.contains("<code>login</code>"),
        "nobody logs in elsewhere"
    );
    city.end().await;
}

async fn send(city: &City, form: &[(&str, &str)]) -> Response {
    let request = city
        .call(Method::POST, "/accessibility")
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .form(form);
    request.send().await.unwrap()
}

async fn feedback(city: &City) -> Vec<Value> {
    let token = city.folder.path().join("operator/admin.token");
    let token = std::fs::read_to_string(token).unwrap();
    let request = city
        .call(Method::GET, "/api/v1/admin/feedback")
        .bearer_auth(token.trim());
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn feedback_reaches_the_administrator_and_nobody_else() {
    let city = City::new().await;
    let text = "I cannot read <script>alert(1)</script>";
    let form = [
        ("text", text),
        ("page", "/activity"),
        ("email", "aino@example.org"),
    ];
    let sent = send(&city, &form).await;
    assert_eq!(sent.status(), 303);
    assert_eq!(
        sent.headers()["location"],
        "/accessibility?sent=yes#feedback"
    );
    let later = [("text", "second")];
    assert_eq!(send(&city, &later).await.status(), 303);
    let all = feedback(&city).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["text"], text);
    assert_eq!(all[0]["page"], "/activity");
    assert_eq!(all[0]["email"], "aino@example.org");
    assert_eq!(all[1]["text"], "second");
    let anybody = city.get("/api/v1/admin/feedback").await;
    assert_eq!(anybody.status(), 401);
    let bytes = std::fs::read(city.folder.path().join("operator/operator.db")).unwrap();
    let wal =
        std::fs::read(city.folder.path().join("operator/operator.db-wal")).unwrap_or_default();
    for stored in [bytes, wal] {
        let found = stored.windows(16).any(|part| part == b"aino@example.org");
        assert!(!found, "what people write is sealed");
    }
    city.end().await;
}

#[tokio::test]
async fn feedback_is_forgotten_after_a_year() {
    let city = City::with(Plan {
        change: |config| config.limits.sweep_seconds = 1,
        ..Plan::default()
    })
    .await;
    assert_eq!(send(&city, &[("text", "old")]).await.status(), 303);
    city.clock.advance(366 * 86_400);
    while !feedback(&city).await.is_empty() {
        tokio::task::yield_now().await;
    }
    city.end().await;
}

#[tokio::test]
async fn a_form_that_does_not_fit_comes_back_with_what_was_typed() {
    let city = City::new().await;
    let long = "x".repeat(4_001);
    for (form, message) in [
        (vec![("text", "  ")], "Write what does not work."),
        (vec![("text", long.as_str())], "This is too long."),
        (
            vec![("text", "kept <i>"), ("email", "nobody\"><i>")],
            "name@example.org",
        ),
    ] {
        let answer = send(&city, &form).await;
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        assert!(
            page.contains(message) && page.contains("aria-invalid"),
            "{page}"
        );
        if form[0].1.starts_with("kept") {
            assert!(page.contains("kept &#60;i&#62;</textarea>"), "{page}");
            assert!(!page.contains("nobody\"><i>"), "{page}");
        }
    }
    let flood = "x".repeat(100_000);
    assert_eq!(send(&city, &[("text", flood.as_str())]).await.status(), 413);
    assert_eq!(feedback(&city).await, Vec::<Value>::new());
    city.end().await;
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_and_a_flood_is_stopped() {
    let city = City::new().await;
    let forged = city
        .call(Method::POST, "/accessibility")
        .header("sec-fetch-site", "cross-site")
        .form(&[("text", "forged")]);
    assert_eq!(forged.send().await.unwrap().status(), 403);
    for _ in 0..5 {
        assert_eq!(send(&city, &[("text", "a fault")]).await.status(), 303);
    }
    let stopped = send(&city, &[("text", "one more")]).await;
    assert_eq!(stopped.status(), 429);
    assert!(stopped.headers().contains_key("retry-after"));
    let page = stopped.text().await.unwrap();
    assert!(
        page.contains("too many messages") && page.contains("one more</textarea>"),
        "{page}"
    );
    assert_eq!(feedback(&city).await.len(), 5);
    city.end().await;
}

#[tokio::test]
async fn the_status_names_sources_and_registries_and_nothing_secret() {
    let city = City::new().await;
    let restricted = Connector::start(&["attribute-filter"]).await;
    restricted.shared.metadata.lock().unwrap()["name"] = json!("The Secret Source");
    let new = NewConnector::new(&restricted.url, Vec::new());
    city.operator.operator().add_connector(new).await.unwrap();
    let answer = city.get("/status.json").await;
    assert_eq!(answer.headers()["cache-control"], "public, max-age=30");
    let status: Value = answer.json().await.unwrap();
    assert_eq!(
        status["connectors"].as_array().unwrap().len(),
        1,
        "{status}"
    );
    assert_eq!(status["connectors"][0]["name"], "The City Library");
    assert_eq!(status["connectors"][0]["state"], "good");
    // Nothing answers at the registry's address of these tests.
    assert_eq!(status["trust_groups"][0]["state"], "unknown");
    assert_eq!(status["state"], "late");
    let page = read(&city, "/status", "en").await;
    assert!(
        page.contains("Not everything works") && page.contains("The City Library"),
        "{page}"
    );
    assert!(!page.contains("Secret") && !status.to_string().contains("Secret"));
    // Its answers are too old now: the status asks nobody, so nothing has changed meanwhile.
    city.clock.advance(3 * 300 + 1);
    let status: Value = city.get("/status.json").await.json().await.unwrap();
    assert_eq!(status["connectors"][0]["state"], "late", "{status}");
    city.end().await;
}

#[tokio::test]
async fn the_catalogue_says_what_is_offered_and_asked_for_and_escapes_it() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let organisation: Organisation =
        serde_json::from_value(json!({"name": "<script>alert(1)</script> ry"})).unwrap();
    let organisation = admin.add_organisation(organisation).await.unwrap();
    let service: NewService = serde_json::from_value(json!({
        "client_id": "evil", "organisation": organisation, "name": {"en": "<img src=x onerror=alert(1)>"},
        "auth_method": "client_secret_basic",
    }))
    .unwrap();
    admin.add_service(service).await.unwrap();
    admin
        .add_intended_use(city.connector.intended_use("evil"))
        .await
        .unwrap();
    let offers = read(&city, "/catalogue", "en").await;
    for text in [
        "Your library card",
        "Your loans",
        "Date of birth",
        "The City Library",
    ] {
        assert!(offers.contains(text), "no {text} in {offers}");
    }
    let uses = read(&city, "/catalogue?show=uses", "en").await;
    for text in [
        "A grant for your hobby",
        "Hobby Grants ry",
        "Providing a service",
        "Postal code",
        "90 days",
    ] {
        assert!(uses.contains(text), "no {text} in {uses}");
    }
    assert!(uses.contains("&#60;script&#62;alert(1)"), "{uses}");
    assert!(
        !uses.contains("<script>") && !uses.contains("<img src=x"),
        "{uses}"
    );
    let finnish = read(&city, "/catalogue?show=uses", "fi").await;
    assert!(finnish.contains("Harrastustuki"), "{finnish}");
    city.end().await;
}

#[tokio::test]
async fn the_catalogue_is_searched_by_words_and_escapes_what_was_searched() {
    let city = City::new().await;
    let found = read(&city, "/catalogue?q=LOANS+number", "en").await;
    assert!(
        found.contains("Your loans") && !found.contains("Your library card"),
        "{found}"
    );
    let nothing = read(&city, "/catalogue?q=%3Cscript%3Ealert(1)", "en").await;
    assert!(
        nothing.contains("Nothing was found") && !nothing.contains("<script>alert"),
        "{nothing}"
    );
    for odd in [
        "page=0",
        "page=99999999999999999999",
        "page=-1",
        "show=%00",
        "page=2&q=x",
    ] {
        read(&city, &format!("/catalogue?{odd}"), "en").await;
    }
    city.end().await;
}

#[tokio::test]
async fn the_catalogue_is_narrowed_by_what_sources_hold_and_where_for_people_and_programs() {
    let city = City::new().await;
    let place = json!({"name": "Hel<b>sinki", "country": "FI"});
    city.connector.shared.metadata.lock().unwrap()["place"] = place.clone();
    crate::own_pages::refresh(&city).await;
    let all: Value = city.get("/api/v1/catalogue").await.json().await.unwrap();
    let total = all["total"].as_u64().unwrap();
    assert!(total > 1, "{all}");
    assert_eq!(all["datasets"][0]["place"], place);
    assert_eq!(
        all["datasets"][0]["connector_base_url"],
        json!(city.connector.url)
    );
    for (query, titles) in [
        ("category=BirthDate", vec!["Your library card"]),
        ("category=Contact&place=FI", vec!["Your library card"]),
        ("category=BirthDate&place=Rennes", vec![]),
        ("attribute=count.total", vec!["Your loans"]),
        ("q=loans&language=en", vec!["Your loans"]),
        ("entity_type=Nothing", vec![]),
    ] {
        let found: Value = city
            .get(&format!("/api/v1/catalogue?{query}"))
            .await
            .json()
            .await
            .unwrap();
        let datasets = found["datasets"].as_array().unwrap().iter();
        let found: Vec<&str> = datasets
            .map(|one| one["dataset"]["title"]["en"].as_str().unwrap())
            .collect();
        assert_eq!(found, titles, "{query}");
        let page = read(&city, &format!("/catalogue?{query}"), "en").await;
        for title in ["Your library card", "Your loans"] {
            let heading = format!(">{title}</h3>");
            assert_eq!(
                page.contains(&heading),
                titles.contains(&title),
                "{query}: {page}"
            );
        }
        assert!(!page.contains("<b>sinki"), "{page}");
        assert!(page.contains("<details open"), "{query}: {page}");
        // What was looked for stays, and what there is can be chosen.
        let attribute = query.strip_prefix("attribute=").unwrap_or_default();
        let field = format!("name=\"attribute\" value=\"{attribute}\"");
        assert!(page.contains(&field), "{query}: {page}");
        assert!(
            page.contains("<option value=\"birthDate\"></option>"),
            "{page}"
        );
    }
    let one: Value = city
        .get("/api/v1/catalogue?limit=1&offset=1")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(one["datasets"].as_array().unwrap().len(), 1);
    assert_eq!(one["total"], total);
    let wrong = city.get("/api/v1/catalogue?category=Secrets").await;
    assert_eq!(wrong.status(), 400);
    city.end().await;
}

#[tokio::test]
async fn a_large_catalogue_comes_in_pages_below_100_kilobytes() {
    let city = City::new().await;
    for number in 0..45 {
        let mut one = city.connector.intended_use("hobby");
        one["id"] = json!(format!("use-{number:02}"));
        one["title"] = json!({"en": format!("Grant {number:02}")});
        city.operator
            .operator()
            .add_intended_use(one)
            .await
            .unwrap();
    }
    let mut seen = 0;
    let mut path = "/catalogue?show=uses&q=grant".to_owned();
    loop {
        let page = read(&city, &path, "en").await;
        assert!(page.len() < 100_000, "{} bytes", page.len());
        seen += page.matches("<article").count();
        let Some(next) = page
            .split("rel=\"next\"")
            .next()
            .filter(|_| page.contains("rel=\"next\""))
        else {
            break;
        };
        let href = next.rsplit("<a href=\"").next().unwrap();
        path = href.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(seen, 46);
    city.end().await;
}
