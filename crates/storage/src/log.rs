//! The records behind a party's tamper-evident logs (`evidence`).
//!
//! A log is a name; its entries are numbered from 0 without gaps, in commit order, over all
//! processes that share the database. What the tree commits to is `leaf`; the record and its salt
//! lie here and can be erased (GDPR art. 17), which leaves a leaf that says nothing. A unit appends
//! with [`crate::Unit::log`]; its entries are appended after all its other steps.
use crate::catalogue::statements;
use crate::value::Value;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// The entries of all logs.
pub(crate) static LOG_RECORDS: Table = Table {
    name: "log_records",
    columns: &[
        "log", "idx", "at", "kind", "party", "subject", "leaf", "salt", "record",
    ],
    key: &["log", "idx"],
};

statements! {
    /// Takes `$2` places at the end of a log; gives its size then.
    RESERVE = "INSERT INTO log_heads (log, size) VALUES ($1, $2)
        ON CONFLICT (log) DO UPDATE SET size = log_heads.size + excluded.size RETURNING size";
    /// Returns places reserved in the same transaction and not used.
    GIVE_BACK = "UPDATE log_heads SET size = size - $2 WHERE log = $1";
    HEAD = "SELECT size FROM log_heads WHERE log = $1";
    HEADS = "SELECT log, size FROM log_heads ORDER BY log";
    LEAVES = "SELECT idx, leaf FROM log_records
        WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
    RANGE = "SELECT log, idx, at, kind, party, subject, leaf, salt, record FROM log_records
        WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";
    ONE = "SELECT log, idx, at, kind, party, subject, leaf, salt, record FROM log_records
        WHERE log = $1 AND idx = $2";
    BY_PARTY = "SELECT log, idx, at, kind, party, subject, leaf, salt, record FROM log_records
        WHERE party = $1 AND (at, log, idx) < ($2, $3, $4) AND at >= $5
        ORDER BY party DESC, at DESC, log DESC, idx DESC LIMIT $6";
    BY_SUBJECT = "SELECT log, idx, at, kind, party, subject, leaf, salt, record FROM log_records
        WHERE subject = $1 AND (at, log, idx) < ($2, $3, $4) AND at >= $5
        ORDER BY subject DESC, at DESC, log DESC, idx DESC LIMIT $6";
    ERASE = "UPDATE log_records SET salt = NULL, record = NULL WHERE log = $1 AND idx = $2";
    ERASE_SUBJECT = "UPDATE log_records SET salt = NULL, record = NULL, subject = NULL
        WHERE subject = $1";
    COUNTS = "SELECT party, kind, COUNT(*) AS entries FROM log_records
        WHERE log = $1 AND at >= $2 AND at < $3 AND party IS NOT NULL
        GROUP BY party, kind ORDER BY party, kind";
}

/// An entry to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Which log.
    pub log: String,
    /// When it happened, in microseconds since the epoch.
    pub at: i64,
    /// What kind of entry: the party's word for it.
    pub kind: String,
    /// The other party it concerns (a service, a connector, an operator), to look it up by.
    pub party: Option<String>,
    /// The person it concerns, to look it up by: a base identifier or a leg id.
    pub subject: Option<String>,
    /// The salt of the commitment.
    pub salt: Option<Vec<u8>>,
    /// What happened, as JSON.
    pub record: Option<String>,
    /// The commitment: SHA-256 over salt and record, as `evidence` makes it.
    pub leaf: [u8; 32],
}

impl LogEntry {
    pub(crate) fn row(&self, index: i64) -> Vec<Value> {
        values![
            &self.log,
            index,
            self.at,
            &self.kind,
            self.party.as_deref(),
            self.subject.as_deref(),
            self.leaf,
            self.salt.as_deref(),
            self.record.as_deref()
        ]
    }
}

/// An entry as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LogRecord {
    /// Which log.
    pub log: String,
    /// Its index in the log, from 0.
    #[sqlx(rename = "idx")]
    pub index: i64,
    /// When it happened, in microseconds since the epoch.
    pub at: i64,
    /// What kind of entry.
    pub kind: String,
    /// The other party it concerns.
    pub party: Option<String>,
    /// The person it concerns.
    pub subject: Option<String>,
    /// The commitment, 32 bytes.
    pub leaf: Vec<u8>,
    /// The salt, unless erased.
    pub salt: Option<Vec<u8>>,
    /// What happened, unless erased.
    pub record: Option<String>,
}

/// The index and commitment of an entry: what the tree is built from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Leaf {
    /// Its index in the log, from 0.
    #[sqlx(rename = "idx")]
    pub index: i64,
    /// The commitment, 32 bytes.
    pub leaf: Vec<u8>,
}

/// How many entries of a kind concern a party.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LogCount {
    /// The party.
    pub party: String,
    /// The kind of entry.
    pub kind: String,
    /// How many.
    pub entries: i64,
}

