//! The identifiers by which sources know a person, all in one value sealed for that person.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static IDENTIFIERS: Table = Table {
    name: "identifiers",
    columns: &["account_id", "sealed", "version", "changed_at"],
    key: &["account_id"],
};

statements! {
    GET = "SELECT account_id, sealed, version, changed_at FROM identifiers WHERE account_id = $1";
    UPDATE = "UPDATE identifiers SET sealed = $1, version = version + 1, changed_at = $2
              WHERE account_id = $3 AND version = $4";
}

/// A person's identifiers as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SealedIdentifiers {
    /// Whose they are.
    pub account_id: String,
    /// The sealed list.
    pub sealed: Vec<u8>,
    /// Counts the changes.
    pub version: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Finding a person's identifiers.
pub trait Identifiers {
    /// The identifiers of a person, if any were ever written.
    fn identifiers(
        &self,
        account: &str,
    ) -> impl Future<Output = Result<Option<SealedIdentifiers>>> + Send;
}

impl Identifiers for Database {
    async fn identifiers(&self, account: &str) -> Result<Option<SealedIdentifiers>> {
        self.fetch_optional(GET, params![account]).await
    }
}

impl Unit {
    /// Writes a person's identifiers over the version they were read at; `None` when there were none.
    pub fn write_identifiers(
        &mut self,
        account: &str,
        sealed: Vec<u8>,
        read_at_version: Option<i64>,
        now: i64,
    ) -> &mut Self {
        match read_at_version {
            None => self.insert_once(&IDENTIFIERS, values![account, sealed, 1_i64, now]),
            Some(version) => self
                .execute(UPDATE, values![sealed, now, account, version])
                .expect_rows(1),
        }
    }
}
