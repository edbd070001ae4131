//! Tables of the tests' own, shaped like a party's: accounts with a version, and what happened.
use storage::log::LogEntry;
use storage::{Database, Table, Unit, params, values};

pub(crate) static PURSES: Table = Table {
    name: "purses",
    columns: &["id", "coins", "version"],
    key: &["id"],
};
pub(crate) static EVENTS: Table = Table {
    name: "purse_events",
    columns: &["purse", "version", "what"],
    key: &["purse", "version"],
};

const TABLES: [&str; 2] = [
    "CREATE TABLE purses (id TEXT NOT NULL PRIMARY KEY, coins BIGINT NOT NULL, version BIGINT NOT NULL)",
    "CREATE TABLE purse_events (purse TEXT NOT NULL, version BIGINT NOT NULL, what TEXT,
        PRIMARY KEY (purse, version))",
];
pub(crate) const SET: &str =
    "UPDATE purses SET coins = $3, version = version + 1 WHERE id = $1 AND version = $2";
pub(crate) const TAKE: &str =
    "UPDATE purses SET coins = coins - 1, version = version + 1 WHERE id = $1 AND coins > 0";
pub(crate) const GIVE: &str =
    "UPDATE purses SET coins = coins + 1, version = version + 1 WHERE id = $1";

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Purse {
    pub(crate) id: String,
    pub(crate) coins: i64,
    pub(crate) version: i64,
}

pub(crate) async fn create(database: &Database) {
    let mut unit = Unit::new();
    for table in TABLES {
        unit.execute(table, values![]);
    }
    database.commit(unit).await.expect("tables");
}

pub(crate) async fn purse(database: &Database, id: &str) -> Option<Purse> {
    database
        .fetch_optional(
            "SELECT id, coins, version FROM purses WHERE id = $1",
            params![id],
        )
        .await
        .expect("a purse or none")
}

pub(crate) async fn count(database: &Database, sql: &'static str) -> i64 {
    database
        .fetch_one::<(i64,)>(sql, params![])
        .await
        .expect("a count")
        .0
}

pub(crate) fn entry(log: &str, at: i64) -> LogEntry {
    LogEntry {
        log: log.to_owned(),
        at,
        kind: "test".to_owned(),
        party: None,
        subject: None,
        salt: Some(vec![1, 2, 3]),
        record: Some(format!("{{\"at\":{at}}}")),
        leaf: [5; 32],
    }
}

/// Every log's indices run from 0 to its size without a gap.
pub(crate) async fn assert_gapless(database: &Database) {
    use storage::log::Log as _;
    for head in database.log_heads().await.expect("heads") {
        let leaves = database
            .log_leaves(&head.log, 0, i64::MAX)
            .await
            .expect("leaves");
        let indices: Vec<i64> = leaves.iter().map(|leaf| leaf.index).collect();
        assert_eq!(
            indices,
            (0..head.size).collect::<Vec<_>>(),
            "log `{}`",
            head.log
        );
    }
}
