//! The MIM4 conformance suite: black-box tests of any operator, connector or registry
#![forbid(unsafe_code)]
