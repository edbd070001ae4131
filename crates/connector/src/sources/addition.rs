//! Records that a person adds to a store of their own: written by hand, or read from a file of theirs.

use std::collections::{BTreeMap, HashSet};

use permission::{AttributeTable, Dataset, covers};
use protocol::json::Limits;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::change::{Reason, Wish, WishError, said};
use super::files::csv::{Found, Records, fields, put};

/// Largest body, in bytes: a file that a person has written.
pub(crate) const LARGEST: usize = 1024 * 1024;
/// Records of one body.
const MOST: usize = 1_000;
/// Characters of a column's name that are told.
const LONGEST_NAME: usize = 60;
/// As deep as a record is: below the list that it may stand in, an entity and what an attribute holds.
const DEPTH: u8 = 12;
/// What frames a record (NGSI-LD, JSON-LD) and says nothing of the person: a file that was saved here can be read again.
const FRAME: [&str; 5] = ["id", "@id", "type", "@type", "@context"];
/// What may stand between the columns of a table, as spreadsheets of different languages write it.
const SEPARATORS: [char; 3] = [';', '\t', ','];

/// A record to be added: values by the paths of attributes. Has no `Debug`: it holds values.
#[derive(Clone, PartialEq)]
pub(crate) struct Addition {
    /// The id that it gets.
    pub(crate) id: String,
    /// Its values.
    pub(crate) set: BTreeMap<String, Value>,
}

impl Addition {
    fn new(slug: &str, set: BTreeMap<String, Value>) -> Self {
        // Later ones are greater, so that records stand in the order in which they came.
        let id = format!("urn:fiducia:entity:{slug}:{}", uuid::Uuid::now_v7());
        Self { id, set }
    }
}

/// Why a body is not taken. Says which record and which attribute, no values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AdditionError {
    /// Of no kind that is read here.
    #[error(
        "records are written as `application/json`, `application/x-ndjson` or `text/csv`, in UTF-8"
    )]
    Media,
    /// Not what its kind says.
    #[error("the body cannot be read: {0}")]
    Unreadable(String),
    /// A column of a table is called as no attribute.
    #[error("no attribute is called as the column `{name}`; there are: {known}")]
    Column {
        /// How it is called.
        name: String,
        /// The attributes' paths.
        known: String,
    },
    /// There is none in it.
    #[error("the body has no record")]
    Nothing,
    /// More than are taken at once.
    #[error("more than {MOST} records at once")]
    TooMany,
    /// What is wrong with one of them, from 1.
    #[error("record {number}: {why}")]
    Record {
        /// Which.
        number: usize,
        /// What.
        why: String,
    },
}

impl AdditionError {
    /// What the person is told of it.
    pub(crate) fn to_person(&self) -> Reason {
        said(|speech| {
            match self {
                Self::Media | Self::Unreadable(_) => speech.say("own-add-unreadable"),
                Self::Column { name, .. } => speech.say("own-add-column").with("name", name),
                Self::Nothing => speech.say("own-add-nothing"),
                Self::TooMany => speech.say("own-add-too-many").with("count", MOST),
                Self::Record { number, .. } => speech.say("own-add-record").with("number", *number),
            }
            .into()
        })
    }
}

/// Why a store of a person's own takes no more.
#[derive(Clone, Copy)]
pub(crate) enum Full {
    /// There would be more entries than these.
    Entries(usize),
    /// They would take more room than a person has.
    Bytes,
}

impl Full {
    /// What the person is told of it.
    pub(crate) fn to_person(self) -> Reason {
        said(|speech| {
            match self {
                Self::Entries(most) => speech.say("own-add-no-room").with("count", most),
                Self::Bytes => speech.say("own-add-full"),
            }
            .into()
        })
    }
}

/// Reads the records of a body: all of them, or none.
///
/// # Errors
/// [`AdditionError`].
pub(crate) fn read(
    media: Option<&str>,
    body: &[u8],
    (slug, dataset, table): (&str, &Dataset, &AttributeTable),
) -> Result<Vec<Addition>, AdditionError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let records = match media {
        Some("application/json" | "application/ld+json") => of_json(body)?,
        Some("application/x-ndjson" | "application/jsonl") => of_lines(body)?,
        Some("text/csv") => of_table(body, dataset)?,
        _ => return Err(AdditionError::Media),
    };
    if records.is_empty() {
        return Err(AdditionError::Nothing);
    }
    let records = records.into_iter().zip(1..);
    records
        .map(|(record, number)| {
            let wrong = |why: String| AdditionError::Record { number, why };
            let wish = Wish::of_record(table, &record).map_err(|error| {
                wrong(match error {
                    WishError::Nothing => "it says nothing".to_owned(),
                    error => error.to_string(),
                })
            })?;
            Ok(Addition::new(slug, wish))
        })
        .collect()
}

type Record = Map<String, Value>;

