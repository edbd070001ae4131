//! Looking at the permitted view: which entities and attributes of it, and in which representation.

use bytes::Bytes;
use http::header::LINK;
use http::{HeaderName, HeaderValue};
use protocol::problem::ProblemName;
use serde_json::{Map, Value, json};

use super::{CORE_CONTEXT, short};
use crate::enforcement::Refusal;

const RESULTS_COUNT: HeaderName = HeaderName::from_static("ngsild-results-count");

/// Members of an entity that are no attributes.
const OWN_MEMBERS: [&str; 3] = ["id", "type", "@context"];

/// Kinds of attribute, and the member that holds what each says (ETSI GS CIM 009 §4.5).
const KINDS: [(&str, &str); 8] = [
    ("Property", "value"),
    ("GeoProperty", "value"),
    ("Relationship", "object"),
    ("LanguageProperty", "languageMap"),
    ("VocabProperty", "vocab"),
    ("JsonProperty", "json"),
    ("ListProperty", "valueList"),
    ("ListRelationship", "objectList"),
];

/// Types of GeoJSON geometries.
const GEOMETRIES: [&str; 6] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
];

/// How a query looks at entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// The one entity asked for, by its id.
    pub(super) single: Option<String>,
    /// Only entities with one of these ids.
    pub(super) ids: Option<Vec<String>>,
    /// Only these attributes, and only entities that have one of them.
    pub(super) attributes: Option<Vec<String>>,
    pub(super) limit: usize,
    pub(super) offset: usize,
    /// Whether to say how many there are in all.
    pub(super) count: bool,
    /// Values alone instead of normalised attributes.
    pub(super) simplified: bool,
    /// `application/ld+json` instead of `application/json`.
    pub(super) linked_data: bool,
}

/// What a query sees.
pub(crate) struct Seen {
    pub(crate) body: Bytes,
    pub(crate) records: u64,
    pub(crate) media: &'static str,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
}

impl View {
    /// Looks at the permitted view of one person's entities. Their ids are the leg's URN.
    pub(crate) fn of(&self, permitted: &[u8], leg_urn: &str) -> Result<Seen, Refusal> {
        let internal = || Refusal::from(ProblemName::Internal);
        let wanted = self.single.as_deref().is_none_or(|id| id == leg_urn)
            && self
                .ids
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|id| id == leg_urn));
        // The filter copies numbers and strings as they came; some are valid JSON that nobody can read (`1e999`).
        let read = serde_json::from_slice(permitted);
        let all = match read.map_err(|_| Refusal::from(ProblemName::SourceBadAnswer))? {
            Value::Array(entities) => entities,
            entity @ Value::Object(_) => vec![entity],
            _ => Vec::new(),
        };
        let mut seen: Vec<Map<String, Value>> = all
            .into_iter()
            .filter(|_| wanted)
            .filter_map(|entity| match entity {
                Value::Object(entity) => self.entity(entity),
                _ => None,
            })
            .collect();
        let count = seen.len();
        let mut headers = Vec::new();
        if !self.linked_data {
            let link = format!(
                "<{CORE_CONTEXT}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""
            );
            headers.push((LINK, HeaderValue::try_from(link).map_err(|_| internal())?));
        }
        let (value, records) = if self.single.is_some() {
            if seen.is_empty() {
                return Err(ProblemName::NotFound.into());
            }
            (Value::Object(seen.swap_remove(0)), 1)
        } else {
            if self.count {
                headers.push((RESULTS_COUNT, HeaderValue::from(count)));
            }
            let page: Vec<Value> = seen
                .into_iter()
                .skip(self.offset)
                .take(self.limit)
                .map(Value::Object)
                .collect();
            let records = page.len() as u64;
            (Value::Array(page), records)
        };
        Ok(Seen {
            body: serde_json::to_vec(&value).map_err(|_| internal())?.into(),
            records,
            media: if self.linked_data {
                "application/ld+json"
            } else {
                "application/json"
            },
            headers,
        })
    }

    fn entity(&self, mut entity: Map<String, Value>) -> Option<Map<String, Value>> {
        if let Some(wanted) = &self.attributes {
            entity.retain(|name, _| {
                OWN_MEMBERS.contains(&name.as_str()) || wanted.iter().any(|one| one == short(name))
            });
            if !entity
                .keys()
                .any(|name| !OWN_MEMBERS.contains(&name.as_str()))
            {
                return None;
            }
        }
        for (name, attribute) in &mut entity {
            if !OWN_MEMBERS.contains(&name.as_str()) {
                let whole = attribute.take();
                *attribute = if self.simplified {
                    simplified(whole)
                } else {
                    normalised(whole)
                };
            }
        }
        if self.linked_data {
            entity
                .entry("@context")
                .or_insert_with(|| CORE_CONTEXT.into());
        } else {
            entity.remove("@context");
        }
        Some(entity)
    }
}

