//! Trusted operators' metadata and keys (MIM4 §5.4, §5.7), resolved when needed and kept as their headers allow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use http::Uri;
use protocol::ids::OperatorUuid;
use protocol::jose::{Jwks, KeySet};
use protocol::metadata::{OPERATOR_PATH, OperatorMetadata, PROFILE};
use protocol::problem::ProblemName;
use protocol::url::{BaseUrl, Endpoint};
use url::Url;
use web::fetch::{FetchError, GuardedClient, Limits};

use super::below;
use crate::clock::Clock;
use crate::config::Config;

/// Metadata whose headers say nothing is kept this long: as long as keys are announced before they sign.
const USUAL_LIFE: Duration = Duration::from_mins(5);
/// Metadata is kept at least this long, whatever its headers say: one fetch for a burst of requests.
const SHORTEST_LIFE: Duration = Duration::from_secs(10);
/// And at the most this long, so that a key that was lost does not stay good for a day.
const LONGEST_LIFE: Duration = Duration::from_hours(1);
/// Metadata that cannot be renewed serves this much longer: introspection decides in any case, and an operator whose
/// metadata is unreachable for a moment should not stop its people's services.
const GRACE: Duration = Duration::from_mins(5);
/// After a failed fetch nobody asks again before this.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// What is known of one operator.
#[derive(Debug)]
pub(crate) struct Operator {
    /// Who.
    pub(crate) uuid: OperatorUuid,
    /// Where, as list or contract say.
    pub(crate) base_url: BaseUrl,
    /// What it calls itself.
    pub(crate) name: String,
    /// Its keys.
    pub(crate) keys: KeySet,
    /// Where introspection goes, resolved from its metadata (§5.4, §5.7).
    pub(crate) introspection: Url,
    /// Its path and query.
    pub(crate) introspection_target: Uri,
    /// Whom a client assertion is for: the operator, by its base URL.
    pub(crate) audience: Arc<str>,
    /// Where outcomes go.
    pub(crate) access_items: Option<Endpoint>,
    /// Where events go.
    pub(crate) events: Option<Endpoint>,
    /// It speaks this profile, so an answer without a `permission` member is wrong and not merely old.
    pub(crate) is_profile: bool,
    fresh_until: i64,
}

/// Why an operator could not be resolved.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ResolveError {
    /// It could not be asked.
    #[error("the operator's metadata cannot be fetched: {0}")]
    Fetch(#[from] FetchError),
    /// What it says cannot be used.
    #[error("the operator's metadata cannot be used: {0}")]
    Metadata(String),
}

impl ResolveError {
    /// The problem type of the refusal.
    pub(crate) fn problem(&self) -> ProblemName {
        match self {
            Self::Fetch(error) => fetch_problem(error),
            Self::Metadata(_) => ProblemName::OperatorBadAnswer,
        }
    }
}

/// The problem type of a fetch from an operator that failed.
pub(crate) fn fetch_problem(error: &FetchError) -> ProblemName {
    match error {
        FetchError::AddressRefused { .. }
        | FetchError::SchemeRefused { .. }
        | FetchError::InvalidUrl { .. } => ProblemName::OperatorAddressRefused,
        FetchError::Timeout => ProblemName::OperatorTimeout,
        FetchError::Connect { .. } | FetchError::Unresolved { .. } => {
            ProblemName::OperatorUnreachable
        }
        _ => ProblemName::OperatorBadAnswer,
    }
}

/// The operators met so far. Only trusted ones are ever asked for, so a trust list bounds their number.
pub(crate) struct Operators {
    entries: Mutex<HashMap<OperatorUuid, Arc<Entry>>>,
    client: GuardedClient,
    clock: Clock,
    between_refetches: i64,
}

#[derive(Default)]
struct Entry {
    current: ArcSwapOption<Operator>,
    fetching: tokio::sync::Mutex<Fetching>,
}

#[derive(Default)]
struct Fetching {
    failure: Option<(i64, ResolveError)>,
    /// When keys were last fetched because of an unknown `kid`.
    for_kid_at: Option<i64>,
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl Operators {
    /// No operators yet.
    pub(crate) fn new(config: &Config, client: &GuardedClient, clock: &Clock) -> Arc<Self> {
        let limits = client.limits();
        let limits = Limits {
            time: Duration::from_millis(config.limits.fetch_ms),
            ..limits
        };
        Arc::new(Self {
            entries: Mutex::default(),
            client: client.with_limits(limits),
            clock: clock.clone(),
            between_refetches: i64::from(config.limits.refetch_seconds).saturating_mul(1_000_000),
        })
    }

    /// A trusted operator's metadata and keys: those held while they are fresh, else new ones.
    pub(crate) async fn resolve(
        self: &Arc<Self>,
        uuid: &OperatorUuid,
        base_url: &BaseUrl,
    ) -> Result<Arc<Operator>, ResolveError> {
        let entry = self.entry(uuid);
        let now = self.clock.micros();
        if let Some(held) = held(&entry, base_url) {
            if now < held.fresh_until {
                return Ok(held);
            }
            if now < held.fresh_until.saturating_add(micros(GRACE)) {
                self.renew_behind(&entry, &held);
                return Ok(held);
            }
        }
        let mut fetching = entry.fetching.lock().await;
        // Somebody else may have brought it while this one waited.
        if let Some(held) =
            held(&entry, base_url).filter(|held| self.clock.micros() < held.fresh_until)
        {
            return Ok(held);
        }
        self.fetch_into(&entry, &mut fetching, uuid, base_url).await
    }

    /// Fetches an operator's keys once more because a token names one that is not among them, unless that was done a
    /// moment ago.
    pub(crate) async fn refetch_for_kid(
        self: &Arc<Self>,
        known: &Arc<Operator>,
    ) -> Result<Arc<Operator>, ResolveError> {
        let entry = self.entry(&known.uuid);
        let mut fetching = entry.fetching.lock().await;
        if let Some(newer) = held(&entry, &known.base_url).filter(|held| !Arc::ptr_eq(held, known))
        {
            return Ok(newer);
        }
        let now = self.clock.micros();
        let recently = fetching
            .for_kid_at
            .is_some_and(|at| (now - at).abs() < self.between_refetches);
        if recently {
            return Ok(Arc::clone(known));
        }
        fetching.for_kid_at = Some(now);
        self.fetch_into(&entry, &mut fetching, &known.uuid, &known.base_url)
            .await
    }

    /// What is held of an operator, however old.
    pub(crate) fn held(&self, uuid: &OperatorUuid) -> Option<Arc<Operator>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(uuid)?.current.load_full()
    }

