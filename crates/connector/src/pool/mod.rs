//! Outgoing connections of one worker to one origin: HTTP/1.1, kept open and used again.
//!
//! A worker is one thread, so its pools are its own and nothing is contended. A connection comes back when its answer
//! has been read to the end; one whose answer was left unread is closed.

mod dial;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header, response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use dial::{Dial, Origin, OriginError, Resolve};

/// Connections of one worker to one origin. Beyond this, requests wait for one (within their own time limit): a source
/// must not be drowned by its connector.
const MOST_CONNECTIONS: usize = 256;
/// An idle connection is not trusted after this long: common servers close theirs after 5 to 75 s.
const LONGEST_IDLE: Duration = Duration::from_secs(4);
/// A request that a closing connection did not take is tried this often before it is an error.
const ATTEMPTS: usize = 3;
/// Bytes of an answer of which the status alone counts, and nobody reads the rest.
const LARGEST_WORD: u64 = 64 * 1024;
/// How long they are waited for: no more is won by them than a connection.
const WORD: Duration = Duration::from_millis(250);
/// Response header bytes read from a peer.
const HEADER_BYTES: usize = 32 * 1024;

/// Why no answer came. Says nothing of what the peer said.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// The name has no address, or none that may be reached from here.
    #[error("no address that may be reached")]
    Address,
    /// Nothing accepts connections there.
    #[error("cannot connect")]
    Connect(#[source] std::io::Error),
    /// TLS failed: a certificate that is not the peer's, or none.
    #[error("no secure connection")]
    Tls(#[source] std::io::Error),
    /// The connection ended, or what came is not HTTP.
    #[error("the connection broke")]
    Broken(#[source] hyper::Error),
    /// An answer of this process came to no end.
    #[error("no whole answer")]
    Here(#[source] axum::Error),
    /// The request's URL cannot be sent.
    #[error("not a request that can be sent")]
    Request,
}

/// The idle connections to one origin.
pub(crate) struct Pool {
    dial: Dial,
    authority: HeaderValue,
    idle: Mutex<Vec<Idle>>,
    room: Arc<Semaphore>,
}

struct Idle {
    sender: SendRequest<Full<Bytes>>,
    since: Instant,
}

impl Pool {
    /// A pool without connections.
    pub(crate) fn new(dial: Dial) -> Arc<Self> {
        Arc::new(Self {
            authority: dial.origin().authority(),
            dial,
            idle: Mutex::new(Vec::new()),
            room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        })
    }

    /// Sends a request, whose URI is path and query only, and waits for the head of the answer. The caller sets the time limit.
    ///
    /// # Errors
    /// [`SendError`].
    pub(crate) async fn send(
        self: &Arc<Self>,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Exchange, SendError> {
        request
            .headers_mut()
            .insert(header::HOST, self.authority.clone());
        let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
            return Err(SendError::Request);
        };
        for _ in 1..ATTEMPTS {
            let Some(mut sender) = self.idle_connection().await else {
                break;
            };
            match sender.try_send_request(request).await {
                Ok(response) => return Ok(self.exchange(response, sender, room)),
                Err(mut refused) => match refused.take_message() {
                    // Nothing of it was sent: another connection may take it.
                    Some(unsent) => request = unsent,
                    None => return Err(SendError::Broken(refused.into_error())),
                },
            }
        }
        let stream = self.dial.connect().await?;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(HEADER_BYTES.max(8192))
            .handshake(stream)
            .await
            .map_err(SendError::Broken)?;
        tokio::spawn(async move {
            // How a connection ends is the concern of whoever waits for its answer.
            let _ = connection.await;
        });
        let response = sender
            .send_request(request)
            .await
            .map_err(SendError::Broken)?;
        Ok(self.exchange(response, sender, room))
    }

    async fn idle_connection(&self) -> Option<SendRequest<Full<Bytes>>> {
        loop {
            let Idle { mut sender, since } = self
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop()?;
            if since.elapsed() < LONGEST_IDLE && sender.ready().await.is_ok() {
                return Some(sender);
            }
        }
    }

    fn exchange(
        self: &Arc<Self>,
        response: http::Response<Incoming>,
        sender: SendRequest<Full<Bytes>>,
        room: OwnedSemaphorePermit,
    ) -> Exchange {
        let (head, body) = response.into_parts();
        Exchange {
            head,
            body: Body::There(body),
            home: Some((Arc::clone(self), sender)),
            _room: Some(room),
        }
    }

    fn keep(&self, sender: SendRequest<Full<Bytes>>) {
        if !sender.is_closed() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(Idle {
                sender,
                since: Instant::now(),
            });
        }
    }
}

/// An answer being read.
pub(crate) struct Exchange {
    /// Status and headers.
    pub(crate) head: response::Parts,
    body: Body,
    home: Option<(Arc<Pool>, SendRequest<Full<Bytes>>)>,
    _room: Option<OwnedSemaphorePermit>,
}

enum Body {
    /// Comes over a connection.
    There(Incoming),
    /// Is here; empty when it has been read.
    Here(Bytes),
}

/// Why a body was not read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The connection ended in the middle.
    #[error("the connection broke")]
    Broken(#[source] hyper::Error),
    /// More than the limit.
    #[error("more than {0} bytes")]
    Large(u64),
}

impl Exchange {
    /// An answer of this process itself.
    ///
    /// # Errors
    /// Its body breaks off.
    pub(crate) async fn whole_of(
        response: http::Response<axum::body::Body>,
    ) -> Result<Self, axum::Error> {
        let (head, body) = response.into_parts();
        Ok(Self {
            head,
            body: Body::Here(axum::body::to_bytes(body, usize::MAX).await?),
            home: None,
            _room: None,
        })
    }

    /// The length the peer announced, in bytes.
    pub(crate) fn announced_length(&self) -> Option<u64> {
        match &self.body {
            Body::There(body) => body.size_hint().exact(),
            Body::Here(body) => Some(body.len() as u64),
        }
    }

    /// The next piece of the body; `None` at its end, when the connection goes back to its pool.
    ///
    /// # Errors
    /// The connection broke.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, hyper::Error>> {
        loop {
            let body = match &mut self.body {
                Body::There(body) => body,
                Body::Here(body) if body.is_empty() => return None,
                Body::Here(body) => return Some(Ok(std::mem::take(body))),
            };
            if body.is_end_stream() {
                self.finish();
                return None;
            }
            match body.frame().await {
                None => {
                    self.finish();
                    return None;
                }
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if data.is_empty() => {}
                    Ok(data) => return Some(Ok(data)),
                    // Trailers: nothing here needs them.
                    Err(_) => {}
                },
            }
        }
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`ReadError::Large`] as soon as it is known to be more than `limit` bytes.
    pub(crate) async fn whole(&mut self, limit: u64) -> Result<Bytes, ReadError> {
        if self.announced_length().is_some_and(|length| length > limit) {
            return Err(ReadError::Large(limit));
        }
        let Some(first) = self.chunk().await else {
            return Ok(Bytes::new());
        };
        let first = first.map_err(ReadError::Broken)?;
        let mut read = first.len() as u64;
        if read > limit {
            return Err(ReadError::Large(limit));
        }
        let Some(second) = self.chunk().await else {
            return Ok(first);
        };
        let mut collected = Vec::with_capacity(first.len() * 2);
        collected.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            let chunk = chunk.map_err(ReadError::Broken)?;
            read += chunk.len() as u64;
            if read > limit {
                return Err(ReadError::Large(limit));
            }
            collected.extend_from_slice(&chunk);
            next = self.chunk().await;
        }
        Ok(collected.into())
    }

    /// The status, of an answer that has nothing else to say. Read to its end, a short one leaves the connection to the next
    /// request; one that is long or late is cut off.
    pub(crate) async fn status_alone(mut self) -> StatusCode {
        let _ = tokio::time::timeout(WORD, self.whole(LARGEST_WORD)).await;
        self.head.status
    }

    fn finish(&mut self) {
        if let Some((pool, sender)) = self.home.take() {
            pool.keep(sender);
        }
    }
}
