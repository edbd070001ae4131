//! Commitments: what operators and connectors put into their logs instead of the record itself.
//!
//! A commitment is SHA-256 over a salted record. Record and salt lie in the database; once they
//! are erased, the entry in the log says nothing, and the log stays whole (GDPR art. 17).

use serde::Serialize;
use serde_json::Value;

use crate::{Error, Hash};

/// Separates commitments from every other use of SHA-256, and names the version of this scheme.
const DOMAIN: &[u8] = b"fiducia/record-commitment/v1\n";

/// Shortest salt: 128 bits can't be guessed, even where the record can (a yes or no).
pub const SALT_LENGTH_MIN: usize = 16;
/// Longest salt: more than a hash's own length adds nothing.
pub const SALT_LENGTH_MAX: usize = 64;

/// Integers up to here are the same number in every JSON reader (RFC 7493 §2.2).
const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Random bytes that keep a commitment from being guessed. Erased together with its record.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(Vec<u8>);

impl Salt {
    /// Takes 16 to 64 random bytes.
    ///
    /// # Errors
    /// [`Error::Malformed`] when there are fewer or more.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        if !(SALT_LENGTH_MIN..=SALT_LENGTH_MAX).contains(&bytes.len()) {
            return Err(Error::malformed("salt", "not 16 to 64 bytes long"));
        }
        Ok(Self(bytes))
    }

    /// The bytes, to be stored beside the record.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// The commitment to `record`: SHA-256(domain ‖ length of salt, one byte ‖ salt ‖ record).
/// These 32 bytes are the log entry. The length keeps the border between salt and record fixed,
/// so one commitment can't be opened as two different records.
pub fn commit(salt: &Salt, record: &[u8]) -> Hash {
    let length = u8::try_from(salt.0.len()).unwrap_or(u8::MAX);
    Hash::of_parts(&[DOMAIN, &[length], &salt.0, record])
}

/// The one way to write `value` as JSON: RFC 8785 restricted to whole numbers (no spaces, members
/// sorted by their UTF-16 names, shortest escapes). What gets committed to is written this way, so
/// that a record can be made again from its parts.
///
/// # Errors
/// [`Error::Malformed`] when the value can't be JSON, or has a number that is not whole or beyond ±(2⁵³−1).
pub fn canonical_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let value = serde_json::to_value(value)
        .map_err(|_| Error::malformed("record", "not expressible in json"))?;
    let mut text = Vec::new();
    write_canonical(&value, &mut text)?;
    Ok(text)
}

fn write_canonical(value: &Value, out: &mut Vec<u8>) -> Result<(), Error> {
    match value {
        Value::Null | Value::Bool(_) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::String(text) => write_string(text, out),
        Value::Number(number) => {
            let whole = number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::unsigned_abs));
            if whole.is_none_or(|size| size > INTEGER_MAX) {
                return Err(Error::malformed(
                    "record",
                    "has a number that is not a safe integer",
                ));
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::Array(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write_canonical(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (position, (name, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    out.push(b',');
                }
                write_string(name, out);
                out.push(b':');
                write_canonical(member, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// `serde_json` escapes exactly as RFC 8785 §3.2.2.2 asks.
fn write_string(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(Value::from(text).to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_commitment_depends_on_every_byte_of_salt_and_record() {
        let salt = Salt::new([7; 16]).unwrap();
        let commitment = commit(&salt, b"record");
        assert_eq!(commitment, commit(&salt, b"record"));
        assert_ne!(commitment, commit(&salt, b"recorD"));
        assert_ne!(commitment, commit(&Salt::new([8; 16]).unwrap(), b"record"));
    }

    #[test]
    fn a_commitment_cannot_be_opened_with_another_border_between_salt_and_record() {
        let commitment = commit(&Salt::new([7; 16]).unwrap(), &[7, 1]);
        assert_ne!(commitment, commit(&Salt::new([7; 17]).unwrap(), &[1]));
    }

    #[test]
    fn salts_shorter_than_16_bytes_or_longer_than_64_are_refused() {
        assert!(Salt::new([0; 15]).is_err());
        assert!(Salt::new([0; 65]).is_err());
        assert!(Salt::new([0; 16]).is_ok() && Salt::new([0; 64]).is_ok());
    }

    #[test]
    fn a_salt_is_never_printed() {
        assert_eq!(format!("{:?}", Salt::new([0xab; 16]).unwrap()), "Salt(…)");
    }

    #[test]
    fn canonical_json_is_the_same_whatever_the_order_of_members() {
        let one =
            canonical_json(&json!({"b": [1, -2, null], "a": "é\u{1}\n\"", "€": {}, "😀": true}));
        assert_eq!(
            String::from_utf8(one.unwrap()).unwrap(),
            "{\"a\":\"é\\u0001\\n\\\"\",\"b\":[1,-2,null],\"€\":{},\"😀\":true}"
        );
        // By UTF-16 code units a surrogate sorts before U+FFFD, unlike by UTF-8 (RFC 8785 §3.2.3).
        let two = canonical_json(&json!({"\u{fffd}": 1, "😀": 2})).unwrap();
        assert_eq!(String::from_utf8(two).unwrap(), "{\"😀\":2,\"\u{fffd}\":1}");
    }

    #[test]
    fn numbers_that_readers_disagree_about_are_refused() {
        for value in [
            json!(0.5),
            json!(1_u64 << 53),
            json!(-(1_i64 << 53)),
            json!([{"a": 1e3}]),
        ] {
            assert!(canonical_json(&value).is_err(), "{value}");
        }
        assert!(canonical_json(&json!((1_u64 << 53) - 1)).is_ok());
    }
}
