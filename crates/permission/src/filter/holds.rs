//! Whether a permitted value is what its attribute holds, and what of it is.
//!
//! A value is copied first and looked at when it is there whole, so that what is looked at is the very text that is released.
//! What is not as the attribute holds it is taken out again.

use super::engine::Run;
use super::frame::Purpose;
use super::scan::{self, Stop};
use super::trie::Node;
use crate::dataset::Holds;

/// A value that is being copied and may have to be taken back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    /// Where in the output its name, or a container that was opened for it, begins.
    pub(super) from: usize,
    /// Where it begins itself.
    pub(super) value: usize,
    /// How many frames were written before.
    opened: usize,
    /// Whether something stood in the innermost one of them.
    comma: bool,
    mark: u32,
    holds: Holds,
    /// Whether it stands where an NGSI-LD attribute does.
    is_attribute: bool,
}

/// What of a value may be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    All,
    Some,
    None,
}

/// How the attributes begin that most entities have.
const PROPERTY: &[u8] = br#"{"type":"Property","value":"#;

/// The types of GeoJSON's geometries (RFC 7946 §1.4).
const GEOMETRIES: [&[u8]; 7] = [
    b"Point",
    b"MultiPoint",
    b"LineString",
    b"MultiLineString",
    b"Polygon",
    b"MultiPolygon",
    b"GeometryCollection",
];

/// What a member is to an NGSI-LD attribute (ETSI GS CIM 009 §4.5.2 to §4.5.24, §5.2.4 to §5.2.8, §5.2.32, §5.2.35 to §5.2.38).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    /// Holds the value.
    Value,
    /// Holds what a relationship leads to, or a term.
    Text,
    /// Holds texts by language.
    Languages,
    /// Holds relationships in their order.
    Objects,
    /// Says something of the attribute in the standard's own words.
    Word,
    /// Anything else: a sub-attribute.
    Other,
}

fn member(name: &[u8]) -> Member {
    match name {
        b"value" | b"valueList" | b"json" | b"previousValue" | b"previousValueList"
        | b"previousJson" => Member::Value,
        b"object" | b"vocab" | b"previousObject" | b"previousVocab" => Member::Text,
        b"languageMap" | b"previousLanguageMap" => Member::Languages,
        b"objectList" | b"previousObjectList" => Member::Objects,
        b"type" | b"observedAt" | b"unitCode" | b"datasetId" | b"createdAt" | b"modifiedAt"
        | b"deletedAt" | b"expiresAt" | b"instanceId" | b"lang" | b"objectType" => Member::Word,
        _ => Member::Other,
    }
}

impl Holds {
    /// Whether a value that begins so is of its kind; `None` where it has to be looked into.
    fn admits(self, byte: u8) -> Option<bool> {
        let is_any = matches!(self, Self::Single | Self::Object);
        match byte {
            b'{' | b'[' => None,
            b'"' => Some(is_any || self == Self::Text),
            b't' | b'f' => Some(is_any || self == Self::Boolean),
            b'n' => Some(true),
            _ => Some(is_any || self == Self::Number),
        }
    }
}

impl Run<'_> {
    /// A permitted value of an attribute that does not hold just anything.
    pub(super) fn guarded(
        &mut self,
        node: &Node,
        byte: u8,
        is_attribute: bool,
    ) -> Result<(), Stop> {
        match node.holds.admits(byte) {
            Some(true) => {
                self.mark(node.mark);
                self.lead(node.lead);
                self.begin(Purpose::Copy)
            }
            Some(false) => {
                self.leave_out(node.mark);
                self.skip()
            }
            None => {
                let opened = self.machine.opened;
                let written = opened.checked_sub(1);
                let innermost = written.and_then(|at| self.machine.frames.get(at));
                let comma = innermost.is_some_and(|frame| frame.comma);
                let from = self.out.len();
                self.lead(node.lead);
                self.machine.guard = Some(Guard {
                    from,
                    value: self.out.len(),
                    opened,
                    comma,
                    mark: node.mark,
                    holds: node.holds,
                    is_attribute,
                });
                self.begin(Purpose::Copy)
            }
        }
    }

    /// The guarded value has been copied whole.
    pub(super) fn judge(&mut self) {
        let Some(guard) = self.machine.guard.take() else {
            return;
        };
        let mut kept = std::mem::take(&mut self.machine.judged);
        kept.clear();
        let verdict = Look {
            text: &self.out[guard.value..],
            holds: guard.holds,
            kept: &mut kept,
            scratch: &mut self.machine.scratch,
        }
        .whole(guard.is_attribute);
        match verdict {
            Verdict::All => self.mark(guard.mark),
            Verdict::Some => {
                self.mark(guard.mark);
                self.leave_out(guard.mark);
                self.out.truncate(guard.value);
                self.out.extend_from_slice(&kept);
            }
            Verdict::None => {
                self.leave_out(guard.mark);
                self.out.truncate(guard.from);
                self.machine.opened = guard.opened;
                for frame in self.machine.frames.iter_mut().skip(guard.opened) {
                    frame.comma = false;
                }
                let written = guard.opened.checked_sub(1);
                if let Some(frame) = written.and_then(|at| self.machine.frames.get_mut(at)) {
                    frame.comma = guard.comma;
                }
            }
        }
        self.machine.judged = kept;
    }

    fn leave_out(&mut self, mark: u32) {
        if let Some(word) = self.machine.left_out.get_mut(mark as usize / 64) {
            *word |= 1 << (mark % 64);
        }
    }
}

