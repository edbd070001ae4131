//! Taking everything along, and closing the account.
use reqwest::Method;
use serde_json::{Value, json};

use crate::apps::{App, with_session};
use crate::city::{CARD, City, LOGIN, PASSWORD, Person, Plan};

/// Every row of every table as text, blobs in hexadecimal.
async fn everything(city: &City) -> String {
    let db = city.operator.operator().database();
    let tables: Vec<(String,)> = db
        .fetch_all(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            storage::params![],
        )
        .await
        .unwrap();
    let mut all = String::new();
    for (table,) in tables {
        let columns: &'static str = format!("SELECT name FROM pragma_table_info('{table}')").leak();
        let columns: Vec<(String,)> = db.fetch_all(columns, storage::params![]).await.unwrap();
        let quoted: Vec<String> = columns
            .iter()
            .map(|(name,)| format!("quote({name})"))
            .collect();
        let rows: &'static str =
            format!("SELECT {} FROM {table}", quoted.join(" || ' ' || ")).leak();
        let rows: Vec<(String,)> = db.fetch_all(rows, storage::params![]).await.unwrap();
        for (row,) in rows {
            all.push_str(&format!("{table}: {row}\n"));
        }
    }
    all
}

async fn close(city: &City, body: Value) -> (u16, Value) {
    let answer = city.person.post(city, "/api/v1/me/close", &body).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn everything_is_in_the_export_and_can_be_checked() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    // More than one page of the log.
    for _ in 0..3 {
        city.introspect(&city.ticket(&leg).await).await;
    }
    city.person
        .post(&city, "/api/v1/me/feeds", &json!({"kind": "calendar"}))
        .await;
    let rule = json!({"effect": "deny", "purposes": ["dpv:Marketing"]});
    let saved = city.person.post(&city, "/api/v1/me/rules", &rule).await;
    assert_eq!(saved.status(), 201, "{:?}", saved.text().await);
    let answer = city
        .call(Method::GET, "/api/v1/me/export")
        .bearer_auth(&city.person.token)
        .send()
        .await
        .unwrap();
    let disposition = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let said: usize = answer.headers()["fiducia-export-lines"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let text = answer.text().await.unwrap();
    let lines = text.lines().count();
    assert!(
        (said..said + 20).contains(&lines),
        "{said} for {lines}: {text}"
    );
    let export: Value = serde_json::from_str(&text).unwrap();
    assert!(said > export["log_records"].as_array().unwrap().len());
    assert_eq!(export["format"], "fiducia-export-1");
    assert_eq!(export["account"]["login"], LOGIN);
    assert!(export["account"]["identifiers"].to_string().contains(CARD));
    assert_eq!(export["rules"].as_array().unwrap().len(), 1);
    assert_eq!(export["feeds"].as_array().unwrap().len(), 1);
    assert_eq!(export["access_log"].as_array().unwrap().len(), 3);
    let permission = &export["permissions"][0];
    assert_eq!(permission["id"], arrangement.as_str());
    assert_eq!(permission["history"].as_array().unwrap().len(), 2);
    assert_eq!(permission["receipts"].as_array().unwrap().len(), 2);
    // Each record is what the log commits to.
    let records = export["log_records"].as_array().unwrap();
    assert!(records.len() >= 8, "{}", records.len());
    for record in records {
        let salt = evidence::Salt::new(bytes(record["salt"].as_str().unwrap())).unwrap();
        let leaf = evidence::commit(&salt, record["record"].as_str().unwrap().as_bytes());
        assert_eq!(leaf.0.to_vec(), bytes(record["leaf"].as_str().unwrap()));
    }
    assert!(
        export["keys"]["jwks"]["keys"]
            .as_array()
            .is_some_and(|keys| !keys.is_empty())
    );
    assert!(export["keys"]["log_checkpoint"].is_string());
    city.end().await;
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

#[tokio::test]
async fn a_closed_account_leaves_nothing_readable_and_no_connector_releases_for_it() {
    let city = City::with(Plan {
        lease_seconds: 60,
        ..Plan::default()
    })
    .await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let ticket = city.ticket(&leg).await;
    let item = city.introspect(&ticket).await;
    assert_eq!(item["lease_seconds"], 60);
    let app = App::register(&city).await;
    let (token, _) = app.let_in(&city, "permissions:read").await;
    let feed = city
        .person
        .post(&city, "/api/v1/me/feeds", &json!({"kind": "activity"}))
        .await;
    let feed: Value = feed.json().await.unwrap();
    let pending = city
        .service
        .post(
            &city,
            "/api/v1/permission-requests",
            &json!({
                "intended_use": city.intended_use, "person": {"login_hint": LOGIN}, "locale": "en",
            }),
        )
        .await;
    let pending: Value = pending.json().await.unwrap();
    let before = everything(&city).await;
    assert!(
        before.contains(&city.person.id) && before.contains(&arrangement),
        "the scan sees"
    );

    let leaving = city.person.get(&city, "/api/v1/me/close").await;
    assert_eq!(
        leaving,
        json!({"proof": "password", "permissions": 1, "requests": 1, "apps": 1, "feeds": 1})
    );
    assert_eq!(close(&city, json!({"understood": true})).await.0, 401);
    let wrong = json!({"password": "not the password", "understood": true});
    assert_eq!(close(&city, wrong).await.0, 401);
    assert_eq!(
        close(&city, json!({"password": PASSWORD, "understood": false}))
            .await
            .0,
        400
    );
    city.person.get(&city, "/api/v1/me").await;
    let (status, closed) = close(&city, json!({"password": PASSWORD, "understood": true})).await;
    assert_eq!(
        (status, &closed["permissions"]),
        (200, &json!(1)),
        "{closed}"
    );
    assert_eq!(closed["in_force"]["everywhere"], true, "{closed}");

    // The connector that held an answer was told, and is refused from now on.
    assert_eq!(city.connector.events(1).await.len(), 1);
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], false, "{answer}");
    assert_ne!(
        city.ask_ticket(&leg, &city.connector.url).await.status(),
        200
    );
    // A service that waited hears no.
    let id = pending["id"].as_str().unwrap();
    let heard = city
        .service
        .get(&city, &format!("/api/v1/permission-requests/{id}"))
        .await;
    let heard: Value = heard.json().await.unwrap();
    assert_eq!(heard["status"], "declined", "{heard}");
    // Nobody gets in: not the session, not the app, not the feed, not the password.
    let me = city
        .call(Method::GET, "/api/v1/me")
        .bearer_auth(&city.person.token)
        .send();
    assert_eq!(me.await.unwrap().status(), 401);
    let through = app
        .call(&city, &token, Method::GET, "/api/v1/me/permissions")
        .await;
    assert_eq!(through.status(), 401);
    let feed = city
        .client
        .get(feed["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(feed.status(), 404);
    let login = city
        .call(Method::POST, "/api/v1/sessions")
        .json(&json!({"login": LOGIN, "password": PASSWORD}))
        .send();
    assert_eq!(login.await.unwrap().status(), 401);

    let after = everything(&city).await;
    let left: Vec<&str> = after
        .lines()
        .filter(|line| line.contains(&city.person.id))
        .collect();
    assert_eq!(left.len(), 1, "{left:#?}");
    assert!(
        left[0].starts_with("accounts: ") && left[0].contains("NULL NULL X'' ''"),
        "{left:#?}"
    );
    // The lease runs out by itself: it names an arrangement and a connector, no person.
    for secret in [CARD, LOGIN, "Aino", "Hobby Grants ry\",\"notice", &leg] {
        assert!(!after.contains(secret), "{secret}");
    }
    let named: Vec<&str> = after
        .lines()
        .filter(|line| line.contains(&arrangement))
        .collect();
    assert!(
        named
            .iter()
            .all(|line| line.starts_with("leases: ") || line.starts_with("outbox: ")),
        "{named:#?}"
    );
    // The log is whole: as many leaves as before and some more, of which those about the person say nothing.
    let leaves = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("log_records: "))
            .count()
    };
    assert!(leaves(&after) > leaves(&before));

    // The login is free for somebody new, to whom nothing of before belongs.
    let again = Person::make(&city.operator, LOGIN).await;
    assert_ne!(again.id, city.person.id);
    assert_eq!(
        again.get(&city, "/api/v1/me/permissions").await["permissions"],
        json!([])
    );
    city.end().await;
}

