//! Letters that people have sent and noted here: by when the answer is due, that it came, that whoever must answer takes
//! longer. They hear when an answer is nearly due, and when it is late.
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::rights_letters::{RightsLetterRow, RightsLetters as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;

use super::holidays::{Holiday, working_day};
use super::{LONGEST_ABOUT, RIGHTS};
use crate::clock::DAY;
use crate::notifications::{Kind, News};
use crate::{Error, Operator, Result};

/// The name of the sealed field that holds what a letter is about.
const FIELD: &str = "rights_letters.letter";
/// Letters shown of one person, and kept at the most.
pub(crate) const MOST: u32 = 100;
/// How long ago a letter may have been sent, in days: a year, in which an answer is still worth asking for.
const LONGEST_AGO: i64 = 366;
/// How long before its day a person is told that an answer is due, in microseconds.
const AHEAD: i64 = 3 * DAY;
/// How long a removed note can be had back, in microseconds.
pub(crate) const KEPT_REMOVED: i64 = DAY;
/// Letters looked at in one go.
const AT_ONCE: u32 = 200;

/// What a letter is about.
#[derive(Clone, Serialize, Deserialize)]
struct Subject {
    /// `source:` with a connector's UUID, or `service:` with a service's id.
    to: String,
    /// What it was called when the letter was sent.
    name: String,
    /// One of [`RIGHTS`].
    right: String,
    /// What it is about, in the person's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    about: String,
}

/// A letter to note.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NewLetter {
    /// `source:` with a connector's UUID, or `service:` with a service's id.
    pub(crate) to: String,
    /// `access`, `correct`, `delete`, `restrict`, `take`, `object` or `human`.
    pub(crate) right: String,
    /// What it is about, in the person's words.
    pub(crate) about: String,
    /// The day it was sent, `2026-11-27`; today when empty.
    pub(crate) sent_on: String,
}

/// How it stands with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Standing {
    /// There is time left.
    Waiting,
    /// It is due within three days.
    DueSoon,
    /// It is late.
    Overdue,
    /// It came.
    Answered,
}

/// A letter that was noted as sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SentLetter {
    /// Its id.
    pub(crate) id: String,
    /// Whom it went to.
    pub(crate) to: String,
    /// What it is called.
    pub(crate) name: String,
    /// Which right it uses.
    pub(crate) right: String,
    /// What it is about, in the person's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) about: String,
    /// The day it was sent.
    pub(crate) sent_on: String,
    /// The last day for the answer (GDPR art. 12(3)).
    pub(crate) due_on: String,
    /// Whether two months more were taken.
    pub(crate) extended: bool,
    pub(crate) standing: Standing,
    #[serde(skip)]
    pub(crate) sent_at: i64,
    #[serde(skip)]
    pub(crate) due_at: i64,
}

/// What a person notes of a letter afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mark {
    /// The answer came.
    Answered,
    /// It did not come after all.
    Unanswered,
    /// Whoever must answer takes two months more, and has said so.
    Extended,
    /// They do not after all.
    Unextended,
    /// Remove the note.
    Removed,
    /// Have it back.
    Restored,
}

/// The last day for the answer to a letter of `sent`: a month later, or three (GDPR art. 12(3)). The day of the letter does
/// not count, a month that has no such day ends with its last, and what would end on a Saturday, Sunday or public holiday
/// ends on the working day after (Regulation (EEC, Euratom) No 1182/71 art. 3).
fn due(sent: Date, extended: bool, holidays: &[Holiday]) -> Result<Date> {
    let months = if extended { 3 } else { 1 };
    let day = sent.checked_add(months.months()).ok();
    day.and_then(|day| working_day(day, holidays))
        .ok_or_else(|| Error::invalid("sent_on", "the day is out of range"))
}

/// The first microsecond of a day.
fn begin(day: Date, zone: &TimeZone) -> Result<i64> {
    let begun = day.to_zoned(zone.clone());
    let begun = begun.map_err(|_| Error::invalid("sent_on", "the day is out of range"))?;
    Ok(begun.timestamp().as_microsecond())
}

/// The last microsecond of a day.
fn end(day: Date, zone: &TimeZone) -> Result<i64> {
    let next = day
        .tomorrow()
        .map_err(|_| Error::invalid("sent_on", "the day is out of range"))?;
    Ok(begin(next, zone)? - 1)
}

/// The day of a time.
fn day_of(at: i64, zone: &TimeZone) -> Result<Date> {
    let at = Timestamp::from_microsecond(at).map_err(|e| Error::stored("time", e))?;
    Ok(at.to_zoned(zone.clone()).date())
}

