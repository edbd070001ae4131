//! Texts of a gateway file with values put in: `${route.dynamic.person}`.
//!
//! Whatever a value of a request or an answer holds, it stays in the place that the file gives it: one path segment or
//! query value, one header, one JSON string, one XML text. Only the organisation's own constants and environment go in
//! as they are, for they name hosts and paths.

use serde_json::Value;

use super::environment::Environment;
use super::path::{BadPath, Path};
use crate::percent;

/// What a text is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A request's address.
    Url,
    /// A body that is a form (`application/x-www-form-urlencoded`).
    Form,
    /// A body that is XML.
    Xml,
    /// A body that is JSON, written as text.
    JsonText,
    /// A JSON string, a header, or text of a form of its own: values go in as they are.
    Plain,
}

/// Why a text cannot be filled. Says names, no values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FillError {
    /// Nothing has this name, or what has it is no text and no number.
    #[error("`{0}` is not there, or is no text")]
    Missing(String),
    /// As [`FillError::Missing`], of an identifier of the person.
    #[error("the operator gave no `{0}`")]
    NoIdentifier(String),
    /// The value cannot stand there.
    #[error("the value of `{0}` cannot stand where the file puts it")]
    Unusable(String),
}

/// The names in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = Result<Path, BadPath>> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(Path::parse(name, "")),
        Piece::Text(_) => None,
    })
}

/// A piece of a text.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// A text's pieces, in their order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let name_at = |from: usize| {
            let at = rest[from..].find("${")? + from;
            let end = rest[at..].find('}')? + at;
            Some((at, end))
        };
        match name_at(0) {
            // `${}` names nothing: it is text, as it was in 2021.
            Some((0, end)) if end > 2 => {
                let name = &rest[2..end];
                rest = &rest[end + 1..];
                Some(Piece::Name(name))
            }
            Some((0, end)) => {
                let (text, after) = rest.split_at(end + 1);
                rest = after;
                Some(Piece::Text(text))
            }
            Some((at, _)) => {
                let (text, after) = rest.split_at(at);
                rest = after;
                Some(Piece::Text(text))
            }
            None => Some(Piece::Text(std::mem::take(&mut rest))),
        }
    })
}

/// Fills a text.
pub(super) fn text(
    text: &str,
    place: Place,
    environment: &Environment,
) -> Result<String, FillError> {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(plain) => out.push_str(plain),
            Piece::Name(name) => {
                let path =
                    Path::parse(name, "").map_err(|_| FillError::Missing(name.to_owned()))?;
                let value = value(environment, &path, name)?;
                if path.is_own() {
                    out.push_str(&value);
                } else {
                    insert(&mut out, &value, place)
                        .ok_or_else(|| FillError::Unusable(name.to_owned()))?;
                }
            }
        }
    }
    if place == Place::Url && has_climbing_segment(text, &out) {
        return Err(FillError::Unusable(text.to_owned()));
    }
    Ok(out)
}

/// What is put into a text for a name.
pub(super) fn value(
    environment: &Environment,
    path: &Path,
    name: &str,
) -> Result<String, FillError> {
    match environment.get(path) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        // The 2021 connector was written in Python, and wrote them so.
        Some(Value::Bool(true)) => Ok("True".to_owned()),
        Some(Value::Bool(false)) => Ok("False".to_owned()),
        _ if path.is_identifier() => Err(FillError::NoIdentifier(name.to_owned())),
        _ => Err(FillError::Missing(name.to_owned())),
    }
}

fn insert(out: &mut String, value: &str, place: Place) -> Option<()> {
    match place {
        Place::Url => {
            // Whom a request goes to is the organisation's to say, in its own files.
            let after_scheme = out.split_once("://")?.1;
            if !after_scheme.contains(['/', '?']) || value.is_empty() {
                return None;
            }
            percent::encode_component(out, value);
        }
        Place::Form => percent::encode_component(out, value),
        Place::Xml => escape_xml(out, value)?,
        Place::JsonText => {
            let quoted = serde_json::to_string(value).ok()?;
            out.push_str(&quoted[1..quoted.len() - 1]);
        }
        Place::Plain => out.push_str(value),
    }
    Some(())
}

