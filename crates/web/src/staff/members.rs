//! Who works for an organisation: inviting, letting in, changing roles, removing.

use serde::{Deserialize, Serialize};
use storage::staff::{Staff as _, StaffInvitation, StaffMember};
use storage::vault::DataKeys as _;
use storage::{Database, Unit};
use utoipa::ToSchema;

use super::audit::{Act, Actor};
use super::factor::Factor;
use super::role::{Role, Roles};
use super::{Result, Staff, StaffError};
use crate::language::Language;
use crate::session::SessionToken;

/// The field name under which somebody is sealed.
const FIELD: &str = "staff_members.sealed";
/// The domain of keyed hashes of logins.
const LOGIN_INDEX: &str = "staff login";
/// How long a link lets somebody in, in microseconds: over a weekend.
const INVITATION: i64 = 72 * 3_600_000_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Members of one organisation that are shown: more than any has at these pages.
const MOST: u32 = 1_000;

/// Whether somebody can log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// They have a link and have not used it yet.
    Invited,
    /// They can.
    Active,
    /// They have left. Their name is kept for the trail of what they did.
    Left,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Left => "left",
        }
    }

    fn stored(text: &str) -> Self {
        match text {
            "invited" => Self::Invited,
            "active" => Self::Active,
            // Whatever is not known lets nobody in.
            _ => Self::Left,
        }
    }

    pub(super) fn is_active(row: &StaffMember) -> bool {
        Self::stored(&row.state) == Self::Active
    }
}

/// Somebody who works for an organisation.
#[derive(Clone, Serialize, ToSchema)]
pub struct Member {
    /// A random UUID.
    pub id: String,
    /// The organisation, as the party names it.
    pub organisation: String,
    /// What they are called.
    pub name: String,
    /// The e-mail address they log in with; empty when they have left.
    pub login: String,
    /// Their roles.
    pub roles: Roles,
    /// Whether they can log in.
    pub state: State,
    /// The language they chose (BCP 47).
    pub locale: String,
    /// When they last logged in (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<String>,
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Member")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Somebody to let in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// What they are called.
    pub name: String,
    /// The e-mail address they will log in with.
    pub login: String,
    /// Their roles; at least one.
    pub roles: Roles,
    /// The language to speak to them (BCP 47).
    #[serde(default)]
    pub locale: Option<String>,
}

/// Somebody who was invited. The link is shown this once.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// Who.
    pub member: Member,
    /// What lets them in, once.
    pub link: String,
    /// Until when (RFC 3339).
    pub until: String,
}

/// What is sealed of somebody.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sealed {
    name: String,
    login: String,
    pub(super) factor: Factor,
}

/// Somebody with what is stored of them.
pub(super) struct Opened {
    pub(super) member: Member,
    pub(super) row: StaffMember,
    pub(super) sealed: Sealed,
}

async fn open(database: &Database, row: StaffMember) -> Result<Opened> {
    let text = database.unseal(&row.id, FIELD, &row.sealed).await?;
    let sealed: Sealed = serde_json::from_slice(&text)
        .map_err(|error| StaffError::internal("stored staff", &error))?;
    let member = Member {
        id: row.id.clone(),
        organisation: row.organisation.clone(),
        name: sealed.name.clone(),
        login: sealed.login.clone(),
        roles: Roles::stored(&row.roles),
        state: State::stored(&row.state),
        locale: row.locale.clone(),
        seen_at: row.seen_at.map(crate::time::rfc3339),
    };
    Ok(Opened {
        member,
        row,
        sealed,
    })
}

/// The staff of an organisation by their names; those who have left are not among them.
///
/// # Errors
/// The database's.
pub async fn members(database: &Database, organisation: &str) -> Result<Vec<Member>> {
    let rows = database.staff_members(organisation, "", MOST).await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in rows {
        let member = open(database, row).await?.member;
        if member.state != State::Left {
            members.push(member);
        }
    }
    members.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    Ok(members)
}

impl Staff {
    pub(super) async fn login_index(&self, login: &str) -> Result<Vec<u8>> {
        let index = self.host.database.blind_index(LOGIN_INDEX, login).await?;
        Ok(index.to_vec())
    }

    pub(super) async fn open(&self, row: StaffMember) -> Result<Opened> {
        open(&self.host.database, row).await
    }

    pub(super) async fn seal(&self, opened: &mut Opened) -> Result<()> {
        let text = serde_json::to_vec(&opened.sealed)
            .map_err(|error| StaffError::internal("staff", &error))?;
        let id = opened.row.id.as_str();
        opened.row.sealed = self.host.database.seal(id, FIELD, &text).await?;
        Ok(())
    }

