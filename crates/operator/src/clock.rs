//! The time, which every operation of the operator takes from here.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a day.
pub const DAY: i64 = 86_400 * SECOND;

/// The system's clock, which tests can move ahead.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Microseconds since the epoch.
    pub fn now(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        micros.saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    /// Seconds since the epoch, as tokens have them.
    pub fn seconds(&self) -> i64 {
        self.now() / SECOND
    }

    /// Moves this clock, and every clone of it, ahead.
    pub fn advance(&self, seconds: i64) {
        self.ahead
            .fetch_add(seconds.saturating_mul(SECOND), Ordering::Relaxed);
    }
}

/// What is waited, in microseconds, before something is tried again that has failed `failures` times before: `first`
/// seconds after the first failure, twice as long after each further one, `longest` seconds at the most.
pub(crate) fn wait(first: i64, longest: i64, failures: i64) -> i64 {
    let doubled = first.saturating_mul(1 << failures.clamp(0, 20));
    doubled.min(longest) * SECOND
}

pub(crate) use web::time::rfc3339;

/// As [`rfc3339`], with microseconds where there are any.
pub(crate) fn rfc3339_exact(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_| micros.to_string(), |at| at.to_string())
}
