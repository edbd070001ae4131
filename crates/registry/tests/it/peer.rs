//! A registry under test, and an operator that knows only the 2021 text.

use std::path::Path;

use registry::{Config, Registry, Running};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) struct Peer {
    pub(crate) running: Option<Running>,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    client: reqwest::Client,
}

impl Peer {
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        Self::start_in(folder).await
    }

    async fn start_in(folder: TempDir) -> Self {
        Self::start_with(folder, |_| {}).await
    }

    /// With other settings.
    pub(crate) async fn start_with(folder: TempDir, set: impl FnOnce(&mut Config)) -> Self {
        web::install_crypto_provider();
        let mut config = Config::development("Nordic trust", folder.path());
        set(&mut config);
        let running = Registry::start(config).await.unwrap();
        let url = running.url.clone();
        Self {
            running: Some(running),
            url,
            folder,
            client: reqwest::Client::new(),
        }
    }

    /// Stops and starts again on the same data.
    pub(crate) async fn restart(mut self) -> Self {
        self.running.take().unwrap().shutdown().await;
        let Self { folder, .. } = self;
        Self::start_in(folder).await
    }

    fn token(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("admin.token")).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.url))
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        authorised: bool,
    ) -> Response {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .json(body);
        if authorised {
            request = request.bearer_auth(Self::token(self.folder.path()));
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn admin(&self, path: &str, body: Value) -> Value {
        let response = self
            .send(Method::POST, &format!("/api/v1/admin/{path}"), &body, true)
            .await;
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn refused(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let response = self
            .send(Method::POST, &format!("/api/v1/admin/{path}"), &body, true)
            .await;
        (response.status(), response.json().await.unwrap())
    }

    /// A group with one active member; the group's UUID and the operator.
    pub(crate) async fn group_with_member(&self) -> (String, Operator) {
        let group = self.admin("groups", json!({"name": "Cities"})).await;
        let uuid = group["trust_group_uuid"].as_str().unwrap().to_owned();
        let operator = Operator::start("Helsinki").await;
        let member = json!({"operator_base_url": operator.url, "activate": true});
        self.admin(&format!("groups/{uuid}/members"), member).await;
        (uuid, operator)
    }
}

/// An operator's metadata endpoint as §5.7 has it, nothing else.
pub(crate) struct Operator {
    pub(crate) url: String,
    pub(crate) uuid: String,
    /// The events it has been told.
    pub(crate) told: tokio::sync::mpsc::UnboundedReceiver<String>,
    task: tokio::task::JoinHandle<()>,
}

impl Operator {
    pub(crate) async fn start(name: &str) -> Self {
        Self::start_with(name, json!({})).await
    }

    /// With an `events_endpoint`, which the 2021 text does not have.
    pub(crate) async fn start_listening(name: &str) -> Self {
        Self::start_with(name, json!({"events_endpoint": "/events"})).await
    }

    async fn start_with(name: &str, added: Value) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let uuid = uuid::Uuid::new_v4().hyphenated().to_string();
        let mut metadata = json!({
            "operator_uuid": uuid, "name": name, "vendor": "Somebody", "operator_base_url": url,
            "operator_key": {"kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
            "introspection_url": "/introspection", "api_guide": format!("{url}/api"),
        });
        for (member, value) in added.as_object().unwrap() {
            metadata[member] = format!("{url}{}", value.as_str().unwrap()).into();
        }
        let (tell, told) = tokio::sync::mpsc::unbounded_channel();
        let app = axum::Router::new()
            .route(
                "/.well-known/mydataoperator-config",
                axum::routing::get(move || async move { axum::Json(metadata) }),
            )
            .route(
                "/events",
                axum::routing::post(move |event: String| async move {
                    tell.send(event).unwrap();
                    StatusCode::ACCEPTED
                }),
            );
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            url,
            uuid,
            told,
            task,
        }
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        self.task.abort();
    }
}
