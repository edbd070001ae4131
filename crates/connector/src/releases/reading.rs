//! Reading the connector's log, newest first: a page of what is wanted, or all of it, a piece at a time.

use std::ops::Range;

use jiff::civil::Date;
use protocol::problem::ProblemName;
use serde::Deserialize;
use serde_json::{Value, json};
use storage::log::{Log as _, LogCursor, LogRecord};
use utoipa::IntoParams;
use web::month::Month;
use web::problem::Problem;

use super::LOG;
use crate::app::App;

/// Entries of one page at the most, and of one reading of the database.
const MOST: i64 = 1_000;
/// Entries looked at for one page at the most: what fits few of them takes several pages, none of them long.
const LOOKED_AT: i64 = 10_000;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// How far the log's order may be from that of its times: an entry has the time of its request, and is written when that
/// has ended.
const DISORDER: i64 = MICROS_PER_DAY;

/// Which entries, newest first.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Of this operator.
    pub(crate) operator: Option<String>,
    /// Of this organisation.
    pub(crate) service: Option<String>,
    /// Of this kind, such as `release`, `refusal`, `change`, `subscription`, `link`, or `staff` for what staff did.
    pub(crate) kind: Option<String>,
    /// Of this month (UTC), such as `2026-11`.
    pub(crate) month: Option<String>,
    /// Before this day (UTC), such as `2026-11-28`.
    pub(crate) before_day: Option<String>,
    /// At most so many.
    pub(crate) limit: Option<i64>,
    /// After the page before: its `next`.
    pub(crate) before: Option<String>,
}

impl Wanted {
    /// As a form sends it: what is empty is not asked for.
    pub(crate) fn plain(self) -> Self {
        let said = |text: Option<String>| {
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        Self {
            operator: said(self.operator),
            service: said(self.service),
            kind: said(self.kind),
            month: said(self.month),
            before_day: said(self.before_day),
            limit: self.limit,
            before: said(self.before),
        }
    }

    /// What is asked for, as a query, with the place to begin at.
    pub(crate) fn query(&self, before: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("operator", self.operator.as_deref()),
            ("service", self.service.as_deref()),
            ("kind", self.kind.as_deref()),
            ("month", self.month.as_deref()),
            ("before_day", self.before_day.as_deref()),
            ("before", before),
        ];
        let fields = fields.into_iter();
        query.extend_pairs(fields.filter_map(|(name, value)| Some((name, value?))));
        query.finish()
    }

    /// The times that are asked for, in microseconds since the epoch.
    fn times(&self) -> Result<Range<i64>, Problem> {
        let mut times = i64::MIN..i64::MAX;
        if let Some(text) = &self.month {
            let month = Month::parse(text)
                .ok_or_else(|| invalid("`month`: a month is written as `2026-11`"))?;
            times = micros(month.first_day())..micros(month.plus(1).first_day());
        }
        if let Some(text) = &self.before_day {
            let day: Date = text
                .parse()
                .map_err(|_| invalid("`before_day`: a day is written as `2026-11-28`"))?;
            let midnight = jiff::tz::TimeZone::UTC
                .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
            let midnight = midnight.map_err(|_| invalid("`before_day` is in no calendar"))?;
            times.end = times.end.min(midnight.as_microsecond());
        }
        Ok(times)
    }

    fn fits(&self, record: &LogRecord, said: Option<&Value>) -> bool {
        let service =
            |wanted: &String| said.and_then(|said| said["service"].as_str()) == Some(wanted);
        // What staff did is in the log too, and another page's to show.
        let kind = match &self.kind {
            Some(kind) => *kind == record.kind,
            None => record.kind != web::staff::LOG_KIND,
        };
        kind && self.service.as_ref().is_none_or(service)
    }

    fn cursor(&self) -> Result<Option<LogCursor>, Problem> {
        let Some(text) = &self.before else {
            return Ok(None);
        };
        let parsed = text
            .split_once('.')
            .and_then(|(at, index)| Some((at.parse().ok()?, index.parse().ok()?)));
        let (at, index) = parsed.ok_or_else(|| invalid("`before` is not the `next` of a page"))?;
        Ok(Some(LogCursor {
            at,
            log: LOG.to_owned(),
            index,
        }))
    }
}

fn micros(day: i64) -> i64 {
    day.saturating_mul(MICROS_PER_DAY)
}

