//! The transitions, and the rules that make one possible.

use thiserror::Error;

use super::event::{Act, By, Event, Means, root_hash};
use super::{Permission, State};
use crate::canonical::CanonicalError;
use crate::id::{ArrangementId, IntendedUseId};
use crate::intended_use::{Choice, ChoiceError, IntendedUse, LegalBasis, NoticeRef};
use crate::rule::Conditions;
use crate::time::{Days, Timestamp};

/// Longest reason accepted, in bytes: a few sentences.
pub const MAX_REASON_BYTES: usize = 2048;

/// What is said yes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The attributes, as [`IntendedUse::choose`] puts them together.
    pub attributes: Choice,
    /// When validity ends.
    pub valid_until: Timestamp,
    /// Conditions beside what the intended use says.
    pub conditions: Conditions,
    /// The language in which the notice was shown.
    pub language: String,
}

/// Why a transition is not possible.
#[derive(Debug, Error)]
pub enum TransitionError {
    /// Not from this state.
    #[error("a permission that is {from} cannot become {to}")]
    State {
        /// The state it is in.
        from: State,
        /// The state wanted.
        to: State,
    },
    /// Not by this party.
    #[error("{by} cannot make a permission that is {from} on the basis of {basis} become {to}")]
    By {
        /// Who tried.
        by: By,
        /// The state it is in.
        from: State,
        /// The state wanted.
        to: State,
        /// The basis of the use.
        basis: LegalBasis,
    },
    /// More would be permitted than before, and not by the person (GDPR art. 7(1)).
    #[error("{0} cannot permit more than before: only the person can")]
    Widening(By),
    /// Before the event it would follow.
    #[error("the permission's last event is of a later time")]
    Time,
    /// A validity that ends before it begins, or later than the use may last.
    #[error("validity must end after it begins and within {longest}")]
    Validity {
        /// The longest a permission for this use can last.
        longest: Days,
    },
    /// The validity has not ended yet, or has already.
    #[error("validity {}", if *.0 { "has ended: grant anew" } else { "has not ended yet" })]
    Ended(bool),
    /// Nothing is permitted.
    #[error("a grant must permit at least one attribute")]
    Nothing,
    /// Another intended use than the permission is about.
    #[error("the permission is about intended use `{expected}`, not `{given}`")]
    IntendedUse {
        /// What it is about.
        expected: IntendedUseId,
        /// What was given.
        given: IntendedUseId,
    },
    /// An older version of the intended use than was decided on before, or another basis.
    #[error("the intended use is of an older version or another legal basis than was decided on")]
    IntendedUseVersion,
    /// A reason is missing or too long.
    #[error("a reason of at most {MAX_REASON_BYTES} bytes must be given")]
    Reason,
    /// The choice does not fit the intended use.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// The notice or event has no hash.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl Permission {
    /// The first event: someone asks, usually the service's organisation.
    pub fn request(
        arrangement: &ArrangementId,
        act: Act,
        intended_use: &IntendedUse,
        language: &str,
    ) -> Result<Event, TransitionError> {
        let basis = intended_use
            .basis()
            .ok_or(TransitionError::IntendedUseVersion)?;
        let event = Event {
            version: 1,
            at: act.at,
            by: act.by,
            state: State::Requested,
            basis,
            attributes: Choice::default(),
            valid_until: None,
            conditions: Conditions::default(),
            notice: intended_use.notice_in(language).reference()?,
            means: act.means,
            reason: None,
            previous_hash: root_hash(arrangement)?,
        };
        check(None, &event)?;
        Ok(event)
    }

    /// The person says yes: to the request, or anew after a no, a withdrawal or the end of
    /// validity. A standing rule can say yes to a request; where the basis is not consent, the
    /// organisation states that it uses the data.
    pub fn grant(
        &self,
        act: Act,
        intended_use: &IntendedUse,
        terms: Terms,
    ) -> Result<Event, TransitionError> {
        if self.state_at(act.at) == State::Granted {
            return Err(self.wrong_state(State::Granted));
        }
        self.give(act, intended_use, terms)
    }

    /// What is permitted changes: attributes, duration, conditions, or the version of the
    /// intended use. Whoever is not the person can only permit less.
    pub fn amend(
        &self,
        act: Act,
        intended_use: &IntendedUse,
        terms: Terms,
    ) -> Result<Event, TransitionError> {
        if self.state() != State::Granted {
            return Err(self.wrong_state(State::Granted));
        }
        if self.state_at(act.at) == State::Expired {
            return Err(TransitionError::Ended(true));
        }
        self.give(act, intended_use, terms)
    }

    /// The same once more, for longer.
    pub fn renew(
        &self,
        act: Act,
        intended_use: &IntendedUse,
        valid_until: Timestamp,
        language: &str,
    ) -> Result<Event, TransitionError> {
        let terms = Terms {
            attributes: self.attributes().clone(),
            valid_until,
            conditions: *self.conditions(),
            language: language.to_owned(),
        };
        self.amend(act, intended_use, terms)
    }

