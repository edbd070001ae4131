//! Browsers that persons are told things on by web push, and the messages to them that are due.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static PUSH_DEVICES: Table = Table {
    name: "push_devices",
    columns: &[
        "account_id",
        "id",
        "endpoint_index",
        "session_hash",
        "cookie_hash",
        "sealed",
        "created_at",
        "used_at",
    ],
    key: &["account_id", "id"],
};

pub(crate) static PUSH_MESSAGES: Table = Table {
    name: "push_messages",
    columns: &[
        "account_id",
        "device_id",
        "notification_id",
        "due",
        "attempts",
    ],
    key: &["account_id", "device_id", "notification_id"],
};

statements! {
    DEVICES = "SELECT account_id, id, endpoint_index, session_hash, cookie_hash, sealed, created_at, used_at
               FROM push_devices WHERE account_id = $1 ORDER BY created_at, id";
    DEVICE = "SELECT account_id, id, endpoint_index, session_hash, cookie_hash, sealed, created_at, used_at
              FROM push_devices WHERE account_id = $1 AND id = $2";
    DUE = "SELECT account_id, device_id, notification_id, due, attempts FROM push_messages
           WHERE due <= $1 ORDER BY due, account_id, device_id, notification_id LIMIT $2";
    /// News that is told already reaches no device a second time: this comes before it is written.
    ENQUEUE = "INSERT INTO push_messages (account_id, device_id, notification_id, due, attempts)
               SELECT d.account_id, d.id, CAST($1 AS TEXT), CAST($2 AS BIGINT), 0 FROM push_devices d
               WHERE d.account_id = $3 AND NOT EXISTS
                   (SELECT 1 FROM notifications n WHERE n.account_id = $3 AND n.id = $1) ON CONFLICT DO NOTHING";
    /// A message is taken once: it must still be due when it was.
    TAKE = "UPDATE push_messages SET due = $1, attempts = $2
            WHERE account_id = $3 AND device_id = $4 AND notification_id = $5 AND due = $6";
    PUT_OFF = "UPDATE push_messages SET due = $1 WHERE account_id = $2 AND device_id = $3 AND due < $1";
    USED = "UPDATE push_devices SET used_at = $1 WHERE account_id = $2 AND id = $3";
    REMOVE = "DELETE FROM push_devices WHERE account_id = $1 AND id = $2";
    FORGET_MESSAGES = "DELETE FROM push_messages WHERE account_id = $1 AND device_id = $2";
    /// A browser is one device of one person, whoever used it before.
    REPLACE = "DELETE FROM push_devices WHERE endpoint_index = $1 OR cookie_hash = $2";
    OF_ANOTHER = "DELETE FROM push_devices WHERE cookie_hash = $1 AND account_id <> $2";
    IN_SESSION = "UPDATE push_devices SET session_hash = $1 WHERE cookie_hash = $2 AND account_id = $3";
    MOVE = "UPDATE push_devices SET session_hash = $1 WHERE session_hash = $2";
    OF_SESSION = "DELETE FROM push_devices WHERE session_hash = $1";
    OF_OTHER_SESSIONS = "DELETE FROM push_devices WHERE account_id = $1 AND session_hash <> $2";
    OF_AUTHENTICATOR = "DELETE FROM push_devices WHERE account_id = $1 AND session_hash <> $3 AND session_hash IN
                        (SELECT id_hash FROM sessions WHERE account_id = $1 AND authenticator = $2)";
}

/// A browser as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PushDeviceRow {
    /// Whose it is.
    pub account_id: String,
    /// Its id among the person's devices.
    pub id: String,
    /// The keyed hash of its address at the push service.
    pub endpoint_index: Vec<u8>,
    /// SHA-256 of the id of the session it was last known by.
    pub session_hash: Vec<u8>,
    /// SHA-256 of the secret in the browser's cookie.
    pub cookie_hash: Vec<u8>,
    /// Address, keys and the device in words, sealed.
    pub sealed: Vec<u8>,
    /// Added when, in microseconds since the epoch.
    pub created_at: i64,
    /// A message was last taken over for it when, in microseconds since the epoch.
    pub used_at: Option<i64>,
}

/// A message that is due.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PushMessageRow {
    /// Whom it is for.
    pub account_id: String,
    /// Which of their devices.
    pub device_id: String,
    /// Which of their notifications.
    pub notification_id: String,
    /// When it is due, in microseconds since the epoch.
    pub due: i64,
    /// How often it was tried.
    pub attempts: i64,
}

