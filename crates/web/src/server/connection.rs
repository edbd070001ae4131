//! One connection, from the handshake to its end.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::conn::auto::HttpServerConnExec;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::enter::Enter;
use super::stall::StallGuard;
use super::{Accepted, BoxError, Shared};

/// Longest TLS handshake: two round trips on the poorest network and the arithmetic.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Requests at the same time on one HTTP/2 connection: enough for a browser, too few to starve others.
const MAX_STREAMS: u32 = 128;

/// An HTTP/2 connection that is silent for this long is asked for a sign of life.
const PING_INTERVAL: Duration = Duration::from_secs(20);

/// Header lines in an HTTP/1.1 request: hyper's own default, stated because it is relied upon.
const MAX_HEADER_LINES: usize = 100;

pub(super) async fn drive<S, B, E>(
    accepted: Accepted,
    shared: Arc<Shared>,
    service: S,
    executor: E,
    stop: CancellationToken,
) where
    S: hyper::service::Service<Request<Incoming>, Response = Response<B>>,
    S::Future: 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + 'static,
    B::Error: Into<BoxError>,
    E: HttpServerConnExec<super::enter::Stamped<S::Future>, B> + Clone,
{
    let Accepted { stream, peer, slot } = accepted;
    // Answers are written whole; waiting for more to send would only add delay.
    let _ = stream.set_nodelay(true);
    let enter = Enter {
        inner: service,
        peer: peer.ip(),
        https: shared.certificates.is_some(),
        shared: Arc::clone(&shared),
        used: Arc::new(AtomicBool::new(false)),
    };
    let stream = StallGuard::new(
        stream,
        Duration::from_millis(shared.config.write_timeout_ms),
    );
    match &shared.certificates {
        None => serve(stream, &shared, enter, executor, stop).await,
        Some(certificates) => {
            let acceptor = tokio_rustls::TlsAcceptor::from(certificates.current());
            let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream));
            let outcome = tokio::select! {
                () = stop.cancelled() => return,
                outcome = handshake => outcome,
            };
            match outcome {
                Ok(Ok(stream)) => serve(stream, &shared, enter, executor, stop).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
                Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
            }
        }
    }
    drop(slot);
}

async fn serve<I, S, B, E>(
    stream: I,
    shared: &Shared,
    enter: Enter<S>,
    executor: E,
    stop: CancellationToken,
) where
    I: AsyncRead + AsyncWrite + Unpin + 'static,
    S: hyper::service::Service<Request<Incoming>, Response = Response<B>>,
    S::Future: 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + 'static,
    B::Error: Into<BoxError>,
    E: HttpServerConnExec<super::enter::Stamped<S::Future>, B>,
{
    let used = Arc::clone(&enter.used);
    let header_timeout = Duration::from_millis(shared.config.header_timeout_ms);
    let mut builder = auto::Builder::new(executor);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(shared.config.max_header_bytes.max(MIN_HEADER_BYTES))
        .max_headers(MAX_HEADER_LINES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(shared.config.max_header_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(header_timeout);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), enter));
    // hyper's own limit begins once it knows the protocol; a client that never says it is told apart by having
    // sent no request at all.
    let mut first = pin!(tokio::time::sleep(header_timeout));
    let mut first_due = true;
    let mut stopping = false;
    loop {
        let outcome = tokio::select! {
            outcome = connection.as_mut() => outcome,
            () = first.as_mut(), if first_due => {
                first_due = false;
                if !used.load(Ordering::Relaxed) {
                    return;
                }
                continue;
            }
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
                continue;
            }
        };
        if let Err(error) = outcome {
            tracing::debug!(error, "connection ended early");
        }
        return;
    }
}

/// Below this hyper refuses to work.
const MIN_HEADER_BYTES: usize = 8192;
