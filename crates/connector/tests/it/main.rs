//! A running connector between peers that know only the 2021 text.
#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod agw_tokens;
mod api;
mod asked;
mod broker_subscriptions;
mod brokers;
mod buckets;
mod catalogues;
mod changes;
mod city;
mod clients;
mod data_models;
#[path = "../../../../tests/dcat.rs"]
mod dcat;
mod desk;
mod drafts;
mod entity_maps;
mod examples;
mod faults;
mod files;
mod gateway_calls;
mod gateway_folder;
mod gateway_parts;
mod gateway_routes;
mod gateway_trials;
mod gateway_typos;
mod gateways;
mod gdpr_api;
mod helsinki;
mod history;
mod hostile;
mod kept_entities;
mod links;
mod logins;
mod mapping;
mod memory;
mod mim4;
mod model_changes;
mod ngsi_ld;
mod open_store;
mod own_data;
mod own_store;
mod pages;
mod peers;
mod pods;
mod polling;
#[allow(clippy::pedantic)]
#[path = "../../../storage/tests/it/postgres.rs"]
mod postgres;
mod process;
mod pseudonyms;
mod queries;
mod rehearsal;
mod release;
mod rest;
mod source_faults;
mod source_subscriptions;
mod sql;
mod sql_faults;
mod staff;
mod staff_editor;
mod staff_log;
mod store_faults;
mod subscription_oracles;
mod subscriptions;
mod tickets;
mod tls;
#[path = "../../../../tests/tools.rs"]
mod tools;
mod upstream;
mod wire;
