//! E-mails to one address that are no news, until a server has taken them over.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LETTERS: Table = Table {
    name: "letters",
    columns: &["account_id", "id", "sealed", "mail_next", "mail_attempts"],
    key: &["account_id", "id"],
};

statements! {
    DUE = "SELECT account_id, id, sealed, mail_next, mail_attempts FROM letters WHERE mail_next <= $1
           ORDER BY mail_next, id LIMIT $2";
    AGAIN = "UPDATE letters SET mail_next = $1, mail_attempts = mail_attempts + 1
             WHERE account_id = $2 AND id = $3 AND mail_next = $4";
}

/// An e-mail to one address.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LetterRow {
    /// On whose behalf: it is sealed under their key and goes with their account.
    pub account_id: String,
    /// Its id.
    pub id: String,
    /// Whom it is for and what it says, sealed.
    pub sealed: Vec<u8>,
    /// Due when, in microseconds since the epoch.
    pub mail_next: i64,
    /// How often it was tried.
    pub mail_attempts: i64,
}

/// Finding letters.
pub trait Letters {
    /// Letters that are due at `now`, the longest due first.
    fn letters_due(
        &self,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<LetterRow>>> + Send;
}

impl Letters for Database {
    async fn letters_due(&self, now: i64, limit: u32) -> Result<Vec<LetterRow>> {
        self.fetch_all(DUE, params![now, limit]).await
    }
}

impl Unit {
    /// A letter to send.
    pub fn insert_letter(&mut self, letter: &LetterRow) -> &mut Self {
        self.insert(
            &LETTERS,
            values![
                letter.account_id.as_str(),
                letter.id.as_str(),
                letter.sealed.clone(),
                letter.mail_next,
                letter.mail_attempts,
            ],
        )
    }

    /// A letter is tried, and again at `next` unless it is taken over; a conflict when another process was first.
    pub fn letter_again(&mut self, letter: &LetterRow, next: i64) -> &mut Self {
        self.execute(
            AGAIN,
            values![
                next,
                letter.account_id.as_str(),
                letter.id.as_str(),
                letter.mail_next
            ],
        )
        .expect_rows(1)
    }

    /// A letter was taken over, or is given up.
    pub fn letter_ended(&mut self, letter: &LetterRow) -> &mut Self {
        self.delete(
            &LETTERS,
            values![letter.account_id.as_str(), letter.id.as_str()],
        )
    }
}
