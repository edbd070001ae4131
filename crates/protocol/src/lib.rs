//! What is said on the wire: MIM4 documents, tokens and events, signed and verified.
//!
//! Nothing here opens a socket, reads a clock or draws randomness: time comes in as unix seconds
//! (`now: i64`), identifiers of tokens as [`ids::TokenId`], and key material as a
//! [`jose::Random`] or as bytes. So every rule can be tested exhaustively and fuzzed.
//!
//! The base is the MIM4 Connectivity Specification (Part 2, "§" in the comments), literally. Where
//! it is silent, this profile adds members; every parser ignores members it does not know, so that
//! a peer that implements only the 2021 text works unchanged.
//!
//! - Tokens: [`ticket`], [`dpop`], [`client_assertion`], [`access_token`], [`events`], [`service_event`], all over [`jose`].
//! - Documents: [`metadata`], [`trust_list`].
//! - Requests and answers: [`permission_request`], [`request_ticket`], [`token_endpoint`],
//!   [`introspection`], [`access_item`], [`links`].
//! - Messages to browsers: [`web_push`].
//! - Refusals: [`problem`], the closed list of names that every party's `/problems/<name>` pages are made from.
#![forbid(unsafe_code)]

pub mod access_item;
pub mod access_token;
pub mod client_assertion;
pub mod dpop;
mod error;
pub mod events;
pub mod form;
pub mod ids;
pub mod introspection;
pub mod jose;
pub mod json;
pub mod key_ring;
pub mod links;
pub mod metadata;
mod ndjson;
pub mod permission_request;
pub mod problem;
pub mod request_ticket;
pub mod self_access;
pub mod service_event;
pub mod ticket;
pub mod time;
pub mod token_endpoint;
pub mod trust_list;
pub mod url;
pub mod web_push;

pub use error::Error;
