//! What people are told without having looked.
use protocol::access_item::Outcome;
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, Service};
use crate::pages::Browser;

/// The person's news, newest first.
async fn news(city: &City) -> Vec<Value> {
    let answer = city.person.get(city, "/api/v1/me/notifications").await;
    answer["notifications"].as_array().unwrap().clone()
}

/// The news of one kind.
async fn of_kind(city: &City, kind: &str) -> Vec<Value> {
    let all = news(city).await;
    all.into_iter().filter(|one| one["kind"] == kind).collect()
}

/// A service gets data once.
async fn release(city: &City, leg: &str) {
    let answer = city.introspect(&city.ticket(leg).await).await;
    assert_eq!(answer["active"], true, "{answer}");
    let outcome = json!({"success": true, "status": "completed", "records": 1, "log_index": 1,
        "released": {city.connector.dataset("patron"): ["name"]}});
    serde_json::from_value::<Outcome>(outcome.clone()).unwrap();
    let item = answer["access_item_uuid"].as_str().unwrap();
    let reported = city
        .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(
            city.connector
                .assertion_at(city.operator.url(), city.clock.seconds()),
        )
        .json(&outcome)
        .send()
        .await
        .unwrap();
    assert_eq!(reported.status(), 200, "{:?}", reported.text().await);
}

/// A session that has not ended, after time has passed.
async fn log_in_again(city: &mut City) {
    let login = json!({"login": LOGIN, "password": PASSWORD});
    let session = city.call(Method::POST, "/api/v1/sessions").json(&login);
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    session["token"]
        .as_str()
        .unwrap()
        .clone_into(&mut city.person.token);
}

async fn watch(city: &City) {
    city.operator.operator().watch().await.unwrap();
}

#[tokio::test]
async fn a_request_is_news_until_it_is_answered() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let told = of_kind(&city, "new-request").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["read"], false);
    assert_eq!(told[0]["url"], asked["url"]);
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("waits for your decision"), "{text}");
    let decline = format!(
        "/api/v1/me/requests/{}/decline",
        asked["id"].as_str().unwrap()
    );
    assert_eq!(
        city.person.post(&city, &decline, &json!({})).await.status(),
        200
    );
    let told = of_kind(&city, "new-request").await;
    assert_eq!(told[0]["read"], true);
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("you said no"), "{text}");
    city.end().await;
}

#[tokio::test]
async fn words_come_in_the_readers_language() {
    let city = City::new().await;
    city.ask(Some(LOGIN)).await;
    let finnish = city
        .person
        .get(&city, "/api/v1/me/notifications?language=fi")
        .await;
    let finnish = finnish.to_string();
    assert!(finnish.contains("odottaa päätöstäsi"), "{finnish}");
    city.end().await;
}

#[tokio::test]
async fn what_a_rule_grants_is_news_and_that_it_was_asked_is_not() {
    let city = City::new().await;
    let rule = json!({"effect": "allow", "purposes": ["dpv:ServiceProvision"]});
    let saved = city.person.post(&city, "/api/v1/me/rules", &rule).await;
    assert!(saved.status().is_success(), "{:?}", saved.text().await);
    let asked = city.ask(Some(LOGIN)).await;
    assert_eq!(asked["status"], "pending", "the rule answers after");
    assert_eq!(of_kind(&city, "new-request").await, Vec::<Value>::new());
    let told = of_kind(&city, "granted-by-rule").await;
    assert_eq!(told.len(), 1);
    assert!(told[0]["url"].as_str().unwrap().contains("/permissions/"));
    city.end().await;
}

#[tokio::test]
async fn a_permission_that_ends_in_14_days_is_news_once() {
    let city = City::new().await;
    city.permit(&[]).await;
    watch(&city).await;
    assert_eq!(of_kind(&city, "ends-soon").await.len(), 0, "a year is left");
    city.clock.advance(352 * 86_400);
    watch(&city).await;
    watch(&city).await;
    let mut city = city;
    log_in_again(&mut city).await;
    let told = of_kind(&city, "ends-soon").await;
    assert_eq!(told.len(), 1, "{told:?}");
    city.end().await;
}

#[tokio::test]
async fn the_first_use_is_news_and_the_second_is_not() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    watch(&city).await;
    assert_eq!(of_kind(&city, "first-use").await.len(), 0);
    for _ in 0..2 {
        release(&city, &leg).await;
        watch(&city).await;
    }
    let told = of_kind(&city, "first-use").await;
    assert_eq!(told.len(), 1);
    let text = told[0]["text"].as_str().unwrap();
    assert!(text.contains("The City Library"), "{text}");
    assert_eq!(of_kind(&city, "unusual-rate").await.len(), 0);
    assert_eq!(of_kind(&city, "other-country").await.len(), 0);
    city.end().await;
}

