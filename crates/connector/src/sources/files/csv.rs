//! Records of files: where each begins and ends, and the fields of one (RFC 4180).

use std::io::{self, BufRead};

use serde_json::{Map, Value};

/// What some programs begin UTF-8 with.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where a record is in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Its bytes, with the line's end.
    pub length: u32,
}

/// Reads a file record by record, never more than one of them in memory.
#[derive(Debug)]
pub struct Records<R> {
    reader: R,
    offset: u64,
    largest: usize,
    /// Whether line ends between quotes belong to a record.
    quotes: bool,
}

/// A record as it was read.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    /// Where it is; its bytes, without the line's end and a byte order mark, are in the buffer.
    Whole(Place),
    /// Longer than a record may be.
    TooLong,
}

impl<R: BufRead> Records<R> {
    /// Records of at most `largest` bytes; with `quotes`, a line's end between quotes belongs to its record.
    pub fn new(reader: R, largest: usize, quotes: bool) -> Self {
        Self {
            reader,
            offset: 0,
            largest,
            quotes,
        }
    }

    /// The next record into `buffer`; `None` at the end.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<Found>> {
        buffer.clear();
        let begin = self.offset;
        let (mut inside, mut is_long) = (false, false);
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                if self.offset == begin {
                    return Ok(None);
                }
                break;
            }
            let mut end = None;
            for (at, byte) in chunk.iter().enumerate() {
                match byte {
                    b'"' if self.quotes => inside = !inside,
                    b'\n' if !inside => {
                        end = Some(at + 1);
                        break;
                    }
                    _ => {}
                }
            }
            let taken = end.unwrap_or(chunk.len());
            is_long = is_long || buffer.len() + taken > self.largest;
            if !is_long {
                buffer.extend_from_slice(&chunk[..taken]);
            }
            self.reader.consume(taken);
            self.offset += taken as u64;
            if end.is_some() {
                break;
            }
        }
        let length = u32::try_from(buffer.len()).ok().filter(|_| !is_long);
        let Some(length) = length else {
            buffer.clear();
            return Ok(Some(Found::TooLong));
        };
        if begin == 0 && buffer.starts_with(BYTE_ORDER_MARK) {
            buffer.drain(..BYTE_ORDER_MARK.len());
        }
        if buffer.last() == Some(&b'\n') {
            buffer.pop();
        }
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
        Ok(Some(Found::Whole(Place {
            offset: begin,
            length,
        })))
    }
}

/// The fields of a record; `None` if it is not written as RFC 4180 says.
pub fn fields(record: &[u8], separator: char) -> Option<Vec<String>> {
    let mut rest = std::str::from_utf8(record).ok()?;
    let mut fields = Vec::new();
    loop {
        let mut field = String::new();
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            loop {
                let at = rest.find('"')?;
                field.push_str(&rest[..at]);
                rest = &rest[at + 1..];
                match rest.strip_prefix('"') {
                    Some(more) => {
                        field.push('"');
                        rest = more;
                    }
                    None => break,
                }
            }
        } else {
            let end = rest.find(separator).unwrap_or(rest.len());
            field.push_str(&rest[..end]);
            if field.contains('"') {
                return None;
            }
            rest = &rest[end..];
        }
        fields.push(field);
        if rest.is_empty() {
            return Some(fields);
        }
        rest = rest.strip_prefix(separator)?;
    }
}

/// Puts a value at a dotted path; nothing where something else than an object is in the way.
pub fn put(object: &mut Map<String, Value>, path: &str, value: Value) -> Option<()> {
    match path.split_once('.') {
        None if object.contains_key(path) => None,
        None => {
            object.insert(path.to_owned(), value);
            Some(())
        }
        Some((name, below)) => {
            let inner = object.entry(name).or_insert_with(|| Map::new().into());
            put(inner.as_object_mut()?, below, value)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dots_in_columns_lead_into_objects() {
        let mut object = Map::new();
        assert!(put(&mut object, "a.b", json!(1)).is_some());
        assert!(put(&mut object, "a.c", json!(2)).is_some());
        assert!(put(&mut object, "a.b.c", json!(3)).is_none());
        assert!(put(&mut object, "a.b", json!(3)).is_none());
        assert_eq!(Value::from(object), json!({"a": {"b": 1, "c": 2}}));
    }

    #[test]
    fn fields_are_read_as_rfc_4180_writes_them() {
        for (record, expected) in [
            ("a,b,c", vec!["a", "b", "c"]),
            ("\"a,b\",\"c\"\"d\",", vec!["a,b", "c\"d", ""]),
            ("\"two\nlines\",x", vec!["two\nlines", "x"]),
            ("", vec![""]),
            ("\"\"", vec![""]),
        ] {
            assert_eq!(
                fields(record.as_bytes(), ',').unwrap(),
                expected,
                "{record}"
            );
        }
        for record in ["a\"b,c", "\"a\"b,c", "\"a", "\"a\"\"", "\"a\" ,b"] {
            assert_eq!(fields(record.as_bytes(), ','), None, "{record}");
        }
        assert_eq!(fields(b"\xc4iti,b", ','), None, "what is not UTF-8");
    }

    #[test]
    fn records_are_found_where_they_are() {
        let text = b"a,b\r\n\"x\ny\",2\nlong,long,long,long\nlast,1";
        let mut records = Records::new(&text[..], 12, true);
        let mut buffer = Vec::new();
        let mut found = Vec::new();
        while let Some(one) = records.next(&mut buffer).unwrap() {
            found.push(match one {
                Found::Whole(place) => (place.offset, String::from_utf8(buffer.clone()).unwrap()),
                Found::TooLong => (0, "too long".to_owned()),
            });
        }
        let expected = [
            (0, "a,b"),
            (5, "\"x\ny\",2"),
            (0, "too long"),
            (33, "last,1"),
        ];
        assert_eq!(found, expected.map(|(at, text)| (at, text.to_owned())));
    }
}
