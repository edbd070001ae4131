//! The accept loop of a party: HTTP/1.1 and HTTP/2 on hyper, with TLS, limits and an orderly end.
//!
//! `axum::serve` sets no limit on how long a client may take to send its headers; here every phase of a
//! connection has one.

mod config;
mod connection;
mod enter;
mod stall;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::config::{ServerConfig, TlsConfig};
pub use self::enter::{Client, RequestId};
pub use self::tls::Certificates;
use crate::Error;

/// Connections waiting to be accepted: as many as Linux keeps by default (`net.core.somaxconn` since 5.4 is 4096).
const BACKLOG: u32 = 4096;

/// How long to wait before accepting again when the process has run out of file descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A bound listening socket with its limits and certificates, ready to serve.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What all connections of a server share, on whichever thread they run.
struct Shared {
    config: ServerConfig,
    certificates: Option<Arc<Certificates>>,
    slots: Arc<Semaphore>,
}

impl Server {
    /// Listens on the configured address and reads the certificates, if any. Certificate files that change later
    /// are taken up without restart. Port 0 takes a free port; see [`Server::address`].
    pub async fn bind(config: ServerConfig) -> Result<Self, Error> {
        let listen = |source| Error::Listen {
            address: config.listen.clone(),
            source,
        };
        let addresses: Vec<SocketAddr> = tokio::net::lookup_host(&config.listen)
            .await
            .map_err(listen)?
            .collect();
        let mut outcome = Err(listen(std::io::ErrorKind::AddrNotAvailable.into()));
        for address in addresses {
            outcome = listen_on(address).map_err(listen);
            if outcome.is_ok() {
                break;
            }
        }
        let listener = outcome?;
        let address = listener.local_addr().map_err(listen)?;
        let certificates = match &config.tls {
            Some(tls) => Some(Certificates::load(tls)?),
            None => None,
        };
        let slots = Arc::new(Semaphore::new(config.max_connections));
        Ok(Self {
            listener,
            address,
            shared: Arc::new(Shared {
                config,
                certificates,
                slots,
            }),
        })
    }

    /// Another handle on the same socket, for another thread's runtime. All share one limit of connections.
    pub fn try_clone(&self) -> Result<Self, Error> {
        let listener = self.listener.try_clone().map_err(|source| Error::Listen {
            address: self.address.to_string(),
            source,
        })?;
        Ok(Self {
            listener,
            address: self.address,
            shared: Arc::clone(&self.shared),
        })
    }

    /// The address listened on, with the port that was taken if 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether this server speaks TLS itself.
    pub fn is_tls(&self) -> bool {
        self.shared.certificates.is_some()
    }

    /// `https://127.0.0.1:4711`: the server's own address as a URL, for when no public base URL is configured.
    pub fn url(&self) -> String {
        let scheme = if self.is_tls() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The certificates in use, if the server speaks TLS itself.
    pub fn certificates(&self) -> Option<&Arc<Certificates>> {
        self.shared.certificates.as_ref()
    }

    /// The configuration the server was bound with.
    pub fn config(&self) -> &ServerConfig {
        &self.shared.config
    }

    /// Serves an axum router until `stop` is cancelled; then accepts nothing more, lets requests in flight finish
    /// within `drain_ms`, and returns.
    pub async fn serve_router(
        self,
        router: axum::Router,
        stop: CancellationToken,
    ) -> Result<(), Error> {
        self.serve(hyper_util::service::TowerToHyperService::new(router), stop)
            .await
    }

    /// As [`Server::serve_router`], for any hyper service.
    pub async fn serve<S, B>(self, service: S, stop: CancellationToken) -> Result<(), Error>
    where
        S: hyper::service::Service<Request<Incoming>, Response = Response<B>>
            + Clone
            + Send
            + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let shared = Arc::clone(&self.shared);
        let listener = self.into_tokio()?;
        let (tasks, cut) = (TaskTracker::new(), CancellationToken::new());
        while let Some(accepted) = accept(&listener, &shared.slots, &stop).await {
            let executor = hyper_util::rt::TokioExecutor::new();
            let shared = Arc::clone(&shared);
            let connection =
                connection::drive(accepted, shared, service.clone(), executor, stop.clone());
            tasks.spawn(cut.clone().run_until_cancelled_owned(connection));
        }
        drain(listener, tasks, cut, &shared.config).await;
        Ok(())
    }

    /// As [`Server::serve`], for a service that stays on one thread: call it inside a
    /// [`LocalSet`](tokio::task::LocalSet). Several threads serve one socket through [`Server::try_clone`].
    pub async fn serve_local<S, B>(self, service: S, stop: CancellationToken) -> Result<(), Error>
    where
        S: hyper::service::Service<Request<Incoming>, Response = Response<B>> + Clone + 'static,
        S::Future: 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + 'static,
        B::Error: Into<BoxError>,
    {
        let shared = Arc::clone(&self.shared);
        let listener = self.into_tokio()?;
        let (tasks, cut) = (TaskTracker::new(), CancellationToken::new());
        while let Some(accepted) = accept(&listener, &shared.slots, &stop).await {
            let shared = Arc::clone(&shared);
            let connection = connection::drive(
                accepted,
                shared,
                service.clone(),
                LocalExecutor,
                stop.clone(),
            );
            tasks.spawn_local(cut.clone().run_until_cancelled_owned(connection));
        }
        drain(listener, tasks, cut, &shared.config).await;
        Ok(())
    }

    fn into_tokio(self) -> Result<TcpListener, Error> {
        let address = self.address;
        TcpListener::from_std(self.listener).map_err(|source| Error::Listen {
            address: address.to_string(),
            source,
        })
    }
}

fn listen_on(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A restarted party takes its port back while connections of its predecessor are in TIME_WAIT.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// An accepted connection and the slot it occupies.
struct Accepted {
    stream: tokio::net::TcpStream,
    peer: SocketAddr,
    slot: OwnedSemaphorePermit,
}

/// The next connection, or `None` when the server is to stop. While every slot is taken nothing is accepted:
/// the kernel's queue is the waiting room.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Option<Accepted> {
    loop {
        let next = async {
            let slot = Arc::clone(slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            biased;
            () = stop.cancelled() => return None,
            next = next => next,
        };
        // The semaphore is never closed; if it were, nothing could be served any more.
        let slot = slot.ok()?;
        match accepted {
            Ok((stream, peer)) => return Some(Accepted { stream, peer, slot }),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                drop(slot);
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Lets requests in flight finish, then cuts what is left.
async fn drain(
    listener: TcpListener,
    tasks: TaskTracker,
    cut: CancellationToken,
    config: &ServerConfig,
) {
    drop(listener);
    tasks.close();
    let deadline = Duration::from_millis(config.drain_ms);
    if tokio::time::timeout(deadline, tasks.wait()).await.is_err() {
        let connections = tasks.len();
        tracing::warn!(
            connections,
            "connections still open at the end of the drain time are cut"
        );
        cut.cancel();
        tasks.wait().await;
    }
}

/// Runs the tasks of HTTP/2 connections on the current thread.
#[derive(Clone, Copy)]
struct LocalExecutor;

impl<F> hyper::rt::Executor<F> for LocalExecutor
where
    F: Future + 'static,
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        tokio::task::spawn_local(future);
    }
}
