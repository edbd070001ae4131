//! The protocol as others see it: published vectors, minimal peers of 2021, every refusal, and
//! anything at all as input.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]
// values are made where they are passed, imports stand where they are used, and texts are short
#![allow(
    clippy::needless_pass_by_value,
    clippy::items_after_statements,
    clippy::naive_bytecount
)]

mod anything;
mod client_authentication;
mod documents;
mod events;
mod forge;
mod introspection;
mod keys;
mod links;
mod proofs;
mod self_access;
mod tickets;
mod trust_lists;
