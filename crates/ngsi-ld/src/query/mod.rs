//! Which entities are wanted (ETSI GS CIM 009 §4.9 to §4.11, §4.17, §4.19, §4.23): parsed once, then asked of each.
//!
//! Names are expanded when a query is parsed. What comes from clients is bounded in depth and number of terms.

mod collation;
mod compare;
mod condition;
mod geo;
mod logic;
mod order;
mod select;
mod shape;
mod temporal;

use regex::{Regex, RegexBuilder};

use crate::problem::Problem;

pub use condition::{Condition, Linked};
pub use geo::{GeoQuery, Relation};
pub use order::Order;
pub use select::{ScopeQuery, TypeSelection};
pub use temporal::{TemporalQuery, TimeProperty, TimeRelation};

/// Compiled size of a pattern: patterns come from clients.
const PATTERN_BYTES: usize = 256 * 1024;

/// A regular expression that a client gave.
///
/// # Errors
/// [`Problem`] when it is none, or too large a one.
pub fn pattern(text: &str) -> Result<Regex, Problem> {
    RegexBuilder::new(text)
        .size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| Problem::bad_data(format!("`{text}` is not a pattern")))
}
