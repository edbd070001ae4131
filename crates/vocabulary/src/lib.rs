//! Terms of the W3C Data Privacy Vocabulary (DPV) 2.3 as compact tables.
//!
//! Purposes, processing operations, personal data, legal bases, states of consent, rights,
//! justifications and kinds of organisations, each with its label and its place in the hierarchy. A [`Term`] is a number that
//! is compared, copied and asked [`is_a`](Term::is_a) in constant time. Keep its IRI, never the
//! number: numbers change with the version of the vocabulary.
//!
//! The tables are written by the crate's `generate` example from DPV's own files; see `NOTICE`.
#![forbid(unsafe_code)]

mod kind;
mod nearest;
#[rustfmt::skip]
#[allow(clippy::unreadable_literal, reason = "rows of bits, written by the generator")]
mod tables;
mod term;

pub use kind::{Kind, ParseKindError};
pub use nearest::nearest_of;
pub use term::{Compact, Term, UnknownTerm, rights_for};

/// The version of the vocabulary the tables were made from.
pub const VERSION: &str = "2.3";

/// Where the terms of one kind and their rows of closure bits lie in the tables.
struct Range {
    start: u16,
    end: u16,
    /// Words of one row of bits.
    stride: usize,
    /// First word of the kind's rows.
    offset: usize,
}
