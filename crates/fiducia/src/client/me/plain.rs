//! What a person reads at the terminal.

use anyhow::Result;
use serde_json::Value;

use crate::output::{self, text};

pub(super) fn items<'a>(answer: &'a Value, pointer: &str) -> &'a [Value] {
    answer
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The list of requests that wait.
pub(super) fn requests(answer: &Value) -> Result<()> {
    let rows = items(answer, "/requests")
        .iter()
        .map(|one| {
            let cells = [
                text(one, "/id"),
                text(one, "/service"),
                text(one, "/organisation"),
                text(one, "/title"),
            ];
            let mut row = cells.map(str::to_owned).to_vec();
            row.push(day(text(one, "/requested_at")));
            row
        })
        .collect();
    output::table(
        &[
            "request",
            "service",
            "who answers for it",
            "for what",
            "since",
        ],
        rows,
        "Nobody waits for a decision of yours.",
    )
}

/// One request whole, with what to type to answer it.
pub(super) fn request(answer: &Value) -> Result<()> {
    let id = text(answer, "/id");
    use_of(&answer["use"], false)?;
    output::line("")?;
    output::line(&format!(
        "Asked on {}.",
        moment(text(answer, "/requested_at"))
    ))?;
    match text(answer, "/status") {
        "waiting" => {
            output::line(&format!(
                "It can be answered until {}:",
                day(text(answer, "/expires_at"))
            ))?;
            output::line(&format!("  fiducia me grant {id} [--also ATTRIBUTE]…"))?;
            output::line(&format!("  fiducia me decline {id}"))
        }
        status => output::line(&format!("It is {status}.")),
    }
}

/// What a use is, as a person reads it before and after deciding.
fn use_of(what: &Value, decided: bool) -> Result<()> {
    output::line(&format!(
        "{} ({})",
        text(what, "/title"),
        text(what, "/service")
    ))?;
    output::line(&format!(
        "  {} answers for it.",
        text(what, "/organisation")
    ))?;
    output::line("")?;
    output::line(&format!("  {}", text(what, "/notice")))?;
    output::line("")?;
    for (title, pointer) in [
        ("Why", "/purposes"),
        ("What is done", "/processing"),
        ("Your rights", "/rights"),
    ] {
        let labels: Vec<&str> = items(what, pointer)
            .iter()
            .map(|term| text(term, "/label"))
            .collect();
        if !labels.is_empty() {
            output::line(&format!("  {title}: {}", labels.join(", ")))?;
        }
    }
    output::line(&format!(
        "  Lawful by: {}",
        text(what, "/legal_basis/label")
    ))?;
    output::line(&format!("  Kept for: {} days", what["retention_days"]))?;
    for (title, pointer) in [
        ("Kept in", "/storage_locations"),
        ("Given on to", "/recipients"),
        ("Outside the EEA", "/third_countries"),
    ] {
        let names: Vec<&str> = items(what, pointer)
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if !names.is_empty() {
            output::line(&format!("  {title}: {}", names.join(", ")))?;
        }
    }
    if what["automated_decisions"] == true {
        output::line("  Decisions are made without a human.")?;
    }
    if !text(what, "/consequences_of_refusal").is_empty() {
        output::line(&format!(
            "  If you say no: {}",
            text(what, "/consequences_of_refusal")
        ))?;
    }
    for dataset in items(what, "/datasets") {
        output::line("")?;
        output::line(&format!(
            "  From {} ({}):",
            text(dataset, "/source"),
            text(dataset, "/title")
        ))?;
        for (kind, needed) in [("/required", "needed"), ("/optional", "optional")] {
            for attribute in items(dataset, kind) {
                let mark = match (decided, attribute["permitted"] == true) {
                    (false, _) => "•",
                    (true, true) => "✓",
                    (true, false) => "–",
                };
                let (path, title) = (text(attribute, "/path"), text(attribute, "/title"));
                let sensitive = match text(attribute, "/sensitivity") {
                    "ordinary" | "" => String::new(),
                    other => format!(", {other}"),
                };
                output::line(&format!("    {mark} {path}  {title} ({needed}{sensitive})"))?;
            }
        }
    }
    Ok(())
}

/// The list of permissions.
pub(super) fn permissions(answer: &Value) -> Result<()> {
    let rows = items(answer, "/permissions")
        .iter()
        .map(|one| {
            let state = state_word(text(one, "/state"));
            let cells = [
                text(one, "/id"),
                text(one, "/service"),
                text(one, "/title"),
                state,
            ];
            let mut row = cells.map(str::to_owned).to_vec();
            row.push(day(text(one, "/changed_at")));
            row.push(day(text(one, "/valid_until")));
            row
        })
        .collect();
    output::table(
        &[
            "permission",
            "service",
            "for what",
            "state",
            "changed",
            "until",
        ],
        rows,
        "You have given no permission.",
    )?;
    if answer["next"].is_string() {
        output::line("There are older ones too; the pages at the operator show them all.")?;
    }
    Ok(())
}

