//! What can go wrong between sockets, and what the parts shared by all parties do about it.
#![allow(clippy::doc_markdown, clippy::unwrap_used)]

mod api_guide;
mod cross_site;
mod delivering;
mod fetching;
mod health;
mod keys;
mod language;
mod limits;
mod log;
mod pages;
mod problems;
mod proxies;
mod shutdown;
mod staff;
mod support;
mod tls;
