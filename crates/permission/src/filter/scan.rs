//! Reads single JSON tokens (RFC 8259) from bytes, eight at a time where it can.
//!
//! Every function takes a buffer that may end anywhere: a token that isn't complete is
//! [`Stop::More`], and is read again from its start when more bytes are there. Nothing here
//! allocates or looks back.

/// Longest number accepted, in bytes. An exact binary64 has at most 767 significant digits; a
/// longer number is read differently, or not at all, by different parsers.
pub(super) const MAX_NUMBER_BYTES: usize = 1024;

/// Why a token could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Stop {
    /// The buffer ends within the token.
    More,
    Syntax,
    Control,
    Escape,
    Surrogate,
    Utf8,
    Number,
    NumberTooLong,
    NameTooLong,
    TooDeep,
    /// The reason is in the machine's `refusal`.
    Refused,
}

/// A string without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text {
    /// Where its closing quote is.
    pub(super) end: usize,
    /// Whether it has an escape, so that its bytes aren't its text.
    pub(super) escaped: bool,
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The eight bytes at `at`, if there are so many.
#[inline(always)]
pub(super) fn word(buf: &[u8], at: usize) -> Option<u64> {
    let bytes = buf.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*bytes))
}

/// High bits where a byte of a string is not plain: a quote, a backslash, a control character or
/// not ASCII. The lowest bit set is exact; those above it may be false, as subtraction borrows.
#[inline(always)]
fn special(word: u64) -> u64 {
    let quote = (word ^ (LOW * b'"' as u64)).wrapping_sub(LOW);
    let backslash = (word ^ (LOW * b'\\' as u64)).wrapping_sub(LOW);
    let control = word.wrapping_sub(LOW * 0x20);
    (quote | backslash | control | word) & HIGH
}

/// Skips white space.
#[inline(always)]
pub(super) fn blank(buf: &[u8], at: usize) -> usize {
    match buf.get(at) {
        Some(byte) if *byte <= b' ' => blank_run(buf, at),
        _ => at,
    }
}

fn blank_run(buf: &[u8], mut at: usize) -> usize {
    loop {
        while word(buf, at) == Some(LOW * u64::from(b' ')) {
            at += 8;
        }
        match buf.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
            _ => return at,
        }
    }
}

/// Reads the string whose opening quote is just before `start`.
#[inline(always)]
pub(super) fn string(buf: &[u8], start: usize) -> Result<Text, Stop> {
    let mut at = start;
    while let Some(word) = word(buf, at) {
        let special = special(word);
        if special != 0 {
            at += (special.trailing_zeros() / 8) as usize;
            if buf.get(at) == Some(&b'"') {
                return Ok(Text {
                    end: at,
                    escaped: false,
                });
            }
            break;
        }
        at += 8;
    }
    string_on(buf, &mut at)
}

/// Reads on within a string. `at` ends at the closing quote, or, with [`Stop::More`], where the
/// string can be taken up again: after the last whole character.
#[inline(never)]
pub(super) fn string_on(buf: &[u8], at: &mut usize) -> Result<Text, Stop> {
    let mut escaped = false;
    loop {
        if let Some(word) = word(buf, *at) {
            let special = special(word);
            if special == 0 {
                *at += 8;
                continue;
            }
            *at += (special.trailing_zeros() / 8) as usize;
        }
        match buf.get(*at) {
            None => return Err(Stop::More),
            Some(b'"') => return Ok(Text { end: *at, escaped }),
            Some(b'\\') => {
                escaped = true;
                *at = escape(buf, *at)?;
            }
            Some(0..0x20) => return Err(Stop::Control),
            Some(0x80..) => {
                while buf.get(*at).is_some_and(|byte| *byte >= 0x80) {
                    *at = character(buf, *at)?;
                }
            }
            Some(_) => *at += 1,
        }
    }
}

/// Reads a string of at most `limit` bytes between its quotes, `None` if it is longer. What it
/// answers depends on the first `limit + 1` bytes only, however much of the body is in the buffer.
#[inline(always)]
pub(super) fn short_string(buf: &[u8], start: usize, limit: usize) -> Result<Option<Text>, Stop> {
    match string(buf, start) {
        Ok(text) if text.end - start <= limit => Ok(Some(text)),
        _ => bounded_string(buf, start, limit),
    }
}

#[cold]
fn bounded_string(buf: &[u8], start: usize, limit: usize) -> Result<Option<Text>, Stop> {
    let bound = start.saturating_add(limit).saturating_add(1);
    match string(&buf[..bound.min(buf.len())], start) {
        Ok(text) => Ok(Some(text)),
        Err(Stop::More) if buf.len() >= bound => Ok(None),
        Err(stop) => Err(stop),
    }
}

