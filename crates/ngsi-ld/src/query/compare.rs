//! Comparing what a query names with what an entity has (ETSI GS CIM 009 §4.9).

use std::cmp::Ordering;

use serde_json::Value;

use crate::entity::micros;

/// A value that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    Number(f64),
    Bool(bool),
    /// A string as it stands, and the instant that it is, if it is one.
    Text(String, Option<i64>),
    Null,
}

impl Scalar {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned(), micros(text))
    }

    /// What a JSON value is; none for arrays and objects, except those that carry one value.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Null),
            Value::Bool(flag) => Some(Self::Bool(*flag)),
            Value::Number(number) => number.as_f64().map(Self::Number),
            Value::String(text) => Some(Self::text(text)),
            // A JSON-LD typed value, such as a date (JSON-LD 1.1 §4.2.1).
            Value::Object(map) => map.get("@value").and_then(Self::of),
            Value::Array(_) => None,
        }
    }
}

/// The order of two values of the same kind.
pub(super) fn order(one: &Scalar, other: &Scalar) -> Option<Ordering> {
    match (one, other) {
        (Scalar::Number(one), Scalar::Number(other)) => one.partial_cmp(other),
        (Scalar::Bool(one), Scalar::Bool(other)) => Some(one.cmp(other)),
        (Scalar::Text(_, Some(one)), Scalar::Text(_, Some(other))) => Some(one.cmp(other)),
        (Scalar::Text(one, _), Scalar::Text(other, _)) => Some(one.cmp(other)),
        (Scalar::Null, Scalar::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

/// What a query compares with.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    One(Scalar),
    /// Both ends belong to it.
    Range(Scalar, Scalar),
}

impl Wanted {
    /// Whether a value is this one, or within this range. An array is if one of its items is.
    pub(super) fn is(&self, value: &Value) -> bool {
        if let Value::Array(items) = value {
            return items.iter().any(|item| self.is(item));
        }
        let Some(value) = Scalar::of(value) else {
            return false;
        };
        match self {
            Self::One(wanted) => order(&value, wanted) == Some(Ordering::Equal),
            Self::Range(from, to) => {
                order(&value, from).is_some_and(Ordering::is_ge)
                    && order(&value, to).is_some_and(Ordering::is_le)
            }
        }
    }
}