    fn give(
        &self,
        act: Act,
        intended_use: &IntendedUse,
        terms: Terms,
    ) -> Result<Event, TransitionError> {
        if intended_use.id != *self.intended_use() {
            return Err(TransitionError::IntendedUse {
                expected: self.intended_use().clone(),
                given: intended_use.id.clone(),
            });
        }
        intended_use.check_choice(&terms.attributes)?;
        let longest = intended_use.longest_duration;
        if terms.valid_until <= act.at || terms.valid_until > act.at + longest {
            return Err(TransitionError::Validity { longest });
        }
        let mut event = self.next(act, State::Granted)?;
        event.basis = intended_use
            .basis()
            .ok_or(TransitionError::IntendedUseVersion)?;
        event.attributes = terms.attributes;
        event.valid_until = Some(terms.valid_until);
        event.conditions = terms.conditions;
        event.notice = intended_use.notice_in(&terms.language).reference()?;
        self.checked(event)
    }

    /// The person says no to the request.
    pub fn decline(&self, act: Act) -> Result<Event, TransitionError> {
        self.checked(self.next(act, State::Declined)?)
    }

    /// It is paused. Where the basis is not consent but can be objected to, this is the person's
    /// objection (GDPR art. 21(1)), which pauses the use (art. 18(1)(d)).
    pub fn suspend(&self, act: Act) -> Result<Event, TransitionError> {
        self.checked(self.next(act, State::Suspended)?)
    }

    /// The pause is over. Only whoever paused it can say so; the person, for any mandate holder.
    pub fn resume(&self, act: Act) -> Result<Event, TransitionError> {
        if self.state() != State::Suspended {
            return Err(self.wrong_state(State::Granted));
        }
        self.checked(self.next(act, State::Granted)?)
    }

    /// The person ends it (GDPR art. 7(3)); a rule of the person can end what a rule gave.
    pub fn withdraw(&self, act: Act) -> Result<Event, TransitionError> {
        self.checked(self.next(act, State::Withdrawn)?)
    }

    /// Its time has come.
    pub fn expire(&self, at: Timestamp) -> Result<Event, TransitionError> {
        let act = Act {
            at,
            by: By::Time,
            means: Means::Automatic,
        };
        self.checked(self.next(act, State::Expired)?)
    }

    /// Another party ends it and says why.
    pub fn revoke(&self, act: Act, reason: impl Into<String>) -> Result<Event, TransitionError> {
        let mut event = self.next(act, State::Revoked)?;
        event.reason = Some(reason.into());
        self.checked(event)
    }

    /// An authority ends it and says why.
    pub fn invalidate(
        &self,
        act: Act,
        reason: impl Into<String>,
    ) -> Result<Event, TransitionError> {
        let mut event = self.next(act, State::Invalidated)?;
        event.reason = Some(reason.into());
        self.checked(event)
    }

    /// An event that changes nothing but the state.
    fn next(&self, act: Act, state: State) -> Result<Event, TransitionError> {
        let version = self
            .version()
            .checked_add(1)
            .ok_or_else(|| self.wrong_state(state))?;
        Ok(Event {
            version,
            at: act.at,
            by: act.by,
            state,
            means: act.means,
            reason: None,
            previous_hash: self.hash(),
            ..self.head.clone()
        })
    }

    fn checked(&self, event: Event) -> Result<Event, TransitionError> {
        check(Some(self), &event)?;
        Ok(event)
    }

    fn wrong_state(&self, to: State) -> TransitionError {
        TransitionError::State {
            from: self.state(),
            to,
        }
    }

    /// Whether an event permits something that this permission, as it stands, does not.
    pub(super) fn is_widened_by(&self, event: &Event) -> bool {
        !event.attributes.is_within(self.attributes())
            || event.valid_until > self.valid_until()
            || !event.conditions.is_at_least(self.conditions())
            || !same_use(&event.notice, self.notice())
    }
}

fn same_use(a: &NoticeRef, b: &NoticeRef) -> bool {
    a.id == b.id && a.version == b.version
}

