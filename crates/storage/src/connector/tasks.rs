//! What the source's staff must do by hand: requests that its system cannot take, confirmations at the desk. What a task
//! is about lies sealed under a key of its own, which goes when the task is forgotten.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static TASKS: Table = Table {
    name: "tasks",
    columns: &[
        "id",
        "kind",
        "dataset",
        "state",
        "sealed",
        "received_at",
        "due_at",
        "taken_by",
        "version",
        "closed_at",
    ],
    key: &["id"],
};

statements! {
    BY_ID = "SELECT id, kind, dataset, state, sealed, received_at, due_at, taken_by, version, closed_at
             FROM tasks WHERE id = $1";
    /// Those not done yet, the most urgent first.
    LIVE = "SELECT id, kind, dataset, state, sealed, received_at, due_at, taken_by, version, closed_at FROM tasks
            WHERE state IN ('open', 'taken') AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3";
    /// Those that are done, the latest first.
    CLOSED = "SELECT id, kind, dataset, state, sealed, received_at, due_at, taken_by, version, closed_at FROM tasks
              WHERE closed_at IS NOT NULL AND (closed_at, id) < ($1, $2) ORDER BY closed_at DESC, id DESC LIMIT $3";
    /// Those of a kind whose time has run out.
    OVERDUE = "SELECT id, kind, dataset, state, sealed, received_at, due_at, taken_by, version, closed_at FROM tasks
               WHERE state IN ('open', 'taken') AND kind = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3";
    COUNT = "SELECT COUNT(*) FROM tasks WHERE state IN ('open', 'taken') AND due_at < $1";
    UPDATE = "UPDATE tasks SET state = $1, sealed = $2, taken_by = $3, closed_at = $4, version = version + 1
              WHERE id = $5 AND version = $6";
    FORGET = "DELETE FROM tasks WHERE id = $1";
}

/// A task as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TaskRow {
    /// A random UUID; also the subject of its data key.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// The dataset that it is about, by its short name; empty where it is about none.
    pub dataset: String,
    /// `open`, `taken`, `done`, `refused` or `lapsed`.
    pub state: String,
    /// What it is about and what was done, sealed.
    pub sealed: Vec<u8>,
    /// Came when, in microseconds since the epoch.
    pub received_at: i64,
    /// To be done by then, in microseconds since the epoch.
    pub due_at: i64,
    /// The member of staff who does it.
    pub taken_by: Option<String>,
    /// Counts the changes.
    pub version: i64,
    /// Done when, in microseconds since the epoch.
    pub closed_at: Option<i64>,
}

/// Finding tasks.
pub trait Tasks {
    /// The task with this id.
    fn task(&self, id: &str) -> impl Future<Output = Result<Option<TaskRow>>> + Send;
    /// Tasks not done yet, the most urgent first, after this one.
    fn live_tasks(
        &self,
        after: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<TaskRow>>> + Send;
    /// Tasks of a kind not done by `now`.
    fn overdue_tasks(
        &self,
        kind: &str,
        now: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<TaskRow>>> + Send;
    /// Tasks that are done, the latest first, before this one.
    fn closed_tasks(
        &self,
        before: (i64, &str),
        limit: u32,
    ) -> impl Future<Output = Result<Vec<TaskRow>>> + Send;
    /// How many are not done and due before `until`.
    fn tasks_due(&self, until: i64) -> impl Future<Output = Result<i64>> + Send;
}

impl Tasks for Database {
    async fn task(&self, id: &str) -> Result<Option<TaskRow>> {
        self.fetch_optional(BY_ID, params![id]).await
    }

    async fn live_tasks(&self, (due, id): (i64, &str), limit: u32) -> Result<Vec<TaskRow>> {
        self.fetch_all(LIVE, params![due, id, limit]).await
    }

    async fn overdue_tasks(&self, kind: &str, now: i64, limit: u32) -> Result<Vec<TaskRow>> {
        self.fetch_all(OVERDUE, params![kind, now, limit]).await
    }

    async fn closed_tasks(&self, (closed, id): (i64, &str), limit: u32) -> Result<Vec<TaskRow>> {
        self.fetch_all(CLOSED, params![closed, id, limit]).await
    }

    async fn tasks_due(&self, until: i64) -> Result<i64> {
        Ok(self.fetch_one::<(i64,)>(COUNT, params![until]).await?.0)
    }
}

impl Unit {
    /// A new task. One with the same id fails the unit with [`crate::Error::Duplicate`].
    pub fn insert_task(&mut self, task: &TaskRow) -> &mut Self {
        self.insert(
            &TASKS,
            values![
                task.id.as_str(),
                task.kind.as_str(),
                task.dataset.as_str(),
                task.state.as_str(),
                task.sealed.clone(),
                task.received_at,
                task.due_at,
                task.taken_by.clone(),
                task.version,
                task.closed_at,
            ],
        )
    }

    /// Writes a task over the version it was read at; a change meanwhile is a conflict.
    pub fn update_task(&mut self, task: &TaskRow) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                task.state.as_str(),
                task.sealed.clone(),
                task.taken_by.clone(),
                task.closed_at,
                task.id.as_str(),
                task.version,
            ],
        )
        .expect_rows(1)
    }

    /// A task goes, with the key that opens it.
    pub fn forget_task(&mut self, id: &str) -> &mut Self {
        self.execute(FORGET, values![id]).destroy_data_key(id)
    }
}
