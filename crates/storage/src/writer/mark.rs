//! Whether a group is in, when the connection broke during its COMMIT.
//!
//! Each writer to PostgreSQL has a row that every group of its moves on by one. After a lost
//! connection the writer tries to move it on again: if that finds the row moved, the group is in; if
//! it succeeds, the group is not, and cannot get in any more. (With SQLite there is no such doubt:
//! the engine is in this process.)
use super::connection::Connection;
use crate::value::Value;

const MARK_FIRST: &str = "INSERT INTO writer_marks (writer, sequence, at) VALUES ($1, 0, $2)
    ON CONFLICT (writer) DO NOTHING";
const MARK: &str = "UPDATE writer_marks SET sequence = $3, at = $4
    WHERE writer = $1 AND sequence = CAST($2 AS BIGINT)";
const MARK_FORGET: &str = "DELETE FROM writer_marks WHERE writer = $1 OR at < $2";
/// A writer that has not ended properly leaves its mark; after a month nobody asks for it.
const MARK_LIFETIME_MICROS: i64 = 30 * 24 * 3600 * 1_000_000;

/// A writer's row.
pub(super) struct Mark {
    writer: Value,
    sequence: i64,
    known: bool,
}

impl Mark {
    /// A mark not stored yet.
    pub(super) fn new() -> Self {
        Self {
            writer: Value::from(uuid::Uuid::new_v4()),
            sequence: 0,
            known: false,
        }
    }

    /// Moves the mark on within the transaction; `false` when it has been moved already, or is gone.
    pub(super) async fn advance(
        &mut self,
        connection: &mut Connection,
    ) -> Result<bool, sqlx::Error> {
        if !self.known {
            // Outside the mark's own protection, so done before anything else and on its own.
            let at = Value::Int(now_micros());
            connection
                .execute(MARK_FIRST.into(), [&self.writer, &at])
                .await?;
            connection.commit().await?;
            self.known = true;
            connection.begin().await?;
        }
        let (from, to) = (Value::Int(self.sequence), Value::Int(self.sequence + 1));
        let values = [&self.writer, &from, &to, &Value::Int(now_micros())];
        Ok(connection.execute(MARK.into(), values).await? == 1)
    }

    /// The transaction that moved the mark on is committed.
    pub(super) fn committed(&mut self) {
        self.sequence += 1;
    }

    /// Removes the mark, and those that nobody asks for any more.
    pub(super) async fn forget(&self, connection: &mut Connection) -> Result<(), sqlx::Error> {
        let oldest = Value::Int(now_micros() - MARK_LIFETIME_MICROS);
        connection
            .execute(MARK_FORGET.into(), [&self.writer, &oldest])
            .await
            .map(drop)
    }
}

fn now_micros() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_micros()).ok())
        .unwrap_or_default()
}
