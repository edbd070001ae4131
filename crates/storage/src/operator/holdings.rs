//! How much there is of a person, counted without reading it.
use crate::catalogue::statements;
use crate::{Database, Result, params};
use std::future::Future;

statements! {
    /// What there can be much of: the rest of an account is a few dozen rows.
    COUNT = "SELECT (SELECT COUNT(*) FROM permissions WHERE account_id = $1)
             + (SELECT COUNT(*) FROM access_items WHERE account_id = $1)
             + (SELECT COUNT(*) FROM notifications WHERE account_id = $1)
             + (SELECT COUNT(*) FROM log_records WHERE subject = $1)";
}

/// Counting what there is of a person.
pub trait Holdings {
    /// Permissions, entries of the access log, notifications and log records, together.
    fn holdings_of(&self, account: &str) -> impl Future<Output = Result<i64>> + Send;
}

impl Holdings for Database {
    async fn holdings_of(&self, account: &str) -> Result<i64> {
        let counted: Option<(i64,)> = self.fetch_optional(COUNT, params![account]).await?;
        Ok(counted.map_or(0, |(count,)| count))
    }
}
