//! Percent-encoding (RFC 3986 §2.1).

use std::fmt::Write as _;

/// Encodes everything but unreserved characters (RFC 3986 §2.3): nothing it gives ends a segment, a query value or a
/// pair, in any server's reading (`+` included).
pub(crate) fn encode_component(out: &mut String, text: &str) {
    encode(out, text, |byte| {
        byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
    });
}

/// Adds a pair to a path's query.
pub(crate) fn add_pair(target: &mut String, name: &str, value: &str) {
    begin_pair(target, name);
    encode_component(target, value);
}

/// Adds a pair to a path's query, whose value is yet to be written.
pub(crate) fn begin_pair(target: &mut String, name: &str) {
    target.push(if target.contains('?') { '&' } else { '?' });
    encode_component(target, name);
    target.push('=');
}

/// Encodes every byte that does not stay.
pub(crate) fn encode(out: &mut String, text: &str, stays: fn(u8) -> bool) {
    for byte in text.bytes() {
        if stays(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The text that is encoded; none where a percent sign has no two digits behind it, or what comes is no UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_once() {
        assert_eq!(decode("urn%3Auuid%3A1").as_deref(), Some("urn:uuid:1"));
        assert_eq!(decode("%2525").as_deref(), Some("%25"));
        for wrong in ["%", "%4", "%zz", "%ff", "%+4"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
