//! Making a connection: resolve, check the address, connect, TLS where the URL says so.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use http::HeaderValue;
use hyper::rt::ReadBufCursor;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

use super::SendError;

/// Scheme, host and port of a peer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    secure: bool,
    host: String,
    port: u16,
}

/// Why a URL has no origin to connect to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an http or https URL with a host")]
pub(crate) struct OriginError(String);

impl Origin {
    /// The origin of a URL.
    ///
    /// # Errors
    /// The URL is not `http` or `https`, or has no host.
    pub(crate) fn of(url: &Url) -> Result<Self, OriginError> {
        let refused = || OriginError(url.to_string());
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(refused()),
        };
        let host = url.host_str().ok_or_else(refused)?.to_owned();
        let port = url.port_or_known_default().ok_or_else(refused)?;
        Ok(Self { secure, host, port })
    }

    /// The host: a name, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn authority(&self) -> HeaderValue {
        let usual = if self.secure { 443 } else { 80 };
        let text = if self.port == usual {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        };
        // A host that `url` accepted is printable ASCII.
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// Names to addresses that may be reached: where the guard against private networks stands.
pub(crate) trait Resolve: Send + Sync {
    /// The addresses of an origin that may be connected to.
    fn resolve<'a>(
        &'a self,
        origin: &'a Origin,
    ) -> BoxFuture<'a, Result<Vec<SocketAddr>, SendError>>;
}

/// How to reach one origin.
#[derive(Clone)]
pub(crate) struct Dial {
    origin: Origin,
    resolve: Arc<dyn Resolve>,
    tls: Arc<ClientConfig>,
}

impl fmt::Debug for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dial")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Dial {
    /// Connections to `origin`, whose addresses `resolve` allows. `tls` offers no ALPN: the pool speaks HTTP/1.1.
    pub(crate) fn new(origin: Origin, resolve: Arc<dyn Resolve>, tls: Arc<ClientConfig>) -> Self {
        Self {
            origin,
            resolve,
            tls,
        }
    }

    /// Where to.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) async fn connect(&self) -> Result<Stream, SendError> {
        let addresses = self.resolve.resolve(&self.origin).await?;
        let mut last = SendError::Address;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return self.secure(stream).await,
                Err(error) => last = SendError::Connect(error),
            }
        }
        Err(last)
    }

    async fn secure(&self, stream: TcpStream) -> Result<Stream, SendError> {
        stream.set_nodelay(true).map_err(SendError::Connect)?;
        if !self.origin.secure {
            return Ok(Stream::Plain(TokioIo::new(stream)));
        }
        let host = self
            .origin
            .host
            .trim_start_matches('[')
            .trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(|_| SendError::Address)?;
        let stream = TlsConnector::from(Arc::clone(&self.tls))
            .connect(name, stream)
            .await
            .map_err(SendError::Tls)?;
        Ok(Stream::Tls(TokioIo::new(Box::new(stream))))
    }
}

/// A connection, plain or TLS.
pub(super) enum Stream {
    Plain(TokioIo<TcpStream>),
    Tls(TokioIo<Box<TlsStream<TcpStream>>>),
}

impl hyper::rt::Read for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }
}
