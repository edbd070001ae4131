//! Days and hours of a rule as the form on the page holds them.
use std::str::FromStr as _;

use jiff::tz::TimeZone;
use permission::rule::{Weekday, Window};

use super::draft::wrong;
use crate::{Error, Result};

/// The days of the week by the form's names for them.
pub(super) const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The fields, each as it was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hours<'a> {
    pub(super) first_day: &'a str,
    pub(super) last_day: &'a str,
    pub(super) opens: &'a str,
    pub(super) closes: &'a str,
}

impl Hours<'_> {
    /// The days and hours, as the zone's clock shows them today: a rule's window stands at a fixed distance from UTC.
    /// None where no field says anything.
    pub(super) fn window(self, zone: &TimeZone, now: i64) -> Result<Option<Window>> {
        let fields = [self.first_day, self.last_day, self.opens, self.closes];
        if fields.into_iter().all(str::is_empty) {
            return Ok(None);
        }
        let now = jiff::Timestamp::from_microsecond(now).map_err(|error| wrong("opens", &error))?;
        let offset = zone.to_offset(now).seconds() / 60;
        let closes = minutes(self.closes)?.filter(|minutes| *minutes > 0);
        let window = Window {
            first_day: weekday(self.first_day)?.unwrap_or(Weekday::Monday),
            last_day: weekday(self.last_day)?.unwrap_or(Weekday::Sunday),
            opens: minutes(self.opens)?.unwrap_or(0),
            closes: closes.unwrap_or(END_OF_DAY),
            utc_offset: i16::try_from(offset).map_err(|error| wrong("opens", &error))?,
        };
        window.validate().map_err(|error| wrong("opens", &error))?;
        Ok(Some(window))
    }
}

/// The end of a day in minutes since midnight.
const END_OF_DAY: u16 = 1440;

/// A day by its name; none for an empty one.
fn weekday(name: &str) -> Result<Option<Weekday>> {
    if name.is_empty() {
        return Ok(None);
    }
    let found = DAYS.iter().find(|(known, _)| *known == name);
    let found = found.ok_or_else(|| Error::invalid("opens", "is no day of the week"))?;
    Ok(Some(found.1))
}

/// A time of day in minutes since midnight; none for an empty one.
fn minutes(text: &str) -> Result<Option<u16>> {
    if text.is_empty() {
        return Ok(None);
    }
    let time = jiff::civil::Time::from_str(text).map_err(|error| wrong("opens", &error))?;
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    u16::try_from(minutes)
        .map(Some)
        .map_err(|error| wrong("opens", &error))
}

#[cfg(test)]
mod tests {
    use permission::{Parties, PartyPattern};

    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn kinds_groups_operations_and_hours_become_a_rule() {
        let form = "effect=deny&party=kind:dpv:Hospital&processing=dpv:Share&first_day=saturday&last_day=sunday&\
            opens=09:30&closes=00:00";
        let helsinki = TimeZone::fixed(jiff::tz::offset(2));
        let draft = Draft::read(form.as_bytes());
        assert!(draft.has_more());
        let rule = draft.rule(&helsinki, 0).unwrap();
        assert!(
            matches!(&rule.parties, Parties::Only(one) if matches!(one[..], [PartyPattern::Kind(_)]))
        );
        assert_eq!(rule.processing.len(), 1);
        let window = Window {
            first_day: Weekday::Saturday,
            last_day: Weekday::Sunday,
            opens: 570,
            closes: END_OF_DAY,
            utc_offset: 120,
        };
        assert_eq!(rule.conditions.window, Some(window));
        let group = Draft::read(b"effect=ask&party=group:nordic").rule(&helsinki, 0);
        assert!(
            matches!(group.unwrap().parties, Parties::Only(one) if matches!(one[..], [PartyPattern::TrustGroup(_)]))
        );
    }
}
