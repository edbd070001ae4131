//! The demo city's library system: a plain REST server that knows nothing of Fiducia and wants an API
//! key, and the library's own [`login`]. They stand for the systems that organisations already have.

pub(crate) mod login;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

/// The header the library's system wants its key in.
pub(crate) const KEY_HEADER: &str = "x-library-key";

/// The library's branches.
const BRANCHES: [&str; 7] = [
    "Itäkeskus",
    "Kallio",
    "Malmi",
    "Oodi",
    "Pasila",
    "Töölö",
    "Vuosaari",
];

/// Whether a value fits.
type Fits = fn(&Value) -> bool;

/// What patrons may change in the library's system, and what fits there.
const CHANGEABLE: [(&str, Fits); 3] = [
    ("email", |value| {
        value.as_str().is_some_and(|email| email.contains('@'))
    }),
    ("homeLibrary", |value| {
        value.as_str().is_some_and(|name| BRANCHES.contains(&name))
    }),
    ("favouriteGenres", Value::is_array),
];

struct Library {
    key: String,
    patrons: Mutex<BTreeMap<String, Value>>,
}

/// The library's system, with patrons by card number.
pub(crate) fn router(key: String, patrons: BTreeMap<String, Value>) -> Router {
    let patrons = Mutex::new(patrons);
    Router::new()
        .route("/patrons/{card}", get(patron).patch(change))
        .with_state(Arc::new(Library { key, patrons }))
}

fn error(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({"error": text}))).into_response()
}

impl Library {
    /// Runs `of` with the patron of a card, for whoever has the key.
    fn with_patron(
        &self,
        card: &str,
        headers: &HeaderMap,
        of: impl FnOnce(&mut Value) -> Response,
    ) -> Response {
        let key = headers.get(KEY_HEADER).map(HeaderValue::as_bytes);
        if key != Some(self.key.as_bytes()) {
            return error(StatusCode::UNAUTHORIZED, "key required");
        }
        let mut patrons = self.patrons.lock().unwrap_or_else(PoisonError::into_inner);
        match patrons.get_mut(card) {
            Some(patron) => of(patron),
            None => error(StatusCode::NOT_FOUND, "no such card"),
        }
    }
}

async fn patron(
    State(library): State<Arc<Library>>,
    Path(card): Path<String>,
    headers: HeaderMap,
) -> Response {
    library.with_patron(&card, &headers, |patron| {
        Json(json!({"patron": patron, "generatedBy": "LibSys 4.2"})).into_response()
    })
}

/// A merge patch of what patrons may change; all of it, or nothing.
async fn change(
    State(library): State<Arc<Library>>,
    Path(card): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    library.with_patron(&card, &headers, |patron| {
        let patch = serde_json::from_slice(&body);
        let (Ok(Value::Object(patch)), Some(patron)) = (patch, patron.as_object_mut()) else {
            return error(StatusCode::BAD_REQUEST, "no patch");
        };
        for (name, value) in &patch {
            let known = CHANGEABLE.iter().find(|(changeable, _)| changeable == name);
            if !known.is_some_and(|(_, fits)| value.is_null() || fits(value)) {
                return error(StatusCode::UNPROCESSABLE_ENTITY, "it does not fit");
            }
        }
        for (name, value) in patch {
            if value.is_null() {
                patron.remove(&name);
            } else {
                patron.insert(name, value);
            }
        }
        StatusCode::NO_CONTENT.into_response()
    })
}
