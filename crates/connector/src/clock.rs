//! The one place where this crate reads clocks, so that tests can move them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Wall clock and monotonic clock. Cheap to clone; clones share what [`Clock::advance`] adds.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_micros: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clocks.
    pub fn system() -> Self {
        Self::default()
    }

    /// Microseconds since the epoch, UTC.
    pub fn micros(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        now.saturating_add(self.ahead_micros.load(Ordering::Relaxed))
    }

    /// Seconds since the epoch, UTC: times on the wire.
    pub fn seconds(&self) -> i64 {
        self.micros().div_euclid(1_000_000)
    }

    /// The monotonic clock: what leases are counted on.
    pub fn instant(&self) -> Instant {
        let ahead = self.ahead_micros.load(Ordering::Relaxed).unsigned_abs();
        Instant::now() + Duration::from_micros(ahead)
    }

    /// Puts both clocks forward: for tests of what time brings.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.ahead_micros.fetch_add(micros, Ordering::Relaxed);
    }
}
