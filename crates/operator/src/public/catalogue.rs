//! `GET /catalogue`: what the sources of the trust group offer and what the services here ask for, with a search.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;

use super::Anyone;
use crate::organisations::ServiceState;
use crate::pages::Site;
use crate::permissions::view::{AttributeView, TermView, UseView, sensitivity};
use crate::sources::Sharing;
use crate::sources::contact::ContactView;
use crate::sources::known::Sources;
use crate::{Operator, Result};

/// Entries on one page: with their attributes it stays below 100 kB.
const PAGE: usize = 20;
/// Attributes shown of one dataset; those of a large one would fill the page.
const MOST_ATTRIBUTES: usize = 40;
/// Uses looked at: those of a large city. Each takes a few kB for each language that is read.
const MOST_USES: usize = 2_000;
/// Uses read from the database at once.
const AT_ONCE: u32 = 200;
/// How long the catalogue is kept in memory: anybody may ask for it, and it changes rarely.
const KEPT: Duration = Duration::from_mins(1);
/// Longest text that is searched for, in characters; longer ones are cut.
pub(crate) const LONGEST_SEARCH: usize = 100;

/// A dataset with who holds it.
pub(crate) struct Offer {
    /// The language of title and description (BCP 47); not all sources speak all languages.
    language: String,
    title: String,
    description: String,
    source: String,
    /// How to reach whoever answers for the data: what each part is, and the part.
    contact: Vec<(String, String)>,
    attributes: Vec<AttributeView>,
    /// Attributes beyond those shown.
    more: usize,
}

impl Offer {
    fn has_more(&self) -> bool {
        self.more > 0
    }
}

/// Something in the catalogue, with the lower-case text in which it is found.
struct Entry<T> {
    words: String,
    what: T,
}

/// The catalogue in one language.
pub(crate) struct Contents {
    offers: Vec<Entry<Offer>>,
    uses: Vec<Entry<UseView>>,
}

/// The catalogue in each language that was asked for lately.
#[derive(Default)]
pub(crate) struct Shelf {
    read: RwLock<HashMap<Language, (Instant, Arc<Contents>)>>,
    reading: tokio::sync::Mutex<()>,
}

impl Shelf {
    fn fresh(&self, language: Language) -> Option<Arc<Contents>> {
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
        let (at, contents) = read.get(&language)?;
        (at.elapsed() < KEPT).then(|| Arc::clone(contents))
    }
}

impl Operator {
    /// The catalogue as it was at most a minute ago.
    async fn catalogue(&self, speech: &Speech) -> Result<Arc<Contents>> {
        let (shelf, language) = (&self.catalogue, speech.language());
        if let Some(contents) = shelf.fresh(language) {
            return Ok(contents);
        }
        // One reads, the others wait for what it finds.
        let _reading = shelf.reading.lock().await;
        if let Some(contents) = shelf.fresh(language) {
            return Ok(contents);
        }
        let sources = self.known_sources().await?;
        let contents = Arc::new(Contents {
            offers: offers(&sources, speech),
            uses: self.listed_uses(&sources, speech).await?,
        });
        let mut read = shelf.read.write().unwrap_or_else(PoisonError::into_inner);
        read.insert(language, (Instant::now(), Arc::clone(&contents)));
        Ok(contents)
    }

