//! What is a URI, a time, a geometry, a scope.

use serde_json::Value;

/// Whether this is a URI as ids must be (RFC 3986): a scheme, a colon, something without spaces.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        && !rest.is_empty()
        && !rest
            .chars()
            .any(|c| is_unseen(c) || "<>\"{}|\\^`".contains(c))
}

/// Whether a character shows nothing, or is none: an id with one of them looks like another (RFC 3987 §4.1, §8;
/// Unicode's default-ignorable and format characters, fillers and noncharacters).
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(c,
            '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether this is a date and time in UTC, ending in `Z`; no other offset is one (ETSI GS CIM 009 §4.6.3).
pub fn date_time(text: &str) -> bool {
    text.ends_with('Z') && micros(text).is_some()
}

/// A date and time as microseconds since the epoch.
pub fn micros(text: &str) -> Option<i64> {
    // A bare date, or one without an offset, has no instant.
    text.contains('T')
        .then(|| text.parse::<jiff::Timestamp>().ok())?
        .map(jiff::Timestamp::as_microsecond)
}

/// A scope is a path of names, each beginning with a letter (ETSI GS CIM 009 §4.18).
pub fn scope_is_valid(scope: &str) -> bool {
    scope.len() > 1
        && scope.trim_start_matches('/').split('/').all(|level| {
            level.chars().next().is_some_and(char::is_alphabetic)
                && level.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
}

fn position(value: &Value) -> bool {
    value.as_array().is_some_and(|numbers| {
        (2..=3).contains(&numbers.len()) && numbers.iter().all(Value::is_number)
    })
}

fn all(value: &Value, fewest: usize, each: fn(&Value) -> bool) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.len() >= fewest && items.iter().all(each))
}

fn line(value: &Value) -> bool {
    all(value, 2, position)
}

fn ring(value: &Value) -> bool {
    // RFC 7946 §3.1.6: four positions or more, and the last is the first.
    all(value, 4, position)
        && value
            .as_array()
            .is_some_and(|positions| positions.first() == positions.last())
}

fn polygon(value: &Value) -> bool {
    all(value, 1, ring)
}

/// Whether this is a GeoJSON geometry (RFC 7946 §3.1); collections are none here (ETSI GS CIM 009 §4.6.3).
pub fn is_geometry(value: &Value) -> bool {
    let Some(kind) = value.get("type").and_then(Value::as_str) else {
        return false;
    };
    let Some(coordinates) = value.get("coordinates") else {
        return false;
    };
    match kind {
        "Point" => position(coordinates),
        "MultiPoint" => all(coordinates, 1, position),
        "LineString" => line(coordinates),
        "MultiLineString" => all(coordinates, 1, line),
        "Polygon" => polygon(coordinates),
        "MultiPolygon" => all(coordinates, 1, polygon),
        _ => false,
    }
}

/// Whether this is the name of a GeoJSON geometry.
pub(super) fn is_geometry_type(name: &str) -> bool {
    matches!(
        name,
        "Point"
            | "MultiPoint"
            | "LineString"
            | "MultiLineString"
            | "Polygon"
            | "MultiPolygon"
            | "GeometryCollection"
    )
}
