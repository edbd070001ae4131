//! Merging (ETSI GS CIM 009 §5.6.17, §5.6.4; RFC 7396): what the patch doesn't name stays.

use serde_json::{Map, Value, json};

use super::{Outcome, Scopes, head, note, put, take, touched};
use crate::context::Context;
use crate::entity::{
    Attribute, Attributes, Entity, Form, Kind, NULL, Nulls, attribute_instances,
    attribute_instances_in, datasets, fragment, is_bare_geometry, is_instance, is_uri,
    simplified_kind,
};
use crate::problem::{Problem, ProblemKind};
use crate::represent::{Representation, instance as as_json};

/// What a merge says for all attributes at once (§6.5.3.4).
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// The time of observation of attributes that say none.
    pub observed_at: Option<String>,
    /// The language of plain strings that fall on language properties.
    pub lang: Option<String>,
    /// How they are written.
    pub form: Form,
}

/// Merges a patch into an entity.
///
/// # Errors
/// [`Problem`] when the patch is not valid; the entity is to be thrown away then.
pub fn merge(
    target: &mut Entity,
    patch: &Value,
    context: &Context,
    common: &Common,
    now: &str,
) -> Result<Outcome, Problem> {
    let map = patch
        .as_object()
        .ok_or_else(|| Problem::bad_data("a patch is a JSON object"))?;
    let own = [
        "id",
        "@id",
        "type",
        "@type",
        "scope",
        "expiresAt",
        "@context",
    ];
    let members: Map<String, Value> = map
        .iter()
        .filter(|(name, _)| own.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let source = fragment(&Value::Object(members), context, Nulls::Allowed)?;
    let mut outcome = Outcome::default();
    if head(target, &source, Scopes::Replace, &mut outcome) {
        now.clone_into(&mut target.modified_at);
    }
    let skipped = ["createdAt", "modifiedAt", "deletedAt"];
    for (name, value) in map {
        if own.contains(&name.as_str()) || skipped.contains(&name.as_str()) {
            continue;
        }
        let iri = context.expand(name);
        merge_attribute(target, name, value, context, common, now)?;
        note(&mut outcome.updated, &iri);
    }
    touched(target, &outcome, now);
    Ok(outcome)
}

/// Merges what a patch says of one attribute.
///
/// # Errors
/// [`Problem`] when it is not valid.
pub fn merge_attribute(
    target: &mut Entity,
    name: &str,
    value: &Value,
    context: &Context,
    common: &Common,
    now: &str,
) -> Result<(), Problem> {
    let iri = context.expand(name);
    for (dataset, one) in said_instances(value, common.form) {
        if one.is_null() || one.as_str() == Some(NULL) {
            target.attributes.remove(&iri);
            continue;
        }
        let dataset = dataset.filter(|id| *id != "@none");
        if let Some(wrong) = dataset.filter(|id| !is_uri(id)) {
            return Err(Problem::bad_data(format!(
                "the dataset `{wrong}` of `{name}` is not a URI"
            )));
        }
        let existing = target.instance(&iri, dataset).cloned();
        let merged = match &existing {
            Some(existing) => overlaid(existing, name, one, context, common, true)?,
            None => fresh(name, one, context, common)?,
        };
        let merged = merged.map(|mut merged| {
            merged.dataset_id = dataset.map(str::to_owned);
            merged
        });
        match merged {
            None => {
                take(target, &iri, dataset);
            }
            Some(merged) => put_merged(target, &iri, merged, existing.as_ref(), now),
        }
    }
    Ok(())
}

/// The instances that a patch names of one attribute, each with its dataset.
fn said_instances(value: &Value, form: Form) -> Vec<(Option<&str>, &Value)> {
    let is_said = |item: &Value| match form {
        Form::Whole => item.get("datasetId").is_some() || item.get("type").is_some(),
        Form::Simplified => is_instance(item),
    };
    match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(is_said) => {
            items.iter().map(|one| (dataset(one), one)).collect()
        }
        single => match datasets(single).filter(|_| form == Form::Simplified) {
            Some(datasets) => datasets
                .iter()
                .map(|(dataset, one)| (Some(dataset.as_str()), one))
                .collect(),
            None => vec![(dataset(single), single)],
        },
    }
}

/// The dataset that an instance names.
fn dataset(instance: &Value) -> Option<&str> {
    instance.get("datasetId").and_then(Value::as_str)
}

