//! Which connector may reuse which answer, and until when.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LEASES: Table = Table {
    name: "leases",
    columns: &["arrangement_id", "connector_uuid", "valid_until", "permission_version"],
    key: &["arrangement_id", "connector_uuid"],
};

statements! {
    /// The guard of a lease: it is only written while the permission is the one that was answered. It
    /// writes the row so that a withdrawal at the same time meets it on every engine: the withdrawal
    /// then either sees the lease, or the lease is not given.
    STILL = "UPDATE permissions SET version = version
             WHERE arrangement_id = $1 AND version = $2 AND state = 'granted'";
    LIVE = "SELECT arrangement_id, connector_uuid, valid_until, permission_version FROM leases
            WHERE arrangement_id = $1 AND valid_until > $2 ORDER BY connector_uuid";
    /// Only an answer given under the acknowledged version or an older one ends with it.
    ACKNOWLEDGED = "DELETE FROM leases WHERE arrangement_id = $1 AND connector_uuid = $2
                    AND permission_version < $3";
    PURGE = "DELETE FROM leases WHERE valid_until < $1";
}

/// A lease as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Lease {
    /// The arrangement whose answer may be reused.
    pub arrangement_id: String,
    /// By which connector.
    pub connector_uuid: String,
    /// Until when, in microseconds since the epoch.
    pub valid_until: i64,
    /// The permission's version that was answered.
    pub permission_version: i64,
}

/// Finding leases.
pub trait Leases {
    /// The leases of an arrangement that run beyond `now`.
    fn live_leases(
        &self,
        arrangement: &str,
        now: i64,
    ) -> impl Future<Output = Result<Vec<Lease>>> + Send;
}

impl Leases for Database {
    async fn live_leases(&self, arrangement: &str, now: i64) -> Result<Vec<Lease>> {
        self.fetch_all(LIVE, params![arrangement, now]).await
    }
}

impl Unit {
    /// Records that a connector may reuse an answer; a conflict when the permission is not granted in
    /// this version any more.
    pub fn write_lease(&mut self, lease: &Lease) -> &mut Self {
        self.execute(STILL, values![lease.arrangement_id.as_str(), lease.permission_version])
            .expect_rows(1)
            .upsert(
                &LEASES,
                values![
                    lease.arrangement_id.as_str(),
                    lease.connector_uuid.as_str(),
                    lease.valid_until,
                    lease.permission_version
                ],
            )
    }

    /// A connector has acknowledged that the permission has this version now.
    pub fn acknowledge_lease(
        &mut self,
        arrangement: &str,
        connector_uuid: &str,
        version: i64,
    ) -> &mut Self {
        self.execute(ACKNOWLEDGED, values![arrangement, connector_uuid, version])
    }

    /// Forgets leases that ended before `now`.
    pub fn purge_leases(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
    }
}
