//! Exports in a bucket of an object store: what is served of them, also while they are replaced, and while the store is
//! away.

pub(crate) mod faults;
pub(crate) mod store;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use connector::config::BucketConfig;
use connector::{draft, rehearsal};
use serde_json::{Value, json};

use self::store::{BUCKET, Store};
use crate::city::{City, read};
use crate::peers::{Answer, active};
use crate::staff::Member;

const NAME: &str = "pat rons+ä&.csv";
const CSV: &str = "card,name,email\n2900-17,Aino,aino@example.org\n2900-18,Else,\n";

/// A city whose data is in a bucket.
pub(crate) async fn prepared(bucket: Value, file: Value) -> City {
    let mut city = City::prepare().await;
    city.config.upstream = read(json!({"kind": "files", "bucket": bucket}));
    city.config.routes.truncate(1);
    let route = &mut city.config.routes[0];
    (route.request, route.file) = (None, Some(read(file)));
    city.config.datasets[0]
        .attributes
        .retain(|one| ["name", "email"].contains(&one.path.as_str()));
    city
}

fn csv(name: &str) -> Value {
    json!({"name": name, "format": "csv", "identifiers": {"library_card": "card"}, "single": true})
}

/// The same, at a store that has a usual export and much else beside it.
async fn usual() -> (Store, City) {
    let store = Store::start();
    store.put(&format!("library/{NAME}"), CSV);
    store.put(
        &format!("library/older/{NAME}"),
        "card,name,email\n2900-17,Older,\n",
    );
    store.put(NAME, "card,name,email\n2900-17,Above,\n");
    let mut city = prepared(json!({"name": BUCKET, "endpoint": store.url}), csv(NAME)).await;
    let bucket = store.bucket(&city.config.data.join("secrets"));
    city.config.upstream = read(json!({"kind": "files", "bucket": bucket}));
    (store, city)
}

