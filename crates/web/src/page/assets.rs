//! Style sheet, icon and colours, served under names that change with their content and so can be kept for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};

use crate::problem::{Problem, ProblemName};

/// A year, the most that is customary; `immutable` saves the question.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

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
        name: "self-access.js",
        media: "text/javascript; charset=utf-8",
        body: include_bytes!("../../assets/self-access.js"),
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

/// `/assets/…` for all parties.
pub fn router() -> Router {
    Router::new().route("/assets/{name}", get(asset))
}

async fn asset(Path(name): Path<String>) -> Response {
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

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour([u8; 3]);

impl Colour {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let value = u32::from_str_radix(hex, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// Contrast as WCAG 2.2 defines it: 1 to 21.
    pub(super) fn contrast_with_white(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }

    /// The colour itself where pages are light, mixed with white where they are dark.
    fn style(self) -> String {
        let hex = self.hex();
        format!(
            ":root{{--accent-light:#{hex};--accent-dark:color-mix(in oklab,#{hex} 45%,white)}}\n"
        )
    }
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

    #[test]
    fn colours_are_read_and_their_contrast_measured() {
        assert!((Colour::parse("#ffffff").unwrap().contrast_with_white() - 1.0).abs() < 0.001);
        assert!((Colour::parse("#000000").unwrap().contrast_with_white() - 21.0).abs() < 0.001);
        assert_eq!(Colour::parse("#12345"), None);
        assert_eq!(Colour::parse("#+12345"), None);
        assert_eq!(Colour::parse("red;}"), None);
    }
}