    /// Somebody of an organisation.
    pub(super) async fn of_organisation(&self, organisation: &str, id: &str) -> Result<Opened> {
        let row = self.host.database.staff_member(id).await?;
        let row = row.filter(|row| row.organisation == organisation);
        self.open(row.ok_or(StaffError::Unknown("member of staff"))?)
            .await
    }

    /// The staff of an organisation by their names; those who have left are not among them.
    ///
    /// # Errors
    /// The database's.
    pub async fn members(&self, organisation: &str) -> Result<Vec<Member>> {
        members(&self.host.database, organisation).await
    }

    /// Invites somebody; the link lets them in once.
    ///
    /// # Errors
    /// [`StaffError::Login`], [`StaffError::Name`], [`StaffError::NoRole`], [`StaffError::Taken`];
    /// [`StaffError::Unknown`] for an organisation that is not here or may not act.
    pub async fn invite(
        &self,
        organisation: &str,
        new: NewMember,
        by: Actor<'_>,
    ) -> Result<Invited> {
        if self.host.organisations.name(organisation).await?.is_none() {
            return Err(StaffError::Unknown("organisation"));
        }
        let login = crate::login::normal(&new.login).ok_or(StaffError::Login)?;
        let name = checked_name(&new.name)?;
        if new.roles.is_empty() {
            return Err(StaffError::NoRole);
        }
        let index = self.login_index(&login).await?;
        if self
            .host
            .database
            .staff_member_by_login(&index)
            .await?
            .is_some()
        {
            return Err(StaffError::Taken);
        }
        let locale = new
            .locale
            .as_deref()
            .and_then(Language::of_tag)
            .unwrap_or_default();
        let now = self.now();
        let id = uuid::Builder::from_random_bytes(rand::random())
            .into_uuid()
            .to_string();
        let sealed = Sealed {
            name,
            login,
            factor: Factor::new(),
        };
        let mut unit = Unit::new();
        let key = unit.new_data_key(self.host.database.vault()?, &id)?;
        let text =
            serde_json::to_vec(&sealed).map_err(|error| StaffError::internal("staff", &error))?;
        let row = StaffMember {
            sealed: key.seal(FIELD, &text)?,
            id,
            organisation: organisation.to_owned(),
            login_index: Some(index),
            roles: new.roles.to_string(),
            password: None,
            totp_step: 0,
            locale: locale.tag().to_owned(),
            state: State::Invited.as_str().to_owned(),
            version: 1,
            created_at: now,
            changed_at: now,
            seen_at: None,
        };
        unit.insert_staff_member(&row);
        let (link, until) = self.link(&mut unit, &row.id);
        let id = row.id.clone();
        self.note_of(
            &mut unit,
            organisation,
            by,
            Act::INVITED,
            Some(&id),
            Some(&row.roles),
        )?;
        match self.commit(unit).await {
            Ok(()) => {}
            // Two at once with one login.
            Err(StaffError::Problem(problem))
                if problem.name() == crate::problem::ProblemName::Conflict =>
            {
                return Err(StaffError::Taken);
            }
            Err(error) => return Err(error),
        }
        let row = self.host.database.staff_member(&id).await?;
        let row = row.ok_or(StaffError::Unknown("member of staff"))?;
        let member = self.open(row).await?.member;
        Ok(Invited {
            member,
            link,
            until,
        })
    }

    fn link(&self, unit: &mut Unit, member: &str) -> (String, String) {
        let secret = SessionToken::generate(&mut rand::rng());
        let now = self.now();
        unit.insert_staff_invitation(&StaffInvitation {
            secret_hash: secret.hash().to_vec(),
            member: member.to_owned(),
            created_at: now,
            expires_at: now + INVITATION,
        });
        let link = format!(
            "{}/staff/invitations/{}",
            self.host.frame.base_url,
            secret.expose()
        );
        (link, crate::time::rfc3339(now + INVITATION))
    }

