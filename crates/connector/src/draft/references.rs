//! JSON Schemas that refer to other documents, as those of Smart Data Models do.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;
use url::Url;

/// Documents that are fetched for one schema.
const MOST_DOCUMENTS: usize = 16;
/// Where the documents that a schema refers to are put within it.
const DOCUMENTS: &str = "$documents";

/// A schema with the documents that it refers to in it, and theirs, so that each reference leads to a place within. `address`
/// is where it came from; without one relative references are relative to its `$id`. What `fetch` does not give stays a
/// reference to elsewhere.
pub async fn with_references(
    mut schema: Value,
    address: Option<&Url>,
    fetch: impl AsyncFn(&Url) -> Option<Value>,
) -> Value {
    let id = schema["$id"].as_str().and_then(|id| Url::parse(id).ok());
    let base = address.cloned().or(id);
    let mut known = Known::default();
    known.take(&mut schema, base.as_ref(), "");
    let mut documents = Vec::new();
    let mut silent = BTreeSet::new();
    while let Some(url) = known.wanted.get(documents.len()).cloned() {
        let host = url.host_str().map(str::to_owned);
        let fetched = match &host {
            // Whoever does not answer once is not waited for again and again.
            Some(name) if silent.contains(name) => None,
            _ => fetch(&url).await,
        };
        let document = match fetched {
            Some(mut document) => {
                let place = format!("/{DOCUMENTS}/{}", documents.len());
                known.take(&mut document, Some(&url), &place);
                // References lead from the root of the whole.
                if let Some(members) = document.as_object_mut() {
                    members.remove("$id");
                    members.remove("$schema");
                }
                document
            }
            None => {
                silent.extend(host);
                Value::Null
            }
        };
        documents.push(document);
    }
    let came: Vec<bool> = documents.iter().map(|one| !one.is_null()).collect();
    if let (Some(members), false) = (schema.as_object_mut(), documents.is_empty()) {
        members.insert(DOCUMENTS.to_owned(), documents.into());
    }
    // What did not come is named by its address again.
    for (at, url) in known.wanted.iter().enumerate().filter(|(at, _)| !came[*at]) {
        let place = format!("#/{DOCUMENTS}/{at}");
        for reference in all(&mut schema) {
            match reference.strip_prefix(&place) {
                Some("") => *reference = url.to_string(),
                Some(rest) if rest.starts_with('/') => *reference = format!("{url}#{rest}"),
                _ => {}
            }
        }
    }
    schema
}

/// The documents that are referred to, in the order in which they are fetched.
#[derive(Default)]
struct Known {
    wanted: Vec<Url>,
    places: BTreeMap<Url, usize>,
}

impl Known {
    /// Has the references of a document at `base`, which is put at `place`, lead to where they will be.
    fn take(&mut self, document: &mut Value, base: Option<&Url>, place: &str) {
        for reference in all(document) {
            if let Some(pointer) = reference.strip_prefix('#') {
                *reference = format!("#{place}{pointer}");
                continue;
            }
            let parsed = match base {
                Some(base) => base.join(reference),
                None => Url::parse(reference),
            };
            let Ok(mut url) = parsed else { continue };
            if !matches!(url.scheme(), "http" | "https") {
                continue;
            }
            let pointer = url.fragment().unwrap_or_default().to_owned();
            url.set_fragment(None);
            if base == Some(&url) {
                *reference = format!("#{place}{pointer}");
            } else if let Some(at) = self.place(url) {
                *reference = format!("#/{DOCUMENTS}/{at}{pointer}");
            }
        }
    }

    fn place(&mut self, url: Url) -> Option<usize> {
        if let Some(at) = self.places.get(&url) {
            return Some(*at);
        }
        let at = self.wanted.len();
        (at < MOST_DOCUMENTS).then(|| {
            self.wanted.push(url.clone());
            self.places.insert(url, at);
            at
        })
    }
}

