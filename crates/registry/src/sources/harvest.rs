//! Reading what members share and what the connectors say of themselves, again and again. Any number of processes on one
//! database share the work: each takes upon itself what nobody has tried lately.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use protocol::ids::{OperatorUuid, TrustGroupUuid};
use protocol::url::{BaseUrl, Transport};
use storage::registry::groups::Groups as _;
use storage::registry::members::{MemberRow, Members as _};
use storage::registry::sources::{SourceRow, Sources as _};
use storage::{Database, Unit};
use tokio::sync::Notify;
use uuid::Uuid;
use web::CancellationToken;
use web::fetch::GuardedClient;
use web::offers::read::{self, Unusable};

use super::{STAMP, is_away};
use crate::Result;
use crate::clock::{SECOND, now};
use crate::config::Limits;
use crate::members::Status;

/// Parties read at the same time: enough that slow ones do not hold up the others, few enough for a small host.
const AT_ONCE: usize = 16;
/// Connectors that one operator shares in one group, at the most: those of a large country.
const MOST_SHARED: usize = 10_000;

/// Reads what is shared.
pub(crate) struct Harvest {
    database: Database,
    client: GuardedClient,
    transport: Transport,
    /// Seconds between two readings.
    every: u32,
    /// How long a source that cannot be read is found, in microseconds.
    away: i64,
    wanted: Notify,
    /// Whether all is to be read, and not only what nobody has tried lately.
    is_all_wanted: AtomicBool,
}

/// What a connector said of itself, checked, as it is stored.
struct Published {
    connector_uuid: String,
    metadata: String,
    datasets: String,
}

impl Harvest {
    pub(crate) fn new(
        database: Database,
        client: GuardedClient,
        transport: Transport,
        limits: &Limits,
    ) -> Arc<Self> {
        Arc::new(Self {
            database,
            client,
            transport,
            every: limits.harvest_every_seconds,
            away: i64::from(limits.source_away_seconds) * SECOND,
            wanted: Notify::new(),
            is_all_wanted: AtomicBool::new(false),
        })
    }

    /// Says that there may be something new to read.
    pub(crate) fn wake(&self) {
        self.wanted.notify_one();
    }

    /// Says that all is to be read again.
    pub(crate) fn refresh(&self) {
        self.is_all_wanted.store(true, Ordering::Relaxed);
        self.wake();
    }

