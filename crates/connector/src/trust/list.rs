//! The trust list of one registry (MIM4 §5.1, §5.3.2.1): fetched, verified, remembered, never rolled back.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use protocol::ids::{OperatorUuid, TrustGroupUuid};
use protocol::jose::{Algorithm, Algorithms, Jwks, KeySet};
use protocol::json::Limits as JsonLimits;
use protocol::problem::ProblemName;
use protocol::trust_list::{
    self, Expectations, OperatorDescription, RememberedKeys, SIGNED_EVERY, Standing,
    TrustListError, VerifiedTrustList,
};
use protocol::url::Endpoint;
use storage::Database;
use storage::connector::trust::{TrustListRow, TrustLists as _};
use tokio::sync::watch;
use web::fetch::{FetchError, GuardedClient, Limits};

use super::{Distrust, Trusted, below};
use crate::clock::Clock;
use crate::config::{Config, Covered, TrustGroupConfig};
use crate::{Error, Result};

/// After a failure the registry is asked again this soon, then twice as late each time.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// The longest time between two attempts, so that a registry that is back is found before lists end.
const LONGEST_RETRY: Duration = Duration::from_secs(30);
/// A list that ended is asked for within a request, but not more often than this.
const BETWEEN_ATTEMPTS_MICROS: i64 = 1_000_000;

/// A registry and the groups of it that the source accepts.
pub(crate) struct Group {
    registry: String,
    endpoint: Endpoint,
    /// Empty: every group the registry lists.
    accepted: Vec<TrustGroupUuid>,
    covered: Covered,
    list_seconds: i64,
    configured_keys: Jwks,
    algorithms: Algorithms,
    current: ArcSwapOption<Current>,
    /// When the registry was last asked, and what came of it.
    attempt: tokio::sync::Mutex<Attempt>,
    failure: Mutex<Option<TrustFailure>>,
    database: Database,
    client: GuardedClient,
    clock: Clock,
}

#[derive(Default)]
struct Attempt {
    at_micros: i64,
}

/// A verified list and what was learnt from it.
struct Current {
    list: VerifiedTrustList,
    /// Until when it may be relied on, in unix seconds.
    valid_until: i64,
    keys: Jwks,
    sequence: Option<u64>,
    /// Each operator is looked for in the list once.
    standings: Mutex<HashMap<OperatorUuid, std::result::Result<Arc<Trusted>, Distrust>>>,
    /// The origins of operators in good standing, found when first asked for.
    origins: OnceLock<HashSet<String>>,
}

/// Operators looked up in one list and remembered; tickets may name any number of others.
const MOST_STANDINGS: usize = 10_000;

