//! `fiducia connector export`: what the embedded store keeps, as a file.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};

use super::import::Format;
use crate::client::Api;
use crate::output;

/// Save what the embedded store keeps.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The file; one that is there is not replaced.
    file: PathBuf,
    /// The dataset, by its short name.
    #[arg(long, value_name = "ID")]
    dataset: String,
    /// How the records are written; without it, what the file's name ends with says.
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// Columns of a table, each with whether its cells hold JSON.
type Columns = BTreeMap<String, bool>;

/// The entities of a dataset, read page by page.
struct Pages<'a> {
    api: &'a Api,
    dataset: &'a str,
    /// Where the next page begins; none after the last.
    next: Option<String>,
}

impl Pages<'_> {
    async fn next(&mut self, progress: &ProgressBar) -> Result<Option<Vec<Value>>> {
        let Some(after) = self.next.take() else {
            return Ok(None);
        };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("dataset", self.dataset)
            .append_pair("after", &after)
            .finish();
        let mut page = self.api.get(&format!("api/v1/entities?{query}")).await?;
        if let Some(total) = page["total"].as_u64() {
            progress.set_length(total);
        }
        self.next = page["next"].as_str().map(str::to_owned);
        match page["entities"].take() {
            Value::Array(entities) => {
                progress.inc(entities.len() as u64);
                Ok(Some(entities))
            }
            _ => bail!("the connector's answer has no entities"),
        }
    }
}

impl ExportArgs {
    /// Written beside the file and put in its place when it is whole; what is not whole is removed.
    pub(crate) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        let format = Format::of(self.format, &self.file)?;
        if self.file.exists() {
            bail!("`{}` is there already", self.file.display());
        }
        let mut part = self.file.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let written = self.write(api, format, &part, as_json).await;
        if written.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        let (records, columns) = written?;
        std::fs::rename(&part, &self.file)
            .with_context(|| format!("cannot write `{}`", self.file.display()))?;
        let json_columns: Vec<&String> = columns
            .iter()
            .filter_map(|(name, is_json)| is_json.then_some(name))
            .collect();
        if as_json {
            return output::json(&json!({"records": records, "json_columns": json_columns}));
        }
        output::line(&format!(
            "{records} records are in `{}`",
            self.file.display()
        ))?;
        if !json_columns.is_empty() {
            let again: Vec<String> = json_columns
                .iter()
                .map(|name| format!("--json-column {name}"))
                .collect();
            output::line(&format!("to import it again: {}", again.join(" ")))?;
        }
        Ok(())
    }

    fn pages<'a>(&'a self, api: &'a Api) -> Pages<'a> {
        Pages {
            api,
            dataset: &self.dataset,
            next: Some(String::new()),
        }
    }

    /// Writes all records; how many, and the columns of a table.
    async fn write(
        &self,
        api: &Api,
        format: Format,
        part: &Path,
        as_json: bool,
    ) -> Result<(u64, Columns)> {
        let columns = match format {
            Format::Csv => self.columns(api, as_json).await?,
            Format::Lines | Format::Json => Columns::new(),
        };
        let cannot = || format!("cannot write `{}`", part.display());
        let mut file = BufWriter::new(create(part).with_context(cannot)?);
        let progress = bar("exporting", as_json);
        let (mut pages, mut records) = (self.pages(api), 0);
        if format == Format::Csv {
            let header = columns.keys().map(|name| quoted(name));
            writeln(&mut file, header)?;
        }
        while let Some(entities) = pages.next(&progress).await? {
            for entity in entities {
                match format {
                    Format::Lines => writeln!(file, "{entity}")?,
                    Format::Json => {
                        let before = if records == 0 { "[\n" } else { ",\n" };
                        write!(file, "{before}{entity}")?;
                    }
                    Format::Csv => writeln(&mut file, row(&entity, &columns)?)?,
                }
                records += 1;
            }
        }
        if format == Format::Json {
            writeln!(file, "{}", if records == 0 { "[]" } else { "\n]" })?;
        }
        file.into_inner()
            .map_err(std::io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .with_context(cannot)?;
        progress.finish_and_clear();
        Ok((records, columns))
    }

    /// The columns that a table of all records has: everything is read for them once before.
    async fn columns(&self, api: &Api, as_json: bool) -> Result<Columns> {
        let progress = bar("looking", as_json);
        let (mut pages, mut columns) = (self.pages(api), Columns::new());
        while let Some(entities) = pages.next(&progress).await? {
            for entity in &entities {
                for (name, value) in leaves(entity)? {
                    *columns.entry(name).or_default() |= is_json(value);
                }
            }
        }
        progress.finish_and_clear();
        Ok(columns)
    }
}

