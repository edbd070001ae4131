//! The data model that converted entities are held against: a JSON Schema, read from files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ::ngsi_ld::entity::Kind;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Retrieve, Uri, Validator};
use permission::filter::NO_ID;
use serde_json::{Map, Value};

use super::{Deviation, DeviationCause, ENTITIES};
use crate::config::{ModelConfig, Shape};

/// What says which draft a schema is of without saying which: older Smart Data Models do, and mean draft 7.
const UNVERSIONED: [&str; 2] = [
    "http://json-schema.org/schema#",
    "http://json-schema.org/schema",
];
/// Deviations of one entity that are told: a wrong model would name every member.
const MOST_DEVIATIONS: usize = 50;

/// A JSON Schema made ready.
pub(crate) struct Model {
    validator: Validator,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Model")
    }
}

/// The schemas that others refer to, by their `$id`.
struct Schemas(BTreeMap<String, Value>);

impl Retrieve for Schemas {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.0.get(uri.as_str().trim_end_matches('#'));
        found.cloned().ok_or_else(|| {
            format!("it refers to `{uri}`, which no file of `refers_to` has as its `$id`").into()
        })
    }
}

impl Model {
    /// Reads the model's files; the error says which is wrong and how.
    pub(crate) fn load(config: &ModelConfig) -> Result<Self, String> {
        let mut schemas = BTreeMap::new();
        for path in &config.refers_to {
            let schema = read(path)?;
            let id = schema.get("$id").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("`{}` has no `$id`", path.display()))?;
            schemas.insert(id.trim_end_matches('#').to_owned(), schema);
        }
        let schema = read(&config.schema)?;
        Self::of(&schema, schemas)
            .map_err(|error| format!("`{}`: {error}", config.schema.display()))
    }

    /// A schema that refers to nothing but itself.
    ///
    /// # Errors
    /// What in it is no JSON Schema, or what it refers to.
    pub(crate) fn alone(mut schema: Value) -> Result<Self, String> {
        versioned(&mut schema);
        Self::of(&schema, BTreeMap::new())
    }

    fn of(schema: &Value, others: BTreeMap<String, Value>) -> Result<Self, String> {
        let validator = jsonschema::options()
            .with_retriever(Schemas(others))
            .should_validate_formats(true)
            .build(schema);
        let validator = validator.map_err(|error| error.to_string())?;
        Ok(Self { validator })
    }

    /// Where what is released deviates: an entity or an array of them, in a dataset's shape. The first few are looked at.
    pub(crate) fn deviations_of_released(
        &self,
        released: &[u8],
        shape: Shape,
        entity_type: &str,
        whole: bool,
    ) -> BTreeSet<Deviation> {
        let entities = match serde_json::from_slice(released) {
            Ok(Value::Array(entities)) => entities,
            Ok(entity) => vec![entity],
            // What is released was written by the filter.
            Err(_) => Vec::new(),
        };
        let entities = entities.into_iter().take(ENTITIES);
        let plain = entities.map(|entity| match shape {
            Shape::Plain => entity,
            Shape::NgsiLd => simplified(entity),
        });
        self.deviations_of(plain, entity_type, whole)
    }

    /// Where entities deviate, in the plain shape.
    pub(super) fn deviations_of(
        &self,
        entities: impl IntoIterator<Item = Value>,
        entity_type: &str,
        whole: bool,
    ) -> BTreeSet<Deviation> {
        let mut found = BTreeSet::new();
        for mut entity in entities {
            if let Some(members) = entity.as_object_mut() {
                // The two members of every entity, which the connector writes itself.
                members.entry("id").or_insert_with(|| NO_ID.into());
                members.entry("type").or_insert_with(|| entity_type.into());
            }
            found.extend(self.deviations(&entity, whole));
        }
        found
    }

    /// Where an entity deviates: the member, without places in lists, and the keyword of the schema that it breaks.
    /// Unless it is `whole`, what it lacks is no deviation: it may not be permitted.
    fn deviations(&self, entity: &Value, whole: bool) -> BTreeSet<Deviation> {
        self.validator
            .iter_errors(entity)
            .filter(|error| whole || error.kind().keyword() != "required")
            .take(MOST_DEVIATIONS)
            .map(|error| {
                let names = error.instance_path().as_str().split('/');
                let mut names: Vec<String> = names
                    .filter(|name| !name.is_empty() && name.parse::<usize>().is_err())
                    .map(|name| name.replace("~1", "/").replace("~0", "~"))
                    .collect();
                if let ValidationErrorKind::Required { property } = error.kind() {
                    names.extend(property.as_str().map(str::to_owned));
                }
                Deviation {
                    attribute: names.join("."),
                    cause: DeviationCause::Model(error.kind().keyword().to_owned()),
                }
            })
            .collect()
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    let mut schema: Value = serde_json::from_str(&text)
        .map_err(|error| format!("`{}` is no JSON: {error}", path.display()))?;
    versioned(&mut schema);
    Ok(schema)
}

/// An entity as models describe it: attributes by their values (ETSI GS CIM 009 §4.5.4).
fn simplified(entity: Value) -> Value {
    let Value::Object(members) = entity else {
        return entity;
    };
    let plain = members
        .into_iter()
        .filter(|(name, _)| name != "@context")
        .map(|(name, member)| (name, value_of(member)));
    Value::Object(plain.collect())
}

