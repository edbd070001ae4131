//! What the parties share at run time: server, problems, pages, sessions, guarded fetching.
//!
//! A party puts its routes together like this:
//!
//! ```no_run
//! # async fn start(routes: axum::Router, document: serde_json::Value) -> Result<(), web::Error> {
//! use web::page::Brand;
//! use web::{CancellationToken, Frame, Server, ServerConfig};
//!
//! let server = Server::bind(ServerConfig::default()).await?;
//! let frame = Frame::for_party("operator", &server.url(), Brand::default(), server.config());
//! let router = routes
//!     .merge(web::problem::router(&frame))
//!     .merge(web::health::Health::new().router()?)
//!     .merge(web::page::router(&frame))
//!     .merge(web::openapi::router(&frame, &document)?);
//! let stop = CancellationToken::new();
//! server.serve_router(frame.around(router), stop).await
//! # }
//! ```
#![forbid(unsafe_code)]
// The names of formats and protocols are words here.
#![allow(clippy::doc_markdown)]

pub mod admin;
pub mod body;
pub mod csrf;
pub mod csv;
pub mod dcat;
pub mod delivery;
pub mod email;
mod error;
pub mod fetch;
pub mod frame;
pub mod health;
pub mod keys;
pub mod language;
pub mod log;
pub mod login;
pub mod month;
pub mod network;
pub mod offers;
pub mod oidc;
pub mod openapi;
pub mod page;
pub mod password;
pub mod problem;
pub mod qr;
pub mod rate;
pub mod secrets;
pub mod server;
pub mod session;
pub mod staff;
pub mod time;

pub use body::Json;
pub use error::Error;
pub use frame::Frame;
pub use problem::Problem;
pub use server::{Client, RequestId, Server, ServerConfig};
pub use tokio_util::sync::CancellationToken;

/// Installs the process's TLS provider unless one is installed. Called by everything here that needs it.
pub fn install_crypto_provider() {
    // An error only says that one is installed already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
