//! Requests to a source, written as templates that introspected identifiers fill, and what the source itself answered
//! to a request before.
//!
//! Whatever a value holds — quotes, slashes, `..`, newlines, percent signs, any script — it stays in the
//! place the template gives it: one path segment, one query value, one header value, one JSON value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::pointer;
use crate::percent::{encode, encode_component};

/// The name that stands for the first identifier the dataset understands, whatever its type.
pub(super) const ANY: &str = "identifier";

/// Text with places for identifiers: `{library_card}` is the identifier of that type, `{identifier}` the first one
/// that the dataset's `identifier_types` name, `{/id}` is what stands there in what was answered before (a JSON pointer),
/// `{{` and `}}` are braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The identifier of this type, or, when `None`, the first the dataset understands.
    Identifier(Option<String>),
    /// What stands at this pointer in what was answered before.
    Answered(String),
    /// The new value of the attribute with this path.
    Given(String),
}

/// What fills a template.
#[derive(Clone, Copy)]
pub(crate) struct Filling<'a> {
    /// The person's identifiers.
    pub(crate) identifiers: &'a Identifiers,
    /// What the requests before brought, as JSON.
    pub(crate) answered: Option<&'a [u8]>,
    /// New values of a change, by the paths of their attributes.
    pub(crate) given: &'a [(&'a str, &'a Value)],
}

impl<'a> Filling<'a> {
    /// The person's identifiers alone.
    pub(crate) fn of(identifiers: &'a Identifiers) -> Self {
        Self {
            identifiers,
            answered: None,
            given: &[],
        }
    }

    /// The new value of an attribute.
    pub(super) fn given(&self, path: &str) -> Option<&'a Value> {
        let found = self.given.iter().find(|(known, _)| *known == path);
        found.map(|(_, value)| *value)
    }

    fn value(&self, piece: &Piece) -> Result<Cow<'a, str>, FillError> {
        let value = match piece {
            Piece::Text(_) => return Err(FillError::Unusable),
            Piece::Identifier(id_type) => {
                let found = self.identifiers.find(id_type.as_deref());
                Cow::Borrowed(found.ok_or(FillError::Missing)?)
            }
            Piece::Answered(pointer) => {
                let found = self.answered.and_then(|json| pointer::at(json, pointer));
                text_of(found.ok_or(FillError::Absent)?)?.into()
            }
            Piece::Given(path) => match self.given(path) {
                Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string().into(),
                _ => return Err(FillError::NotGiven),
            },
        };
        if value.is_empty() {
            return Err(FillError::Unusable);
        }
        Ok(value)
    }
}

/// A text, number or truth value as text.
fn text_of(json: &[u8]) -> Result<String, FillError> {
    match serde_json::from_slice(json) {
        Ok(Value::String(text)) => Ok(text),
        // As it was written: a number may have more digits than any type of ours.
        Ok(Value::Number(_) | Value::Bool(_)) => {
            String::from_utf8(json.to_vec()).map_err(|_| FillError::NoText)
        }
        Ok(Value::Null) => Err(FillError::Absent),
        _ => Err(FillError::NoText),
    }
}

/// Why a text is not a template, or a template not a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// A brace without its partner, or nothing between the two.
    #[error(
        "`{0}` has a brace that is not closed, or nothing between two; write `{{{{` for a brace itself"
    )]
    Brace(String),
    /// A new value where nothing is changed.
    #[error("`{{.{0}}}` is a new value, and there is none where nothing is changed")]
    Given(String),
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
    /// What was answered before does not have it.
    #[error("the source's answer has nothing where the next request needs it")]
    Absent,
    /// What was answered before has something else there than a text or a number.
    #[error("the source's answer has no text where the next request needs it")]
    NoText,
    /// The change has no text or number for it.
    #[error("the change has no text where the request needs it")]
    NotGiven,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// Says which of the types that templates name a dataset does not understand.
pub(super) fn known<'n>(
    mut names: impl Iterator<Item = &'n str>,
    identifier_types: &[String],
) -> Result<(), String> {
    match names.find(|name| !identifier_types.iter().any(|one| one == name)) {
        Some(name) => Err(format!(
            "`{{{name}}}` is not among the dataset's `identifier_types`"
        )),
        None => Ok(()),
    }
}

impl Template {
    /// What stands before and after its only identifier, and of which type that is; none where it is made otherwise.
    pub(crate) fn surroundings(&self) -> Option<(&str, Option<&str>, &str)> {
        let (before, rest) = match self.pieces.as_slice() {
            [Piece::Text(before), rest @ ..] => (before.as_str(), rest),
            rest => ("", rest),
        };
        match rest {
            [Piece::Identifier(id_type)] => Some((before, id_type.as_deref(), "")),
            [Piece::Identifier(id_type), Piece::Text(after)] => {
                Some((before, id_type.as_deref(), after))
            }
            _ => None,
        }
    }

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
            pieces.push(if name.starts_with('/') {
                Piece::Answered(name.to_owned())
            } else if let Some(path) = name.strip_prefix('.') {
                Piece::Given(path.to_owned())
            } else {
                Piece::Identifier((name != ANY).then(|| name.to_owned()))
            });
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

