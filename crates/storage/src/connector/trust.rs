//! The trust lists a connector has seen (MIM4 §5.1), so that it never goes back to an older one.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// The last list of each registry.
pub(crate) static TRUST_LISTS: Table = Table {
    name: "trust_lists",
    columns: &[
        "registry",
        "sequence",
        "list",
        "registry_keys",
        "fetched_at",
    ],
    key: &["registry"],
};

statements! {
    GET = "SELECT registry, sequence, list, registry_keys, fetched_at FROM trust_lists WHERE registry = $1";
    /// A newer list, or the same sequence signed anew.
    RENEW = "UPDATE trust_lists SET sequence = $2, list = $3, registry_keys = $4, fetched_at = $5
        WHERE registry = $1 AND sequence <= $2";
}

/// A trust list as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TrustListRow {
    /// The registry's base URL, as configured.
    pub registry: String,
    /// The list's sequence; 0 where a registry gives none.
    pub sequence: i64,
    /// The signed list as received.
    pub list: String,
    /// The registry's keys as JWKS JSON: those configured and those its lists have announced.
    pub registry_keys: String,
    /// When it came, in microseconds since the epoch.
    pub fetched_at: i64,
}

/// Remembering trust lists.
pub trait TrustLists {
    /// The last list of a registry.
    fn trust_list(
        &self,
        registry: &str,
    ) -> impl Future<Output = Result<Option<TrustListRow>>> + Send;

    /// Remembers a list that verified.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when a list with a higher sequence is remembered: this one is a rollback.
    fn remember_trust_list(&self, row: &TrustListRow) -> impl Future<Output = Result<()>> + Send;
}

impl TrustLists for Database {
    async fn trust_list(&self, registry: &str) -> Result<Option<TrustListRow>> {
        self.fetch_optional(GET, params![registry]).await
    }

    async fn remember_trust_list(&self, row: &TrustListRow) -> Result<()> {
        let fields = values![
            &row.registry,
            row.sequence,
            &row.list,
            &row.registry_keys,
            row.fetched_at
        ];
        let mut first = Unit::new();
        first.insert_or_ignore(&TRUST_LISTS, fields.clone());
        if self.commit(first).await?.taken == [true] {
            return Ok(());
        }
        let mut unit = Unit::new();
        unit.execute(RENEW, fields).expect_rows(1);
        self.commit(unit).await.map(drop)
    }
}
