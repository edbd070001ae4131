//! From JSON to entities: normalised, concise and simplified (ETSI GS CIM 009 §4.5).

use serde_json::{Map, Value, json};

use super::members::{is_attribute_member, is_entity_member};
use super::validate::{date_time, is_geometry, is_geometry_type, is_uri, scope_is_valid};
use super::{Attribute, Attributes, Entity, Kind, MAX_DEPTH, NULL};
use crate::context::Context;
use crate::problem::Problem;

/// Whether NGSI-LD nulls may stand in the document: they mean deletion, which creating cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// The document changes something.
    Allowed,
    /// The document makes something.
    Forbidden,
}

/// How attributes are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    /// Normalised or concise: an object with a `type` is an attribute (§4.5.1).
    Whole,
    /// Simplified: what is not an attribute is a value, whatever its members (§4.5.4).
    Simplified,
}

/// How a document is read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    context: &'a Context,
    nulls: Nulls,
    form: Form,
}

/// The member that tells several instances apart in simplified form, by dataset (§4.5.4).
const DATASETS: &str = "dataset";
/// Members of attributes that only notifications say: what was before (§4.5.2.2, §4.5.3.2).
const PREVIOUS: &str = "previous";
/// The property that proves an entity; it alone has sealed members (§4.5.2.2).
const PROOF: &str = "ngsildproof";
/// The geo-properties of the core context (§4.7.1).
const PLACES: [&str; 3] = ["location", "observationSpace", "operationSpace"];
/// The one data type that language properties have (§5.2.32).
const LANGUAGE_TYPE: &str = "langString";

impl Entity {
    /// An entity as it stands in a request that makes it.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub fn parse(document: &Value, context: &Context) -> Result<Self, Problem> {
        Self::parse_in(Form::Whole, document, context)
    }

    /// As [`Entity::parse`], with attributes in either form.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub fn parse_in(form: Form, document: &Value, context: &Context) -> Result<Self, Problem> {
        let how = Reading {
            context,
            nulls: Nulls::Forbidden,
            form,
        };
        let entity = read(document, how)?;
        if entity.id.is_empty() {
            return Err(Problem::bad_data("an entity has an `id`"));
        }
        if entity.types.is_empty() {
            return Err(Problem::bad_data("an entity has a `type`"));
        }
        Ok(entity)
    }
}

/// An entity of which anything may be missing; its id is empty then.
///
/// # Errors
/// [`Problem`] of what is wrong with it.
pub fn fragment(document: &Value, context: &Context, nulls: Nulls) -> Result<Entity, Problem> {
    fragment_in(Form::Whole, document, context, nulls)
}

/// As [`fragment`], with attributes in either form.
///
/// # Errors
/// [`Problem`] of what is wrong with it.
pub fn fragment_in(
    form: Form,
    document: &Value,
    context: &Context,
    nulls: Nulls,
) -> Result<Entity, Problem> {
    read(
        document,
        Reading {
            context,
            nulls,
            form,
        },
    )
}

fn read(document: &Value, how: Reading<'_>) -> Result<Entity, Problem> {
    let map = document
        .as_object()
        .ok_or_else(|| Problem::bad_data("an entity is a JSON object"))?;
    let mut entity = Entity::default();
    if let Some(id) = map.get("id").or_else(|| map.get("@id")) {
        match id.as_str() {
            Some(id) if is_uri(id) && id != NULL => id.clone_into(&mut entity.id),
            _ => return Err(Problem::bad_data(format!("the `id` {id} is not a URI"))),
        }
    }
    if let Some(types) = map.get("type").or_else(|| map.get("@type")) {
        entity.types = names(types, "type", how.context)?;
    }
    if let Some(scope) = map.get("scope") {
        entity.scope = scopes(scope, how.nulls)?;
    }
    if let Some(expires) = map.get("expiresAt") {
        let is_gone = how.nulls == Nulls::Allowed && expires.as_str() == Some(NULL);
        entity.expires_at = Some(if is_gone {
            NULL.to_owned()
        } else {
            time(expires, "expiresAt")?
        });
    }
    for (name, value) in map {
        if is_entity_member(name) {
            continue;
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(Problem::bad_data(format!(
                "`{name}` cannot be the name of an attribute"
            )));
        }
        check_name(name)?;
        let instances = instances_at(name, value, how, 0)?;
        entity
            .attributes
            .entry(how.context.expand(name))
            .or_default()
            .extend(instances);
    }
    Ok(entity)
}

