//! Strict JSON: what two parsers could read differently is refused.
//!
//! RFC 8259 §4 leaves the meaning of a repeated member open; one party would check the first and
//! another act on the last. So a text is walked once before serde sees it: repeated members at any
//! depth, depth and size beyond the limits, and anything after the value are refused.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};

/// How large and how deep a JSON text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length in bytes.
    pub bytes: usize,
    /// Objects and arrays inside one another.
    pub depth: u8,
}

impl Limits {
    /// Parts of a token: a token is 8 KiB at most, and the deepest that is said in one is a SET's
    /// `events` → type → payload → list.
    pub const TOKEN: Self = Self {
        bytes: 8 * 1024,
        depth: 8,
    };
    /// Request bodies and single documents: the largest is metadata with its shared connectors.
    pub const DOCUMENT: Self = Self {
        bytes: 64 * 1024,
        depth: 12,
    };
    /// A trust list: 4,000 members of 250 bytes each.
    pub const TRUST_LIST: Self = Self {
        bytes: 1024 * 1024,
        depth: 12,
    };
    /// One line of an NDJSON batch: as large as the same document alone, or a report that is taken alone
    /// would be lost in a batch.
    pub const LINE: Self = Self {
        bytes: Self::DOCUMENT.bytes,
        depth: 8,
    };
}

/// Why a JSON text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Longer than the limit.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Not JSON, a repeated member, too deep, or not the shape that was expected.
    #[error("{0}")]
    Malformed(String),
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

/// Reads one object of type `T`. Everything said on the wire is an object; serde alone would read
/// an array into a struct as well, member by member.
pub fn from_slice<T: DeserializeOwned>(text: &[u8], limits: Limits) -> Result<T, JsonError> {
    check_object(text, limits)?;
    Ok(serde_json::from_slice(text)?)
}

/// As [`check`], and the value must be an object.
pub fn check_object(text: &[u8], limits: Limits) -> Result<(), JsonError> {
    check(text, limits)?;
    match text.trim_ascii_start().first() {
        Some(b'{') => Ok(()),
        _ => Err(JsonError::Malformed("not an object".into())),
    }
}

/// Walks one JSON text and refuses what this module refuses, without keeping anything of it.
pub fn check(text: &[u8], limits: Limits) -> Result<(), JsonError> {
    if text.len() > limits.bytes {
        return Err(JsonError::TooLarge {
            limit: limits.bytes,
        });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    Strict {
        depth: limits.depth,
    }
    .deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(())
}

/// Walks one value; `depth` is how many levels may still open.
#[derive(Clone, Copy)]
struct Strict {
    depth: u8,
}

impl Strict {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(E::custom("nested too deeply")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        let mut seen = Seen::default();
        while let Some(Name(name)) = map.next_key()? {
            if let Some(name) = seen.add(name) {
                return Err(A::Error::custom(format_args!(
                    "member `{}` appears twice",
                    Shown(&name)
                )));
            }
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}

/// A member name, borrowed from the text unless it holds an escape (`"\u0069ss"` is `iss`).
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Member names of one object: a list while short, since most objects have few members, and a set
/// from then on, so that an object of thousands of members costs no quadratic time.
#[derive(Default)]
struct Seen<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Seen<'de> {
    /// Objects up to this size are searched name by name; beyond it hashing is cheaper.
    const FEW: usize = 24;

    /// Gives the name back when it was there before.
    fn add(&mut self, name: Cow<'de, str>) -> Option<Cow<'de, str>> {
        if self.many.is_empty() {
            if self.few.contains(&name) {
                return Some(name);
            }
            self.few.push(name);
            if self.few.len() > Self::FEW {
                self.many.extend(self.few.drain(..));
            }
            return None;
        }
        if self.many.contains(&name) {
            return Some(name);
        }
        self.many.insert(name);
        None
    }
}

/// A stranger's text in a message: shortened, control characters escaped.
pub(crate) struct Shown<'a>(pub(crate) &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Enough to recognise a mistyped value, too little to flood a log.
        const LONGEST: usize = 80;
        for (position, character) in self.0.chars().enumerate() {
            if position == LONGEST {
                return f.write_str("…");
            }
            if character.is_control() || character == '`' {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}

/// A value that is absent where it cannot be understood.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value: Option<serde_json::Value> = Option::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

/// Reads a list and leaves out the entries that are not of the expected shape: for lists of peers
/// in which one bad entry must not take the others down.
pub(crate) fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let entries: Vec<serde_json::Value> = Option::deserialize(deserializer)?.unwrap_or_default();
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        check(text.as_bytes(), Limits::TOKEN)
            .expect_err(text)
            .to_string()
    }

    #[test]
    fn repeated_members_are_refused_at_any_depth_and_under_any_spelling() {
        assert!(refusal(r#"{"a":1,"a":2}"#).contains("`a` appears twice"));
        assert!(refusal(r#"{"x":[{"y":{"a":1,"b":2,"a":3}}]}"#).contains("`a` appears twice"));
        assert!(refusal(r#"{"iss":1,"\u0069ss":2}"#).contains("`iss` appears twice"));
        check(br#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#, Limits::TOKEN).unwrap();
    }

    #[test]
    fn repeated_members_are_found_in_large_objects_too() {
        let members: Vec<String> = (0..200).map(|n| format!("\"m{n}\":{n}")).collect();
        let good = format!("{{{}}}", members.join(","));
        check(good.as_bytes(), Limits::TOKEN).unwrap();
        for repeated in [0, 23, 24, 25, 199] {
            let bad = format!("{{{},\"m{repeated}\":0}}", members.join(","));
            assert!(refusal(&bad).contains("appears twice"), "m{repeated}");
        }
    }

    #[test]
    fn depth_size_and_trailing_text_are_refused() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        check(deep(8).as_bytes(), Limits::TOKEN).unwrap();
        assert!(refusal(&deep(9)).contains("nested too deeply"));
        assert!(refusal("{} {}").contains("trailing"));
        assert!(refusal("").contains("EOF"));
        let long = format!("\"{}\"", "x".repeat(8 * 1024));
        assert_eq!(
            check(long.as_bytes(), Limits::TOKEN),
            Err(JsonError::TooLarge { limit: 8 * 1024 })
        );
    }

    #[test]
    fn what_is_shown_of_a_strangers_text_is_short_and_harmless() {
        assert_eq!(Shown("a`b\n").to_string(), "a\\`b\\n".replace("\\`", "`"));
        assert!(Shown(&"x".repeat(500)).to_string().chars().count() <= 81);
    }
}
