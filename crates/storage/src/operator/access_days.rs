//! How often data was released, by day and by month.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;
/// Days of a month as it is counted here.
const MONTH: i64 = 30;
/// Looks that go back more days than this are answered by the month: a year of somebody's days would be many rows.
const BY_MONTH: i64 = 3 * MONTH;

pub(crate) static ACCESS_DAYS: Table = Table {
    name: "access_days",
    columns: &[
        "account_id",
        "day",
        "arrangement_id",
        "connector_uuid",
        "service_id",
        "releases",
        "last_at",
    ],
    key: &["account_id", "day", "arrangement_id", "connector_uuid"],
};

pub(crate) static ACCESS_MONTHS: Table = Table {
    name: "access_months",
    columns: &[
        "account_id",
        "month",
        "arrangement_id",
        "connector_uuid",
        "service_id",
        "releases",
        "last_at",
    ],
    key: &["account_id", "month", "arrangement_id", "connector_uuid"],
};

statements! {
    COUNT = "INSERT INTO access_days (account_id, day, arrangement_id, connector_uuid, service_id, releases, last_at)
             VALUES ($1, $2, $3, $4, $5, 1, $6)
             ON CONFLICT (account_id, day, arrangement_id, connector_uuid)
             DO UPDATE SET releases = access_days.releases + 1,
             last_at = CASE WHEN access_days.last_at > $6 THEN access_days.last_at ELSE $6 END";
    COUNT_MONTH = "INSERT INTO access_months (account_id, month, arrangement_id, connector_uuid, service_id, releases, last_at)
             VALUES ($1, $2, $3, $4, $5, 1, $6)
             ON CONFLICT (account_id, month, arrangement_id, connector_uuid)
             DO UPDATE SET releases = access_months.releases + 1,
             last_at = CASE WHEN access_months.last_at > $6 THEN access_months.last_at ELSE $6 END";
    FLOWS = "SELECT arrangement_id, connector_uuid, MIN(service_id) AS service_id,
             CAST(SUM(releases) AS BIGINT) AS releases, MAX(last_at) AS last_at
             FROM access_days WHERE account_id = $1 AND day >= $2
             GROUP BY arrangement_id, connector_uuid ORDER BY arrangement_id, connector_uuid";
    FLOWS_BY_MONTH = "SELECT arrangement_id, connector_uuid, MIN(service_id) AS service_id,
             CAST(SUM(releases) AS BIGINT) AS releases, MAX(last_at) AS last_at
             FROM access_months WHERE account_id = $1 AND month >= $2
             GROUP BY arrangement_id, connector_uuid ORDER BY arrangement_id, connector_uuid";
}

/// How often one source has shown data to one service under one arrangement.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FlowRow {
    /// The arrangement.
    pub arrangement_id: String,
    /// The source's connector.
    pub connector_uuid: String,
    /// The service's client id.
    pub service_id: String,
    /// How often.
    pub releases: i64,
    /// The last time, in microseconds since the epoch.
    pub last_at: i64,
}

/// Reading the counts.
pub trait AccessDays {
    /// What was released of a person since the beginning of the UTC day that `since` (microseconds) lies in; where
    /// that is more than three months before `now`, since the beginning of its month of 30 days.
    fn flows_of(
        &self,
        account: &str,
        since: i64,
        now: i64,
    ) -> impl Future<Output = Result<Vec<FlowRow>>> + Send;
}

impl AccessDays for Database {
    async fn flows_of(&self, account: &str, since: i64, now: i64) -> Result<Vec<FlowRow>> {
        let day = since.div_euclid(DAY);
        if now.div_euclid(DAY) - day > BY_MONTH {
            let month = day.div_euclid(MONTH);
            return self
                .fetch_all(FLOWS_BY_MONTH, params![account, month])
                .await;
        }
        self.fetch_all(FLOWS, params![account, day]).await
    }
}

/// Data that was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release<'a> {
    /// Whose data.
    pub account: &'a str,
    /// Under which arrangement.
    pub arrangement: &'a str,
    /// By the source behind this connector.
    pub connector_uuid: &'a str,
    /// To the service with this client id.
    pub service: &'a str,
    /// When, in microseconds since the epoch.
    pub at: i64,
}

impl Release<'_> {
    /// The day since the epoch (UTC).
    pub(super) const fn day(&self) -> i64 {
        self.at.div_euclid(DAY)
    }
}

impl Unit {
    /// Counts a release.
    pub fn count_release(&mut self, release: &Release<'_>) -> &mut Self {
        let Release {
            account,
            arrangement,
            connector_uuid,
            service,
            at,
        } = *release;
        let day = release.day();
        let row = |time: i64| values![account, time, arrangement, connector_uuid, service, at];
        self.execute(COUNT, row(day))
            .execute(COUNT_MONTH, row(day.div_euclid(MONTH)))
    }
}
