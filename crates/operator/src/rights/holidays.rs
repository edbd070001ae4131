//! Public holidays: a period of days never ends on one (Regulation (EEC, Euratom) No 1182/71 art. 3(4)).
use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// As far from Easter as a holiday can be, in days either way: from Carnival to Corpus Christi and a little more.
const FARTHEST_FROM_EASTER: i16 = 70;
/// The form in which one is written.
const FORM: &str = "write `12-25` for a day of every year, `2027-06-25` for one day, `easter-2` or `easter+1` for days \
                    counted from Easter Sunday, and `orthodox-easter+1` where the Orthodox Easter is kept";

/// A public holiday, as it is written in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Holiday {
    /// `12-25`: this day of every year, by month and day.
    EveryYear(i8, i8),
    /// `2027-06-25`: this one day.
    Once(Date),
    /// `easter+1`: so many days after Easter Sunday.
    Easter(i16),
    /// `orthodox-easter+1`: so many days after the Orthodox Easter Sunday.
    OrthodoxEaster(i16),
}

impl Holiday {
    /// Whether it falls on this day.
    pub(crate) fn is_on(self, day: Date) -> bool {
        let days_after = |sunday: Option<Date>, days: i16| {
            sunday.and_then(|sunday| sunday.checked_add(i64::from(days).days()).ok()) == Some(day)
        };
        match self {
            Self::EveryYear(month, of_month) => (day.month(), day.day()) == (month, of_month),
            Self::Once(once) => once == day,
            Self::Easter(days) => days_after(easter(day.year()), days),
            Self::OrthodoxEaster(days) => days_after(orthodox_easter(day.year()), days),
        }
    }
}

/// The first working day from this one on: no Saturday, Sunday or holiday. None where the calendar ends.
pub(crate) fn working_day(mut day: Date, holidays: &[Holiday]) -> Option<Date> {
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        || holidays.iter().any(|holiday| holiday.is_on(day))
    {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

/// Easter Sunday in the Gregorian calendar (Butcher's algorithm, 1876).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let correction = (century + 8) / 25;
    let lunar = (century - correction + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    date(year, days / 31, days % 31 + 1)
}

/// The Orthodox Easter Sunday in the Gregorian calendar (Meeus's algorithm for the Julian calendar).
fn orthodox_easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let moon = (19 * (year % 19) + 15) % 30;
    let weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    let days = moon + weekday + 114;
    // How far the Julian calendar is behind: 13 days until the year 2100.
    let behind = year / 100 - year / 400 - 2;
    let julian = date(year, days / 31, days % 31 + 1)?;
    julian.checked_add(i64::from(behind).days()).ok()
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    )
    .ok()
}

impl FromStr for Holiday {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no holiday; {FORM}");
        let from_easter = |days: &str| -> Result<i16, String> {
            if days.is_empty() {
                return Ok(0);
            }
            // A bare number would be a year, or a slip.
            if !days.starts_with(['+', '-']) {
                return Err(wrong());
            }
            let days: i16 = days.parse().map_err(|_| wrong())?;
            let is_near = (-FARTHEST_FROM_EASTER..=FARTHEST_FROM_EASTER).contains(&days);
            is_near.then_some(days).ok_or_else(wrong)
        };
        if let Some(days) = text.strip_prefix("orthodox-easter") {
            return Ok(Self::OrthodoxEaster(from_easter(days)?));
        }
        if let Some(days) = text.strip_prefix("easter") {
            return Ok(Self::Easter(from_easter(days)?));
        }
        if text.len() == "12-25".len() {
            // In a leap year, so that 29 February can be one.
            let day: Date = format!("2000-{text}").parse().map_err(|_| wrong())?;
            return Ok(Self::EveryYear(day.month(), day.day()));
        }
        if text.len() == "2027-06-25".len() {
            return text.parse().map(Self::Once).map_err(|_| wrong());
        }
        Err(wrong())
    }
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let easter = |f: &mut fmt::Formatter<'_>, name: &str, days: i16| match days {
            0 => f.write_str(name),
            days => write!(f, "{name}{days:+}"),
        };
        match *self {
            Self::EveryYear(month, day) => write!(f, "{month:02}-{day:02}"),
            Self::Once(day) => write!(f, "{day}"),
            Self::Easter(days) => easter(f, "easter", days),
            Self::OrthodoxEaster(days) => easter(f, "orthodox-easter", days),
        }
    }
}

impl TryFrom<String> for Holiday {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Holiday> for String {
    fn from(holiday: Holiday) -> Self {
        holiday.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_when_the_churches_keep_it() {
        for (western, orthodox) in [
            ("2000-04-23", "2000-04-30"),
            ("2008-03-23", "2008-04-27"),
            ("2011-04-24", "2011-04-24"),
            ("2024-03-31", "2024-05-05"),
            ("2025-04-20", "2025-04-20"),
            ("2026-04-05", "2026-04-12"),
            ("2027-03-28", "2027-05-02"),
            ("2038-04-25", "2038-04-25"),
        ] {
            let year = day(western).year();
            assert_eq!(easter(year), Some(day(western)));
            assert_eq!(orthodox_easter(year), Some(day(orthodox)));
        }
    }

    #[test]
    fn holidays_are_read_as_they_are_written() {
        for text in [
            "12-25",
            "01-06",
            "02-29",
            "2027-06-25",
            "easter",
            "easter-2",
            "easter+39",
            "orthodox-easter",
            "orthodox-easter+1",
        ] {
            let holiday: Holiday = text.parse().unwrap();
            assert_eq!(holiday.to_string(), text);
        }
        for text in [
            "",
            "25",
            "25-12",
            "13-01",
            "02-30",
            "2027-02-29",
            "25.12.",
            "christmas",
            "easter2",
            "easter+",
            "easter+71",
            "easter 1",
            "orthodox-easter-99",
            "12-25 ",
            "é-25",
        ] {
            let error = text.parse::<Holiday>().unwrap_err();
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
    }

    #[test]
    fn the_first_working_day_is_after_the_whole_row_of_days_off() {
        let holidays: Vec<Holiday> = ["easter-2", "easter+1", "12-25", "12-26", "2026-12-28"]
            .map(|text| text.parse().unwrap())
            .to_vec();
        let next = |text: &str| working_day(day(text), &holidays).unwrap().to_string();
        assert_eq!(next("2026-04-02"), "2026-04-02");
        assert_eq!(
            next("2026-04-03"),
            "2026-04-07",
            "Good Friday to Easter Monday"
        );
        assert_eq!(next("2026-12-25"), "2026-12-29");
        assert_eq!(working_day(day("2026-12-26"), &[]), Some(day("2026-12-28")));
    }
}
