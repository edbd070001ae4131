//! Requests to a source, written as templates that only introspected identifiers can fill.
//!
//! Whatever an identifier holds — quotes, slashes, `..`, newlines, percent signs, any script — it stays in the
//! place the template gives it: one path segment, one query value, one header value.

use std::collections::BTreeMap;
use std::fmt;

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer};

use crate::percent::{encode, encode_component};

/// The name that stands for the first identifier the dataset understands, whatever its type.
pub(super) const ANY: &str = "identifier";

/// Text with places for identifiers: `{library_card}` is the identifier of that type, `{identifier}` the first one
/// that the dataset's `identifier_types` name, `{{` and `}}` are braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The identifier of this type, or, when `None`, the first the dataset understands.
    Identifier(Option<String>),
}

/// Why a text is not a template, or a template not a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// A brace without its partner, or nothing between the two.
    #[error(
        "`{0}` has a brace that is not closed, or nothing between two; write `{{{{` for a brace itself"
    )]
    Brace(String),
    /// The path does not start at the root, or holds what a path cannot.
    #[error(
        "`{0}` is not a path: it starts with `/` and holds no space, `?`, `#`, `.` or `..` segment"
    )]
    Path(String),
    /// Not a header name, or one that belongs to the connection.
    #[error("`{0}` cannot be set as a header")]
    Header(String),
}

/// Why an identifier cannot stand where the template puts it. Never says which identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FillError {
    /// The operator gave no identifier that the source understands.
    #[error("no identifier that the source understands")]
    Missing,
    /// Empty, or one that would name another resource (`.` and `..` as a whole segment).
    #[error("an identifier that cannot be used")]
    Unusable,
}

/// One identifier the operator gave for the person (MIM4 §5.4). Has no `Display`, and a `Debug` that says its type only.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identifier {
    /// `library_card`, `ssn`, `email`, …
    pub(crate) id_type: String,
    /// Its value.
    pub(crate) id: String,
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identifier")
            .field("id_type", &self.id_type)
            .finish_non_exhaustive()
    }
}

/// What a source needs to find a person: the identifiers, in the order in which the dataset prefers them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identifiers(Vec<Identifier>);

impl Identifiers {
    /// Those of `given` whose type the dataset understands, ordered as `understood` is. Others are dropped here and
    /// reach nothing.
    pub(crate) fn understood<'a>(
        understood: impl IntoIterator<Item = &'a str>,
        given: impl IntoIterator<Item = Identifier>,
    ) -> Self {
        let given: Vec<Identifier> = given.into_iter().collect();
        let mut kept = Vec::new();
        for id_type in understood {
            kept.extend(given.iter().filter(|one| one.id_type == id_type).cloned());
        }
        Self(kept)
    }

    /// The value of this type, or of the first one.
    pub(crate) fn find(&self, id_type: Option<&str>) -> Option<&str> {
        let found = match id_type {
            Some(wanted) => self.0.iter().find(|one| one.id_type == wanted),
            None => self.0.first(),
        };
        found.map(|one| one.id.as_str())
    }

    /// Whether the operator gave none that the source understands.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Identifier> {
        self.0.iter()
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// [`TemplateError::Brace`].
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let refused = || TemplateError::Brace(text.to_owned());
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            let after = &rest[at + 1..];
            if let Some(after) = after.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return Err(refused());
            }
            let (name, after) = after.split_once('}').ok_or_else(refused)?;
            if name.is_empty() || name.contains('{') {
                return Err(refused());
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Identifier((name != ANY).then(|| name.to_owned())));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }

    /// The identifier types it names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Identifier(Some(name)) => Some(name.as_str()),
            _ => None,
        })
    }

    fn fill(
        &self,
        out: &mut String,
        identifiers: &Identifiers,
        text: fn(&mut String, &str),
        value: fn(&mut String, &str),
    ) -> Result<(), FillError> {
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text(out, plain),
                Piece::Identifier(id_type) => {
                    let id = identifiers
                        .find(id_type.as_deref())
                        .ok_or(FillError::Missing)?;
                    if id.is_empty() {
                        return Err(FillError::Unusable);
                    }
                    value(out, id);
                }
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// How a source is asked: the path below the upstream's base URL, the query and the headers.
#[derive(Clone, Debug)]
pub(crate) struct RequestTemplate {
    segments: Vec<Template>,
    query: Vec<(String, Template)>,
    headers: Vec<(HeaderName, Template)>,
}

/// Headers that belong to the connection or to the upstream's authentication, not to a route.
const RESERVED_HEADERS: [&str; 9] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "upgrade",
    "keep-alive",
    "trailer",
    "accept-encoding",
];

