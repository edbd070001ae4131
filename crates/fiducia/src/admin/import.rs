//! `fiducia connector import`: fills the embedded store from a file, person by person.
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use connector::Encoding;
use connector::records::{Found, Records, fields, put};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::client::Api;
use crate::output;

/// Longest record, in bytes.
const LONGEST: usize = 1024 * 1024;
/// Longest JSON array, in bytes: it is read whole.
const LARGEST_ARRAY: u64 = 256 * 1024 * 1024;
/// Records on their way at the same time.
const AT_ONCE: usize = 16;
/// Refused records that are told one by one.
const MOST_TOLD: usize = 20;

/// How the records of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a line (NDJSON).
    Lines,
    /// A JSON array of objects, or one object (JSON, JSON-LD).
    Json,
    /// Comma-separated values with a header (RFC 4180); a dot in a column's name leads into an object.
    Csv,
}

impl Format {
    /// The one that is said, or the one that the file's name ends with.
    pub(super) fn of(said: Option<Self>, file: &Path) -> Result<Self> {
        if let Some(format) = said {
            return Ok(format);
        }
        let ending = file.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" | "ldjson" => Ok(Self::Lines),
            "json" | "jsonld" => Ok(Self::Json),
            "csv" => Ok(Self::Csv),
            _ => bail!(
                "`{}` does not say how its records are written; add `--format lines`, `json` or `csv`",
                file.display()
            ),
        }
    }
}

/// Fill the embedded store.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The file.
    file: PathBuf,
    /// The dataset, by its short name.
    #[arg(long, value_name = "ID")]
    dataset: String,
    /// What finds the person of a record, and where it stands: `library_card=cardNumber`. May be given several times.
    #[arg(long = "identifier", value_name = "TYPE=PATH", required = true)]
    identifiers: Vec<String>,
    /// How the records are written; without it, what the file's name ends with says.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What stands between two columns.
    #[arg(long, value_name = "CHARACTER", default_value = ",")]
    separator: char,
    /// How a CSV file is encoded, such as `windows-1252`; without it in UTF-8.
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = encoding)]
    encoding: Encoding,
    /// A column that holds JSON, such as a number or an array. May be given several times.
    #[arg(long = "json-column", value_name = "NAME")]
    json_columns: Vec<String>,
    /// Read the whole file, have the connector check it, and keep nothing.
    #[arg(long)]
    dry_run: bool,
}

fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::try_from(name.to_owned())
}

/// A record that is not kept, and why.
struct Refused {
    record: u64,
    why: String,
}

/// What has come of the records so far.
#[derive(Default)]
struct Outcome {
    kept: u64,
    refused: Vec<Refused>,
}

/// Where a record's person and entity come from.
struct Reading {
    dataset: String,
    /// Types of identifiers with the paths at which they stand.
    identifiers: Vec<(String, String)>,
    ids: HashSet<String>,
}

