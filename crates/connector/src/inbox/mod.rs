//! What the source's staff do by hand: changes that its system cannot make, people who come to the desk. A change is due
//! within a month (GDPR art. 12(3)), a person at the desk while their code is good; whose it is lies sealed, and goes when
//! it is done.

pub(crate) mod asked;

use std::collections::{BTreeMap, BTreeSet};

use protocol::links::LONGEST_REASON;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::Unit;
use storage::connector::tasks::{TaskRow, Tasks as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;
use web::problem::{Problem, ProblemName};

use crate::app::App;
use crate::releases::{self, Record};

/// The field name under which a task is sealed.
const FIELD: &str = "tasks.sealed";
/// Within which it is to be done, in microseconds: the shortest month but February.
pub(crate) const DUE_WITHIN: i64 = 30 * 86_400_000_000;
/// For how long what was done is kept, in microseconds: a year, in which people and authorities ask.
const KEPT: i64 = 366 * 86_400_000_000;
/// Tasks forgotten in one go.
const AT_ONCE: u32 = 200;
/// The longest note, in characters: as long as what people are told of it.
const LONGEST_NOTE: usize = LONGEST_REASON;
/// Whoever bears the administration token, among those who do something with a task.
pub(crate) const ADMINISTRATION: &str = "administration";

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A person corrects their data.
    Correction,
    /// A person has data erased.
    Erasure,
    /// A person came to the desk, or will, to show who they are.
    DeskConfirmation,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Correction, Self::Erasure, Self::DeskConfirmation];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Erasure => "erasure",
            Self::DeskConfirmation => "desk-confirmation",
        }
    }

    /// The message that names it.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Correction => "task-correction",
            Self::Erasure => "task-erasure",
            Self::DeskConfirmation => "task-desk-confirmation",
        }
    }
}

/// How far a task has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case", tag = "state", content = "by")]
pub(crate) enum State {
    /// Nobody has taken it on.
    Open,
    /// This member of staff does it.
    Taken(String),
    /// It is done.
    Done,
    /// It was refused, and the note says why.
    Refused,
    /// It ended by itself: its time has run out, or the person gave up.
    Lapsed,
    /// The person took it back.
    TakenBack,
}

/// How a task ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ending {
    /// Done as asked.
    Done,
    /// Refused.
    Refused,
}

/// What a task is about. Personal data: `Debug` shows nothing of it.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Details {
    /// By what the source knows the person: type and value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) identifiers: BTreeMap<String, String>,
    /// New values by the paths of attributes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = Object)]
    pub(crate) corrected: BTreeMap<String, Value>,
    /// Paths of attributes that are to be erased.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) erased: BTreeSet<String>,
    /// Whether everything of the person in the dataset is to be erased.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) all: bool,
    /// What else the person said, by the names of the fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) fields: BTreeMap<String, String>,
}

/// What was done with a task.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Event {
    /// When, in microseconds since the epoch.
    pub(crate) at: i64,
    /// The member of staff, by id; the administration when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    /// `taken`, `put-back`, `done`, `refused`, `lapsed` or `taken-back`.
    pub(crate) act: String,
    /// What they wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

/// What a task came from, which hears how it ends.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// A person's attempt to be linked.
    Link {
        /// Its name.
        attempt: String,
    },
    /// What a person asked to be changed, as the log has it: their operator hears of it under the same access item.
    Change(Box<Record>),
}

/// How a task ends, by whom and with what note.
#[derive(Clone)]
pub(crate) struct Closing {
    /// The member of staff; none where nobody of them ends it.
    by: Option<String>,
    how: How,
    note: String,
}

/// How a task ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Somebody of the staff ends it.
    ByStaff(Ending),
    /// By itself.
    Lapsed,
    /// The person takes it back.
    TakenBack,
}

impl Closing {
    /// Somebody ends it.
    pub(crate) fn by(who: &str, ending: Ending, note: &str) -> Self {
        Self {
            by: Some(who.to_owned()),
            how: How::ByStaff(ending),
            note: note.to_owned(),
        }
    }

    /// It ends by itself.
    pub(crate) const fn lapse() -> Self {
        Self::without_staff(How::Lapsed)
    }

    /// The person takes it back.
    const fn taken_back() -> Self {
        Self::without_staff(How::TakenBack)
    }

    const fn without_staff(how: How) -> Self {
        Self {
            by: None,
            how,
            note: String::new(),
        }
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Content {
    details: Details,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    history: Vec<Event>,
}

/// A task to open.
pub(crate) struct NewTask<'a> {
    /// What is to be done.
    pub(crate) kind: Kind,
    /// The dataset it is about, by its short name; empty where it is about none.
    pub(crate) dataset: &'a str,
    /// What about.
    pub(crate) details: Details,
    /// To be done by then, in microseconds since the epoch.
    pub(crate) due_at: i64,
    /// What it came from.
    pub(crate) origin: Option<Origin>,
}

/// A task as staff see it.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Task {
    /// Its id.
    pub(crate) id: String,
    /// What is to be done.
    pub(crate) kind: Kind,
    /// The dataset it is about, by its short name; empty where it is about none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) dataset: String,
    #[serde(flatten)]
    pub(crate) state: State,
    /// Came when, in microseconds since the epoch.
    pub(crate) received_at: i64,
    /// To be done by then, in microseconds since the epoch.
    pub(crate) due_at: i64,
    /// Ended when, in microseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed_at: Option<i64>,
    /// What about; only names of attributes once it is done.
    pub(crate) details: Details,
    /// What was done with it.
    pub(crate) history: Vec<Event>,
    /// What it came from.
    #[serde(skip)]
    pub(crate) origin: Option<Origin>,
    #[serde(skip)]
    row: TaskRow,
}

