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

/// Kinds that can be chosen, with the messages that name them.
const KINDS: [(&str, &str); 4] = [
    ("", "log-kind-all"),
    ("release", "log-kind-release"),
    ("refusal", "log-kind-refusal"),
    ("change", "log-kind-change"),
];

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
    let kinds = KINDS.map(|(value, message)| {
        let name: String = speech.say(message).into();
        (value, name, value == chosen)
    });
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
        kinds: kinds.to_vec(),
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
    let (tone, outcome) = match kind {
        "release" => ("good", speech.say("log-released").into()),
        "release-begun" => ("neutral", speech.say("log-begun").into()),
        "release-interrupted" => ("warning", speech.say("log-interrupted").into()),
        "change-filed" => ("neutral", speech.say("log-change-filed").into()),
        "change-taken-back" => ("neutral", speech.say("task-taken-back").into()),
        "change" => ("good", speech.say("log-changed").into()),
        "change-begun" => ("neutral", speech.say("log-change-begun").into()),
        _ => ("bad", words::problem(speech, text("refused"))),
    };
    let names = ["released", "changed", "erased"].iter().flat_map(|name| {
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
