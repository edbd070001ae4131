//! What comes out of values over periods of time (ETSI GS CIM 009 §4.5.19).

use std::collections::HashSet;

use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo, Timestamp, Unit};
use serde_json::{Map, Value, json};

use crate::problem::Problem;

/// What is made of the values of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    TotalCount,
    DistinctCount,
    Sum,
    Avg,
    Min,
    Max,
    Stddev,
    Sumsq,
}

impl Method {
    const ALL: [(Self, &'static str); 8] = [
        (Self::TotalCount, "totalCount"),
        (Self::DistinctCount, "distinctCount"),
        (Self::Sum, "sum"),
        (Self::Avg, "avg"),
        (Self::Min, "min"),
        (Self::Max, "max"),
        (Self::Stddev, "stddev"),
        (Self::Sumsq, "sumsq"),
    ];

    fn of(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, other)| *other == name)
            .map(|(method, _)| method)
    }

    fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(method, _)| *method == self)
            .map_or("", |(_, name)| name)
    }
}

/// How values are aggregated.
#[derive(Debug, Clone)]
pub struct Aggregation {
    methods: Vec<Method>,
    /// How long a period is; the whole time where it is zero.
    length: Span,
    /// Where the first period begins, in microseconds since the epoch; with the first value where that is not said.
    pub from: Option<i64>,
    /// Where the whole time ends; with the last value where that is not said.
    pub to: Option<i64>,
}

/// The time that is divided into periods, in microseconds since the epoch.
pub(super) type Whole = (i64, i64);

