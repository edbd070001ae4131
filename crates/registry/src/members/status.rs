//! Where a member stands, and which way it may go.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A member's status: applied → active ⇄ suspended → revoked or surrendered. A suspended member still
/// serves withdrawals and rights requests, never new permissions or releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Asked to join; not yet trusted.
    Applied,
    /// Trusted.
    Active,
    /// Not trusted for the time being.
    Suspended,
    /// Put out by the governing body, for good.
    Revoked,
    /// Left by itself, for good.
    Surrendered,
}

/// What is done to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Admit, or lift a suspension.
    Activate,
    /// Stop trusting for the time being.
    Suspend,
    /// Put out for good.
    Revoke,
    /// Leave for good.
    Surrender,
}

/// A status from which an act does not lead on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot {act} a member that is {status}")]
pub struct WrongMove {
    /// Where it stands.
    pub status: Status,
    /// What was asked for.
    pub act: Act,
}

impl Status {
    /// Where the act leads.
    pub fn after(self, act: Act) -> Result<Self, WrongMove> {
        match (self, act) {
            (Self::Applied | Self::Suspended, Act::Activate) => Ok(Self::Active),
            (Self::Active, Act::Suspend) => Ok(Self::Suspended),
            (Self::Applied | Self::Active | Self::Suspended, Act::Revoke) => Ok(Self::Revoked),
            (Self::Applied | Self::Active | Self::Suspended, Act::Surrender) => {
                Ok(Self::Surrendered)
            }
            (status, act) => Err(WrongMove { status, act }),
        }
    }

    /// The word in documents and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Surrendered => "surrendered",
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::Applied,
            Self::Active,
            Self::Suspended,
            Self::Revoked,
            Self::Surrendered,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
        .ok_or(())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Activate => "activate",
            Self::Suspend => "suspend",
            Self::Revoke => "revoke",
            Self::Surrender => "surrender",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Status; 5] = [
        Status::Applied,
        Status::Active,
        Status::Suspended,
        Status::Revoked,
        Status::Surrendered,
    ];

    #[test]
    fn whoever_is_out_stays_out() {
        for status in [Status::Revoked, Status::Surrendered] {
            for act in [Act::Activate, Act::Suspend, Act::Revoke, Act::Surrender] {
                assert_eq!(status.after(act), Err(WrongMove { status, act }));
            }
        }
    }

    #[test]
    fn a_suspension_can_be_lifted() {
        let suspended = Status::Active.after(Act::Suspend).unwrap();
        assert_eq!(suspended.after(Act::Activate), Ok(Status::Active));
    }

    #[test]
    fn only_what_is_active_can_be_suspended() {
        for status in ALL {
            assert_eq!(status.after(Act::Suspend).is_ok(), status == Status::Active);
        }
    }

    #[test]
    fn each_word_leads_back_to_its_status() {
        for status in ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
    }
}
