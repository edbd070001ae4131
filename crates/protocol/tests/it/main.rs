//! The protocol as others see it: published vectors, minimal peers of 2021, every refusal, and
//! anything at all as input.
#![allow(missing_docs)]

mod keys;