/// Asks until the answer is this.
async fn eventually_released(city: &City, expected: &Value) {
    for _ in 0..200 {
        let response = city.ask().await;
        if response.status() == 200 && response.json::<Value>().await.unwrap() == *expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{expected} was not released within 10 s");
}

/// How the bucket is, when that is so.
pub(crate) async fn status(city: &City, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut status = Value::Null;
    for _ in 0..200 {
        status = city.admin("/api/v1/upstream").await["bucket"].take();
        if is_so(&status) {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not within 10 s: {status}");
}

/// The copies in the data directory.
fn copies(city: &City) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(city.config.data.join("bucket-copies")).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_none()).collect()
}

#[tokio::test]
async fn a_record_of_an_object_comes_out_as_one_of_a_file() {
    let (store, mut city) = usual().await;
    for number in 0..1_100 {
        store.put(
            &format!("library/a{number}.csv"),
            "card,name,email\n2900-17,Other,\n",
        );
    }
    city.serve().await;
    let expected = json!({"name": "Aino", "email": "aino@example.org"});
    assert_eq!(city.released().await, expected);
    city.operator.answer(Answer::Json(active("nobody")));
    let response = city.ask().await;
    city.refused(response, 403, "person-unknown-at-source")
        .await;

    let status = status(&city, |status| status["objects"][0]["is_served"] == true).await;
    assert_eq!(status["place"], format!("s3://{BUCKET}/library/"));
    assert_eq!(status["objects"][0]["name"], NAME);
    assert_eq!(status["objects"][0]["bytes"], CSV.len(), "{status}");
    let mode = |path: &PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let copies = copies(&city);
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!(mode(&copies[0]), 0o600);
    assert_eq!(mode(&city.config.data.join("bucket-copies")), 0o700);
}

#[tokio::test]
async fn json_lines_are_served_from_a_bucket_without_a_prefix() {
    let (store, mut city) = usual().await;
    store.put(
        "patrons.jsonl",
        "{\"card\": \"2900-17\", \"name\": \"Aino\", \"secret\": 1}\n",
    );
    let mut bucket = store.bucket(&city.config.data.join("secrets"));
    bucket["prefix"] = json!("");
    city.config.upstream = read(json!({"kind": "files", "bucket": bucket}));
    let file = json!({"name": "patrons.jsonl", "format": "json-lines", "identifiers": {"library_card": "card"}});
    city.config.routes[0].file = Some(read(file));
    city.serve().await;
    assert_eq!(city.released().await, json!([{"name": "Aino"}]));
}

#[tokio::test]
async fn what_is_replaced_is_served_anew_and_what_is_deleted_no_longer() {
    let (store, mut city) = usual().await;
    city.config.upstream_limits.failures = 1_000;
    city.serve().await;
    city.released().await;
    let key = format!("library/{NAME}");
    store.put(&key, "card,name,email\n2900-17,Maria,\n");
    eventually_released(&city, &json!({"name": "Maria"})).await;
    assert_eq!(copies(&city).len(), 1);

    store.delete(&key);
    let gone = status(&city, |status| !status["objects"][0]["trouble"].is_null()).await;
    assert_eq!(gone["objects"][0]["trouble"], "there is no such object");
    assert_eq!(gone["objects"][0]["is_served"], false, "{gone}");
    let response = city.ask().await;
    city.refused(response, 502, "source-unreachable").await;
    assert!(copies(&city).is_empty(), "nothing is left of it");

    // Whoever waits for it does not wait for the next look.
    store.put(&key, CSV);
    assert_eq!(city.released().await["name"], "Aino");
}

#[tokio::test]
async fn while_the_store_is_away_its_last_copies_are_served_for_a_while() {
    let (mut store, mut city) = usual().await;
    let mut bucket = store.bucket(&city.config.data.join("secrets"));
    bucket["away_seconds"] = json!(200);
    city.config.upstream = read(json!({"kind": "files", "bucket": bucket}));
    city.config.upstream_limits.failures = 1_000;
    city.serve().await;
    city.released().await;
    store.stop();
    let away = status(&city, |status| !status["trouble"].is_null()).await;
    assert_eq!(away["trouble"]["detail"], "the store cannot be reached");
    assert_eq!(away["objects"][0]["is_served"], true, "{away}");
    assert_eq!(city.released().await["name"], "Aino");
    let staff = Member::come(&city, &["data-steward"]).await;
    let home = staff.page("/staff").await;
    for said in [
        "the last copies are used",
        "the store cannot be reached",
        "Last look",
    ] {
        assert!(home.contains(said), "{said}: {home}");
    }

    // Also after a start at which it is still away.
    city.restart().await;
    assert_eq!(city.released().await["name"], "Aino");
    let seen = status(&city, |status| !status["trouble"].is_null()).await["looked_at"].clone();
    assert_eq!(
        seen, away["objects"][0]["seen_at"],
        "it says how old they are"
    );

    city.clock.advance(Duration::from_secs(250));
    let response = city.ask().await;
    city.refused(response, 502, "source-unreachable").await;
    store.start_again();
    assert_eq!(city.released().await["name"], "Aino");
    let well = status(&city, |status| status["trouble"].is_null()).await;
    assert_eq!(well["objects"][0]["is_served"], true, "{well}");
}

#[tokio::test]
async fn another_bucket_is_not_served_from_the_copies_of_the_one_before() {
    let (store, mut city) = usual().await;
    city.serve().await;
    city.released().await;
    let before = copies(&city);
    city.stop().await;
    let mut bucket = store.bucket(&city.config.data.join("secrets"));
    bucket["prefix"] = json!("nothing/");
    city.config.upstream = read(json!({"kind": "files", "bucket": bucket}));
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 502, "source-unreachable").await;
    assert!(!before[0].exists(), "it is deleted");
    city.stop().await;
    city.config.upstream = read(json!({"kind": "store"}));
    city.config.routes[0].file = None;
    city.serve().await;
    assert!(!city.config.data.join("bucket-copies").exists());
}

#[tokio::test]
async fn who_is_not_let_in_is_told_why_and_services_are_not() {
    let (store, usual) = usual().await;
    let secrets = usual.config.data.join("secrets");
    std::fs::write(secrets.join("wrong"), "Zebra7731").unwrap();
    let wrong = json!({"file": secrets.join("wrong")});
    for (member, value, said) in [
        ("secret_key", &wrong, "the secret is not the access key's"),
        (
            "access_key",
            &wrong,
            "the store does not know the access key",
        ),
        (
            "name",
            &json!("other"),
            "the store has no bucket of this name",
        ),
    ] {
        let mut bucket = store.bucket(&secrets);
        bucket[member] = value.clone();
        let mut city = prepared(bucket, csv(NAME)).await;
        city.serve().await;
        let response = city.ask().await;
        city.refused(response, 502, "source-error").await;
        let status = status(&city, |status| !status["trouble"].is_null()).await;
        assert_eq!(status["trouble"]["detail"], said, "{status}");
        assert!(!status.to_string().contains("Zebra7731"), "{status}");
        let found = connector::check(&city.config).await;
        let found: Vec<String> = found.into_iter().filter_map(Result::err).collect();
        assert!(found.iter().any(|one| one.contains(said)), "{found:?}");
    }
}

