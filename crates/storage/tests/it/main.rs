//! The storage crate as its callers see it, on both engines from the same test bodies.
//!
//! SQLite always; PostgreSQL at `FIDUCIA_TEST_POSTGRES` (a URL of a server on which databases may be
//! made), else at a server the tests start themselves. `FIDUCIA_TEST_NO_POSTGRES=1` leaves it out.
#![forbid(unsafe_code)]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::items_after_statements,
    clippy::format_collect,
    clippy::ref_option,
    clippy::duration_suboptimal_units
)]

mod backup;
mod broker;
mod crash;
mod engines;
mod entities;
mod history;
mod keys;
mod log;
mod lost_connection;
mod migrations;
mod outbox;
mod postgres;
mod push;
mod small;
mod sources;
mod statements;
mod subscriptions;
mod tables;
mod vault;
mod webhooks;
mod writer;
