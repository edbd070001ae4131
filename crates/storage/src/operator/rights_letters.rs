//! Letters that people have sent themselves to those who hold their data, and the answers they wait for.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static RIGHTS_LETTERS: Table = Table {
    name: "rights_letters",
    columns: &[
        "account_id",
        "id",
        "sealed",
        "sent_at",
        "due_at",
        "extended",
        "answered_at",
        "tell_at",
        "removed_at",
        "version",
    ],
    key: &["account_id", "id"],
};

statements! {
    ONE = "SELECT account_id, id, sealed, sent_at, due_at, extended, answered_at, tell_at, removed_at, version
           FROM rights_letters WHERE account_id = $1 AND id = $2";
    LIST = "SELECT account_id, id, sealed, sent_at, due_at, extended, answered_at, tell_at, removed_at, version
            FROM rights_letters WHERE account_id = $1 AND removed_at IS NULL ORDER BY sent_at DESC, id LIMIT $2";
    TO_TELL = "SELECT account_id, id, sealed, sent_at, due_at, extended, answered_at, tell_at, removed_at, version
               FROM rights_letters WHERE tell_at IS NOT NULL AND tell_at <= $1 ORDER BY tell_at, id LIMIT $2";
    CHANGE = "UPDATE rights_letters SET due_at = $1, extended = $2, answered_at = $3, tell_at = $4, removed_at = $5,
              version = version + 1 WHERE account_id = $6 AND id = $7 AND version = $8";
    PURGE = "DELETE FROM rights_letters WHERE removed_at IS NOT NULL AND removed_at <= $1";
}

/// A letter that was noted as sent.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RightsLetterRow {
    /// Who sent it.
    pub account_id: String,
    /// Its id within the account.
    pub id: String,
    /// Whom it went to and what it asks for, sealed.
    pub sealed: Vec<u8>,
    /// The beginning of the day on which it was sent, in microseconds since the epoch.
    pub sent_at: i64,
    /// The end of the day by which an answer is due.
    pub due_at: i64,
    /// 1 where whoever must answer has taken two months more.
    pub extended: i64,
    /// Answered when.
    pub answered_at: Option<i64>,
    /// When the person is told of it next.
    pub tell_at: Option<i64>,
    /// Removed when.
    pub removed_at: Option<i64>,
    /// Counts the changes.
    pub version: i64,
}

/// Finding letters.
pub trait RightsLetters {
    /// One of a person's, removed or not.
    fn rights_letter(
        &self,
        account: &str,
        id: &str,
    ) -> impl Future<Output = Result<Option<RightsLetterRow>>> + Send;
    /// A person's that are not removed, those sent last first.
    fn rights_letters(
        &self,
        account: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RightsLetterRow>>> + Send;
    /// Those that their persons are to be told of by `now`.
    fn rights_letters_to_tell(
        &self,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<RightsLetterRow>>> + Send;
}

impl RightsLetters for Database {
    async fn rights_letter(&self, account: &str, id: &str) -> Result<Option<RightsLetterRow>> {
        self.fetch_optional(ONE, params![account, id]).await
    }

    async fn rights_letters(&self, account: &str, limit: u32) -> Result<Vec<RightsLetterRow>> {
        self.fetch_all(LIST, params![account, limit]).await
    }

    async fn rights_letters_to_tell(&self, now: i64, limit: u32) -> Result<Vec<RightsLetterRow>> {
        self.fetch_all(TO_TELL, params![now, limit]).await
    }
}

impl Unit {
    /// Notes a letter.
    pub fn insert_rights_letter(&mut self, row: &RightsLetterRow) -> &mut Self {
        self.insert(
            &RIGHTS_LETTERS,
            values![
                row.account_id.as_str(),
                row.id.as_str(),
                row.sealed.clone(),
                row.sent_at,
                row.due_at,
                row.extended,
                row.answered_at,
                row.tell_at,
                row.removed_at,
                row.version,
            ],
        )
    }

    /// Writes a changed letter over the version it was read at.
    pub fn change_rights_letter(&mut self, row: &RightsLetterRow) -> &mut Self {
        self.execute(
            CHANGE,
            values![
                row.due_at,
                row.extended,
                row.answered_at,
                row.tell_at,
                row.removed_at,
                row.account_id.as_str(),
                row.id.as_str(),
                row.version,
            ],
        )
        .expect_rows(1)
    }

    /// Forgets letters that were removed by `before`, in microseconds since the epoch.
    pub fn purge_rights_letters(&mut self, before: i64) -> &mut Self {
        self.execute(PURGE, values![before])
    }
}
