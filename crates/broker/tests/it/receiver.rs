//! A server that keeps what it is sent.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::sync::{Mutex, mpsc};

/// Longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was sent.
pub(crate) struct Told {
    headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl Told {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A receiver on a free port.
pub(crate) struct Receiver {
    pub(crate) url: String,
    told: Mutex<mpsc::UnboundedReceiver<Told>>,
    status: Arc<AtomicU16>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::on(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    /// One that listens there.
    pub(crate) fn on(listener: tokio::net::TcpListener) -> Self {
        let (sender, told) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let says = Arc::clone(&status);
        let router = Router::new().fallback(move |request: Request| {
            let (sender, says) = (sender.clone(), Arc::clone(&says));
            async move { received(request, &sender, &says).await }
        });
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            told: Mutex::new(told),
            status,
        }
    }

    /// Answers with another status from now on.
    pub(crate) fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Whether nothing has come.
    pub(crate) async fn has_nothing(&self) -> bool {
        self.told.lock().await.try_recv().is_err()
    }

    /// What comes next.
    pub(crate) async fn next(&self) -> Told {
        tokio::time::timeout(PATIENCE, self.told.lock().await.recv())
            .await
            .unwrap()
            .unwrap()
    }

    /// Waits until something is so.
    pub(crate) async fn until<T, F: Future<Output = Option<T>>>(&self, look: impl Fn() -> F) -> T {
        tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap()
    }
}

async fn received(
    request: Request,
    sender: &mpsc::UnboundedSender<Told>,
    status: &AtomicU16,
) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let headers = parts.headers;
    sender.send(Told { headers, body }).ok();
    StatusCode::from_u16(status.load(Ordering::SeqCst))
        .unwrap()
        .into_response()
}

/// The address of a server that answers everything with the same text.
pub(crate) async fn page(text: &'static str) -> String {
    let router = Router::new().fallback(move || async move { text });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
