//! From a JSON Schema.

use std::collections::BTreeMap;

use permission::Holds;
use serde_json::Value;

use super::{Asked, DataModel, DraftError, Field, Found, MOST_ATTRIBUTES, Of, guess, slug, write};
use crate::mapping::Model;

/// Names of a path: more are one attribute.
const MOST_NAMES: usize = 4;
/// Schemas within schemas.
const MOST_DEPTH: usize = 16;
/// Members of every NGSI-LD entity that are no attributes.
const NO_ATTRIBUTES: [&str; 3] = ["id", "type", "@context"];

/// A draft from a JSON Schema, such as the `schema.json` of a Smart Data Model: one dataset for the embedded store.
/// References to other documents are not followed ([`super::with_references`] puts those in); the draft says which. `file`
/// is where the schema will be, relative to the draft, so that what is released is held against it; none where it will be
/// nowhere, or could not be used.
///
/// # Errors
/// It has no properties.
pub fn from_schema(schema: &Value, file: Option<&str>) -> Result<String, DraftError> {
    let mut properties = BTreeMap::new();
    let mut notes = Vec::new();
    collect(schema, schema, 0, &mut properties, &mut notes);
    let entity_type = properties
        .get("type")
        .and_then(|one| one["enum"][0].as_str().or_else(|| one["const"].as_str()))
        .or_else(|| {
            let title = schema["title"].as_str()?;
            title.rsplit([' ', '-', '/']).next()
        })
        .unwrap_or("Entity")
        .to_owned();
    if let Err(error) = Model::alone(schema.clone()) {
        notes.push(format!(
            "Nothing can be held against the model as it is: {error}"
        ));
    }
    let fields = fields(schema, &properties);
    if fields.is_empty() {
        return Err(DraftError(format!(
            "the schema has no properties of its own{}",
            if notes.is_empty() {
                String::new()
            } else {
                format!("; {}", notes.join("; "))
            }
        )));
    }
    let names = fields.iter().map(|field| field.path.as_str());
    let identifier_types = guess::identifiers(names)
        .into_iter()
        .map(|(id_type, _)| id_type.to_owned())
        .collect();
    let found = Found {
        route: Asked {
            path: format!("/{}", slug(&entity_type)),
            is_ngsi_ld: true,
            of: Of::Store,
        },
        entity_type,
        description: schema["description"].as_str().map(str::to_owned),
        model: Some(DataModel {
            url: schema["$id"].as_str().map(str::to_owned),
            file: file.map(str::to_owned),
        }),
        fields,
        identifier_types,
        notes,
    };
    Ok(write::toml(&[found], &write::Upstream::Store))
}

/// Whether data can be held against a schema by itself: it is one, and refers to nothing elsewhere.
pub fn is_usable(schema: &Value) -> bool {
    Model::alone(schema.clone()).is_ok()
}

/// The attributes among properties; of what is an object of known properties these, by their paths.
pub(super) fn fields(root: &Value, properties: &BTreeMap<String, Value>) -> Vec<Field> {
    let mut fields = Vec::new();
    let own = properties
        .iter()
        .filter(|(name, _)| !NO_ATTRIBUTES.contains(&name.as_str()));
    for (name, property) in own {
        field(root, name, property, &mut fields);
    }
    fields
}

fn field(root: &Value, path: &str, property: &Value, fields: &mut Vec<Field>) {
    if fields.len() >= MOST_ATTRIBUTES {
        return;
    }
    let (mut below, mut notes) = (BTreeMap::new(), Vec::new());
    collect(root, property, 0, &mut below, &mut notes);
    let is_place = below.contains_key("coordinates");
    let is_deep = path.matches('.').count() + 1 >= MOST_NAMES;
    if !below.is_empty() && !is_place && !is_deep {
        for (name, property) in &below {
            field(root, &format!("{path}.{name}"), property, fields);
        }
        return;
    }
    fields.push(Field {
        path: path.to_owned(),
        description: property["description"].as_str().map(plain),
        holds: match holds(root, property, 0) {
            _ if is_place => Holds::Single,
            _ if !below.is_empty() => Holds::Object,
            holds => holds,
        },
    });
}

