//! What a person has asked the staff to change: whose a task is, whether something waits already, and how far it is.
//!
//! The person is known by keyed hashes of what the source knows them by, which go a while after the decision.

use permission::covers;
use protocol::self_access::{Asked, AskedChange};
use storage::Unit;
use storage::connector::tasks::{TaskRow, Tasks as _};
use storage::vault::DataKeys as _;
use web::problem::Problem;

use super::{AT_ONCE, Closing, Details, State, Task};
use crate::app::App;
use crate::sources::Wish;
use crate::sources::template::Identifiers;

/// For how long the person sees at the source how it was decided, in microseconds: as long as staff may take for it.
pub(super) const SHOWN: i64 = super::DUE_WITHIN;

impl App {
    /// The person of a dataset, as tasks about them are found: by each of what the source knows them by.
    async fn subjects(
        &self,
        dataset: &str,
        identifiers: &Identifiers,
    ) -> storage::Result<Vec<[u8; 32]>> {
        let mut subjects = Vec::new();
        for one in identifiers.iter() {
            let domain = format!("task.{dataset}.{}", one.id_type);
            subjects.push(self.database.blind_index(&domain, &one.id).await?);
        }
        Ok(subjects)
    }

    /// After which of their tasks the next one of a person comes: asked before it is known that nothing else waits.
    pub(crate) async fn last_asked(
        &self,
        dataset: &str,
        identifiers: &Identifiers,
    ) -> storage::Result<Vec<([u8; 32], i64)>> {
        let mut last = Vec::new();
        for subject in self.subjects(dataset, identifiers).await? {
            last.push((subject, self.database.last_task_about(&subject).await?));
        }
        Ok(last)
    }

    /// What a person has asked that waits or was decided lately, as it is stored, the latest first.
    pub(crate) async fn asked_rows(
        &self,
        dataset: &str,
        identifiers: &Identifiers,
    ) -> storage::Result<Vec<TaskRow>> {
        let decided = self.clock.micros() - SHOWN;
        let mut rows: Vec<TaskRow> = Vec::new();
        for subject in self.subjects(dataset, identifiers).await? {
            for row in self.database.tasks_about(&subject, AT_ONCE).await? {
                let is_shown = row.closed_at.is_none_or(|at| at > decided);
                if is_shown && rows.iter().all(|other| other.id != row.id) {
                    rows.push(row);
                }
            }
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.received_at));
        Ok(rows)
    }

    /// The same, opened.
    pub(crate) async fn asked(
        &self,
        dataset: &str,
        identifiers: &Identifiers,
    ) -> Result<Vec<Task>, Problem> {
        let mut tasks = Vec::new();
        for row in self.asked_rows(dataset, identifiers).await? {
            tasks.push(self.read_task(row).await?);
        }
        Ok(tasks)
    }

    /// Ends in a unit a task that its person takes back, with what the log says of it.
    ///
    /// # Errors
    /// The problem `conflict` when it has ended.
    pub(crate) async fn take_back(&self, unit: &mut Unit, task: Task) -> Result<(), Problem> {
        let (how, now) = (Closing::taken_back(), self.clock.micros());
        let outcome = task.outcome(&how, now);
        let task = task.close(&how, now)?;
        if let Some(outcome) = outcome {
            unit.log(outcome.entry().map_err(super::unreadable)?);
        }
        unit.forget_task_subjects(&task.id);
        self.write_task(unit, task).await
    }
}

impl Task {
    /// Whether it waits, and what is wished is about the same, or about a part of it. Whoever has everything erased need not
    /// wait for the rest.
    pub(crate) fn awaits(&self, wish: &Wish) -> bool {
        let Details {
            corrected,
            erased,
            all,
            ..
        } = &self.details;
        let overlaps = |path: &String| wish.paths().any(|other| meet(path, other));
        let is_about = *all || corrected.keys().chain(erased).any(overlaps);
        !self.has_ended() && is_about
    }

    /// The attributes that it is about, by their paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &String> {
        self.details.corrected.keys().chain(&self.details.erased)
    }

    /// What the person who asked it is shown.
    pub(crate) fn to_person(&self) -> AskedChange {
        let decided_at = web::time::rfc3339(self.closed_at.unwrap_or_default());
        let state = match self.state {
            State::Done => Asked::Done { decided_at },
            State::Refused => Asked::Refused {
                decided_at,
                reason: self.history.last().and_then(|event| event.note.clone()),
            },
            _ => Asked::Waiting {
                until: web::time::rfc3339(self.due_at),
            },
        };
        AskedChange {
            task: self.id.clone(),
            asked_at: web::time::rfc3339(self.received_at),
            state,
            correct: self.details.corrected.clone(),
            erase: self.details.erased.clone(),
            erase_all: self.details.all,
        }
    }
}

/// Whether two paths are the same, or one is of a part of the other.
fn meet(one: &str, other: &str) -> bool {
    covers(one, other) || covers(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_meet_where_one_is_of_a_part_of_the_other() {
        assert!(meet("address", "address"));
        assert!(meet("address", "address.street"));
        assert!(meet("address.street", "address"));
        assert!(!meet("address.street", "address.city"));
        assert!(!meet("address", "addresses"));
    }
}
