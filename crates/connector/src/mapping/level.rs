//! One object of the model and what it is made of; arrays of objects have levels of their own.

use std::collections::{BTreeMap, BTreeSet};

use permission::filter::NO_ID;
use permission::{AttributePath, AttributeSet, AttributeTable, covers};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::convert::{Cause, Steps, text};
use super::{Converted, Deviation, DeviationCause};
use crate::config::{EachConfig, FieldConfig, MappingConfig, PropertyKind, Shape};
use crate::sources::SourceError;

/// Arrays within arrays: no model has more.
const MOST_LEVELS: usize = 8;

/// What one object is made of.
#[derive(Debug)]
pub(super) struct Level {
    fields: Vec<Field>,
    arrays: Vec<Each>,
}

#[derive(Debug)]
struct Each {
    name: Vec<String>,
    /// The array's whole path, for deviations.
    path: String,
    from: Vec<String>,
    attributes: AttributeSet,
    level: Level,
}

/// One attribute of an object.
#[derive(Debug)]
pub(super) struct Field {
    /// Its path within the object.
    name: Vec<String>,
    /// Its whole path.
    path: String,
    origin: Origin,
    steps: Steps,
    decimal: char,
    property: Option<PropertyKind>,
    unit_code: Option<String>,
    /// The whole paths of what it is made of.
    pub(super) inputs: Vec<AttributePath>,
    /// The attributes of the dataset that it makes, or makes a part of.
    pub(super) attributes: AttributeSet,
}

#[derive(Debug)]
enum Origin {
    From(Vec<String>),
    Join(Vec<Vec<String>>, String),
    Constant(Value),
}

/// Where a level stands: the attribute above it, and the source's array.
#[derive(Clone, Copy)]
struct Place<'a> {
    above: &'a str,
    read_above: &'a str,
    depth: usize,
}

impl Level {
    pub(super) fn new(config: &MappingConfig, table: &AttributeTable) -> Result<Self, String> {
        let place = Place {
            above: "",
            read_above: "",
            depth: 0,
        };
        Self::of(&config.attributes, &config.each, table, place)
    }

    fn of(
        attributes: &BTreeMap<String, FieldConfig>,
        each: &BTreeMap<String, EachConfig>,
        table: &AttributeTable,
        place: Place<'_>,
    ) -> Result<Self, String> {
        let names: Vec<&String> = attributes.keys().chain(each.keys()).collect();
        for (at, name) in names.iter().enumerate() {
            let clash = names
                .iter()
                .enumerate()
                .find(|(other, above)| *other != at && covers(above, name));
            if let Some((_, above)) = clash {
                return Err(format!(
                    "`{name}` lies within `{above}`, which is made as a whole"
                ));
            }
        }
        let mut fields = Vec::new();
        for (name, field) in attributes {
            let path = joined(place.above, name);
            let made = Field::new(field, name, &path, table, place);
            fields.push(made.map_err(|error| format!("attribute `{path}`: {error}"))?);
        }
        let mut arrays = Vec::new();
        for (name, each) in each {
            let path = joined(place.above, name);
            let wrong = |error: &str| format!("`each` `{path}`: {error}");
            if place.depth + 1 >= MOST_LEVELS {
                return Err(wrong("arrays are nested too deeply"));
            }
            if each.from.is_empty() {
                return Err(wrong("`from` does not say which array of the source"));
            }
            let read = joined(place.read_above, &each.from);
            let within = Place {
                above: &path,
                read_above: &read,
                depth: place.depth + 1,
            };
            let level = Self::of(&each.attributes, &each.each, table, within)?;
            let attributes = level
                .fields()
                .iter()
                .fold(AttributeSet::new(), |all, field| {
                    all.union(&field.attributes)
                });
            if attributes.is_empty() {
                return Err(wrong("it has no attributes"));
            }
            arrays.push(Each {
                name: names_of(name),
                from: names_of(&each.from),
                path,
                attributes,
                level,
            });
        }
        Ok(Self { fields, arrays })
    }

