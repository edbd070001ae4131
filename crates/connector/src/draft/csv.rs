//! From the header of a CSV file.

use std::io::BufRead;
use std::path::Path;

use permission::{AttributePath, Holds};

use super::{Asked, DraftError, ExportFile, Field, Found, MOST_ATTRIBUTES, Of, guess, slug, write};
use crate::Encoding;
use crate::sources::files::csv;

/// Bytes of a header.
pub(super) const LONGEST_HEADER: usize = 64 * 1024;

/// Records that are looked at for their encoding.
const LOOKED_AT: usize = 10_000;

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
    let mut records = csv::Records::new(file, LONGEST_HEADER, true);
    match records.next(&mut record) {
        Err(error) => return Err(DraftError(format!("it cannot be read: {error}"))),
        Ok(Some(csv::Found::TooLong)) => {
            return Err(DraftError(format!(
                "its first record has more than {LONGEST_HEADER} bytes; is it a CSV file?"
            )));
        }
        Ok(_) => {}
    }
    let separator = separator(&record);
    let is_other = std::str::from_utf8(&record).is_err() || is_other_than_utf_8(&mut records);
    let encoding = if is_other {
        Encoding::WINDOWS_1252
    } else {
        Encoding::UTF_8
    };
    let text = encoding.decode(&record).unwrap_or_default();
    let columns = csv::fields(text.as_bytes(), separator)
        .ok_or_else(|| DraftError("its first line is not written as CSV is (RFC 4180)".into()))?;
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
    if is_other {
        notes.push(
            "The file is not in UTF-8: look whether letters beside a to z come out as they should, and say another \
             `encoding` if not (such as `iso-8859-2` or `windows-1253`)."
                .to_owned(),
        );
    }
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
            of: Of::File(ExportFile {
                name: name.to_owned(),
                separator: Some(separator),
                encoding,
                id: guess::own_id(names.iter().copied(), &identifiers),
                identifiers,
                columns: renamed,
            }),
        },
        notes,
    })
}

/// Whether one of the first records is in another encoding than UTF-8.
fn is_other_than_utf_8(records: &mut csv::Records<impl BufRead>) -> bool {
    let (mut record, mut is_cut) = (Vec::new(), false);
    for _ in 0..LOOKED_AT {
        match records.next(&mut record) {
            // What ends within a character is cut off, unless more follows.
            Ok(Some(_)) if is_cut => return true,
            Ok(Some(_)) => match std::str::from_utf8(&record) {
                Err(error) if error.error_len().is_some() => return true,
                read => is_cut = read.is_err(),
            },
            Ok(None) | Err(_) => return false,
        }
    }
    false
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
    fn an_older_encoding_is_guessed_from_what_is_no_utf_8() {
        for (file, said) in [
            (&b"card;name\r\n1;K\xe4ssi\r\n2;Aino\r\n"[..], true),
            (b"card;n\xe4me\r\n1;Aino\r\n", true),
            (b"card;name\r\n1;Nystr\xe4\r\n2;Aino\r\n", true),
            ("card;name\r\n1;Kässi\r\n".as_bytes(), false),
            // The beginning of a file, cut off within a letter.
            (b"card;name\r\n1;K\xc3", false),
        ] {
            let draft = from_csv(file, Path::new("exports/patrons.csv")).unwrap();
            loads(&draft);
            let is_said = draft.contains("encoding = \"windows-1252\"  # guess");
            assert_eq!(is_said, said, "{draft}");
        }
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
