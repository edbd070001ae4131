//! What can be proved later: tamper-evident log, checkpoints, proofs, receipts.
//!
//! A log is an RFC 6962 Merkle tree in the C2SP formats, so that tools not ours can read and check
//! it. Its entries come, durable and numbered, from the database ([`Publisher`]); private logs hold
//! [commitments](commitment) only. What a person takes away ([`LogProof`], [`receipt`]) is checked
//! offline by [`verify`].
#![forbid(unsafe_code)]

pub mod checkpoint;
pub mod commitment;
mod error;
mod hash;
pub mod journal;
mod jws;
mod keys;
pub mod merkle;
pub mod note;
pub mod proof;
pub mod publisher;
pub mod receipt;
pub mod tiles;
mod trust;
pub mod verify;
pub mod witness;

pub use checkpoint::{Checkpoint, SignedCheckpoint, VerifiedCheckpoint};
pub use commitment::{Salt, canonical_json, commit};
pub use error::{Error, Result};
pub use hash::{HASH_LENGTH, Hash};
pub use journal::Journal;
pub use keys::{Algorithm, SignerKey, VerifierKey};
pub use proof::LogProof;
pub use publisher::{Entry, Pace, Publisher};
pub use receipt::ReceiptFile;
pub use tiles::{DirectoryStore, MemoryStore, Resource, TileStore};
pub use trust::Verifiers;
pub use verify::{Report, verify_file, verify_path};
