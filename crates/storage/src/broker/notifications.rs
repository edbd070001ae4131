//! Notifications that have not arrived yet, by tenant, sealed: kept before they are sent, gone when they have been.
use zeroize::Zeroizing;

use super::BrokerStore;
use super::changes::forget_changed;
use super::documents::{DOCUMENTS, FIELD as DOCUMENT_FIELD};
use crate::catalogue::statements;
use crate::{Error, Result, Table, Unit, params, values};

/// Notifications that wait.
pub(crate) static NOTIFICATIONS: Table = Table {
    name: "broker_notifications",
    columns: &[
        "tenant",
        "id",
        "collection",
        "subscription",
        "created_at",
        "begun_at",
        "sealed",
    ],
    key: &["tenant", "id"],
};

statements! {
    WAITING = "SELECT id, collection, subscription, created_at, begun_at, sealed FROM broker_notifications
        WHERE tenant = $1 AND created_at < $2 ORDER BY created_at, id";
    IS_WAITING = "SELECT created_at FROM broker_notifications WHERE tenant = $1 AND id = $2";
    BEGIN = "UPDATE broker_notifications SET begun_at = $3 WHERE tenant = $1 AND id = $2";
    END = "DELETE FROM broker_notifications WHERE tenant = $1 AND id = $2";
    WITHDRAW = "DELETE FROM broker_notifications
        WHERE tenant = $1 AND collection = $2 AND subscription = $3";
}

/// The field name notifications are sealed under.
const FIELD: &str = "broker_notifications.sealed";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    collection: String,
    subscription: String,
    created_at: i64,
    begun_at: Option<i64>,
    sealed: Vec<u8>,
}

/// A notification that waits. Times are microseconds since the epoch.
#[derive(Clone)]
pub struct Waiting {
    /// Its id within the tenant.
    pub id: String,
    /// The collection that its subscription is in.
    pub collection: String,
    /// Its subscription.
    pub subscription: String,
    /// When it was kept.
    pub created_at: i64,
    /// When it was sent first; nothing while it waits for that.
    pub begun_at: Option<i64>,
    /// What it tells, as JSON; wiped when dropped.
    pub json: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A document that is kept along with a step of a notification: what became of the subscription's notifications.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Its kind.
    pub kind: &'a str,
    /// Its id within tenant and kind.
    pub id: &'a str,
    /// When, in microseconds since the epoch.
    pub now: i64,
    /// Its JSON.
    pub json: &'a [u8],
}

impl BrokerStore {
    /// Keeps notifications, and lets go of the changes that they tell of, all or none. Each comes with its tenant.
    pub async fn keep_notifications(
        &self,
        notifications: &[(&str, &Waiting)],
        changes: &[(String, String)],
    ) -> Result<()> {
        let mut unit = Unit::new();
        for (tenant, id) in changes {
            forget_changed(&mut unit, tenant, id);
        }
        for (tenant, one) in notifications {
            let sealed = self.key(tenant).await?.seal(FIELD, &one.json)?;
            unit.insert(
                &NOTIFICATIONS,
                values![
                    *tenant,
                    &one.id,
                    &one.collection,
                    &one.subscription,
                    one.created_at,
                    one.begun_at,
                    sealed
                ],
            );
        }
        self.database.commit(unit).await.map(drop)
    }

    /// The notifications that were kept before a time, the oldest first.
    pub async fn notifications(&self, tenant: &str, before: i64) -> Result<Vec<Waiting>> {
        let rows: Vec<Row> = self
            .database
            .fetch_all(WAITING, params![tenant, before])
            .await?;
        let key = self.key(tenant).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Waiting {
                    json: key.unseal(FIELD, &row.sealed)?,
                    id: row.id,
                    collection: row.collection,
                    subscription: row.subscription,
                    created_at: row.created_at,
                    begun_at: row.begun_at,
                })
            })
            .collect()
    }

    /// Whether a notification still waits.
    pub async fn notification_waits(&self, tenant: &str, id: &str) -> Result<bool> {
        let row: Option<(i64,)> = self
            .database
            .fetch_optional(IS_WAITING, params![tenant, id])
            .await?;
        Ok(row.is_some())
    }

    /// A notification is sent for the first time; gives whether it still waited.
    pub async fn begin_notification(
        &self,
        tenant: &str,
        id: &str,
        at: i64,
        beside: Beside<'_>,
    ) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(BEGIN, values![tenant, id, at]).expect_rows(1);
        self.step(tenant, unit, beside).await
    }

    /// A notification has arrived, or is not sent again; gives whether it still waited.
    pub async fn end_notification(
        &self,
        tenant: &str,
        id: &str,
        beside: Beside<'_>,
    ) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(END, values![tenant, id]).expect_rows(1);
        self.step(tenant, unit, beside).await
    }

    /// A notification is not sent; nothing is said of it.
    pub async fn drop_notification(&self, tenant: &str, id: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(END, values![tenant, id]);
        self.database.commit(unit).await.map(drop)
    }

    /// Takes away what waits of a subscription, and its document of a kind.
    pub async fn withdraw_notifications(
        &self,
        tenant: &str,
        (collection, subscription): (&str, &str),
        kind: &str,
    ) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(WITHDRAW, values![tenant, collection, subscription]);
        unit.delete(&DOCUMENTS, values![tenant, kind, subscription]);
        self.database.commit(unit).await.map(drop)
    }

    async fn step(&self, tenant: &str, mut unit: Unit, beside: Beside<'_>) -> Result<bool> {
        let sealed = self.key(tenant).await?.seal(DOCUMENT_FIELD, beside.json)?;
        unit.upsert(
            &DOCUMENTS,
            values![tenant, beside.kind, beside.id, beside.now, sealed],
        );
        match self.database.commit(unit).await {
            Ok(_) => Ok(true),
            Err(Error::Conflict { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
