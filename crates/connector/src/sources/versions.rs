//! From versions of an entity to its evolution: an instance of each attribute that was made, changed or deleted
//! (ETSI GS CIM 009 §4.5.6, §4.5.7).

use std::collections::BTreeMap;

use ngsi_ld::Kind;
use ngsi_ld::entity::{NULL, is_entity_member};
use serde_json::{Map, Value, json};

use super::{Evolution, SourceError};
use crate::ngsi_ld::in_full;

/// What the store says of an instance, in the place of what was put there.
const OF_STORE: [&str; 4] = ["createdAt", "modifiedAt", "deletedAt", "instanceId"];

/// A version of an entity.
pub(super) struct Version<'a> {
    /// Since when it was so, in microseconds since the epoch.
    pub(super) at: i64,
    /// Its JSON: normalised, concise or plain.
    pub(super) json: &'a [u8],
}

/// An attribute's instance as it is now, by its name and dataset.
type Held = BTreeMap<(String, String), (Map<String, Value>, String)>;

/// What an entity was, from the first version to the last.
pub(super) fn evolution(versions: &[Version<'_>]) -> Result<Evolution, SourceError> {
    let mut evolution = Evolution::new();
    let mut held = Held::new();
    for version in versions {
        let json = serde_json::from_slice(version.json).map_err(|_| SourceError::Malformed)?;
        let Value::Object(entity) = in_full(json) else {
            return Err(SourceError::Malformed);
        };
        let at = text(version.at);
        let mut before = std::mem::take(&mut held);
        for (name, value) in entity {
            if is_entity_member(&name) {
                // What it is now counts.
                evolution.insert(name, value);
                continue;
            }
            let items = match value {
                Value::Array(items) => items,
                one => vec![one],
            };
            for item in items {
                let Value::Object(mut item) = item else {
                    return Err(SourceError::Malformed);
                };
                item.retain(|member, _| !OF_STORE.contains(&member.as_str()));
                let dataset = item.get("datasetId").and_then(Value::as_str);
                let key = (name.clone(), dataset.unwrap_or_default().to_owned());
                let known = before.remove(&key);
                let is_same = known.as_ref().is_some_and(|(known, _)| *known == item);
                let created = known.map_or_else(|| at.clone(), |(_, created)| created);
                if !is_same {
                    add(&mut evolution, &key, item.clone(), (&created, &at))?;
                }
                held.insert(key, (item, created));
            }
        }
        for (key, (item, created)) in before {
            let mut end = deletion(&item);
            end.insert("deletedAt".into(), json!(at));
            add(&mut evolution, &key, end, (&created, &at))?;
        }
    }
    Ok(evolution)
}

/// Adds an instance, made and changed at these times.
fn add(
    evolution: &mut Evolution,
    (name, dataset): &(String, String),
    mut item: Map<String, Value>,
    (created, modified): (&str, &str),
) -> Result<(), SourceError> {
    item.insert("createdAt".into(), json!(created));
    item.insert("modifiedAt".into(), json!(modified));
    item.insert(
        "instanceId".into(),
        json!(format!("{name} {dataset} {modified}")),
    );
    let known = evolution.entry(name.as_str()).or_insert_with(|| json!([]));
    let known = known.as_array_mut().ok_or(SourceError::Malformed)?;
    known.push(Value::Object(item));
    Ok(())
}

/// The instance that says that there is none any longer (§4.5.0).
fn deletion(item: &Map<String, Value>) -> Map<String, Value> {
    let kind = item.get("type").and_then(Value::as_str).and_then(Kind::of);
    let kind = kind.unwrap_or(Kind::Property);
    let value = match kind {
        Kind::LanguageProperty => json!({ "@none": NULL }),
        _ => json!(NULL),
    };
    let mut end = Map::new();
    end.insert("type".into(), json!(kind.name()));
    end.insert(kind.member().into(), value);
    end.extend(
        item.get("datasetId")
            .map(|id| ("datasetId".to_owned(), id.clone())),
    );
    end
}

/// A time as text (§4.6.3).
fn text(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_by_what_changed_between_them() {
        let versions = [
            json!({"id": "urn:x:1", "type": "Patron", "name": "Aino", "greeting": {"languageMap": {"fi": "Hei"}},
                "fines": [{"value": 1}, {"value": 2, "datasetId": "urn:x:d"}]}),
            json!({"id": "urn:x:1", "type": "Patron", "name": {"type": "Property", "value": "Aino"},
                "fines": [{"value": 1}, {"value": 3, "datasetId": "urn:x:d"}]}),
            json!({"id": "urn:x:1", "type": "Member", "name": "Aino Aalto"}),
        ]
        .map(|version| version.to_string());
        let versions: Vec<Version<'_>> = (0..)
            .zip(&versions)
            .map(|(at, json)| Version {
                at,
                json: json.as_bytes(),
            })
            .collect();
        let mut evolution = Value::Object(evolution(&versions).unwrap());
        for name in ["name", "greeting", "fines"] {
            for item in evolution[name].as_array_mut().unwrap() {
                let last = |time: &Value| time.as_str().unwrap()[25..26].to_owned();
                let (created, modified) = (last(&item["createdAt"]), last(&item["modifiedAt"]));
                let item = item.as_object_mut().unwrap();
                item.retain(|member, _| !OF_STORE.contains(&member.as_str()));
                item.insert("times".into(), json!(created + &modified));
            }
        }
        assert_eq!(
            evolution,
            json!({
                "id": "urn:x:1", "type": "Member",
                "name": [{"type": "Property", "value": "Aino", "times": "00"}, {"type": "Property", "value": "Aino Aalto", "times": "02"}],
                "greeting": [{"type": "LanguageProperty", "languageMap": {"fi": "Hei"}, "times": "00"},
                    {"type": "LanguageProperty", "languageMap": {"@none": NULL}, "times": "01"}],
                "fines": [{"type": "Property", "value": 1, "times": "00"},
                    {"type": "Property", "value": 2, "datasetId": "urn:x:d", "times": "00"},
                    {"type": "Property", "value": 3, "datasetId": "urn:x:d", "times": "01"},
                    {"type": "Property", "value": NULL, "times": "02"},
                    {"type": "Property", "value": NULL, "datasetId": "urn:x:d", "times": "02"}],
            })
        );
    }
}
