//! `GET /catalogue`
use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use vocabulary::Term;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;

use super::search::{LONGEST_SEARCH, Search, Wanted};
use super::{Contents, Offer};
use crate::pages::Site;
use crate::pages::choice::Choice;
use crate::permissions::view::{TermView, UseView};
use crate::public::Anyone;

/// Entries on one page: with their attributes it stays below 100 kB.
const PAGE: usize = 20;

/// Which part of what is found is shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Part {
    /// `uses`, else the sources.
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: Option<String>,
}

impl Part {
    /// Counted from one; what is no number is the first.
    fn page(&self) -> usize {
        let page = self.page.as_deref().and_then(|page| page.parse().ok());
        page.unwrap_or(1).max(1)
    }
}

/// What a search can be narrowed to: only what something is found by.
struct Filters {
    categories: Vec<Choice>,
    types: Vec<Choice>,
    places: Vec<Choice>,
    languages: Vec<Choice>,
}

impl Filters {
    fn of(contents: &Contents, wanted: &Wanted, speech: &Speech) -> Self {
        let (mut categories, mut types, mut places, mut languages) = (
            BTreeMap::new(),
            BTreeMap::new(),
            BTreeMap::new(),
            BTreeMap::new(),
        );
        for entry in &contents.offers {
            let offer = &entry.what;
            let facets = &offer.facets;
            for term in &facets.categories {
                categories.insert(term.iri().to_owned(), TermView::of(*term, speech).label);
            }
            types.insert(facets.entity_type.clone(), facets.entity_type.clone());
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

fn address(show: &str, wanted: &Wanted, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("show", show).extend_pairs(wanted.pairs());
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("/catalogue?{}", query.finish())
}

#[derive(askama::Template)]
#[template(path = "public/catalogue.html")]
struct CataloguePage<'a> {
    shell: Shell<'a>,
    wanted: &'a Wanted,
    filters: Filters,
    uses_shown: bool,
    offers: Vec<&'a Offer>,
    uses: Vec<&'a UseView>,
    /// How many there are of each kind.
    counts: [usize; 2],
    to_offers: String,
    to_uses: String,
    /// The pages beside this one; may be empty.
    before: String,
    after: String,
    longest: usize,
}

/// `GET /catalogue`
pub(crate) async fn show(
    State(site): State<Site>,
    anyone: Anyone,
    Query(search): Query<Search>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let speech = anyone.speech();
    let contents = site.operator.catalogue(speech).await?;
    let wanted = search.wanted()?;
    let mut offers = wanted.offers(&contents);
    let mut uses = wanted.among(&contents.uses);
    let counts = [offers.len(), uses.len()];
    let uses_shown = part.show == "uses";
    let kind = if uses_shown { "uses" } else { "sources" };
    let pages = counts[usize::from(uses_shown)].div_ceil(PAGE).max(1);
    let page = part.page().min(pages);
    cut(&mut offers, page);
    cut(&mut uses, page);
    let beside = |other: usize| {
        if (1..=pages).contains(&other) {
            address(kind, &wanted, other)
        } else {
            String::new()
        }
    };
    Ok(render(&CataloguePage {
        shell: site.open_shell(speech.say("shell-catalogue"), &anyone),
        filters: Filters::of(&contents, &wanted, speech),
        uses_shown,
        offers,
        uses,
        counts,
        to_offers: address("sources", &wanted, 1),
        to_uses: address("uses", &wanted, 1),
        before: beside(page - 1),
        after: beside(page + 1),
        wanted: &wanted,
        longest: LONGEST_SEARCH,
    }))
}

fn cut<T>(entries: &mut Vec<T>, page: usize) {
    entries.drain(..entries.len().min((page - 1) * PAGE));
    entries.truncate(PAGE);
}
