//! What is looked for among the datasets that sources offer.
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use vocabulary::{Kind, Term};

use super::{Facets, Offer};
use crate::problem::{Problem, ProblemName};

/// Longest text that is searched for, in characters; longer ones are cut.
pub const LONGEST_SEARCH: usize = 100;

/// What is looked for: all of it must be true of a dataset.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Search {
    /// Words, all of which must be found, in any order: in names, titles, places, attributes.
    q: String,
    /// A kind of data: a term of the W3C Data Privacy Vocabulary (PD) by its IRI or name. Narrower kinds are found too.
    category: String,
    /// A type of entities, as the sources name it.
    entity_type: String,
    /// An attribute's path; what lies above or below it is found too.
    attribute: String,
    /// A place's name, or a country's code (ISO 3166-1 alpha-2).
    place: String,
    /// A language in which the source describes its data (BCP 47).
    language: String,
}

/// What is looked for, understood.
#[derive(Debug)]
pub struct Wanted {
    /// As it was written, cut.
    pub text: String,
    words: Vec<String>,
    /// The kind of data.
    pub category: Option<Term>,
    /// The type of entities; may be empty, as all that follow.
    pub entity_type: String,
    /// The attribute.
    pub attribute: String,
    /// The place.
    pub place: String,
    /// The language.
    pub language: String,
}

impl Search {
    /// Its parts as parameters of an OpenAPI document.
    pub fn parameters() -> Vec<Value> {
        super::paging::parameters::<Self>()
    }

    /// Reads it.
    ///
    /// # Errors
    /// Says which part is no term of the vocabulary.
    pub fn wanted(&self) -> Result<Wanted, Problem> {
        let cut = |text: &str| -> String { text.trim().chars().take(LONGEST_SEARCH).collect() };
        let category = match self.category.trim() {
            "" => None,
            text => Some(Term::parse(Kind::PersonalData, text).map_err(|_| {
                Problem::new(ProblemName::InvalidRequest)
                    .detail("`category` is no kind of personal data of the vocabulary")
            })?),
        };
        let text = cut(&self.q);
        let words = text.to_lowercase();
        Ok(Wanted {
            words: words.split_whitespace().map(str::to_owned).collect(),
            text,
            category,
            entity_type: cut(&self.entity_type),
            attribute: cut(&self.attribute),
            place: cut(&self.place),
            language: cut(&self.language),
        })
    }
}

/// Whether a language is of a range (RFC 4647 §3.3.1): `fi-FI` is of `fi`.
fn is_in(language: &str, range: &str) -> bool {
    let (language, range) = (language.to_lowercase(), range.to_lowercase());
    let rest = language.strip_prefix(&range);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

impl Wanted {
    /// Whether more than words are looked for.
    pub fn is_narrow(&self) -> bool {
        self.category.is_some()
            || [
                &self.entity_type,
                &self.attribute,
                &self.place,
                &self.language,
            ]
            .into_iter()
            .any(|text| !text.is_empty())
    }

    /// Whether anything is looked for.
    pub fn is_anything(&self) -> bool {
        self.is_narrow() || !self.words.is_empty()
    }

    /// The parts that are set, as a query has them.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let category = self.category.map_or("", Term::iri);
        let pairs = [
            ("q", self.text.as_str()),
            ("category", category),
            ("entity_type", &self.entity_type),
            ("attribute", &self.attribute),
            ("place", &self.place),
            ("language", &self.language),
        ];
        let set = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        set.collect()
    }

    /// Whether every word is found in a text in lower case.
    pub fn has_words(&self, words: &str) -> bool {
        self.words.iter().all(|word| words.contains(word))
    }

    fn has_facets(&self, facets: &Facets) -> bool {
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        let is_related = |path: &str| {
            permission::covers(&self.attribute, path) || permission::covers(path, &self.attribute)
        };
        let mut categories = facets.categories.iter();
        (self
            .category
            .is_none_or(|wanted| categories.any(|one| one.is_a(wanted))))
            && (self.entity_type.is_empty() || same(&self.entity_type, &facets.entity_type))
            && (self.attribute.is_empty() || facets.attributes.iter().any(|one| is_related(one)))
            && (self.place.is_empty() || facets.place.iter().any(|one| same(one, &self.place)))
            && (self.language.is_empty()
                || facets
                    .languages
                    .iter()
                    .any(|one| is_in(one, &self.language)))
    }

    /// Whether a dataset is meant.
    pub fn fits(&self, offer: &Offer) -> bool {
        self.has_words(&offer.words) && self.has_facets(&offer.facets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets() -> Facets {
        Facets {
            categories: [Term::parse(Kind::PersonalData, "EmailAddress").unwrap()].into(),
            entity_type: "LibraryPatron".to_owned(),
            attributes: vec!["address.street".to_owned()],
            place: vec!["Helsinki".to_owned(), "FI".to_owned()],
            languages: ["en".to_owned(), "fi".to_owned(), "pt-BR".to_owned()].into(),
        }
    }

    fn wanted(name: &str, value: &str) -> Wanted {
        let mut search = Search::default();
        let value = value.to_owned();
        match name {
            "category" => search.category = value,
            "entity_type" => search.entity_type = value,
            "attribute" => search.attribute = value,
            "place" => search.place = value,
            "language" => search.language = value,
            _ => search.q = value,
        }
        search.wanted().unwrap_or_else(|_| panic!("{name}"))
    }

    #[test]
    fn datasets_are_found_by_what_they_hold_where_and_how() {
        for (name, value, is_found) in [
            ("category", "EmailAddress", true),
            ("category", "Contact", true),
            ("category", "https://w3id.org/dpv/pd#Contact", true),
            ("category", "Name", false),
            ("entity_type", "librarypatron", true),
            ("entity_type", "Library", false),
            ("attribute", "address", true),
            ("attribute", "address.street", true),
            ("attribute", "address.street.number", true),
            ("attribute", "addr", false),
            ("place", "helsinki", true),
            ("place", "FI", true),
            ("place", "Rennes", false),
            ("language", "fi", true),
            ("language", "FI", true),
            ("language", "pt", true),
            ("language", "pt-BR", true),
            ("language", "p", false),
            ("language", "fr", false),
        ] {
            assert_eq!(
                wanted(name, value).has_facets(&facets()),
                is_found,
                "{name} {value}"
            );
        }
    }

    #[test]
    fn a_kind_of_data_that_the_vocabulary_does_not_know_is_refused() {
        let search = Search {
            category: "Secrets".to_owned(),
            ..Search::default()
        };
        assert!(search.wanted().is_err());
    }

    #[test]
    fn what_was_looked_for_is_kept_in_addresses() {
        let search = Search {
            q: " two words ".to_owned(),
            category: "Contact".to_owned(),
            ..Search::default()
        };
        let Ok(wanted) = search.wanted() else {
            panic!("it is understood")
        };
        assert_eq!(
            wanted.pairs(),
            [
                ("q", "two words"),
                ("category", "https://w3id.org/dpv/pd#Contact")
            ]
        );
    }
}
