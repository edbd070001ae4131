//! The broker over HTTP, on a port of its own.
#![allow(clippy::unwrap_used)]

mod attributes;
mod batch;
mod clients;
mod contexts;
mod discovery;
mod distributed;
mod distributed_subscriptions;
mod entities;
mod filters;
mod index;
mod iot_agent;
mod mosquitto;
mod mqtt;
mod peer;
mod query;
mod reads;
mod receiver;
mod registrations;
mod restarts;
mod source;
mod source_subscriptions;
mod spread_batches;
mod subscriptions;
mod temporal;
mod temporal_queries;
mod temporal_sources;
#[path = "../../../../tests/tools.rs"]
mod tools;
mod writes;
