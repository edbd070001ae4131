//! Base URLs, endpoints and audiences in their one normal form.
//!
//! §5.1.1 writes base URLs with and without a trailing slash and without a scheme
//! (`operator.acme.com/`). No scheme means https; plain http is for loopback in development only.
//! Two spellings of one address compare equal, since a ticket's `aud` (§5.3) is compared with the
//! connector's configured base URL.

use std::{fmt, net::Ipv6Addr, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use url::Host;

use crate::json::Shown;

/// Longest address, in bytes: what every HTTP server and browser takes.
pub const LONGEST_URL: usize = 2048;

/// Which transports an address may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// https only: production.
    #[default]
    Https,
    /// https, and plain http to the loopback interface: development and tests.
    Development,
}

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not an address at all.
    #[error("`{0}` is not a web address")]
    Malformed(String),
    /// A scheme other than https, or http where only https may be.
    #[error("`{0}` must be an https address; plain http is for loopback in development only")]
    NotHttps(String),
    /// A user name, a query or a fragment where none may be.
    #[error("`{0}` must have no user name, query or fragment")]
    Excess(String),
}

fn shown(text: &str) -> String {
    Shown(text).to_string()
}

/// Parses an absolute http(s) address; `default_https` adds a missing scheme.
pub(crate) fn absolute(
    text: &str,
    transport: Transport,
    default_https: bool,
) -> Result<url::Url, UrlError> {
    let malformed = || UrlError::Malformed(shown(text));
    // the URL standard drops tabs and line ends and reads `\` as `/`: two readers, two addresses
    let foul = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.is_empty() || text.len() > LONGEST_URL || text.contains(foul) {
        return Err(malformed());
    }
    let url = match text.split_once("://") {
        // `https:///x` would become `https://x`
        Some((scheme, rest))
            if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && !rest.starts_with('/') =>
        {
            url::Url::parse(text)
        }
        None if default_https && !text.starts_with('/') => {
            url::Url::parse(&format!("https://{text}"))
        }
        _ => return Err(malformed()),
    }
    .map_err(|_| malformed())?;
    match url.scheme() {
        "https" => {}
        "http" if transport == Transport::Development && is_loopback(&url) => {}
        _ => return Err(UrlError::NotHttps(shown(text))),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(malformed());
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(UrlError::Excess(shown(text)));
    }
    Ok(url)
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        None => false,
    }
}

macro_rules! text_type {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($type), self.as_str())
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl FromStr for $type {
            type Err = UrlError;

            /// As [`Self::parse`] with [`Transport::Development`].
            fn from_str(text: &str) -> Result<Self, UrlError> {
                Self::parse(text, Transport::Development)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Reads what [`Transport::Development`] allows: a document does not know where it is
        /// read. Who connects checks [`Self::allowed`].
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text, Transport::Development).map_err(D::Error::custom)
            }
        }
    };
}

/// A party's base URL: scheme, lower-case host, port unless it is the scheme's own, path without a
/// trailing slash. Holds `https://host` or `https://host/path`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BaseUrl(Box<str>);

impl BaseUrl {
    /// Reads a base URL; one without a scheme is https.
    pub fn parse(text: &str, transport: Transport) -> Result<Self, UrlError> {
        let url = absolute(text, transport, true)?;
        if url.query().is_some() {
            return Err(UrlError::Excess(shown(text)));
        }
        Ok(Self(url.as_str().trim_end_matches('/').into()))
    }

    /// The address without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port, without the path.
    pub fn origin(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        match self.0[host..].find('/') {
            Some(end) => &self.0[..host + end],
            None => &self.0,
        }
    }

