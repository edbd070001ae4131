//! `files`: exports in a folder or in a bucket, found by an index of where each person's records are.

pub(crate) mod bucket;
pub(crate) mod copies;
pub mod csv;
mod index;
mod trouble;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use permission::AttributeTable;
use permission::filter::NO_ID;
use serde_json::{Map, Value, json};

use self::copies::Copies;
use self::index::{Index, Malformed, Version};
use super::template::Identifiers;
use super::{Findings, Source, SourceAnswer, SourceError, Wanted};
use crate::clock::Clock;
use crate::config::{FileConfig, FileFormat, FilesConfig, Shape};
use crate::encoding::Encoding;
use crate::routes::Ask;

/// Between two looks at whether a file was replaced.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How a file is written and what its fields are.
#[derive(Debug)]
pub(crate) struct Layout {
    name: String,
    path: PathBuf,
    /// What it is called towards those who run the source.
    called: String,
    format: FileFormat,
    separator: char,
    encoding: Encoding,
    /// The column or member of each type of identifier.
    identifiers: BTreeMap<String, String>,
    /// The column of each attribute, of CSV.
    columns: BTreeMap<String, String>,
    json: Vec<String>,
    /// The column that tells records apart, of CSV.
    id: Option<String>,
    single: bool,
    most_records: usize,
    largest_record: usize,
    most_of_person: usize,
}

/// A route's file, shared by all workers.
pub(crate) struct Exported {
    layout: Layout,
    now: Mutex<Now>,
    /// Held by whoever reads the file through.
    building: Mutex<()>,
}

#[derive(Default)]
struct Now {
    index: Option<Arc<Index>>,
    looked_at: Option<Instant>,
}

impl Exported {
    /// Makes a route's file ready, or says what cannot work. The file need not be there yet; where it is in a bucket, its
    /// copy is below `data`.
    pub(crate) fn new(
        files: &FilesConfig,
        data: &Path,
        file: &FileConfig,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        if file.name.contains(['/', '\\']) || file.name.starts_with('.') || file.name.is_empty() {
            return Err(format!(
                "`{}` is not the name of a file in the folder",
                file.name
            ));
        }
        if file.identifiers.is_empty() {
            return Err("`identifiers` names no column, so nobody could be found".into());
        }
        if let Some(name) = file
            .identifiers
            .keys()
            .find(|name| !identifier_types.contains(name))
        {
            return Err(format!(
                "`{name}` is not among the dataset's `identifier_types`"
            ));
        }
        if file.format == FileFormat::JsonLines && !file.encoding.is_utf_8() {
            return Err("`encoding` is for CSV: JSON is in UTF-8 (RFC 8259 §8.1)".into());
        }
        if !file.separator.is_ascii() || matches!(file.separator, '"' | '\n' | '\r') {
            return Err("`separator` is one ASCII character, and no quote or line end".into());
        }
        let mut columns = BTreeMap::new();
        if file.format == FileFormat::Csv {
            for path in table.paths() {
                let column = file
                    .columns
                    .get(path.as_str())
                    .map_or(path.as_str(), String::as_str);
                columns.insert(path.as_str().to_owned(), column.to_owned());
            }
        }
        let (path, called) = match (&files.folder, &files.bucket) {
            (Some(folder), None) => {
                let path = folder.join(&file.name);
                let called = path.display().to_string();
                (path, called)
            }
            (None, Some(bucket)) => (
                copies::place(data, bucket, &file.name),
                format!("{bucket}{}", file.name),
            ),
            _ => return Err("the upstream says no `folder`, or `bucket`, with files".into()),
        };
        Ok(Self {
            layout: Layout {
                name: file.name.clone(),
                path,
                called,
                format: file.format,
                separator: file.separator,
                encoding: file.encoding,
                identifiers: file.identifiers.clone(),
                columns,
                json: file.json.clone(),
                id: file.id.clone().filter(|_| file.format == FileFormat::Csv),
                single: file.single,
                most_records: files.most_records,
                largest_record: files.largest_record,
                most_of_person: files.most_of_person,
            },
            now: Mutex::default(),
            building: Mutex::new(()),
        })
    }

