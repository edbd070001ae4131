//! A party's signing keys while they rotate: published before use, kept after it.
//!
//! A key is *next* while others may still hold the keys they fetched before it was made, then
//! *active*, then *retiring* until everything it signed has ended. All three are published, so that
//! no rotation makes anybody refuse anything.

use crate::jose::{Jwks, KeyId, KeySet, SigningKey};

/// How long a new key is published before it signs, in seconds: as long as peers cache our keys
/// (`Cache-Control: max-age=300`).
pub const LEAD: i64 = 300;

/// How long a replaced key stays published, in seconds: the longest life of what it signed (a trust
/// list, 600 s; access tokens, 300 s), as much again for queues, and the clock leeway.
pub const OVERLAP: i64 = 1260;

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// A next key is announced already; one rotation ends before another starts.
    #[error("a rotation to key `{0}` is under way")]
    RotationUnderWay(KeyId),
    /// The key is in the ring already.
    #[error("key `{0}` is in the ring already")]
    Known(KeyId),
    /// Records that hold no active key, two, or two next keys.
    #[error("the stored keys hold {active} active and {next} next keys")]
    Inconsistent {
        /// How many are active; must be one.
        active: usize,
        /// How many are next; at most one may be.
        next: usize,
    },
}

/// Where a key is in its life; times in unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, signs from this moment on.
    Next {
        /// When it becomes active.
        active_from: i64,
    },
    /// Signs.
    Active,
    /// Signs no more, published until this moment.
    Retiring {
        /// When it disappears.
        until: i64,
    },
}

/// One key of a ring, as it is stored.
#[derive(Debug, Clone)]
pub struct KeyRecord {
    /// The key.
    pub key: SigningKey,
    /// Its state.
    pub state: KeyState,
}

/// A party's signing keys.
#[derive(Debug, Clone)]
pub struct KeyRing {
    next: Option<(SigningKey, i64)>,
    active: SigningKey,
    retiring: Vec<(SigningKey, i64)>,
}

impl KeyRing {
    /// A ring with its first key, which signs at once.
    pub fn new(active: SigningKey) -> Self {
        Self {
            next: None,
            active,
            retiring: Vec::new(),
        }
    }

    /// A ring from what was stored; exactly one key must be active.
    pub fn from_records(
        records: impl IntoIterator<Item = KeyRecord>,
    ) -> Result<Self, KeyRingError> {
        let (mut next, mut active, mut retiring) = (Vec::new(), Vec::new(), Vec::new());
        for KeyRecord { key, state } in records {
            match state {
                KeyState::Next { active_from } => next.push((key, active_from)),
                KeyState::Active => active.push(key),
                KeyState::Retiring { until } => retiring.push((key, until)),
            }
        }
        match (active.pop(), active.len(), next.len()) {
            (Some(active), 0, 0 | 1) => Ok(Self {
                next: next.pop(),
                active,
                retiring,
            }),
            (last, others, next) => Err(KeyRingError::Inconsistent {
                active: others + usize::from(last.is_some()),
                next,
            }),
        }
    }

    /// The ring as it is to be stored.
    pub fn records(&self) -> Vec<KeyRecord> {
        let next = self.next.iter().map(|(key, active_from)| KeyRecord {
            key: key.clone(),
            state: KeyState::Next {
                active_from: *active_from,
            },
        });
        let active = std::iter::once(KeyRecord {
            key: self.active.clone(),
            state: KeyState::Active,
        });
        let retiring = self.retiring.iter().map(|(key, until)| KeyRecord {
            key: key.clone(),
            state: KeyState::Retiring { until: *until },
        });
        next.chain(active).chain(retiring).collect()
    }

    /// Announces `new`: it is published now and signs [`LEAD`] later.
    pub fn rotate(&mut self, now: i64, new: SigningKey) -> Result<(), KeyRingError> {
        self.announce(now, new, LEAD)
    }

    /// Announces `new` and lets it sign at once: after a key was lost. Peers that hold older keys
    /// fetch ours once more when they meet it.
    pub fn rotate_at_once(&mut self, now: i64, new: SigningKey) -> Result<(), KeyRingError> {
        self.announce(now, new, 0)?;
        self.advance(now);
        Ok(())
    }