/// The value of a property (ETSI GS CIM 009 §4.5.2), or the value itself.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(mut object)
            if matches!(
                object.get("type").and_then(Value::as_str),
                Some("Property" | "GeoProperty" | "JsonProperty" | "ListProperty")
            ) && object.contains_key("value") =>
        {
            object.remove("value").unwrap_or_default()
        }
        value => value,
    }
}

fn unframed(record: Record) -> Record {
    record
        .into_iter()
        .filter(|(name, _)| !FRAME.contains(&name.as_str()))
        .map(|(name, value)| (name, plain(value)))
        .collect()
}

/// Strictly read, whatever it is: what reads JSON here takes objects alone.
fn strictly<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct All<T> {
        all: T,
    }
    let limits = Limits {
        bytes: LARGEST + 16,
        depth: DEPTH,
    };
    let wrapped = [b"{\"all\":", text, b"}"].concat();
    let read: Result<All<T>, _> = protocol::json::from_slice(&wrapped, limits);
    read.map(|read| read.all).map_err(|error| error.to_string())
}

fn of_json(body: &[u8]) -> Result<Vec<Record>, AdditionError> {
    let all = match strictly(body).map_err(AdditionError::Unreadable)? {
        Value::Array(all) => all,
        one => vec![one],
    };
    if all.len() > MOST {
        return Err(AdditionError::TooMany);
    }
    let all = all.into_iter().zip(1..);
    all.map(|(one, number)| match one {
        Value::Object(record) => Ok(unframed(record)),
        _ => Err(AdditionError::Record {
            number,
            why: "it is no JSON object".to_owned(),
        }),
    })
    .collect()
}

fn of_lines(body: &[u8]) -> Result<Vec<Record>, AdditionError> {
    let lines = body.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    let mut records = Vec::new();
    for (line, number) in lines.zip(1..) {
        if number > MOST {
            return Err(AdditionError::TooMany);
        }
        let record = strictly(line).map_err(|why| AdditionError::Record { number, why })?;
        records.push(unframed(record));
    }
    Ok(records)
}

/// A table with a header (RFC 4180). A column is called as an attribute's path, or as people call it in any language.
fn of_table(body: &[u8], dataset: &Dataset) -> Result<Vec<Record>, AdditionError> {
    let unreadable = |why: &str| AdditionError::Unreadable(why.to_owned());
    let mut rows = Records::new(body, LARGEST, true);
    let (mut buffer, mut records) = (Vec::new(), Vec::new());
    let mut columns: Option<(char, Vec<String>)> = None;
    while let Some(found) = rows
        .next(&mut buffer)
        .map_err(|error| unreadable(&error.to_string()))?
    {
        if matches!(found, Found::TooLong) {
            return Err(unreadable("a row is too long"));
        }
        if buffer.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Some((separator, header)) = &columns else {
            columns = Some(header(&buffer, dataset)?);
            continue;
        };
        let number = records.len() + 1;
        let wrong = |why: String| AdditionError::Record { number, why };
        if number > MOST {
            return Err(AdditionError::TooMany);
        }
        let cells = fields(&buffer, *separator)
            .ok_or_else(|| wrong("it is not written as RFC 4180 says, or not in UTF-8".into()))?;
        if cells.len() != header.len() {
            let (has, wanted) = (cells.len(), header.len());
            return Err(wrong(format!(
                "it has {has} columns, and the header {wanted}"
            )));
        }
        let mut record = Record::new();
        for (path, cell) in header.iter().zip(cells) {
            if !cell.trim().is_empty() {
                put(&mut record, path, cell.trim().into()).ok_or_else(|| {
                    wrong(format!("`{path}` lies in another column, which is a value"))
                })?;
            }
        }
        // A row of empty cells is what spreadsheets leave behind.
        if !record.is_empty() {
            records.push(record);
        }
    }
    Ok(records)
}