/// Names that mean something within attributes, and so cannot be attributes (§4.5.1).
const RESERVED: [&str; 5] = [
    "datasetId",
    "instanceId",
    "observedAt",
    "unitCode",
    "objectType",
];

fn names(value: &Value, member: &str, context: &Context) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::bad_data(format!("`{member}` is a name or an array of names"));
    let one = |name: &Value| -> Result<String, Problem> {
        let name = name.as_str().ok_or_else(wrong)?;
        check_name(name)?;
        let iri = context.expand(name);
        if iri.starts_with('@') {
            return Err(Problem::bad_data(format!(
                "`{name}` is a keyword, not a name"
            )));
        }
        Ok(iri)
    };
    match value {
        Value::Array(several) if several.is_empty() => Err(wrong()),
        Value::Array(several) => {
            let mut expanded = Vec::with_capacity(several.len());
            for name in several {
                let name = one(name)?;
                if !expanded.contains(&name) {
                    expanded.push(name);
                }
            }
            Ok(expanded)
        }
        single => Ok(vec![one(single)?]),
    }
}

/// Names are letters, digits and underscores, beginning with a letter; compact IRIs and IRIs are free (§4.6.2).
fn check_name(name: &str) -> Result<(), Problem> {
    let good = match name.split_once(':') {
        Some(_) => is_uri(name),
        None => {
            name.chars().next().is_some_and(char::is_alphabetic)
                && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        }
    };
    if good {
        Ok(())
    } else {
        Err(Problem::bad_data(format!("`{name}` is not a valid name")))
    }
}

fn scopes(value: &Value, nulls: Nulls) -> Result<Vec<String>, Problem> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        single => std::slice::from_ref(single),
    };
    list.iter()
        .map(|scope| match scope.as_str() {
            Some(text) if scope_is_valid(text) || (text == NULL && nulls == Nulls::Allowed) => {
                Ok(text.to_owned())
            }
            _ => Err(Problem::bad_data(format!("{scope} is not a scope"))),
        })
        .collect()
}

fn time(value: &Value, member: &str) -> Result<String, Problem> {
    match value.as_str() {
        Some(text) if date_time(text) => Ok(text.to_owned()),
        _ => Err(Problem::bad_data(format!(
            "`{member}` is not a date and time with its offset"
        ))),
    }
}

/// The instances of one attribute by its value in an entity: one, or an array of several that differ by dataset.
///
/// # Errors
/// [`Problem`] of what is wrong with it.
pub fn attribute_instances(
    name: &str,
    value: &Value,
    context: &Context,
    nulls: Nulls,
) -> Result<Vec<Attribute>, Problem> {
    attribute_instances_in(Form::Whole, name, value, context, nulls)
}

/// As [`attribute_instances`], in either form.
///
/// # Errors
/// [`Problem`] of what is wrong with it.
pub(crate) fn attribute_instances_in(
    form: Form,
    name: &str,
    value: &Value,
    context: &Context,
    nulls: Nulls,
) -> Result<Vec<Attribute>, Problem> {
    check_name(name)?;
    let how = Reading {
        context,
        nulls,
        form,
    };
    instances_at(name, value, how, 0)
}

