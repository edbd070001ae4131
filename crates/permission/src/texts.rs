//! Texts in several languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest text accepted, in bytes: a notice is read by a person.
pub const MAX_TEXT_BYTES: usize = 16 * 1024;

/// The language that is shown when none of those wanted is there.
const LAST_RESORT: &str = "en";

/// One text in several languages, by language tag (BCP 47, such as `fi` or `pt-BR`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, String>);

/// Why a text is not one to show.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// No language at all.
    #[error("the text is missing")]
    Missing,
    /// A language without words.
    #[error("the text in `{0}` is empty")]
    Empty(String),
    /// Beyond [`MAX_TEXT_BYTES`].
    #[error("the text in `{0}` is longer than {MAX_TEXT_BYTES} bytes")]
    Long(String),
    /// Not a language tag.
    #[error("`{0}` is no language tag, such as `fi` or `pt-BR`")]
    Tag(String),
}

impl Texts {
    /// A text in one language.
    pub fn new(language: impl Into<String>, text: impl Into<String>) -> Self {
        Self::default().and(language, text)
    }

    /// The same text in one more language.
    #[must_use]
    pub fn and(mut self, language: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.insert(language.into(), text.into());
        self
    }

    /// Whether there is no text in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The languages there are.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text for a reader of `language`, with the language it is in: that very one, else its
    /// base (`pt` for `pt-BR`), else another variant of it, else English, else the first there is.
    pub fn find(&self, language: &str) -> Option<(&str, &str)> {
        let base = |tag: &str| {
            tag.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        let wanted = base(language);
        let exact = |(tag, _): &(&String, &String)| tag.eq_ignore_ascii_case(language);
        let same_base = |(tag, _): &(&String, &String)| base(tag) == wanted;
        self.0
            .iter()
            .find(exact)
            .or_else(|| self.0.get_key_value(&wanted))
            .or_else(|| self.0.iter().find(same_base))
            .or_else(|| self.0.get_key_value(LAST_RESORT))
            .or_else(|| self.0.iter().next())
            .map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// The text for a reader of `language`, as [`find`](Self::find) chooses; empty when there is
    /// none.
    pub fn get(&self, language: &str) -> &str {
        self.find(language).map_or("", |(_, text)| text)
    }

    /// Checks a text that must be there.
    pub fn validate(&self) -> Result<(), TextError> {
        if self.0.is_empty() {
            return Err(TextError::Missing);
        }
        self.validate_optional()
    }

    /// Checks a text that may be missing.
    pub fn validate_optional(&self) -> Result<(), TextError> {
        for (tag, text) in &self.0 {
            if !is_language_tag(tag) {
                return Err(TextError::Tag(tag.clone()));
            }
            if text.trim().is_empty() {
                return Err(TextError::Empty(tag.clone()));
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(TextError::Long(tag.clone()));
            }
        }
        Ok(())
    }
}

/// The shape of a language tag (RFC 5646 §2.1): a language of two or three letters, then subtags
/// of up to eight letters and digits.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|language| {
        (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic())
    }) && parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let texts = Texts::new("fi", "osoite")
            .and("en", "address")
            .and("pt-BR", "endereço");
        assert_eq!(texts.get("fi"), "osoite");
        assert_eq!(texts.get("FI"), "osoite");
        assert_eq!(texts.get("fi-FI"), "osoite");
        assert_eq!(texts.find("pt"), Some(("pt-BR", "endereço")));
        assert_eq!(texts.get("sv"), "address");
        assert_eq!(Texts::new("fi", "osoite").get("sv"), "osoite");
        assert_eq!(Texts::default().get("en"), "");
    }

    #[test]
    fn only_words_in_a_language_are_a_text() {
        assert_eq!(Texts::default().validate(), Err(TextError::Missing));
        assert_eq!(Texts::default().validate_optional(), Ok(()));
        assert_eq!(
            Texts::new("english", "x").validate(),
            Err(TextError::Tag("english".into()))
        );
        assert_eq!(
            Texts::new("en", " ").validate(),
            Err(TextError::Empty("en".into()))
        );
        assert_eq!(Texts::new("zh-Hant-TW", "地址").validate(), Ok(()));
        let long = "x".repeat(MAX_TEXT_BYTES + 1);
        assert_eq!(
            Texts::new("en", long).validate(),
            Err(TextError::Long("en".into()))
        );
    }
}
