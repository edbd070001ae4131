//! A running registry, asked over HTTP.

#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod peer;
mod trust_list;
