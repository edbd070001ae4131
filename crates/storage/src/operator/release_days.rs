//! How often sources showed data to services, by day and dataset, and nothing of whose: for settlement.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static RELEASE_DAYS: Table = Table {
    name: "release_days",
    columns: &[
        "service_id",
        "day",
        "connector_uuid",
        "dataset_id",
        "shard",
        "releases",
    ],
    key: &["service_id", "day", "connector_uuid", "dataset_id", "shard"],
};

statements! {
    COUNT = "INSERT INTO release_days (service_id, day, connector_uuid, dataset_id, shard, releases)
             VALUES ($1, $2, $3, $4, $5, 1)
             ON CONFLICT (service_id, day, connector_uuid, dataset_id, shard)
             DO UPDATE SET releases = release_days.releases + 1";
    OF_SERVICE = "SELECT day, connector_uuid, dataset_id, CAST(SUM(releases) AS BIGINT) AS releases
                  FROM release_days WHERE service_id = $1 AND day >= $2 AND day < $3
                  GROUP BY day, connector_uuid, dataset_id ORDER BY day, connector_uuid, dataset_id";
}

/// How often one source showed one dataset to a service on one day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReleaseDayRow {
    /// The day since the epoch (UTC).
    pub day: i64,
    /// The source's connector.
    pub connector_uuid: String,
    /// The dataset; empty where it was not counted by dataset.
    pub dataset_id: String,
    /// How often.
    pub releases: i64,
}

/// Reading the counts.
pub trait ReleaseDays {
    /// What was released to a service from day `from` until before day `until` (since the epoch, UTC).
    fn releases_to(
        &self,
        service: &str,
        from: i64,
        until: i64,
    ) -> impl Future<Output = Result<Vec<ReleaseDayRow>>> + Send;
}

impl ReleaseDays for Database {
    async fn releases_to(
        &self,
        service: &str,
        from: i64,
        until: i64,
    ) -> Result<Vec<ReleaseDayRow>> {
        self.fetch_all(OF_SERVICE, params![service, from, until])
            .await
    }
}

impl Unit {
    /// Counts a release of a dataset to a service on a day (since the epoch, UTC), in a shard of the caller's.
    pub fn count_release_to(
        &mut self,
        service: &str,
        day: i64,
        connector_uuid: &str,
        dataset: &str,
        shard: i64,
    ) -> &mut Self {
        self.execute(COUNT, values![service, day, connector_uuid, dataset, shard])
    }
}
