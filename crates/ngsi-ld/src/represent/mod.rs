//! From entities to JSON: normalised, concise, simplified, GeoJSON (ETSI GS CIM 009 §4.5.1, §4.5.4 and §4.5.16).

mod aggregate;
mod evolution;
mod geojson;
mod join;
mod project;

use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::entity::{Attribute, Attributes, Entity, Kind, is_geometry};

pub use aggregate::Aggregation;
pub use evolution::{EvolutionFormat, EvolutionRepresentation, evolution};
pub use geojson::{feature, feature_collection};
pub use join::{Join, targets};
pub use project::{Names, Projection};

/// How much is said of each attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Everything, with its type.
    #[default]
    Normalised,
    /// Everything that cannot be guessed.
    Concise,
    /// Values only.
    Simplified,
}

/// How entities are shown.
#[derive(Debug, Clone, Default)]
pub struct Representation {
    /// How much of each attribute.
    pub format: Format,
    /// Whether times of making and changing are shown (§4.8).
    pub sys_attrs: bool,
    /// The language that language properties are reduced to (§4.15), as in `Accept-Language`.
    pub lang: Option<String>,
    /// What of an entity is shown.
    pub projection: Projection,
    /// Entities that stand in the place of their ids.
    pub join: Option<Join>,
}

impl Representation {
    /// Whether everything of an entity is shown as it is kept, times of making and changing apart.
    pub fn is_whole(&self) -> bool {
        let Projection {
            attrs,
            pick,
            omit,
            datasets,
        } = &self.projection;
        self.format == Format::Normalised
            && !self.sys_attrs
            && self.lang.is_none()
            && self.join.is_none()
            && attrs.is_none()
            && pick.is_none()
            && *omit == Names::default()
            && datasets.is_none()
    }
}

/// One entity as JSON.
pub fn entity(entity: &Entity, context: &Context, how: &Representation) -> Value {
    let mut out = Map::new();
    if how.projection.shows_member("id") {
        out.insert("id".into(), json!(entity.id));
    }
    if how.projection.shows_member("type") {
        out.insert("type".into(), names(&entity.types, context));
    }
    if !entity.scope.is_empty() && how.projection.shows_member("scope") {
        out.insert("scope".into(), one_or_all(&entity.scope));
    }
    if how.sys_attrs && !entity.created_at.is_empty() {
        out.insert("createdAt".into(), json!(entity.created_at));
        out.insert("modifiedAt".into(), json!(entity.modified_at));
    }
    // §6.3.11: a system attribute like the others.
    if let (true, Some(at)) = (how.sys_attrs, &entity.expires_at) {
        out.insert("expiresAt".into(), json!(at));
    }
    for (iri, instances) in &entity.attributes {
        let shown: Vec<&Attribute> = how.projection.instances(iri, instances).collect();
        if !shown.is_empty() {
            let mut json = attribute(&shown, context, how);
            join::fill(&mut json, (iri, &entity.id), &shown, context, how);
            out.insert(context.compact(iri), json);
        }
    }
    Value::Object(out)
}

/// The instances of one attribute as JSON.
pub fn attribute(instances: &[&Attribute], context: &Context, how: &Representation) -> Value {
    if let [single] = instances
        && (how.format != Format::Simplified || single.dataset_id.is_none())
    {
        return instance(single, context, how);
    }
    if how.format == Format::Simplified {
        // Several instances are told apart by their dataset (§4.5.4).
        let dataset: Map<String, Value> = instances
            .iter()
            .map(|one| {
                let name = one.dataset_id.clone().unwrap_or_else(|| "@none".into());
                (name, instance(one, context, how))
            })
            .collect();
        return json!({ "dataset": dataset });
    }
    instances
        .iter()
        .map(|one| match how.format {
            // Values alone would be read as one value, an array.
            Format::Concise => Value::Object(concise(one, context, how)),
            _ => instance(one, context, how),
        })
        .collect()
}

fn names(iris: &[String], context: &Context) -> Value {
    match iris {
        [single] => json!(context.compact(single)),
        several => several
            .iter()
            .map(|iri| json!(context.compact(iri)))
            .collect(),
    }
}

fn one_or_all(values: &[String]) -> Value {
    match values {
        [single] => json!(single),
        several => json!(several),
    }
}

