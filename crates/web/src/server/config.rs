//! What an operator of a party can set about its server.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::network::Network;

/// The part of a party's configuration that concerns its listening socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerConfig {
    /// Address and port to listen on. Port 0 takes a free one.
    pub listen: String,
    /// Certificate and key, when the party terminates TLS itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsConfig>,
    /// Networks of reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<Network>,
    /// Milliseconds a client may take to send the head of a request, and may keep an idle connection open:
    /// long enough for a poor mobile network, short enough that slow clients cannot hold all connections.
    pub header_timeout_ms: u64,
    /// Largest head of a request, bytes. A ticket (8 KiB), a proof and cookies fit; hyper needs at least 8 KiB.
    pub max_header_bytes: usize,
    /// Connections open at the same time. Each costs about 30 kB and a file descriptor.
    pub max_connections: usize,
    /// Largest body of a request, bytes, where a route does not set its own limit.
    pub max_body_bytes: usize,
    /// Milliseconds until a request must have its response's head, after which the answer is 503.
    pub request_timeout_ms: u64,
    /// Milliseconds a connection may be stuck on a peer that takes no bytes of the response.
    pub write_timeout_ms: u64,
    /// Milliseconds that requests in flight get to finish when the party stops.
    pub drain_ms: u64,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".into(),
            tls: None,
            trusted_proxies: Vec::new(),
            header_timeout_ms: 15_000,
            max_header_bytes: 32 * 1024,
            max_connections: 10_000,
            max_body_bytes: 256 * 1024,
            request_timeout_ms: 30_000,
            write_timeout_ms: 30_000,
            drain_ms: 10_000,
        }
    }
}

/// Where the certificate chain and its key lie, both PEM.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The certificate, followed by its intermediates.
    pub certificate: PathBuf,
    /// The private key: PKCS #8, PKCS #1 or SEC 1.
    pub key: PathBuf,
    /// Milliseconds between looks at the files for a change. Certificates are renewed days before they end.
    #[serde(default = "TlsConfig::default_reload_ms")]
    pub reload_ms: u64,
}

impl TlsConfig {
    fn default_reload_ms() -> u64 {
        10_000
    }

    /// Certificate and key with the default interval of looking for a change.
    pub fn new(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificate: certificate.into(),
            key: key.into(),
            reload_ms: Self::default_reload_ms(),
        }
    }
}
