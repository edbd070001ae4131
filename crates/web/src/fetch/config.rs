//! What may be fetched, and how much of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::network::Network;

/// The part of a party's configuration that concerns fetching from peers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FetchConfig {
    /// Development: http and https to loopback addresses are allowed. Never in production.
    pub development: bool,
    /// Networks that are no public internet and may be fetched from nevertheless, such as a city's own.
    pub allow_networks: Vec<Network>,
    /// Host names that may resolve to an address that is no public internet.
    pub allow_hosts: Vec<String>,
    /// PEM files of certification authorities to trust besides the system's.
    pub extra_roots: Vec<PathBuf>,
    /// Milliseconds to connect, handshake included: two seconds in all are what a peer gets.
    pub connect_timeout_ms: u64,
    /// Milliseconds from the start to the last byte (`protocol.md`: 2 s).
    pub timeout_ms: u64,
    /// Body bytes: 64 KiB hold any metadata document; a trust list's reader sets its own.
    pub max_bytes: usize,
    /// Seconds that an idle connection is kept for the next fetch: less than servers keep theirs.
    pub pool_idle_s: u64,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            development: false,
            allow_networks: Vec::new(),
            allow_hosts: Vec::new(),
            extra_roots: Vec::new(),
            connect_timeout_ms: 1_500,
            timeout_ms: 2_000,
            max_bytes: 64 * 1024,
            pool_idle_s: 10,
        }
    }
}

impl FetchConfig {
    /// What a test or demo on one machine needs: everything as in production, and loopback allowed.
    pub fn development() -> Self {
        Self {
            development: true,
            ..Self::default()
        }
    }
}
