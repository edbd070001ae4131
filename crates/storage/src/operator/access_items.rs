//! The operator's access log: one item per introspection, completed by the connector's report
//! (MIM4 §5.6.1).
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static ACCESS_ITEMS: Table = Table {
    name: "access_items",
    columns: &[
        "id",
        "account_id",
        "at",
        "arrangement_id",
        "permission_version",
        "service_id",
        "connector_uuid",
        "active",
        "reason",
        "success",
        "outcome",
        "completed_at",
    ],
    key: &["id"],
};

statements! {
    GET = "SELECT id, account_id, at, arrangement_id, permission_version, service_id, connector_uuid, active, reason,
           success, outcome, completed_at FROM access_items WHERE id = $1";
    /// The person's items, newest first; an empty text lets every service or connector pass.
    OF_ACCOUNT = "SELECT id, account_id, at, arrangement_id, permission_version, service_id, connector_uuid, active, reason,
                  success, outcome, completed_at FROM access_items
                  WHERE account_id = $1 AND (at, id) < ($2, $3) AND at >= $4
                  AND (CAST($5 AS TEXT) = '' OR service_id = $5)
                  AND (CAST($6 AS TEXT) = '' OR connector_uuid = $6)
                  AND (CAST($7 AS TEXT) = '' OR arrangement_id = $7)
                  ORDER BY at DESC, id DESC LIMIT $8";
    /// The first report completes the item; the guard keeps a second one from changing it.
    COMPLETE = "UPDATE access_items SET success = $1, outcome = $2, completed_at = $3
                WHERE id = $4 AND connector_uuid = $5 AND completed_at IS NULL";
    /// The report that follows one that said that another would.
    FOLLOW_UP = "UPDATE access_items SET success = $1, outcome = $2, completed_at = $3
                 WHERE id = $4 AND connector_uuid = $5 AND completed_at = $6";
}

/// An access item as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccessItem {
    /// Its UUID (`access_item_uuid`).
    pub id: String,
    /// Whose data it was about.
    pub account_id: String,
    /// Introspected when, in microseconds since the epoch.
    pub at: i64,
    /// Under which arrangement.
    pub arrangement_id: String,
    /// In which version.
    pub permission_version: i64,
    /// Which service asked.
    pub service_id: String,
    /// Which connector introspected.
    pub connector_uuid: String,
    /// 1 when the request was allowed.
    pub active: i64,
    /// Why it was not, else empty.
    pub reason: String,
    /// What the connector reported: 1 when data was released.
    pub success: Option<i64>,
    /// The report, as JSON.
    pub outcome: Option<String>,
    /// Reported when, in microseconds since the epoch.
    pub completed_at: Option<i64>,
}

/// Which items of a person's access log to show. Empty texts let everything pass.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter<'a> {
    /// Only items older than this key: time and id.
    pub before: Option<(i64, &'a str)>,
    /// Only items since then, in microseconds since the epoch.
    pub since: i64,
    /// Only this service.
    pub service_id: &'a str,
    /// Only this connector.
    pub connector_uuid: &'a str,
    /// Only this arrangement.
    pub arrangement_id: &'a str,
}

/// Finding access items.
pub trait AccessItems {
    /// The item with this UUID.
    fn access_item(&self, id: &str) -> impl Future<Output = Result<Option<AccessItem>>> + Send;
    /// A person's items, newest first.
    fn access_items_of(
        &self,
        account: &str,
        filter: &AccessFilter<'_>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AccessItem>>> + Send;
}

impl AccessItems for Database {
    async fn access_item(&self, id: &str) -> Result<Option<AccessItem>> {
        self.fetch_optional(GET, params![id]).await
    }

    async fn access_items_of(
        &self,
        account: &str,
        filter: &AccessFilter<'_>,
        limit: u32,
    ) -> Result<Vec<AccessItem>> {
        let (at, id) = filter.before.unwrap_or((i64::MAX, ""));
        let values = params![
            account,
            at,
            id,
            filter.since,
            filter.service_id,
            filter.connector_uuid,
            filter.arrangement_id,
            limit
        ];
        self.fetch_all(OF_ACCOUNT, values).await
    }
}

impl Unit {
    /// A new item.
    pub fn insert_access_item(&mut self, item: AccessItem) -> &mut Self {
        self.insert(
            &ACCESS_ITEMS,
            values![
                item.id,
                item.account_id,
                item.at,
                item.arrangement_id,
                item.permission_version,
                item.service_id,
                item.connector_uuid,
                item.active,
                item.reason,
                item.success,
                item.outcome,
                item.completed_at,
            ],
        )
    }

    /// What the connector reports about an item; a conflict when there is a report already, or the
    /// item is not this connector's.
    pub fn complete_access_item(
        &mut self,
        id: &str,
        connector_uuid: &str,
        success: bool,
        outcome: String,
        now: i64,
    ) -> &mut Self {
        self.execute(COMPLETE, values![success, outcome, now, id, connector_uuid])
            .expect_rows(1)
    }

    /// What the connector reports in place of its earlier report, of that time; a conflict when there is another meanwhile.
    pub fn follow_up_access_item(
        &mut self,
        item: &AccessItem,
        success: bool,
        outcome: String,
        now: i64,
    ) -> &mut Self {
        let (id, connector) = (item.id.as_str(), item.connector_uuid.as_str());
        self.execute(
            FOLLOW_UP,
            values![success, outcome, now, id, connector, item.completed_at],
        )
        .expect_rows(1)
    }
}
