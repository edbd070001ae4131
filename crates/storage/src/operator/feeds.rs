//! Feeds of a person under a secret address.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static FEEDS: Table = Table {
    name: "feeds",
    columns: &["account_id", "id", "secret_hash", "kind", "created_at"],
    key: &["account_id", "id"],
};

statements! {
    OF_ACCOUNT = "SELECT account_id, id, secret_hash, kind, created_at FROM feeds
                  WHERE account_id = $1 ORDER BY created_at, id";
    BY_SECRET = "SELECT account_id, id, secret_hash, kind, created_at FROM feeds WHERE secret_hash = $1";
    END = "DELETE FROM feeds WHERE account_id = $1 AND id = $2";
}

/// A feed as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FeedRow {
    /// Whose it is.
    pub account_id: String,
    /// Its id among the person's feeds.
    pub id: String,
    /// SHA-256 of the secret in its address.
    pub secret_hash: Vec<u8>,
    /// `calendar` or `activity`.
    pub kind: String,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
}

/// Finding feeds.
pub trait Feeds {
    /// A person's feeds, oldest first.
    fn feeds_of(&self, account: &str) -> impl Future<Output = Result<Vec<FeedRow>>> + Send;
    /// The feed with this hash of its secret.
    fn feed(&self, secret_hash: &[u8]) -> impl Future<Output = Result<Option<FeedRow>>> + Send;
}

impl Feeds for Database {
    async fn feeds_of(&self, account: &str) -> Result<Vec<FeedRow>> {
        self.fetch_all(OF_ACCOUNT, params![account]).await
    }

    async fn feed(&self, secret_hash: &[u8]) -> Result<Option<FeedRow>> {
        self.fetch_optional(BY_SECRET, params![secret_hash]).await
    }
}

impl Unit {
    /// A new feed.
    pub fn insert_feed(&mut self, feed: &FeedRow) -> &mut Self {
        self.insert(
            &FEEDS,
            values![
                feed.account_id.as_str(),
                feed.id.as_str(),
                feed.secret_hash.clone(),
                feed.kind.as_str(),
                feed.created_at
            ],
        )
    }

    /// Ends a feed; one that is not there is a conflict.
    pub fn end_feed(&mut self, account: &str, id: &str) -> &mut Self {
        self.execute(END, values![account, id]).expect_rows(1)
    }
}
