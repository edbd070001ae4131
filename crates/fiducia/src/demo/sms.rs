//! The demo city's gateway for short messages. Nobody gets them: they are kept in the folder of e-mails, and shown beside
//! them.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use web::email::Mail;

/// The path at which it takes messages.
pub(crate) const PATH: &str = "/messages";

struct Gateway {
    token: String,
    folder: PathBuf,
}

/// What a connector sends (`[connector.sms]`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    to: String,
    text: String,
}

/// The gateway, for whoever has the token.
pub(crate) fn router(token: String, folder: PathBuf) -> Result<Router> {
    std::fs::create_dir_all(&folder)?;
    Ok(Router::new()
        .route(PATH, post(take))
        .with_state(Arc::new(Gateway { token, folder })))
}

async fn take(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    Json(message): Json<Message>,
) -> StatusCode {
    if web::session::bearer(&headers) != Some(&gateway.token) {
        return StatusCode::UNAUTHORIZED;
    }
    let id = uuid::Uuid::new_v4();
    let kept = Mail {
        id: id.to_string(),
        to: message.to,
        language: String::new(),
        subject: "SMS".to_owned(),
        text: message.text,
        html: String::new(),
        unsubscribe: None,
    };
    let path = gateway.folder.join(format!("{id}.json"));
    let written = serde_json::to_vec(&kept)
        .map_err(std::io::Error::from)
        .and_then(|text| std::fs::write(path, text));
    match written {
        Ok(()) => StatusCode::ACCEPTED,
        Err(error) => {
            tracing::error!(%error, "a short message cannot be kept");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
