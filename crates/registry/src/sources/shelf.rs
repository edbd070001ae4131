//! What is found, kept in memory while nothing changes: anybody may ask for it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use storage::Database;
use storage::registry::groups::Groups as _;
use storage::settings::Settings as _;
use web::dcat::Written;
use web::language::{Language, Speech};
use web::offers::Offer;

use super::{STAMP, Source};
use crate::Result;
use crate::clock::{SECOND, now};

/// How long it is kept while nothing changes: sources that are silent for too long go by themselves.
const KEPT: Duration = Duration::from_mins(1);

/// A dataset in a visitor's words, and where it is.
pub(crate) struct Found {
    pub(crate) offer: Offer,
    pub(crate) source: Arc<Source>,
}

/// What is found, in one language, by the source's name.
pub(crate) type Contents = Arc<Vec<Found>>;

/// The sources as they were read at a time, at a stamp of the database, and what was asked for since.
struct Read {
    at: Instant,
    stamp: String,
    sources: Arc<Vec<Arc<Source>>>,
    contents: HashMap<Language, Contents>,
    /// By group.
    catalogues: HashMap<String, Written>,
}

/// What is found.
pub(crate) struct Shelf {
    database: Database,
    /// How long a source that cannot be read is found, in microseconds.
    away: i64,
    read: RwLock<Option<Read>>,
    reading: tokio::sync::Mutex<()>,
}

impl Shelf {
    pub(crate) fn new(database: Database, away_seconds: u32) -> Arc<Self> {
        Arc::new(Self {
            database,
            away: i64::from(away_seconds) * SECOND,
            read: RwLock::default(),
            reading: tokio::sync::Mutex::default(),
        })
    }

    /// Changes with what is found: with the sources, and with the groups and their members.
    async fn stamp(&self) -> Result<String> {
        let sources = self.database.setting(STAMP).await?;
        let groups = self.database.groups().await?;
        let sequence: i64 = groups.iter().map(|group| group.sequence).sum();
        let sources = sources.map_or_else(String::new, |stored| stored.value);
        Ok(format!("{sources} {sequence}"))
    }

    fn fresh<T>(&self, stamp: &str, of: impl FnOnce(&Read) -> Option<T>) -> Option<T> {
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner);
        let read = read.as_ref()?;
        let is_fresh = read.stamp == stamp && read.at.elapsed() < KEPT;
        is_fresh.then(|| of(read)).flatten()
    }

    /// Keeps something that was made of the sources of this stamp, if they are still there.
    fn keep(&self, stamp: &str, keep: impl FnOnce(&mut Read)) {
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = read.as_mut().filter(|read| read.stamp == stamp) {
            keep(read);
        }
    }

    /// The sources with the stamp that they were read at.
    async fn sources_at(&self) -> Result<(String, Arc<Vec<Arc<Source>>>)> {
        let stamp = self.stamp().await?;
        let kept = |read: &Read| Some(Arc::clone(&read.sources));
        if let Some(sources) = self.fresh(&stamp, kept) {
            return Ok((stamp, sources));
        }
        // One reads, the others wait for what it finds.
        let _reading = self.reading.lock().await;
        let stamp = self.stamp().await?;
        if let Some(sources) = self.fresh(&stamp, kept) {
            return Ok((stamp, sources));
        }
        let sources = super::found(&self.database, self.away, now()).await?;
        let sources = Arc::new(sources);
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        *read = Some(Read {
            at: Instant::now(),
            stamp: stamp.clone(),
            sources: Arc::clone(&sources),
            contents: HashMap::new(),
            catalogues: HashMap::new(),
        });
        Ok((stamp, sources))
    }

    /// The catalogue of a group for data portals, or of all where it is empty, as `write` writes it of the sources.
    pub(crate) async fn catalogue(
        &self,
        group: &str,
        write: impl FnOnce(&[Arc<Source>]) -> Option<Written>,
    ) -> Result<Option<Written>> {
        let (stamp, sources) = self.sources_at().await?;
        if let Some(written) = self.fresh(&stamp, |read| read.catalogues.get(group).cloned()) {
            return Ok(Some(written));
        }
        let written = write(&sources);
        self.keep(&stamp, |read| {
            let kept = written.clone().map(|written| (group.to_owned(), written));
            read.catalogues.extend(kept);
        });
        Ok(written)
    }

    /// Every dataset that is found, in the words of a language.
    pub(crate) async fn contents(&self, speech: &Speech) -> Result<Contents> {
        let language = speech.language();
        let (stamp, sources) = self.sources_at().await?;
        let kept = |read: &Read| read.contents.get(&language).map(Arc::clone);
        if let Some(contents) = self.fresh(&stamp, kept) {
            return Ok(contents);
        }
        let mut contents: Vec<Found> = Vec::new();
        for source in sources.iter() {
            contents.extend(source.datasets.iter().map(|dataset| Found {
                offer: Offer::of(&source.metadata, dataset, speech),
                source: Arc::clone(source),
            }));
        }
        contents.sort_by(|one, other| one.offer.order().cmp(other.offer.order()));
        let contents = Arc::new(contents);
        self.keep(&stamp, |read| {
            read.contents.insert(language, Arc::clone(&contents));
        });
        Ok(contents)
    }
}
