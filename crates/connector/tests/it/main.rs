//! A running connector between peers that know only the 2021 text.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::unused_self,
    clippy::assigning_clones,
    clippy::duration_suboptimal_units
)]

#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod city;
mod faults;
mod mim4;
mod peers;
mod release;
mod tickets;
