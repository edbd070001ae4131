//! An answer that is too long to hold: filtered as it comes, as a request's would be, and its first entities looked at.

use permission::filter::FilterStream;
use serde_json::value::RawValue;

use super::Stage;
use crate::enforcement;
use crate::enforcement::grant::Selection;
use crate::routes::Route;
use crate::sources::{Pieces, SourceError};

/// Entities of it that are looked at and shown: they are alike.
const FIRST: u64 = 20;
/// Bytes from its beginning in which they are: whoever tries a source has that much memory, whatever `largest_answer` is.
const BEGINNING: usize = 16 * 1024 * 1024;

/// What came of a long answer.
pub(super) struct Long {
    /// The first entities of what would be released, as they would be without the others; empty where not even one lies
    /// within the beginning.
    pub(super) first: Vec<u8>,
    /// How many they are.
    pub(super) count: u64,
    /// Entities in all of it.
    pub(super) records: u64,
    /// Bytes that would be released.
    pub(super) bytes: usize,
    /// Bytes that the source sent.
    pub(super) sent: usize,
}

/// One way of text, of which the beginning is kept.
#[derive(Default)]
struct Beginning {
    kept: Vec<u8>,
    /// Bytes of the whole.
    length: usize,
}

impl Beginning {
    fn add(&mut self, piece: &[u8]) {
        self.length += piece.len();
        let room = BEGINNING.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&piece[..room.min(piece.len())]);
    }
}

impl Stage {
    /// Reads a long answer to its end.
    ///
    /// # Errors
    /// As a request would be broken off.
    pub(super) async fn read_long(
        &self,
        route: &Route,
        selection: &Selection,
        mut pieces: Pieces,
    ) -> Result<Long, SourceError> {
        let mut filter: FilterStream = selection.filter.stream();
        let (mut sent, mut released) = (Beginning::default(), Beginning::default());
        let mut out = Vec::new();
        let malformed = |_| SourceError::Malformed;
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            sent.add(&piece);
            filter.push(&piece, &mut out).map_err(malformed)?;
            released.add(&out);
            out.clear();
        }
        let report = filter.finish(&mut out).map_err(malformed)?;
        released.add(&out);
        let app = &self.worker.app;
        enforcement::found(app, route, &first(&sent.kept).0)?;
        let left_out = &report.not_as_described;
        app.findings.not_as_described(route, left_out);
        let (first, count) = first(&released.kept);
        enforcement::hold_against_model(app, route, selection, &first);
        Ok(Long {
            first,
            count,
            records: report.records,
            bytes: released.length,
            sent: sent.length,
        })
    }
}

/// The first entities of an answer of which this is the beginning, and how many they are.
fn first(beginning: &[u8]) -> (Vec<u8>, u64) {
    let text = beginning.trim_ascii_start();
    let Some(mut rest) = text.strip_prefix(b"[") else {
        return match serde_json::from_slice::<&RawValue>(text) {
            Ok(one) => (one.get().into(), 1),
            Err(_) => (Vec::new(), 0),
        };
    };
    let (mut entities, mut count) = (vec![b'['], 0);
    while count < FIRST {
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
        let Some(Ok(entity)) = values.next() else {
            break;
        };
        if count > 0 {
            entities.push(b',');
        }
        entities.extend_from_slice(entity.get().as_bytes());
        count += 1;
        let Some(next) = rest[values.byte_offset()..]
            .trim_ascii_start()
            .strip_prefix(b",")
        else {
            break;
        };
        rest = next;
    }
    entities.push(b']');
    (entities, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_entities_are_those_that_are_whole() {
        let many = format!("[{}]", vec!["{\"a\":1}"; 30].join(" , "));
        let twenty = format!("[{}]", vec!["{\"a\":1}"; 20].join(","));
        for (beginning, entities, count) in [
            ("[]", "[]", 0),
            ("[{\"a\":[1,2]}]", "[{\"a\":[1,2]}]", 1),
            (
                " [ {\"a\":\"ä]\"} , {\"b\":2} ,{\"c",
                "[{\"a\":\"ä]\"},{\"b\":2}]",
                2,
            ),
            ("[{\"a\":\"\u{e4}", "[]", 0),
            ("{\"a\":1}", "{\"a\":1}", 1),
            ("{\"a\":", "", 0),
            (&many, &twenty, 20),
        ] {
            let expected = (entities.as_bytes().to_vec(), count);
            assert_eq!(first(beginning.as_bytes()), expected, "{beginning}");
        }
        let cut = &"[\"ä\",\"ä\"]".as_bytes()[..7];
        assert_eq!(first(cut), ("[\"ä\"]".as_bytes().to_vec(), 1));
    }
}
