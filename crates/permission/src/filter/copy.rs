//! Copies values, with another text in place of the entity's own `id`.

use std::ops::Range;

use super::scan::{self, Text};
use super::walk::Sink;

/// Copies what is walked over, except strings that equal the entity's own `id`.
pub(super) struct Replacing<'a> {
    pub(super) out: &'a mut Vec<u8>,
    /// Up to where the buffer has been copied.
    pub(super) from: usize,
    /// The own `id`, unescaped.
    pub(super) id: &'a [u8],
    /// What stands for it, as JSON.
    pub(super) with: &'a [u8],
    pub(super) scratch: &'a mut Vec<u8>,
}

impl Sink for Replacing<'_> {
    #[inline(always)]
    fn quick(&self) -> bool {
        !matches!(self.id, b"type" | b"Property" | b"value")
    }

    #[inline(always)]
    fn text(&mut self, buf: &[u8], start: usize, text: Text) {
        if (text.end - start == self.id.len() || text.escaped)
            && is(self.id, &buf[start..text.end], text.escaped, self.scratch)
        {
            self.out.extend_from_slice(&buf[self.from..start - 1]);
            self.out.extend_from_slice(self.with);
            self.from = text.end + 1;
        }
    }
}

/// Whether a string's bytes are this text.
#[inline(never)]
fn is(id: &[u8], raw: &[u8], escaped: bool, scratch: &mut Vec<u8>) -> bool {
    if !escaped {
        return raw == id;
    }
    // The longest escape takes six bytes for one.
    if raw.len() > 6 * id.len() {
        return false;
    }
    scan::unescape(raw, scratch);
    scratch.as_slice() == id
}

/// Replaces the strings equal to `id` in values that were copied, for an entity that gave its `id` after other members.
/// Names of members and types, which are written around values, stay what they are.
pub(super) fn replace_written(
    out: &mut Vec<u8>,
    copied: &[Range<usize>],
    id: &[u8],
    with: &[u8],
    scratch: &mut Vec<u8>,
) {
    let mut values = copied.iter();
    let Some(first) = values.find_map(|value| next_equal(out, value.clone(), id, scratch)) else {
        return;
    };
    let begun = first.start;
    let written = out.split_off(begun);
    let mut from = 0;
    for value in copied {
        let mut at = value.start.max(begun) - begun..value.end.max(begun) - begun;
        while let Some(found) = next_equal(&written, at.clone(), id, scratch) {
            out.extend_from_slice(&written[from..found.start]);
            out.extend_from_slice(with);
            from = found.end;
            at.start = found.end;
        }
    }
    out.extend_from_slice(&written[from..]);
}

/// Where the next string equal to `id` is in a value, with its quotes.
fn next_equal(
    written: &[u8],
    value: Range<usize>,
    id: &[u8],
    scratch: &mut Vec<u8>,
) -> Option<Range<usize>> {
    let Range { start: mut at, end } = value;
    // INVARIANT: what was copied is whole tokens of JSON, so quotes come in pairs.
    while let Some(quote) = memchr::memchr(b'"', written.get(at..end)?) {
        let start = at + quote;
        let text = scan::string(written, start + 1).ok()?;
        at = text.end + 1;
        if is(id, &written[start + 1..text.end], text.escaped, scratch) {
            return Some(start..at);
        }
    }
    None
}
