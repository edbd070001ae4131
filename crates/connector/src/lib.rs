//! The source's side: the gateway in front of a data source, for all operators (MIM4 §4.2). The only place where data
//! is released.
//!
//! Laid out by what happens to a request: [`enforcement`] (the order of checks) asks `trust` (whose ticket it may be),
//! the operator (introspection, in `app`), `sources` (where the data is), and writes `releases` (the connector's own
//! log, and what the operator is told). `entities` fills the embedded store, `metadata` says what is offered.
#![forbid(unsafe_code)]

mod app;
mod clock;
pub mod config;
mod enforcement;
mod entities;
mod error;
mod events;
mod metadata;
mod pool;
mod releases;
mod routes;
mod secrets;
mod sources;
mod start;
mod trust;

pub use clock::Clock;
pub use config::Config;
pub use error::{Error, Result};
pub use start::{Running, check};

/// A connector; see [`Connector::start`].
#[derive(Debug)]
pub struct Connector;
