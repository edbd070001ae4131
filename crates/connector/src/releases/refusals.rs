//! Refusals of requests that no operator vouches for: logged up to a rate, counted beyond it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use web::rate::{Quota, RateLimiter};

use super::{LogKind, entry};
use crate::Result;

/// How many such refusals are logged.
pub(crate) struct Unvouched {
    limiter: RateLimiter,
    not_logged: AtomicU64,
}

#[derive(Serialize)]
struct Counted {
    /// When it was counted, in microseconds since the epoch.
    at: i64,
    /// Refusals that have no entry of their own, since the last count.
    refusals: u64,
}

impl Unvouched {
    /// Lets `per_second` of them into the log each second.
    pub(crate) fn new(per_second: u32) -> Self {
        let quota = Quota {
            burst: per_second,
            per: Duration::from_secs(1) / per_second.max(1),
        };
        Self {
            limiter: RateLimiter::new(quota, 1),
            not_logged: AtomicU64::new(0),
        }
    }

    /// Whether one more may have an entry of its own; if not, it is counted.
    pub(crate) fn admit(&self) -> bool {
        let admitted = self.limiter.check(()).is_ok();
        if !admitted {
            self.not_logged.fetch_add(1, Ordering::Relaxed);
            metrics::counter!("connector_refusals_not_logged_total").increment(1);
        }
        admitted
    }

    /// The entry that says how many had none, if any; the count begins anew.
    pub(crate) fn counted(&self, at: i64) -> Option<Result<storage::log::LogEntry>> {
        let refusals = self.not_logged.swap(0, Ordering::Relaxed);
        if refusals == 0 {
            return None;
        }
        let text = serde_json::to_string(&Counted { at, refusals }).unwrap_or_default();
        Some(entry(at, LogKind::RefusalsCounted, None, None, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_logged_is_counted() {
        let unvouched = Unvouched::new(3);
        let admitted = (0..10).filter(|_| unvouched.admit()).count();
        assert!((3..10).contains(&admitted), "{admitted}");
        let entry = unvouched.counted(5).unwrap().unwrap();
        let said: serde_json::Value = serde_json::from_str(&entry.record.unwrap()).unwrap();
        assert_eq!(said["refusals"], 10 - admitted);
        assert!(unvouched.counted(6).is_none());
    }
}
