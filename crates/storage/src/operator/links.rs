//! Links: how people's accounts and sources know each other, and attempts under way.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LINKS: Table = Table {
    name: "links",
    columns: &[
        "account_id",
        "connector_uuid",
        "link_id",
        "state",
        "way",
        "linked_at",
        "valid_until",
        "waiting",
        "waiting_until",
        "desk_code",
        "refused",
        "refused_at",
        "version",
        "changed_at",
    ],
    key: &["account_id", "connector_uuid"],
};

pub(crate) static LINK_ATTEMPTS: Table = Table {
    name: "link_attempts",
    columns: &[
        "id",
        "account_id",
        "connector_uuid",
        "way",
        "created_at",
        "expires_at",
    ],
    key: &["id"],
};

statements! {
    OF_ACCOUNT = "SELECT account_id, connector_uuid, link_id, state, way, linked_at, valid_until, waiting, waiting_until,
                  desk_code, refused, refused_at, version, changed_at FROM links WHERE account_id = $1 ORDER BY connector_uuid";
    ONE = "SELECT account_id, connector_uuid, link_id, state, way, linked_at, valid_until, waiting, waiting_until,
           desk_code, refused, refused_at, version, changed_at FROM links WHERE account_id = $1 AND connector_uuid = $2";
    BY_ID = "SELECT account_id, connector_uuid, link_id, state, way, linked_at, valid_until, waiting, waiting_until,
             desk_code, refused, refused_at, version, changed_at FROM links WHERE connector_uuid = $1 AND link_id = $2";
    /// Links in force that end by `$1`, after the end, account and connector given.
    ENDING = "SELECT account_id, connector_uuid, link_id, state, way, linked_at, valid_until, waiting, waiting_until,
              desk_code, refused, refused_at, version, changed_at FROM links WHERE state = 'linked' AND valid_until <= $1
              AND (valid_until, account_id, connector_uuid) > ($2, $3, $4)
              ORDER BY valid_until, account_id, connector_uuid LIMIT $5";
    /// Links that wait at a desk, after the account and connector given.
    WAITING = "SELECT account_id, connector_uuid, link_id, state, way, linked_at, valid_until, waiting, waiting_until,
               desk_code, refused, refused_at, version, changed_at FROM links WHERE waiting <> '' AND (account_id, connector_uuid) > ($1, $2)
               ORDER BY account_id, connector_uuid LIMIT $3";
    CHANGE = "UPDATE links SET state = $1, way = $2, linked_at = $3, valid_until = $4, waiting = $5, waiting_until = $6,
              desk_code = $7, refused = $8, refused_at = $9, version = version + 1, changed_at = $10
              WHERE account_id = $11 AND connector_uuid = $12 AND version = $13";
    FORGET_REFUSALS = "UPDATE links SET refused = NULL, refused_at = NULL, version = version + 1 WHERE refused_at < $1";
    ATTEMPT = "SELECT id, account_id, connector_uuid, way, created_at, expires_at FROM link_attempts WHERE id = $1";
    TAKE = "DELETE FROM link_attempts WHERE id = $1 AND account_id = $2";
    PURGE = "DELETE FROM link_attempts WHERE expires_at < $1";
}

/// A link as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkRow {
    /// Whose.
    pub account_id: String,
    /// With which connector's source.
    pub connector_uuid: String,
    /// The person, as operator and connector know them.
    pub link_id: String,
    /// `none`, `linked` or `ended`.
    pub state: String,
    /// The way it came; empty where it never did.
    pub way: String,
    /// Since when, in microseconds since the epoch.
    pub linked_at: i64,
    /// Until when, in microseconds since the epoch.
    pub valid_until: i64,
    /// The attempt that waits at a desk; empty where none does.
    pub waiting: String,
    /// Until when it waits, in microseconds since the epoch.
    pub waiting_until: i64,
    /// What the person shows there, sealed.
    pub desk_code: Option<Vec<u8>>,
    /// What staff at its desk wrote who last refused, sealed.
    pub refused: Option<Vec<u8>>,
    /// When that was, in microseconds since the epoch.
    pub refused_at: Option<i64>,
    /// Counts the changes.
    pub version: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// An attempt as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LinkAttemptRow {
    /// What operator and connector call it.
    pub id: String,
    /// Whose.
    pub account_id: String,
    /// With which connector's source.
    pub connector_uuid: String,
    /// The way.
    pub way: String,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Over when, in microseconds since the epoch.
    pub expires_at: i64,
}

