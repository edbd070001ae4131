//! Which of the known sources are there to be found, and what was wrong with one when it was looked at last.
use std::collections::{BTreeMap, BTreeSet};

use protocol::ids::TrustGroupUuid;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::sources::{ConnectorRow, Sources as _};
use storage::settings::Settings as _;
use utoipa::ToSchema;

use super::{Parts, Sharing};
use crate::clock::{SECOND, rfc3339};
use crate::journal::{self, About, Kind};
use crate::known::Known;
use crate::{Error, Operator, Result};

/// The setting with the findings, a JSON object by base URL.
const FINDINGS: &str = "operator.source-findings";
/// Findings kept: those of a large trust group of which nothing works.
const MOST_FINDINGS: usize = 1_000;
/// Longest reason, in characters: it may hold what the source wrote.
const LONGEST_REASON: usize = 300;

/// Whether people and services find a source. What they have permitted stays as it is, whatever this says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// They do.
    Active,
    /// They don't, for it has described itself to nobody for longer than `operator.limits.source_away_seconds`.
    Away,
    /// They don't, for nobody shares it in a trust group any more.
    Withdrawn,
}

impl Presence {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Away => "away",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn read(text: &str) -> Result<Self> {
        match text {
            "active" => Ok(Self::Active),
            "away" => Ok(Self::Away),
            "withdrawn" => Ok(Self::Withdrawn),
            other => Err(Error::stored("state of a connector", other)),
        }
    }
}

/// Why a connector could not be taken as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Since when (RFC 3339).
    pub since: String,
    /// What is wrong.
    pub reason: String,
}

/// A finding with the connector that it is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectorFinding {
    /// The connector's base URL. One that was refused from the beginning is not among the connectors.
    pub base_url: String,
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
}

/// What the trust groups share, as far as it could be read.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Base URLs of connectors.
    pub(crate) connectors: BTreeSet<String>,
    /// Groups of which not everything could be read.
    pub(crate) unread: BTreeSet<TrustGroupUuid>,
}

impl Operator {
    /// Sets whether a connector is found.
    pub(crate) async fn stand(&self, row: &ConnectorRow, presence: Presence) -> Result<()> {
        if row.state == presence.as_str() {
            return Ok(());
        }
        let now = self.clock.now();
        let mut unit = Unit::new();
        let changed = ConnectorRow {
            state: presence.as_str().to_owned(),
            ..row.clone()
        };
        unit.update_connector(&changed, now);
        Known::sources_changed(&mut unit, now);
        let about = About {
            party: Some(&row.uuid),
            subject: None,
        };
        let record = json!({"act": "connector found or not", "presence": presence.as_str()});
        unit.log(journal::entry(Kind::Administration, now, about, &record)?);
        match self.db.commit(unit).await {
            // Another process was faster, and sees the same.
            Ok(_) | Err(storage::Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.known.forget_sources();
        tracing::info!(
            connector = row.uuid,
            presence = presence.as_str(),
            "whether a connector is found has changed"
        );
        Ok(())
    }

    /// Takes a connector of this operator's own out of the catalogue and of what it shares. Adding it again brings it back.
    ///
    /// # Errors
    /// [`Error::Unknown`]; [`Error::Conflict`] for another operator's.
    pub async fn withdraw_connector(&self, uuid: &str) -> Result<()> {
        let row = self.db.connector(uuid).await?;
        let row = row.ok_or_else(|| Error::unknown("connector", uuid))?;
        if row.sharing == Sharing::Foreign.as_str() {
            return Err(Error::Conflict(format!(
                "connector `{uuid}` is shared by another operator, which withdraws it"
            )));
        }
        self.stand(&row, Presence::Withdrawn).await?;
        self.note_finding(&row.base_url, None).await
    }

    /// Of a connector that gave nothing usable: whether it is still found.
    pub(crate) async fn note_silent(&self, row: &ConnectorRow) -> Result<()> {
        let away = i64::from(self.config.limits.source_away_seconds) * SECOND;
        if row.state == Presence::Active.as_str() && row.fetched_at < self.clock.now() - away {
            self.stand(row, Presence::Away).await?;
        }
        Ok(())
    }

    /// Connectors of others are found while somebody shares them in a trust group. Of a group that could not be read
    /// whole, nothing is taken to be gone.
    pub(crate) async fn note_shared(&self, shared: &Shared) -> Result<()> {
        // Those that findings are kept of: what nobody shares any more is not looked at, and its finding would stay for good.
        let mut looked_at = shared.connectors.clone();
        for row in self.db.connectors().await? {
            let is_withdrawn = row.state == Presence::Withdrawn.as_str();
            if row.sharing != Sharing::Foreign.as_str() {
                if !is_withdrawn {
                    looked_at.insert(row.base_url);
                }
                continue;
            }
            if shared.connectors.contains(&row.base_url) {
                if is_withdrawn {
                    self.stand(&row, Presence::Active).await?;
                }
                continue;
            }
            let groups = Parts::read(&row)?.settings.trust_groups;
            if !groups.iter().any(|group| shared.unread.contains(group)) {
                self.stand(&row, Presence::Withdrawn).await?;
            }
        }
        if shared.unread.is_empty() {
            let mut all = self.findings().await?;
            let before = all.len();
            all.retain(|base_url, _| looked_at.contains(base_url));
            if all.len() < before {
                self.write_findings(&all).await?;
            }
        }
        Ok(())
    }

    async fn findings(&self) -> Result<BTreeMap<String, Finding>> {
        let stored = self.db.setting(FINDINGS).await?;
        let read = stored.map(|stored| serde_json::from_str(&stored.value));
        Ok(read
            .transpose()
            .map_err(|error| Error::stored("findings about sources", error))?
            .unwrap_or_default())
    }

    /// What is wrong with connectors that could not be taken as they describe themselves, by base URL.
    ///
    /// # Errors
    /// The database.
    pub async fn connector_findings(&self) -> Result<Vec<ConnectorFinding>> {
        let all = self.findings().await?.into_iter();
        let found = all.map(|(base_url, finding)| ConnectorFinding { base_url, finding });
        Ok(found.collect())
    }

    /// Remembers what came of looking at the connector at `base_url`.
    pub(crate) async fn note_finding(&self, base_url: &str, wrong: Option<&Error>) -> Result<()> {
        let mut all = self.findings().await?;
        let now = self.clock.now();
        let before = all.get(base_url).cloned();
        let is_changed = match (wrong, before) {
            (None, None) => false,
            (None, Some(_)) => all.remove(base_url).is_some(),
            (Some(error), before) => {
                let said = error.to_string();
                let plain = said.chars().filter(|c| !c.is_control());
                let reason: String = plain.take(LONGEST_REASON).collect();
                let is_news = before.as_ref().is_none_or(|one| one.reason != reason);
                let is_room = before.is_some() || all.len() < MOST_FINDINGS;
                if is_news && is_room {
                    let since = before.map_or_else(|| rfc3339(now), |one| one.since);
                    all.insert(base_url.to_owned(), Finding { since, reason });
                }
                is_news && is_room
            }
        };
        if is_changed {
            self.write_findings(&all).await?;
        }
        Ok(())
    }

    async fn write_findings(&self, all: &BTreeMap<String, Finding>) -> Result<()> {
        let text =
            serde_json::to_string(all).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(self.db.set(FINDINGS, &text, self.clock.now()).await?)
    }
}
