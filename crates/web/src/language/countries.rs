//! What countries are called: CLDR 48, see `NOTICE`.

use super::Language;

/// A line for each country of ISO 3166-1: its code, and its name in each language in the order of the first line.
const COUNTRIES: &str = include_str!("../../data/countries.tsv");

/// The name of a country (ISO 3166-1 alpha-2) in a language; none for what is no country.
pub(super) fn name(code: &str, language: Language) -> Option<&'static str> {
    let mut lines = COUNTRIES.lines();
    let column = lines
        .next()?
        .split('\t')
        .position(|column| column == language.tag())?;
    let line = lines.find(|line| line.split('\t').next() == Some(code))?;
    line.split('\t').nth(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_name_in_every_language() {
        let codes: Vec<_> = COUNTRIES.lines().skip(1).map(|line| &line[..2]).collect();
        assert_eq!(codes.len(), 249);
        for code in codes {
            for language in Language::ALL {
                assert!(
                    name(code, language).is_some_and(|name| !name.is_empty()),
                    "{code} in {}",
                    language.tag()
                );
            }
        }
    }

    #[test]
    fn names_are_those_of_the_language() {
        assert_eq!(name("FI", Language::Finnish), Some("Suomi"));
        assert_eq!(name("US", Language::Polish), Some("Stany Zjednoczone"));
        assert_eq!(name("XX", Language::English), None);
    }
}
