//! Evidence, seen from outside.
#![allow(clippy::unwrap_used)]

mod crash;
mod cross_check;
mod files;
mod journal;
mod logs;
mod publishing;
mod receipts;
mod running;
mod tree;
mod verifying;
mod witnessing;