/// What an attribute says, without what is said of it; of several instances a list.
fn value_of(attribute: Value) -> Value {
    match attribute {
        Value::Object(mut members) => match member_of(&members) {
            Some(member) => members.remove(member).unwrap_or(Value::Null),
            None => Value::Object(members),
        },
        Value::Array(instances) => instances.into_iter().map(value_of).collect(),
        other => other,
    }
}

/// The member that an attribute's value stands in; none where it is no attribute in full.
fn member_of(members: &Map<String, Value>) -> Option<&'static str> {
    let kind = Kind::of(members.get("type")?.as_str()?)?;
    members.contains_key(kind.member()).then(|| kind.member())
}

/// Says of which draft a schema is that says it by a name that no draft has.
fn versioned(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut()
        && let Some(draft) = members.get("$schema").and_then(Value::as_str)
        && UNVERSIONED.contains(&draft)
    {
        members["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn config(folder: &Path, schema: &Value, others: &[Value]) -> ModelConfig {
        let write = |name: String, schema: &Value| {
            let path = folder.join(name);
            std::fs::write(&path, schema.to_string()).unwrap();
            path
        };
        ModelConfig {
            schema: write("schema.json".into(), schema),
            refers_to: others
                .iter()
                .enumerate()
                .map(|(at, other)| write(format!("other-{at}.json"), other))
                .collect(),
        }
    }

    #[test]
    fn an_entity_is_held_against_the_model_and_what_it_refers_to() {
        let folder = tempfile::tempdir().unwrap();
        let common = json!({
            "$id": "https://models.example/common.json",
            "definitions": {"name": {"type": "string", "maxLength": 5}},
        });
        let schema = json!({
            "$schema": "http://json-schema.org/schema#",
            "type": "object",
            "required": ["id"],
            "properties": {
                "name": {"$ref": "https://models.example/common.json#/definitions/name"},
                "born": {"type": "string", "format": "date"},
                "loans": {"type": "array", "items": {"properties": {"due": {"type": "string"}}}},
            },
        });
        let model = Model::load(&config(folder.path(), &schema, &[common])).unwrap();
        let entity = json!({"name": "Aino Virtanen", "born": "yesterday", "loans": [{"due": 1}, {"due": 2}]});
        let told = |whole| {
            let found = model.deviations(&entity, whole);
            found
                .into_iter()
                .map(|one| format!("{} {}", one.attribute, one.cause))
                .collect::<Vec<_>>()
        };
        let expected = [
            "born model: format",
            "loans.due model: type",
            "name model: maxLength",
        ];
        assert_eq!(told(false), expected);
        assert!(told(true).contains(&"id model: required".to_owned()));
        assert!(
            model
                .deviations(&json!({"id": "a", "name": "Aino"}), true)
                .is_empty()
        );
    }

    #[test]
    fn what_is_released_is_held_against_the_model_whatever_its_shape() {
        let schema = json!({
            "required": ["id", "type", "name"],
            "properties": {
                "type": {"enum": ["Patron"]}, "name": {"type": "string"}, "friend": {"format": "uri"},
                "title": {"required": ["fi"]}, "home": {"required": ["type"]},
                "tags": {"items": {"maxLength": 1}},
            },
        });
        let model = Model::alone(schema).unwrap();
        let told = |released: &Value, shape, whole| {
            let released = released.to_string();
            let found = model.deviations_of_released(released.as_bytes(), shape, "Patron", whole);
            let told = found.into_iter();
            told.map(|one| format!("{} {}", one.attribute, one.cause))
                .collect::<Vec<_>>()
        };
        let plain = json!([{"name": "Aino"}, {"name": 1, "home": {"type": "Point"}}]);
        assert_eq!(told(&plain, Shape::Plain, true), ["name model: type"]);
        assert_eq!(
            told(&json!({}), Shape::Plain, true),
            ["name model: required"]
        );
        assert!(told(&json!({}), Shape::Plain, false).is_empty());
        let entity = json!({
            "@context": "https://x.example", "id": "urn:x:1", "type": "Person",
            "name": {"type": "Property", "value": "Aino", "observedAt": "2026-01-01T00:00:00Z"},
            "friend": {"type": "Relationship", "object": "nobody"},
            "title": {"type": "LanguageProperty", "languageMap": {"sv": "x"}},
            "home": {"type": "GeoProperty", "value": {"type": "Point"}},
            "tags": [{"type": "Property", "value": "a"}, {"type": "Property", "value": "bb", "datasetId": "urn:x:b"}],
        });
        let expected = [
            "friend model: format",
            "tags model: maxLength",
            "title.fi model: required",
            "type model: enum",
        ];
        assert_eq!(told(&entity, Shape::NgsiLd, true), expected);
    }

    #[test]
    fn what_a_model_lacks_is_said_and_not_fetched() {
        let folder = tempfile::tempdir().unwrap();
        let schema = json!({"$ref": "https://models.example/common.json#/definitions/name"});
        let error = Model::load(&config(folder.path(), &schema, &[])).unwrap_err();
        assert!(
            error.contains("https://models.example/common.json"),
            "{error}"
        );
        assert!(error.contains("refers_to"), "{error}");
        let nameless = config(folder.path(), &json!({}), &[json!({"type": "object"})]);
        assert!(Model::load(&nameless).unwrap_err().contains("has no `$id`"));
        let missing = ModelConfig {
            schema: folder.path().join("none.json"),
            refers_to: Vec::new(),
        };
        assert!(
            Model::load(&missing)
                .unwrap_err()
                .contains("cannot be read")
        );
    }
}