fn unreadable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a task cannot be read");
    Problem::new(ProblemName::Internal)
}

/// The problem of a move that the state does not allow.
fn wrong_move(detail: &str) -> Problem {
    Problem::new(ProblemName::Conflict).detail(detail)
}

/// A note as it is kept; none where nothing is written.
pub(crate) fn written(note: &str) -> Option<String> {
    let note = note.trim();
    (!note.is_empty()).then(|| note.chars().take(LONGEST_NOTE).collect())
}

impl App {
    /// Opens a task in the unit that it belongs to; gives its id and until when it is to be done.
    ///
    /// # Errors
    /// The vault's.
    pub(crate) fn open_task(
        &self,
        unit: &mut Unit,
        new: NewTask<'_>,
    ) -> storage::Result<(String, i64)> {
        let id = uuid::Uuid::new_v4().to_string();
        let now = self.clock.micros();
        let content = Content {
            details: new.details,
            origin: new.origin,
            history: Vec::new(),
        };
        let text = serde_json::to_vec(&content).unwrap_or_default();
        let key = unit.new_data_key(self.database.vault()?, &id)?;
        unit.insert_task(&TaskRow {
            sealed: key.seal(FIELD, &text)?,
            id: id.clone(),
            kind: new.kind.as_str().to_owned(),
            dataset: new.dataset.to_owned(),
            state: "open".to_owned(),
            received_at: now,
            due_at: new.due_at,
            taken_by: None,
            version: 1,
            closed_at: None,
        });
        metrics::counter!("connector_tasks_total", "kind" => new.kind.as_str()).increment(1);
        Ok((id, new.due_at))
    }

    async fn read_task(&self, row: TaskRow) -> Result<Task, Problem> {
        let text = self.database.unseal(&row.id, FIELD, &row.sealed).await?;
        let content: Content = serde_json::from_slice(&text).map_err(unreadable)?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
        let state = match (row.state.as_str(), &row.taken_by) {
            ("taken", Some(by)) => State::Taken(by.clone()),
            ("done", _) => State::Done,
            ("refused", _) => State::Refused,
            ("lapsed", _) => State::Lapsed,
            ("taken-back", _) => State::TakenBack,
            _ => State::Open,
        };
        Ok(Task {
            id: row.id.clone(),
            kind: kind.ok_or_else(|| unreadable("its kind is not known"))?,
            dataset: row.dataset.clone(),
            state,
            received_at: row.received_at,
            due_at: row.due_at,
            closed_at: row.closed_at,
            details: content.details,
            history: content.history,
            origin: content.origin,
            row,
        })
    }

    /// One task.
    pub(crate) async fn task(&self, id: &str) -> Result<Task, Problem> {
        let row = self.database.task(id).await?;
        let gone = || Problem::new(ProblemName::NotFound).detail("there is no such task");
        self.read_task(row.ok_or_else(gone)?).await
    }

    /// Tasks not done yet, the most urgent first; or those that are done, the latest first.
    pub(crate) async fn tasks(&self, done: bool, limit: u32) -> Result<Vec<Task>, Problem> {
        let rows = if done {
            self.database.closed_tasks((i64::MAX, ""), limit).await?
        } else {
            self.database.live_tasks((i64::MIN, ""), limit).await?
        };
        let mut tasks = Vec::with_capacity(rows.len());
        for row in rows {
            tasks.push(self.read_task(row).await?);
        }
        Ok(tasks)
    }

    /// Writes a task after a move; the caller commits.
    pub(crate) async fn write_task(&self, unit: &mut Unit, task: Task) -> Result<(), Problem> {
        let Task {
            mut row,
            details,
            origin,
            history,
            ..
        } = task;
        let content = Content {
            details,
            origin,
            history,
        };
        let text = serde_json::to_vec(&content).map_err(unreadable)?;
        row.sealed = self.database.seal(&row.id, FIELD, &text).await?;
        unit.update_task(&row);
        Ok(())
    }

    /// Closes a task in the unit of its cause; nothing where it has ended.
    pub(crate) async fn close_task(
        &self,
        unit: &mut Unit,
        id: &str,
        how: &Closing,
    ) -> Result<(), Problem> {
        let task = self.task(id).await?;
        if task.has_ended() {
            return Ok(());
        }
        let task = task.close(how, self.clock.micros())?;
        self.write_task(unit, task).await
    }

