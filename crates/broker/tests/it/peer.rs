//! A broker on a free port, and a client for it.

use std::path::PathBuf;
use std::sync::Arc;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};

/// Where error types have their names.
pub(crate) const ERRORS: &str = "https://uri.etsi.org/ngsi-ld/errors/";

/// A broker with a database of its own.
pub(crate) struct Peer {
    pub(crate) url: String,
    client: Client,
    running: broker::Running,
    folder: tempfile::TempDir,
    key: Arc<MasterKey>,
    config: broker::OpenConfig,
}

/// A broker that has ended.
pub(crate) struct Stopped {
    folder: tempfile::TempDir,
    key: Arc<MasterKey>,
    config: broker::OpenConfig,
}

impl Stopped {
    /// Starts it again over the same database.
    pub(crate) async fn start(self) -> Peer {
        Peer::over(self.folder, self.key, self.config, Vec::new()).await
    }
}

/// What came back.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answered {
    /// Whether it is this problem.
    pub(crate) fn is_problem(&self, status: u16, name: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(
            self.body["type"],
            format!("{ERRORS}{name}"),
            "{}",
            self.body
        );
        assert!(self.body["title"].is_string() && self.body["detail"].is_string());
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

impl Peer {
    pub(crate) async fn start() -> Self {
        Self::with(broker::OpenConfig::default()).await
    }

    pub(crate) async fn with(config: broker::OpenConfig) -> Self {
        Self::made(config, Vec::new()).await
    }

    /// One that trusts these authorities besides the system's.
    pub(crate) async fn trusting(roots: Vec<PathBuf>) -> Self {
        Self::made(broker::OpenConfig::default(), roots).await
    }

    async fn made(config: broker::OpenConfig, roots: Vec<PathBuf>) -> Self {
        web::install_crypto_provider();
        let folder = tempfile::tempdir().unwrap();
        let key = Arc::new(MasterKey::generate());
        Self::over(folder, key, config, roots).await
    }

    async fn over(
        folder: tempfile::TempDir,
        key: Arc<MasterKey>,
        config: broker::OpenConfig,
        roots: Vec<PathBuf>,
    ) -> Self {
        let file = folder.path().join("broker.db").display().to_string();
        let database = Database::open(&file, Schema::Connector, Some(Vault::new(&key)))
            .await
            .unwrap();
        let server = config.bind().await.unwrap();
        let mut settings = config.broker(&server);
        settings.fetch.extra_roots = roots;
        let running = broker::Broker::new(database, settings)
            .unwrap()
            .serve(server);
        Self {
            url: format!("{}/ngsi-ld/v1", running.url),
            client: Client::new(),
            running,
            folder,
            key,
            config,
        }
    }

    /// Ends it.
    pub(crate) async fn stop(self) -> Stopped {
        self.running.shutdown().await;
        Stopped {
            folder: self.folder,
            key: self.key,
            config: self.config,
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.client.request(method, format!("{}/{path}", self.url))
    }

    /// Sends a request whose body is JSON-LD when it has an `@context`, JSON otherwise.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> Answered {
        let has_context = body.get("@context").is_some()
            || body.get(0).is_some_and(|one| one.get("@context").is_some());
        let media = if has_context {
            "application/ld+json"
        } else {
            "application/json"
        };
        let request = self
            .request(method, path)
            .header("content-type", media)
            .body(body.to_string());
        answered(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        answered(self.request("GET", path).send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answered {
        answered(self.request("DELETE", path).send().await.unwrap()).await
    }
}

pub(crate) async fn answered(response: Response) -> Answered {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    let body = if bytes.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&bytes).unwrap()
    };
    Answered {
        status,
        headers,
        body,
    }
}
