//! The sources of trust groups: what members share, and what the connectors say of themselves.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// When a member's list of shared connectors was read.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SourceListRow {
    /// The trust group.
    pub group_id: String,
    /// The operator.
    pub operator_uuid: String,
    /// When it was last tried, in microseconds since the epoch; 0 for never.
    pub tried_at: i64,
    /// When it was last read.
    pub read_at: Option<i64>,
    /// Since when it cannot be read, where that is so.
    pub failing_since: Option<i64>,
    /// Why not.
    pub reason: Option<String>,
}

/// Who shares a connector, and through which group: an active member.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SourceShareRow {
    /// The connector's base URL.
    pub base_url: String,
    /// The trust group.
    pub group_id: String,
    /// What the group is called.
    pub group_name: String,
    /// The operator.
    pub operator_uuid: String,
    /// What the operator is called.
    pub operator_name: String,
}

/// A shared connector with what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SourceRow {
    /// Its base URL, without a slash at the end.
    pub base_url: String,
    /// Its UUID; none while it was never read, as with the two that follow.
    pub connector_uuid: Option<String>,
    /// Its metadata as read, JSON.
    pub metadata: Option<String>,
    /// Its datasets as read, a JSON array.
    pub datasets: Option<String>,
    /// When it was last tried, in microseconds since the epoch; 0 for never.
    pub tried_at: i64,
    /// When it was last read.
    pub read_at: Option<i64>,
    /// Since when it cannot be read, where that is so.
    pub failing_since: Option<i64>,
    /// Why not.
    pub reason: Option<String>,
    /// When it was first shared.
    pub created_at: i64,
}

pub(crate) static LISTS: Table = Table {
    name: "source_lists",
    columns: &["group_id", "operator_uuid", "tried_at"],
    key: &["group_id", "operator_uuid"],
};

pub(crate) static SHARES: Table = Table {
    name: "source_shares",
    columns: &["group_id", "operator_uuid", "base_url"],
    key: &["group_id", "operator_uuid", "base_url"],
};

pub(crate) static SOURCES: Table = Table {
    name: "sources",
    columns: &["base_url", "tried_at", "created_at"],
    key: &["base_url"],
};

statements! {
    /// Every member's list.
    ALL_LISTS = "SELECT group_id, operator_uuid, tried_at, read_at, failing_since, reason FROM source_lists
                 ORDER BY group_id, operator_uuid";
    /// What active members share.
    ALL_SHARES = "SELECT s.base_url, s.group_id, g.name AS group_name, s.operator_uuid, m.name AS operator_name
                  FROM source_shares s
                  JOIN members m ON m.group_id = s.group_id AND m.operator_uuid = s.operator_uuid AND m.status = 'active'
                  JOIN trust_groups g ON g.id = s.group_id
                  ORDER BY s.base_url, g.name, m.name, s.group_id, s.operator_uuid";
    /// Every source, those shared longest first.
    ALL = "SELECT base_url, connector_uuid, metadata, datasets, tried_at, read_at, failing_since, reason, created_at
           FROM sources ORDER BY created_at, base_url";
    CLAIM_LIST = "UPDATE source_lists SET tried_at = $3 WHERE group_id = $1 AND operator_uuid = $2 AND tried_at <= $4";
    LIST_READ = "UPDATE source_lists SET read_at = $3, failing_since = NULL, reason = NULL
                 WHERE group_id = $1 AND operator_uuid = $2";
    LIST_FAILED = "UPDATE source_lists SET failing_since = COALESCE(failing_since, $3), reason = $4
                   WHERE group_id = $1 AND operator_uuid = $2";
    UNSHARE = "DELETE FROM source_shares WHERE group_id = $1 AND operator_uuid = $2";
    CLAIM = "UPDATE sources SET tried_at = $2 WHERE base_url = $1 AND tried_at <= $3";
    READ = "UPDATE sources SET connector_uuid = $2, metadata = $3, datasets = $4, read_at = $5, failing_since = NULL,
            reason = NULL WHERE base_url = $1";
    FAILED = "UPDATE sources SET failing_since = COALESCE(failing_since, $2), reason = $3 WHERE base_url = $1";
    /// Members that are not active any more are looked at no longer.
    FORGET_LISTS = "DELETE FROM source_lists WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.group_id = source_lists.group_id
                    AND m.operator_uuid = source_lists.operator_uuid AND m.status = 'active')";
    FORGET_SHARES = "DELETE FROM source_shares WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.group_id = source_shares.group_id
                     AND m.operator_uuid = source_shares.operator_uuid AND m.status = 'active')";
    /// What nobody shares any more.
    FORGET = "DELETE FROM sources WHERE NOT EXISTS (SELECT 1 FROM source_shares s WHERE s.base_url = sources.base_url)";
}

