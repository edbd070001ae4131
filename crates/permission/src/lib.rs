//! What a person allowed: datasets, intended uses, permissions, standing rules, deciding and filtering
#![forbid(unsafe_code)]

pub mod attributes;
pub mod filter;

pub use attributes::{AttributePath, AttributeSet, AttributeTable};
