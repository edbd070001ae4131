//! The governance side: trust groups, rulebooks, members
#![forbid(unsafe_code)]
