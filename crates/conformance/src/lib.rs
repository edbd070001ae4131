//! The MIM4 conformance suite: what the specification requires, which tests prove it, and
//! black-box checks of any operator, connector or registry, ours or another's.
#![forbid(unsafe_code)]

mod report;
mod requirements;

pub use report::{ProvenBy, TestIndex, report};
pub use requirements::{
    OPEN, Party, REQUIREMENTS, Requirement, SECTIONS_WITHOUT_REQUIREMENTS, test_prefix,
};
