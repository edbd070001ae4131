//! The source's own log: who asked for what and what came of it, by operator and service.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::Value;
use storage::connector::releases::Releases as _;
use web::language::Speech;
use web::month::Month;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::{Site, words};
use crate::app::App;
use crate::links::records::Act;
use crate::releases::LogKind;
use crate::releases::reading::{Wanted, find};

pub(super) const PATH: &str = "/staff/log";
/// Entries of one page.
const ENTRIES: i64 = 25;
/// Months that are offered.
const MONTHS: i32 = 24;

#[derive(askama::Template)]
#[template(path = "staff/log.html")]
struct LogPage<'a> {
    shell: Shell<'a>,
    /// UUIDs and labels.
    operators: Vec<(String, String)>,
    operator: &'a str,
    services: BTreeSet<String>,
    service: &'a str,
    kinds: Vec<(&'static str, String, bool)>,
    months: Vec<String>,
    month: &'a str,
    before_day: &'a str,
    entries: Vec<Said>,
    /// What is asked for, as a query.
    query: String,
    newest: String,
    older: String,
}

/// An entry in words.
struct Said {
    index: i64,
    at: String,
    operator: String,
    service: String,
    dataset: String,
    tone: &'static str,
    outcome: String,
    attributes: String,
}

/// The message that names a kind.
const fn name(kind: LogKind) -> &'static str {
    match kind {
        LogKind::Release => "log-released",
        LogKind::ReleaseBegun => "log-begun",
        LogKind::ReleaseInterrupted => "log-interrupted",
        LogKind::Refusal => "log-refused",
        LogKind::RefusalsCounted => "log-refusals-counted",
        LogKind::Change => "log-changed",
        LogKind::ChangeBegun => "log-change-begun",
        LogKind::ChangeFiled => "log-change-filed",
        LogKind::ChangeTakenBack => "task-taken-back",
        LogKind::Subscription => "log-subscription",
        LogKind::Link => "log-link",
        LogKind::Event => "log-event",
        LogKind::Staff => "log-staff",
    }
}

/// The tone of what came of a kind.
const fn tone(kind: LogKind) -> &'static str {
    match kind {
        LogKind::Release | LogKind::Change => "good",
        LogKind::ReleaseInterrupted => "warning",
        LogKind::Refusal | LogKind::RefusalsCounted => "bad",
        LogKind::ReleaseBegun
        | LogKind::ChangeBegun
        | LogKind::ChangeFiled
        | LogKind::ChangeTakenBack
        | LogKind::Subscription
        | LogKind::Link
        | LogKind::Event
        | LogKind::Staff => "neutral",
    }
}

/// The kinds that can be chosen: their values and names, and which one is.
fn offered(speech: &Speech, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let all = std::iter::once(("", "log-kind-all"));
    let each = LogKind::ALL.iter().map(|kind| (kind.as_str(), name(*kind)));
    all.chain(each)
        .map(|(value, message)| (value, speech.say(message).into(), value == chosen))
        .collect()
}

/// The message that says what has happened to a link.
const fn linked(act: Act) -> &'static str {
    match act {
        Act::Begun => "log-link-begun",
        Act::CodeAsked => "log-link-code-asked",
        Act::SentToDesk => "log-link-sent-to-desk",
        Act::Confirmed => "log-link-confirmed",
        Act::Refused => "log-link-refused",
        Act::Failed => "log-link-failed",
        Act::Linked => "log-link-linked",
        Act::EndedByPerson => "log-link-ended-by-person",
        Act::EndedBySource => "log-link-ended-by-source",
        Act::Emptied => "log-link-emptied",
    }
}

/// What came of an entry: its tone, and words.
fn outcome(speech: &Speech, kind: &str, record: &Value) -> (&'static str, String) {
    // A newer version may have written what this one has no words for.
    let Some(kind) = LogKind::parse(kind) else {
        return ("neutral", kind.to_owned());
    };
    let named = String::from(speech.say(name(kind)));
    let words = match (kind, record["refused"].as_str()) {
        (LogKind::Refusal, Some(why)) => words::problem(speech, why),
        (LogKind::RefusalsCounted, _) => format!("{named}: {}", record["refusals"]),
        (LogKind::Link, _) => match record["act"].as_str().and_then(Act::parse) {
            Some(act) => speech.say(linked(act)).into(),
            None => named,
        },
        _ => named,
    };
    (tone(kind), words)
}

