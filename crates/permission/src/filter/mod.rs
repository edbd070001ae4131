//! Copies only the permitted attributes of a JSON body, in one pass.
//!
//! A [`Filter`] is compiled once from the permitted paths and then applied to bodies, whole
//! ([`Filter::apply`]) or in chunks ([`Filter::stream`]), without building a tree. The body is
//! checked to be JSON (RFC 8259, UTF-8) to its last byte, copied or not, and what comes out is
//! JSON whenever the end is reached without an error.
//!
//! What is released:
//! - A permitted path is copied with all below it, byte for byte, where its attribute holds
//!   [`Holds::Object`]; otherwise what of it is as the attribute holds it. Permitted names are
//!   written in the one way they are permitted, however the body writes them.
//! - A container on the way to a permitted path is written only once something permitted turns up
//!   in it: an empty object or array would tell that there is something. Arrays on the way are
//!   looked into, element by element; single values on the way are not copied.
//! - [`Shape::NgsiLd`]: entities keep `id` (replaced), `type` and `@context` (replaced by the
//!   declared one). A permitted attribute keeps all its members. Where only a part of one is
//!   permitted, the filter looks for it in the attribute's value (`value`, `languageMap`, `json`,
//!   `valueList`, or the attribute itself in the simplified form) and among its sub-attributes, and
//!   keeps the attribute's own `type`. A Feature's `geometry` is released with the attribute that
//!   it mirrors, and is `null` otherwise.
//!
//! What opens nothing:
//! - *Escapes*: names are compared unescaped.
//! - *Duplicates*: a name that decides what is released may stand once in an object; a second one,
//!   under an alias too, refuses the body. Within what is permitted whole they are the source's.
//! - *`@context`*: see [`Context`]. Within an attribute, where it could only redefine names, it
//!   refuses the body unless the attribute is permitted whole.
//! - *An entity's own `id`*: another stands for it ([`Pseudonyms`]), and for every string copied of the entity that equals
//!   it, before or after. Only as a whole string: an address that contains it is data the person permitted.

mod context;
mod copy;
mod engine;
mod error;
mod frame;
mod holds;
mod machine;
mod members;
mod pseudonyms;
mod scan;
mod stream;
mod trie;
mod walk;
mod write;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::attributes::{AttributePath, AttributeSet, AttributeTable};
use crate::dataset::Holds;

pub use context::Context;
pub use error::{FilterError, Malformed};
pub use pseudonyms::{NO_ID, Pseudonyms};
pub use stream::FilterStream;

use context::Vocabulary;
use machine::Machine;
use trie::{NO_NODE, Trie};

/// What kind of JSON the bodies are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Any JSON: an object, or an array of objects, whose paths are its own.
    #[default]
    Plain,
    /// NGSI-LD entities (ETSI GS CIM 009): normalised, concise or simplified, one or an array, or
    /// as GeoJSON Feature or FeatureCollection.
    NgsiLd,
}

/// How bodies are read and what replaces what in them.
#[derive(Debug, Clone)]
pub struct Options {
    /// What kind of JSON the bodies are.
    pub shape: Shape,
    /// What is written in place of every entity's own `id`, so that services can't join persons by it. In a plain body, in
    /// place of the outermost `id` where that is permitted: a text or a number has an own one, anything else has none.
    pub pseudonyms: Option<Pseudonyms>,
    /// For NGSI-LD: what names mean.
    pub context: Context,
    /// For GeoJSON: the attribute that `geometry` mirrors (ETSI GS CIM 009 §6.4.3.2,
    /// `geometryProperty`).
    pub geometry_property: String,
    /// Deepest nesting of a body; 1 to 1024. Smart Data Models stay below 12.
    pub max_depth: usize,
    /// Longest name, in bytes as written, escapes included: a name is kept whole in memory, and
    /// four times the longest permitted path is ample.
    pub max_name_bytes: usize,
    /// In a stream: most bytes that are kept back. Of NGSI-LD an entity's output is until its `id` and `@context` have been
    /// seen, or it ends; of either shape a list or an object is until it is known to be what its attribute holds.
    pub max_held_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            shape: Shape::Plain,
            pseudonyms: None,
            context: Context::default(),
            geometry_property: "location".to_owned(),
            max_depth: 128,
            max_name_bytes: 1024,
            max_held_bytes: 512 * 1024,
        }
    }
}

impl Options {
    /// For any JSON.
    pub fn plain() -> Self {
        Self::default()
    }

    /// For NGSI-LD under the context that the dataset declares, with these in place of own ids.
    pub fn ngsi_ld(context: Context, pseudonyms: Pseudonyms) -> Self {
        Self {
            shape: Shape::NgsiLd,
            pseudonyms: Some(pseudonyms),
            context,
            ..Self::default()
        }
    }
}

/// What was released from one body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Entities of which anything was written: elements of an array, features of a collection, or
    /// the one object.
    pub records: u64,
    /// The permitted paths of which something was written, by their index: in the order given to
    /// [`Filter::compile`], or in the table for [`Filter::for_set`]. A path below another permitted
    /// one counts as that one.
    pub attributes_seen: AttributeSet,
    /// The permitted paths, by their index, of which something was left out because it is not what the attribute holds.
    pub not_as_described: AttributeSet,
}

/// Permitted paths, compiled. Cheap to clone and shared between threads.
#[derive(Debug, Clone)]
pub struct Filter(Arc<Compiled>);

/// What a body is filtered by.
#[derive(Debug)]
struct Compiled {
    paths: Arc<Paths>,
    /// What stands in place of own ids.
    ids: Option<Pseudonyms>,
}

