//! From the header of a CSV file.

use std::io::BufRead;
use std::path::Path;

use permission::{AttributePath, Holds};

use super::{Asked, CsvFile, DraftError, Field, Found, MOST_ATTRIBUTES, Of, guess, slug, write};
use crate::sources::files::csv;

/// Bytes of a header.
pub(super) const LONGEST_HEADER: usize = 64 * 1024;

/// A draft from the header of a CSV file (RFC 4180 §2): one dataset, and a route that reads the file at `path`.
///
/// # Errors
/// It cannot be read, or has no names.
pub fn from_csv(file: impl BufRead, path: &Path) -> Result<String, DraftError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let found = found(file, &name)?;
    let folder = path.parent().unwrap_or(path).to_string_lossy();
    Ok(write::toml(&[found], &write::Upstream::Files(&folder)))
}

/// What the header of a CSV file says, of the file of this name.
pub(super) fn found(file: impl BufRead, name: &str) -> Result<Found, DraftError> {
    let mut record = Vec::new();
    match csv::Records::new(file, LONGEST_HEADER, true).next(&mut record) {
        Err(error) => return Err(DraftError(format!("it cannot be read: {error}"))),
        Ok(Some(csv::Found::TooLong)) => {
            return Err(DraftError(format!(
                "its first record has more than {LONGEST_HEADER} bytes; is it a CSV file?"
            )));
        }
        Ok(_) => {}
    }
    let separator = separator(&record);
    let columns = csv::fields(&record, separator).ok_or_else(|| {
        DraftError("its first line is not written as CSV is (UTF-8, RFC 4180)".into())
    })?;
    let mut names: Vec<&str> = Vec::new();
    for column in &columns {
        let name = column.trim();
        if !name.is_empty() && !names.iter().any(|known| known.trim() == name) {
            names.push(column);
        }
    }
    let Some(first) = names.first() else {
        return Err(DraftError("its first line has no names of columns".into()));
    };
    let mut notes = Vec::new();
    let mut identifiers: Vec<(String, String)> = guess::identifiers(names.iter().copied())
        .into_iter()
        .map(|(id_type, column)| (id_type.to_owned(), column.to_owned()))
        .collect();
    if identifiers.is_empty() {
        notes.push(
            "No column looks like an identifier, so the first one stands for it: say by which a person is found, and \
             its type."
                .to_owned(),
        );
        identifiers.push((slug(first).replace('-', "_"), (*first).to_owned()));
    }
    names.truncate(MOST_ATTRIBUTES);
    let is_other = |name: &&&str| name.trim() != **name && AttributePath::new(name.trim()).is_ok();
    let renamed = names
        .iter()
        .filter(is_other)
        .map(|name| (name.trim().to_owned(), (*name).to_owned()))
        .collect();
    let fields = names
        .iter()
        .map(|name| Field {
            path: name.trim().to_owned(),
            description: None,
            holds: Holds::Text,
        })
        .collect();
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy();
    Ok(Found {
        entity_type: guess::title(&stem).replace(' ', ""),
        description: None,
        model: None,
        fields,
        identifier_types: identifiers
            .iter()
            .map(|(id_type, _)| id_type.clone())
            .collect(),
        route: Asked {
            path: format!("/{}", slug(&stem)),
            is_ngsi_ld: false,
            of: Of::File(CsvFile {
                name: name.to_owned(),
                separator,
                id: guess::own_id(names.iter().copied(), &identifiers),
                identifiers,
                columns: renamed,
            }),
        },
        notes,
    })
}

/// The most frequent of comma, semicolon and tab; the comma where none is there.
fn separator(record: &[u8]) -> char {
    let count = |separator: char| {
        let is_one = |byte: &&u8| char::from(**byte) == separator;
        record.iter().filter(is_one).count()
    };
    ['\t', ';', ',']
        .into_iter()
        .max_by_key(|one| count(*one))
        .unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;

    fn draft(text: &str) -> Result<String, DraftError> {
        from_csv(text.as_bytes(), Path::new("exports/loans 2026.csv"))
    }

    #[test]
    fn columns_become_attributes() {
        let text =
            draft("\u{feff}library card;\"Name; full\";e_mail;;Due\r\n1;Aino;a@b;;x\n").unwrap();
        let config = loads(&text);
        let paths: Vec<_> = config.datasets[0]
            .attributes
            .iter()
            .map(|one| one.path.as_str().to_owned())
            .collect();
        assert_eq!(
            config.datasets[0].identifier_types,
            ["card_number", "email"]
        );
        assert_eq!(paths, ["e_mail", "Due"]);
        assert!(
            text.contains("# cannot be a path: \"library card\""),
            "{text}"
        );
        assert!(text.contains("# guess"), "{text}");
        let crate::config::UpstreamConfig::Files(files) = &config.upstream else {
            panic!("a `files` upstream")
        };
        assert_eq!(files.folder.as_deref(), Some(Path::new("exports")));
        let file = config.routes[0].file.as_ref().unwrap();
        assert_eq!(
            (file.name.as_str(), file.separator),
            ("loans 2026.csv", ';')
        );
        assert_eq!(file.identifiers["card_number"], "library card");
        assert_eq!(file.identifiers["email"], "e_mail");
        assert!(draft("").is_err());
        assert!(draft(";;").is_err());
        assert!(draft("a\"b,c\n").is_err());
    }

    #[test]
    fn a_column_keeps_its_name_and_one_stands_for_the_identifier() {
        let text = draft("Member No, Due ,Due\n").unwrap();
        let config = loads(&text);
        assert_eq!(config.datasets[0].identifier_types, ["member_no"]);
        assert!(text.contains("stands for it"), "{text}");
        let file = config.routes[0].file.as_ref().unwrap();
        assert_eq!(file.identifiers["member_no"], "Member No");
        assert!(!text.contains("#id = "), "{text}");
    }

    #[test]
    fn a_column_that_numbers_records_is_offered_as_their_id() {
        let text = draft("card;Title;Loan No\n").unwrap();
        let config = loads(&text.replace("#id = ", "id = "));
        let file = config.routes[0].file.as_ref().unwrap();
        assert_eq!(file.id.as_deref(), Some("Loan No"), "{text}");
    }
}
