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
