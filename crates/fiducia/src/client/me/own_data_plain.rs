//! A person's own data as the person reads it at the terminal.

use anyhow::Result;
use serde_json::Value;

use super::plain::{day, items, moment};
use crate::output::{self, text};

/// The sources where the person is known.
pub(super) fn sources(answer: &Value) -> Result<()> {
    let mut rows = Vec::new();
    for source in items(answer, "/sources") {
        for dataset in items(source, "/datasets") {
            let titles: Vec<&str> = items(dataset, "/attributes")
                .iter()
                .map(|attribute| text(attribute, "/title"))
                .collect();
            let here = if items(dataset, "/read_at").is_empty() {
                "ask the source"
            } else {
                "yes"
            };
            rows.push(vec![
                text(source, "/name").to_owned(),
                text(dataset, "/title").to_owned(),
                titles.join(", "),
                here.to_owned(),
            ]);
        }
    }
    output::table(
        &["source", "what", "of you", "look here"],
        rows,
        "No source knows you by an identifier that you have linked.",
    )
}

/// What has to be typed before something is deleted.
const WORDS: &str = "delete it";

/// Asks before something is lost for good.
pub(super) fn confirm(source: &str, attribute: Option<&str>) -> Result<()> {
    let what = attribute.unwrap_or("everything");
    let lost = format!(
        "{source} deletes {what} for good. Nobody can undo it, and what others have received is not deleted there."
    );
    output::confirm(Some(&lost), WORDS, "delete", "nothing was deleted")
}

/// What was done at a source.
pub(super) fn done(word: &str, answer: &Value) -> Result<()> {
    if let Some(until) = answer.pointer("/staff/until").and_then(Value::as_str) {
        let day = day(until);
        return output::line(&format!(
            "Sent to the staff of {}: {}. You will hear by {day} what they did; until then nothing changes.",
            text(answer, "/source"),
            text(answer, "/what")
        ));
    }
    output::line(&format!(
        "{word} at {}: {}.",
        text(answer, "/source"),
        text(answer, "/what")
    ))
}

/// What a source holds of the person, by the titles of its attributes.
pub(super) fn values(answer: &Value) -> Result<()> {
    output::line(text(answer, "/source"))?;
    for read in items(answer, "/read") {
        output::line("")?;
        output::line(&format!("  {}", text(read, "/title")))?;
        if !text(read, "/problem").is_empty() {
            output::line(&format!("    {}", text(read, "/problem")))?;
            continue;
        }
        let mut lines = Vec::new();
        let rows = if read["past"] == true { past } else { rows };
        match &read["values"] {
            // An array has an entity a line of its own numbers.
            Value::Array(entities) if entities.is_empty() => {}
            Value::Array(entities) if entities.len() > 1 => {
                for (index, entity) in entities.iter().enumerate() {
                    lines.push((format!("{}.", index + 1), String::new()));
                    lines.extend(rows(items(read, "/attributes"), entity));
                }
            }
            Value::Array(entities) => lines.extend(rows(items(read, "/attributes"), &entities[0])),
            entity => lines.extend(rows(items(read, "/attributes"), entity)),
        }
        if lines.is_empty() {
            output::line("    Nothing.")?;
        }
        let width = lines.iter().map(|(title, _)| title.chars().count()).max();
        let width = width.unwrap_or_default();
        for (title, value) in lines {
            let pad = " ".repeat(width - title.chars().count());
            output::line(format!("    {title}{pad}  {value}").trim_end())?;
        }
        for asked in items(read, "/asked") {
            output::line(&format!("    {}", standing(read, asked)))?;
        }
    }
    Ok(())
}

/// How far the source's staff are with what they were asked.
fn standing(read: &Value, asked: &Value) -> String {
    let title = |path: &str| {
        let attributes = items(read, "/attributes").iter();
        let mut named = attributes.filter(|one| text(one, "/path") == path);
        named
            .next()
            .map_or_else(|| path.to_owned(), |one| text(one, "/title").to_owned())
    };
    let corrected = asked["correct"].as_object().into_iter().flatten();
    let corrected = corrected.map(|(path, value)| match value {
        Value::Null => format!("to correct {}", title(path)),
        value => format!("to make {} “{}”", title(path), shown(value)),
    });
    let erased = items(asked, "/erase").iter().filter_map(Value::as_str);
    let erased = erased.map(|path| format!("to delete {}", title(path)));
    let mut wishes: Vec<String> = corrected.chain(erased).collect();
    if asked["erase_all"] == true {
        wishes.push("to delete everything".to_owned());
    }
    let day = |pointer| day(text(asked, pointer));
    let answer = match text(asked, "/state") {
        "done" => format!("Done on {}.", day("/decided_at")),
        "refused" => format!(
            "Refused on {}: “{}”",
            day("/decided_at"),
            text(asked, "/reason")
        ),
        _ => format!(
            "It waits at the staff, who answer by {}; `fiducia me take-back` takes it back.",
            day("/until")
        ),
    };
    let wishes = wishes.join(" and ");
    format!("You asked on {} {wishes}. {answer}", day("/asked_at"))
}

