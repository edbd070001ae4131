//! Standing rules of persons.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static RULES: Table = Table {
    name: "rules",
    columns: &["account_id", "id", "body", "created_at", "ended_at"],
    key: &["account_id", "id"],
};

statements! {
    OF_ACCOUNT = "SELECT account_id, id, body, created_at, ended_at FROM rules
                  WHERE account_id = $1 AND ended_at IS NULL ORDER BY id";
    ONE = "SELECT account_id, id, body, created_at, ended_at FROM rules WHERE account_id = $1 AND id = $2";
    END = "UPDATE rules SET ended_at = $1 WHERE account_id = $2 AND id = $3 AND ended_at IS NULL";
}

/// A standing rule as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RuleRow {
    /// Whose rule it is.
    pub account_id: String,
    /// Its id.
    pub id: String,
    /// The rule, as JSON.
    pub body: String,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Ended by the person when, in microseconds since the epoch.
    pub ended_at: Option<i64>,
}

/// Finding standing rules.
pub trait Rules {
    /// The rules of a person that they have not ended, oldest first.
    fn rules(&self, account: &str) -> impl Future<Output = Result<Vec<RuleRow>>> + Send;
    /// A rule of a person, ended or not.
    fn rule(&self, account: &str, id: &str)
    -> impl Future<Output = Result<Option<RuleRow>>> + Send;
}

impl Rules for Database {
    async fn rules(&self, account: &str) -> Result<Vec<RuleRow>> {
        self.fetch_all(OF_ACCOUNT, params![account]).await
    }

    async fn rule(&self, account: &str, id: &str) -> Result<Option<RuleRow>> {
        self.fetch_optional(ONE, params![account, id]).await
    }
}

impl Unit {
    /// A new rule.
    pub fn insert_rule(&mut self, account: &str, id: &str, body: String, now: i64) -> &mut Self {
        self.insert_once(&RULES, values![account, id, body, now, None::<i64>])
    }

    /// Ends a rule; one that is ended or unknown is a conflict.
    pub fn end_rule(&mut self, account: &str, id: &str, now: i64) -> &mut Self {
        self.execute(END, values![now, account, id]).expect_rows(1)
    }
}
