//! Months of the calendar (UTC), by which what was released is counted.

use std::fmt;

use jiff::civil::Date;

const EPOCH: Date = Date::constant(1970, 1, 1);
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// The months of the calendar, from the year -9999 to 9999.
const LONGEST: i32 = 19_998 * 12;

/// A month, written as `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month that it is at a time, in microseconds since the epoch.
    #[must_use]
    pub fn at(micros: i64) -> Self {
        Self::of_day(micros.div_euclid(MICROS_PER_DAY))
    }

    /// The month of a day, counted from 1970-01-01; of that day itself where no calendar has it.
    #[must_use]
    pub fn of_day(day: i64) -> Self {
        let span = jiff::Span::new().try_days(day);
        let date = span.and_then(|span| EPOCH.checked_add(span));
        Self {
            first: date.unwrap_or(EPOCH).first_of_month(),
        }
    }

    /// Reads a month; none where it is not written as `2026-11`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let fits = [(year, 4), (month, 2)]
            .into_iter()
            .all(|(part, length)| part.len() == length && part.bytes().all(|c| c.is_ascii_digit()));
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok();
        Some(Self {
            first: first.filter(|_| fits)?,
        })
    }

    /// The month so many months later, earlier where negative; the last or first of the calendar at its ends.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let months = months.clamp(-LONGEST, LONGEST);
        let first = self.first.saturating_add(jiff::Span::new().months(months));
        Self {
            first: first.first_of_month(),
        }
    }

    /// How many months it is after another.
    #[must_use]
    pub fn since(self, other: Self) -> i32 {
        let number =
            |month: Self| i32::from(month.first.year()) * 12 + i32::from(month.first.month());
        number(self) - number(other)
    }

    /// Its first day, counted from 1970-01-01.
    #[must_use]
    pub fn first_day(self) -> i64 {
        let since = EPOCH.until(self.first);
        since.map_or(0, |span| i64::from(span.get_days()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_days_counted_from_the_epoch() {
        let month = Month::parse("1970-02").unwrap();
        assert_eq!((month.first_day(), month.plus(1).first_day()), (31, 59));
        assert_eq!(Month::at(1_795_000_000_000_000).to_string(), "2026-11");
        assert_eq!(Month::of_day(-1).to_string(), "1969-12");
        assert_eq!(Month::of_day(31), month);
    }

    #[test]
    fn months_are_counted_across_years() {
        let month = Month::parse("2026-01").unwrap();
        assert_eq!(month.plus(-1).to_string(), "2025-12");
        assert_eq!(month.plus(14).since(month), 14);
        assert_eq!(month.plus(i32::MAX).plus(1).plus(-1).since(month), 95_686);
    }

    #[test]
    fn what_is_no_month_is_none() {
        for wrong in [
            "2026", "2026-13", "26-1", "2026-1", "x-y", "+026-01", "2026-00",
        ] {
            assert!(Month::parse(wrong).is_none(), "{wrong}");
        }
    }
}