    /// Its fields and those of the levels below it.
    pub(super) fn fields(&self) -> Vec<&Field> {
        let below = self.arrays.iter().flat_map(|each| each.level.fields());
        self.fields.iter().chain(below).collect()
    }
}

impl Field {
    fn new(
        config: &FieldConfig,
        name: &str,
        path: &str,
        table: &AttributeTable,
        place: Place<'_>,
    ) -> Result<Self, String> {
        let attributes = described(table, path)?;
        let (steps, decimal) = Steps::new(config)?;
        let separator = config.with.clone().unwrap_or_else(|| " ".into());
        let (origin, inputs) = match (&config.from, config.join.as_slice(), &config.constant) {
            (Some(from), [], None) => (Origin::From(names_of(from)), vec![from.clone()]),
            (None, parts @ [_, ..], None) => (
                Origin::Join(parts.iter().map(|part| names_of(part)).collect(), separator),
                parts.to_vec(),
            ),
            (None, [], Some(constant)) if steps.is_empty() => {
                (Origin::Constant(constant.clone()), Vec::new())
            }
            (None, [], Some(_)) => return Err("a `constant` is not converted".into()),
            _ => return Err("say one of `from`, `join` and `constant`".into()),
        };
        if config.with.is_some() && config.join.is_empty() {
            return Err("`with` needs `join`".into());
        }
        let mut inputs: Vec<String> = inputs
            .iter()
            .map(|input| joined(place.read_above, input))
            .collect();
        if inputs.is_empty() && place.depth > 0 {
            // A constant of an element is there as often as the element.
            inputs.push(place.read_above.to_owned());
        }
        let field = |path: String| {
            AttributePath::new(path.as_str())
                .map_err(|error| format!("the source's field `{path}`: {error}"))
        };
        let inputs = inputs.into_iter().map(field).collect::<Result<_, _>>()?;
        Ok(Self {
            name: names_of(name),
            path: path.to_owned(),
            origin,
            steps,
            decimal,
            property: config.property,
            unit_code: config.unit.as_ref().map(|unit| unit.to.clone()),
            inputs,
            attributes,
        })
    }

    /// Its value, of an object of the source's; `None` where the source has none.
    fn of(&self, members: &Members<'_>) -> Result<Option<Node>, Cause> {
        let value = match &self.origin {
            Origin::Constant(value) => return Ok(Some(Node::Value(value.clone()))),
            Origin::From(path) => {
                let Some(found) = members.find(path)? else {
                    return Ok(None);
                };
                if self.steps.is_empty() {
                    return Ok(Some(Node::Raw(found.to_owned())));
                }
                parsed(found)?
            }
            Origin::Join(paths, separator) => {
                let mut parts = Vec::with_capacity(paths.len());
                for path in paths {
                    if let Some(found) = members.find(path)? {
                        let found = parsed(found)?;
                        let part = text(&found)?.trim().to_owned();
                        parts.extend((!part.is_empty()).then_some(part));
                    }
                }
                if parts.is_empty() {
                    return Ok(None);
                }
                Value::String(parts.join(separator))
            }
        };
        Ok(self.steps.convert(value, self.decimal)?.map(Node::Value))
    }
}

/// The attributes that a path makes: itself and those below it, or the one it is a part of.
fn described(table: &AttributeTable, path: &str) -> Result<AttributeSet, String> {
    AttributePath::new(path).map_err(|error| error.to_string())?;
    let covered = table.covered(path);
    if !covered.is_empty() {
        return Ok(covered.collect());
    }
    let mut above = path;
    while let Some(end) = above.rfind('.') {
        above = &above[..end];
        if let Some(index) = table.index_of(above) {
            return Ok([index].into_iter().collect());
        }
    }
    let nearest = table.nearest(path);
    let meant = nearest.map_or_else(String::new, |path| format!("; did you mean `{path}`?"));
    Err(format!("it is not described by the dataset{meant}"))
}

fn joined(above: &str, name: &str) -> String {
    if above.is_empty() {
        name.to_owned()
    } else {
        format!("{above}.{name}")
    }
}

