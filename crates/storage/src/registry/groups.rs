//! Trust groups (MIM4 §5.1.3).
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

/// A trust group as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct GroupRow {
    /// Its version 4 UUID.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The rulebook in force, as JSON, where there is one.
    pub rulebook: Option<String>,
    /// Grows with every change of what the list says.
    pub sequence: i64,
    /// When it was set up, in microseconds since the epoch.
    pub created_at: i64,
    /// When what its list says last changed.
    pub changed_at: i64,
}

pub(crate) static GROUPS: Table = Table {
    name: "trust_groups",
    columns: &[
        "id",
        "name",
        "rulebook",
        "sequence",
        "created_at",
        "changed_at",
    ],
    key: &["id"],
};

statements! {
    /// One group.
    GET = "SELECT id, name, rulebook, sequence, created_at, changed_at FROM trust_groups WHERE id = $1";
    /// Every group, oldest first.
    ALL = "SELECT id, name, rulebook, sequence, created_at, changed_at FROM trust_groups ORDER BY created_at, id";
    /// What the list says has changed.
    ADVANCE = "UPDATE trust_groups SET sequence = sequence + 1, changed_at = $2 WHERE id = $1";
    /// Another rulebook is in force.
    SET_RULEBOOK = "UPDATE trust_groups SET rulebook = $2, sequence = sequence + 1, changed_at = $3 WHERE id = $1";
}

/// Reading trust groups.
pub trait Groups {
    /// The group with this UUID.
    fn group(&self, id: &str) -> impl Future<Output = Result<Option<GroupRow>>> + Send;
    /// All groups, oldest first: a registry has few.
    fn groups(&self) -> impl Future<Output = Result<Vec<GroupRow>>> + Send;
}

impl Groups for Database {
    async fn group(&self, id: &str) -> Result<Option<GroupRow>> {
        self.fetch_optional(GET, params![id]).await
    }

    async fn groups(&self) -> Result<Vec<GroupRow>> {
        self.fetch_all(ALL, params![]).await
    }
}

impl Unit {
    /// Sets up a group; [`crate::Error::Conflict`] where its UUID is taken.
    pub fn insert_group(&mut self, row: &GroupRow) -> &mut Self {
        self.insert_once(
            &GROUPS,
            values![
                row.id.as_str(),
                row.name.as_str(),
                row.rulebook.clone(),
                row.sequence,
                row.created_at,
                row.changed_at
            ],
        )
    }

    /// Says that what the group's list says has changed.
    pub fn advance_group(&mut self, id: &str, now: i64) -> &mut Self {
        self.execute(ADVANCE, values![id, now]).expect_rows(1)
    }

    /// Puts a rulebook (JSON) in force.
    pub fn set_rulebook(&mut self, id: &str, rulebook: &str, now: i64) -> &mut Self {
        self.execute(SET_RULEBOOK, values![id, rulebook, now])
            .expect_rows(1)
    }
}