/// When the person of a letter is told of it next: before it is due, when it is late, and then no more.
fn tell_at(row: &RightsLetterRow, now: i64) -> Option<i64> {
    if row.answered_at.is_some() || row.removed_at.is_some() {
        return None;
    }
    let soon = row.due_at - AHEAD;
    if now < soon {
        Some(soon)
    } else {
        (now <= row.due_at).then_some(row.due_at + 1)
    }
}

impl Operator {
    /// Today, in the city.
    pub(super) fn today(&self) -> Result<Date> {
        day_of(self.clock.now(), &self.config.brand.zone())
    }

    /// The last microsecond in which the answer to a letter of `sent` is in time.
    fn due_at(&self, sent: Date, extended: bool) -> Result<i64> {
        let holidays = &self.config.provider.holidays;
        end(due(sent, extended, holidays)?, &self.config.brand.zone())
    }

    /// Notes that a person has sent a letter; gives the note's id. `name` is what its receiver is called.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a right there is none of, a day that is none, in the future or more than a year ago;
    /// [`Error::Conflict`] when there are [`MOST`].
    pub(crate) async fn note_letter(
        &self,
        account: &str,
        new: &NewLetter,
        name: &str,
    ) -> Result<String> {
        if !RIGHTS.iter().any(|(key, _, _)| *key == new.right) {
            return Err(Error::invalid("right", "there is no such right"));
        }
        let zone = self.config.brand.zone();
        let today = self.today()?;
        let sent = match new.sent_on.trim() {
            "" => today,
            day => day
                .parse()
                .map_err(|_| Error::invalid("sent_on", "a day is written `2026-11-27`"))?,
        };
        let first = today.saturating_sub(LONGEST_AGO.days());
        if sent > today || sent < first {
            let reason = "the letter was sent today or within the last year";
            return Err(Error::invalid("sent_on", reason));
        }
        if self.db.rights_letters(account, MOST).await?.len() >= MOST as usize {
            return Err(Error::Conflict(format!(
                "there are {MOST} letters; remove one first"
            )));
        }
        let about = Subject {
            to: new.to.clone(),
            name: name.to_owned(),
            right: new.right.clone(),
            about: new.about.trim().chars().take(LONGEST_ABOUT).collect(),
        };
        let body = serde_json::to_vec(&about).map_err(|e| Error::stored("letter", e))?;
        let mut row = RightsLetterRow {
            account_id: account.to_owned(),
            id: crate::random::uuid(),
            sealed: self.db.seal(account, FIELD, &body).await?,
            sent_at: begin(sent, &zone)?,
            due_at: self.due_at(sent, false)?,
            extended: 0,
            answered_at: None,
            tell_at: None,
            removed_at: None,
            version: 1,
        };
        let now = self.clock.now();
        // Late already: the next look tells of it.
        row.tell_at = tell_at(&row, now).or(Some(now));
        let mut unit = Unit::new();
        unit.insert_rights_letter(&row);
        self.db.commit(unit).await?;
        Ok(row.id)
    }

    /// The letters that a person has noted, those sent last first.
    pub(crate) async fn sent_letters(&self, account: &str) -> Result<Vec<SentLetter>> {
        let mut letters = Vec::new();
        for row in self.db.rights_letters(account, MOST).await? {
            letters.push(self.sent_letter(row).await?);
        }
        Ok(letters)
    }

    async fn letter_about(&self, row: &RightsLetterRow) -> Result<Subject> {
        let about = self.db.unseal(&row.account_id, FIELD, &row.sealed).await?;
        serde_json::from_slice(&about).map_err(|error| Error::stored("letter", error))
    }

    async fn sent_letter(&self, row: RightsLetterRow) -> Result<SentLetter> {
        let about = self.letter_about(&row).await?;
        let (now, zone) = (self.clock.now(), self.config.brand.zone());
        let standing = match row.answered_at {
            Some(_) => Standing::Answered,
            None if now > row.due_at => Standing::Overdue,
            None if now >= row.due_at - AHEAD => Standing::DueSoon,
            None => Standing::Waiting,
        };
        Ok(SentLetter {
            id: row.id,
            to: about.to,
            name: about.name,
            right: about.right,
            about: about.about,
            sent_on: day_of(row.sent_at, &zone)?.to_string(),
            due_on: day_of(row.due_at, &zone)?.to_string(),
            extended: row.extended != 0,
            standing,
            sent_at: row.sent_at,
            due_at: row.due_at,
        })
    }

