//! From the first records of a file of JSON lines.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::Path;

use permission::{AttributePath, Holds};
use serde_json::{Map, Value};

use super::{Asked, DraftError, ExportFile, Field, Found, MOST_ATTRIBUTES, Of, guess, slug, write};
use crate::Encoding;

/// Records that are looked at: what is in none of them is in few.
const RECORDS: usize = 200;
/// Bytes in which they are sought.
const LONGEST_BEGINNING: u64 = 4 * 1024 * 1024;
/// Names of a path: more are one attribute.
const MOST_NAMES: usize = 4;

/// A draft from the first records of a file with a JSON object a line: one dataset, and a route that reads the file at `path`.
///
/// # Errors
/// It cannot be read, or has no records.
pub fn from_json_lines(file: impl BufRead, path: &Path) -> Result<String, DraftError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let found = found(file, &name)?;
    let folder = path.parent().unwrap_or(path).to_string_lossy();
    Ok(write::toml(&[found], &write::Upstream::Files(&folder)))
}

/// What the records say, of the file of this name.
pub(super) fn found(file: impl BufRead, name: &str) -> Result<Found, DraftError> {
    let mut seen = Seen::default();
    let mut count = 0;
    for line in file.take(LONGEST_BEGINNING).split(b'\n').take(RECORDS) {
        let line = line.map_err(|error| DraftError(format!("it cannot be read: {error}")))?;
        // The last that is looked at may be cut off, and others are the source's to mend.
        if let Ok(record) = serde_json::from_slice::<Map<String, Value>>(&line) {
            count += 1;
            seen.members("", &record);
        }
    }
    if seen.attributes.is_empty() {
        return Err(DraftError(
            "none of its first lines is a JSON object with members".into(),
        ));
    }
    let mut notes = vec![format!(
        "Its first {count} records have these members; a member that none of them has is not here."
    )];
    if !seen.dotted.is_empty() {
        let dotted: Vec<String> = seen.dotted.iter().map(|name| format!("`{name}`")).collect();
        notes.push(format!(
            "Not here, as their names have a dot: {}.",
            dotted.join(", ")
        ));
    }
    let tops = || {
        seen.attributes
            .iter()
            .filter(|(path, _)| !path.contains('.'))
    };
    let names = || tops().map(|(path, _)| path.as_str());
    let mut identifiers: Vec<(String, String)> = guess::identifiers(names())
        .into_iter()
        .map(|(id_type, member)| (id_type.to_owned(), member.to_owned()))
        .collect();
    if identifiers.is_empty() {
        let single = |holds: &Holds| !matches!(holds, Holds::Object);
        let first = tops().find(|(_, holds)| single(holds));
        let first = first.map_or_else(|| seen.attributes[0].0.clone(), |(path, _)| path.clone());
        notes.push(
            "No member looks like an identifier, so the first one stands for it: say by which a person is found, and its \
             type."
                .to_owned(),
        );
        identifiers.push((slug(&first).replace('-', "_"), first));
    }
    let fields = seen.attributes.iter().take(MOST_ATTRIBUTES);
    let fields = fields
        .map(|(path, holds)| Field {
            path: path.clone(),
            description: None,
            holds: *holds,
        })
        .collect();
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy();
    Ok(Found {
        entity_type: guess::title(&stem).replace(' ', ""),
        description: None,
        model: None,
        fields,
        identifier_types: identifiers.iter().map(|(one, _)| one.clone()).collect(),
        route: Asked {
            path: format!("/{}", slug(&stem)),
            is_ngsi_ld: false,
            of: Of::File(ExportFile {
                name: name.to_owned(),
                separator: None,
                encoding: Encoding::UTF_8,
                identifiers,
                id: None,
                columns: Vec::new(),
            }),
        },
        notes,
    })
}

/// The attributes of the records so far, in the order in which they came.
#[derive(Default)]
struct Seen {
    attributes: Vec<(String, Holds)>,
    /// Members whose names have a dot, and would be taken for paths.
    dotted: BTreeSet<String>,
}

impl Seen {
    fn members(&mut self, above: &str, members: &Map<String, Value>) {
        for (name, value) in members {
            let path = format!("{above}{name}");
            if name.contains('.') {
                self.dotted.insert(path);
                continue;
            }
            let is_deep = path.matches('.').count() + 1 >= MOST_NAMES;
            self.value(&path, value, is_deep);
        }
    }

    fn value(&mut self, path: &str, value: &Value, is_deep: bool) {
        let holds = match value {
            Value::Null => return,
            Value::Array(elements) => {
                for element in elements {
                    self.value(path, element, is_deep);
                }
                return;
            }
            Value::Object(members) if !is_deep && !members.is_empty() && is_path(path) => {
                return self.members(&format!("{path}."), members);
            }
            Value::Object(_) => Holds::Object,
            Value::String(_) => Holds::Text,
            Value::Number(_) => Holds::Number,
            Value::Bool(_) => Holds::Boolean,
        };
        match self.attributes.iter_mut().find(|(known, _)| known == path) {
            Some((_, known)) if *known != holds => *known = Holds::Single,
            Some(_) => {}
            None => self.attributes.push((path.to_owned(), holds)),
        }
    }
}

fn is_path(path: &str) -> bool {
    AttributePath::new(path.to_owned()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;

    #[test]
    fn members_become_attributes() {
        let lines = "{\"card\": \"17\", \"name\": \"Aino\", \"address\": {\"street\": \"Katu 1\"}, \"age\": 41}\n\
            {\"card\": \"18\", \"loans\": [{\"title\": \"Kalevala\"}], \"age\": null, \"tags\": [\"a\", 1], \"a.b\": 1}\n\
            garbage\n{\"card\": \"19\", \"is_adult\": true}\n{\"cut";
        let text = from_json_lines(lines.as_bytes(), Path::new("exports/patrons.jsonl")).unwrap();
        let config = loads(&text);
        let attributes = config.datasets[0].attributes.iter();
        let attributes: Vec<_> = attributes
            .map(|one| (one.path.as_str(), one.holds.as_str()))
            .collect();
        let expected = [
            ("card", "text"),
            ("name", "text"),
            ("address.street", "text"),
            ("age", "number"),
            ("loans.title", "text"),
            ("tags", "single"),
            ("is_adult", "boolean"),
        ];
        let mut sorted: Vec<_> = attributes.clone();
        sorted.sort_unstable();
        let mut wanted = expected.to_vec();
        wanted.sort_unstable();
        assert_eq!(sorted, wanted, "{text}");
        assert!(text.contains("names have a dot: `a.b`"), "{text}");
        assert!(text.contains("first 3 records"), "{text}");
        let file = config.routes[0].file.as_ref().unwrap();
        assert_eq!(file.identifiers["card_number"], "card");
        assert_eq!(file.format, crate::config::FileFormat::JsonLines);
        let unnamed = "{\"member\": 1}\n";
        let text = from_json_lines(unnamed.as_bytes(), Path::new("m.ndjson")).unwrap();
        assert!(text.contains("stands for it"), "{text}");
        assert!(from_json_lines("[1]\n".as_bytes(), Path::new("a")).is_err());
    }
}
