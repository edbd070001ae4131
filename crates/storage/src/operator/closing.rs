//! Closing an account: what is erased, and that nothing comes back.
use crate::catalogue::statements;
use crate::{Database, Result, Unit, params, values};
use std::future::Future;

statements! {
    /// Accounts closed since then: what was being written at that moment is erased by a sweep.
    CLOSED = "SELECT id FROM accounts WHERE state = 'closed' AND changed_at >= $1 ORDER BY changed_at";
    /// The row stays, so that the base identifier is never used again; it says nothing.
    CLOSE = "UPDATE accounts SET login_index = NULL, password = NULL, profile = $1, locale = '', state = 'closed',
             version = version + 1, changed_at = $2 WHERE id = $3 AND version = $4";
    /// A service that asked hears no.
    DECLINE = "UPDATE permission_requests SET answer = 'declined', answered_at = $1, account_id = NULL,
               login_index = NULL, arrangement_id = NULL, version = version + 1
               WHERE account_id = $2 AND answer IS NULL";
    REQUESTS = "DELETE FROM permission_requests WHERE account_id = $1";
    EVENTS = "DELETE FROM permission_events
              WHERE arrangement_id IN (SELECT arrangement_id FROM permissions WHERE account_id = $1)";
    PERMISSIONS = "DELETE FROM permissions WHERE account_id = $1";
    RULES = "DELETE FROM rules WHERE account_id = $1";
    ACCESS_ITEMS = "DELETE FROM access_items WHERE account_id = $1";
    ACCESS_DAYS = "DELETE FROM access_days WHERE account_id = $1";
    ACCESS_MONTHS = "DELETE FROM access_months WHERE account_id = $1";
    IDENTIFIERS = "DELETE FROM identifiers WHERE account_id = $1";
    AUTHENTICATORS = "DELETE FROM authenticators WHERE account_id = $1";
    AUTHENTICATOR_USES = "DELETE FROM authenticator_uses WHERE account_id = $1";
    PASSKEYS = "DELETE FROM passkeys WHERE account_id = $1";
    SELF_ACCESSES = "DELETE FROM self_accesses WHERE account_id = $1";
    SESSIONS = "DELETE FROM sessions WHERE account_id = $1";
    APP_TOKENS = "DELETE FROM app_tokens WHERE grant_id IN (SELECT id FROM app_grants WHERE account_id = $1)";
    APP_GRANTS = "DELETE FROM app_grants WHERE account_id = $1";
    FEEDS = "DELETE FROM feeds WHERE account_id = $1";
    NOTIFICATIONS = "DELETE FROM notifications WHERE account_id = $1";
    NOTIFICATION_CHOICES = "DELETE FROM notification_choices WHERE account_id = $1";
    ACCESS_WATCH = "DELETE FROM access_watch WHERE account_id = $1";
    PUSH_DEVICES = "DELETE FROM push_devices WHERE account_id = $1";
    PUSH_MESSAGES = "DELETE FROM push_messages WHERE account_id = $1";
    LOGIN_CHANGES = "DELETE FROM login_changes WHERE account_id = $1";
    LETTERS = "DELETE FROM letters WHERE account_id = $1";
    RIGHTS_LETTERS = "DELETE FROM rights_letters WHERE account_id = $1";
    LINKS = "DELETE FROM links WHERE account_id = $1";
    LINK_ATTEMPTS = "DELETE FROM link_attempts WHERE account_id = $1";
}

/// Everything that is deleted by the account alone, in this order: what is found through another table first.
const ERASED: [&str; 26] = [
    REQUESTS,
    EVENTS,
    PERMISSIONS,
    RULES,
    ACCESS_ITEMS,
    ACCESS_DAYS,
    ACCESS_MONTHS,
    IDENTIFIERS,
    AUTHENTICATORS,
    AUTHENTICATOR_USES,
    PASSKEYS,
    SELF_ACCESSES,
    SESSIONS,
    APP_TOKENS,
    APP_GRANTS,
    FEEDS,
    NOTIFICATIONS,
    NOTIFICATION_CHOICES,
    ACCESS_WATCH,
    PUSH_DEVICES,
    PUSH_MESSAGES,
    LOGIN_CHANGES,
    LETTERS,
    RIGHTS_LETTERS,
    LINKS,
    LINK_ATTEMPTS,
];

/// Finding accounts that were closed.
pub trait Closing {
    /// Accounts closed since then, in microseconds since the epoch.
    fn accounts_closed_since(&self, since: i64)
    -> impl Future<Output = Result<Vec<String>>> + Send;
}

impl Closing for Database {
    async fn accounts_closed_since(&self, since: i64) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = self.fetch_all(CLOSED, params![since]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}

impl Unit {
    /// Closes an account over the version it was read at: nobody logs in any more, and the login is free.
    pub fn close_account(&mut self, account: &str, read_at_version: i64, now: i64) -> &mut Self {
        self.execute(
            CLOSE,
            values![Vec::<u8>::new(), now, account, read_at_version],
        )
        .expect_rows(1)
    }

    /// Erases all that concerns a person: rows, data key, and records of the logs, of which the leaves stay.
    /// Services hear of it by `request-answered`.
    pub fn erase_account(&mut self, account: &str, now: i64) -> &mut Self {
        self.tell_declined(account, "request-answered", now)
            .execute(DECLINE, values![now, account]);
        for sql in ERASED {
            self.execute(sql, values![account]);
        }
        self.destroy_data_key(account).erase_log_subject(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_belongs_to_an_account_outlives_it() {
        let tables = crate::operator::MODULES.iter().flat_map(|m| m.tables);
        for table in tables.filter(|table| table.columns.contains(&"account_id")) {
            let statement = format!("DELETE FROM {} WHERE account_id = $1", table.name);
            assert!(ERASED.contains(&statement.as_str()), "{}", table.name);
        }
    }
}
