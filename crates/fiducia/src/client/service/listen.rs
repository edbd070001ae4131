//! `fiducia service webhooks listen`: a small receiver, to try webhooks with. It does what a service has to do: verifies
//! each event under the operator's keys, and takes it once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use protocol::events::DeliveryError;
use protocol::ids::{ClientId, Issuer};
use protocol::jose::KeySet;
use protocol::service_event::{EventError, MEDIA_TYPE, ServiceEvent};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use web::CancellationToken;

use crate::output;
use crate::service_client::ServiceClient;

/// Longest event, in bytes: tokens have 8 KiB at the most.
const LONGEST: usize = 16 * 1024;

/// What an event is verified with.
pub(crate) struct Receiver {
    pub(crate) issuer: Issuer,
    pub(crate) keys: KeySet,
    pub(crate) service: ClientId,
    seen: Mutex<HashSet<String>>,
    told: mpsc::UnboundedSender<Value>,
}

impl Receiver {
    /// A receiver of a service's events, and what it has taken.
    pub(crate) fn new(
        issuer: Issuer,
        keys: KeySet,
        service: ClientId,
    ) -> (Self, mpsc::UnboundedReceiver<Value>) {
        let (told, taken) = mpsc::unbounded_channel();
        let receiver = Self {
            issuer,
            keys,
            service,
            seen: Mutex::default(),
            told,
        };
        (receiver, taken)
    }

    fn take(&self, token: &str) -> Result<(), EventError> {
        let now = crate::service_client::now();
        let event = ServiceEvent::verify(token, &self.issuer, &self.keys, &self.service, now)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // Sent at least once: what comes again is acknowledged and not told again.
        if seen.insert(event.jti.as_str().to_owned()) {
            let kind = event
                .kind
                .map_or("unknown", protocol::service_event::Kind::name);
            let line = json!({"event": event.jti, "kind": kind, "about": event.payload});
            // Nobody listens any more when the program ends.
            let _ = self.told.send(line);
        }
        Ok(())
    }
}

/// Where events are taken, at every path.
pub(crate) fn router(receiver: Receiver) -> Router {
    Router::new()
        .fallback(post(receive))
        .layer(axum::extract::DefaultBodyLimit::max(LONGEST))
        .with_state(Arc::new(receiver))
}

async fn receive(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let media = headers
        .get(header::CONTENT_TYPE)
        .map_or(&b""[..], |value| value.as_bytes());
    if media != MEDIA_TYPE.as_bytes() {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    match receiver.take(body.trim()) {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(error) => {
            let refusal = axum::Json(DeliveryError::from(&error));
            (StatusCode::BAD_REQUEST, refusal).into_response()
        }
    }
}

/// Receives until it is interrupted, or has taken `count` events.
pub(super) async fn run(
    client: &mut ServiceClient,
    address: &str,
    count: Option<usize>,
    as_json: bool,
) -> Result<()> {
    let (issuer, keys) = client.operator_keys().await?;
    let (receiver, mut taken) = Receiver::new(issuer, keys, client.client_id().clone());
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen at `{address}`"))?;
    let url = format!("http://{}/", listener.local_addr()?);
    if as_json {
        output::json(&json!({"url": url}))?;
    } else {
        output::line(&format!("Events for {url} are taken. Ctrl-C ends it."))?;
    }
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let serving = axum::serve(listener, router(receiver)).with_graceful_shutdown(stopped);
    let serving = tokio::spawn(serving.into_future());
    let mut interrupts = crate::serve::Interrupts::listen()?;
    let mut left = count.unwrap_or(usize::MAX);
    while left > 0 {
        let told = tokio::select! {
            told = taken.recv() => told,
            () = interrupts.heard() => None,
        };
        let Some(event) = told else { break };
        if as_json {
            output::json(&event)?;
        } else {
            let text = |pointer| output::text(&event, pointer).to_owned();
            output::line(&format!(
                "{}  {}  {}",
                text("/kind"),
                text("/event"),
                event["about"]
            ))?;
        }
        left -= 1;
    }
    stop.cancel();
    Ok(serving.await??)
}
