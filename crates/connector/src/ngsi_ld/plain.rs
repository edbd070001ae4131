//! Entities that are listed as they stand: where a query neither chooses among them by what they say nor wants them shown
//! otherwise than in full, those that are written in full already are not taken apart.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use ngsi_ld::entity::{date_time, is_attribute_member, is_entity_member, is_uri};
use ngsi_ld::{Context, Entity, Kind};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::sources::SourceError;

/// What tells an entity of a permitted view from others, and where its text is.
pub(crate) struct Head {
    /// From the view's first byte on.
    pub(crate) at: Range<usize>,
    /// Its id and types, and nothing else of it.
    pub(crate) entity: Entity,
}

impl Head {
    /// Bytes it takes, about.
    pub(crate) fn size(&self) -> usize {
        let types = self.entity.types.iter();
        let types = types.map(|one| size_of::<String>() + one.capacity());
        size_of::<Self>() + self.entity.id.capacity() + types.sum::<usize>()
    }
}

/// The entities of a permitted view.
///
/// # Errors
/// [`SourceError::Malformed`].
pub(crate) fn heads(permitted: &[u8]) -> Result<Vec<Head>, SourceError> {
    let first = permitted.iter().find(|byte| !byte.is_ascii_whitespace());
    let read: serde_json::Result<Vec<&RawValue>> = if first == Some(&b'[') {
        serde_json::from_slice(permitted)
    } else {
        serde_json::from_slice(permitted).map(|one| vec![one])
    };
    let texts = read.map_err(|_| SourceError::Malformed)?;
    let start = permitted.as_ptr().addr();
    let heads = texts.into_iter().map(|text| {
        // The text lies in the view: what is read borrows it.
        let from = text.get().as_ptr().addr() - start;
        Ok(Head {
            at: from..from + text.get().len(),
            entity: head(text.get())?,
        })
    });
    heads.collect()
}

/// The members that tell an entity from others.
#[derive(Deserialize)]
struct Telling<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    types: OneOrMore<'a>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore<'a> {
    #[serde(borrow)]
    One(Cow<'a, str>),
    #[serde(borrow)]
    More(Vec<Cow<'a, str>>),
}

impl OneOrMore<'_> {
    fn all(&self) -> &[Cow<'_, str>] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(all) => all,
        }
    }
}

/// An entity's id and types, and nothing else of it.
fn head(text: &str) -> Result<Entity, SourceError> {
    let head: Telling<'_> = serde_json::from_str(text).map_err(|_| SourceError::Malformed)?;
    let core = Context::core();
    Ok(Entity {
        id: head.id.into_owned(),
        types: head
            .types
            .all()
            .iter()
            .map(|name| core.expand(name))
            .collect(),
        ..Entity::default()
    })
}

/// Which names of attributes stay as they are when they are expanded and made short again.
#[derive(Default)]
pub(crate) struct Names(HashMap<String, bool>);

impl Names {
    fn stays(&mut self, name: &str) -> bool {
        if let Some(stays) = self.0.get(name) {
            return *stays;
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let core = Context::core();
        let stays = starts && name.chars().all(plain) && core.compact(&core.expand(name)) == name;
        self.0.insert(name.to_owned(), stays);
        stays
    }
}

/// An entity's members in their order, its `@context` left out, if all of it is as a query would have it written.
pub(crate) fn whole(text: &str, names: &mut Names) -> Option<String> {
    let Members(members) = serde_json::from_str(text).ok()?;
    let mut out = String::with_capacity(text.len());
    for (name, value) in members {
        match name.as_ref() {
            "@context" => continue,
            "id" => {
                let id: Cow<'_, str> = serde_json::from_str(value.get()).ok()?;
                is_uri(&id).then_some(())?;
            }
            "type" => {
                let types: OneOrMore<'_> = serde_json::from_str(value.get()).ok()?;
                let stay = matches!(&types, OneOrMore::One(name) if names.stays(name));
                stay.then_some(())?;
            }
            other if is_entity_member(other) => return None,
            other => {
                names.stays(other).then_some(())?;
                let Attribute(within) = serde_json::from_str(value.get()).ok()?;
                within.iter().all(|name| names.stays(name)).then_some(())?;
            }
        }
        out.push(if out.is_empty() { '{' } else { ',' });
        // The name stays, so it holds nothing that JSON would escape.
        out.push('"');
        out.push_str(&name);
        out.push_str("\":");
        out.push_str(value.get());
    }
    (!out.is_empty()).then(|| out + "}")
}

/// An object's members, values not looked into.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an entity")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reading)
    }
}

