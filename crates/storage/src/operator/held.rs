//! What a service has asked for and holds, over all persons. Nothing here says who they are.
use super::permissions::PermissionRow;
use crate::catalogue::statements;
use crate::{Database, Result, Value, params};
use std::future::Future;

statements! {
    /// Permissions that were given at some time, in the order in which they changed; an empty text lets every use pass.
    CHANGED = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
               body, valid_until, rule_id, created_at, changed_at FROM permissions
               WHERE service_id = $1 AND (changed_at, service_leg) > ($2, $3) AND state NOT IN ('requested', 'declined')
               AND (CAST($4 AS TEXT) = '' OR intended_use_id = $4) AND (CAST($5 AS TEXT) = '' OR state = $5)
               ORDER BY changed_at, service_leg LIMIT $6";
    /// The same, changed last first.
    NEWEST = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
              body, valid_until, rule_id, created_at, changed_at FROM permissions
              WHERE service_id = $1 AND (changed_at, service_leg) < ($2, $3) AND state NOT IN ('requested', 'declined')
              AND (CAST($4 AS TEXT) = '' OR intended_use_id = $4) AND (CAST($5 AS TEXT) = '' OR state = $5)
              ORDER BY changed_at DESC, service_leg DESC LIMIT $6";
    /// Requests with the leg of what was granted; an empty text lets every use pass.
    SENT = "SELECT r.id, r.intended_use_id, r.intended_use_version, r.answer, r.locale, r.created_at, r.expires_at,
            r.answered_at, p.service_leg
            FROM permission_requests r LEFT JOIN permissions p
            ON p.arrangement_id = r.arrangement_id AND r.answer = 'granted'
            WHERE r.service_id = $1 AND (r.created_at, r.id) < ($2, $3)
            AND (CAST($4 AS TEXT) = '' OR r.intended_use_id = $4)
            ORDER BY r.created_at DESC, r.id DESC LIMIT $5";
    /// How many permissions of each use are in which state.
    COUNTS = "SELECT intended_use_id, state, COUNT(*) AS permissions FROM permissions
              WHERE service_id = $1 AND state NOT IN ('requested', 'declined')
              GROUP BY intended_use_id, state ORDER BY intended_use_id, state";
}

/// A request as its service may see it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SentRow {
    /// Its id.
    pub id: String,
    /// For which intended use.
    pub intended_use_id: String,
    /// In which version.
    pub intended_use_version: i64,
    /// `granted` or `declined`, once answered.
    pub answer: Option<String>,
    /// The language the service asked in (BCP 47).
    pub locale: String,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Can be answered until, in microseconds since the epoch.
    pub expires_at: i64,
    /// Answered when, in microseconds since the epoch.
    pub answered_at: Option<i64>,
    /// What the service knows the permission by, where one was granted.
    pub service_leg: Option<String>,
}

/// How many permissions of one use are in one state.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HeldCount {
    /// The intended use.
    pub intended_use_id: String,
    /// The state's name.
    pub state: String,
    /// How many.
    pub permissions: i64,
}

/// Which of a service's permissions or requests. An empty text lets everything pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfService<'a> {
    /// The service's client id.
    pub service: &'a str,
    /// Only for this intended use.
    pub intended_use: &'a str,
    /// Of permissions only those in this state.
    pub state: &'a str,
}

/// Finding what a service has asked for and holds.
pub trait HeldByServices {
    /// Permissions that were given at some time, in the order in which they changed, after the key (time, leg).
    fn permissions_changed(
        &self,
        which: OfService<'_>,
        after: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionRow>>> + Send;
    /// The same, changed last first, before the key.
    fn permissions_held(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionRow>>> + Send;
    /// Requests, newest first, before the key (time, id).
    fn requests_sent(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<SentRow>>> + Send;
    /// How many permissions of each use are in which state.
    fn permissions_counted(
        &self,
        service: &str,
    ) -> impl Future<Output = Result<Vec<HeldCount>>> + Send;
}

/// The values of a page of permissions, from where the page before ended.
fn page(which: OfService<'_>, from: (i64, &str), limit: u32) -> Vec<Value> {
    let (at, leg) = from;
    params![
        which.service,
        at,
        leg,
        which.intended_use,
        which.state,
        limit
    ]
}

impl HeldByServices for Database {
    async fn permissions_changed(
        &self,
        which: OfService<'_>,
        after: (i64, &str),
        limit: u32,
    ) -> Result<Vec<PermissionRow>> {
        self.fetch_all(CHANGED, page(which, after, limit)).await
    }

    async fn permissions_held(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<PermissionRow>> {
        self.fetch_all(NEWEST, page(which, before, limit)).await
    }

    async fn requests_sent(
        &self,
        which: OfService<'_>,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<SentRow>> {
        let (at, id) = before;
        let values = params![which.service, at, id, which.intended_use, limit];
        self.fetch_all(SENT, values).await
    }

    async fn permissions_counted(&self, service: &str) -> Result<Vec<HeldCount>> {
        self.fetch_all(COUNTS, params![service]).await
    }
}
