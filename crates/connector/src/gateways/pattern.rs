//! Paths of gateway files: `/persons/<person>/loans`.

use serde_json::{Map, Value};

use crate::percent;

/// A path with places that take any segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Text(String),
    /// One segment, of digits only or any.
    One {
        name: String,
        digits: bool,
    },
    /// All that follows.
    Rest(String),
}

impl Pattern {
    /// Reads a path.
    ///
    /// # Errors
    /// A sentence that says what in it cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let refused = || {
            format!(
                "`route.path` `{text}` cannot be read: it starts with `/`, and a `<name>` is a whole segment"
            )
        };
        let below = text.strip_prefix('/').ok_or_else(refused)?;
        let mut segments = Vec::new();
        for segment in below.split('/') {
            if matches!(segments.last(), Some(Segment::Rest(_))) {
                return Err(refused());
            }
            let inner = segment
                .strip_prefix('<')
                .and_then(|rest| rest.strip_suffix('>'));
            segments.push(match inner {
                None if segment.contains(['<', '>']) => return Err(refused()),
                None => Segment::Text(segment.to_owned()),
                Some(inner) => {
                    let (name, kind) = inner.split_once(':').unwrap_or((inner, ""));
                    let (name, fits) = (name.to_owned(), !name.is_empty());
                    match kind {
                        "" if fits => Segment::One {
                            name,
                            digits: false,
                        },
                        "int" if fits => Segment::One { name, digits: true },
                        "path" if fits => Segment::Rest(name),
                        _ => return Err(refused()),
                    }
                }
            });
        }
        Ok(Self {
            text: text.to_owned(),
            segments,
        })
    }

    /// As the file has it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What comes before the first place that takes anything: what a ticket for it is for.
    pub(super) fn fixed(&self) -> &str {
        let end = self.text.find('<').unwrap_or(self.text.len());
        self.text[..end].trim_end_matches('/')
    }

    /// Whether two patterns are of the same requests.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let any = |segment: &Segment| !matches!(segment, Segment::Text(_));
        self.segments.len() == other.segments.len()
            && self
                .segments
                .iter()
                .zip(&other.segments)
                .all(|(one, other)| one == other || (any(one) && any(other)))
    }

    /// How many segments are given: of two that fit, the one with more is meant.
    pub(super) fn exactness(&self) -> usize {
        self.segments
            .iter()
            .filter(|segment| matches!(segment, Segment::Text(_)))
            .count()
    }

    /// What stands in the places, where a path fits.
    pub(super) fn matches(&self, path: &str) -> Option<Map<String, Value>> {
        let mut found = Map::new();
        let mut rest = Some(path.strip_prefix('/')?);
        for segment in &self.segments {
            let text = rest?;
            let (first, after) = match text.split_once('/') {
                Some((first, after)) => (first, Some(after)),
                None => (text, None),
            };
            match segment {
                Segment::Text(expected) if first == expected => {}
                Segment::One { digits, .. }
                    if first.is_empty()
                        || (*digits && !first.bytes().all(|byte| byte.is_ascii_digit())) =>
                {
                    return None;
                }
                Segment::One { name, .. } => {
                    found.insert(name.clone(), Value::String(percent::decode(first)?));
                }
                Segment::Rest(name) if !text.is_empty() => {
                    found.insert(name.clone(), Value::String(percent::decode(text)?));
                    return Some(found);
                }
                Segment::Text(_) | Segment::Rest(_) => return None,
            }
            rest = after;
        }
        rest.is_none().then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_fit_or_do_not() {
        let found = |pattern: &str, path: &str| {
            Pattern::parse(pattern)
                .unwrap()
                .matches(path)
                .map(Value::Object)
        };
        assert_eq!(found("/a", "/a"), Some(json!({})));
        assert_eq!(found("/a/<b>/c", "/a/x%2Fy/c"), Some(json!({"b": "x/y"})));
        assert_eq!(found("/a/<b:int>", "/a/17"), Some(json!({"b": "17"})));
        assert_eq!(found("/a/<b:path>", "/a/x/y"), Some(json!({"b": "x/y"})));
        for (pattern, path) in [
            ("/a", "/a/"),
            ("/a", "/b"),
            ("/a/<b>", "/a"),
            ("/a/<b>", "/a/"),
            ("/a/<b>", "/a/x/y"),
            ("/a/<b>", "/a/%ff"),
            ("/a/<b>", "/a/%4"),
            ("/a/<b:int>", "/a/x"),
            ("/a/<b:path>", "/a/"),
        ] {
            assert_eq!(found(pattern, path), None, "{pattern} {path}");
        }
        for wrong in ["a", "/a<b>", "/<>", "/<a:re:x>", "/<a:path>/b", "/<a"] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            Pattern::parse("/foo/simple/<baz>").unwrap().fixed(),
            "/foo/simple"
        );
    }
}
