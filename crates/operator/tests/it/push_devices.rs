//! The devices a person is told things on: adding, removing, and what ends them.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, Person, Plan};
use crate::pages::Browser;
use crate::push::{DEVICES, PushService, add, devices, keys, push};

const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36";

/// A person's browser adds itself, as the script of the page does.
async fn add_browser(browser: &mut Browser<'_>, endpoint: &str) -> Value {
    let subscription = json!({"endpoint": endpoint, "keys": keys()});
    let request = browser.request(Method::POST, DEVICES);
    let request = request.header("accept", "application/json");
    let request = request.header("user-agent", ANDROID).json(&subscription);
    let added = browser.send(request).await;
    assert_eq!(added.status(), 201, "{:?}", added.text().await);
    added.json().await.unwrap()
}

#[tokio::test]
async fn only_places_that_peers_may_have_are_written_to() {
    let city = City::with(Plan {
        change: |config| config.limits.logins_per_minute = 100,
        ..Plan::default()
    })
    .await;
    let long = format!("https://push.example.org/{}", "a".repeat(1024));
    for endpoint in [
        "https://10.0.0.1/push",
        "https://192.168.1.1/push",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/push",
        "https://0x0a000001/push",
        "http://push.example.org/push",
        "https://somebody:secret@push.example.org/push",
        "ftp://push.example.org/push",
        "push",
        long.as_str(),
    ] {
        let subscription = json!({"endpoint": endpoint, "keys": keys()});
        let refused = city.person.post(&city, DEVICES, &subscription).await;
        assert_eq!(refused.status(), 400, "{endpoint}");
    }
    for wrong in [
        json!({"p256dh": "AAAA", "auth": keys()["auth"]}),
        json!({"p256dh": keys()["p256dh"], "auth": "AAAA"}),
    ] {
        let subscription = json!({"endpoint": "https://push.example.org/1", "keys": wrong});
        let refused = city.person.post(&city, DEVICES, &subscription).await;
        assert_eq!(refused.status(), 400, "{wrong}");
    }
    assert_eq!(devices(&city).await, Vec::<Value>::new());
    city.end().await;
}

#[tokio::test]
async fn a_person_has_ten_devices_and_no_more() {
    let city = City::with(Plan {
        change: |config| config.limits.logins_per_minute = 100,
        ..Plan::default()
    })
    .await;
    let mut ids = Vec::new();
    for number in 0..10 {
        let endpoint = format!("https://push.example.org/{number}");
        ids.push(add(&city, &endpoint, &keys()).await["id"].clone());
    }
    let one_more = json!({"endpoint": "https://push.example.org/10", "keys": keys()});
    let refused = city.person.post(&city, DEVICES, &one_more).await;
    assert_eq!(refused.status(), 409);
    let again = add(&city, "https://push.example.org/3", &keys()).await;
    assert_eq!(again["id"], ids[3], "the same device with new keys");
    let path = format!("{DEVICES}/{}", ids[0].as_str().unwrap());
    for status in [204, 404] {
        let removed = city
            .call(Method::DELETE, &path)
            .bearer_auth(&city.person.token);
        assert_eq!(removed.send().await.unwrap().status(), status);
    }
    add(&city, "https://push.example.org/10", &keys()).await;
    assert_eq!(devices(&city).await.len(), 10);
    city.end().await;
}

#[tokio::test]
async fn adding_devices_is_limited_in_time() {
    let city = City::new().await;
    let mut statuses = Vec::new();
    for number in 0..11 {
        let endpoint = format!("https://push.example.org/{}", number % 2);
        let subscription = json!({"endpoint": endpoint, "keys": keys()});
        let answer = city.person.post(&city, DEVICES, &subscription).await;
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses[9..], [201, 429], "{statuses:?}");
    city.end().await;
}

#[tokio::test]
async fn nobody_sees_or_removes_anothers_devices() {
    let city = City::new().await;
    let added = add(&city, "https://push.example.org/1", &keys()).await;
    let other = Person::make(&city.operator, "olli@example.org").await;
    let theirs = other.get(&city, DEVICES).await;
    assert_eq!(theirs["devices"], json!([]));
    let path = format!("{DEVICES}/{}", added["id"].as_str().unwrap());
    let removed = city.call(Method::DELETE, &path).bearer_auth(&other.token);
    assert_eq!(removed.send().await.unwrap().status(), 404);
    assert_eq!(devices(&city).await.len(), 1);
    // The same browser at the push service is now Olli's.
    let same = json!({"endpoint": "https://push.example.org/1", "keys": keys()});
    assert_eq!(other.post(&city, DEVICES, &same).await.status(), 201);
    assert_eq!(devices(&city).await.len(), 0);
    city.end().await;
}