/// Looks at a whole value, which is valid JSON, and writes what of it may be released.
struct Look<'a> {
    text: &'a [u8],
    holds: Holds,
    kept: &'a mut Vec<u8>,
    scratch: &'a mut Vec<u8>,
}

/// What was kept of a list or object so far.
struct Container {
    /// Where it begins among what is kept.
    start: usize,
    is_empty: bool,
    verdict: Verdict,
}

/// Where a value ends, and what of it was kept.
type Looked = (usize, Verdict);

impl Look<'_> {
    fn whole(&mut self, is_attribute: bool) -> Verdict {
        if !is_attribute {
            return self.value(0).1;
        }
        if self.is_bare_property() {
            return Verdict::All;
        }
        self.attribute(0).1
    }

    /// Whether it is a property with nothing but a single value.
    fn is_bare_property(&self) -> bool {
        let Some(value) = self.text.strip_prefix(PROPERTY) else {
            return false;
        };
        let is_kind = value.first().and_then(|byte| self.holds.admits(*byte)) == Some(true);
        is_kind && self.text.get(self.end(PROPERTY.len())) == Some(&b'}')
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or_default()
    }

    /// Where the string at `at` ends, after its quote.
    fn string(&self, at: usize) -> usize {
        scan::string(self.text, at + 1).map_or(self.text.len(), |text| text.end + 1)
    }

    /// Where the value at `at` ends.
    fn end(&self, mut at: usize) -> usize {
        let mut depth = 0_usize;
        loop {
            match self.byte(at) {
                b'"' => at = self.string(at),
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => {
                    at += 1;
                    continue;
                }
                _ => {
                    let is_over = |byte: &u8| {
                        matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')
                    };
                    let rest = self.text.get(at..).unwrap_or_default();
                    at += rest.iter().position(is_over).unwrap_or(rest.len());
                }
            }
            if depth == 0 || at >= self.text.len() {
                return at;
            }
        }
    }

    fn keep(&mut self, from: usize, to: usize) -> Looked {
        let text = self.text.get(from..to).unwrap_or_default();
        self.kept.extend_from_slice(text);
        (to, Verdict::All)
    }

    /// A value that is no object, but for a place.
    fn value(&mut self, at: usize) -> Looked {
        match self.byte(at) {
            b'[' => self.list(at, Self::value),
            b'{' if self.holds == Holds::Single => match self.geometry(at) {
                Some(end) => self.keep(at, end),
                None => (self.end(at), Verdict::None),
            },
            byte => {
                let end = self.end(at);
                // What says that a value is gone is of no kind (ETSI GS CIM 009 §4.5.0).
                let is_gone = self.text.get(at..end) == Some(br#""urn:ngsi-ld:null""#);
                if is_gone || self.holds.admits(byte) == Some(true) {
                    self.keep(at, end)
                } else {
                    (end, Verdict::None)
                }
            }
        }
    }

    /// A text, or a list of them.
    fn texts(&mut self, at: usize) -> Looked {
        match self.byte(at) {
            b'[' => self.list(at, Self::texts),
            b'"' | b'n' if matches!(self.holds, Holds::Single | Holds::Text) => {
                self.keep(at, self.end(at))
            }
            _ => (self.end(at), Verdict::None),
        }
    }

    /// What the standard's own words say: texts and numbers.
    fn word(&mut self, at: usize) -> Looked {
        match self.byte(at) {
            b'[' => self.list(at, Self::word),
            b'{' => (self.end(at), Verdict::None),
            _ => self.keep(at, self.end(at)),
        }
    }

    /// Texts by language.
    fn languages(&mut self, at: usize) -> Looked {
        match self.byte(at) {
            b'{' => self.members(at, |me, _, at| me.texts(at)),
            b'n' => self.keep(at, self.end(at)),
            _ => (self.end(at), Verdict::None),
        }
    }

    /// An attribute, in whichever form, or several instances.
    fn attribute(&mut self, at: usize) -> Looked {
        match self.byte(at) {
            b'[' => self.list(at, Self::attribute),
            b'{' => {
                let place = match self.holds {
                    Holds::Single => self.geometry(at),
                    _ => None,
                };
                match place {
                    Some(end) => self.keep(at, end),
                    None => self.wrapped(at),
                }
            }
            _ => self.value(at),
        }
    }

    /// An attribute with its value in a member.
    fn wrapped(&mut self, at: usize) -> Looked {
        let (mut has_value, mut has_other) = (false, false);
        let looked = self.members(at, |me, name, at| {
            let looked = match member(name) {
                Member::Value => me.value(at),
                Member::Text => me.texts(at),
                Member::Languages => me.languages(at),
                Member::Objects => me.attribute(at),
                Member::Word => return me.word(at),
                Member::Other => return (me.end(at), Verdict::None),
            };
            if !name.starts_with(b"previous") {
                has_value |= looked.1 != Verdict::None;
                has_other |= looked.1 == Verdict::None;
            }
            looked
        });
        if has_value && !has_other {
            looked
        } else {
            (looked.0, Verdict::None)
        }
    }

    fn list(&mut self, at: usize, element: impl Fn(&mut Self, usize) -> Looked) -> Looked {
        let mut list = self.open(b'[');
        let mut next = scan::blank(self.text, at + 1);
        while !matches!(self.byte(next), b']' | 0) {
            let end = self.part(&mut list, |me| element(me, next));
            next = self.after(end);
        }
        self.close(&list, b']', next + 1)
    }

    fn members(
        &mut self,
        at: usize,
        mut member: impl FnMut(&mut Self, &[u8], usize) -> Looked,
    ) -> Looked {
        let mut object = self.open(b'{');
        let mut next = scan::blank(self.text, at + 1);
        let mut name = Vec::new();
        while self.byte(next) == b'"' {
            let (named, value) = self.named(next, &mut name);
            let end = self.part(&mut object, |me| {
                me.keep(next, named);
                me.kept.push(b':');
                member(me, &name, value)
            });
            next = self.after(end);
        }
        self.close(&object, b'}', next + 1)
    }

    fn open(&mut self, byte: u8) -> Container {
        let start = self.kept.len();
        self.kept.push(byte);
        Container {
            start,
            is_empty: true,
            verdict: Verdict::All,
        }
    }

    /// Keeps what may be released of an element or member, with a comma before it; gives where it ends.
    fn part(&mut self, of: &mut Container, part: impl FnOnce(&mut Self) -> Looked) -> usize {
        let before = self.kept.len();
        if !of.is_empty {
            self.kept.push(b',');
        }
        let (end, verdict) = part(self);
        if verdict == Verdict::None {
            self.kept.truncate(before);
        } else {
            of.is_empty = false;
        }
        if verdict != Verdict::All {
            of.verdict = Verdict::Some;
        }
        end
    }

    /// Ends a container; one of which nothing is left is none, unless it was empty.
    fn close(&mut self, container: &Container, byte: u8, end: usize) -> Looked {
        if container.is_empty && container.verdict != Verdict::All {
            self.kept.truncate(container.start);
            return (end, Verdict::None);
        }
        self.kept.push(byte);
        (end, container.verdict)
    }

    /// The unescaped name at `at`: where it ends, and where its value begins.
    fn named(&mut self, at: usize, name: &mut Vec<u8>) -> (usize, usize) {
        let end = self.string(at);
        let raw = self.text.get(at + 1..end - 1).unwrap_or_default();
        let escaped = memchr::memchr(b'\\', raw).is_some();
        name.clear();
        name.extend_from_slice(scan::text(raw, escaped, self.scratch));
        let colon = scan::blank(self.text, end);
        (end, scan::blank(self.text, colon + 1))
    }

    /// Where the next member or element begins, or the end of the container is.
    fn after(&self, end: usize) -> usize {
        let next = scan::blank(self.text, end);
        if self.byte(next) == b',' {
            scan::blank(self.text, next + 1)
        } else {
            next
        }
    }

    /// Where the geometry at `at` ends, if it is one and nothing else (RFC 7946 §3.1).
    fn geometry(&mut self, at: usize) -> Option<usize> {
        let mut next = scan::blank(self.text, at + 1);
        let (mut name, mut is_typed) = (Vec::new(), false);
        while self.byte(next) == b'"' {
            let (_, value) = self.named(next, &mut name);
            let end = self.end(value);
            let text = self.text.get(value..end)?;
            let is_good = match name.as_slice() {
                b"type" => {
                    is_typed = GEOMETRIES.contains(&text.strip_prefix(b"\"")?.strip_suffix(b"\"")?);
                    is_typed
                }
                b"coordinates" | b"bbox" => text
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || b"[]+-.eE, \t\r\n".contains(byte)),
                b"geometries" => self.geometries(value)?,
                _ => false,
            };
            if !is_good {
                return None;
            }
            next = self.after(end);
        }
        (is_typed && self.byte(next) == b'}').then_some(next + 1)
    }

    fn geometries(&mut self, at: usize) -> Option<bool> {
        if self.byte(at) != b'[' {
            return None;
        }
        let mut next = scan::blank(self.text, at + 1);
        while self.byte(next) == b'{' {
            let end = self.geometry(next)?;
            next = self.after(end);
        }
        Some(self.byte(next) == b']')
    }
}
