//! Instants and lengths of time. Which instant is *now* is always told from outside.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

impl Timestamp {
    /// Before every other instant.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant of a number of seconds since the epoch, as tokens carry it; the first or last
    /// instant where it lies beyond them.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Seconds since midnight UTC.
    pub const fn second_of_day(self) -> i64 {
        self.seconds().rem_euclid(SECONDS_PER_DAY)
    }

    /// Day of the week in UTC, 0 for Monday to 6 for Sunday.
    pub const fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.seconds().div_euclid(SECONDS_PER_DAY) + 3).rem_euclid(7)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A length of time in days of 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(pub u32);

impl Days {
    const fn micros(self) -> i64 {
        (self.0 as i64 * SECONDS_PER_DAY).saturating_mul(MICROS_PER_SECOND)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} days", self.0)
    }
}

impl Add<Days> for Timestamp {
    type Output = Self;

    fn add(self, days: Days) -> Self {
        Self(self.0.saturating_add(days.micros()))
    }
}

impl Sub<Days> for Timestamp {
    type Output = Self;

    fn sub(self, days: Days) -> Self {
        Self(self.0.saturating_sub(days.micros()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_added_and_the_ends_of_time_hold() {
        assert_eq!(Timestamp(0) + Days(1), Timestamp::from_seconds(86_400));
        assert_eq!(Timestamp(0) - Days(2), Timestamp::from_seconds(-172_800));
        assert_eq!(Timestamp::MAX + Days(u32::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::from_seconds(i64::MAX), Timestamp::MAX);
    }

    #[test]
    fn the_day_and_its_second_are_those_of_the_calendar() {
        let wednesday_noon = Timestamp::from_seconds(1_763_553_600);
        assert_eq!(wednesday_noon.weekday(), 2);
        assert_eq!(wednesday_noon.second_of_day(), 43_200);
        assert_eq!(Timestamp(-1).weekday(), 2);
        assert_eq!(Timestamp(-1).second_of_day(), 86_399);
    }
}
