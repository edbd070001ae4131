//! What was acknowledged is there after a restart; what is configured wrongly does not start.
use operator::{Config, Operator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, http};

#[tokio::test]
async fn everything_acknowledged_is_there_after_a_restart() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&["birthDate"]).await;
    let uuid = city.operator.operator().uuid().clone();
    let url = city.operator.url().to_owned();
    let (folder, token) = (city.folder, city.person.token.clone());
    city.operator.shutdown();
    city.operator.joined().await.unwrap();
    let mut config = Config::development("Helsinki", folder.path().join("operator"));
    let moved = Operator::start(config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(moved.contains("keep the base url"), "{moved}");
    url.strip_prefix("http://")
        .unwrap()
        .clone_into(&mut config.listen);
    let again = Operator::start(config).await.unwrap();
    assert_eq!(*again.operator().uuid(), uuid);
    let shown = http()
        .request(
            Method::GET,
            format!("{}/api/v1/me/permissions/{arrangement}", again.url()),
        )
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    let shown: Value = shown.json().await.unwrap();
    assert_eq!(
        (&shown["state"], &shown["version"]),
        (&json!("granted"), &json!(2))
    );
    again.shutdown();
    again.joined().await.unwrap();
}

#[tokio::test]
async fn two_processes_on_one_database_are_one_operator() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let mut config = Config::development("Helsinki", city.folder.path().join("operator"));
    config.base_url = Some(city.operator.url().to_owned());
    let other = Operator::start_with_listener_elsewhere(config).await;
    let withdraw = http()
        .post(format!(
            "{}/api/v1/me/permissions/{arrangement}/withdraw",
            other.1
        ))
        .bearer_auth(&city.person.token)
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(withdraw.status(), 200);
    assert_eq!(
        city.introspect(&ticket).await["reason"],
        "the permission was withdrawn",
        "for the next request, at every process"
    );
    other.0.shutdown();
    other.0.joined().await.unwrap();
    city.end().await;
}

/// Starts a second process's operator on an address of its own, under the same public name.
trait Elsewhere {
    async fn start_with_listener_elsewhere(config: Config) -> (operator::Running, String);
}

impl Elsewhere for Operator {
    async fn start_with_listener_elsewhere(mut config: Config) -> (operator::Running, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        config.listen = address.to_string();
        (
            Operator::start(config).await.unwrap(),
            format!("http://{address}"),
        )
    }
}

#[tokio::test]
async fn production_starts_with_https_and_a_master_key_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::development("Helsinki", folder.path());
    config.development = false;
    let refused = Operator::open(config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("base_url"), "{refused}");
    config.base_url = Some("https://operator.example".to_owned());
    let refused = Operator::open(config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("master.key` does not exist"), "{refused}");
    std::fs::write(folder.path().join("master.key"), "ab".repeat(32)).unwrap();
    let refused = Operator::open(config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("chmod 600"), "{refused}");
    let permissions: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(folder.path().join("master.key"), permissions).unwrap();
    Operator::open(config.clone()).await.unwrap();
    config.uuid = Some("5e00c14239024fe1b8175713ae1f77cb".parse().unwrap());
    let refused = Operator::open(config).await.unwrap_err().to_string();
    assert!(
        refused.contains("but the database is operator"),
        "{refused}"
    );
}
