//! What was decided, and why.

use serde::{Deserialize, Serialize};

use super::Open;
use super::compiled::{CompiledPermission, Obligation};
use crate::attributes::AttributeSet;
use crate::permission::State;

/// Why an attribute is withheld. A closed list, in the order in which reasons are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The person has not answered yet.
    Requested,
    /// The person said no.
    Declined,
    /// The permission is paused.
    Suspended,
    /// The person ended the permission.
    Withdrawn,
    /// The permission's validity has ended.
    Expired,
    /// Another party ended the permission.
    Revoked,
    /// An authority ended the permission.
    Invalidated,
    /// The permission begins later.
    NotYetValid,
    /// The permission is another service's.
    OtherService,
    /// The permission is for another intended use, or another version of it.
    OtherUse,
    /// The purpose is not permitted.
    Purpose,
    /// An operation is not permitted, or none is named.
    Processing,
    /// Nothing of the dataset is permitted.
    Dataset,
    /// The request is for another version of the dataset than is offered.
    DatasetVersion,
    /// The attribute is not described.
    NotDescribed,
    /// The attribute is not permitted.
    NotPermitted,
    /// The attribute's description has changed since it was permitted.
    DescriptionChanged,
    /// A standing rule of the person denies it.
    DeniedByRule,
    /// A condition does not hold.
    Condition,
    /// The person is not known surely enough.
    Assurance,
    /// A required attribute is withheld, and the use is all or nothing.
    AllOrNothing,
}

impl Reason {
    /// Why nothing is released in a state; `None` when granted.
    pub fn of(state: State) -> Option<Self> {
        match state {
            State::Requested => Some(Self::Requested),
            State::Declined => Some(Self::Declined),
            State::Granted => None,
            State::Suspended => Some(Self::Suspended),
            State::Withdrawn => Some(Self::Withdrawn),
            State::Expired => Some(Self::Expired),
            State::Revoked => Some(Self::Revoked),
            State::Invalidated => Some(Self::Invalidated),
        }
    }
}

/// What was decided on one request.
#[derive(Debug, Clone)]
pub struct Decision<'p> {
    /// The attributes to release, over the dataset version's table.
    pub released: AttributeSet,
    /// What binds whoever receives them.
    pub obligations: &'p [Obligation],
    /// The version of the permission that was decided on.
    pub permission_version: u32,
    asked: AttributeSet,
    why: Why,
}

#[derive(Debug, Clone)]
enum Why {
    /// One reason for everything asked for.
    All(Reason),
    /// What each step let through: reasons for the rest follow from it.
    Each {
        described: AttributeSet,
        permitted: AttributeSet,
        unchanged: AttributeSet,
        denied: AttributeSet,
        conditions_hold: bool,
        assured: AttributeSet,
    },
}

impl<'p> Decision<'p> {
    pub(super) fn refused(
        permission: &'p CompiledPermission,
        asked: AttributeSet,
        reason: Reason,
    ) -> Self {
        Self {
            released: AttributeSet::EMPTY,
            obligations: &permission.obligations,
            permission_version: permission.version,
            asked,
            why: Why::All(reason),
        }
    }

    #[inline]
    pub(super) fn new(
        permission: &'p CompiledPermission,
        asked: AttributeSet,
        open: Open,
        lacks_required: bool,
    ) -> Self {
        let released = if lacks_required {
            AttributeSet::EMPTY
        } else {
            asked.intersection(&open.released())
        };
        Self {
            released,
            obligations: &permission.obligations,
            permission_version: permission.version,
            asked,
            why: Why::Each {
                described: open.described,
                permitted: open.permitted,
                unchanged: open.unchanged,
                denied: open.denied,
                conditions_hold: open.conditions_hold,
                assured: open.assured,
            },
        }
    }

    /// The attributes that were asked for.
    pub fn asked(&self) -> &AttributeSet {
        &self.asked
    }

    /// Whether nothing that was asked for is withheld.
    pub fn is_complete(&self) -> bool {
        self.asked.is_subset(&self.released)
    }

    /// Why an attribute that was asked for is withheld; `None` when it is released or was not
    /// asked for.
    pub fn reason(&self, index: usize) -> Option<Reason> {
        if !self.asked.contains(index) || self.released.contains(index) {
            return None;
        }
        Some(match &self.why {
            Why::All(reason) => *reason,
            Why::Each { described, .. } if !described.contains(index) => Reason::NotDescribed,
            Why::Each { permitted, .. } if !permitted.contains(index) => Reason::NotPermitted,
            Why::Each { unchanged, .. } if !unchanged.contains(index) => Reason::DescriptionChanged,
            Why::Each { denied, .. } if denied.contains(index) => Reason::DeniedByRule,
            Why::Each {
                conditions_hold: false,
                ..
            } => Reason::Condition,
            Why::Each { assured, .. } if !assured.contains(index) => Reason::Assurance,
            Why::Each { .. } => Reason::AllOrNothing,
        })
    }

    /// The attributes that were asked for and are withheld, in order, each with its reason.
    pub fn withheld(&self) -> impl Iterator<Item = (usize, Reason)> + '_ {
        self.asked
            .iter()
            .filter_map(|index| self.reason(index).map(|reason| (index, reason)))
    }

    /// The one reason why nothing can be released whatever is asked for, if there is one.
    pub fn refusal(&self) -> Option<Reason> {
        match self.why {
            Why::All(reason) => Some(reason),
            Why::Each { .. } => None,
        }
    }
}
