//! Nothing here: see `benches/decide.rs`.
