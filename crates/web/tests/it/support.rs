//! Servers and raw clients for the tests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use web::page::Brand;
use web::{CancellationToken, Error, Frame, Server, ServerConfig};

/// Longer than anything here takes; only a failing test waits for it.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(SOON, future)
        .await
        .expect("it should have happened by now")
}

/// A server that stops when dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) stop: CancellationToken,
    pub(crate) task: JoinHandle<Result<(), Error>>,
}

impl Running {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes on a connection of their own and reads until the server closes it.
    pub(crate) async fn exchange(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_ref()).await.unwrap();
        read_all(&mut stream).await
    }

    /// GETs a path with these header lines (each ending in `\r\n`).
    pub(crate) async fn get(&self, path: &str, headers: &str) -> Answer {
        let text =
            format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n");
        Answer::parse(&self.exchange(text).await)
    }

    pub(crate) async fn post(&self, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        Answer::parse(&self.exchange(text).await)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(crate) async fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset after the answer is an end too.
    let _ = soon(stream.read_to_end(&mut bytes)).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

pub(crate) async fn serve(config: ServerConfig, router: Router) -> Running {
    let server = Server::bind(config).await.unwrap();
    let stop = CancellationToken::new();
    let address = server.address();
    let task = tokio::spawn(server.serve_router(router, stop.clone()));
    Running {
        address,
        stop,
        task,
    }
}

/// Serves the router within the frame that parties use.
pub(crate) async fn serve_framed(config: ServerConfig, router: Router) -> Running {
    let frame = frame("http://op.example", &config);
    serve(
        config,
        frame.around(router.merge(web::page::router(&frame))),
    )
    .await
}

pub(crate) fn frame(base_url: &str, config: &ServerConfig) -> Arc<Frame> {
    Frame::new(
        base_url,
        Brand {
            city: "Testville".into(),
            name: "My data".into(),
            ..Brand::default()
        },
        config,
    )
}

/// A database of its own in a directory that lives as long.
pub(crate) async fn database() -> (Database, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("party.sqlite");
    let vault = Vault::new(&MasterKey::generate());
    let database = Database::open(file.to_str().unwrap(), Schema::Operator, Some(vault))
        .await
        .unwrap();
    (database, directory)
}

/// A certificate for `localhost` and its key, PEM, both signed by itself.
pub(crate) fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into(), "peer.example".into()])
        .unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}
