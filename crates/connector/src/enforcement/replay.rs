//! What may be used once: tickets that are not bound to a key, and proofs of possession.
//!
//! Held in memory while they could be accepted; single-use tickets also lie in the database, guarded in the same
//! transaction as the log entry of what they led to, so that a restart opens nothing.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Parts that are locked separately: more than the workers of a large machine.
const SHARDS: usize = 64;
/// Tokens are forgotten together, by the minute in which the last of them ends.
const SECONDS_PER_BUCKET: i64 = 60;

/// What a token is remembered by: 128 bits of SHA-256 over who made it and its `jti`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a token of this maker.
    pub(crate) fn new(maker: &str, jti: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update((maker.len() as u64).to_be_bytes());
        hash.update(maker);
        hash.update(jti);
        let digest: [u8; 32] = hash.finalize().into();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        Self(u128::from_be_bytes(first))
    }

    /// As it lies in the database.
    pub(crate) fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_be_bytes())
    }
}

/// Why a token cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It was used before.
    Replayed,
    /// Nothing more can be remembered, so nothing more can be accepted.
    Full,
}

/// Tokens seen.
pub(crate) struct Replay {
    shards: Vec<Mutex<Shard>>,
    capacity_per_shard: usize,
}

#[derive(Default)]
struct Shard {
    /// By the bucket in which they end: one token always ends at the same time, so looking in one bucket is enough.
    buckets: BTreeMap<i64, HashSet<Fingerprint>>,
    count: usize,
}

impl Replay {
    /// Remembers up to about `capacity` tokens.
    pub(crate) fn new(capacity: usize) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self {
            shards,
            capacity_per_shard: capacity.div_ceil(SHARDS),
        }
    }

    /// Remembers a token until `until` (unix seconds), unless it is remembered already.
    pub(crate) fn first(&self, token: Fingerprint, until: i64, now: i64) -> Result<(), Refused> {
        let bucket = until.div_euclid(SECONDS_PER_BUCKET) + 1;
        // The hash's low bits choose the shard; the set uses its own hash of all of them.
        let index = usize::try_from(token.0 % (SHARDS as u128)).unwrap_or_default();
        let mut shard = self.shards[index]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        shard.forget(now);
        let full = shard.count >= self.capacity_per_shard;
        let seen = shard
            .buckets
            .get(&bucket)
            .is_some_and(|bucket| bucket.contains(&token));
        if seen {
            return Err(Refused::Replayed);
        }
        if full {
            return Err(Refused::Full);
        }
        shard.buckets.entry(bucket).or_default().insert(token);
        shard.count += 1;
        Ok(())
    }

    /// How many are remembered.
    pub(crate) fn len(&self) -> usize {
        let count =
            |shard: &Mutex<Shard>| shard.lock().unwrap_or_else(PoisonError::into_inner).count;
        self.shards.iter().map(count).sum()
    }
}

impl Shard {
    fn forget(&mut self, now: i64) {
        let current = now.div_euclid(SECONDS_PER_BUCKET);
        while let Some(first) = self.buckets.first_entry() {
            if *first.key() >= current {
                break;
            }
            self.count -= first.remove().len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_accepted_once_until_it_ends() {
        let replay = Replay::new(1000);
        let token = Fingerprint::new("operator", "1");
        assert_eq!(replay.first(token, 360, 100), Ok(()));
        assert_eq!(replay.first(token, 360, 359), Err(Refused::Replayed));
        assert_eq!(replay.first(token, 360, 360), Err(Refused::Replayed));
        assert_eq!(
            replay.first(Fingerprint::new("operator", "2"), 360, 360),
            Ok(())
        );
        assert_eq!(replay.len(), 2);
    }

    #[test]
    fn what_has_ended_makes_room() {
        let replay = Replay::new(SHARDS);
        let token = Fingerprint(0);
        let other = Fingerprint(SHARDS as u128);
        assert_eq!(replay.first(token, 100, 0), Ok(()));
        assert_eq!(replay.first(other, 400, 1), Err(Refused::Full));
        assert_eq!(replay.first(other, 400, 300), Ok(()));
        assert_eq!(replay.len(), 1);
    }

    #[test]
    fn makers_and_ids_do_not_run_into_each_other() {
        assert_ne!(Fingerprint::new("ab", "c"), Fingerprint::new("a", "bc"));
        let token = Fingerprint::new("a", "b");
        assert_ne!(token.to_text(), Fingerprint::new("b", "a").to_text());
    }
}
