//! Permitted paths compiled to a trie whose names are found by one hash over their first and last
//! eight bytes.

use super::context::Vocabulary;
use super::scan::word;
use super::{Options, Shape};
use crate::attributes::AttributePath;
use crate::dataset::Holds;

/// Marks "none" among trie nodes.
pub(super) const NO_NODE: u32 = u32::MAX;

/// The trie's root: the entity.
pub(super) const ROOT: u32 = 0;

/// What a name means in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Not permitted.
    Nothing,
    /// An attribute, or part of one, that is permitted or leads to what is.
    Child,
    /// The entity's identifier.
    Id,
    /// The entity's type, or GeoJSON's.
    Type,
    /// The entity's `@context`.
    Context,
    /// A Feature's attributes.
    Properties,
    /// A Feature's geometry, which mirrors a location attribute.
    Geometry,
    /// A FeatureCollection's features.
    Features,
    /// An attribute's own type (`Property`, …).
    Kind,
    /// The member that holds an attribute's value.
    Holder,
    /// A holder whose content JSON-LD does not interpret (`json`).
    LiteralHolder,
    /// An `@context` where it could only redefine names.
    Forbidden,
}

/// How a member is written: a range of [`Trie::text`], with quotes and colon. Empty within arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lead {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// One name in a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    head: u64,
    tail: u64,
    length: u32,
    /// The name's bytes in [`Trie::text`].
    at: u32,
    /// Shared by all names of one thing, to find duplicates.
    pub(super) ordinal: u32,
    pub(super) target: Target,
    /// The attribute of this name, beside whatever else it means.
    pub(super) child: u32,
    pub(super) lead: Lead,
}

/// The names that count in one object.
#[derive(Debug, Default)]
pub(super) struct Table {
    entries: Vec<Entry>,
    /// Index + 1 into `entries`, 0 for none; a power of two, at most a quarter full.
    slots: Vec<u32>,
    shift: u32,
    /// How many different things are named.
    pub(super) things: u32,
}

/// One property on a permitted path.
#[derive(Debug)]
pub(super) struct Node {
    /// Everything below is permitted.
    pub(super) whole: bool,
    /// For a whole one, the index of its path.
    pub(super) mark: u32,
    /// For a whole one, what may stand there.
    pub(super) holds: Holds,
    pub(super) lead: Lead,
    /// Names in an object that is this property's value.
    pub(super) plain: Table,
    /// Names in an NGSI-LD attribute object; for the root, in an entity or Feature.
    pub(super) ngsi: Table,
    children: Vec<(String, u32)>,
}

/// The compiled paths.
#[derive(Debug)]
pub(super) struct Trie {
    pub(super) nodes: Vec<Node>,
    /// Names, and members as they are written.
    pub(super) text: Vec<u8>,
}

/// What names mean in an entity or Feature. The first two are NGSI-LD's and have aliases; those of
/// GeoJSON are only ever written so.
const ENTITY: [(&str, Target); 6] = [
    ("id", Target::Id),
    ("type", Target::Type),
    ("@context", Target::Context),
    ("properties", Target::Properties),
    ("geometry", Target::Geometry),
    ("features", Target::Features),
];

/// The same in an attribute object (ETSI GS CIM 009 §4.5.2 to §4.5.24). `languageMap` and `json`
/// hold the value of a LanguageProperty and a JsonProperty, `valueList` that of a ListProperty.
const ATTRIBUTE: [(&str, Target); 6] = [
    ("type", Target::Kind),
    ("value", Target::Holder),
    ("languageMap", Target::Holder),
    ("valueList", Target::Holder),
    ("json", Target::LiteralHolder),
    ("@context", Target::Forbidden),
];

