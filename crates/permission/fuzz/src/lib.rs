//! The bodies of the fuzz targets: the very code that the property tests run on random bytes.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "the tests use more of it than the targets do")]

#[path = "../../tests/it/bodies.rs"]
mod bodies;
#[path = "../../tests/it/reference.rs"]
mod reference;
#[path = "../../tests/it/world.rs"]
mod world;

/// Deciding, against the reference decider.
pub fn decisions(bytes: &[u8]) {
    bodies::decisions(bytes);
}

/// Lives of permissions: replay, chain of hashes, past states.
pub fn lives(bytes: &[u8]) {
    bodies::lives(bytes);
}

/// Standing rules over requests, against the reference.
pub fn outcomes(bytes: &[u8]) {
    bodies::outcomes(bytes);
}

/// Documents of any bytes.
pub fn documents(bytes: &[u8]) {
    bodies::documents(bytes);
}
