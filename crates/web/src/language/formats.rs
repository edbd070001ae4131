//! Dates, numbers and lists as each language writes them (Unicode CLDR, through ICU4X).

use std::cell::OnceCell;

use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::{Locale, locale};
use jiff::Zoned;

use super::Language;

struct Formats {
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    minute: Option<FixedCalendarDateTimeFormatter<Gregorian, YMDT>>,
    list: Option<ListFormatter>,
    decimal: Option<DecimalFormatter>,
}

impl Formats {
    fn of(language: Language) -> Self {
        let locale = locale_of(language);
        Self {
            day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok(),
            minute: FixedCalendarDateTimeFormatter::try_new(
                (&locale).into(),
                YMD::long().with_time_hm(),
            )
            .ok(),
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .ok(),
            decimal: DecimalFormatter::try_new(
                (&locale).into(),
                DecimalFormatterOptions::default(),
            )
            .ok(),
        }
    }
}

/// English as Europe writes it: the day before the month.
const fn locale_of(language: Language) -> Locale {
    match language {
        Language::English => locale!("en-GB"),
        Language::Finnish => locale!("fi"),
        Language::Swedish => locale!("sv"),
        Language::German => locale!("de"),
        Language::French => locale!("fr"),
        Language::Dutch => locale!("nl"),
        Language::Polish => locale!("pl"),
        Language::Greek => locale!("el"),
        Language::Italian => locale!("it"),
        Language::Spanish => locale!("es"),
    }
}

thread_local! {
    /// Made once a thread: ICU4X's formatters stay on theirs.
    static FORMATS: [OnceCell<Formats>; Language::ALL.len()] =
        const { [const { OnceCell::new() }; Language::ALL.len()] };
}

fn with<T>(language: Language, format: impl FnOnce(&Formats) -> Option<T>) -> Option<T> {
    FORMATS.with(|all| format(all[language as usize].get_or_init(|| Formats::of(language))))
}

fn date_of(at: &Zoned) -> Option<Date<Gregorian>> {
    let (month, day) = (u8::try_from(at.month()), u8::try_from(at.day()));
    Date::try_new_gregorian(i32::from(at.year()), month.ok()?, day.ok()?).ok()
}

/// `3 May 2026`
pub(super) fn day(language: Language, at: &Zoned) -> Option<String> {
    let date = date_of(at)?;
    with(language, |formats| {
        Some(formats.day.as_ref()?.format(&date).to_string())
    })
}

/// `3 May 2026 at 14:03`
pub(super) fn minute(language: Language, at: &Zoned) -> Option<String> {
    let (hour, minute) = (u8::try_from(at.hour()), u8::try_from(at.minute()));
    let time = Time::try_new(hour.ok()?, minute.ok()?, 0, 0).ok()?;
    let at = DateTime {
        date: date_of(at)?,
        time,
    };
    with(language, |formats| {
        Some(formats.minute.as_ref()?.format(&at).to_string())
    })
}

/// `a, b and c`
pub(super) fn list(language: Language, parts: &[String]) -> String {
    let joined = with(language, |formats| {
        Some(formats.list.as_ref()?.format(parts.iter()).to_string())
    });
    joined.unwrap_or_else(|| parts.join(", "))
}

/// A number, written with `.` and without separators, as the language writes it.
pub(super) fn decimal(language: Language, number: &str) -> String {
    let written = number.parse::<Decimal>().ok().and_then(|value| {
        with(language, |formats| {
            Some(formats.decimal.as_ref()?.format(&value).to_string())
        })
    });
    written.unwrap_or_else(|| number.to_owned())
}
