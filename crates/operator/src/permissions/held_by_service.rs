//! What a service has asked for and holds, over all persons: by its own leg ids, and with nothing of who they are.
use std::collections::BTreeMap;

use permission::Timestamp;
use serde::Serialize;
use storage::operator::held::{HeldByServices as _, OfService, SentRow};
use storage::operator::permissions::{PermissionRow, Permissions as _};
use utoipa::ToSchema;

use super::Held;
use super::requests::GRANTED;
use crate::clock::{SECOND, rfc3339};
use crate::{Error, Operator, Result};

/// What is being written when a list is read can carry an earlier time than what is in it: so far back, in microseconds,
/// whoever goes on from the end of a list begins again.
const SETTLED: i64 = 10 * SECOND;

/// A permission as its service may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldPermission {
    /// The permission: what tickets are asked for with.
    pub permission: String,
    /// The intended use it is for.
    pub intended_use: String,
    /// In which version.
    pub intended_use_version: i64,
    /// `granted`, `suspended`, `withdrawn`, `expired`, `revoked` or `invalidated`, at this moment.
    pub state: String,
    /// The permission's version: counts the changes.
    pub version: i64,
    /// What it covers: attribute paths by dataset.
    pub datasets: BTreeMap<String, Vec<String>>,
    /// When it ends (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Changed when (RFC 3339).
    pub changed_at: String,
}

/// Permissions in the order in which they changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldPermissions {
    /// The permissions.
    pub permissions: Vec<HeldPermission>,
    /// `after` to go on from here, now or when something may have changed. What changed within seconds can come twice.
    pub next: String,
    /// Whether there are more at once.
    pub more: bool,
}

/// A request as its service may see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SentRequest {
    /// The request.
    pub id: String,
    /// The intended use it is for.
    pub intended_use: String,
    /// In which version.
    pub intended_use_version: i64,
    /// `pending`, `granted`, `declined` or `expired`.
    pub status: String,
    /// The permission, once granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// The language it was asked in.
    pub locale: String,
    /// Made when (RFC 3339).
    pub created_at: String,
    /// Can be answered until (RFC 3339).
    pub expires_at: String,
    /// Answered when (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
}

/// A page of requests.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SentRequests {
    /// Newest first.
    pub permission_requests: Vec<SentRequest>,
    /// `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl HeldPermission {
    fn read(row: PermissionRow, now: i64) -> Result<Self> {
        let held = Held::read(row)?;
        let (row, permission) = (held.row, held.permission);
        let datasets = permission.attributes().0.iter();
        let datasets = datasets.map(|(id, chosen)| {
            let paths = chosen.attributes.iter().map(ToString::to_string);
            (id.to_string(), paths.collect())
        });
        Ok(Self {
            datasets: datasets.collect(),
            state: permission.state_at(Timestamp(now)).name().to_owned(),
            valid_until: permission.valid_until().map(|at| rfc3339(at.micros())),
            permission: row.service_leg,
            intended_use: row.intended_use_id,
            intended_use_version: row.intended_use_version,
            version: row.version,
            changed_at: rfc3339(row.changed_at),
        })
    }
}

impl SentRequest {
    fn read(row: SentRow, now: i64) -> Self {
        let status = match row.answer.as_deref() {
            Some(GRANTED) => "granted",
            Some(_) => "declined",
            None if row.expires_at <= now => "expired",
            None => "pending",
        };
        Self {
            id: row.id,
            intended_use: row.intended_use_id,
            intended_use_version: row.intended_use_version,
            status: status.to_owned(),
            permission: row.service_leg,
            locale: row.locale,
            created_at: rfc3339(row.created_at),
            expires_at: rfc3339(row.expires_at),
            answered_at: row.answered_at.map(rfc3339),
        }
    }
}

impl Operator {
    /// Permissions that a service was given at some time, in the order in which they changed, after the key (time, leg).
    pub(crate) async fn permissions_changed(
        &self,
        which: OfService<'_>,
        after: (i64, &str),
        limit: u32,
    ) -> Result<HeldPermissions> {
        let mut rows = self.db.permissions_changed(which, after, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let now = self.clock.now();
        let last = rows
            .last()
            .map_or(after, |row| (row.changed_at, row.service_leg.as_str()));
        let settled = now - SETTLED;
        // What changed just now is gone through to its end, and then once more.
        let next = if more || last.0 < settled {
            format!("{}_{}", last.0, last.1)
        } else {
            format!("{settled}_")
        };
        let permissions = rows.into_iter().map(|row| HeldPermission::read(row, now));
        Ok(HeldPermissions {
            permissions: permissions.collect::<Result<_>>()?,
            next,
            more,
        })
    }

    /// The same, changed last first, before the key (time, leg), with the key of the next page if there is one.
    pub(crate) async fn permissions_held(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> Result<(Vec<HeldPermission>, Option<String>)> {
        let mut rows = self.db.permissions_held(which, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}", row.changed_at, row.service_leg));
        let now = self.clock.now();
        let held = rows.into_iter().map(|row| HeldPermission::read(row, now));
        Ok((held.collect::<Result<_>>()?, next))
    }

    /// One permission of a service's.
    ///
    /// # Errors
    /// [`Error::Unknown`] for another service's too.
    pub(crate) async fn permission_held(&self, service: &str, leg: &str) -> Result<HeldPermission> {
        let row = self.db.permission_by_leg(leg).await?;
        let row = row.filter(|row| {
            row.service_id == service && !matches!(row.state.as_str(), "requested" | "declined")
        });
        let row = row.ok_or_else(|| Error::unknown("permission", leg))?;
        HeldPermission::read(row, self.clock.now())
    }

    /// What a service has asked, newest first, before the key (time, id).
    pub(crate) async fn requests_sent(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> Result<SentRequests> {
        let mut rows = self.db.requests_sent(which, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}", row.created_at, row.id));
        let now = self.clock.now();
        Ok(SentRequests {
            permission_requests: rows
                .into_iter()
                .map(|row| SentRequest::read(row, now))
                .collect(),
            next,
        })
    }
}