fn instances_at(
    name: &str,
    value: &Value,
    how: Reading<'_>,
    depth: usize,
) -> Result<Vec<Attribute>, Problem> {
    if depth > MAX_DEPTH {
        return Err(Problem::bad_data(format!(
            "the attribute `{name}` nests too deeply"
        )));
    }
    if let Value::Array(items) = value
        && !items.is_empty()
        && items.iter().all(is_instance)
    {
        let mut instances: Vec<Attribute> = Vec::with_capacity(items.len());
        for item in items {
            let instance = one(name, item, how, depth)?;
            if instances
                .iter()
                .any(|other| other.dataset_id == instance.dataset_id)
            {
                return Err(Problem::bad_data(format!(
                    "two instances of `{name}` have the same `datasetId`"
                )));
            }
            instances.push(instance);
        }
        return Ok(instances);
    }
    match datasets(value).filter(|_| how.form == Form::Simplified) {
        Some(datasets) => datasets
            .iter()
            .map(|(dataset, value)| {
                let mut instance = one(name, value, how, depth)?;
                instance.dataset_id = dataset_id(name, &json!(dataset))?;
                Ok(instance)
            })
            .collect(),
        None => Ok(vec![one(name, value, how, depth)?]),
    }
}

/// The values by dataset that a value in simplified form is made of (§4.5.4).
pub(crate) fn datasets(value: &Value) -> Option<&Map<String, Value>> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get(DATASETS)?
        .as_object()
        .filter(|datasets| !datasets.is_empty())
}

/// The dataset that is named; none for the default instance.
fn dataset_id(name: &str, said: &Value) -> Result<Option<String>, Problem> {
    match said.as_str() {
        Some("@none") => Ok(None),
        Some(id) if is_uri(id) => Ok(Some(id.to_owned())),
        _ => Err(Problem::bad_data(format!(
            "the `datasetId` of `{name}` is not a URI"
        ))),
    }
}

/// Whether a member of an array is an instance of an attribute, and not a value.
pub(crate) fn is_instance(item: &Value) -> bool {
    item.as_object().is_some_and(|map| {
        map.get("type")
            .and_then(Value::as_str)
            .and_then(Kind::of)
            .is_some()
            || Kind::ALL.iter().any(|kind| map.contains_key(kind.member()))
    })
}

fn one(name: &str, value: &Value, how: Reading<'_>, depth: usize) -> Result<Attribute, Problem> {
    let Value::Object(map) = value else {
        return bare(name, Kind::Property, value, how.nulls);
    };
    if map.contains_key("@context") {
        return Err(Problem::bad_data(format!(
            "`{name}` has an `@context` inside"
        )));
    }
    if is_bare_geometry(map) {
        return bare(name, Kind::GeoProperty, value, how.nulls);
    }
    let kind = match said_type(map) {
        None => concise_kind(map),
        Some(_) if how.form == Form::Simplified => simplified_kind(map),
        Some(Value::String(said)) => Some(Kind::of(said).ok_or_else(|| {
            Problem::bad_data(format!("`{said}` is not a type of attributes (`{name}`)"))
        })?),
        Some(_) => {
            return Err(Problem::bad_data(format!(
                "the `type` of `{name}` is not a string"
            )));
        }
    };
    let Some(kind) = kind else {
        return bare(name, Kind::Property, value, how.nulls);
    };
    let mut instance = members(name, kind, map, how)?;
    sealed(name, &mut instance, map, how)?;
    check_value(name, &instance, how.nulls)?;
    instance.attributes = sub_attributes(map, how, depth)?;
    Ok(instance)
}

/// An attribute that stands there as its value alone.
fn bare(name: &str, kind: Kind, value: &Value, nulls: Nulls) -> Result<Attribute, Problem> {
    let instance = Attribute::new(kind, value.clone());
    check_value(name, &instance, nulls)?;
    Ok(instance)
}

fn said_type(map: &Map<String, Value>) -> Option<&Value> {
    map.get("type").or_else(|| map.get("@type"))
}

