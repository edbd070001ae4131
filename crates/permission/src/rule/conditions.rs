//! What a use must meet for a rule to allow it, or a permission to stay good.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::intended_use::{DataForm, IntendedUse};
use crate::jurisdiction::Jurisdiction;
use crate::time::{Days, Timestamp};

/// Conditions; each that is not set holds always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// Kept no longer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_retention: Option<Days>,
    /// Kept only within this jurisdiction; a use that does not say where fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Jurisdiction>,
    /// Passed on to nobody.
    #[serde(skip_serializing_if = "is_false")]
    pub no_onward_recipients: bool,
    /// Used at most in this form: `pseudonymised` admits aggregated use too.
    #[serde(skip_serializing_if = "is_identified")]
    pub form: DataForm,
    /// Not for decisions without a human (GDPR art. 22).
    #[serde(skip_serializing_if = "is_false")]
    pub no_automated_decisions: bool,
    /// Only at these times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_identified(form: &DataForm) -> bool {
    *form == DataForm::Identified
}

/// Hours of the day on days of the week, at a fixed distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day of the week, `monday` to `sunday`; may be after the last (`saturday` to
    /// `monday`).
    pub first_day: Weekday,
    /// Last day of the week.
    pub last_day: Weekday,
    /// When it opens, in minutes since midnight.
    pub opens: u16,
    /// When it closes, in minutes since midnight, 1440 for the end of the day.
    pub closes: u16,
    /// How far the person's clock is ahead of UTC, in minutes.
    #[serde(default)]
    pub utc_offset: i16,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What is wrong with a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WindowError {
    /// It closes before it opens, or after midnight.
    #[error("a window must open before it closes, within one day of 1440 minutes")]
    Hours,
    /// No place on earth is that far from UTC.
    #[error("a window's distance from utc must be from -720 to 840 minutes")]
    Offset,
}

const MINUTES_PER_DAY: u16 = 1440;
const SECONDS_PER_DAY: i64 = 86_400;

impl Window {
    /// Checks that it opens at all.
    pub fn validate(self) -> Result<(), WindowError> {
        if self.opens >= self.closes || self.closes > MINUTES_PER_DAY {
            return Err(WindowError::Hours);
        }
        if !(-720..=840).contains(&self.utc_offset) {
            return Err(WindowError::Offset);
        }
        Ok(())
    }

    /// Whether it is open at an instant.
    pub fn is_open(self, now: Timestamp) -> bool {
        let local = Timestamp::from_seconds(
            now.seconds()
                .saturating_add(i64::from(self.utc_offset) * 60),
        );
        let minute = local.second_of_day() / 60;
        let open = (i64::from(self.opens)..i64::from(self.closes)).contains(&minute);
        open && self.has_day(local.weekday())
    }

    /// The first instant from `now` on at which it is open.
    pub fn next_open(self, now: Timestamp) -> Timestamp {
        if self.is_open(now) {
            return now;
        }
        let ahead = i64::from(self.utc_offset) * 60;
        let local = now.seconds().saturating_add(ahead);
        let midnight = local - local.rem_euclid(SECONDS_PER_DAY);
        let opening = midnight - ahead + i64::from(self.opens) * 60;
        // Every window opens within a week; today's opening may be over.
        (0..=7)
            .map(|day| Timestamp::from_seconds(opening + day * SECONDS_PER_DAY))
            .find(|at| at.seconds() >= now.seconds() && self.is_open(*at))
            .unwrap_or(now)
    }

    fn has_day(self, day: i64) -> bool {
        let (first, last) = (self.first_day as i64, self.last_day as i64);
        if first <= last {
            (first..=last).contains(&day)
        } else {
            day >= first || day <= last
        }
    }

    /// Whether it is only open when `other` is, as far as can be told: a window of another
    /// distance from UTC is never within.
    fn is_within(self, other: Self) -> bool {
        self.utc_offset == other.utc_offset
            && self.opens >= other.opens
            && self.closes <= other.closes
            && (0..7).all(|day| !self.has_day(day) || other.has_day(day))
    }
}

/// What conditions look at in an intended use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseFacts {
    retention: Days,
    places: Vec<Jurisdiction>,
    says_where: bool,
    has_recipients: bool,
    form: DataForm,
    automated_decisions: bool,
}

impl UseFacts {
    /// The facts of an intended use.
    pub fn of(intended_use: &IntendedUse) -> Self {
        let stored = &intended_use.storage_locations;
        Self {
            retention: intended_use.retention,
            places: stored
                .iter()
                .chain(&intended_use.third_countries)
                .copied()
                .collect(),
            says_where: !stored.is_empty(),
            has_recipients: !intended_use.recipients.is_empty(),
            form: intended_use.form,
            automated_decisions: intended_use.automated_decisions,
        }
    }
}

impl Conditions {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether something is set beside a window.
    pub(crate) fn has_requirements(&self) -> bool {
        !Self {
            window: None,
            ..*self
        }
        .is_empty()
    }

