//! Other e-mail addresses to log in with: asked for, done, and to be undone for a while.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static LOGIN_CHANGES: Table = Table {
    name: "login_changes",
    columns: &[
        "account_id",
        "id",
        "sealed",
        "confirm_hash",
        "undo_hash",
        "held_index",
        "asked_at",
        "done_at",
        "ends_at",
    ],
    key: &["account_id", "id"],
};

statements! {
    WAITING = "SELECT account_id, id, sealed, confirm_hash, undo_hash, held_index, asked_at, done_at, ends_at
               FROM login_changes WHERE account_id = $1 AND done_at IS NULL";
    BY_UNDO = "SELECT account_id, id, sealed, confirm_hash, undo_hash, held_index, asked_at, done_at, ends_at
               FROM login_changes WHERE undo_hash = $1";
    HELD_BY_OTHERS = "SELECT account_id FROM login_changes WHERE held_index = $1 AND account_id <> $2 AND ends_at > $3
                      LIMIT 1";
    CANCEL = "DELETE FROM login_changes WHERE account_id = $1 AND done_at IS NULL";
    FINISH = "UPDATE login_changes SET sealed = $1, confirm_hash = NULL, undo_hash = $2, held_index = $3, done_at = $4,
              ends_at = $5 WHERE account_id = $6 AND id = $7 AND done_at IS NULL AND confirm_hash = $8";
    TAKE = "DELETE FROM login_changes WHERE account_id = $1 AND id = $2 AND undo_hash = $3";
    FORGET_SINCE = "DELETE FROM login_changes WHERE account_id = $1 AND (done_at IS NULL OR done_at >= $2)";
    PURGE = "DELETE FROM login_changes WHERE ends_at <= $1";
}

/// A change of the address that a person logs in with.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LoginChange {
    /// Whose it is.
    pub account_id: String,
    /// Its id within the account.
    pub id: String,
    /// The addresses, sealed.
    pub sealed: Vec<u8>,
    /// SHA-256 of the secret by which it is confirmed; none once it is done.
    pub confirm_hash: Option<Vec<u8>>,
    /// SHA-256 of the secret by which it is undone; none until it is done.
    pub undo_hash: Option<Vec<u8>>,
    /// The keyed hash of the login before, which nobody else can have until the end.
    pub held_index: Option<Vec<u8>>,
    /// Asked for when, in microseconds since the epoch.
    pub asked_at: i64,
    /// Done when.
    pub done_at: Option<i64>,
    /// Until when it can be confirmed, or undone.
    pub ends_at: i64,
}

/// Finding changes of logins.
pub trait LoginChanges {
    /// The change that an account has asked for and not confirmed, ended or not.
    fn login_change_waiting(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Option<LoginChange>>> + Send;
    /// The change that is undone with the secret of this hash, ended or not.
    fn login_change_to_undo(
        &self,
        hash: &[u8],
    ) -> impl Future<Output = Result<Option<LoginChange>>> + Send;
    /// Whether the login with this keyed hash is kept for a person other than `account` at `now`.
    fn is_login_held(
        &self,
        index: &[u8],
        account: &str,
        now: i64,
    ) -> impl Future<Output = Result<bool>> + Send;
}

impl LoginChanges for Database {
    async fn login_change_waiting(&self, account: &str) -> Result<Option<LoginChange>> {
        self.fetch_optional(WAITING, params![account]).await
    }

    async fn login_change_to_undo(&self, hash: &[u8]) -> Result<Option<LoginChange>> {
        self.fetch_optional(BY_UNDO, params![hash]).await
    }

    async fn is_login_held(&self, index: &[u8], account: &str, now: i64) -> Result<bool> {
        let row: Option<(String,)> = self
            .fetch_optional(HELD_BY_OTHERS, params![index, account, now])
            .await?;
        Ok(row.is_some())
    }
}

impl Unit {
    /// A person asks for another login; what they asked for before is forgotten.
    pub fn ask_login_change(&mut self, change: &LoginChange) -> &mut Self {
        self.cancel_login_change(&change.account_id).insert(
            &LOGIN_CHANGES,
            values![
                change.account_id.as_str(),
                change.id.as_str(),
                change.sealed.clone(),
                change.confirm_hash.clone(),
                change.undo_hash.clone(),
                change.held_index.clone(),
                change.asked_at,
                change.done_at,
                change.ends_at,
            ],
        )
    }

    /// A person does not want the change any more that they have not confirmed.
    pub fn cancel_login_change(&mut self, account: &str) -> &mut Self {
        self.execute(CANCEL, values![account])
    }

    /// A change is done: `done` says what stands from now on, `confirm_hash` what it was confirmed with; twice is a
    /// conflict.
    pub fn finish_login_change(&mut self, done: &LoginChange, confirm_hash: &[u8]) -> &mut Self {
        self.execute(
            FINISH,
            values![
                done.sealed.clone(),
                done.undo_hash.clone(),
                done.held_index.clone(),
                done.done_at,
                done.ends_at,
                done.account_id.as_str(),
                done.id.as_str(),
                confirm_hash,
            ],
        )
        .expect_rows(1)
    }

    /// A change is undone, and with it every later one; twice is a conflict.
    pub fn undo_login_change(&mut self, change: &LoginChange) -> &mut Self {
        self.execute(
            TAKE,
            values![
                change.account_id.as_str(),
                change.id.as_str(),
                change.undo_hash.clone()
            ],
        )
        .expect_rows(1)
        .execute(
            FORGET_SINCE,
            values![change.account_id.as_str(), change.done_at],
        )
    }

    /// Forgets changes that can be neither confirmed nor undone any more.
    pub fn purge_login_changes(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE, values![now])
    }
}