impl RequestTemplate {
    /// A request below the upstream's base URL.
    ///
    /// # Errors
    /// [`TemplateError`], naming the part as written.
    pub(crate) fn new(
        path: &str,
        query: &BTreeMap<String, String>,
        headers: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        let refused = || TemplateError::Path(path.to_owned());
        let below = path.strip_prefix('/').ok_or_else(refused)?;
        let mut segments = Vec::new();
        for segment in below.split('/') {
            let plain = segment
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"?#\\\"<>`^|".contains(&byte));
            if !plain || segment == "." || segment == ".." {
                return Err(refused());
            }
            segments.push(Template::parse(segment)?);
        }
        let query = query
            .iter()
            .map(|(name, value)| {
                let mut encoded = String::new();
                encode_component(&mut encoded, name);
                Ok((encoded, Template::parse(value)?))
            })
            .collect::<Result<_, TemplateError>>()?;
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let refused = || TemplateError::Header(name.clone());
                let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
                if RESERVED_HEADERS.contains(&header.as_str()) {
                    return Err(refused());
                }
                let template = Template::parse(value)?;
                let printable = |piece: &Piece| match piece {
                    Piece::Text(text) => HeaderValue::from_str(text).is_ok(),
                    Piece::Identifier(_) => true,
                };
                if !template.pieces.iter().all(printable) {
                    return Err(refused());
                }
                Ok((header, template))
            })
            .collect::<Result<_, TemplateError>>()?;
        Ok(Self {
            segments,
            query,
            headers,
        })
    }

    /// Every identifier type it names, so that start-up can compare them with the dataset's.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let query = self.query.iter().map(|(_, template)| template);
        let headers = self.headers.iter().map(|(_, template)| template);
        self.segments
            .iter()
            .chain(query)
            .chain(headers)
            .flat_map(Template::names)
    }

    /// Whether any identifier takes part. One that has none would answer everybody with the same data.
    pub(crate) fn has_identifier(&self) -> bool {
        let query = self.query.iter().map(|(_, template)| template);
        let headers = self.headers.iter().map(|(_, template)| template);
        let is_identifier = |piece: &Piece| matches!(piece, Piece::Identifier(_));
        self.segments
            .iter()
            .chain(query)
            .chain(headers)
            .any(|template| template.pieces.iter().any(is_identifier))
    }

    /// Appends path and query to `out`, which holds the path of the upstream's base URL without a final slash.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn path_and_query(
        &self,
        out: &mut String,
        identifiers: &Identifiers,
    ) -> Result<(), FillError> {
        for segment in &self.segments {
            out.push('/');
            let start = out.len();
            segment.fill(out, identifiers, push, encode_component)?;
            // Unreserved characters are not encoded, so an identifier of dots alone would climb.
            if matches!(&out[start..], "." | "..") {
                return Err(FillError::Unusable);
            }
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            out.push(if index == 0 { '?' } else { '&' });
            out.push_str(name);
            out.push('=');
            value.fill(out, identifiers, encode_component, encode_component)?;
        }
        Ok(())
    }

    /// The headers.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn headers(
        &self,
        identifiers: &Identifiers,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, FillError> {
        let mut headers = Vec::with_capacity(self.headers.len());
        for (name, template) in &self.headers {
            let mut value = String::new();
            template.fill(&mut value, identifiers, push, encode_header)?;
            headers.push((
                name.clone(),
                HeaderValue::try_from(value).map_err(|_| FillError::Unusable)?,
            ));
        }
        Ok(headers)
    }
}

