//! What the form of a search offers to choose from.
use std::collections::{BTreeMap, BTreeSet};

use vocabulary::Term;

use super::{Offer, Wanted};
use crate::language::{Language, Speech, TermView};
use crate::page::Choice;

/// Attributes that are offered: more are no help to anybody.
const MOST_ATTRIBUTES: usize = 500;

/// What a search can be narrowed to: only what something is found by.
#[derive(Debug)]
pub struct Filters {
    /// Kinds of data.
    pub categories: Vec<Choice>,
    /// Types of entities.
    pub types: Vec<Choice>,
    /// Paths of attributes, the first few in the order of the alphabet; others can be typed.
    pub attributes: Vec<String>,
    /// Places.
    pub places: Vec<Choice>,
    /// Languages of the descriptions.
    pub languages: Vec<Choice>,
}

impl Filters {
    /// Those of all offers, with what is looked for chosen.
    pub fn of<'o>(
        offers: impl IntoIterator<Item = &'o Offer>,
        wanted: &Wanted,
        speech: &Speech,
    ) -> Self {
        let (mut categories, mut types, mut places, mut languages) = (
            BTreeMap::new(),
            BTreeMap::new(),
            BTreeMap::new(),
            BTreeMap::new(),
        );
        let mut attributes = BTreeSet::new();
        for offer in offers {
            let facets = &offer.facets;
            for term in &facets.categories {
                categories
                    .entry(term.iri().to_owned())
                    .or_insert_with(|| TermView::of(*term, speech).label);
            }
            types.insert(facets.entity_type.clone(), facets.entity_type.clone());
            attributes.extend(facets.attributes.iter().cloned());
            if let Some(name) = facets.place.first() {
                places.insert(name.clone(), offer.place.clone());
            }
            for tag in &facets.languages {
                let known = Language::of_tag(tag).map(|language| language.name().to_owned());
                languages.insert(tag.clone(), known.unwrap_or_else(|| tag.clone()));
            }
        }
        // What is looked for stays chosen, also where nothing is found by it.
        if let Some(term) = wanted.category {
            let label = TermView::of(term, speech).label;
            categories.insert(term.iri().to_owned(), label);
        }
        for (known, chosen) in [
            (&mut types, &wanted.entity_type),
            (&mut places, &wanted.place),
            (&mut languages, &wanted.language),
        ] {
            if !chosen.is_empty() {
                let chosen = chosen.clone();
                known.entry(chosen.clone()).or_insert(chosen);
            }
        }
        Self {
            categories: choices(categories, wanted.category.map_or("", Term::iri)),
            types: choices(types, &wanted.entity_type),
            attributes: attributes.into_iter().take(MOST_ATTRIBUTES).collect(),
            places: choices(places, &wanted.place),
            languages: choices(languages, &wanted.language),
        }
    }
}

/// By their labels.
fn choices(known: BTreeMap<String, String>, chosen: &str) -> Vec<Choice> {
    let known = known.into_iter();
    let mut choices: Vec<Choice> = known
        .map(|(value, label)| Choice::new(&value, label, value == chosen))
        .collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    choices
}