impl ImportArgs {
    pub(crate) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        let format = Format::of(self.format, &self.file)?;
        let mut reading = Reading::new(&self)?;
        let file = File::open(&self.file)
            .with_context(|| format!("cannot read `{}`", self.file.display()))?;
        let length = file.metadata()?.len();
        let place = if self.dry_run {
            "api/v1/entities?dry_run=true"
        } else {
            "api/v1/entities"
        };
        // A dataset or an identifier that the connector does not know would be at fault in each record.
        api.put("api/v1/entities?dry_run=true", &reading.nobody())
            .await?;
        let progress = bar(length, as_json);
        let mut sending = Sending {
            api,
            place,
            outcome: Outcome::default(),
            under_way: JoinSet::new(),
        };
        let mut number = 0;
        if format == Format::Json {
            if length > LARGEST_ARRAY {
                bail!(
                    "`{}` is larger than {} MiB; write one object a line and import that",
                    self.file.display(),
                    LARGEST_ARRAY / 1024 / 1024
                );
            }
            let mut text = Vec::new();
            BufReader::new(file).read_to_end(&mut text)?;
            let all: Value = serde_json::from_slice(&text)
                .with_context(|| format!("`{}` is no JSON", self.file.display()))?;
            let all = records(all);
            progress.set_length(all.len() as u64);
            for one in all {
                number += 1;
                progress.set_position(number);
                sending.take(number, reading.given(one)).await?;
            }
        } else {
            let mut records = Records::new(BufReader::new(file), LONGEST, format == Format::Csv);
            let mut buffer = Vec::new();
            let mut header: Option<Vec<String>> = None;
            let mut read = 0;
            while let Some(found) = records.next(&mut buffer)? {
                if let Found::Whole(place) = found {
                    read = place.offset + u64::from(place.length);
                }
                progress.set_position(read);
                if buffer.iter().all(u8::is_ascii_whitespace) && matches!(found, Found::Whole(_)) {
                    continue;
                }
                if format == Format::Csv && header.is_none() {
                    let columns = self.cells(&buffer);
                    header = Some(columns.context("the first line is no header of columns")?);
                    continue;
                }
                number += 1;
                let value = match found {
                    Found::TooLong => Err(format!("it is longer than {LONGEST} bytes")),
                    Found::Whole(_) => match &header {
                        Some(columns) => self.row(columns, &buffer),
                        None => serde_json::from_slice(&buffer).map_err(|error| error.to_string()),
                    },
                };
                let given = value.and_then(|value| reading.given(value));
                sending.take(number, given).await?;
            }
        }
        let outcome = sending.ended().await?;
        progress.finish_and_clear();
        self.told(&outcome, as_json)
    }

    /// The cells of a row.
    fn cells(&self, record: &[u8]) -> Option<Vec<String>> {
        fields(self.encoding.decode(record)?.as_bytes(), self.separator)
    }

    /// A row as an object. A column without a value is left out.
    fn row(&self, columns: &[String], record: &[u8]) -> Result<Value, String> {
        let cells = self.cells(record).ok_or_else(|| {
            let encoding = self.encoding.name();
            format!("it is not written as RFC 4180 says, or not in {encoding} (`--encoding`)")
        })?;
        if cells.len() != columns.len() {
            let (has, wanted) = (cells.len(), columns.len());
            return Err(format!("it has {has} columns, and the header {wanted}"));
        }
        let mut object = Map::new();
        for (column, cell) in columns.iter().zip(cells) {
            if cell.is_empty() {
                continue;
            }
            let value = if self.json_columns.contains(column) {
                serde_json::from_str(&cell).map_err(|error| format!("`{column}`: {error}"))?
            } else {
                Value::String(cell)
            };
            put(&mut object, column, value)
                .ok_or_else(|| format!("`{column}` lies in another column, which is a value"))?;
        }
        Ok(object.into())
    }

    fn told(&self, outcome: &Outcome, as_json: bool) -> Result<()> {
        let refused = outcome.refused.len();
        if as_json {
            let refused = outcome.refused.iter();
            let refused: Vec<Value> = refused
                .map(|one| json!({"record": one.record, "why": one.why}))
                .collect();
            output::json(
                &json!({"kept": outcome.kept, "refused": refused, "dry_run": self.dry_run}),
            )?;
        } else {
            for one in outcome.refused.iter().take(MOST_TOLD) {
                output::line(&format!("record {}: {}", one.record, one.why))?;
            }
            if refused > MOST_TOLD {
                output::line(&format!("… and {} more", refused - MOST_TOLD))?;
            }
            let kept = outcome.kept;
            output::line(&if self.dry_run {
                format!("{kept} records could be kept; nothing was")
            } else {
                format!("{kept} records are kept in `{}`", self.dataset)
            })?;
        }
        if refused > 0 {
            bail!("{refused} records were not kept");
        }
        Ok(())
    }
}

impl Reading {
    fn new(arguments: &ImportArgs) -> Result<Self> {
        let identifiers = arguments.identifiers.iter().map(|text| {
            let (id_type, path) = text
                .split_once('=')
                .filter(|(id_type, path)| !id_type.is_empty() && !path.is_empty())
                .with_context(|| format!("`--identifier {text}`: write TYPE=PATH"))?;
            Ok((id_type.to_owned(), path.to_owned()))
        });
        Ok(Self {
            dataset: arguments.dataset.clone(),
            identifiers: identifiers.collect::<Result<_>>()?,
            ids: HashSet::new(),
        })
    }

    /// No entities, of somebody whom nobody knows: what the connector says of it, it says of all records.
    fn nobody(&self) -> Value {
        let identifiers = self.identifiers.iter();
        let identifiers: Vec<Value> = identifiers
            .map(|(id_type, _)| json!({"id_type": id_type, "id": "-"}))
            .collect();
        json!({"dataset": self.dataset, "identifiers": identifiers, "entities": []})
    }

    /// What the connector is given for a record.
    fn given(&mut self, record: Value) -> Result<Value, String> {
        let Value::Object(mut entity) = record else {
            return Err("it is no JSON object".to_owned());
        };
        let mut identifiers = Vec::with_capacity(self.identifiers.len());
        for (id_type, path) in &self.identifiers {
            if let Some(id) = text_at(&entity, path) {
                identifiers.push(json!({"id_type": id_type, "id": id}));
            }
        }
        let Some(first) = identifiers.first() else {
            return Err(
                "it has none of the identifiers, so its person could not be found".to_owned(),
            );
        };
        let id = match entity.get("id") {
            Some(Value::String(id)) if !id.is_empty() => id.clone(),
            Some(_) => return Err("its `id` is no text".to_owned()),
            None => {
                let found = first["id"].as_str().unwrap_or_default();
                let mut id = format!("urn:fiducia:entity:{}:", self.dataset);
                id.extend(url::form_urlencoded::byte_serialize(found.as_bytes()));
                id
            }
        };
        if !self.ids.insert(id.clone()) {
            return Err(format!("another record of the file has the id `{id}`"));
        }
        entity.insert("id".to_owned(), id.into());
        Ok(json!({"dataset": self.dataset, "identifiers": identifiers, "entities": [entity]}))
    }
}

