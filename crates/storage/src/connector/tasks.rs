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

pub(crate) static TASK_SUBJECTS: Table = Table {
    name: "task_subjects",
    columns: &["subject", "number", "task"],
    key: &["subject", "number"],
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
    /// Those about somebody that wait or were decided, the latest first.
    ABOUT = "SELECT id, kind, dataset, state, sealed, received_at, due_at, taken_by, version, closed_at FROM tasks
             WHERE id IN (SELECT task FROM task_subjects WHERE subject = $1) AND state IN ('open', 'taken', 'done', 'refused')
             ORDER BY received_at DESC, id LIMIT $2";
    LAST_ABOUT = "SELECT COALESCE(MAX(number), 0) FROM task_subjects WHERE subject = $1";
    COUNT = "SELECT COUNT(*) FROM tasks WHERE state IN ('open', 'taken') AND due_at < $1";
    UPDATE = "UPDATE tasks SET state = $1, sealed = $2, taken_by = $3, closed_at = $4, version = version + 1
              WHERE id = $5 AND version = $6";
    FORGET = "DELETE FROM tasks WHERE id = $1";
    /// Whom a task was about is forgotten.
    FORGET_SUBJECTS = "DELETE FROM task_subjects WHERE task = $1";
    FORGET_SUBJECTS_OF_CLOSED = "DELETE FROM task_subjects WHERE task IN (SELECT id FROM tasks WHERE closed_at < $1)";
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
    /// `open`, `taken`, `done`, `refused`, `lapsed` or `taken-back`.
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
    /// Tasks about somebody that wait or were decided, by the keyed hash of what the source knows them by, the latest first.
    fn tasks_about(
        &self,
        subject: &[u8],
        limit: u32,
    ) -> impl Future<Output = Result<Vec<TaskRow>>> + Send;
    /// The number of the latest task about somebody; 0 where there is none.
    fn last_task_about(&self, subject: &[u8]) -> impl Future<Output = Result<i64>> + Send;
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

    async fn tasks_about(&self, subject: &[u8], limit: u32) -> Result<Vec<TaskRow>> {
        self.fetch_all(ABOUT, params![subject, limit]).await
    }

    async fn last_task_about(&self, subject: &[u8]) -> Result<i64> {
        let last: (i64,) = self.fetch_one(LAST_ABOUT, params![subject]).await?;
        Ok(last.0)
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

    /// Whom a task is about, by the keyed hash of what the source knows them by; it is the one after their task `last`. Another
    /// that came meanwhile fails the unit with [`crate::Error::Conflict`].
    pub fn insert_task_subject(&mut self, subject: &[u8], last: i64, task: &str) -> &mut Self {
        self.insert_once(&TASK_SUBJECTS, values![subject.to_vec(), last + 1, task])
    }

    /// Forgets whom a task is about.
    pub fn forget_task_subjects(&mut self, task: &str) -> &mut Self {
        self.execute(FORGET_SUBJECTS, values![task])
    }

    /// Forgets whom tasks were about that were done before `then`.
    pub fn forget_task_subjects_before(&mut self, then: i64) -> &mut Self {
        self.execute(FORGET_SUBJECTS_OF_CLOSED, values![then])
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
        self.execute(FORGET_SUBJECTS, values![id])
            .execute(FORGET, values![id])
            .destroy_data_key(id)
    }
}
