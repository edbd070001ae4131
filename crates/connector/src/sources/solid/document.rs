//! A document of a pod, and what is taken from it.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::HeaderValue;
use oxrdf::{NamedNode, NamedOrBlankNode};
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::graph::{Format, Graph, Node};
use super::resources::{Needed, Place, Resource, Whose};
use super::terms::TYPE;
use crate::sources::findings::shown_name;
use crate::sources::{SourceError, pointer};

/// One document, as it came.
pub(super) struct Document {
    pub(super) url: Url,
    pub(super) format: Format,
    pub(super) body: Bytes,
    /// Which version of it this is (RFC 9110 §8.8.3), where the server says so.
    pub(super) version: Option<HeaderValue>,
}

/// What a document holds of a resource.
pub(super) struct Taken {
    /// For each thing in it, the attributes that were asked for and are there.
    pub(super) entities: Vec<Entity>,
    /// What of it no attribute is.
    pub(super) unknown: BTreeSet<String>,
}

/// Attributes by their paths.
pub(super) type Entity = Vec<(String, Node)>;

impl Document {
    /// Its statements.
    ///
    /// # Errors
    /// As [`Graph::read`].
    pub(super) fn graph(&self) -> Result<Graph, SourceError> {
        Graph::read(self.format, &self.url, &self.body)
    }

    /// What is needed of it.
    ///
    /// # Errors
    /// [`SourceError::Malformed`], [`SourceError::OtherKind`], [`SourceError::TooLarge`].
    pub(super) fn take(&self, needed: &Needed<'_>) -> Result<Taken, SourceError> {
        match &needed.resource.whose {
            Whose::Document => self.json(needed),
            whose => {
                let graph = self.graph()?;
                let things = self.things(&graph, whose)?;
                statements(&graph, &things, needed)
            }
        }
    }

    /// The things in it whose properties are meant; none of a document that is plain JSON.
    ///
    /// # Errors
    /// [`SourceError::Failed`], where their address is none.
    pub(super) fn things(
        &self,
        graph: &Graph,
        whose: &Whose,
    ) -> Result<Vec<NamedOrBlankNode>, SourceError> {
        match whose {
            Whose::Document => Ok(Vec::new()),
            Whose::Class(class) => Ok(graph.of_class(class)),
            Whose::Subject(subject) => {
                let name = self.url.join(subject).map_err(|_| SourceError::Failed)?;
                let name = NamedNode::new(name.as_str()).map_err(|_| SourceError::Failed)?;
                let thing = NamedOrBlankNode::from(name);
                Ok(graph.knows(&thing).then_some(thing).into_iter().collect())
            }
        }
    }

    fn json(&self, needed: &Needed<'_>) -> Result<Taken, SourceError> {
        if self.format == Format::Turtle {
            return Err(SourceError::OtherKind);
        }
        serde_json::from_slice::<IgnoredAny>(&self.body).map_err(|_| SourceError::Malformed)?;
        let mut entity = Vec::new();
        for mapping in &needed.mappings {
            let Place::Pointer(pointer) = &mapping.place else {
                continue;
            };
            // A name on the way that is there twice leads nowhere.
            let Some(found) = pointer::at(&self.body, pointer) else {
                continue;
            };
            let value: Box<RawValue> =
                serde_json::from_slice(found).map_err(|_| SourceError::Malformed)?;
            entity.push((mapping.path.clone(), Node::Json(value)));
        }
        Ok(Taken {
            entities: vec![entity],
            unknown: self.unknown_members(needed.resource),
        })
    }

    /// The document's members that no pointer leads to or into.
    fn unknown_members(&self, resource: &Resource) -> BTreeSet<String> {
        let mappings = resource.mappings.iter();
        let pointers = mappings.filter_map(|mapping| match &mapping.place {
            Place::Pointer(pointer) => Some(pointer.split('/').skip(1)),
            Place::Properties(_) => None,
        });
        let name = |part: &str| part.replace("~1", "/").replace("~0", "~");
        let known: Vec<Vec<String>> = pointers.map(|parts| parts.map(name).collect()).collect();
        let root: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let mut unknown = BTreeSet::new();
        unknown_below(&root, &known, &mut Vec::new(), &mut unknown);
        unknown
    }
}

/// The members below a place that no pointer leads to or into; of an array the elements that one does are looked into.
fn unknown_below(
    here: &Value,
    known: &[Vec<String>],
    above: &mut Vec<String>,
    unknown: &mut BTreeSet<String>,
) {
    // What is an attribute is known with all below it.
    if known.iter().any(|pointer| above.starts_with(pointer)) {
        return;
    }
    let (members, is_object): (Vec<(String, &Value)>, bool) = match here {
        Value::Object(members) => (
            members
                .iter()
                .map(|(name, one)| (name.clone(), one))
                .collect(),
            true,
        ),
        Value::Array(elements) => {
            let numbered = elements.iter().enumerate();
            (
                numbered.map(|(at, one)| (at.to_string(), one)).collect(),
                false,
            )
        }
        _ => return,
    };
    for (name, value) in members {
        above.push(name);
        if known.iter().any(|pointer| pointer.starts_with(above)) {
            unknown_below(value, known, above, unknown);
        } else if is_object && !known.iter().any(|pointer| above.starts_with(pointer)) {
            let names: Vec<&str> = above.iter().map(|name| shown_name(name)).collect();
            unknown.insert(names.join("."));
        }
        above.pop();
    }
}

fn statements(
    graph: &Graph,
    things: &[NamedOrBlankNode],
    needed: &Needed<'_>,
) -> Result<Taken, SourceError> {
    let mut entities = Vec::with_capacity(things.len());
    let mut unknown = BTreeSet::new();
    for thing in things {
        let mut entity = Vec::new();
        for mapping in &needed.mappings {
            if let Place::Properties(properties) = &mapping.place
                && let Some(value) = graph.value(thing, properties)?
            {
                entity.push((mapping.path.clone(), value));
            }
        }
        entities.push(entity);
        let mappings = needed.resource.mappings.iter();
        let known = mappings.filter_map(|mapping| match &mapping.place {
            Place::Properties(path) => Some(path.as_slice()),
            Place::Pointer(_) => None,
        });
        let known: Vec<&[String]> = known.collect();
        unknown_properties(graph, thing, &known, &mut Vec::new(), &mut unknown);
    }
    Ok(Taken { entities, unknown })
}

/// What is said of a thing, and of those without a name that it leads to, where nothing described leads.
fn unknown_properties(
    graph: &Graph,
    thing: &NamedOrBlankNode,
    known: &[&[String]],
    above: &mut Vec<String>,
    unknown: &mut BTreeSet<String>,
) {
    for property in graph.properties(thing).filter(|one| *one != TYPE) {
        above.push(property.to_owned());
        if known.iter().any(|path| path.starts_with(above)) {
            for below in graph.nameless_things(thing, property) {
                unknown_properties(graph, &below, known, above, unknown);
            }
        } else {
            let names = above
                .iter()
                .map(|name| shown_name(name.rsplit(['/', '#']).next().unwrap_or(name)));
            unknown.insert(names.collect::<Vec<_>>().join("."));
        }
        above.pop();
    }
}

/// An entity as an object.
///
/// # Errors
/// [`SourceError::Malformed`].
pub(super) fn object(entity: Entity) -> Result<Node, SourceError> {
    let mut object = Node::Members(BTreeMap::new());
    for (path, value) in entity {
        object.put(&path, value)?;
    }
    Ok(object)
}