    /// Whether a use meets all that does not depend on time.
    pub fn are_met_by(&self, facts: &UseFacts) -> bool {
        let within = |area: Jurisdiction| {
            facts.says_where && facts.places.iter().all(|place| area.contains(*place))
        };
        self.longest_retention
            .is_none_or(|longest| facts.retention <= longest)
            && self.within.is_none_or(within)
            && !(self.no_onward_recipients && facts.has_recipients)
            && facts.form >= self.form
            && !(self.no_automated_decisions && facts.automated_decisions)
    }

    /// Whether whatever meets these meets `other` too, as far as can be told.
    pub fn is_at_least(&self, other: &Self) -> bool {
        let no_longer = other
            .longest_retention
            .is_none_or(|longest| self.longest_retention.is_some_and(|own| own <= longest));
        let within = other
            .within
            .is_none_or(|area| self.within.is_some_and(|own| area.contains(own)));
        let window = other
            .window
            .is_none_or(|wide| self.window.is_some_and(|own| own.is_within(wide)));
        no_longer
            && within
            && window
            && self.no_onward_recipients >= other.no_onward_recipients
            && self.form >= other.form
            && self.no_automated_decisions >= other.no_automated_decisions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(first_day: Weekday, last_day: Weekday, opens: u16, closes: u16) -> Window {
        Window {
            first_day,
            last_day,
            opens,
            closes,
            utc_offset: 0,
        }
    }

    /// 2025-11-19 was a Wednesday.
    fn wednesday(hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_seconds(1_763_510_400 + hour * 3600 + minute * 60)
    }

    #[test]
    fn a_window_opens_next_when_its_days_and_hours_say() {
        let window = Window {
            first_day: Weekday::Saturday,
            last_day: Weekday::Monday,
            opens: 600,
            closes: 720,
            utc_offset: 120,
        };
        // 1970-01-01 was a Thursday; Saturday 10:00 two hours ahead of UTC is 08:00.
        let saturday = 2 * SECONDS_PER_DAY + 8 * 3600;
        let opening = |seconds| window.next_open(Timestamp::from_seconds(seconds)).seconds();
        assert_eq!(opening(0), saturday);
        assert_eq!(opening(saturday), saturday);
        assert_eq!(opening(saturday + 3600), saturday + 3600);
        assert_eq!(opening(saturday + 7200), saturday + SECONDS_PER_DAY);
        assert_eq!(
            opening(saturday + 3 * SECONDS_PER_DAY),
            saturday + 7 * SECONDS_PER_DAY
        );
    }

    #[test]
    fn a_window_is_open_in_its_hours_on_its_days() {
        use Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
        let office = window(Monday, Friday, 8 * 60, 16 * 60);
        assert!(office.is_open(wednesday(8, 0)));
        assert!(office.is_open(wednesday(15, 59)));
        assert!(!office.is_open(wednesday(16, 0)));
        assert!(!office.is_open(wednesday(7, 59)));
        assert!(!window(Saturday, Tuesday, 0, 1440).is_open(wednesday(12, 0)));
        assert!(window(Saturday, Wednesday, 0, 1440).is_open(wednesday(12, 0)));
        let helsinki = Window {
            utc_offset: 120,
            ..office
        };
        assert!(helsinki.is_open(wednesday(6, 0)));
        assert!(!helsinki.is_open(wednesday(14, 0)));
        let across_midnight = Window {
            utc_offset: 120,
            ..window(Thursday, Thursday, 0, 60)
        };
        assert!(across_midnight.is_open(wednesday(22, 30)));
        assert!(!window(Wednesday, Wednesday, 0, 1440).is_open(Timestamp::MAX));
    }

    #[test]
    fn a_window_that_never_opens_is_refused() {
        let all = window(Weekday::Monday, Weekday::Sunday, 0, 1440);
        assert_eq!(all.validate(), Ok(()));
        assert_eq!(
            Window { closes: 0, ..all }.validate(),
            Err(WindowError::Hours)
        );
        assert_eq!(
            Window {
                closes: 1441,
                ..all
            }
            .validate(),
            Err(WindowError::Hours)
        );
        assert_eq!(
            Window {
                utc_offset: 841,
                ..all
            }
            .validate(),
            Err(WindowError::Offset)
        );
    }

    #[test]
    fn stricter_conditions_are_at_least_the_looser_ones() {
        let loose = Conditions {
            longest_retention: Some(Days(30)),
            within: Some(Jurisdiction::Eea),
            form: DataForm::Pseudonymised,
            window: Some(window(Weekday::Monday, Weekday::Friday, 0, 1440)),
            ..Conditions::default()
        };
        let strict = Conditions {
            longest_retention: Some(Days(7)),
            within: Some(Jurisdiction::Eu),
            form: DataForm::Aggregated,
            no_onward_recipients: true,
            no_automated_decisions: true,
            window: Some(window(Weekday::Tuesday, Weekday::Tuesday, 60, 120)),
        };
        assert!(strict.is_at_least(&loose) && !loose.is_at_least(&strict));
        assert!(loose.is_at_least(&loose) && strict.is_at_least(&strict));
        assert!(loose.is_at_least(&Conditions::default()));
        assert!(!Conditions::default().is_at_least(&loose));
        assert!(Conditions::default().is_empty() && !strict.is_empty());
        let only_window = Conditions {
            window: loose.window,
            ..Conditions::default()
        };
        assert!(!only_window.has_requirements() && loose.has_requirements());
    }
}