    fn announce(&mut self, now: i64, new: SigningKey, lead: i64) -> Result<(), KeyRingError> {
        self.advance(now);
        if let Some((next, _)) = &self.next {
            return Err(KeyRingError::RotationUnderWay(next.kid().clone()));
        }
        if self.keys(now).any(|key| key.kid() == new.kid()) {
            return Err(KeyRingError::Known(new.kid().clone()));
        }
        self.next = Some((new, now.saturating_add(lead)));
        Ok(())
    }

    /// Carries out what time has brought: the next key becomes active, retired ones disappear.
    /// True when the ring changed and is to be stored.
    pub fn advance(&mut self, now: i64) -> bool {
        let before = self.retiring.len();
        self.retiring.retain(|(_, until)| now < *until);
        let mut changed = self.retiring.len() != before;
        if let Some((next, _)) = self.next.take_if(|(_, active_from)| *active_from <= now) {
            let old = std::mem::replace(&mut self.active, next);
            self.retiring.push((old, now.saturating_add(OVERLAP)));
            changed = true;
        }
        changed
    }

    /// Takes a lost key out at once: what it signed is refused from now on. True when it was there.
    /// The active key goes only by [`Self::rotate_at_once`] first.
    pub fn revoke(&mut self, kid: &KeyId) -> bool {
        let before = self.retiring.len();
        self.retiring.retain(|(key, _)| key.kid() != kid);
        let next = self.next.take_if(|(key, _)| key.kid() == kid);
        next.is_some() || self.retiring.len() != before
    }

    /// The key that signs at `now`.
    pub fn signer(&self, now: i64) -> &SigningKey {
        match &self.next {
            Some((next, active_from)) if *active_from <= now => next,
            _ => &self.active,
        }
    }

    /// Every key to sign a document with that peers verify under one remembered key (§5.1.3): the
    /// signer, then those that peers may still know alone.
    pub fn signers(&self, now: i64) -> Vec<&SigningKey> {
        let signer = self.signer(now);
        let mut signers = vec![signer];
        signers.extend(
            self.keys(now)
                .filter(|key| key.kid() != signer.kid())
                .filter(|key| !matches!(&self.next, Some((next, _)) if next.kid() == key.kid())),
        );
        signers
    }

    /// The published keys at `now`, the signer first: a peer that reads only one key (§5.7
    /// `operator_key`) gets that one.
    pub fn public_jwks(&self, now: i64) -> Jwks {
        let signer = self.signer(now);
        let others = self.keys(now).filter(|key| key.kid() != signer.kid());
        Jwks {
            keys: std::iter::once(signer)
                .chain(others)
                .map(|key| key.jwk().clone())
                .collect(),
        }
    }

    /// The published keys at `now`, decoded: to verify what this party itself signed.
    pub fn key_set(&self, now: i64) -> KeySet {
        self.keys(now)
            .map(|key| key.verifying_key().clone())
            .collect()
    }

