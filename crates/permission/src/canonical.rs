//! Canonical JSON (RFC 8785) and the hash of it, by which two parties name the same document.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Greatest whole number that every JSON reader keeps exactly (RFC 8785 §3.2.2.3, RFC 7493 §2.2).
const MAX_EXACT: u64 = (1 << 53) - 1;

/// Why a value has no canonical form here.
#[derive(Debug, Error)]
pub enum CanonicalError {
    /// A number that is not whole, or that some readers would round.
    #[error("number `{0}` is not whole or beyond what JSON keeps exactly")]
    Number(String),
    /// The value is not one of JSON.
    #[error("the value cannot be written as json: {0}")]
    Json(#[from] serde_json::Error),
}

/// A value as canonical JSON: members in the order of their UTF-16 names, no white space.
///
/// Numbers must be whole and within ±(2⁵³ − 1): our documents have no others, and refusing them
/// keeps number formatting out of what is signed.
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text)?;
    Ok(text)
}

/// The SHA-256 of a value's canonical JSON.
pub fn canonical_sha256<T: Serialize + ?Sized>(value: &T) -> Result<Sha256Hash, CanonicalError> {
    Ok(Sha256Hash::of(canonical_json(value)?.as_bytes()))
}

fn write(value: &Value, text: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Null | Value::Bool(_) => text.push_str(&value.to_string()),
        // serde_json escapes exactly what RFC 8785 §3.2.2.2 wants escaped, in the same way.
        Value::String(string) => text.push_str(&serde_json::to_string(string)?),
        Value::Number(number) => {
            let whole = number.as_i64().map(i64::unsigned_abs).or(number.as_u64());
            if whole.is_none_or(|whole| whole > MAX_EXACT) {
                return Err(CanonicalError::Number(number.to_string()));
            }
            text.push_str(&number.to_string());
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::to_string(name)?);
                text.push(':');
                write(member, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

/// A SHA-256 hash; as text 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hash(pub [u8; 32]);

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a sha-256 hash in 64 lower-case hexadecimal digits")]
pub struct ParseHashError(String);

impl Sha256Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Sha256Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        let refused = || ParseHashError(text.chars().take(80).collect());
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let mut hash = [0; 32];
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return Err(refused());
        };
        if pairs.len() != hash.len() {
            return Err(refused());
        }
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = digit(*high).ok_or_else(refused)? << 4 | digit(*low).ok_or_else(refused)?;
        }
        Ok(Self(hash))
    }
}

impl TryFrom<String> for Sha256Hash {
    type Error = ParseHashError;

    fn try_from(text: String) -> Result<Self, ParseHashError> {
        text.parse()
    }
}

impl From<Sha256Hash> for String {
    fn from(hash: Sha256Hash) -> Self {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_in_the_order_of_their_utf_16_names() {
        // The example of RFC 8785 §3.2.3.
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        let text = canonical_json(&value).unwrap();
        let order: Vec<usize> = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small",
            "Euro Sign",
            "Emoji",
            "Hebrew",
        ]
        .iter()
        .map(|name| text.find(name).unwrap())
        .collect();
        assert!(order.is_sorted(), "{text}");
    }

    #[test]
    fn strings_are_escaped_as_little_as_possible() {
        let text =
            canonical_json(&json!({"a": ["\u{8}\t\n\u{c}\r\"\\/\u{1}é😀", null, true]})).unwrap();
        assert_eq!(
            text,
            "{\"a\":[\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001é😀\",null,true]}"
        );
    }

    #[test]
    fn only_numbers_that_all_readers_keep_are_written() {
        assert_eq!(
            canonical_json(&json!([0, -1, 9_007_199_254_740_991_u64])).unwrap(),
            "[0,-1,9007199254740991]"
        );
        for number in [
            json!(0.5),
            json!(9_007_199_254_740_992_u64),
            json!(i64::MIN),
        ] {
            assert!(matches!(
                canonical_json(&number),
                Err(CanonicalError::Number(_))
            ));
        }
    }

    #[test]
    fn a_hash_is_read_as_it_is_written() {
        let hash = Sha256Hash::of(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash.to_string(), text);
        assert_eq!(text.parse(), Ok(hash));
        assert!(text.to_uppercase().parse::<Sha256Hash>().is_err());
        assert!(text[1..].parse::<Sha256Hash>().is_err());
        assert!("".parse::<Sha256Hash>().is_err());
    }
}
