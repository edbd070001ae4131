//! A request as it is read: path, parameters, tenant, body, and what the client accepts (ETSI GS CIM 009 §6.3).

use axum::extract::Request;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LINK};
use http::request::Parts;
use http::{HeaderMap, Method};
use http_body_util::{BodyExt as _, Limited};
use ngsi_ld::entity::Form;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::Value;

use crate::MAX_BODY;
use crate::answer::{CONTEXT_RELATION, TENANT};
use crate::entities::earlier;

/// Where the API lies.
pub(crate) const BASE: &str = "/ngsi-ld/v1";
/// Longest tenant name: it becomes part of keys.
const MAX_TENANT: usize = 256;

/// A media type of bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    JsonLd,
    GeoJson,
}

impl Media {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::JsonLd => "application/ld+json",
            Self::GeoJson => "application/geo+json",
        }
    }
}

/// A version of the specification.
pub(crate) type Version = (u16, u16);

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path below [`BASE`], decoded.
    pub(crate) segments: Vec<String>,
    /// The raw path, for links to other pages of the same query.
    pub(crate) path: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) tenant: String,
    pub(crate) body: Bytes,
}

/// A body with the context it comes with.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) document: Value,
    /// Where its context stands: in the document itself, or beside it.
    pub(crate) inline: bool,
}

