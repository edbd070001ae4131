//! The demo city's library system: a plain REST server that knows nothing of Fiducia and wants an API
//! key. It stands for the systems that organisations already have.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// The header the library's system wants its key in.
pub(crate) const KEY_HEADER: &str = "x-library-key";

struct Library {
    key: String,
    patrons: BTreeMap<String, Value>,
}

/// The library's system, with patrons by card number.
pub(crate) fn router(key: String, patrons: BTreeMap<String, Value>) -> Router {
    Router::new()
        .route("/patrons/{card}", get(patron))
        .with_state(Arc::new(Library { key, patrons }))
}

async fn patron(
    State(library): State<Arc<Library>>,
    Path(card): Path<String>,
    headers: HeaderMap,
) -> Response {
    if headers
        .get(KEY_HEADER)
        .is_none_or(|given| given.as_bytes() != library.key.as_bytes())
    {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({"error": "key required"})),
        )
            .into_response();
    }
    match library.patrons.get(&card) {
        Some(patron) => {
            Json(json!({"patron": patron, "generatedBy": "LibSys 4.2"})).into_response()
        }
        None => (
            StatusCode::NOT_FOUND,
            Json(json!({"error": "no such card"})),
        )
            .into_response(),
    }
}
