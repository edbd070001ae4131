//! Linked entities in the place of their ids (ETSI GS CIM 009 §4.5.23).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Format, Representation, entity as as_json};
use crate::context::Context;
use crate::entity::{Attribute, Entity, Kind};

/// The entities that may stand within others, and how deep.
#[derive(Debug, Clone, Default)]
pub struct Join {
    /// All that are at hand, by id.
    pub entities: Arc<BTreeMap<String, Entity>>,
    /// How many levels are still to be filled.
    pub level: usize,
    /// The entities this stands within: those are not repeated.
    pub within: Vec<String>,
}

/// The ids that an instance links to.
pub fn targets(instance: &Attribute) -> Vec<&str> {
    match (instance.kind, &instance.value) {
        (Kind::Relationship, Value::String(id)) => vec![id],
        (Kind::Relationship | Kind::ListRelationship, Value::Array(ids)) => {
            ids.iter().filter_map(Value::as_str).collect()
        }
        _ => Vec::new(),
    }
}

/// Fills the JSON of an attribute's instances with the entities that they link to.
pub(super) fn fill(
    json: &mut Value,
    (iri, holder): (&str, &str),
    instances: &[&Attribute],
    context: &Context,
    how: &Representation,
) {
    let Some(join) = how.join.as_ref().filter(|join| join.level > 0) else {
        return;
    };
    let mut within = join.within.clone();
    within.push(holder.to_owned());
    let inner = Representation {
        projection: how.projection.of_linked(iri),
        join: Some(Join {
            entities: Arc::clone(&join.entities),
            level: join.level - 1,
            within: within.clone(),
        }),
        ..how.clone()
    };
    let linked = |instance: &Attribute| -> Vec<Value> {
        targets(instance)
            .into_iter()
            .filter(|id| !within.iter().any(|outer| outer == id))
            .filter_map(|id| join.entities.get(id))
            .map(|entity| as_json(entity, context, &inner))
            .collect()
    };
    match (json, instances) {
        (Value::Array(items), several) if several.len() > 1 && items.len() == several.len() => {
            for (item, instance) in items.iter_mut().zip(several) {
                put(item, instance, linked(instance), how.format);
            }
        }
        (one, [instance]) => put(one, instance, linked(instance), how.format),
        _ => {}
    }
}

fn put(json: &mut Value, instance: &Attribute, mut linked: Vec<Value>, format: Format) {
    if linked.is_empty() {
        return;
    }
    let is_list = instance.kind == Kind::ListRelationship;
    let single = !instance.value.is_array() && linked.len() == 1;
    let entities = if single {
        linked.remove(0)
    } else {
        Value::Array(linked)
    };
    if format == Format::Simplified {
        *json = if is_list {
            json!({ "entityList": entities })
        } else {
            entities
        };
        return;
    }
    let member = if is_list { "entityList" } else { "entity" };
    if let Value::Object(map) = json {
        map.insert(member.into(), entities);
    } else {
        let mut map = Map::new();
        map.insert(instance.kind.member().into(), json.take());
        map.insert(member.into(), entities);
        *json = Value::Object(map);
    }
}
