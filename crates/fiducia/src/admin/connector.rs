//! `fiducia connector …`.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use connector::LogKind;
use serde_json::{Value, json};

use crate::admin::registry::{rows, said};
use crate::admin::{Target, Which};
use crate::output::{self, text};

/// Administer a connector, or run its store as an open NGSI-LD broker.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true, args_conflicts_with_subcommands = false)]
pub(crate) struct ConnectorArgs {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    open: crate::open::OpenArgs,
    #[command(subcommand)]
    command: Option<ConnectorCommand>,
}

#[derive(Debug, Subcommand)]
enum ConnectorCommand {
    /// What was released and what was refused, newest first. Never the values.
    Log {
        /// Only this operator, by its UUID.
        #[arg(long, value_name = "UUID")]
        operator: Option<String>,
        /// Only the organisation that tickets were issued to.
        #[arg(long, value_name = "ID")]
        service: Option<String>,
        /// Only this kind of entry.
        #[arg(long, value_parser = PossibleValuesParser::new(LogKind::ALL.iter().map(|kind| kind.as_str())))]
        kind: Option<String>,
        /// Only this month (UTC), such as `2026-11`.
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
        /// Only before this day (UTC), such as `2026-11-28`.
        #[arg(long, value_name = "DAY")]
        before: Option<String>,
        /// How many entries.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Requests and records by operator, service, dataset and outcome.
    Statistics,
    /// How the source is: whether it answers, and what it sends that is not described.
    Upstream {
        /// Look into the bucket at once, such as when an export was put there; the state is that before.
        #[arg(long)]
        look: bool,
    },
    /// Fill the embedded store from a file: JSON lines, a JSON array, or CSV.
    Import(super::import::ImportArgs),
    /// Save what the embedded store keeps: JSON lines, a JSON array (JSON-LD), or CSV. Written beside the file until it is
    /// whole.
    Export(super::export::ExportArgs),
    /// Erase what the embedded store keeps of a person.
    Erase(super::erase::EraseArgs),
    /// Write a first draft of a connector's configuration from what a source says of itself. Guesses are marked.
    Draft(Box<super::draft::DraftArgs>),
    /// Look into a source before anybody is served: its configuration, whether it can be reached, what would be released
    /// to whom, and what it has of one person.
    Check(super::source::CheckArgs),
    /// Try one request without making it, every step explained.
    Try(super::source::TryArgs),
    /// People who are linked with the source, and confirming it at the desk.
    #[command(subcommand)]
    Links(super::links::LinksCommand),
    /// Signing keys.
    #[command(subcommand)]
    Key(Key),
    /// Who may log in to the source's pages.
    #[command(subcommand)]
    Staff(super::staff::StaffCommand),
}

#[derive(Debug, Subcommand)]
enum Key {
    /// Announce a new signing key; it signs once operators had time to learn it.
    Rotate,
}

impl ConnectorArgs {
    /// Whether the command says itself what a source sends that is not described.
    pub(crate) fn says_findings(&self) -> bool {
        matches!(
            self.command,
            Some(ConnectorCommand::Check(_) | ConnectorCommand::Try(_))
        )
    }

