//! A running registry, asked over HTTP.

mod peer;
mod trust_list;
