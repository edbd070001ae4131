//! The clock of the process, read at the edge; everything inside takes time as a value.

use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds since the epoch: what the database keeps.
pub fn now_micros() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Seconds since the epoch: what tokens carry.
pub fn now_seconds() -> i64 {
    now_micros() / 1_000_000
}

/// A time of the database as text, to the second (RFC 3339, UTC).
pub fn rfc3339(micros: i64) -> String {
    jiff::Timestamp::from_second(micros.div_euclid(1_000_000))
        .map_or_else(|_| micros.to_string(), |at| at.to_string())
}