/// Text, borrowed where it can be.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// One instance of an attribute in full (ETSI GS CIM 009 §4.5.2), of a kind whose value is written as it is kept; the names
/// of attributes within it.
struct Attribute(Vec<String>);

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InAttribute)
    }
}

struct InAttribute;

impl<'de> Visitor<'de> for InAttribute {
    type Value = Attribute;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute in full")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attribute, A::Error> {
        let other = || A::Error::custom("it would be written otherwise");
        let (mut kind, mut holder, mut names) = (None, None, Vec::new());
        while let Some(Text(name)) = map.next_key()? {
            match name.as_ref() {
                "type" => kind = Kind::of(&map.next_value::<Text<'_>>()?.0),
                "value" | "json" | "valueList" | "languageMap" => {
                    let Readable { is_null, is_place } = map.next_value()?;
                    if is_null || is_place || holder.replace(name).is_some() {
                        return Err(other());
                    }
                }
                "object" => {
                    let ids: OneOrMore<'_> = map.next_value()?;
                    let good = ids.all().iter().all(|id| is_uri(id)) && !ids.all().is_empty();
                    if !good || holder.replace(name).is_some() {
                        return Err(other());
                    }
                }
                "datasetId" if is_uri(&map.next_value::<Text<'_>>()?.0) => {}
                "observedAt" if date_time(&map.next_value::<Text<'_>>()?.0) => {}
                "unitCode" => drop(map.next_value::<Text<'_>>()?),
                own if is_attribute_member(own) => return Err(other()),
                _ => {
                    names.push(name.into_owned());
                    names.extend(map.next_value::<Self::Value>()?.0);
                }
            }
        }
        let whole = |kind: &Kind| {
            let plain = [
                Kind::Property,
                Kind::Relationship,
                Kind::JsonProperty,
                Kind::ListProperty,
                Kind::LanguageProperty,
            ];
            plain.contains(kind) && holder.as_deref() == Some(kind.member())
        };
        kind.filter(whole).ok_or_else(other)?;
        Ok(Attribute(names))
    }
}

/// A value that can be read to its end: what is no number that anybody can read, or no text, is an error.
struct Readable {
    /// There is nothing, or something in it is nothing.
    is_null: bool,
    /// It may be a place, which has another kind.
    is_place: bool,
}

impl Readable {
    const PLAIN: Self = Self {
        is_null: false,
        is_place: false,
    };
}

impl<'de> Deserialize<'de> for Readable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Readable;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_bool<E>(self, _: bool) -> Result<Readable, E> {
                Ok(Readable::PLAIN)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Readable, E> {
                Ok(Readable::PLAIN)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Readable, E> {
                Ok(Readable::PLAIN)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Readable, E> {
                Ok(Readable::PLAIN)
            }
            fn visit_str<E>(self, text: &str) -> Result<Readable, E> {
                // What stands for nothing (§4.5.0) is not taken from a source.
                let is_null = text == ngsi_ld::entity::NULL;
                Ok(Readable {
                    is_null,
                    ..Readable::PLAIN
                })
            }
            fn visit_unit<E>(self) -> Result<Readable, E> {
                Ok(Readable {
                    is_null: true,
                    ..Readable::PLAIN
                })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Readable, A::Error> {
                let mut all = Readable::PLAIN;
                while let Some(one) = seq.next_element::<Readable>()? {
                    all.is_null |= one.is_null;
                }
                Ok(all)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Readable, A::Error> {
                let mut all = Readable::PLAIN;
                while let Some(Text(name)) = map.next_key()? {
                    all.is_place |= name == "coordinates";
                    all.is_null |= map.next_value::<Readable>()?.is_null;
                }
                Ok(all)
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn heads_say_where_entities_are() {
        let view = br#" [ {"id":"urn:x:1","type":"T"} ,
            {"type":["T","U"],"name":"\u00e4","id":"urn:x:2"}] "#;
        let heads = heads(view).unwrap();
        let found = heads
            .iter()
            .map(|head| (head.entity.id.as_str(), &view[head.at.clone()]));
        let expected: [(&str, &[u8]); 2] = [
            ("urn:x:1", br#"{"id":"urn:x:1","type":"T"}"#),
            (
                "urn:x:2",
                br#"{"type":["T","U"],"name":"\u00e4","id":"urn:x:2"}"#,
            ),
        ];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let one = br#"{"id":"urn:x:1","type":"T"}"#;
        assert_eq!(super::heads(one).unwrap()[0].at, 0..one.len());
    }

    fn listed(entity: &Value) -> Option<Value> {
        let text = entity.to_string();
        let whole = whole(&text, &mut Names::default())?;
        Some(serde_json::from_str(&whole).unwrap())
    }

    fn read(entity: &Value) -> Value {
        let read = super::super::entities(entity.to_string().as_bytes()).unwrap();
        let how = ngsi_ld::represent::Representation::default();
        ngsi_ld::represent::entity(&read[0], &Context::core(), &how)
    }

    fn with(name: &str, value: Value) -> Value {
        let mut entity = json!({"id": "urn:x:1", "type": "Person"});
        entity[name] = value;
        entity
    }

    #[test]
    fn what_is_written_in_full_is_listed_as_it_would_be_when_read() {
        for attribute in [
            json!({"type": "Property", "value": {"street": "Katu 1", "n": [1, 2.5, true]}}),
            json!({"type": "Property", "value": "a", "observedAt": "2026-01-01T00:00:00Z", "unitCode": "CEL",
                   "source": {"type": "Property", "value": "register"}}),
            json!({"type": "Relationship", "object": ["urn:x:1", "urn:x:2"], "datasetId": "urn:x:d"}),
            json!({"type": "LanguageProperty", "languageMap": {"fi": "Hei"}}),
            json!({"type": "JsonProperty", "json": {"a": 1}}),
            json!({"type": "ListProperty", "valueList": [1, 2]}),
        ] {
            let mut entity = with("name", attribute);
            entity["@context"] =
                json!("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld");
            assert_eq!(listed(&entity), Some(read(&entity)), "{entity}");
        }
    }

    #[test]
    fn what_would_be_written_otherwise_is_read_first() {
        for entity in [
            with("name", json!("Aino")),
            with("name", json!({"value": "Aino"})),
            with("name", json!({"type": "Property", "value": null})),
            with(
                "name",
                json!({"type": "Property", "value": "urn:ngsi-ld:null"}),
            ),
            with("name", json!({"type": "Property", "value": {"a": [null]}})),
            with(
                "name",
                json!({"type": "Property", "value": "a", "createdAt": "2026-01-01T00:00:00Z"}),
            ),
            with(
                "name",
                json!({"type": "Property", "value": "a", "object": "urn:x:1"}),
            ),
            with(
                "name",
                json!({"type": "Property", "value": "a", "observedAt": "yesterday"}),
            ),
            with(
                "name",
                json!({"type": "Property", "value": "a", "source": "register"}),
            ),
            with(
                "name",
                json!({"type": "Property", "value": {"type": "Point", "coordinates": [1, 2]}}),
            ),
            with("name", json!({"type": "VocabProperty", "vocab": "a"})),
            with("name", json!({"type": "Relationship", "object": "no uri"})),
            with("name", json!({"type": "Other", "value": 1})),
            with("name", json!([{"type": "Property", "value": 1}])),
            with("two-words", json!({"type": "Property", "value": 1})),
            with(
                "https://example.org/name",
                json!({"type": "Property", "value": 1}),
            ),
            with("scope", json!("/a")),
            with("createdAt", json!("2026-01-01T00:00:00Z")),
            json!({"id": "no uri", "type": "Person"}),
            json!({"id": "urn:x:1", "type": ["Person", "Patron"]}),
        ] {
            assert_eq!(listed(&entity), None, "{entity}");
        }
        let unreadable = r#"{"id":"urn:x:1","type":"T","n":{"type":"Property","value":1e999}}"#;
        assert_eq!(whole(unreadable, &mut Names::default()), None);
    }
}