/// One permission whole.
pub(super) fn permission(answer: &Value) -> Result<()> {
    use_of(&answer["use"], true)?;
    output::line("")?;
    let until = match day(text(answer, "/valid_until")) {
        until if until.is_empty() => String::new(),
        until => format!(", until {until}"),
    };
    output::line(&format!("{}{until}.", state_word(text(answer, "/state"))))?;
    for rule in ["/granted_by_rule", "/denied_by_rule"] {
        if !text(answer, rule).is_empty() {
            let what = if rule == "/denied_by_rule" {
                "keeps something of it back"
            } else {
                "granted it"
            };
            output::line(&format!(
                "Your standing rule {} {what}.",
                text(answer, rule)
            ))?;
        }
    }
    output::line("")?;
    let rows = items(answer, "/history")
        .iter()
        .map(|event| {
            let attributes: Vec<&str> = items(event, "/attributes")
                .iter()
                .filter_map(Value::as_str)
                .map(|name| name.rsplit('#').next().unwrap_or(name))
                .collect();
            vec![
                event["version"].to_string(),
                moment(text(event, "/at")),
                state_word(text(event, "/state")).to_owned(),
                text(event, "/by").to_owned(),
                attributes.join(", "),
            ]
        })
        .collect();
    output::table(
        &["version", "when", "state", "by", "attributes"],
        rows,
        "It has no history.",
    )
}

/// What a decision led to, and where it is in force.
pub(super) fn changed(done: &str, answer: &Value) -> Result<()> {
    let until = match day(text(answer, "/valid_until")) {
        until if until.is_empty() || text(answer, "/state") != "granted" => String::new(),
        until => format!(", until {until}"),
    };
    output::line(&format!(
        "{done}{until}. Permission {}, version {}.",
        text(answer, "/id"),
        answer["version"]
    ))?;
    if answer.pointer("/in_force/everywhere") == Some(&Value::Bool(true)) {
        output::line("This is in force everywhere now.")?;
    } else {
        for one in items(answer, "/in_force/latest") {
            let (connector, at) = (text(one, "/connector"), moment(text(one, "/at")));
            output::line(&format!(
                "{connector} has not confirmed yet; there it is in force at {at} at the latest."
            ))?;
        }
    }
    match text(answer, "/return_url") {
        "" => Ok(()),
        url => output::line(&format!("Go back to the service: {url}")),
    }
}

/// The standing rules, oldest first.
pub(super) fn rules(answer: &Value) -> Result<()> {
    let rows = items(answer, "/rules")
        .iter()
        .map(|rule| {
            let parties: Vec<String> = items(rule, "/parties/only")
                .iter()
                .filter_map(Value::as_object)
                .flat_map(serde_json::Map::values)
                .filter_map(|value| value.as_str().map(str::to_owned))
                .collect();
            let parties = match parties.as_slice() {
                [] => "anyone".to_owned(),
                named => named.join(", "),
            };
            vec![
                text(rule, "/id").to_owned(),
                text(rule, "/effect").to_owned(),
                parties,
                named(rule, &["/purposes", "/processing"]),
                named(rule, &["/data/categories", "/data/datasets"]),
            ]
        })
        .collect();
    output::table(
        &["rule", "effect", "of whom", "for what", "which data"],
        rows,
        "You have no standing rule.",
    )
}

/// The texts of lists in a rule; no list narrows it: `any`.
fn named(rule: &Value, pointers: &[&str]) -> String {
    let all: Vec<&str> = pointers
        .iter()
        .flat_map(|pointer| items(rule, pointer))
        .filter_map(Value::as_str)
        .collect();
    if all.is_empty() {
        "any".to_owned()
    } else {
        all.join(", ")
    }
}

/// What a rule would change.
pub(super) fn preview(answer: &Value) -> Result<()> {
    let mut says_something = false;
    for (pointer, what) in [
        ("/allows", "It would grant without asking"),
        ("/declines", "It would decline without asking"),
        ("/asks", "You would be asked about"),
        ("/ends", "It would end the permissions"),
        ("/asks_about", "You would be asked whether to go on with"),
    ] {
        let ids: Vec<&str> = items(answer, pointer)
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if !ids.is_empty() {
            says_something = true;
            output::line(&format!("{what}: {}.", ids.join(", ")))?;
        }
    }
    if says_something {
        return Ok(());
    }
    output::line("It would change nothing of what is known today.")
}

/// A rule was added.
pub(super) fn rule_added(answer: &Value) -> Result<()> {
    output::line(&format!("Rule {} is in force.", text(answer, "/id")))?;
    for (pointer, what) in [
        ("/ended", "It ended the permission"),
        (
            "/asks_about",
            "Decide yourself whether to withdraw the permission",
        ),
    ] {
        for id in items(answer, pointer).iter().filter_map(Value::as_str) {
            output::line(&format!("{what} {id}."))?;
        }
    }
    Ok(())
}