impl Call {
    pub(crate) async fn read(request: Request) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let mut call = Self::of(parts)?;
        call.body = Limited::new(body, MAX_BODY)
            .collect()
            .await
            .map_err(|error| {
                if error.is::<http_body_util::LengthLimitError>() {
                    Problem::new(
                        ProblemKind::RequestEntityTooLarge,
                        format!("a body has at most {MAX_BODY} bytes"),
                    )
                } else {
                    Problem::invalid("the body broke off")
                }
            })?
            .to_bytes();
        Ok(call)
    }

    /// A request of the broker's own, for what it says to sources by itself.
    pub(crate) fn own(tenant: &str) -> Self {
        Self {
            method: Method::GET,
            segments: Vec::new(),
            path: String::new(),
            parameters: Vec::new(),
            headers: HeaderMap::new(),
            tenant: tenant.to_owned(),
            body: Bytes::new(),
        }
    }

    /// A request whose body has not come yet.
    pub(crate) fn of(parts: Parts) -> Result<Self, Problem> {
        let path = parts.uri.path().to_owned();
        let below = path
            .strip_prefix(BASE)
            .ok_or_else(|| Problem::not_found(format!("the API lies below `{BASE}`")))?;
        let segments = below
            .trim_matches('/')
            .split('/')
            .map(decoded)
            .collect::<Result<Vec<_>, _>>()?;
        let parameters = url::form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let tenant = match parts.headers.get(&TENANT) {
            None => String::new(),
            Some(name) => name
                .to_str()
                .ok()
                .filter(|name| name.len() <= MAX_TENANT)
                .ok_or_else(|| Problem::bad_data("the name of the tenant cannot be"))?
                .to_owned(),
        };
        let has_body = parts.method == Method::POST
            || parts.method == Method::PATCH
            || parts.method == Method::PUT;
        if has_body && !parts.headers.contains_key(CONTENT_LENGTH) {
            // §6.3.4: a body's length is announced; chunks are no exception.
            return Err(Problem::new(
                ProblemKind::LengthRequired,
                "a request with a body says how long it is",
            ));
        }
        Ok(Self {
            method: parts.method,
            segments,
            path,
            parameters,
            headers: parts.headers,
            tenant,
            body: Bytes::new(),
        })
    }

    /// A parameter's value.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Refuses parameters that the resource doesn't know (§6.3.20).
    pub(crate) fn know(&self, names: &[&str]) -> Result<(), Problem> {
        match self
            .parameters
            .iter()
            .find(|(name, _)| !names.contains(&name.as_str()))
        {
            None => Ok(()),
            Some((name, _)) => Err(Problem::invalid(format!(
                "there is no parameter `{name}` here"
            ))),
        }
    }

    /// A parameter that is a whole number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, Problem> {
        self.parameter(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    Problem::bad_data(format!("`{name}` is a whole number, not `{text}`"))
                })
            })
            .transpose()
    }

    /// A parameter that says yes or no.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.parameter(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Problem::bad_data(format!(
                "`{name}` is `true` or `false`, not `{other}`"
            ))),
        }
    }

    /// Whether `options` or `format` names this.
    pub(crate) fn option(&self, name: &str) -> bool {
        [self.parameter("options"), self.parameter("format")]
            .into_iter()
            .flatten()
            .flat_map(|options| options.split(','))
            .any(|option| option.trim() == name)
    }

    /// Whether the simplified form is meant, by either of its names (§6.3.7).
    pub(crate) fn is_simplified(&self) -> bool {
        self.option("keyValues") || self.option("simplified")
    }

    /// How attributes are written in what is sent.
    pub(crate) fn form(&self) -> Form {
        if self.is_simplified() {
            Form::Simplified
        } else {
            Form::Whole
        }
    }

    /// The version of the specification that the client prefers: `Prefer: ngsi-ld=1.5` (§4.3.6.8, §6.3.6; RFC 7240).
    pub(crate) fn version(&self) -> Option<Version> {
        self.headers
            .get_all("prefer")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .find_map(|preference| {
                let (name, value) = preference.split(';').next()?.split_once('=')?;
                let is_version = name.trim().eq_ignore_ascii_case("ngsi-ld");
                is_version.then(|| earlier::version(value.trim().trim_matches('"')))?
            })
    }

    /// The context that a `Link` header names (JSON-LD 1.1 §6.1).
    pub(crate) fn link_context(&self) -> Result<Option<String>, Problem> {
        let mut found = None;
        for value in self.headers.get_all(LINK) {
            let text = value
                .to_str()
                .map_err(|_| Problem::bad_data("the `Link` header is not readable"))?;
            for link in text.split(",<").flat_map(|part| part.split(", <")) {
                let link = link.trim().trim_start_matches('<');
                let Some((url, parameters)) = link.split_once('>') else {
                    return Err(Problem::bad_data("the `Link` header has no `<address>`"));
                };
                let is_context = parameters
                    .split(';')
                    .filter_map(|parameter| parameter.split_once('='))
                    .any(|(name, value)| {
                        name.trim() == "rel" && value.trim().trim_matches('"') == CONTEXT_RELATION
                    });
                if is_context {
                    if found.is_some() {
                        return Err(Problem::bad_data("the `Link` header names two contexts"));
                    }
                    found = Some(url.to_owned());
                }
            }
        }
        Ok(found)
    }

    /// The body, which must be JSON or JSON-LD as its `Content-Type` says (§6.3.5); what says nothing is taken for JSON.
    pub(crate) fn content(&self) -> Result<Content, Problem> {
        let content = self.value()?;
        match &content.document {
            Value::Object(_) | Value::Array(_) => Ok(content),
            _ => Err(Problem::bad_data(
                "the body is neither an object nor an array",
            )),
        }
    }

    /// As [`Call::content`], of whatever JSON it is: an attribute's value may stand alone (§4.5.4).
    pub(crate) fn value(&self) -> Result<Content, Problem> {
        let inline = match self.content_type().as_str() {
            "application/json" | "" => false,
            "application/merge-patch+json" if self.method == Method::PATCH => false,
            "application/ld+json" => true,
            other => {
                return Err(Problem::new(
                    ProblemKind::UnsupportedMediaType,
                    format!(
                        "bodies are `application/json` or `application/ld+json`, not `{other}`"
                    ),
                ));
            }
        };
        let document: Value = serde_json::from_slice(&self.body)
            .map_err(|error| Problem::invalid(format!("the body is not JSON: {error}")))?;
        // A batch needs an item, a fragment a member.
        match &document {
            Value::Object(map) if map.is_empty() => {
                return Err(Problem::bad_data("the body says nothing"));
            }
            Value::Array(items) if items.is_empty() || items.iter().any(Value::is_null) => {
                return Err(Problem::bad_data("the body's array lacks an item"));
            }
            _ => {}
        }
        Ok(Content { document, inline })
    }

    /// The media type of the body, without its parameters.
    pub(crate) fn content_type(&self) -> String {
        self.headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// The best of what the client accepts; JSON unless it says otherwise (§6.3.6).
    pub(crate) fn accepted(&self, offered: &[Media]) -> Result<Media, Problem> {
        let accept = self
            .headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        let Some(first) = offered.first() else {
            return Ok(Media::Json);
        };
        if accept.trim().is_empty() {
            return Ok(*first);
        }
        // What comes first in the list wins where the client wants several the same (§6.3.4).
        let mut best: Option<(Media, f32)> = None;
        for media in offered {
            if let Some(quality) = quality(&accept, media.name())
                && quality > 0.0
                && best.is_none_or(|(_, other)| quality > other)
            {
                best = Some((*media, quality));
            }
        }
        best.map(|(media, _)| media).ok_or_else(|| {
            Problem::new(
                ProblemKind::NotAcceptable,
                format!("nothing of `{accept}` can be given"),
            )
        })
    }
}

/// How much a media type is wanted, by the most precise range that covers it (RFC 9110 §12.5.1).
fn quality(accept: &str, media: &str) -> Option<f32> {
    accept
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next()?.to_ascii_lowercase();
            let precision = match name.as_str() {
                "*/*" => 0,
                "application/*" => 1,
                exact if exact == media => 2,
                _ => return None,
            };
            let quality = parts
                .find_map(|parameter| parameter.strip_prefix("q="))
                .and_then(|text| text.parse::<f32>().ok())
                .unwrap_or(1.0);
            Some((quality, precision))
        })
        .max_by_key(|(_, precision)| *precision)
        .map(|(quality, _)| quality)
}

fn decoded(segment: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next().unwrap_or(b'!'), rest.next().unwrap_or(b'!')];
            let value = std::str::from_utf8(&pair)
                .ok()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok())
                .ok_or_else(|| Problem::bad_data("the path is not encoded well"))?;
            bytes.push(value);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::bad_data("the path is not UTF-8"))
}