fn invalid(detail: &str) -> Problem {
    Problem::new(ProblemName::InvalidRequest).detail(detail)
}

/// An entry, and the place after it.
pub(crate) struct Read {
    /// `index`, `kind` and `record`.
    pub(crate) entry: Value,
    after: LogCursor,
}

/// Reads on through the log.
pub(crate) struct Reading {
    wanted: Wanted,
    times: Range<i64>,
    /// After what has been read; none at the end of the log.
    cursor: Option<LogCursor>,
}

impl Reading {
    /// # Errors
    /// The problem `invalid-request` for a place, month or day that is none; the database's.
    pub(crate) async fn begin(app: &App, wanted: &Wanted) -> Result<Self, Problem> {
        let times = wanted.times()?;
        let cursor = match wanted.cursor()? {
            Some(cursor) => cursor,
            None => LogCursor {
                at: times.end,
                // By time alone with an operator, by index alone without.
                index: if wanted.operator.is_some() {
                    0
                } else {
                    end(app, times.end).await?
                },
                ..LogCursor::newest()
            },
        };
        Ok(Self {
            wanted: wanted.clone(),
            times,
            cursor: Some(cursor),
        })
    }

    /// What is wanted among the next entries of the log; none of them may be. `None` after the last.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn next(&mut self, app: &App) -> Result<Option<Vec<Read>>, Problem> {
        let Some(cursor) = self.cursor.take() else {
            return Ok(None);
        };
        let records = self.records(app, &cursor).await?;
        let is_whole = i64::try_from(records.len()).unwrap_or(MOST) == MOST;
        let last = records.last();
        let goes_on = last.is_some_and(|last| last.at >= self.times.start.saturating_sub(DISORDER));
        self.cursor = last.filter(|_| is_whole && goes_on).map(LogCursor::after);
        let fitting = records.iter().filter_map(|record| {
            let text = record.record.as_deref();
            let said = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
            let fits = record.log == LOG
                && self.times.contains(&record.at)
                && self.wanted.fits(record, said.as_ref());
            fits.then(|| Read {
                entry: json!({"index": record.index, "kind": record.kind, "record": said}),
                after: LogCursor::after(record),
            })
        });
        Ok(Some(fitting.collect()))
    }

    async fn records(&self, app: &App, cursor: &LogCursor) -> Result<Vec<LogRecord>, Problem> {
        if let Some(operator) = &self.wanted.operator {
            let since = self.times.start.max(0);
            let found = app.database.log_by_party(operator, since, cursor, MOST);
            return Ok(found.await?);
        }
        // Without an operator, in the order of the log itself.
        let from = (cursor.index - MOST).max(0);
        let mut records = app.database.log_range(LOG, from, cursor.index).await?;
        records.reverse();
        Ok(records)
    }
}

/// The index after which no entry is older than `until`, by halving: the log is in the order of time but for
/// [`DISORDER`].
async fn end(app: &App, until: i64) -> Result<i64, Problem> {
    let (mut low, mut high) = (0, app.database.log_size(LOG).await?);
    if until == i64::MAX {
        return Ok(high);
    }
    let sure = until.saturating_add(DISORDER);
    while low < high {
        let middle = low + (high - low) / 2;
        match app.database.log_record(LOG, middle).await? {
            Some(record) if record.at >= sure => high = middle,
            _ => low = middle + 1,
        }
    }
    Ok(low)
}

/// A page of entries, and what to ask for the next with.
///
/// # Errors
/// The problem `invalid-request` for a `before`, month or day that is none; the database's.
pub(crate) async fn find(
    app: &App,
    wanted: &Wanted,
) -> Result<(Vec<Value>, Option<String>), Problem> {
    let limit = usize::try_from(wanted.limit.unwrap_or(50).clamp(1, MOST)).unwrap_or_default();
    let mut reading = Reading::begin(app, wanted).await?;
    let place = |cursor: &LogCursor| format!("{}.{}", cursor.at, cursor.index);
    let mut entries = Vec::new();
    let mut looked_at = 0;
    while looked_at < LOOKED_AT
        && let Some(found) = reading.next(app).await?
    {
        looked_at += MOST;
        for read in found {
            entries.push(read.entry);
            if entries.len() == limit {
                return Ok((entries, Some(place(&read.after))));
            }
        }
    }
    Ok((entries, reading.cursor.as_ref().map(place)))
}