/// What a property holds; anything single where the schema names no type, or several.
fn holds(root: &Value, property: &Value, depth: usize) -> Holds {
    let inner = property["$ref"].as_str().and_then(|reference| {
        let pointer = reference.strip_prefix('#')?;
        root.pointer(pointer)
    });
    match (inner, property["type"].as_str()) {
        (Some(inner), _) if depth < MOST_DEPTH => holds(root, inner, depth + 1),
        (_, Some("array")) if depth < MOST_DEPTH => holds(root, &property["items"], depth + 1),
        (_, Some("string")) => Holds::Text,
        (_, Some("number" | "integer")) => Holds::Number,
        (_, Some("boolean")) => Holds::Boolean,
        (_, Some("object")) => Holds::Object,
        _ => Holds::Single,
    }
}

/// A description without what Smart Data Models put before it: `Property. Model:'https://schema.org/Text'.`.
fn plain(description: &str) -> String {
    let mut rest = description.trim();
    for kind in ["Property.", "GeoProperty.", "Relationship.", "Geoproperty."] {
        rest = rest.strip_prefix(kind).unwrap_or(rest).trim_start();
    }
    if let Some(after) = rest.strip_prefix("Model:'")
        && let Some((_, after)) = after.split_once("'.")
    {
        rest = after.trim_start();
    }
    rest.to_owned()
}

/// Gathers the properties of a schema and of all it is made of.
pub(super) fn collect(
    root: &Value,
    schema: &Value,
    depth: usize,
    properties: &mut BTreeMap<String, Value>,
    notes: &mut Vec<String>,
) {
    if depth > MOST_DEPTH {
        return;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        match reference
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer))
        {
            Some(inner) => collect(root, inner, depth + 1, properties, notes),
            None => {
                let note = format!("not followed: {reference}");
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
    }
    for word in ["allOf", "anyOf", "oneOf"] {
        for inner in schema[word].as_array().into_iter().flatten() {
            collect(root, inner, depth + 1, properties, notes);
        }
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        properties
            .entry(name.clone())
            .or_insert_with(|| property.clone());
    }
    if schema["items"].is_object() && schema["properties"].is_null() {
        collect(root, &schema["items"], depth + 1, properties, notes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;
    use serde_json::json;

    #[test]
    fn properties_become_attributes() {
        let schema = json!({
            "$id": "https://smart-data-models.github.io/dataModel.User/Patron/schema.json",
            "title": "Smart Data Models - Patron", "description": "A \"patron\"\nof a library",
            "allOf": [
                {"$ref": "https://smart-data-models.github.io/data-models/common-schema.json#/definitions/GSMA-Commons"},
                {"$ref": "#/$defs/contact"},
                {"properties": {"type": {"enum": ["Patron"]}, "id": {}, "birthDate": {
                    "description": "Property. Model:'https://schema.org/birthDate'. When they were born"}}},
            ],
            "$defs": {"contact": {"properties": {"email": {"description": "Where to write"}}}},
        });
        let text = from_schema(&schema, None).unwrap();
        let config = loads(&text);
        let dataset = &config.datasets[0];
        assert_eq!(dataset.entity_type, "Patron");
        assert_eq!(dataset.attributes.len(), 2);
        assert_eq!(dataset.identifier_types, ["email"]);
        assert!(
            text.contains("not followed: https://smart-data-models"),
            "{text}"
        );
        assert!(text.contains("\"When they were born\""), "{text}");
        assert!(from_schema(&json!({"type": "object"}), None).is_err());
        let around = json!({"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"});
        assert!(
            from_schema(&around, None).is_err(),
            "a schema that names itself ends"
        );
    }
}