/// `GET /staff/log`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadLog)?;
    let wanted = Wanted {
        limit: Some(ENTRIES),
        ..wanted.plain()
    };
    let speech = &visitor.speech;
    let (found, next) = find(&site.app, &wanted).await?;
    let mut entries = Vec::with_capacity(found.len());
    for entry in &found {
        entries.push(said(&site.app, entry, speech).await);
    }
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let (operator, month) = (text(&wanted.operator), text(&wanted.month));
    let counts = site.app.database.release_counts(0, i64::MAX).await?;
    let known = counts.iter().map(|count| count.operator.clone());
    let this = Month::at(site.app.clock.micros());
    let mut months: Vec<String> = (0..MONTHS)
        .map(|back| this.plus(-back).to_string())
        .collect();
    if !month.is_empty() && !months.contains(&month) {
        months.push(month.clone());
    }
    let link = |before: Option<&str>| format!("{PATH}?{}", wanted.query(before));
    Ok(render(&LogPage {
        shell: site.shell("log-title", &visitor, PATH),
        operators: words::operators(&site.app, known.chain([operator.clone()])),
        operator: &operator,
        services: counts
            .iter()
            .map(|count| count.service.clone())
            .filter(|service| !service.is_empty())
            .collect(),
        service: wanted.service.as_deref().unwrap_or_default(),
        kinds: offered(speech, wanted.kind.as_deref().unwrap_or_default()),
        months,
        month: &month,
        before_day: wanted.before_day.as_deref().unwrap_or_default(),
        entries,
        query: wanted.query(None),
        newest: wanted
            .before
            .as_ref()
            .map_or_else(String::new, |_| link(None)),
        older: next.map_or_else(String::new, |next| link(Some(&next))),
    }))
}

async fn said(app: &App, entry: &Value, speech: &Speech) -> Said {
    let record = &entry["record"];
    let text = |name: &str| record[name].as_str().unwrap_or_default();
    let kind = entry["kind"].as_str().unwrap_or_default();
    let (tone, outcome) = outcome(speech, kind, record);
    let dataset = text("dataset");
    Said {
        index: entry["index"].as_i64().unwrap_or_default(),
        at: record["at"]
            .as_i64()
            .map_or_else(String::new, web::time::rfc3339),
        operator: words::operator(app, text("operator")).await,
        service: if record["self_access"] == true {
            speech.say("log-person").into()
        } else {
            text("service").to_owned()
        },
        dataset: dataset.rsplit(':').next().unwrap_or(dataset).to_owned(),
        tone,
        outcome,
        attributes: attributes(record),
    }
}

/// The attributes that an entry is about.
pub(super) fn attributes(record: &Value) -> String {
    let names = ["released", "added", "changed", "erased"]
        .iter()
        .flat_map(|name| record[*name].as_array().into_iter().flatten())
        .filter_map(Value::as_str);
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use web::language::Language;

    use super::*;
    use crate::staff::CATALOGUE;

    #[test]
    fn every_kind_is_named_and_offered_in_every_language() {
        for language in Language::ALL {
            let speech = Speech::new(language, &CATALOGUE, jiff::tz::TimeZone::UTC);
            let offered = offered(&speech, "link");
            let names: BTreeSet<&String> = offered.iter().map(|(_, name, _)| name).collect();
            assert_eq!(names.len(), LogKind::ALL.len() + 1, "{names:?}");
            for kind in LogKind::ALL {
                let record = json!({"refused": "source-timeout", "refusals": 7});
                let (tone, words) = outcome(&speech, kind.as_str(), &record);
                let refused = matches!(kind, LogKind::Refusal | LogKind::RefusalsCounted);
                assert_eq!(tone == "bad", refused, "{kind:?}");
                assert!(speech.known(name(*kind)).is_some(), "{kind:?}");
                assert!(!words.is_empty(), "{kind:?}");
                for act in Act::ALL {
                    let record = json!({"act": act.name()});
                    let (_, words) = outcome(&speech, LogKind::Link.as_str(), &record);
                    assert!(
                        speech
                            .known(linked(act))
                            .is_some_and(|known| known == words)
                    );
                }
                let one = offered.iter().find(|(value, ..)| *value == kind.as_str());
                assert_eq!(one.unwrap().2, *kind == LogKind::Link, "{kind:?}");
            }
        }
    }
}
