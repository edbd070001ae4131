//! Where a source's data is from.
use protocol::metadata::Place;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Longest name or address, in bytes: it is shown whole.
const LONGEST: usize = 200;

/// `[connector.place]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceConfig {
    /// What it is called there.
    pub name: String,
    /// The country it is in (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What names it for machines, such as an entry of `GeoNames` or of the EU's list of places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

impl PlaceConfig {
    pub(super) fn check(&self) -> Result<()> {
        let refuse =
            |key: &str, why: &str| Err(Error::Config(format!("`connector.place.{key}` {why}")));
        if self.name.trim().is_empty() || self.name.len() > LONGEST {
            return refuse("name", "is empty or too long");
        }
        if let Some(country) = &self.country
            && (country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            return refuse("country", "is no ISO 3166-1 alpha-2 code, such as FI");
        }
        if let Some(uri) = &self.uri
            && (uri.len() > LONGEST || url::Url::parse(uri).is_err())
        {
            return refuse("uri", "is no address, or too long");
        }
        Ok(())
    }

    /// As it is published.
    pub(crate) fn published(&self) -> Place {
        Place {
            name: self.name.clone(),
            country: self.country.clone(),
            uri: self.uri.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_a_name_and_perhaps_a_country() {
        let place = |text: &str| -> Result<(), String> {
            let place: PlaceConfig = toml::from_str(text).map_err(|error| error.to_string())?;
            place.check().map_err(|error| error.to_string())
        };
        assert_eq!(place("name = \"Helsinki\"\ncountry = \"FI\""), Ok(()));
        for (wrong, word) in [
            ("country = \"FI\"", "name"),
            ("name = \" \"", "name"),
            ("name = \"Helsinki\"\ncountry = \"FIN\"", "country"),
            ("name = \"Helsinki\"\nuri = \"Helsinki\"", "uri"),
            ("name = \"Helsinki\"\ncity = 1", "city"),
        ] {
            assert!(place(wrong).unwrap_err().contains(word), "{wrong}");
        }
    }
}