    /// Host name or address, and port when it is not the scheme's own: the name in a log's origin.
    pub fn authority(&self) -> &str {
        let origin = self.origin();
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// This base may be connected to under `transport`.
    pub fn allowed(&self, transport: Transport) -> bool {
        transport == Transport::Development || self.0.starts_with("https:")
    }

    /// Appends a path (§5.7: "`operator_base_url` appended with `introspection_url`"), with or without
    /// a leading slash. A query may follow.
    pub fn join(&self, path: &str) -> Result<Endpoint, UrlError> {
        let joined = format!("{}/{}", self.0, path.trim_start_matches('/'));
        let endpoint = Endpoint::parse(&joined, Transport::Development)?;
        // `..` must not climb out of the base
        if endpoint.as_str().starts_with(&*self.0) {
            Ok(endpoint)
        } else {
            Err(UrlError::Malformed(shown(path)))
        }
    }

    /// An endpoint from metadata: absolute, or relative and then appended to this base (§5.7).
    pub fn resolve(&self, location: &str) -> Result<Endpoint, UrlError> {
        if location.contains("://") {
            Endpoint::parse(location, Transport::Development)
        } else {
            self.join(location)
        }
    }

    /// The audience that tickets for a route of this connector carry: the base, plus the static
    /// part of the route when there is one.
    pub fn audience(&self, route: &str) -> Result<Audience, UrlError> {
        let route = route.trim_matches('/');
        if route.is_empty() {
            return Ok(Audience(self.clone()));
        }
        Audience::parse(&format!("{}/{route}", self.0), Transport::Development)
    }

    /// The address of a problem's page: `{base}/problems/{name}` (RFC 9457 §3.1.1).
    pub fn problem(&self, name: crate::problem::ProblemName) -> String {
        format!("{}/problems/{}", self.0, name.as_str())
    }
}

text_type!(BaseUrl);

/// An absolute http(s) address that something can be sent to; without user name and fragment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint(Box<str>);

impl Endpoint {
    /// Reads an absolute address with its scheme.
    pub fn parse(text: &str, transport: Transport) -> Result<Self, UrlError> {
        let url = absolute(text, transport, false)?;
        Ok(Self(url.as_str().into()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This endpoint may be connected to under `transport`.
    pub fn allowed(&self, transport: Transport) -> bool {
        transport == Transport::Development || self.0.starts_with("https:")
    }
}

text_type!(Endpoint);

/// What a ticket's `aud` names (§5.3): the connector's base URL, or it and a route's static part.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience(BaseUrl);

impl Audience {
    /// Reads an audience; one without a scheme is https.
    pub fn parse(text: &str, transport: Transport) -> Result<Self, UrlError> {
        BaseUrl::parse(text, transport).map(Self)
    }

    /// The address without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address is `base` or lies below it, at a path boundary: `https://c/a` is within
    /// `https://c`, `https://c.evil` is not.
    pub fn is_within(&self, base: &BaseUrl) -> bool {
        match self.as_str().strip_prefix(base.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }
}

impl From<BaseUrl> for Audience {
    fn from(base: BaseUrl) -> Self {
        Self(base)
    }
}

text_type!(Audience);

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        BaseUrl::parse(text, Transport::Development).unwrap()
    }

    #[test]
    fn mim4_5_1_1_a_base_url_without_scheme_means_https() {
        assert_eq!(
            base("operator.acme.com/").as_str(),
            "https://operator.acme.com"
        );
        assert_eq!(
            base("Operator.ACME.com:443/a/"),
            base("https://operator.acme.com/a")
        );
        assert_eq!(
            base("operator.acme.com:8443").authority(),
            "operator.acme.com:8443"
        );
        assert_eq!(
            base("operator.acme.com/a/b").origin(),
            "https://operator.acme.com"
        );
    }

    #[test]
    fn plain_http_is_for_loopback_in_development_only() {
        for text in [
            "http://127.0.0.1:8080",
            "http://localhost:1/x",
            "http://[::1]:9",
        ] {
            assert!(
                BaseUrl::parse(text, Transport::Development).is_ok(),
                "{text}"
            );
            assert!(matches!(
                BaseUrl::parse(text, Transport::Https),
                Err(UrlError::NotHttps(_))
            ));
        }
        for text in [
            "http://example.com",
            "http://localhost.example",
            "http://10.0.0.1",
            "ftp://h/",
        ] {
            assert!(
                matches!(
                    BaseUrl::parse(text, Transport::Development),
                    Err(UrlError::NotHttps(_))
                ),
                "{text}"
            );
        }
        assert!(!base("http://localhost:1").allowed(Transport::Https));
    }

    #[test]
    fn what_two_readers_could_take_differently_is_refused() {
        for text in [
            "",
            " ",
            "https://",
            "https:///x",
            "//host",
            "/path",
            "https://a\tb.example",
            "https://a.example\\@evil.example",
            "https://user@a.example",
            "https://a.example/?q=1",
            "https://a.example/#f",
            "javascript://a/",
            "https://a b.example",
            "https:a.example",
        ] {
            assert!(
                BaseUrl::parse(text, Transport::Development).is_err(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn mim4_5_7_a_relative_introspection_url_is_appended_to_the_base() {
        for relative in ["introspect", "/introspect"] {
            assert_eq!(
                base("operator.example.com/op/")
                    .resolve(relative)
                    .unwrap()
                    .as_str(),
                "https://operator.example.com/op/introspect"
            );
        }
        assert_eq!(
            base("a.example")
                .resolve("https://b.example/i")
                .unwrap()
                .as_str(),
            "https://b.example/i"
        );
        assert_eq!(
            base("a.example/op")
                .resolve("//evil.example/i")
                .unwrap()
                .as_str(),
            "https://a.example/op/evil.example/i"
        );
        assert!(base("a.example/op").join("../../x").is_err());
        assert!(base("a.example/op").join("%2e%2e/x").is_err());
    }

    #[test]
    fn an_audience_is_the_base_and_the_static_part_of_a_route() {
        let connector = base("https://Connector.example/");
        assert_eq!(
            connector.audience("/loans/").unwrap().as_str(),
            "https://connector.example/loans"
        );
        assert_eq!(
            connector.audience("").unwrap().as_str(),
            "https://connector.example"
        );
        let spelled = Audience::parse("connector.example:443/loans/", Transport::Https).unwrap();
        assert_eq!(spelled, connector.audience("loans").unwrap());
        assert!(spelled.is_within(&connector));
        assert!(
            !Audience::parse("https://connector.example.evil", Transport::Https)
                .unwrap()
                .is_within(&connector)
        );
    }
}
