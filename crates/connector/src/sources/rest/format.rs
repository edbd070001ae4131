//! What is not JSON, as JSON: XML as gateway files have it, CSV as the rows of a table.

use std::collections::BTreeMap;

use http::HeaderValue;
use permission::AttributePath;
use serde_json::{Map, Value};

use crate::config::{AnswerFormat, CsvConfig};
use crate::encoding::Encoding;
use crate::sources::SourceError;
use crate::sources::files::csv::{BYTE_ORDER_MARK, Found, Records, fields};
use crate::sources::files::put;
use crate::sources::http::{is_json, media_type};
use crate::xml;

/// How a source's answer is written.
#[derive(Debug)]
pub(crate) enum Format {
    /// JSON.
    Json,
    /// XML 1.0.
    Xml,
    /// RFC 4180, with a header.
    Csv(Table),
}

/// What the columns of a table are.
#[derive(Debug)]
pub(crate) struct Table {
    separator: char,
    /// Attributes by the columns that are named otherwise.
    attributes: BTreeMap<String, String>,
    json: Vec<String>,
    single: bool,
    /// In place of what the answer says.
    encoding: Option<Encoding>,
}

impl Format {
    /// Makes ready what is configured, or says what cannot work.
    pub(super) fn new(format: AnswerFormat, csv: Option<&CsvConfig>) -> Result<Self, String> {
        match (format, csv) {
            (AnswerFormat::Json, None) => Ok(Self::Json),
            (AnswerFormat::Xml, None) => Ok(Self::Xml),
            (AnswerFormat::Csv, csv) => {
                let csv = csv.cloned().unwrap_or_default();
                if !csv.separator.is_ascii() || matches!(csv.separator, '"' | '\n' | '\r') {
                    return Err(
                        "`separator` is one ASCII character, and no quote or line end".into(),
                    );
                }
                let attributes = csv.columns.into_iter().map(|(path, column)| (column, path));
                Ok(Self::Csv(Table {
                    separator: csv.separator,
                    attributes: attributes.collect(),
                    json: csv.json,
                    single: csv.single,
                    encoding: csv.encoding,
                }))
            }
            (_, Some(_)) => Err("`csv` is for `format = \"csv\"`".into()),
        }
    }

    /// What is asked for.
    pub(super) fn accept(&self) -> &'static str {
        match self {
            Self::Json => "application/json, application/*+json;q=0.9",
            Self::Xml => "application/xml, text/xml;q=0.9, application/*+xml;q=0.8",
            Self::Csv(_) => "text/csv",
        }
    }

    /// Whether an answer of this media type is one.
    pub(super) fn accepts(&self) -> fn(&HeaderValue) -> bool {
        match self {
            Self::Json => is_json,
            Self::Xml => is_xml,
            Self::Csv(_) => is_csv,
        }
    }

    /// An answer of this media type as JSON of at most `most` bytes.
    ///
    /// # Errors
    /// [`SourceError::Malformed`], [`SourceError::TooLarge`].
    pub(super) fn json(
        &self,
        content_type: Option<&HeaderValue>,
        body: &[u8],
        most: u64,
    ) -> Result<Option<Vec<u8>>, SourceError> {
        let said = content_type
            .and_then(media_type)
            .and_then(|(_, charset)| charset)
            .and_then(|charset| Encoding::named(&charset));
        let written = match self {
            Self::Json => return Ok(None),
            Self::Xml => {
                // What the answer says counts before what the document does (RFC 7303 §3.2).
                let encoding = said.or_else(|| Encoding::of_xml(body));
                let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
                let text = encoding.and_then(|encoding| encoding.decode(body));
                let value = xml::to_json(&text.ok_or(SourceError::Malformed)?);
                let value = value.ok_or(SourceError::Malformed)?;
                serde_json::to_vec(&value).map_err(|_| SourceError::Malformed)?
            }
            Self::Csv(table) => {
                let encoding = table.encoding.or(said).unwrap_or_default();
                let text = encoding.decode(body).ok_or(SourceError::Malformed)?;
                table.json(text.as_bytes(), most)?
            }
        };
        if written.len() as u64 > most {
            return Err(SourceError::TooLarge);
        }
        Ok(Some(written))
    }
}