/// Puts an instance in the place of the one that a patch was laid over. Sub-attributes that stay keep the time of
/// their making.
fn put_merged(
    target: &mut Entity,
    iri: &str,
    merged: Attribute,
    existing: Option<&Attribute>,
    now: &str,
) {
    let dataset_id = merged.dataset_id.clone();
    put(target, iri, merged, now);
    let instances = target.attributes.get_mut(iri).into_iter().flatten();
    for one in instances.filter(|one| one.dataset_id == dataset_id) {
        if let Some(existing) = existing {
            keep_times(&mut one.attributes, &existing.attributes);
        }
    }
}

fn keep_times(attributes: &mut Attributes, existing: &Attributes) {
    for (iri, instances) in attributes {
        for one in instances {
            let mut olds = existing.get(iri).into_iter().flatten();
            if let Some(old) = olds.find(|old| old.dataset_id == one.dataset_id) {
                one.created_at.clone_from(&old.created_at);
                keep_times(&mut one.attributes, &old.attributes);
            }
        }
    }
}

fn fresh(
    name: &str,
    value: &Value,
    context: &Context,
    common: &Common,
) -> Result<Option<Attribute>, Problem> {
    let without = drop_nulls(value);
    let mut instances =
        attribute_instances_in(common.form, name, &without, context, Nulls::Allowed)?;
    let mut instance = instances
        .pop()
        .ok_or_else(|| Problem::bad_data(format!("`{name}` says nothing")))?;
    if instance.is_null() {
        return Ok(None);
    }
    if instance.observed_at.is_none() {
        instance.observed_at.clone_from(&common.observed_at);
    }
    Ok(Some(instance))
}

/// Updates an attribute partly (§5.6.4): members that the fragment doesn't name stay. What is said comes with its form and the
/// time of the change; in simplified form it may say several datasets.
///
/// # Errors
/// [`ProblemKind::ResourceNotFound`] when the entity does not have the instance; [`ProblemKind::BadRequestData`].
pub fn partial_update(
    target: &mut Entity,
    name: &str,
    patch: &Value,
    context: &Context,
    (form, now): (Form, &str),
) -> Result<(), Problem> {
    let several = match form {
        Form::Whole => vec![(dataset(patch), patch)],
        Form::Simplified => said_instances(patch, form),
    };
    for (dataset, one) in several {
        update_instance(target, name, (dataset, one), context, (form, now))?;
    }
    now.clone_into(&mut target.modified_at);
    Ok(())
}

/// Updates one instance of an attribute partly.
fn update_instance(
    target: &mut Entity,
    name: &str,
    (dataset, patch): (Option<&str>, &Value),
    context: &Context,
    (form, now): (Form, &str),
) -> Result<(), Problem> {
    let iri = context.expand(name);
    if dataset == Some(NULL) {
        return Err(Problem::bad_data("the `datasetId` of an instance stays"));
    }
    let common = Common {
        form,
        ..Common::default()
    };
    let nested = || Problem::bad_data(format!("`{name}` has an NGSI-LD null within its value"));
    let mut values = Kind::ALL.iter().filter_map(|kind| patch.get(kind.member()));
    if values.any(has_nested_null) {
        return Err(nested());
    }
    let dataset = dataset.filter(|id| *id != "@none");
    let existing = target
        .instance(&iri, dataset)
        .cloned()
        .ok_or_else(|| Problem::not_found(format!("the entity has no attribute `{name}`")))?;
    let mut said = patch.get("type").cloned();
    if form == Form::Simplified {
        let mut members = as_members(&existing, patch, &common);
        if members
            .get(existing.kind.member())
            .is_some_and(has_nested_null)
        {
            return Err(nested());
        }
        said = members.remove("type");
    }
    if let Some(said) = said
        && said.as_str() != Some(existing.kind.name())
    {
        return Err(Problem::bad_data(format!(
            "`{name}` is a {}, and its type cannot change",
            existing.kind.name()
        )));
    }
    match overlaid(&existing, name, patch, context, &common, false)? {
        Some(mut merged) => {
            merged.dataset_id = dataset.map(str::to_owned);
            put_merged(target, &iri, merged, Some(&existing), now);
        }
        None => {
            take(target, &iri, dataset);
        }
    }
    Ok(())
}

