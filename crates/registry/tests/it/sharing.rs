//! Operators that share connectors, and connectors that say of themselves what a test wants.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::routing::get;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::peer::Peer;

/// How long a test waits for what happens within a second or two.
const PATIENCE: Duration = Duration::from_secs(30);

/// A party that answers with documents of a test's.
pub(crate) struct Party {
    pub(crate) url: String,
    pub(crate) uuid: String,
    said: Arc<Said>,
    task: tokio::task::JoinHandle<()>,
}

struct Said {
    metadata: Mutex<Value>,
    datasets: Mutex<String>,
    is_silent: AtomicBool,
    asked: AtomicUsize,
}

async fn metadata(State(said): State<Arc<Said>>) -> axum::response::Response {
    said.asked.fetch_add(1, Ordering::SeqCst);
    if said.is_silent.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    axum::Json(said.metadata.lock().unwrap().clone()).into_response()
}

async fn datasets(State(said): State<Arc<Said>>) -> axum::response::Response {
    let text = said.datasets.lock().unwrap().clone();
    ([("content-type", "application/json")], text).into_response()
}

impl Party {
    async fn start(describe: impl FnOnce(&str, &str) -> (Value, Value)) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let uuid = uuid::Uuid::new_v4().hyphenated().to_string();
        let (description, offered) = describe(&url, &uuid);
        let said = Arc::new(Said {
            metadata: Mutex::new(description),
            datasets: Mutex::new(offered.to_string()),
            is_silent: AtomicBool::new(false),
            asked: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/.well-known/mydataoperator-config", get(metadata))
            .route("/.well-known/connector-config", get(metadata))
            .route("/datasets", get(datasets))
            .with_state(Arc::clone(&said));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            uuid,
            said,
            task,
        }
    }

    /// An operator that shares nothing yet.
    pub(crate) async fn operator(name: &str) -> Self {
        let describe = |url: &str, uuid: &str| {
            let metadata = json!({
                "operator_uuid": uuid, "name": name, "vendor": "Somebody", "operator_base_url": url,
                "operator_key": {"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
                "introspection_url": "/introspection", "api_guide": format!("{url}/api"),
            });
            (metadata, Value::Null)
        };
        Self::start(describe).await
    }

    /// A connector in front of a library.
    pub(crate) async fn connector(name: &str, place: (&str, &str)) -> Self {
        let describe = |url: &str, uuid: &str| {
            let metadata = json!({
                "connector_uuid": uuid, "name": name, "description": "Loans and fees", "connector_base_url": url,
                "datasets_url": format!("{url}/datasets"), "place": {"name": place.0, "country": place.1},
                "contact": {"email": "library@city.example"},
            });
            (metadata, json!([dataset(uuid, "loans")]))
        };
        Self::start(describe).await
    }

    /// The operator shares these, and no others, in a group, and keeps these to its own services.
    pub(crate) fn share(&self, group: &str, shared: &[&Self], restricted: &[&Self]) {
        let named = |parties: &[&Self]| -> Vec<Value> {
            let named = parties.iter();
            named
                .map(|one| json!({"connector_base_url": one.url}))
                .collect()
        };
        self.change(|metadata| {
            metadata["shared_connectors"] =
                json!([{"trust_group_uuid": group, "connectors": named(shared)}]);
            metadata["restricted_connectors"] = json!(named(restricted));
        });
    }

    /// It says something else of itself.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Value)) {
        change(&mut self.said.metadata.lock().unwrap());
    }

    /// It offers something else.
    pub(crate) fn offer(&self, datasets: impl Into<String>) {
        *self.said.datasets.lock().unwrap() = datasets.into();
    }

    /// Whether it answers with an error.
    pub(crate) fn silence(&self, is_silent: bool) {
        self.said.is_silent.store(is_silent, Ordering::SeqCst);
    }

    /// How often it was asked who it is.
    pub(crate) fn asked(&self) -> usize {
        self.said.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Party {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A dataset of a connector.
pub(crate) fn dataset(connector: &str, name: &str) -> Value {
    json!({
        "id": format!("urn:fiducia:dataset:{connector}:{name}"), "source": "library", "entity_type": "LibraryPatron",
        "title": {"en": "Loans", "fi": "Lainat"}, "description": {"en": "What you <borrow>"},
        "attributes": [
            {"path": "email", "title": {"en": "E-mail", "fi": "Sähköposti"},
             "category": "https://w3id.org/dpv/pd#EmailAddress"},
            {"path": "loans.title", "title": {"en": "Books"}, "category": "https://w3id.org/dpv/pd#Interest"},
        ],
    })
}

/// A registry that reads the sources each second, and finds those that say nothing for so many seconds.
pub(crate) async fn registry(away_seconds: u32) -> Peer {
    Peer::start_with(TempDir::new().unwrap(), |config| {
        config.limits.harvest_every_seconds = 1;
        config.limits.source_away_seconds = away_seconds;
    })
    .await
}

/// A new group with these members.
pub(crate) async fn group(registry: &Peer, name: &str, members: &[&Party]) -> String {
    let group = registry.admin("groups", json!({"name": name})).await;
    let uuid = group["trust_group_uuid"].as_str().unwrap().to_owned();
    for member in members {
        let member = json!({"operator_base_url": member.url, "activate": true});
        registry
            .admin(&format!("groups/{uuid}/members"), member)
            .await;
    }
    uuid
}

/// What is found.
pub(crate) async fn search(registry: &Peer, query: &str) -> Vec<Value> {
    let answer = registry.get(&format!("/api/v1/sources?{query}")).await;
    assert_eq!(answer.status(), StatusCode::OK, "{query}");
    let mut found: Value = answer.json().await.unwrap();
    match found["datasets"].take() {
        Value::Array(datasets) => datasets,
        other => panic!("{other}"),
    }
}

/// Waits until something is so.
pub(crate) async fn wait_until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until so many datasets are found.
pub(crate) async fn wait_for(registry: &Peer, query: &str, count: usize) {
    wait_until(&format!("{count} of `{query}`"), async || {
        search(registry, query).await.len() == count
    })
    .await;
}

/// What the administrator reads of a connector.
pub(crate) async fn reading(registry: &Peer, of: &Party) -> Value {
    let answer = registry
        .send(
            reqwest::Method::GET,
            "/api/v1/admin/sources",
            &json!({}),
            true,
        )
        .await;
    let all: Value = answer.json().await.unwrap();
    let sources = all["sources"].as_array().unwrap().clone().into_iter();
    let mut ours = sources.filter(|one| one["connector_base_url"] == of.url.as_str());
    ours.next().unwrap_or_default()
}
