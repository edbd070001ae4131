//! Pages: the shell that all of them share, and the assets they use.
//!
//! A party's template begins with `{% extends "shell.html" %}`, its struct has a field `shell: Shell<'a>`, and
//! `{% import "parts.html" as parts %}` brings the components: field, button, card, notice, table, facts. The
//! party's `askama.toml` names the templates of this crate as a second directory:
//!
//! ```toml
//! [general]
//! dirs = ["templates", "../web/templates"]
//! ```

mod assets;

use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

pub use self::assets::{asset_url, router};
use crate::Error;
use crate::problem::{Problem, ProblemName};

/// How a party's pages look: the city's name, the party's, and one accent colour.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// Who runs it, such as `City of Helsinki`.
    pub city: String,
    /// What it is called, such as `My data`.
    pub name: String,
    /// Accent colour as `#rrggbb`, for light and for dark. Contrast with white (light) and black (dark) must be 4.5:1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            city: "Fiducia".into(),
            name: "Personal data".into(),
            accent: None,
        }
    }
}

impl Brand {
    /// Refuses a colour that is none, or that text in it could not be read.
    pub fn check(&self) -> Result<(), Error> {
        let Some(accent) = &self.accent else {
            return Ok(());
        };
        let colour = assets::Colour::parse(accent).ok_or_else(|| {
            Error::Config(format!("`{accent}` is not a colour such as `#0b5cab`"))
        })?;
        if colour.contrast_with_white() < 4.5 {
            return Err(Error::Config(format!(
                "white text cannot be read on the accent colour `{accent}`: take a darker one"
            )));
        }
        Ok(())
    }
}

/// A link in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// Its text.
    pub text: String,
    /// Whether it leads to the page shown.
    pub current: bool,
}

/// What the shell of a page shows.
#[derive(Clone, Debug)]
pub struct Shell<'a> {
    /// City and party.
    pub brand: &'a Brand,
    /// The page's title, also its only `h1` unless the page sets another.
    pub title: &'a str,
    /// Language of the page, as in BCP 47.
    pub language: &'a str,
    /// Links in the header.
    pub links: Vec<Link>,
    /// Who is logged in, as shown beside the button that logs out.
    pub person: Option<String>,
}

impl<'a> Shell<'a> {
    /// A page in English without links, nobody logged in.
    pub fn new(brand: &'a Brand, title: &'a str) -> Self {
        Self {
            brand,
            title,
            language: "en",
            links: Vec::new(),
            person: None,
        }
    }

    /// Adds a link to the header; `current` is the path of the page shown.
    #[must_use]
    pub fn link(mut self, href: &str, text: &str, current: &str) -> Self {
        self.links.push(Link {
            href: href.into(),
            text: text.into(),
            current: href == current,
        });
        self
    }

    /// Shows who is logged in, with a button to log out (`POST /logout`).
    #[must_use]
    pub fn person(mut self, name: impl Into<String>) -> Self {
        self.person = Some(name.into());
        self
    }

    /// The address of the style sheet.
    pub fn style(&self) -> String {
        asset_url("fiducia.css")
    }

    /// The address of the city's colour, if it has one.
    pub fn accent_style(&self) -> Option<String> {
        self.brand.accent.as_deref().and_then(assets::accent_url)
    }

    /// The address of the icon.
    pub fn icon(&self) -> String {
        asset_url("icon.svg")
    }
}

/// Renders a page. A template that fails is a problem of ours.
pub fn render(page: &impl askama::Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Problem::new(ProblemName::Internal).into_response()
        }
    }
}
