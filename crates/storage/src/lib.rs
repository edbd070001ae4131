//! SQLite and PostgreSQL: the only crate that knows SQL.
//!
//! One [`Database`] speaks to either engine, chosen by its URL. There is one text per statement,
//! in the subset both engines share:
//!
//! - parameters are `$1`, `$2`, …; a bare parameter in arithmetic or in the select list is written
//!   `CAST($1 AS BIGINT)`, for PostgreSQL takes its type from the context;
//! - columns are `TEXT`, `BIGINT` and `BLOB` (which the migrations turn into `BYTEA` for PostgreSQL);
//!   times are microseconds since the epoch, truth is 0 or 1, JSON is text;
//! - ids are made in Rust; no sequences, no foreign keys, no triggers, no `SKIP LOCKED`, no advisory
//!   locks; `COUNT(*)` is a `BIGINT`, `SUM(x)` is written `CAST(SUM(x) AS BIGINT)`;
//! - lists are paged by key (`WHERE (at, id) < ($1, $2) ORDER BY at DESC, id DESC LIMIT $3`).
//!
//! Reads go to a pool ([`Database::fetch_all`] and its kin). Every write is a [`Unit`], committed
//! by the group-commit writer ([`Database::commit`]): what waits at the same time shares one
//! transaction and one sync.
//!
//! One module per thing stored, each with one trait implemented for [`Database`]; [`settings`] is
//! the smallest and shows the pattern.
#![forbid(unsafe_code)]

mod catalogue;
mod counters;
mod engine;
mod error;
mod migrations;
mod unit;
mod value;
mod writer;

pub mod backup;
pub mod broker;
pub mod connector;
pub mod foreign;
pub mod keys;
pub mod log;
pub mod operator;
pub mod outbox;
pub mod registry;
pub mod replay;
pub mod settings;
pub mod staff;
pub mod vault;

pub use catalogue::Schema;
pub use counters::Counters;
pub use engine::{Database, EngineKind, Record};
pub use error::{Error, Result};
pub use unit::{Committed, Table, Unit};
pub use value::Value;
