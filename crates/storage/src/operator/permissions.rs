//! Permission requests, permissions as they stand, and the events that made them so.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static PERMISSION_REQUESTS: Table = Table {
    name: "permission_requests",
    columns: &[
        "id",
        "service_id",
        "intended_use_id",
        "intended_use_version",
        "account_id",
        "login_index",
        "arrangement_id",
        "answer",
        "return_url",
        "locale",
        "version",
        "created_at",
        "expires_at",
        "answered_at",
    ],
    key: &["id"],
};

pub(crate) static PERMISSIONS: Table = Table {
    name: "permissions",
    columns: &[
        "arrangement_id",
        "account_id",
        "service_id",
        "intended_use_id",
        "intended_use_version",
        "service_leg",
        "state",
        "version",
        "epoch",
        "body",
        "valid_until",
        "rule_id",
        "created_at",
        "changed_at",
    ],
    key: &["arrangement_id"],
};

pub(crate) static PERMISSION_EVENTS: Table = Table {
    name: "permission_events",
    columns: &["arrangement_id", "version", "at", "body", "log_salt"],
    key: &["arrangement_id", "version"],
};

statements! {
    REQUEST = "SELECT id, service_id, intended_use_id, intended_use_version, account_id, login_index, arrangement_id,
               answer, return_url, locale, version, created_at, expires_at, answered_at
               FROM permission_requests WHERE id = $1";
    WAITING = "SELECT id, service_id, intended_use_id, intended_use_version, account_id, login_index, arrangement_id,
               answer, return_url, locale, version, created_at, expires_at, answered_at
               FROM permission_requests WHERE account_id = $1 AND answer IS NULL AND expires_at > $2
               ORDER BY created_at DESC LIMIT $3";
    /// A request is answered, or claimed by the person who opened it, only from the version read.
    UPDATE_REQUEST = "UPDATE permission_requests SET account_id = $1, arrangement_id = $2, answer = $3,
                      answered_at = $4, version = version + 1 WHERE id = $5 AND version = $6";
    /// Requests that named a login before its account was made.
    ADOPT = "UPDATE permission_requests SET account_id = $1, version = version + 1
             WHERE login_index = $2 AND account_id IS NULL";
    PURGE_REQUESTS = "DELETE FROM permission_requests WHERE answer IS NULL AND expires_at < $1";

    GET = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
           body, valid_until, rule_id, created_at, changed_at FROM permissions WHERE arrangement_id = $1";
    BY_LEG = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
              body, valid_until, rule_id, created_at, changed_at FROM permissions WHERE service_leg = $1";
    /// The arrangement a person has for an intended use, unless it is over for good.
    OF_USE = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
              body, valid_until, rule_id, created_at, changed_at FROM permissions
              WHERE account_id = $1 AND intended_use_id = $2 AND state NOT IN ('revoked', 'invalidated')";
    OF_ACCOUNT = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
                  body, valid_until, rule_id, created_at, changed_at FROM permissions
                  WHERE account_id = $1 AND (changed_at, arrangement_id) < ($2, $3)
                  ORDER BY changed_at DESC, arrangement_id DESC LIMIT $4";
    /// As `OF_ACCOUNT`, without what a list has no need of: the bodies are most of it.
    HEADS_OF_ACCOUNT = "SELECT arrangement_id, service_id, intended_use_id, intended_use_version, state, version,
                        valid_until, rule_id, changed_at FROM permissions
                        WHERE account_id = $1 AND (changed_at, arrangement_id) < ($2, $3)
                        ORDER BY changed_at DESC, arrangement_id DESC LIMIT $4";
    DUE = "SELECT arrangement_id, account_id, service_id, intended_use_id, intended_use_version, service_leg, state, version, epoch,
           body, valid_until, rule_id, created_at, changed_at FROM permissions
           WHERE valid_until <= $1 AND state IN ('granted', 'suspended') ORDER BY valid_until LIMIT $2";
    /// Only over the version and epoch it was read at: a rule saved meanwhile changes the epoch alone.
    UPDATE = "UPDATE permissions SET intended_use_version = $1, state = $2, version = $3, body = $4, valid_until = $5,
              rule_id = $6, changed_at = $7, epoch = $8 WHERE arrangement_id = $9 AND version = $10 AND epoch = $11";
    RAISE_EPOCHS = "UPDATE permissions SET epoch = epoch + 1 WHERE account_id = $1";

    EVENTS = "SELECT arrangement_id, version, at, body, log_salt FROM permission_events
              WHERE arrangement_id = $1 ORDER BY version";
    EVENT = "SELECT arrangement_id, version, at, body, log_salt FROM permission_events
             WHERE arrangement_id = $1 AND version = $2";
    NEWEST_EVENT = "SELECT arrangement_id, version, at, body, log_salt FROM permission_events
                    WHERE arrangement_id = $1 ORDER BY version DESC LIMIT 1";
}

