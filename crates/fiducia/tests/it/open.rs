//! `fiducia connector --open`: a broker with nothing else configured.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A broker that ends with the test.
struct Broker {
    process: Child,
    url: String,
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
    let mut process = Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args([
            "connector",
            "--open",
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ])
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
    let broker = start_with(&folder.path().join("city.db"), &["--max-instances", "2"]);
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