/// Whether a cell would not come back as it was if it held the text alone.
fn is_json(value: &Value) -> bool {
    value.as_str().is_none_or(str::is_empty)
}

/// The values of an entity by the dotted paths at which they stand.
fn leaves(entity: &Value) -> Result<Vec<(String, &Value)>> {
    fn below<'a>(
        map: &'a Map<String, Value>,
        path: &str,
        found: &mut Vec<(String, &'a Value)>,
    ) -> Result<()> {
        for (name, value) in map {
            if name.contains('.') {
                bail!("`{name}` cannot be the name of a column; export with `--format lines`");
            }
            let path = format!("{path}{name}");
            match value {
                Value::Object(inner) if !inner.is_empty() => {
                    below(inner, &format!("{path}."), found)?;
                }
                leaf => found.push((path, leaf)),
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    let map = entity.as_object().context("an entity is no JSON object")?;
    below(map, "", &mut found)?;
    Ok(found)
}

/// An entity as the cells of a row.
fn row(entity: &Value, columns: &Columns) -> Result<Vec<String>> {
    let mut cells: BTreeMap<&str, String> = columns
        .keys()
        .map(|name| (name.as_str(), String::new()))
        .collect();
    for (name, value) in leaves(entity)? {
        let text = match (columns.get(&name), value.as_str()) {
            (Some(true), _) => value.to_string(),
            (Some(false), Some(text)) if !text.is_empty() => text.to_owned(),
            _ => bail!("`{name}` has changed meanwhile; export again"),
        };
        if let Some(cell) = cells.get_mut(name.as_str()) {
            *cell = quoted(&text);
        }
    }
    Ok(cells.into_values().collect())
}

/// A cell (RFC 4180 §2), as it is: what is imported again must be what was exported.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn writeln(file: &mut impl std::io::Write, cells: impl IntoIterator<Item = String>) -> Result<()> {
    let cells: Vec<String> = cells.into_iter().collect();
    Ok(write!(file, "{}\r\n", cells.join(","))?)
}

/// A new file that its owner alone may read: what is in it is about people.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// How far it is; nothing where nobody looks.
fn bar(doing: &'static str, as_json: bool) -> ProgressBar {
    if as_json {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let template = format!("{doing} {{wide_bar}} {{pos}}/{{len}}  {{eta}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_what_its_entity_does() {
        let entity = json!({"id": "urn:x:1", "a": {"b": "x\"y", "c": 3}, "d": [1], "e": ""});
        let columns: Columns = leaves(&entity)
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name, is_json(value)))
            .collect();
        let json: Vec<&str> = columns
            .iter()
            .filter(|one| *one.1)
            .map(|one| one.0.as_str())
            .collect();
        assert_eq!(json, ["a.c", "d", "e"]);
        let cells = [
            "\"x\"\"y\"",
            "\"3\"",
            "\"[1]\"",
            "\"\"\"\"\"\"",
            "\"urn:x:1\"",
        ];
        assert_eq!(row(&entity, &columns).unwrap(), cells);
        assert!(row(&json!({"id": "urn:x:2", "new": 1}), &columns).is_err());
        assert!(row(&json!({"id": 2}), &columns).is_err());
        assert!(leaves(&json!({"a.b": 1})).is_err());
    }
}
