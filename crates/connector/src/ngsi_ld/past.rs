//! Reading what a permission releases of the past: every instance of every attribute goes through the filter by itself.

use std::collections::BTreeMap;

use ngsi_ld::entity::{Instance, NULL, SCOPE, date_time, is_entity_member, is_uri, micros};
use ngsi_ld::{Attribute, Context, Evolution, Kind};
use permission::filter::Filter;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::read::in_full;
use crate::sources::{self, SourceError};

/// The members that stand for an entity in a body that has one of its instances.
const HEAD: [&str; 3] = ["id", "type", "@context"];

/// The permitted past of entities. Names are those of the dataset, which are of the core context.
///
/// # Errors
/// [`SourceError::Malformed`] for what is no evolution, without saying what it is instead.
pub(crate) fn evolutions(
    found: &[sources::Evolution],
    filter: &Filter,
) -> Result<Vec<Evolution>, SourceError> {
    let permitted = found
        .iter()
        .map(|one| Reading::of(one, filter).evolution(one));
    let permitted: Result<Vec<Evolution>, SourceError> = permitted.collect();
    Ok(permitted?
        .into_iter()
        .filter(|one| !one.attributes.is_empty())
        .collect())
}

/// One entity being read.
struct Reading<'f> {
    filter: &'f Filter,
    head: Map<String, Value>,
}

/// An attribute's permitted instances.
#[derive(Default)]
struct Instances {
    iri: Option<String>,
    all: Vec<Instance>,
}

impl<'f> Reading<'f> {
    fn of(one: &sources::Evolution, filter: &'f Filter) -> Self {
        let head = HEAD
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), one.get(*name)?.clone())));
        Self {
            filter,
            head: head.collect(),
        }
    }

    fn evolution(&self, one: &sources::Evolution) -> Result<Evolution, SourceError> {
        let mut evolution = Evolution::default();
        let attributes = one
            .iter()
            .filter(|(name, _)| !is_entity_member(name) || *name == SCOPE);
        for (name, value) in attributes {
            let whole = self.whole(name, &mut evolution)?;
            let items = match value {
                Value::Array(items) if items.iter().all(Value::is_object) => items,
                one => std::slice::from_ref(one),
            };
            let mut instances = Instances {
                iri: whole.clone(),
                all: Vec::with_capacity(items.len()),
            };
            for item in items {
                self.read(name, item, &mut evolution, &mut instances)?;
            }
            let Some(iri) = instances.iri else { continue };
            let all = if whole.is_some() {
                instances.all
            } else {
                changes(instances.all)
            };
            if evolution.attributes.insert(iri, all).is_some() {
                // The same attribute under two names.
                return Err(SourceError::Malformed);
            }
        }
        Ok(evolution)
    }

    /// What an attribute that is permitted whole is expanded; none of one that is not, or in part.
    fn whole(&self, name: &str, evolution: &mut Evolution) -> Result<Option<String>, SourceError> {
        // A value of no parts, which a scope may be too.
        let probe = json!({"type": "Property", "value": "/a"});
        let Some(read) = self.permitted(name, &probe)? else {
            return Ok(None);
        };
        evolution.id = read.id;
        evolution.types = read.types;
        Ok(read.attributes.into_keys().next())
    }

    /// Reads one instance, and adds what is permitted of it.
    fn read(
        &self,
        name: &str,
        item: &Value,
        evolution: &mut Evolution,
        instances: &mut Instances,
    ) -> Result<(), SourceError> {
        let Some(read) = self.permitted(name, item)? else {
            if is_deletion(item) {
                let end = Instance {
                    id: String::new(),
                    attribute: Attribute::new(Kind::Property, json!(NULL)),
                    deleted_at: None,
                };
                instances.all.push(timed(end, item, &evolution.id));
            }
            return Ok(());
        };
        for (iri, all) in read.attributes {
            instances.iri.get_or_insert(iri);
            let all = all.into_iter().map(|one| timed(one, item, &read.id));
            instances.all.extend(all);
        }
        evolution.id = read.id;
        evolution.types = read.types;
        Ok(())
    }

    /// What is permitted of one instance, as an evolution of it alone; none where that is nothing.
    fn permitted(&self, name: &str, item: &Value) -> Result<Option<Evolution>, SourceError> {
        let mut body = self.head.clone();
        body.insert(name.to_owned(), item.clone());
        let body = Value::Object(body).to_string();
        let mut out = Vec::with_capacity(body.len());
        let report = self
            .filter
            .apply(body.as_bytes(), &mut out)
            .map_err(|error| {
                // What the filter says names places and members, no values.
                tracing::warn!(%error, "the source's history cannot be filtered");
                SourceError::Malformed
            })?;
        if report.records == 0 {
            return Ok(None);
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(&out) else {
            return Err(SourceError::Malformed);
        };
        let read = Evolution::fragment(&in_full(members), &Context::core()).map_err(|problem| {
            // What the problem says may be a value.
            tracing::warn!(
                kind = problem.kind.name(),
                "the source has sent what is no NGSI-LD evolution"
            );
            SourceError::Malformed
        })?;
        Ok((!read.attributes.is_empty()).then_some(read))
    }
}

