//! The connector's own log (MIM4 §5.6.2): what was released, to whom, under which permission, and what was refused.
//! Never the values.
//!
//! The log is also the outbox: what each entry means for the operator and for the counts is told from the log, in its
//! order, by [`reports`].

pub(crate) mod api;
pub(crate) mod journal;
mod kind;
pub(crate) mod outcomes;
pub(crate) mod reading;
mod record;
pub(crate) mod refusals;
pub(crate) mod reports;
pub(crate) mod streaming;

pub use self::kind::LogKind;
pub(crate) use self::record::{Record, State, entry};

/// The name of the connector's log in its database.
pub(crate) const LOG: &str = "connector";