    /// Closes what waits for people at the desk whose time has run out.
    ///
    /// # Errors
    /// The problem of a task that cannot be read or written.
    pub(crate) async fn lapse_tasks(&self) -> Result<(), Problem> {
        let now = self.clock.micros();
        let kind = Kind::DeskConfirmation.as_str();
        for row in self.database.overdue_tasks(kind, now, AT_ONCE).await? {
            let task = self.read_task(row).await?.close(&Closing::lapse(), now)?;
            let mut unit = Unit::new();
            self.write_task(&mut unit, task).await?;
            match self.database.commit(unit).await {
                // Else somebody did something with it at the same time; the next look closes it.
                Ok(_) | Err(storage::Error::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Forgets what was done more than a year ago, and whom it was about much earlier.
    pub(crate) async fn forget_tasks(&self) -> storage::Result<()> {
        let now = self.clock.micros();
        let rows = self
            .database
            .closed_tasks((now - KEPT, ""), AT_ONCE)
            .await?;
        let mut unit = Unit::new();
        unit.forget_task_subjects_before(now - asked::SHOWN);
        for row in &rows {
            unit.forget_task(&row.id);
        }
        self.database.commit(unit).await.map(drop)
    }
}

impl Task {
    fn event(&mut self, at: i64, by: Option<&str>, act: &str, note: Option<&str>) {
        self.history.push(Event {
            at,
            by: by.map(str::to_owned),
            act: act.to_owned(),
            note: note.and_then(written),
        });
    }

    /// What the log says, and with it the person's operator hears, of how a change ended; none of another task.
    pub(crate) fn outcome(&self, how: &Closing, at: i64) -> Option<Record> {
        let Some(Origin::Change(asked)) = &self.origin else {
            return None;
        };
        let mut record = Record::clone(asked);
        record.at = at;
        record.by_staff = matches!(how.how, How::ByStaff(_));
        record.until = None;
        match how.how {
            How::ByStaff(Ending::Done) => record.state = releases::State::Changed,
            How::TakenBack => record.state = releases::State::ChangeTakenBack,
            How::ByStaff(Ending::Refused) | How::Lapsed => record.refuse(
                ProblemName::ChangeRefused,
                ProblemName::ChangeRefused.status(),
            ),
        }
        record.detail = written(&how.note);
        Some(record)
    }

    /// Whether the person reads why it is refused.
    pub(crate) fn is_told(&self) -> bool {
        match &self.origin {
            Some(Origin::Change(asked)) => asked.access_item.is_some(),
            Some(Origin::Link { .. }) => true,
            None => false,
        }
    }

    /// Whether nothing more is done with it.
    pub(crate) const fn has_ended(&self) -> bool {
        !matches!(self.state, State::Open | State::Taken(_))
    }

    /// Somebody takes it on; also from a colleague.
    ///
    /// # Errors
    /// The problem `conflict` when it has ended.
    pub(crate) fn take(mut self, by: &str, at: i64) -> Result<Self, Problem> {
        if self.has_ended() {
            return Err(wrong_move("the task has ended"));
        }
        self.state = State::Taken(by.to_owned());
        "taken".clone_into(&mut self.row.state);
        self.row.taken_by = Some(by.to_owned());
        self.event(at, Some(by), "taken", None);
        Ok(self)
    }

    /// It is put back for somebody else.
    ///
    /// # Errors
    /// The problem `conflict` when nobody has it.
    pub(crate) fn put_back(mut self, by: &str, at: i64) -> Result<Self, Problem> {
        let State::Taken(_) = self.state else {
            return Err(wrong_move("nobody has taken the task on"));
        };
        self.state = State::Open;
        "open".clone_into(&mut self.row.state);
        self.row.taken_by = None;
        self.event(at, Some(by), "put-back", None);
        Ok(self)
    }

    /// It ends. Whose it was and what values it was about is forgotten.
    ///
    /// # Errors
    /// The problem `conflict` when it has ended already, `invalid-request` for a refusal without a reason.
    pub(crate) fn close(mut self, how: &Closing, at: i64) -> Result<Self, Problem> {
        if self.has_ended() {
            return Err(wrong_move("the task has ended"));
        }
        if how.how == How::ByStaff(Ending::Refused) && how.note.trim().is_empty() {
            return Err(Problem::new(ProblemName::InvalidRequest)
                .detail("`note`: a refusal says why (GDPR art. 12(4))"));
        }
        let (state, word) = match how.how {
            How::ByStaff(Ending::Done) => (State::Done, "done"),
            How::ByStaff(Ending::Refused) => (State::Refused, "refused"),
            How::Lapsed => (State::Lapsed, "lapsed"),
            How::TakenBack => (State::TakenBack, "taken-back"),
        };
        self.state = state;
        word.clone_into(&mut self.row.state);
        self.row.taken_by = None;
        self.row.closed_at = Some(at);
        self.event(at, how.by.as_deref(), word, Some(&how.note));
        self.origin = None;
        let corrected = std::mem::take(&mut self.details.corrected);
        self.details = Details {
            corrected: corrected
                .into_keys()
                .map(|path| (path, Value::Null))
                .collect(),
            erased: std::mem::take(&mut self.details.erased),
            all: self.details.all,
            ..Details::default()
        };
        Ok(self)
    }
}