/// Whether a geometry stands there as the value of an attribute.
pub(crate) fn is_bare_geometry(map: &Map<String, Value>) -> bool {
    let said = said_type(map).and_then(Value::as_str);
    said.is_some_and(is_geometry_type) && map.contains_key("coordinates")
}

/// What kind of attribute an object is in simplified form; none for a plain value, whatever its `type` (§4.5.4).
pub(crate) fn simplified_kind(map: &Map<String, Value>) -> Option<Kind> {
    match said_type(map) {
        None => concise_kind(map),
        Some(said) => said
            .as_str()
            .and_then(Kind::of)
            .filter(|kind| map.contains_key(kind.member())),
    }
}

fn concise_kind(map: &Map<String, Value>) -> Option<Kind> {
    let has = |member: &str| map.contains_key(member);
    if has("value") {
        let geometry = map.get("value").is_some_and(is_geometry);
        return Some(if geometry {
            Kind::GeoProperty
        } else {
            Kind::Property
        });
    }
    Kind::ALL.into_iter().find(|kind| has(kind.member()))
}

fn members(
    name: &str,
    kind: Kind,
    map: &Map<String, Value>,
    how: Reading<'_>,
) -> Result<Attribute, Problem> {
    let value = map.get(kind.member()).ok_or_else(|| {
        Problem::bad_data(format!(
            "the {} `{name}` has no `{}`",
            kind.name(),
            kind.member()
        ))
    })?;
    for other in Kind::ALL {
        if other.member() != kind.member() && map.contains_key(other.member()) {
            return Err(Problem::bad_data(format!(
                "the {} `{name}` has a `{}`",
                kind.name(),
                other.member()
            )));
        }
    }
    check_prohibited(name, kind, map)?;
    let mut instance = Attribute::new(kind, normal_value(kind, value, how.context));
    if let Some(id) = map.get("datasetId") {
        instance.dataset_id = dataset_id(name, id)?;
    }
    let said = |member: &str| {
        map.get(member)
            .filter(|said| how.nulls == Nulls::Forbidden || said.as_str() != Some(NULL))
    };
    if let Some(at) = said("observedAt") {
        instance.observed_at = Some(time(at, "observedAt")?);
    }
    if let Some(at) = said("expiresAt") {
        instance.expires_at = Some(time(at, "expiresAt")?);
    }
    if let Some(unit) = said("unitCode") {
        let unit = unit.as_str().ok_or_else(|| {
            Problem::bad_data(format!("the `unitCode` of `{name}` is not a string"))
        })?;
        instance.unit_code = Some(unit.to_owned());
    }
    if let Some(types) = said("objectType") {
        instance.object_type = names(types, "objectType", how.context)?;
    }
    if let Some(data_type) = said("valueType") {
        let good = data_type
            .as_str()
            .filter(|name| kind != Kind::LanguageProperty || *name == LANGUAGE_TYPE);
        let data_type = good.ok_or_else(|| {
            Problem::bad_data(format!("the `valueType` of `{name}` cannot be {data_type}"))
        })?;
        instance.value_type = Some(how.context.expand(data_type));
    }
    Ok(instance)
}

/// Refuses members that attributes of a kind never have.
fn check_prohibited(name: &str, kind: Kind, map: &Map<String, Value>) -> Result<(), Problem> {
    let has_unit = matches!(
        kind,
        Kind::Property | Kind::GeoProperty | Kind::ListProperty
    );
    let wrong = map.keys().find(|member| {
        is_attribute_member(member) && member.starts_with(PREVIOUS)
            || *member == "unitCode" && !has_unit
    });
    match wrong {
        None => Ok(()),
        Some(member) => Err(Problem::bad_data(format!(
            "the {} `{name}` has a `{member}`",
            kind.name()
        ))),
    }
}