impl Table {
    /// The rows as an array of objects, or the one row as an object.
    fn json(&self, body: &[u8], most: u64) -> Result<Vec<u8>, SourceError> {
        let malformed = |_| SourceError::Malformed;
        let mut records = Records::new(body, body.len().saturating_add(1), true);
        let (mut record, mut header) = (Vec::new(), None::<Vec<Column>>);
        let (mut out, mut rows) = (Vec::new(), 0_usize);
        while let Some(found) = records.next(&mut record).map_err(malformed)? {
            if matches!(found, Found::TooLong) {
                return Err(SourceError::TooLarge);
            }
            if record.is_empty() {
                continue;
            }
            let fields = fields(&record, self.separator).ok_or(SourceError::Malformed)?;
            let Some(header) = &header else {
                header = Some(self.header(fields)?);
                continue;
            };
            rows += 1;
            if rows > 1 {
                out.push(b',');
            }
            let row = Self::row(header, fields)?;
            serde_json::to_writer(&mut out, &row).map_err(|_| SourceError::Malformed)?;
            // Names stand in every row, so little CSV can be much JSON.
            if out.len() as u64 > most {
                return Err(SourceError::TooLarge);
            }
        }
        match (self.single, rows) {
            _ if header.is_none() => Err(SourceError::Malformed),
            (true, 0) => Err(SourceError::NotFound),
            (true, 1) => Ok(out),
            // Several rows would be several people, or one of them the wrong one.
            (true, _) => Err(SourceError::Malformed),
            (false, _) => {
                out.insert(0, b'[');
                out.push(b']');
                Ok(out)
            }
        }
    }

    /// What each column is.
    fn header(&self, names: Vec<String>) -> Result<Vec<Column>, SourceError> {
        let column = |name: String| Column {
            is_json: self.json.contains(&name),
            member: self.attributes.get(&name).cloned().unwrap_or(name),
        };
        let header: Vec<Column> = names.into_iter().map(column).collect();
        let mut members: Vec<&str> = header.iter().map(|one| one.member.as_str()).collect();
        members.sort_unstable();
        members.dedup();
        if members.len() < header.len() {
            return Err(SourceError::Malformed);
        }
        Ok(header)
    }

    /// A row; empty fields are left out.
    fn row(header: &[Column], fields: Vec<String>) -> Result<Value, SourceError> {
        if fields.len() != header.len() {
            return Err(SourceError::Malformed);
        }
        let mut object = Map::new();
        for (column, text) in header.iter().zip(fields) {
            if text.is_empty() {
                continue;
            }
            let value = if column.is_json {
                serde_json::from_str(&text).map_err(|_| SourceError::Malformed)?
            } else {
                Value::String(text)
            };
            // Only what can be an attribute's path is one.
            if AttributePath::new(column.member.as_str()).is_ok() {
                put(&mut object, &column.member, value)?;
            } else {
                object.insert(column.member.clone(), value);
            }
        }
        Ok(Value::Object(object))
    }
}

/// A column of a table.
struct Column {
    /// The path of the member that it becomes.
    member: String,
    is_json: bool,
}

/// In an encoding that is read here.
fn is_readable(charset: Option<&str>) -> bool {
    charset.is_none_or(|charset| Encoding::named(charset).is_some())
}

/// `application/xml`, `text/xml`, `application/atom+xml`, …, in an encoding that is read here.
pub(in crate::sources) fn is_xml(content_type: &HeaderValue) -> bool {
    media_type(content_type).is_some_and(|(essence, charset)| {
        let is_xml =
            matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml");
        is_xml && is_readable(charset.as_deref())
    })
}