#[tokio::test]
async fn the_check_and_a_try_copy_what_they_need_and_leave_nothing() {
    let (store, city) = usual().await;
    let check = async || connector::check(&city.config).await;
    let found = check().await;
    let place = format!("s3://{BUCKET}/library/{NAME}");
    let said = format!("`{place}` can be read, and finds people under 2 identifiers");
    assert!(found.contains(&Ok(said)), "{found:?}");
    let person = [("library_card".to_owned(), "2900-17".to_owned())];
    let samples = rehearsal::sample(&city.config, &person).await.unwrap();
    let seen = samples[0].found.as_ref().unwrap();
    assert!(seen.iter().any(|one| one.path == "email"), "{seen:?}");
    assert!(!city.config.data.join("bucket-copies").exists());

    store.put(&format!("library/{NAME}"), "number,name\n2900-17,Aino\n");
    let found = check().await;
    let wrong = |part: &str| {
        let mut wrong = found.iter().filter_map(|one| one.as_ref().err());
        wrong.any(|one| one.contains(&place) && one.contains(part))
    };
    assert!(wrong("there is no column"), "{found:?}");
    store.delete(&format!("library/{NAME}"));
    let found = check().await;
    let wrong = found.iter().filter_map(|one| one.as_ref().err());
    let wrong: Vec<&String> = wrong.collect();
    assert!(wrong[0].contains("there is no such object"), "{wrong:?}");
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_start() {
    let (store, usual) = usual().await;
    let secrets = usual.config.data.join("secrets");
    for (upstream, said) in [
        (json!({"kind": "files"}), "in a `folder` or in a `bucket`"),
        (
            json!({"kind": "files", "folder": "x", "bucket": store.bucket(&secrets)}),
            "in a `folder` or in a `bucket`",
        ),
        (
            json!({"kind": "files", "bucket": {"name": BUCKET, "endpoint": store.url, "style": "virtual-host"}}),
            "has no address",
        ),
        (
            json!({"kind": "files", "bucket": {
                "name": BUCKET, "endpoint": store.url, "access_key": {"file": "none"}, "secret_key": {"file": "none"},
            }}),
            "cannot read the secret in `none`",
        ),
    ] {
        let mut config = usual.config.clone();
        config.upstream = read(upstream);
        let error = connector::Connector::start(config).await.unwrap_err();
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
}

#[tokio::test]
async fn a_draft_is_made_of_the_headers_in_a_bucket() {
    let (store, city) = usual().await;
    store.put(
        "library/loans.csv",
        &format!("card;due\n{}", "2900-17;x\n".repeat(50_000)),
    );
    store.put("library/notes.txt", "nothing");
    let mut bucket: BucketConfig = read(store.bucket(&city.config.data.join("secrets")));
    let text = draft::from_bucket(&bucket, None).await.unwrap();
    for part in [
        "name = \"exports\"",
        "prefix = \"library/\"",
        "name = \"loans.csv\"",
        "separator = \";\"",
        "secret_key = { file = ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains(&format!("name = \"{NAME}\"")), "{text}");
    assert!(!text.contains("notes"), "{text}");
    let one = draft::from_bucket(&bucket, Some("loans.csv"))
        .await
        .unwrap();
    assert!(!one.contains("Aino") && !one.contains("rons"), "{one}");

    // A draft is a configuration, as it stands.
    let mut file: toml::Table = toml::from_str(&one).unwrap();
    let config: connector::Config = file.remove("connector").unwrap().try_into().unwrap();
    let found = connector::check(&config).await;
    let said = "`s3://exports/library/loans.csv` can be read";
    let is_said = |one: &Result<String, String>| one.as_ref().is_ok_and(|one| one.contains(said));
    assert!(found.iter().any(is_said), "{found:?}");
    bucket.name = "other".to_owned();
    let error = draft::from_bucket(&bucket, None).await.unwrap_err();
    assert_eq!(error.to_string(), "the store has no bucket of this name");
}