/// The records of a document: of an array, of a graph with its context (JSON-LD 1.1 §4.9), or the one that it is.
fn records(document: Value) -> Vec<Value> {
    let mut map = match document {
        Value::Array(all) => return all,
        Value::Object(map) => map,
        other => return vec![other],
    };
    let Some(graph) = map.remove("@graph") else {
        return vec![map.into()];
    };
    let context = map.remove("@context");
    let mut all = match graph {
        Value::Array(all) => all,
        one => vec![one],
    };
    for record in all.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(context) = &context {
            let own = record.entry("@context");
            own.or_insert_with(|| context.clone());
        }
    }
    all
}

/// What stands at a dotted path, as text; also where it is the value of an NGSI-LD property.
fn text_at(entity: &Map<String, Value>, path: &str) -> Option<String> {
    let mut names = path.split('.');
    let mut here = entity.get(names.next()?)?;
    for name in names {
        here = here.get(name)?;
    }
    match here.get("value").unwrap_or(here) {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Records on their way to the connector.
struct Sending<'a> {
    api: &'a Api,
    /// Where each goes.
    place: &'static str,
    outcome: Outcome,
    under_way: JoinSet<(u64, Result<Value>)>,
}

impl Sending<'_> {
    /// Takes one more; waits where enough are under way.
    async fn take(&mut self, record: u64, given: Result<Value, String>) -> Result<()> {
        let given = match given {
            Ok(given) => given,
            Err(why) => {
                self.outcome.refused.push(Refused { record, why });
                return Ok(());
            }
        };
        if self.under_way.len() >= AT_ONCE {
            self.one_ended().await?;
        }
        let (api, place) = (self.api.clone(), self.place);
        self.under_way
            .spawn(async move { (record, api.put(place, &given).await) });
        Ok(())
    }

    async fn one_ended(&mut self) -> Result<bool> {
        let Some(ended) = self.under_way.join_next().await else {
            return Ok(false);
        };
        let (record, answer) = ended?;
        match answer {
            Ok(_) => self.outcome.kept += 1,
            Err(error) => self.outcome.refused.push(Refused {
                record,
                why: format!("{error:#}"),
            }),
        }
        Ok(true)
    }

    async fn ended(mut self) -> Result<Outcome> {
        while self.one_ended().await? {}
        self.outcome.refused.sort_by_key(|one| one.record);
        Ok(self.outcome)
    }
}

/// How far it is; nothing where nobody looks.
fn bar(length: u64, as_json: bool) -> ProgressBar {
    if as_json {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("importing {wide_bar} {percent} %  {eta}") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading() -> Reading {
        Reading {
            dataset: "patron".to_owned(),
            identifiers: vec![("library_card".to_owned(), "card.number".to_owned())],
            ids: HashSet::new(),
        }
    }

    #[test]
    fn a_document_is_one_record_or_several() {
        let both = [json!({"id": "urn:x:1"}), json!({"id": "urn:x:2"})];
        assert_eq!(records(both[0].clone()), both[..1]);
        assert_eq!(records(json!(both)), both);
        let graph = json!({"@context": "https://x/", "@graph": both});
        let with_context = json!([
            {"id": "urn:x:1", "@context": "https://x/"}, {"id": "urn:x:2", "@context": "https://x/"},
        ]);
        assert_eq!(json!(records(graph)), with_context);
    }

    #[test]
    fn a_record_needs_a_person_and_an_id_of_its_own() {
        let mut reading = reading();
        let given = reading.given(json!({"card": {"number": 17}, "name": "Aino"}));
        assert_eq!(
            given,
            Ok(json!({
                "dataset": "patron", "identifiers": [{"id_type": "library_card", "id": "17"}],
                "entities": [{"card": {"number": 17}, "name": "Aino", "id": "urn:fiducia:entity:patron:17"}],
            }))
        );
        for (record, part) in [
            (json!({"card": {"number": 17}}), "another record"),
            (json!({"name": "Eero"}), "none of the identifiers"),
            (json!({"card": {"number": "18"}, "id": 1}), "no text"),
            (json!([1]), "no JSON object"),
        ] {
            assert!(reading.given(record).unwrap_err().contains(part), "{part}");
        }
        let property =
            json!({"card": {"number": {"type": "Property", "value": "19"}}, "id": "urn:x:19"});
        let given = reading.given(property).unwrap();
        assert_eq!(given["identifiers"][0]["id"], "19");
    }
}