/// Whether `event` can follow `before` (or be the first): the one place that says so, for
/// transitions and replay alike.
pub(super) fn check(before: Option<&Permission>, event: &Event) -> Result<(), TransitionError> {
    let Some(before) = before else {
        return check_first(event);
    };
    let (from, to) = (before.state(), event.state);
    if event.at < before.head.at {
        return Err(TransitionError::Time);
    }
    let needs_reason = matches!(to, State::Revoked | State::Invalidated);
    let reason = event.reason.as_deref().unwrap_or_default();
    if reason.len() > MAX_REASON_BYTES || (needs_reason && reason.trim().is_empty()) {
        return Err(TransitionError::Reason);
    }
    let possible = match from {
        State::Requested => matches!(to, State::Granted | State::Declined),
        State::Declined | State::Withdrawn | State::Expired => to == State::Granted,
        State::Granted => to != State::Requested && to != State::Declined,
        State::Suspended => to == State::Granted || to.has_ended(),
        State::Revoked | State::Invalidated => false,
    };
    if !possible {
        return Err(before.wrong_state(to));
    }
    if event.notice.id != before.head.notice.id {
        return Err(TransitionError::IntendedUse {
            expected: before.head.notice.id.clone(),
            given: event.notice.id.clone(),
        });
    }
    let ended = before.state_at(event.at) == State::Expired && from != State::Expired;
    match to {
        State::Granted if from == State::Suspended && !changes_terms(before, event) && !ended => {}
        State::Granted => check_grant(before, event, ended)?,
        State::Expired if !ended => return Err(TransitionError::Ended(false)),
        _ if changes_terms(before, event) => return Err(before.wrong_state(to)),
        _ => {}
    }
    if may(before, event, ended) {
        return Ok(());
    }
    Err(TransitionError::By {
        by: event.by.clone(),
        from,
        to,
        basis: event.basis,
    })
}

fn check_first(event: &Event) -> Result<(), TransitionError> {
    let asks = matches!(event.by, By::Organisation(_)) || event.by.is_the_person();
    let empty = event.attributes.0.is_empty()
        && event.valid_until.is_none()
        && event.conditions.is_empty()
        && event.reason.is_none();
    match event.state {
        State::Requested if asks && empty && event.version == 1 => Ok(()),
        State::Requested => Err(TransitionError::By {
            by: event.by.clone(),
            from: State::Requested,
            to: State::Requested,
            basis: event.basis,
        }),
        to => Err(TransitionError::State {
            from: State::Requested,
            to,
        }),
    }
}

/// A grant, a new grant, a renewal or an amendment.
fn check_grant(before: &Permission, event: &Event, ended: bool) -> Result<(), TransitionError> {
    if before.state() == State::Suspended && !ended {
        // What is paused is resumed as it was, then amended.
        return Err(before.wrong_state(State::Granted));
    }
    if event
        .attributes
        .0
        .values()
        .all(|chosen| chosen.attributes.is_empty())
    {
        return Err(TransitionError::Nothing);
    }
    if event.valid_until <= Some(event.at) {
        return Err(TransitionError::Ended(true));
    }
    let older = event.notice.version < before.notice().version;
    if older || event.basis != before.basis() {
        return Err(TransitionError::IntendedUseVersion);
    }
    let amends = before.state() == State::Granted && !ended;
    // The person alone gives consent; on another basis the organisation states the use.
    let gives = if before.basis().is_the_persons() {
        event.by.is_the_person()
    } else {
        matches!(event.by, By::Organisation(_))
    };
    if amends && before.is_widened_by(event) && !gives {
        return Err(TransitionError::Widening(event.by.clone()));
    }
    Ok(())
}

/// Whether an event permits other things, or for another time, than before.
fn changes_terms(before: &Permission, event: &Event) -> bool {
    event.attributes != before.head.attributes
        || event.valid_until != before.head.valid_until
        || event.conditions != before.head.conditions
        || event.basis != before.head.basis
        || event.notice != before.head.notice
}

/// Whether this party can do this, in a state from which it can be done.
fn may(before: &Permission, event: &Event, ended: bool) -> bool {
    let by = &event.by;
    let organisation = matches!(by, By::Organisation(_));
    let authority = matches!(by, By::Authority(_));
    let rule = matches!(by, By::Rule(_));
    let is_the_persons = before.basis().is_the_persons();
    match (before.state(), event.state) {
        (State::Requested, State::Granted) if is_the_persons => by.is_the_person() || rule,
        (State::Requested, State::Declined) => is_the_persons && (by.is_the_person() || rule),
        // Amended or renewed: `check_grant` has seen to it that only who gives can widen.
        (State::Granted, State::Granted) if !ended => match by {
            By::Person | By::MandateHolder(_) | By::Rule(_) => before.basis().heeds_denials(),
            By::Organisation(_) | By::Authority(_) => true,
            By::Time => false,
        },
        // The pause is over: `check` has seen to it that nothing else changes.
        (State::Suspended, State::Granted) if !ended => match &before.suspended_by {
            Some(paused) if paused.is_the_person() => by.is_the_person(),
            paused => paused.as_ref() == Some(by),
        },
        (_, State::Granted) if is_the_persons => by.is_the_person(),
        (_, State::Suspended) if by.is_the_person() => before.basis().heeds_denials(),
        (_, State::Suspended) => organisation || authority,
        (_, State::Withdrawn) if rule => is_the_persons && before.granted_by_rule().is_some(),
        (_, State::Withdrawn) => is_the_persons && by.is_the_person(),
        (_, State::Expired) => *by == By::Time,
        (_, State::Granted | State::Revoked) => organisation,
        (_, State::Invalidated) => authority,
        _ => false,
    }
}
