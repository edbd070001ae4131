//! The states of a permission, and what others call them.

use serde::{Deserialize, Serialize};
use vocabulary::Term;

use crate::Timestamp;

/// How far a permission has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// A service has asked; the person has not answered.
    Requested,
    /// The person said no.
    Declined,
    /// In force from its event until its validity ends.
    Granted,
    /// Paused: can be resumed.
    Suspended,
    /// Ended by the person (GDPR art. 7(3)).
    Withdrawn,
    /// Ended by time.
    Expired,
    /// Ended by another party, with a reason.
    Revoked,
    /// Ended by an authority.
    Invalidated,
}

/// The words of MyData operators of the CaPe kind for a consent's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MyDataStatus {
    /// In force.
    Active,
    /// Paused.
    Disabled,
    /// Ended for good.
    Withdrawn,
}

/// The words of MyDataShare for a processing record's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MyDataShareStatus {
    /// Waits for the person.
    Pending,
    /// In force.
    Active,
    /// The person said no.
    Declined,
    /// Paused.
    Suspended,
    /// Ended by time.
    Expired,
    /// Ended otherwise.
    Withdrawn,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Declined,
        Self::Granted,
        Self::Suspended,
        Self::Withdrawn,
        Self::Expired,
        Self::Revoked,
        Self::Invalidated,
    ];

    /// The state in the words of the field: DPV, CaPe/MyData (which knows no request that is not
    /// granted yet), MyDataShare. One table for all.
    fn words(self) -> (Term, Option<MyDataStatus>, MyDataShareStatus) {
        use MyDataShareStatus as Share;
        use MyDataStatus::{Active, Disabled, Withdrawn};
        match self {
            Self::Requested => (Term::CONSENT_REQUESTED, None, Share::Pending),
            Self::Declined => (Term::CONSENT_REFUSED, None, Share::Declined),
            Self::Granted => (Term::CONSENT_GIVEN, Some(Active), Share::Active),
            // DPV has no word for a pause, only for what it means.
            Self::Suspended => (
                Term::CONSENT_INVALID_FOR_PROCESSING,
                Some(Disabled),
                Share::Suspended,
            ),
            Self::Withdrawn => (Term::CONSENT_WITHDRAWN, Some(Withdrawn), Share::Withdrawn),
            Self::Expired => (Term::CONSENT_EXPIRED, Some(Withdrawn), Share::Expired),
            Self::Revoked => (Term::CONSENT_REVOKED, Some(Withdrawn), Share::Withdrawn),
            Self::Invalidated => (Term::CONSENT_INVALIDATED, Some(Withdrawn), Share::Withdrawn),
        }
    }

    /// The state as a DPV `ConsentStatus`.
    pub fn consent_status(self) -> Term {
        self.words().0
    }

    /// The state in the words of CaPe and MyData operators; `None` before the first grant.
    pub fn mydata(self) -> Option<MyDataStatus> {
        self.words().1
    }

    /// The state in the words of MyDataShare.
    pub fn mydatashare(self) -> MyDataShareStatus {
        self.words().2
    }

    /// Whether nothing can follow on the same arrangement.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Revoked | Self::Invalidated)
    }

    /// Whether the permission has ended.
    pub fn has_ended(self) -> bool {
        matches!(
            self,
            Self::Withdrawn | Self::Expired | Self::Revoked | Self::Invalidated
        )
    }

    /// The state at an instant not before the event that left it, with the end of its validity: what has ended counts
    /// as expired, whether or not someone has written that down yet.
    #[must_use]
    pub fn at(self, valid_until: Option<Timestamp>, now: Timestamp) -> Self {
        match self {
            Self::Granted | Self::Suspended if valid_until <= Some(now) => Self::Expired,
            state => state,
        }
    }

    /// The state of this [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The name, as it is written in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Declined => "declined",
            Self::Granted => "granted",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Invalidated => "invalidated",
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Kind;

    use super::*;

    #[test]
    fn only_a_granted_permission_is_in_force_in_anyones_words() {
        for state in State::ALL {
            let status = state.consent_status();
            assert_eq!(status.kind(), Kind::ConsentStatus);
            let in_force = state == State::Granted;
            assert_eq!(
                !status.is_a(Term::CONSENT_INVALID_FOR_PROCESSING),
                in_force,
                "{state}"
            );
            assert_eq!(state.mydata() == Some(MyDataStatus::Active), in_force);
            assert_eq!(state.mydatashare() == MyDataShareStatus::Active, in_force);
        }
    }

    #[test]
    fn a_state_is_written_by_its_name() {
        for state in State::ALL {
            assert_eq!(
                serde_json::to_string(&state).unwrap(),
                format!("\"{state}\"")
            );
        }
    }
}