/// Every `$ref` in a document.
fn all(document: &mut Value) -> Vec<&mut String> {
    let mut found = Vec::new();
    let mut left = VecDeque::from([document]);
    while let Some(value) = left.pop_front() {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if name == "$ref" && member.is_string() {
                        if let Value::String(reference) = member {
                            found.push(reference);
                        }
                    } else {
                        left.push_back(member);
                    }
                }
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{from_schema, tests::loads};
    use super::*;
    use crate::config::Shape;
    use crate::mapping::Model;
    use serde_json::json;
    use std::cell::RefCell;

    const ADDRESS: &str = "https://models.example/Person/schema.json";

    fn person() -> Value {
        let commons = |name: &str| json!({"$ref": format!("../common.json#/definitions/{name}")});
        json!({
            "$id": ADDRESS, "title": "Models - Person",
            "allOf": [commons("Commons"), commons("Person/properties/person"), {"$ref": "https://away.example/a.json"},
                {"$ref": "https://away.example/b.json#/definitions/B"},
                {"properties": {"type": {"enum": ["Person"]}}}],
        })
    }

    fn common() -> Value {
        json!({"definitions": {
            "Commons": {"properties": {"name": {"type": "string"}, "seen": {"$ref": "#/definitions/Time"}}},
            "Time": {"type": "string"},
            "Person": {"properties": {"person": {"properties": {
                "email": {"type": "string"}, "address": {"$ref": "schema.json#/Address"}}}}},
        }})
    }

    #[tokio::test]
    async fn what_a_schema_refers_to_is_drafted_too() {
        let asked = RefCell::new(Vec::new());
        let fetch = async |url: &Url| {
            asked.borrow_mut().push(url.to_string());
            match url.as_str() {
                "https://models.example/common.json" => Some(common()),
                "https://models.example/schema.json" => {
                    Some(json!({"Address": {"properties": {"street": {"type": "string"}}}}))
                }
                _ => None,
            }
        };
        let whole = with_references(person(), None, fetch).await;
        let text = from_schema(&whole, None).unwrap();
        let config = loads(&text);
        let attributes = config.datasets[0].attributes.iter();
        let mut paths: Vec<String> = attributes.map(|one| one.path.to_string()).collect();
        paths.sort();
        assert_eq!(paths, ["address.street", "email", "name", "seen"]);
        for missing in [
            "https://away.example/a.json",
            "https://away.example/b.json#/definitions/B",
        ] {
            assert!(text.contains(&format!("not followed: {missing}")), "{text}");
        }
        // The one who is away is asked once.
        assert_eq!(
            *asked.borrow(),
            [
                "https://models.example/common.json",
                "https://away.example/a.json",
                "https://models.example/schema.json"
            ]
        );
    }

    #[tokio::test]
    async fn data_is_held_against_a_schema_with_what_it_refers_to() {
        let common = || {
            json!({"$id": "https://models.example/common.json", "$schema": "http://json-schema.org/schema#",
            "definitions": {"Name": {"$ref": "#/definitions/Text"}, "Text": {"type": "string"}}})
        };
        let schema = json!({"$id": ADDRESS, "$schema": "http://json-schema.org/schema#", "properties": {
            "name": {"$ref": "../common.json#/definitions/Name"}}});
        let fetch = async |_: &Url| Some(common());
        let whole = with_references(schema.clone(), None, fetch).await;
        let model = Model::alone(whole).unwrap();
        let found = model.deviations_of_released(b"{\"name\": 1}", Shape::Plain, "Person", true);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(Model::alone(schema).is_err(), "it is not there");
    }

    #[tokio::test]
    async fn documents_without_end_end() {
        let asked = RefCell::new(0);
        let fetch = async |_: &Url| {
            *asked.borrow_mut() += 1;
            let next = format!("https://models.example/{}.json", asked.borrow());
            Some(json!({"allOf": [{"$ref": next}], "properties": {"a": {}}}))
        };
        let whole = with_references(person(), None, fetch).await;
        assert_eq!(*asked.borrow(), MOST_DOCUMENTS);
        assert!(from_schema(&whole, None).is_ok());
    }

    #[tokio::test]
    async fn documents_that_refer_to_each_other_end() {
        let address = Url::parse(ADDRESS).unwrap();
        let fetch = async |_: &Url| Some(json!({"$ref": format!("{ADDRESS}#/$defs/a")}));
        let schema = json!({"$defs": {"a": {"$ref": "other.json"}}, "$ref": "other.json", "properties": {"a": {}}});
        let whole = with_references(schema, Some(&address), fetch).await;
        assert!(from_schema(&whole, None).is_ok());
    }
}