    /// Whether it names no identifier.
    pub(crate) fn names_nobody(&self) -> bool {
        let is_identifier = |piece: &Piece| matches!(piece, Piece::Identifier(_));
        !self.pieces.iter().any(is_identifier)
    }

    /// The pointers into what was answered before.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Answered(pointer) => Some(pointer.as_str()),
            _ => None,
        })
    }

    /// The attributes whose new values it takes.
    pub(crate) fn given(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Given(path) => Some(path.as_str()),
            _ => None,
        })
    }

    /// The attribute whose new value it is, and nothing else.
    pub(crate) fn is_given(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Given(path)] => Some(path),
            _ => None,
        }
    }

    /// The text, with values encoded as one part of a URI each.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn encoded(&self, filling: &Filling<'_>) -> Result<String, FillError> {
        let mut out = String::new();
        self.fill(&mut out, filling, push, encode_component)?;
        Ok(out)
    }

    /// Whether nothing of the person takes part.
    pub(crate) fn is_fixed(&self) -> bool {
        self.pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Text(_)))
    }

    /// The text, where nothing is done to values: for what writes them as values of its own, such as JSON.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn plain(&self, filling: &Filling<'_>) -> Result<String, FillError> {
        let mut out = String::new();
        self.fill(&mut out, filling, push, push)?;
        Ok(out)
    }

    fn fill(
        &self,
        out: &mut String,
        filling: &Filling<'_>,
        text: fn(&mut String, &str),
        value: fn(&mut String, &str),
    ) -> Result<(), FillError> {
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text(out, plain),
                value_of => value(out, &filling.value(value_of)?),
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
    /// A request below the upstream's base URL that reads.
    ///
    /// # Errors
    /// [`TemplateError`], naming the part as written.
    pub(crate) fn new(
        path: &str,
        query: &BTreeMap<String, String>,
        headers: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        let template = Self::for_change(path, query, headers)?;
        let given = template.given().next().map(str::to_owned);
        given.map_or(Ok(template), |given| Err(TemplateError::Given(given)))
    }

    /// As [`RequestTemplate::new`], of one that changes, and may take new values.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub(crate) fn for_change(
        path: &str,
        query: &BTreeMap<String, String>,
        headers: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        let refused = || TemplateError::Path(path.to_owned());
        let below = path.strip_prefix('/').ok_or_else(refused)?;
        let mut segments = Vec::new();
        for segment in segments_of(below) {
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
                    _ => true,
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

    fn templates(&self) -> impl Iterator<Item = &Template> {
        let query = self.query.iter().map(|(_, template)| template);
        let headers = self.headers.iter().map(|(_, template)| template);
        self.segments.iter().chain(query).chain(headers)
    }

    /// Every identifier type it names, so that start-up can compare them with the dataset's.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.templates().flat_map(Template::names)
    }

    /// Whether it names no identifier.
    pub(crate) fn names_nobody(&self) -> bool {
        self.templates().all(Template::names_nobody)
    }

    /// Every pointer into what was answered before.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.templates().flat_map(Template::pointers)
    }

    /// Every attribute whose new value it takes.
    pub(crate) fn given(&self) -> impl Iterator<Item = &str> {
        self.templates().flat_map(Template::given)
    }

    /// Whether nothing of the person takes part. Such a request would answer everybody with the same data.
    pub(crate) fn is_fixed(&self) -> bool {
        self.templates().all(Template::is_fixed)
    }

    /// Appends path and query to `out`, which holds the path of the upstream's base URL without a final slash.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn path_and_query(
        &self,
        out: &mut String,
        filling: &Filling<'_>,
    ) -> Result<(), FillError> {
        for segment in &self.segments {
            out.push('/');
            let start = out.len();
            segment.fill(out, filling, push, encode_component)?;
            // Unreserved characters are not encoded, so an identifier of dots alone would climb.
            if matches!(&out[start..], "." | "..") {
                return Err(FillError::Unusable);
            }
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            out.push(if index == 0 { '?' } else { '&' });
            out.push_str(name);
            out.push('=');
            value.fill(out, filling, encode_component, encode_component)?;
        }
        Ok(())
    }

    /// The headers.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn headers(
        &self,
        filling: &Filling<'_>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, FillError> {
        let mut headers = Vec::with_capacity(self.headers.len());
        for (name, template) in &self.headers {
            let mut value = String::new();
            template.fill(&mut value, filling, push, encode_header)?;
            headers.push((
                name.clone(),
                HeaderValue::try_from(value).map_err(|_| FillError::Unusable)?,
            ));
        }
        Ok(headers)
    }
}