/// Where a page of links that end begins: after this end, account and connector.
#[derive(Debug, Clone, Copy)]
pub struct After<'a> {
    /// The end, in microseconds since the epoch.
    pub end: i64,
    /// The account.
    pub account: &'a str,
    /// The connector.
    pub connector: &'a str,
}

/// Finding links and attempts.
pub trait Links {
    /// A person's links, with those that were.
    fn links_of_account(&self, account: &str) -> impl Future<Output = Result<Vec<LinkRow>>> + Send;

    /// A person's link with one source.
    fn link_with(
        &self,
        account: &str,
        connector: &str,
    ) -> impl Future<Output = Result<Option<LinkRow>>> + Send;

    /// The link that a source and the operator call so.
    fn link_called(
        &self,
        connector: &str,
        link_id: &str,
    ) -> impl Future<Output = Result<Option<LinkRow>>> + Send;

    /// Links in force that end by `until`, soonest first.
    fn links_ending(
        &self,
        until: i64,
        after: After<'_>,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<LinkRow>>> + Send;

    /// Links that wait at a desk, after this account and connector.
    fn links_waiting(
        &self,
        after: (&str, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<LinkRow>>> + Send;

    /// An attempt that its person has not come back from.
    fn link_attempt_row(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<LinkAttemptRow>>> + Send;
}

impl Links for Database {
    async fn links_of_account(&self, account: &str) -> Result<Vec<LinkRow>> {
        self.fetch_all(OF_ACCOUNT, params![account]).await
    }

    async fn link_with(&self, account: &str, connector: &str) -> Result<Option<LinkRow>> {
        self.fetch_optional(ONE, params![account, connector]).await
    }

    async fn link_called(&self, connector: &str, link_id: &str) -> Result<Option<LinkRow>> {
        self.fetch_optional(BY_ID, params![connector, link_id])
            .await
    }

    async fn links_ending(&self, until: i64, after: After<'_>, limit: u32) -> Result<Vec<LinkRow>> {
        let After {
            end,
            account,
            connector,
        } = after;
        let limit = i64::from(limit);
        self.fetch_all(ENDING, params![until, end, account, connector, limit])
            .await
    }

    async fn links_waiting(&self, after: (&str, &str), limit: u32) -> Result<Vec<LinkRow>> {
        self.fetch_all(WAITING, params![after.0, after.1, i64::from(limit)])
            .await
    }

    async fn link_attempt_row(&self, id: &str) -> Result<Option<LinkAttemptRow>> {
        self.fetch_optional(ATTEMPT, params![id]).await
    }
}

impl Unit {
    /// A person and a source that were never to be linked before; a conflict where somebody was faster.
    pub fn insert_link(&mut self, link: &LinkRow) -> &mut Self {
        self.insert_once(
            &LINKS,
            values![
                link.account_id.as_str(),
                link.connector_uuid.as_str(),
                link.link_id.as_str(),
                link.state.as_str(),
                link.way.as_str(),
                link.linked_at,
                link.valid_until,
                link.waiting.as_str(),
                link.waiting_until,
                link.desk_code.clone(),
                link.refused.clone(),
                link.refused_at,
                link.version,
                link.changed_at
            ],
        )
    }

    /// Writes a link over the version that it was read at.
    pub fn change_link(&mut self, link: &LinkRow, now: i64) -> &mut Self {
        self.execute(
            CHANGE,
            values![
                link.state.as_str(),
                link.way.as_str(),
                link.linked_at,
                link.valid_until,
                link.waiting.as_str(),
                link.waiting_until,
                link.desk_code.clone(),
                link.refused.clone(),
                link.refused_at,
                now,
                link.account_id.as_str(),
                link.connector_uuid.as_str(),
                link.version
            ],
        )
        .expect_rows(1)
    }

    /// Forgets what staff at desks wrote before `then`.
    pub fn forget_link_refusals(&mut self, then: i64) -> &mut Self {
        self.execute(FORGET_REFUSALS, values![then])
    }

    /// A person begins.
    pub fn insert_link_attempt_row(&mut self, attempt: &LinkAttemptRow) -> &mut Self {
        self.insert(
            &LINK_ATTEMPTS,
            values![
                attempt.id.as_str(),
                attempt.account_id.as_str(),
                attempt.connector_uuid.as_str(),
                attempt.way.as_str(),
                attempt.created_at,
                attempt.expires_at
            ],
        )
    }

    /// The person has come back; a conflict where they had before.
    pub fn take_link_attempt(&mut self, id: &str, account: &str) -> &mut Self {
        self.execute(TAKE, values![id, account]).expect_rows(1)
    }

    /// Forgets attempts that were over before `now`.
    pub fn purge_link_attempt_rows(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
    }
}
