//! A running connector between peers that know only the 2021 text.
#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod city;
mod faults;
mod gateways;
mod mim4;
mod own_data;
mod peers;
mod release;
mod tickets;
mod upstream;