impl Trie {
    /// Compiles paths with their indices and what each holds.
    pub(super) fn compile(
        paths: impl Iterator<Item = (u32, AttributePath, Holds)>,
        options: &Options,
        vocabulary: &Vocabulary,
    ) -> Self {
        let mut trie = Self {
            nodes: Vec::new(),
            text: Vec::new(),
        };
        trie.add_node(Lead::default());
        let mut keys = vec![String::new()];
        for (mark, path, holds) in paths {
            let mut at = ROOT;
            for name in path.names() {
                if trie.nodes[at as usize].whole {
                    break;
                }
                let key = match options.shape {
                    Shape::Plain => name.to_owned(),
                    Shape::NgsiLd => vocabulary.expand(name),
                };
                let known = trie.nodes[at as usize]
                    .children
                    .iter()
                    .find(|(_, child)| keys[*child as usize] == key)
                    .map(|(_, child)| *child);
                at = match known {
                    Some(child) => child,
                    None => {
                        let lead = trie.add_lead(name);
                        let child = trie.add_node(lead);
                        keys.push(key);
                        trie.nodes[at as usize]
                            .children
                            .push((name.to_owned(), child));
                        child
                    }
                };
            }
            let node = &mut trie.nodes[at as usize];
            if !node.whole {
                node.whole = true;
                node.mark = mark;
                node.holds = holds;
                node.children.clear();
            }
        }
        for node in 0..trie.nodes.len() {
            trie.add_tables(node, options, vocabulary);
        }
        trie
    }

    pub(super) fn node(&self, node: u32) -> Option<&Node> {
        self.nodes.get(node as usize)
    }

    /// The child of the root that stands for this attribute.
    pub(super) fn attribute(&self, name: &str, vocabulary: &Vocabulary) -> u32 {
        let key = vocabulary.expand(name);
        self.nodes[ROOT as usize]
            .children
            .iter()
            .find(|(child, _)| vocabulary.expand(child) == key)
            .map_or(NO_NODE, |(_, child)| *child)
    }

    fn add_node(&mut self, lead: Lead) -> u32 {
        self.nodes.push(Node {
            whole: false,
            mark: 0,
            holds: Holds::Object,
            lead,
            plain: Table::default(),
            ngsi: Table::default(),
            children: Vec::new(),
        });
        number(self.nodes.len() - 1)
    }

    /// Keeps `"name":`.
    pub(super) fn add_lead(&mut self, name: &str) -> Lead {
        let start = number(self.text.len());
        self.text
            .extend_from_slice(serde_json::Value::from(name).to_string().as_bytes());
        self.text.push(b':');
        let end = number(self.text.len());
        Lead { start, end }
    }

    fn add_tables(&mut self, node: usize, options: &Options, vocabulary: &Vocabulary) {
        let children = self.nodes[node].children.clone();
        let (mut plain, mut ngsi) = (Table::default(), Table::default());
        if options.shape == Shape::NgsiLd {
            let reserved: &[_] = if node == ROOT as usize {
                &ENTITY
            } else {
                &ATTRIBUTE
            };
            for (name, target) in reserved {
                let names = match target {
                    Target::Id
                    | Target::Type
                    | Target::Kind
                    | Target::Holder
                    | Target::LiteralHolder => vocabulary.names_of(name),
                    _ => vec![(*name).to_owned()],
                };
                let (lead, ordinal) = (self.add_lead(name), ngsi.things);
                for alias in names {
                    self.add_entry(&mut ngsi, &alias, *target, ordinal, NO_NODE, lead);
                }
            }
            let lead = Lead::default();
            self.add_entry(&mut plain, "@context", Target::Forbidden, 0, NO_NODE, lead);
        }
        for (name, child) in children {
            let lead = self.nodes[child as usize].lead;
            let names = match options.shape {
                Shape::Plain => vec![name.clone()],
                Shape::NgsiLd => vocabulary.names_of(&name),
            };
            for table in [&mut plain, &mut ngsi] {
                // One number for all names of one thing, also where one of them means more.
                let known = names
                    .iter()
                    .find_map(|alias| table.entry(alias, &self.text));
                let ordinal = known.map_or(table.things, |entry| entry.ordinal);
                for alias in &names {
                    if let Some(entry) = table.entry_mut(alias, &self.text) {
                        entry.child = child;
                    } else {
                        self.add_entry(table, alias, Target::Child, ordinal, child, lead);
                    }
                }
            }
        }
        if node == ROOT as usize
            && options.shape == Shape::Plain
            && let Some(entry) = plain.entry_mut("id", &self.text)
        {
            entry.target = Target::Id;
        }
        plain.index();
        ngsi.index();
        self.nodes[node].plain = plain;
        self.nodes[node].ngsi = ngsi;
    }