/// What a proof seals: strings, and in proofs alone; a proof's value is an object.
fn sealed(
    name: &str,
    instance: &mut Attribute,
    map: &Map<String, Value>,
    how: Reading<'_>,
) -> Result<(), Problem> {
    let text = |member: &str| match map.get(member) {
        None => Ok(None),
        Some(Value::String(text)) if name == PROOF => Ok(Some(text)),
        Some(_) => Err(Problem::bad_data(format!(
            "`{name}` cannot have this `{member}`"
        ))),
    };
    instance.sealed_id = text("entityIdSealed")?.cloned();
    instance.sealed_type = text("entityTypeSealed")?.map(|name| how.context.expand(name));
    if name == PROOF && !instance.is_null() && !instance.value.is_object() {
        return Err(Problem::bad_data(format!(
            "the value of `{PROOF}` is an object"
        )));
    }
    Ok(())
}

fn sub_attributes(
    map: &Map<String, Value>,
    how: Reading<'_>,
    depth: usize,
) -> Result<Attributes, Problem> {
    let mut attributes = Attributes::new();
    for (name, value) in map {
        if is_attribute_member(name) {
            continue;
        }
        check_name(name)?;
        let instances = instances_at(name, value, how, depth + 1)?;
        attributes.insert(how.context.expand(name), instances);
    }
    Ok(attributes)
}

/// A value as it is kept: vocabulary terms expanded, object lists as plain ids.
fn normal_value(kind: Kind, value: &Value, context: &Context) -> Value {
    match kind {
        Kind::VocabProperty => match value {
            Value::String(term) if term != NULL => Value::String(context.expand(term)),
            Value::Array(terms) => terms
                .iter()
                .map(|term| match term {
                    Value::String(term) => Value::String(context.expand(term)),
                    other => other.clone(),
                })
                .collect(),
            other => other.clone(),
        },
        Kind::ListRelationship => match value {
            Value::Array(items) => items
                .iter()
                .map(|item| item.get("object").unwrap_or(item).clone())
                .collect(),
            other => other.clone(),
        },
        // A geometry may be given as the string that holds it (§4.7.2).
        Kind::GeoProperty => value
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok())
            .filter(is_geometry)
            .unwrap_or_else(|| value.clone()),
        _ => value.clone(),
    }
}

fn check_value(name: &str, instance: &Attribute, nulls: Nulls) -> Result<(), Problem> {
    let value = &instance.value;
    if instance.is_null() {
        return match nulls {
            Nulls::Allowed => Ok(()),
            Nulls::Forbidden => Err(Problem::bad_data(format!(
                "`{name}` cannot be made with an NGSI-LD null"
            ))),
        };
    }
    if PLACES.contains(&name) && instance.kind != Kind::GeoProperty {
        return Err(Problem::bad_data(format!("`{name}` is a GeoProperty")));
    }
    let good = match instance.kind {
        Kind::Property => {
            let nested = nulls == Nulls::Forbidden && crate::change::has_nested_null(value);
            !value.is_null() && !nested && depth_is_bounded(value, 0)
        }
        Kind::GeoProperty => is_geometry(value),
        Kind::Relationship => match value {
            Value::Array(ids) => !ids.is_empty() && ids.iter().all(is_uri_value),
            one => is_uri_value(one),
        },
        Kind::LanguageProperty => is_language_map(value),
        Kind::VocabProperty => match value {
            Value::Array(terms) => !terms.is_empty() && terms.iter().all(Value::is_string),
            one => one.is_string(),
        },
        Kind::ListProperty => value.is_array() && depth_is_bounded(value, 0),
        Kind::ListRelationship => value
            .as_array()
            .is_some_and(|ids| ids.iter().all(is_uri_value)),
        Kind::JsonProperty => {
            let is_raw = match value {
                Value::Array(items) => items.iter().all(Value::is_object),
                one => one.is_object(),
            };
            is_raw && depth_is_bounded(value, 0)
        }
    };
    if good {
        Ok(())
    } else {
        Err(Problem::bad_data(format!(
            "the {} `{name}` has a `{}` that cannot be",
            instance.kind.name(),
            instance.kind.member()
        )))
    }
}

