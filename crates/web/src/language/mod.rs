//! Languages: which ones pages speak, which one a visitor reads, and messages, dates, numbers and lists in it.
//!
//! Messages are Fluent files, one for each area and language, embedded in the program: an area is named with
//! [`area!`](crate::area), a party's areas make a [`Catalogue`], and a [`Speech`] says its messages to one visitor.

mod catalogue;
pub mod check;
mod countries;
mod formats;
mod speech;
pub mod term;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

pub use self::catalogue::{Area, Catalogue};
pub use self::speech::{Argument, Message, Speech};
pub use self::term::TermView;
use crate::session::SessionCookie;

/// The cookie that remembers which language a visitor chose.
pub const COOKIE: &str = "language";

/// A year: a language is chosen once, and the choice says nothing else about its visitor.
pub const COOKIE_SECONDS: u64 = 31_536_000;

/// Ranges of `Accept-Language` that are looked at: browsers send a handful.
const MOST_RANGES: usize = 20;

/// A language that pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English, which is also spoken where nothing better is known.
    #[default]
    English,
    /// Finnish.
    Finnish,
    /// Swedish.
    Swedish,
    /// German.
    German,
    /// French.
    French,
    /// Dutch.
    Dutch,
    /// Polish.
    Polish,
    /// Greek.
    Greek,
    /// Italian.
    Italian,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::English,
        Self::Finnish,
        Self::Swedish,
        Self::German,
        Self::French,
        Self::Dutch,
        Self::Polish,
        Self::Greek,
        Self::Italian,
        Self::Spanish,
    ];

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Finnish => "fi",
            Self::Swedish => "sv",
            Self::German => "de",
            Self::French => "fr",
            Self::Dutch => "nl",
            Self::Polish => "pl",
            Self::Greek => "el",
            Self::Italian => "it",
            Self::Spanish => "es",
        }
    }

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Finnish => "Suomi",
            Self::Swedish => "Svenska",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Greek => "Ελληνικά",
            Self::Italian => "Italiano",
            Self::Spanish => "Español",
        }
    }

    /// The language of a tag such as `fi` or `fr-CA`, if it is spoken here.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let base = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| base.eq_ignore_ascii_case(language.tag()))
    }

    /// The language to speak to a visitor: that of their account, else the one their cookie remembers, else the best
    /// of what their browser asks for (RFC 9110 §12.5.4), else English.
    pub fn of_visitor(account: Option<&str>, headers: &HeaderMap, https: bool) -> Self {
        let cookie = SessionCookie::new(COOKIE, https);
        account
            .and_then(Self::of_tag)
            .or_else(|| cookie.value(headers).and_then(Self::of_tag))
            .or_else(|| accepted(headers))
            .unwrap_or_default()
    }
}

/// The language that a browser likes best of those spoken here; of equals the first.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, u16)> = None;
    for range in header.split(',').take(MOST_RANGES) {
        let mut parts = range.split(';').map(str::trim);
        let Some(language) = parts.next().and_then(Language::of_tag) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Some(1000), thousandths);
        let Some(weight) = weight.filter(|weight| *weight > 0) else {
            continue;
        };
        if best.is_none_or(|(_, known)| weight > known) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// A weight such as `0.7` in thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u16 = format!("{fraction:0<3}").parse().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::COOKIE as COOKIE_HEADER;

    use super::*;

    fn headers(accept: &'static str, cookie: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        headers.insert(COOKIE_HEADER, HeaderValue::from_static(cookie));
        headers
    }

    #[test]
    fn the_account_goes_before_the_cookie_and_the_cookie_before_the_browser() {
        let all = headers("de-AT, en;q=0.5", "language=sv");
        assert_eq!(
            Language::of_visitor(Some("fi-FI"), &all, false),
            Language::Finnish
        );
        assert_eq!(Language::of_visitor(None, &all, false), Language::Swedish);
        let https = headers("de", "__Host-language=el; language=sv");
        assert_eq!(Language::of_visitor(None, &https, true), Language::Greek);
        assert_eq!(
            Language::of_visitor(Some("ja"), &headers("de-AT", "language=tlh"), false),
            Language::German
        );
        assert_eq!(
            Language::of_visitor(None, &HeaderMap::new(), false),
            Language::English
        );
    }

    #[test]
    fn a_browser_gets_the_language_it_likes_best() {
        let of = |accept| Language::of_visitor(None, &headers(accept, ""), false);
        assert_eq!(of("se, en;q=0.3, nl;q=0.8"), Language::Dutch);
        assert_eq!(of("pl;q=0, it;q=0.001"), Language::Italian);
        assert_eq!(of("fr, es"), Language::French);
        assert_eq!(of("*"), Language::English);
        assert_eq!(of("fr;q=2, es;q=x, ;;,"), Language::English);
    }
}
