//! The party's signing keys: kept sealed in its database, rotated with overlap, published at `/jwks.json`. Those that
//! were replaced stay at `/former-keys.json` for good, for what they have signed must be verifiable for years.
//!
//! Any number of processes share the keys of one database: each looks for changes, and a new key is known to all
//! long before it signs ([`Overlap`]).

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use protocol::jose::{Algorithm, Jwk, Jwks, KeyId, KeySet, SigningKey};
use protocol::key_ring::{KeyRecord, KeyRing, KeyState as RingState, LEAD, OVERLAP};
use rand::Rng;
use serde::{Deserialize, Serialize};
use storage::Database;
use storage::keys::{KeyState, Keys as _, NewKey, ReplacedKey, SigningKey as StoredKey};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::Error;
use crate::time::{now_micros, now_seconds};

/// The purpose under which the database keeps the keys that sign tokens and documents.
const PURPOSE: &str = "jose";

const MICROS: i64 = 1_000_000;

/// Looks at the database during a lead, at the least: each process has seen a new key well before any signs with it.
const LOOKS_PER_LEAD: u32 = 10;

/// What a party signs with, as its configuration says. A change takes effect with the next new key: the one in force
/// stays what it is, and is replaced in time or on command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureAlgorithm {
    /// Ed25519.
    #[default]
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// ECDSA on P-256 with SHA-256, for peers that verify nothing else.
    #[serde(rename = "ES256")]
    Es256,
}

impl From<SignatureAlgorithm> for Algorithm {
    fn from(setting: SignatureAlgorithm) -> Self {
        match setting {
            SignatureAlgorithm::EdDsa => Self::EdDsa,
            SignatureAlgorithm::Es256 => Self::Es256,
        }
    }
}

/// How often keys are looked at and how long one signs.
#[derive(Clone, Copy, Debug)]
pub struct KeySchedule {
    /// Time between looks at the database for what other processes did. Far below [`LEAD`] (300 s), so that every
    /// process publishes a new key before any signs with it; a shorter lead shortens it.
    pub look: Duration,
    /// Age at which the active key is replaced; `None` rotates on command only.
    pub rotate_after: Option<Duration>,
}

impl Default for KeySchedule {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            rotate_after: Some(Duration::from_hours(90 * 24)),
        }
    }
}

/// How long keys overlap when they rotate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Seconds a new key is published before it signs, and others may keep the published keys.
    lead: i64,
    /// Seconds a replaced key stays published.
    kept: i64,
}

impl Overlap {
    /// The shortest that loses nothing, in seconds: tokens and tickets live for 300 s, published keys are kept by others
    /// for 300 s, clocks differ by 60 s.
    pub const SHORTEST_SECONDS: u32 = 660;
    /// The usual one, in seconds.
    pub const USUAL_SECONDS: u32 = 1_260;

    /// A replaced key stays published for `seconds`. A new one is published as long before it signs, but no longer than
    /// others keep what is published.
    pub fn of_seconds(seconds: u32) -> Self {
        let kept = i64::from(seconds);
        Self {
            lead: LEAD.min(kept),
            kept,
        }
    }
}

impl Default for Overlap {
    fn default() -> Self {
        Self {
            lead: LEAD,
            kept: OVERLAP,
        }
    }
}

/// The signing keys of a party.
pub struct Keys {
    database: Database,
    algorithm: Algorithm,
    overlap: Overlap,
    snapshot: ArcSwap<Snapshot>,
}

/// The keys as last read.
struct Snapshot {
    ring: KeyRing,
    active_since: i64,
    former: FormerKeys,
}

/// A JWK set (RFC 7517) of replaced keys, newest first, each with the time in which it signed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormerKeys {
    /// The keys.
    pub keys: Vec<FormerKey>,
}

/// A key that signs no more. Its times have the names and the unit that they have in tokens (RFC 7519 §4.1), in unix
/// seconds.
#[derive(Clone, Debug, Serialize)]
pub struct FormerKey {
    /// The public key.
    #[serde(flatten)]
    pub jwk: Jwk,
    /// It has signed nothing before.
    pub nbf: i64,
    /// It has signed nothing after.
    pub exp: i64,
}

