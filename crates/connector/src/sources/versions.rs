//! From versions of an entity to its evolution: an instance of each attribute that was made, changed or deleted
//! (ETSI GS CIM 009 §4.5.6, §4.5.7). Where the first versions have been forgotten, the oldest of the others says since when
//! what is in it was so.

use std::collections::BTreeMap;

use ngsi_ld::Kind;
use ngsi_ld::entity::{NULL, is_entity_member};
use serde_json::{Map, Value, json};
use storage::connector::entities::StoredEntity;

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
    /// What [`since`] made of the versions before it that have been forgotten.
    pub(super) since: Option<&'a [u8]>,
}

/// When an instance was made and changed, by the name and dataset of its attribute.
type Times = BTreeMap<(String, String), (String, String)>;

/// An attribute's instance as it is now.
struct Known {
    item: Map<String, Value>,
    created: String,
    modified: String,
}

/// Instances as they are now, by name and dataset.
type Held = BTreeMap<(String, String), Known>;

impl<'a> From<&'a StoredEntity> for Version<'a> {
    fn from(stored: &'a StoredEntity) -> Self {
        Self {
            at: stored.changed_at,
            json: &stored.json,
            since: stored.since.as_ref().map(|since| since.as_slice()),
        }
    }
}

/// What an entity was, from the first version to the last.
pub(super) fn evolution(versions: &[Version<'_>]) -> Result<Evolution, SourceError> {
    Ok(told(versions)?.0)
}

/// Since when what is in the last of these versions was so: for the time when the others have been forgotten. What cannot be
/// read says nothing, for it must not keep them.
pub(crate) fn since(versions: &[StoredEntity]) -> Vec<u8> {
    let versions: Vec<Version<'_>> = versions.iter().map(Version::from).collect();
    let held = told(&versions).map(|(_, held)| held).unwrap_or_default();
    let times = held.into_iter();
    let times: Vec<_> = times
        .map(|(key, known)| (key, (known.created, known.modified)))
        .collect();
    serde_json::to_vec(&times).unwrap_or_default()
}

/// What an entity was, and what it is at the end.
fn told(versions: &[Version<'_>]) -> Result<(Evolution, Held), SourceError> {
    let mut evolution = Evolution::new();
    let mut held = Held::new();
    let since = versions.first().and_then(|first| first.since);
    let times: Vec<_> = since
        .and_then(|since| serde_json::from_slice(since).ok())
        .unwrap_or_default();
    let mut times: Times = times.into_iter().collect();
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
                let now = match (before.remove(&key), times.remove(&key)) {
                    (Some(known), _) if known.item == item => known,
                    (known, times) => {
                        let (created, modified) = times.unwrap_or_else(|| (at.clone(), at.clone()));
                        let created = known.map_or(created, |known| known.created);
                        add(&mut evolution, &key, item.clone(), (&created, &modified))?;
                        Known {
                            item,
                            created,
                            modified,
                        }
                    }
                };
                held.insert(key, now);
            }
        }
        // They are about the first version alone.
        times.clear();
        for (key, known) in before {
            let mut end = deletion(&known.item);
            end.insert("deletedAt".into(), json!(at));
            add(&mut evolution, &key, end, (&known.created, &at))?;
        }
    }
    Ok((evolution, held))
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
                since: None,
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

    #[test]
    fn since_when_something_was_so_is_known_when_what_was_before_is_forgotten() {
        let stored = |at: i64, json: &str, since: Option<Vec<u8>>| StoredEntity {
            id: "urn:x:1".into(),
            json: json.as_bytes().to_vec().into(),
            changed_at: at,
            since: since.map(Into::into),
        };
        let versions = |since: [Option<Vec<u8>>; 4]| {
            let texts = [
                r#"{"type": "Patron", "name": "Aino", "city": "Espoo", "gone": 1}"#,
                r#"{"type": "Patron", "name": "Aino", "city": "Vantaa"}"#,
                r#"{"type": "Patron", "name": "Aino", "city": "Vantaa", "gone": 2}"#,
                r#"{"type": "Patron", "name": "Aino", "city": "Lahti", "gone": 2}"#,
            ];
            let all = (1..).zip(texts).zip(since);
            all.map(|((at, text), since)| stored(at, text, since))
                .collect::<Vec<_>>()
        };
        let told = |all: &[StoredEntity]| {
            let all: Vec<Version<'_>> = all.iter().map(Version::from).collect();
            evolution(&all).unwrap()
        };
        let whole = told(&versions([const { None }; 4]));
        // Forgotten one after the other, or at once: what is left is told as it was.
        let mut one = versions([const { None }; 4]);
        for _ in 0..3 {
            let before = since(&one[..2]);
            one.remove(0);
            one[0].since = Some(before.into());
        }
        let mut at_once = versions([const { None }; 4]);
        let before = since(&at_once);
        at_once.drain(..3);
        at_once[0].since = Some(before.into());
        for left in [&one, &at_once] {
            let left = told(left);
            for (name, last) in [("name", 0), ("city", 2), ("gone", 2)] {
                assert_eq!(left[name], json!([whole[name][last]]), "{name}");
            }
        }
        // What cannot be read keeps nothing.
        assert_eq!(since(&[stored(1, "no JSON", None)]), b"[]");
    }
}
