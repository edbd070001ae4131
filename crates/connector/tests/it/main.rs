//! A running connector between peers that know only the 2021 text.

mod city;
mod faults;
mod mim4;
mod peers;
mod release;
mod tickets;
