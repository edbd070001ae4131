//! `fiducia connector --open`: a broker with nothing else configured.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};

/// A broker that ends with the test.
pub(crate) struct Broker {
    process: Child,
    /// Of its API.
    pub(crate) url: String,
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn start(file: &Path) -> Broker {
    start_with(file, &[])
}

fn start_with(file: &Path, options: &[&str]) -> Broker {
    start_at("127.0.0.1:0", file, options)
}

/// Starts one that listens at this address.
pub(crate) fn start_at(address: &str, file: &Path, options: &[&str]) -> Broker {
    let mut process = Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args(["connector", "--open", "--json", "--listen", address])
        .arg("--data")
        .arg(file)
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let url = ready["ready"]["url"].as_str().unwrap().to_owned();
    Broker { process, url }
}

#[tokio::test]
async fn an_open_broker_keeps_entities_beyond_its_end() {
    web::install_crypto_provider();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.db");
    let entity = json!({"id": "urn:x:1", "type": "Car", "speed": {"type": "Property", "value": 5}});
    let client = reqwest::Client::new();
    let broker = start(&file);
    let made = client
        .post(format!("{}/entities", broker.url))
        .header("content-type", "application/json")
        .body(entity.to_string());
    assert_eq!(made.send().await.unwrap().status(), 201);
    drop(broker);
    let broker = start(&file);
    let read = client
        .get(format!("{}/entities/urn:x:1", broker.url))
        .send()
        .await
        .unwrap();
    let body: Value = serde_json::from_slice(&read.bytes().await.unwrap()).unwrap();
    assert_eq!(body, entity);
}

#[tokio::test]
async fn an_open_broker_cuts_the_past_where_it_is_told_to() {
    web::install_crypto_provider();
    let folder = tempfile::tempdir().unwrap();
    let broker = start_with(
        &folder.path().join("city.db"),
        &["--max-instances", "2", "--history-days", "1"],
    );
    let speed = |value: u8| {
        let at = format!("2026-01-01T00:00:0{value}Z");
        json!({"type": "Property", "value": value, "observedAt": at})
    };
    let past = json!({"id": "urn:x:1", "type": "Car", "speed": [speed(1), speed(2), speed(3)]});
    let client = reqwest::Client::new();
    let url = format!("{}/temporal/entities", broker.url);
    let told = client
        .post(&url)
        .header("content-type", "application/json")
        .body(past.to_string());
    assert_eq!(told.send().await.unwrap().status(), 201);
    let read = client.get(format!("{url}/urn:x:1")).send().await.unwrap();
    assert_eq!(read.status(), 206);
    assert_eq!(
        read.headers()["content-range"],
        "date-time 2026-01-01T00:00:01.000000Z-2026-01-01T00:00:02.000000Z/*"
    );
}

#[test]
fn an_open_broker_keeps_what_was_for_a_day_at_least() {
    let refused = Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args(["connector", "--open", "--history-days", "0"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("--history-days"), "{said}");
}

/// Hears notifications at the address that it gives.
pub(crate) async fn hears(mut hear: impl FnMut(Value) + Clone + Send + Sync + 'static) -> String {
    let hear = move |body: String| {
        hear(serde_json::from_str(&body).unwrap());
        std::future::ready(())
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(hear));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Entities that somebody was told of, by id; and where they are told.
async fn listener() -> (Arc<Mutex<BTreeSet<String>>>, String) {
    let told: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let heard = Arc::clone(&told);
    let url = hears(move |notification| {
        let mut heard = heard.lock().unwrap();
        for entity in notification["data"].as_array().unwrap() {
            heard.insert(entity["id"].as_str().unwrap().to_owned());
        }
    });
    (told, url.await)
}

/// Makes cars until the broker is gone; gives those that it has taken.
async fn make_cars(client: reqwest::Client, url: String, writer: String) -> Vec<String> {
    let mut taken = Vec::new();
    loop {
        let id = format!("urn:x:{writer}:{}", taken.len());
        let car = json!({"id": id, "type": "Car", "speed": 5}).to_string();
        let request = client.post(format!("{url}/entities"));
        let request = request.header("content-type", "application/json").body(car);
        match request.send().await {
            Ok(answer) => assert_eq!(answer.status(), 201),
            Err(_) => return taken,
        }
        taken.push(id);
    }
}

#[tokio::test]
async fn what_an_open_broker_has_taken_is_told_though_it_was_killed() {
    const KILLS: u64 = 6;
    const WRITERS: usize = 8;
    web::install_crypto_provider();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("city.db");
    let client = reqwest::Client::new();
    let (told, uri) = listener().await;
    let mut broker = start(&file);
    let subscription = json!({
        "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": uri}},
    });
    let subscribed = client.post(format!("{}/subscriptions", broker.url));
    let subscribed = subscribed.header("content-type", "application/json");
    let subscribed = subscribed.body(subscription.to_string()).send().await;
    assert_eq!(subscribed.unwrap().status(), 201);
    let mut taken = BTreeSet::new();
    for kill in 0..KILLS {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let writer = format!("{kill}:{writer}");
                tokio::spawn(make_cars(client.clone(), broker.url.clone(), writer))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(100 + 23 * kill)).await;
        drop(broker);
        for writer in writers {
            taken.extend(writer.await.unwrap());
        }
        broker = start(&file);
    }
    assert!(taken.len() > WRITERS, "{}", taken.len());
    let mut missing = taken.clone();
    for _ in 0..400 {
        missing = &taken - &told.lock().unwrap();
        if missing.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!(
        "{} of {} were not told of: {missing:?}",
        missing.len(),
        taken.len()
    );
}

#[test]
fn a_database_elsewhere_needs_a_key_that_stays() {
    let refused = Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args(["connector", "--open", "--listen", "127.0.0.1:0"])
        .args(["--data", "postgres://127.0.0.1:9/city"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--master-key-file"));
}

#[test]
fn an_open_broker_beyond_loopback_needs_a_token() {
    let refused = Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args(["connector", "--open", "--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(said.matches("needs credentials").count(), 1, "{said}");
}
