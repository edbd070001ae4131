//! The trail of what staff did. It lies in the party's tamper-evident log, so that nobody can take an entry out of it.

use std::collections::HashMap;

use evidence::commitment::{Salt, commit};
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::log::{Log as _, LogCursor, LogEntry};
use storage::staff::Staff as _;

use super::{Result, Staff, StaffError};

/// The kind under which the log has them.
pub const KIND: &str = "staff";
/// Bytes of the salt that an entry is committed with.
const SALT_BYTES: usize = 16;

/// Something that staff do, by the message that says it: `act-logged-in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act(pub &'static str);

impl Act {
    pub(super) const INVITED: Self = Self("act-invited");
    pub(super) const CAME: Self = Self("act-came");
    pub(super) const LOGGED_IN: Self = Self("act-logged-in");
    pub(super) const RECOVERED: Self = Self("act-logged-in-by-recovery");
    pub(super) const REFUSED: Self = Self("act-login-refused");
    pub(super) const LOGGED_OUT: Self = Self("act-logged-out");
    pub(super) const ROLES: Self = Self("act-roles-changed");
    pub(super) const LINK: Self = Self("act-link-renewed");
    pub(super) const REMOVED: Self = Self("act-removed");
    pub(super) const PASSWORD: Self = Self("act-password-changed");
    pub(super) const CODES: Self = Self("act-codes-renewed");

    /// Its name in the log.
    pub fn name(self) -> &'static str {
        self.0.strip_prefix("act-").unwrap_or(self.0)
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// Whoever bears the party's administration token.
    Administration,
    /// A member of staff, by their id.
    Member(&'a str),
}

/// An entry's record. Members are in the order of their names, so that its JSON is canonical (RFC 8785).
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    act: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    object: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whom: Option<String>,
}

/// An entry of the trail.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Entry {
    /// Its index in the party's log.
    pub index: i64,
    /// When (RFC 3339).
    pub at: String,
    /// What was done.
    pub act: String,
    /// Who did it, by name; the party's administration when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// To which member of staff, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whom: Option<String>,
    /// To what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

/// A page of the trail, newest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Trail {
    /// The entries.
    pub entries: Vec<Entry>,
    /// What to ask for the next page with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The party under which the log finds what an organisation's staff did.
fn party(organisation: &str) -> String {
    format!("staff:{organisation}")
}

/// The entry in a party's log of something that was done with the administration token, where no page has a part in it;
/// `at` in microseconds since the epoch, `object` as at [`Staff::note`].
///
/// # Errors
/// None that should happen; a record that cannot be written is none that may be left out.
pub fn by_administration(
    log: &str,
    at: i64,
    organisation: &str,
    act: Act,
    object: &str,
) -> Result<LogEntry> {
    let by = Actor::Administration;
    of(log, at, organisation, by, act, (None, Some(object)))
}

fn of(
    log: &str,
    at: i64,
    organisation: &str,
    by: Actor<'_>,
    act: Act,
    (whom, object): (Option<&str>, Option<&str>),
) -> Result<LogEntry> {
    let failed = |error: &dyn std::fmt::Display| StaffError::internal("audit trail", error);
    let record = Record {
        act: act.name().to_owned(),
        by: match by {
            Actor::Administration => None,
            Actor::Member(id) => Some(id.to_owned()),
        },
        object: object.map(str::to_owned),
        whom: whom.map(str::to_owned),
    };
    let record = evidence::canonical_json(&record).map_err(|error| failed(&error))?;
    let salt: [u8; SALT_BYTES] = rand::random();
    let leaf = commit(&Salt::new(salt).map_err(|error| failed(&error))?, &record);
    Ok(LogEntry {
        log: log.to_owned(),
        at,
        kind: KIND.to_owned(),
        party: Some(party(organisation)),
        subject: None,
        salt: Some(salt.to_vec()),
        record: Some(String::from_utf8(record).map_err(|error| failed(&error))?),
        leaf: leaf.0,
    })
}

impl Staff {
    /// Notes what was done in the unit that does it. `object` is what it was done to, such as a dataset or a key: never
    /// anything about a person that the organisation has data of.
    ///
    /// # Errors
    /// None that should happen; a record that cannot be written is none that may be left out.
    pub fn note(
        &self,
        unit: &mut Unit,
        organisation: &str,
        by: Actor<'_>,
        act: Act,
        object: Option<&str>,
    ) -> Result<()> {
        self.note_of(unit, organisation, by, act, None, object)
    }

    /// What somebody of the staff is called; their id where they are not known.
    ///
    /// # Errors
    /// The database's.
    pub async fn name(&self, id: &str) -> Result<String> {
        Ok(match self.host.database.staff_member(id).await? {
            Some(row) => self.open(row).await?.member.name,
            None => id.to_owned(),
        })
    }

    pub(super) fn note_of(
        &self,
        unit: &mut Unit,
        organisation: &str,
        by: Actor<'_>,
        act: Act,
        whom: Option<&str>,
        object: Option<&str>,
    ) -> Result<()> {
        unit.log(of(
            self.host.log.name(),
            self.now(),
            organisation,
            by,
            act,
            (whom, object),
        )?);
        Ok(())
    }

    /// Commits a unit that notes something, and has the log published.
    ///
    /// # Errors
    /// [`StaffError::Changed`]; the database's.
    pub async fn commit(&self, unit: Unit) -> Result<()> {
        self.host.database.commit(unit).await?;
        self.host.log.wake();
        Ok(())
    }

    /// What an organisation's staff did, newest first, after the page whose `next` is `before`.
    ///
    /// # Errors
    /// The problem `invalid-request` for a `before` that is none; the database's.
    pub async fn trail(
        &self,
        organisation: &str,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Trail> {
        let cursor = match before {
            None => LogCursor::newest(),
            Some(text) => cursor(self.host.log.name(), text)?,
        };
        let database = &self.host.database;
        let rows = database
            .log_by_party(&party(organisation), 0, &cursor, i64::from(limit))
            .await?;
        let next = (rows.len() == limit as usize)
            .then(|| {
                rows.last()
                    .map(|last| format!("{}.{}", last.at, last.index))
            })
            .flatten();
        let mut names = Names {
            staff: self,
            known: HashMap::new(),
        };
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let text = row.record.as_deref().unwrap_or_default();
            let Ok(record) = serde_json::from_str::<Record>(text) else {
                continue;
            };
            entries.push(Entry {
                index: row.index,
                at: crate::time::rfc3339(row.at),
                act: record.act,
                by: names.of(record.by).await?,
                whom: names.of(record.whom).await?,
                object: record.object,
            });
        }
        Ok(Trail { entries, next })
    }
}

fn cursor(log: &str, text: &str) -> Result<LogCursor> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, index)| Some((at.parse().ok()?, index.parse().ok()?)));
    let (at, index) = parsed.ok_or_else(|| {
        crate::Problem::new(crate::problem::ProblemName::InvalidRequest)
            .detail("`before` is not the `next` of a page")
    })?;
    Ok(LogCursor {
        at,
        log: log.to_owned(),
        index,
    })
}

/// Names of members of staff, each looked up once.
struct Names<'a> {
    staff: &'a Staff,
    known: HashMap<String, String>,
}

impl Names<'_> {
    async fn of(&mut self, id: Option<String>) -> Result<Option<String>> {
        let Some(id) = id else {
            return Ok(None);
        };
        if let Some(name) = self.known.get(&id) {
            return Ok(Some(name.clone()));
        }
        let name = self.staff.name(&id).await?;
        self.known.insert(id, name.clone());
        Ok(Some(name))
    }
}
