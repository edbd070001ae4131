//! Sessions: opaque identifiers, kept only as hashes, carried by cookies that scripts cannot read.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::{COOKIE, HeaderMap};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

/// The secret that a browser or program holds for a session: 256 random bits. What is stored is its [`hash`](Self::hash).
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// A new token from a cryptographic source of randomness.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A token as a cookie or bearer carries it: 43 characters of base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// SHA-256 of the token: what the database keeps and finds the session by. Nothing slower is needed for a
    /// value of 256 random bits, and a look-up by hash leaks nothing through its timing.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The token as text, to give to its holder once.
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A cookie's name and protection: `HttpOnly`, `SameSite=Lax`, `Path=/`, no `Domain`; with https also `Secure` and
/// the `__Host-` prefix, by which browsers refuse it from anyone else (RFC 6265bis §4.1.3.2).
#[derive(Clone, Debug)]
pub struct SessionCookie {
    name: String,
    secure: bool,
}

impl SessionCookie {
    /// A cookie called `name`, or `__Host-name` if the party is reached over https.
    pub fn new(name: &str, secure: bool) -> Self {
        let name = if secure {
            format!("__Host-{name}")
        } else {
            name.into()
        };
        Self { name, secure }
    }

    /// The name in use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The `Set-Cookie` value that gives a browser the token for `max_age` seconds.
    pub fn set(&self, token: &SessionToken, max_age: u64) -> HeaderValue {
        self.header(&token.expose(), max_age)
    }

    /// As [`SessionCookie::set`], for a value that is no session: letters, digits, `-`, `_`, `.` and `~` only,
    /// others are left out.
    pub fn set_value(&self, value: &str, max_age: u64) -> HeaderValue {
        let value: String = value
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_.~".contains(*c))
            .collect();
        self.header(&value, max_age)
    }

    /// The `Set-Cookie` value that makes a browser forget the cookie.
    pub fn clear(&self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(&self, value: &str, max_age: u64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}",
            self.name
        );
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The cookie's value in a request. If a request carries the name twice, somebody planted one: neither counts.
    pub fn value<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let mut values = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() { None } else { first }
    }

    /// The session token in a request's cookie.
    pub fn token(&self, headers: &HeaderMap) -> Option<SessionToken> {
        self.value(headers).and_then(SessionToken::parse)
    }
}

/// The token of an `Authorization: Bearer` header (RFC 6750 §2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(http::header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cookie(text: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(text));
        headers
    }

    #[test]
    fn a_token_comes_back_from_the_cookie_it_was_set_in() {
        let token = SessionToken::generate(&mut rand::rng());
        let cookie = SessionCookie::new("session", true);
        let set = cookie.set(&token, 3600);
        let set = set.to_str().unwrap();
        assert!(set.starts_with("__Host-session="));
        assert!(set.ends_with("; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"));
        let mut headers = HeaderMap::new();
        let pair = set.split(';').next().unwrap();
        headers.insert(
            COOKIE,
            HeaderValue::try_from(format!("other=1; {pair}")).unwrap(),
        );
        assert_eq!(cookie.token(&headers).unwrap().hash(), token.hash());
    }

    #[test]
    fn without_https_the_cookie_has_no_prefix_and_is_not_secure() {
        let cookie = SessionCookie::new("session", false);
        assert_eq!(
            cookie.clear(),
            "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_cookie_sent_twice_does_not_count() {
        let cookie = SessionCookie::new("a", false);
        assert_eq!(cookie.value(&with_cookie("a=1; a=2")), None);
        assert_eq!(cookie.value(&with_cookie("aa=1; a=2")), Some("2"));
    }

    #[test]
    fn what_is_no_token_is_none() {
        assert!(SessionToken::parse("").is_none());
        assert!(SessionToken::parse("AAAA").is_none());
        assert!(SessionToken::parse(&"A".repeat(44)).is_none());
        assert!(SessionToken::parse(&"ä".repeat(43)).is_none());
    }

    #[test]
    fn a_token_does_not_print_itself() {
        let token = SessionToken::generate(&mut rand::rng());
        assert!(!format!("{token:?}").contains(&token.expose()));
    }

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        let mut headers = HeaderMap::new();
        headers.insert(
            http::header::AUTHORIZATION,
            HeaderValue::from_static("bearer abc"),
        );
        assert_eq!(bearer(&headers), Some("abc"));
        headers.insert(
            http::header::AUTHORIZATION,
            HeaderValue::from_static("Basic abc"),
        );
        assert_eq!(bearer(&headers), None);
    }
}