fn is_csv(content_type: &HeaderValue) -> bool {
    media_type(content_type)
        .is_some_and(|(essence, charset)| essence == "text/csv" && is_readable(charset.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn csv(config: Value) -> Format {
        let config: CsvConfig = serde_json::from_value(config).unwrap();
        Format::new(AnswerFormat::Csv, Some(&config)).unwrap()
    }

    fn read(format: &Format, text: &str) -> Result<Value, SourceError> {
        let json = format.json(None, text.as_bytes(), 1_000)?.unwrap();
        Ok(serde_json::from_slice(&json).unwrap())
    }

    #[test]
    fn rows_become_objects_by_their_attributes() {
        let format = csv(json!({
            "separator": ";", "columns": {"name": "full_name", "address.street": "street"}, "json": ["fines"],
        }));
        assert_eq!(
            read(
                &format,
                "\u{feff}full_name;street;fines;note\r\n\"Aino; \"\"A\"\"\";Katu 1;3.20;\r\nEino;;;x\n"
            ),
            Ok(json!([
                {"name": "Aino; \"A\"", "address": {"street": "Katu 1"}, "fines": 3.20},
                {"name": "Eino", "note": "x"},
            ]))
        );
        assert_eq!(read(&format, "full_name;street\n"), Ok(json!([])));
    }

    #[test]
    fn older_encodings_are_read_as_they_are_said() {
        let named = |content_type: &'static str| Some(HeaderValue::from_static(content_type));
        let latin = csv(json!({"encoding": "iso-8859-1"}));
        let any = csv(json!({}));
        let table = &b"name\nK\xe4ssi\n"[..];
        let bare = &b"<name>K\xe4ssi</name>"[..];
        let document = [b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", bare].concat();
        for (format, kind, body) in [
            (&latin, None, table),
            (&latin, named("text/csv; charset=utf-8"), table),
            (&any, named("text/csv; charset=windows-1252"), table),
            (&Format::Xml, None, &document),
            (&Format::Xml, named("text/xml; charset=iso-8859-15"), bare),
        ] {
            let read = format.json(kind.as_ref(), body, 1_000).unwrap().unwrap();
            let read = String::from_utf8(read).unwrap();
            assert!(read.contains("Kässi"), "{kind:?}: {read}");
        }
        for (format, body) in [(&any, table), (&Format::Xml, bare)] {
            assert_eq!(format.json(None, body, 1_000), Err(SourceError::Malformed));
        }
        let configured: Result<CsvConfig, _> =
            serde_json::from_value(json!({"encoding": "utf-16"}));
        assert!(
            configured
                .unwrap_err()
                .to_string()
                .contains("`utf-16` is no encoding")
        );
    }

    #[test]
    fn one_row_is_one_person() {
        let format = csv(json!({"single": true}));
        assert_eq!(read(&format, "name\nAino\n"), Ok(json!({"name": "Aino"})));
        assert_eq!(read(&format, "name\n"), Err(SourceError::NotFound));
        assert_eq!(
            read(&format, "name\nAino\nEino\n"),
            Err(SourceError::Malformed)
        );
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let format = csv(json!({"json": ["n"], "columns": {"name": "full_name"}}));
        for text in [
            "",
            "a,a\n1,2\n",
            "a,b\n1\n",
            "a\n\"x\n",
            "n\n1}\n",
            "a,a.b\n1,2\n",
            "full_name,name\n1,2\n",
        ] {
            assert_eq!(read(&format, text), Err(SourceError::Malformed), "{text}");
        }
        let deep = "a.".repeat(100_000);
        let name = deep.trim_end_matches('.');
        let read_deep = csv(json!({})).json(None, format!("{name}\n1\n").as_bytes(), 1_000_000);
        assert!(read_deep.is_ok(), "a name that is no path is one name");
        let long = format!("{}\n{}", "n".repeat(400), "1\n".repeat(9));
        assert_eq!(read(&csv(json!({})), &long), Err(SourceError::TooLarge));
    }

    #[test]
    fn media_types_are_told_from_others() {
        let header = HeaderValue::from_static;
        for text in [
            "application/xml",
            "text/xml; charset=\"UTF-8\"",
            "application/atom+xml",
        ] {
            assert!(is_xml(&header(text)), "{text}");
        }
        for text in [
            "text/html",
            "text/xml; charset=utf-16",
            "application/json",
            "xml",
        ] {
            assert!(!is_xml(&header(text)), "{text}");
        }
        assert!(is_csv(&header("text/csv; header=present; charset=utf-8")));
        assert!(is_csv(&header("text/csv; charset=windows-1252")));
        assert!(!is_csv(&header("text/csv; charset=utf-16")));
        assert!(!is_csv(&header("application/vnd.ms-excel")));
    }
}
