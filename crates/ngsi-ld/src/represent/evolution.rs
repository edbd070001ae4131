//! From evolutions to JSON: normalised, concise, simplified and aggregated (ETSI GS CIM 009 §4.5.6 to §4.5.9, §4.5.19).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Aggregation, Format, Projection, Representation, instance, names, shown_value};
use crate::context::Context;
use crate::entity::{Evolution, Instance, Kind, SCOPE, micros};
use crate::query::TimeProperty;

/// How much is said of each instance.
#[derive(Debug, Clone, Default)]
pub enum EvolutionFormat {
    /// Everything, with its type.
    #[default]
    Normalised,
    /// Everything but its type.
    Concise,
    /// Pairs of value and time (`temporalValues`).
    Values,
    /// What comes out for periods (`aggregatedValues`).
    Aggregated(Aggregation),
}

/// How evolutions are shown.
#[derive(Debug, Clone, Default)]
pub struct EvolutionRepresentation {
    /// How much of each instance.
    pub format: EvolutionFormat,
    /// Whether times of making and changing are shown (§4.8).
    pub sys_attrs: bool,
    /// The language that language properties are reduced to.
    pub lang: Option<String>,
    /// What is shown.
    pub projection: Projection,
    /// The time that values are shown with.
    pub property: TimeProperty,
}

impl Instance {
    /// One of its times, as text.
    pub fn time(&self, property: TimeProperty) -> Option<&str> {
        let attribute = &self.attribute;
        let time = match property {
            TimeProperty::ObservedAt => attribute.observed_at.as_deref(),
            TimeProperty::CreatedAt => Some(attribute.created_at.as_str()),
            TimeProperty::ModifiedAt => Some(attribute.modified_at.as_str()),
            TimeProperty::DeletedAt => self.deleted_at.as_deref(),
        };
        time.filter(|time| !time.is_empty())
    }
}

/// One evolution as JSON. An attribute without an instance is an empty array (§6.3.10); as values, a property without any.
pub fn evolution(one: &Evolution, context: &Context, how: &EvolutionRepresentation) -> Value {
    let mut out = Map::new();
    if how.projection.shows_member("id") {
        out.insert("id".into(), json!(one.id));
    }
    if how.projection.shows_member("type") {
        out.insert("type".into(), names(&one.types, context));
    }
    if how.sys_attrs && !one.created_at.is_empty() {
        out.insert("createdAt".into(), json!(one.created_at));
        out.insert("modifiedAt".into(), json!(one.modified_at));
    }
    if let Some(at) = &one.deleted_at {
        out.insert("deletedAt".into(), json!(at));
    }
    let period = match &how.format {
        EvolutionFormat::Aggregated(aggregation) => {
            let times = one.attributes.values().flatten();
            aggregation.period(times.filter_map(|one| micros(one.time(how.property)?)))
        }
        _ => None,
    };
    for (iri, instances) in &one.attributes {
        let name = if iri == SCOPE {
            SCOPE.to_owned()
        } else {
            context.compact(iri)
        };
        let shown = match &how.format {
            EvolutionFormat::Normalised | EvolutionFormat::Concise => instances
                .iter()
                .map(|one| whole(one, context, how))
                .collect(),
            EvolutionFormat::Values if instances.is_empty() => {
                json!({"type": Kind::Property.name(), plural(Kind::Property): []})
            }
            EvolutionFormat::Values => by_dataset(instances, |kind, all| {
                let pairs = all
                    .iter()
                    .filter_map(|one| pair(one, context, how))
                    .collect();
                Map::from_iter([(plural(kind).to_owned(), Value::Array(pairs))])
            }),
            EvolutionFormat::Aggregated(aggregation) => by_dataset(instances, |_, all| {
                let timed = all
                    .iter()
                    .filter_map(|one| {
                        Some((micros(one.time(how.property)?)?, &one.attribute.value))
                    })
                    .collect::<Vec<_>>();
                period.map_or_else(Map::new, |period| aggregation.of(&timed, period))
            }),
        };
        out.insert(name, shown);
    }
    Value::Object(out)
}

/// An instance with all that it says (§4.5.7, §4.5.8).
fn whole(one: &Instance, context: &Context, how: &EvolutionRepresentation) -> Value {
    let normalised = Representation {
        format: Format::Normalised,
        sys_attrs: how.sys_attrs,
        lang: how.lang.clone(),
        ..Representation::default()
    };
    let mut json = instance(&one.attribute, context, &normalised);
    if let Some(map) = json.as_object_mut() {
        if !one.id.is_empty() {
            map.insert("instanceId".into(), json!(one.id));
        }
        if let Some(at) = &one.deleted_at {
            map.insert("deletedAt".into(), json!(at));
        }
        if matches!(how.format, EvolutionFormat::Concise) {
            map.remove("type");
        }
    }
    json
}

/// A value with its time (§4.5.9); none without the time.
fn pair(one: &Instance, context: &Context, how: &EvolutionRepresentation) -> Option<Value> {
    let time = one.time(how.property)?;
    let kind = one.attribute.kind;
    let value = shown_value(kind, &one.attribute.value, context, Format::Simplified);
    let value = match kind {
        Kind::LanguageProperty | Kind::VocabProperty | Kind::JsonProperty => {
            json!({ kind.member(): value })
        }
        _ => value,
    };
    Some(json!([value, time]))
}

/// What several values stand in (§4.5.9).
fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Property | Kind::GeoProperty => "values",
        Kind::Relationship => "objects",
        Kind::LanguageProperty => "languageMaps",
        Kind::VocabProperty => "vocabs",
        Kind::ListProperty => "valueLists",
        Kind::ListRelationship => "objectLists",
        Kind::JsonProperty => "jsons",
    }
}

/// An attribute as one object, or as one for each of its datasets.
fn by_dataset(
    instances: &[Instance],
    say: impl Fn(Kind, &[&Instance]) -> Map<String, Value>,
) -> Value {
    let mut datasets: BTreeMap<Option<&str>, Vec<&Instance>> = BTreeMap::new();
    for one in instances {
        let dataset = one.attribute.dataset_id.as_deref();
        datasets.entry(dataset).or_default().push(one);
    }
    let mut all: Vec<Value> = datasets
        .into_iter()
        .filter_map(|(dataset, instances)| {
            // An attribute's kind may change; the last one counts.
            let kind = instances.last()?.attribute.kind;
            let same: Vec<&Instance> = instances
                .into_iter()
                .filter(|one| plural(one.attribute.kind) == plural(kind))
                .collect();
            let mut out = Map::new();
            out.insert("type".into(), json!(kind.name()));
            if let Some(dataset) = dataset {
                out.insert("datasetId".into(), json!(dataset));
            }
            out.append(&mut say(kind, &same));
            Some(Value::Object(out))
        })
        .collect();
    if all.len() == 1 {
        all.swap_remove(0)
    } else {
        Value::Array(all)
    }
}