    /// The index of the file as it is now. While a new one is made the one before serves.
    fn index(&self) -> io::Result<Arc<Index>> {
        if let Some(index) = self.fresh() {
            return Ok(index);
        }
        let version = match std::fs::metadata(&self.layout.path) {
            Ok(metadata) => Version::of(&metadata),
            Err(error) => {
                // What was read of it is of no use any longer, and neither is the file that is kept open.
                self.now().index = None;
                return Err(error);
            }
        };
        let current = self.now().index.clone();
        if let Some(index) = current {
            if index.version == version {
                self.now().looked_at = Some(Instant::now());
                return Ok(index);
            }
            let Ok(_building) = self.building.try_lock() else {
                return Ok(index);
            };
            return self.build();
        }
        let _building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        match self.fresh() {
            Some(index) => Ok(index),
            None => self.build(),
        }
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> Option<Arc<Index>> {
        let now = self.now();
        let is_fresh = now.looked_at.is_some_and(|at| at.elapsed() < LOOK_EVERY);
        now.index.clone().filter(|_| is_fresh)
    }

    /// The names of the file's columns: as it was last read, or, where that cannot be served, as it is now.
    fn header(&self) -> Option<Vec<String>> {
        if let Some(index) = &self.now().index {
            return Some(index.header.clone());
        }
        let layout = &self.layout;
        let file = io::BufReader::new(std::fs::File::open(&layout.path).ok()?);
        let mut buffer = Vec::new();
        let mut records = csv::Records::new(file, layout.largest_record, true);
        records.next(&mut buffer).ok()??;
        layout.fields(&buffer)
    }

    /// Says which columns neither an attribute nor an identifier has, and which attributes have no column.
    fn tell(&self, findings: &Findings, route: &str) {
        let Some(header) = self.header() else { return };
        let known: Vec<&str> = self.layout.needed().collect();
        for name in header.iter().filter(|name| !known.contains(&name.as_str())) {
            findings.add(route, name);
        }
        let columns = self.layout.columns.iter();
        for (path, _) in columns.filter(|(_, column)| !header.contains(column)) {
            findings.gone(route, path);
        }
    }

    /// What of the file as it was last read is not served; none where all is.
    pub(crate) fn malformed(&self, route: &str) -> Option<Value> {
        let index = self.now().index.clone()?;
        let Malformed {
            count,
            first,
            otherwise_encoded,
        } = &index.malformed;
        let encoding = if *otherwise_encoded > 0 {
            let name = self.layout.encoding.name();
            format!(" (not in {name}: {otherwise_encoded}; see `encoding`)")
        } else {
            String::new()
        };
        let records: Vec<String> = first.iter().map(u64::to_string).collect();
        let more = if *count > first.len() as u64 {
            ", …"
        } else {
            ""
        };
        (*count > 0).then(|| {
            json!({
                "kind": "malformed-records", "route": route, "name": self.layout.name, "records": count, "first": first,
                "otherwise_encoded": otherwise_encoded, "encoding": self.layout.encoding.name(),
                "cause": format!("{count} that cannot be read, are too long or name nobody: {}{more}{encoding}", records.join(", ")),
            })
        })
    }

    fn build(&self) -> io::Result<Arc<Index>> {
        let index = Arc::new(Index::build(&self.layout.path, &self.layout)?);
        let mut now = self.now();
        now.index = Some(Arc::clone(&index));
        now.looked_at = Some(Instant::now());
        Ok(index)
    }

    /// Whether the file as it is now can be served, as a sentence.
    pub(crate) fn check(&self) -> Result<String, String> {
        let path = &self.layout.called;
        match Index::build(&self.layout.path, &self.layout) {
            Ok(index) if index.malformed.otherwise_encoded > 0 => Err(format!(
                "`{path}`: {} of its records are not in {}, record {} first; say its `encoding`, such as `windows-1252`",
                index.malformed.otherwise_encoded,
                self.layout.encoding.name(),
                index.malformed.first.first().unwrap_or(&1),
            )),
            Ok(index) if index.len() == 0 => Err(format!("`{path}` has no record of anybody")),
            Ok(index) => Ok(format!(
                "`{path}` can be read, and finds people under {} identifiers",
                index.len()
            )),
            Err(error) => Err(format!("`{path}` cannot be served: {error}")),
        }
    }

    /// Its name in its folder or bucket.
    pub(crate) fn name(&self) -> &str {
        &self.layout.name
    }

    /// Keeps nothing of what was read: the file is there no longer, and nobody is to be served from it while another that
    /// comes in its place is read.
    pub(crate) fn forget(&self) {
        *self.now() = Now::default();
    }

    /// Reads the file through, as it is now, before anybody asks.
    pub(crate) fn prepare(&self) {
        self.now().looked_at = None;
        if let Err(error) = self.index() {
            tracing::warn!(file = self.layout.name, %error, "the file cannot be read");
        }
    }

    fn read(
        &self,
        identifiers: &Identifiers,
        permitted: &[String],
        entity_type: Option<&str>,
    ) -> Result<Bytes, SourceError> {
        let down = |error: io::Error| {
            tracing::warn!(file = self.layout.name, %error, "the file cannot be read");
            SourceError::Down
        };
        let index = self.index().map_err(down)?;
        let mut records = Vec::new();
        let (mut is_asked, layout) = (false, &self.layout);
        for identifier in identifiers.iter() {
            if !layout.identifiers.contains_key(&identifier.id_type) {
                continue;
            }
            is_asked = true;
            records = index
                .find(layout, &identifier.id_type, &identifier.id)
                .map_err(down)?;
            if !records.is_empty() {
                break;
            }
        }
        if !is_asked {
            return Err(SourceError::NoIdentifier);
        }
        if records.len() > layout.most_of_person {
            return Err(SourceError::TooLarge);
        }
        if layout.format == FileFormat::Csv {
            for record in &mut records {
                let object = layout.object(record, &index.header, permitted, entity_type)?;
                *record = serde_json::to_vec(&object).map_err(|_| SourceError::Malformed)?;
            }
        }
        match (layout.single, records.len()) {
            (true, 0) => Err(SourceError::NotFound),
            (true, 1) => Ok(records.swap_remove(0).into()),
            // Several records would be several people, or one of them the wrong one.
            (true, _) => Err(SourceError::Malformed),
            (false, _) => {
                let mut out = vec![b'['];
                out.extend_from_slice(&records.join(&b','));
                out.push(b']');
                Ok(out.into())
            }
        }
    }
}

impl Layout {
    /// The fields of a record of CSV; none where it cannot be read.
    fn fields(&self, record: &[u8]) -> Option<Vec<String>> {
        csv::fields(self.encoding.decode(record)?.as_bytes(), self.separator)
    }