/// An instance with a patch laid over it; none when the patch says that it is to go.
fn overlaid(
    existing: &Attribute,
    name: &str,
    patch: &Value,
    context: &Context,
    common: &Common,
    deep: bool,
) -> Result<Option<Attribute>, Problem> {
    // With the system attributes, or the end of a transient instance would be lost.
    let whole = Representation {
        sys_attrs: true,
        ..Representation::default()
    };
    let Value::Object(mut base) = as_json(existing, context, &whole) else {
        return Err(Problem::new(
            ProblemKind::InternalError,
            "an attribute that is no object",
        ));
    };
    let patch = as_members(existing, patch, common);
    let value = patch.get(existing.kind.member());
    let is_null = |value: &Value| value.as_str() == Some(NULL);
    // In a language map `@none` says that all of it is to go (§4.6.5).
    if value.is_some_and(is_null) || value.and_then(|map| map.get("@none")).is_some_and(is_null) {
        return Ok(None);
    }
    // Another kind of attribute takes the old one's place.
    let other_kind = patch
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|said| said != existing.kind.name())
        || Kind::ALL.iter().any(|kind| {
            kind.member() != existing.kind.member() && patch.contains_key(kind.member())
        });
    if other_kind {
        return fresh(name, &Value::Object(patch), context, common);
    }
    if let (Some(at), false) = (&common.observed_at, patch.contains_key("observedAt")) {
        base.insert("observedAt".into(), json!(at));
    }
    for (member, value) in patch {
        // Names are compared as IRIs, however the patch writes them.
        let key = base
            .keys()
            .find(|key| **key == member || context.expand(key) == context.expand(&member))
            .cloned()
            .unwrap_or(member);
        lay(&mut base, key, &value, deep);
    }
    let mut instances = attribute_instances(name, &Value::Object(base), context, Nulls::Allowed)?;
    Ok(instances.pop().filter(|one| !one.is_null()))
}

/// A value that stands alone in simplified form, as an attribute of the kind that is there; none where it says its kind, or
/// several datasets.
pub(super) fn of_kind(existing: &Attribute, value: &Value) -> Option<Value> {
    let is_said = match value {
        Value::Object(map) => simplified_kind(map).is_some() || is_bare_geometry(map),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_instance),
        _ => false,
    };
    let is_kept = !is_said && datasets(value).is_none();
    is_kept.then(|| json!({ "type": existing.kind.name(), existing.kind.member(): value }))
}

/// A patch as members of a normalised attribute: a bare value falls on the member that this kind keeps it in.
fn as_members(existing: &Attribute, patch: &Value, common: &Common) -> Map<String, Value> {
    if let Value::Object(map) = patch
        && match common.form {
            Form::Whole => has_members(existing, map),
            Form::Simplified => simplified_kind(map).is_some() || is_bare_geometry(map),
        }
        && !(existing.kind == Kind::GeoProperty && map.contains_key("coordinates"))
    {
        return map.clone();
    }
    let value = match (existing.kind, patch, &common.lang) {
        (Kind::LanguageProperty, Value::String(text), Some(lang)) => json!({ lang: text }),
        _ => patch.clone(),
    };
    let mut map = Map::new();
    map.insert(existing.kind.member().into(), value);
    map
}

/// Whether a patch in normalised or concise form says members of an attribute, not its value.
fn has_members(existing: &Attribute, patch: &Map<String, Value>) -> bool {
    let kind = patch.get("type").and_then(Value::as_str).and_then(Kind::of);
    kind.is_some()
        || Kind::ALL
            .iter()
            .any(|kind| patch.contains_key(kind.member()))
        || existing.kind == Kind::Property && !existing.value.is_object()
        || ["observedAt", "unitCode", "datasetId"]
            .iter()
            .any(|member| patch.contains_key(*member))
}

/// Puts a member of a patch in its place (RFC 7396 §2, with NGSI-LD's null for JSON's).
fn lay(base: &mut Map<String, Value>, key: String, value: &Value, deep: bool) {
    if value.is_null() || value.as_str() == Some(NULL) {
        base.remove(&key);
        return;
    }
    let is_geometry = key == "value" && value.get("coordinates").is_some();
    if let (true, false, Value::Object(patch), Some(Value::Object(old))) =
        (deep, is_geometry, value, base.get_mut(&key))
    {
        for (inner, value) in patch {
            lay(old, inner.clone(), value, deep);
        }
        return;
    }
    base.insert(key, drop_nulls(value));
}

/// Whether an NGSI-LD null stands within a value, not in its place. In a language map `@none` says the latter.
pub(crate) fn has_nested_null(value: &Value) -> bool {
    let is_null = |inner: &Value| inner.as_str() == Some(NULL) || has_nested_null(inner);
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, inner)| key != "@none" && is_null(inner)),
        Value::Array(items) => items.iter().any(is_null),
        _ => false,
    }
}

/// A value without the members that are NGSI-LD nulls; itself if it is one.
fn drop_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let values = ["value", "object", "vocab", "json", "languageMap", "@none"];
            map.iter()
                .filter(|(key, value)| {
                    values.contains(&key.as_str()) || value.as_str() != Some(NULL)
                })
                .map(|(key, value)| (key.clone(), drop_nulls(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}