/// Why there is no newer list.
#[derive(Clone, Debug, thiserror::Error)]
enum TrustFailure {
    #[error("cannot be fetched: {0}")]
    Fetch(#[from] FetchError),
    #[error("{0}")]
    List(#[from] TrustListError),
    #[error("cannot be remembered: {0}")]
    Storage(storage::Error),
}

impl TrustFailure {
    fn problem(&self) -> ProblemName {
        match self {
            Self::List(error) => error.problem(),
            Self::Fetch(FetchError::Timeout) => ProblemName::TrustListTimeout,
            Self::Fetch(_) => ProblemName::TrustListUnavailable,
            // The connector's own fault, not the registry's.
            Self::Storage(_) => ProblemName::Unavailable,
        }
    }
}

/// The registry's keys that a group is configured with.
///
/// # Errors
/// [`Error::Config`] when the file with them cannot be read, or none can be used.
pub(crate) fn configured_keys(group: &TrustGroupConfig) -> Result<Jwks> {
    let keys = match (&group.keys, &group.keys_file) {
        (Some(keys), _) => keys.clone(),
        (None, Some(path)) => {
            let cannot = |error: String| {
                Error::Config(format!(
                    "cannot read the keys in `{}`: {error}",
                    path.display()
                ))
            };
            let text = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
            trust_list::read_keys(&text).map_err(cannot)?
        }
        (None, None) => Jwks::default(),
    };
    if KeySet::new(&keys).is_empty() {
        return Err(Error::Config(format!(
            "`connector.trust_group` of `{}` has no key that can be used",
            group.registry
        )));
    }
    Ok(keys)
}

impl Group {
    pub(super) async fn open(
        group: &TrustGroupConfig,
        config: &Config,
        database: &Database,
        client: &GuardedClient,
        clock: &Clock,
    ) -> Result<Self> {
        let configured_keys = configured_keys(group)?;
        let endpoint = below(&group.registry, trust_list::PATH).ok_or_else(|| {
            Error::Config(format!("`{}` is no base URL of a registry", group.registry))
        })?;
        let limits = Limits {
            time: Duration::from_millis(config.limits.fetch_ms),
            bytes: JsonLimits::TRUST_LIST.bytes,
        };
        let this = Self {
            registry: group.registry.as_str().to_owned(),
            endpoint,
            accepted: group.uuid.iter().cloned().collect(),
            covered: group.attributes_for_2021_operators.clone(),
            list_seconds: group.list_seconds.into(),
            // RS256 only from a registry whose configured key demands it.
            algorithms: if configured_keys
                .keys
                .iter()
                .any(|key| key.algorithm() == Algorithm::Rs256)
            {
                Algorithms::WITH_RS256
            } else {
                Algorithms::STANDARD
            },
            configured_keys,
            current: ArcSwapOption::empty(),
            attempt: tokio::sync::Mutex::default(),
            failure: Mutex::default(),
            database: database.clone(),
            client: client.with_limits(limits),
            clock: clock.clone(),
        };
        this.recall().await?;
        Ok(this)
    }

    /// Takes up the list remembered, if it may still be relied on; its keys and sequence count in any case.
    async fn recall(&self) -> Result<()> {
        let Some(row) = self.database.trust_list(&self.registry).await? else {
            return Ok(());
        };
        let remembered = self.remembered(Some(&row));
        let keys = KeySet::new(remembered.known(&self.configured_keys));
        match self.verify(row.list.as_bytes(), &keys, None, row.fetched_at) {
            Ok((list, valid_until)) => self.current.store(Some(Arc::new(Current {
                sequence: list.sequence(),
                valid_until,
                keys: remembered.announced().clone(),
                standings: Mutex::default(),
                origins: OnceLock::new(),
                list,
            }))),
            Err(error) => {
                tracing::info!(registry = self.registry, %error, "the trust list remembered cannot be used");
            }
        }
        Ok(())
    }

    /// What is remembered of the registry's keys.
    fn remembered(&self, row: Option<&TrustListRow>) -> RememberedKeys {
        row.map(|row| RememberedKeys::recall(&row.registry_keys, &self.configured_keys))
            .unwrap_or_default()
    }

    fn verify(
        &self,
        text: &[u8],
        keys: &KeySet,
        last_sequence: Option<u64>,
        received_micros: i64,
    ) -> std::result::Result<(VerifiedTrustList, i64), TrustListError> {
        let now = self.clock.seconds();
        let expected = Expectations {
            keys,
            last_sequence,
            algorithms: self.algorithms,
            now,
        };
        let list = trust_list::verify(text, &expected)?;
        let received = received_micros.div_euclid(1_000_000);
        let valid_until = match list.list().exp {
            Some(exp) => exp,
            None => received.saturating_add(self.list_seconds),
        };
        if valid_until <= now {
            return Err(TrustListError::Expired);
        }
        Ok((list, valid_until))
    }

    pub(super) async fn standing(
        &self,
        operator: &OperatorUuid,
    ) -> std::result::Result<Arc<Trusted>, Distrust> {
        let current = self.usable_or_fetched().await;
        let current = current.ok_or_else(|| Distrust::NoList(self.why_no_list()))?;
        let mut standings = current
            .standings
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = standings.get(operator) {
            return known.clone();
        }
        let found = match self.standing_in(&current.list, operator) {
            Standing::Active(group, member) => Ok(Arc::new(Trusted {
                base_url: member.operator.operator_base_url.clone(),
                group: Some(group.trust_group_uuid.clone()),
                covered: self.covered.clone(),
            })),
            Standing::NotActive(status) => Err(Distrust::NotActive(status)),
            Standing::Unknown => Err(Distrust::Unknown),
        };
        if standings.len() < MOST_STANDINGS {
            standings.insert(operator.clone(), found.clone());
        }
        found
    }

    fn standing_in<'a>(
        &self,
        list: &'a VerifiedTrustList,
        operator: &OperatorUuid,
    ) -> Standing<'a> {
        if self.accepted.is_empty() {
            list.standing(operator)
        } else {
            list.standing_in(operator, &self.accepted)
        }
    }

