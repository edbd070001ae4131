//! What a notification says of a change (ETSI GS CIM 009 §5.3.1 and §5.8.6).

use ngsi_ld::represent::{self, Format, Representation};
use ngsi_ld::{Attribute, Entity, Kind, Problem};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use crate::Broker;
use crate::call::Media;
use crate::entities::join::{Shape, follow, inline};
use crate::store::Change;

/// An entity as it stands.
pub(super) fn entity(watch: &Watch, how: &Representation, entity: &Entity) -> Value {
    if watch.endpoint.accept == Media::GeoJson {
        represent::feature(entity, &watch.context.active, how, None)
    } else {
        represent::entity(entity, &watch.context.active, how)
    }
}

/// Entities that those told of link to: how the latter are shown, and what stands beside them (§4.5.23).
pub(super) async fn linked(
    broker: &Broker,
    watch: &Watch,
    subjects: &[&Entity],
) -> Result<(Representation, Vec<Value>), Problem> {
    let mut how = watch.how.clone();
    let Some(joining) = &watch.joining else {
        return Ok((how, Vec::new()));
    };
    let known = broker.known(&watch.key.tenant);
    let found = follow(&known, subjects, &how.projection, joining).await?;
    if joining.shape == Shape::Inline {
        how.join = Some(inline(found, subjects, joining));
        return Ok((how, Vec::new()));
    }
    let beside = found
        .into_iter()
        .map(|one| {
            let how = Representation {
                projection: one.projection,
                ..how.clone()
            };
            entity(watch, &how, &one.entity)
        })
        .collect();
    Ok((how, beside))
}

/// What stands for a deleted instance.
fn deleted(watch: &Watch, old: &Attribute, now: &str, whole_entity: bool) -> Value {
    let null = json!(ngsi_ld::entity::NULL);
    if watch.how.format == Format::Simplified {
        return null;
    }
    let value = if old.kind == Kind::LanguageProperty && !whole_entity {
        json!({ "@none": ngsi_ld::entity::NULL })
    } else {
        null
    };
    let mut shown = json!({ "type": old.kind.name(), old.kind.member(): value });
    if let Some(dataset) = &old.dataset_id {
        shown["datasetId"] = json!(dataset);
    }
    if watch.how.sys_attrs {
        shown["createdAt"] = json!(old.created_at);
        shown["modifiedAt"] = json!(old.modified_at);
        shown["deletedAt"] = json!(now);
    }
    if watch.show_changes {
        previous(&mut shown, old, watch);
    }
    shown
}

/// Puts the value that was beside the one that is (§5.2.14.1, `showChanges`).
fn previous(shown: &mut Value, old: &Attribute, watch: &Watch) {
    let member = match old.kind.member() {
        "value" => "previousValue",
        "object" => "previousObject",
        "languageMap" => "previousLanguageMap",
        "vocab" => "previousVocab",
        "json" => "previousJson",
        "valueList" => "previousValueList",
        _ => "previousObjectList",
    };
    let plain = represent::Representation {
        format: Format::Normalised,
        ..represent::Representation::default()
    };
    let was = represent::attribute(&[old], &watch.context.active, &plain);
    if let (Some(map), Some(value)) = (shown.as_object_mut(), was.get(old.kind.member())) {
        map.insert(member.to_owned(), value.clone());
    }
}

/// What is said of a change: the entity as it is now, with what is gone as nulls and what was before.
pub(super) fn change(watch: &Watch, how: &Representation, change: &Change, now: &str) -> Value {
    let before = change.before.as_ref().map(|stored| &stored.entity);
    let context = &watch.context.active;
    let mut shown = match (&change.after, before) {
        (Some(after), _) => entity(watch, how, after),
        (None, Some(before)) => {
            let mut gone = before.clone();
            gone.attributes.clear();
            let mut shown = represent::entity(&gone, context, &watch.how);
            shown["deletedAt"] = json!(now);
            shown
        }
        (None, None) => return Value::Null,
    };
    let Some(before) = before else { return shown };
    let is_feature = watch.endpoint.accept == Media::GeoJson && change.after.is_some();
    let members = if is_feature {
        shown.get_mut("properties").and_then(Value::as_object_mut)
    } else {
        shown.as_object_mut()
    };
    let Some(members) = members else { return shown };
    let whole_entity = change.after.is_none();
    for (iri, olds) in &before.attributes {
        let olds: Vec<&Attribute> = watch.how.projection.instances(iri, olds).collect();
        let name = context.compact(iri);
        match change
            .after
            .as_ref()
            .and_then(|after| after.attributes.get(iri))
        {
            Some(news) => {
                if let (true, [old], [new]) = (watch.show_changes, olds.as_slice(), news.as_slice())
                    && *old != new
                    && let Some(current) = members.get_mut(&name)
                {
                    previous(current, old, watch);
                }
                gone_instances(watch, members, &name, &olds, news, now);
            }
            None if !whole_entity || watch.show_changes || watch.tells_deletion_of(iri) => {
                if let Some(old) = olds
                    .iter()
                    .find(|old| old.dataset_id.is_none())
                    .or(olds.first())
                {
                    members.insert(name, deleted(watch, old, now, whole_entity));
                }
            }
            None => {}
        }
    }
    shown
}

/// Instances that went while others of the same attribute stayed.
fn gone_instances(
    watch: &Watch,
    members: &mut Map<String, Value>,
    name: &str,
    olds: &[&Attribute],
    news: &[Attribute],
    now: &str,
) {
    if !watch.tells_deleted_attributes() {
        return;
    }
    for old in olds {
        if news.iter().any(|new| new.dataset_id == old.dataset_id) {
            continue;
        }
        let gone = deleted(watch, old, now, false);
        if watch.how.format == Format::Simplified {
            simplified_gone(members, name, old, gone);
            continue;
        }
        match members.get_mut(name) {
            Some(Value::Array(instances)) => instances.push(gone),
            Some(single) => *single = json!([single.take(), gone]),
            None => {
                members.insert(name.to_owned(), gone);
            }
        }
    }
}

/// In simplified form instances are told apart by their datasets (§4.5.4).
fn simplified_gone(members: &mut Map<String, Value>, name: &str, old: &Attribute, gone: Value) {
    let dataset = old.dataset_id.as_deref().unwrap_or("@none");
    let member = members.entry(name).or_insert(Value::Null);
    if !member.get("dataset").is_some_and(Value::is_object) {
        *member = if member.is_null() {
            json!({ "dataset": {} })
        } else {
            json!({ "dataset": { "@none": member.take() } })
        };
    }
    member["dataset"][dataset] = gone;
}
