//! A broker on a listener of its own.

use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use storage::Database;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use web::fetch::FetchConfig;
use web::network::Network;
use web::server::{Server, ServerConfig};

use crate::{Broker, Config, Credentials};

/// `[connector.open]`: the store as a plain NGSI-LD broker, without tickets, for an organisation's own back office.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenConfig {
    /// Address and port to listen on; loopback unless set otherwise.
    pub listen: String,
    /// Who may use it. Needed when the address is not loopback.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Credentials>,
    /// Private networks that contexts, notifications and context sources may lie in. A listener on loopback may reach
    /// loopback too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_networks: Vec<Network>,
    /// Whether changes of entities are remembered, for queries of their temporal evolution.
    pub history: bool,
    /// Instances of attributes in one answer of a temporal query at most.
    pub max_instances: usize,
}

impl Default for OpenConfig {
    fn default() -> Self {
        let Config {
            credentials,
            history,
            max_instances,
            ..
        } = Config::default();
        Self {
            listen: "127.0.0.1:0".into(),
            credentials,
            allowed_networks: Vec::new(),
            history,
            max_instances,
        }
    }
}

/// A broker that runs.
pub struct Running {
    /// Where it is reached.
    pub url: String,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Stops it: requests in flight finish. Notifications that have not arrived are sent after the next start.
    pub async fn shutdown(self) {
        self.stop.cancel();
        self.task.await.ok();
    }
}

/// Starts a broker over a connector's database.
///
/// # Errors
/// When the address cannot be listened on, or is not loopback and no credentials are set.
pub async fn start(database: Database, config: OpenConfig) -> Result<Running, web::Error> {
    let server = Server::bind(ServerConfig {
        listen: config.listen.clone(),
        max_body_bytes: crate::MAX_BODY,
        ..ServerConfig::default()
    })
    .await?;
    let is_loopback = is_loopback(server.address().ip());
    if !is_loopback && config.credentials.is_empty() {
        return Err(web::Error::Listen {
            address: config.listen,
            source: std::io::Error::other(
                "an open broker that is not on loopback needs credentials",
            ),
        });
    }
    let url = server.url();
    let broker = Broker::new(
        database,
        Config {
            base_url: url.clone(),
            fetch: FetchConfig {
                development: is_loopback,
                allow_networks: config.allowed_networks,
                ..FetchConfig::default()
            },
            credentials: config.credentials,
            history: config.history,
            max_instances: config.max_instances,
        },
    )?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let task = tokio::spawn(async move {
        let router = Arc::clone(&broker).routed();
        if let Err(error) = server.serve_router(router, stopped).await {
            tracing::error!(%error, "the open broker has stopped");
        }
        broker.notifications.settled().await;
        broker.notifications.stop().await;
    });
    Ok(Running { url, stop, task })
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