    /// The list that may be relied on; asks the registry for one only if there is none.
    async fn usable_or_fetched(&self) -> Option<Arc<Current>> {
        if let Some(current) = self.usable() {
            return Some(current);
        }
        self.refresh_unless_fresh().await;
        self.usable()
    }

    /// Whether an origin is that of an operator in good standing.
    pub(super) async fn has_origin(&self, origin: &str) -> bool {
        let Some(current) = self.usable_or_fetched().await else {
            return false;
        };
        let origins = current.origins.get_or_init(|| {
            let groups = current.list.list().groups().iter();
            let members = groups.flat_map(|group| &group.members);
            members
                .filter_map(|member| {
                    match self.standing_in(&current.list, &member.operator.operator_uuid) {
                        Standing::Active(_, active) => {
                            Some(active.operator.operator_base_url.origin().to_owned())
                        }
                        Standing::NotActive(_) | Standing::Unknown => None,
                    }
                })
                .collect()
        });
        origins.contains(origin)
    }

    fn usable(&self) -> Option<Arc<Current>> {
        self.current
            .load_full()
            .filter(|current| self.clock.seconds() < current.valid_until)
    }

    fn why_no_list(&self) -> ProblemName {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        match failure.as_ref().map(TrustFailure::problem) {
            // What is held has ended, and nothing says why there is no other: that it has ended is the reason.
            None | Some(ProblemName::TrustListUnavailable) if self.current.load().is_some() => {
                ProblemName::TrustListExpired
            }
            None => ProblemName::TrustListUnavailable,
            Some(problem) => problem,
        }
    }

    /// Asks the registry, unless that was done a moment ago. One at a time.
    pub(super) async fn refresh_unless_fresh(&self) {
        let mut attempt = self.attempt.lock().await;
        let now = self.clock.micros();
        if (now - attempt.at_micros).abs() < BETWEEN_ATTEMPTS_MICROS {
            return;
        }
        attempt.at_micros = now;
        let outcome = self.fetch().await;
        if let Err(error) = &outcome {
            tracing::warn!(registry = self.registry, %error, "no newer trust list");
            metrics::counter!("connector_trust_list_failures_total", "registry" => self.registry.clone()).increment(1);
        }
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = outcome.err();
    }