    fn keys(&self, now: i64) -> impl Iterator<Item = &SigningKey> {
        let retiring = self
            .retiring
            .iter()
            .filter(move |(_, until)| now < *until)
            .map(|(key, _)| key);
        std::iter::once(&self.active)
            .chain(self.next.iter().map(|(key, _)| key))
            .chain(retiring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::Algorithm;

    const NOW: i64 = 1_700_000_000;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_secret(Algorithm::EdDsa, &[seed; 32], None).unwrap()
    }

    fn published(ring: &KeyRing, now: i64) -> Vec<KeyId> {
        let keys = ring.public_jwks(now).keys;
        keys.into_iter().map(|jwk| jwk.kid.unwrap()).collect()
    }

    #[test]
    fn a_key_is_published_before_it_signs_and_after_it_has_signed() {
        let (old, new) = (key(1), key(2));
        let mut ring = KeyRing::new(old.clone());
        ring.rotate(NOW, new.clone()).unwrap();

        assert_eq!(ring.signer(NOW + LEAD - 1).kid(), old.kid());
        assert_eq!(
            published(&ring, NOW),
            [old.kid().clone(), new.kid().clone()]
        );

        // even before anybody has called `advance`
        assert_eq!(ring.signer(NOW + LEAD).kid(), new.kid());
        assert!(ring.advance(NOW + LEAD));
        assert!(!ring.advance(NOW + LEAD));
        assert_eq!(ring.signer(NOW + LEAD).kid(), new.kid());
        let gone = NOW + LEAD + OVERLAP;
        assert_eq!(
            published(&ring, gone - 1),
            [new.kid().clone(), old.kid().clone()]
        );
        assert_eq!(published(&ring, gone), [new.kid().clone()]);
        assert!(ring.advance(gone));
        assert_eq!(ring.records().len(), 1);
    }

    #[test]
    fn what_any_key_signed_verifies_at_every_moment_of_its_life() {
        let mut ring = KeyRing::new(key(1));
        let mut signed: Vec<(i64, KeyId)> = Vec::new();
        for step in 0..200 {
            let now = NOW + step * 60;
            if step % 30 == 7 {
                ring.rotate(now, key(u8::try_from(step).unwrap())).unwrap();
            }
            if step % 2 == 0 {
                ring.advance(now);
            }
            signed.push((now, ring.signer(now).kid().clone()));
            let keys = published(&ring, now);
            for (at, kid) in &signed {
                if now - at < 600 + 60 {
                    assert!(keys.contains(kid), "signed at {at}, now {now}");
                }
            }
        }
    }

    #[test]
    fn a_rotation_ends_before_another_starts_and_no_key_comes_twice() {
        let mut ring = KeyRing::new(key(1));
        assert!(matches!(
            ring.rotate(NOW, key(1)),
            Err(KeyRingError::Known(_))
        ));
        ring.rotate(NOW, key(2)).unwrap();
        assert!(matches!(
            ring.rotate(NOW + 1, key(3)),
            Err(KeyRingError::RotationUnderWay(kid)) if kid == *key(2).kid()
        ));
        ring.rotate(NOW + LEAD, key(3)).unwrap();
    }

    #[test]
    fn a_lost_key_goes_at_once() {
        let mut ring = KeyRing::new(key(1));
        ring.rotate_at_once(NOW, key(2)).unwrap();
        assert_eq!(ring.signer(NOW).kid(), key(2).kid());
        assert!(ring.revoke(key(1).kid()));
        assert_eq!(published(&ring, NOW), [key(2).kid().clone()]);
        assert!(!ring.revoke(key(2).kid()));
    }

    #[test]
    fn a_ring_survives_being_stored_and_refuses_nonsense() {
        let mut ring = KeyRing::new(key(1));
        ring.rotate_at_once(NOW, key(2)).unwrap();
        ring.rotate(NOW + 1, key(3)).unwrap();
        let again = KeyRing::from_records(ring.records()).unwrap();
        assert_eq!(again.public_jwks(NOW + 1), ring.public_jwks(NOW + 1));
        assert_eq!(again.records().len(), 3);

        assert_eq!(
            KeyRing::from_records([]).unwrap_err(),
            KeyRingError::Inconsistent { active: 0, next: 0 }
        );
        let record = |key, state| KeyRecord { key, state };
        let two = [
            record(key(1), KeyState::Active),
            record(key(2), KeyState::Active),
        ];
        assert_eq!(
            KeyRing::from_records(two).unwrap_err(),
            KeyRingError::Inconsistent { active: 2, next: 0 }
        );
    }

    #[test]
    fn a_document_for_peers_with_one_remembered_key_is_signed_by_all_they_may_know() {
        let mut ring = KeyRing::new(key(1));
        ring.rotate(NOW, key(2)).unwrap();
        let kids = |ring: &KeyRing, now| -> Vec<KeyId> {
            ring.signers(now)
                .into_iter()
                .map(|key| key.kid().clone())
                .collect()
        };
        assert_eq!(kids(&ring, NOW), [key(1).kid().clone()]);
        assert_eq!(
            kids(&ring, NOW + LEAD),
            [key(2).kid().clone(), key(1).kid().clone()]
        );
    }
}
