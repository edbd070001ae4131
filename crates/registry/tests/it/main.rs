//! A running registry, asked over HTTP.

#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod catalogue;
#[path = "../../../../tests/dcat.rs"]
mod dcat;
mod peer;
mod sharing;
mod sources;
mod sources_page;
mod trust_list;