    async fn fetch(&self) -> std::result::Result<(), TrustFailure> {
        let fetched = self
            .client
            .get(self.endpoint.as_str())
            .json()
            .send()
            .await?;
        let received = self.clock.micros();
        let held = self
            .database
            .trust_list(&self.registry)
            .await
            .map_err(TrustFailure::Storage)?;
        let remembered = self.remembered(held.as_ref());
        let last_sequence = held
            .as_ref()
            .and_then(|row| u64::try_from(row.sequence).ok())
            .filter(|seen| *seen > 0);
        let (list, valid_until) = self.verify(
            &fetched.body,
            &KeySet::new(remembered.known(&self.configured_keys)),
            last_sequence,
            received,
        )?;
        let keys = list
            .registry_keys()
            .unwrap_or(remembered.announced())
            .clone();
        let sequence = list.sequence();
        let row = TrustListRow {
            registry: self.registry.clone(),
            sequence: sequence
                .and_then(|sequence| i64::try_from(sequence).ok())
                .unwrap_or_default(),
            list: String::from_utf8_lossy(&fetched.body).into_owned(),
            registry_keys: RememberedKeys::new(&self.configured_keys, keys.clone()).to_json(),
            fetched_at: received,
        };
        match self.database.remember_trust_list(&row).await {
            Ok(()) => {}
            // Another process has seen a newer one meanwhile.
            Err(storage::Error::Conflict { .. }) => {
                return Err(TrustListError::RolledBack {
                    seen: 0,
                    found: sequence,
                }
                .into());
            }
            Err(error) => return Err(TrustFailure::Storage(error)),
        }
        let unchanged = self
            .current
            .load()
            .as_ref()
            .is_some_and(|held| held.list.list().groups() == list.list().groups());
        if !unchanged {
            tracing::info!(
                registry = self.registry,
                sequence,
                "the trust list has changed"
            );
        }
        self.current.store(Some(Arc::new(Current {
            list,
            valid_until,
            keys,
            sequence,
            standings: Mutex::default(),
            origins: OnceLock::new(),
        })));
        Ok(())
    }

    /// Asks the registry at once and then as often as it signs, sooner after a failure.
    pub(super) async fn keep_current(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut retry = FIRST_RETRY;
        loop {
            self.refresh_unless_fresh().await;
            let failed = self
                .failure
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_some();
            let wait = if failed {
                let wait = retry;
                retry = (retry * 2).min(LONGEST_RETRY);
                wait
            } else {
                retry = FIRST_RETRY;
                self.until_next()
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// As often as lists are signed; a list without `exp` (2021) a tenth of its life.
    fn until_next(&self) -> Duration {
        let every = u64::try_from(SIGNED_EVERY).unwrap_or(60);
        let current = self.current.load();
        let lives = current
            .as_ref()
            .map_or(0, |current| current.valid_until - self.clock.seconds());
        let says_when = current
            .as_ref()
            .is_some_and(|current| current.list.list().exp.is_some());
        let tenth = u64::try_from(lives / 10).unwrap_or_default();
        Duration::from_secs(if says_when {
            tenth.clamp(1, every)
        } else {
            tenth.max(every)
        })
    }

    /// What the list at hand calls its members, in whatever standing, and where they are; of a list that has ended, too.
    pub(super) fn members(&self) -> Vec<OperatorDescription> {
        let current = self.current.load();
        let groups = current.as_ref().map(|current| current.list.list().groups());
        let members = groups
            .into_iter()
            .flatten()
            .flat_map(|group| &group.members);
        members.map(|member| member.operator.clone()).collect()
    }

    pub(super) fn uuids(&self) -> Vec<TrustGroupUuid> {
        if !self.accepted.is_empty() {
            return self.accepted.clone();
        }
        let current = self.current.load();
        let groups = current.as_ref().map(|current| current.list.list().groups());
        groups
            .unwrap_or_default()
            .iter()
            .map(|group| group.trust_group_uuid.clone())
            .collect()
    }

    /// The registry without whose list nobody of the group is trusted now, and what is wrong with it.
    pub(super) fn trouble(&self) -> Option<(&str, ProblemName)> {
        match self.usable() {
            Some(_) => None,
            None => Some((&self.registry, self.why_no_list())),
        }
    }

    pub(super) fn check(&self) -> std::result::Result<(), String> {
        if self.usable().is_some() {
            return Ok(());
        }
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let why = failure
            .as_ref()
            .map_or_else(|| "not fetched yet".to_owned(), ToString::to_string);
        Err(format!(
            "no current trust list of `{}`: {why}",
            self.registry
        ))
    }
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current")
            .field("sequence", &self.sequence)
            .field("keys", &self.keys.keys.len())
            .finish_non_exhaustive()
    }
}
