//! What there is: entity types and attributes (ETSI GS CIM 009 §5.7.5 to §5.7.10, §6.25 to §6.28).

use std::collections::{BTreeMap, BTreeSet};

use ngsi_ld::context::CORE_URL;
use ngsi_ld::{Context, Problem};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Broker;
use crate::answer::Answer;
use crate::call::{Call, Media};
use crate::collection::DOCUMENT_MEDIA;
use crate::contexts::Named;

/// What lists of types and attributes understand (§6.25, §6.27).
const LIST: [&str; 3] = ["details", "local", "via"];
/// What one type or attribute understands (§6.26, §6.28).
const ONE: [&str; 2] = ["local", "via"];

/// What is known of a type: how many entities have it, and the kinds of each attribute's instances.
#[derive(Default)]
struct TypeSeen {
    entities: usize,
    attributes: BTreeMap<String, BTreeSet<&'static str>>,
}

/// What is known of an attribute.
#[derive(Default)]
struct AttributeSeen {
    entities: usize,
    kinds: BTreeSet<&'static str>,
    types: BTreeSet<String>,
}

/// Everything a tenant holds, by type and by attribute.
#[derive(Default)]
pub(crate) struct Seen {
    types: BTreeMap<String, TypeSeen>,
    attributes: BTreeMap<String, AttributeSeen>,
}

impl Seen {
    /// A type (expanded) with attributes (expanded), whether there are entities of it or not.
    pub(crate) fn describe(&mut self, entity_type: &str, attributes: impl Iterator<Item = String>) {
        let seen = self.types.entry(entity_type.to_owned()).or_default();
        for iri in attributes {
            let attribute = self.attributes.entry(iri.clone()).or_default();
            attribute.types.insert(entity_type.to_owned());
            seen.attributes.entry(iri).or_default();
        }
    }
}

/// Reads entities, only those of a type if one is given.
async fn look(
    broker: &Broker,
    call: &Call,
    type_name: Option<&str>,
) -> Result<(Media, Named, Seen), Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let mut seen = Seen::default();
    let iri = type_name.map(|name| context.active.expand(name));
    for stored in broker.all(&call.tenant, iri.as_deref()).await? {
        for name in &stored.entity.types {
            let seen_type = seen.types.entry(name.clone()).or_default();
            seen_type.entities += 1;
            for (iri, instances) in &stored.entity.attributes {
                let kinds = instances.iter().map(|one| one.kind.name());
                seen_type
                    .attributes
                    .entry(iri.clone())
                    .or_default()
                    .extend(kinds);
            }
        }
        for (iri, instances) in &stored.entity.attributes {
            let attribute = seen.attributes.entry(iri.clone()).or_default();
            attribute.entities += 1;
            attribute
                .kinds
                .extend(instances.iter().map(|one| one.kind.name()));
            attribute.types.extend(stored.entity.types.iter().cloned());
        }
    }
    Ok((media, context, seen))
}

fn compacted<'a>(iris: impl Iterator<Item = &'a String>, context: &Context) -> Vec<String> {
    iris.map(|iri| context.compact(iri)).collect()
}

/// `GET /types`, `GET /types/{type}`, `GET /attributes`, `GET /attributes/{name}`: which of them is wanted.
pub(crate) enum What<'a> {
    Types,
    Type(&'a str),
    Attributes,
    Attribute(&'a str),
}

impl What<'_> {
    /// Refuses parameters that it does not understand; whether details are wanted.
    fn details(&self, call: &Call) -> Result<bool, Problem> {
        match self {
            Self::Types | Self::Attributes => {
                call.know(&LIST)?;
                call.flag("details")
            }
            Self::Type(_) | Self::Attribute(_) => call.know(&ONE).map(|()| true),
        }
    }
}

/// Says what there is in the store.
pub(crate) async fn say(broker: &Broker, call: &Call, what: What<'_>) -> Result<Answer, Problem> {
    let details = what.details(call)?;
    let type_name = match &what {
        What::Type(name) => Some(*name),
        _ => None,
    };
    let (media, context, seen) = look(broker, call, type_name).await?;
    let body = seen.body(&what, details, &context.active)?;
    Ok(Answer::document(media, &context.document, body))
}

impl Seen {
    /// Says what of this is asked for.
    pub(crate) fn say(&self, call: &Call, what: &What<'_>) -> Result<Answer, Problem> {
        let details = what.details(call)?;
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        let body = self.body(what, details, &Context::core())?;
        Ok(Answer::document(media, &json!(CORE_URL), body))
    }

    fn body(&self, what: &What<'_>, details: bool, context: &Context) -> Result<Value, Problem> {
        match what {
            What::Types => Ok(self.type_list(details, context)),
            What::Type(name) => self.one_type(name, context),
            What::Attributes => Ok(self.attribute_list(details, context)),
            What::Attribute(name) => self.one_attribute(name, context),
        }
    }

    fn type_list(&self, details: bool, context: &Context) -> Value {
        if !details {
            return json!({
                "id": format!("urn:ngsi-ld:EntityTypeList:{}", Uuid::new_v4()),
                "type": "EntityTypeList",
                "typeList": compacted(self.types.keys(), context),
            });
        }
        let types = self.types.iter().map(|(iri, one)| {
            json!({
                "id": iri,
                "type": "EntityType",
                "typeName": context.compact(iri),
                "attributeNames": compacted(one.attributes.keys(), context),
            })
        });
        types.collect()
    }

    fn one_type(&self, name: &str, context: &Context) -> Result<Value, Problem> {
        let iri = context.expand(name);
        let one = self
            .types
            .get(&iri)
            .ok_or_else(|| Problem::not_found(format!("no entity has the type `{name}`")))?;
        let details: Vec<Value> = one
            .attributes
            .iter()
            .map(|(iri, kinds)| {
                json!({
                    "id": iri,
                    "type": "Attribute",
                    "attributeName": context.compact(iri),
                    "attributeTypes": kinds,
                })
            })
            .collect();
        Ok(json!({
            "id": iri,
            "type": "EntityTypeInfo",
            "typeName": context.compact(&iri),
            "entityCount": one.entities,
            "attributeDetails": details,
        }))
    }

    fn attribute_list(&self, details: bool, context: &Context) -> Value {
        if !details {
            return json!({
                "id": format!("urn:ngsi-ld:AttributeList:{}", Uuid::new_v4()),
                "type": "AttributeList",
                "attributeList": compacted(self.attributes.keys(), context),
            });
        }
        let attributes = self.attributes.iter().map(|(iri, one)| {
            json!({
                "id": iri,
                "type": "Attribute",
                "attributeName": context.compact(iri),
                "typeNames": compacted(one.types.iter(), context),
            })
        });
        attributes.collect()
    }

    fn one_attribute(&self, name: &str, context: &Context) -> Result<Value, Problem> {
        let iri = context.expand(name);
        let one = self
            .attributes
            .get(&iri)
            .ok_or_else(|| Problem::not_found(format!("no entity has the attribute `{name}`")))?;
        Ok(json!({
            "id": iri,
            "type": "Attribute",
            "attributeName": context.compact(&iri),
            "attributeCount": one.entities,
            "attributeTypes": one.kinds,
            "typeNames": compacted(one.types.iter(), context),
        }))
    }
}
