//! What persons are told of, what they want to be told of, and uses of permissions to look at.
use super::access_days::Release;
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static NOTIFICATIONS: Table = Table {
    name: "notifications",
    columns: &[
        "account_id",
        "id",
        "kind",
        "body",
        "at",
        "read_at",
        "mail_next",
        "mail_attempts",
    ],
    key: &["account_id", "id"],
};

pub(crate) static NOTIFICATION_CHOICES: Table = Table {
    name: "notification_choices",
    columns: &["account_id", "body", "unsubscribe"],
    key: &["account_id"],
};

pub(crate) static ACCESS_WATCH: Table = Table {
    name: "access_watch",
    columns: &[
        "account_id",
        "arrangement_id",
        "connector_uuid",
        "service_id",
        "day",
    ],
    key: &["account_id", "arrangement_id", "connector_uuid", "day"],
};

statements! {
    ONE = "SELECT account_id, id, kind, body, at, read_at, mail_next, mail_attempts FROM notifications
           WHERE account_id = $1 AND id = $2";
    PAGE = "SELECT account_id, id, kind, body, at, read_at, mail_next, mail_attempts FROM notifications
            WHERE account_id = $1 AND (at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4";
    UNREAD = "SELECT kind, COUNT(*) AS count FROM notifications WHERE account_id = $1 AND read_at IS NULL GROUP BY kind";
    READ = "UPDATE notifications SET read_at = $1 WHERE account_id = $2 AND id = $3 AND read_at IS NULL";
    READ_ALL = "UPDATE notifications SET read_at = $1 WHERE account_id = $2 AND read_at IS NULL AND at <= $3";
    FORGET = "DELETE FROM notifications WHERE account_id = $1 AND id = $2";
    PURGE = "DELETE FROM notifications WHERE at < $1 AND kind <> $2";
    HAS_KIND = "SELECT id FROM notifications WHERE account_id = $1 AND kind = $2 LIMIT 1";
    MAIL_DUE = "SELECT account_id, MIN(mail_next) AS due FROM notifications
                WHERE mail_next IS NOT NULL AND mail_next <= $1 GROUP BY account_id ORDER BY due, account_id LIMIT $2";
    MAIL_OF = "SELECT account_id, id, kind, body, at, read_at, mail_next, mail_attempts FROM notifications
               WHERE account_id = $1 AND mail_next IS NOT NULL AND mail_next <= $2 ORDER BY at, id LIMIT $3";
    MAIL_NEXT = "UPDATE notifications SET mail_next = $1, mail_attempts = $2
                 WHERE account_id = $3 AND id = $4 AND mail_next = $5";
    MAIL_ENDED = "UPDATE notifications SET mail_next = NULL WHERE account_id = $1 AND id = $2";
    CHOICES = "SELECT account_id, body, unsubscribe FROM notification_choices WHERE account_id = $1";
    CHOICES_BY_SECRET = "SELECT account_id, body, unsubscribe FROM notification_choices WHERE unsubscribe = $1";
    WATCH = "SELECT account_id, arrangement_id, connector_uuid, service_id, day FROM access_watch
             ORDER BY account_id, arrangement_id, connector_uuid, day LIMIT $1";
    /// Days of one arrangement at one source, the latest last.
    DAYS = "SELECT day, releases FROM access_days WHERE account_id = $1 AND day >= $2 AND arrangement_id = $3
            AND connector_uuid = $4 ORDER BY day";
    USED_BEFORE = "SELECT service_id FROM access_days WHERE account_id = $1 AND day < $2 AND arrangement_id = $3 LIMIT 1";
    OTHER_RECEIVERS = "SELECT DISTINCT service_id FROM access_months WHERE account_id = $1
                      AND arrangement_id <> $2";
    ENDING = "SELECT arrangement_id, account_id, service_id, valid_until FROM permissions
              WHERE state IN ('granted', 'suspended') AND valid_until <= $1
              AND (valid_until > $2 OR (valid_until = $2 AND arrangement_id > $3))
              ORDER BY valid_until, arrangement_id LIMIT $4";
}

/// Something a person is told of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct NotificationRow {
    /// Whom it is for.
    pub account_id: String,
    /// Its id: the same for the same news.
    pub id: String,
    /// What kind of news.
    pub kind: String,
    /// What its words are made of, as JSON: no words, and nothing but ids, days and countries.
    pub body: String,
    /// Since when, in microseconds since the epoch.
    pub at: i64,
    /// Read when.
    pub read_at: Option<i64>,
    /// When an e-mail about it is due.
    pub mail_next: Option<i64>,
    /// How often an e-mail was tried.
    pub mail_attempts: i64,
}

