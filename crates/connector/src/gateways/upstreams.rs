//! What gateway files ask: each origin under the limits that hold for every upstream, with connections kept open.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ClientConfig;
use url::Url;

use crate::app::{App, own_pool};
use crate::clock::Clock;
use crate::config::UpstreamLimits;
use crate::pool::{Origin, Pool};
use crate::sources::{SourceError, Upstream};

/// Origins that are kept: files name few; one that made them up from values would fill memory.
const MOST_ORIGINS: usize = 64;

/// The origins that files have asked since the start, as all workers see them together.
pub(crate) struct Origins {
    limits: UpstreamLimits,
    clock: Clock,
    known: Mutex<BTreeMap<String, Arc<Upstream>>>,
}

impl Origins {
    /// None yet.
    pub(crate) fn new(limits: &UpstreamLimits, clock: &Clock) -> Self {
        Self {
            limits: limits.clone(),
            clock: clock.clone(),
            known: Mutex::default(),
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Upstream>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().cloned().collect()
    }

    fn of(&self, name: String) -> Arc<Upstream> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_ORIGINS && !known.contains_key(&name) {
            known.clear();
        }
        let upstream = known.entry(name.clone());
        let new = || Upstream::of_origin(name, &self.limits, &self.clock);
        Arc::clone(upstream.or_insert_with(new))
    }
}

/// One worker's ways to them.
pub(crate) struct Upstreams {
    tls: Arc<ClientConfig>,
    origins: Arc<Origins>,
    ways: Mutex<HashMap<Origin, Way>>,
}

/// A way to one origin.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) pool: Arc<Pool>,
    pub(super) upstream: Arc<Upstream>,
}

impl Upstreams {
    /// No connections yet.
    pub(crate) fn new(app: &App) -> Self {
        Self {
            tls: Arc::clone(&app.gateway_tls),
            origins: Arc::clone(&app.origins),
            ways: Mutex::default(),
        }
    }

    /// The way to a URL's origin.
    pub(super) fn of(&self, url: &Url) -> Result<Way, SourceError> {
        let origin = Origin::of(url).map_err(|_| SourceError::Down)?;
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(way) = ways.get(&origin) {
            return Ok(way.clone());
        }
        let way = Way {
            pool: own_pool(url, &self.tls).map_err(|_| SourceError::Down)?,
            upstream: self.origins.of(url.origin().ascii_serialization()),
        };
        if ways.len() >= MOST_ORIGINS {
            ways.clear();
        }
        ways.insert(origin, way.clone());
        Ok(way)
    }
}
