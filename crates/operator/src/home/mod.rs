//! The home page: what waits for an answer, who gets what, what ends soon, what happened lately.
mod flows;
mod map;
pub(crate) mod pages;
