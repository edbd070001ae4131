//! How a language orders text (ETSI GS CIM 009 §4.23.1; Unicode Collation Algorithm, UTS #10).

use std::cmp::Ordering;
use std::sync::Arc;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use crate::problem::Problem;

/// The order of text in a language.
#[derive(Clone)]
pub(super) struct Collation {
    name: String,
    collator: Arc<CollatorBorrowed<'static>>,
}

impl std::fmt::Debug for Collation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Collation").field(&self.name).finish()
    }
}

impl Collation {
    /// By a language tag (`sv`, `de-u-co-phonebk`, `en-u-kn`; BCP 47, UTS #35), also with the underscores of POSIX (`fi_FI`). A
    /// language without an order of its own has the general one.
    ///
    /// # Errors
    /// [`Problem`] when it is no language tag.
    pub(super) fn parse(name: &str) -> Result<Self, Problem> {
        let none = || Problem::bad_data(format!("there is no collation `{name}`"));
        let locale: Locale = name.replace('_', "-").parse().map_err(|_| none())?;
        let collator = Collator::try_new((&locale).into(), CollatorOptions::default());
        Ok(Self {
            name: name.to_owned(),
            collator: Arc::new(collator.map_err(|_| none())?),
        })
    }

    /// The order of two texts; those that the language does not tell apart come by their code points.
    pub(super) fn compare(&self, one: &str, other: &str) -> Ordering {
        self.collator
            .compare(one, other)
            .then_with(|| one.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(name: &str, words: &[&'a str]) -> Vec<&'a str> {
        let collation = Collation::parse(name).unwrap();
        let mut words = words.to_vec();
        words.sort_by(|one, other| collation.compare(one, other));
        words
    }

    #[test]
    fn languages_order_text_each_in_its_own_way() {
        let words = ["Zebra", "Ärger", "apfel", "Orange", "Öl", "Åland"];
        let swedish = ["apfel", "Orange", "Zebra", "Åland", "Ärger", "Öl"];
        assert_eq!(sorted("sv", &words), swedish);
        assert_eq!(sorted("fi_FI", &words), swedish);
        assert_eq!(
            sorted("de", &words),
            ["Åland", "apfel", "Ärger", "Öl", "Orange", "Zebra"]
        );
        assert_eq!(sorted("en-u-kn", &["a10", "a9"]), ["a9", "a10"]);
        assert_eq!(sorted("en", &["a10", "a9"]), ["a10", "a9"]);
        for wrong in ["", "%", "no such language"] {
            assert!(Collation::parse(wrong).is_err(), "{wrong}");
        }
    }
}
