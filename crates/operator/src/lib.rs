//! The person's side: accounts, permissions, tickets, introspection, access log.
//!
//! Laid out by what a user does. Each folder has `api.rs` (the JSON API), `pages.rs` (the HTML pages) where
//! there is one, and the domain logic both call, as methods of [`Operator`]:
//!
//! - a person: [`accounts`] (log in, identifiers), `links` (with sources), [`permissions`] (requests, decisions, receipts), [`rules`]
//!   (standing rules), `access_log`, `self_access` (their own data, straight from its source), [`apps`] (whom they
//!   let act for them), [`feeds`], [`leaving`] (download everything, close the account);
//! - a service: `oauth` (access tokens), [`permissions`] (asking, what it holds), `tickets`, [`intended_uses`] (its drafts),
//!   [`webhooks`], `statistics`, [`organisations`] (its keys);
//! - a connector: `introspection`, `access_log` (outcomes), `events`;
//! - whoever runs the operator: [`organisations`], [`intended_uses`], [`sources`], `admin`;
//! - everybody: `public` (who runs it, privacy, accessibility, status, catalogue).
#![forbid(unsafe_code)]

mod access_log;
pub mod accounts;
mod admin;
pub mod apps;
pub mod clock;
mod config;
mod error;
mod events;
pub mod feeds;
mod guide;
mod home;
pub mod intended_uses;
mod introspection;
mod journal;
mod known;
mod leases;
pub mod leaving;
mod links;
mod metadata;
pub mod notifications;
mod oauth;
mod operator;
pub mod organisations;
mod pages;
pub mod permissions;
mod public;
mod random;
mod rights;
pub mod rules;
mod self_access;
pub mod sources;
mod staff;
mod start;
mod statistics;
mod tickets;
pub mod webhooks;

pub use config::{Approval, Config, LONGEST_TICKET_SECONDS, Limits, OidcProvider, TrustGroup};
pub use error::{Error, Result};
pub use operator::Operator;
pub use public::feedback::{Feedback, Written};
pub use public::provider::{Accessibility, Conformance, Provider, Reference};
pub use start::Running;
