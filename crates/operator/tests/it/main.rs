//! A real operator on a free port with SQLite in a temporary folder, and the peers it has: connectors, services,
//! persons.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::missing_panics_doc,
    clippy::semicolon_if_nothing_returned,
    clippy::format_push_string,
    clippy::items_after_statements,
    clippy::type_complexity
)]

mod administration;
mod apps;
mod authenticator;
mod batches;
mod city;
mod descriptions;
mod discovery;
mod feeds;
mod flow;
mod freshness;
mod guards;
mod home;
mod identities;
mod leaving;
mod links;
mod login_changes;
mod mim4;
mod minimal_connector;
mod notifications;
mod openid;
mod own_data;
mod own_pages;
mod pages;
mod passkeys;
mod persons;
mod public;
mod push;
mod push_devices;
mod receipts;
mod requirements;
mod restart;
mod rights;
mod rights_letters;
mod rules;
mod rules_pages;
mod service_desk;
mod service_pages;
mod services;
mod smtp;
mod webhooks;