#[tokio::test]
async fn a_device_stays_with_its_session_and_ends_with_logging_out() {
    let (city, service) = (City::new().await, PushService::start().await);
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let added = add_browser(&mut browser, &service.place("phone")).await;
    assert_eq!(
        (&added["program"], &added["system"]),
        (&json!("Chrome"), &json!("Android"))
    );
    // Its session goes on under another secret, and another one begins in its place.
    let confirmed = browser
        .post("/identities/confirm", &[("password", PASSWORD)])
        .await;
    assert_eq!(confirmed.0, 303);
    browser.log_in("/").await;
    assert_eq!(devices(&city).await.len(), 1);
    browser.post("/logout", &[]).await;
    assert_eq!(devices(&city).await, Vec::<Value>::new());
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    assert_eq!(service.count(), 0);
    city.end().await;
}

#[tokio::test]
async fn another_person_in_the_same_browser_ends_its_notifications() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    add_browser(&mut browser, "https://push.example.org/shared").await;
    Person::make(&city.operator, "olli@example.org").await;
    let form = [
        ("login", "olli@example.org"),
        ("password", PASSWORD),
        ("next", "/"),
    ];
    assert_eq!(browser.post("/login", &form).await.0, 303);
    assert_eq!(devices(&city).await, Vec::<Value>::new());
    city.end().await;
}

#[tokio::test]
async fn ending_the_other_sessions_ends_what_their_devices_are_told() {
    let city = City::new().await;
    let (mut phone, mut tablet) = (Browser::new(&city), Browser::new(&city));
    phone.log_in("/").await;
    add_browser(&mut phone, "https://push.example.org/phone").await;
    tablet.log_in("/").await;
    add_browser(&mut tablet, "https://push.example.org/tablet").await;
    let ended = phone.post("/identities/sessions", &[]).await;
    assert_eq!(ended.0, 303);
    // The person's own session at the API has ended, too.
    let settings = phone.get("/settings").await.1;
    assert_eq!(
        settings.matches("data-push-device=").count(),
        1,
        "{settings}"
    );
    city.end().await;
}

#[tokio::test]
async fn the_export_names_devices_without_what_writes_to_them() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    add_browser(&mut browser, "https://push.example.org/a-secret-address").await;
    let export = city.person.get(&city, "/api/v1/me/export").await;
    let exported = &export["push_devices"][0];
    assert_eq!(exported["system"], "Android");
    assert_eq!(exported["push_service"], "push.example.org");
    let text = export.to_string();
    for secret in ["a-secret-address", keys()["auth"].as_str().unwrap()] {
        assert!(!text.contains(secret), "{secret}");
    }
    city.end().await;
}

#[tokio::test]
async fn the_settings_show_devices_and_remove_them_without_a_script() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/settings").await;
    assert!(page.contains("you need JavaScript"), "{page}");
    assert!(page.contains("value=\"new-request.push\""), "{page}");
    assert!(
        !page.contains("/settings/devices/remove"),
        "there is none yet"
    );
    let added = add_browser(&mut browser, "https://push.example.org/1").await;
    let (_, page) = browser.get("/settings?saved=device").await;
    assert!(page.contains("Chrome on Android"), "{page}");
    assert!(page.contains("Through push.example.org"), "{page}");
    assert!(page.contains("now shown on this device"), "{page}");
    let fingerprint = added["fingerprint"].as_str().unwrap();
    assert!(page.contains(&format!("data-push-device=\"{fingerprint}\"")));
    let form = [("id", added["id"].as_str().unwrap())];
    for _ in 0..2 {
        let removed = browser.post("/settings/devices/remove", &form).await;
        let there = "/settings?saved=device-removed#devices".to_owned();
        assert_eq!(removed, (303, there));
    }
    assert_eq!(devices(&city).await.len(), 0);
    city.end().await;
}

#[tokio::test]
async fn the_service_worker_is_at_the_root_and_asked_for_anew() {
    let city = City::new().await;
    let answer = city.get("/service-worker.js").await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header("cache-control"), "no-cache");
    assert!(header("content-security-policy").contains("default-src 'none'"));
    assert!(answer.text().await.unwrap().contains("showNotification"));
    city.end().await;
}

#[tokio::test]
async fn where_it_is_switched_off_nobody_is_offered_it() {
    let city = City::with(Plan {
        change: |config| config.web_push.enabled = false,
        ..Plan::default()
    })
    .await;
    assert_eq!(city.person.get(&city, DEVICES).await["key"], Value::Null);
    let subscription = json!({"endpoint": "https://push.example.org/1", "keys": keys()});
    let refused = city.person.post(&city, DEVICES, &subscription).await;
    assert_eq!(refused.status(), 409);
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/settings").await;
    assert!(
        !page.contains("data-push=") && !page.contains(".push\""),
        "{page}"
    );
    assert!(
        !browser
            .get("/privacy")
            .await
            .1
            .contains("<code>device</code>")
    );
    city.end().await;
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    assert!(
        browser
            .get("/privacy")
            .await
            .1
            .contains("<code>device</code>")
    );
    city.end().await;
}
