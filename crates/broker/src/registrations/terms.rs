//! The same document in the terms of another context (ETSI GS CIM 009 §4.3.6.6).

use ngsi_ld::entity::{is_attribute_member, is_entity_member};
use ngsi_ld::{Context, Kind};
use serde_json::{Map, Value};

use super::ask::Shape;
use crate::collection::rename;

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
        own if is_entity_member(own) => (key, value),
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

/// Whether an object is an attribute and not a plain value.
fn is_attribute(map: &Map<String, Value>) -> bool {
    let said = map.get("type").and_then(Value::as_str);
    said.and_then(Kind::of).is_some()
        || Kind::ALL.iter().any(|kind| map.contains_key(kind.member()))
}

fn attribute(value: Value, name: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Array(instances) => instances
            .into_iter()
            .map(|instance| attribute(instance, name))
            .collect(),
        Value::Object(map) if is_attribute(&map) => {
            let renamed: Map<String, Value> = map
                .into_iter()
                .map(|(key, value)| match key.as_str() {
                    "objectType" | "entityTypeSealed" => (key, types(value, name)),
                    own if is_attribute_member(own) => (key, value),
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
    fn what_proves_an_entity_stays_a_proof() {
        let context = |name: &str| {
            let document = json!({ name: "https://example.org/Car" });
            Context::build(&document, &HashMap::new()).unwrap()
        };
        let sealed = |name: &str| {
            json!({
                "id": "urn:x:1", "type": name, "deletedAt": "2026-01-01T00:00:00Z",
                "ngsildproof": {
                    "@type": "Property", "value": {"proofValue": "z"},
                    "entityIdSealed": "urn:x:1", "entityTypeSealed": name,
                },
            })
        };
        assert_eq!(
            renamed(
                sealed("Car"),
                Shape::Entity,
                &context("Car"),
                &context("Auto")
            ),
            sealed("Auto")
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
