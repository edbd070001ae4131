//! The catalogue: what the sources of the trust group offer and what the services here ask for, with a search by what
//! they hold, where they are and in which language they speak.

pub(crate) mod api;
pub(crate) mod pages;
pub(crate) mod search;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use permission::Dataset;
use protocol::metadata::Place;
use protocol::url::BaseUrl;
use vocabulary::Term;
use web::language::{Language, Speech};

use crate::organisations::ServiceState;
use crate::permissions::view::{AttributeView, TermView, UseView, sensitivity};
use crate::sources::Sharing;
use crate::sources::contact::ContactView;
use crate::sources::known::Sources;
use crate::{Operator, Result};

/// Attributes shown of one dataset; those of a large one would fill the page.
const MOST_ATTRIBUTES: usize = 40;
/// Uses looked at: those of a large city. Each takes a few kB for each language that is read.
const MOST_USES: usize = 2_000;
/// Uses read from the database at once.
const AT_ONCE: u32 = 200;
/// How long the catalogue is kept in memory while no source changes: anybody may ask for it, and uses change rarely.
const KEPT: Duration = Duration::from_mins(1);

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
    /// Where the data is from, in words; may be empty.
    place: String,
    /// By what it is found.
    facets: Facets,
    /// Its description, as the source publishes it.
    described: Arc<Described>,
}

/// A dataset with what a program needs to ask for it.
#[derive(Debug)]
pub(crate) struct Described {
    dataset: Dataset,
    source: String,
    connector: String,
    base_url: BaseUrl,
    place: Option<Place>,
}

/// What a dataset is found by, beside its words.
#[derive(Debug, Default)]
pub(crate) struct Facets {
    categories: BTreeSet<Term>,
    entity_type: String,
    attributes: Vec<String>,
    /// The name of the place, and its country's code.
    place: Vec<String>,
    languages: BTreeSet<String>,
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

/// The catalogue as it was read at a time, from these sources.
struct Read {
    at: Instant,
    sources: Arc<Sources>,
    contents: Arc<Contents>,
}

/// The catalogue in each language that was asked for lately.
#[derive(Default)]
pub(crate) struct Shelf {
    read: RwLock<HashMap<Language, Read>>,
    reading: tokio::sync::Mutex<()>,
}

impl Shelf {
    fn fresh(&self, language: Language, sources: &Arc<Sources>) -> Option<Arc<Contents>> {
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
        let read = read.get(&language)?;
        let is_fresh = read.at.elapsed() < KEPT && Arc::ptr_eq(&read.sources, sources);
        is_fresh.then(|| Arc::clone(&read.contents))
    }
}

impl Operator {
    /// The catalogue: its sources as they are, its uses as they were at most a minute ago.
    async fn catalogue(&self, speech: &Speech) -> Result<Arc<Contents>> {
        let (shelf, language) = (&self.catalogue, speech.language());
        let sources = self.known_sources().await?;
        if let Some(contents) = shelf.fresh(language, &sources) {
            return Ok(contents);
        }
        // One reads, the others wait for what it finds.
        let _reading = shelf.reading.lock().await;
        let sources = self.known_sources().await?;
        if let Some(contents) = shelf.fresh(language, &sources) {
            return Ok(contents);
        }
        let contents = Arc::new(Contents {
            offers: offers(&sources, speech),
            uses: self.listed_uses(&sources, speech).await?,
        });
        let mut read = shelf.read.write().unwrap_or_else(PoisonError::into_inner);
        let (at, kept) = (Instant::now(), Arc::clone(&contents));
        let kept = Read {
            at,
            sources,
            contents: kept,
        };
        read.insert(language, kept);
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
    for source in sources.found() {
        if source.sharing == Sharing::Restricted {
            continue;
        }
        let place = source.metadata.place.as_ref();
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
                place: place.map_or_else(String::new, |place| place_words(place, speech)),
                facets: Facets::of(dataset, place),
                described: Arc::new(Described {
                    dataset: dataset.clone(),
                    source: source.metadata.name.clone(),
                    connector: source.uuid.to_string(),
                    base_url: source.base_url.clone(),
                    place: place.cloned(),
                }),
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
        offer.place.as_str(),
        offer.facets.entity_type.as_str(),
    ];
    words.extend(offer.facets.attributes.iter().map(String::as_str));
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