fn is_uri_value(value: &Value) -> bool {
    value.as_str().is_some_and(is_uri)
}

/// Language tags (RFC 5646) or `@none`, each with a string or an array of strings (§4.6.5).
fn is_language_map(value: &Value) -> bool {
    value.as_object().is_some_and(|map| {
        map.iter().all(|(tag, text)| {
            (tag == "@none" || is_language_tag(tag))
                && match text {
                    Value::Array(texts) => texts.iter().all(Value::is_string),
                    one => one.is_string(),
                }
        })
    })
}

fn is_language_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(index, part)| {
        (1..=8).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_alphanumeric())
            && (index > 0 || part.chars().all(|c| c.is_ascii_alphabetic()))
    })
}

fn depth_is_bounded(value: &Value, depth: usize) -> bool {
    depth <= MAX_DEPTH
        && match value {
            Value::Array(items) => items.iter().all(|item| depth_is_bounded(item, depth + 1)),
            Value::Object(map) => map.values().all(|item| depth_is_bounded(item, depth + 1)),
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProblemKind;
    use proptest::prelude::*;
    use serde_json::json;

    fn parse(document: &Value) -> Result<Entity, Problem> {
        Entity::parse(document, &Context::core())
    }

    #[test]
    fn every_form_says_the_same() {
        let forms = [
            json!({"id": "urn:x:1", "type": "T", "speed": {"type": "Property", "value": 5},
                "owner": {"type": "Relationship", "object": "urn:x:2"},
                "place": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [1, 2]}}}),
            json!({"id": "urn:x:1", "type": ["T"], "speed": 5, "owner": {"object": "urn:x:2"},
                "place": {"type": "Point", "coordinates": [1, 2]}}),
        ];
        assert_eq!(parse(&forms[0]).unwrap(), parse(&forms[1]).unwrap());
    }

    #[test]
    fn a_value_in_simplified_form_may_have_a_type() {
        let document = json!({"id": "urn:x:1", "type": "T",
            "address": {"type": "PostalAddress", "street": "Mannerheimintie"},
            "sale": {"type": "Property", "rooms": 3},
            "tags": {"type": ["A", "B"]},
            "place": {"type": "Point", "coordinates": [1, 2]},
            "label": {"languageMap": {"en": "car"}},
            "speed": {"type": "Property", "value": 5}});
        assert!(parse(&document).is_err());
        let context = Context::core();
        let entity = Entity::parse_in(Form::Simplified, &document, &context).unwrap();
        for (name, kind, value) in [
            ("address", Kind::Property, &document["address"]),
            ("sale", Kind::Property, &document["sale"]),
            ("tags", Kind::Property, &document["tags"]),
            ("place", Kind::GeoProperty, &document["place"]),
            ("label", Kind::LanguageProperty, &json!({"en": "car"})),
            ("speed", Kind::Property, &json!(5)),
        ] {
            let instance = entity.instance(&context.expand(name), None).unwrap();
            assert_eq!((instance.kind, &instance.value), (kind, value), "{name}");
        }
        let no_point =
            json!({"id": "urn:x:1", "type": "T", "place": {"type": "Point", "coordinates": 1}});
        assert!(Entity::parse_in(Form::Simplified, &no_point, &context).is_err());
    }

    #[test]
    fn geometries_may_be_strings_and_proofs_seal_an_entity() {
        let document = json!({"id": "urn:x:Pär", "type": "T",
            "location": {"type": "GeoProperty", "value": "{\"type\": \"Point\", \"coordinates\": [1, 2]}"},
            "ngsildproof": {"type": "Property", "entityIdSealed": "urn:x:1", "entityTypeSealed": "T",
                "value": {"proofValue": "z"}}});
        let entity = parse(&document).unwrap();
        let how = crate::represent::Representation::default();
        let shown = crate::represent::entity(&entity, &Context::core(), &how);
        assert_eq!(shown["location"]["value"]["coordinates"], json!([1, 2]));
        assert_eq!(shown["ngsildproof"], document["ngsildproof"]);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (member, value) in [
            ("id", json!("no-uri")),
            ("type", json!([])),
            ("type", json!("9Type")),
            ("my attr", json!(1)),
            ("a", json!(null)),
            ("a", json!({"type": "Property"})),
            ("a", json!({"type": "Strange", "value": 1})),
            (
                "a",
                json!({"type": "Property", "value": "urn:ngsi-ld:null"}),
            ),
            (
                "a",
                json!({"type": "Property", "value": 1, "object": "urn:x:1"}),
            ),
            (
                "a",
                json!({"type": "Property", "value": 1, "observedAt": "2020-01-01"}),
            ),
            (
                "a",
                json!({"type": "Property", "value": 1, "observedAt": "2020-01-01T00:00:00+02:00"}),
            ),
            (
                "a",
                json!({"type": "Property", "value": 1, "previousValue": 0}),
            ),
            (
                "a",
                json!({"type": "Property", "value": 1, "entityIdSealed": "urn:x:1"}),
            ),
            (
                "a",
                json!({"type": "Relationship", "object": "urn:x:1", "unitCode": "MTR"}),
            ),
            ("a", json!({"type": "JsonProperty", "json": 5})),
            (
                "a",
                json!({"type": "LanguageProperty", "languageMap": {"en": "x"}, "valueType": "xsd:string"}),
            ),
            (
                "a",
                json!({"type": "GeoProperty", "value": {"type": "GeometryCollection", "geometries": []}}),
            ),
            ("a", json!({"type": "GeoProperty", "value": "no geometry"})),
            ("location", json!({"type": "Property", "value": 7})),
            (
                "ngsildproof",
                json!({"type": "Property", "value": "no object"}),
            ),
            (
                "ngsildproof",
                json!({"type": "Property", "value": {}, "entityTypeSealed": 42}),
            ),
            ("scope", json!("/a-b")),
            ("id", json!("urn:x:\u{200B}1")),
            ("id", json!("urn:x:\u{FFFE}1")),
            ("a", json!({"type": "Relationship", "object": "no uri"})),
            (
                "a",
                json!({"type": "GeoProperty", "value": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}),
            ),
            (
                "a",
                json!({"type": "LanguageProperty", "languageMap": {"en": 5}}),
            ),
            (
                "a",
                json!([{"type": "Property", "value": 1}, {"type": "Property", "value": 2}]),
            ),
        ] {
            let mut document = json!({"id": "urn:x:1", "type": "T"});
            document[member] = value;
            let problem = parse(&document).expect_err(&document.to_string());
            assert_eq!(problem.kind, ProblemKind::BadRequestData, "{document}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop::sample::select(vec![
            "id",
            "type",
            "value",
            "object",
            "Property",
            "Relationship",
            "GeoProperty",
            "Point",
            "coordinates",
            "languageMap",
            "@none",
            "urn:x:1",
            "urn:ngsi-ld:null",
            "scope",
            "/a/b",
            "datasetId",
            "objectList",
            "vocab",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            word.clone().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 48, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(word.clone().prop_map(str::to_owned), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_is_taken_goes_there_and_back(document in any_json()) {
            let context = Context::core();
            let _ = fragment(&document, &context, Nulls::Allowed);
            let _ = Entity::parse_in(Form::Simplified, &document, &context);
            if let Ok(entity) = parse(&document) {
                let how = crate::represent::Representation { sys_attrs: true, ..Default::default() };
                let shown = crate::represent::entity(&entity, &context, &how);
                prop_assert_eq!(parse(&shown).unwrap(), entity);
            }
        }
    }
}