    fn entry(&self, uuid: &OperatorUuid) -> Arc<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(uuid) {
            return Arc::clone(entry);
        }
        Arc::clone(entries.entry(uuid.clone()).or_default())
    }

    /// Renews metadata that has just ended, without making the request wait.
    fn renew_behind(self: &Arc<Self>, entry: &Arc<Entry>, held: &Arc<Operator>) {
        let (this, entry, held) = (Arc::clone(self), Arc::clone(entry), Arc::clone(held));
        tokio::spawn(async move {
            let Ok(mut fetching) = entry.fetching.try_lock() else {
                return;
            };
            let still = entry
                .current
                .load_full()
                .is_some_and(|current| Arc::ptr_eq(&current, &held));
            if still
                && let Err(error) = this
                    .fetch_into(&entry, &mut fetching, &held.uuid, &held.base_url)
                    .await
            {
                tracing::warn!(operator = %held.uuid, %error, "the operator's metadata was not renewed");
            }
        });
    }

    async fn fetch_into(
        &self,
        entry: &Entry,
        fetching: &mut Fetching,
        uuid: &OperatorUuid,
        base_url: &BaseUrl,
    ) -> Result<Arc<Operator>, ResolveError> {
        let now = self.clock.micros();
        if let Some((at, error)) = &fetching.failure
            && (now - at).abs() < micros(AFTER_FAILURE)
        {
            return Err(error.clone());
        }
        match self.fetch(uuid, base_url).await {
            Ok(operator) => {
                fetching.failure = None;
                let operator = Arc::new(operator);
                entry.current.store(Some(Arc::clone(&operator)));
                Ok(operator)
            }
            Err(error) => {
                fetching.failure = Some((self.clock.micros(), error.clone()));
                Err(error)
            }
        }
    }

    async fn fetch(
        &self,
        uuid: &OperatorUuid,
        base_url: &BaseUrl,
    ) -> Result<Operator, ResolveError> {
        let unusable = |why: String| ResolveError::Metadata(why);
        let address = below(base_url, OPERATOR_PATH)
            .ok_or_else(|| unusable("its base URL leads nowhere".into()))?;
        let start = self.clock.micros();
        let fetched = self.client.get(address.as_str()).json().send().await?;
        let metadata = OperatorMetadata::from_json(&fetched.body)
            .and_then(|metadata| metadata.expect(uuid))
            .map_err(|error| unusable(error.to_string()))?;
        let mut life = fetched.max_age.unwrap_or(USUAL_LIFE);
        let mut keys = Jwks::from(metadata.operator_key.clone());
        if let Some(jwks_uri) = &metadata.jwks_uri {
            let fetched = self.client.get(jwks_uri.as_str()).json().send().await?;
            let published =
                Jwks::from_json(&fetched.body).map_err(|error| unusable(error.to_string()))?;
            life = life.min(fetched.max_age.unwrap_or(USUAL_LIFE));
            // The signing key stands in both; where the documents are of different moments, either may have it.
            keys.keys
                .retain(|key| published.keys.iter().all(|other| other.kid != key.kid));
            keys.keys.extend(published.keys);
        }
        let keys = KeySet::new(&keys);
        if keys.is_empty() {
            return Err(unusable("it publishes no key that can be used".into()));
        }
        let introspection = metadata
            .introspection_endpoint()
            .map_err(|error| unusable(error.to_string()))?;
        let url = self.client.check(introspection.as_str())?;
        let target = url[url::Position::BeforePath..url::Position::AfterQuery].parse::<Uri>();
        let target = target.map_err(|error| unusable(error.to_string()))?;
        let life = life.clamp(SHORTEST_LIFE, LONGEST_LIFE);
        Ok(Operator {
            uuid: uuid.clone(),
            base_url: base_url.clone(),
            name: metadata.name,
            keys,
            introspection: url,
            introspection_target: target,
            audience: base_url.as_str().into(),
            access_items: metadata.access_item_endpoint,
            events: metadata.events_endpoint,
            is_profile: metadata.profile.as_deref() == Some(PROFILE),
            fresh_until: start.saturating_add(micros(life)),
        })
    }
}

/// What is held, unless the list or contract has come to name another address.
fn held(entry: &Entry, base_url: &BaseUrl) -> Option<Arc<Operator>> {
    entry
        .current
        .load_full()
        .filter(|held| held.base_url == *base_url)
}