/// What was compiled of the permitted paths: the same whoever a body is about.
#[derive(Debug)]
struct Paths {
    options: Options,
    trie: Trie,
    vocabulary: Vocabulary,
    /// Names that a body's `@context` must not redefine.
    counts: BTreeSet<Vec<u8>>,
    /// The declared context as JSON.
    context: Vec<u8>,
    /// The permitted attribute that a Feature's `geometry` mirrors.
    geometry: u32,
    /// Words of a bit set over the paths' indices.
    marks: usize,
    /// Whether a path does not hold anything.
    is_strict: bool,
}

impl Filter {
    /// Compiles the permitted paths.
    ///
    /// Fails if a path is none, the declared context is inconsistent or an option is out of range.
    pub fn compile<P: AsRef<str>>(
        paths: impl IntoIterator<Item = P>,
        options: Options,
    ) -> Result<Self, FilterError> {
        let paths = paths
            .into_iter()
            .map(|path| AttributePath::new(path.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let whole = (0..).zip(paths);
        Self::build(
            whole
                .map(|(index, path)| (index, path, Holds::Object))
                .collect(),
            options,
        )
    }

    /// Compiles a set of a dataset version's attributes; [`Report::attributes_seen`] is then over
    /// the same table.
    pub fn for_set(
        table: &AttributeTable,
        set: &AttributeSet,
        options: Options,
    ) -> Result<Self, FilterError> {
        let paths = (0..)
            .zip(table.paths())
            .filter(|(index, _)| set.contains(*index as usize))
            .map(|(index, path)| (index, path.clone(), table.holds(index as usize)))
            .collect();
        Self::build(paths, options)
    }

    fn build(
        paths: Vec<(u32, AttributePath, Holds)>,
        mut options: Options,
    ) -> Result<Self, FilterError> {
        if !(1..=walk::MAX_DEPTH).contains(&options.max_depth) {
            return Err(FilterError::DepthOption {
                given: options.max_depth,
                limit: walk::MAX_DEPTH,
            });
        }
        let vocabulary = Vocabulary::compile(&options.context)?;
        let marks = paths.last().map_or(0, |(last, ..)| *last as usize / 64 + 1);
        let is_strict = paths.iter().any(|(.., holds)| *holds != Holds::Object);
        let trie = Trie::compile(paths.into_iter(), &options, &vocabulary);
        let mut counts = BTreeSet::new();
        for node in &trie.nodes {
            for name in node
                .plain
                .names(&trie.text)
                .chain(node.ngsi.names(&trie.text))
            {
                counts.insert(name.to_vec());
                // The prefix of a compact IRI, or the scheme of one in full.
                if let Some(colon) = memchr::memchr(b':', name) {
                    counts.insert(name[..colon].to_vec());
                }
            }
        }
        let geometry = match options.shape {
            Shape::Plain => NO_NODE,
            Shape::NgsiLd => trie.attribute(&options.geometry_property, &vocabulary),
        };
        let ids = options.pseudonyms.take();
        let paths = Arc::new(Paths {
            context: vocabulary.to_json(),
            geometry,
            marks,
            is_strict,
            counts,
            vocabulary,
            trie,
            options,
        });
        Ok(Self(Arc::new(Compiled { paths, ids })))
    }

    /// The same filter with other [`Options::pseudonyms`]: for another person's body, at the cost of a small allocation.
    #[must_use]
    pub fn with_pseudonyms(&self, pseudonyms: Pseudonyms) -> Self {
        let paths = Arc::clone(&self.0.paths);
        let ids = Some(pseudonyms);
        Self(Arc::new(Compiled { paths, ids }))
    }

    /// The same filter without [`Options::pseudonyms`]: for persons who see their own records, and change each by its id.
    #[must_use]
    pub fn with_own_ids(&self) -> Self {
        let paths = Arc::clone(&self.0.paths);
        Self(Arc::new(Compiled { paths, ids: None }))
    }

    /// Filters a whole body, appending to `out`. After an error `out` is as it was before.
    pub fn apply(&self, input: &[u8], out: &mut Vec<u8>) -> Result<Report, FilterError> {
        let before = out.len();
        let mut machine = Machine::new(&self.0);
        let result = machine
            .run(&self.0, input, out)
            .and_then(|taken| machine.finish((input.len() - taken) as u64));
        if result.is_err() {
            out.truncate(before);
        }
        result
    }

    /// Filters a body that comes in chunks.
    pub fn stream(&self) -> FilterStream {
        FilterStream::new(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_compiled_filter_serves_many_persons() {
        let [one, other] = [1, 2].map(|key| Pseudonyms::new("urn:leg", &[key; 32]));
        let options = Options::ngsi_ld(Context::default(), one.clone());
        let filter = Filter::compile(["name"], options).unwrap();
        let body = br#"{"id":"urn:person:1","type":"Person","name":{"type":"Property","value":"urn:person:1"}}"#;
        let mut ids = std::collections::BTreeSet::new();
        for pseudonyms in [one, other] {
            let mut out = Vec::new();
            let filter = filter.with_pseudonyms(pseudonyms);
            filter.apply(body, &mut out).unwrap();
            let entity: serde_json::Value = serde_json::from_slice(&out).unwrap();
            assert_eq!(entity["name"]["value"], entity["id"]);
            ids.insert(entity["id"].to_string());
        }
        assert_eq!(ids.len(), 2);
        let mut out = Vec::new();
        filter.with_own_ids().apply(body, &mut out).unwrap();
        assert_eq!(out, body);
    }
}
