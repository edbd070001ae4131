//! Around a connector's own log (MIM4 §5.6.2): answers that are still being sent, how far the log has been reported and
//! counted, and the counts themselves.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// Answers begun and not finished.
pub(crate) static OPEN_RELEASES: Table = Table {
    name: "open_releases",
    columns: &["id", "operator", "started_at", "record"],
    key: &["id"],
};

/// How far each reader of the log has come.
pub(crate) static LOG_READERS: Table = Table {
    name: "log_readers",
    columns: &["name", "next_idx", "holder", "held_until"],
    key: &["name"],
};

statements! {
    /// Answers begun before a time.
    OPEN = "SELECT id, operator, started_at, record FROM open_releases WHERE started_at < $1 ORDER BY id LIMIT $2";
    /// Takes an answer out of those begun; only one process will.
    CLOSE = "DELETE FROM open_releases WHERE id = $1";
    READER = "SELECT next_idx FROM log_readers WHERE name = $1";
    /// Reads on in one process at a time.
    HOLD = "UPDATE log_readers SET holder = $2, held_until = $4
        WHERE name = $1 AND (holder IS NULL OR holder = $2 OR held_until <= $3)";
    /// Has read as far as `$3`; only who holds the reader and has not been overtaken.
    ADVANCE = "UPDATE log_readers SET next_idx = $3 WHERE name = $1 AND next_idx = $2 AND holder = $4";
    /// Lets another process read on at once.
    RELEASE = "UPDATE log_readers SET holder = NULL, held_until = 0 WHERE name = $1 AND holder = $2";
    COUNT = "INSERT INTO release_counts (day, operator, service, dataset, outcome, requests, records, attributes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (operator, service, dataset, day, outcome) DO UPDATE SET
            requests = release_counts.requests + excluded.requests,
            records = release_counts.records + excluded.records,
            attributes = release_counts.attributes + excluded.attributes";
    COUNTS = "SELECT operator, service, dataset, outcome, CAST(SUM(requests) AS BIGINT) AS requests,
            CAST(SUM(records) AS BIGINT) AS records, CAST(SUM(attributes) AS BIGINT) AS attributes
        FROM release_counts WHERE day >= $1 AND day < $2
        GROUP BY operator, service, dataset, outcome ORDER BY operator, service, dataset, outcome";
}

/// An answer that was begun.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenRelease {
    /// The request's id.
    pub id: String,
    /// The operator whose permission it was under.
    pub operator: String,
    /// When, in microseconds since the epoch.
    pub started_at: i64,
    /// What was logged when it began, JSON.
    pub record: String,
}

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, sqlx::FromRow)]
pub struct ReleaseCount {
    /// The operator's UUID.
    pub operator: String,
    /// The organisation that asked.
    pub service: String,
    /// The dataset's URN; empty where a refusal came before it was known.
    pub dataset: String,
    /// `released`, `interrupted`, or the name of the problem.
    pub outcome: String,
    /// How many requests.
    pub requests: i64,
    /// How many records were released.
    pub records: i64,
    /// How many attributes were released, each counted once a request.
    pub attributes: i64,
}

/// Reading what lies around the log.
pub trait Releases {
    /// Answers begun before `before`, at most `limit`.
    fn open_releases(
        &self,
        before: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<OpenRelease>>> + Send;

    /// Takes the reading of a log until `until`, or keeps it; gives the next index to read, or `None` while another
    /// process reads. A reader that was never there begins at 0.
    fn hold_log_reader(
        &self,
        name: &str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> impl Future<Output = Result<Option<i64>>> + Send;

    /// Lets go of the reading.
    fn release_log_reader(
        &self,
        name: &str,
        holder: &str,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Sums over the days `from..to`, counted from 1970-01-01.
    fn release_counts(
        &self,
        from: i64,
        to: i64,
    ) -> impl Future<Output = Result<Vec<ReleaseCount>>> + Send;
}

impl Releases for Database {
    async fn open_releases(&self, before: i64, limit: i64) -> Result<Vec<OpenRelease>> {
        self.fetch_all(OPEN, params![before, limit]).await
    }

    async fn hold_log_reader(
        &self,
        name: &str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<Option<i64>> {
        let mut unit = Unit::new();
        unit.insert_or_ignore(&LOG_READERS, values![name, 0, None::<&str>, 0]);
        unit.execute(HOLD, values![name, holder, now, until]);
        if self.commit(unit).await?.rows != [1] {
            return Ok(None);
        }
        let row: Option<(i64,)> = self.fetch_optional(READER, params![name]).await?;
        Ok(row.map(|(next,)| next))
    }

    async fn release_log_reader(&self, name: &str, holder: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(RELEASE, values![name, holder]);
        self.commit(unit).await.map(drop)
    }

    async fn release_counts(&self, from: i64, to: i64) -> Result<Vec<ReleaseCount>> {
        self.fetch_all(COUNTS, params![from, to]).await
    }
}

impl Unit {
    /// An answer begins.
    pub fn open_release(&mut self, release: &OpenRelease) -> &mut Self {
        let OpenRelease {
            id,
            operator,
            started_at,
            record,
        } = release;
        self.insert(&OPEN_RELEASES, values![id, operator, *started_at, record])
    }

    /// An answer has ended. [`crate::Error::Conflict`] where another process has said so already.
    pub fn close_release(&mut self, id: &str) -> &mut Self {
        self.execute(CLOSE, values![id]).expect_rows(1)
    }

    /// The reader has come from index `from` to `to`. [`crate::Error::Conflict`] where it no longer reads.
    pub fn advance_log_reader(
        &mut self,
        name: &str,
        from: i64,
        to: i64,
        holder: &str,
    ) -> &mut Self {
        self.execute(ADVANCE, values![name, from, to, holder])
            .expect_rows(1)
    }

    /// Adds to the counts of a day (days since 1970-01-01).
    pub fn count_releases(&mut self, day: i64, count: &ReleaseCount) -> &mut Self {
        let ReleaseCount {
            operator,
            service,
            dataset,
            outcome,
            requests,
            records,
            attributes,
        } = count;
        self.execute(
            COUNT,
            values![
                day,
                operator,
                service,
                dataset,
                outcome,
                *requests,
                *records,
                *attributes
            ],
        )
    }
}