    /// Whether a person has removed the note with this id, and can have it back.
    pub(super) async fn is_letter_removed(&self, account: &str, id: &str) -> Result<bool> {
        let row = self.db.rights_letter(account, id).await?;
        Ok(row.is_some_and(|row| row.removed_at.is_some()))
    }

    /// A person notes what came of a letter. What they were told of it counts as read.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn mark_letter(&self, account: &str, id: &str, mark: Mark) -> Result<()> {
        let unknown = || Error::unknown("letter", id);
        let row = self.db.rights_letter(account, id).await?;
        let mut row = row
            .filter(|row| row.removed_at.is_none() || mark == Mark::Restored)
            .ok_or_else(unknown)?;
        let (now, zone) = (self.clock.now(), self.config.brand.zone());
        let told = format!("{} {}", row.id, row.due_at);
        match mark {
            Mark::Answered => row.answered_at = Some(row.answered_at.unwrap_or(now)),
            Mark::Unanswered => row.answered_at = None,
            Mark::Extended | Mark::Unextended => {
                row.extended = i64::from(mark == Mark::Extended);
                let sent = day_of(row.sent_at, &zone)?;
                row.due_at = self.due_at(sent, row.extended != 0)?;
            }
            Mark::Removed => row.removed_at = Some(now),
            Mark::Restored => row.removed_at = None,
        }
        row.tell_at = tell_at(&row, now);
        let mut unit = Unit::new();
        unit.change_rights_letter(&row);
        for kind in [Kind::AnswerDue, Kind::AnswerOverdue] {
            self.read_news(&mut unit, account, kind, &told);
        }
        self.db.commit(unit).await?;
        self.live.tell(account);
        Ok(())
    }

    /// Tells people of answers that are nearly due, or late.
    pub(crate) async fn tell_of_answers(&self) -> Result<()> {
        loop {
            let now = self.clock.now();
            let rows = self.db.rights_letters_to_tell(now, AT_ONCE).await?;
            let is_last = rows.len() < AT_ONCE as usize;
            for mut row in rows {
                let letter = row.id.clone();
                let (to, due) = (self.letter_about(&row).await?.to, row.due_at);
                let news = if now > row.due_at {
                    News::AnswerOverdue { letter, to, due }
                } else {
                    News::AnswerDue { letter, to, due }
                };
                row.tell_at = tell_at(&row, now);
                let mut unit = Unit::new();
                unit.change_rights_letter(&row);
                self.notify(&mut unit, &row.account_id, &news)?;
                // Where its person has changed it meanwhile, the next look sees it as it is.
                if self.commit_first(unit).await? {
                    self.live.tell(&row.account_id);
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_due_a_month_later_and_never_on_a_day_off() {
        let due = |day: &str, extended| {
            let holidays = ["01-01", "12-24", "12-25", "easter+1"].map(|day| day.parse().unwrap());
            let due = due(day.parse().unwrap(), extended, &holidays);
            due.unwrap().to_string()
        };
        assert_eq!(due("2026-12-01", false), "2027-01-04", "from New Year");
        assert_eq!(
            due("2026-11-24", false),
            "2026-12-28",
            "from a Thursday off and what follows it"
        );
        assert_eq!(due("2026-11-26", false), "2026-12-28", "from a Saturday");
        assert_eq!(due("2026-11-27", false), "2026-12-28", "from a Sunday");
        assert_eq!(due("2026-11-30", false), "2026-12-30");
        assert_eq!(
            due("2027-01-31", false),
            "2027-03-01",
            "28 February is a Sunday"
        );
        assert_eq!(due("2028-01-31", false), "2028-02-29");
        assert_eq!(due("2026-11-27", true), "2027-03-01", "three months in all");
    }

    #[test]
    fn its_person_is_told_before_and_after_the_day_and_then_no_more() {
        let mut row = RightsLetterRow {
            account_id: String::new(),
            id: String::new(),
            sealed: Vec::new(),
            sent_at: 0,
            due_at: 30 * DAY,
            extended: 0,
            answered_at: None,
            tell_at: None,
            removed_at: None,
            version: 1,
        };
        assert_eq!(tell_at(&row, 0), Some(27 * DAY));
        assert_eq!(tell_at(&row, 27 * DAY), Some(30 * DAY + 1));
        assert_eq!(tell_at(&row, 30 * DAY + 1), None);
        row.answered_at = Some(1);
        assert_eq!(tell_at(&row, 0), None);
    }
}