#[tokio::test]
async fn the_account_is_closed_on_its_page_with_the_password_and_a_tick() {
    let city = City::new().await;
    city.permit(&[]).await;
    let page = async |form: &[(&str, &str)]| {
        let request = with_session(&city, Method::POST, "/operator/close").form(form);
        let answer = request.send().await.unwrap();
        let cookie = answer.headers().get("set-cookie").cloned();
        (
            answer.status().as_u16(),
            cookie,
            answer.text().await.unwrap(),
        )
    };
    let before = with_session(&city, Method::GET, "/operator/close").send();
    let before = before.await.unwrap().text().await.unwrap();
    assert!(before.contains("One permission ends."), "{before}");
    let (status, _, text) = page(&[("password", PASSWORD)]).await;
    assert!(status == 200 && text.contains("Tick the box"), "{text}");
    let (status, _, text) = page(&[("password", "not it at all"), ("understood", "yes")]).await;
    assert!(
        status == 200 && text.contains("This is not your password."),
        "{text}"
    );
    city.person.get(&city, "/api/v1/me").await;
    let (status, cookie, text) = page(&[("password", PASSWORD), ("understood", "yes")]).await;
    assert!(
        status == 200 && text.contains("Your account is closed"),
        "{text}"
    );
    assert!(cookie.is_some_and(|cookie| cookie.to_str().unwrap().contains("Max-Age=0")));
    let gone = with_session(&city, Method::GET, "/operator")
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), 303);
    city.end().await;
}