    /// Reads again and again until told to stop. What is read is tried again with a jitter of a tenth, so that registries
    /// that start together do not ask everybody together.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            match stop.run_until_cancelled(self.harvest()).await {
                None => return,
                Some(Ok(())) => {}
                Some(Err(error)) => {
                    metrics::counter!("registry_harvest_failures_total").increment(1);
                    tracing::error!(%error, "the sources cannot be read; it is tried again");
                }
            }
            let pause =
                Duration::from_secs(self.every.into()).mul_f64(rand::random_range(0.9..1.1));
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.wanted.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Reads what nobody has tried lately.
    async fn harvest(&self) -> Result<()> {
        let due = self.due();
        self.forget().await?;
        let mut members = Vec::new();
        for group in self.database.groups().await? {
            let all = self.database.members(&group.id).await?.into_iter();
            members.extend(all.filter(|row| row.status == Status::Active.as_str()));
        }
        let reading = stream::iter(&members).for_each_concurrent(AT_ONCE, |member| async move {
            if let Err(error) = self.read_list(member, due).await {
                tracing::error!(%error, operator = member.base_url, "what a member shares cannot be stored");
            }
        });
        reading.await;
        self.forget().await?;
        let rows = self.database.sources().await?;
        let holders = self.holders(&rows);
        let reading = stream::iter(&rows).for_each_concurrent(AT_ONCE, |row| {
            let holders = &holders;
            async move {
                if let Err(error) = self.read_source(row, holders, due).await {
                    tracing::error!(%error, connector = row.base_url, "what a source says cannot be stored");
                }
            }
        });
        reading.await;
        Ok(())
    }

    async fn forget(&self) -> Result<()> {
        let mut unit = Unit::new();
        unit.forget_unshared();
        let forgotten = self.database.commit(unit).await?;
        if forgotten.rows.iter().any(|rows| *rows > 0) {
            self.commit_change(Unit::new()).await?;
        }
        Ok(())
    }

    /// Commits a change of what is found.
    async fn commit_change(&self, mut unit: Unit) -> Result<()> {
        unit.set(STAMP, &Uuid::new_v4().to_string(), now());
        self.database.commit(unit).await?;
        Ok(())
    }

    /// What was last tried before this is tried again: three quarters of the interval ago, since no process waits
    /// shorter.
    fn due(&self) -> i64 {
        let now = now();
        if self.is_all_wanted.swap(false, Ordering::Relaxed) {
            return now;
        }
        now - i64::from(self.every) * SECOND * 3 / 4
    }

    /// Reads which connectors a member shares in its group.
    async fn read_list(&self, member: &MemberRow, due: i64) -> Result<()> {
        let (group, operator) = (member.group_id.as_str(), member.operator_uuid.as_str());
        let now = now();
        let is_ours = self.database.claim_source_list(group, operator, now, due);
        if !is_ours.await? {
            return Ok(());
        }
        let mut unit = Unit::new();
        match self.shared_by(member).await {
            Ok(shared) => {
                let mut urls: Vec<&str> = shared.iter().map(BaseUrl::as_str).collect();
                urls.sort_unstable();
                urls.dedup();
                unit.source_list_read(group, operator, &urls, now);
                let before = self.database.source_shares().await?;
                let before = before
                    .iter()
                    .filter(|row| row.group_id == group && row.operator_uuid == operator);
                if before.map(|row| row.base_url.as_str()).eq(urls) {
                    self.database.commit(unit).await?;
                    return Ok(());
                }
                self.commit_change(unit).await
            }
            Err(wrong) => {
                metrics::counter!("registry_harvest_failures_total").increment(1);
                tracing::warn!(operator = member.base_url, %wrong, "an operator's shared connectors could not be read");
                unit.source_list_failed(group, operator, &wrong.line(), now);
                self.database.commit(unit).await?;
                Ok(())
            }
        }
    }

    async fn shared_by(&self, member: &MemberRow) -> std::result::Result<Vec<BaseUrl>, Unusable> {
        fn wrong(error: impl std::fmt::Display) -> Unusable {
            Unusable(error.to_string())
        }
        let base = BaseUrl::parse(&member.base_url, self.transport).map_err(wrong)?;
        let operator = OperatorUuid::parse(&member.operator_uuid).map_err(wrong)?;
        let group = TrustGroupUuid::parse(&member.group_id).map_err(wrong)?;
        let mut shared = read::shared_by(&self.client, &base, &operator, &group).await?;
        if shared.len() > MOST_SHARED {
            return Err(Unusable(format!(
                "it shares more than {MOST_SHARED} connectors"
            )));
        }
        shared.retain(|one| one.allowed(self.transport));
        Ok(shared)
    }

    /// Which address each UUID belongs to: the one that was shared first, of those that are there.
    fn holders(&self, rows: &[SourceRow]) -> HashMap<String, String> {
        let now = now();
        let mut holders = HashMap::new();
        for row in rows.iter().filter(|row| !is_away(row, self.away, now)) {
            if let Some(uuid) = &row.connector_uuid {
                let base_url = || row.base_url.clone();
                holders.entry(uuid.clone()).or_insert_with(base_url);
            }
        }
        holders
    }

    /// Reads what a connector says of itself.
    async fn read_source(
        &self,
        row: &SourceRow,
        holders: &HashMap<String, String>,
        due: i64,
    ) -> Result<()> {
        let (base_url, now) = (row.base_url.as_str(), now());
        if row.tried_at > due || !self.database.claim_source(base_url, now, due).await? {
            return Ok(());
        }
        let mut unit = Unit::new();
        match self.published(row, holders).await {
            Ok(published) => {
                let Published {
                    connector_uuid,
                    metadata,
                    datasets,
                } = &published;
                unit.source_read(base_url, connector_uuid, metadata, datasets, now);
                let is_same = row.metadata.as_ref() == Some(metadata)
                    && row.datasets.as_ref() == Some(datasets)
                    && row.failing_since.is_none();
                if is_same {
                    self.database.commit(unit).await?;
                    return Ok(());
                }
            }
            Err(wrong) => {
                metrics::counter!("registry_harvest_failures_total").increment(1);
                tracing::warn!(connector = base_url, %wrong, "a source could not be read");
                unit.source_failed(base_url, &wrong.line(), now);
            }
        }
        self.commit_change(unit).await
    }

    async fn published(
        &self,
        row: &SourceRow,
        holders: &HashMap<String, String>,
    ) -> std::result::Result<Published, Unusable> {
        fn text(value: &impl serde::Serialize) -> std::result::Result<String, Unusable> {
            serde_json::to_string(value).map_err(|error| Unusable(error.to_string()))
        }
        let base = BaseUrl::parse(&row.base_url, self.transport)
            .map_err(|error| Unusable(error.to_string()))?;
        let metadata = read::metadata(&self.client, &base).await?;
        let uuid = metadata.connector_uuid.as_str();
        if let Some(before) = row.connector_uuid.as_deref().filter(|one| *one != uuid) {
            return Err(Unusable(format!(
                "it is connector `{uuid}` now, not `{before}`"
            )));
        }
        // Whoever names another connector's UUID as its own is not that connector.
        if let Some(holder) = holders.get(uuid).filter(|one| **one != row.base_url) {
            return Err(Unusable(format!("connector `{uuid}` is `{holder}`")));
        }
        let datasets = read::datasets(&self.client, &metadata).await?;
        Ok(Published {
            connector_uuid: uuid.to_owned(),
            metadata: text(&metadata)?,
            // One that publishes none has them described at its operator, which does not pass them on.
            datasets: text(&datasets.unwrap_or_default())?,
        })
    }
}
