//! Entities as earlier versions of the specification know them (ETSI GS CIM 009 §4.3.6.8).

use ngsi_ld::Kind;
use serde_json::{Map, Value};

use crate::call::Version;

/// Kinds of attributes that came later than 1.0, since when, and as what earlier versions take them.
const KINDS: [(Kind, Version, Kind); 5] = [
    (Kind::LanguageProperty, (1, 4), Kind::Property),
    (Kind::VocabProperty, (1, 7), Kind::Property),
    (Kind::ListProperty, (1, 8), Kind::Property),
    (Kind::ListRelationship, (1, 8), Kind::Relationship),
    (Kind::JsonProperty, (1, 8), Kind::Property),
];
/// Members of entities that came later; earlier versions do without.
const OF_ENTITIES: [(&str, Version); 2] = [("scope", (1, 4)), ("expiresAt", (1, 9))];
/// The same of attributes.
const OF_ATTRIBUTES: [(&str, Version); 6] = [
    ("datasetId", SEVERAL),
    ("observedAt", (1, 3)),
    ("unitCode", (1, 3)),
    ("objectType", (1, 8)),
    ("expiresAt", (1, 9)),
    ("valueType", (1, 9)),
];
/// Since when entities have several types, and attributes several instances.
const SEVERAL: Version = (1, 3);

/// The version that a text says: `1.5`.
pub(crate) fn version(text: &str) -> Option<Version> {
    let (major, minor) = text.trim().split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Makes of an entity, of several, or of a part of one what this version knows; gives whether that is less.
pub(crate) fn amend(body: &mut Value, version: Version) -> bool {
    let items = match &mut *body {
        Value::Array(items) => items.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    let mut any = false;
    for map in items.iter_mut().filter_map(Value::as_object_mut) {
        let is_entity = kind(map).is_none();
        if is_entity {
            any |= without(map, &OF_ENTITIES, version);
            if version < SEVERAL
                && let Some(Value::Array(types)) = map.get_mut("type")
                && !types.is_empty()
            {
                let first = types.swap_remove(0);
                map.insert("type".into(), first);
                any = true;
            }
        }
    }
    any | attributes(body, version)
}

/// Of what kind an attribute is; nothing where it is none, or says none.
fn kind(map: &Map<String, Value>) -> Option<Kind> {
    Kind::of(map.get("type")?.as_str()?)
}

fn without(map: &mut Map<String, Value>, members: &[(&str, Version)], version: Version) -> bool {
    let newer = members.iter().filter(|(_, since)| version < *since);
    newer.fold(false, |any, (name, _)| map.remove(*name).is_some() | any)
}

/// Amends all attributes below.
fn attributes(body: &mut Value, version: Version) -> bool {
    let mut any = false;
    if version < SEVERAL {
        any |= only_one(body);
    }
    match body {
        Value::Array(items) => items
            .iter_mut()
            .fold(any, |any, item| attributes(item, version) | any),
        Value::Object(map) => {
            if let Some(kind) = kind(map) {
                any |= without(map, &OF_ATTRIBUTES, version) | other(map, kind, version);
            }
            // What is within a value is the client's own.
            let values = Kind::ALL.map(Kind::member);
            for (name, inner) in map.iter_mut() {
                if !values.contains(&name.as_str()) {
                    any |= attributes(inner, version);
                }
            }
            any
        }
        _ => any,
    }
}

/// Of several instances of an attribute the default one, or else the first.
fn only_one(body: &mut Value) -> bool {
    let Value::Array(items) = body else {
        return false;
    };
    let are_instances = items.len() > 1
        && items
            .iter()
            .all(|item| item.as_object().and_then(kind).is_some());
    if are_instances {
        let default = items
            .iter()
            .position(|item| item.get("datasetId").is_none());
        *body = items.swap_remove(default.unwrap_or(0));
    }
    are_instances
}

/// Takes an attribute of a newer kind for one that this version knows.
fn other(map: &mut Map<String, Value>, newer: Kind, version: Version) -> bool {
    let Some((_, _, earlier)) = KINDS
        .iter()
        .find(|(kind, since, _)| *kind == newer && version < *since)
    else {
        return false;
    };
    let Some(mut value) = map.remove(newer.member()) else {
        return false;
    };
    if *earlier == Kind::Relationship
        && let Value::Array(items) = &mut value
    {
        // A list says `{"object": id}` of each.
        for item in items {
            if let Some(id) = item.get_mut("object").map(Value::take) {
                *item = id;
            }
        }
    }
    map.insert("type".into(), earlier.name().into());
    map.insert(earlier.member().into(), value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entity_becomes_what_an_earlier_version_knows() {
        let entity = json!({
            "id": "urn:x:1", "type": ["Car", "Vehicle"], "scope": "/A", "expiresAt": "2999-01-01T00:00:00Z",
            "name": {"type": "LanguageProperty", "languageMap": {"en": "one"}},
            "seats": {"type": "ListProperty", "valueList": [1, 2], "valueType": "Integer"},
            "owners": {"type": "ListRelationship", "objectList": [{"object": "urn:x:2"}, {"object": "urn:x:3"}]},
            "speed": [
                {"type": "Property", "value": 1, "datasetId": "urn:x:gps", "unitCode": "KMH"},
                {"type": "Property", "value": {"type": "LanguageProperty", "languageMap": {}}},
            ],
        });
        let as_of = |version| {
            let mut body = json!([entity]);
            let is_less = amend(&mut body, version);
            (is_less, body[0].clone())
        };
        assert_eq!(as_of((1, 9)), (false, entity.clone()));
        let (is_less, eight) = as_of((1, 8));
        assert!(is_less);
        assert_eq!(
            (&eight["scope"], &eight["expiresAt"]),
            (&json!("/A"), &Value::Null)
        );
        assert_eq!(
            eight["seats"],
            json!({"type": "ListProperty", "valueList": [1, 2]})
        );
        let (_, six) = as_of((1, 6));
        assert_eq!(six["seats"], json!({"type": "Property", "value": [1, 2]}));
        assert_eq!(
            six["owners"],
            json!({"type": "Relationship", "object": ["urn:x:2", "urn:x:3"]})
        );
        assert_eq!(
            (&six["name"], &six["speed"]),
            (&entity["name"], &entity["speed"])
        );
        let (_, first) = as_of((1, 0));
        assert_eq!(
            first,
            json!({
                "id": "urn:x:1", "type": "Car",
                "name": {"type": "Property", "value": {"en": "one"}},
                "seats": {"type": "Property", "value": [1, 2]},
                "owners": {"type": "Relationship", "object": ["urn:x:2", "urn:x:3"]},
                "speed": {"type": "Property", "value": {"type": "LanguageProperty", "languageMap": {}}},
            })
        );
    }

    #[test]
    fn plain_values_and_parts_stay_what_they_are() {
        let mut plain =
            json!({"id": "urn:x:1", "type": "Car", "places": [{"scope": 1}, {"scope": 2}]});
        let before = plain.clone();
        assert!(!amend(&mut plain, (1, 0)));
        assert_eq!(plain, before);
        let mut attribute =
            json!({"type": "VocabProperty", "vocab": "fast", "observedAt": "2026-01-01T00:00:00Z"});
        assert!(amend(&mut attribute, (1, 5)));
        assert_eq!(
            attribute,
            json!({"type": "Property", "value": "fast", "observedAt": "2026-01-01T00:00:00Z"})
        );
    }

    #[test]
    fn versions_are_two_numbers() {
        assert_eq!(version("1.5"), Some((1, 5)));
        assert_eq!(version("1"), None);
        assert_eq!(version("one.five"), None);
    }
}
