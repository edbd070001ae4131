//! Reading what a permission releases as entities: whatever form the source keeps them in, a query sees attributes.

use ngsi_ld::entity::{is_attribute_member, is_entity_member, is_geometry};
use ngsi_ld::{Context, Entity, Kind, Problem};
use serde_json::{Map, Value, json};

use crate::sources::SourceError;

/// The entities of a permitted view. Names are those of the dataset, which are of the core context.
///
/// # Errors
/// [`SourceError::Malformed`] for what is no entity, without saying what it is instead.
pub(crate) fn entities(permitted: &[u8]) -> Result<Vec<Entity>, SourceError> {
    // The filter copies numbers and strings as they came; some are valid JSON that nobody can read (`1e999`).
    let read: Value = serde_json::from_slice(permitted).map_err(|_| SourceError::Malformed)?;
    let all = match read {
        Value::Array(entities) => entities,
        entity @ Value::Object(_) => vec![entity],
        _ => Vec::new(),
    };
    all.into_iter()
        .map(|one| {
            entity(one).map_err(|problem| {
                // What the problem says may be a value.
                tracing::warn!(
                    kind = problem.kind.name(),
                    "the source has sent what is no NGSI-LD entity"
                );
                SourceError::Malformed
            })
        })
        .collect()
}

/// One entity of a permitted view.
///
/// # Errors
/// [`Problem`]: what is wrong with it.
pub(crate) fn entity(permitted: Value) -> Result<Entity, Problem> {
    let Value::Object(members) = permitted else {
        return Err(Problem::bad_data("an entity is a JSON object"));
    };
    Entity::parse(&in_full(members), &Context::core())
}

/// An entity with its attributes normalised, whatever form it is in.
pub(crate) fn in_full(members: Map<String, Value>) -> Value {
    let named = members.into_iter().filter_map(|(name, value)| {
        if is_entity_member(&name) {
            return (name != "@context").then_some((name, value));
        }
        (!is_nothing(&value)).then(|| (written(name), normalised(value)))
    });
    Value::Object(named.collect())
}

/// An attribute's name as it can be read: one with other characters than NGSI-LD's names have is written as its IRI
/// (ETSI GS CIM 009 §4.6.2).
fn written(name: String) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    let starts = name.chars().next().is_some_and(char::is_alphabetic);
    if name.contains(':') || starts && name.chars().all(plain) {
        name
    } else {
        Context::core().expand(&name)
    }
}

/// An attribute in its wrapping (§4.5.1): what is concise or simplified gets its type.
fn normalised(attribute: Value) -> Value {
    match attribute {
        Value::Array(instances) if instances.iter().all(is_wrapped) && !instances.is_empty() => {
            instances.into_iter().map(normalised).collect()
        }
        Value::Object(members) => match kind_of(&members) {
            Some(kind) => {
                let is_place = kind == Kind::Property && is_geometry(&members["value"]);
                let kind = if is_place { Kind::GeoProperty } else { kind };
                let within = members.into_iter().filter_map(|(name, value)| {
                    if is_attribute_member(&name) {
                        return Some((name, value));
                    }
                    (!is_nothing(&value)).then(|| (written(name), normalised(value)))
                });
                let mut members: Map<String, Value> = within.collect();
                members.insert("type".into(), kind.name().into());
                Value::Object(members)
            }
            None => bare(&Value::Object(members)),
        },
        value => bare(&value),
    }
}

/// A value alone as an attribute.
fn bare(value: &Value) -> Value {
    let kind = if is_geometry(value) {
        Kind::GeoProperty
    } else {
        Kind::Property
    };
    json!({"type": kind.name(), "value": value})
}

/// Whether an attribute says nothing: what is null is not there (JSON-LD 1.1 §4.4).
fn is_nothing(attribute: &Value) -> bool {
    match attribute {
        Value::Null => true,
        Value::Object(members) => {
            kind_of(members).is_some_and(|kind| members[kind.member()].is_null())
        }
        _ => false,
    }
}

/// The kind of a wrapped attribute, whether `type` is there or not (§4.5.0).
fn kind_of(members: &Map<String, Value>) -> Option<Kind> {
    let has = |kind: &Kind| members.contains_key(kind.member());
    match members.get("type").and_then(Value::as_str) {
        Some(named) => Kind::of(named).filter(has),
        None => Kind::ALL.into_iter().find(has),
    }
}

fn is_wrapped(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|members| kind_of(members).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(view: &Value) -> Value {
        let read = entities(view.to_string().as_bytes()).unwrap();
        let core = Context::core();
        let how = ngsi_ld::represent::Representation::default();
        read.iter()
            .map(|one| ngsi_ld::represent::entity(one, &core, &how))
            .collect()
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let person = json!({
            "id": "urn:uuid:1", "type": "Person",
            "name": {"type": "Property", "value": "Aino", "source": {"value": "register"}},
            "knows": {"object": "urn:x"},
            "home": {"value": {"type": "Point", "coordinates": [24.9, 60.2]}},
            "greeting": {"type": "LanguageProperty", "languageMap": {"fi": "Hei"}},
            "address": {"street": "Katu 1", "type": "Home"},
            "shoe": 38, "nothing": null, "neither": {"value": null},
            "two-words": ["a", "b"],
        });
        let whole = json!({
            "id": "urn:uuid:1", "type": "Person",
            "name": {"type": "Property", "value": "Aino", "source": {"type": "Property", "value": "register"}},
            "knows": {"type": "Relationship", "object": "urn:x"},
            "home": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.9, 60.2]}},
            "greeting": {"type": "LanguageProperty", "languageMap": {"fi": "Hei"}},
            "address": {"type": "Property", "value": {"street": "Katu 1", "type": "Home"}},
            "shoe": {"type": "Property", "value": 38},
            "two-words": {"type": "Property", "value": ["a", "b"]},
        });
        assert_eq!(seen(&person), json!([whole]));
        assert_eq!(
            seen(&json!([whole])),
            json!([whole]),
            "what is whole stays so"
        );
    }

    #[test]
    fn what_nobody_can_read_is_the_sources_fault() {
        for unreadable in [
            r#"{"n":1e999}"#,
            r#"{"name":"\ud800"}"#,
            "[1]",
            r#"{"name":1}"#,
        ] {
            assert_eq!(
                entities(unreadable.as_bytes()),
                Err(SourceError::Malformed),
                "{unreadable}"
            );
        }
        assert_eq!(entities(b"null"), Ok(Vec::new()));
    }
}