/// What an attribute says, without its wrapping (§4.5.4).
fn simplified(attribute: Value) -> Value {
    match attribute {
        Value::Array(instances) if instances.iter().all(is_wrapped) && !instances.is_empty() => {
            let mut values: Vec<Value> = instances.into_iter().map(simplified).collect();
            if values.len() == 1 {
                values.swap_remove(0)
            } else {
                Value::Array(values)
            }
        }
        Value::Object(mut members) => {
            let kind = kind_of(&members);
            match kind.and_then(|(kind, holder)| members.remove(holder).map(|value| (kind, value)))
            {
                Some(("LanguageProperty", value)) => json!({"languageMap": value}),
                Some(("VocabProperty", value)) => json!({"vocab": value}),
                Some(("JsonProperty", value)) => json!({"json": value}),
                Some((_, value)) => value,
                None => Value::Object(members),
            }
        }
        value => value,
    }
}

/// An attribute in its wrapping (§4.5.1): what is concise or simplified gets its type.
fn normalised(attribute: Value) -> Value {
    match attribute {
        Value::Array(instances) if instances.iter().all(is_wrapped) && !instances.is_empty() => {
            Value::Array(instances.into_iter().map(normalised).collect())
        }
        Value::Object(mut members) => match kind_of(&members) {
            Some((kind, holder)) => {
                let geometry = holder == "value" && members.get("value").is_some_and(is_geometry);
                let kind = if geometry { "GeoProperty" } else { kind };
                members.insert("type".into(), kind.into());
                Value::Object(members)
            }
            None => {
                let value = Value::Object(members);
                let kind = if is_geometry(&value) {
                    "GeoProperty"
                } else {
                    "Property"
                };
                json!({"type": kind, "value": value})
            }
        },
        value => json!({"type": "Property", "value": value}),
    }
}

/// The kind of a wrapped attribute and the member that holds what it says, whether `type` is there or not (§4.5.0).
fn kind_of(members: &Map<String, Value>) -> Option<(&'static str, &'static str)> {
    match members.get("type").and_then(Value::as_str) {
        Some(named) => KINDS
            .into_iter()
            .find(|(kind, holder)| *kind == named && members.contains_key(*holder)),
        None => KINDS
            .into_iter()
            .find(|(_, holder)| members.contains_key(*holder)),
    }
}

fn is_wrapped(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|members| kind_of(members).is_some())
}

