//! From a source's own fields to the attributes of its dataset's model, as its configuration declares it.
//!
//! What is read of the source is what permitted attributes are made of; that alone is converted, and the filter looks at
//! the result once more. A value that cannot be converted is left out and told, never guessed at.

mod convert;
mod level;
mod model;
mod units;

use std::collections::BTreeSet;
use std::fmt;

use permission::{AttributePath, AttributeSet, AttributeTable};
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) use self::convert::Cause;
use self::level::{Level, Made, Node};
pub(crate) use self::model::Model;
use crate::config::{MappingConfig, Shape};
use crate::sources::SourceError;

/// Why a value is not there, or is not as the model says: the attribute and a word, never the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Deviation {
    /// The attribute's path.
    pub(crate) attribute: String,
    pub(crate) cause: DeviationCause,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DeviationCause {
    /// It could not be converted, and is left out.
    Unconverted(Cause),
    /// It is released, and breaks this keyword of the model's schema.
    Model(String),
}

impl fmt::Display for DeviationCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unconverted(cause) => f.write_str(cause.as_str()),
            Self::Model(keyword) => write!(f, "model: {keyword}"),
        }
    }
}

/// A mapping made ready.
#[derive(Debug)]
pub(crate) struct Mapping {
    level: Level,
    /// What is read of the source.
    reads: AttributeTable,
    /// What tells entities apart, and what is read for that.
    id: Option<(AttributePath, AttributeSet)>,
    /// What each attribute of the dataset is made of, in the order of the dataset's table.
    made_of: Vec<AttributeSet>,
    model: Option<Model>,
}

/// A converted answer.
pub(crate) struct Converted {
    /// The entity, or the array of them.
    pub(crate) body: Vec<u8>,
    /// What could not be converted.
    pub(crate) deviations: BTreeSet<Deviation>,
    made: Node,
}

impl Converted {
    /// The first entities, as they are in the plain shape.
    fn plain(&self, most: usize) -> Vec<Value> {
        let entities = match &self.made {
            Node::Array(entities) => entities.as_slice(),
            entity => std::slice::from_ref(entity),
        };
        let first = entities.iter().take(most);
        first.filter_map(Node::plain).collect()
    }
}

impl Mapping {
    /// Makes a mapping ready for a dataset's attributes; the error says what in it cannot work.
    pub(crate) fn new(config: &MappingConfig, table: &AttributeTable) -> Result<Self, String> {
        let level = Level::new(config, table)?;
        let fields = level.fields();
        let id = config.id.as_deref().map(AttributePath::new).transpose();
        let id = id.map_err(|error| format!("`id`: {error}"))?;
        let inputs = fields.iter().flat_map(|field| &field.inputs);
        let all: BTreeSet<&AttributePath> = inputs.chain(&id).collect();
        // What lies below a field that is read whole is in it.
        let is_read_whole =
            |path: &AttributePath| all.iter().any(|other| *other != path && other.covers(path));
        let inputs = all.iter().filter(|path| !is_read_whole(path));
        let inputs: Vec<AttributePath> = inputs.map(|path| (*path).clone()).collect();
        if inputs.is_empty() {
            return Err("`mapping` reads nothing of the source".into());
        }
        let reads = AttributeTable::new(inputs).map_err(|error| error.to_string())?;
        let position =
            |input: &AttributePath| reads.paths().iter().position(|read| read.covers(input));
        let id = id.map(|path| {
            let read = position(&path).into_iter().collect();
            (path, read)
        });
        let mut made_of = vec![AttributeSet::new(); table.len()];
        for field in &fields {
            for input in &field.inputs {
                let read = position(input);
                for index in &field.attributes {
                    made_of[index].extend(read);
                }
            }
        }
        let made = fields.iter().fold(AttributeSet::new(), |all, field| {
            all.union(&field.attributes)
        });
        if let Some(path) = table.paths_of(&table.all().difference(&made)).next() {
            return Err(format!(
                "attribute `{path}` is made of nothing in `mapping`"
            ));
        }
        let model = config.model.as_ref().map(Model::load).transpose()?;
        Ok(Self {
            level,
            reads,
            id,
            made_of,
            model,
        })
    }

    /// Whether it has a data model of its own.
    pub(crate) fn has_model(&self) -> bool {
        self.model.is_some()
    }

    /// The fields of the source that are read, by their paths.
    pub(crate) fn reads(&self) -> &AttributeTable {
        &self.reads
    }

    /// What of the source is read for these attributes, and to tell entities apart.
    pub(crate) fn needed(&self, attributes: &AttributeSet) -> AttributeSet {
        let made_of = self.made_of(attributes);
        match &self.id {
            Some((_, read)) => made_of.union(read),
            None => made_of,
        }
    }

    /// What these attributes are made of.
    fn made_of(&self, attributes: &AttributeSet) -> AttributeSet {
        let sets = attributes
            .iter()
            .filter_map(|index| self.made_of.get(index));
        let mut needed = sets.fold(AttributeSet::new(), |all, set| all.union(set));
        if needed.is_empty() {
            // A constant is there with the entity, so something of the entity is read.
            needed.insert(0);
        }
        needed
    }

    /// What of the source may be shown as it is to whoever may see these attributes: the fields of which no other
    /// attribute is made. A field that tells more than one attribute is shown only with all of them.
    pub(crate) fn original(&self, attributes: &AttributeSet) -> AttributeSet {
        let of_others = self
            .made_of
            .iter()
            .enumerate()
            .filter(|(index, _)| !attributes.contains(*index))
            .fold(AttributeSet::new(), |all, (_, set)| all.union(set));
        self.made_of(attributes).difference(&of_others)
    }

    /// Converts what was read: an entity, or an array of them.
    ///
    /// # Errors
    /// [`SourceError::Malformed`] where it is neither.
    pub(crate) fn convert(
        &self,
        read: &[u8],
        attributes: &AttributeSet,
        form: (Shape, &str),
    ) -> Result<Converted, SourceError> {
        let read: &RawValue = serde_json::from_slice(read).map_err(|_| SourceError::Malformed)?;
        let id = self.id.as_ref().map(|(path, _)| path);
        Made::new(attributes, form, id).entities(&self.level, read)
    }

    /// Where a converted answer deviates from the model; nowhere where there is none.
    pub(crate) fn deviations(
        &self,
        converted: &Converted,
        entity_type: &str,
        whole: bool,
    ) -> BTreeSet<Deviation> {
        let Some(model) = &self.model else {
            return BTreeSet::new();
        };
        model.deviations_of(converted.plain(ENTITIES), entity_type, whole)
    }
}

/// Entities of an answer that are held against the model: they are alike.
const ENTITIES: usize = 20;

#[cfg(test)]
mod tests;
