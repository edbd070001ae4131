//! What sources offer, as operators and registries show it: read from whoever shares and describes it, put into a
//! visitor's words, and searched by what it holds, where it is and in which language it is described.
//!
//! The messages are [`Catalogue::OFFERS`](crate::language::Catalogue::OFFERS), the components `offers.html`.

mod contact;
mod filters;
mod paging;
pub mod read;
mod search;

use std::collections::BTreeSet;
use std::sync::Arc;

use permission::{Dataset, Sensitivity};
use protocol::metadata::{ConnectorMetadata, Place};
use serde::Serialize;
use utoipa::ToSchema;
use vocabulary::Term;

pub use self::contact::ContactView;
pub use self::filters::Filters;
pub use self::paging::{Part, Slice};
pub use self::search::{LONGEST_SEARCH, Search, Wanted};
use crate::language::{Speech, TermView};

/// Attributes shown of one dataset; those of a large one would fill the page.
const MOST_ATTRIBUTES: usize = 40;

/// A dataset with what a program needs to ask for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Described {
    /// The source's name.
    pub source: String,
    /// Its connector's UUID.
    pub connector_uuid: String,
    /// Where it is asked.
    pub connector_base_url: String,
    /// Where the data is from: `name`, `country` (ISO 3166-1 alpha-2), `uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub place: Option<Place>,
    /// Its description, as the source publishes it.
    #[schema(value_type = Object)]
    pub dataset: Dataset,
}

/// An attribute in words.
#[derive(Debug)]
pub struct AttributeWords {
    /// What people call it.
    pub title: String,
    /// The kind of data it is.
    pub category: String,
    /// The word of care that the law asks for; may be empty.
    pub care: String,
}

/// What a dataset is found by, beside its words.
#[derive(Debug, Default)]
pub struct Facets {
    categories: BTreeSet<Term>,
    entity_type: String,
    attributes: Vec<String>,
    /// The name of the place, and its country's code.
    place: Vec<String>,
    languages: BTreeSet<String>,
}

/// A dataset with who holds it, in a visitor's words.
#[derive(Debug)]
pub struct Offer {
    /// The language of title and description (BCP 47); not all sources speak all languages.
    pub language: String,
    /// What people call it.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Who holds it.
    pub source: String,
    /// How to reach whoever answers for the data: what each part is, and the part.
    pub contact: Vec<(String, String)>,
    /// The first of its attributes.
    pub attributes: Vec<AttributeWords>,
    /// Attributes beyond those.
    pub more: usize,
    /// Where the data is from; may be empty.
    pub place: String,
    /// By what it is found.
    facets: Facets,
    /// In which it is found, in lower case.
    words: String,
    /// Its description, as the source publishes it.
    pub described: Arc<Described>,
}

impl Facets {
    fn of(dataset: &Dataset, place: Option<&Place>) -> Self {
        let attributes = dataset.attributes.iter();
        let mut texts = vec![&dataset.title, &dataset.description];
        texts.extend(attributes.clone().map(|one| &one.title));
        let languages = texts.into_iter().flat_map(|texts| texts.0.keys().cloned());
        let place = place.map_or_else(Vec::new, |place| {
            let parts = [Some(place.name.clone()), place.country.clone()];
            parts.into_iter().flatten().collect()
        });
        Self {
            categories: attributes.clone().map(|one| one.category.term()).collect(),
            entity_type: dataset.entity_type.clone(),
            attributes: attributes.map(|one| one.path.to_string()).collect(),
            place,
            languages: languages.collect(),
        }
    }
}

/// A place in words: its name and its country's.
fn place_words(place: &Place, speech: &Speech) -> String {
    match &place.country {
        Some(country) => format!("{}, {}", place.name, speech.country(country)),
        None => place.name.clone(),
    }
}

/// The word of care that the law asks for, if any.
fn care(sensitivity: Sensitivity, speech: &Speech) -> String {
    match sensitivity {
        Sensitivity::Ordinary => String::new(),
        Sensitivity::Special => speech.say("tag-sensitive").into(),
        Sensitivity::OfficialIdentifier => speech.say("tag-official").into(),
    }
}

impl Offer {
    /// What a source offers, in the words of a language.
    pub fn of(source: &ConnectorMetadata, dataset: &Dataset, speech: &Speech) -> Self {
        let language = speech.tag();
        let place = source.place.as_ref();
        let contact = source.contact.as_ref().and_then(ContactView::of);
        let attributes = dataset.attributes.iter().map(|one| AttributeWords {
            title: one.title.get(language).to_owned(),
            category: TermView::of(one.category.term(), speech).label,
            care: care(one.sensitivity, speech),
        });
        let mut attributes: Vec<AttributeWords> = attributes.collect();
        let spoken = dataset.title.find(language);
        let mut offer = Self {
            language: spoken.map_or(language, |(tag, _)| tag).to_owned(),
            title: dataset.title.get(language).to_owned(),
            description: dataset.description.get(language).to_owned(),
            source: source.name.clone(),
            contact: contact.map_or_else(Vec::new, |contact| contact.lines(speech)),
            more: attributes.len().saturating_sub(MOST_ATTRIBUTES),
            attributes: Vec::new(),
            place: place.map_or_else(String::new, |place| place_words(place, speech)),
            facets: Facets::of(dataset, place),
            words: String::new(),
            described: Arc::new(Described {
                source: source.name.clone(),
                connector_uuid: source.connector_uuid.to_string(),
                connector_base_url: source.connector_base_url.to_string(),
                place: place.cloned(),
                dataset: dataset.clone(),
            }),
        };
        offer.words = offer.all_words(&attributes);
        attributes.truncate(MOST_ATTRIBUTES);
        offer.attributes = attributes;
        offer
    }

    fn all_words(&self, attributes: &[AttributeWords]) -> String {
        let mut words = vec![
            self.source.as_str(),
            self.title.as_str(),
            self.description.as_str(),
            self.place.as_str(),
            self.facets.entity_type.as_str(),
        ];
        words.extend(self.facets.attributes.iter().map(String::as_str));
        words.extend(
            attributes
                .iter()
                .flat_map(|one| [one.title.as_str(), one.category.as_str()]),
        );
        words.join("\n").to_lowercase()
    }

    /// Whether it has attributes beyond those shown.
    pub fn has_more(&self) -> bool {
        self.more > 0
    }

    /// By which it stands among others: the source's name, then its own.
    pub fn order(&self) -> &str {
        &self.words
    }
}
