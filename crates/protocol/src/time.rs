//! Times on the wire: seconds since 1970-01-01T00:00:00Z, as every JWT claim has them (RFC 7519 §2).

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

#[cfg(test)]
mod tests {
    use super::*;

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
