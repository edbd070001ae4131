//! `kind = "sqlite"` and `kind = "postgres"`: a database of the source's own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Secret;

/// `kind = "sqlite"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqliteConfig {
    /// The file. It is opened for reading only.
    pub file: PathBuf,
    /// What bounds reading.
    #[serde(default)]
    pub limits: SqlLimits,
}

/// `kind = "postgres"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgresConfig {
    /// Where its URL is (`postgres://user:password@host/database`): it holds a password. The user should have the right
    /// to read the tables of the queries, and no other.
    pub url: Secret,
    /// What bounds reading.
    #[serde(default)]
    pub limits: SqlLimits,
}

/// `[connector.route.statements]`: what changes a person's data in a database. Each is one `UPDATE`, `DELETE` or `INSERT`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatementsConfig {
    /// What corrects an attribute, by its path; `$value` is its new value, as text (JSON where it is no text).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub update: BTreeMap<String, String>,
    /// What erases one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub erase: BTreeMap<String, String>,
    /// What erases everything of the person, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erase_all: Vec<String>,
}

/// What bounds reading a database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SqlLimits {
    /// Connections of one worker.
    pub connections: u32,
    /// Milliseconds until there is a connection.
    pub connect_ms: u64,
    /// Milliseconds until a query has ended.
    pub statement_ms: u64,
    /// Rows of one query.
    pub most_rows: usize,
    /// Bytes of one query's values.
    pub largest_answer: usize,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self {
            // A database behind a busy office bears some dozens; a connector has as many workers as processors.
            connections: 4,
            connect_ms: 3_000,
            statement_ms: 5_000,
            most_rows: 1_000,
            // Held in memory whole, and again while it is filtered.
            largest_answer: 4 * 1024 * 1024,
        }
    }
}

/// The query a route makes of a database.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueryConfig {
    /// One `SELECT`. `$library_card` is the identifier of that type, `$identifier` the first one that the dataset
    /// understands; they are bound, as texts.
    pub sql: String,
    /// Whether the answer is one object, of at most one row; an array of objects otherwise.
    pub single: bool,
    /// As `ngsi-ld`: the column that tells the rows apart. Services know each row by an id that is made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Columns whose names are not their attributes': column by attribute.
    pub columns: BTreeMap<String, String>,
    /// Columns that hold JSON as text.
    pub json: Vec<String>,
    /// Arrays of objects from queries of their own, by the attribute below which they stand.
    pub children: BTreeMap<String, ChildConfig>,
}

/// A query whose rows stand below those of another.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChildConfig {
    /// One `SELECT`, with the same parameters.
    pub sql: String,
    /// The column of the query above that says which of its rows a row belongs to; needed unless that has one row.
    pub parent: Option<String>,
    /// The column here that is compared with it.
    pub child: Option<String>,
    /// Columns whose names are not their attributes': column by attribute, below the array. Where the array is described
    /// as one attribute, all that is in it.
    pub columns: BTreeMap<String, String>,
    /// Columns that hold JSON as text.
    pub json: Vec<String>,
}
