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
    /// One segment.
    One {
        name: String,
        kind: Kind,
    },
    /// All that follows.
    Rest(String),
}

/// What one segment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Anything that is not empty.
    Text,
    /// A whole number, `-17`.
    Int,
    /// A number, `2.5`.
    Float,
}

impl Kind {
    /// The segment's value, where it is of this kind. Numbers are numbers, as in 2021, where a file copies them.
    fn read(self, segment: &str) -> Option<Value> {
        let plain = |allowed: fn(u8) -> bool| {
            let digits = segment.strip_prefix('-').unwrap_or(segment);
            !digits.is_empty() && digits.bytes().all(allowed)
        };
        match self {
            Self::Text if segment.is_empty() => None,
            Self::Text => percent::decode(segment).map(Value::String),
            Self::Int if plain(|byte| byte.is_ascii_digit()) => {
                // One that is larger than any that JSON's readers take stays as it is.
                Some(
                    segment
                        .parse::<i64>()
                        .map_or_else(|_| segment.into(), Value::from),
                )
            }
            Self::Float if plain(|byte| byte.is_ascii_digit() || byte == b'.') => {
                let number = segment.parse::<f64>().ok();
                number.filter(|number| number.is_finite()).map(Value::from)
            }
            Self::Int | Self::Float => None,
        }
    }
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
                            kind: Kind::Text,
                        },
                        "int" if fits => Segment::One {
                            name,
                            kind: Kind::Int,
                        },
                        "float" if fits => Segment::One {
                            name,
                            kind: Kind::Float,
                        },
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

    /// The names of its places.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Text(_) => None,
            Segment::One { name, .. } | Segment::Rest(name) => Some(name.as_str()),
        })
    }

    /// Whether one of its places has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|other| other == name)
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
                Segment::One { name, kind } => {
                    found.insert(name.clone(), kind.read(first)?);
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
        assert_eq!(found("/a/<b:int>", "/a/17"), Some(json!({"b": 17})));
        assert_eq!(found("/a/<b:int>", "/a/-17"), Some(json!({"b": -17})));
        assert_eq!(found("/a/<b:float>", "/a/2.5"), Some(json!({"b": 2.5})));
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
            ("/a/<b:int>", "/a/2.5"),
            ("/a/<b:int>", "/a/-"),
            ("/a/<b:float>", "/a/2.5.1"),
            ("/a/<b:float>", "/a/inf"),
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
