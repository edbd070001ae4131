//! From one value of the source's to one of the model's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

use super::units::{Scale, rounded};
use crate::config::{FieldConfig, ValueKind};

/// Largest whole number that a double holds with all before it.
const MOST_WHOLE: f64 = 9_007_199_254_740_991.0;

/// Why a value could not be converted. What the value is, is in none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// A text, number or truth value was expected.
    NotText,
    /// A number was expected.
    NotNumber,
    /// A date in the declared form was expected.
    NotDate,
    /// `true` or `false` was expected.
    NotBoolean,
    /// The code is not in the list.
    UnknownCode,
    /// There are fewer parts than expected.
    NoSuchPart,
    /// A list of objects was expected.
    NotList,
    /// One object was expected.
    NotObject,
}

impl Cause {
    /// Its word in findings.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotText => "not-text",
            Self::NotNumber => "not-a-number",
            Self::NotDate => "not-a-date",
            Self::NotBoolean => "not-true-or-false",
            Self::UnknownCode => "unknown-code",
            Self::NoSuchPart => "no-such-part",
            Self::NotList => "not-a-list",
            Self::NotObject => "not-an-object",
        }
    }
}

/// The steps from one value to the other, in their order.
#[derive(Debug)]
pub(super) struct Steps(Vec<Step>);

#[derive(Debug)]
enum Step {
    Split {
        at: String,
        part: Option<i32>,
    },
    Look {
        codes: BTreeMap<String, Value>,
        otherwise: Option<Value>,
    },
    Date {
        form: DateForm,
        zone: TimeZone,
    },
    Scale(Scale),
    Multiply(f64),
    Write(ValueKind),
}

#[derive(Debug)]
enum DateForm {
    Seconds,
    Milliseconds,
    Written(String),
}

impl Steps {
    /// The steps that a field's configuration says; the error says what in it cannot work.
    pub(super) fn new(field: &FieldConfig) -> Result<(Self, char), String> {
        let mut steps = Vec::new();
        match (&field.split, field.part) {
            (Some(at), _) if at.is_empty() => return Err("`split` is empty".into()),
            (Some(_), Some(0)) => {
                return Err("`part` counts from 1, or from the end from -1".into());
            }
            (Some(at), part) => steps.push(Step::Split {
                at: at.clone(),
                part,
            }),
            (None, Some(_)) => return Err("`part` needs `split`".into()),
            (None, None) => {}
        }
        if !field.codes.is_empty() {
            steps.push(Step::Look {
                codes: field.codes.clone(),
                otherwise: field.otherwise.clone(),
            });
        } else if field.otherwise.is_some() {
            return Err("`otherwise` needs `codes`".into());
        }
        if let Some(date) = &field.date {
            steps.push(date_step(date, field.time_zone.as_deref())?);
        } else if field.time_zone.is_some() {
            return Err("`time_zone` needs `date`".into());
        }
        if let Some(unit) = &field.unit {
            steps.push(Step::Scale(Scale::between(&unit.from, &unit.to)?));
        }
        match field.factor {
            Some(factor) if factor.is_finite() && factor != 0.0 => {
                steps.push(Step::Multiply(factor));
            }
            Some(_) => return Err("`factor` is no number to multiply with".into()),
            None => {}
        }
        steps.extend(field.kind.map(Step::Write));
        if field.date.is_some() && (field.unit.is_some() || field.factor.is_some()) {
            return Err("a `date` has no unit".into());
        }
        Ok((Self(steps), field.decimal.unwrap_or('.')))
    }

    /// Whether a value stays as it is.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Converts a value, or each element of a list; `None` for one that is not there.
    pub(super) fn convert(&self, value: Value, decimal: char) -> Result<Option<Value>, Cause> {
        run(&self.0, value, decimal)
    }
}

fn date_step(date: &str, zone: Option<&str>) -> Result<Step, String> {
    let zone = match zone {
        None => TimeZone::UTC,
        Some(name) => {
            TimeZone::get(name).map_err(|_| format!("`time_zone` `{name}` is not known"))?
        }
    };
    let form = match date {
        "unix" => DateForm::Seconds,
        "unix-ms" => DateForm::Milliseconds,
        written => {
            // A form that nothing can be read with is a slip of the pen.
            let sample = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
            let works = strtime::format(written, &sample)
                .ok()
                .and_then(|text| BrokenDownTime::parse(written, &text).ok())
                .is_some_and(|parts| parts.to_date().is_ok() || parts.to_timestamp().is_ok());
            if !works {
                return Err(format!(
                    "`date` `{written}` says no year, month and day (`%d.%m.%Y`, `%Y-%m-%dT%H:%M:%S`, `unix`)"
                ));
            }
            DateForm::Written(written.to_owned())
        }
    };
    Ok(Step::Date { form, zone })
}