/// The access log, newest first.
pub(super) fn log(answer: &Value) -> Result<()> {
    if items(answer, "/entries").is_empty() {
        return output::line("Nobody has asked for your data.");
    }
    for entry in items(answer, "/entries") {
        output::line(&format!(
            "{}  {}",
            moment(text(entry, "/at")),
            text(entry, "/text")
        ))?;
        if let Some(released) = entry["released"].as_object() {
            for paths in released.values() {
                let paths: Vec<&str> = paths
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                output::line(&format!("  released: {}", paths.join(", ")))?;
            }
        }
        if !text(entry, "/reason").is_empty() {
            output::line(&format!("  why not: {}", text(entry, "/reason")))?;
        }
    }
    if answer["next"].is_string() {
        output::line("There is more; `--limit N` shows more of it.")?;
    }
    Ok(())
}

/// The ways to log in, and the keychain.
pub(super) fn identities(answer: &Value) -> Result<()> {
    let rows = items(answer, "/authenticators")
        .iter()
        .map(|one| {
            let kind = match text(one, "/kind") {
                "openid" => "login provider",
                other => other,
            };
            let used = match day(text(one, "/used_at")) {
                used if used.is_empty() => "not yet".to_owned(),
                used => used,
            };
            vec![
                text(one, "/id").to_owned(),
                kind.to_owned(),
                text(one, "/name").to_owned(),
                text(one, "/assurance").to_owned(),
                day(text(one, "/added_at")),
                used,
            ]
        })
        .collect();
    let heads = [
        "way to log in",
        "kind",
        "name",
        "assurance",
        "since",
        "used",
    ];
    output::table(&heads, rows, "You have no way to log in.")?;
    if answer["passkeys"]["available"] == false {
        output::line(&format!("Note: {}.", text(answer, "/passkeys/reason")))?;
    }
    let rows = items(answer, "/identifiers")
        .iter()
        .map(|one| {
            let cells = [
                "/key",
                "/id_type",
                "/id",
                "/country",
                "/verified_by",
                "/assurance",
            ];
            let mut row: Vec<String> = cells.map(|cell| text(one, cell).to_owned()).to_vec();
            row.push(day(text(one, "/verified")));
            row
        })
        .collect();
    output::table(
        &[
            "key",
            "identifier",
            "value",
            "country",
            "verified by",
            "assurance",
            "verified",
        ],
        rows,
        "No source knows you by an identifier yet.",
    )?;
    for choice in items(answer, "/choices") {
        let whom = [("service", "/service"), ("source", "/source")]
            .into_iter()
            .filter(|(_, at)| !text(choice, at).is_empty())
            .map(|(what, at)| format!("{what} {}", text(choice, at)))
            .collect::<Vec<_>>()
            .join(" at ");
        let (kind, key) = (text(choice, "/id_type"), text(choice, "/identifier"));
        output::line(&format!("Chosen for {whom}: {kind} {key}."))?;
    }
    Ok(())
}

/// Where a person is logged in.
pub(super) fn sessions(answer: &Value) -> Result<()> {
    let rows = items(answer, "/sessions")
        .iter()
        .map(|one| {
            let device = match (text(one, "/program"), text(one, "/system")) {
                ("", "") => "an unknown device".to_owned(),
                (program, "") => program.to_owned(),
                ("", system) => system.to_owned(),
                (program, system) => format!("{program} on {system}"),
            };
            let mark = if one["current"] == true {
                "this one"
            } else {
                ""
            };
            vec![
                text(one, "/id").to_owned(),
                device,
                text(one, "/place").to_owned(),
                moment(text(one, "/created_at")),
                moment(text(one, "/used_at")),
                mark.to_owned(),
            ]
        })
        .collect();
    let heads = ["session", "device", "place", "since", "last used", ""];
    output::table(&heads, rows, "You are logged in nowhere.")
}

/// A permission's state in words.
fn state_word(state: &str) -> &str {
    match state {
        "granted" => "in force",
        "suspended" => "paused",
        "revoked" => "ended by the organisation",
        "invalidated" => "ended by an authority",
        other => other,
    }
}

/// The day of an instant where the reader is; empty for none.
pub(super) fn day(instant: &str) -> String {
    local(instant, "%Y-%m-%d")
}

/// An instant where the reader is, to the second.
pub(super) fn moment(instant: &str) -> String {
    local(instant, "%Y-%m-%d %H:%M:%S")
}

fn local(instant: &str, format: &str) -> String {
    match instant.parse::<jiff::Timestamp>() {
        Ok(at) => at
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime(format)
            .to_string(),
        Err(_) => instant.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_instant_is_shown_as_it_came() {
        assert_eq!(day(""), "");
        assert_eq!(day("soon"), "soon");
        assert_eq!(day("2026-05-03T12:00:00Z").len(), "2026-05-03".len());
    }
}
