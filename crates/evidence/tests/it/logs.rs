//! What the tests share: logs of a known content.

use std::sync::Arc;

use evidence::{
    Algorithm, Entry, MemoryStore, Publisher, SignerKey, TileStore, VerifierKey, Verifiers,
};

pub(crate) const ORIGIN: &str = "helsinki.example/log";
pub(crate) const NOW: u64 = 1_790_000_000;

pub(crate) fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(name, Algorithm::Ed25519, &[seed; 32]).unwrap()
}

pub(crate) fn signer() -> SignerKey {
    key(ORIGIN, 1)
}

pub(crate) fn verifier() -> VerifierKey {
    signer().verifier().clone()
}

pub(crate) fn verifiers() -> Verifiers {
    let mut verifiers = Verifiers::new();
    verifiers.trust_log(ORIGIN, &verifier());
    verifiers
}

/// Entry `index` of every test log: of changing length, sometimes empty.
pub(crate) fn entry(index: u64) -> Entry {
    let data = format!("entry {index};")
        .repeat(usize::try_from(index % 4).unwrap())
        .into_bytes();
    Entry { index, data }
}

pub(crate) fn entries(range: std::ops::Range<u64>) -> Vec<Entry> {
    range.map(entry).collect()
}

pub(crate) fn open(store: Arc<dyn TileStore>) -> Publisher {
    Publisher::open(signer(), &[], store, NOW).unwrap()
}

/// A log of `size` entries in memory.
pub(crate) fn log(size: u64) -> Publisher {
    let publisher = open(Arc::new(MemoryStore::new()));
    publisher.publish(&entries(0..size), NOW).unwrap();
    publisher
}
