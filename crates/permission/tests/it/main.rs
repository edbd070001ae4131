//! Datasets, intended uses, permissions, rules and decisions as their users meet them.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a step that fails fails the test")]

mod bodies;
mod deciding;
mod documents;
mod invariants;
mod life;
mod properties;
mod reference;
mod rules;
mod world;