    fn add_entry(
        &mut self,
        table: &mut Table,
        name: &str,
        target: Target,
        ordinal: u32,
        child: u32,
        lead: Lead,
    ) {
        let at = number(self.text.len());
        self.text.extend_from_slice(name.as_bytes());
        let (head, tail) = ends(name.as_bytes(), 0, name.len());
        table.things = table.things.max(ordinal + 1);
        table.entries.push(Entry {
            head,
            tail,
            length: number(name.len()),
            at,
            ordinal,
            target,
            child,
            lead,
        });
    }
}

impl Table {
    /// Finds the name at `start..end` of `buf`.
    #[inline(always)]
    pub(super) fn find(&self, text: &[u8], buf: &[u8], start: usize, end: usize) -> Option<Entry> {
        let (head, tail) = ends(buf, start, end);
        let length = end - start;
        let mut slot = slot(hash(head, tail, length), self.shift);
        loop {
            let index = *self.slots.get(slot)?;
            let entry = self.entries.get((index as usize).wrapping_sub(1))?;
            if entry.head == head
                && entry.tail == tail
                && entry.length as usize == length
                && (length <= 16 || entry.name(text) == &buf[start..end])
            {
                return Some(*entry);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn entry(&self, name: &str, text: &[u8]) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.name(text) == name.as_bytes())
    }

    fn entry_mut(&mut self, name: &str, text: &[u8]) -> Option<&mut Entry> {
        self.entries
            .iter_mut()
            .find(|entry| entry.name(text) == name.as_bytes())
    }

    fn index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two().max(2);
        self.shift = 64 - size.trailing_zeros();
        self.slots = vec![0; size];
        for (index, entry) in self.entries.iter().enumerate() {
            let hash = hash(entry.head, entry.tail, entry.length as usize);
            let mut slot = slot(hash, self.shift);
            while self.slots[slot] != 0 {
                slot = (slot + 1) % size;
            }
            self.slots[slot] = number(index + 1);
        }
    }

    /// The names in the table.
    pub(super) fn names<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.entries.iter().map(|entry| entry.name(text))
    }
}

impl Entry {
    fn name<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.at as usize..(self.at + self.length) as usize]
    }
}

/// The first and the last eight bytes of a name (overlapping where it is shorter than 16), 0 for
/// the last where it is no longer than eight.
#[inline(always)]
fn ends(buf: &[u8], start: usize, end: usize) -> (u64, u64) {
    let length = end - start;
    if length > 8 {
        let head = word(buf, start).unwrap_or(0);
        let tail = word(buf, end - 8).unwrap_or(0);
        (head, tail)
    } else {
        let head = match word(buf, start) {
            Some(word) => word,
            None => short_word(&buf[start..end]),
        };
        let unused = 64 - 8 * number(length);
        (head.checked_shl(unused).map_or(0, |head| head >> unused), 0)
    }
}

#[cold]
fn short_word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[inline(always)]
fn hash(head: u64, tail: u64, length: usize) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    (head ^ tail.rotate_left(23) ^ length as u64).wrapping_mul(ODD)
}

/// The first slot to look in: the hash's upper bits, as many as the table's size has.
#[inline(always)]
#[allow(clippy::cast_possible_truncation)] // the table's size is a usize
fn slot(hash: u64, shift: u32) -> usize {
    (hash >> shift) as usize
}

/// Sizes here are bounded by the paths of one dataset version, far below 2³².
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