    /// Gives somebody a new link, because the last one is too old or because they have lost what they log in with. What
    /// they logged in with before lets nobody in any more.
    ///
    /// # Errors
    /// [`StaffError::Unknown`], [`StaffError::LastAdministrator`] for the only one, whom nobody could let in.
    pub async fn invite_again(
        &self,
        organisation: &str,
        id: &str,
        by: Actor<'_>,
    ) -> Result<Invited> {
        let mut opened = self.of_organisation(organisation, id).await?;
        let mut unit = Unit::new();
        match opened.member.state {
            State::Left => return Err(StaffError::Unknown("member of staff")),
            State::Active if by == Actor::Member(id) => {
                unit.keep_a_staff_administrator(organisation, id);
            }
            State::Active | State::Invited => {}
        }
        opened.sealed.factor = Factor::new();
        self.seal(&mut opened).await?;
        State::Invited.as_str().clone_into(&mut opened.row.state);
        opened.row.password = None;
        unit.update_staff_member(&opened.row, self.now())
            .end_staff_sessions(id);
        let (link, until) = self.link(&mut unit, id);
        self.note_of(&mut unit, organisation, by, Act::LINK, Some(id), None)?;
        self.commit(unit).await.map_err(last)?;
        let member = Member {
            state: State::Invited,
            ..opened.member
        };
        Ok(Invited {
            member,
            link,
            until,
        })
    }

    /// Gives somebody other roles; what they do from now on is measured by them.
    ///
    /// # Errors
    /// [`StaffError::Unknown`], [`StaffError::NoRole`], [`StaffError::LastAdministrator`].
    pub async fn change_roles(
        &self,
        organisation: &str,
        id: &str,
        roles: &Roles,
        by: Actor<'_>,
    ) -> Result<()> {
        if roles.is_empty() {
            return Err(StaffError::NoRole);
        }
        let mut opened = self.of_organisation(organisation, id).await?;
        if opened.member.state == State::Left {
            return Err(StaffError::Unknown("member of staff"));
        }
        if opened.member.roles == *roles {
            return Ok(());
        }
        let mut unit = Unit::new();
        if is_administrator(&opened.member) && !roles.has(&Role::Administrator) {
            unit.keep_a_staff_administrator(organisation, id);
        }
        opened.row.roles = roles.to_string();
        unit.update_staff_member(&opened.row, self.now());
        let said = opened.row.roles.clone();
        self.note_of(
            &mut unit,
            organisation,
            by,
            Act::ROLES,
            Some(id),
            Some(&said),
        )?;
        self.commit(unit).await.map_err(last)
    }

    /// Lets somebody in no more. Their name stays for the trail; their login is free for somebody else.
    ///
    /// # Errors
    /// [`StaffError::Unknown`], [`StaffError::LastAdministrator`].
    pub async fn remove(&self, organisation: &str, id: &str, by: Actor<'_>) -> Result<()> {
        let mut opened = self.of_organisation(organisation, id).await?;
        let mut unit = Unit::new();
        match opened.member.state {
            State::Left => return Err(StaffError::Unknown("member of staff")),
            State::Active if is_administrator(&opened.member) => {
                unit.keep_a_staff_administrator(organisation, id);
            }
            State::Active | State::Invited => {}
        }
        opened.sealed.login = String::new();
        opened.sealed.factor = Factor::default();
        self.seal(&mut opened).await?;
        opened.row.login_index = None;
        opened.row.password = None;
        State::Left.as_str().clone_into(&mut opened.row.state);
        unit.update_staff_member(&opened.row, self.now())
            .end_staff_sessions(id)
            .end_staff_invitations(id);
        self.note_of(&mut unit, organisation, by, Act::REMOVED, Some(id), None)?;
        self.commit(unit).await.map_err(last)
    }

    /// Speaks another language to somebody from now on.
    ///
    /// # Errors
    /// [`StaffError::Unknown`], [`StaffError::Changed`].
    pub(super) async fn speak(&self, id: &str, language: Language) -> Result<()> {
        let row = self.host.database.staff_member(id).await?;
        let mut row = row.ok_or(StaffError::Unknown("member of staff"))?;
        if row.locale == language.tag() {
            return Ok(());
        }
        language.tag().clone_into(&mut row.locale);
        let mut unit = Unit::new();
        unit.update_staff_member(&row, self.now());
        self.commit(unit).await
    }
}

impl Opened {
    /// They have come: they can log in from now on.
    pub(super) fn come(&mut self, password: String, step: i64) {
        self.row.password = Some(password);
        self.row.totp_step = step;
        State::Active.as_str().clone_into(&mut self.row.state);
    }
}

fn is_administrator(member: &Member) -> bool {
    member.state == State::Active && member.roles.has(&Role::Administrator)
}

/// What a conflict means where an administrator must be left.
fn last(error: StaffError) -> StaffError {
    match error {
        StaffError::Changed => StaffError::LastAdministrator,
        error => error,
    }
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    let fits =
        (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(StaffError::Name)
    }
}
