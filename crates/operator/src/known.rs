//! What is kept in memory: versions that never change, and services and sources for a moment.
//!
//! Nothing here is proportional to the number of persons or permissions. What can change is looked at again
//! after [`FRESH`], so that every process on one database follows within that time; this process's own
//! changes are seen at once.
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use permission::{IntendedUse, OrganisationKind};
use protocol::jose::KeySet;
use storage::operator::intended_uses::IntendedUses as _;
use storage::operator::organisations::Organisations as _;
use storage::operator::services::Services as _;
use storage::settings::Settings as _;
use storage::{Unit, settings};

use crate::organisations::{Organisation, Service};
use crate::sources::known::Sources;
use crate::{Error, Operator, Result};

/// How long something that can change is taken as it was: a suspended service or a changed key is in force in
/// every process after a second.
const FRESH: Duration = Duration::from_secs(1);
/// Entries of each table in memory; beyond that it starts anew. An intended use takes a few kB.
const MOST_ENTRIES: usize = 4096;
/// The setting that changes whenever a connector or dataset does.
const SOURCES_STAMP: &str = "operator.sources-stamp";

/// A service with what goes with it.
#[derive(Debug)]
pub(crate) struct KnownService {
    pub(crate) service: Service,
    pub(crate) organisation: Organisation,
    pub(crate) keys: KeySet,
}

impl KnownService {
    /// What kind of organisation answers for the service, for standing rules.
    pub(crate) fn kind(&self) -> Option<OrganisationKind> {
        self.organisation.kind
    }
}

/// A value and when it was read.
struct Read<T> {
    at: Instant,
    value: Arc<T>,
}

/// The tables.
#[derive(Default)]
pub(crate) struct Known {
    uses: RwLock<HashMap<(String, i64), Arc<IntendedUse>>>,
    services: RwLock<HashMap<String, Read<KnownService>>>,
    sources: ArcSwapOption<Read<Sources>>,
    reading: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known")
    }
}

impl Known {
    pub(crate) fn forget_service(&self, client_id: &str) {
        self.services
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(client_id);
    }

    /// Forgets every service: each holds its organisation.
    pub(crate) fn forget_organisation(&self, _id: &str) {
        self.services
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(crate) fn forget_sources(&self) {
        self.sources.store(None);
    }

    /// Tells other processes, in the unit that changes a connector, to read the connectors again.
    pub(crate) fn sources_changed(unit: &mut Unit, now: i64) {
        unit.set(SOURCES_STAMP, &crate::random::uuid(), now);
    }
}

impl Operator {
    /// One version of an intended use.
    pub(crate) async fn known_use(&self, id: &str, version: i64) -> Result<Arc<IntendedUse>> {
        let key = (id.to_owned(), version);
        if let Some(found) = self
            .known
            .uses
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return Ok(Arc::clone(found));
        }
        let row = self.db.intended_use(id, version).await?;
        let row =
            row.ok_or_else(|| Error::unknown("intended use", format!("{id} version {version}")))?;
        let read: IntendedUse = serde_json::from_str(&row.body)
            .map_err(|error| Error::stored("intended use", error))?;
        let read = Arc::new(read);
        let mut uses = self
            .known
            .uses
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if uses.len() >= MOST_ENTRIES {
            uses.clear();
        }
        uses.insert(key, Arc::clone(&read));
        Ok(read)
    }

    /// A service as it is, or was a moment ago.
    pub(crate) async fn known_service(&self, client_id: &str) -> Result<Option<Arc<KnownService>>> {
        if let Some(read) = self
            .known
            .services
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(client_id)
            && read.at.elapsed() < FRESH
        {
            return Ok(Some(Arc::clone(&read.value)));
        }
        let Some(row) = self.db.service(client_id).await? else {
            return Ok(None);
        };
        let service = Service::read(row)?;
        let organisation = self.db.organisation(&service.organisation).await?;
        let organisation =
            organisation.ok_or_else(|| Error::stored("service", "its organisation is not here"))?;
        let known = Arc::new(KnownService {
            keys: service.keys_at(self.clock.now()),
            organisation: Organisation::read(&organisation)?,
            service,
        });
        let mut services = self
            .known
            .services
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if services.len() >= MOST_ENTRIES {
            services.clear();
        }
        services.insert(
            client_id.to_owned(),
            Read {
                at: Instant::now(),
                value: Arc::clone(&known),
            },
        );
        Ok(Some(known))
    }

    /// Every connector as it is, or was a moment ago.
    pub(crate) async fn known_sources(&self) -> Result<Arc<Sources>> {
        let fresh = |read: &Option<Arc<Read<Sources>>>| {
            read.as_ref()
                .filter(|read| read.at.elapsed() < FRESH)
                .map(|read| Arc::clone(&read.value))
        };
        if let Some(sources) = fresh(&self.known.sources.load_full()) {
            return Ok(sources);
        }
        // One reads, the others wait for what it finds.
        let _reading = self.known.reading.lock().await;
        let before = self.known.sources.load_full();
        if let Some(sources) = fresh(&before) {
            return Ok(sources);
        }
        let at = Instant::now();
        let stamp = self
            .db
            .setting(SOURCES_STAMP)
            .await?
            .map_or_else(String::new, |setting: settings::Setting| setting.value);
        let value = match before {
            Some(before) if before.value.stamp == stamp => Arc::clone(&before.value),
            _ => Arc::new(self.read_sources(stamp).await?),
        };
        self.known.sources.store(Some(Arc::new(Read {
            at,
            value: Arc::clone(&value),
        })));
        Ok(value)
    }
}
