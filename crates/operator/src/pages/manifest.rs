//! The manifest by which the pages are installed on a phone or computer (W3C Web Application Manifest).
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::json;
use web::page::asset_url;

use super::{Reader, Site};

/// Where it is.
pub(crate) const PATH: &str = "/manifest.webmanifest";
/// The colours behind the pages while they load: the paper of the style sheet.
const PAPER: &str = "#ffffff";

/// `GET /manifest.webmanifest`
pub(crate) async fn show(State(site): State<Site>, reader: Reader) -> Response {
    let brand = &site.operator.config.brand;
    let manifest = json!({
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone",
        "name": format!("{}, {}", brand.name, brand.city), "short_name": brand.name,
        "lang": reader.speech.tag(), "dir": "ltr",
        "background_color": PAPER, "theme_color": brand.accent.as_deref().unwrap_or(PAPER),
        "icons": [{"src": asset_url("icon.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}],
        "shortcuts": [
            {"name": String::from(reader.speech.say("nav-permissions")), "url": "/permissions"},
            {"name": String::from(reader.speech.say("nav-activity")), "url": "/activity"},
        ],
    });
    (
        [
            (CONTENT_TYPE, "application/manifest+json"),
            // The language of a name follows its reader.
            (CACHE_CONTROL, "private, max-age=3600"),
        ],
        manifest.to_string(),
    )
        .into_response()
}
