//! The folders that gateway files and what they include lie in.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::includes::{Included, Includes};
use super::members::meant;
use crate::{Error, Result};

/// A gateway file, bytes: hundreds of times what one takes.
const LARGEST_FILE: u64 = 1024 * 1024;
/// Files in a folder, with all below it.
const MOST_FILES: usize = 1_000;

/// A file of a folder, or of one below it.
pub(super) struct File {
    pub(super) path: PathBuf,
    /// Its name within the folder: `dev/loans.json`.
    pub(super) name: String,
    pub(super) text: String,
}

impl File {
    /// Where it is.
    pub(super) fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// The JSON in it; `kind` is what it is.
    ///
    /// # Errors
    /// [`Error::Config`], with the line.
    pub(super) fn json(&self, kind: &str) -> Result<Value> {
        serde_json::from_str(&self.text).map_err(|error| {
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            let (place, line) = (self.place(), error.line());
            Error::Config(format!("{kind} `{place}`, line {line}: {what}"))
        })
    }
}

/// The `.json` files in a folder and below, by name.
///
/// # Errors
/// [`Error::File`]; [`Error::Config`], where there are too many, or one is too large.
pub(super) fn files(folder: &Path) -> Result<Vec<File>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(&here).map_err(|error| failed(&here, error))? {
            let path = entry.map_err(|error| failed(&here, error))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let length = std::fs::metadata(&path)
                .map_err(|error| failed(&path, error))?
                .len();
            if length > LARGEST_FILE || found.len() >= MOST_FILES {
                return Err(Error::Config(format!(
                    "gateway file `{}`: more than {LARGEST_FILE} bytes, or one of more than {MOST_FILES}",
                    path.display()
                )));
            }
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            let within = path.strip_prefix(folder).unwrap_or(&path).iter();
            let within: Vec<_> = within.map(|part| part.to_string_lossy()).collect();
            found.push(File {
                name: within.join("/"),
                path,
                text,
            });
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::File {
        path: path.display().to_string(),
        source,
    }
}

/// That each file that a setting names is there.
///
/// # Errors
/// [`Error::Config`].
pub(super) fn has_all(files: &[File], setting: &str, named: &[String]) -> Result<()> {
    let names = || files.iter().map(|file| file.name.as_str());
    match named
        .iter()
        .find(|name| !names().any(|other| other == *name))
    {
        None => Ok(()),
        Some(name) => Err(Error::Config(format!(
            "`connector.gateways.{setting}` names `{name}`, which is not in the folder{}",
            meant(name, names())
        ))),
    }
}

/// Files that others include, by their last names, as the 2021 connector finds them.
///
/// # Errors
/// As [`files`] and [`File::json`].
pub(super) fn included(folder: &Path) -> Result<Includes> {
    let mut includes = Includes::new();
    for file in files(folder)? {
        let last = file.path.file_name().unwrap_or_default();
        let last = last.to_string_lossy().into_owned();
        let included = Included {
            path: file.place(),
            value: file.json("include")?,
            text: file.text,
        };
        includes.insert(last, included);
    }
    Ok(includes)
}