#[tokio::test]
async fn the_first_login_is_no_news_and_one_with_another_program_is() {
    let city = City::new().await;
    assert_eq!(of_kind(&city, "new-device").await.len(), 0, "the first");
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    for _ in 0..2 {
        let logged_in = city
            .call(Method::POST, "/api/v1/sessions")
            .header("user-agent", firefox)
            .json(&json!({"login": LOGIN, "password": PASSWORD}))
            .send()
            .await
            .unwrap();
        assert!(logged_in.status().is_success());
    }
    let told = of_kind(&city, "new-device").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["read"], false);
    city.end().await;
}

#[tokio::test]
async fn what_is_switched_off_is_not_shown_and_security_cannot_be() {
    let city = City::new().await;
    city.ask(Some(LOGIN)).await;
    let path = "/api/v1/me/notifications/choices";
    let put = |choices: Value| {
        let put = city.call(Method::PUT, path);
        put.bearer_auth(&city.person.token).json(&choices).send()
    };
    let off = json!({"off": [{"kind": "new-request", "channel": "page"}]});
    let off = put(off).await.unwrap();
    assert_eq!(off.status(), 204, "{:?}", off.text().await);
    assert_eq!(of_kind(&city, "new-request").await.len(), 0);
    let hidden = json!({"off": [{"kind": "new-device", "channel": "page"}]});
    let hidden = put(hidden).await.unwrap();
    assert_eq!(hidden.status(), 400);
    let kept = city.person.get(&city, path).await;
    assert_eq!(kept["off"].as_array().unwrap().len(), 1);
    city.end().await;
}

#[tokio::test]
async fn the_page_shows_what_is_new_and_leads_to_it() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, home) = browser.get("/").await;
    assert!(home.contains("Notifications (1 new)"), "{home}");
    let id = of_kind(&city, "new-request").await[0]["id"].clone();
    let id = id.as_str().unwrap();
    let (status, page) = browser.get("/notifications").await;
    assert_eq!(status, 200);
    assert!(
        page.contains("Mark all as read") && page.contains(id),
        "{page}"
    );
    let request = format!("/requests/{}", asked["id"].as_str().unwrap());
    let opened = browser.post(&format!("/notifications/{id}"), &[]).await;
    assert_eq!(opened, (303, request));
    let (_, page) = browser.get("/notifications").await;
    assert!(!page.contains("Mark all as read"), "all are read: {page}");
    assert!(!page.contains("(1 new)"));
    let (status, _) = browser.post("/notifications/nothing/read", &[]).await;
    assert_eq!(status, 404);
    city.end().await;
}

#[tokio::test]
async fn the_settings_switch_kinds_off_without_a_script() {
    let city = City::new().await;
    city.ask(Some(LOGIN)).await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/settings").await;
    assert!(page.contains("value=\"new-request.page\""), "{page}");
    assert!(!page.contains("value=\"new-device.page\""), "always on");
    let saved = browser.post("/settings/notifications", &[]).await;
    assert_eq!(saved, (303, "/settings?saved=notifications".to_owned()));
    let (_, page) = browser.get("/notifications").await;
    assert!(!page.contains("waits for your decision"), "{page}");
    city.end().await;
}

#[tokio::test]
async fn nobody_reads_anothers_news() {
    let city = City::new().await;
    city.ask(Some(LOGIN)).await;
    let id = of_kind(&city, "new-request").await[0]["id"].clone();
    let other = crate::city::Person::make(&city.operator, "olli@example.org").await;
    let path = format!("/api/v1/me/notifications/{}/read", id.as_str().unwrap());
    assert_eq!(other.post(&city, &path, &json!({})).await.status(), 404);
    assert_eq!(of_kind(&city, "new-request").await[0]["read"], false);
    city.end().await;
}

#[tokio::test]
async fn data_that_goes_to_another_country_is_news() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let mut legs = Vec::new();
    for (slug, country) in [("first", "FI"), ("second", "FI"), ("third", "US")] {
        let organisation = json!({"name": format!("{slug} ry"), "country": country});
        let organisation = admin
            .add_organisation(serde_json::from_value(organisation).unwrap())
            .await
            .unwrap();
        let service = Service::register(&city.operator, &organisation, slug).await;
        let (intended_use, _) = admin
            .add_intended_use(city.connector.intended_use(slug))
            .await
            .unwrap();
        legs.push((service, intended_use));
    }
    let mut city = city;
    for (index, (service, intended_use)) in legs.into_iter().enumerate() {
        city.service = service;
        city.intended_use = intended_use;
        let (leg, _) = city.permit(&[]).await;
        release(&city, &leg).await;
        watch(&city).await;
        let told = of_kind(&city, "other-country").await;
        assert_eq!(told.len(), usize::from(index == 2), "{told:?}");
    }
    assert!(
        of_kind(&city, "other-country").await[0]["text"]
            .as_str()
            .unwrap()
            .contains("United States")
    );
    city.end().await;
}

