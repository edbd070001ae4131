//! Paths of gateway files: `/persons/<person>/loans`, as the router of the 2021 connector reads them (Bottle 0.12).

use std::cmp::Reverse;

use regex::Regex;
use serde_json::{Map, Value};

use super::places::{ENCODED_SLASH, Kind, Piece, Place, pieces};
use crate::percent;

/// A path with places.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: String,
    /// A whole path that fits. What stands in a place with a name is a group of it, [`group`].
    whole: Regex,
    /// The same without the names: what two patterns of the same requests have in common.
    shape: String,
    /// What comes before the first place.
    fixed: String,
    /// Bytes that are given, everywhere.
    given: usize,
    places: Vec<Place>,
}

/// A path as a request has it, ready to be held against patterns; none where it is no text.
pub(super) fn decoded(path: &str) -> Option<String> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        let segment = percent::decode(segment)?;
        if segment.contains(ENCODED_SLASH) {
            return None;
        }
        segments.push(segment.replace('/', ENCODED_SLASH.encode_utf8(&mut [0; 4])));
    }
    Some(segments.join("/"))
}

impl Pattern {
    /// Reads a path.
    ///
    /// # Errors
    /// A sentence that says what in it cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err(format!("`{text}` cannot be read: a path starts with `/`"));
        }
        let (mut whole, mut shape, mut fixed) = (String::new(), String::new(), String::new());
        let (mut given, mut places) = (0, Vec::<Place>::new());
        for piece in pieces(text)? {
            match piece {
                Piece::Text(plain) => {
                    given += plain.len();
                    let escaped = regex::escape(&plain);
                    whole.push_str(&escaped);
                    shape.push_str(&escaped);
                    if places.is_empty() {
                        fixed.push_str(&plain);
                    }
                }
                Piece::Place(place) => {
                    let mask = place.kind.mask();
                    // By itself first: it must not end the group that it is put in.
                    Regex::new(mask).map_err(|error| unusable(mask, &error))?;
                    if place.name.is_some() && places.iter().any(|other| other.name == place.name) {
                        let name = place.name.unwrap_or_default();
                        return Err(format!("`<{name}>` is in `{text}` twice"));
                    }
                    let group = match place.name {
                        Some(_) => format!("(?P<{}>{mask})", group(places.len())),
                        None => format!("(?:{mask})"),
                    };
                    whole.push_str(&group);
                    shape.extend(["(?:", mask, ")"]);
                    places.push(place);
                }
            }
        }
        Ok(Self {
            text: text.to_owned(),
            whole: Regex::new(&format!("^(?:{whole})$")).map_err(|error| unusable(text, &error))?,
            shape,
            fixed,
            given,
            places,
        })
    }

    /// As the file has it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The names of its places.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter_map(|place| place.name.as_deref())
    }

    /// Whether one of its places has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|other| other == name)
    }

    /// What comes before the first place: what a ticket for it is for.
    pub(super) fn fixed(&self) -> &str {
        self.fixed.trim_end_matches('/')
    }

    /// Whether two patterns are of the same requests.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.shape == other.shape
    }

    /// Of two that fit the larger is meant: the one of which more is given, or whose places take less.
    pub(super) fn exactness(&self) -> impl Ord + use<> {
        let count = |is_it: fn(&Kind) -> bool| {
            self.places
                .iter()
                .filter(|place| is_it(&place.kind))
                .count()
        };
        let open = count(|kind| matches!(kind, Kind::Path));
        let wide = count(|kind| matches!(kind, Kind::Path | Kind::Text));
        (self.given, Reverse((open, wide, self.places.len())))
    }

    /// What stands in the places, where a path fits that was [`decoded`].
    pub(super) fn matches(&self, path: &str) -> Option<Map<String, Value>> {
        let found = self.whole.captures(path)?;
        let mut values = Map::new();
        for (index, place) in self.places.iter().enumerate() {
            if let Some(name) = &place.name {
                let text = found.name(&group(index))?.as_str();
                values.insert(name.clone(), place.kind.read(text)?);
            }
        }
        Some(values)
    }
}

/// The name of a place's group.
fn group(index: usize) -> String {
    format!("place{index}")
}

