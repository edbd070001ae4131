//! The source's own log: who asked for what and what came of it, by operator and service.

use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::Value;
use web::language::Speech;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::{Site, words};
use crate::app::App;
use crate::releases::LogKind;
use crate::releases::api::{Wanted, find};

pub(super) const PATH: &str = "/staff/log";
/// Entries of one page.
const ENTRIES: i64 = 25;

#[derive(askama::Template)]
#[template(path = "staff/log.html")]
struct LogPage<'a> {
    shell: Shell<'a>,
    operator: &'a str,
    service: &'a str,
    kinds: Vec<(&'static str, String, bool)>,
    entries: Vec<Said>,
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
    let wanted = wanted.plain(ENTRIES);
    let speech = &visitor.speech;
    let (found, next) = find(&site.app, &wanted).await?;
    let mut entries = Vec::with_capacity(found.len());
    for entry in &found {
        entries.push(said(&site.app, entry, speech).await);
    }
    let chosen = wanted.kind.as_deref().unwrap_or_default();
    let link = |before: Option<&str>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("operator", wanted.operator.as_deref()),
            ("service", wanted.service.as_deref()),
            ("kind", wanted.kind.as_deref()),
            ("before", before),
        ];
        query.extend_pairs(
            fields
                .iter()
                .filter_map(|(key, value)| Some((key, (*value)?))),
        );
        format!("{PATH}?{}", query.finish())
    };
    Ok(render(&LogPage {
        shell: site.shell("log-title", &visitor, PATH),
        operator: wanted.operator.as_deref().unwrap_or_default(),
        service: wanted.service.as_deref().unwrap_or_default(),
        kinds: offered(speech, chosen),
        entries,
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
    let names = ["released", "added", "changed", "erased"]
        .iter()
        .flat_map(|name| {
            let names = record[*name].as_array().into_iter().flatten();
            names.filter_map(Value::as_str)
        });
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
        attributes: names.collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
                let one = offered.iter().find(|(value, ..)| *value == kind.as_str());
                assert_eq!(one.unwrap().2, *kind == LogKind::Link, "{kind:?}");
            }
        }
    }
}
