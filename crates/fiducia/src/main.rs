//! Fiducia: personal data infrastructure for cities
#![forbid(unsafe_code)]
fn main() {}