impl Keys {
    /// Reads the keys, making the first one (which signs at once) if there is none. The database needs a vault.
    pub async fn open(database: Database, algorithm: Algorithm) -> Result<Arc<Self>, Error> {
        Self::open_with(database, algorithm, Overlap::default()).await
    }

    /// As [`Keys::open`], with another overlap than the usual one.
    pub async fn open_with(
        database: Database,
        algorithm: Algorithm,
        overlap: Overlap,
    ) -> Result<Arc<Self>, Error> {
        if database.signing_keys(PURPOSE).await?.is_empty() {
            add(&database, &generate(algorithm)?, KeyState::Active).await?;
        }
        let snapshot = ArcSwap::from_pointee(read(&database, overlap).await?);
        Ok(Arc::new(Self {
            database,
            algorithm,
            overlap,
            snapshot,
        }))
    }

    /// The key to sign with now. Cheap: for every signature anew.
    pub fn signer(&self) -> SigningKey {
        self.snapshot.load().ring.signer(now_seconds()).clone()
    }

    /// Every key to sign a document with that peers verify under one remembered key, the signer first.
    pub fn signers(&self) -> Vec<SigningKey> {
        self.snapshot
            .load()
            .ring
            .signers(now_seconds())
            .into_iter()
            .cloned()
            .collect()
    }

    /// The public keys as published, the signer first.
    pub fn jwks(&self) -> Jwks {
        self.snapshot.load().ring.public_jwks(now_seconds())
    }

    /// The public keys, decoded: to verify what this party itself signed.
    pub fn key_set(&self) -> KeySet {
        self.snapshot.load().ring.key_set(now_seconds())
    }

    /// The keys that were replaced, also those still published with the others.
    pub fn former(&self) -> FormerKeys {
        self.snapshot.load().former.clone()
    }

    /// For how many seconds others may keep the published keys: as long as a new one is published before it signs.
    pub fn kept_by_others(&self) -> i64 {
        self.overlap.lead
    }

    /// Announces a new key: published now, it signs [`LEAD`] seconds later, or what the overlap says. Gives its id.
    ///
    /// # Errors
    /// [`storage::Error::Conflict`] while a rotation is under way.
    pub async fn rotate(&self) -> Result<KeyId, Error> {
        let key = generate(self.algorithm)?;
        self.insert(&key, KeyState::Next).await?;
        Ok(key.kid().clone())
    }

    /// Replaces the active key at once: after a loss, or in a test. Peers fetch the keys again when they meet it.
    pub async fn rotate_at_once(&self) -> Result<KeyId, Error> {
        let key = generate(self.algorithm)?;
        self.insert(&key, KeyState::Active).await?;
        Ok(key.kid().clone())
    }

    async fn insert(&self, key: &SigningKey, state: KeyState) -> Result<(), Error> {
        add(&self.database, key, state).await?;
        self.refresh().await
    }

    /// Reads the keys again, after another process or the command line changed them.
    pub async fn refresh(&self) -> Result<(), Error> {
        let newest = read(&self.database, self.overlap).await?;
        self.snapshot.store(Arc::new(newest));
        Ok(())
    }

    /// Keeps the keys current until `stop`: takes up what other processes did, carries out what is due.
    pub fn spawn(
        self: &Arc<Self>,
        schedule: KeySchedule,
        stop: CancellationToken,
    ) -> JoinHandle<()> {
        let keys = Arc::clone(self);
        let lead = Duration::from_secs(self.overlap.lead.unsigned_abs());
        let look = schedule.look.min(lead / LOOKS_PER_LEAD);
        tokio::spawn(async move {
            while stop
                .run_until_cancelled(tokio::time::sleep(look))
                .await
                .is_some()
            {
                if let Err(error) = keys.advance(schedule.rotate_after, now_seconds()).await {
                    tracing::error!(%error, "the signing keys cannot be kept current");
                }
            }
        })
    }