/// A log and its size.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LogHead {
    /// Which log.
    pub log: String,
    /// How many entries it has.
    pub size: i64,
}

/// The place in a list, newest first, after which the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCursor {
    /// The last entry's time.
    pub at: i64,
    /// The last entry's log.
    pub log: String,
    /// The last entry's index.
    pub index: i64,
}

impl LogCursor {
    /// Before the newest entry.
    pub fn newest() -> Self {
        Self {
            at: i64::MAX,
            log: String::new(),
            index: 0,
        }
    }

    /// After this entry.
    pub fn after(record: &LogRecord) -> Self {
        Self {
            at: record.at,
            log: record.log.clone(),
            index: record.index,
        }
    }
}

/// Reading the logs, and erasing from them.
pub trait Log {
    /// How many entries a log has.
    fn log_size(&self, log: &str) -> impl Future<Output = Result<i64>> + Send;

    /// Every log there is, with its size.
    fn log_heads(&self) -> impl Future<Output = Result<Vec<LogHead>>> + Send;

    /// The commitments with indices in `from..to`.
    fn log_leaves(
        &self,
        log: &str,
        from: i64,
        to: i64,
    ) -> impl Future<Output = Result<Vec<Leaf>>> + Send;

    /// The entries with indices in `from..to`.
    fn log_range(
        &self,
        log: &str,
        from: i64,
        to: i64,
    ) -> impl Future<Output = Result<Vec<LogRecord>>> + Send;

    /// One entry.
    fn log_record(
        &self,
        log: &str,
        index: i64,
    ) -> impl Future<Output = Result<Option<LogRecord>>> + Send;

    /// Entries that concern a party, newest first, not older than `since`, at most `limit`.
    fn log_by_party(
        &self,
        party: &str,
        since: i64,
        before: &LogCursor,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<LogRecord>>> + Send;

    /// Entries that concern a person, newest first, not older than `since`, at most `limit`.
    fn log_by_subject(
        &self,
        subject: &str,
        since: i64,
        before: &LogCursor,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<LogRecord>>> + Send;

    /// Entries of a log per party and kind with times in `from..to`.
    fn log_counts(
        &self,
        log: &str,
        from: i64,
        to: i64,
    ) -> impl Future<Output = Result<Vec<LogCount>>> + Send;
}

impl Log for Database {
    async fn log_size(&self, log: &str) -> Result<i64> {
        Ok(self
            .fetch_optional::<(i64,)>(HEAD, params![log])
            .await?
            .map_or(0, |(size,)| size))
    }

    async fn log_heads(&self) -> Result<Vec<LogHead>> {
        self.fetch_all(HEADS, params![]).await
    }

    async fn log_leaves(&self, log: &str, from: i64, to: i64) -> Result<Vec<Leaf>> {
        self.fetch_all(LEAVES, params![log, from, to]).await
    }

    async fn log_range(&self, log: &str, from: i64, to: i64) -> Result<Vec<LogRecord>> {
        self.fetch_all(RANGE, params![log, from, to]).await
    }

    async fn log_record(&self, log: &str, index: i64) -> Result<Option<LogRecord>> {
        self.fetch_optional(ONE, params![log, index]).await
    }

    async fn log_by_party(
        &self,
        party: &str,
        since: i64,
        before: &LogCursor,
        limit: i64,
    ) -> Result<Vec<LogRecord>> {
        let LogCursor { at, log, index } = before;
        self.fetch_all(BY_PARTY, params![party, *at, log, *index, since, limit])
            .await
    }

    async fn log_by_subject(
        &self,
        subject: &str,
        since: i64,
        before: &LogCursor,
        limit: i64,
    ) -> Result<Vec<LogRecord>> {
        let LogCursor { at, log, index } = before;
        self.fetch_all(BY_SUBJECT, params![subject, *at, log, *index, since, limit])
            .await
    }

    async fn log_counts(&self, log: &str, from: i64, to: i64) -> Result<Vec<LogCount>> {
        self.fetch_all(COUNTS, params![log, from, to]).await
    }
}

impl Unit {
    /// Erases the record and salt of one entry; its leaf stays.
    pub fn erase_log_record(&mut self, log: &str, index: i64) -> &mut Self {
        self.execute(ERASE, values![log, index])
    }

    /// Erases record, salt and subject of every entry that concerns a person, in all logs: of those that this
    /// unit has added before too, which are then appended as leaves that say nothing.
    pub fn erase_log_subject(&mut self, subject: &str) -> &mut Self {
        for step in &mut self.steps {
            if let crate::unit::Step::Log(entry) = step
                && entry.subject.as_deref() == Some(subject)
            {
                (entry.subject, entry.salt, entry.record) = (None, None, None);
            }
        }
        self.execute(ERASE_SUBJECT, values![subject])
    }
}
