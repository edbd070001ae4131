//! Pages: the shell that all of them share, and the assets they use.
//!
//! A party's template begins with `{% extends "shell.html" %}`, its struct has a field `shell: Shell<'a>`, and
//! `{% import "parts.html" as parts %}` brings the components, all shown at `/design`. The
//! party's `askama.toml` names the templates of this crate as a second directory:
//!
//! ```toml
//! [general]
//! dirs = ["templates", "../web/templates"]
//! ```

mod assets;
mod brand;
mod choice;
mod colour;
mod design;
mod paper;

use std::borrow::Cow;

use axum::response::{Html, IntoResponse, Response};

pub(crate) use self::assets::logo_url;
pub use self::assets::{SERVICE_WORKER, asset_url, router};
pub use self::brand::Brand;
pub(crate) use self::brand::Logo;
pub use self::choice::Choice;
use crate::language::{Language, Message, Speech};
use crate::problem::{Problem, ProblemName};

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
    pub title: Cow<'a, str>,
    /// The language, the messages and the time zone of the page.
    pub speech: Speech,
    /// Links in the header.
    pub links: Vec<Link>,
    /// How much of what they lead to is new, where that is told.
    pub unread: u32,
    /// Who is logged in, as shown beside the button that logs out.
    pub person: Option<String>,
    /// Where a visitor who chooses another language comes back to; without it none can be chosen.
    pub path: Option<&'a str>,
    /// Where the manifest is that lets the pages be installed as an app, if they can be.
    pub manifest: Option<&'static str>,
    logo: Option<&'a str>,
    footer: &'static [(&'static str, &'static str)],
    below: &'static str,
}

impl<'a> Shell<'a> {
    /// A page in English without links, nobody logged in.
    pub fn new(brand: &'a Brand, title: &'a str) -> Self {
        Self::speaking(brand, title, Speech::default())
    }

    /// A page in a visitor's language without links, nobody logged in.
    pub fn speaking(brand: &'a Brand, title: impl Into<Cow<'a, str>>, speech: Speech) -> Self {
        Self {
            brand,
            title: title.into(),
            speech,
            links: Vec::new(),
            unread: 0,
            person: None,
            path: None,
            manifest: None,
            logo: None,
            footer: &[],
            below: "",
        }
    }

    /// The page is one of those below this path, which have their own start, login and choice of language: those of
    /// staff.
    #[must_use]
    pub fn below(mut self, path: &'static str) -> Self {
        self.below = path;
        self
    }

    /// The address of the start page.
    pub fn start(&self) -> &'static str {
        if self.below.is_empty() {
            "/"
        } else {
            self.below
        }
    }

    /// The address of something that every group of pages has: `logout`, `language`.
    pub fn own(&self, name: &str) -> String {
        format!("{}/{name}", self.below)
    }

    /// Adds a link to the header; `current` is the path of the page shown.
    #[must_use]
    pub fn link(mut self, href: &str, text: impl Into<String>, current: &str) -> Self {
        self.links.push(Link {
            href: href.into(),
            text: text.into(),
            current: href == current,
        });
        self
    }

    /// Shows who is logged in, with a button to log out (`POST logout`).
    #[must_use]
    pub fn person(mut self, name: impl Into<String>) -> Self {
        self.person = Some(name.into());
        self
    }

    /// Offers other languages (`POST language`), with the way back to this path of the party.
    #[must_use]
    pub fn path(mut self, path: &'a str) -> Self {
        self.path = Some(path);
        self
    }

    /// Lets the pages be installed as an app (W3C Web Application Manifest).
    #[must_use]
    pub fn manifest(mut self, path: &'static str) -> Self {
        self.manifest = Some(path);
        self
    }

    /// Shows a logo.
    #[must_use]
    pub(crate) fn logo(mut self, url: Option<&'a str>) -> Self {
        self.logo = url;
        self
    }

    /// Leads to these at the foot: path and message of each.
    #[must_use]
    pub(crate) fn footer(mut self, links: &'static [(&'static str, &'static str)]) -> Self {
        self.footer = links;
        self
    }

    /// The links at the foot.
    pub fn footer_links(&self) -> Vec<Link> {
        let shown = self.path.and_then(|path| path.split('?').next());
        let link = |(href, message): &(&'static str, &'static str)| Link {
            href: (*href).to_owned(),
            text: self.say(message).into(),
            current: shown == Some(href),
        };
        self.footer.iter().map(link).collect()
    }

    /// A message of the page.
    pub fn say<'s>(&'s self, id: &'s str) -> Message<'s> {
        self.speech.say(id)
    }

    /// The languages that can be chosen.
    pub fn languages(&self) -> [Language; Language::ALL.len()] {
        Language::ALL
    }

    /// Whether this is the page's language.
    pub fn speaks(&self, language: &Language) -> bool {
        self.speech.language() == *language
    }

    /// The address of the logo, if there is one.
    pub fn logo_url(&self) -> Option<&'a str> {
        self.logo
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

/// A fact about something: what it is called, and what it is, each line with what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is called.
    pub name: String,
    /// What it is: text and, where it needs one, an explanation.
    pub lines: Vec<(String, String)>,
}

impl Fact {
    /// A fact of one text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::explained(name, [(text.into(), String::new())])
    }

    /// A fact of several texts with their explanations.
    pub fn explained(
        name: impl Into<String>,
        lines: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self {
            name: name.into(),
            lines: lines.into_iter().collect(),
        }
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

/// A path of this party, or its start: nobody is led elsewhere by a link to the login.
pub fn local(next: Option<&str>) -> &str {
    let next = next.unwrap_or("/");
    let stays = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(|c| c.is_control() || c.is_whitespace());
    if stays { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_leads_nowhere_else() {
        assert_eq!(local(Some("/requests/1?a=b")), "/requests/1?a=b");
        for other in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "evil",
            "",
        ] {
            assert_eq!(local(Some(other)), "/", "{other:?}");
        }
        assert_eq!(local(None), "/");
    }
}