/// Finding devices and what is due to them.
pub trait Pushing {
    /// A person's devices, oldest first.
    fn push_devices_of(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Vec<PushDeviceRow>>> + Send;
    /// One of a person's devices.
    fn push_device(
        &self,
        account: &str,
        id: &str,
    ) -> impl Future<Output = Result<Option<PushDeviceRow>>> + Send;
    /// Messages that are due, the longest due first.
    fn push_messages_due(
        &self,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PushMessageRow>>> + Send;
}

impl Pushing for Database {
    async fn push_devices_of(&self, account: &str) -> Result<Vec<PushDeviceRow>> {
        self.fetch_all(DEVICES, params![account]).await
    }

    async fn push_device(&self, account: &str, id: &str) -> Result<Option<PushDeviceRow>> {
        self.fetch_optional(DEVICE, params![account, id]).await
    }

    async fn push_messages_due(&self, now: i64, limit: u32) -> Result<Vec<PushMessageRow>> {
        self.fetch_all(DUE, params![now, limit]).await
    }
}

impl Unit {
    /// A device; what was at the same address or in the same browser before is gone.
    pub fn set_push_device(&mut self, row: &PushDeviceRow) -> &mut Self {
        let (endpoint, cookie) = (row.endpoint_index.clone(), row.cookie_hash.clone());
        self.execute(REPLACE, values![endpoint.clone(), cookie.clone()])
            .insert_once(
                &PUSH_DEVICES,
                values![
                    row.account_id.as_str(),
                    row.id.as_str(),
                    endpoint,
                    row.session_hash.clone(),
                    cookie,
                    row.sealed.clone(),
                    row.created_at,
                    row.used_at,
                ],
            )
    }

    /// Removes a device with what is due to it; one that is not there is a conflict.
    pub fn remove_push_device(&mut self, account: &str, id: &str) -> &mut Self {
        self.execute(REMOVE, values![account, id])
            .expect_rows(1)
            .execute(FORGET_MESSAGES, values![account, id])
    }

    /// The push service knows a device no more: it goes with what is due to it.
    pub fn drop_push_device(&mut self, account: &str, id: &str) -> &mut Self {
        self.execute(REMOVE, values![account, id])
            .execute(FORGET_MESSAGES, values![account, id])
    }

    /// A message to each of a person's devices about news that is written next, unless it was told already.
    pub fn enqueue_push(&mut self, account: &str, notification: &str, now: i64) -> &mut Self {
        self.execute(ENQUEUE, values![notification, now, account])
    }

    /// A message is tried now, and again at `next` unless it is done with; another process that was first is a conflict.
    pub fn take_push(&mut self, row: &PushMessageRow, next: i64) -> &mut Self {
        self.execute(
            TAKE,
            values![
                next,
                row.attempts + 1,
                row.account_id.as_str(),
                row.device_id.as_str(),
                row.notification_id.as_str(),
                row.due
            ],
        )
        .expect_rows(1)
    }

    /// A message is done with.
    pub fn push_done(&mut self, row: &PushMessageRow) -> &mut Self {
        let (account, device) = (row.account_id.as_str(), row.device_id.as_str());
        let key = values![account, device, row.notification_id.as_str()];
        self.delete(&PUSH_MESSAGES, key)
    }

    /// Nothing is due to a device before `until`.
    pub fn put_off_push(&mut self, account: &str, device: &str, until: i64) -> &mut Self {
        self.execute(PUT_OFF, values![until, account, device])
    }

    /// A message was taken over for a device.
    pub fn use_push_device(&mut self, account: &str, id: &str, now: i64) -> &mut Self {
        self.execute(USED, values![now, account, id])
    }

    /// A person logs in with a browser: it is a device of theirs in this session, and no longer anybody else's.
    pub fn push_device_logs_in(
        &mut self,
        cookie_hash: &[u8],
        account: &str,
        session_hash: &[u8],
    ) -> &mut Self {
        self.execute(OF_ANOTHER, values![cookie_hash, account])
            .execute(IN_SESSION, values![session_hash, cookie_hash, account])
    }

    /// A session goes on under another secret, and its device with it.
    pub(super) fn move_push_devices(&mut self, from: &[u8], to: &[u8]) -> &mut Self {
        self.execute(MOVE, values![to, from])
    }

    /// A session is ended: its device is told nothing more.
    pub(super) fn end_push_of_session(&mut self, session_hash: &[u8]) -> &mut Self {
        self.execute(OF_SESSION, values![session_hash])
    }

    /// All sessions but one are ended: no other device is told anything more, also those whose session had ended by itself.
    pub(super) fn end_push_of_others(&mut self, account: &str, kept: &[u8]) -> &mut Self {
        self.execute(OF_OTHER_SESSIONS, values![account, kept])
    }

    /// The sessions that one way to log in has begun are ended, but not `kept`. Comes before they are.
    pub(super) fn end_push_by(
        &mut self,
        account: &str,
        authenticator: &str,
        kept: &[u8],
    ) -> &mut Self {
        self.execute(OF_AUTHENTICATOR, values![account, authenticator, kept])
    }
}
