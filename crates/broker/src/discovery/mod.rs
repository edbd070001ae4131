//! What there is: entity types and attributes (ETSI GS CIM 009 §5.7.5 to §5.7.10, §6.25 to §6.28).

use std::collections::{BTreeMap, BTreeSet};

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
struct Seen {
    types: BTreeMap<String, TypeSeen>,
    attributes: BTreeMap<String, AttributeSeen>,
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

/// `GET /types`.
pub(crate) async fn types(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&LIST)?;
    let details = call.flag("details")?;
    let (media, context, seen) = look(broker, call, None).await?;
    let body = if details {
        seen.types
            .iter()
            .map(|(iri, one)| {
                json!({
                    "id": iri,
                    "type": "EntityType",
                    "typeName": context.active.compact(iri),
                    "attributeNames": compacted(one.attributes.keys(), &context.active),
                })
            })
            .collect()
    } else {
        json!({
            "id": format!("urn:ngsi-ld:EntityTypeList:{}", Uuid::new_v4()),
            "type": "EntityTypeList",
            "typeList": compacted(seen.types.keys(), &context.active),
        })
    };
    Ok(Answer::document(media, &context.document, body))
}

/// `GET /types/{type}`.
pub(crate) async fn one_type(broker: &Broker, call: &Call, name: &str) -> Result<Answer, Problem> {
    call.know(&ONE)?;
    let (media, context, seen) = look(broker, call, Some(name)).await?;
    let iri = context.active.expand(name);
    let one = seen
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
                "attributeName": context.active.compact(iri),
                "attributeTypes": kinds,
            })
        })
        .collect();
    let body = json!({
        "id": iri,
        "type": "EntityTypeInfo",
        "typeName": context.active.compact(&iri),
        "entityCount": one.entities,
        "attributeDetails": details,
    });
    Ok(Answer::document(media, &context.document, body))
}

/// `GET /attributes`.
pub(crate) async fn attributes(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&LIST)?;
    let details = call.flag("details")?;
    let (media, context, seen) = look(broker, call, None).await?;
    let body = if details {
        seen.attributes
            .iter()
            .map(|(iri, one)| {
                json!({
                    "id": iri,
                    "type": "Attribute",
                    "attributeName": context.active.compact(iri),
                    "typeNames": compacted(one.types.iter(), &context.active),
                })
            })
            .collect()
    } else {
        json!({
            "id": format!("urn:ngsi-ld:AttributeList:{}", Uuid::new_v4()),
            "type": "AttributeList",
            "attributeList": compacted(seen.attributes.keys(), &context.active),
        })
    };
    Ok(Answer::document(media, &context.document, body))
}

/// `GET /attributes/{name}`.
pub(crate) async fn one_attribute(
    broker: &Broker,
    call: &Call,
    name: &str,
) -> Result<Answer, Problem> {
    call.know(&ONE)?;
    let (media, context, seen) = look(broker, call, None).await?;
    let iri = context.active.expand(name);
    let one = seen
        .attributes
        .get(&iri)
        .ok_or_else(|| Problem::not_found(format!("no entity has the attribute `{name}`")))?;
    let body = json!({
        "id": iri,
        "type": "Attribute",
        "attributeName": context.active.compact(&iri),
        "attributeCount": one.entities,
        "attributeTypes": one.kinds,
        "typeNames": compacted(one.types.iter(), &context.active),
    });
    Ok(Answer::document(media, &context.document, body))
}
