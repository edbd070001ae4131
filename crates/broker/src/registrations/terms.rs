//! The same document in the terms of another context (ETSI GS CIM 009 §4.3.6.6).

use ngsi_ld::Context;
use serde_json::{Map, Value};

use super::ask::Shape;
use crate::collection::rename;

/// Members of entities that are no attributes.
const ENTITY_MEMBERS: [&str; 9] = [
    "id",
    "@id",
    "scope",
    "createdAt",
    "modifiedAt",
    "deletedAt",
    "expiresAt",
    "ngsildConformance",
    "@context",
];
/// Members of attributes that are no sub-attributes.
const ATTRIBUTE_MEMBERS: [&str; 24] = [
    "type",
    "value",
    "object",
    "languageMap",
    "vocab",
    "valueList",
    "objectList",
    "json",
    "datasetId",
    "observedAt",
    "unitCode",
    "valueType",
    "createdAt",
    "modifiedAt",
    "deletedAt",
    "expiresAt",
    "instanceId",
    "previousValue",
    "previousObject",
    "previousLanguageMap",
    "previousVocab",
    "previousValueList",
    "previousObjectList",
    "previousJson",
];
/// Members that make an object an attribute and not a plain value.
const VALUES: [&str; 8] = [
    "type",
    "value",
    "object",
    "languageMap",
    "vocab",
    "valueList",
    "objectList",
    "json",
];

/// Whether a context has one address, which a `Link` can name; the core context is always meant (§4.4).
pub(super) fn has_address(context: &Value) -> bool {
    match context {
        Value::String(_) => true,
        Value::Array(parts) => {
            let is_own = |part: &&Value| !part.as_str().is_some_and(ngsi_ld::context::is_core);
            let own: Vec<&Value> = parts.iter().filter(is_own).collect();
            match own.as_slice() {
                [] => true,
                // A `Link` names the first address.
                [one] => one.is_string() && parts.first() == Some(*one),
                _ => false,
            }
        }
        _ => false,
    }
}

/// A body's names, read in one context and written in another.
pub(super) fn renamed(mut document: Value, shape: Shape, from: &Context, to: &Context) -> Value {
    let name = |term: &str| to.compact(&from.expand(term));
    match shape {
        Shape::Entity | Shape::Entities => entity(document, &name),
        Shape::Attribute => attribute(document, &name),
        Shape::Query => {
            rename(&mut document, &name);
            document
        }
    }
}

fn entity(document: Value, name: &dyn Fn(&str) -> String) -> Value {
    let Value::Object(map) = document else {
        return document;
    };
    let renamed = map.into_iter().map(|(key, value)| match key.as_str() {
        "type" | "@type" => (key, types(value, name)),
        own if ENTITY_MEMBERS.contains(&own) => (key, value),
        other => (name(other), attribute(value, name)),
    });
    Value::Object(renamed.collect())
}

fn types(value: Value, name: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(one) => Value::String(name(&one)),
        Value::Array(several) => several.into_iter().map(|one| types(one, name)).collect(),
        other => other,
    }
}

fn attribute(value: Value, name: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Array(instances) => instances
            .into_iter()
            .map(|instance| attribute(instance, name))
            .collect(),
        Value::Object(map) if VALUES.iter().any(|member| map.contains_key(*member)) => {
            let renamed: Map<String, Value> = map
                .into_iter()
                .map(|(key, value)| match key.as_str() {
                    "objectType" => (key, types(value, name)),
                    own if ATTRIBUTE_MEMBERS.contains(&own) => (key, value),
                    other => (name(other), attribute(value, name)),
                })
                .collect();
            Value::Object(renamed)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::HashMap;

    #[test]
    fn names_change_and_values_stay() {
        let context = |base: &str| {
            let document =
                json!({ base: "https://example.org/speed", "Car": "https://example.org/Car" });
            Context::build(&document, &HashMap::new()).unwrap()
        };
        let (from, to) = (context("speed"), context("tempo"));
        let sent = json!({
            "id": "urn:x:1", "type": "Car",
            "speed": {"type": "Property", "value": {"speed": 1}, "speed": {"value": 2}},
        });
        assert_eq!(
            renamed(sent, Shape::Entity, &from, &to),
            json!({
                "id": "urn:x:1", "type": "Car",
                "tempo": {"type": "Property", "value": {"speed": 1}, "tempo": {"value": 2}},
            })
        );
    }

    #[test]
    fn some_contexts_have_an_address() {
        let core = ngsi_ld::context::CORE_URL;
        for (context, has) in [
            (json!("https://example.org/c"), true),
            (json!(["https://example.org/c", core]), true),
            (json!([core]), true),
            (json!([core, "https://example.org/c"]), false),
            (
                json!(["https://example.org/c", "https://example.org/d"]),
                false,
            ),
            (json!({"a": "https://example.org/a"}), false),
        ] {
            assert_eq!(has_address(&context), has, "{context}");
        }
    }
}