/// The segments of a path; a slash within a place, as pointers have them, separates none.
fn segments_of(path: &str) -> Vec<&str> {
    let (mut segments, mut begin, mut is_inside) = (Vec::new(), 0, false);
    let mut bytes = path.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            // Twice, it is a brace itself.
            b'{' if !is_inside && bytes.next_if(|(_, next)| *next == b'{').is_some() => {}
            b'{' => is_inside = true,
            b'}' => is_inside = false,
            b'/' if !is_inside => {
                segments.push(&path[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    segments.push(&path[begin..]);
    segments
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
        template
            .path_and_query(&mut out, &Filling::of(&given))
            .unwrap();
        assert_eq!(
            out,
            "/db/patrons/2900-17/loans.json?_shape=array&card__exact=2900-17"
        );
        assert_eq!(
            template.headers(&Filling::of(&given)).unwrap()[0].1,
            "card 2900-17"
        );
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
            &"ä'\"/..%\n".repeat(1_000),
        ] {
            let given = identifiers("card", hostile);
            let mut out = String::new();
            template
                .path_and_query(&mut out, &Filling::of(&given))
                .unwrap();
            let (path, query) = out.split_once('?').unwrap();
            assert_eq!(path.split('/').count(), 4, "{out}");
            assert_eq!(query.split('&').count(), 2, "{out}");
            assert_eq!(query.split('=').count(), 3, "{out}");
            assert!(out.bytes().all(|byte| byte.is_ascii_graphic()), "{out}");
            let uri: http::Uri = out.parse().unwrap();
            assert_eq!(uri.path_and_query().unwrap().as_str(), out);
            let decoded = percent::decode(path.split('/').nth(2).unwrap());
            assert_eq!(decoded.as_deref(), Some(hostile));
            let header = &template.headers(&Filling::of(&given)).unwrap()[0].1;
            let decoded = percent::decode(header.to_str().unwrap());
            assert_eq!(decoded.as_deref(), Some(hostile));
            assert!(header.as_bytes().iter().all(u8::is_ascii_graphic));
        }
    }

    #[test]
    fn identifiers_that_name_another_resource_are_refused() {
        let template = request("/p/{card}", &[], &[]);
        for hostile in [".", "..", ""] {
            let given = identifiers("card", hostile);
            let refused = template.path_and_query(&mut String::new(), &Filling::of(&given));
            assert_eq!(refused, Err(FillError::Unusable), "{hostile}");
        }
        let given = identifiers("ssn", "1");
        let refused = template.path_and_query(&mut String::new(), &Filling::of(&given));
        assert_eq!(refused, Err(FillError::Missing));
    }

    #[test]
    fn what_was_answered_before_stays_in_its_place_too() {
        let template = request("/p/{/id}/x", &[("q", "{/of/0/name}")], &[]);
        let none = Identifiers::default();
        let filled = |answered: &str| {
            let mut out = String::new();
            let filling = Filling {
                answered: Some(answered.as_bytes()),
                ..Filling::of(&none)
            };
            template.path_and_query(&mut out, &filling).map(|()| out)
        };
        assert_eq!(
            filled("{\"id\":170000000000000000001,\"of\":[{\"name\":\"../a&b=\\n%2f\"}]}").unwrap(),
            "/p/170000000000000000001/x?q=..%2Fa%26b%3D%0A%252f"
        );
        for (answered, error) in [
            ("{\"id\":\"..\",\"of\":[{\"name\":1}]}", FillError::Unusable),
            ("{\"id\":\"\",\"of\":[{\"name\":1}]}", FillError::Unusable),
            ("{\"id\":null,\"of\":[{\"name\":1}]}", FillError::Absent),
            ("{\"id\":1,\"of\":[]}", FillError::Absent),
            (
                "{\"id\":1,\"id\":2,\"of\":[{\"name\":1}]}",
                FillError::Absent,
            ),
            ("{\"id\":{},\"of\":[{\"name\":1}]}", FillError::NoText),
        ] {
            assert_eq!(filled(answered), Err(error), "{answered}");
        }
        assert_eq!(
            template.pointers().collect::<Vec<_>>(),
            ["/id", "/of/0/name"]
        );
        assert!(!template.is_fixed());
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
        assert!(RequestTemplate::new("/{.email}", &none, &none).is_err());
        assert!(RequestTemplate::for_change("/{.email}", &none, &none).is_ok());
        assert_eq!(
            segments_of("a/{/b/c}x/{{/d}/{/e}"),
            ["a", "{/b/c}x", "{{", "d}", "{/e}"]
        );
        let host = BTreeMap::from([("Host".to_owned(), "x".to_owned())]);
        assert!(RequestTemplate::new("/", &none, &host).is_err());
    }
}
