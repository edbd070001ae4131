//! The source's side: the gateway in front of a data source, for all operators (MIM4 §4.2). The only place where data
//! is released.
//!
//! Laid out by what happens to a request: a `worker` takes it, `enforcement` (the order of checks) asks `trust` (whose
//! ticket it may be), the operator (`introspection`, or `leases` on an earlier answer) and `sources` (where the data
//! is), and writes `releases` (the connector's own log, and what operators are told from it). `ngsi_ld` looks at what is
//! permitted, `subscriptions` tell services of changes to it, `events` end what is no longer, `entities` fill the embedded store, `gateways` run the files of the
//! 2021 reference connector, `metadata` says what is offered, `rehearsal` tries it all
//! before anybody is served. `staff` are the pages of those who answer for the source.
#![forbid(unsafe_code)]

mod access_token;
mod app;
mod check;
mod clock;
pub mod config;
pub mod draft;
mod encoding;
mod enforcement;
mod entities;
mod error;
mod events;
mod gateways;
mod gdpr_api;
mod inbox;
mod introspection;
mod leases;
mod links;
mod mapping;
mod metadata;
mod ngsi_ld;
mod offering;
mod open;
mod percent;
mod pool;
pub mod rehearsal;
mod releases;
mod routes;
mod self_access;
mod sources;
mod staff;
mod start;
mod subscriptions;
mod trust;
mod worker;
mod xml;

pub use check::check;
pub use clock::Clock;
pub use config::Config;
pub use encoding::Encoding;
pub use error::{Error, Result};
pub use releases::LogKind;
pub use sources::files::csv as records;
pub use start::Running;

/// A connector; see [`Connector::start`].
#[derive(Debug)]
pub struct Connector;