    /// Carries out what is due at `now`, in unix seconds. Other processes do the same; who comes second finds it done.
    async fn advance(&self, rotate_after: Option<Duration>, now: i64) -> Result<(), Error> {
        for key in self.database.signing_keys(PURPOSE).await? {
            let outcome = match key.state {
                KeyState::Next if active_from(&key, self.overlap) <= now => {
                    self.database
                        .activate_signing_key(PURPOSE, &key.kid, now * MICROS)
                        .await
                }
                KeyState::Retiring if until(&key, self.overlap) <= now => {
                    self.database.end_signing_key(&key.kid).await
                }
                _ => continue,
            };
            match outcome {
                Ok(()) => tracing::info!(kid = key.kid, was = ?key.state, "a signing key moved on"),
                Err(storage::Error::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.refresh().await?;
        let age = now - self.snapshot.load().active_since;
        let due = rotate_after
            .is_some_and(|limit| i64::try_from(limit.as_secs()).is_ok_and(|limit| age >= limit));
        if due {
            match self.rotate().await {
                Ok(kid) => tracing::info!(%kid, "a new signing key is announced"),
                Err(Error::Storage(storage::Error::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// `/jwks.json` and `/former-keys.json`, kept by peers for as long as a new key is published before it signs.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/jwks.json", get(jwks))
            .route("/former-keys.json", get(former_keys))
            .with_state(Arc::clone(self))
    }
}

async fn jwks(State(keys): State<Arc<Keys>>) -> Response {
    key_set(&keys, &keys.jwks())
}

async fn former_keys(State(keys): State<Arc<Keys>>) -> Response {
    key_set(&keys, &keys.former())
}

fn key_set(keys: &Keys, set: &impl Serialize) -> Response {
    let cache = format!("public, max-age={}", keys.kept_by_others());
    let headers = [
        (CONTENT_TYPE, "application/jwk-set+json".to_owned()),
        (CACHE_CONTROL, cache),
    ];
    (headers, axum::Json(set)).into_response()
}

fn generate(algorithm: Algorithm) -> Result<SigningKey, Error> {
    let mut rng = rand::rng();
    SigningKey::generate(algorithm, &mut |bytes| rng.fill_bytes(bytes))
        .map_err(|error| Error::Key(error.to_string()))
}

async fn add(database: &Database, key: &SigningKey, state: KeyState) -> Result<(), Error> {
    let private: Zeroizing<Vec<u8>> = key.to_private_jwk();
    let public = serde_json::to_string(key.jwk()).map_err(|error| Error::Key(error.to_string()))?;
    let new = NewKey {
        kid: key.kid().as_str(),
        purpose: PURPOSE,
        algorithm: key.algorithm().as_str(),
        state,
        public_jwk: &public,
        private: &private,
    };
    Ok(database.add_signing_key(&new, now_micros()).await?)
}

async fn read(database: &Database, overlap: Overlap) -> Result<Snapshot, Error> {
    let stored = database.signing_keys(PURPOSE).await?;
    let active = stored.iter().find(|key| key.state == KeyState::Active);
    let active_since = active.map_or(0, |key| key.changed_at / MICROS);
    let records = stored.iter().map(|key| record(key, overlap));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let ring = KeyRing::from_records(records).map_err(|error| Error::Key(error.to_string()))?;
    let replaced = database.replaced_keys(PURPOSE).await?;
    let former = replaced.iter().map(former).collect::<Result<_, _>>()?;
    Ok(Snapshot {
        ring,
        active_since,
        former: FormerKeys { keys: former },
    })
}

fn former(stored: &ReplacedKey) -> Result<FormerKey, Error> {
    Ok(FormerKey {
        jwk: Jwk::from_json(stored.public_jwk.as_bytes())
            .map_err(|error| Error::Key(error.to_string()))?,
        nbf: stored.created_at.div_euclid(MICROS),
        exp: stored.replaced_at.div_euclid(MICROS),
    })
}

fn record(stored: &StoredKey, overlap: Overlap) -> Result<KeyRecord, Error> {
    let key = SigningKey::from_private_jwk(&stored.private)
        .map_err(|error| Error::Key(error.to_string()))?;
    let state = match stored.state {
        KeyState::Next => RingState::Next {
            active_from: active_from(stored, overlap),
        },
        KeyState::Active => RingState::Active,
        KeyState::Retiring => RingState::Retiring {
            until: until(stored, overlap),
        },
    };
    Ok(KeyRecord { key, state })
}

fn active_from(key: &StoredKey, overlap: Overlap) -> i64 {
    key.created_at / MICROS + overlap.lead
}

fn until(key: &StoredKey, overlap: Overlap) -> i64 {
    key.changed_at / MICROS + overlap.kept
}

#[cfg(test)]
mod tests {
    use storage::Schema;
    use storage::vault::{MasterKey, Vault};

    use super::*;

    async fn keys() -> (Arc<Keys>, tempfile::TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("party.sqlite");
        let vault = Vault::new(&MasterKey::generate());
        let database = Database::open(file.to_str().unwrap(), Schema::Operator, Some(vault));
        let keys = Keys::open(database.await.unwrap(), Algorithm::EdDsa).await;
        (keys.unwrap(), directory)
    }

    fn published(keys: &Keys) -> Vec<KeyId> {
        keys.jwks()
            .keys
            .into_iter()
            .filter_map(|key| key.kid)
            .collect()
    }

    #[tokio::test]
    async fn a_key_lives_through_its_states_in_time() {
        let (keys, _files) = keys().await;
        let old = keys.signer().kid().clone();
        let start = now_seconds();
        let new = keys.rotate().await.unwrap();

        keys.advance(None, start + LEAD - 1).await.unwrap();
        assert_eq!(keys.signer().kid(), &old);
        keys.advance(None, start + LEAD + 1).await.unwrap();
        assert_eq!(keys.signer().kid(), &new);
        assert_eq!(published(&keys), [new.clone(), old.clone()]);
        keys.advance(None, start + LEAD + OVERLAP).await.unwrap();
        assert_eq!(published(&keys), [new.clone(), old]);
        keys.advance(None, start + LEAD + OVERLAP + 2)
            .await
            .unwrap();
        assert_eq!(published(&keys), [new]);
        let former = keys.former().keys;
        assert_eq!(former.len(), 1, "published for good");
        assert!(former[0].nbf <= start && former[0].exp == start + LEAD + 1);
    }

    #[tokio::test]
    async fn a_configured_overlap_counts_before_and_after_a_key_signs() {
        for (seconds, lead) in [(10, 10), (86_400, LEAD)] {
            let (usual, _files) = keys().await;
            let overlap = Overlap::of_seconds(seconds);
            let keys = Keys::open_with(usual.database.clone(), Algorithm::EdDsa, overlap)
                .await
                .unwrap();
            assert_eq!(keys.kept_by_others(), lead);
            let old = keys.signer().kid().clone();
            let start = now_seconds();
            let new = keys.rotate().await.unwrap();
            keys.advance(None, start + lead - 1).await.unwrap();
            assert_eq!(keys.signer().kid(), &old);
            keys.advance(None, start + lead + 1).await.unwrap();
            assert_eq!(keys.signer().kid(), &new);
            let end = start + lead + i64::from(seconds);
            keys.advance(None, end).await.unwrap();
            assert_eq!(published(&keys), [new.clone(), old]);
            keys.advance(None, end + 2).await.unwrap();
            assert_eq!(published(&keys), [new]);
        }
    }

    #[tokio::test]
    async fn a_key_that_is_old_enough_is_replaced_by_itself_and_once_only() {
        let (keys, _files) = keys().await;
        let limit = Some(Duration::from_secs(1000));
        let start = now_seconds();
        keys.advance(limit, start + 900).await.unwrap();
        assert_eq!(published(&keys).len(), 1);
        keys.advance(limit, start + 1001).await.unwrap();
        assert_eq!(published(&keys).len(), 2);
        keys.advance(limit, start + 1002).await.unwrap();
        assert_eq!(keys.database.signing_keys(PURPOSE).await.unwrap().len(), 2);
    }
}