fn run(steps: &[Step], value: Value, decimal: char) -> Result<Option<Value>, Cause> {
    let Some((step, rest)) = steps.split_first() else {
        return Ok(Some(value));
    };
    match value {
        Value::Null => Ok(None),
        Value::Array(elements) => {
            let mut made = Vec::with_capacity(elements.len());
            for element in elements {
                made.extend(run(steps, element, decimal)?);
            }
            Ok(Some(Value::Array(made)))
        }
        Value::Object(_) => Err(Cause::NotText),
        scalar => match step.take(scalar, decimal)? {
            None => Ok(None),
            Some(made) => run(rest, made, decimal),
        },
    }
}

impl Step {
    fn take(&self, value: Value, decimal: char) -> Result<Option<Value>, Cause> {
        if value.as_str().is_some_and(|text| text.trim().is_empty()) {
            return Ok(None);
        }
        let made = match self {
            Self::Split { at, part } => split(&text(&value)?, at, *part)?,
            Self::Look { codes, otherwise } => {
                let found = codes.get(text(&value)?.trim()).or(otherwise.as_ref());
                found.ok_or(Cause::UnknownCode)?.clone()
            }
            Self::Date { form, zone } => Value::String(date(&value, form, zone)?),
            Self::Scale(scale) => written(scale.convert(number(&value, decimal)?))?,
            Self::Multiply(factor) => written(rounded(number(&value, decimal)? * factor))?,
            Self::Write(kind) => write(value, *kind, decimal)?,
        };
        Ok(Some(made))
    }
}

/// What a single value is as text.
pub(super) fn text(value: &Value) -> Result<Cow<'_, str>, Cause> {
    match value {
        Value::String(text) => Ok(text.into()),
        Value::Number(number) => Ok(number.to_string().into()),
        Value::Bool(true) => Ok("true".into()),
        Value::Bool(false) => Ok("false".into()),
        _ => Err(Cause::NotText),
    }
}

fn split(text: &str, at: &str, part: Option<i32>) -> Result<Value, Cause> {
    let parts: Vec<&str> = text.split(at).map(str::trim).collect();
    let Some(part) = part else {
        return Ok(parts.into_iter().filter(|part| !part.is_empty()).collect());
    };
    let distance = usize::try_from(part.unsigned_abs()).map_err(|_| Cause::NoSuchPart)?;
    let place = if part > 0 {
        distance.checked_sub(1)
    } else {
        parts.len().checked_sub(distance)
    };
    let found = place.and_then(|place| parts.get(place));
    Ok(Value::from(*found.ok_or(Cause::NoSuchPart)?))
}

fn number(value: &Value, decimal: char) -> Result<f64, Cause> {
    let found = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => read_number(text, decimal),
        _ => None,
    };
    found
        .filter(|number| number.is_finite())
        .ok_or(Cause::NotNumber)
}

/// A number as people and exports write it: spaces between thousands, one decimal sign. A text with the other sign would
/// be guessed at, and is none.
fn read_number(text: &str, decimal: char) -> Option<f64> {
    let is_space = |c: char| c.is_whitespace() || c == '\u{202f}' || c == '\'';
    let plain: String = text
        .trim()
        .chars()
        .filter(|c| !is_space(*c))
        .map(|c| match c {
            c if c == decimal => '.',
            '.' => ',',
            '\u{2212}' => '-',
            c => c,
        })
        .collect();
    let fits = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    fits.then(|| plain.parse().ok())?
}

/// A number as it is written: whole where it is whole.
fn written(number: f64) -> Result<Value, Cause> {
    if number.fract() == 0.0 && number.abs() <= MOST_WHOLE {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole, and within what an i64 holds"
        )]
        return Ok(Value::from(number as i64));
    }
    Number::from_f64(number)
        .map(Value::Number)
        .ok_or(Cause::NotNumber)
}