fn is_geometry(value: &Value) -> bool {
    let Some(members) = value.as_object() else {
        return false;
    };
    let kind = members.get("type").and_then(Value::as_str);
    members.contains_key("coordinates") && kind.is_some_and(|kind| GEOMETRIES.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEG: &str = "urn:uuid:1";

    fn view() -> View {
        View {
            limit: 20,
            ..View::default()
        }
    }

    fn see(view: &View, permitted: &Value) -> Value {
        let seen = view
            .of(permitted.to_string().as_bytes(), LEG)
            .map_err(|refusal| refusal.name);
        serde_json::from_slice(&seen.unwrap().body).unwrap()
    }

    fn person() -> Value {
        json!({
            "id": LEG, "type": "Person", "@context": CORE_CONTEXT,
            "name": {"type": "Property", "value": "Aino"},
            "knows": {"type": "Relationship", "object": "urn:x"},
            "home": {"value": {"type": "Point", "coordinates": [24.9, 60.2]}},
            "greeting": {"type": "LanguageProperty", "languageMap": {"fi": "Hei"}},
            "shoe": 38,
        })
    }

    #[test]
    fn attributes_are_normalised_or_simplified() {
        let normalised = see(&view(), &person());
        assert_eq!(
            normalised,
            json!([{
                "id": LEG, "type": "Person",
                "name": {"type": "Property", "value": "Aino"},
                "knows": {"type": "Relationship", "object": "urn:x"},
                "home": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.9, 60.2]}},
                "greeting": {"type": "LanguageProperty", "languageMap": {"fi": "Hei"}},
                "shoe": {"type": "Property", "value": 38},
            }])
        );
        let simple = see(
            &View {
                simplified: true,
                ..view()
            },
            &person(),
        );
        let expected = json!([{
            "id": LEG, "type": "Person", "name": "Aino", "knows": "urn:x",
            "home": {"type": "Point", "coordinates": [24.9, 60.2]},
            "greeting": {"languageMap": {"fi": "Hei"}}, "shoe": 38,
        }]);
        assert_eq!(simple, expected);
        assert_eq!(
            see(
                &View {
                    simplified: true,
                    ..view()
                },
                &simple
            ),
            expected
        );
        assert_eq!(see(&view(), &normalised), normalised);
    }

    #[test]
    fn attributes_and_ids_narrow_what_is_seen() {
        let attributes =
            |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        let seen = see(
            &View {
                attributes: attributes(&["shoe", "secret"]),
                simplified: true,
                ..view()
            },
            &person(),
        );
        assert_eq!(seen, json!([{"id": LEG, "type": "Person", "shoe": 38}]));
        assert_eq!(
            see(
                &View {
                    attributes: attributes(&["secret"]),
                    ..view()
                },
                &person()
            ),
            json!([])
        );
        assert_eq!(
            see(
                &View {
                    ids: attributes(&["urn:uuid:2"]),
                    ..view()
                },
                &person()
            ),
            json!([])
        );
        let one = View {
            single: Some(LEG.into()),
            simplified: true,
            linked_data: true,
            ..view()
        };
        assert_eq!(see(&one, &person())["@context"], CORE_CONTEXT);
        let other = View {
            single: Some("urn:uuid:2".into()),
            ..view()
        };
        let refused = other
            .of(person().to_string().as_bytes(), LEG)
            .map(drop)
            .map_err(|refusal| refusal.name);
        assert_eq!(refused, Err(ProblemName::NotFound));
        for unreadable in [r#"{"n":1e999}"#, r#"{"name":"\ud800"}"#] {
            let refused = view().of(unreadable.as_bytes(), LEG);
            let refused = refused.map(drop).map_err(|refusal| refusal.name);
            assert_eq!(
                refused,
                Err(ProblemName::SourceBadAnswer),
                "the source's fault"
            );
        }
    }

    #[test]
    fn pages_and_counts_are_of_what_is_seen() {
        let many = json!(
            (0..5)
                .map(|n| json!({"id": LEG, "type": "Loan", "n": n}))
                .collect::<Vec<_>>()
        );
        let page = View {
            offset: 1,
            limit: 2,
            count: true,
            simplified: true,
            ..view()
        };
        let seen = page
            .of(many.to_string().as_bytes(), LEG)
            .map_err(|refusal| refusal.name)
            .unwrap();
        assert_eq!(seen.records, 2);
        let count = seen
            .headers
            .iter()
            .find(|(name, _)| *name == RESULTS_COUNT)
            .map(|(_, value)| value.clone());
        assert_eq!(count.unwrap(), "5");
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(body[0]["n"], 1);
    }
}
