//! What staff may do: the one place where roles are told apart.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A role in an organisation. Somebody may have several.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Lets staff in and out, and keeps the keys.
    Administrator,
    /// Describes what the organisation offers or uses, and does what people ask for.
    DataSteward,
    /// Sees to it that the law is kept (GDPR art. 37-39).
    DataProtectionOfficer,
    /// Looks at everything and changes nothing.
    Auditor,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum May {
    /// See what is offered or used, how it is, and which keys are published.
    Look,
    /// See the log of who got what, and the statistics made of it.
    ReadLog,
    /// Change what is offered or used, and publish it.
    Publish,
    /// See the tasks that people's requests have become.
    ReadTasks,
    /// Take them on and say what came of them.
    DoTasks,
    /// Replace keys and secrets.
    ManageKeys,
    /// Let staff in and out.
    ManageStaff,
    /// See what staff did.
    ReadAudit,
}

impl May {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Look,
        Self::ReadLog,
        Self::Publish,
        Self::ReadTasks,
        Self::DoTasks,
        Self::ManageKeys,
        Self::ManageStaff,
        Self::ReadAudit,
    ];
}

impl Role {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::DataSteward,
        Self::DataProtectionOfficer,
        Self::Auditor,
    ];

    /// Its name, as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::DataSteward => "data-steward",
            Self::DataProtectionOfficer => "data-protection-officer",
            Self::Auditor => "auditor",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The message that names it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Administrator => "staff-role-administrator",
            Self::DataSteward => "staff-role-data-steward",
            Self::DataProtectionOfficer => "staff-role-data-protection-officer",
            Self::Auditor => "staff-role-auditor",
        }
    }

    /// The message that says what it may do.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Administrator => "staff-role-administrator.hint",
            Self::DataSteward => "staff-role-data-steward.hint",
            Self::DataProtectionOfficer => "staff-role-data-protection-officer.hint",
            Self::Auditor => "staff-role-auditor.hint",
        }
    }

    /// Whether somebody of this role may do it. Who lets people in does not see whom data is about, and who looks on
    /// changes nothing.
    pub const fn may(self, what: May) -> bool {
        match self {
            Self::Administrator => matches!(
                what,
                May::Look | May::ManageKeys | May::ManageStaff | May::ReadAudit
            ),
            Self::DataSteward => matches!(
                what,
                May::Look | May::ReadLog | May::Publish | May::ReadTasks | May::DoTasks
            ),
            Self::DataProtectionOfficer => matches!(
                what,
                May::Look | May::ReadLog | May::ReadTasks | May::DoTasks | May::ReadAudit
            ),
            Self::Auditor => matches!(
                what,
                May::Look | May::ReadLog | May::ReadTasks | May::ReadAudit
            ),
        }
    }
}

/// The roles of one member of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Whether somebody with these roles may do it.
    pub fn may(&self, what: May) -> bool {
        self.0.iter().any(|role| role.may(what))
    }

    /// Whether this is among them.
    pub fn has(&self, role: &Role) -> bool {
        self.0.contains(role)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// Roles as they are stored. A word that is none gives no role.
    pub(super) fn stored(text: &str) -> Self {
        text.split(' ').filter_map(Role::parse).collect()
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, role) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(role.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_stored_as_words_and_read_back() {
        let both: Roles = [Role::Auditor, Role::Administrator].into_iter().collect();
        assert_eq!(both.to_string(), "administrator auditor");
        assert_eq!(Roles::stored(&both.to_string()), both);
        assert!(Roles::stored("king ").is_empty());
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything() {
        let none = Roles::default();
        assert!(May::ALL.into_iter().all(|what| !none.may(what)));
    }

    #[test]
    fn duties_are_kept_apart() {
        let may = |role: Role| May::ALL.map(|what| role.may(what));
        let changes = [
            May::Publish,
            May::DoTasks,
            May::ManageKeys,
            May::ManageStaff,
        ];
        assert!(changes.into_iter().all(|what| !Role::Auditor.may(what)));
        assert!(!Role::Administrator.may(May::ReadLog));
        assert!(!Role::DataSteward.may(May::ManageStaff) && !Role::DataSteward.may(May::ReadAudit));
        assert!(!Role::DataProtectionOfficer.may(May::Publish));
        assert!(Role::ALL.into_iter().all(|role| may(role).contains(&true)));
        let together: Roles = [Role::Administrator, Role::DataSteward]
            .into_iter()
            .collect();
        assert!(together.may(May::Publish) && together.may(May::ManageKeys));
    }
}
