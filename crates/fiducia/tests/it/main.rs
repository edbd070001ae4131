//! Scenarios: real processes, real sockets, the binary as its users have it.

#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

mod city;
mod commands;
mod crash;
mod datasette;
mod descriptions;
mod discovery;
mod drafts;
mod federation;
mod gateway_files;
mod guide;
mod importing;
mod joining;
mod leaving;
mod links;
mod links_openid;
mod links_sms;
mod open;
mod own_data;
mod own_letters;
mod party;
mod rehearsal;
mod rotation;
mod service_desk;
mod shutdown;
mod sources;
mod story;
mod subscription;
mod upstream;
