//! From events back to the permission.

use thiserror::Error;

use super::event::{Event, root_hash};
use super::transition::check;
use super::{Permission, State, TransitionError};
use crate::canonical::CanonicalError;
use crate::id::ArrangementId;
use crate::time::Timestamp;

/// Why events are not the life of a permission.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// There are none.
    #[error("arrangement `{0}` has no events")]
    Empty(ArrangementId),
    /// A number is missing or comes twice.
    #[error("event {found} follows event {after}")]
    Version {
        /// The version before.
        after: u32,
        /// The version found.
        found: u32,
    },
    /// An event was changed after the next was written, or is of another arrangement.
    #[error("event {version} does not carry the hash of the one before")]
    Hash {
        /// Its version.
        version: u32,
    },
    /// No transition makes this event.
    #[error("event {version} is not possible: {error}")]
    Transition {
        /// Its version.
        version: u32,
        /// Why.
        error: TransitionError,
    },
    /// An event has no hash.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl Permission {
    /// The permission that these events, from the first on, have made. Every event is checked as
    /// if it were done now, and the chain of hashes with it.
    pub fn replay<'a>(
        arrangement: &ArrangementId,
        events: impl IntoIterator<Item = &'a Event>,
    ) -> Result<Self, ReplayError> {
        let mut events = events.into_iter();
        let first = events
            .next()
            .ok_or_else(|| ReplayError::Empty(arrangement.clone()))?;
        let mut permission = Self::begin(arrangement, first)?;
        events.try_for_each(|event| permission.apply(event))?;
        Ok(permission)
    }

    /// The permission that its first event makes.
    pub fn begin(arrangement: &ArrangementId, first: &Event) -> Result<Self, ReplayError> {
        if first.version != 1 {
            return Err(ReplayError::Version {
                after: 0,
                found: first.version,
            });
        }
        if first.previous_hash != root_hash(arrangement)? {
            return Err(ReplayError::Hash { version: 1 });
        }
        check(None, first).map_err(|error| ReplayError::Transition { version: 1, error })?;
        Ok(Self {
            arrangement: arrangement.clone(),
            head: first.clone(),
            hash: first.hash()?,
            granted_by: None,
            suspended_by: None,
            grants: 0,
        })
    }

    /// Takes in the next event; changes nothing when it cannot follow.
    pub fn apply(&mut self, event: &Event) -> Result<(), ReplayError> {
        let version = event.version;
        if Some(version) != self.version().checked_add(1) {
            return Err(ReplayError::Version {
                after: self.version(),
                found: version,
            });
        }
        if event.previous_hash != self.hash {
            return Err(ReplayError::Hash { version });
        }
        check(Some(self), event).map_err(|error| ReplayError::Transition { version, error })?;
        let hash = event.hash()?;
        if event.state == State::Granted {
            let ended = self.state_at(event.at) == State::Expired;
            let goes_on = !ended && matches!(self.state(), State::Granted | State::Suspended);
            // What someone else narrows is still given by who gave it.
            if !goes_on || (self.state() == State::Granted && event.by.is_the_person()) {
                self.granted_by = Some(event.by.clone());
            }
            if !goes_on || self.is_widened_by(event) {
                self.grants = self.grants.saturating_add(1);
            }
        }
        self.suspended_by = (event.state == State::Suspended).then(|| event.by.clone());
        self.head = event.clone();
        self.hash = hash;
        Ok(())
    }
}

/// The permission as it stood at an instant, from all its events; `None` before the first.
pub fn as_of(
    arrangement: &ArrangementId,
    events: &[Event],
    instant: Timestamp,
) -> Result<Option<Permission>, ReplayError> {
    let past = events.iter().take_while(|event| event.at <= instant);
    match Permission::replay(arrangement, past) {
        Ok(permission) => Ok(Some(permission)),
        Err(ReplayError::Empty(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