/// An instance with the times and the dataset that the source says, whatever of its value is permitted. Its id is one that
/// it has in this person's and service's relation alone.
fn timed(mut one: Instance, item: &Value, urn: &str) -> Instance {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let time = |name: &str| text(name).filter(|at| date_time(at)).map(str::to_owned);
    let attribute = &mut one.attribute;
    attribute.observed_at = time("observedAt");
    attribute.dataset_id = text("datasetId").filter(|id| is_uri(id)).map(str::to_owned);
    attribute.created_at = time("createdAt").unwrap_or_default();
    attribute.modified_at = time("modifiedAt").unwrap_or_else(|| attribute.created_at.clone());
    if attribute.is_null() {
        one.deleted_at = time("deletedAt");
    }
    if let Some(id) = text("instanceId").filter(|_| !urn.is_empty()) {
        one.id = instance_id(urn, id);
    }
    one
}

/// Two services cannot join persons by it: it is made of what one of them does not know.
fn instance_id(urn: &str, id: &str) -> String {
    let digest = Sha256::new()
        .chain_update(urn)
        .chain_update([0])
        .chain_update(id)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    let uuid = uuid::Builder::from_custom_bytes(bytes).into_uuid();
    format!("urn:ngsi-ld:Instance:{uuid}")
}

/// Whether an instance says that the attribute was deleted (§4.5.0).
fn is_deletion(item: &Value) -> bool {
    let is_null = |kind: &Kind| {
        let value = item.get(kind.member());
        value
            .is_some_and(|value| value == NULL || value.get("@none").is_some_and(|one| one == NULL))
    };
    Kind::ALL.iter().any(is_null)
}

/// Of an attribute of which a part is permitted, what changed in that part. An instance in which it is as before would tell
/// when the rest changed.
fn changes(mut all: Vec<Instance>) -> Vec<Instance> {
    let moment = |one: &Instance| {
        let observed = one.attribute.observed_at.as_deref().and_then(micros);
        observed
            .or_else(|| micros(&one.attribute.modified_at))
            .unwrap_or_default()
    };
    all.sort_by_key(moment);
    let mut latest: BTreeMap<Option<String>, Attribute> = BTreeMap::new();
    all.retain(|one| {
        let mut bare = one.attribute.clone();
        bare.observed_at = None;
        bare.stamp("", "");
        let before = latest.get(&bare.dataset_id);
        let is_change = match before {
            // What was never there is not deleted.
            None => !bare.is_null(),
            Some(before) => *before != bare,
        };
        if is_change {
            latest.insert(bare.dataset_id.clone(), bare);
        }
        is_change
    });
    all
}