    pub(crate) async fn run(self) -> Result<()> {
        let as_json = self.target.json;
        let command = match self.command {
            Some(command) => command,
            None if self.open.is_wanted() => return crate::open::run(self.open, as_json).await,
            None => anyhow::bail!("say what to do: see `fiducia connector --help`"),
        };
        let api = || self.target.api(&Which::Connector);
        match command {
            ConnectorCommand::Links(command) => command.run(&api()?, as_json).await,
            ConnectorCommand::Import(import) => import.run(&api()?, as_json).await,
            ConnectorCommand::Export(export) => export.run(&api()?, as_json).await,
            ConnectorCommand::Erase(erase) => erase.run(&api()?, as_json).await,
            ConnectorCommand::Draft(draft) => draft.run().await,
            ConnectorCommand::Check(check) => check.run(&self.target.config, as_json).await,
            ConnectorCommand::Try(asking) => asking.run(&self.target.config, as_json).await,
            ConnectorCommand::Log {
                operator,
                service,
                kind,
                month,
                before,
                limit,
            } => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.append_pair("limit", &limit.to_string());
                for (key, value) in [
                    ("operator", operator),
                    ("service", service),
                    ("kind", kind),
                    ("month", month),
                    ("before_day", before),
                ] {
                    query.extend_pairs(value.map(|value| (key, value)));
                }
                let path = format!("api/v1/log?{}", query.finish());
                let answer = api()?.get(&path).await?;
                if as_json {
                    return output::json(&answer);
                }
                let entries = answer["entries"]
                    .as_array()
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                output::table(
                    &["entry", "when", "service", "outcome", "attributes"],
                    entries.iter().map(entry).collect(),
                    "Nothing was asked for.",
                )
            }
            ConnectorCommand::Statistics => {
                let answer = api()?.get("api/v1/statistics").await?;
                if as_json {
                    return output::json(&answer);
                }
                let columns = [
                    "/operator",
                    "/service",
                    "/dataset",
                    "/outcome",
                    "/requests",
                    "/records",
                ];
                output::table(
                    &[
                        "operator", "service", "dataset", "outcome", "requests", "records",
                    ],
                    rows(&answer["counts"], &columns),
                    "Nothing was asked for.",
                )
            }
            ConnectorCommand::Upstream { look } => {
                if look {
                    api()?.post("api/v1/upstream/look", &json!({})).await?;
                }
                let answer = api()?.get("api/v1/upstream").await?;
                if as_json {
                    return output::json(&answer);
                }
                output::table(&["", ""], upstream(&answer), "")
            }
            ConnectorCommand::Staff(staff) => staff.run(&api()?, None, as_json).await,
            ConnectorCommand::Key(Key::Rotate) => {
                let answer = api()?.post("api/v1/admin/keys/rotate", &json!({})).await?;
                said(as_json, &answer, || {
                    format!("key {} is announced", text(&answer, "/kid"))
                })
            }
        }
    }
}

