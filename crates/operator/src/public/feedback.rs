//! What people write about the accessibility of the pages (Directive (EU) 2016/2102 art. 7(1)(b)): kept sealed for
//! whoever runs the operator, for a year.
use std::time::Duration;

use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::feedback::{Feedback as _, FeedbackRow};
use utoipa::ToSchema;
use web::rate::Quota;

use crate::clock::{DAY, rfc3339};
use crate::{Error, Operator, Result};

/// Longest description of what does not work, in characters: two pages of text.
pub(crate) const LONGEST_TEXT: usize = 4_000;
/// Longest address of a page, in characters; ours are shorter.
pub(crate) const LONGEST_PAGE: usize = 500;
/// Longest e-mail address, in characters (RFC 5321 §4.5.3.1).
pub(crate) const LONGEST_EMAIL: usize = 254;
/// As large as the form's body may be: every character of four bytes, each written as `%XX`, and the names.
pub(crate) const LONGEST_BODY: usize = (LONGEST_TEXT + LONGEST_PAGE + LONGEST_EMAIL) * 12 + 1_024;
/// Days after which it is forgotten: long enough to answer and to mend, and for the yearly review of the statement.
pub(crate) const KEPT_DAYS: u32 = 365;
/// From one address: a person tells of a few things at once; many come from one address of a library or a school.
pub(crate) const BY_ADDRESS: Quota = Quota {
    burst: 5,
    per: Duration::from_mins(2),
};
/// From all addresses together: keeps the table below 1,500 entries a day whoever writes from wherever.
pub(crate) const ALL: Quota = Quota {
    burst: 50,
    per: Duration::from_mins(1),
};

/// The name of the sealed field.
const FIELD: &str = "feedback";

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Written {
    /// What does not work.
    pub text: String,
    /// On which page, as they called it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// Where they want an answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The language they read the page in (BCP 47).
    pub language: String,
}

/// What somebody wrote, with when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Feedback {
    /// Its id; ids sort by time.
    pub id: String,
    /// Written when (RFC 3339).
    pub at: String,
    /// What.
    #[serde(flatten)]
    pub written: Written,
}

impl Written {
    /// What is wrong with each field: the messages, empty where nothing is.
    pub(crate) fn faults(&self) -> Faults {
        let long = |text: &str, most: usize| text.chars().count() > most;
        let mail = &self.email;
        Faults {
            text: if self.text.is_empty() {
                "feedback-empty"
            } else if long(&self.text, LONGEST_TEXT) {
                "feedback-long"
            } else {
                ""
            },
            page: if long(&self.page, LONGEST_PAGE) {
                "feedback-long"
            } else {
                ""
            },
            email: if mail.is_empty() || crate::accounts::profile::normal_login(mail).is_ok() {
                ""
            } else {
                "feedback-no-email"
            },
        }
    }
}

/// The messages that say what is wrong with each field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) text: &'static str,
    pub(crate) page: &'static str,
    pub(crate) email: &'static str,
}

impl Operator {
    /// Keeps what somebody wrote.
    pub(crate) async fn keep_feedback(&self, written: &Written) -> Result<()> {
        let now = self.clock.now();
        let text = serde_json::to_vec(written).map_err(|e| Error::Internal(e.to_string()))?;
        let mut unit = Unit::new();
        unit.insert_feedback(&FeedbackRow {
            // Microseconds in 16 hexadecimal digits sort as numbers do.
            id: format!("{now:016x}-{}", crate::random::uuid()),
            sealed: self.db.vault()?.seal_secret(FIELD, &text)?,
            created_at: now,
        });
        self.db.commit(unit).await?;
        Ok(())
    }

    /// What people wrote, oldest first, after the entry `after`.
    pub async fn feedback(&self, after: &str, limit: u32) -> Result<Vec<Feedback>> {
        let rows = self.db.feedback(after, limit).await?;
        let vault = self.db.vault()?;
        let read = |row: FeedbackRow| {
            let text = vault.unseal_secret(FIELD, &row.sealed)?;
            Ok(Feedback {
                at: rfc3339(row.created_at),
                written: serde_json::from_slice(&text)
                    .map_err(|error| Error::stored("feedback", error))?,
                id: row.id,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Forgets, in the unit of a sweep, what was written too long ago.
    pub(crate) fn forget_feedback(unit: &mut Unit, now: i64) {
        unit.purge_feedback(now - i64::from(KEPT_DAYS) * DAY);
    }
}
