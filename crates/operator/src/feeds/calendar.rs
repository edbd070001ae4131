//! What ends when, as iCalendar (RFC 5545): permissions that are in force, and requests that wait for an answer.
use permission::State;
use storage::operator::accounts::Accounts as _;
use storage::operator::feeds::FeedRow;
use storage::operator::permissions::Permissions as _;
use web::language::Speech;

use super::entry_id;
use crate::clock::{DAY, SECOND};
use crate::permissions::view::MOST_WAITING;
use crate::{Error, Operator, Result};

/// How long something that is over stays in the calendar, in microseconds: a month, as calendars show one.
const SHOWN_AFTER: i64 = 31 * DAY;
/// Permissions read at once, and in all: more end than anybody wants in a calendar.
const PAGE: u32 = 200;
const MOST: usize = 1_000;
/// Octets in one line (RFC 5545 §3.1).
const LINE: usize = 75;

/// A calendar that is being written.
struct Sheet(String);

impl Sheet {
    /// One property, folded (RFC 5545 §3.1).
    fn put(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut used = 0;
        for character in line.chars() {
            let octets = character.len_utf8();
            if used + octets > LINE {
                self.0.push_str("\r\n ");
                // The space counts too.
                used = 1;
            }
            self.0.push(character);
            used += octets;
        }
        self.0.push_str("\r\n");
    }

    /// One property that is text (RFC 5545 §3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for character in value.chars() {
            match character {
                '\\' | ';' | ',' => {
                    escaped.push('\\');
                    escaped.push(character);
                }
                '\n' => escaped.push_str("\\n"),
                character if character.is_control() => {}
                character => escaped.push(character),
            }
        }
        self.put(name, &escaped);
    }
}

/// A time in UTC (RFC 5545 §3.3.5).
fn utc(micros: i64) -> Result<String> {
    let at = jiff::Timestamp::from_second(micros.div_euclid(SECOND))
        .map_err(|error| Error::stored("time", error))?;
    Ok(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Something that ends.
struct Ending {
    id: String,
    changed_at: i64,
    ends_at: i64,
    summary: String,
    details: String,
    path: &'static str,
}

/// States of permissions whose end is of interest.
const ENDING: [State; 3] = [State::Granted, State::Suspended, State::Expired];

impl Operator {
    /// The calendar of whoever made the feed.
    pub(super) async fn calendar(&self, feed: &FeedRow) -> Result<String> {
        let account = self.db.account(&feed.account_id).await?;
        let account = account.ok_or_else(|| Error::unknown("feed", &feed.id))?;
        let speech = self.speech(&account.locale);
        let mut endings = self.permissions_ending(feed, &speech).await?;
        endings.extend(self.requests_ending(feed, &speech).await?);
        endings.sort_by(|one, other| (one.ends_at, &one.id).cmp(&(other.ends_at, &other.id)));
        let mut sheet = Sheet(String::new());
        sheet.put("BEGIN", "VCALENDAR");
        sheet.put("VERSION", "2.0");
        sheet.put("PRODID", &format!("-//Fiducia//Operator//{}", speech.tag()));
        sheet.put("METHOD", "PUBLISH");
        let name: String = speech
            .say("feed-calendar-name")
            .with("operator", &self.config.name)
            .into();
        sheet.text("NAME", &name);
        sheet.text("X-WR-CALNAME", &name);
        sheet.put("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
        sheet.put("X-PUBLISHED-TTL", "PT12H");
        for ending in endings {
            sheet.put("BEGIN", "VEVENT");
            sheet.put("UID", &ending.id);
            sheet.put("DTSTAMP", &utc(ending.changed_at)?);
            sheet.put("DTSTART", &utc(ending.ends_at)?);
            sheet.text("SUMMARY", &ending.summary);
            sheet.text("DESCRIPTION", &ending.details);
            sheet.put("URL", &self.address(ending.path));
            sheet.put("TRANSP", "TRANSPARENT");
            sheet.put("END", "VEVENT");
        }
        sheet.put("END", "VCALENDAR");
        Ok(sheet.0)
    }

    async fn permissions_ending(&self, feed: &FeedRow, speech: &Speech) -> Result<Vec<Ending>> {
        let since = self.clock.now() - SHOWN_AFTER;
        let mut endings = Vec::new();
        let mut before = (i64::MAX, String::new());
        loop {
            let key = (before.0, before.1.as_str());
            let rows = self
                .db
                .permission_heads(&feed.account_id, key, PAGE)
                .await?;
            let Some(last) = rows.last() else { break };
            before = (last.changed_at, last.arrangement_id.clone());
            for row in rows {
                let in_force = ENDING.iter().any(|state| state.name() == row.state);
                let Some(ends_at) = row.valid_until.filter(|at| in_force && *at > since) else {
                    continue;
                };
                let intended_use = self
                    .known_use(&row.intended_use_id, row.intended_use_version)
                    .await?;
                let known = self.known_service(&row.service_id).await?;
                let service = known.as_ref().map_or(row.service_id.as_str(), |one| {
                    one.service.name.get(speech.tag())
                });
                let title = intended_use.title.get(speech.tag());
                endings.push(Ending {
                    id: entry_id(&feed.id, &row.arrangement_id),
                    changed_at: row.changed_at,
                    ends_at,
                    summary: speech
                        .say("feed-permission-ends")
                        .with("service", service)
                        .into(),
                    details: title.to_owned(),
                    path: "permissions",
                });
            }
            if endings.len() >= MOST {
                break;
            }
        }
        Ok(endings)
    }

    async fn requests_ending(&self, feed: &FeedRow, speech: &Speech) -> Result<Vec<Ending>> {
        let mut endings = Vec::new();
        let rows = self
            .waiting_requests(&feed.account_id, MOST_WAITING)
            .await?;
        for row in rows {
            let intended_use = self
                .known_use(&row.intended_use_id, row.intended_use_version)
                .await?;
            let known = self.known_service(&row.service_id).await?;
            let service = known.as_ref().map_or(row.service_id.as_str(), |one| {
                one.service.name.get(speech.tag())
            });
            endings.push(Ending {
                id: entry_id(&feed.id, &row.id),
                changed_at: row.created_at,
                ends_at: row.expires_at,
                summary: speech
                    .say("feed-request-ends")
                    .with("service", service)
                    .into(),
                details: intended_use.title.get(speech.tag()).to_owned(),
                path: "",
            });
        }
        Ok(endings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut sheet = Sheet(String::new());
        sheet.text("SUMMARY", &"ä".repeat(100));
        let lines: Vec<&str> = sheet.0.trim_end().split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        let whole: String = sheet.0.replace("\r\n ", "");
        assert_eq!(whole, format!("SUMMARY:{}\r\n", "ä".repeat(100)));
    }

    #[test]
    fn text_cannot_begin_a_property_of_its_own() {
        let mut sheet = Sheet(String::new());
        sheet.text("SUMMARY", "a;b,c\\d\r\nATTACH:https://evil.example");
        assert_eq!(
            sheet.0,
            "SUMMARY:a\\;b\\,c\\\\d\\nATTACH:https://evil.example\r\n"
        );
    }

    #[test]
    fn times_are_in_utc() {
        assert_eq!(utc(1_000_000_000 * SECOND).unwrap(), "20010909T014640Z");
    }
}
