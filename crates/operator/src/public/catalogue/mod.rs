//! The catalogue: what the sources of the trust group offer and what the services here ask for, with a search by what
//! they hold, where they are and in which language they speak.

pub(crate) mod api;
pub(crate) mod pages;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use web::language::{Language, Speech};
use web::offers::{Offer, Wanted};

use crate::organisations::ServiceState;
use crate::permissions::view::{AttributeView, UseView};
use crate::sources::Sharing;
use crate::sources::known::Sources;
use crate::{Operator, Result};

/// Uses looked at: those of a large city. Each takes a few kB for each language that is read.
const MOST_USES: usize = 2_000;
/// Uses read from the database at once.
const AT_ONCE: u32 = 200;
/// How long the catalogue is kept in memory while no source changes: anybody may ask for it, and uses change rarely.
const KEPT: Duration = Duration::from_mins(1);

/// A use, with the lower-case text in which it is found.
struct Use {
    words: String,
    view: UseView,
}

/// The catalogue in one language.
pub(crate) struct Contents {
    offers: Vec<Offer>,
    uses: Vec<Use>,
}

impl Contents {
    /// The datasets that are meant.
    fn offers(&self, wanted: &Wanted) -> Vec<&Offer> {
        let offers = self.offers.iter();
        offers.filter(|offer| wanted.fits(offer)).collect()
    }

    /// The uses in which every word is found.
    fn uses(&self, wanted: &Wanted) -> Vec<&UseView> {
        let uses = self.uses.iter();
        let found = uses.filter(|one| wanted.has_words(&one.words));
        found.map(|one| &one.view).collect()
    }
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
    async fn listed_uses(&self, sources: &Sources, speech: &Speech) -> Result<Vec<Use>> {
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
                uses.push(Use {
                    words: words_of_use(&view),
                    view,
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

fn offers(sources: &Sources, speech: &Speech) -> Vec<Offer> {
    let public = sources
        .found()
        .filter(|source| source.sharing != Sharing::Restricted);
    let offers = public.flat_map(|source| {
        let offered = source.datasets.iter();
        offered.map(|one| Offer::of(&source.metadata, &one.dataset, speech))
    });
    let mut offers: Vec<Offer> = offers.collect();
    offers.sort_by(|one, other| one.order().cmp(other.order()));
    offers
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
