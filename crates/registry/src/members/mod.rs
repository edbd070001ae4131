//! The operators of a trust group: joining, suspension, leaving.

pub mod api;
pub(crate) mod events;
mod status;

pub use status::{Act, Status, WrongMove};

use protocol::ids::OperatorUuid;
use serde::{Deserialize, Serialize};
use storage::registry::groups::Groups as _;
use storage::registry::members::{MemberRow, Members as _};
use storage::{Database, Unit};

use crate::groups::checked_name;
use crate::{Error, Result, log};

/// Most members of a group: the trust list must stay a document that a connector fetches in one go.
pub const MOST_MEMBERS: usize = 1_000;

/// Who joins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// The operator's version 4 UUID.
    pub operator_uuid: String,
    /// Its name.
    pub name: String,
    /// Below which its metadata lies.
    pub operator_base_url: String,
    /// The link to its public keys (MIM4 §4.2.4).
    pub jwks_uri: String,
    /// Its roles under the rulebook; `operator` where none is said.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A member of a trust group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The operator's version 4 UUID.
    pub operator_uuid: String,
    /// Its name.
    pub name: String,
    /// Below which its metadata lies.
    pub operator_base_url: String,
    /// The link to its public keys.
    pub jwks_uri: String,
    /// Its roles under the rulebook.
    pub roles: Vec<String>,
    /// Where it stands.
    pub status: Status,
    /// Why, where somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl TryFrom<&MemberRow> for Member {
    type Error = Error;

    fn try_from(row: &MemberRow) -> Result<Self> {
        let broken = |what: &str| {
            Error::Invalid(format!(
                "stored {what} of member `{}` cannot be read",
                row.operator_uuid
            ))
        };
        Ok(Self {
            operator_uuid: row.operator_uuid.clone(),
            name: row.name.clone(),
            operator_base_url: row.base_url.clone(),
            jwks_uri: row.jwks_uri.clone(),
            roles: serde_json::from_str(&row.roles).map_err(|_| broken("roles"))?,
            status: row.status.parse().map_err(|()| broken("status"))?,
            reason: row.reason.clone(),
        })
    }
}

/// Adds an applicant to a group, with the status *applied*. `now` in microseconds since the epoch.
pub async fn apply(
    database: &Database,
    group: &str,
    applicant: &Applicant,
    now: i64,
) -> Result<Member> {
    crate::groups::find(database, group).await?;
    let uuid: OperatorUuid = applicant
        .operator_uuid
        .parse()
        .map_err(|error: protocol::ids::IdError| Error::Invalid(error.to_string()))?;
    let there = database.members(group).await?;
    if there.iter().any(|row| row.operator_uuid == uuid.as_str()) {
        return Err(Error::AlreadyMember(uuid.to_string()));
    }
    if there.len() >= MOST_MEMBERS {
        return Err(Error::Invalid(format!(
            "a trust group has at most {MOST_MEMBERS} members"
        )));
    }
    let roles = if applicant.roles.is_empty() {
        vec!["operator".to_owned()]
    } else {
        applicant.roles.clone()
    };
    for role in &roles {
        checked_name(role)?;
    }
    let row = MemberRow {
        group_id: group.to_owned(),
        operator_uuid: uuid.to_string(),
        name: checked_name(&applicant.name)?,
        base_url: applicant.operator_base_url.clone(),
        jwks_uri: applicant.jwks_uri.clone(),
        roles: serde_json::to_string(&roles).map_err(|error| Error::Invalid(error.to_string()))?,
        status: Status::Applied.as_str().to_owned(),
        reason: None,
        version: 1,
        created_at: now,
        changed_at: now,
    };
    let member = Member::try_from(&row)?;
    let mut unit = Unit::new();
    unit.insert_member(&row).advance_group(group, now);
    unit.log(log::entry(
        "member-applied",
        &member.operator_uuid,
        &member,
        now,
    ));
    match database.commit(unit).await {
        Err(storage::Error::Conflict { .. }) => Err(Error::AlreadyMember(member.operator_uuid)),
        other => other.map(|_| member).map_err(Error::from),
    }
}

/// Does something to a member. In force with the next trust list, which is signed at once.
pub async fn act(
    database: &Database,
    group: &str,
    operator: &str,
    act: Act,
    reason: Option<String>,
    now: i64,
) -> Result<Member> {
    let mut row = row(database, group, operator).await?;
    let status = Member::try_from(&row)?.status.after(act)?;
    status.as_str().clone_into(&mut row.status);
    row.reason = reason.map(|text| checked_name(&text)).transpose()?;
    row.changed_at = now;
    let member = Member::try_from(&row)?;
    let mut unit = Unit::new();
    unit.update_member(&row).advance_group(group, now);
    events::enqueue(&mut unit, database, group, &member, now).await?;
    unit.log(log::entry(
        &format!("member-{status}"),
        &member.operator_uuid,
        &member,
        now,
    ));
    database.commit(unit).await?;
    Ok(member)
}

/// All members of a group, whatever their status, in the order they came.
pub async fn all(database: &Database, group: &str) -> Result<Vec<Member>> {
    database
        .members(group)
        .await?
        .iter()
        .map(Member::try_from)
        .collect()
}

async fn row(database: &Database, group: &str, operator: &str) -> Result<MemberRow> {
    database
        .group(group)
        .await?
        .ok_or_else(|| Error::NotFound {
            what: "trust group",
            id: group.to_owned(),
        })?;
    let found = database.member(group, operator).await?;
    found.ok_or_else(|| Error::NotFound {
        what: "member",
        id: operator.to_owned(),
    })
}