/// Reads the escape whose backslash is at `at`.
fn escape(buf: &[u8], at: usize) -> Result<usize, Stop> {
    match buf.get(at + 1) {
        None => Err(Stop::More),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match hex(buf, at + 2)? {
            0xDC00..0xE000 => Err(Stop::Surrogate),
            0xD800..0xDC00 => {
                if *buf.get(at + 6).ok_or(Stop::More)? != b'\\'
                    || *buf.get(at + 7).ok_or(Stop::More)? != b'u'
                {
                    return Err(Stop::Surrogate);
                }
                match hex(buf, at + 8)? {
                    0xDC00..0xE000 => Ok(at + 12),
                    _ => Err(Stop::Surrogate),
                }
            }
            _ => Ok(at + 6),
        },
        Some(_) => Err(Stop::Escape),
    }
}

fn hex(buf: &[u8], at: usize) -> Result<u32, Stop> {
    let digits = buf.get(at..at + 4).ok_or(Stop::More)?;
    digits.iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16).ok_or(Stop::Escape)?;
        Ok(value << 4 | digit)
    })
}

/// Reads one character beyond ASCII: no overlong form, no surrogate, none above U+10FFFF
/// (RFC 3629 §4).
#[inline]
fn character(buf: &[u8], at: usize) -> Result<usize, Stop> {
    let byte = |n: usize| buf.get(at + n).copied().ok_or(Stop::More);
    let tail = |n: usize| match byte(n)? {
        0x80..0xC0 => Ok(()),
        _ => Err(Stop::Utf8),
    };
    let (second, length) = match byte(0)? {
        0xC2..=0xDF => (0x80..=0xBF, 2),
        0xE0 => (0xA0..=0xBF, 3),
        0xED => (0x80..=0x9F, 3),
        0xE1..=0xEF => (0x80..=0xBF, 3),
        0xF0 => (0x90..=0xBF, 4),
        0xF1..=0xF3 => (0x80..=0xBF, 4),
        0xF4 => (0x80..=0x8F, 4),
        _ => return Err(Stop::Utf8),
    };
    if !second.contains(&byte(1)?) {
        return Err(Stop::Utf8);
    }
    for n in 2..length {
        tail(n)?;
    }
    Ok(at + length)
}

/// Reads the number at `at`. In a body it is always followed by something, so one that reaches
/// the buffer's end is incomplete.
#[inline]
pub(super) fn number(buf: &[u8], at: usize) -> Result<usize, Stop> {
    let bound = at + MAX_NUMBER_BYTES + 1;
    let shown = &buf[..bound.min(buf.len())];
    match number_in(shown, at) {
        Err(Stop::More) if shown.len() == bound => Err(Stop::NumberTooLong),
        result => result,
    }
}

#[inline(always)]
fn number_in(buf: &[u8], mut at: usize) -> Result<usize, Stop> {
    let byte = |at: usize| buf.get(at).copied().ok_or(Stop::More);
    if byte(at)? == b'-' {
        at += 1;
    }
    match byte(at)? {
        b'0' => at += 1,
        b'1'..=b'9' => at = digits(buf, at + 1),
        _ => return Err(Stop::Number),
    }
    if byte(at)? == b'.' {
        if !byte(at + 1)?.is_ascii_digit() {
            return Err(Stop::Number);
        }
        at = digits(buf, at + 2);
    }
    if matches!(byte(at)?, b'e' | b'E') {
        at += 1;
        if matches!(byte(at)?, b'+' | b'-') {
            at += 1;
        }
        if !byte(at)?.is_ascii_digit() {
            return Err(Stop::Number);
        }
        at = digits(buf, at + 1);
        byte(at)?;
    }
    Ok(at)
}

#[inline(always)]
fn digits(buf: &[u8], mut at: usize) -> usize {
    while buf.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// Reads `true`, `false` or `null`, given its first byte.
#[inline]
pub(super) fn literal(buf: &[u8], at: usize) -> Result<usize, Stop> {
    let rest = &buf[at..];
    let literal: &[u8] = match rest.first() {
        Some(b't') => b"true",
        Some(b'f') => b"false",
        Some(b'n') => b"null",
        _ => return Err(Stop::Syntax),
    };
    if rest.starts_with(literal) {
        Ok(at + literal.len())
    } else if literal.starts_with(rest) {
        Err(Stop::More)
    } else {
        Err(Stop::Syntax)
    }
}

/// The text of a string that has been read, in UTF-8, into `text`.
pub(super) fn unescape(raw: &[u8], text: &mut Vec<u8>) {
    text.clear();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', &raw[at..]) {
        text.extend_from_slice(&raw[at..at + next]);
        at += next;
        let (character, length) = unescape_one(&raw[at..]);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        at += length;
    }
    text.extend_from_slice(&raw[at..]);
}

