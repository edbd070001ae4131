//! Small things a party remembers about itself: its UUID, the last trust list sequence, and the like.
use crate::catalogue::statements;
use crate::{Database, Record, Result, Table, Unit, params, values};
use std::future::Future;

/// Key and value.
pub(crate) static SETTINGS: Table = Table {
    name: "settings",
    columns: &["key", "value", "changed_at"],
    key: &["key"],
};

statements! {
    /// One setting by its key.
    GET = "SELECT key, value, changed_at FROM settings WHERE key = $1";
}

/// A setting as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value; what it means is the party's business.
    pub value: String,
    /// When it was last written, in microseconds since the epoch.
    pub changed_at: i64,
}

/// Reading and writing settings.
pub trait Settings {
    /// The setting of this name, if it was ever written.
    fn setting(&self, key: &str) -> impl Future<Output = Result<Option<Setting>>> + Send;

    /// Writes a setting.
    fn set(&self, key: &str, value: &str, now: i64) -> impl Future<Output = Result<()>> + Send;

    /// Writes a setting unless it has a value, and gives the value it has then: how several
    /// processes that start together agree, say on the party's UUID.
    fn set_first(
        &self,
        key: &str,
        value: &str,
        now: i64,
    ) -> impl Future<Output = Result<String>> + Send;
}

impl Settings for Database {
    async fn setting(&self, key: &str) -> Result<Option<Setting>> {
        self.fetch_optional(GET, params![key]).await
    }

    async fn set(&self, key: &str, value: &str, now: i64) -> Result<()> {
        let mut unit = Unit::new();
        unit.set(key, value, now);
        self.commit(unit).await?;
        Ok(())
    }

    async fn set_first(&self, key: &str, value: &str, now: i64) -> Result<String> {
        let mut unit = Unit::new();
        unit.insert_or_ignore(&SETTINGS, values![key, value, now]);
        self.commit(unit).await?;
        Ok(self.fetch_one::<Setting>(GET, params![key]).await?.value)
    }
}

impl Unit {
    /// Writes a setting together with the rest of the unit.
    pub fn set(&mut self, key: &str, value: &str, now: i64) -> &mut Self {
        self.upsert(&SETTINGS, values![key, value, now])
    }
}

const _: fn() = || {
    fn is_record<T: Record>() {}
    is_record::<Setting>();
};
