//! Limits on how often one client may try something: a token bucket per key, in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderValue;
use http::header::RETRY_AFTER;

use crate::problem::{Problem, ProblemName};

/// How often: `burst` at once, and one more every `per`.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Attempts that may come all at once. At least 1.
    pub burst: u32,
    /// Time after which one more is allowed.
    pub per: Duration,
}

/// Counts attempts by key (an address, an account, both). Keeps at most twice `capacity` keys: when a generation
/// is full it becomes the previous one, and the one before is forgotten. Somebody with more keys than that can make
/// the limiter forget; so count by account and by address, each in a limiter of its own.
pub struct RateLimiter {
    quota: Quota,
    capacity: usize,
    hasher: RandomState,
    generations: Mutex<Generations>,
}

/// For each key (its keyed hash) the time at which its bucket will be full again: the generic cell rate algorithm.
#[derive(Default)]
struct Generations {
    current: HashMap<u64, Instant>,
    previous: HashMap<u64, Instant>,
}

impl RateLimiter {
    /// A limiter for about `capacity` keys; each costs about 50 bytes once used.
    pub fn new(quota: Quota, capacity: usize) -> Self {
        Self {
            quota,
            capacity: capacity.max(1),
            hasher: RandomState::new(),
            generations: Mutex::default(),
        }
    }

    /// Counts an attempt made now. Refused, it is a problem that says how long to wait.
    pub fn check(&self, key: impl Hash) -> Result<(), Problem> {
        self.check_at(key, Instant::now()).map_err(|wait| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Problem::new(ProblemName::RateLimited)
                .detail(format!("try again in {seconds} s"))
                .header(RETRY_AFTER, HeaderValue::from(seconds))
        })
    }

    /// As [`RateLimiter::check`] at a given time; refused, it says how long to wait. A refused attempt is not counted.
    pub fn check_at(&self, key: impl Hash, now: Instant) -> Result<(), Duration> {
        let key = self.hasher.hash_one(key);
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let full_at = generations
            .current
            .get(&key)
            .or_else(|| generations.previous.get(&key))
            .copied();
        let full_at = full_at.map_or(now, |at| at.max(now)) + self.quota.per;
        let allowance = self.quota.per * self.quota.burst.max(1);
        let ahead = full_at.saturating_duration_since(now);
        if let Some(wait) = ahead.checked_sub(allowance).filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        if generations.current.len() >= self.capacity && !generations.current.contains_key(&key) {
            generations.previous = std::mem::take(&mut generations.current);
        }
        generations.current.insert(key, full_at);
        Ok(())
    }

    /// Forgets the attempts of a key: a login that succeeded.
    pub fn forget(&self, key: impl Hash) {
        let key = self.hasher.hash_one(key);
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        generations.current.remove(&key);
        generations.previous.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota {
        burst: 3,
        per: Duration::from_secs(10),
    };

    #[test]
    fn a_burst_passes_then_one_per_period() {
        let limiter = RateLimiter::new(QUOTA, 10);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.check_at("a", start), Ok(()));
        }
        assert_eq!(limiter.check_at("a", start), Err(Duration::from_secs(10)));
        assert_eq!(limiter.check_at("b", start), Ok(()));
        let later = start + Duration::from_secs(10);
        assert_eq!(limiter.check_at("a", later), Ok(()));
        assert_eq!(limiter.check_at("a", later), Err(Duration::from_secs(10)));
        let much_later = start + Duration::from_hours(1);
        for _ in 0..3 {
            assert_eq!(limiter.check_at("a", much_later), Ok(()));
        }
        assert!(limiter.check_at("a", much_later).is_err());
    }

    #[test]
    fn forgotten_attempts_do_not_count() {
        let limiter = RateLimiter::new(Quota { burst: 1, ..QUOTA }, 10);
        let now = Instant::now();
        assert!(limiter.check_at("a", now).is_ok());
        limiter.forget("a");
        assert!(limiter.check_at("a", now).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_recent_keys_are_remembered() {
        let limiter = RateLimiter::new(Quota { burst: 1, ..QUOTA }, 100);
        let now = Instant::now();
        for key in 0..10_000 {
            assert!(limiter.check_at(key, now).is_ok());
        }
        assert!(limiter.check_at(9_999, now).is_err());
        let generations = limiter.generations.lock().unwrap();
        assert!(generations.current.len() + generations.previous.len() <= 200);
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let limiter = RateLimiter::new(Quota { burst: 1, ..QUOTA }, 10);
        limiter.check("a").unwrap();
        let problem = limiter.check("a").unwrap_err();
        assert_eq!(problem.status(), 429);
        assert_eq!(problem.headers()[RETRY_AFTER], "10");
    }
}