fn push(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Percent-encodes what could end a header value or begin another member of it: controls, spaces, quotes, commas,
/// semicolons, backslashes, angle brackets, what is not ASCII, and the percent sign itself.
fn encode_header(out: &mut String, text: &str) {
    encode(out, text, |byte| {
        byte.is_ascii_graphic() && !b"%\",;\\<>".contains(&byte)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::percent;

    fn identifiers(id_type: &str, id: &str) -> Identifiers {
        Identifiers(vec![Identifier {
            id_type: id_type.into(),
            id: id.into(),
        }])
    }

    fn request(path: &str, query: &[(&str, &str)], headers: &[(&str, &str)]) -> RequestTemplate {
        let map = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect()
        };
        RequestTemplate::new(path, &map(query), &map(headers)).unwrap()
    }

    #[test]
    fn an_identifier_fills_its_places() {
        let template = request(
            "/patrons/{card}/loans.json",
            &[("_shape", "array"), ("card__exact", "{identifier}")],
            &[("x-person", "card {card}")],
        );
        let given = identifiers("card", "2900-17");
        let mut out = String::from("/db");
        template.path_and_query(&mut out, &given).unwrap();
        assert_eq!(
            out,
            "/db/patrons/2900-17/loans.json?_shape=array&card__exact=2900-17"
        );
        assert_eq!(template.headers(&given).unwrap()[0].1, "card 2900-17");
    }

    #[test]
    fn nothing_an_identifier_holds_leaves_its_place() {
        let template = request(
            "/p/{card}/x",
            &[("q", "{card}"), ("z", "1")],
            &[("x-person", "{card}")],
        );
        for hostile in [
            "a/b",
            "a?b=c",
            "a#b",
            "../admin",
            "..%2fadmin",
            "a&z=2",
            "a=b",
            "a+b",
            "a b",
            "a\r\nX-Evil: 1",
            "a\0b",
            "\"'`<>",
            "%2e%2e",
            "%",
            "ä/ö",
            "\u{202e}x",
            "日本",
            ";jsessionid=1",
            "a\\b",
            "{card}",
            "a,b",
        ] {
            let given = identifiers("card", hostile);
            let mut out = String::new();
            template.path_and_query(&mut out, &given).unwrap();
            let (path, query) = out.split_once('?').unwrap();
            assert_eq!(path.split('/').count(), 4, "{out}");
            assert_eq!(query.split('&').count(), 2, "{out}");
            assert_eq!(query.split('=').count(), 3, "{out}");
            assert!(out.bytes().all(|byte| byte.is_ascii_graphic()), "{out}");
            let uri: http::Uri = out.parse().unwrap();
            assert_eq!(uri.path_and_query().unwrap().as_str(), out);
            let decoded = percent::decode(path.split('/').nth(2).unwrap());
            assert_eq!(decoded.as_deref(), Some(hostile));
            let header = &template.headers(&given).unwrap()[0].1;
            let decoded = percent::decode(header.to_str().unwrap());
            assert_eq!(decoded.as_deref(), Some(hostile));
            assert!(header.as_bytes().iter().all(u8::is_ascii_graphic));
        }
    }

    #[test]
    fn identifiers_that_name_another_resource_are_refused() {
        let template = request("/p/{card}", &[], &[]);
        for hostile in [".", "..", ""] {
            let refused =
                template.path_and_query(&mut String::new(), &identifiers("card", hostile));
            assert_eq!(refused, Err(FillError::Unusable), "{hostile}");
        }
        let refused = template.path_and_query(&mut String::new(), &identifiers("ssn", "1"));
        assert_eq!(refused, Err(FillError::Missing));
    }

    #[test]
    fn identifiers_the_dataset_does_not_name_are_dropped() {
        let given = ["email", "card", "ssn"].map(|kind| Identifier {
            id_type: kind.into(),
            id: format!("{kind}-1"),
        });
        let kept = Identifiers::understood(["ssn", "card"], given);
        assert_eq!(kept.find(None), Some("ssn-1"));
        assert_eq!(kept.find(Some("card")), Some("card-1"));
        assert_eq!(kept.find(Some("email")), None);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in ["{", "}", "a{b", "{}", "a}b", "{a{b}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
        let braces = Template::parse("{{a}}").unwrap();
        assert_eq!(braces.pieces, [Piece::Text("{a}".into())]);
        let none = BTreeMap::new();
        for path in ["", "a", "/a/../b", "/./a", "/a?b", "/a b", "/a#b", "/ä"] {
            assert!(RequestTemplate::new(path, &none, &none).is_err(), "{path}");
        }
        let host = BTreeMap::from([("Host".to_owned(), "x".to_owned())]);
        assert!(RequestTemplate::new("/", &none, &host).is_err());
    }
}
