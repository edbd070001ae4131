//! Headers and bodies, as a gateway file's names see them and as they are sent.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::fill::FillError;
use super::run::Fault;

/// Headers that belong to a connection and cannot be set by a file, in either direction.
const OF_THE_CONNECTION: [HeaderName; 9] = [
    // Bodies are read and written as they are: a file that copies all headers must not ask for other ones.
    http::header::ACCEPT_ENCODING,
    http::header::CONNECTION,
    http::header::CONTENT_ENCODING,
    http::header::TE,
    http::header::UPGRADE,
    CONTENT_LENGTH,
    HOST,
    HeaderName::from_static("keep-alive"),
    TRANSFER_ENCODING,
];

/// Headers that a file sets. `written` makes a header's name of the file's.
pub(super) fn headers_of(value: &Value, written: fn(&str) -> String) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let name = HeaderName::from_bytes(written(name).as_bytes())
            .map_err(|_| Fault::File("a header has a name that cannot be sent"))?;
        if OF_THE_CONNECTION.contains(&name) {
            continue;
        }
        // Line breaks above all: what follows one would be another header.
        let value = HeaderValue::try_from(value)
            .map_err(|_| FillError::Unusable(format!("headers.{name}")))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Whether Python would take it for something: the 2021 connector sends and answers the first member that is.
pub(super) fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// The body of a request that a file has made, and its media type unless the file says that.
pub(super) fn body_of(built: &Value) -> Result<(Bytes, Option<&'static str>), Fault> {
    const FORM: &str = "application/x-www-form-urlencoded";
    if is_something(&built["data"]) {
        return Ok(match &built["data"] {
            Value::String(text) => (text.clone().into(), None),
            members => (form(members)?.into(), Some(FORM)),
        });
    }
    if is_something(&built["json"]) {
        return Ok((built["json"].to_string().into(), Some("application/json")));
    }
    let text = built["text"].as_str().unwrap_or_default().to_owned();
    Ok((text.into(), None))
}

/// A form with these members.
pub(super) fn form(members: &Value) -> Result<String, Fault> {
    let members = members
        .as_object()
        .ok_or(Fault::File("`data` is neither text nor an object"))?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in members {
        let several = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for one in several {
            match one {
                Value::Null => {}
                Value::String(text) => drop(form.append_pair(name, text)),
                other => drop(form.append_pair(name, &other.to_string())),
            }
        }
    }
    Ok(form.finish())
}

/// The media type that headers name, in small letters.
pub(super) fn media(headers: &HeaderMap) -> String {
    let media = headers.get(CONTENT_TYPE);
    let text = media.and_then(|media| media.to_str().ok());
    text.unwrap_or_default().to_ascii_lowercase()
}

/// Headers as a file's names see them: what is there several times in one text, and each name as the 2021 connector
/// wrote it (`Accept-Language`), which shows where a file copies all of them.
pub(super) fn headers(map: &HeaderMap) -> Map<String, Value> {
    map.keys()
        .map(|name| {
            let values: Vec<_> = map
                .get_all(name)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .collect();
            (in_title_case(name), Value::String(values.join(", ")))
        })
        .collect()
}

fn in_title_case(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

/// The pairs of a form or query by their names: what is there once as text (or, where `lists`, as an array too), what
/// is there several times as an array.
pub(super) fn pairs(text: &str, lists: bool) -> Value {
    let mut members: Map<String, Value> = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let value = Value::String(value.into_owned());
        match members.get_mut(name.as_ref()) {
            Some(Value::Array(several)) => several.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None if lists => drop(members.insert(name.into_owned(), Value::Array(vec![value]))),
            None => drop(members.insert(name.into_owned(), value)),
        }
    }
    if members.is_empty() {
        Value::Null
    } else {
        Value::Object(members)
    }
}
