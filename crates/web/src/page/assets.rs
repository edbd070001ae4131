//! Style sheet, icon and colours, served under names that change with their content and so can be kept for ever.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};

use super::brand::Logo;
use super::colour::Colour;
use crate::frame::Frame;
use crate::problem::{Problem, ProblemName};

/// A year, the most that is customary; `immutable` saves the question.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The service worker that shows notifications: a party serves it at its root, for it may act on no page beside.
pub const SERVICE_WORKER: &str = include_str!("../../assets/service-worker.js");

struct Asset {
    name: &'static str,
    media: &'static str,
    body: &'static [u8],
}

static ASSETS: &[Asset] = &[
    Asset {
        name: "fiducia.css",
        media: "text/css; charset=utf-8",
        body: include_bytes!("../../assets/fiducia.css"),
    },
    Asset {
        name: "icon.svg",
        media: "image/svg+xml",
        body: include_bytes!("../../assets/icon.svg"),
    },
    Asset {
        name: "live.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/live.js"),
    },
    Asset {
        name: "passkey.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/passkey.js"),
    },
    Asset {
        name: "push.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/push.js"),
    },
    Asset {
        name: "self-access.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/self-access.js"),
    },
    Asset {
        name: "my-data.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/my-data.js"),
    },
    Asset {
        name: "my-data-change.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/my-data-change.js"),
    },
    Asset {
        name: "my-data-add.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/my-data-add.js"),
    },
    Asset {
        name: "my-data-past.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/my-data-past.js"),
    },
    Asset {
        name: "choices.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/choices.js"),
    },
    Asset {
        name: "map.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/map.js"),
    },
    Asset {
        name: "export.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/export.js"),
    },
];

/// Names with their hash, in the order of [`ASSETS`].
static HASHED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let hashed = |asset: &Asset| {
        let (stem, extension) = asset.name.rsplit_once('.').unwrap_or((asset.name, ""));
        format!("{stem}.{}.{extension}", fingerprint(asset.body))
    };
    ASSETS.iter().map(hashed).collect()
});

fn fingerprint(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    digest.iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The address of an asset. A name that is none leads to an address where nothing is.
pub fn asset_url(name: &str) -> String {
    let found = ASSETS
        .iter()
        .zip(HASHED.iter())
        .find(|(asset, _)| asset.name == name);
    found.map_or_else(
        || format!("/assets/{name}"),
        |(_, hashed)| format!("/assets/{hashed}"),
    )
}

/// The address of the style sheet that sets a city's colour.
pub(super) fn accent_url(accent: &str) -> Option<String> {
    Some(format!(
        "/assets/accent-{}.css",
        Colour::parse(accent)?.hex()
    ))
}

/// The address of the city's logo.
pub(crate) fn logo_url(logo: &Logo) -> String {
    let ending = match logo.media {
        "image/svg+xml" => "svg",
        "image/png" => "png",
        _ => "webp",
    };
    format!("/assets/logo.{}.{ending}", fingerprint(&logo.body))
}

/// `/assets/…` for all parties, and `/design`, which shows every component.
pub fn router(frame: &Arc<Frame>) -> Router {
    Router::new()
        .route("/assets/{name}", get(asset))
        .route("/design", get(super::design::show))
        .with_state(Arc::clone(frame))
}

async fn asset(State(frame): State<Arc<Frame>>, Path(name): Path<String>) -> Response {
    if let Some((logo, url)) = frame.logo()
        && url.strip_prefix("/assets/") == Some(name.as_str())
    {
        let body = Bytes::from(logo.body.clone());
        return (
            [(CONTENT_TYPE, logo.media), (CACHE_CONTROL, FOR_EVER)],
            body,
        )
            .into_response();
    }
    let found = ASSETS
        .iter()
        .zip(HASHED.iter())
        .find(|(_, hashed)| **hashed == name);
    if let Some((asset, _)) = found {
        return (
            [(CONTENT_TYPE, asset.media), (CACHE_CONTROL, FOR_EVER)],
            asset.body,
        )
            .into_response();
    }
    let colour = name
        .strip_prefix("accent-")
        .and_then(|rest| rest.strip_suffix(".css"));
    if let Some(colour) = colour.and_then(|hex| Colour::parse(&format!("#{hex}"))) {
        let media = "text/css; charset=utf-8";
        return (
            [(CONTENT_TYPE, media), (CACHE_CONTROL, FOR_EVER)],
            colour.style(),
        )
            .into_response();
    }
    Problem::new(ProblemName::NotFound).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_with_their_content() {
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
        assert!(asset_url("fiducia.css").starts_with("/assets/fiducia."));
        assert_eq!(
            asset_url("fiducia.css").len(),
            "/assets/fiducia.".len() + 12 + ".css".len()
        );
    }
}
