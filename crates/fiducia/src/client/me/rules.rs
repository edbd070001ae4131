//! `fiducia me rules …`: standing rules at the command line.

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use crate::client::Api;

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// The rules, oldest first.
    List,
    /// Add a rule. What is not said does not narrow it: `add deny` alone declines everything.
    Add(Box<Rule>),
    /// End a rule.
    Remove {
        /// The rule.
        id: String,
    },
}

/// What a rule does, and to what.
#[derive(Debug, Args)]
pub(super) struct Rule {
    /// What happens to requests that it meets.
    effect: Effect,
    /// Only requests of this organisation; like all that follow, may be given several times.
    #[arg(long = "organisation", value_name = "ID")]
    organisations: Vec<String>,
    /// Only requests of organisations of this kind (a DPV term).
    #[arg(long = "kind", value_name = "TERM")]
    kinds: Vec<String>,
    /// Only requests of members of this trust group.
    #[arg(long = "trust-group", value_name = "UUID")]
    trust_groups: Vec<String>,
    /// Only requests for this purpose or a narrower one, such as `dpv:ServiceProvision`.
    #[arg(long = "purpose", value_name = "TERM")]
    purposes: Vec<String>,
    /// Only requests for this kind of processing.
    #[arg(long = "processing", value_name = "TERM")]
    processing: Vec<String>,
    /// Only data of this category or a narrower one, such as `pd:BirthDate`.
    #[arg(long = "category", value_name = "TERM")]
    categories: Vec<String>,
    /// Only data of this dataset.
    #[arg(long = "dataset", value_name = "ID")]
    datasets: Vec<String>,
    /// Condition: kept for no longer than this.
    #[arg(long, value_name = "DAYS")]
    longest_retention: Option<u32>,
    /// Condition: kept within this country (two letters), `EU` or `EEA`.
    #[arg(long, value_name = "PLACE")]
    within: Option<String>,
    /// Condition: passed on to nobody.
    #[arg(long)]
    no_onward_recipients: bool,
    /// Condition: not for decisions without a human.
    #[arg(long)]
    no_automated_decisions: bool,
    /// Condition: used in no other form, `pseudonymised` or `aggregated`.
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    /// Only on these days, such as `monday-friday`; needs no hours.
    #[arg(long, value_name = "DAY-DAY", value_parser = days)]
    days: Option<(String, String)>,
    /// Only at these hours, such as `08:00-17:00`.
    #[arg(long, value_name = "HH:MM-HH:MM", value_parser = hours)]
    hours: Option<(u16, u16)>,
    /// How far the clock that the hours are read on is ahead of UTC, in minutes.
    #[arg(
        long,
        value_name = "MINUTES",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    utc_offset: i16,
    /// Say what the rule would change, and do not add it.
    #[arg(long)]
    preview: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Effect {
    /// Granted without asking.
    Allow,
    /// Asked, even where another rule would allow it.
    Ask,
    /// Declined without asking.
    Deny,
}

impl Rule {
    /// The rule as the operator reads it.
    fn body(&self) -> Value {
        let mut rule = Map::new();
        let effect = match self.effect {
            Effect::Allow => "allow",
            Effect::Ask => "ask",
            Effect::Deny => "deny",
        };
        rule.insert("effect".to_owned(), effect.into());
        let patterns = |name: &str, values: &[String]| -> Vec<Value> {
            values.iter().map(|value| json!({name: value})).collect()
        };
        let parties = [
            patterns("organisation", &self.organisations),
            patterns("kind", &self.kinds),
            patterns("trust-group", &self.trust_groups),
        ]
        .concat();
        if !parties.is_empty() {
            rule.insert("parties".to_owned(), json!({"only": parties}));
        }
        rule.insert("purposes".to_owned(), json!(self.purposes));
        rule.insert("processing".to_owned(), json!(self.processing));
        let data = json!({"categories": self.categories, "datasets": self.datasets});
        rule.insert("data".to_owned(), data);
        let mut conditions = json!({
            "no_onward_recipients": self.no_onward_recipients,
            "no_automated_decisions": self.no_automated_decisions,
        });
        if let Some(days) = self.longest_retention {
            conditions["longest_retention"] = days.into();
        }
        if let Some(place) = &self.within {
            conditions["within"] = place.as_str().into();
        }
        if let Some(form) = &self.form {
            conditions["form"] = form.as_str().into();
        }
        if self.days.is_some() || self.hours.is_some() {
            let (first, last) = self
                .days
                .clone()
                .unwrap_or_else(|| ("monday".into(), "sunday".into()));
            let (opens, closes) = self.hours.unwrap_or((0, END_OF_DAY));
            conditions["window"] = json!({
                "first_day": first, "last_day": last, "opens": opens, "closes": closes, "utc_offset": self.utc_offset,
            });
        }
        rule.insert("conditions".to_owned(), conditions);
        Value::Object(rule)
    }
}

/// The end of a day in minutes since midnight.
const END_OF_DAY: u16 = 1440;

/// The days as rules name them.
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Two days of the week; one alone is itself to itself.
fn days(text: &str) -> Result<(String, String), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let name = |day: &str| {
        let day = day.trim().to_ascii_lowercase();
        DAYS.contains(&day.as_str()).then_some(day)
    };
    name(first)
        .zip(name(last))
        .ok_or_else(|| format!("`{text}` is not like `monday-friday`"))
}

/// Two times of the day in minutes since midnight, the second up to `24:00`.
fn hours(text: &str) -> Result<(u16, u16), String> {
    let minutes = |time: &str| {
        let (hour, minute) = time.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let whole = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && whole <= END_OF_DAY).then_some(whole)
    };
    text.split_once('-')
        .and_then(|(opens, closes)| Some((minutes(opens)?, minutes(closes)?)))
        .ok_or_else(|| format!("`{text}` is not like `08:00-17:00`"))
}

/// What a command led to.
pub(super) enum Done {
    /// The rules.
    Listed(Value),
    /// What a rule would change.
    Previewed(Value),
    /// A new rule, and what it changed.
    Added(Value),
    /// A rule has ended.
    Removed,
}

/// Carries out a command.
pub(super) async fn run(api: &Api, command: &RulesCommand) -> Result<Done> {
    Ok(match command {
        RulesCommand::List => Done::Listed(api.get("api/v1/me/rules").await?),
        RulesCommand::Add(rule) if rule.preview => {
            Done::Previewed(api.post("api/v1/me/rules/preview", &rule.body()).await?)
        }
        RulesCommand::Add(rule) => Done::Added(api.post("api/v1/me/rules", &rule.body()).await?),
        RulesCommand::Remove { id } => {
            api.delete(&format!("api/v1/me/rules/{id}")).await?;
            Done::Removed
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_are_read_as_they_are_said() {
        assert_eq!(
            days("Monday-friday"),
            Ok(("monday".into(), "friday".into()))
        );
        assert_eq!(days("sunday"), Ok(("sunday".into(), "sunday".into())));
        assert!(days("someday").is_err());
        assert_eq!(hours("08:00-17:30"), Ok((480, 1050)));
        assert_eq!(hours("00:00-24:00"), Ok((0, END_OF_DAY)));
        for wrong in ["8-17", "08:00", "08:60-09:00", "00:00-24:01"] {
            assert!(hours(wrong).is_err(), "{wrong}");
        }
    }
}