/// A service's request to a person, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PermissionRequestRow {
    /// Its id, known to the service.
    pub id: String,
    /// Who asks.
    pub service_id: String,
    /// For which intended use.
    pub intended_use_id: String,
    /// In which version.
    pub intended_use_version: i64,
    /// Who is asked, once known.
    pub account_id: Option<String>,
    /// The keyed hash of the login the service named.
    pub login_index: Option<Vec<u8>>,
    /// The arrangement it led to, or was about.
    pub arrangement_id: Option<String>,
    /// `granted` or `declined`, once answered.
    pub answer: Option<String>,
    /// Where the person goes afterwards.
    pub return_url: Option<String>,
    /// The language the service asked in (BCP 47).
    pub locale: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Can be answered until, in microseconds since the epoch.
    pub expires_at: i64,
    /// Answered when, in microseconds since the epoch.
    pub answered_at: Option<i64>,
}

/// An arrangement as it stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PermissionRow {
    /// Stays the same through renewal, amendment and a change of operator. Known to the person only.
    pub arrangement_id: String,
    /// The person.
    pub account_id: String,
    /// The service.
    pub service_id: String,
    /// What the service does with the data.
    pub intended_use_id: String,
    /// In which version.
    pub intended_use_version: i64,
    /// What the service knows the arrangement by.
    pub service_leg: String,
    /// The state's name.
    pub state: String,
    /// How many events it has.
    pub version: i64,
    /// Rises with every change of what may be released.
    pub epoch: i64,
    /// The permission, as JSON.
    pub body: String,
    /// The end of its validity, in microseconds since the epoch.
    pub valid_until: Option<i64>,
    /// The standing rule that granted it, if one did.
    pub rule_id: Option<String>,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// What a list says of an arrangement.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PermissionHead {
    /// The arrangement.
    pub arrangement_id: String,
    /// The service.
    pub service_id: String,
    /// What the service does with the data.
    pub intended_use_id: String,
    /// In which version.
    pub intended_use_version: i64,
    /// The state's name.
    pub state: String,
    /// How many events it has.
    pub version: i64,
    /// The end of its validity, in microseconds since the epoch.
    pub valid_until: Option<i64>,
    /// The standing rule that granted it, if one did.
    pub rule_id: Option<String>,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

impl From<&PermissionRow> for PermissionHead {
    fn from(row: &PermissionRow) -> Self {
        Self {
            arrangement_id: row.arrangement_id.clone(),
            service_id: row.service_id.clone(),
            intended_use_id: row.intended_use_id.clone(),
            intended_use_version: row.intended_use_version,
            state: row.state.clone(),
            version: row.version,
            valid_until: row.valid_until,
            rule_id: row.rule_id.clone(),
            changed_at: row.changed_at,
        }
    }
}

/// One event of an arrangement.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PermissionEventRow {
    /// Of which arrangement.
    pub arrangement_id: String,
    /// Its number, from 1.
    pub version: i64,
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// The event, as JSON.
    pub body: String,
    /// The salt of its commitment in the log.
    pub log_salt: Vec<u8>,
}

