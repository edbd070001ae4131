//! The dotted path of a property in an entity.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest path accepted, in bytes: every Smart Data Models path is below 100, and a bound keeps
/// tickets and permissions that carry paths small.
pub const MAX_PATH_BYTES: usize = 256;

/// Most names in one path: deeper entities are read as a whole from their eighth level on.
pub const MAX_PATH_DEPTH: usize = 8;

/// Dotted property path in an entity, such as `address.postalCode`. Naming a parent covers all
/// below it.
///
/// A property whose own name contains a dot cannot be named, and so is only ever released as part
/// of a parent. Paths order by name after name, so that all paths below a parent follow it
/// without a gap.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttributePath(Box<str>);

/// Why a text is not an [`AttributePath`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// Nothing was given.
    #[error("an attribute path must not be empty")]
    Empty,
    /// Two dots in a row, or one at an end.
    #[error("attribute path `{0}` has an empty name between its dots")]
    EmptyName(String),
    /// White space or a control character: names with them are always a mistake.
    #[error("attribute path `{0}` contains white space or a control character")]
    Character(String),
    /// Beyond [`MAX_PATH_BYTES`].
    #[error("attribute path `{0}…` is longer than {MAX_PATH_BYTES} bytes")]
    Long(String),
    /// Beyond [`MAX_PATH_DEPTH`].
    #[error("attribute path `{0}` has more than {MAX_PATH_DEPTH} names")]
    Deep(String),
}

impl AttributePath {
    /// Checks and keeps a path.
    pub fn new(path: impl Into<String>) -> Result<Self, PathError> {
        let path = path.into();
        if path.is_empty() {
            return Err(PathError::Empty);
        }
        if path.len() > MAX_PATH_BYTES {
            return Err(PathError::Long(path.chars().take(40).collect()));
        }
        if path.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(PathError::Character(path));
        }
        if path.split('.').any(str::is_empty) {
            return Err(PathError::EmptyName(path));
        }
        if path.split('.').count() > MAX_PATH_DEPTH {
            return Err(PathError::Deep(path));
        }
        Ok(Self(path.into_boxed_str()))
    }

    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The property names from the outermost in.
    pub fn names(&self) -> std::str::Split<'_, char> {
        self.0.split('.')
    }

    /// Whether naming this path covers `other`: it is the same or lies below.
    pub fn covers(&self, other: &Self) -> bool {
        covers(&self.0, &other.0)
    }
}

/// Whether naming the path `parent` covers `path`: it is the same or lies below, as in [`AttributePath::covers`].
#[must_use]
pub fn covers(parent: &str, path: &str) -> bool {
    path.strip_prefix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Order of paths: name after name, a parent before all below it.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    a.split('.').cmp(b.split('.'))
}

impl PartialOrd for AttributePath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AttributePath {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for AttributePath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for AttributePath {
    type Err = PathError;

    fn from_str(path: &str) -> Result<Self, PathError> {
        Self::new(path)
    }
}

impl TryFrom<String> for AttributePath {
    type Error = PathError;

    fn try_from(path: String) -> Result<Self, PathError> {
        Self::new(path)
    }
}

impl From<AttributePath> for String {
    fn from(path: AttributePath) -> Self {
        path.0.into_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> AttributePath {
        AttributePath::new(text).unwrap()
    }

    #[test]
    fn a_parent_covers_itself_and_all_below_but_no_namesake() {
        assert!(path("address").covers(&path("address")));
        assert!(path("address").covers(&path("address.postalCode")));
        assert!(!path("address").covers(&path("addressee")));
        assert!(!path("address.postalCode").covers(&path("address")));
    }

    #[test]
    fn all_below_a_parent_follow_it_without_a_gap() {
        let mut paths = [
            path("a.b"),
            path("a-b"),
            path("b"),
            path("a"),
            path("a!"),
            path("a.b.c"),
        ];
        paths.sort();
        let sorted: Vec<&str> = paths.iter().map(AttributePath::as_str).collect();
        assert_eq!(sorted, ["a", "a.b", "a.b.c", "a!", "a-b", "b"]);
    }

    #[test]
    fn malformed_paths_are_refused_with_their_reason() {
        assert_eq!(AttributePath::new(""), Err(PathError::Empty));
        for text in [".a", "a.", "a..b", "."] {
            assert_eq!(
                AttributePath::new(text),
                Err(PathError::EmptyName(text.into()))
            );
        }
        assert_eq!(
            AttributePath::new("a b"),
            Err(PathError::Character("a b".into()))
        );
        assert_eq!(
            AttributePath::new("a\0"),
            Err(PathError::Character("a\0".into()))
        );
        assert!(AttributePath::new("a".repeat(MAX_PATH_BYTES)).is_ok());
        assert!(matches!(
            AttributePath::new("a".repeat(MAX_PATH_BYTES + 1)),
            Err(PathError::Long(_))
        ));
        assert!(AttributePath::new("a.a.a.a.a.a.a.a").is_ok());
        assert!(matches!(
            AttributePath::new("a.a.a.a.a.a.a.a.a"),
            Err(PathError::Deep(_))
        ));
    }
}
