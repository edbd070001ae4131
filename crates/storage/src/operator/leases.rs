//! Which connector may reuse which answer, and until when; and which has subscriptions under a permission. Both hear of its
//! changes.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LEASES: Table = Table {
    name: "leases",
    columns: &["arrangement_id", "connector_uuid", "valid_until", "epoch"],
    key: &["arrangement_id", "connector_uuid"],
};

/// Connectors with subscriptions.
pub(crate) static FOLLOWERS: Table = Table {
    name: "followers",
    columns: &["arrangement_id", "connector_uuid", "valid_until"],
    key: &["arrangement_id", "connector_uuid"],
};

statements! {
    /// The guard of a lease: it is only written while the permission is the one that was answered. It
    /// writes the row so that a withdrawal at the same time meets it on every engine: the withdrawal
    /// then either sees the lease, or the lease is not given.
    STILL = "UPDATE permissions SET epoch = epoch
             WHERE arrangement_id = $1 AND epoch = $2 AND state = 'granted'";
    LIVE = "SELECT arrangement_id, connector_uuid, valid_until, epoch FROM leases
            WHERE arrangement_id = $1 AND valid_until > $2 ORDER BY connector_uuid";
    /// Only an answer given under the acknowledged epoch or an older one ends with it.
    ACKNOWLEDGED = "DELETE FROM leases WHERE arrangement_id = $1 AND connector_uuid = $2
                    AND epoch < $3";
    /// One event for each connector that may still reuse an answer or has subscriptions, in the transaction that changes
    /// the permission: a lease given before it is seen, one given after it cannot be.
    ENQUEUE = "INSERT INTO outbox (order_key, sequence, id, destination, kind, payload, enqueued_at, due_at, attempts)
               SELECT l.arrangement_id || ':' || l.connector_uuid, p.epoch, l.connector_uuid, l.connector_uuid,
               CAST($1 AS TEXT), p.state, CAST($2 AS BIGINT), CAST($2 AS BIGINT), 0
               FROM (SELECT arrangement_id, connector_uuid, valid_until FROM leases
                     UNION ALL SELECT arrangement_id, connector_uuid, valid_until FROM followers) l
               JOIN permissions p ON p.arrangement_id = l.arrangement_id
               WHERE l.arrangement_id = $3 AND l.valid_until > $2 ON CONFLICT DO NOTHING";
    /// The same for every arrangement of a person.
    ENQUEUE_FOR_ACCOUNT = "INSERT INTO outbox (order_key, sequence, id, destination, kind, payload, enqueued_at, due_at, attempts)
               SELECT l.arrangement_id || ':' || l.connector_uuid, p.epoch, l.connector_uuid, l.connector_uuid,
               CAST($1 AS TEXT), p.state, CAST($2 AS BIGINT), CAST($2 AS BIGINT), 0
               FROM permissions p
               JOIN (SELECT arrangement_id, connector_uuid, valid_until FROM leases
                     UNION ALL SELECT arrangement_id, connector_uuid, valid_until FROM followers) l ON l.arrangement_id = p.arrangement_id
               WHERE p.account_id = $3 AND l.valid_until > $2 ON CONFLICT DO NOTHING";
    PURGE = "DELETE FROM leases WHERE valid_until < $1";
    PURGE_FOLLOWERS = "DELETE FROM followers WHERE valid_until < $1";
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
    /// The permission's epoch that was answered.
    pub epoch: i64,
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
    /// this epoch any more.
    pub fn write_lease(&mut self, lease: &Lease) -> &mut Self {
        self.execute(STILL, values![lease.arrangement_id.as_str(), lease.epoch])
            .expect_rows(1)
            .upsert(
                &LEASES,
                values![
                    lease.arrangement_id.as_str(),
                    lease.connector_uuid.as_str(),
                    lease.valid_until,
                    lease.epoch
                ],
            )
    }

    /// Records that a connector has subscriptions under a permission, until `valid_until` at the latest; a conflict when the
    /// permission is not granted in this epoch any more.
    pub fn write_follower(
        &mut self,
        arrangement: &str,
        connector_uuid: &str,
        epoch: i64,
        valid_until: i64,
    ) -> &mut Self {
        self.execute(STILL, values![arrangement, epoch])
            .expect_rows(1)
            .upsert(
                &FOLLOWERS,
                values![arrangement, connector_uuid, valid_until],
            )
    }

    /// A connector has acknowledged that the permission has this epoch now.
    pub fn acknowledge_lease(
        &mut self,
        arrangement: &str,
        connector_uuid: &str,
        epoch: i64,
    ) -> &mut Self {
        self.execute(ACKNOWLEDGED, values![arrangement, connector_uuid, epoch])
    }

    /// Enqueues an event for each connector with a live lease of the arrangement, or with subscriptions. Its order key is the
    /// arrangement, `:` and the connector, its sequence the arrangement's epoch, its destination the
    /// connector, its payload the arrangement's state: all as the unit leaves them.
    pub fn enqueue_for_leases(&mut self, arrangement: &str, kind: &str, now: i64) -> &mut Self {
        self.execute(ENQUEUE, values![kind, now, arrangement])
    }

    /// As [`Unit::enqueue_for_leases`], for every arrangement of a person.
    pub fn enqueue_for_leases_of(&mut self, account: &str, kind: &str, now: i64) -> &mut Self {
        self.execute(ENQUEUE_FOR_ACCOUNT, values![kind, now, account])
    }

    /// Forgets leases, and who has subscriptions, where that ended before `now`.
    pub fn purge_leases(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
            .execute(PURGE_FOLLOWERS, values![now])
    }
}
