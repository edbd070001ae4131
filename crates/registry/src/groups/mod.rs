//! Trust groups: operators under one rulebook (MIM4 §5.1.3).

pub mod api;

use serde::{Deserialize, Serialize};
use storage::registry::groups::{GroupRow, Groups as _};
use storage::{Database, Unit};
use uuid::Uuid;

use crate::log;
use crate::{Error, Result};

/// Longest name of a group or member, in characters: a line on a page.
pub const LONGEST_NAME: usize = 200;

/// The rulebook in force in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// Its identifier, the same for all its versions.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical JSON, in hexadecimal: its name.
    pub sha256: String,
}

/// A trust group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its version 4 UUID, made when it was set up.
    pub trust_group_uuid: String,
    /// What people call it.
    pub name: String,
    /// The rulebook in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rulebook: Option<Rulebook>,
    /// Grows with every change of what its list says.
    pub sequence: i64,
}

impl From<GroupRow> for Group {
    fn from(row: GroupRow) -> Self {
        Self {
            trust_group_uuid: row.id,
            name: row.name,
            rulebook: row
                .rulebook
                .and_then(|text| serde_json::from_str(&text).ok()),
            sequence: row.sequence,
        }
    }
}

/// Sets up a group. `now` in microseconds since the epoch.
pub async fn create(
    database: &Database,
    name: &str,
    rulebook: Option<Rulebook>,
    now: i64,
) -> Result<Group> {
    let name = checked_name(name)?;
    let row = GroupRow {
        id: Uuid::new_v4().hyphenated().to_string(),
        name,
        rulebook: rulebook.as_ref().map(checked_rulebook).transpose()?,
        sequence: 1,
        created_at: now,
        changed_at: now,
    };
    let mut unit = Unit::new();
    unit.insert_group(&row);
    let group = Group::from(row);
    unit.log(log::entry(
        "group-created",
        &group.trust_group_uuid,
        &group,
        now,
    ));
    database.commit(unit).await?;
    Ok(group)
}

/// Puts a rulebook in force in a group.
pub async fn set_rulebook(
    database: &Database,
    id: &str,
    rulebook: &Rulebook,
    now: i64,
) -> Result<Group> {
    let text = checked_rulebook(rulebook)?;
    find(database, id).await?;
    let mut unit = Unit::new();
    unit.set_rulebook(id, &text, now);
    unit.log(log::entry("rulebook-in-force", id, rulebook, now));
    database.commit(unit).await?;
    find(database, id).await
}

/// The group with this UUID.
pub async fn find(database: &Database, id: &str) -> Result<Group> {
    let row = database.group(id).await?;
    row.map(Group::from).ok_or_else(|| Error::NotFound {
        what: "trust group",
        id: id.to_owned(),
    })
}

/// All groups, oldest first.
pub async fn all(database: &Database) -> Result<Vec<Group>> {
    Ok(database
        .groups()
        .await?
        .into_iter()
        .map(Group::from)
        .collect())
}

pub(crate) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
    {
        return Err(Error::Invalid(format!(
            "a name has 1 to {LONGEST_NAME} printable characters"
        )));
    }
    Ok(name.to_owned())
}

fn checked_rulebook(rulebook: &Rulebook) -> Result<String> {
    let hexadecimal =
        rulebook.sha256.len() == 64 && rulebook.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hexadecimal {
        return Err(Error::Invalid(format!(
            "`{}` is not a SHA-256 in hexadecimal",
            rulebook.sha256
        )));
    }
    checked_name(&rulebook.id)?;
    checked_name(&rulebook.version)?;
    serde_json::to_string(rulebook).map_err(|error| Error::Invalid(error.to_string()))
}