/// A string's text: its own bytes, or those put into `scratch` if it has an escape.
#[inline]
pub(super) fn text<'a>(raw: &'a [u8], escaped: bool, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    if !escaped {
        return raw;
    }
    unescape(raw, scratch);
    scratch
}

/// The character of the escape at the start of `raw`, and the escape's length.
fn unescape_one(raw: &[u8]) -> (char, usize) {
    let character = match raw.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let first = hex(raw, 2).unwrap_or(0xFFFD);
            if !(0xD800..0xDC00).contains(&first) {
                return (char::from_u32(first).unwrap_or('\u{FFFD}'), 6);
            }
            let second = hex(raw, 8).unwrap_or(0xDC00);
            let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second.max(0xDC00) - 0xDC00);
            return (char::from_u32(scalar).unwrap_or('\u{FFFD}'), 12);
        }
        Some(other) => char::from(*other),
        None => '\\',
    };
    (character, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Text, Stop> {
        assert_eq!(text[0], b'"');
        string(text, 1)
    }

    #[test]
    fn every_byte_of_a_word_can_end_a_string() {
        for length in 0..40 {
            let text = format!("\"{}\", \"and another\"", "x".repeat(length));
            let end = length + 1;
            assert_eq!(
                read(text.as_bytes()),
                Ok(Text {
                    end,
                    escaped: false
                })
            );
        }
    }

    #[test]
    fn a_control_character_is_found_wherever_it_stands() {
        for at in 0..24 {
            for control in 0..0x20 {
                let mut text = b"\"abcdefghijklmnopqrstuvwxyz\"        ".to_vec();
                text[at + 1] = control;
                assert_eq!(read(&text), Err(Stop::Control), "{control} at {at}");
            }
        }
    }

    #[test]
    fn utf8_is_accepted_exactly_where_the_standard_library_accepts_it() {
        let leads = (0x80..=0xFF).flat_map(|a| (0x70..=0xC8).map(move |b| (a, b)));
        for (a, b) in leads {
            for rest in [
                &[0x80, 0x80][..],
                &[0xBF, 0x20],
                &[0x20, 0x20],
                &[0xC0, 0x80],
            ] {
                let mut text = vec![b'"', a, b];
                text.extend_from_slice(rest);
                text.extend_from_slice(b"      \"");
                let valid = std::str::from_utf8(&text).is_ok();
                assert_eq!(read(&text).is_ok(), valid, "{text:x?}");
            }
        }
    }

    #[test]
    fn surrogates_come_in_pairs_or_not_at_all() {
        assert!(read(br#""\ud83d\ude00""#).is_ok());
        for text in [
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83dx\ude00""#,
            r#""\ud83d\u0041""#,
            r#""\ud83d\n.....""#,
        ] {
            assert_eq!(read(text.as_bytes()), Err(Stop::Surrogate), "{text}");
        }
    }

    #[test]
    fn a_string_cut_anywhere_asks_for_more() {
        let text = r#""plain \n \u00e4 \ud83d\ude00 ä € 😀 end""#.as_bytes();
        for cut in 1..text.len() {
            assert_eq!(read(&text[..cut]), Err(Stop::More), "{cut}");
        }
        assert!(read(text).is_ok());
    }

    #[test]
    fn numbers_follow_the_grammar() {
        for good in ["0", "-0", "12", "-1.5", "1e9", "1E-9", "0.10e+01", "1e999"] {
            assert_eq!(
                number(format!("{good},").as_bytes(), 0),
                Ok(good.len()),
                "{good}"
            );
        }
        for bad in ["-", "-a", "1.", "1.e1", "1e", "1e+", ".5"] {
            assert_eq!(
                number(format!("{bad},").as_bytes(), 0),
                Err(Stop::Number),
                "{bad}"
            );
        }
        assert_eq!(
            number(b"01,", 0),
            Ok(1),
            "what follows the nought is refused by the caller"
        );
        assert_eq!(number(b"12", 0), Err(Stop::More));
        let long = "1".repeat(MAX_NUMBER_BYTES + 1) + ",";
        assert_eq!(number(long.as_bytes(), 0), Err(Stop::NumberTooLong));
        assert_eq!(number(&long.as_bytes()[1..], 0), Ok(MAX_NUMBER_BYTES));
    }

    #[test]
    fn unescaping_agrees_with_serde_json() {
        for text in [
            r#""a\u0061\n\t\b\f\r\/\\\"z""#,
            r#""\ud83d\ude00 \u00e4 ä""#,
            r#""""#,
            r#""\u0000""#,
        ] {
            let expected: String = serde_json::from_str(text).unwrap();
            let mut out = Vec::new();
            unescape(&text.as_bytes()[1..text.len() - 1], &mut out);
            assert_eq!(out, expected.as_bytes());
        }
    }
}