/// Reading sources.
pub trait Sources {
    /// Every member's list.
    fn source_lists(&self) -> impl Future<Output = Result<Vec<SourceListRow>>> + Send;
    /// What active members share, by base URL.
    fn source_shares(&self) -> impl Future<Output = Result<Vec<SourceShareRow>>> + Send;
    /// Every source, those shared longest first.
    fn sources(&self) -> impl Future<Output = Result<Vec<SourceRow>>> + Send;
    /// Takes it upon this process to read a member's list now, unless one that runs on the same database has tried
    /// after `before`; both in microseconds since the epoch.
    fn claim_source_list(
        &self,
        group: &str,
        operator: &str,
        now: i64,
        before: i64,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// As [`Sources::claim_source_list`], for a source.
    fn claim_source(
        &self,
        base_url: &str,
        now: i64,
        before: i64,
    ) -> impl Future<Output = Result<bool>> + Send;
}

impl Sources for Database {
    async fn source_lists(&self) -> Result<Vec<SourceListRow>> {
        self.fetch_all(ALL_LISTS, params![]).await
    }

    async fn source_shares(&self) -> Result<Vec<SourceShareRow>> {
        self.fetch_all(ALL_SHARES, params![]).await
    }

    async fn sources(&self) -> Result<Vec<SourceRow>> {
        self.fetch_all(ALL, params![]).await
    }

    async fn claim_source_list(
        &self,
        group: &str,
        operator: &str,
        now: i64,
        before: i64,
    ) -> Result<bool> {
        let mut unit = Unit::new();
        unit.insert_if_absent(&LISTS, values![group, operator, 0]);
        unit.execute(CLAIM_LIST, values![group, operator, now, before]);
        Ok(self.commit(unit).await?.rows == [1])
    }

    async fn claim_source(&self, base_url: &str, now: i64, before: i64) -> Result<bool> {
        let mut unit = Unit::new();
        unit.execute(CLAIM, values![base_url, now, before]);
        Ok(self.commit(unit).await?.rows == [1])
    }
}

impl Unit {
    /// A member's list was read: it shares these, and no others.
    pub fn source_list_read(
        &mut self,
        group: &str,
        operator: &str,
        base_urls: &[&str],
        now: i64,
    ) -> &mut Self {
        self.execute(UNSHARE, values![group, operator]);
        for base_url in base_urls {
            self.insert_if_absent(&SHARES, values![group, operator, *base_url]);
            self.insert_if_absent(&SOURCES, values![*base_url, 0, now]);
        }
        self.execute(LIST_READ, values![group, operator, now])
    }

    /// A member's list could not be read.
    pub fn source_list_failed(
        &mut self,
        group: &str,
        operator: &str,
        reason: &str,
        now: i64,
    ) -> &mut Self {
        self.execute(LIST_FAILED, values![group, operator, now, reason])
    }

    /// A source was read: metadata and datasets are JSON.
    pub fn source_read(
        &mut self,
        base_url: &str,
        connector_uuid: &str,
        metadata: &str,
        datasets: &str,
        now: i64,
    ) -> &mut Self {
        let row = values![base_url, connector_uuid, metadata, datasets, now];
        self.execute(READ, row)
    }

    /// A source could not be read.
    pub fn source_failed(&mut self, base_url: &str, reason: &str, now: i64) -> &mut Self {
        self.execute(FAILED, values![base_url, now, reason])
    }

    /// Forgets what members share that are not active any more, and then what nobody shares.
    pub fn forget_unshared(&mut self) -> &mut Self {
        self.execute(FORGET_LISTS, values![]);
        self.execute(FORGET_SHARES, values![]);
        self.execute(FORGET, values![])
    }
}