    /// The newest version of every use of a service that may act.
    async fn listed_uses(&self, sources: &Sources, speech: &Speech) -> Result<Vec<Entry<UseView>>> {
        let mut uses = Vec::new();
        let mut after = String::new();
        loop {
            let some = self.intended_uses(&after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = last.id.to_string();
            for one in &some {
                let service = self.known_service(one.service.as_str()).await?;
                if service.is_none_or(|known| known.service.state != ServiceState::Active) {
                    continue;
                }
                let mut view = self.use_view(one, speech.tag(), None).await?;
                view.datasets
                    .retain(|dataset| is_public(sources, &dataset.id));
                uses.push(Entry {
                    words: words_of_use(&view),
                    what: view,
                });
            }
            if uses.len() >= MOST_USES {
                tracing::warn!("the catalogue shows {MOST_USES} intended uses only");
                break;
            }
        }
        uses.sort_by(|one, other| one.words.cmp(&other.words));
        Ok(uses)
    }
}

/// MIM4 §5.10: what a restricted connector offers is shown to this operator's services only.
fn is_public(sources: &Sources, dataset: &str) -> bool {
    let id = permission::DatasetId::new(dataset).ok();
    id.and_then(|id| sources.dataset(&id))
        .is_some_and(|(source, _)| source.sharing != Sharing::Restricted)
}

fn offers(sources: &Sources, speech: &Speech) -> Vec<Entry<Offer>> {
    let language = speech.tag();
    let mut offers = Vec::new();
    for source in sources.all() {
        if source.sharing == Sharing::Restricted {
            continue;
        }
        let contact = source.metadata.contact.as_ref().and_then(ContactView::of);
        let contact = contact.map_or_else(Vec::new, |contact| contact.lines(speech));
        for offered in &source.datasets {
            let dataset = &offered.dataset;
            let attributes = dataset.attributes.iter().map(|one| AttributeView {
                name: one.path.to_string(),
                path: one.path.to_string(),
                title: one.title.get(language).to_owned(),
                description: one.description.get(language).to_owned(),
                category: Some(TermView::of(one.category.term(), speech)),
                sensitivity: sensitivity(one.sensitivity).to_owned(),
                permitted: false,
            });
            let mut attributes: Vec<AttributeView> = attributes.collect();
            let spoken = dataset.title.find(language);
            let mut offer = Offer {
                language: spoken.map_or(language, |(tag, _)| tag).to_owned(),
                title: dataset.title.get(language).to_owned(),
                description: dataset.description.get(language).to_owned(),
                source: source.metadata.name.clone(),
                contact: contact.clone(),
                more: attributes.len().saturating_sub(MOST_ATTRIBUTES),
                attributes: Vec::new(),
            };
            let words = words_of_offer(&offer, &attributes);
            attributes.truncate(MOST_ATTRIBUTES);
            offer.attributes = attributes;
            offers.push(Entry { words, what: offer });
        }
    }
    offers.sort_by(|one, other| one.words.cmp(&other.words));
    offers
}

fn words_of_offer(offer: &Offer, attributes: &[AttributeView]) -> String {
    let mut words = vec![
        offer.source.as_str(),
        offer.title.as_str(),
        offer.description.as_str(),
    ];
    words.extend(attributes.iter().flat_map(words_of_attribute));
    words.join("\n").to_lowercase()
}

fn words_of_attribute(attribute: &AttributeView) -> [&str; 2] {
    let category = attribute.category.as_ref();
    [&attribute.title, category.map_or("", |term| &term.label)]
}

fn words_of_use(view: &UseView) -> String {
    let mut words = vec![
        view.organisation.as_str(),
        view.service.as_str(),
        view.title.as_str(),
    ];
    words.extend(view.purposes.iter().map(|term| term.label.as_str()));
    for dataset in &view.datasets {
        words.extend([dataset.source.as_str(), dataset.title.as_str()]);
        let attributes = dataset.required.iter().chain(&dataset.optional);
        words.extend(attributes.flat_map(words_of_attribute));
    }
    words.join("\n").to_lowercase()
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    /// `uses`, else the sources.
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: Option<String>,
}

impl Search {
    fn wanted(&self) -> String {
        self.q.trim().chars().take(LONGEST_SEARCH).collect()
    }

    /// Counted from one; what is no number is the first.
    fn page(&self) -> usize {
        let page = self.page.as_deref().and_then(|page| page.parse().ok());
        page.unwrap_or(1).max(1)
    }
}

/// Those in which every word that is looked for is found.
fn found<'a, T>(entries: &'a [Entry<T>], wanted: &str) -> Vec<&'a T> {
    let wanted = wanted.to_lowercase();
    let has_all = |words: &str| wanted.split_whitespace().all(|word| words.contains(word));
    let hits = entries.iter().filter(|entry| has_all(&entry.words));
    hits.map(|entry| &entry.what).collect()
}

fn address(show: &str, wanted: &str, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("show", show);
    if !wanted.is_empty() {
        query.append_pair("q", wanted);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("/catalogue?{}", query.finish())
}

#[derive(askama::Template)]
#[template(path = "public/catalogue.html")]
struct CataloguePage<'a> {
    shell: Shell<'a>,
    wanted: &'a str,
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
) -> std::result::Result<Response, Problem> {
    let speech = anyone.speech();
    let contents = site.operator.catalogue(speech).await?;
    let wanted = search.wanted();
    let (mut offers, mut uses) = (
        found(&contents.offers, &wanted),
        found(&contents.uses, &wanted),
    );
    let counts = [offers.len(), uses.len()];
    let uses_shown = search.show == "uses";
    let kind = if uses_shown { "uses" } else { "sources" };
    let pages = counts[usize::from(uses_shown)].div_ceil(PAGE).max(1);
    let page = search.page().min(pages);
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
