//! The temporal evolution of entities (ETSI GS CIM 009 §4.5.6 and §4.5.7): attributes with an instance per time.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::members::is_entity_member;
use super::parse::{Nulls, fragment, is_instance};
use super::{Attribute, Kind, NULL, date_time, scope_is_valid};
use crate::context::Context;
use crate::problem::Problem;

/// What scopes stand under among an evolution's attributes: their own name, which no attribute expands to.
pub const SCOPE: &str = "scope";

/// One instance of an attribute as it was at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Its id; empty until stored.
    pub id: String,
    /// What it says. The NGSI-LD null where the attribute was deleted.
    pub attribute: Attribute,
    /// When the attribute was deleted, if that is what it says.
    pub deleted_at: Option<String>,
}

/// An entity over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evolution {
    /// Its id, a URI.
    pub id: String,
    /// Its types, expanded.
    pub types: Vec<String>,
    /// Instances by expanded attribute, in the order of their times; scopes under [`SCOPE`].
    pub attributes: BTreeMap<String, Vec<Instance>>,
    /// When its evolution began; empty until stored.
    pub created_at: String,
    /// When something was last added; empty until stored.
    pub modified_at: String,
    /// When the entity was deleted, if it was.
    pub deleted_at: Option<String>,
}

impl Evolution {
    /// An evolution as it stands in a request that makes or extends it.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub fn parse(document: &Value, context: &Context) -> Result<Self, Problem> {
        let evolution = Self::fragment(document, context)?;
        if evolution.id.is_empty() {
            return Err(Problem::bad_data("an entity has an `id`"));
        }
        if evolution.types.is_empty() {
            return Err(Problem::bad_data("an entity has a `type`"));
        }
        Ok(evolution)
    }

    /// As [`Evolution::parse`], where id and type may be missing.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub fn fragment(document: &Value, context: &Context) -> Result<Self, Problem> {
        let map = document
            .as_object()
            .ok_or_else(|| Problem::bad_data("an entity is a JSON object"))?;
        let (head, attributes): (Map<_, _>, Map<_, _>) = map
            .clone()
            .into_iter()
            .partition(|(name, _)| is_entity_member(name));
        let scope = head.get(SCOPE).cloned();
        let head: Map<_, _> = head.into_iter().filter(|(name, _)| name != SCOPE).collect();
        let head = fragment(&Value::Object(head), context, Nulls::Forbidden)?;
        let mut evolution = Self {
            id: head.id,
            types: head.types,
            ..Self::default()
        };
        if let Some(scope) = scope {
            let scopes = scopes(&scope, context)?;
            evolution.attributes.insert(SCOPE.to_owned(), scopes);
        }
        for (name, value) in attributes {
            for item in items(&value) {
                let one = fragment(&json!({ &name: item }), context, Nulls::Allowed)?;
                for (iri, instances) in one.attributes {
                    let known = evolution.attributes.entry(iri).or_default();
                    known.extend(instances.into_iter().map(|one| instance(one, item)));
                }
            }
        }
        Ok(evolution)
    }
}

/// The instances of an attribute: an array of them, or one; none where the array is empty.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) if items.iter().all(is_instance) => items,
        one => std::slice::from_ref(one),
    }
}

fn instance(attribute: Attribute, item: &Value) -> Instance {
    let deleted_at = item
        .get("deletedAt")
        .and_then(Value::as_str)
        .filter(|at| attribute.is_null() && date_time(at))
        .map(str::to_owned);
    Instance {
        id: String::new(),
        attribute,
        deleted_at,
    }
}

/// Scopes over time (§4.18): properties whose values are scopes, or the scopes alone.
fn scopes(value: &Value, context: &Context) -> Result<Vec<Instance>, Problem> {
    let is_property = |item: &Value| item.is_object();
    let plain = !match value {
        Value::Array(items) => items.iter().all(is_property),
        one => is_property(one),
    };
    let mut instances = Vec::new();
    if plain {
        let attribute = Attribute::new(Kind::Property, value.clone());
        instances.push(instance(attribute, value));
    } else {
        for item in items(value) {
            let read = super::attribute_instances(SCOPE, item, context, Nulls::Allowed)?;
            instances.extend(read.into_iter().map(|one| instance(one, item)));
        }
    }
    let is_scope = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| scope_is_valid(text) || text == NULL)
    };
    for one in &instances {
        let good = one.attribute.kind == Kind::Property
            && match &one.attribute.value {
                Value::Array(all) => all.iter().all(is_scope),
                single => is_scope(single),
            };
        if !good {
            let value = &one.attribute.value;
            return Err(Problem::bad_data(format!("{value} is not a scope")));
        }
    }
    Ok(instances)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_have_an_instance_per_time() {
        let context = Context::core();
        let evolution = Evolution::parse(
            &json!({"id": "urn:x:1", "type": "Tree", "scope": [{"type": "Property", "value": "/Park"}],
                "height": [
                    {"type": "Property", "value": 3, "observedAt": "2020-01-01T00:00:00Z"},
                    {"type": "Property", "value": 4, "observedAt": "2021-01-01T00:00:00Z"},
                    {"type": "Property", "value": NULL, "deletedAt": "2022-01-01T00:00:00Z"}],
                "tags": ["old", "oak"], "nests": []}),
            &context,
        )
        .unwrap();
        let height = &evolution.attributes[&context.expand("height")];
        assert_eq!(height.len(), 3);
        assert_eq!(
            height[2].deleted_at.as_deref(),
            Some("2022-01-01T00:00:00Z")
        );
        let tags = &evolution.attributes[&context.expand("tags")];
        assert_eq!(tags[0].attribute.value, json!(["old", "oak"]));
        assert!(!evolution.attributes.contains_key(&context.expand("nests")));
        assert_eq!(evolution.attributes[SCOPE][0].attribute.value, "/Park");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let context = Context::core();
        for wrong in [
            json!({"type": "Tree"}),
            json!({"id": "urn:x:1"}),
            json!({"id": "urn:x:1", "type": "Tree", "scope": "/1"}),
            json!({"id": "urn:x:1", "type": "Tree", "expiresAt": NULL}),
            json!({"id": "urn:x:1", "type": "Tree",
                "height": [{"type": "Property", "value": 3, "observedAt": "2020-01-01T00:00:00+01:00"}]}),
        ] {
            assert!(Evolution::parse(&wrong, &context).is_err(), "{wrong}");
        }
    }
}