fn write(value: Value, kind: ValueKind, decimal: char) -> Result<Value, Cause> {
    match kind {
        ValueKind::Text => Ok(Value::String(text(&value)?.into_owned())),
        // A number stays as it is to its last digit.
        ValueKind::Number if value.is_number() => Ok(value),
        ValueKind::Number => written(number(&value, decimal)?),
        ValueKind::Integer if value.is_i64() || value.is_u64() => Ok(value),
        ValueKind::Integer => {
            let whole = number(&value, decimal)?;
            if whole.fract() != 0.0 || whole.abs() > MOST_WHOLE {
                return Err(Cause::NotNumber);
            }
            written(whole)
        }
        ValueKind::Boolean => match text(&value)?.trim().to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => Ok(Value::Bool(true)),
            "false" | "f" | "no" | "n" | "0" => Ok(Value::Bool(false)),
            _ => Err(Cause::NotBoolean),
        },
    }
}

/// A date, or a date and time in UTC, of RFC 3339.
fn date(value: &Value, form: &DateForm, zone: &TimeZone) -> Result<String, Cause> {
    let unix = || {
        let digits = text(value)?;
        let number: i64 = digits.trim().parse().map_err(|_| Cause::NotDate)?;
        Ok(number)
    };
    match form {
        DateForm::Seconds => Timestamp::from_second(unix()?)
            .map(|at| at.to_string())
            .map_err(|_| Cause::NotDate),
        DateForm::Milliseconds => Timestamp::from_millisecond(unix()?)
            .map(|at| at.to_string())
            .map_err(|_| Cause::NotDate),
        DateForm::Written(form) => {
            let digits = text(value)?;
            let parts = BrokenDownTime::parse(form, digits.trim()).map_err(|_| Cause::NotDate)?;
            moment(&parts, zone).ok_or(Cause::NotDate)
        }
    }
}