    /// The permitted fields of a record, as an object. Empty fields are left out.
    fn object(
        &self,
        record: &[u8],
        header: &[String],
        permitted: &[String],
        entity_type: Option<&str>,
    ) -> Result<Value, SourceError> {
        let fields = self.fields(record).ok_or(SourceError::Malformed)?;
        let field = |column: &String| {
            let place = header.iter().position(|name| name == column);
            let field = place.and_then(|place| fields.get(place));
            field.ok_or(SourceError::Malformed)
        };
        let mut object = Map::new();
        for path in permitted {
            let column = self.columns.get(path).ok_or(SourceError::Failed)?;
            let text = field(column)?;
            if text.is_empty() {
                continue;
            }
            let value = if self.json.contains(column) {
                serde_json::from_str(text).map_err(|_| SourceError::Malformed)?
            } else {
                Value::String(text.clone())
            };
            put(&mut object, path, value)?;
        }
        if let Some(entity_type) = entity_type {
            for value in object.values_mut() {
                *value = json!({"type": "Property", "value": value.take()});
            }
            let id = self.id.as_ref().map(field).transpose()?;
            let id = id.filter(|id| !id.is_empty()).map_or(NO_ID, String::as_str);
            object.insert("id".into(), id.into());
            object.insert("type".into(), entity_type.into());
        }
        Ok(object.into())
    }
}

/// Puts a value where a path says.
pub(crate) fn put(
    object: &mut Map<String, Value>,
    path: &str,
    value: Value,
) -> Result<(), SourceError> {
    match path.split_once('.') {
        None => {
            object.insert(path.to_owned(), value);
            Ok(())
        }
        Some((name, below)) => {
            let inner = object
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            put(
                inner.as_object_mut().ok_or(SourceError::Malformed)?,
                below,
                value,
            )
        }
    }
}

/// One worker's way to the files.
pub(crate) struct Files {
    /// Where they are in a bucket.
    copies: Option<Arc<Copies>>,
    findings: Arc<Findings>,
    clock: Clock,
}

impl Files {
    /// A way to the files that routes name.
    pub(crate) fn new(
        copies: Option<&Arc<Copies>>,
        findings: &Arc<Findings>,
        clock: &Clock,
    ) -> Self {
        Self {
            copies: copies.map(Arc::clone),
            findings: Arc::clone(findings),
            clock: clock.clone(),
        }
    }
}

impl Source for Files {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let Ask::Records(exported) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            if let Some(copies) = &self.copies {
                copies.ready(&exported.layout.name).await?;
            }
            let dataset = &wanted.route.dataset;
            let paths = wanted.route.read().paths_of(wanted.attributes);
            let permitted: Vec<String> = paths.map(|path| path.as_str().to_owned()).collect();
            let entity_type = (wanted.route.read_shape() == Shape::NgsiLd)
                .then(|| dataset.description.entity_type.clone());
            let (reader, identifiers) = (Arc::clone(exported), wanted.identifiers.clone());
            let read = tokio::task::spawn_blocking(move || {
                reader.read(&identifiers, &permitted, entity_type.as_deref())
            });
            let answer = read.await.map_err(|_| SourceError::Failed)?;
            let is_csv = exported.layout.format == FileFormat::Csv;
            let is_read = matches!(answer, Ok(_) | Err(SourceError::Down));
            if is_csv && is_read && self.findings.is_due(wanted.route, self.clock.micros()) {
                let (exported, findings) = (Arc::clone(exported), Arc::clone(&self.findings));
                let route = wanted.route.path.clone();
                let telling = tokio::task::spawn_blocking(move || exported.tell(&findings, &route));
                // What is found is told to nobody who waits for this.
                let _ = telling.await;
            }
            Ok(SourceAnswer::Whole(answer?))
        })
    }
}
