//! Where data may be kept: countries and the unions of them that the GDPR knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The members of the European Union (ISO 3166-1).
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The members of the European Economic Area that are not of the Union.
const EEA_BEYOND_EU: [&str; 3] = ["IS", "LI", "NO"];

/// A country, the European Union or the European Economic Area; as text `FI`, `EU` or `EEA`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Jurisdiction {
    /// The European Union.
    Eu,
    /// The European Economic Area.
    Eea,
    /// A country by its two letters (ISO 3166-1 alpha-2).
    Country([u8; 2]),
}

/// A text that is no jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no jurisdiction: give `EU`, `EEA` or a country as two capital letters, such as `FI`"
)]
pub struct ParseJurisdictionError(String);

impl Jurisdiction {
    /// Whether all of `other` lies within this one.
    pub fn contains(self, other: Self) -> bool {
        let listed = |list: &[&str], code: [u8; 2]| list.iter().any(|c| c.as_bytes() == code);
        match (self, other) {
            (Self::Eea, Self::Eu) => true,
            (Self::Eea, Self::Country(code)) => listed(&EU, code) || listed(&EEA_BEYOND_EU, code),
            (Self::Eu, Self::Country(code)) => listed(&EU, code),
            (a, b) => a == b,
        }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Eu => f.write_str("EU"),
            Self::Eea => f.write_str("EEA"),
            Self::Country([a, b]) => write!(f, "{}{}", char::from(*a), char::from(*b)),
        }
    }
}

impl FromStr for Jurisdiction {
    type Err = ParseJurisdictionError;

    fn from_str(text: &str) -> Result<Self, ParseJurisdictionError> {
        match text.as_bytes() {
            b"EU" => Ok(Self::Eu),
            b"EEA" => Ok(Self::Eea),
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Ok(Self::Country([*a, *b])),
            _ => Err(ParseJurisdictionError(text.chars().take(40).collect())),
        }
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = ParseJurisdictionError;

    fn try_from(text: String) -> Result<Self, ParseJurisdictionError> {
        text.parse()
    }
}

impl From<Jurisdiction> for String {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_contains_its_members_and_a_country_itself() {
        let of = |text: &str| text.parse::<Jurisdiction>().unwrap();
        for (wide, narrow) in [
            ("EU", "FI"),
            ("EEA", "FI"),
            ("EEA", "NO"),
            ("EEA", "EU"),
            ("FI", "FI"),
        ] {
            assert!(of(wide).contains(of(narrow)), "{wide} {narrow}");
        }
        for (wide, narrow) in [
            ("EU", "NO"),
            ("EU", "EEA"),
            ("EU", "US"),
            ("FI", "EU"),
            ("FI", "FR"),
        ] {
            assert!(!of(wide).contains(of(narrow)), "{wide} {narrow}");
        }
        assert!("fi".parse::<Jurisdiction>().is_err());
        assert!("FIN".parse::<Jurisdiction>().is_err());
        assert_eq!(of("GR").to_string(), "GR");
    }
}