fn time(micros: &Value) -> String {
    let at = micros
        .as_i64()
        .and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
    at.map_or_else(String::new, |at| {
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

/// The state of the upstream and of what gateway files ask, a line each.
fn upstream(answer: &Value) -> Vec<Vec<String>> {
    let mut lines = state(answer);
    for origin in answer["gateways"].as_array().into_iter().flatten() {
        lines.push(("origin", text(origin, "/origin").to_owned()));
        lines.extend(state(origin));
    }
    if answer["bucket"].is_object() {
        lines.extend(bucket(&answer["bucket"]));
    }
    for broker in answer["brokers"].as_array().into_iter().flatten() {
        let state = match broker["failure"].as_str() {
            Some(failure) => failure.to_owned(),
            None => format!("registered at {}", time(&broker["registered_at"])),
        };
        lines.push(("broker", format!("{}: {state}", text(broker, "/url"))));
    }
    for finding in answer["findings"].as_array().into_iter().flatten() {
        let place = format!("{} at {}", text(finding, "/name"), text(finding, "/route"));
        let name = match finding["kind"].as_str() {
            Some("deviation") => "deviation",
            Some("other-type") => "other type",
            Some("gone-field") => "gone",
            Some("lost-subscription") => "lost subscription",
            Some("malformed-records") => "not served",
            _ => "not described",
        };
        let cause = finding["cause"].as_str();
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        let seen = match finding["first_seen_at"].as_i64() {
            Some(_) => format!(
                " (seen {} to {})",
                time(&finding["first_seen_at"]),
                time(&finding["last_seen_at"])
            ),
            None => String::new(),
        };
        lines.push((name, format!("{place}{cause}{seen}")));
    }
    lines
        .into_iter()
        .map(|(name, value)| vec![name.to_owned(), value])
        .collect()
}

/// The state of a bucket, and what is served of it.
fn bucket(bucket: &Value) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("bucket", text(bucket, "/place").to_owned()),
        ("last look", time(&bucket["looked_at"])),
    ];
    if let Some(trouble) = bucket["trouble"]["detail"].as_str() {
        let since = time(&bucket["trouble"]["since"]);
        lines.push(("trouble", format!("since {since}: {trouble}")));
    }
    for object in bucket["objects"].as_array().into_iter().flatten() {
        let state = match object["is_served"].as_bool() {
            Some(true) => format!(
                "{} bytes, copied at {}",
                object["bytes"],
                time(&object["copied_at"])
            ),
            _ => "not served".to_owned(),
        };
        let trouble = object["trouble"].as_str();
        let trouble = trouble.map_or_else(String::new, |trouble| format!(": {trouble}"));
        lines.push((
            "file",
            format!("{}: {state}{trouble}", text(object, "/name")),
        ));
    }
    lines
}

fn state(answer: &Value) -> Vec<(&'static str, String)> {
    let failure = &answer["last_failure"];
    vec![
        ("kind", text(answer, "/kind").to_owned()),
        ("breaker", text(answer, "/breaker").to_owned()),
        ("last success", time(&answer["last_success_at"])),
        (
            "last failure",
            format!("{} {}", time(&failure["at"]), text(failure, "/detail"))
                .trim()
                .to_owned(),
        ),
        ("failures in a row", answer["failures_in_a_row"].to_string()),
        ("usual answer", format!("{} ms", answer["usual_ms"])),
        ("requests", answer["requests"].to_string()),
        ("waiting", answer["waiting"].to_string()),
    ]
}

fn entry(entry: &Value) -> Vec<String> {
    let record = &entry["record"];
    let names = ["released", "added", "changed", "erased"]
        .iter()
        .flat_map(|name| record[*name].as_array().into_iter().flatten())
        .filter_map(Value::as_str);
    vec![
        entry["index"].to_string(),
        time(&record["at"]),
        text(record, "/service").to_owned(),
        outcome(text(entry, "/kind"), record),
        names.collect::<Vec<_>>().join(", "),
    ]
}

/// What came of an entry, in words.
fn outcome(kind: &str, record: &Value) -> String {
    // A newer version may have written what this one has no words for.
    let Some(kind) = LogKind::parse(kind) else {
        return kind.to_owned();
    };
    let more = |what: &str, name: &str| match text(record, name) {
        "" => what.to_owned(),
        more => format!("{what}: {}", more.replace('-', " ")),
    };
    match kind {
        LogKind::Release => "released".to_owned(),
        LogKind::ReleaseBegun => "release begun".to_owned(),
        LogKind::ReleaseInterrupted => more("broken off", "/refused"),
        LogKind::Refusal => match text(record, "/refused") {
            "" => "refused".to_owned(),
            reason => format!("refused: {reason}"),
        },
        LogKind::RefusalsCounted => format!("refused, not listed: {}", record["refusals"]),
        LogKind::Change => "changed by the person".to_owned(),
        LogKind::ChangeBegun => "change begun".to_owned(),
        LogKind::ChangeFiled => "passed on to staff".to_owned(),
        LogKind::ChangeTakenBack => "taken back by the person".to_owned(),
        LogKind::Subscription => more("subscription", "/detail"),
        LogKind::Link => more("link", "/act"),
        LogKind::Event => {
            let event = text(record, "/event").rsplit('/').next();
            format!("told of {}", event.unwrap_or_default())
        }
        LogKind::Staff => more("done by staff", "/act"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_of_entry_is_said_in_its_own_words() {
        let record = json!({
            "refused": "source-timeout", "refusals": 7, "act": "code-asked", "detail": "made",
            "event": "https://fiducia.example/events/link-ended", "at": 0,
        });
        let said = |kind: &LogKind| entry(&json!({"kind": kind.as_str(), "record": record}));
        let words: BTreeSet<String> = LogKind::ALL
            .iter()
            .map(|kind| said(kind)[3].clone())
            .collect();
        assert_eq!(words.len(), LogKind::ALL.len(), "{words:?}");
        for one in [
            "released",
            "refused: source-timeout",
            "refused, not listed: 7",
            "link: code asked",
            "subscription: made",
            "told of link-ended",
        ] {
            assert!(words.contains(one), "{one}: {words:?}");
        }
        let change = json!({"kind": "change", "record": {"added": ["phone"], "erased": ["email"]}});
        assert_eq!(entry(&change)[4], "phone, email");
    }
}