/// The paths that the columns of a header are, and what stands between two columns.
fn header(row: &[u8], dataset: &Dataset) -> Result<(char, Vec<String>), AdditionError> {
    let unreadable = AdditionError::Unreadable;
    let has = |separator: &char| row.contains(&(*separator as u8));
    let separator = SEPARATORS.into_iter().find(has).unwrap_or(',');
    let names = fields(row, separator)
        .ok_or_else(|| unreadable("the first line is no header of columns".to_owned()))?;
    let mut seen = HashSet::new();
    let paths = names.iter().map(|name| {
        let wanted = name.trim().to_lowercase();
        let mut attributes = dataset.attributes.iter();
        // Below an attribute of several values there may be columns too.
        let is_there = attributes
            .clone()
            .any(|attribute| covers(attribute.path.as_str(), name.trim()));
        let called = attributes.find(|attribute| {
            let mut titles = attribute.title.0.values();
            titles.any(|title| title.to_lowercase() == wanted)
        });
        let path = if is_there {
            Some(name.trim().to_owned())
        } else {
            called.map(|attribute| attribute.path.as_str().to_owned())
        };
        let path = path.ok_or_else(|| {
            let all = dataset.attributes.iter().map(|one| one.path.as_str());
            let all = all.collect::<Vec<_>>().join(", ");
            AdditionError::Column {
                name: name.trim().chars().take(LONGEST_NAME).collect(),
                known: all,
            }
        })?;
        if !seen.insert(path.clone()) {
            return Err(unreadable(format!("two columns are `{path}`")));
        }
        Ok(path)
    });
    Ok((separator, paths.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dataset() -> Dataset {
        serde_json::from_value(json!({
            "id": "urn:fiducia:dataset:x:contact", "version": 1, "source": "me", "entity_type": "Person",
            "title": {"en": "Contacts"},
            "attributes": [
                {"path": "name", "title": {"en": "Name", "fi": "Nimi"}, "category": "https://w3id.org/dpv/pd#Name"},
                {"path": "address.street", "title": {"en": "Street", "fi": "Katu"}, "category": "https://w3id.org/dpv/pd#Name"},
                {"path": "telephone", "title": {"en": "Telephone"}, "category": "https://w3id.org/dpv/pd#Name"},
            ],
        }))
        .unwrap()
    }

    fn records(media: &str, body: &str) -> Result<Vec<BTreeMap<String, Value>>, String> {
        let dataset = dataset();
        let table = dataset.table().unwrap();
        let read = read(Some(media), body.as_bytes(), ("contact", &dataset, &table));
        let read = read.map_err(|error| error.to_string())?;
        assert!(
            read.iter()
                .all(|one| one.id.starts_with("urn:fiducia:entity:contact:"))
        );
        assert!(read.is_sorted_by(|one, next| one.id < next.id));
        Ok(read.into_iter().map(|one| one.set).collect())
    }

    fn expected(name: &str, street: &str) -> BTreeMap<String, Value> {
        let pairs = [("name", name), ("address.street", street)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        pairs
            .map(|(path, value)| (path.to_owned(), json!(value)))
            .collect()
    }

    #[test]
    fn records_come_by_hand_or_from_files_of_every_kind() {
        let both = Ok(vec![
            expected("Maija", "Katu 1"),
            expected("Eero; \"x\"", ""),
        ]);
        let one = json!({"name": "Maija", "address": {"street": "Katu 1"}, "telephone": null});
        assert_eq!(
            records("application/json", &one.to_string()),
            Ok(vec![expected("Maija", "Katu 1")])
        );
        let saved = json!([
            {"id": "urn:x", "type": "Person", "name": {"type": "Property", "value": "Maija"}, "address": {"type": "Property", "value": {"street": "Katu 1"}}},
            {"@context": [], "name": "Eero; \"x\""},
        ]);
        assert_eq!(records("application/json", &saved.to_string()), both);
        let lines = "{\"name\":\"Maija\",\"address\":{\"street\":\"Katu 1\"}}\r\n\n{\"name\":\"Eero; \\\"x\\\"\"}";
        assert_eq!(records("application/x-ndjson", lines), both);
        let tables = [
            "\u{feff}name,address.street\r\nMaija,Katu 1\r\n\r\n\"Eero; \"\"x\"\"\",\r\n,\r\n",
            "NIMI;Katu\nMaija;Katu 1\n\"Eero; \"\"x\"\"\";\n",
            "Street\tName\tTelephone\nKatu 1\tMaija\t\n\t\"Eero; \"\"x\"\"\"\t\n",
        ];
        for table in tables {
            assert_eq!(records("text/csv", table), both, "{table}");
        }
    }

    #[test]
    fn what_cannot_be_taken_is_named_and_nothing_of_it_is_taken() {
        let many = "{\"name\":\"x\"}\n".repeat(MOST + 1);
        for (media, body, part) in [
            ("application/xml", "<a/>", "text/csv"),
            ("application/json", "[]", "no record"),
            (
                "application/json",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "cannot be read",
            ),
            (
                "application/json",
                "[{\"name\":\"a\"},5]",
                "record 2: it is no JSON object",
            ),
            (
                "application/json",
                "[{\"name\":\"a\"},{\"fines\":1}]",
                "record 2: `fines` is not an attribute",
            ),
            (
                "application/json",
                "{\"id\":\"urn:x\"}",
                "record 1: it says nothing",
            ),
            (
                "application/json",
                "{\"address\":\"x\"}",
                "record 1: `address` is an object",
            ),
            ("application/x-ndjson", "{\"name\":\"a\"}\n{", "record 2"),
            ("application/x-ndjson", many.as_str(), "more than 1000"),
            (
                "text/csv",
                "name,phone\na,1\n",
                "column `phone`; there are: name, address.street, telephone",
            ),
            ("text/csv", "name,Nimi\na,b\n", "two columns are `name`"),
            (
                "text/csv",
                "name,telephone\na\n",
                "record 1: it has 1 columns, and the header 2",
            ),
            ("text/csv", "name\n\"a\n", "record 1"),
            ("text/csv", "", "no record"),
            ("application/json", "[],\"b\":[]", "cannot be read"),
        ] {
            let error = records(media, body).unwrap_err();
            assert!(error.contains(part), "{body}: {error}");
        }
    }
}
