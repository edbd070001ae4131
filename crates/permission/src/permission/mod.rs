//! A person's decision on one intended use: a chain of events, each a version.
//!
//! ```text
//! requested ─┬─▶ declined
//!            └─▶ granted ⇄ suspended ─┬─▶ withdrawn    by the person
//!                  ▲ │                ├─▶ expired      by time
//!                  └─┘                ├─▶ revoked      by another party, with a reason
//!         amended / renewed           └─▶ invalidated  by an authority
//! ```
//!
//! A transition is a method that returns the [`Event`]; [`Permission::apply`] takes it in, and so
//! does whoever replays the chain. The same rules hold for both: no event is taken in that no
//! transition could have made.

mod event;
mod replay;
mod snapshot;
mod state;
mod transition;

pub use event::{Act, By, Event, Means};
pub use replay::{ReplayError, as_of};
pub use snapshot::Snapshot;
pub use state::{MyDataShareStatus, MyDataStatus, State};
pub use transition::{MAX_REASON_BYTES, Terms, TransitionError};

use crate::canonical::Sha256Hash;
use crate::id::{ArrangementId, IntendedUseId, RuleId};
use crate::intended_use::{Choice, LegalBasis, NoticeRef};
use crate::rule::Conditions;
use crate::time::Timestamp;

/// A permission as its events have left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    arrangement: ArrangementId,
    /// The last event.
    head: Event,
    hash: Sha256Hash,
    /// Who gave what is permitted now.
    granted_by: Option<By>,
    /// Who paused it, while it is paused.
    suspended_by: Option<By>,
    /// How often it was granted, renewed or widened.
    grants: u32,
}

impl Permission {
    /// The name it keeps through renewal, amendment and a change of operator.
    pub fn arrangement(&self) -> &ArrangementId {
        &self.arrangement
    }

    /// The number of its last event.
    pub fn version(&self) -> u32 {
        self.head.version
    }

    /// Its last event.
    pub fn last_event(&self) -> &Event {
        &self.head
    }

    /// The hash of its last event: what the next one carries.
    pub fn hash(&self) -> Sha256Hash {
        self.hash
    }

    /// The state that its last event left. Time alone changes nothing here: see
    /// [`state_at`](Self::state_at).
    pub fn state(&self) -> State {
        self.head.state
    }

    /// The state at an instant not before the last event (see [`State::at`]).
    pub fn state_at(&self, now: Timestamp) -> State {
        self.head.state.at(self.valid_until(), now)
    }

    /// The intended use it is about.
    pub fn intended_use(&self) -> &IntendedUseId {
        &self.head.notice.id
    }

    /// The version of the intended use that it was last given on.
    pub fn intended_use_version(&self) -> u32 {
        self.head.notice.version
    }

    /// The legal basis of the use.
    pub fn basis(&self) -> LegalBasis {
        self.head.basis
    }

    /// What is permitted; empty before the first grant. In force only while granted.
    pub fn attributes(&self) -> &Choice {
        &self.head.attributes
    }

    /// When its validity ends; `None` before the first grant.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.head.valid_until
    }

    /// The conditions it was given under.
    pub fn conditions(&self) -> &Conditions {
        &self.head.conditions
    }

    /// What was shown when it was last given.
    pub fn notice(&self) -> &NoticeRef {
        &self.head.notice
    }

    /// Who gave it; `None` before the first grant.
    pub fn granted_by(&self) -> Option<&By> {
        self.granted_by.as_ref()
    }

    /// The standing rule that gave it, if one did.
    pub fn granted_by_rule(&self) -> Option<&RuleId> {
        match &self.granted_by {
            Some(By::Rule(rule)) => Some(rule),
            _ => None,
        }
    }

    /// The state as a DPV `ConsentStatus`; a renewed grant is told from the first.
    pub fn consent_status(&self) -> vocabulary::Term {
        if self.state() == State::Granted && self.grants > 1 {
            return vocabulary::Term::RENEWED_CONSENT_GIVEN;
        }
        self.state().consent_status()
    }
}