fn unusable(expression: &str, error: &regex::Error) -> String {
    let said = error.to_string();
    let last = said.lines().last().unwrap_or_default();
    let why = last.strip_prefix("error: ").unwrap_or(last);
    format!("`{expression}` cannot be used as a regular expression: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(pattern: &str, path: &str) -> Option<Value> {
        let pattern = Pattern::parse(pattern).unwrap();
        pattern.matches(&decoded(path)?).map(Value::Object)
    }

    #[test]
    fn paths_fit() {
        for (pattern, path, values) in [
            ("/a", "/a", json!({})),
            ("/a/<b>/c", "/a/x%2Fy/c", json!({"b": "x/y"})),
            ("/a/<b:int>", "/a/17", json!({"b": 17})),
            ("/a/<b:int>", "/a/-17", json!({"b": -17})),
            ("/a/<b:float>", "/a/2.5", json!({"b": 2.5})),
            ("/a/<b:path>", "/a/x/y", json!({"b": "x/y"})),
            // In the middle, and beside others.
            ("/a/<b:path>/c", "/a/x/y/c", json!({"b": "x/y"})),
            ("/a/<b:path>/c", "/a/x/c/c", json!({"b": "x/c"})),
            (
                "/<a:path>/<b:path>",
                "/x/y/z",
                json!({"a": "x", "b": "y/z"}),
            ),
            (
                "/a/<b>.<c>",
                "/a/x.y.json",
                json!({"b": "x.y", "c": "json"}),
            ),
            ("/a<b>", "/ax", json!({"b": "x"})),
            // By a regular expression, also of what is encoded on the way.
            ("/a/<b:re:[a-z]{2}[0-9]*>", "/a/fi17", json!({"b": "fi17"})),
            (
                "/a/<b:re:(x|y)z>/<c>",
                "/a/yz/1",
                json!({"b": "yz", "c": "1"}),
            ),
            ("/a/<b:re:[äö]+>", "/a/%C3%A4%C3%B6", json!({"b": "äö"})),
            ("/a/<b:re:[^\\>]+>", "/a/x%3C", json!({"b": "x<"})),
            ("/a/<b:re:\\<\\>>", "/a/%3C%3E", json!({"b": "<>"})),
            ("/a/<b:re:\\\\<>", "/a/%5C%3C", json!({"b": "\\<"})),
            ("/a/<b:re>", "/a/x", json!({"b": "x"})),
            ("/a/<b:re:(?i)fi>", "/a/FI", json!({"b": "FI"})),
            ("/a/<b:re:[0-9]{0,2}>", "/a/", json!({"b": ""})),
            // Places without names, and as they were written before.
            ("/a/<:int>/<b>", "/a/17/x", json!({"b": "x"})),
            ("/a/<>", "/a/x", json!({})),
            ("/a/:b/c", "/a/x/c", json!({"b": "x"})),
            ("/a/:b#[0-9]+#", "/a/17", json!({"b": "17"})),
            ("/urn:of:x", "/urn:of:y", json!({"of": ":of:", "x": "y"})),
            // No places: a backslash before.
            ("/a/\\:b", "/a/:b", json!({})),
            ("/a/\\<b>/<c>", "/a/%3Cb%3E/x", json!({"c": "x"})),
            ("/a\\b", "/a%5Cb", json!({})),
            ("/a.b", "/a.b", json!({})),
        ] {
            assert_eq!(found(pattern, path), Some(values), "{pattern} {path}");
        }
    }

    #[test]
    fn others_do_not() {
        for (pattern, path) in [
            ("/a", "/a/"),
            ("/a", "/b"),
            ("/a.b", "/axb"),
            ("/a/<b>", "/a"),
            ("/a/<b>", "/a/"),
            ("/a/<b>", "/a/x/y"),
            ("/a/<b>", "/a/%ff"),
            ("/a/<b>", "/a/%4"),
            ("/a/<b>", "/a/%EF%B7%90"),
            ("/a/<b:int>", "/a/x"),
            ("/a/<b:int>", "/a/2.5"),
            ("/a/<b:int>", "/a/-"),
            ("/a/<b:float>", "/a/2.5.1"),
            ("/a/<b:float>", "/a/inf"),
            ("/a/<b:path>", "/a/"),
            ("/a/<b:path>/c", "/a/c"),
            ("/a/<b:re:[a-z]+>", "/a/x1"),
            // Neither side of an alternative ends where the other begins.
            ("/a/<b:re:x|y>", "/a/x/z"),
            ("/a/<b:re:x|y>/z", "/a/x"),
        ] {
            assert_eq!(found(pattern, path), None, "{pattern} {path}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (wrong, said) in [
            ("a", "a path starts with `/`"),
            ("/<a", "a place is `<name>`"),
            ("/<a b>", "a place is `<name>`"),
            ("/<a:re:[0-9]", "a place is `<name>`"),
            ("/<a:itn>", "there is no filter `itn`; did you mean `int`?"),
            ("/<a>/<a>", "`<a>` is in `/<a>/<a>` twice"),
            (
                "/<a:re:(>",
                "`(` cannot be used as a regular expression: unclosed group",
            ),
            (
                "/<a:re:x)|(?:y>",
                "cannot be used as a regular expression: unopened group",
            ),
            (
                "/<a:re:(?!x).*>",
                "look-around, including look-ahead and look-behind, is not supported",
            ),
            ("/<a:re:(.)\\1>", "backreferences are not supported"),
        ] {
            let error = Pattern::parse(wrong).unwrap_err();
            assert!(error.contains(said), "{wrong}: {error}");
        }
    }

    #[test]
    fn the_one_that_says_most_is_meant() {
        let paths = [
            "/a/b",
            "/a/<x:int>",
            "/a/<x>",
            "/a/<x:path>",
            "/<x>/<y>",
            "/<x:path>/<y>",
            "/<x:path>",
        ];
        let patterns = paths.map(|path| Pattern::parse(path).unwrap());
        for pair in patterns.windows(2) {
            assert!(pair[0].exactness() > pair[1].exactness(), "{pair:?}");
        }
        let same = |one: &str, other: &str| {
            Pattern::parse(one)
                .unwrap()
                .is_same(&Pattern::parse(other).unwrap())
        };
        assert!(same("/a/<x>", "/a/:y"));
        assert!(!same("/a/<x:re:[0-9]+>", "/a/<x:re:[a-z]+>"));
        assert!(!same("/a/<x:int>", "/a/<x>"));
    }

    #[test]
    fn a_ticket_is_for_what_comes_before_the_first_place() {
        for (path, fixed) in [
            ("/foo/simple/<baz>", "/foo/simple"),
            ("/foo/of-<baz>/x", "/foo/of-"),
            ("/foo/:baz", "/foo"),
            ("/foo/bar", "/foo/bar"),
        ] {
            assert_eq!(Pattern::parse(path).unwrap().fixed(), fixed);
        }
    }
}