/// Title and value of each attribute that has one.
fn rows(attributes: &[Value], entity: &Value) -> Vec<(String, String)> {
    let row = |attribute: &Value| {
        let path: Vec<&str> = text(attribute, "/path").split('.').collect();
        let mut found = Vec::new();
        collect(entity, &path, &mut found);
        let shown = match found[..] {
            [] => return None,
            _ => found.join("; "),
        };
        Some((text(attribute, "/title").to_owned(), shown))
    };
    attributes.iter().filter_map(row).collect()
}

/// What each attribute was, the latest first: a line for each value, the title before the first of them.
fn past(attributes: &[Value], entity: &Value) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for attribute in attributes {
        let mut path = text(attribute, "/path").split('.');
        let told = path.next().and_then(|name| entity[name].as_array());
        let path: Vec<&str> = path.collect();
        let mut title = text(attribute, "/title");
        for one in told.into_iter().flatten().rev() {
            let mut found = Vec::new();
            collect(&one["value"], &path, &mut found);
            let value = if found.is_empty() {
                "nothing stored".to_owned()
            } else {
                found.join("; ")
            };
            let line = format!("from {}: {value}", moment(text(one, "/since")));
            rows.push((std::mem::take(&mut title).to_owned(), line));
        }
    }
    rows
}

/// The values at a path; in arrays on the way, those of every element.
fn collect(value: &Value, path: &[&str], found: &mut Vec<String>) {
    match (value, path) {
        (Value::Null, _) => {}
        (Value::Array(elements), _) => {
            for element in elements {
                collect(element, path, found);
            }
        }
        (value, []) => found.push(shown(value)),
        (Value::Object(members), [first, rest @ ..]) => {
            if let Some(member) = members.get(*first) {
                collect(member, rest, found);
            }
        }
        _ => {}
    }
}

/// A value in words: members of an object follow one another.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name} {}", shown(value)))
                .collect();
            parts.join(", ")
        }
        Value::Array(elements) => {
            let parts: Vec<String> = elements.iter().map(shown).collect();
            parts.join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_staff_were_asked_is_said_with_their_answer() {
        let read = json!({"attributes": [{"path": "email", "title": "E-mail"}]});
        let mut asked = json!({
            "asked_at": "2026-11-28T10:00:00Z", "state": "waiting", "until": "2026-12-28T10:00:00Z",
            "correct": {"email": "new@x"}, "erase": ["fees"],
        });
        let said = standing(&read, &asked);
        let wished = "You asked on 2026-11-28 to make E-mail “new@x” and to delete fees.";
        assert!(said.starts_with(wished), "{said}");
        assert!(said.contains("who answer by 2026-12-28"), "{said}");
        asked["state"] = json!("refused");
        asked["decided_at"] = json!("2026-12-01T10:00:00Z");
        asked["reason"] = json!("Kept by law.");
        asked["correct"]["email"] = Value::Null;
        let said = standing(&read, &asked);
        assert!(
            said.contains("to correct E-mail")
                && said.ends_with("Refused on 2026-12-01: “Kept by law.”"),
            "{said}"
        );
    }

    #[test]
    fn values_stand_beside_their_titles() {
        let attributes = [
            json!({"path": "address.postalCode", "title": "Postal code"}),
            json!({"path": "loans.title", "title": "Titles on loan"}),
            json!({"path": "journeys", "title": "Journeys"}),
            json!({"path": "fees", "title": "Fees"}),
            json!({"path": "telephone", "title": "Telephone"}),
        ];
        let entity = json!({
            "address": {"postalCode": "00500"}, "loans": [{"title": "A"}, {"title": "B"}], "fees": 0.5,
            "journeys": [{"date": "2026-11-03", "from": "X"}], "telephone": null,
        });
        let expected = [
            ("Postal code", "00500"),
            ("Titles on loan", "A; B"),
            ("Journeys", "date 2026-11-03, from X"),
            ("Fees", "0.5"),
        ];
        let expected = expected.map(|(title, value)| (title.to_owned(), value.to_owned()));
        assert_eq!(rows(&attributes, &entity), expected);
    }
}