/// One instance as JSON.
pub fn instance(one: &Attribute, context: &Context, how: &Representation) -> Value {
    let (kind, value, lang) = in_language(one, how.lang.as_deref());
    let value = shown_value(kind, &value, context, how.format);
    match how.format {
        Format::Simplified => match kind {
            Kind::LanguageProperty => json!({ "languageMap": value }),
            Kind::VocabProperty => json!({ "vocab": value }),
            Kind::JsonProperty => json!({ "json": value }),
            Kind::Property
            | Kind::GeoProperty
            | Kind::Relationship
            | Kind::ListProperty
            | Kind::ListRelationship => value,
        },
        Format::Normalised => {
            let mut out = Map::new();
            out.insert("type".into(), json!(kind.name()));
            out.insert(kind.member().into(), value);
            rest(one, &mut out, lang, context, how);
            Value::Object(out)
        }
        Format::Concise => {
            let mut out = concise(one, context, how);
            // A value that would be read as something else needs its member to be said.
            let value = out.get(kind.member());
            let plain = value.is_some_and(|value| match kind {
                Kind::Property => !value.is_object() && !is_array_of_objects(value),
                Kind::GeoProperty => true,
                _ => false,
            });
            if plain && out.len() == 1 {
                out.remove(kind.member()).unwrap_or_default()
            } else {
                Value::Object(out)
            }
        }
    }
}

/// A concise instance with the member of its value (§4.5.1).
fn concise(one: &Attribute, context: &Context, how: &Representation) -> Map<String, Value> {
    let (kind, value, lang) = in_language(one, how.lang.as_deref());
    let value = shown_value(kind, &value, context, how.format);
    let mut out = Map::new();
    if kind == Kind::Property && is_geometry(&value) {
        // It would be read as a GeoProperty.
        out.insert("type".into(), json!(kind.name()));
    }
    rest(one, &mut out, lang, context, how);
    out.insert(kind.member().into(), value);
    out
}

fn is_array_of_objects(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().any(Value::is_object))
}

/// Everything beside type and value.
fn rest(
    one: &Attribute,
    out: &mut Map<String, Value>,
    lang: Option<String>,
    context: &Context,
    how: &Representation,
) {
    if let Some(lang) = lang {
        out.insert("lang".into(), json!(lang));
    }
    let texts = [
        ("datasetId", &one.dataset_id),
        ("observedAt", &one.observed_at),
        ("unitCode", &one.unit_code),
    ];
    for (member, text) in texts {
        if let Some(text) = text {
            out.insert(member.into(), json!(text));
        }
    }
    if !one.object_type.is_empty() {
        out.insert("objectType".into(), names(&one.object_type, context));
    }
    if let Some(data_type) = &one.value_type {
        out.insert("valueType".into(), json!(context.compact(data_type)));
    }
    if let Some(id) = &one.sealed_id {
        out.insert("entityIdSealed".into(), json!(id));
    }
    if let Some(sealed) = &one.sealed_type {
        out.insert("entityTypeSealed".into(), json!(context.compact(sealed)));
    }
    if how.sys_attrs && !one.created_at.is_empty() {
        out.insert("createdAt".into(), json!(one.created_at));
        out.insert("modifiedAt".into(), json!(one.modified_at));
    }
    if let (true, Some(at)) = (how.sys_attrs, &one.expires_at) {
        out.insert("expiresAt".into(), json!(at));
    }
    sub_attributes(&one.attributes, out, context, how);
}

fn sub_attributes(
    attributes: &Attributes,
    out: &mut Map<String, Value>,
    context: &Context,
    how: &Representation,
) {
    for (iri, instances) in attributes {
        let all: Vec<&Attribute> = instances.iter().collect();
        out.insert(context.compact(iri), attribute(&all, context, how));
    }
}

fn shown_value(kind: Kind, value: &Value, context: &Context, format: Format) -> Value {
    match (kind, value) {
        (Kind::VocabProperty, Value::String(iri)) => json!(context.compact(iri)),
        (Kind::VocabProperty, Value::Array(iris)) => iris
            .iter()
            .map(|iri| json!(context.compact(iri.as_str().unwrap_or_default())))
            .collect(),
        (Kind::ListRelationship, Value::Array(ids)) if format != Format::Simplified => {
            ids.iter().map(|id| json!({ "object": id })).collect()
        }
        _ => value.clone(),
    }
}

