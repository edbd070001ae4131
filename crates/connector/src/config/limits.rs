//! `[connector.limits]`.

use serde::{Deserialize, Serialize};
use web::keys::Overlap;

use crate::{Error, Result};

/// Limits with their reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Milliseconds for an introspection, from sending to the answer's last byte (protocol.md: 2 s).
    pub introspection_ms: u64,
    /// Milliseconds for fetching a trust list, metadata or keys.
    pub fetch_ms: u64,
    /// Single-use tickets and proofs remembered at the same time. At 40 bytes each; beyond it requests are refused
    /// rather than replays accepted.
    pub remembered_tokens: usize,
    /// Leases held at the same time, at 1 kB each; beyond it requests are introspected.
    pub leases: usize,
    /// Refusals of requests that no operator vouches for, written to the log each second; the rest are counted, so
    /// that nobody can fill the disk with garbage.
    pub logged_refusals_per_second: u32,
    /// Seconds between two fetches of one operator's keys because of an unknown `kid`.
    pub refetch_seconds: u32,
    /// Days after which the signing key is replaced.
    pub key_days: u32,
    /// Seconds a replaced signing key stays published: longer than anything it signed is good for. A new one is
    /// published as long before it signs, 300 at the most.
    pub key_overlap_seconds: u32,
    /// Connections open at the same time.
    pub connections: usize,
    /// Logins of staff that one address, or for one login, may try in a minute.
    pub logins_per_minute: u32,
    /// Passwords of staff hashed at the same time, at 19 MiB each.
    pub password_hashes: usize,
}

impl Limits {
    /// Refuses limits under which nothing would be answered.
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [
            ("introspection_ms", self.introspection_ms),
            ("fetch_ms", self.fetch_ms),
            ("key_days", self.key_days.into()),
            ("key_overlap_seconds", self.key_overlap_seconds.into()),
            ("connections", self.connections as u64),
            ("logins_per_minute", u64::from(self.logins_per_minute)),
            ("password_hashes", self.password_hashes as u64),
            ("remembered_tokens", self.remembered_tokens as u64),
        ] {
            if value == 0 {
                return Err(Error::Config(format!(
                    "`connector.limits.{name}` must be at least 1"
                )));
            }
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            introspection_ms: 2_000,
            fetch_ms: 2_000,
            remembered_tokens: 4_000_000,
            leases: 200_000,
            logged_refusals_per_second: 100,
            refetch_seconds: 30,
            key_days: 90,
            key_overlap_seconds: Overlap::USUAL_SECONDS,
            connections: 10_000,
            logins_per_minute: 10,
            password_hashes: 2,
        }
    }
}
