//! W3C Data Privacy Vocabulary terms as compact tables with their `is a` closure
#![forbid(unsafe_code)]

mod nearest;

pub use nearest::nearest_of;