fn names_of(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

fn parsed(value: &RawValue) -> Result<Value, Cause> {
    // Numbers that are JSON and that nothing can hold (`1e999`) come here.
    serde_json::from_str(value.get()).map_err(|_| Cause::NotNumber)
}

/// The members of an object of the source's.
struct Members<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Members<'a> {
    fn of(object: &'a RawValue) -> Option<Self> {
        serde_json::from_str(object.get()).ok().map(Self)
    }

    /// What stands at a path; `None` where nothing does, or null.
    fn find(&self, path: &[String]) -> Result<Option<&'a RawValue>, Cause> {
        let Some((name, rest)) = path.split_first() else {
            return Ok(None);
        };
        let Some(found) = self.0.get(name) else {
            return Ok(None);
        };
        if found.get() == "null" {
            return Ok(None);
        }
        if rest.is_empty() {
            return Ok(Some(found));
        }
        Self::of(found).ok_or(Cause::NotObject)?.find(rest)
    }
}

/// A value of the model.
pub(super) enum Node {
    /// As the source wrote it, to the byte.
    Raw(Box<RawValue>),
    Value(Value),
    Object(BTreeMap<String, Node>),
    Array(Vec<Node>),
    /// An attribute of NGSI-LD.
    Attribute(Box<Node>, &'static str, Option<String>),
}

/// What is being made of an answer.
pub(super) struct Made<'m> {
    attributes: &'m AttributeSet,
    shape: Shape,
    entity_type: &'m str,
    /// Where what tells entities apart is.
    id: Vec<String>,
    deviations: BTreeSet<Deviation>,
}

