//! From the exports in a folder.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::{DraftError, Found, csv, json_lines, write};

/// Files of one draft. Whoever has more beside each other has parts of exports, and says which it is about.
const MOST_FILES: usize = 20;

/// A draft from the CSV files and files of JSON lines in a folder: a dataset and a route for each.
///
/// # Errors
/// It cannot be read, or has no such file.
pub fn from_folder(folder: &Path) -> Result<String, DraftError> {
    let wrong = |error: std::io::Error| DraftError(format!("it cannot be read: {error}"));
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.is_file() && kind(&path).is_some() {
            files.push(path);
        }
    }
    files.sort();
    if files.len() > MOST_FILES {
        return Err(DraftError(format!(
            "there are more than {MOST_FILES} files; draft from one (`--csv`, `--json-lines`)"
        )));
    }
    let mut drafted: Vec<Found> = Vec::new();
    let mut others = Vec::new();
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match found(path, &name) {
            Ok(one)
                if drafted
                    .iter()
                    .any(|other| other.route.path == one.route.path) =>
            {
                others.push(format!("`{name}`: another file is called alike"));
            }
            Ok(one) => drafted.push(one),
            Err(error) => others.push(format!("`{name}`: {error}")),
        }
    }
    let Some(first) = drafted.first_mut() else {
        let nothing = "no CSV file (.csv) and no JSON lines (.jsonl, .ndjson) are in it";
        let said = others.join("; ");
        return Err(DraftError(if said.is_empty() {
            nothing.into()
        } else {
            said
        }));
    };
    let notes = others
        .into_iter()
        .map(|other| format!("Not here: {other}."));
    first.notes.extend(notes);
    let folder = folder.to_string_lossy();
    Ok(write::toml(&drafted, &write::Upstream::Files(&folder)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    JsonLines,
}

fn kind(path: &Path) -> Option<Kind> {
    let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "csv" => Some(Kind::Csv),
        "jsonl" | "ndjson" => Some(Kind::JsonLines),
        _ => None,
    }
}

fn found(path: &Path, name: &str) -> Result<Found, DraftError> {
    let file = File::open(path);
    let file = file.map_err(|error| DraftError(format!("it cannot be read: {error}")))?;
    match kind(path) {
        Some(Kind::JsonLines) => json_lines::found(BufReader::new(file), name),
        _ => csv::found(BufReader::new(file), name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;

    #[test]
    fn each_export_becomes_a_dataset() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        assert!(from_folder(folder.path()).is_err());
        write("patrons.csv", "card,name\n17,Aino\n");
        write(
            "loans.jsonl",
            "{\"card\": \"17\", \"title\": \"Kalevala\"}\n",
        );
        write("Loans.csv", "card,title\n");
        write("broken.ndjson", "nothing\n");
        write("notes.txt", "card,name\n");
        let text = from_folder(folder.path()).unwrap();
        let config = loads(&text);
        let files: Vec<_> = config
            .routes
            .iter()
            .map(|one| one.file.as_ref().unwrap().name.as_str())
            .collect();
        assert_eq!(files, ["Loans.csv", "patrons.csv"]);
        for other in [
            "`loans.jsonl`: another",
            "`broken.ndjson`: none of its first lines",
        ] {
            assert!(text.contains(other), "{text}");
        }
    }
}
