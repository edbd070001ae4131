//! What changes of entities leave behind: an instance for every attribute that was made, changed or deleted
//! (ETSI GS CIM 009 §4.5.6, §4.5.7).

use ngsi_ld::entity::{Instance, NULL, SCOPE, micros};
use ngsi_ld::{Attribute, Entity, Evolution, Kind, Problem, ProblemKind};
use serde_json::{Value, json};
use storage::broker::history::{Memory, NewInstance};
use uuid::Uuid;

use crate::clock::Now;
use crate::store::Change;

/// An instance as it is kept; one without an id is given one.
pub(super) fn kept(attribute: &str, instance: &Instance) -> Result<NewInstance, Problem> {
    let Instance {
        id,
        attribute: one,
        deleted_at,
    } = instance;
    let json = serde_json::to_vec(one)
        .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))?;
    let modified_at = micros(&one.modified_at).unwrap_or_default();
    Ok(NewInstance {
        instance: if id.is_empty() {
            // Of instances of the same time the one that was written first comes first.
            format!("urn:ngsi-ld:Instance:{}", Uuid::now_v7())
        } else {
            id.clone()
        },
        attribute: attribute.to_owned(),
        dataset: one.dataset_id.clone().unwrap_or_default(),
        observed_at: one.observed_at.as_deref().and_then(micros),
        created_at: micros(&one.created_at).unwrap_or(modified_at),
        modified_at,
        deleted_at: deleted_at.as_deref().and_then(micros),
        json: json.into(),
    })
}

/// What a request says of an evolution.
pub(super) fn of_evolution(evolution: Evolution, now: &Now) -> Result<Memory, Problem> {
    let mut instances = Vec::new();
    for (iri, all) in evolution.attributes {
        for mut one in all {
            one.attribute.stamp(&now.text, &now.text);
            instances.push(kept(&iri, &one)?);
        }
    }
    Ok(Memory {
        id: evolution.id,
        types: evolution.types,
        at: now.micros,
        is_deleted: false,
        instances,
    })
}

/// What changes of entities leave behind.
pub(crate) fn of_changes(changes: &[Change], now: &Now) -> Result<Vec<Memory>, Problem> {
    changes
        .iter()
        .filter_map(|change| of_change(change, now).transpose())
        .collect()
}

fn of_change(change: &Change, now: &Now) -> Result<Option<Memory>, Problem> {
    let nothing = Entity::default();
    let before = change.before.as_ref().map_or(&nothing, |one| &one.entity);
    let after = change.after.as_ref().unwrap_or(&nothing);
    let Some(subject) = change.subject() else {
        return Ok(None);
    };
    let mut instances = Vec::new();
    for (iri, all) in &after.attributes {
        for one in all {
            if before.instance(iri, one.dataset_id.as_deref()) != Some(one) {
                instances.push(kept(iri, &said(one.clone()))?);
            }
        }
    }
    for (iri, all) in &before.attributes {
        for one in all {
            if after.instance(iri, one.dataset_id.as_deref()).is_none() {
                instances.push(kept(iri, &deleted(one, now))?);
            }
        }
    }
    if before.scope != after.scope {
        instances.push(kept(SCOPE, &scope(&after.scope, now))?);
    }
    let is_same = instances.is_empty() && before.types == after.types;
    let memory = Memory {
        id: subject.id.clone(),
        types: after.types.clone(),
        at: now.micros,
        is_deleted: change.after.is_none(),
        instances,
    };
    Ok((!is_same).then_some(memory))
}

fn said(attribute: Attribute) -> Instance {
    Instance {
        id: String::new(),
        attribute,
        deleted_at: None,
    }
}

/// The instance that says that an attribute was deleted.
pub(super) fn deleted(one: &Attribute, now: &Now) -> Instance {
    let value = match one.kind {
        Kind::LanguageProperty => json!({ "@none": NULL }),
        _ => json!(NULL),
    };
    let mut attribute = Attribute::new(one.kind, value);
    attribute.dataset_id.clone_from(&one.dataset_id);
    attribute.stamp(&one.created_at, &now.text);
    Instance {
        deleted_at: Some(now.text.clone()),
        ..said(attribute)
    }
}

/// The scopes as they are from now on; a change of them counts as observed when it is made (§4.5.6).
pub(super) fn scope(scopes: &[String], now: &Now) -> Instance {
    let value = match scopes {
        [single] => json!(single),
        several => Value::from(several),
    };
    let mut attribute = Attribute::new(Kind::Property, value);
    attribute.stamp(&now.text, &now.text);
    if scopes.is_empty() {
        return Instance {
            deleted_at: Some(now.text.clone()),
            ..said(attribute)
        };
    }
    attribute.observed_at = Some(now.text.clone());
    said(attribute)
}
