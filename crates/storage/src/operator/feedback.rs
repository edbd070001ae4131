//! What people wrote about the accessibility of the pages.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static FEEDBACK: Table = Table {
    name: "feedback",
    columns: &["id", "sealed", "created_at"],
    key: &["id"],
};

statements! {
    LIST = "SELECT id, sealed, created_at FROM feedback WHERE id > $1 ORDER BY id LIMIT $2";
    PURGE = "DELETE FROM feedback WHERE created_at < $1";
}

/// What somebody wrote, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FeedbackRow {
    /// Its id; ids sort by time.
    pub id: String,
    /// What they wrote, sealed.
    pub sealed: Vec<u8>,
    /// Written when, in microseconds since the epoch.
    pub created_at: i64,
}

/// Reading feedback.
pub trait Feedback {
    /// Feedback in the order of its ids, which is that of time, after `after`.
    fn feedback(
        &self,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<FeedbackRow>>> + Send;
}

impl Feedback for Database {
    async fn feedback(&self, after: &str, limit: u32) -> Result<Vec<FeedbackRow>> {
        self.fetch_all(LIST, params![after, limit]).await
    }
}

impl Unit {
    /// Keeps what somebody wrote.
    pub fn insert_feedback(&mut self, row: &FeedbackRow) -> &mut Self {
        self.insert(
            &FEEDBACK,
            values![row.id.as_str(), row.sealed.clone(), row.created_at],
        )
    }

    /// Forgets what was written before `before`, in microseconds since the epoch.
    pub fn purge_feedback(&mut self, before: i64) -> &mut Self {
        self.execute(PURGE, values![before])
    }
}
