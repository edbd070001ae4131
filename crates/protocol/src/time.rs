//! Times on the wire: seconds since 1970-01-01T00:00:00Z, as every JWT claim has them (RFC 7519 §2).

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// How far two parties' clocks may differ before a token is refused, in seconds.
///
/// A minute is what a host without time synchronisation for a day stays within; more would lengthen
/// every token's life for nothing.
pub const CLOCK_LEEWAY: i64 = 60;

/// `at` is in the past of `now` even for a clock that is [`CLOCK_LEEWAY`] behind.
pub(crate) fn is_over(at: i64, now: i64) -> bool {
    at.saturating_add(CLOCK_LEEWAY) <= now
}

/// `at` is in the future of `now` even for a clock that is [`CLOCK_LEEWAY`] ahead.
pub(crate) fn is_yet_to_come(at: i64, now: i64) -> bool {
    at.saturating_sub(CLOCK_LEEWAY) > now
}

/// Largest time that a fraction is read from: all seconds up to here are exact in a float, and the
/// year is far beyond any token's.
const LARGEST_FRACTIONAL: f64 = 9_007_199_254_740_992.0;

/// Reads a time claim of a peer's token: a `NumericDate` (RFC 7519 §2), which some libraries write
/// with a fraction. The fraction is dropped.
pub(crate) fn numeric_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(NumericDate)
}

struct NumericDate;

impl Visitor<'_> for NumericDate {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds")
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<i64, E> {
        Ok(seconds)
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<i64, E> {
        i64::try_from(seconds).map_err(|_| E::custom("a time is out of range"))
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<i64, E> {
        if seconds.abs() < LARGEST_FRACTIONAL {
            #[allow(clippy::cast_possible_truncation)] // within the range, whose floor is exact
            return Ok(seconds.floor() as i64);
        }
        Err(E::custom("a time is out of range"))
    }
}

/// As [`numeric_date`], for a claim that may be absent.
pub(crate) fn optional_numeric_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    numeric_date(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_have_a_fraction() {
        let read = |text: &str| numeric_date(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(read("1800000000").unwrap(), 1_800_000_000);
        assert_eq!(read("1800000000.999").unwrap(), 1_800_000_000);
        assert_eq!(read("1.8e9").unwrap(), 1_800_000_000);
        assert_eq!(read("-0.5").unwrap(), -1);
        for wrong in [
            "1e300",
            "-1e16",
            "18446744073709551615",
            "\"1800000000\"",
            "null",
            "[1]",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn leeway_counts_on_both_sides_and_never_overflows() {
        assert!(!is_over(100, 159));
        assert!(is_over(100, 160));
        assert!(!is_yet_to_come(160, 100));
        assert!(is_yet_to_come(161, 100));
        assert!(!is_over(i64::MAX, i64::MAX - 1));
        assert!(is_over(i64::MIN, 0));
        assert!(!is_yet_to_come(i64::MIN, 0));
    }
}