fn escape_xml(out: &mut String, value: &str) -> Option<()> {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(character),
            // No other control character can stand in XML 1.0 (§2.2), not even escaped.
            control if control.is_control() => return None,
            other => out.push(other),
        }
    }
    Some(())
}

/// Whether filling has made a path segment `.` or `..`, which would be climbed by: unreserved characters are not encoded.
fn has_climbing_segment(template: &str, filled: &str) -> bool {
    let dots = |text: &str| {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        path.split('/')
            .filter(|segment| matches!(*segment, "." | ".."))
            .count()
    };
    dots(filled) > dots(template)
}

/// Fills every text within a value.
pub(super) fn all(
    value: &mut Value,
    place: Place,
    environment: &Environment,
) -> Result<(), FillError> {
    match value {
        Value::String(template) if template.contains("${") => {
            *template = text(template, place, environment)?;
        }
        Value::Array(elements) => {
            for element in elements {
                all(element, place, environment)?;
            }
        }
        Value::Object(members) => {
            for member in members.values_mut() {
                all(member, place, environment)?;
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn with(value: &str) -> Environment {
        let Value::Object(root) = json!({
            "constants": {"host": "https://source.example/api"},
            "route": {"dynamic": {"v": value}, "extra": {"mop_request_ticket": {"identifiers": {}}}},
        }) else {
            unreachable!()
        };
        Environment::new(root, Vec::new())
    }

    #[test]
    fn values_stay_in_their_place() {
        let hostile = "a/../b?c=d&e#\"<x>\r\n%2e é";
        let environment = with(hostile);
        let fill = |template, place| text(template, place, &environment);
        assert_eq!(
            fill(
                "${constants.host}/p/${route.dynamic.v}?q=${route.dynamic.v}",
                Place::Url
            )
            .unwrap(),
            format!(
                "https://source.example/api/p/{0}?q={0}",
                "a%2F..%2Fb%3Fc%3Dd%26e%23%22%3Cx%3E%0D%0A%252e%20%C3%A9"
            ),
        );
        let quoted = fill("{\"id\": \"${route.dynamic.v}\"}", Place::JsonText).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(&quoted).unwrap(),
            json!({"id": hostile})
        );
        assert_eq!(
            fill("<p>${route.dynamic.v}</p>", Place::Xml).unwrap(),
            "<p>a/../b?c=d&amp;e#&quot;&lt;x&gt;\r\n%2e é</p>"
        );
    }

    #[test]
    fn nobody_else_says_where_a_request_goes() {
        let environment = with("evil.example");
        for template in [
            "https://${route.dynamic.v}/x",
            "https://source.example${route.dynamic.v}/x",
            "${route.dynamic.v}/x",
        ] {
            assert!(
                matches!(
                    text(template, Place::Url, &environment),
                    Err(FillError::Unusable(_))
                ),
                "{template}"
            );
        }
        for dots in [".", ".."] {
            let environment = with(dots);
            assert!(
                text(
                    "https://s.example/a/${route.dynamic.v}/b",
                    Place::Url,
                    &environment
                )
                .is_err()
            );
            assert!(
                text(
                    "https://s.example/a?b=${route.dynamic.v}",
                    Place::Url,
                    &environment
                )
                .is_ok()
            );
        }
        assert!(
            text(
                "https://s.example/${route.dynamic.v}",
                Place::Url,
                &with("")
            )
            .is_err()
        );
        assert!(text("<a>${route.dynamic.v}</a>", Place::Xml, &with("\u{0}")).is_err());
    }

    #[test]
    fn what_is_not_there_is_said_by_its_name() {
        let environment = with("x");
        let name = "route.extra.mop_request_ticket.identifiers.ssn.FIN.id";
        assert_eq!(
            text(&format!("${{{name}}}"), Place::Plain, &environment),
            Err(FillError::NoIdentifier(name.into()))
        );
        assert_eq!(
            text("${route.json.a}", Place::Plain, &environment),
            Err(FillError::Missing("route.json.a".into()))
        );
        assert_eq!(
            text("${} $ {a} ${", Place::Plain, &environment).unwrap(),
            "${} $ {a} ${"
        );
    }
}