/// A city whose e-mails go into a folder.
pub(crate) async fn with_mails() -> City {
    City::with(crate::city::Plan {
        change: |config| {
            let email = json!({"from": "Helsinki <mydata@example.org>", "folder": config.data.join("mails")});
            config.email = serde_json::from_value(email).unwrap();
        },
        ..crate::city::Plan::default()
    })
    .await
}

/// The e-mails that were sent, as they went out.
pub(crate) fn mails(city: &City) -> Vec<String> {
    let folder = city.folder.path().join("operator").join("mails");
    let files = std::fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    files
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

async fn mail(city: &City) {
    city.operator.operator().mail().await.unwrap();
}

#[tokio::test]
async fn an_e_mail_tells_once_and_one_click_ends_them() {
    let city = with_mails().await;
    city.ask(Some(LOGIN)).await;
    mail(&city).await;
    mail(&city).await;
    let sent = mails(&city);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].contains(&format!("To: {LOGIN}")), "{}", sent[0]);
    assert!(sent[0].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let link = sent[0].split("List-Unsubscribe: <").nth(1).unwrap();
    let link = link.split('>').next().unwrap();
    // A program that follows links changes nothing; the click that RFC 8058 describes does.
    assert_eq!(city.client.get(link).send().await.unwrap().status(), 200);
    let choices = "/api/v1/me/notifications/choices";
    assert_eq!(city.person.get(&city, choices).await["mail"], "at-once");
    let clicked = city
        .client
        .post(link)
        .form(&[("List-Unsubscribe", "One-Click")]);
    assert_eq!(clicked.send().await.unwrap().status(), 200);
    assert_eq!(city.person.get(&city, choices).await["mail"], "never");
    let wrong = city.client.post(format!("{link}x")).send().await.unwrap();
    assert_eq!(wrong.status(), 404);
    city.ask(Some(LOGIN)).await;
    mail(&city).await;
    assert_eq!(mails(&city).len(), 1, "no more");
    // What concerns the account's safety comes nevertheless, without such a link.
    let login = json!({"login": LOGIN, "password": PASSWORD});
    let firefox = city.call(Method::POST, "/api/v1/sessions").json(&login);
    let firefox = firefox.header("user-agent", "Firefox/141.0 (Linux)");
    assert!(firefox.send().await.unwrap().status().is_success());
    mail(&city).await;
    let sent = mails(&city);
    assert_eq!(sent.len(), 2);
    let other = sent.iter().find(|one| !one.contains("List-Unsubscribe"));
    assert!(
        other.unwrap().contains("safety of your account"),
        "{sent:?}"
    );
    city.end().await;
}

#[tokio::test]
async fn a_daily_e_mail_holds_what_came_before_it() {
    let city = with_mails().await;
    let put = city.call(Method::PUT, "/api/v1/me/notifications/choices");
    let put = put
        .bearer_auth(&city.person.token)
        .json(&json!({"mail": "daily"}));
    assert_eq!(put.send().await.unwrap().status(), 204);
    city.ask(Some(LOGIN)).await;
    city.ask(Some(LOGIN)).await;
    mail(&city).await;
    assert_eq!(mails(&city).len(), 0, "not before the morning");
    city.clock.advance(86_400);
    mail(&city).await;
    let sent = mails(&city);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].contains("Subject: 2 notifications"), "{}", sent[0]);
    city.end().await;
}

#[tokio::test]
async fn the_demo_shows_its_e_mails_and_others_have_no_such_page() {
    let city = with_mails().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let tested = browser.post("/settings/notifications/test", &[]).await;
    assert_eq!(tested.0, 303);
    mail(&city).await;
    let (status, page) = browser.get("/mail").await;
    assert_eq!(status, 200);
    assert!(page.contains(LOGIN), "{page}");
    let link = page.split("href=\"/mail/").nth(1).unwrap();
    let link = link.split('"').next().unwrap();
    let (status, page) = browser.get(&format!("/mail/{link}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("This is a test"), "{page}");
    assert_eq!(browser.get("/mail/..%2Foperator").await.0, 404);
    city.end().await;
    let city = City::new().await;
    assert_eq!(city.get("/mail").await.status(), 404);
    city.end().await;
}
