//! Token ids seen (`jti`), so that none is accepted twice (RFC 9449 §11.1, RFC 7523 §3).
use crate::catalogue::statements;
use crate::{Database, Error, Result, Table, Unit, params, values};
use std::future::Future;

/// Token ids by scope.
pub(crate) static SEEN: Table = Table {
    name: "seen",
    columns: &["scope", "token", "expires_at"],
    key: &["scope", "token"],
};

statements! {
    /// Forgets at most `$2` ids that have expired.
    PURGE = "DELETE FROM seen WHERE expires_at < $1 AND (scope, token) IN
        (SELECT scope, token FROM seen WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    COUNT = "SELECT COUNT(*) FROM seen";
    /// Ids of a scope that have not expired, by id.
    OF_SCOPE = "SELECT token, expires_at FROM seen
        WHERE scope = $1 AND token > $2 AND expires_at >= $3 ORDER BY token LIMIT $4";
}

/// Ids forgotten in one transaction: small enough not to hold others up.
const PURGE_AT_ONCE: i64 = 2_000;

/// Remembering token ids.
pub trait Replay {
    /// Whether this id is new within its scope; remembers it until `expires_at`. Durable.
    fn first_seen(
        &self,
        scope: &str,
        token: &str,
        expires_at: i64,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Forgets ids that expired before `now`; gives how many.
    fn purge_seen(&self, now: i64) -> impl Future<Output = Result<u64>> + Send;

    /// Ids of a scope that have not expired at `now`, with the time at which they do, in the order of the ids, after
    /// `after`, at most `limit`: for who keeps them in memory too.
    fn seen_tokens(
        &self,
        scope: &str,
        now: i64,
        after: &str,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<(String, i64)>>> + Send;

    /// How many ids are remembered.
    fn seen_count(&self) -> impl Future<Output = Result<i64>> + Send;
}

impl Replay for Database {
    async fn first_seen(&self, scope: &str, token: &str, expires_at: i64) -> Result<bool> {
        let mut unit = Unit::new();
        unit.insert_or_ignore(&SEEN, values![scope, token, expires_at]);
        let committed = self.commit(unit).await?;
        Ok(committed.taken == [true])
    }

    async fn purge_seen(&self, now: i64) -> Result<u64> {
        let mut purged = 0;
        loop {
            let mut unit = Unit::new();
            unit.execute(PURGE, values![now, PURGE_AT_ONCE]);
            let rows = self
                .commit(unit)
                .await?
                .rows
                .first()
                .copied()
                .unwrap_or_default();
            purged += rows;
            if rows < PURGE_AT_ONCE.unsigned_abs() {
                return Ok(purged);
            }
        }
    }

    async fn seen_tokens(
        &self,
        scope: &str,
        now: i64,
        after: &str,
        limit: i64,
    ) -> Result<Vec<(String, i64)>> {
        self.fetch_all(OF_SCOPE, params![scope, after, now, limit])
            .await
    }

    async fn seen_count(&self) -> Result<i64> {
        Ok(self.fetch_one::<(i64,)>(COUNT, params![]).await?.0)
    }
}

impl Unit {
    /// This token id must be new within its scope, else the unit fails with [`Error::Conflict`]
    /// that [`is_replay`] recognises.
    pub fn once(&mut self, scope: &str, token: &str, expires_at: i64) -> &mut Self {
        self.insert_once(&SEEN, values![scope, token, expires_at])
    }
}

/// Whether a unit failed because of [`Unit::once`].
pub fn is_replay(error: &Error) -> bool {
    matches!(error, Error::Conflict { guard } if *guard == SEEN.name)
}
