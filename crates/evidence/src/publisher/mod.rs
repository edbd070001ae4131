//! The one writer of a log: turns entries into tiles and signed checkpoints.
//!
//! Entries get their index elsewhere, durably (in the database). The publisher follows on: tiles
//! first, then the checkpoint that covers them. Whenever it stops in between, it goes on from the
//! last checkpoint; entries published twice make the same tiles.

mod edge;
mod run;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use self::edge::Edge;
pub use self::run::{Pace, run};
use crate::{
    Checkpoint, Error, LogProof, Result, SignedCheckpoint, Verifiers,
    note::{Signature, SignerKey, VerifierKey},
    tiles::{Resource, TileReader, TileStore},
};

/// One log entry with its place, as the database gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index in the log, from 0, without gaps.
    pub index: u64,
    /// What is in the log: a commitment's 32 bytes, or a whole public record. At most 65,535 bytes.
    pub data: Vec<u8>,
}

/// The writer of one log. One process, one publisher per log.
pub struct Publisher {
    signer: SignerKey,
    store: Arc<dyn TileStore>,
    state: Mutex<State>,
    latest: watch::Sender<Arc<SignedCheckpoint>>,
}

struct State {
    edge: Edge,
    /// A checkpoint known to have been signed that the store has lost; see [`Publisher::signed_before`].
    ahead: Option<Checkpoint>,
}

impl Publisher {
    /// Opens the log of `signer`'s name: goes on from the stored checkpoint, or begins the log with
    /// the signed checkpoint of no entries. `former` are earlier keys of the log, whose checkpoints
    /// still count; `now` is in Unix seconds. Blocks.
    ///
    /// # Errors
    /// [`Error::LogDisagrees`] when tiles and checkpoint don't fit, [`Error::Missing`] when there are
    /// tiles but no checkpoint or the other way round, [`Error::WouldFork`] when the checkpoint is of
    /// another log, those of [`SignedCheckpoint::verify`], [`Error::Io`].
    pub fn open(
        signer: SignerKey,
        former: &[VerifierKey],
        store: Arc<dyn TileStore>,
        now: u64,
    ) -> Result<Self> {
        let stored = match store.read(Resource::Checkpoint)? {
            Some(bytes) => Some(SignedCheckpoint::parse(&bytes)?),
            // Without its checkpoint nobody knows how far the log was signed: beginning anew could fork it.
            None if !store.is_empty()? => {
                return Err(Error::Missing {
                    path: Resource::Checkpoint.to_string(),
                });
            }
            None => None,
        };
        let Some(stored) = stored else {
            let edge = Edge::empty();
            let first = edge.checkpoint(signer.name()).sign(&signer, now)?;
            return Self::start(signer, store, edge, first, true);
        };
        let origin = signer.name();
        let checkpoint = stored.checkpoint();
        if checkpoint.origin != origin || !checkpoint.extensions.is_empty() {
            return Err(would_fork(checkpoint));
        }
        let mut verifiers = Verifiers::new();
        verifiers.trust_log(origin, signer.verifier());
        for key in former {
            verifiers.trust_log(origin, key);
        }
        stored.verify(&verifiers)?;
        let edge = Edge::read(checkpoint, &*store)?;

        let mut current = Verifiers::new();
        current.trust_log(origin, signer.verifier());
        if stored.verify(&current).is_ok() {
            return Self::start(signer, store, edge, stored, false);
        }
        // After a key change the same head is signed again with the new key.
        let again = checkpoint.clone().sign(&signer, now)?;
        Self::start(signer, store, edge, again, true)
    }

    fn start(
        signer: SignerKey,
        store: Arc<dyn TileStore>,
        edge: Edge,
        checkpoint: SignedCheckpoint,
        write: bool,
    ) -> Result<Self> {
        if write {
            store.write(&[(Resource::Checkpoint, checkpoint.to_string().into_bytes())])?;
        }
        let (latest, _) = watch::channel(Arc::new(checkpoint));
        let state = Mutex::new(State { edge, ahead: None });
        Ok(Self {
            signer,
            store,
            state,
            latest,
        })
    }

    /// Tells the publisher of a checkpoint of this log that was signed before and kept elsewhere
    /// (in the database, by a witness). If the store has fallen behind it, say after restoring a
    /// backup, nothing is signed until the entries have grown to it again and agree with it.
    ///
    /// # Errors
    /// [`Error::WouldFork`] when the stored log contradicts it; those of [`TileReader`].
    pub fn signed_before(&self, before: &Checkpoint) -> Result<()> {
        if before.origin != self.signer.name() {
            return Err(would_fork(before));
        }
        let mut state = self.state();
        let size = state.edge.size();
        if before.size > size {
            let further = state
                .ahead
                .as_ref()
                .is_none_or(|ahead| ahead.size < before.size);
            if further {
                state.ahead = Some(before.clone());
            }
            return Ok(());
        }
        let mut nodes = TileReader::new(&*self.store, size);
        let then = crate::merkle::Frontier::read(before.size, &mut nodes)?;
        if then.root() == before.root {
            Ok(())
        } else {
            Err(would_fork(before))
        }
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        self.signer.name()
    }