impl<'m> Made<'m> {
    pub(super) fn new(
        attributes: &'m AttributeSet,
        (shape, entity_type): (Shape, &'m str),
        id: Option<&AttributePath>,
    ) -> Self {
        let id = id.into_iter().flat_map(AttributePath::names);
        Self {
            id: id.map(str::to_owned).collect(),
            attributes,
            shape,
            entity_type,
            deviations: BTreeSet::new(),
        }
    }

    pub(super) fn entities(
        mut self,
        level: &Level,
        read: &RawValue,
    ) -> Result<Converted, SourceError> {
        let made = match serde_json::from_str::<Vec<&RawValue>>(read.get()) {
            Ok(entities) => {
                let entities = entities
                    .into_iter()
                    .map(|entity| self.entity(level, entity));
                Node::Array(entities.collect::<Result<_, _>>()?)
            }
            Err(_) => self.entity(level, read)?,
        };
        let mut body = Vec::new();
        made.write(&mut body);
        Ok(Converted {
            body,
            deviations: self.deviations,
            made,
        })
    }

    fn entity(&mut self, level: &Level, read: &RawValue) -> Result<Node, SourceError> {
        let members = Members::of(read).ok_or(SourceError::Malformed)?;
        let mut entity = self.object(level, &members, self.shape == Shape::NgsiLd);
        if self.shape == Shape::NgsiLd {
            entity.insert("id".into(), Node::Value(self.id(&members)?.into()));
            entity.insert("type".into(), Node::Value(self.entity_type.into()));
        }
        Ok(Node::Object(entity))
    }

    /// What tells an entity apart: a text, or a number as it is written.
    fn id(&self, members: &Members<'_>) -> Result<String, SourceError> {
        let found = members.find(&self.id).map_err(|_| SourceError::Malformed)?;
        let Some(found) = found.map(RawValue::get) else {
            return Ok(NO_ID.to_owned());
        };
        match found.as_bytes().first() {
            Some(b'"') => serde_json::from_str(found).map_err(|_| SourceError::Malformed),
            Some(b'-' | b'0'..=b'9') => Ok(found.to_owned()),
            _ => Err(SourceError::Malformed),
        }
    }

    fn object(
        &mut self,
        level: &Level,
        members: &Members<'_>,
        as_attributes: bool,
    ) -> BTreeMap<String, Node> {
        let mut object = BTreeMap::new();
        for field in &level.fields {
            if field.attributes.is_disjoint(self.attributes) {
                continue;
            }
            match field.of(members) {
                Ok(None) => {}
                Ok(Some(node)) => put(&mut object, &field.name, node, as_attributes, Some(field)),
                Err(cause) => self.deviates(&field.path, cause),
            }
        }
        for each in &level.arrays {
            if each.attributes.is_disjoint(self.attributes) {
                continue;
            }
            match self.array(each, members) {
                Ok(None) => {}
                Ok(Some(node)) => put(&mut object, &each.name, node, as_attributes, None),
                Err(cause) => self.deviates(&each.path, cause),
            }
        }
        object
    }

    fn array(&mut self, each: &Each, members: &Members<'_>) -> Result<Option<Node>, Cause> {
        let Some(found) = members.find(&each.from)? else {
            return Ok(None);
        };
        let elements: Vec<&RawValue> =
            serde_json::from_str(found.get()).map_err(|_| Cause::NotList)?;
        let mut made = Vec::with_capacity(elements.len());
        for element in elements {
            match Members::of(element) {
                Some(members) => made.push(Node::Object(self.object(&each.level, &members, false))),
                None => self.deviates(&each.path, Cause::NotObject),
            }
        }
        Ok(Some(Node::Array(made)))
    }

    fn deviates(&mut self, path: &str, cause: Cause) {
        self.deviations.insert(Deviation {
            attribute: path.to_owned(),
            cause: DeviationCause::Unconverted(cause),
        });
    }
}

/// Puts a value at its path, in objects that are made on the way.
fn put(
    object: &mut BTreeMap<String, Node>,
    path: &[String],
    node: Node,
    as_attributes: bool,
    field: Option<&Field>,
) {
    let Some((name, rest)) = path.split_first() else {
        return;
    };
    let attribute = |node| {
        let kind = match field.and_then(|field| field.property) {
            None => "Property",
            Some(PropertyKind::GeoProperty) => "GeoProperty",
            Some(PropertyKind::Relationship) => "Relationship",
        };
        let code = field.and_then(|field| field.unit_code.clone());
        Node::Attribute(Box::new(node), kind, code)
    };
    if rest.is_empty() {
        let node = if as_attributes { attribute(node) } else { node };
        object.insert(name.clone(), node);
        return;
    }
    let empty = || Node::Object(BTreeMap::new());
    let within = object.entry(name.clone()).or_insert_with(|| {
        if as_attributes {
            Node::Attribute(Box::new(empty()), "Property", None)
        } else {
            empty()
        }
    });
    let within = match within {
        Node::Attribute(within, ..) => within.as_mut(),
        within => within,
    };
    if let Node::Object(within) = within {
        put(within, rest, node, false, field);
    }
}

impl Node {
    /// It as it is in the plain shape; `None` where a number of the source's is one that nothing can hold.
    pub(super) fn plain(&self) -> Option<Value> {
        match self {
            Self::Raw(raw) => serde_json::from_str(raw.get()).ok(),
            Self::Value(value) => Some(value.clone()),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, node)| Some((name.clone(), node.plain()?)));
                members.collect::<Option<_>>().map(Value::Object)
            }
            Self::Array(elements) => {
                let elements = elements.iter().map(Self::plain);
                elements.collect::<Option<_>>().map(Value::Array)
            }
            Self::Attribute(value, ..) => value.plain(),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Raw(raw) => out.extend_from_slice(raw.get().as_bytes()),
            Self::Value(value) => write_json(out, value),
            Self::Array(elements) => {
                out.push(b'[');
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    element.write(out);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                out.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    write_json(out, name);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
            Self::Attribute(value, kind, unit_code) => {
                let member = if *kind == "Relationship" {
                    "object"
                } else {
                    "value"
                };
                let mut head = Map::new();
                head.insert("type".into(), (*kind).into());
                if let Some(code) = unit_code {
                    head.insert("unitCode".into(), code.as_str().into());
                }
                write_json(out, &head);
                out.pop();
                out.push(b',');
                write_json(out, member);
                out.push(b':');
                value.write(out);
                out.push(b'}');
            }
        }
    }
}

fn write_json(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, value);
}