impl Aggregation {
    /// From `aggrMethods`, a list divided by commas, and `aggrPeriodDuration` (ISO 8601; `PT0S` when it is not said).
    ///
    /// # Errors
    /// [`Problem`] for methods that there are not, and for what is no duration.
    pub fn parse(methods: Option<&str>, duration: Option<&str>) -> Result<Self, Problem> {
        let methods = methods.ok_or_else(|| {
            Problem::bad_data("aggregated values need `aggrMethods`, a list of methods")
        })?;
        let methods = methods
            .split(',')
            .map(|name| {
                Method::of(name.trim()).ok_or_else(|| {
                    Problem::bad_data(format!("`aggrMethods` has no method `{name}`"))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let text = duration.unwrap_or("PT0S");
        let length = text
            .parse::<Span>()
            .ok()
            .filter(|span| text.starts_with('P') && !span.is_negative())
            .ok_or_else(|| {
                Problem::bad_data(format!("`aggrPeriodDuration` is a duration, not `{text}`"))
            })?;
        Ok(Self {
            methods,
            length,
            from: None,
            to: None,
        })
    }

    /// The time from the first to the last of these times, or as it was said; none without one.
    pub(super) fn period(&self, times: impl Iterator<Item = i64>) -> Option<Whole> {
        let found = times.fold(None, |found: Option<Whole>, time| {
            Some(found.map_or((time, time), |(from, to)| (from.min(time), to.max(time))))
        })?;
        Some((self.from.unwrap_or(found.0), self.to.unwrap_or(found.1)))
    }

    /// The values of each method: `[value, start, end]` for each period that has some.
    pub(super) fn of(&self, timed: &[(i64, &Value)], whole: Whole) -> Map<String, Value> {
        let mut periods: Vec<(Whole, Vec<&Value>)> = Vec::new();
        let mut sorted = timed.to_vec();
        sorted.sort_by_key(|(time, _)| *time);
        for (time, value) in sorted {
            match periods.last_mut() {
                Some((period, values)) if self.length.is_zero() || time < period.1 => {
                    values.push(value);
                }
                _ => periods.push((self.around(time, whole), vec![value])),
            }
        }
        self.methods
            .iter()
            .map(|method| {
                let all: Vec<Value> = periods
                    .iter()
                    .filter_map(|((from, to), values)| {
                        Some(json!([outcome(*method, values)?, text(*from), text(*to)]))
                    })
                    .collect();
                (method.name().to_owned(), Value::Array(all))
            })
            .collect()
    }

    /// The period that a time lies in.
    fn around(&self, time: i64, whole: Whole) -> Whole {
        if self.length.is_zero() {
            return whole;
        }
        let uses_calendar = self.length.get_months() != 0 || self.length.get_years() != 0;
        if uses_calendar {
            return self.in_calendar(time, whole.0).unwrap_or(whole);
        }
        let days = SpanRelativeTo::days_are_24_hours();
        let length = self.length.total((Unit::Microsecond, days)).unwrap_or(0.0);
        // A period is a microsecond at least, and ends before time does.
        #[allow(clippy::cast_possible_truncation)]
        let length = (length as i64).max(1);
        let from = whole.0 + (time - whole.0).div_euclid(length) * length;
        (from, from.saturating_add(length))
    }

    /// Months and years are not all of one length: one is added to the other until the time is reached.
    fn in_calendar(&self, time: i64, origin: i64) -> Option<Whole> {
        let start = Timestamp::from_microsecond(origin).ok()?;
        let start = start.to_zoned(TimeZone::UTC);
        let mut from = origin;
        for count in 1_i64.. {
            let after = start
                .checked_add(self.length.checked_mul(count).ok()?)
                .ok()?;
            let to = after.timestamp().as_microsecond();
            if time < to {
                return Some((from, to));
            }
            from = to;
        }
        None
    }
}

fn text(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

/// What counts of a value: a number, a truth as 1 or 0, an array's length.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Array(items) => u32::try_from(items.len()).ok().map(f64::from),
        _ => None,
    }
}

/// What a method makes of values; nothing where it has no meaning for them.
fn outcome(method: Method, values: &[&Value]) -> Option<Value> {
    let numbers: Vec<f64> = values.iter().filter_map(|value| number(value)).collect();
    let count = f64::from(u32::try_from(numbers.len()).ok()?);
    let sum: f64 = numbers.iter().sum();
    let squares: f64 = numbers.iter().map(|number| number * number).sum();
    let has_numbers = !numbers.is_empty();
    match method {
        Method::TotalCount => Some(json!(values.len())),
        Method::DistinctCount => {
            let distinct: HashSet<String> = values.iter().map(ToString::to_string).collect();
            Some(json!(distinct.len()))
        }
        Method::Sum => has_numbers.then(|| json!(sum)),
        Method::Avg => has_numbers.then(|| json!(sum / count)),
        Method::Sumsq => has_numbers.then(|| json!(squares)),
        Method::Stddev => has_numbers.then(|| {
            let mean = sum / count;
            let variance = numbers.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / count;
            json!(variance.sqrt())
        }),
        Method::Min | Method::Max if has_numbers => {
            let best = numbers.into_iter().reduce(|one, other| {
                if method == Method::Min {
                    one.min(other)
                } else {
                    one.max(other)
                }
            });
            best.map(|best| json!(best))
        }
        Method::Min => values
            .iter()
            .filter_map(|one| one.as_str())
            .min()
            .map(Value::from),
        Method::Max => values
            .iter()
            .filter_map(|one| one.as_str())
            .max()
            .map(Value::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::micros;

    fn at(time: &str) -> i64 {
        micros(&format!("{time}Z")).unwrap()
    }

    #[test]
    fn values_are_gathered_by_period() {
        let values = [json!(1), json!(3), json!(8)];
        let timed = [
            (at("2020-01-01T10:00:00"), &values[0]),
            (at("2020-01-01T10:59:00"), &values[1]),
            (at("2020-01-01T12:30:00"), &values[2]),
        ];
        let whole = (timed[0].0, timed[2].0);
        let by = |methods, length| Aggregation::parse(Some(methods), Some(length)).unwrap();
        assert_eq!(
            Value::Object(by("avg,max", "PT1H").of(&timed, whole)),
            json!({
                "avg": [[2.0, "2020-01-01T10:00:00Z", "2020-01-01T11:00:00Z"],
                    [8.0, "2020-01-01T12:00:00Z", "2020-01-01T13:00:00Z"]],
                "max": [[3.0, "2020-01-01T10:00:00Z", "2020-01-01T11:00:00Z"],
                    [8.0, "2020-01-01T12:00:00Z", "2020-01-01T13:00:00Z"]],
            })
        );
        let all = by("totalCount,distinctCount,sum,sumsq,stddev", "PT0S").of(&timed, whole);
        assert_eq!(
            all["totalCount"][0],
            json!([3, "2020-01-01T10:00:00Z", "2020-01-01T12:30:00Z"])
        );
        assert_eq!(all["sum"][0][0], 12.0);
        assert_eq!(all["sumsq"][0][0], 74.0);
        let month = by("sum", "P1M").of(&timed, (at("2019-11-30T00:00:00"), whole.1));
        assert_eq!(
            month["sum"],
            json!([[12.0, "2019-12-30T00:00:00Z", "2020-01-30T00:00:00Z"]])
        );
    }

    #[test]
    fn words_have_an_order_and_no_sum() {
        let values = [json!("b"), json!("a")];
        let timed = [(0, &values[0]), (1, &values[1])];
        let out = Aggregation::parse(Some("min,sum"), None)
            .unwrap()
            .of(&timed, (0, 1));
        assert_eq!(out["min"][0][0], "a");
        assert_eq!(out["sum"], json!([]));
    }

    #[test]
    fn what_there_is_not_is_refused() {
        let parse = |methods, length| Aggregation::parse(methods, Some(length));
        assert!(parse(None, "PT1H").is_err());
        assert!(parse(Some("median"), "PT1H").is_err());
        assert!(parse(Some("avg"), "1 hour").is_err());
        assert!(parse(Some("avg"), "-PT1H").is_err());
    }
}