fn moment(parts: &BrokenDownTime, zone: &TimeZone) -> Option<String> {
    if let Ok(at) = parts.to_timestamp() {
        return Some(at.to_string());
    }
    let date = parts.to_date().ok()?;
    if parts.hour().is_none() {
        return Some(date.to_string());
    }
    let time: Time = parts.to_time().ok()?;
    let at = date.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(at.timestamp().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn converted(field: &str, value: Value) -> Result<Option<Value>, Cause> {
        let field: FieldConfig = toml::from_str(field).unwrap();
        let (steps, decimal) = Steps::new(&field).unwrap();
        steps.convert(value, decimal)
    }

    fn made(field: &str, value: Value) -> Value {
        converted(field, value).unwrap().unwrap()
    }

    #[test]
    fn a_text_is_split_into_its_parts() {
        let address = "Hämeentie 1 , 00530, Helsinki";
        for (part, expected) in [
            (1, "Hämeentie 1"),
            (2, "00530"),
            (-1, "Helsinki"),
            (-3, "Hämeentie 1"),
        ] {
            let field = format!("split = ','\npart = {part}");
            assert_eq!(made(&field, json!(address)), json!(expected));
        }
        for part in [4, -4] {
            let field = format!("split = ','\npart = {part}");
            assert_eq!(converted(&field, json!(address)), Err(Cause::NoSuchPart));
        }
        assert_eq!(
            made("split = ';'", json!("a; b;;c")),
            json!(["a", "b", "c"])
        );
    }

    #[test]
    fn codes_mean_what_the_list_says() {
        let field = "codes = { A = 'active', '2' = 'lent', 'true' = 1 }";
        assert_eq!(made(field, json!("A")), "active");
        assert_eq!(made(field, json!(2)), "lent");
        assert_eq!(made(field, json!(true)), 1);
        assert_eq!(converted(field, json!("B")), Err(Cause::UnknownCode));
        assert_eq!(
            made(&format!("{field}\notherwise = 'other'"), json!("B")),
            "other"
        );
        assert_eq!(made(field, json!(["A", 2])), json!(["active", "lent"]));
        assert_eq!(
            converted(field, json!(null)),
            Ok(None),
            "nothing is no code"
        );
        assert_eq!(converted(field, json!(" ")), Ok(None));
    }

    #[test]
    fn dates_become_those_of_rfc_3339() {
        assert_eq!(made("date = '%d.%m.%Y'", json!("7.5.2012")), "2012-05-07");
        assert_eq!(made("date = '%Y%m%d'", json!(20_120_507)), "2012-05-07");
        let local = "date = '%d.%m.%Y %H:%M'\ntime_zone = 'Europe/Helsinki'";
        assert_eq!(
            made(local, json!("27.11.2026 08:30")),
            "2026-11-27T06:30:00Z"
        );
        assert_eq!(
            made(local, json!("01.07.2026 08:30")),
            "2026-07-01T05:30:00Z"
        );
        assert_eq!(
            made(
                "date = '%Y-%m-%dT%H:%M:%S%z'",
                json!("2026-11-27T08:30:00+0200")
            ),
            "2026-11-27T06:30:00Z"
        );
        assert_eq!(made("date = 'unix'", json!("0")), "1970-01-01T00:00:00Z");
        assert_eq!(
            made("date = 'unix-ms'", json!(1500)),
            "1970-01-01T00:00:01.5Z"
        );
        for (field, value) in [
            ("date = '%d.%m.%Y'", json!("31.2.2012")),
            ("date = '%d.%m.%Y'", json!("2012-05-07")),
            ("date = 'unix'", json!(1.5)),
            ("date = 'unix'", json!(i64::MAX)),
        ] {
            assert_eq!(converted(field, value), Err(Cause::NotDate));
        }
    }

    #[test]
    fn numbers_change_their_unit_and_their_sign() {
        assert_eq!(
            made("unit = { from = 'GRM', to = 'KGM' }", json!(81_500)),
            json!(81.5)
        );
        assert_eq!(
            made(
                "unit = { from = 'CMT', to = 'MTR' }\ndecimal = ','",
                json!("1 172,5")
            ),
            json!(11.725)
        );
        assert_eq!(made("factor = 0.01", json!(1990)), json!(19.9));
        assert_eq!(made("factor = 100", json!("19.9")), json!(1990));
        let comma = "as = 'number'\ndecimal = ','";
        assert_eq!(
            converted(comma, json!("1.234,5")),
            Err(Cause::NotNumber),
            "not guessed at"
        );
        assert_eq!(
            converted("as = 'number'", json!("12 months")),
            Err(Cause::NotNumber)
        );
        assert_eq!(
            converted("as = 'number'", json!("NaN")),
            Err(Cause::NotNumber)
        );
        assert_eq!(
            converted("factor = 10", json!(1e308)),
            Err(Cause::NotNumber)
        );
    }

    #[test]
    fn a_value_is_written_as_its_type() {
        assert_eq!(made("as = 'text'", json!(530)), "530");
        assert_eq!(made("as = 'integer'", json!("530")), json!(530));
        assert_eq!(
            made("as = 'integer'", json!(u64::MAX)),
            json!(u64::MAX),
            "to its last digit"
        );
        assert_eq!(
            converted("as = 'integer'", json!("5.5")),
            Err(Cause::NotNumber)
        );
        assert_eq!(made("as = 'boolean'", json!("Yes")), json!(true));
        assert_eq!(made("as = 'boolean'", json!(0)), json!(false));
        assert_eq!(
            converted("as = 'boolean'", json!("perhaps")),
            Err(Cause::NotBoolean)
        );
        assert_eq!(
            converted("as = 'text'", json!({"a": 1})),
            Err(Cause::NotText)
        );
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for (field, said) in [
            ("part = 1", "`part` needs `split`"),
            ("split = ''", "`split` is empty"),
            (
                "split = ','\npart = 0",
                "`part` counts from 1, or from the end from -1",
            ),
            ("otherwise = 1", "`otherwise` needs `codes`"),
            ("time_zone = 'UTC'", "`time_zone` needs `date`"),
            (
                "date = 'unix'\ntime_zone = 'Mars/Base'",
                "`time_zone` `Mars/Base` is not known",
            ),
            ("factor = 0.0", "`factor` is no number to multiply with"),
            ("date = 'unix'\nfactor = 2.0", "a `date` has no unit"),
        ] {
            let field: FieldConfig = toml::from_str(field).unwrap();
            assert_eq!(Steps::new(&field).unwrap_err(), said);
        }
        let field: FieldConfig = toml::from_str("date = '%H:%M'").unwrap();
        assert!(
            Steps::new(&field)
                .unwrap_err()
                .contains("no year, month and day")
        );
    }
}
