//! The data model that converted entities are held against: a JSON Schema, read from files alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;

use super::{Deviation, DeviationCause};
use crate::config::ModelConfig;

/// What says which draft a schema is of without saying which: older Smart Data Models do, and mean draft 7.
const UNVERSIONED: [&str; 2] = [
    "http://json-schema.org/schema#",
    "http://json-schema.org/schema",
];
/// Deviations of one entity that are told: a wrong model would name every member.
const MOST_DEVIATIONS: usize = 50;

/// A JSON Schema made ready.
pub(super) struct Model {
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
    pub(super) fn load(config: &ModelConfig) -> Result<Self, String> {
        let mut schemas = BTreeMap::new();
        for path in &config.refers_to {
            let schema = read(path)?;
            let id = schema.get("$id").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("`{}` has no `$id`", path.display()))?;
            schemas.insert(id.trim_end_matches('#').to_owned(), schema);
        }
        let schema = read(&config.schema)?;
        let validator = jsonschema::options()
            .with_retriever(Schemas(schemas))
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| format!("`{}`: {error}", config.schema.display()))?;
        Ok(Self { validator })
    }

    /// Where an entity deviates: the member, without places in lists, and the keyword of the schema that it breaks.
    /// Unless it is `whole`, what it lacks is no deviation: it may not be permitted.
    pub(super) fn deviations(&self, entity: &Value, whole: bool) -> BTreeSet<Deviation> {
        self.validator
            .iter_errors(entity)
            .filter(|error| whole || error.kind().keyword() != "required")
            .take(MOST_DEVIATIONS)
            .map(|error| {
                let names = error.instance_path().as_str().split('/');
                let names: Vec<String> = names
                    .filter(|name| !name.is_empty() && name.parse::<usize>().is_err())
                    .map(|name| name.replace("~1", "/").replace("~0", "~"))
                    .collect();
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
    if let Some(members) = schema.as_object_mut()
        && let Some(draft) = members.get("$schema").and_then(Value::as_str)
        && UNVERSIONED.contains(&draft)
    {
        members["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    }
    Ok(schema)
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
        assert_eq!(told(true)[0], " model: required");
        assert!(
            model
                .deviations(&json!({"id": "a", "name": "Aino"}), true)
                .is_empty()
        );
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
