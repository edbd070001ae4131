//! A file and where its people are in it.

use std::fs::{File, Metadata};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::Layout;
use super::csv::{BYTE_ORDER_MARK, Found, Place, Records};
use crate::config::FileFormat;
use crate::sources::pointer;

/// Malformed records that are named in the log; the rest are counted.
const NAMED: usize = 10;

/// A file as it was when it was read through. It stays open, so that one that is put in its place changes nothing here.
pub(super) struct Index {
    file: Mutex<File>,
    pub(super) version: Version,
    /// Names of the columns, of CSV.
    pub(super) header: Vec<String>,
    hasher: RandomState,
    /// Hashes of identifiers' types and values with the places of their records, in order.
    places: Vec<(u64, Place)>,
    /// Records that are not served, for they cannot be read, are too long or name nobody.
    pub(super) malformed: Malformed,
}

/// Records that are not served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Malformed {
    /// How many there are.
    pub(super) count: u64,
    /// Which ones the first are, from 1.
    pub(super) first: Vec<u64>,
    /// How many of them are in another encoding than the file is said to be in.
    pub(super) otherwise_encoded: u64,
}

/// What tells a file from one that was put in its place or written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    length: u64,
    modified: Option<SystemTime>,
}

impl Version {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

impl Index {
    /// Reads a file through.
    pub(super) fn build(path: &Path, layout: &Layout) -> io::Result<Self> {
        // Before it is opened: opening a pipe waits for whoever writes into it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let file = File::open(path)?;
        let version = Version::of(&file.metadata()?);
        let is_csv = layout.format == FileFormat::Csv;
        let mut records = Records::new(BufReader::new(&file), layout.largest_record, is_csv);
        let (mut buffer, mut header) = (Vec::new(), None);
        let hasher = RandomState::new();
        let mut places = Vec::new();
        let (mut malformed, mut number) = (Malformed::default(), 0_u64);
        while let Some(found) = records.next(&mut buffer)? {
            number += 1;
            if is_csv && header.is_none() {
                let names = layout.fields(&buffer);
                let names = names.ok_or_else(|| io::Error::other("its header is malformed"))?;
                if let Some(missing) = layout
                    .needed()
                    .find(|needed| !names.iter().any(|name| name == needed))
                {
                    return Err(io::Error::other(format!(
                        "there is no column `{missing}` in its header"
                    )));
                }
                header = Some(names);
                continue;
            }
            if buffer.is_empty() && matches!(found, Found::Whole(_)) {
                continue;
            }
            let ids = layout.identifiers_of(&buffer, header.as_deref().unwrap_or_default());
            let (Found::Whole(place), Some(ids)) = (found, ids) else {
                malformed.count += 1;
                if layout.encoding.decode(&buffer).is_none() {
                    malformed.otherwise_encoded += 1;
                }
                if malformed.first.len() < NAMED {
                    malformed.first.push(number);
                }
                continue;
            };
            for (id_type, id) in ids {
                places.push((hasher.hash_one((id_type, id.as_str())), place));
            }
            if places.len() > layout.most_records {
                return Err(io::Error::other(format!(
                    "it has more than {} records (`most_records`)",
                    layout.most_records
                )));
            }
        }
        if malformed.count > 0 {
            metrics::counter!("connector_malformed_records_total").increment(malformed.count);
            let Malformed { count, first, .. } = &malformed;
            tracing::warn!(file = layout.name, malformed = count, records = ?first, "records are malformed and not served");
        }
        places.sort_unstable_by_key(|(hash, place)| (*hash, place.offset));
        places.shrink_to_fit();
        Ok(Self {
            file: Mutex::new(file),
            version,
            header: header.unwrap_or_default(),
            hasher,
            places,
            malformed,
        })
    }

    /// How many identifiers of people it has, one counted as often as there are records of it.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The records of one identifier.
    pub(super) fn find(
        &self,
        layout: &Layout,
        id_type: &str,
        id: &str,
    ) -> io::Result<Vec<Vec<u8>>> {
        let hash = self.hasher.hash_one((id_type, id));
        let from = self.places.partition_point(|(other, _)| *other < hash);
        let places = self.places[from..]
            .iter()
            .take_while(|(other, _)| *other == hash);
        let mut records = Vec::new();
        for (_, place) in places {
            let mut record = vec![0; place.length as usize];
            {
                let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(place.offset))?;
                file.read_exact(&mut record)?;
            }
            while matches!(record.last(), Some(b'\n' | b'\r')) {
                record.pop();
            }
            if place.offset == 0 && record.starts_with(BYTE_ORDER_MARK) {
                record.drain(..BYTE_ORDER_MARK.len());
            }
            // Two identifiers may share a hash, and somebody may have written into the file.
            let ids = layout
                .identifiers_of(&record, &self.header)
                .unwrap_or_default();
            if ids
                .iter()
                .any(|(one_type, one)| *one_type == id_type && one == id)
            {
                records.push(record);
            }
            if records.len() > layout.most_of_person {
                break;
            }
        }
        Ok(records)
    }
}

impl Layout {
    /// The columns that must be there.
    pub(super) fn needed(&self) -> impl Iterator<Item = &str> {
        self.identifiers
            .values()
            .chain(self.columns.values())
            .chain(&self.id)
            .map(String::as_str)
    }

    /// The identifiers in a record, by their types; `None` if it is malformed or has none.
    fn identifiers_of(&self, record: &[u8], header: &[String]) -> Option<Vec<(&str, String)>> {
        let mut ids = Vec::with_capacity(self.identifiers.len());
        match self.format {
            FileFormat::Csv => {
                let fields = self.fields(record)?;
                if fields.len() != header.len() {
                    return None;
                }
                for (id_type, column) in &self.identifiers {
                    let place = header.iter().position(|name| name == column)?;
                    ids.push((id_type.as_str(), fields[place].clone()));
                }
            }
            FileFormat::JsonLines => {
                serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(record)
                    .ok()?;
                for (id_type, member) in &self.identifiers {
                    let pointer = format!("/{}", member.replace('~', "~0").replace('/', "~1"));
                    let Some(value) = pointer::at(record, &pointer) else {
                        continue;
                    };
                    let id = match serde_json::from_slice(value).ok()? {
                        serde_json::Value::String(text) => text,
                        serde_json::Value::Number(number) => number.to_string(),
                        _ => continue,
                    };
                    ids.push((id_type.as_str(), id));
                }
            }
        }
        ids.retain(|(_, id)| !id.is_empty());
        (!ids.is_empty()).then_some(ids)
    }
}