#[tokio::test]
async fn the_page_about_the_operator_shows_apps_and_feeds_and_ends_them() {
    let city = City::new().await;
    let app = App::register(&city).await;
    app.let_in(&city, "permissions:read permissions:write")
        .await;
    let shown = async |request: reqwest::RequestBuilder| {
        request.send().await.unwrap().text().await.unwrap()
    };
    let text = shown(with_session(&city, Method::GET, "/operator")).await;
    for expected in [
        "My Wallet",
        "Wallets Oy",
        "On one device.",
        "You have no feed.",
        city.operator.operator().uuid().as_str(),
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let made = with_session(&city, Method::POST, "/operator/feeds").form(&[("kind", "calendar")]);
    let text = shown(made).await;
    assert!(
        text.contains("/calendar.ics\" readonly") && text.contains("It is not shown again."),
        "{text}"
    );
    assert!(
        !shown(with_session(&city, Method::GET, "/operator"))
            .await
            .contains("calendar.ics")
    );
    let end = with_session(&city, Method::POST, "/operator/apps/wallet/end")
        .send()
        .await
        .unwrap();
    assert_eq!(end.headers()["location"], "/operator?done=app");
    let text = shown(with_session(&city, Method::GET, "/operator?done=app")).await;
    assert!(
        text.contains("The app is shut out") && text.contains("You have not let any app in."),
        "{text}"
    );
    let manifest: Value = city
        .get("/manifest.webmanifest")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&manifest["display"], &manifest["start_url"]),
        (&json!("standalone"), &json!("/"))
    );
    assert!(text.contains("<link rel=\"manifest\" href=\"/manifest.webmanifest\">"));
    city.end().await;
}

#[tokio::test]
async fn what_is_not_theirs_to_withdraw_is_not_said_to_have_ended_before_its_connector_knows() {
    let mut city = City::with(Plan {
        lease_seconds: 60,
        change: |config| config.limits.lease_wait_ms = 200,
        ..Plan::default()
    })
    .await;
    let mut other = city.connector.intended_use("hobby");
    other["id"] = json!("statistics");
    other["legal_basis"] = json!("eu-gdpr:A6-1-e");
    let admin = city.operator.operator();
    (city.intended_use, _) = admin.add_intended_use(other).await.unwrap();
    let (leg, _) = city.permit(&[]).await;
    let item = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(item["lease_seconds"], 60);
    city.connector
        .shared
        .acknowledges
        .store(false, std::sync::atomic::Ordering::Relaxed);
    let (status, closed) = close(&city, json!({"password": PASSWORD, "understood": true})).await;
    assert_eq!(status, 200, "{closed}");
    assert_eq!(closed["in_force"]["everywhere"], false, "{closed}");
    assert_eq!(closed["in_force"]["latest"].as_array().unwrap().len(), 1);
    city.end().await;
}
