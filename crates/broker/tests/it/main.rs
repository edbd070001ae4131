//! The broker over HTTP, on a port of its own.
#![allow(clippy::unwrap_used)]

mod entities;
mod peer;
