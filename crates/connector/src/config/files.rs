//! `kind = "files"`: exports in a folder, or in a bucket of an object store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bucket::BucketConfig;
use crate::{Encoding, Error, Result};

/// `kind = "files"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesConfig {
    /// Where the files are. Either this or `bucket`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// The object store where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Box<BucketConfig>>,
    /// Records of one file; the index of one takes 24 bytes.
    #[serde(default = "default_most_records")]
    pub most_records: usize,
    /// Bytes of one record.
    #[serde(default = "default_largest_record")]
    pub largest_record: usize,
    /// Records of one person in an answer.
    #[serde(default = "default_most_of_person")]
    pub most_of_person: usize,
}

impl FilesConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(own) = &mut self.folder {
            *own = folder.join(&*own);
        }
        if let Some(bucket) = &mut self.bucket {
            bucket.relative_to(folder);
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        match (&self.folder, &self.bucket) {
            (Some(_), None) => Ok(()),
            (None, Some(bucket)) => bucket.check(),
            _ => Err(Error::Config(
                "`connector.upstream`: files are in a `folder` or in a `bucket`, one of the two"
                    .into(),
            )),
        }
    }
}

/// The file a route reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileConfig {
    /// Its name in the folder, or behind the bucket's `prefix`.
    pub name: String,
    /// How it is written.
    pub format: FileFormat,
    /// Of CSV: how it is encoded.
    #[serde(default, skip_serializing_if = "Encoding::is_utf_8")]
    pub encoding: Encoding,
    /// The column (CSV) or member (JSON lines) that holds an identifier, by the identifier's type.
    pub identifiers: BTreeMap<String, String>,
    /// Whether the answer is one object, of at most one record; an array of objects otherwise.
    #[serde(default)]
    pub single: bool,
    /// Of CSV, as `ngsi-ld`: the column that tells the records apart. Services know each by an id that is made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Of CSV: columns whose names are not their attributes': column by attribute.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Of CSV: columns that hold JSON, such as numbers; others are texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json: Vec<String>,
    /// Of CSV: what separates the fields.
    #[serde(default = "default_separator")]
    pub separator: char,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileFormat {
    /// RFC 4180, with a header.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

/// A city's people; the index then takes 48 MB.
fn default_most_records() -> usize {
    2_000_000
}

/// A record about a person that is longer is no export of a table.
fn default_largest_record() -> usize {
    256 * 1024
}

/// As in the embedded store.
fn default_most_of_person() -> usize {
    1_000
}

fn default_separator() -> char {
    ','
}