/// A language property reduced to the language that suits best becomes a property (§4.15).
fn in_language(one: &Attribute, lang: Option<&str>) -> (Kind, Value, Option<String>) {
    if let (Kind::LanguageProperty, Some(wanted), Some(map)) =
        (one.kind, lang, one.value.as_object())
        && let Some((tag, text)) = best_language(map, wanted)
    {
        return (Kind::Property, text.clone(), Some(tag.to_owned()));
    }
    (one.kind, one.value.clone(), None)
}

/// The best of a language map for a list of languages (RFC 9110 §12.5.4), `@none` and then any if none suits.
fn best_language<'a>(map: &'a Map<String, Value>, wanted: &str) -> Option<(&'a str, &'a Value)> {
    let mut ranges: Vec<(&str, f32)> = wanted
        .split(',')
        .filter_map(|range| {
            let (tag, quality) = range.split_once(';').unwrap_or((range, "q=1"));
            let quality = quality.trim().strip_prefix("q=")?.parse().ok()?;
            Some((tag.trim(), quality))
        })
        .filter(|(tag, quality)| !tag.is_empty() && *quality > 0.0)
        .collect();
    ranges.sort_by(|one, other| other.1.total_cmp(&one.1));
    let exact = |wanted: &str| map.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
    let related = |wanted: &str| {
        let primary = wanted.split('-').next().unwrap_or(wanted);
        map.iter().find(|(tag, _)| {
            tag.split('-')
                .next()
                .is_some_and(|tag| tag.eq_ignore_ascii_case(primary))
        })
    };
    ranges
        .iter()
        .find_map(|(tag, _)| exact(tag).or_else(|| related(tag)))
        .or_else(|| map.get_key_value("@none"))
        .or_else(|| map.iter().next())
        .map(|(tag, text)| (tag.as_str(), text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What one instance says of its value, of every kind.
    fn said() -> impl Strategy<Value = Value> {
        let point = json!({"type": "Point", "coordinates": [24.93, 60.17]});
        prop_oneof![
            prop_oneof![
                Just(json!("Aino")),
                Just(json!("")),
                Just(json!(5)),
                Just(json!([1, "a"])),
                Just(json!([{"value": 1}])),
                Just(json!({"value": 1})),
                Just(json!({"languageMap": {"fi": "Hei"}})),
                Just(point.clone()),
            ]
            .prop_map(|value| json!({"type": "Property", "value": value})),
            Just(json!({"type": "GeoProperty", "value": point})),
            Just(
                json!({"type": "LanguageProperty", "languageMap": {"fi": "Hei", "sv": ["Hej", "Tjena"]}})
            ),
            Just(json!({"type": "Relationship", "object": "urn:x:1"})),
            Just(json!({"type": "Relationship", "object": ["urn:x:1", "urn:x:2"]})),
            Just(json!({"type": "ListProperty", "valueList": [1, 2]})),
            Just(json!({"type": "ListRelationship", "objectList": [{"object": "urn:x:1"}]})),
            Just(json!({"type": "VocabProperty", "vocab": "Adult"})),
            Just(json!({"type": "JsonProperty", "json": {"a": [{"value": 1}]}})),
        ]
    }

    proptest! {
        /// Export and import rely on it.
        #[test]
        fn a_concise_entity_is_read_as_what_it_was(
            instances in prop::collection::vec((said(), any::<bool>(), any::<bool>()), 1..4),
            has_default in any::<bool>(),
        ) {
            let mut all = Vec::new();
            for (number, (mut one, is_timed, has_more)) in instances.into_iter().enumerate() {
                if number > 0 || !has_default {
                    one["datasetId"] = json!(format!("urn:x:{number}"));
                }
                if is_timed {
                    one["observedAt"] = json!("2026-05-01T10:00:00Z");
                }
                if has_more {
                    one["since"] = json!([{"type": "Property", "value": 1}, {"type": "Property", "value": 2, "datasetId": "urn:x:2"}]);
                }
                all.push(one);
            }
            let document = json!({"id": "urn:x:1", "type": "T", "a": all});
            let context = Context::core();
            let entity = Entity::parse(&document, &context).unwrap();
            let how = Representation { format: Format::Concise, ..Representation::default() };
            let concise = super::entity(&entity, &context, &how);
            prop_assert_eq!(Entity::parse(&concise, &context).unwrap(), entity, "{}", concise);
        }
    }
}