/// What a person wants to be told of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChoicesRow {
    /// Whose it is.
    pub account_id: String,
    /// What they have chosen, as JSON.
    pub body: String,
    /// SHA-256 of the secret in the links of their e-mails.
    pub unsubscribe: Vec<u8>,
}

/// A permission that was used on a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WatchRow {
    /// Whose permission.
    pub account_id: String,
    /// Which.
    pub arrangement_id: String,
    /// At which source.
    pub connector_uuid: String,
    /// By which service.
    pub service_id: String,
    /// The day since the epoch (UTC).
    pub day: i64,
}

/// A permission that ends.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct EndingRow {
    /// Which.
    pub arrangement_id: String,
    /// Whose.
    pub account_id: String,
    /// For which service.
    pub service_id: String,
    /// When, in microseconds since the epoch.
    pub valid_until: i64,
}

/// Reading what people are told of.
pub trait Notifications {
    /// One of a person's.
    fn notification(
        &self,
        account: &str,
        id: &str,
    ) -> impl Future<Output = Result<Option<NotificationRow>>> + Send;
    /// A person's before this time and id, newest first.
    fn notifications_of(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<NotificationRow>>> + Send;
    /// How many a person has not read, by kind.
    fn unread_notifications(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Vec<(String, i64)>>> + Send;
    /// Whether a person was told of anything of this kind.
    fn has_notification(
        &self,
        account: &str,
        kind: &str,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// Accounts with e-mails that are due, the longest due first.
    fn accounts_to_mail(
        &self,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<String>>> + Send;
    /// What an e-mail to this account is due about, oldest first.
    fn notifications_to_mail(
        &self,
        account: &str,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<NotificationRow>>> + Send;
    /// What a person wants to be told of, if they have said so.
    fn notification_choices(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Option<ChoicesRow>>> + Send;
    /// The same, by the hash of the secret in their e-mails.
    fn notification_choices_by_secret(
        &self,
        hash: &[u8],
    ) -> impl Future<Output = Result<Option<ChoicesRow>>> + Send;
}

/// Reading what may be worth telling.
pub trait Watching {
    /// Uses of permissions that nobody has looked at.
    fn uses_to_look_at(&self, limit: u32) -> impl Future<Output = Result<Vec<WatchRow>>> + Send;
    /// How often data was released on each day from `first` on, of one arrangement at one source.
    fn releases_by_day(
        &self,
        used: &WatchRow,
        first: i64,
    ) -> impl Future<Output = Result<Vec<(i64, i64)>>> + Send;
    /// Whether the arrangement was used before this day.
    fn was_used_before(&self, used: &WatchRow) -> impl Future<Output = Result<bool>> + Send;
    /// Services that have received data under the person's other permissions.
    fn other_receivers(&self, used: &WatchRow) -> impl Future<Output = Result<Vec<String>>> + Send;
    /// Permissions in force that end until `until`, after this end and arrangement, in the order of both.
    fn permissions_ending(
        &self,
        until: i64,
        after: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<EndingRow>>> + Send;
}

impl Notifications for Database {
    async fn notification(&self, account: &str, id: &str) -> Result<Option<NotificationRow>> {
        self.fetch_optional(ONE, params![account, id]).await
    }

    async fn notifications_of(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<NotificationRow>> {
        self.fetch_all(PAGE, params![account, before.0, before.1, limit])
            .await
    }

    async fn unread_notifications(&self, account: &str) -> Result<Vec<(String, i64)>> {
        self.fetch_all(UNREAD, params![account]).await
    }

    async fn has_notification(&self, account: &str, kind: &str) -> Result<bool> {
        let row: Option<(String,)> = self
            .fetch_optional(HAS_KIND, params![account, kind])
            .await?;
        Ok(row.is_some())
    }

    async fn accounts_to_mail(&self, now: i64, limit: u32) -> Result<Vec<String>> {
        let rows: Vec<(String, i64)> = self.fetch_all(MAIL_DUE, params![now, limit]).await?;
        Ok(rows.into_iter().map(|(account, _)| account).collect())
    }

    async fn notifications_to_mail(
        &self,
        account: &str,
        now: i64,
        limit: u32,
    ) -> Result<Vec<NotificationRow>> {
        self.fetch_all(MAIL_OF, params![account, now, limit]).await
    }

    async fn notification_choices(&self, account: &str) -> Result<Option<ChoicesRow>> {
        self.fetch_optional(CHOICES, params![account]).await
    }

    async fn notification_choices_by_secret(&self, hash: &[u8]) -> Result<Option<ChoicesRow>> {
        self.fetch_optional(CHOICES_BY_SECRET, params![hash]).await
    }
}

impl Watching for Database {
    async fn uses_to_look_at(&self, limit: u32) -> Result<Vec<WatchRow>> {
        self.fetch_all(WATCH, params![limit]).await
    }

    async fn releases_by_day(&self, used: &WatchRow, first: i64) -> Result<Vec<(i64, i64)>> {
        let WatchRow {
            account_id,
            arrangement_id,
            connector_uuid,
            ..
        } = used;
        self.fetch_all(
            DAYS,
            params![
                account_id.as_str(),
                first,
                arrangement_id.as_str(),
                connector_uuid.as_str()
            ],
        )
        .await
    }

    async fn was_used_before(&self, used: &WatchRow) -> Result<bool> {
        let row: Option<(String,)> = self
            .fetch_optional(
                USED_BEFORE,
                params![
                    used.account_id.as_str(),
                    used.day,
                    used.arrangement_id.as_str()
                ],
            )
            .await?;
        Ok(row.is_some())
    }

    async fn other_receivers(&self, used: &WatchRow) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self
            .fetch_all(
                OTHER_RECEIVERS,
                params![used.account_id.as_str(), used.arrangement_id.as_str()],
            )
            .await?;
        Ok(rows.into_iter().map(|(service,)| service).collect())
    }

    async fn permissions_ending(
        &self,
        until: i64,
        after: (i64, &str),
        limit: u32,
    ) -> Result<Vec<EndingRow>> {
        self.fetch_all(ENDING, params![until, after.0, after.1, limit])
            .await
    }
}

impl Unit {
    /// Tells a person something, unless they were told already.
    pub fn notify(&mut self, row: &NotificationRow) -> &mut Self {
        self.insert_if_absent(
            &NOTIFICATIONS,
            values![
                row.account_id.as_str(),
                row.id.as_str(),
                row.kind.as_str(),
                row.body.as_str(),
                row.at,
                row.read_at,
                row.mail_next,
                row.mail_attempts,
            ],
        )
    }

    /// A notification has been read, if it is there.
    pub fn read_notification(&mut self, account: &str, id: &str, now: i64) -> &mut Self {
        self.execute(READ, values![now, account, id])
    }

    /// All of a person's up to this time have been read.
    pub fn read_notifications(&mut self, account: &str, until: i64, now: i64) -> &mut Self {
        self.execute(READ_ALL, values![now, account, until])
    }

    /// A notification was for nothing.
    pub fn forget_notification(&mut self, account: &str, id: &str) -> &mut Self {
        self.execute(FORGET, values![account, id])
    }

    /// Forgets what is older, but for one kind.
    pub fn purge_notifications(&mut self, before: i64, but: &str) -> &mut Self {
        self.execute(PURGE, values![before, but])
    }

    /// When the e-mail about this is due next; another process that was first is a conflict.
    pub fn mail_again(&mut self, row: &NotificationRow, next: i64, attempts: i64) -> &mut Self {
        let read = row.mail_next;
        self.execute(
            MAIL_NEXT,
            values![
                next,
                attempts,
                row.account_id.as_str(),
                row.id.as_str(),
                read
            ],
        )
        .expect_rows(1)
    }

    /// No e-mail is due about this any more.
    pub fn mail_ended(&mut self, row: &NotificationRow) -> &mut Self {
        self.execute(
            MAIL_ENDED,
            values![row.account_id.as_str(), row.id.as_str()],
        )
    }

    /// What a person wants to be told of.
    pub fn choose_notifications(&mut self, row: &ChoicesRow) -> &mut Self {
        self.upsert(
            &NOTIFICATION_CHOICES,
            values![
                row.account_id.as_str(),
                row.body.as_str(),
                row.unsubscribe.clone()
            ],
        )
    }

    /// Data was released: somebody looks at it later.
    pub fn watch_release(&mut self, release: &Release<'_>) -> &mut Self {
        self.insert_if_absent(
            &ACCESS_WATCH,
            values![
                release.account,
                release.arrangement,
                release.connector_uuid,
                release.service,
                release.day()
            ],
        )
    }

    /// A use was looked at.
    pub fn looked_at(&mut self, used: &WatchRow) -> &mut Self {
        self.delete(
            &ACCESS_WATCH,
            values![
                used.account_id.as_str(),
                used.arrangement_id.as_str(),
                used.connector_uuid.as_str(),
                used.day
            ],
        )
    }
}
