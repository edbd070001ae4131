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
            .any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

/// Whether this is a date and time with its offset (ETSI GS CIM 009 §4.6.3).
pub fn date_time(text: &str) -> bool {
    micros(text).is_some()
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
                && level
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_-.".contains(c))
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

/// Whether this is a GeoJSON geometry (RFC 7946 §3.1; ETSI GS CIM 009 §4.7).
pub fn is_geometry(value: &Value) -> bool {
    let Some(kind) = value.get("type").and_then(Value::as_str) else {
        return false;
    };
    if kind == "GeometryCollection" {
        // Collections of collections are discouraged (RFC 7946 §3.1.8) and would let a document nest at will.
        return value
            .get("geometries")
            .and_then(Value::as_array)
            .is_some_and(|parts| {
                parts.iter().all(|part| {
                    part.get("type").and_then(Value::as_str) != Some("GeometryCollection")
                        && is_geometry(part)
                })
            });
    }
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
