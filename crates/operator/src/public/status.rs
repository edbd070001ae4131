//! `/status`: whether the operator works and when it last heard from its peers. It asks nobody: what it says is what the
//! regular refresh has left behind.
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use serde::Serialize;
use storage::log::Log as _;
use storage::operator::sources::Sources as _;
use storage::settings::Settings as _;
use utoipa::ToSchema;
use web::body::Json;
use web::page::{Shell, render};
use web::problem::Problem;

use super::Anyone;
use crate::clock::{SECOND, rfc3339};
use crate::pages::Site;
use crate::sources::discovery::fetched_setting;
use crate::sources::{Parts, Presence, Sharing};
use crate::{Operator, Result, journal};

/// Rounds of the regular refresh that a peer may miss before it counts as not reached: one may fall into a restart.
const MISSED_ROUNDS: i64 = 3;
/// An entry that is not published after so long is late; the log is published within a second or two.
const LOG_LATE: i64 = 60 * SECOND;
/// How long others may keep the JSON: monitors ask often, and nothing here changes faster.
const KEPT: &str = "public, max-age=30";

/// Where the JSON is.
pub(crate) const PATH: &str = "/status.json";

/// How something does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// As it should.
    Good,
    /// Not heard of for too long.
    Late,
    /// Never heard of.
    Unknown,
}

impl Standing {
    fn tone(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Late => "bad",
            Self::Unknown => "neutral",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Good => "status-good",
            Self::Late => "status-late",
            Self::Unknown => "status-unknown",
        }
    }
}

/// A peer or the log, and when it was last heard of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Heard {
    /// What it is called.
    pub(crate) name: String,
    /// When it last answered or was published (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    /// How it does.
    pub(crate) state: Standing,
}

/// How the operator does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Status {
    /// `late` when something below is, or is unknown.
    pub(crate) state: Standing,
    /// When this was looked at (RFC 3339).
    pub(crate) at: String,
    /// The public log.
    pub(crate) log: Heard,
    /// The registry of each trust group, from which its trust list is fetched.
    pub(crate) trust_groups: Vec<Heard>,
    /// Each connector that is shown to everybody.
    pub(crate) connectors: Vec<Heard>,
}

impl Operator {
    /// How the operator does, from what it keeps.
    pub(crate) async fn whole_status(&self) -> Result<Status> {
        let now = self.clock.now();
        let refresh = i64::from(self.config.limits.source_refresh_seconds) * SECOND;
        let oldest = now - MISSED_ROUNDS * refresh;
        let log = self.log_status(now).await?;
        let mut trust_groups = Vec::new();
        for group in &self.config.trust_groups {
            let fetched = self.db.setting(&fetched_setting(group)).await?;
            let at = fetched.map(|fetched| fetched.changed_at);
            let registry = self.registry_url(group)?;
            trust_groups.push(heard(registry.to_string(), at, oldest));
        }
        let mut connectors = Vec::new();
        for row in self.db.connectors().await? {
            let parts = Parts::read(&row)?;
            // MIM4 §5.10: a restricted connector is shown to this operator's services only.
            if parts.presence != Presence::Withdrawn && parts.sharing != Sharing::Restricted {
                connectors.push(heard(parts.metadata.name, Some(parts.fetched_at), oldest));
            }
        }
        connectors.sort_by(|one, other| one.name.cmp(&other.name));
        let all = trust_groups.iter().chain(&connectors).chain([&log]);
        let good = all.into_iter().all(|one| one.state == Standing::Good);
        Ok(Status {
            state: if good { Standing::Good } else { Standing::Late },
            at: rfc3339(now),
            log,
            trust_groups,
            connectors,
        })
    }

    async fn log_status(&self, now: i64) -> Result<Heard> {
        let size = self.db.log_size(journal::LOG).await?;
        let published = self.log.checkpoint().await?;
        let published = published.map_or(0, |one| one.checkpoint().size);
        let at = self.log.published_at().await?;
        let waits = i64::try_from(published).is_ok_and(|published| published < size);
        let state = match at {
            Some(at) if waits && at < now - LOG_LATE => Standing::Late,
            None if size > 0 => Standing::Unknown,
            _ => Standing::Good,
        };
        Ok(Heard {
            name: self.log.origin().to_owned(),
            at: at.map(rfc3339),
            state,
        })
    }
}

fn heard(name: String, at: Option<i64>, oldest: i64) -> Heard {
    Heard {
        name,
        at: at.map(rfc3339),
        state: match at {
            Some(at) if at >= oldest => Standing::Good,
            Some(_) => Standing::Late,
            None => Standing::Unknown,
        },
    }
}

#[derive(askama::Template)]
#[template(path = "public/status.html")]
struct StatusPage<'a> {
    shell: Shell<'a>,
    status: Status,
}

/// `GET /status`
pub(crate) async fn show(
    State(site): State<Site>,
    anyone: Anyone,
) -> std::result::Result<Response, Problem> {
    let status = site.operator.whole_status().await?;
    Ok(render(&StatusPage {
        shell: site.open_shell(anyone.speech().say("shell-status"), &anyone),
        status,
    }))
}

/// How this operator does, and when it last heard from its peers.
#[utoipa::path(get, path = "/status.json", tag = "public", responses((status = 200, body = Status)))]
pub(crate) async fn json(
    State(operator): State<Arc<Operator>>,
) -> std::result::Result<Response, Problem> {
    let status = operator.whole_status().await?;
    Ok(([(CACHE_CONTROL, KEPT)], Json(status)).into_response())
}
