//! How often data was released, by day.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

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

statements! {
    COUNT = "INSERT INTO access_days (account_id, day, arrangement_id, connector_uuid, service_id, releases, last_at)
             VALUES ($1, $2, $3, $4, $5, 1, $6)
             ON CONFLICT (account_id, day, arrangement_id, connector_uuid)
             DO UPDATE SET releases = access_days.releases + 1,
             last_at = CASE WHEN access_days.last_at > $6 THEN access_days.last_at ELSE $6 END";
    FLOWS = "SELECT arrangement_id, connector_uuid, MIN(service_id) AS service_id,
             CAST(SUM(releases) AS BIGINT) AS releases, MAX(last_at) AS last_at
             FROM access_days WHERE account_id = $1 AND day >= $2
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
    /// What was released of a person since the beginning of the UTC day that `since` (microseconds) lies in.
    fn flows_of(
        &self,
        account: &str,
        since: i64,
    ) -> impl Future<Output = Result<Vec<FlowRow>>> + Send;
}

impl AccessDays for Database {
    async fn flows_of(&self, account: &str, since: i64) -> Result<Vec<FlowRow>> {
        self.fetch_all(FLOWS, params![account, since.div_euclid(DAY)])
            .await
    }
}

impl Unit {
    /// Counts a release at `at`, in microseconds since the epoch.
    pub fn count_release(
        &mut self,
        account: &str,
        arrangement: &str,
        connector_uuid: &str,
        service: &str,
        at: i64,
    ) -> &mut Self {
        self.execute(
            COUNT,
            values![
                account,
                at.div_euclid(DAY),
                arrangement,
                connector_uuid,
                service,
                at
            ],
        )
    }
}
