//! Changing an entity that is at hand, whether it is NGSI-LD or plain JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::SourceError;
use super::change::Wish;

/// Makes a wish true in an entity; gives the outermost members that are other than before or gone.
///
/// # Errors
/// [`SourceError::Unchangeable`] where another thing than a value stands there, such as a relationship.
pub(super) fn amend(
    entity: &mut Map<String, Value>,
    wish: &Wish,
    is_ngsi_ld: bool,
) -> Result<BTreeSet<String>, SourceError> {
    let mut touched = BTreeSet::new();
    for (path, value) in &wish.set {
        let (outermost, below) = split(path);
        touched.insert(outermost.to_owned());
        let member = entity.entry(outermost).or_insert_with(|| {
            if is_ngsi_ld {
                json!({"type": "Property", "value": null})
            } else {
                Value::Null
            }
        });
        set(value_of(member)?, below, value.clone())?;
    }
    for path in &wish.erase {
        let (outermost, below) = split(path);
        let Some(below) = below else {
            if entity.remove(outermost).is_some() {
                touched.insert(outermost.to_owned());
            }
            continue;
        };
        let Some(member) = entity.get_mut(outermost) else {
            continue;
        };
        if remove(value_of(member)?, below)? {
            touched.insert(outermost.to_owned());
        }
    }
    Ok(touched)
}

fn split(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((name, below)) => (name, Some(below)),
        None => (path, None),
    }
}

/// The value of an attribute (ETSI GS CIM 009 §4.5.2), or of a plain member.
fn value_of(member: &mut Value) -> Result<&mut Value, SourceError> {
    let kind = match &*member {
        Value::Object(object) => object.get("type").and_then(Value::as_str),
        // Several, as under different dataset ids: which is meant, nothing says.
        Value::Array(elements) if elements.iter().any(|one| one.get("datasetId").is_some()) => {
            return Err(SourceError::Unchangeable);
        }
        _ => None,
    };
    match kind {
        Some("Property" | "GeoProperty" | "JsonProperty" | "ListProperty" | "VocabProperty") => {
            let value = member.get_mut("value");
            value.ok_or(SourceError::Unchangeable)
        }
        Some("Relationship" | "ListRelationship" | "LanguageProperty") => {
            Err(SourceError::Unchangeable)
        }
        _ => Ok(member),
    }
}

fn set(here: &mut Value, below: Option<&str>, value: Value) -> Result<(), SourceError> {
    let Some(path) = below else {
        merge(here, value);
        return Ok(());
    };
    if here.is_null() {
        *here = Value::Object(Map::new());
    }
    let (name, below) = split(path);
    let object = here.as_object_mut().ok_or(SourceError::Unchangeable)?;
    set(object.entry(name).or_insert(Value::Null), below, value)
}

/// As a merge patch has it (RFC 7396 §2).
fn merge(here: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *here = patch;
        return;
    };
    if !here.is_object() {
        *here = Value::Object(Map::new());
    }
    let Value::Object(members) = here else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}

fn remove(here: &mut Value, path: &str) -> Result<bool, SourceError> {
    let (name, below) = split(path);
    match here {
        Value::Null => Ok(false),
        Value::Object(object) => match (object.get_mut(name), below) {
            (None, _) => Ok(false),
            (Some(inner), Some(below)) => remove(inner, below),
            (Some(_), None) => Ok(object.remove(name).is_some()),
        },
        // An attribute of many things is erased of each.
        Value::Array(elements) => {
            let mut is_removed = false;
            for element in elements {
                is_removed |= remove(element, path)?;
            }
            Ok(is_removed)
        }
        _ => Err(SourceError::Unchangeable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amended(
        entity: Value,
        set: &[(&str, Value)],
        erase: &[&str],
        is_ngsi_ld: bool,
    ) -> Result<Value, SourceError> {
        let wish = Wish {
            set: set
                .iter()
                .map(|(path, value)| ((*path).to_owned(), value.clone()))
                .collect(),
            erase: erase.iter().map(|path| (*path).to_owned()).collect(),
            ..Wish::default()
        };
        let Value::Object(mut entity) = entity else {
            panic!("an object")
        };
        let touched = amend(&mut entity, &wish, is_ngsi_ld)?;
        Ok(json!([entity, touched]))
    }

    #[test]
    fn values_are_changed_where_they_stand() {
        let entity = json!({"id": "a", "email": "x", "address": {"street": "Katu 1", "city": "Espoo"}, "loans": [{"title": 1, "due": 2}]});
        let wish = [
            ("email", json!("y")),
            ("address.street", json!("Polku 2")),
            ("phone.home", json!(1)),
        ];
        assert_eq!(
            amended(entity, &wish, &["address.city", "loans.due", "name"], false),
            Ok(json!([
                {"id": "a", "email": "y", "address": {"street": "Polku 2"}, "loans": [{"title": 1}], "phone": {"home": 1}},
                ["address", "email", "loans", "phone"],
            ]))
        );
    }

    #[test]
    fn an_attribute_of_many_things_is_merged_as_a_patch_is() {
        let entity = json!({"address": {"street": "Katu 1", "city": "Espoo", "zip": 1}});
        let wish = [(
            "address",
            json!({"street": "Polku 2", "zip": null, "of": {"a": null, "b": 1}}),
        )];
        let expected = json!([{"address": {"street": "Polku 2", "city": "Espoo", "of": {"b": 1}}}, ["address"]]);
        assert_eq!(amended(entity, &wish, &[], false), Ok(expected));
    }

    #[test]
    fn an_attribute_keeps_what_is_said_of_it() {
        let entity = json!({
            "email": {"type": "Property", "value": "x", "observedAt": "2026-01-01T00:00:00Z"},
            "address": {"type": "Property", "value": {"street": "Katu 1", "city": "Espoo"}},
        });
        let wish = [("email", json!("y")), ("phone", json!("1"))];
        assert_eq!(
            amended(entity, &wish, &["address.city"], true),
            Ok(json!([
                {
                    "email": {"type": "Property", "value": "y", "observedAt": "2026-01-01T00:00:00Z"},
                    "address": {"type": "Property", "value": {"street": "Katu 1"}},
                    "phone": {"type": "Property", "value": "1"},
                },
                ["address", "email", "phone"],
            ]))
        );
    }

    #[test]
    fn what_is_no_value_is_left_alone() {
        for (entity, path) in [
            (
                json!({"friend": {"type": "Relationship", "object": "urn:x"}}),
                "friend",
            ),
            (
                json!({"name": {"type": "LanguageProperty", "languageMap": {"fi": "x"}}}),
                "name",
            ),
            (
                json!({"name": [{"type": "Property", "value": 1, "datasetId": "urn:a"}]}),
                "name",
            ),
            (json!({"name": "x"}), "name.first"),
        ] {
            let refused = amended(entity, &[(path, json!("y"))], &[], true);
            assert_eq!(refused, Err(SourceError::Unchangeable), "{path}");
        }
    }
}