/// Finding requests, permissions and their events.
pub trait Permissions {
    /// The request with this id.
    fn permission_request(
        &self,
        id: &str,
    ) -> impl Future<Output = Result<Option<PermissionRequestRow>>> + Send;
    /// Requests that wait for this person, newest first.
    fn waiting_requests(
        &self,
        account: &str,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionRequestRow>>> + Send;
    /// The arrangement with this id.
    fn permission(
        &self,
        arrangement: &str,
    ) -> impl Future<Output = Result<Option<PermissionRow>>> + Send;
    /// The arrangement its service knows by this leg id.
    fn permission_by_leg(
        &self,
        leg: &str,
    ) -> impl Future<Output = Result<Option<PermissionRow>>> + Send;
    /// The arrangement a person has for an intended use, unless it was revoked or invalidated.
    fn permission_of_use(
        &self,
        account: &str,
        intended_use: &str,
    ) -> impl Future<Output = Result<Option<PermissionRow>>> + Send;
    /// A person's arrangements, changed last first, after the key `before` (time, arrangement).
    fn permissions_of(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionRow>>> + Send;
    /// The same in short.
    fn permission_heads(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionHead>>> + Send;
    /// Arrangements whose validity has ended and whose state does not say so yet.
    fn permissions_due(
        &self,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<PermissionRow>>> + Send;
    /// Every event of an arrangement, oldest first.
    fn permission_events(
        &self,
        arrangement: &str,
    ) -> impl Future<Output = Result<Vec<PermissionEventRow>>> + Send;
    /// One event of an arrangement.
    fn permission_event(
        &self,
        arrangement: &str,
        version: i64,
    ) -> impl Future<Output = Result<Option<PermissionEventRow>>> + Send;
    /// The last event of an arrangement.
    fn newest_permission_event(
        &self,
        arrangement: &str,
    ) -> impl Future<Output = Result<Option<PermissionEventRow>>> + Send;
}

impl Permissions for Database {
    async fn permission_request(&self, id: &str) -> Result<Option<PermissionRequestRow>> {
        self.fetch_optional(REQUEST, params![id]).await
    }

    async fn waiting_requests(
        &self,
        account: &str,
        now: i64,
        limit: u32,
    ) -> Result<Vec<PermissionRequestRow>> {
        self.fetch_all(WAITING, params![account, now, limit]).await
    }

    async fn permission(&self, arrangement: &str) -> Result<Option<PermissionRow>> {
        self.fetch_optional(GET, params![arrangement]).await
    }

    async fn permission_by_leg(&self, leg: &str) -> Result<Option<PermissionRow>> {
        self.fetch_optional(BY_LEG, params![leg]).await
    }

    async fn permission_of_use(
        &self,
        account: &str,
        intended_use: &str,
    ) -> Result<Option<PermissionRow>> {
        self.fetch_optional(OF_USE, params![account, intended_use])
            .await
    }

    async fn permissions_of(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<PermissionRow>> {
        self.fetch_all(OF_ACCOUNT, params![account, before.0, before.1, limit])
            .await
    }

    async fn permission_heads(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
    ) -> Result<Vec<PermissionHead>> {
        self.fetch_all(
            HEADS_OF_ACCOUNT,
            params![account, before.0, before.1, limit],
        )
        .await
    }

    async fn permissions_due(&self, now: i64, limit: u32) -> Result<Vec<PermissionRow>> {
        self.fetch_all(DUE, params![now, limit]).await
    }

    async fn permission_events(&self, arrangement: &str) -> Result<Vec<PermissionEventRow>> {
        self.fetch_all(EVENTS, params![arrangement]).await
    }

    async fn permission_event(
        &self,
        arrangement: &str,
        version: i64,
    ) -> Result<Option<PermissionEventRow>> {
        self.fetch_optional(EVENT, params![arrangement, version])
            .await
    }

    async fn newest_permission_event(
        &self,
        arrangement: &str,
    ) -> Result<Option<PermissionEventRow>> {
        self.fetch_optional(NEWEST_EVENT, params![arrangement])
            .await
    }
}

impl Unit {
    /// A new request.
    pub fn insert_permission_request(&mut self, row: &PermissionRequestRow) -> &mut Self {
        self.insert(
            &PERMISSION_REQUESTS,
            values![
                row.id.as_str(),
                row.service_id.as_str(),
                row.intended_use_id.as_str(),
                row.intended_use_version,
                row.account_id.clone(),
                row.login_index.clone(),
                row.arrangement_id.clone(),
                row.answer.clone(),
                row.return_url.clone(),
                row.locale.as_str(),
                row.version,
                row.created_at,
                row.expires_at,
                row.answered_at,
            ],
        )
    }

    /// Writes who is asked, the arrangement and the answer over the version the request was read at.
    pub fn update_permission_request(&mut self, row: &PermissionRequestRow) -> &mut Self {
        self.execute(
            UPDATE_REQUEST,
            values![
                row.account_id.clone(),
                row.arrangement_id.clone(),
                row.answer.clone(),
                row.answered_at,
                row.id.as_str(),
                row.version,
            ],
        )
        .expect_rows(1)
    }

    /// Requests that named this login while it was nobody's are this account's.
    pub fn adopt_permission_requests(&mut self, account: &str, login_index: &[u8]) -> &mut Self {
        self.execute(ADOPT, values![account, login_index])
    }

    /// Forgets requests that could be answered until before `now`, and were not.
    pub fn purge_permission_requests(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE_REQUESTS, values![now])
    }

    /// A new arrangement. A person has one per intended use that is not over for good: a second one
    /// fails the unit with [`crate::Error::Duplicate`].
    pub fn insert_permission(&mut self, row: &PermissionRow) -> &mut Self {
        self.insert(
            &PERMISSIONS,
            values![
                row.arrangement_id.as_str(),
                row.account_id.as_str(),
                row.service_id.as_str(),
                row.intended_use_id.as_str(),
                row.intended_use_version,
                row.service_leg.as_str(),
                row.state.as_str(),
                row.version,
                row.epoch,
                row.body.as_str(),
                row.valid_until,
                row.rule_id.clone(),
                row.created_at,
                row.changed_at,
            ],
        )
    }

    /// Writes an arrangement's new standing over the version and epoch it was read at.
    pub fn update_permission(
        &mut self,
        row: &PermissionRow,
        read_at_version: i64,
        read_at_epoch: i64,
    ) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                row.intended_use_version,
                row.state.as_str(),
                row.version,
                row.body.as_str(),
                row.valid_until,
                row.rule_id.clone(),
                row.changed_at,
                row.epoch,
                row.arrangement_id.as_str(),
                read_at_version,
                read_at_epoch,
            ],
        )
        .expect_rows(1)
    }

    /// Raises the epoch of every arrangement of a person: a rule of theirs has changed.
    pub fn raise_epochs(&mut self, account: &str) -> &mut Self {
        self.execute(RAISE_EPOCHS, values![account])
    }

    /// An event of an arrangement.
    pub fn insert_permission_event(&mut self, row: &PermissionEventRow) -> &mut Self {
        self.insert_once(
            &PERMISSION_EVENTS,
            values![
                row.arrangement_id.as_str(),
                row.version,
                row.at,
                row.body.as_str(),
                row.log_salt.clone(),
            ],
        )
    }
}
