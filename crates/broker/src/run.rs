//! A broker on a listener of its own.

use std::net::IpAddr;
use std::sync::Arc;

use storage::Database;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use web::fetch::FetchConfig;
use web::network::Network;
use web::server::{Server, ServerConfig};

use crate::temporal::forget;
use crate::{Broker, Config, Credentials};

/// The store as a plain NGSI-LD broker, without tickets, for an organisation's own back office.
#[derive(Clone, Debug)]
pub struct OpenConfig {
    /// Address and port to listen on; loopback unless set otherwise.
    pub listen: String,
    /// Who may use it. Needed when the address is not loopback.
    pub credentials: Vec<Credentials>,
    /// Private networks that contexts, notifications and context sources may lie in. A listener on loopback may reach
    /// loopback too.
    pub allowed_networks: Vec<Network>,
    /// Whether changes of entities are remembered, for queries of their temporal evolution.
    pub history: bool,
    /// Days for which it is remembered what was, after something else took its place.
    pub history_days: u32,
    /// Instances of attributes in one answer of a temporal query at most.
    pub max_instances: usize,
}

impl Default for OpenConfig {
    fn default() -> Self {
        let Config {
            credentials,
            history,
            history_days,
            max_instances,
            ..
        } = Config::default();
        Self {
            listen: "127.0.0.1:0".into(),
            credentials,
            allowed_networks: Vec::new(),
            history,
            history_days,
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

impl OpenConfig {
    /// Takes the address.
    ///
    /// # Errors
    /// When it cannot be listened on, or is not loopback and no credentials are set.
    pub async fn bind(&self) -> Result<Server, web::Error> {
        let server = Server::bind(ServerConfig {
            listen: self.listen.clone(),
            max_body_bytes: crate::MAX_BODY,
            ..ServerConfig::default()
        })
        .await?;
        if !is_loopback(server.address().ip()) && self.credentials.is_empty() {
            return Err(web::Error::Listen {
                address: self.listen.clone(),
                source: std::io::Error::other(
                    "an open broker that is not on loopback needs credentials",
                ),
            });
        }
        Ok(server)
    }

    /// The settings of the broker that is reached at this address.
    pub fn broker(&self, server: &Server) -> Config {
        Config {
            base_url: server.url(),
            fetch: FetchConfig {
                development: is_loopback(server.address().ip()),
                allow_networks: self.allowed_networks.clone(),
                ..FetchConfig::default()
            },
            credentials: self.credentials.clone(),
            history: self.history,
            history_days: self.history_days,
            max_instances: self.max_instances,
        }
    }
}

/// Starts a broker over a connector's database.
///
/// # Errors
/// As [`OpenConfig::bind`] and [`Broker::new`].
pub async fn start(database: Database, config: OpenConfig) -> Result<Running, web::Error> {
    let server = config.bind().await?;
    let broker = Broker::new(database, config.broker(&server))?;
    Ok(broker.serve(server))
}

impl Broker {
    /// Answers what comes to this address.
    pub fn serve(self: Arc<Self>, server: Server) -> Running {
        let url = server.url();
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let task = tokio::spawn(async move {
            let forgetting = tokio::spawn(forget::run(Arc::clone(&self), stopped.clone()));
            let router = Arc::clone(&self).routed();
            if let Err(error) = server.serve_router(router, stopped).await {
                tracing::error!(%error, "the open broker has stopped");
            }
            forgetting.await.ok();
            self.notifications.settled().await;
            self.notifications.stop().await;
        });
        Running { url, stop, task }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