    /// The key that checkpoints are verified with.
    pub fn verifier(&self) -> &VerifierKey {
        self.signer.verifier()
    }

    /// The latest checkpoint.
    pub fn latest(&self) -> Arc<SignedCheckpoint> {
        self.latest.borrow().clone()
    }

    /// Follows the latest checkpoint.
    pub fn watch(&self) -> watch::Receiver<Arc<SignedCheckpoint>> {
        self.latest.subscribe()
    }

    /// The files of the log.
    pub fn store(&self) -> &Arc<dyn TileStore> {
        &self.store
    }

    /// Number of entries published in tiles. The latest checkpoint covers as many, except
    /// while the log grows back to one [`Publisher::signed_before`].
    pub fn size(&self) -> u64 {
        self.state().edge.size()
    }

    /// Waits for a checkpoint that covers the entry `index`; gives `None` when the publisher goes away before.
    pub async fn covered(&self, index: u64) -> Option<Arc<SignedCheckpoint>> {
        let mut latest = self.watch();
        let covering = latest
            .wait_for(|signed| signed.checkpoint().size > index)
            .await;
        covering.ok().map(|signed| signed.clone())
    }

    /// Proves the entry `index` against the latest checkpoint. Blocks.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when it isn't covered yet; those of [`LogProof::make`].
    pub fn prove(&self, index: u64) -> Result<LogProof> {
        LogProof::make(&*self.store, index, &self.latest())
    }

    /// Appends entries, in the order of their index, and signs. Entries that are published already
    /// are passed over after comparing them; without new ones the latest checkpoint is given back
    /// unchanged. `now` is in Unix seconds. Blocks; on any error nothing has happened.
    ///
    /// # Errors
    /// [`Error::Gap`] when they don't follow on, [`Error::WouldFork`] when one differs from what is
    /// published, [`Error::TooLarge`], [`Error::Immutable`], [`Error::Io`].
    pub fn publish(&self, entries: &[Entry], now: u64) -> Result<Arc<SignedCheckpoint>> {
        let mut state = self.state();
        let size = state.edge.size();
        let published = entries
            .iter()
            .take_while(|entry| entry.index < size)
            .count();
        let (known, new) = entries.split_at(published);
        self.compare(known, size)?;
        if new.is_empty() {
            return Ok(self.latest());
        }

        let mut edge = state.edge.clone();
        let mut files = Vec::new();
        let mut ahead = state.ahead.clone();
        for entry in new {
            if entry.index != edge.size() {
                return Err(Error::Gap {
                    given: entry.index,
                    size: edge.size(),
                });
            }
            edge.append(&entry.data, &mut files)?;
            if let Some(before) = ahead.take_if(|before| before.size == edge.size())
                && edge.root() != before.root
            {
                return Err(would_fork(&before));
            }
        }
        let full: Vec<Resource> = files.iter().map(|(resource, _)| *resource).collect();
        files.extend(edge.partial());
        self.store.write(&files)?;
        // INVARIANT: every tile of a checkpoint is durable before it is signed and shown.
        if ahead.is_none() {
            let signed = edge
                .checkpoint(self.signer.name())
                .sign(&self.signer, now)?;
            self.store
                .write(&[(Resource::Checkpoint, signed.to_string().into_bytes())])?;
            self.latest.send_replace(Arc::new(signed));
        }
        state.edge = edge;
        state.ahead = ahead;
        for resource in full {
            self.store.remove_partial(resource);
        }
        Ok(self.latest())
    }

    /// Adds witnesses' cosignatures to the latest checkpoint and stores it. `cosigned` is the
    /// checkpoint they are for; nothing happens when a later one has been signed meanwhile. The
    /// caller has verified them. Blocks.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn add_cosignatures(
        &self,
        cosigned: &Checkpoint,
        cosignatures: impl IntoIterator<Item = Signature>,
    ) -> Result<Arc<SignedCheckpoint>> {
        let _state = self.state();
        let latest = self.latest();
        if latest.checkpoint() != cosigned {
            return Ok(latest);
        }
        let mut signed = (*latest).clone();
        for cosignature in cosignatures {
            signed.add(cosignature);
        }
        self.store
            .write(&[(Resource::Checkpoint, signed.to_string().into_bytes())])?;
        self.latest.send_replace(Arc::new(signed));
        Ok(self.latest())
    }

    /// Entries given again must be those published.
    fn compare(&self, known: &[Entry], size: u64) -> Result<()> {
        let reader = TileReader::new(&*self.store, size);
        for entry in known {
            if reader.entry(entry.index)? != entry.data {
                return Err(would_fork(self.latest().checkpoint()));
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // INVARIANT: the state is replaced as a whole at the end of `publish`, so a panic leaves it good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher")
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

fn would_fork(before: &Checkpoint) -> Error {
    Error::WouldFork {
        origin: before.origin.clone(),
        size: before.size,
    }
}
